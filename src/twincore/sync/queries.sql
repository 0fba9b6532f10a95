-- The statements of the adaptor. Times cross as timestamps, whole columns as arrays.

-- name: open_link
-- The link of a tenant; the first one stays.
insert into sync.link (tenant, since, mode_since, policy, types, clearing, exposed, suspense)
values (%(tenant)s, %(now)s, %(now)s, %(policy)s, %(types)s, %(clearing)s, %(exposed)s, %(suspense)s) on conflict do nothing

-- name: link
-- How the link stands.
select state, since, mode, mode_since, outage, planned_until, clean_since, resync_needed, policy, capture, schema_refused from sync.link where tenant = %(tenant)s

-- name: lock_link
-- The same, held still until the transaction ends.
select state, since, mode, mode_since, outage, planned_until, clean_since, resync_needed, policy, capture, schema_refused from sync.link where tenant = %(tenant)s for update

-- name: contras
-- Our accounts on the other side.
select types, clearing, exposed, suspense from sync.link where tenant = %(tenant)s

-- name: set_state
-- Another state of the link.
update sync.link set state = %(state)s, since = %(now)s, outage = %(outage)s where tenant = %(tenant)s

-- name: set_mode
-- Another mode.
update sync.link set mode = %(mode)s, mode_since = %(now)s where tenant = %(tenant)s

-- name: set_policy
-- Another policy.
update sync.link set policy = %(policy)s where tenant = %(tenant)s

-- name: set_capture
-- Captured another way.
update sync.link set capture = %(capture)s where tenant = %(tenant)s

-- name: set_planned
-- An outage by agreement, or its end.
update sync.link set planned_until = %(until)s where tenant = %(tenant)s

-- name: set_clean
-- Since when no drift was found.
update sync.link set clean_since = %(since)s where tenant = %(tenant)s

-- name: set_schema
-- Which of our schemas the registry refuses, or that it refuses none.
update sync.link set schema_refused = %(why)s where tenant = %(tenant)s

-- name: set_resync
-- Why the two sides may differ, or that they may not.
update sync.link set resync_needed = %(why)s where tenant = %(tenant)s

-- name: add_link_event
-- One more line of the link's history.
insert into sync.link_event (tenant, at, actor, what, before, after, words)
values (%(tenant)s, %(now)s, %(actor)s, %(what)s, %(before)s, %(after)s, %(words)s)

-- name: link_events
-- The newest lines of the link's history.
select number, at, actor, what, before, after, words from sync.link_event where tenant = %(tenant)s order by number desc limit %(limit)s

-- name: bind
-- Accounts of the core and of the ledger that are the same; those that are bound already stay.
insert into sync.account (tenant, core, account, base_lsn, base_seq, base_count, opening, bound_at)
select %(tenant)s, core, account, lsn, seq, count, opening, %(now)s
from unnest(%(cores)s::int8[], %(accounts)s::int8[], %(lsns)s::int8[], %(counts)s::int8[], %(openings)s::int8[], %(seqs)s::int8[])
  as a (core, account, lsn, count, opening, seq)
on conflict do nothing

-- name: recount
-- So many postings more, or fewer, are taken as counted on the core when the twin began.
update sync.account set base_count = base_count + %(delta)s where tenant = %(tenant)s and core = %(core)s

-- name: openings
-- The balances that the twin began with.
select core, account, opening from sync.account where tenant = %(tenant)s and opening <> 0 and core between %(low)s and %(high)s order by core

-- name: bindings
-- Which account is which, in order of the core's.
select core, account, base_lsn, base_seq, base_count from sync.account where tenant = %(tenant)s order by core

-- name: bindings_version
-- Moves when an account is bound or counted anew.
select count(*), coalesce(sum(base_seq) + sum(base_count), 0)::int8 from sync.account where tenant = %(tenant)s

-- name: position
-- How far a stream has been taken in.
select next, epoch, lsn from sync.position where tenant = %(tenant)s and stream = %(stream)s

-- name: positions
-- All streams.
select stream, next, epoch, lsn from sync.position where tenant = %(tenant)s order by stream

-- name: move_position
-- From where it stood to where it stands; no row, if it stood elsewhere.
insert into sync.position as p (tenant, stream, next, epoch, lsn, moved_at)
values (%(tenant)s, %(stream)s, %(next)s, %(epoch)s, %(lsn)s, %(now)s)
on conflict (tenant, stream) do update set next = excluded.next, epoch = excluded.epoch, lsn = excluded.lsn, moved_at = excluded.moved_at
where p.next = %(stood)s returning next

-- name: tears
-- The torn records of a stream that were passed, in order.
select place, bytes, lsn from sync.tear where tenant = %(tenant)s and stream = %(stream)s order by place

-- name: add_tear
-- A torn record is passed.
insert into sync.tear (tenant, stream, place, bytes, lsn) values (%(tenant)s, %(stream)s, %(place)s, %(bytes)s, %(lsn)s)

-- name: lane_seq
-- The last transfer of the lane.
select seq from ledger.lane where tenant = %(tenant)s

-- name: copy_journal
-- A stretch of the journal as columns of fixed width: after_seq < seq <= until, money that moved.
copy (
  select seq, debit, credit, amount, ref, posted_at, id, code, value_date, kind
  from ledger.transfer where tenant = %(tenant)s and seq > %(after_seq)s and seq <= %(until)s and amount > 0 order by seq
) to stdout (format binary)

-- name: copy_journal_at
-- Some transfers of the journal, in the same columns.
copy (
  select seq, debit, credit, amount, ref, posted_at, id, code, value_date, kind
  from ledger.transfer where tenant = %(tenant)s and seq = any (%(seqs)s::int8[]) and amount > 0 order by seq
) to stdout (format binary)

-- name: add_answers
-- What the core has answered; what is known stays, unless the core was set back to before it.
insert into sync.answer as a (tenant, seq, leg, attempt, verdict, epoch, lsn)
select %(tenant)s, seq, leg, attempt, verdict, %(epoch)s, lsn
from unnest(%(seqs)s::int8[], %(legs)s::int2[], %(attempts)s::int2[], %(verdicts)s::int2[], %(lsns)s::int8[]) as n (seq, leg, attempt, verdict, lsn)
on conflict (tenant, seq, leg, attempt) do update set verdict = excluded.verdict, epoch = excluded.epoch, lsn = excluded.lsn, void = false
where a.void or (a.verdict = 2 and excluded.verdict = 1)

-- name: answers_from
-- The answers that hold, from a place of the journal on.
select seq, leg, attempt, verdict, lsn from sync.answer where tenant = %(tenant)s and seq > %(after_seq)s and not void

-- name: answers_after
-- Answers that a core, set back, has forgotten.
select seq, leg from sync.answer where tenant = %(tenant)s and lsn > %(lsn)s and epoch < %(epoch)s and verdict = 1 and not void order by seq, leg

-- name: void_answers
-- They hold no more.
update sync.answer set void = true where tenant = %(tenant)s and lsn > %(lsn)s and epoch < %(epoch)s and verdict = 1 and not void returning seq

-- name: void_these
-- These hold no more.
update sync.answer a set void = true from unnest(%(seqs)s::int8[], %(legs)s::int2[]) as n (seq, leg)
where a.tenant = %(tenant)s and a.seq = n.seq and a.leg = n.leg and a.verdict = 1

-- name: add_refused
-- A leg that the core refused, and what is to be done; once for each leg.
insert into sync.refused (tenant, seq, leg, account, core, amount, code, reason, way, refused_at)
values (%(tenant)s, %(seq)s, %(leg)s, %(account)s, %(core)s, %(amount)s, %(code)s, %(reason)s, %(way)s, %(now)s)
on conflict (tenant, seq, leg) do update set way = excluded.way, reason = excluded.reason
where sync.refused.status = 'open'

-- name: refused_open
-- What the core refused and nobody has settled yet.
select seq, leg, account, core, amount, code, reason, way, refused_at from sync.refused where tenant = %(tenant)s and status = 'open' order by seq, leg

-- name: refused_of
-- What became of refused legs.
select seq, leg, status from sync.refused where tenant = %(tenant)s and seq = any (%(seqs)s::int8[])

-- name: refused_for_good
-- Refused legs that the core never posted and the twin has settled: (seq, account).
select seq, account from sync.refused where tenant = %(tenant)s and status in ('compensated', 'absorbed')

-- name: refused_legs
-- Every leg that the core never posted and the twin has settled: (seq, core, amount).
select seq, core, amount from sync.refused where tenant = %(tenant)s and status in ('compensated', 'absorbed') order by seq, leg

-- name: settle_refused
-- It is settled, this way.
update sync.refused set status = %(status)s, settled_at = %(now)s where tenant = %(tenant)s and seq = %(seq)s and leg = any (%(legs)s::int2[]) and status = 'open'

-- name: refused_total
-- How many were refused, by what became of them, and what the bank bears.
select status, way, count(*), coalesce(sum(abs(amount)), 0)::int8 from sync.refused where tenant = %(tenant)s group by status, way order by status, way

-- name: park
-- Records that could not be taken in, as they came; once for each place.
insert into sync.parked (tenant, stream, place, reason, words, core, raw, parked_at)
select %(tenant)s, %(stream)s, place, reason, words, core, raw, %(now)s
from unnest(%(places)s::int8[], %(reasons)s::text[], %(words)s::text[], %(cores)s::int8[], %(raws)s::bytea[]) as p (place, reason, words, core, raw)
on conflict (tenant, stream, place) do nothing

-- name: parked
-- Records that wait, oldest first; of one account or of all.
select number, stream, place, reason, words, core, raw, parked_at, resolved_at, resolution from sync.parked
where tenant = %(tenant)s and (%(all)s or resolved_at is null) and (%(core)s::int8 is null or core = %(core)s) and number > %(after)s
order by number limit %(limit)s

-- name: waiting_accounts
-- Accounts on the core with a record that waits.
select distinct core from sync.parked where tenant = %(tenant)s and resolved_at is null and core is not null

-- name: parked_count
-- How many wait.
select count(*) from sync.parked where tenant = %(tenant)s and resolved_at is null

-- name: parked_reasons
-- How many wait, by reason.
select reason, count(*) from sync.parked where tenant = %(tenant)s and resolved_at is null group by reason order by reason

-- name: parked_first
-- Records that wait behind no other of their account, of some reasons, oldest first.
select number from (
  select distinct on (core) number, reason from sync.parked where tenant = %(tenant)s and resolved_at is null and core is not null order by core, number
) p where reason = any (%(reasons)s)
union all
select number from sync.parked where tenant = %(tenant)s and resolved_at is null and core is null and reason = any (%(reasons)s)
order by number limit %(limit)s

-- name: resolve_parked
-- It waits no more, if it did.
update sync.parked set resolved_at = %(now)s, resolution = %(resolution)s where tenant = %(tenant)s and number = %(number)s and resolved_at is null

-- name: lock_allowances
-- What some accounts may still do, held still until the transaction ends.
select account, outage, allotment, spent, window_from, window_count from sync.allowance
where tenant = %(tenant)s and account = any (%(accounts)s::int8[]) order by account for update

-- name: make_allowances
-- Accounts that have none yet get one.
insert into sync.allowance (tenant, account, window_from)
select %(tenant)s, a, %(now)s from unnest(%(accounts)s::int8[]) a order by a on conflict do nothing

-- name: save_allowances
-- As they stand after the decisions.
update sync.allowance a set outage = n.outage, spent = n.spent, window_from = n.window_from, window_count = n.window_count
from unnest(%(accounts)s::int8[], %(outages)s::int4[], %(spents)s::int8[], %(froms)s::timestamptz[], %(counts)s::int4[])
  as n (account, outage, spent, window_from, window_count)
where a.tenant = %(tenant)s and a.account = n.account

-- name: set_allotment
-- An account's own allotment.
insert into sync.allowance (tenant, account, allotment, window_from) values (%(tenant)s, %(account)s, %(allotment)s, %(now)s)
on conflict (tenant, account) do update set allotment = excluded.allotment

-- name: set_earmarks
-- What is set aside on the core for these accounts.
insert into sync.allowance (tenant, account, window_from, earmarked)
select %(tenant)s, account, %(now)s, amount from unnest(%(accounts)s::int8[], %(amounts)s::int8[]) as n (account, amount) order by account
on conflict (tenant, account) do update set earmarked = excluded.earmarked

-- name: earmarks
-- What is set aside.
select a.account, b.core, a.earmarked from sync.allowance a join sync.account b on b.tenant = a.tenant and b.account = a.account
where a.tenant = %(tenant)s and a.earmarked > 0 order by a.account

-- name: spends
-- Debits that were admitted before under these ids, and stand.
select transfer, account, amount, used, outage from sync.spend where tenant = %(tenant)s and transfer = any (%(transfers)s::uuid[]) and not withdrawn

-- name: add_spends
-- Debits admitted now; one that was withdrawn, or was of another amount, is admitted anew.
insert into sync.spend (tenant, transfer, account, amount, outage, admitted_at, used, open)
select %(tenant)s, transfer, account, amount, %(outage)s, %(now)s, amount, open
from unnest(%(transfers)s::uuid[], %(accounts)s::int8[], %(amounts)s::int8[], %(opens)s::boolean[]) as n (transfer, account, amount, open)
on conflict (tenant, transfer, account) do update set withdrawn = false, amount = excluded.amount, used = excluded.used, open = excluded.open,
  outage = excluded.outage, admitted_at = excluded.admitted_at

-- name: accounts_of_spends
-- Whose debits these are.
select distinct account from sync.spend where tenant = %(tenant)s and transfer = any (%(transfers)s::uuid[])

-- name: holds_of
-- The holds that captures belong to.
select h.id from ledger.transfer c join ledger.transfer h on h.tenant = c.tenant and h.seq = c.ref
where c.tenant = %(tenant)s and c.id = any (%(transfers)s::uuid[]) and c.kind = 3

-- name: holds_left
-- Who pays, and what is left of holds.
select h.id, h.debit, (h.pending + coalesce((select sum(r.pending) from ledger.transfer r where r.tenant = %(tenant)s and r.ref = h.seq and r.ref <> 0), 0))::int8
from ledger.transfer h where h.tenant = %(tenant)s and h.id = any (%(holds)s::uuid[]) and h.kind = 2

-- name: open_spends
-- Holds of some accounts of which something may have been given back.
select transfer from sync.spend where tenant = %(tenant)s and account = any (%(accounts)s::int8[]) and open

-- name: recount_spends
-- What debits use up by now, as the journal says: a posting its amount, a capture beyond its hold the excess, a hold what was captured of it and what
-- is still held; nothing, once it was reversed. What the journal does not have is withdrawn if the ledger has said no, and stays if it may be on its way.
with asked as (
  select s.transfer, s.account, s.used as used_before, s.outage, s.withdrawn as withdrawn_before, s.open as open_before, t.seq, t.kind, t.amount, t.pending, t.expires_at,
    t.seq is not null and exists (select from ledger.transfer r where r.tenant = %(tenant)s and r.ref = t.seq and r.ref <> 0 and r.kind = 6) as reversed
  from sync.spend s left join ledger.transfer t on t.tenant = %(tenant)s and t.id = s.transfer
  where s.tenant = %(tenant)s and s.transfer = any (%(transfers)s::uuid[])
), ended as (
  select a.transfer, a.account, coalesce(sum(r.pending), 0)::int8 as pending,
    coalesce(sum(least(r.amount, -r.pending)) filter (where r.kind = 3 and not exists (
      select from ledger.transfer v where v.tenant = %(tenant)s and v.ref = r.seq and v.ref <> 0 and v.kind = 6)), 0)::int8 as captured
  from asked a join ledger.transfer r on r.tenant = %(tenant)s and r.ref = a.seq and r.ref <> 0 where a.kind = 2 group by a.transfer, a.account
), found as (
  select a.transfer, a.account, a.outage, a.used_before, a.withdrawn_before, a.seq is null and (%(refused)s or a.withdrawn_before) as withdrawn,
    case when a.seq is null then case when %(refused)s then 0 else a.used_before end
         when a.kind = 2 then coalesce(e.captured, 0) + case when a.expires_at <= %(now)s then 0 else a.pending + coalesce(e.pending, 0) end
         when a.reversed then 0
         when a.kind = 3 then greatest(a.amount + a.pending, 0)
         else a.amount end as used,
    case when a.seq is null then a.open_before and not %(refused)s else a.kind = 2 and a.pending + coalesce(e.pending, 0) > 0 end as open
  from asked a left join ended e on e.transfer = a.transfer and e.account = a.account
), moved as (
  update sync.spend s set used = f.used, withdrawn = f.withdrawn, open = f.open
  from found f where s.tenant = %(tenant)s and s.transfer = f.transfer and s.account = f.account
    and (s.used, s.withdrawn, s.open) <> (f.used, f.withdrawn, f.open)
  returning s.transfer
), sums as (
  select account, outage, sum(used_before - used)::int8 as back, sum(withdrawn::int4 - withdrawn_before::int4)::int4 as times
  from found group by account, outage
), given as (
  update sync.allowance a set spent = greatest(a.spent - s.back, 0), window_count = greatest(a.window_count - s.times, 0)
  from sums s where a.tenant = %(tenant)s and a.account = s.account and a.outage = s.outage and (s.back <> 0 or s.times <> 0)
  returning a.account
), freed as (
  update sync.standing t set admitted = greatest(t.admitted - s.back, 0)
  from (select outage, sum(back)::int8 as back from sums group by outage) s where t.tenant = %(tenant)s and t.outage = s.outage and s.back <> 0
  returning t.tenant
)
select (select count(*) from moved), (select count(*) from given), (select count(*) from freed)

-- name: standing_shared
-- Admissions that count no limit go on beside each other; who changes the policy waits for them.
select pg_advisory_xact_lock_shared(-862, %(tenant)s)

-- name: standing_alone
-- Nobody admits meanwhile.
select pg_advisory_xact_lock(-862, %(tenant)s)

-- name: make_standing
-- The row of the exposure.
insert into sync.standing (tenant) values (%(tenant)s) on conflict do nothing

-- name: lock_standing
-- What the bank stands to lose, held still until the transaction ends.
select outage, base, admitted, told from sync.standing where tenant = %(tenant)s for update

-- name: begin_standing
-- An outage begins: what is exposed already stays so beneath what is admitted in it.
insert into sync.standing (tenant, outage) values (%(tenant)s, %(outage)s)
on conflict (tenant) do update set outage = excluded.outage, base = sync.standing.told, admitted = 0

-- name: recount_standing
-- What was admitted in an outage and is used up, counted anew.
update sync.standing t set base = case when t.outage = %(outage)s then t.base else 0 end, outage = %(outage)s,
  admitted = (select coalesce(sum(used), 0)::int8 from sync.spend where tenant = %(tenant)s and outage = %(outage)s and not withdrawn)
where t.tenant = %(tenant)s returning outage, base, admitted, told

-- name: add_standing
-- More is admitted.
update sync.standing set admitted = admitted + %(amount)s where tenant = %(tenant)s

-- name: tell_standing
-- What is exposed in all, as the adaptor counts it.
insert into sync.standing (tenant, told) values (%(tenant)s, %(told)s)
on conflict (tenant) do update set told = excluded.told where sync.standing.told <> excluded.told

-- name: ask_earmarks
-- Ask the adaptor to set amounts aside on the core; once for a command.
insert into sync.earmark_order (tenant, command, accounts, amounts, asked_at)
values (%(tenant)s, %(command)s, %(accounts)s, %(amounts)s, %(now)s) on conflict (tenant, command) do nothing

-- name: earmark_order
-- What was asked by a command.
select number, status, words, asked_at, done_at, cardinality(accounts) from sync.earmark_order where tenant = %(tenant)s and command = %(command)s

-- name: earmarks_asked
-- What is asked for and not done, oldest first.
select number, accounts, amounts from sync.earmark_order where tenant = %(tenant)s and status = 'asked' order by number limit 20

-- name: earmarks_done
-- It was sent, or could not be.
update sync.earmark_order set status = %(status)s, words = %(words)s, done_at = %(now)s where tenant = %(tenant)s and number = %(number)s and status = 'asked'

-- name: earmarks_stand
-- How earmarks stand: what is set aside, and what was asked of the adaptor.
select (select count(*) from sync.allowance where tenant = %(tenant)s and earmarked > 0),
  (select coalesce(sum(earmarked), 0)::int8 from sync.allowance where tenant = %(tenant)s and earmarked > 0),
  (select count(*) from sync.earmark_order where tenant = %(tenant)s and status = 'asked'), o.number, o.status, o.words, o.asked_at, o.done_at
from (select 1) one left join lateral (
  select number, status, words, asked_at, done_at from sync.earmark_order where tenant = %(tenant)s order by number desc limit 1) o on true

-- name: standin_totals
-- What was admitted in an outage: accounts, debits and their sum.
select count(distinct account), count(*), coalesce(sum(used), 0)::int8 from sync.spend
where tenant = %(tenant)s and outage = %(outage)s and not withdrawn

-- name: add_declines
-- Debits declined now, by reason.
insert into sync.decline as d (tenant, outage, code, count)
select %(tenant)s, %(outage)s, code, count from unnest(%(codes)s::text[], %(counts)s::int8[]) as n (code, count) order by code
on conflict (tenant, outage, code) do update set count = d.count + excluded.count

-- name: declines
-- Debits declined in an outage, by reason.
select code, count from sync.decline where tenant = %(tenant)s and outage = %(outage)s order by code

-- name: add_drift
-- A comparison of both sides.
insert into sync.drift (tenant, at, epoch, lsn, seq, accounts, in_flight, in_flight_minor, drift_accounts, drift_minor, repaired,
  business_date, in_flight_accounts)
values (%(tenant)s, %(now)s, %(epoch)s, %(lsn)s, %(seq)s, %(accounts)s, %(in_flight)s, %(in_flight_minor)s, %(drift_accounts)s, %(drift_minor)s, %(repaired)s,
  %(business_date)s, %(in_flight_accounts)s)
returning number

-- name: add_drift_items
-- What differed.
insert into sync.drift_item (tenant, drift, line, core, account, kind, transaction, amount, words)
select %(tenant)s, %(drift)s, line, core, account, kind, transaction, amount, words
from unnest(%(lines)s::int4[], %(cores)s::int8[], %(accounts)s::int8[], %(kinds)s::text[], %(transactions)s::text[], %(amounts)s::int8[], %(words)s::text[])
  as n (line, core, account, kind, transaction, amount, words)

-- name: add_drift_accounts
-- Both sides of the accounts that differed.
insert into sync.drift_account (tenant, drift, core, account, twin_balance, core_balance, twin_count, core_count)
select %(tenant)s, %(drift)s, core, account, twin_balance, core_balance, twin_count, core_count
from unnest(%(cores)s::int8[], %(accounts)s::int8[], %(twin_balances)s::int8[], %(core_balances)s::int8[], %(twin_counts)s::int8[], %(core_counts)s::int8[])
  as n (core, account, twin_balance, core_balance, twin_count, core_count)

-- name: adjusted_since
-- The last re-sync that has adjusted an account of the core at a place of its log or after it, for what no transaction accounted for.
select max(d.number) from sync.drift d join sync.drift_item i on i.tenant = d.tenant and i.drift = d.number
where d.tenant = %(tenant)s and d.repaired and d.lsn >= %(lsn)s and i.core = %(core)s and i.kind in ('amount', 'balance') and i.amount <> 0

-- name: drifts_after
-- The next comparisons, for subscribers.
select number, at, epoch, lsn, seq, accounts, in_flight_accounts, drift_accounts, drift_minor, repaired, coalesce(business_date, at::date) from sync.drift
where tenant = %(tenant)s and number > %(after)s order by number limit %(limit)s

-- name: drift_sides
-- Both sides of the accounts that differed in one of them, with what was found: (kinds, ids) in the order in which it was.
select a.core, a.account, a.twin_balance, a.core_balance, a.twin_count, a.core_count,
       coalesce(array_agg(i.kind order by i.line) filter (where i.kind is not null), '{}'),
       coalesce(array_agg(i.transaction order by i.line) filter (where i.transaction is not null), '{}')
from sync.drift_account a left join sync.drift_item i on i.tenant = a.tenant and i.drift = a.drift and i.core = a.core
where a.tenant = %(tenant)s and a.drift = %(drift)s
group by a.core, a.account, a.twin_balance, a.core_balance, a.twin_count, a.core_count order by a.core limit 1000

-- name: drifts
-- The newest comparisons, or the one of a number.
select number, at, epoch, lsn, accounts, in_flight, in_flight_minor, drift_accounts, drift_minor from sync.drift
where tenant = %(tenant)s and (%(number)s::int8 is null or number = %(number)s) order by number desc limit %(limit)s

-- name: drift_items
-- What differed in one of them.
select core, account, kind, transaction, amount, words from sync.drift_item where tenant = %(tenant)s and drift = %(drift)s order by line limit %(limit)s

-- name: take_core
-- Whether this session works for a tenant's core from now on, until it ends: one at a time does.
select pg_try_advisory_lock(-861, %(tenant)s)

-- name: name_session
-- What others see of this session.
select set_config('application_name', %(name)s, false)

-- name: core_leader
-- Who works for a tenant's core, and since when.
select s.application_name, s.backend_start
from pg_locks l join pg_stat_activity s on s.pid = l.pid
where l.locktype = 'advisory' and l.database = (select oid from pg_database where datname = current_database())
  and l.classid = (-861)::int8::bit(32)::int8::oid and l.objid = %(tenant)s::int8::oid and l.objsubid = 2 and l.granted

-- name: give_core
-- It does no more.
select pg_advisory_unlock(-861, %(tenant)s)

-- name: transfers_told
-- The next transfers of the journal with everything that subscribers are told, and the id of the hold or transfer that each refers to.
select t.seq, t.debit, t.credit, t.amount, t.pending, t.ref, t.debit_posted, t.debit_held, t.credit_posted, t.credit_held, t.posted_at,
       case when t.expires_at < 'infinity' then (extract(epoch from t.expires_at) * 1000000)::int8 end,
       t.id, t.command, t.code, t.value_date - date '1970-01-01', t.kind, t.flags, r.id
from ledger.transfer t left join ledger.transfer r on r.tenant = t.tenant and t.ref > 0 and r.seq = t.ref
where t.tenant = %(tenant)s and t.seq > %(after)s order by t.seq limit %(limit)s

-- name: link_events_after
-- The next lines of the link's history.
select number, at, what, before, after, words from sync.link_event where tenant = %(tenant)s and number > %(after)s order by number limit %(limit)s

-- name: allotment_left
-- What all accounts together may still spend in an outage.
select (select count(*) from sync.account where tenant = %(tenant)s) * %(policy)s::int8
     + coalesce(sum(coalesce(allotment, %(policy)s) - %(policy)s - case when outage = %(outage)s then spent else 0 end), 0)::int8
from sync.allowance where tenant = %(tenant)s
