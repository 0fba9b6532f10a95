-- name: lock_definitions
-- Nobody else defines a product or a plan of this tenant until this database transaction ends.
select pg_advisory_xact_lock(7305072, %(tenant)s)

-- name: product_kind
-- The kind of a product.
select kind from products.product where tenant = %(tenant)s and name = %(product)s limit 1

-- name: latest_plan
-- The last version of a product's plan.
select version, effective_from from products.interest_plan where tenant = %(tenant)s and product = %(product)s order by version desc limit 1

-- name: last_cut_date
-- The last business date that movements were built for.
select max(date) from products.movement_cut where tenant = %(tenant)s

-- name: define_plan
-- One new version of a plan.
insert into products.interest_plan (tenant, product, version, effective_from, recorded_at, rules)
values (%(tenant)s, %(product)s, %(version)s, %(effective_from)s, %(now)s, %(rules)s)

-- name: plans
-- Every version of the plan of a product, or of all.
select product, version, effective_from, recorded_at, rules from products.interest_plan
where tenant = %(tenant)s and (%(product)s::text is null or product = %(product)s) order by product, version

-- name: offers_missing
-- Whether a version of a product has no number yet.
select from products.product p where p.tenant = %(tenant)s and not exists (
  select from products.interest_offer o where o.tenant = p.tenant and o.product = p.name and o.version = p.version) limit 1

-- name: add_offers
-- Numbers for the versions of products that have none, in the order in which they were recorded.
insert into products.interest_offer (tenant, number, product, version)
select p.tenant, (select coalesce(max(o.number), 0) from products.interest_offer o where o.tenant = p.tenant)
    + row_number() over (order by p.recorded_at, p.name, p.version), p.name, p.version
from products.product p where p.tenant = %(tenant)s and not exists (
  select from products.interest_offer o where o.tenant = p.tenant and o.product = p.name and o.version = p.version)

-- name: offers
-- Every version of every product with its number, and the day from which it holds.
select o.number, o.product, o.version, p.kind, p.rules, (p.effective_from at time zone 'UTC')::date
from products.interest_offer o join products.product p on p.tenant = o.tenant and p.name = o.product and p.version = o.version
where o.tenant = %(tenant)s order by o.product, o.version

-- name: offer_of_account
-- The product and its version that an account was opened under.
select product, version from products.account where tenant = %(tenant)s and id = %(account)s

-- name: one_builder_at_a_time
-- Wait for whoever else builds this tenant's movements.
select pg_advisory_xact_lock(7305074, %(tenant)s)

-- name: last_cut
-- Whether this very stretch is built (how many movements), where the last one ended, its date, and the end of the journal.
select max(movements) filter (where date = %(date)s and from_seq = %(from_seq)s and cut_seq = %(cut_seq)s), max(cut_seq), max(date),
  (select seq from ledger.lane where tenant = %(tenant)s)
from products.movement_cut where tenant = %(tenant)s

-- name: group_in_memory
-- Memory for this database transaction's grouping and sorting.
select set_config('work_mem', %(memory)s, true)

-- name: build_movements
-- What a stretch of the journal did to each product account as of each value date. Holds move no money: their amount is 0.
with side as (
  select debit as account, value_date, -amount as amount, 0 as deposited, 0 as salary, (code <> all (%(neither)s::int4[]))::int4 as withdrawals
  from ledger.transfer where tenant = %(tenant)s and seq > %(from_seq)s and seq <= %(cut_seq)s and amount > 0
  union all
  select credit, value_date, amount, case when code <> all (%(neither)s::int4[]) then amount else 0 end,
    case when code = any (%(salary)s::int4[]) then amount else 0 end, 0
  from ledger.transfer where tenant = %(tenant)s and seq > %(from_seq)s and seq <= %(cut_seq)s and amount > 0
), moved as (
  select account, value_date, sum(amount)::int8 as amount, sum(deposited)::int8 as deposited, sum(salary)::int8 as salary,
    sum(withdrawals)::int4 as withdrawals
  from side group by account, value_date
)
insert into products.movement (account, from_seq, amount, deposited, salary, withdrawals, tenant, date, value_date)
select m.account, %(from_seq)s, m.amount, m.deposited, m.salary, m.withdrawals, %(tenant)s, %(date)s, m.value_date
from moved m join products.account a on a.tenant = %(tenant)s and a.id = m.account order by m.account, m.value_date

-- name: add_cut
-- A stretch of the journal that movements are built from.
insert into products.movement_cut (tenant, from_seq, cut_seq, date, movements)
values (%(tenant)s, %(from_seq)s, %(cut_seq)s, %(date)s, %(movements)s)

-- name: last_account
-- The last product account.
select coalesce(max(id), 0) from products.account where tenant = %(tenant)s

-- name: cut_of_date
-- The first date of all, and where the movements of a date end.
select min(date), max(cut_seq) filter (where date = %(date)s) from products.movement_cut where tenant = %(tenant)s

-- name: one_at_a_time
-- Wait for whoever else accrues this page.
select pg_advisory_xact_lock(hashint8extended(%(first)s, %(tenant)s))

-- name: page_state
-- How many accounts the page of a date has if it is done, and the last date that the page was accrued for.
select (select p.accounts from products.interest_page p
        where p.tenant = %(tenant)s and p.first_account = %(first)s and p.date = %(date)s),
       (select p.date from products.interest_page p
        where p.tenant = %(tenant)s and p.first_account = %(first)s order by p.date desc limit 1)

-- name: moved_before
-- Whether a deposit of the page moved on an earlier date since the first; loans and cards move too, and are none of its business.
select from products.movement m
  join products.account a on a.tenant = m.tenant and a.id = m.account
  join products.interest_offer o on o.tenant = a.tenant and o.product = a.product and o.version = a.version
where m.tenant = %(tenant)s and m.date >= %(start)s and m.date < %(date)s and m.account between %(first)s and %(last)s limit 1

-- name: copy_page
-- The page of a date.
copy (
  select offer, balance, credit, debit, bonus, credit_paid, debit_paid, credit_due, debit_due, minimum, deposited, salary, withdrawals
  from products.interest_page where tenant = %(tenant)s and first_account = %(first)s and date = %(date)s
) to stdout (format binary)

-- name: write_page
-- The page of a date.
insert into products.interest_page (tenant, first_account, date, accounts, cut_seq, overdrawn, offer, balance, credit, debit, bonus, credit_paid,
  debit_paid, credit_due, debit_due, minimum, deposited, salary, withdrawals)
values (%(tenant)s, %(first)s, %(date)s, %(accounts)s, %(cut_seq)s, %(overdrawn)s, %(offer)s, %(balance)s, %(credit)s, %(debit)s, %(bonus)s,
  %(credit_paid)s, %(debit_paid)s, %(credit_due)s, %(debit_due)s, %(minimum)s, %(deposited)s, %(salary)s, %(withdrawals)s)

-- name: copy_opened
-- The accounts of a page that were opened since it was last accrued, with their offer.
copy (
  select a.id, o.number from products.account a
    join products.interest_offer o on o.tenant = a.tenant and o.product = a.product and o.version = a.version
  where a.tenant = %(tenant)s and a.id > %(after)s and a.id <= %(last)s order by a.id
) to stdout (format binary)

-- name: copy_movements
-- What moves the accounts of a page on a date: what was recorded on it, and what was recorded earlier for it.
copy (
  select account, value_date, 1, amount, deposited, salary, withdrawals::int8 from products.movement
  where tenant = %(tenant)s and date = %(date)s and account between %(first)s and %(last)s
  union all
  select account, value_date, 0, amount, 0::int8, 0::int8, 0::int8 from products.movement
  where tenant = %(tenant)s and value_date = %(date)s and value_date > date and account between %(first)s and %(last)s
) to stdout (format binary)

-- name: copy_past
-- What moved some accounts on value dates after the first of some dates, recorded on those dates or ahead of them. Each account and date is
-- looked up by key, whatever stale statistics say: hence offset 0.
copy (
  select account, value_date, sum(amount)::int8 from (
    select changed.account, m.value_date, m.amount
    from unnest(%(accounts)s::int8[]) as changed (account) cross join unnest(%(dates)s::date[]) as day (day) cross join lateral (
      select m.value_date, m.amount from products.movement m
      where m.tenant = %(tenant)s and m.date = day.day and m.account = changed.account
        and m.value_date > %(since)s and m.value_date <= m.date offset 0) m
    union all
    select changed.account, day.day, m.amount
    from unnest(%(accounts)s::int8[]) as changed (account) cross join unnest(%(dates)s::date[]) as day (day) cross join lateral (
      select m.amount from products.movement m
      where m.tenant = %(tenant)s and m.value_date = day.day and m.account = changed.account and m.value_date > m.date offset 0) m
    where day.day > %(since)s
  ) moved group by account, value_date
) to stdout (format binary)

-- name: add_corrections
-- What backdated movements changed.
insert into products.interest_correction (tenant, date, account, since, credit, debit, bonus)
select %(tenant)s, %(date)s, c.account, date '2000-01-01' + c.since::int4, c.credit, c.debit, c.bonus
from unnest(%(accounts)s::int8[], %(since)s::int8[], %(credit)s::int8[], %(debit)s::int8[], %(bonus)s::int8[])
  as c (account, since, credit, debit, bonus)

-- name: settled
-- What was settled on a date outside of the cycle for accounts of a page.
select account, credit, credit_paid, debit_paid from products.interest_settlement
where tenant = %(tenant)s and date = %(date)s and account between %(first)s and %(last)s

-- name: begin_terms
-- Term deposits that are funded and in no term begin one on the value date of the money, at the term and rate they were opened with.
insert into products.term (tenant, account, placed_on, matures_on, months, rate_ppm, at_maturity)
select a.tenant, a.id, funds.placed_on, (funds.placed_on + make_interval(months => (a.terms->>'term_months')::int4))::date,
  (a.terms->>'term_months')::int4, (a.terms->>'rate_ppm')::int4, 'renew'
from unnest(%(accounts)s::int8[]) as funded (account)
  join products.account a on a.tenant = %(tenant)s and a.id = funded.account
  cross join lateral (
    select greatest(min(m.value_date), %(start)s) as placed_on from products.movement m
    where m.tenant = a.tenant and m.date = %(date)s and m.account = a.id and m.amount > 0 and m.value_date <= %(date)s
  ) funds
where funds.placed_on is not null and not exists (
  select from products.term t where t.tenant = a.tenant and t.account = a.id and (t.status = 'running' or t.placed_on = funds.placed_on))

-- name: copy_terms
-- The terms of the accounts of a page in the order in which they were placed; late: began on the 30th or 31st.
copy (
  select account, placed_on, matures_on, rate_ppm, (extract(day from placed_on) >= 30)::int4, (status = 'running')::int4 from products.term
  where tenant = %(tenant)s and account between %(first)s and %(last)s order by account, placed_on
) to stdout (format binary)

-- name: interest_of
-- One account's interest at the end of a date.
select balance, credit, debit, bonus, credit_paid, debit_paid from products.interest_at(%(tenant)s, %(account)s, %(date)s)

-- name: pages_accrued
-- Of the pages in a range, how many are accrued for a date; how many there were the day before, which must not be more;
-- whether the date was cut; whether there is any earlier page.
select count(*) filter (where date = %(date)s), count(*) filter (where date = %(date)s - 1),
  exists (select from products.movement_cut where tenant = %(tenant)s and date = %(date)s),
  exists (select from products.interest_page p where p.tenant = %(tenant)s and p.first_account between %(first)s and %(last)s and p.date < %(date)s)
from products.interest_page where tenant = %(tenant)s and first_account between %(first)s and %(last)s and date between %(date)s - 1 and %(date)s

-- name: pages_of_date
-- The pages of a date in a range.
select first_account from products.interest_page
where tenant = %(tenant)s and first_account between %(first)s and %(last)s and date = %(date)s order by first_account

-- name: pages_with_interest_due
-- Those on which interest falls due.
select first_account from products.interest_page
where tenant = %(tenant)s and first_account between %(first)s and %(last)s and date = %(date)s
  and (credit_due is not null or debit_due is not null) order by first_account

-- name: pages_overdrawn
-- Those with an account that went overdrawn, or further.
select first_account from products.interest_page
where tenant = %(tenant)s and first_account between %(first)s and %(last)s and date = %(date)s and overdrawn > 0 order by first_account

-- name: matured_accounts
-- Term deposits of a page whose term ends with a date.
select distinct account from products.term
where tenant = %(tenant)s and account >= %(first)s and account < %(last)s and matures_on <= %(date)s + 1 and status <> 'broken'
  and (status = 'running' or matures_on = %(date)s + 1)

-- name: add_due
-- Postings due of one code; tax is withheld where the holder gave no tax number.
insert into products.interest_due (tenant, date, step, account, code, id, parameters)
select %(tenant)s, %(date)s, %(step)s, a.id, %(code)s, due.id,
  jsonb_build_object('account', a.id, 'amount', due.amount, 'currency', currency.code, 'value_date', %(value_date)s::date)
    || case when due.tax > 0 and exists (
         select from products.withholding w
         where w.tenant = a.tenant and w.party = a.party and w.since <= %(date)s and (w.until is null or w.until > %(date)s))
       then jsonb_build_object('tax_rate', due.tax) else '{}' end
from unnest(%(accounts)s::int8[], %(amounts)s::int8[], %(tax)s::int4[], %(ids)s::uuid[]) as due (account, amount, tax, id)
  join products.account a on a.tenant = %(tenant)s and a.id = due.account
  join unnest(%(numbers)s::int2[], %(currencies)s::text[]) as currency (number, code) on currency.number = a.currency
on conflict do nothing

-- name: postings_due
-- The first postings of some steps of a date that are still due.
select due.date, due.step, due.account, due.code, due.parameters, due.id, due.status
from unnest(%(steps)s::text[]) with ordinality as step (name, place) cross join lateral (
  select * from products.interest_due d
  where d.tenant = %(tenant)s and d.date = %(date)s and d.step = step.name and d.status = 'due' and d.account > coalesce((
    select p.account from products.interest_due_progress p where p.tenant = %(tenant)s and p.date = %(date)s and p.step = step.name), -1)
  order by d.account, d.code, d.id limit %(limit)s
) due order by step.place, due.account, due.code, due.id limit %(limit)s

-- name: mark_due
-- Postings that were posted, or refused for one reason. Nothing is joined: a plan that joins ids to rows is quadratic where statistics are stale.
update products.interest_due set status = %(status)s, reason = %(reason)s
where id = any (%(ids)s::uuid[]) and tenant = %(tenant)s and date = %(date)s and step = %(step)s and status = 'due'

-- name: move_progress
-- The step is marked up to the account before the first that is still due.
insert into products.interest_due_progress as p (tenant, date, step, account) values (%(tenant)s, %(date)s, %(step)s, -1)
on conflict (tenant, date, step) do update set account = coalesce((
    select d.account - 1 from products.interest_due d
    where d.tenant = %(tenant)s and d.date = %(date)s and d.step = %(step)s and d.account > p.account and d.status = 'due'
    order by d.account limit 1),
  (select max(d.account) from products.interest_due d where d.tenant = %(tenant)s and d.date = %(date)s and d.step = %(step)s), -1)

-- name: hold_progress
-- New postings are due from an account on: what is marked ends before it.
update products.interest_due_progress set account = %(before)s
where tenant = %(tenant)s and date = %(date)s and step = %(step)s and account > %(before)s

-- name: withhold
-- Parties from which tax is withheld from a day on, unless it is already.
insert into products.withholding (tenant, party, since)
select %(tenant)s, p.party, %(since)s from unnest(%(parties)s::uuid[]) as p (party)
where not exists (select from products.withholding w where w.tenant = %(tenant)s and w.party = p.party and (w.until is null or w.until > %(since)s))
on conflict do nothing

-- name: stop_withholding
-- From a day on it is not withheld any more.
update products.withholding w set until = greatest(w.since, %(until)s::date)
where w.tenant = %(tenant)s and w.party = any (%(parties)s::uuid[]) and (w.until is null or w.until > %(until)s)

-- name: holders
-- Who holds some accounts.
select id, party from products.account where tenant = %(tenant)s and id = any (%(accounts)s::int8[])

-- name: still_open
-- Of some accounts those that are not closed.
select id from products.account where tenant = %(tenant)s and id = any (%(accounts)s::int8[]) and closed_at is null order by id

-- name: covers
-- What the protection of a date brings to the accounts of a page.
select account, sum((parameters->>'amount')::int8)::int8 from products.interest_due
where tenant = %(tenant)s and date = %(date)s and step = 'protection' and account between %(first)s and %(last)s group by account

-- name: protecting
-- Holder, currency and kind of accounts.
select a.id, a.party, a.currency, p.kind from products.account a
  join products.product p on p.tenant = a.tenant and p.name = a.product and p.version = a.version
where a.tenant = %(tenant)s and a.id = any (%(accounts)s::int8[])

-- name: clear_protection
-- An account is not protected any more.
delete from products.protection where tenant = %(tenant)s and account = %(account)s

-- name: add_protection
-- The accounts that cover another, in order.
insert into products.protection (tenant, account, place, source)
select %(tenant)s, %(account)s, s.place, s.source from unnest(%(sources)s::int8[]) with ordinality as s (source, place)

-- name: protection_of
-- The accounts that cover another, in order.
select source from products.protection where tenant = %(tenant)s and account = %(account)s order by place

-- name: protections
-- Every protected account with its sources, in order.
select account, source from products.protection where tenant = %(tenant)s order by account, place

-- name: terms_of
-- The terms of an account, oldest first.
select account, placed_on, matures_on, months, rate_ppm, at_maturity, pay_to, status from products.term
where tenant = %(tenant)s and account = %(account)s order by placed_on

-- name: set_maturity
-- What happens when the running term ends.
update products.term set at_maturity = %(at_maturity)s, pay_to = %(pay_to)s
where tenant = %(tenant)s and account = %(account)s and status = 'running'
returning account, placed_on, matures_on, months, rate_ppm, at_maturity, pay_to, status

-- name: maturing
-- Terms that end with a date, with the product of the account and whether tax is withheld from its holder.
select t.account, t.placed_on, t.matures_on, t.months, t.rate_ppm, t.at_maturity, t.pay_to, t.status, a.product, a.version, a.currency, exists (
  select from products.withholding w
  where w.tenant = a.tenant and w.party = a.party and w.since <= %(date)s and (w.until is null or w.until > %(date)s))
from products.term t join products.account a on a.tenant = t.tenant and a.id = t.account
where t.tenant = %(tenant)s and t.status = 'running' and t.matures_on <= %(date)s + 1 order by t.account limit %(limit)s

-- name: end_term
-- A term is over.
update products.term set status = %(status)s where tenant = %(tenant)s and account = %(account)s and placed_on = %(placed_on)s

-- name: renew_term
-- The next term of a deposit.
insert into products.term (tenant, account, placed_on, matures_on, months, rate_ppm, at_maturity, pay_to)
values (%(tenant)s, %(account)s, %(placed_on)s, %(matures_on)s, %(months)s, %(rate_ppm)s, %(at_maturity)s, %(pay_to)s)
on conflict do nothing

-- name: add_posting_due
-- One posting due.
insert into products.interest_due (tenant, date, step, account, code, id, parameters)
values (%(tenant)s, %(date)s, %(step)s, %(account)s, %(code)s, %(id)s, %(parameters)s)
on conflict do nothing

-- name: deposit
-- What an account is, and whether tax is withheld from its holder on a day.
select a.product, a.version, a.currency, exists (
  select from products.withholding w
  where w.tenant = a.tenant and w.party = a.party and w.since <= %(date)s and (w.until is null or w.until > %(date)s))
from products.account a where a.tenant = %(tenant)s and a.id = %(account)s

-- name: ever_accrued
-- Whether an account moved on a date before, or was accrued.
select from products.movement where tenant = %(tenant)s and date < %(date)s and account = %(account)s limit 1

-- name: settled_of
-- What was settled of an account on a date outside of the cycle.
select coalesce(sum(credit), 0)::int8, coalesce(sum(credit_paid), 0)::int8, coalesce(sum(debit_paid), 0)::int8
from products.interest_settlement where tenant = %(tenant)s and account = %(account)s and date = %(date)s

-- name: settlement
-- What a command settled of an account.
select from products.interest_settlement where tenant = %(tenant)s and date = %(date)s and account = %(account)s and id = %(id)s

-- name: settle
-- Interest paid or given up outside of the cycle.
insert into products.interest_settlement (tenant, date, account, id, reason, credit, credit_paid, debit_paid)
values (%(tenant)s, %(date)s, %(account)s, %(id)s, %(reason)s, %(credit)s, %(credit_paid)s, %(debit_paid)s)
