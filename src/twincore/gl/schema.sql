-- The general ledger: the books that accountants and regulators read, fed once a day from the journal of transfers.
create schema gl;
grant usage on schema gl to twincore_app, twincore_readonly;

-- One book per tenant: what it is kept in, where it begins, and how far the journal of transfers has been posted into it.
create table gl.book (
  tenant int4 primary key,
  currency int2 not null,                          -- ISO 4217; statements are drawn up in it
  first_date date not null,                        -- the first business date
  year_end_month int2 not null check (year_end_month between 1 and 12),
  opened_by text not null check (opened_by <> ''),
  opened_at timestamptz not null,
  batch_date date,                                 -- the last date whose batch is posted
  cut_seq int8 not null default 0,                 -- the last transfer that is in a batch
  journal int8 not null default 0                  -- the number of the last journal
) with (fillfactor = 20);

-- The chart of accounts. A line is opened once and may be closed; its number, kind and marks never change.
create table gl.account (
  tenant int4 not null,
  number int4 not null check (number between 1 and 999999),      -- also the class of the ledger accounts that make it up
  title text not null check (title <> ''),
  kind text not null check (kind in ('asset', 'liability', 'equity', 'income', 'expense')),
  heading text not null,                           -- what it stands under in a statement
  role text,                                       -- what the room itself posts to it for: retained_earnings, exchange_gain, ...
  control boolean not null,                        -- follows a subledger: no journal by hand
  open_from date not null,
  closed_from date check (closed_from > open_from),
  opened_by text not null check (opened_by <> ''),
  closed_by text,
  check ((closed_from is null) = (closed_by is null)),
  primary key (tenant, number)
);
create unique index account_role on gl.account (tenant, role) where role is not null;

-- Calendar months. A period opens by itself when the end of day reaches it; closing and opening again need two people.
create table gl.period (
  tenant int4 not null,
  first_date date not null check (extract(day from first_date) = 1),
  status text not null default 'open' check (status in ('open', 'closed')),
  primary key (tenant, first_date)
);

-- What one person asks for and another decides: a journal by hand, the close of a period, its opening again, the year end.
create table gl.proposal (
  tenant int4 not null,
  id uuid not null,
  kind text not null check (kind in ('journal', 'period_close', 'period_reopen', 'year_end')),
  date date not null,                              -- of the journal; of a period or a year the last day
  body jsonb not null,                             -- of a journal its title and lines
  maker text not null check (maker <> ''),
  reason text not null check (reason <> ''),
  proposed_at timestamptz not null,
  status text not null default 'proposed' check (status in ('proposed', 'approved', 'rejected', 'withdrawn')),
  checker text check (checker <> ''),              -- who decided
  decision text,                                   -- what the checker said
  decided_at timestamptz,
  check ((status = 'proposed') = (checker is null) and (checker is null) = (decided_at is null)),
  check (status not in ('approved', 'rejected') or checker <> maker),
  check (status <> 'withdrawn' or checker = maker),
  primary key (tenant, id)
);
create index proposal_open on gl.proposal (tenant, date) where status = 'proposed';

-- Everything ever posted, numbered without a gap. key: what it was posted for, once.
create table gl.journal (
  tenant int4 not null,
  number int8 not null,
  key text not null,                               -- batch/2026-07-01, revaluation/2026-07-31, accruals/2026-07-31, proposal/<id>
  date date not null,
  source text not null check (source in ('batch', 'journal', 'year_end')),
  title text not null,
  maker text not null check (maker <> ''),
  checker text check (checker <> maker),           -- none: posted by the end of day, from data
  posted_at timestamptz not null,
  primary key (tenant, number)
);
create unique index journal_key on gl.journal (tenant, key);

-- The lines of the journals. Each debits one account and credits one with the same amount, so that nothing can be out of balance.
create table gl.entry (
  tenant int4 not null,
  journal int8 not null,
  line int4 not null,
  debit int4 not null,
  credit int4 not null,                            -- may be the account debited: a transfer between two members
  currency int2 not null,
  code int4 not null,                              -- transaction code; 0: none
  amount int8 not null check (amount > 0),         -- minor units
  transfers int8 not null check (transfers >= 0),  -- how many transfers it sums up; 0: none, posted in the general ledger alone
  words text,
  primary key (tenant, journal, line)
);

-- The end-of-day batches: which stretch of the journal of transfers went into which journal here.
create table gl.batch (
  tenant int4 not null,
  date date not null,
  from_seq int8 not null,
  cut_seq int8 not null check (cut_seq >= from_seq),
  journal int8 not null,
  transfers int8 not null,
  primary key (tenant, date)
);

-- What the journals of a date moved on each account. source tells the subledger's own movements from those made here.
create table gl.turnover (
  tenant int4 not null,
  account int4 not null,
  currency int2 not null,
  date date not null,
  source text not null check (source in ('batch', 'journal', 'year_end')),
  debits int8 not null check (debits >= 0),
  credits int8 not null check (credits >= 0),
  primary key (tenant, account, currency, date, source)
) with (fillfactor = 60);

-- Exchange rates of a date: billionths of a unit of the book's currency for one unit of the foreign one. The last version holds.
create table gl.rate (
  tenant int4 not null,
  currency int2 not null,
  date date not null,
  version int4 not null check (version > 0),
  rate int8 not null check (rate > 0),
  source text not null check (source <> ''),
  recorded_by text not null check (recorded_by <> ''),
  recorded_at timestamptz not null,
  primary key (tenant, currency, date, version)
);

-- What each revaluation found: a currency's position, the rate, and its worth in the book's currency.
create table gl.revaluation (
  tenant int4 not null,
  date date not null,
  currency int2 not null,
  journal int8 not null,                           -- 0: nothing had to be posted
  position int8 not null,                          -- minor units of the currency, debits less credits
  rate int8 not null,
  value int8 not null,                             -- minor units of the book's currency
  primary key (tenant, date, currency)
);

-- The balance of an account at the end of each date on which it moved: debits and credits of that day, and of all time.
create view gl.balance with (security_invoker = true) as
  select tenant, account, currency, date, debits as day_debits, credits as day_credits,
         (sum(debits) over upto)::int8 as debits, (sum(credits) over upto)::int8 as credits
  from (select tenant, account, currency, date, sum(debits) as debits, sum(credits) as credits
        from gl.turnover group by tenant, account, currency, date) d
  window upto as (partition by tenant, account, currency order by date);

do $$
declare name text;
begin
  foreach name in array array['journal', 'entry', 'batch', 'rate', 'revaluation'] loop
    execute format('create trigger append_only before update or delete on gl.%I for each row execute function kernel.refuse_change()', name);
    execute format('create trigger no_truncate before truncate on gl.%I for each statement execute function kernel.refuse_change()', name);
  end loop;
  foreach name in array array['book', 'account', 'period', 'proposal', 'turnover'] loop
    execute format('create trigger no_delete before delete on gl.%I for each row execute function kernel.refuse_change()', name);
    execute format('create trigger no_truncate before truncate on gl.%I for each statement execute function kernel.refuse_change()', name);
  end loop;
  foreach name in array array['book', 'account', 'period', 'proposal', 'journal', 'entry', 'batch', 'turnover', 'rate', 'revaluation'] loop
    execute format('alter table gl.%I enable row level security', name);
    execute format('alter table gl.%I force row level security', name);
    execute format('create policy tenant on gl.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select on gl.%I to twincore_app, twincore_readonly', name);
    execute format('grant insert on gl.%I to twincore_app', name);
  end loop;
end $$;
grant select on gl.balance to twincore_app, twincore_readonly;
grant update (batch_date, cut_seq, journal) on gl.book to twincore_app;
grant update (closed_from, closed_by) on gl.account to twincore_app;
grant update (status) on gl.period to twincore_app;
grant update (status, checker, decision, decided_at) on gl.proposal to twincore_app;
grant update (debits, credits) on gl.turnover to twincore_app;

-- A decision stands, and a closed line stays closed.
create trigger decided_once before update on gl.proposal for each row when (old.status <> 'proposed') execute function kernel.refuse_change();
create trigger closed_once before update on gl.account for each row when (old.closed_from is not null) execute function kernel.refuse_change();

-- The functions below read the journal of transfers and the accounts' classes as a whole: two hash joins, whatever the statistics say.

-- What the transfers p_from < seq <= p_to moved, by currency, transaction code, class debited and class credited; and one of them.
create function gl.moved(p_tenant int4, p_from int8, p_to int8)
  returns table (currency int2, code int4, debit int4, credit int4, amount int8, transfers int8, first_seq int8)
  language plpgsql stable set plan_cache_mode = force_custom_plan set enable_nestloop = off set enable_mergejoin = off set work_mem = '128MB' as $$
begin
  return query
    select d.currency, t.code, d.class, c.class, ledger.total(t.amount), count(*), min(t.seq)
    from ledger.transfer t
      join ledger.account d on d.tenant = p_tenant and d.id = t.debit
      join ledger.account c on c.tenant = p_tenant and c.id = t.credit
    where t.tenant = p_tenant and t.seq > p_from and t.seq <= p_to and t.amount > 0
    group by d.currency, t.code, d.class, c.class;
end $$;

-- The sums of the ledger's accounts by class and currency right after transfer p_cut: those of the last checkpoint, which were recomputed
-- from the raw rows, and the raw rows between it and the cut, added or taken away.
create function gl.subledger(p_tenant int4, p_cut int8)
  returns table (class int4, currency int2, accounts int8, debits int8, credits int8)
  language plpgsql stable set plan_cache_mode = force_custom_plan set enable_nestloop = off set enable_mergejoin = off set work_mem = '128MB' as $$
#variable_conflict use_column
declare
  covered int8 := (select c.seq from ledger.checkpoint c where c.tenant = p_tenant);
begin
  return query
    with held as (
      select a.class, a.currency, count(*) as accounts, ledger.total(coalesce(b.debits_posted, 0)) as debits,
             ledger.total(coalesce(b.credits_posted, 0)) as credits
      from ledger.account a left join ledger.balance b on b.tenant = p_tenant and b.account = a.id
      where a.tenant = p_tenant group by a.class, a.currency
    ), between_them as (
      select m.debit, m.credit, m.currency, case when p_cut >= covered then m.amount else -m.amount end as amount
      from gl.moved(p_tenant, least(covered, p_cut), greatest(covered, p_cut)) m
    ), every as (
      select h.class, h.currency, h.accounts, h.debits, h.credits from held h
      union all select m.debit, m.currency, 0, m.amount, 0 from between_them m
      union all select m.credit, m.currency, 0, 0, m.amount from between_them m
    )
    select e.class, e.currency, sum(e.accounts)::int8, sum(e.debits)::int8, sum(e.credits)::int8 from every e group by e.class, e.currency;
end $$;
revoke execute on all functions in schema gl from public;
grant execute on function gl.moved(int4, int8, int8), gl.subledger(int4, int8) to twincore_app, twincore_readonly;
