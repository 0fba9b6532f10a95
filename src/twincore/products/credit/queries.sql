-- name: lock_definitions
-- Nobody else defines a credit product or a rate of this tenant until this database transaction ends.
select pg_advisory_xact_lock(7305075, %(tenant)s)

-- name: define_product
-- One new version of a credit product.
insert into products.credit_product (tenant, name, version, kind, title, description, rules, effective_from, recorded_at)
values (%(tenant)s, %(name)s, %(version)s, %(kind)s, %(title)s, %(description)s, %(rules)s, %(effective_from)s, %(now)s)

-- name: latest_product
-- The last version of a credit product.
select version, kind, effective_from from products.credit_product where tenant = %(tenant)s and name = %(name)s order by version desc limit 1

-- name: products_at
-- The version of each credit product (or of one) that holds at a time.
select distinct on (name) name, version, kind, title, description, rules, effective_from, recorded_at from products.credit_product
where tenant = %(tenant)s and effective_from <= %(at)s and (%(name)s::text is null or name = %(name)s) order by name, version desc

-- name: product_version
-- One version of a credit product.
select name, version, kind, title, description, rules, effective_from, recorded_at from products.credit_product
where tenant = %(tenant)s and name = %(name)s and version = %(version)s

-- name: versions_of_series
-- The versions of products that follow one of some reference rates.
select name, version from products.credit_product where tenant = %(tenant)s and rules ->> 'rate_series' = any (%(series)s::text[])

-- name: product_versions
-- Every version of a credit product, oldest first.
select name, version, kind, title, description, rules, effective_from, recorded_at from products.credit_product
where tenant = %(tenant)s and name = %(name)s order by version

-- name: define_rate
-- A reference rate from a day on.
insert into products.credit_rate (tenant, series, effective_from, rate_ppm, recorded_at)
values (%(tenant)s, %(series)s, %(effective_from)s, %(rate_ppm)s, %(now)s)

-- name: rates
-- All reference rates, in order.
select series, effective_from, rate_ppm from products.credit_rate where tenant = %(tenant)s order by series, effective_from

-- name: book
-- A loan or a card.
insert into products.credit_account (tenant, account, kind, product, version, currency, opened_on, terms, owed, next_due, charged_to, plan)
values (%(tenant)s, %(account)s, %(kind)s, %(product)s, %(version)s, %(currency)s, %(opened_on)s, %(terms)s, %(owed)s, %(next_due)s,
  %(opened_on)s, %(plan)s)
on conflict do nothing

-- name: watch
-- Follow the movements of a ledger account from its next transfer on.
insert into products.credit_watch (tenant, account, since_seq) values (%(tenant)s, %(account)s, %(since_seq)s) on conflict do nothing

-- name: add_opening
-- What an account stood at when credit began to follow it.
insert into products.credit_movement (tenant, account, seq, amount, value_date, code, kind, id)
values (%(tenant)s, %(account)s, %(since_seq)s, %(amount)s, %(value_date)s, 0, 1, '00000000-0000-0000-0000-000000000000')
on conflict do nothing

-- name: hash_joins
-- Many rows are joined by hashing, whatever stale statistics say of their number.
set local enable_nestloop = off

-- name: any_joins
-- The planner chooses again.
set local enable_nestloop to default

-- name: collect
-- The movements of watched accounts in a stretch of the journal, each once, and what they do to what is owed and what was paid. A reversal
-- takes back; codes in other_credits lower what is owed without being a repayment, those in redraws pay out what was repaid ahead and never
-- put a loan behind.
with moved as (
  insert into products.credit_movement (tenant, account, seq, amount, value_date, code, kind, id)
  select %(tenant)s, w.account, t.seq, s.amount, t.value_date, t.code, t.kind, t.id
  from ledger.transfer t
    cross join lateral (values (t.debit, t.amount), (t.credit, -t.amount)) as s (account, amount)
    join products.credit_watch w on w.tenant = %(tenant)s and w.account = s.account and t.seq > w.since_seq
  where t.tenant = %(tenant)s and t.seq > %(from_seq)s and t.seq <= %(cut_seq)s and t.amount > 0
  on conflict do nothing
  returning account, amount, code, kind
), sums as (
  select account, count(*) as movements, sum(amount)::int8 as owed,
         coalesce(-sum(amount) filter (where (amount < 0 and kind <> 6 and code <> all (%(other_credits)s::int4[]))
                                          or (amount > 0 and kind = 6)), 0)::int8 as paid,
         coalesce(sum(amount) filter (where amount > 0 and kind <> 6 and code = any (%(redraws)s::int4[])), 0)::int8 as redrawn
  from moved group by account
), updated as (
  update products.credit_account a set owed = a.owed + s.owed,
    paid = greatest(a.paid + s.paid - s.redrawn, least(a.paid + s.paid, a.due))
  from sums s where a.tenant = %(tenant)s and a.account = s.account
)
select coalesce(sum(movements), 0)::int8 from sums

-- name: account
-- One loan or card.
select account, product, version, kind, currency, status, opened_on, terms, owed, due, due_on, paid, next_due, state, days_past_due, arrears
from products.credit_account where tenant = %(tenant)s and account = %(account)s

-- name: lock_account
-- One loan or card with all of its state, and nobody else changes it until this database transaction ends.
select account, product, version, kind, currency, status, opened_on, terms, owed, paid, next_due, charged_to, charged_seq, base, carried, due, due_on,
  overdue, state, state_until, days_past_due, arrears, past_due_since, hardship_until, plan, owing_from
from products.credit_account where tenant = %(tenant)s and account = %(account)s for update

-- name: loans_to_charge
-- A page of loans with a due date at or before a date.
select account, product, version, kind, currency, status, opened_on, terms, owed, paid, next_due, charged_to, charged_seq, base, carried, due, due_on,
  overdue, state, state_until, days_past_due, arrears, past_due_since, hardship_until, plan, owing_from
from products.credit_account
where tenant = %(tenant)s and status = 'active' and kind <> 'credit_card' and next_due <= %(date)s and account > %(after)s
order by account limit %(limit)s for update

-- name: cards_to_bill
-- A page of cards with a statement at or before a date.
select account, product, version, kind, currency, status, opened_on, terms, owed, paid, next_due, charged_to, charged_seq, base, carried, due, due_on,
  overdue, state, state_until, days_past_due, arrears, past_due_since, hardship_until, plan, owing_from
from products.credit_account
where tenant = %(tenant)s and status = 'active' and kind = 'credit_card' and next_due <= %(date)s and account > %(after)s
order by account limit %(limit)s for update

-- name: accounts_to_accrue
-- A page of loans and cards.
select account, product, version, kind, currency, status, opened_on, terms, owed, paid, next_due, charged_to, charged_seq, base, carried, due, due_on,
  overdue, state, state_until, days_past_due, arrears, past_due_since, hardship_until, plan, owing_from
from products.credit_account
where tenant = %(tenant)s and status = 'active' and account > %(after)s order by account limit %(limit)s

-- name: currencies
-- The currencies that loans and cards have ever been in.
select distinct currency from products.credit_account where tenant = %(tenant)s order by currency

-- name: asked
-- What the day's end has asked for and the journal up to the cut does not have, by value date, and what of it is interest.
select account, coalesce((parameters ->> 'value_date')::date, date + 1), sum(amount)::int8,
  coalesce(sum(amount) filter (where code in ('loan_interest_charge', 'loan_interest_refund', 'card_interest')), 0)::int8
from products.credit_posting
where tenant = %(tenant)s and account = any (%(accounts)s::int8[]) and (status = 'due' or seq > %(cut_seq)s)
group by 1, 2

-- name: loans_to_collect
-- A page of loans whose repayments are collected from an account and which owe one that has fallen due.
select account, product, version, kind, currency, status, opened_on, terms, owed, paid, next_due, charged_to, charged_seq, base, carried, due, due_on,
  overdue, state, state_until, days_past_due, arrears, past_due_since, hardship_until, plan, owing_from
from products.credit_account
where tenant = %(tenant)s and status = 'active' and kind <> 'credit_card' and due > paid and due_on <= %(date)s and account > %(after)s
  and terms ? 'repayment_account'
order by account limit %(limit)s

-- name: accounts_to_age
-- A page of the accounts that are behind, were so or may be repaid.
select account, product, version, kind, currency, status, opened_on, terms, owed, paid, next_due, charged_to, charged_seq, base, carried, due, due_on,
  overdue, state, state_until, days_past_due, arrears, past_due_since, hardship_until, plan, owing_from
from products.credit_account
where tenant = %(tenant)s and status = 'active' and account > %(after)s
  and (due > paid or state <> 'current' or days_past_due > 0 or past_due_since is not null or hardship_until >= %(date)s
       or (kind <> 'credit_card' and owed = 0 and due > 0))
order by account limit %(limit)s for update

-- name: loans_to_reprice
-- A page of variable loans that a rate set for a date concerns, or whose fixed rate has just ended.
select account, product, version, kind, currency, status, opened_on, terms, owed, paid, next_due, charged_to, charged_seq, base, carried, due, due_on,
  overdue, state, state_until, days_past_due, arrears, past_due_since, hardship_until, plan, owing_from
from products.credit_account a
where tenant = %(tenant)s and status = 'active' and kind <> 'credit_card' and account > %(after)s and opened_on < %(date)s
  and ((terms ->> 'fixed_until')::date = %(date)s::date - 1
       or ((product, version) in (select * from unnest(%(products)s::text[], %(versions)s::int4[]))
           and (not terms ? 'rate_ppm' or (terms ->> 'fixed_until')::date < %(date)s)))
  and not exists (select from products.loan_plan p where p.tenant = a.tenant and p.account = a.account and p.made_on = %(date)s
                  and p.reason = 'rate_change')
order by account limit %(limit)s for update

-- name: movements_open
-- What moved on accounts since what was known at their last charge: later by value date or by the journal.
select m.account, m.seq, m.value_date, m.amount
from unnest(%(accounts)s::int8[], %(charged_to)s::date[], %(charged_seq)s::int8[]) as a (account, charged_to, charged_seq)
  join products.credit_movement m on m.tenant = %(tenant)s and m.account = a.account
   and (m.value_date >= a.charged_to or m.seq > a.charged_seq) and m.seq <= %(cut_seq)s

-- name: movements_all
-- Everything that moved on accounts.
select account, seq, value_date, amount from products.credit_movement
where tenant = %(tenant)s and account = any (%(accounts)s::int8[]) and seq <= %(cut_seq)s

-- name: card_movements
-- What moved on cards since their last statement.
select m.account, m.value_date, m.amount, m.code, m.kind, m.id
from unnest(%(accounts)s::int8[], %(charged_seq)s::int8[]) as a (account, charged_seq)
  join products.credit_movement m on m.tenant = %(tenant)s and m.account = a.account and m.seq > a.charged_seq and m.seq <= %(cut_seq)s
order by m.account, m.value_date, m.seq

-- name: billed
-- Which of some transfers stand on a statement already: its interest and its over-limit fee.
select id from products.credit_posting where tenant = %(tenant)s and id = any (%(ids)s::uuid[]) and step = 'bill_cards'

-- name: offsets
-- The offset accounts of loans, past ones too.
select loan, account, from_date, until_date from products.loan_offset where tenant = %(tenant)s and loan = any (%(loans)s::int8[])
order by loan, account, from_date

-- name: link_offset
-- An account offsets a loan from a day on.
insert into products.loan_offset (tenant, loan, account, from_date) values (%(tenant)s, %(loan)s, %(account)s, %(from_date)s)
on conflict do nothing

-- name: unlink_offset
-- It does so no more from a day on.
update products.loan_offset set until_date = %(until_date)s
where tenant = %(tenant)s and loan = %(loan)s and account = %(account)s and until_date is null and from_date < %(until_date)s

-- name: in_flight
-- What the day's end has asked for and the journal up to the cut does not have: what it adds to what is owed, and what it repays.
select account, coalesce(sum(amount) filter (where amount > 0), 0)::int8, coalesce(-sum(amount) filter (where amount < 0 and step = 'repayments_due'), 0)::int8,
  coalesce(sum(amount) filter (where step = 'bill_cards'), 0)::int8, coalesce(sum(amount), 0)::int8
from products.credit_posting
where tenant = %(tenant)s and account = any (%(accounts)s::int8[]) and (status = 'due' or seq > %(cut_seq)s)
group by account

-- name: add_posting
-- A posting that is due; the same one again changes nothing.
insert into products.credit_posting (tenant, id, date, step, account, amount, code, parameters)
values (%(tenant)s, %(id)s, %(date)s, %(step)s, %(account)s, %(amount)s, %(code)s, %(parameters)s)
on conflict do nothing

-- name: postings_due
-- A page of postings that are due, by account and id.
select id, date, step, account, code, parameters from products.credit_posting
where tenant = %(tenant)s and date = %(date)s and status = 'due' and (%(step)s::text is null or step = %(step)s)
order by step, account, id limit %(limit)s

-- name: mark_postings
-- What became of postings. The rows are found by their ids and then hashed (see hash_joins), whatever stale statistics say of how many are due.
update products.credit_posting p set status = case when m.seq is null then 'refused' else 'posted' end, seq = m.seq, refusal = m.refusal
from unnest(%(ids)s::uuid[], %(seqs)s::int8[], %(refusals)s::text[]) as m (id, seq, refusal)
where p.tenant = %(tenant)s and p.id = any (%(ids)s::uuid[]) and p.id = m.id and p.status = 'due'

-- name: postings_refused
-- Postings of a date that the ledger refused.
select id, date, step, account, code, parameters, refusal from products.credit_posting
where tenant = %(tenant)s and date = %(date)s and status = 'refused' order by step, account, id

-- name: charged
-- The interest of the charge of a due date.
select account, amount from products.loan_charge
where tenant = %(tenant)s and (account, charged_to) in (select * from unnest(%(accounts)s::int8[], %(dates)s::date[]))

-- name: set_charged
-- A loan after its interest was charged.
update products.credit_account set next_due = %(next_due)s, charged_to = %(charged_to)s, charged_seq = %(charged_seq)s, base = %(base)s,
  carried = %(carried)s, due = %(due)s, due_on = %(due_on)s
where tenant = %(tenant)s and account = %(account)s

-- name: set_billed
-- A card after its statement.
update products.credit_account set next_due = %(next_due)s, charged_to = %(charged_to)s, charged_seq = %(charged_seq)s, carried = %(carried)s,
  due = %(due)s, due_on = %(due_on)s, overdue = %(overdue)s, paid = 0
where tenant = %(tenant)s and account = %(account)s

-- name: set_standing
-- How an account stands at the end of a day.
update products.credit_account set state = %(state)s, state_until = %(until)s, days_past_due = %(days)s, arrears = %(amount)s,
  past_due_since = %(since)s, status = %(status)s
where tenant = %(tenant)s and account = %(account)s

-- name: set_due
-- What has fallen due under another schedule.
update products.credit_account set due = %(due)s, plan = %(plan)s, hardship_until = coalesce(%(hardship_until)s, hardship_until),
  owing_from = greatest(owing_from, %(owing_from)s)
where tenant = %(tenant)s and account = %(account)s

-- name: add_charge
-- One charge of interest.
insert into products.loan_charge (tenant, account, charged_to, date, units, correction, carried, amount, segments)
values (%(tenant)s, %(account)s, %(charged_to)s, %(date)s, %(units)s, %(correction)s, %(carried)s, %(amount)s, %(segments)s)

-- name: charges
-- The charges of a loan, newest first.
select charged_to, date, units, correction, carried, amount, segments from products.loan_charge
where tenant = %(tenant)s and account = %(account)s order by charged_to desc limit %(limit)s

-- name: add_plan
-- Another schedule of a loan.
insert into products.loan_plan (tenant, account, plan, made_on, first_number, reason, payment, rate_ppm, arrears_capitalised)
values (%(tenant)s, %(account)s, %(plan)s, %(made_on)s, %(first_number)s, %(reason)s, %(payment)s, %(rate_ppm)s, %(arrears_capitalised)s)

-- name: supersede
-- The instalments from a number on give way to another schedule.
update products.loan_instalment set superseded_by = %(plan)s
where tenant = %(tenant)s and account = %(account)s and number >= %(first_number)s and superseded_by is null

-- name: add_instalments
-- The instalments of a schedule.
insert into products.loan_instalment (tenant, account, plan, number, due_date, opening, interest, payment, closing, cumulative)
select %(tenant)s, %(account)s, %(plan)s, i.* from unnest(%(numbers)s::int4[], %(dues)s::date[], %(openings)s::int8[], %(interests)s::int8[],
  %(payments)s::int8[], %(closings)s::int8[], %(cumulatives)s::int8[]) as i

-- name: instalments
-- The schedule of a loan as it is in force: what has fallen due under former schedules, and what is to come.
select number, due_date, opening, interest, payment, closing, cumulative from products.loan_instalment
where tenant = %(tenant)s and account = %(account)s and superseded_by is null order by number

-- name: instalments_on
-- The instalments of loans on their due dates.
select account, due_date, closing, cumulative from products.loan_instalment
where tenant = %(tenant)s and superseded_by is null and (account, due_date) in (select * from unnest(%(accounts)s::int8[], %(dates)s::date[]))

-- name: last_due
-- The last instalment of a loan that fell due by a date.
select number, due_date, closing, cumulative from products.loan_instalment
where tenant = %(tenant)s and account = %(account)s and superseded_by is null and due_date <= %(date)s order by due_date desc limit 1

-- name: next_instalment
-- What should be owed after the last charge of a loan: the opening of the instalment after it.
select opening from products.loan_instalment
where tenant = %(tenant)s and account = %(account)s and superseded_by is null and due_date > %(date)s order by due_date limit 1

-- name: oldest_unpaid
-- Of each loan the due date of the oldest instalment that payments do not cover, and what had fallen due before a date, all in all.
select p.account, o.due_date, coalesce(b.cumulative, 0)::int8
from unnest(%(accounts)s::int8[], %(paid)s::int8[], %(owing_from)s::int4[]) as p (account, paid, owing_from)
  left join lateral (select i.due_date from products.loan_instalment i where i.tenant = %(tenant)s and i.account = p.account and i.superseded_by is null
                     and i.cumulative > p.paid and i.number >= p.owing_from order by i.due_date limit 1) o on true
  left join lateral (select i.cumulative from products.loan_instalment i where i.tenant = %(tenant)s and i.account = p.account
                     and i.superseded_by is null and i.due_date < %(date)s order by i.due_date desc limit 1) b on true

-- name: current_plan
-- The schedule of a loan that is in force.
select plan, first_number, reason, payment, rate_ppm from products.loan_plan where tenant = %(tenant)s and account = %(account)s and plan = %(plan)s

-- name: add_arrears
-- How an account that is behind, or stopped to be, stands at the end of a day.
insert into products.arrears (tenant, date, account, state, days, bucket, amount, owed)
values (%(tenant)s, %(date)s, %(account)s, %(state)s, %(days)s, %(bucket)s, %(amount)s, %(owed)s) on conflict do nothing

-- name: arrears_on
-- Accounts in arrears on a date by bucket: accounts, amount overdue, owed.
select bucket, count(*), sum(amount)::int8, sum(owed)::int8 from products.arrears
where tenant = %(tenant)s and date = %(date)s and days > 0 group by bucket order by bucket

-- name: add_hardship
-- A hardship arrangement.
insert into products.hardship (tenant, account, from_date, until_date, relief, payment, months, plan, reason, actor, recorded_at)
values (%(tenant)s, %(account)s, %(from_date)s, %(until_date)s, %(relief)s, %(payment)s, %(months)s, %(plan)s, %(reason)s, %(actor)s, %(now)s)

-- name: add_write_off
-- A loan or card that is given up.
insert into products.credit_write_off (tenant, account, date, amount, days_past_due, reason, maker, checker, recorded_at)
values (%(tenant)s, %(account)s, %(date)s, %(amount)s, %(days)s, %(reason)s, %(maker)s, %(checker)s, %(now)s)

-- name: set_written_off
-- Its end.
update products.credit_account set status = 'written_off' where tenant = %(tenant)s and account = %(account)s

-- name: last_statements
-- The last statement of cards.
select distinct on (account) account, date, due_on, closing, minimum, balances from products.card_statement
where tenant = %(tenant)s and account = any (%(accounts)s::int8[]) order by account, date desc

-- name: add_statement
-- A card's statement.
insert into products.card_statement (tenant, account, date, due_on, opening, debits, credits, interest, fees, closing, minimum, overdue, balances,
  units, carried, grace, difference)
values (%(tenant)s, %(account)s, %(date)s, %(due_on)s, %(opening)s, %(debits)s, %(credits)s, %(interest)s, %(fees)s, %(closing)s, %(minimum)s,
  %(overdue)s, %(balances)s, %(units)s, %(carried)s, %(grace)s, %(difference)s)

-- name: statements
-- The statements of a card, newest first.
select account, date, due_on, opening, debits, credits, interest, fees, closing, minimum, overdue, balances, difference
from products.card_statement
where tenant = %(tenant)s and account = %(account)s and (%(before)s::date is null or date < %(before)s) order by date desc limit %(limit)s

-- name: exposures
-- What provisioning needs of every account that is still owed.
select product, version, days_past_due, state, count(*), sum(greatest(owed, 0))::int8,
  sum(case when kind = 'credit_card' then greatest((terms ->> 'limit')::int8 - greatest(owed, 0), 0) else 0 end)::int8,
  sum(least(greatest(owed, 0), coalesce((terms ->> 'security_value')::int8, 0)))::int8
from products.credit_account where tenant = %(tenant)s and status = 'active'
group by product, version, days_past_due, state

-- name: credit_accounts
-- A page of loans and cards: of one holder, kind, status or state of delinquency if asked.
select c.account, c.product, c.version, c.kind, c.currency, c.status, c.opened_on, c.terms, c.owed, c.due, c.due_on, c.paid, c.next_due, c.state,
  c.days_past_due, c.arrears
from products.credit_account c
where c.tenant = %(tenant)s and c.account > %(after)s and (%(kind)s::text is null or c.kind = %(kind)s)
  and (%(status)s::text is null or c.status = %(status)s) and (%(state)s::text is null or c.state = %(state)s)
  and (%(party)s::uuid is null or exists (
    select from products.account a where a.tenant = c.tenant and a.id = c.account and a.party = %(party)s))
order by c.account limit %(limit)s

-- name: set_card_limit
-- Another limit of a card, where its terms stand: with the card and with its product account.
with card as (
  update products.credit_account set terms = jsonb_set(terms, '{limit}', to_jsonb(%(limit)s::int8))
  where tenant = %(tenant)s and account = %(account)s
)
update products.account set terms = jsonb_set(terms, '{limit}', to_jsonb(%(limit)s::int8)) where tenant = %(tenant)s and id = %(account)s
