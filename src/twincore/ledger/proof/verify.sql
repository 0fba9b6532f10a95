-- What verify asks PostgreSQL. Everything is read in one snapshot, as the role readonly, for one tenant.

-- name: lane
-- The lane's end: last transfer, hash, the next account id, and what the checkpoint covers.
select l.seq, l.hash, l.account_next, c.seq from ledger.lane l join ledger.checkpoint c on c.tenant = l.tenant where l.tenant = %(tenant)s;

-- name: copy_accounts
-- Every account, in columns of one width.
copy (
  select id, currency, side, flags, credit_limit from ledger.account where tenant = %(tenant)s order by id
) to stdout (format binary);

-- name: account_changes
-- What accounts were before each change, by account and then in the order of the changes.
select account, seq, flags_before, credit_limit_before from ledger.account_change where tenant = %(tenant)s order by account, version;

-- name: account_unlike_its_history
-- The first account whose last recorded change does not end at what it is, or follow from the one before.
select account from (
  select c.account, c.version, row(c.flags, c.credit_limit) is distinct from row(
           coalesce(lead(c.flags_before) over history, a.flags), coalesce(lead(c.credit_limit_before) over history, a.credit_limit)) as wrong
  from ledger.account_change c left join ledger.account a on a.tenant = c.tenant and a.id = c.account
  where c.tenant = %(tenant)s window history as (partition by c.account order by c.version)
) c where wrong order by account limit 1;

-- name: blocks
-- The blocks that begin in a stretch of the journal, in order.
select first_seq, transfers, hash from ledger.block where tenant = %(tenant)s and first_seq > %(after_seq)s and first_seq <= %(until)s
order by first_seq;

-- name: unbalanced_currency
-- The first currency whose materialised sums of debits and credits differ.
select a.currency from ledger.balance b join ledger.account a on a.tenant = b.tenant and a.id = b.account
where b.tenant = %(tenant)s group by a.currency
having sum(b.debits_posted) <> sum(b.credits_posted) or sum(b.debits_pending) <> sum(b.credits_pending) order by a.currency limit 1;

-- name: balance_unlike_rows
-- The first account whose materialised balance is not what the raw rows up to the checkpoint add up to, and how many were compared.
with moved as (
  select debit as account, amount as debited, 0::int8 as credited, pending as debit_held, 0::int8 as credit_held, seq
  from ledger.transfer where tenant = %(tenant)s and seq <= %(covered)s
  union all
  select credit, 0, amount, 0, pending, seq from ledger.transfer where tenant = %(tenant)s and seq <= %(covered)s
), sums as (
  select account, sum(debited) as debits_posted, sum(credited) as credits_posted, sum(debit_held) as debits_pending,
         sum(credit_held) as credits_pending, max(seq) as last_seq
  from moved group by account
)
select count(*), min(coalesce(s.account, b.account)) filter (where
  coalesce(s.debits_posted, 0) is distinct from coalesce(b.debits_posted, 0)
  or coalesce(s.credits_posted, 0) is distinct from coalesce(b.credits_posted, 0)
  or coalesce(s.debits_pending, 0) is distinct from coalesce(b.debits_pending, 0)
  or coalesce(s.credits_pending, 0) is distinct from coalesce(b.credits_pending, 0)
  or coalesce(s.last_seq, 0) is distinct from coalesce(b.last_seq, 0))
from sums s full join (select * from ledger.balance where tenant = %(tenant)s) b on b.account = s.account;

-- name: hold_unlike_rows
-- The first open hold on the checkpoint's list that the raw rows do not leave open in the same way, or that the list lacks; and how many.
with moved as (
  select case when kind = 2 then seq else ref end as hold, pending from ledger.transfer
  where tenant = %(tenant)s and seq <= %(covered)s and kind in (2, 3, 4, 5)
), left_open as (
  select m.hold, sum(m.pending) as remaining from moved m group by m.hold having sum(m.pending) <> 0
), stated as (
  select * from ledger.open_hold where tenant = %(tenant)s
)
select count(*), min(coalesce(l.hold, o.seq)) filter (where
  row(l.remaining, t.id, t.debit, t.credit, t.expires_at) is distinct from row(o.remaining::numeric, o.id, o.debit, o.credit, o.expires_at))
from left_open l full join stated o on o.seq = l.hold
  left join ledger.transfer t on t.tenant = %(tenant)s and t.seq = l.hold;

-- name: reversed
-- The transfers that reversals refer to.
select seq, debit, credit, amount, kind from ledger.transfer where tenant = %(tenant)s and seq = any (%(seqs)s::int8[]) order by seq;

-- name: open_tables
-- Every table of tenants that is not walled: no policy, not forced, or a policy that does not ask whose it is; and partitions that
-- anybody but the engine may read or write.
select c.oid::regclass::text,
  case when c.relispartition then 'is a partition that others than the engine may reach'
       when not c.relrowsecurity or not c.relforcerowsecurity then 'does not force row-level security'
       else 'has no policy by tenant' end as what
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
  and (exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped)
       or (n.nspname, c.relname) = ('tenants', 'tenant'))
  and case when c.relispartition then
        exists (select from unnest(array['twincore_app', 'twincore_readonly']) as role (name)
                where has_table_privilege(role.name, c.oid, 'select, insert, update, delete, truncate'))
      else not c.relrowsecurity or not c.relforcerowsecurity
        or not exists (select from pg_policy p where p.polrelid = c.oid)
        or exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive
                   and pg_get_expr(coalesce(p.polqual, p.polwithcheck), p.polrelid) not like '%kernel.tenant()%')
      end
order by 1 limit 1;

-- name: tenant_tables
-- Every table of tenants that this role may read: schema and name.
select n.nspname::text, c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not like 'pg\_%' and n.nspname <> 'information_schema'
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped)
  and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
order by 1, 2;

-- name: powerful_role
-- A role of ours that row-level security does not bind.
select rolname from pg_roles where rolname like 'twincore\_%' and (rolsuper or rolbypassrls) order by 1 limit 1;

-- name: foreign_partition
-- A partition of the journal whose bound is not the tenant in its name.
select c.oid::regclass::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent in ('ledger.transfer'::regclass, 'ledger.transfer_detail'::regclass)
  and pg_get_expr(c.relpartbound, c.oid) is distinct from format('FOR VALUES IN (%s)', substring(c.relname from '_t(\d+)$'))
order by 1 limit 1;

-- name: act_for
-- Act for a tenant until the end of the transaction; empty: for nobody.
select set_config('app.tenant', %(tenant)s, true);
