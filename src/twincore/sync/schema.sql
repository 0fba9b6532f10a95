-- The adaptor between the twin and the core: how the link stands, what corresponds to what, how far each side has been taken in, and what waits.
create schema sync;
grant usage on schema sync to twincore_app, twincore_ledger, twincore_readonly;

-- The link of a tenant to its core.
create table sync.link (
  tenant int4 primary key,
  state text not null default 'DOWN' check (state in ('UP', 'DEGRADED', 'DOWN', 'CATCHING_UP')),
  since timestamptz not null,
  mode text not null default 'shadow' check (mode in ('shadow', 'active', 'demoting')),
  mode_since timestamptz not null,
  outage int4 not null default 0,                -- counts the times that the core was down
  planned_until timestamptz,                     -- until then it is down by agreement
  clean_since timestamptz,                       -- since when no drift was found; null: there was some, or nobody has looked
  resync_needed text,                            -- why the two sides may differ without anybody having seen it; null: they may not
  policy jsonb not null,                         -- model.Policy
  types jsonb not null,                          -- the core's type of transaction -> our account on the other side
  clearing int8 not null,                        -- our account on the other side of all other types
  exposed int8 not null,                         -- our account that bears what the core refuses
  suspense int8 not null,                        -- our account on the other side of adjustments
  capture text not null default 'log' check (capture in ('log', 'envelopes')), -- how the core's changes reach the twin
  schema_refused text                            -- which of our schemas the registry refuses, and why; null: none
) with (fillfactor = 50);

-- Every change of the link, its mode and its policy.
create table sync.link_event (
  tenant int4 not null,
  number int8 not null generated always as identity,
  at timestamptz not null,
  actor text not null check (actor <> ''),
  what text not null,                            -- 'state', 'mode', 'policy', 'outage', 'resync', 'capture', 'schema'
  before text,
  after text,
  words text not null,
  primary key (tenant, number)
);

-- Which account of the ledger is which on the core.
create table sync.account (
  tenant int4 not null,
  core int8 not null check (core > 0),           -- BSB * 10^9 + number
  account int8 not null,
  base_lsn int8 not null,                        -- the balance that the twin began with has in it what the core's log says up to here
  base_seq int8 not null,                        -- the lane's last transfer then; what both sides have posted since is counted
  base_count int8 not null,                      -- how many postings the core had counted then
  opening int8 not null,                         -- the balance that the twin began with, minor units, a credit is above 0
  bound_at timestamptz not null,
  primary key (tenant, core),
  unique (tenant, account)
);

-- How far each stream has been taken in; it moves in the transaction that has the effect.
create table sync.position (
  tenant int4 not null,
  stream text not null,                          -- 'change-log', 'reject-file', 'journal', 'answered', 'envelopes', 'streams/...'
  next int8 not null check (next >= 0),          -- the next record, from 0; of the journal: the last transfer
  epoch int4 not null default 0,                 -- of the core, at the last record
  lsn int8 not null default 0,                   -- of the core, at the last record
  moved_at timestamptz not null,
  primary key (tenant, stream)
) with (fillfactor = 20);

-- Where the core's log has lost its alignment: a torn record is one place, however many bytes it has.
create table sync.tear (
  tenant int4 not null,
  stream text not null,                          -- 'change-log'
  place int8 not null check (place >= 0),        -- the torn record, as position.next counts
  bytes int8 not null check (bytes > 0),         -- it has in the file; the next record stands right behind them
  lsn int8 not null,                             -- the last that it may have had: the next record's less 1
  primary key (tenant, stream, place)
);

-- The core's answer to a side of a transfer that was sent to it. A transfer is SENT when the journal's position is beyond it, POSTED with its answer.
create table sync.answer (
  tenant int4 not null,
  seq int8 not null,                             -- the transfer
  leg int2 not null check (leg in (0, 1)),       -- 0: its debit, 1: its credit
  attempt int2 not null,                         -- 0: asked; 1: forced
  verdict int2 not null check (verdict in (1, 2)), -- 1 posted, 2 rejected
  epoch int4 not null,
  lsn int8 not null,                             -- where the core's log (or reject file) says so
  void boolean not null default false,           -- the core was restored to a moment before it
  primary key (tenant, seq, leg, attempt)
);

-- What became of a leg that the core refused.
create table sync.refused (
  tenant int4 not null,
  seq int8 not null,
  leg int2 not null,
  account int8 not null,
  core int8 not null,
  amount int8 not null,                          -- signed, as the account sees it
  code int4 not null,
  reason text not null,                          -- the core's reason code and text
  way text not null check (way in ('force', 'absorb', 'compensate')),
  status text not null default 'open' check (status in ('open', 'forced', 'absorbed', 'compensated')),
  refused_at timestamptz not null,
  settled_at timestamptz,
  primary key (tenant, seq, leg)
);
create index refused_open on sync.refused (tenant, seq) where status = 'open';

-- Records that could not be taken in, as they came.
create table sync.parked (
  tenant int4 not null,
  number int8 not null generated always as identity,
  stream text not null,
  place int8 not null,
  reason text not null,
  words text not null,                           -- the field and what is wrong with it
  core int8,                                     -- the account that waits for it; null: could not be read
  raw bytea not null,
  parked_at timestamptz not null,
  resolved_at timestamptz,
  resolution text,                               -- 'replayed', or why it was dropped
  primary key (tenant, number),
  unique (tenant, stream, place)
);
create index parked_waiting on sync.parked (tenant, core) where resolved_at is null;

-- What an account may do while the core is away, and what of it is used up.
create table sync.allowance (
  tenant int4 not null,
  account int8 not null,
  outage int4 not null default 0,                -- which outage the figures are of
  allotment int8 check (allotment >= 0),         -- minor units; null: the policy's
  spent int8 not null default 0,
  window_from timestamptz not null,
  window_count int4 not null default 0,
  earmarked int8 not null default 0,             -- set aside on the core for a planned outage
  primary key (tenant, account)
) with (fillfactor = 50);

-- Debits that were admitted while the core was away; asked again, the answer is the same.
create table sync.spend (
  tenant int4 not null,
  transfer uuid not null,
  account int8 not null,
  amount int8 not null check (amount > 0),
  outage int4 not null,
  admitted_at timestamptz not null,
  withdrawn boolean not null default false,      -- the ledger said no after all
  used int8 not null default 0,                  -- what of the allotment it uses up by now: of a hold, what is captured or still held
  open boolean not null default false,           -- a hold of which something may still be given back
  primary key (tenant, transfer, account)
);
create index spend_open on sync.spend (tenant, account) where open;

-- What the bank stands to lose in an outage, in one row that whoever admits holds still: the limit of all accounts together.
create table sync.standing (
  tenant int4 primary key,
  outage int4 not null default 0,                -- which outage admitted is of
  base int8 not null default 0,                  -- exposed when it began
  admitted int8 not null default 0,              -- used up since; kept where the policy has a limit
  told int8 not null default 0                   -- exposed in all, as the adaptor said last
) with (fillfactor = 20);

-- What the adaptor is asked to set aside on the core, by whatever process.
create table sync.earmark_order (
  tenant int4 not null,
  number int8 not null generated always as identity,
  command uuid not null,                         -- who asked is in the audit trail
  accounts int8[] not null,
  amounts int8[] not null,                       -- minor units; 0 lifts it
  status text not null default 'asked' check (status in ('asked', 'sent', 'refused')),
  words text,                                    -- why it was refused
  asked_at timestamptz not null,
  done_at timestamptz,
  primary key (tenant, number),
  unique (tenant, command)
);
create index earmark_order_asked on sync.earmark_order (tenant, number) where status = 'asked';

-- Debits that were declined while the core was away, by reason.
create table sync.decline (
  tenant int4 not null,
  outage int4 not null,
  code text not null,
  count int8 not null,
  primary key (tenant, outage, code)
) with (fillfactor = 50);

-- A comparison of both sides at one place of the core's log.
create table sync.drift (
  tenant int4 not null,
  number int8 not null generated always as identity,
  at timestamptz not null,
  epoch int4 not null,
  lsn int8 not null,
  seq int8 not null,                             -- the lane's last transfer then
  accounts int8 not null,
  in_flight int8 not null,
  in_flight_minor int8 not null,
  drift_accounts int8 not null,
  drift_minor int8 not null,
  repaired boolean not null,
  business_date date,                            -- the core's, of the extract
  in_flight_accounts int8 not null default 0,    -- accounts that differ by nothing but what is in flight
  primary key (tenant, number)
);

-- What differed.
create table sync.drift_item (
  tenant int4 not null,
  drift int8 not null,
  line int4 not null,
  core int8 not null,
  account int8 not null,
  kind text not null check (kind in ('in_flight', 'missing', 'extra', 'amount', 'balance')),
  transaction text,
  amount int8 not null,
  words text not null,
  primary key (tenant, drift, line),
  foreign key (tenant, drift) references sync.drift (tenant, number)
);

-- Both sides of each account that differed: minor units, and postings as either counts them.
create table sync.drift_account (
  tenant int4 not null,
  drift int8 not null,
  core int8 not null,
  account int8 not null,
  twin_balance int8 not null,                    -- less what the core does not have yet
  core_balance int8 not null,
  twin_count int8 not null,
  core_count int8 not null,
  primary key (tenant, drift, core),
  foreign key (tenant, drift) references sync.drift (tenant, number)
);

create trigger link_event_append_only before update or delete on sync.link_event for each row execute function kernel.refuse_change();
create trigger link_event_no_truncate before truncate on sync.link_event for each statement execute function kernel.refuse_change();
create trigger drift_append_only before update or delete on sync.drift for each row execute function kernel.refuse_change();
create trigger drift_no_truncate before truncate on sync.drift for each statement execute function kernel.refuse_change();
create trigger drift_item_append_only before update or delete on sync.drift_item for each row execute function kernel.refuse_change();
create trigger drift_item_no_truncate before truncate on sync.drift_item for each statement execute function kernel.refuse_change();
create trigger drift_account_append_only before update or delete on sync.drift_account for each row execute function kernel.refuse_change();
create trigger drift_account_no_truncate before truncate on sync.drift_account for each statement execute function kernel.refuse_change();

do $$
declare name text;
begin
  foreach name in array array['link', 'link_event', 'account', 'position', 'answer', 'refused', 'parked', 'allowance', 'spend', 'decline', 'drift',
                              'drift_item', 'drift_account', 'standing', 'earmark_order', 'tear'] loop
    execute format('alter table sync.%I enable row level security', name);
    execute format('alter table sync.%I force row level security', name);
    execute format('create policy tenant on sync.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select, insert on sync.%I to twincore_app', name);
    execute format('grant select on sync.%I to twincore_readonly', name);
  end loop;
end $$;
grant update (base_count) on sync.account to twincore_app;
grant update on sync.link, sync.position, sync.allowance, sync.decline to twincore_app;
grant update (verdict, epoch, lsn, void) on sync.answer to twincore_app;
grant update (way, status, reason, settled_at) on sync.refused to twincore_app;
grant update (resolved_at, resolution) on sync.parked to twincore_app;
grant update (withdrawn, amount, used, open, outage, admitted_at) on sync.spend to twincore_app;
grant update on sync.standing to twincore_app;
grant update (status, words, done_at) on sync.earmark_order to twincore_app;
-- the position moves, a record is parked, and a tear is passed in the commit of the lane
grant select, insert, update on sync.position to twincore_ledger;
grant select, insert on sync.tear to twincore_ledger;
grant select, insert, update (resolved_at, resolution) on sync.parked to twincore_ledger;
