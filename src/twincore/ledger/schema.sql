-- The ledger: one lane per tenant, its journal of transfers, and what a checkpoint has folded from it.
create schema ledger;
grant usage on schema ledger to twincore_app, twincore_ledger, twincore_readonly;

-- The head of each lane: the last transfer, the hash that ends the chain, and the counters that move under the same lock.
create table ledger.lane (
  tenant int4 primary key,
  seq int8 not null default 0,                                   -- last transfer of the lane
  hash bytea not null default sha256('twincore lane'),           -- hash of the last block
  posted_at timestamptz not null default '-infinity',            -- time of the last transfer; never goes back
  account_next int8 not null default 1,                          -- the id the next account gets
  account_version int8 not null default 0                        -- moves whenever an account is frozen, closed or given another limit
) with (fillfactor = 20);

-- An account: what it is and what it may do. Its sums are in ledger.balance and the rows above the checkpoint.
create table ledger.account (
  tenant int4 not null,
  id int8 not null,
  currency int2 not null,                                        -- ISO 4217 numeric code
  class int4 not null,                                           -- chart-of-accounts code
  side "char" not null check (side in ('D', 'C')),               -- the side that makes the balance grow
  flags int4 not null default 0,                                 -- 1 limited, 2 debits frozen, 4 credits frozen, 8 closed, 16 over-capture
  credit_limit int8 not null default 0 check (credit_limit >= 0),-- how far a limited account's balance may go below zero
  version int8 not null default 0,                               -- the lane's account_version when it last changed; 0: as opened
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (tenant, id)
);
create index account_changed on ledger.account (tenant, version) where version > 0;

-- The journal. Every column has one width and is never null, so a row's COPY tuple is its canonical form: blocks and receipts hash that.
create table ledger.transfer (
  seq int8 not null,                -- place in the lane's total order, from 1 without a gap
  debit int8 not null,              -- account debited
  credit int8 not null,             -- account credited
  amount int8 not null,             -- minor units moved between the posted balances; 0 where only a hold moves
  pending int8 not null,            -- change of what is held: + a hold placed, - the part of a hold that ends here
  ref int8 not null,                -- seq of the hold captured, released or expired, or of the transfer reversed; 0: none
  debit_prev int8 not null,         -- seq of the debited account's previous transfer; 0: this is its first
  credit_prev int8 not null,
  debit_posted int8 not null,       -- the debited account's posted balance after this transfer, credits minus debits
  debit_held int8 not null,         -- what is held of the debited account after this transfer, on its own side of spending
  credit_posted int8 not null,
  credit_held int8 not null,
  posted_at timestamptz not null,
  expires_at timestamptz not null,  -- of a hold; infinity: never
  id uuid not null,
  command uuid not null,            -- the command that asked for it: audit.command.id
  tenant int4 not null,
  code int4 not null,               -- transaction code
  value_date date not null,
  kind int2 not null,               -- 1 post, 2 hold, 3 capture, 4 release, 5 expire, 6 reverse
  flags int2 not null,              -- 1 linked to the next, 2 forced beyond a limit, 4 imported, 8 final capture
  check (debit <> credit and amount >= 0)
) partition by list (tenant);

-- Words that travel with a transfer: canonical JSON, at most 4,096 bytes.
create table ledger.transfer_detail (
  seq int8 not null,
  tenant int4 not null,
  body text not null
) partition by list (tenant);

-- One row per commit of a lane: hash = sha256(previous hash || first_seq || transfers || sha256(rows) || sha256(details)).
create table ledger.block (
  tenant int4 not null,
  first_seq int8 not null,
  transfers int4 not null check (transfers > 0),
  hash bytea not null,
  primary key (tenant, first_seq)
);

-- What the last checkpoint has recomputed in SQL from the raw rows.
create table ledger.checkpoint (
  tenant int4 primary key,
  seq int8 not null default 0,
  taken_at timestamptz not null default '-infinity'
) with (fillfactor = 20);

-- The four sums of each account that has moved, as of the checkpoint.
create table ledger.balance (
  tenant int4 not null,
  account int8 not null,
  debits_posted int8 not null,
  credits_posted int8 not null,
  debits_pending int8 not null,
  credits_pending int8 not null,
  last_seq int8 not null,
  primary key (tenant, account)
) with (fillfactor = 60);

-- The holds open at the checkpoint, with what is left of each.
create table ledger.open_hold (
  tenant int4 not null,
  seq int8 not null,
  id uuid not null,
  debit int8 not null,
  credit int8 not null,
  remaining int8 not null check (remaining > 0),
  expires_at timestamptz not null,
  primary key (tenant, seq)
) with (fillfactor = 60);
create index open_hold_debit on ledger.open_hold (tenant, debit);
create index open_hold_credit on ledger.open_hold (tenant, credit);

-- What an account was before and after each change of its flags or limit. seq: the lane's last transfer before the change, so the change
-- rules every transfer after it. An account without a row here is still as it was opened.
create table ledger.account_change (
  tenant int4 not null,
  account int8 not null,
  version int8 not null,
  seq int8 not null,
  flags_before int4 not null,
  credit_limit_before int8 not null,
  flags int4 not null,
  credit_limit int8 not null,
  primary key (tenant, account, version)
);

-- The Merkle tree over the journal, kept as C2SP tlog-tiles: a tile holds 1 to 256 hashes of 32 bytes, and only ever grows.
create table ledger.tile (
  tenant int4 not null,
  level int2 not null check (level between 0 and 6),
  index int8 not null check (index >= 0),
  width int2 not null check (width between 1 and 256),
  hashes bytea not null check (length(hashes) = width * 32),
  primary key (tenant, level, index)
);
alter table ledger.tile alter column hashes set storage external;

-- Every signed state of the tree. size: transfers under the root; note: C2SP signed checkpoint; verifier: the public key that checks it.
create table ledger.tree_head (
  tenant int4 not null,
  size int8 not null check (size >= 0),
  root bytea not null check (length(root) = 32),
  note text not null,
  verifier text not null,
  sealed_at timestamptz not null,
  primary key (tenant, size)
);

-- What was written stays: nobody changes or removes a row of these, the owner included. (open_lane guards each partition against TRUNCATE.)
create trigger append_only before update or delete on ledger.transfer for each row execute function kernel.refuse_change();
create trigger append_only before update or delete on ledger.transfer_detail for each row execute function kernel.refuse_change();
create trigger append_only before update or delete on ledger.block for each row execute function kernel.refuse_change();
create trigger append_only before update or delete on ledger.account_change for each row execute function kernel.refuse_change();
create trigger append_only before update or delete on ledger.tree_head for each row execute function kernel.refuse_change();
create trigger no_truncate before truncate on ledger.transfer for each statement execute function kernel.refuse_change();
create trigger no_truncate before truncate on ledger.transfer_detail for each statement execute function kernel.refuse_change();
create trigger no_truncate before truncate on ledger.block for each statement execute function kernel.refuse_change();
create trigger no_truncate before truncate on ledger.account_change for each statement execute function kernel.refuse_change();
create trigger no_truncate before truncate on ledger.tree_head for each statement execute function kernel.refuse_change();
create trigger no_truncate before truncate on ledger.tile for each statement execute function kernel.refuse_change();
create trigger no_delete before delete on ledger.tile for each row execute function kernel.refuse_change();

create function ledger.refuse_tile_rewrite() returns trigger language plpgsql as $$
begin
  if (old.tenant, old.level, old.index) is distinct from (new.tenant, new.level, new.index) or new.width < old.width
     or substring(new.hashes from 1 for length(old.hashes)) is distinct from old.hashes then
    raise exception 'ledger.tile only grows: tile %/% of tenant % cannot be rewritten', old.level, old.index, old.tenant
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger only_grows before update on ledger.tile for each row execute function ledger.refuse_tile_rewrite();

-- Walls: every table belongs to tenants row by row, for its owner too. Partitions carry no policy (COPY would be refused) but are granted
-- to the engine alone, and their bound is the wall: PostgreSQL refuses a row of any other tenant.
do $$
declare name text;
begin
  foreach name in array array['lane', 'account', 'account_change', 'transfer', 'transfer_detail', 'block', 'checkpoint', 'balance',
                              'open_hold', 'tile', 'tree_head'] loop
    execute format('alter table ledger.%I enable row level security', name);
    execute format('alter table ledger.%I force row level security', name);
    execute format('create policy tenant on ledger.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select on ledger.%I to twincore_ledger, twincore_app, twincore_readonly', name);
  end loop;
end $$;
grant insert on ledger.block, ledger.tree_head to twincore_ledger;
grant update (seq, hash, posted_at) on ledger.lane to twincore_ledger;
grant insert, update on ledger.balance, ledger.checkpoint to twincore_ledger;
grant insert, update, delete on ledger.open_hold to twincore_ledger;
grant insert, update (width, hashes) on ledger.tile to twincore_ledger;
grant insert on ledger.account, ledger.account_change to twincore_app;
grant update (flags, credit_limit, version, closed_at) on ledger.account to twincore_app;
grant update (account_next, account_version) on ledger.lane to twincore_app;

-- Open a tenant's lane: its partitions, its head and its checkpoint. Run again, it changes nothing. The partitions are made aside and then
-- attached, which blocks no reader and no writer of other tenants.
create function ledger.open_lane(p_tenant int4) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  journal text := format('transfer_t%s', p_tenant);
  detail text := format('transfer_detail_t%s', p_tenant);
  part text;
begin
  if p_tenant is null or p_tenant <= 0 or kernel.tenant() is distinct from p_tenant then
    raise exception 'a lane is opened by its own tenant' using errcode = 'insufficient_privilege';
  end if;
  if not exists (select from tenants.tenant where number = p_tenant) then
    raise exception 'there is no tenant %', p_tenant using errcode = 'no_data_found';
  end if;
  perform pg_advisory_xact_lock(7305072, p_tenant);
  if exists (select from ledger.lane where tenant = p_tenant) then
    return;
  end if;
  execute format('create table ledger.%I (like ledger.transfer including constraints, primary key (seq), unique (id))', journal);
  execute format('create index on ledger.%I (ref) where ref <> 0', journal);
  -- A command's transfers stand close together, so a summary of each stretch of pages finds them for a hundredth of a full index.
  execute format('create index on ledger.%I using brin (command uuid_bloom_ops) with (autosummarize = on)
                  where command <> ''00000000-0000-0000-0000-000000000000''', journal);
  execute format('create table ledger.%I (like ledger.transfer_detail including constraints, primary key (seq))', detail);
  foreach part in array array[journal, detail] loop
    execute format('create trigger no_truncate before truncate on ledger.%I for each statement execute function kernel.refuse_change()', part);
    execute format('grant select, insert on ledger.%I to twincore_ledger', part);
  end loop;
  execute format('alter table ledger.transfer attach partition ledger.%I for values in (%s)', journal, p_tenant);
  execute format('alter table ledger.transfer_detail attach partition ledger.%I for values in (%s)', detail, p_tenant);
  insert into ledger.checkpoint (tenant) values (p_tenant);
  insert into ledger.lane (tenant) values (p_tenant);
end $$;

-- The sum of int8 as int8, which the built-in sum is not: it never leaves the machine's integers, and refuses to overflow.
create aggregate ledger.total(int8) (sfunc = int8pl, stype = int8, initcond = '0', parallel = safe);

-- Microseconds since 1970 UTC, exact; infinity is the largest int8.
create function ledger.us(timestamptz) returns int8 language sql immutable parallel safe
  return case when isfinite($1) then (extract(epoch from $1) * 1000000)::int8
              when $1 = 'infinity' then 9223372036854775807 when $1 = '-infinity' then -9223372036854775808 end;

-- The way back: microseconds since 1970 UTC as a time, exact.
create function ledger.at(int8) returns timestamptz language sql immutable parallel safe
  return case when $1 = 9223372036854775807 then 'infinity'::timestamptz when $1 = -9223372036854775808 then '-infinity'::timestamptz
              else make_timestamptz(1970, 1, 1, 0, 0, 0, 'UTC') + make_interval(hours => ($1 / 3600000000)::int4)
                   + ($1 % 3600000000) * interval '1 microsecond' end;

-- The journal for readers: one row per transfer with its detail, times in microseconds since 1970 UTC.
create view ledger.entry with (security_invoker = true) as
  select t.seq, t.debit, t.credit, t.amount, t.pending, t.ref, t.debit_prev, t.credit_prev, t.debit_posted, t.debit_held, t.credit_posted,
         t.credit_held, ledger.us(t.posted_at) as posted_at_us, ledger.us(t.expires_at) as expires_at_us, t.id, t.command, t.code,
         t.value_date, t.kind, t.flags, d.body as detail, t.tenant
  from ledger.transfer t left join ledger.transfer_detail d on d.tenant = t.tenant and d.seq = t.seq;
grant select on ledger.entry to twincore_ledger, twincore_app, twincore_readonly;

-- The functions below read the tail above the checkpoint by the journal's key, whatever stale statistics say of its length, and plan for
-- the one partition they need: hence their settings. Being stable, each sees one snapshot.

-- Balances of accounts, exact at this moment: the last checkpoint's sums and the raw rows since. Accounts that do not exist are left out.
create function ledger.balances(p_tenant int4, p_accounts int8[])
  returns table (account int8, side "char", limited boolean, credit_limit int8, debits_posted int8, credits_posted int8,
                 debits_pending int8, credits_pending int8, last_seq int8)
  language plpgsql stable set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  covered int8 := (select c.seq from ledger.checkpoint c where c.tenant = p_tenant);
begin
  return query
    with tail as materialized (
      select t.seq, t.debit, t.credit, t.amount, t.pending from ledger.transfer t
      where t.tenant = p_tenant and t.seq > covered and (t.debit = any (p_accounts) or t.credit = any (p_accounts))
    ), moved as (
      select m.account, sum(m.debited) as debits, sum(m.credited) as credits, sum(m.debit_pending) as debits_held,
             sum(m.credit_pending) as credits_held, max(m.seq) as seq
      from (select t.debit as account, t.amount as debited, 0 as credited, t.pending as debit_pending, 0 as credit_pending, t.seq from tail t
            union all
            select t.credit, 0, t.amount, 0, t.pending, t.seq from tail t) m
      group by m.account
    )
    select a.id, a.side, a.flags & 1 = 1, a.credit_limit,
           (coalesce(b.debits_posted, 0) + coalesce(m.debits, 0))::int8, (coalesce(b.credits_posted, 0) + coalesce(m.credits, 0))::int8,
           (coalesce(b.debits_pending, 0) + coalesce(m.debits_held, 0))::int8,
           (coalesce(b.credits_pending, 0) + coalesce(m.credits_held, 0))::int8,
           coalesce(m.seq, b.last_seq, 0)
    from ledger.account a
      left join ledger.balance b on b.tenant = a.tenant and b.account = a.id
      left join moved m on m.account = a.id
    where a.tenant = p_tenant and a.id = any (p_accounts);
end $$;

-- The account's newest transfer at or before p_seq; 0: none. Above the checkpoint the tail is searched backwards. Below it two searches
-- take turns with growing strides until one arrives: down the journal from p_seq (soon there for a busy account), and down the account's
-- own chain from its newest transfer (soon there for a quiet one).
create function ledger.entry_at(p_tenant int4, p_account int8, p_seq int8)
  returns int8 language plpgsql stable set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  covered int8 := (select c.seq from ledger.checkpoint c where c.tenant = p_tenant);
  newest int8 := coalesce((select b.last_seq from ledger.balance b where b.tenant = p_tenant and b.account = p_account), 0);
  searched int8 := p_seq;  -- nothing of the account lies in (searched, p_seq]
  stride int8 := 64;
  found_seq int8;
begin
  if p_seq > covered then
    select t.seq into found_seq from ledger.transfer t
      where t.tenant = p_tenant and t.seq > covered and t.seq <= p_seq and (t.debit = p_account or t.credit = p_account)
      order by t.seq desc limit 1;
    return coalesce(found_seq, newest);
  end if;
  while newest > p_seq loop
    select t.seq into found_seq from ledger.transfer t
      where t.tenant = p_tenant and t.seq > searched - stride * 16 and t.seq <= searched and (t.debit = p_account or t.credit = p_account)
      order by t.seq desc limit 1;
    if found_seq is not null then
      return found_seq;
    end if;
    searched := searched - stride * 16;
    if searched <= 0 then
      return 0;
    end if;
    with recursive chain as (
      select newest as seq, 0 as steps
      union all
      select case when t.debit = p_account then t.debit_prev else t.credit_prev end, c.steps + 1
      from chain c join ledger.transfer t on t.tenant = p_tenant and t.seq = c.seq
      where c.seq > p_seq and c.steps < stride
    ) select min(c.seq) into newest from chain c;
    stride := stride * 2;
  end loop;
  return newest;
end $$;

-- The last transfer of the lane at or before a time; 0: none. Times never go back along the lane, so it is a binary search.
create function ledger.seq_at(p_tenant int4, p_at timestamptz)
  returns int8 language plpgsql stable set plan_cache_mode = force_custom_plan as $$
declare
  low int8 := 0;
  high int8 := (select l.seq from ledger.lane l where l.tenant = p_tenant);
  middle int8;
begin
  while low < high loop
    middle := (low + high + 1) / 2;
    if (select t.posted_at from ledger.transfer t where t.tenant = p_tenant and t.seq = middle) <= p_at then
      low := middle;
    else
      high := middle - 1;
    end if;
  end loop;
  return low;
end $$;

-- A page of an account's transfers, newest first, from the newest before p_before (null: from the very newest), by its chain.
create function ledger.history(p_tenant int4, p_account int8, p_before int8, p_limit int4)
  returns setof ledger.entry language plpgsql stable set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  start int8;
begin
  select case when t.debit = p_account then t.debit_prev else t.credit_prev end into start from ledger.transfer t
    where t.tenant = p_tenant and t.seq = p_before and (t.debit = p_account or t.credit = p_account);
  if start is null then
    start := ledger.entry_at(p_tenant, p_account, coalesce(p_before - 1, (select l.seq from ledger.lane l where l.tenant = p_tenant)));
  end if;
  return query
    with recursive chain as (
      select start as seq, 1 as place
      union all
      select case when t.debit = p_account then t.debit_prev else t.credit_prev end, c.place + 1
      from chain c join ledger.transfer t on t.tenant = p_tenant and t.seq = c.seq
      where c.place < p_limit
    )
    select e.* from chain c join ledger.entry e on e.tenant = p_tenant and e.seq = c.seq order by c.place;
end $$;

-- The holds that are open on an account at this moment, on either side, newest first, with what is left of each.
create function ledger.open_holds(p_tenant int4, p_account int8, p_limit int4)
  returns table (seq int8, remaining int8) language plpgsql stable set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  covered int8 := (select c.seq from ledger.checkpoint c where c.tenant = p_tenant);
begin
  return query
    with tail as materialized (
      select t.seq, t.ref, t.kind, t.pending from ledger.transfer t
      where t.tenant = p_tenant and t.seq > covered and t.kind in (2, 3, 4, 5) and (t.debit = p_account or t.credit = p_account)
    ), held as (
      select o.seq, o.remaining from ledger.open_hold o where o.tenant = p_tenant and o.debit = p_account
      union all
      select o.seq, o.remaining from ledger.open_hold o where o.tenant = p_tenant and o.credit = p_account
      union all
      select t.seq, t.pending from tail t where t.kind = 2
      union all
      select t.ref, t.pending from tail t where t.kind <> 2
    )
    select h.seq, sum(h.remaining)::int8 from held h group by h.seq having sum(h.remaining) > 0 order by h.seq desc limit p_limit;
end $$;

revoke execute on all functions in schema ledger from public;
grant execute on function ledger.total(int8), ledger.us(timestamptz), ledger.at(int8), ledger.balances(int4, int8[]), ledger.entry_at(int4, int8, int8),
  ledger.seq_at(int4, timestamptz), ledger.history(int4, int8, int8, int4), ledger.open_holds(int4, int8, int4)
  to twincore_app, twincore_ledger, twincore_readonly;
grant execute on function ledger.open_lane(int4) to twincore_app;
