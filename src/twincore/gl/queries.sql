-- The general ledger's statements. Times cross as timestamps, amounts as minor units.

-- name: open_book
-- A book; no row if there is one.
insert into gl.book (tenant, currency, first_date, year_end_month, opened_by, opened_at)
values (%(tenant)s, %(currency)s, %(first_date)s, %(year_end_month)s, %(actor)s, %(now)s)
on conflict (tenant) do nothing returning tenant;

-- name: book
-- A tenant's book.
select currency, first_date, year_end_month, batch_date, cut_seq, journal from gl.book where tenant = %(tenant)s;

-- name: lock_book
-- The same, and nobody else posts until the transaction ends.
select currency, first_date, year_end_month, batch_date, cut_seq, journal from gl.book where tenant = %(tenant)s for update;

-- name: chart
-- The chart of accounts.
select number, title, kind, heading, role, control, open_from, closed_from from gl.account where tenant = %(tenant)s order by number;

-- name: open_account
-- A line of the chart.
insert into gl.account (tenant, number, title, kind, heading, role, control, open_from, opened_by)
values (%(tenant)s, %(number)s, %(title)s, %(kind)s, %(heading)s, %(role)s, %(control)s, %(open_from)s, %(actor)s)
on conflict do nothing returning number;

-- name: close_account
-- A line takes no entry from a date on.
update gl.account set closed_from = %(closed_from)s, closed_by = %(actor)s where tenant = %(tenant)s and number = %(number)s;

-- name: class_in_use
-- Whether a ledger account of a class is open.
select exists (select from ledger.account where tenant = %(tenant)s and class = %(class)s and flags & 8 = 0);

-- name: moves_later
-- Whether a line moved on a date or after it.
select exists (select from gl.turnover where tenant = %(tenant)s and account = %(account)s and date >= %(date)s);

-- name: reach_period
-- The period of a date, opened now if it is new.
insert into gl.period (tenant, first_date) values (%(tenant)s, %(first_date)s) on conflict do nothing;

-- name: periods
-- The periods in order.
select first_date, status from gl.period where tenant = %(tenant)s order by first_date;

-- name: set_period
-- Close a period or open it again.
update gl.period set status = %(status)s where tenant = %(tenant)s and first_date = %(first_date)s;

-- name: lane_end
-- The last transfer of the ledger.
select seq from ledger.lane where tenant = %(tenant)s;

-- name: moved
-- What a stretch of the journal of transfers moved between classes.
select currency, code, debit, credit, amount, transfers, first_seq from gl.moved(%(tenant)s, %(from_seq)s, %(cut_seq)s)
order by currency, code, debit, credit;

-- name: record_batch
-- The batch of a date.
insert into gl.batch (tenant, date, from_seq, cut_seq, journal, transfers)
values (%(tenant)s, %(date)s, %(from_seq)s, %(cut_seq)s, %(journal)s, %(transfers)s);

-- name: move_book
-- How far the journal of transfers is posted.
update gl.book set batch_date = %(date)s, cut_seq = %(cut_seq)s where tenant = %(tenant)s;

-- name: batches
-- Batches from one date to another, in order.
select date, from_seq, cut_seq, journal, transfers from gl.batch
where tenant = %(tenant)s and date between %(from_date)s and %(to_date)s order by date;

-- name: batch_of
-- The batch that a transfer is in.
select date, journal from gl.batch where tenant = %(tenant)s and from_seq < %(seq)s and %(seq)s <= cut_seq order by date limit 1;

-- name: take_journal
-- The next journal number; the book's row stays locked.
update gl.book set journal = journal + 1 where tenant = %(tenant)s returning journal;

-- name: post_journal
-- The head of a journal.
insert into gl.journal (tenant, number, key, date, source, title, maker, checker, posted_at)
values (%(tenant)s, %(number)s, %(key)s, %(date)s, %(source)s, %(title)s, %(maker)s, %(checker)s, coalesce(%(now)s, clock_timestamp()));

-- name: post_entries
-- Its lines, and what they move on each account that day.
with posted as (
  insert into gl.entry (tenant, journal, line, debit, credit, currency, code, amount, transfers, words)
  select %(tenant)s, %(number)s, e.line, e.debit, e.credit, e.currency, e.code, e.amount, e.transfers, e.words
  from unnest(%(debit)s::int4[], %(credit)s::int4[], %(currency)s::int2[], %(code)s::int4[], %(amount)s::int8[], %(transfers)s::int8[],
              %(words)s::text[]) with ordinality as e (debit, credit, currency, code, amount, transfers, words, line)
  returning debit, credit, currency, amount
)
insert into gl.turnover as t (tenant, account, currency, date, source, debits, credits)
select %(tenant)s, m.account, m.currency, %(date)s, %(source)s, sum(m.debits), sum(m.credits)
from (select debit as account, currency, amount as debits, 0 as credits from posted
      union all select credit, currency, 0, amount from posted) m
group by m.account, m.currency order by m.account, m.currency
on conflict (tenant, account, currency, date, source) do update set debits = t.debits + excluded.debits, credits = t.credits + excluded.credits;

-- name: journal_by_key
-- What was posted for a key.
select number, key, date, source, title, maker, checker, posted_at from gl.journal where tenant = %(tenant)s and key = %(key)s;

-- name: journal_by_number
-- One journal.
select number, key, date, source, title, maker, checker, posted_at from gl.journal where tenant = %(tenant)s and number = %(number)s;

-- name: journals
-- Heads of journals dated from one day to another, by number, a page after one of them.
select number, key, date, source, title, maker, checker, posted_at from gl.journal
where tenant = %(tenant)s and number > %(after)s and date between coalesce(%(from_date)s::date, '-infinity') and coalesce(%(to_date)s::date, 'infinity')
order by number limit %(limit)s;

-- name: later_journal
-- The date of the latest journal whose key begins so.
select max(date) from gl.journal where tenant = %(tenant)s and starts_with(key, %(prefix)s);

-- name: entries
-- The lines of a journal.
select debit, credit, currency, amount, code, transfers, words from gl.entry
where tenant = %(tenant)s and journal = %(number)s order by line;

-- name: sums
-- What every account was debited and credited from one date to another, by source.
select account, currency, source, sum(debits)::int8, sum(credits)::int8 from gl.turnover
where tenant = %(tenant)s and date between coalesce(%(from_date)s::date, '-infinity') and %(to_date)s
group by account, currency, source order by account, currency, source;

-- name: sums_before_year_end
-- The same up to a date, without the year end's journal of that date.
select account, currency, source, sum(debits)::int8, sum(credits)::int8 from gl.turnover
where tenant = %(tenant)s and date <= %(to_date)s and not (source = 'year_end' and date = %(to_date)s)
group by account, currency, source order by account, currency, source;

-- name: card
-- The entries that moved one account in one currency.
select j.date, j.number, e.debit, e.credit, e.currency, e.amount, e.code, e.transfers, e.words
from gl.journal j join gl.entry e on e.tenant = j.tenant and e.journal = j.number
where j.tenant = %(tenant)s and j.date between %(from_date)s and %(to_date)s and e.currency = %(currency)s
  and (e.debit = %(account)s or e.credit = %(account)s)
order by j.date, j.number, e.line;

-- name: subledger
-- The ledger's sums by class and currency at a cut.
select class, currency, accounts, debits, credits from gl.subledger(%(tenant)s, %(cut_seq)s);

-- name: turnover_faults
-- Where what an account moved on a date is not what the entries say.
with entry as (
  select m.account, m.currency, j.date, j.source, sum(m.debits) as debits, sum(m.credits) as credits
  from gl.journal j join (
    select tenant, journal, debit as account, currency, amount as debits, 0 as credits from gl.entry
    union all select tenant, journal, credit, currency, 0, amount from gl.entry) m on m.tenant = j.tenant and m.journal = j.number
  where j.tenant = %(tenant)s group by m.account, m.currency, j.date, j.source
)
select account, currency, date, source, coalesce(e.debits, 0)::int8, coalesce(e.credits, 0)::int8, coalesce(t.debits, 0), coalesce(t.credits, 0)
from entry e full join (select * from gl.turnover where tenant = %(tenant)s) t using (account, currency, date, source)
where (e.debits, e.credits) is distinct from (t.debits::numeric, t.credits::numeric)
order by account, currency, date, source;

-- name: journal_faults
-- Journal numbers that are missing up to the book's last one.
select n from gl.book b cross join generate_series(1, b.journal) n
where b.tenant = %(tenant)s and not exists (select from gl.journal j where j.tenant = b.tenant and j.number = n) order by n;

-- name: batch_faults
-- Batches that do not follow the one before, or whose journal sums another number of transfers.
select b.date from (
  select tenant, date, from_seq, journal, transfers, lag(cut_seq, 1, 0::int8) over w as before, lag(date) over w as day_before
  from gl.batch where tenant = %(tenant)s window w as (order by date)) b
where b.from_seq <> b.before or b.date <> b.day_before + 1
  or b.transfers <> (select coalesce(sum(e.transfers), 0) from gl.entry e where e.tenant = b.tenant and e.journal = b.journal)
order by b.date;

-- name: propose
-- A proposal; no row if the id is taken.
insert into gl.proposal (tenant, id, kind, date, body, maker, reason, proposed_at)
values (%(tenant)s, %(id)s, %(kind)s, %(date)s, %(body)s, %(maker)s, %(reason)s, %(now)s)
on conflict (tenant, id) do nothing returning id;

-- name: proposal
-- One proposal, held still until the transaction ends, and the journal it posted.
select p.id, p.kind, p.date, p.body, p.maker, p.reason, p.proposed_at, p.status, p.checker, p.decision, p.decided_at,
       (select j.number from gl.journal j where j.tenant = p.tenant and j.key = 'proposal/' || p.id)
from gl.proposal p where p.tenant = %(tenant)s and p.id = %(id)s for update of p;

-- name: proposals
-- Proposals of a status or of all, by the time they were made: one of them, or a page after one of them.
select p.id, p.kind, p.date, p.body, p.maker, p.reason, p.proposed_at, p.status, p.checker, p.decision, p.decided_at,
       (select j.number from gl.journal j where j.tenant = p.tenant and j.key = 'proposal/' || p.id)
from gl.proposal p where p.tenant = %(tenant)s and (%(status)s::text is null or p.status = %(status)s) and (%(id)s::uuid is null or p.id = %(id)s)
  and (%(after)s::uuid is null or (p.proposed_at, p.id) > (select proposed_at, id from gl.proposal where tenant = %(tenant)s and id = %(after)s))
order by p.proposed_at, p.id limit %(limit)s;

-- name: proposals_within
-- How many journals dated from one day to another wait for a decision.
select count(*) from gl.proposal
where tenant = %(tenant)s and status = 'proposed' and kind in ('journal', 'year_end') and date between %(from_date)s and %(to_date)s;

-- name: decide
-- What became of a proposal.
update gl.proposal set status = %(status)s, checker = %(checker)s, decision = %(decision)s, decided_at = %(now)s
where tenant = %(tenant)s and id = %(id)s;

-- name: rates
-- The rates that hold on a date: of each currency the last one up to it.
select distinct on (currency) currency, date, version, rate, source from gl.rate
where tenant = %(tenant)s and date <= %(date)s order by currency, date desc, version desc;

-- name: rate_versions
-- The versions of the rate of one date, the last first.
select currency, date, version, rate, source from gl.rate
where tenant = %(tenant)s and currency = %(currency)s and date = %(date)s order by version desc;

-- name: set_rate
-- The next version of a rate.
insert into gl.rate (tenant, currency, date, version, rate, source, recorded_by, recorded_at)
values (%(tenant)s, %(currency)s, %(date)s, %(version)s, %(rate)s, %(source)s, %(actor)s, %(now)s);

-- name: record_revaluation
-- What a revaluation found of one currency.
insert into gl.revaluation (tenant, date, currency, journal, position, rate, value)
values (%(tenant)s, %(date)s, %(currency)s, %(journal)s, %(position)s, %(rate)s, %(value)s);

-- name: revaluation
-- What the revaluation of a date found.
select currency, position, rate, value, journal from gl.revaluation where tenant = %(tenant)s and date = %(date)s order by currency;

-- name: later_revaluation
-- The date of the latest revaluation.
select max(date) from gl.revaluation where tenant = %(tenant)s;
