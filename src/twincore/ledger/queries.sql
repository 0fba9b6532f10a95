-- The ledger's reads and account verbs. The engine's own statements stand in its modules' files; times cross as microseconds since 1970.

-- name: open_lane
-- The partitions, head and checkpoint of a tenant.
select ledger.open_lane(%(tenant)s);

-- name: take_account_ids
-- Lock the lane's head and take the next account ids; returns the first of them.
update ledger.lane set account_next = account_next + %(count)s where tenant = %(tenant)s returning account_next - %(count)s;

-- name: insert_accounts_alike
-- Accounts of one kind.
insert into ledger.account (tenant, id, currency, class, side, flags, credit_limit, opened_at)
select %(tenant)s, n, %(currency)s, %(class)s, %(side)s::"char", %(flags)s, %(credit_limit)s, ledger.at(%(now_us)s)
from generate_series(%(first)s::int8, %(first)s::int8 + %(count)s - 1) n;

-- name: insert_accounts
-- Accounts of several kinds: the kinds as columns, and for each account the place of its kind among them, from 1.
insert into ledger.account (tenant, id, currency, class, side, flags, credit_limit, opened_at)
select %(tenant)s, %(first)s::int8 + a.place - 1, (%(currency)s::int2[])[a.kind], (%(class)s::int4[])[a.kind],
       (%(side)s::text[])[a.kind]::"char", (%(flags)s::int4[])[a.kind], (%(credit_limit)s::int8[])[a.kind], ledger.at(%(now_us)s)
from unnest(%(kinds)s::int4[]) with ordinality as a (kind, place);

-- name: lock_lane
-- Lock the lane's head, so that no transfer and no other account change comes between; returns its last transfer and its account version.
select seq, account_version from ledger.lane where tenant = %(tenant)s for update;

-- name: move_account_version
-- Let every writer of the lane notice that an account is another.
update ledger.lane set account_version = %(version)s where tenant = %(tenant)s;

-- name: change_account
-- The account as it is from now on.
update ledger.account set flags = %(flags)s, credit_limit = %(credit_limit)s, version = %(version)s, closed_at = ledger.at(%(closed_at_us)s)
where tenant = %(tenant)s and id = %(account)s;

-- name: record_account_change
-- What it was and what it is, and the last transfer that the old state ruled.
insert into ledger.account_change (tenant, account, version, seq, flags_before, credit_limit_before, flags, credit_limit)
values (%(tenant)s, %(account)s, %(version)s, %(seq)s, %(flags_before)s, %(credit_limit_before)s, %(flags)s, %(credit_limit)s);

-- name: accounts
-- Accounts by id.
select id, currency, class, side::text, flags, credit_limit, version, ledger.us(opened_at), ledger.us(closed_at)
from ledger.account where tenant = %(tenant)s and id = any (%(accounts)s::int8[]);

-- name: balances
-- The four sums of accounts, exact.
select account, side::text, limited, credit_limit, debits_posted, credits_posted, debits_pending, credits_pending, last_seq
from ledger.balances(%(tenant)s, %(accounts)s::int8[]);

-- name: balance_at
-- What the account's last transfer at or before a time says of it.
select a.side::text, p.entry, coalesce(case when t.debit = a.id then t.debit_posted else t.credit_posted end, 0),
       coalesce(case when t.debit = a.id then t.debit_held else t.credit_held end, 0)
from (select ledger.entry_at(%(tenant)s, %(account)s, ledger.seq_at(%(tenant)s, ledger.at(%(at_us)s))) as entry offset 0) p
  join ledger.account a on a.tenant = %(tenant)s and a.id = %(account)s
  left join ledger.transfer t on t.tenant = %(tenant)s and t.seq = p.entry;

-- name: history
-- A page of an account's transfers, newest first.
select * from ledger.history(%(tenant)s, %(account)s, %(before_seq)s, %(limit)s);

-- name: transfer_by_id
-- One transfer.
select * from ledger.entry where tenant = %(tenant)s and id = %(id)s;

-- name: transfers_by_id
-- Several transfers, in the journal's order.
select * from ledger.entry where tenant = %(tenant)s and id = any (%(ids)s::uuid[]) order by seq;

-- name: transfers_of_command
-- What one command has posted, in order.
select * from ledger.entry where tenant = %(tenant)s and command = %(command)s and command <> '00000000-0000-0000-0000-000000000000'
order by seq;

-- name: transfers_by_ref
-- What refers to a transfer: the captures, releases and expiry of a hold, or the reversal of a posting; in order.
select * from ledger.entry where tenant = %(tenant)s and ref = %(seq)s and ref <> 0 order by seq;

-- name: open_holds
-- The open holds of an account, newest first: what is left, then the hold itself.
select h.remaining, e.* from ledger.open_holds(%(tenant)s, %(account)s, %(limit)s) h
  join ledger.entry e on e.tenant = %(tenant)s and e.seq = h.seq
order by h.seq desc;
