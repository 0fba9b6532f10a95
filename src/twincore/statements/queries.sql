-- name: last_account
-- The highest account number of the lane.
select account_next - 1 from ledger.lane where tenant = %(tenant)s

-- name: seq_at
-- The last transfer at or before a time.
select ledger.seq_at(%(tenant)s, %(at)s)

-- name: by_range
-- For the rest of this database transaction ranges are read by key and joined whole, whatever stale statistics say of their lengths.
select set_config('enable_seqscan', 'off', true), set_config('enable_nestloop', 'off', true)

-- name: by_any_way
-- As the planner likes.
select set_config('enable_seqscan', 'on', true), set_config('enable_nestloop', 'on', true)

-- name: prepare_monthly
-- The statements of a month for the deposits and loans among some accounts, those that were closed in it too. Each begins where the one
-- before ended. A closing balance is the checkpoint's, and what the journal has between the checkpoint and the cut. Returns what the notices say.
with covered as materialized (
  select c.seq from ledger.checkpoint c where c.tenant = %(tenant)s
), between_ as materialized (
  select m.account, sum(m.amount)::int8 * (case when %(cut_seq)s > (select seq from covered) then 1 else -1 end) as amount from (
    select t.debit as account, -t.amount as amount from ledger.transfer t
    where t.tenant = %(tenant)s and t.seq > least(%(cut_seq)s, (select seq from covered)) and t.seq <= greatest(%(cut_seq)s, (select seq from covered))
      and t.debit > %(after)s and t.debit <= %(last)s
    union all
    select t.credit, t.amount from ledger.transfer t
    where t.tenant = %(tenant)s and t.seq > least(%(cut_seq)s, (select seq from covered)) and t.seq <= greatest(%(cut_seq)s, (select seq from covered))
      and t.credit > %(after)s and t.credit <= %(last)s) m
  group by m.account
), prepared as (
  insert into statements.statement (tenant, account, date, number, kind, currency, from_date, from_seq, cut_seq, opening, closing, credit_limit,
    prepared_at)
  select a.tenant, a.id, %(date)s, coalesce(former.number, 0) + 1, case when l.side = 'D' then 'loan' else 'deposit' end, a.currency,
    coalesce(former.date + 1, greatest(%(month)s::date, (a.opened_at at time zone %(zone)s)::date)), start.seq, %(cut_seq)s,
    coalesce(former.closing, (select case when t.debit = a.id then t.debit_posted else t.credit_posted end from ledger.transfer t
      where t.tenant = a.tenant and t.seq = start.entry), 0),
    coalesce(b.credits_posted - b.debits_posted, 0) + coalesce(m.amount, 0), l.credit_limit, %(now)s
  from products.account a
  join ledger.account l on l.tenant = a.tenant and l.id = a.id and l.id > %(after)s and l.id <= %(last)s
  left join ledger.balance b on b.tenant = a.tenant and b.account = a.id and b.account > %(after)s and b.account <= %(last)s
  left join between_ m on m.account = a.id
  left join lateral (
    select s.date, s.number, s.cut_seq, s.closing from statements.statement s
    where s.tenant = a.tenant and s.account = a.id and s.date < %(date)s order by s.date desc limit 1) former on true
  cross join lateral (
    select coalesce(former.cut_seq, %(from_seq)s) as seq,
      case when former.closing is null and %(from_seq)s > 0 then ledger.entry_at(a.tenant, a.id, %(from_seq)s) end as entry offset 0) start
  where a.tenant = %(tenant)s and a.id > %(after)s and a.id <= %(last)s and a.opened_at < %(end)s
    and (a.closed_at is null or a.closed_at >= %(begin)s)
    and not exists (select from products.credit_account c where c.tenant = a.tenant and c.account = a.id and c.kind = 'credit_card'
      and c.account > %(after)s and c.account <= %(last)s)
  on conflict do nothing
  returning account, number, kind, currency, from_date, closing
)
select p.account, p.number, p.kind, p.currency, p.from_date, p.closing, a.bsb, a.number, null::int8, null::date, null::date
from prepared p join products.account a on a.tenant = %(tenant)s and a.id = p.account and a.id > %(after)s and a.id <= %(last)s

-- name: prepare_cards
-- The statements of the cards among some accounts that were billed at the end of a date or before and have none yet: where credit has cut them.
with billed as (
  select c.account, c.charged_to - 1 as date, c.charged_seq
  from products.credit_account c
  where c.tenant = %(tenant)s and c.account > %(after)s and c.account <= %(last)s and c.kind = 'credit_card' and c.charged_to <= %(date)s + 1
    and not exists (select from statements.statement s where s.tenant = c.tenant and s.account = c.account and s.date = c.charged_to - 1)
), prepared as (
  insert into statements.statement (tenant, account, date, number, kind, currency, from_date, from_seq, cut_seq, opening, closing, credit_limit,
    prepared_at)
  select a.tenant, a.id, b.date, coalesce(before.number, 0) + 1, 'card', a.currency,
    coalesce(former.date + 1, least(b.date, (a.opened_at at time zone %(zone)s)::date)),
    coalesce(before.cut_seq, case when former.date is null then 0
      else ledger.seq_at(a.tenant, (former.date + 1)::timestamp at time zone %(zone)s - interval '1 microsecond') end),
    b.charged_seq, -c.opening, -c.closing, l.credit_limit, %(now)s
  from billed b
  join products.account a on a.tenant = %(tenant)s and a.id = b.account
  join ledger.account l on l.tenant = a.tenant and l.id = a.id
  join products.card_statement c on c.tenant = a.tenant and c.account = a.id and c.date = b.date
  left join lateral (
    select f.date from products.card_statement f
    where f.tenant = a.tenant and f.account = a.id and f.date < b.date order by f.date desc limit 1) former on true
  left join statements.statement before on before.tenant = a.tenant and before.account = a.id and before.date = former.date
  on conflict do nothing
  returning account, date, number, kind, currency, from_date, closing
)
select p.account, p.number, p.kind, p.currency, p.from_date, p.closing, a.bsb, a.number, c.minimum, c.due_on, p.date
from prepared p join products.account a on a.tenant = %(tenant)s and a.id = p.account
join products.card_statement c on c.tenant = %(tenant)s and c.account = p.account and c.date = p.date

-- name: plans_announced
-- Interest plans defined between two times for a day to come.
select product, version, effective_from from products.interest_plan
where tenant = %(tenant)s and recorded_at >= %(begin)s and recorded_at < %(end)s and effective_from > %(date)s order by product, version

-- name: holders_of_product
-- The accounts of a product among some that are not closed.
select a.id, a.bsb, a.number from products.account a
where a.tenant = %(tenant)s and a.id > %(after)s and a.id <= %(last)s and a.product = %(product)s and a.closed_at is null and a.opened_at < %(end)s
order by a.id

-- name: loans_repriced
-- The loans among some accounts whose rate changes with a date, with the rate and instalment before and from now on.
select p.account, a.bsb, a.number, a.currency, old.rate_ppm, p.rate_ppm, old.payment, p.payment, i.due_date
from products.loan_plan p
join products.loan_plan old on old.tenant = p.tenant and old.account = p.account and old.plan = p.plan - 1
join products.account a on a.tenant = p.tenant and a.id = p.account
left join products.loan_instalment i on i.tenant = p.tenant and i.account = p.account and i.plan = p.plan and i.number = p.first_number
where p.tenant = %(tenant)s and p.account > %(after)s and p.account <= %(last)s and p.made_on = %(date)s and p.reason = 'rate_change'
order by p.account

-- name: newly_behind
-- The accounts among some that are behind at the end of a date and were not the day before, or have come into another bucket.
select r.account, a.bsb, a.number, a.currency, r.days, r.bucket, r.amount, r.owed
from products.arrears r join products.account a on a.tenant = r.tenant and a.id = r.account
left join products.arrears y on y.tenant = r.tenant and y.date = %(date)s - 1 and y.account = r.account
where r.tenant = %(tenant)s and r.date = %(date)s and r.account > %(after)s and r.account <= %(last)s and r.days > 0 and r.amount > 0
  and (y.days is null or y.days = 0 or y.amount = 0 or r.bucket > y.bucket)
order by r.account

-- name: maturing
-- The term deposits among some accounts whose term ends within some days, and who have not been told.
select t.account, a.bsb, a.number, t.matures_on, t.months, t.rate_ppm, t.at_maturity, p.bsb, p.number
from products.term t join products.account a on a.tenant = t.tenant and a.id = t.account
left join products.account p on p.tenant = t.tenant and p.id = t.pay_to
where t.tenant = %(tenant)s and t.account > %(after)s and t.account <= %(last)s and t.status = 'running'
  and t.matures_on > %(date)s and t.matures_on <= %(date)s + %(days)s
  and not exists (select from statements.notice n
    where n.tenant = t.tenant and n.account = t.account and n.kind = 'maturity' and n.date > t.matures_on - %(days)s - 1)
order by t.account

-- name: add_notices
-- Notices of one kind; those given before stay.
insert into statements.notice (tenant, account, date, kind, title, body, facts, prepared_at)
select %(tenant)s, n.account, %(date)s, %(kind)s, n.title, n.body, n.facts::jsonb, %(now)s
from unnest(%(accounts)b::int8[], %(titles)b::text[], %(bodies)b::text[], %(facts)b::text[]) as n (account, title, body, facts)
on conflict do nothing

-- name: statements
-- The statements of an account, newest first.
select account, date, number, kind, currency, from_date, from_seq, cut_seq, opening, closing, credit_limit, prepared_at
from statements.statement where tenant = %(tenant)s and account = %(account)s and date < coalesce(%(before)s::date, 'infinity'::date)
order by date desc limit %(limit)s

-- name: statement
-- One statement.
select account, date, number, kind, currency, from_date, from_seq, cut_seq, opening, closing, credit_limit, prepared_at
from statements.statement where tenant = %(tenant)s and account = %(account)s and date = %(date)s

-- name: notices_of_account
-- What was said about an account, newest first.
select account, date, kind, title, body, facts, prepared_at from statements.notice
where tenant = %(tenant)s and account = %(account)s and date <= coalesce(%(before)s::date, 'infinity'::date)
  and (%(before)s::date is null or date < %(before)s::date or kind > %(after_kind)s) order by date desc, kind limit %(limit)s

-- name: notices_of_date
-- What was said at the end of a date, by account.
select account, date, kind, title, body, facts, prepared_at from statements.notice
where tenant = %(tenant)s and date = %(date)s and (%(kind)s::text is null or kind = %(kind)s)
  and (account, kind) > (%(after)s, %(after_kind)s) order by account, kind limit %(limit)s

-- name: notice
-- One notice.
select account, date, kind, title, body, facts, prepared_at from statements.notice
where tenant = %(tenant)s and account = %(account)s and date = %(date)s and kind = %(kind)s

-- name: code_titles
-- What transaction codes are called at a time.
select distinct on (number) number, spec ->> 'title' from transactions.code
where tenant = %(tenant)s and number = any (%(numbers)s) and effective_from <= %(at)s order by number, effective_from desc, version desc

-- name: by_counterparty
-- What moved on an account in a stretch of the journal, by the account on the other side: credited and debited.
with recursive chain as (
  select ledger.entry_at(%(tenant)s, %(account)s, %(to_seq)s) as seq
  union all
  select case when t.debit = %(account)s then t.debit_prev else t.credit_prev end
  from chain c join ledger.transfer t on t.tenant = %(tenant)s and t.seq = c.seq where c.seq > %(from_seq)s
)
select case when t.debit = %(account)s then t.credit else t.debit end as other,
  coalesce(sum(t.amount) filter (where t.credit = %(account)s), 0)::int8, coalesce(sum(t.amount) filter (where t.debit = %(account)s), 0)::int8,
  count(*) filter (where t.amount > 0)
from chain c join ledger.transfer t on t.tenant = %(tenant)s and t.seq = c.seq where c.seq > %(from_seq)s group by other

-- name: billed
-- The charges of a card's statements: date of the statement, what it is, and where it was posted.
select date, code, amount, id, seq from products.credit_posting
where tenant = %(tenant)s and account = %(account)s and step = 'bill_cards' and date <= %(date)s order by date, code

-- name: card_statement
-- What a card's statement asks for.
select due_on, minimum, overdue, balances, difference from products.card_statement
where tenant = %(tenant)s and account = %(account)s and date = %(date)s

-- name: loan_standing
-- How a loan stood at the end of a date: rate and instalment of the plan in force, its next instalment, and what was overdue.
select p.rate_ppm, p.payment, i.due_date, i.payment, coalesce(r.days, 0), coalesce(r.amount, 0)
from products.loan_plan p
left join lateral (
  select i.due_date, i.payment from products.loan_instalment i
  where i.tenant = p.tenant and i.account = p.account and i.plan = p.plan and i.due_date > %(date)s order by i.due_date limit 1) i on true
left join products.arrears r on r.tenant = p.tenant and r.account = p.account and r.date = %(date)s
where p.tenant = %(tenant)s and p.account = %(account)s and p.made_on <= %(date)s order by p.plan desc limit 1

-- name: interest_due
-- Interest of an account that falls due at the end of a date and is posted on the next one, less what is charged.
select coalesce(sum((parameters ->> 'amount')::int8 * case when code in ('interest_credit', 'overdraft_interest_refund') then 1 else -1 end), 0)::int8
from products.interest_due where tenant = %(tenant)s and date = %(date)s and step = 'capitalise' and account = %(account)s and status <> 'refused'

-- name: covering_head
-- The first signed state of the journal's tree that covers a transfer.
select size, root, note, ledger.us(sealed_at) from ledger.tree_head where tenant = %(tenant)s and size >= %(seq)s order by size limit 1
