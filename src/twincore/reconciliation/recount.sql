-- The raw rows and what is kept of them, as columns: whole arrays in PostgreSQL's binary form, stretch by stretch.

-- name: bounds
-- Where the lane stands, and the next account id.
select seq, account_next from ledger.lane where tenant = %(tenant)s;

-- name: copy_kept
-- What the checkpoint keeps, in one snapshot: its place (kind 0), balances (1) and open holds (2).
copy (
  select 0 as what, array[seq] as a, null::int8[] as b, null::int8[] as c, null::int8[] as d, null::int8[] as e, null::int8[] as f
  from ledger.checkpoint where tenant = %(tenant)s
  union all
  select 1, array_agg(account), array_agg(debits_posted), array_agg(credits_posted), array_agg(debits_pending), array_agg(credits_pending),
         array_agg(last_seq)
  from ledger.balance where tenant = %(tenant)s group by account >> 20
  union all
  select 2, array_agg(seq), array_agg(remaining), null, null, null, null
  from ledger.open_hold where tenant = %(tenant)s group by seq >> 20
) to stdout (format binary);

-- name: copy_accounts
-- Every account: its id, currency and class.
copy (
  select array_agg(id), array_agg(currency::int8), array_agg(class::int8) from ledger.account where tenant = %(tenant)s group by id >> 20
) to stdout (format binary);

-- name: copy_rows
-- A stretch of the journal: after_seq < seq <= until.
copy (
  select array_agg(seq), array_agg(debit), array_agg(credit), array_agg(amount), array_agg(pending), array_agg(ref)
  from ledger.transfer where tenant = %(tenant)s and seq > %(after_seq)s and seq <= %(until)s
) to stdout (format binary);

-- name: copy_running
-- The same stretch with the balances that its rows carry.
copy (
  select array_agg(seq), array_agg(debit), array_agg(credit), array_agg(debit_posted), array_agg(credit_posted)
  from ledger.transfer where tenant = %(tenant)s and seq > %(after_seq)s and seq <= %(until)s
) to stdout (format binary);
