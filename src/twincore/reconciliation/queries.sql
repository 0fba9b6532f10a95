-- The statements of reconciliation. Times cross as timestamptz, amounts as minor units.

-- name: add_external_account
-- One more account that somebody else records too.
insert into reconciliation.external_account (tenant, name, kind, format, identification, currency, ledger_account, mirrored, opening,
                                             entry_grace_days, movement_grace_days, taken_seq)
values (%(tenant)s, %(name)s, %(kind)s, %(format)s, %(identification)s, %(currency)s, %(ledger_account)s, %(mirrored)s, %(opening)s,
        %(entry_grace_days)s, %(movement_grace_days)s, %(taken_seq)s)
on conflict do nothing returning name

-- name: external_accounts
-- The external accounts of a tenant, or those of some names.
select name, kind, format, identification, currency, ledger_account, mirrored, opening, entry_grace_days, movement_grace_days, taken_seq
from reconciliation.external_account where tenant = %(tenant)s and (%(names)s::text[] is null or name = any (%(names)s)) order by name

-- name: lock_external_account
-- One importer or matcher at a time.
select name from reconciliation.external_account where tenant = %(tenant)s and name = %(account)s for no key update

-- name: add_rules
-- The next version of an account's matching rules.
insert into reconciliation.matching_rules (tenant, account, version, rules, effective_from, recorded_at)
values (%(tenant)s, %(account)s, %(version)s, %(rules)s, %(effective_from)s, %(now)s)

-- name: latest_rules
-- The last version of an account's matching rules, whenever it takes over.
select version, effective_from from reconciliation.matching_rules where tenant = %(tenant)s and account = %(account)s order by version desc limit 1

-- name: rules_at
-- The matching rules that hold on a date.
select version, rules from reconciliation.matching_rules
where tenant = %(tenant)s and account = %(account)s and effective_from <= %(date)s order by version desc limit 1

-- name: latest_statement
-- The last statement of an account.
select number, reference, closing, closing_on from reconciliation.statement
where tenant = %(tenant)s and account = %(account)s order by number desc limit 1

-- name: known_statement
-- A statement that came before in the same bytes, or under one of these references.
select reference, digest = %(digest)s from reconciliation.statement
where tenant = %(tenant)s and account = %(account)s and (digest = %(digest)s or reference = any (%(references)s)) order by number limit 1

-- name: add_statement
-- One statement.
insert into reconciliation.statement (tenant, account, number, reference, digest, opening, opening_on, closing, closing_on, chained, entries,
                                      imported_at)
values (%(tenant)s, %(account)s, %(number)s, %(reference)s, %(digest)s, %(opening)s, %(opening_on)s, %(closing)s, %(closing_on)s, %(chained)s,
        %(entries)s, %(now)s)

-- name: known_servicer_references
-- Which of these references the account's keeper has used before, with the amounts.
select servicer_reference, amount from reconciliation.entry
where tenant = %(tenant)s and account = %(account)s and servicer_reference <> '' and servicer_reference = any (%(references)s)

-- name: add_entries
-- The entries of a statement, in its order.
insert into reconciliation.entry (tenant, account, statement, line, place, amount, booked_on, value_date, reference, servicer_reference, words, status)
select %(tenant)s, %(account)s, %(number)s, e.line, e.place, e.amount, e.booked_on, e.value_date, e.reference, e.servicer_reference, e.words, e.status
from unnest(%(lines)s::int4[], %(amounts)s::int8[], %(booked)s::date[], %(values)s::date[], %(references)s::text[], %(servicer)s::text[],
            %(words)s::text[], %(statuses)s::text[])
     with ordinality as e (line, amount, booked_on, value_date, reference, servicer_reference, words, status, place)

-- name: first_untaken
-- From where movements are to be taken to the cut (null where all are), and where the lane ends.
select (select min(taken_seq) from reconciliation.external_account where tenant = %(tenant)s and taken_seq < %(cut)s),
       (select seq from ledger.lane where tenant = %(tenant)s)

-- name: take_movements
-- What our own books say of a stretch of the journal. A posting that this room itself asked for is no event of its own.
with x as materialized (
  select name, ledger_account, mirrored, taken_seq from reconciliation.external_account where tenant = %(tenant)s
), t as materialized (
  select seq, debit, credit, amount, value_date, id from ledger.transfer
  where tenant = %(tenant)s and seq > %(after)s and seq <= %(until)s and amount <> 0
    and (debit = any ((select array_agg(ledger_account) from x)::int8[]) or credit = any ((select array_agg(ledger_account) from x)::int8[]))
), w as materialized (
  select seq, body::jsonb ->> 'reference' as reference from ledger.transfer_detail
  where tenant = %(tenant)s and seq > %(after)s and seq <= %(until)s
)
insert into reconciliation.movement (tenant, account, seq, amount, value_date, id, reference, status, investigation)
select %(tenant)s, x.name, t.seq, case when (t.debit = x.ledger_account) = x.mirrored then t.amount else -t.amount end, t.value_date, t.id,
       left(coalesce(w.reference, ''), 140), case when d.id is null then 'open' else 'contra' end, d.investigation
from t join x on x.ledger_account in (t.debit, t.credit) and t.seq > x.taken_seq
  left join w on w.seq = t.seq
  left join reconciliation.posting_due d on d.tenant = %(tenant)s and d.id = t.id
order by t.seq
on conflict do nothing

-- name: move_taken
-- Movements are taken up to here.
update reconciliation.external_account set taken_seq = %(until)s where tenant = %(tenant)s and taken_seq < %(until)s

-- name: statements
-- Statements of an account in the order in which they came, a page after one of them.
select number, reference, opening, opening_on, closing, closing_on, chained, entries, imported_at from reconciliation.statement
where tenant = %(tenant)s and account = %(account)s and number > %(after)s order by number limit %(limit)s

-- name: entries
-- Entries of an account: of one statement, in some standings; a page after one of them.
select statement, place, line, amount, booked_on, value_date, reference, servicer_reference, words, status, match, investigation
from reconciliation.entry
where tenant = %(tenant)s and account = %(account)s and (%(statement)s::int4 is null or statement = %(statement)s)
  and (%(statuses)s::text[] is null or status = any (%(statuses)s))
  and (statement, place) > (%(after_statement)s::int4, %(after_place)s::int4)
order by statement, place limit %(limit)s

-- name: movements
-- Our movements on an account, in some standings; a page after a place of the journal.
select seq, id, amount, value_date, reference, status, match, investigation from reconciliation.movement
where tenant = %(tenant)s and account = %(account)s and (%(statuses)s::text[] is null or status = any (%(statuses)s)) and seq > %(after)s
order by seq limit %(limit)s

-- name: waiting_entries
-- Entries of an account that are not matched.
select statement, place, amount, booked_on, value_date, reference, servicer_reference, words, status, investigation, line from reconciliation.entry
where tenant = %(tenant)s and account = %(account)s and status in ('open', 'parked', 'suspended', 'proposed') order by statement, place

-- name: waiting_movements
-- Movements of an account that are not matched.
select seq, amount, value_date, id, reference, status, investigation from reconciliation.movement
where tenant = %(tenant)s and account = %(account)s and status in ('open', 'parked', 'suspended', 'proposed') order by seq

-- name: add_matches
-- What was found to be one event.
insert into reconciliation.match (tenant, id, account, rule, rules_version, entries, movements, difference, matched_on)
select %(tenant)s, m.id, %(account)s, m.rule, %(version)s, m.entries, m.movements, m.difference, %(date)s
from unnest(%(ids)s::uuid[], %(rules)s::text[], %(entries)s::int4[], %(movements)s::int4[], %(differences)s::int8[])
  as m (id, rule, entries, movements, difference)

-- name: set_entries
-- Where entries stand now.
update reconciliation.entry e set status = s.status, match = coalesce(s.match, e.match), investigation = coalesce(s.investigation, e.investigation)
from unnest(%(statements)s::int4[], %(places)s::int4[], %(statuses)s::text[], %(matches)s::uuid[], %(investigations)s::uuid[])
  as s (statement, place, status, match, investigation)
where e.tenant = %(tenant)s and e.account = %(account)s and e.statement = s.statement and e.place = s.place

-- name: set_movements
-- Where movements stand now.
update reconciliation.movement m set status = s.status, match = coalesce(s.match, m.match), investigation = coalesce(s.investigation, m.investigation)
from unnest(%(seqs)s::int8[], %(statuses)s::text[], %(matches)s::uuid[], %(investigations)s::uuid[]) as s (seq, status, match, investigation)
where m.tenant = %(tenant)s and m.account = %(account)s and m.seq = s.seq

-- name: differing_matches
-- Matches whose amounts differ and that no case was opened for.
select m.id, m.difference, min(e.statement), min(e.place), min(e.line), sum(e.amount)::int8 from reconciliation.match m
  join reconciliation.entry e on e.tenant = m.tenant and e.account = m.account and e.match = m.id
where m.tenant = %(tenant)s and m.account = %(account)s and m.difference <> 0 and e.investigation is null
group by m.id, m.difference order by 3, 4

-- name: set_match_investigation
-- The entries and movements of a match belong to a case.
with e as (
  update reconciliation.entry set investigation = %(case)s where tenant = %(tenant)s and account = %(account)s and match = %(match)s
)
update reconciliation.movement set investigation = %(case)s where tenant = %(tenant)s and account = %(account)s and match = %(match)s

-- name: known_references
-- Which of these references any of our movements has.
select distinct reference from reconciliation.movement where tenant = %(tenant)s and account = %(account)s and reference = any (%(references)s)

-- name: position
-- Both sides of an account: the last statement, our ledger's balance where movements are taken to, and what waits.
select (select s.closing from reconciliation.statement s where s.tenant = x.tenant and s.account = x.name and s.chained order by s.number desc limit 1),
       (select max(s.closing_on) from reconciliation.statement s where s.tenant = x.tenant and s.account = x.name),
       coalesce((select sum(s.closing) from reconciliation.statement s where s.tenant = x.tenant and s.account = x.name and not s.chained), 0)::int8,
       coalesce((select case when e.debit = x.ledger_account then e.debit_posted else e.credit_posted end from ledger.entry e
                 where e.tenant = x.tenant and e.seq = ledger.entry_at(x.tenant, x.ledger_account, x.taken_seq)), 0)::int8,
       coalesce((select sum(e.amount) from reconciliation.entry e where e.tenant = x.tenant and e.account = x.name and e.status <> 'matched'), 0)::int8,
       coalesce((select sum(m.amount) from reconciliation.movement m where m.tenant = x.tenant and m.account = x.name and m.status <> 'matched'), 0)::int8,
       coalesce((select sum(t.difference) from reconciliation.match t where t.tenant = x.tenant and t.account = x.name), 0)::int8
from reconciliation.external_account x where x.tenant = %(tenant)s and x.name = %(account)s

-- name: open_case
-- A case, unless one on the same subject is unresolved or this very one was there before; it is seen again then.
insert into reconciliation.investigation (tenant, id, kind, subject, account, currency, amount, suspense, summary, opened_on, opened_at, seen_on)
values (%(tenant)s, %(id)s, %(kind)s, %(subject)s, %(account)s, %(currency)s, %(amount)s, %(suspense)s, %(summary)s, %(date)s, %(now)s, %(date)s)
on conflict do nothing returning id

-- name: see_case_again
-- An unresolved case was found again on a date.
update reconciliation.investigation set seen_on = greatest(seen_on, %(date)s)
where tenant = %(tenant)s and subject = %(subject)s and kind = %(kind)s and state <> 'resolved'

-- name: add_note
-- One more line in the history of a case.
insert into reconciliation.note (tenant, investigation, number, event, actor, words, noted_at)
select %(tenant)s, %(case)s, coalesce(max(number), 0) + 1, %(event)s, %(actor)s, %(words)s, %(now)s
from reconciliation.note where tenant = %(tenant)s and investigation = %(case)s

-- name: notes
-- The history of a case.
select number, event, actor, words, noted_at from reconciliation.note where tenant = %(tenant)s and investigation = %(case)s order by number

-- name: lock_case
-- A case, for whoever changes it.
select id from reconciliation.investigation where tenant = %(tenant)s and id = %(case)s for no key update

-- name: cases
-- Cases by the date of opening: of one id, of some states, of one external account; a page after one case.
select id, kind, subject, account, currency, amount, suspense, opened_on, opened_at, seen_on, state, summary, assignee, maker, action, proposal,
       checker, resolved_at
from reconciliation.investigation
where tenant = %(tenant)s and (%(case)s::uuid is null or id = %(case)s) and (%(states)s::text[] is null or state = any (%(states)s))
  and (%(account)s::text is null or account = %(account)s)
  and (%(after)s::uuid is null or (opened_on, id) > (select opened_on, id from reconciliation.investigation where tenant = %(tenant)s and id = %(after)s))
order by opened_on, id limit %(limit)s

-- name: assign_case
-- Somebody looks into it.
update reconciliation.investigation set state = 'assigned', assignee = %(assignee)s where tenant = %(tenant)s and id = %(case)s

-- name: propose_resolution
-- How it is to end, if a second person agrees; null: no longer.
update reconciliation.investigation set maker = %(maker)s, action = %(action)s, proposal = %(proposal)s where tenant = %(tenant)s and id = %(case)s

-- name: resolve_case
-- It has ended.
update reconciliation.investigation set state = 'resolved', maker = %(maker)s, action = %(action)s, proposal = %(proposal)s, checker = %(checker)s,
  resolved_at = %(now)s, suspense = 0
where tenant = %(tenant)s and id = %(case)s

-- name: add_due
-- A posting that waits for the ledger.
insert into reconciliation.posting_due (tenant, id, date, step, investigation, account, code, parameters)
values (%(tenant)s, %(id)s, %(date)s, %(step)s, %(case)s, %(account)s, %(code)s, %(parameters)s) on conflict do nothing

-- name: dues
-- Postings that wait, oldest first; a page after one of them.
select date, step, investigation, account, code, parameters, id from reconciliation.posting_due
where tenant = %(tenant)s and status = 'due' and date <= %(date)s
  and (%(after)s::uuid is null or (date, id) > (select date, id from reconciliation.posting_due where tenant = %(tenant)s and id = %(after)s))
order by date, id limit %(limit)s

-- name: unposted
-- Whether a posting of a case still waits.
select exists (select from reconciliation.posting_due where tenant = %(tenant)s and investigation = any (%(cases)s) and status = 'due')

-- name: mark_posted
-- These are in the journal.
update reconciliation.posting_due set status = 'posted' where tenant = %(tenant)s and id = any (%(ids)s) and status = 'due'

-- name: ageing
-- Unresolved cases with their age in days.
select coalesce(currency, 0), %(date)s::date - opened_on, count(*), coalesce(sum(suspense) filter (where suspense > 0), 0)::int8,
       coalesce(-sum(suspense) filter (where suspense < 0), 0)::int8
from reconciliation.investigation
where tenant = %(tenant)s and opened_on <= %(date)s and state <> 'resolved'
  and (%(account)s::text is null or account = %(account)s)
group by 1, 2 order by 1, 2

-- name: refuse_file
-- A file as it came, with the reason why it was refused.
insert into reconciliation.refused_file (tenant, id, account, digest, content, refusal, refused_at)
values (%(tenant)s, %(id)s, %(account)s, %(digest)s, %(content)s, %(refusal)s, %(now)s) on conflict do nothing returning id

-- name: refused_file
-- A refused file, as it came.
select account, content, refusal from reconciliation.refused_file where tenant = %(tenant)s and id = %(case)s

-- name: record_result
-- What a comparison of a date has found; found again, the newer finding stands.
insert into reconciliation.result (tenant, date, comparison, cut_seq, checked, different, figures, recorded_at)
values (%(tenant)s, %(date)s, %(comparison)s, %(cut_seq)s, %(checked)s, %(different)s, %(figures)s, %(now)s)
on conflict (tenant, date, comparison) do update set cut_seq = excluded.cut_seq, checked = excluded.checked, different = excluded.different,
  figures = excluded.figures, recorded_at = excluded.recorded_at

-- name: results
-- What the comparisons of a date have found.
select comparison, cut_seq, checked, different, figures, recorded_at from reconciliation.result where tenant = %(tenant)s and date = %(date)s order by comparison
