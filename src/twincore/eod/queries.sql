-- name: open_calendar
-- The calendar of a tenant; the first one stays.
insert into eod.calendar (tenant, first_date, weekend, year_end_month, opened_by, opened_at)
values (%(tenant)s, %(first_date)s, %(weekend)s, %(year_end_month)s, %(actor)s, %(now)s) on conflict do nothing

-- name: calendar
-- When days begin, and the days of the week without business.
select first_date, weekend, year_end_month from eod.calendar where tenant = %(tenant)s

-- name: set_weekend
-- Other days of the week without business.
update eod.calendar set weekend = %(weekend)s where tenant = %(tenant)s

-- name: special_days
-- Days that are not what their day of the week says.
select date, kind, name from eod.special_day where tenant = %(tenant)s order by date

-- name: set_special_day
-- One such day, or its new kind and name.
insert into eod.special_day (tenant, date, kind, name) values (%(tenant)s, %(date)s, %(kind)s, %(name)s)
on conflict (tenant, date) do update set kind = excluded.kind, name = excluded.name

-- name: clear_special_day
-- The day is what its day of the week says.
delete from eod.special_day where tenant = %(tenant)s and date = %(date)s

-- name: last_day
-- The last day whose end has begun: its date, cut and status.
select date, cut_seq, status from eod.day where tenant = %(tenant)s order by date desc limit 1

-- name: settle_in
-- How the transaction of a page is planned: for the values at hand, because those of a night are nothing like the ones before; and on one core, because
-- the others are the customers'.
select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true)

-- name: seq_at
-- The last transfer at or before a time.
select ledger.seq_at(%(tenant)s, %(at)s)

-- name: open_day
-- The end of a day begins.
insert into eod.day (tenant, date, from_seq, cut_seq, started_at)
values (%(tenant)s, %(date)s, %(from_seq)s, %(cut_seq)s, %(now)s) on conflict do nothing

-- name: day
-- One day.
select date, from_seq, cut_seq, status, started_at, finished_at from eod.day where tenant = %(tenant)s and date = %(date)s

-- name: days
-- The last days, newest first.
select date, from_seq, cut_seq, status, started_at, finished_at from eod.day
where tenant = %(tenant)s and (%(before)s::date is null or date < %(before)s) order by date desc limit %(limit)s

-- name: lock_day
-- One page at a time, whoever works at it.
select from_seq, cut_seq, status from eod.day where tenant = %(tenant)s and date = %(date)s for update

-- name: finish_day
-- The day is done.
update eod.day set status = 'done', finished_at = %(now)s where tenant = %(tenant)s and date = %(date)s and status = 'running'

-- name: last_page
-- The last page of a step that is done.
select page, cursor, done from eod.page where tenant = %(tenant)s and date = %(date)s and step = %(step)s order by page desc limit 1

-- name: add_page
-- A page is done.
insert into eod.page (tenant, date, step, page, cursor, done, items, figures, took_ms, finished_at)
values (%(tenant)s, %(date)s, %(step)s, %(page)s, %(cursor)s, %(done)s, %(items)s, %(figures)s, %(took_ms)s, clock_timestamp())

-- name: steps
-- What each step of a day has done so far, in the order in which they began.
select p.step, count(*), sum(p.items)::int8, bool_or(p.done), sum(p.took_ms)::int8,
       (select coalesce(jsonb_object_agg(f.name, f.total), '{}') from (
          select e.key as name, sum(e.value::int8) as total from eod.page q, jsonb_each_text(q.figures) e
          where q.tenant = %(tenant)s and q.date = %(date)s and q.step = p.step group by e.key) f)
from eod.page p where p.tenant = %(tenant)s and p.date = %(date)s group by p.step order by min(p.finished_at), p.step

-- name: items_of_step
-- How much a step has done so far.
select coalesce(sum(items), 0)::int8 from eod.page where tenant = %(tenant)s and date = %(date)s and step = %(step)s

-- name: interest_accrued
-- Interest earned and charged and not yet on members' accounts at the end of a date, by currency, in micro-units: what falls due on the date is
-- posted on the next one.
select a.currency, sum(coalesce(u.credit, 0) - (coalesce(u.credit_paid, 0) - coalesce(u.credit_due, 0)) * 1000000::numeric)::numeric,
       sum(coalesce(u.debit, 0) - (coalesce(u.debit_paid, 0) - coalesce(u.debit_due, 0)) * 1000000::numeric)::numeric
from products.interest_page p
cross join lateral unnest(p.credit, p.credit_paid, p.credit_due, p.debit, p.debit_paid, p.debit_due)
  with ordinality as u (credit, credit_paid, credit_due, debit, debit_paid, debit_due, n)
join ledger.account a on a.tenant = p.tenant and a.id = p.first_account + u.n - 1
where p.tenant = %(tenant)s and p.date = %(date)s group by a.currency order by a.currency

-- name: credit_accrued
-- Interest that loans and cards have earned and nobody was charged, by currency, in micro-units, as the step of the date has found it.
select split_part(e.key, '/', 2), sum(e.value::numeric) from eod.page p, jsonb_each_text(p.figures) e
where p.tenant = %(tenant)s and p.date = %(date)s and p.step = 'credit_accruals' group by 1 order by 1

-- name: create_order
-- A standing order; the same again changes nothing.
insert into eod.standing_order (tenant, id, payer, code, parameters, frequency, starts_on, ends_on, occurrences, retries, next_on, created_at)
values (%(tenant)s, %(id)s, %(payer)s, %(code)s, %(parameters)s, %(frequency)s, %(starts_on)s, %(ends_on)s, %(occurrences)s, %(retries)s,
        %(starts_on)s, %(now)s) on conflict do nothing

-- name: order
-- One standing order.
select id, payer, code, parameters, frequency, starts_on, ends_on, occurrences, retries, status, number, next_on
from eod.standing_order where tenant = %(tenant)s and id = %(id)s

-- name: orders
-- The standing orders of a payer (or of all), by id.
select id, payer, code, parameters, frequency, starts_on, ends_on, occurrences, retries, status, number, next_on
from eod.standing_order where tenant = %(tenant)s and (%(payer)s::int8 is null or payer = %(payer)s) and id > %(after)s
order by id limit %(limit)s

-- name: cancel_order
-- It pays no more.
update eod.standing_order set status = 'cancelled', cancelled_at = %(now)s where tenant = %(tenant)s and id = %(id)s and status = 'active'

-- name: cancel_payments
-- Nor what it has still to pay.
update eod.payment set status = 'cancelled' where tenant = %(tenant)s and standing_order = %(id)s and status = 'due'

-- name: orders_due
-- Standing orders with an occurrence on or before a date, oldest first.
select id, frequency, starts_on, ends_on, occurrences, number, next_on from eod.standing_order
where tenant = %(tenant)s and status = 'active' and next_on <= %(date)s order by next_on, id limit %(limit)s for update

-- name: add_payment
-- An occurrence falls due.
insert into eod.payment (tenant, standing_order, number, due_on, id) values (%(tenant)s, %(order)s, %(number)s, %(due_on)s, %(id)s)

-- name: move_order
-- On to the next occurrence, or to the end.
update eod.standing_order set number = %(number)s, next_on = %(next_on)s, status = %(status)s where tenant = %(tenant)s and id = %(id)s

-- name: payments_due
-- Payments that were not tried yet at the end of a date.
select p.id, o.code, o.parameters from eod.payment p join eod.standing_order o on o.tenant = p.tenant and o.id = p.standing_order
where p.tenant = %(tenant)s and p.status = 'due' and (p.tried_on is null or p.tried_on < %(date)s)
order by p.due_on, p.standing_order, p.number limit %(limit)s

-- name: mark_payments
-- What became of payments, those of one outcome; one that lacked the money is tried again on later days, as often as its order says.
update eod.payment p set tried_on = %(date)s, attempts = p.attempts + 1, reason = %(refusal)s::text,
  status = case when %(refusal)s::text is null then 'posted' when %(refusal)s::text = any (%(again)s) and p.attempts < o.retries then 'due' else 'failed' end
from eod.standing_order o
where p.tenant = %(tenant)s and p.id = any (%(ids)s::uuid[]) and p.status = 'due' and o.tenant = p.tenant and o.id = p.standing_order

-- name: payments
-- The occurrences of a standing order that have fallen due, oldest first.
select number, due_on, id, status, attempts, reason from eod.payment where tenant = %(tenant)s and standing_order = %(id)s and number > %(after)s
order by number limit %(limit)s
