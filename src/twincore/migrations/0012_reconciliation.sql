-- Reconciliation: what others say of our accounts, what of it agrees with our books, and an investigation for everything that does not.
create schema reconciliation;
grant usage on schema reconciliation to twincore_app, twincore_readonly;

-- An account whose movements somebody else records too: nostro, vostro, settlement with the central bank or a card scheme.
create table reconciliation.external_account (
  tenant int4 not null,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,47}$'),
  kind text not null check (kind in ('nostro', 'vostro', 'central_bank', 'card_scheme')),
  format text not null check (format in ('mt940', 'camt053', 'card_settlement', 'central_bank')),
  identification text not null,                  -- what files call the account
  currency int2 not null,                        -- ISO 4217 numeric code
  ledger_account int8 not null,                  -- our account that mirrors it
  mirrored boolean not null,                     -- a credit in the file is a debit of ours
  opening int8 not null,                         -- minor units, seen from the file: agreed when it began
  entry_grace_days int4 not null check (entry_grace_days between 0 and 365),
  movement_grace_days int4 not null check (movement_grace_days between 0 and 365),
  taken_seq int8 not null,                       -- our movements are taken up to this transfer
  primary key (tenant, name),
  unique (tenant, ledger_account)
);

-- Matching rules, versioned: the next version takes over at its own effective date.
create table reconciliation.matching_rules (
  tenant int4 not null,
  account text not null,
  version int4 not null check (version > 0),
  rules jsonb not null,
  effective_from date not null,
  recorded_at timestamptz not null,
  primary key (tenant, account, version)
);

-- Statements read from files, in the order in which they came.
create table reconciliation.statement (
  tenant int4 not null,
  account text not null,
  number int4 not null check (number > 0),       -- counts from 1 in each account
  reference text not null,                       -- what the file calls it
  digest bytea not null,                         -- SHA-256 of the file
  opening int8 not null,
  opening_on date not null,
  closing int8 not null,
  closing_on date not null,
  chained boolean not null,                      -- its opening balance continues the statement before
  entries int4 not null check (entries >= 0),
  imported_at timestamptz not null,
  primary key (tenant, account, number),
  unique (tenant, account, reference)
);

-- What a statement says happened. Only where it stands in reconciliation changes.
create table reconciliation.entry (
  tenant int4 not null,
  account text not null,
  statement int4 not null,
  line int4 not null,                            -- in the file, from 1
  place int4 not null,                           -- in the statement, from 1
  amount int8 not null,                          -- minor units; a credit in the file is above 0
  booked_on date not null,
  value_date date not null,
  reference text not null,                       -- ours; empty: none
  servicer_reference text not null,              -- theirs; empty: none
  words text not null,
  status text not null check (status in ('open', 'matched', 'parked', 'suspended', 'proposed')),
  match uuid,
  investigation uuid,
  primary key (tenant, account, statement, place)
);
create index entry_waiting on reconciliation.entry (tenant, account) where status in ('open', 'parked', 'suspended', 'proposed');
create index entry_servicer_reference on reconciliation.entry (tenant, account, servicer_reference) where servicer_reference <> '';

-- What our own books say happened on the mirroring account, taken from the journal.
create table reconciliation.movement (
  tenant int4 not null,
  account text not null,
  seq int8 not null,                             -- the transfer
  amount int8 not null,                          -- minor units as the other side should see it
  value_date date not null,
  id uuid not null,                              -- of the transfer
  reference text not null,                       -- the one that travels with the transfer; empty: none
  status text not null check (status in ('open', 'matched', 'parked', 'suspended', 'proposed', 'contra')),
  match uuid,
  investigation uuid,
  primary key (tenant, account, seq)
);
create index movement_waiting on reconciliation.movement (tenant, account) where status in ('open', 'parked', 'suspended', 'proposed');

-- Entries and movements that are one event. difference: entries less movements; suspense takes it.
create table reconciliation.match (
  tenant int4 not null,
  id uuid not null,
  account text not null,
  rule text not null,                            -- name of the rule, or "by hand"
  rules_version int4 not null,                   -- 0: by hand
  entries int4 not null check (entries >= 0),
  movements int4 not null check (movements >= 0),
  difference int8 not null,
  matched_on date not null,
  primary key (tenant, id)
);

-- One investigation for each discrepancy.
create table reconciliation.investigation (
  tenant int4 not null,
  id uuid not null,
  kind text not null,
  subject text not null,                         -- what it is about: entry/ops/3/17, movement/ops/4711, account/17, line/2110/AUD, ...
  account text,                                  -- external account, where it is about one
  currency int2,
  amount int8 not null,                          -- the difference in minor units
  suspense int8 not null default 0,              -- how much of it stands in suspense, seen from the file
  summary text not null,
  opened_on date not null,
  opened_at timestamptz not null,
  seen_on date not null,                         -- the last business date on which it was found
  state text not null default 'open' check (state in ('open', 'assigned', 'resolved')),
  assignee text,
  maker text,
  action text check (action in ('post', 'match', 'explain')),
  proposal jsonb,
  checker text,
  resolved_at timestamptz,
  check ((state = 'resolved') = (checker is not null and resolved_at is not null)),
  check ((maker is null) = (action is null) and (maker is null) = (proposal is null)),
  check (checker is null or checker <> maker),
  primary key (tenant, id)
);
create unique index investigation_unresolved on reconciliation.investigation (tenant, subject, kind) where state <> 'resolved';
create index investigation_opened on reconciliation.investigation (tenant, opened_on, id);

-- The history of an investigation: who did what, when, in which words.
create table reconciliation.note (
  tenant int4 not null,
  investigation uuid not null,
  number int4 not null check (number > 0),
  event text not null check (event in ('opened', 'seen', 'assigned', 'note', 'proposed', 'rejected', 'resolved')),
  actor text not null,
  words text not null,
  noted_at timestamptz not null,
  primary key (tenant, investigation, number)
);

-- Postings to and from suspense that wait for the ledger.
create table reconciliation.posting_due (
  tenant int4 not null,
  id uuid not null,                              -- of the first transfer
  date date not null,
  step text not null,
  investigation uuid not null,
  account int8 not null,                         -- ledger account
  code text not null,
  parameters jsonb not null,
  status text not null default 'due' check (status in ('due', 'posted')),
  primary key (tenant, id)
);
create index posting_due_waiting on reconciliation.posting_due (tenant, date, id) where status = 'due';

-- Files that could not be read or do not add up, kept as they came; each has an investigation.
create table reconciliation.refused_file (
  tenant int4 not null,
  id uuid not null,                              -- also of its investigation
  account text not null,
  digest bytea not null,
  content bytea not null,
  refusal jsonb not null,
  refused_at timestamptz not null,
  primary key (tenant, id)
);

-- What each night has found: figures of one comparison of one business date.
create table reconciliation.result (
  tenant int4 not null,
  date date not null,
  comparison text not null check (comparison in ('balances', 'gl_lines')),
  cut_seq int8 not null,
  checked int8 not null,
  different int8 not null,
  figures jsonb not null,
  recorded_at timestamptz not null,
  primary key (tenant, date, comparison)
);

do $$
declare name text;
begin
  foreach name in array array['matching_rules', 'statement', 'match', 'note', 'refused_file'] loop
    execute format('create trigger append_only before update or delete on reconciliation.%I for each row execute function kernel.refuse_change()', name);
    execute format('create trigger no_truncate before truncate on reconciliation.%I for each statement execute function kernel.refuse_change()', name);
  end loop;
  foreach name in array array['external_account', 'matching_rules', 'statement', 'entry', 'movement', 'match', 'investigation', 'note', 'posting_due',
                              'refused_file', 'result'] loop
    execute format('alter table reconciliation.%I enable row level security', name);
    execute format('alter table reconciliation.%I force row level security', name);
    execute format('create policy tenant on reconciliation.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select, insert on reconciliation.%I to twincore_app', name);
    execute format('grant select on reconciliation.%I to twincore_readonly', name);
  end loop;
end $$;
grant update (taken_seq) on reconciliation.external_account to twincore_app;
grant update (status, match, investigation) on reconciliation.entry, reconciliation.movement to twincore_app;
grant update (suspense, seen_on, state, assignee, maker, action, proposal, checker, resolved_at) on reconciliation.investigation to twincore_app;
grant update (status) on reconciliation.posting_due to twincore_app;
grant update (cut_seq, checked, different, figures, recorded_at) on reconciliation.result to twincore_app;
