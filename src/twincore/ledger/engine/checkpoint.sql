-- A checkpoint: the raw rows since the last one, summed in SQL and folded into ledger.balance and ledger.open_hold.
-- ledger.transfer_t0 stands for the tenant's own partition.

-- name: lane_seq
-- Where the lane stands.
select seq from ledger.lane where tenant = %s

-- name: begin
-- Lock the checkpoint; where it stands and where the lane stands.
select c.seq, l.seq from ledger.checkpoint c join ledger.lane l on l.tenant = c.tenant where c.tenant = %(tenant)s for update of c

-- name: fold
-- Sum the rows per account, add them to the balances, and compare every account touched with what the engine wrote into its last row.
with rows as materialized (
  select seq, debit, credit, amount, pending, debit_posted, debit_held, credit_posted, credit_held
  from ledger.transfer_t0 where seq > %(from)s and seq <= %(to)s
), entry as materialized (
  select debit as account, amount as debited, 0::int8 as credited, pending as debit_pending, 0::int8 as credit_pending, seq,
         debit_posted as posted, debit_held as held from rows
  union all
  select credit, 0, amount, 0, pending, seq, credit_posted, credit_held from rows
), total as (
  select account, ledger.total(debited) as debits, ledger.total(credited) as credits, ledger.total(debit_pending) as debits_pending,
         ledger.total(credit_pending) as credits_pending, max(seq) as last_seq
  from entry group by account order by account
), folded as (
  insert into ledger.balance as b (tenant, account, debits_posted, credits_posted, debits_pending, credits_pending, last_seq)
  select %(tenant)s, account, debits, credits, debits_pending, credits_pending, last_seq from total
  on conflict (tenant, account) do update set
    debits_posted = b.debits_posted + excluded.debits_posted, credits_posted = b.credits_posted + excluded.credits_posted,
    debits_pending = b.debits_pending + excluded.debits_pending, credits_pending = b.credits_pending + excluded.credits_pending,
    last_seq = excluded.last_seq
  returning account, debits_posted, credits_posted, debits_pending, credits_pending, last_seq
)
select count(*), count(*) filter (where differs), min(f.account) filter (where differs), (select count(*) from rows where pending <> 0)
from (
  select folded.account, e.posted <> folded.credits_posted - folded.debits_posted
         or e.held <> case when a.side = 'C' then folded.debits_pending else folded.credits_pending end as differs
  from folded
    join entry e on e.account = folded.account and e.seq = folded.last_seq
    join ledger.account a on a.tenant = %(tenant)s and a.id = folded.account
) f

-- name: end_holds
-- Holds of earlier checkpoints that the rows have used up.
delete from ledger.open_hold o
using (select ref, sum(pending) as change from ledger.transfer_t0
       where seq > %(from)s and seq <= %(to)s and kind in (3, 4, 5) group by ref) c
where o.tenant = %(tenant)s and o.seq = c.ref and o.remaining + c.change = 0

-- name: reduce_holds
-- Holds of earlier checkpoints of which the rows have used a part.
update ledger.open_hold o set remaining = o.remaining + c.change
from (select ref, sum(pending)::int8 as change from ledger.transfer_t0
      where seq > %(from)s and seq <= %(to)s and kind in (3, 4, 5) group by ref) c
where o.tenant = %(tenant)s and o.seq = c.ref

-- name: place_holds
-- Holds placed in the rows and still open at their end.
insert into ledger.open_hold (tenant, seq, id, debit, credit, remaining, expires_at)
select t.tenant, t.seq, t.id, t.debit, t.credit, (t.pending + coalesce(c.change, 0))::int8, t.expires_at
from ledger.transfer_t0 t
  left join (select ref, sum(pending) as change from ledger.transfer_t0
             where seq > %(from)s and seq <= %(to)s and kind in (3, 4, 5) group by ref) c on c.ref = t.seq
where t.seq > %(from)s and t.seq <= %(to)s and t.kind = 2 and t.pending + coalesce(c.change, 0) > 0

-- name: finish
-- The checkpoint stands there now.
update ledger.checkpoint set seq = %(to)s, taken_at = clock_timestamp() where tenant = %(tenant)s
