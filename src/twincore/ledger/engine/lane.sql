-- What a lane asks PostgreSQL. ledger.transfer_t0 stands for the tenant's own partition.

-- name: head
-- The lane's head; the time in microseconds since 1970, null before the first transfer.
select seq, hash, case when isfinite(posted_at) then ledger.us(posted_at) end, account_version from ledger.lane where tenant = %s

-- name: checkpoint_seq
-- The last transfer that the checkpoint covers.
select seq from ledger.checkpoint where tenant = %s

-- name: account_next
-- The id the next account will get.
select account_next from ledger.lane where tenant = %s

-- name: open_holds
-- The holds open at the checkpoint, expiry in microseconds since 2000 as the journal's bytes have it.
select id, seq, debit, credit, remaining,
       case when isfinite(expires_at) then ledger.us(expires_at) - 946684800000000 else 9223372036854775807 end
from ledger.open_hold where tenant = %s order by seq

-- name: account_state
-- One row of the lane's memory per account: its sums at the checkpoint, limit, META (see state.py), last seq, id.
select coalesce(b.debits_posted, 0)::int8, coalesce(b.credits_posted, 0)::int8, coalesce(b.debits_pending, 0)::int8,
       coalesce(b.credits_pending, 0)::int8, a.credit_limit,
       (a.flags | case when a.side = 'D' then 256 else 0 end | (a.currency::int4 << 16))::int8, coalesce(b.last_seq, 0)::int8, a.id
from ledger.account a left join ledger.balance b on b.tenant = a.tenant and b.account = a.id

-- name: changed_accounts
-- Limit and META of the accounts changed since a version.
select id, credit_limit, (flags | case when side = 'D' then 256 else 0 end | (currency::int4 << 16))::int8
from ledger.account where tenant = %s and version > %s

-- name: recorded
-- The transfers under these ids, with the id each refers to.
select e.seq, e.debit, e.credit, e.amount, e.pending, e.ref, e.debit_prev, e.credit_prev, e.debit_posted, e.debit_held, e.credit_posted,
       e.credit_held, e.posted_at_us, e.expires_at_us, e.id, e.command, e.code, e.value_date, e.kind, e.flags, e.detail, r.id
from ledger.entry e left join ledger.transfer r on r.tenant = e.tenant and r.seq = e.ref and e.ref <> 0
where e.tenant = kernel.tenant() and e.id = any(%s)

-- name: referred
-- Transfers to be captured, released or reversed: what they are, what closed them (holds), what reversed them (posts).
select t.id, t.seq, t.kind::int4, t.debit, t.credit, t.amount,
       coalesce((select c.kind::int4 from ledger.transfer_t0 c where c.ref = t.seq and c.ref <> 0 and c.kind in (3, 4, 5) order by c.seq desc limit 1), 0),
       coalesce((select c.seq from ledger.transfer_t0 c where c.ref = t.seq and c.ref <> 0 and c.kind = 6 limit 1), 0)
from ledger.transfer_t0 t where t.id = any(%s)

-- name: block_hash
-- The hash of the block that begins at a seq.
select hash from ledger.block where tenant = %s and first_seq = %s
