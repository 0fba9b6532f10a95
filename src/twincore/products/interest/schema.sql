-- Interest: plans, value-dated movements, the daily accrual of every account, what falls due of it, term deposits, protection.

-- Every version of every interest plan. A version is never changed: the next one takes over on its own day, and no day that was accrued.
create table products.interest_plan (
  tenant int4 not null,
  product text not null check (product ~ '^[a-z][a-z0-9_]{0,47}$'),
  version int4 not null check (version > 0),
  effective_from date not null,
  recorded_at timestamptz not null,
  rules jsonb not null,
  primary key (tenant, product, version)
);

-- The number by which the pages call one version of a product.
create table products.interest_offer (
  tenant int4 not null,
  number int4 not null check (number > 0),
  product text not null,
  version int4 not null,
  primary key (tenant, number),
  unique (tenant, product, version)
);

-- The stretches of the journal that movements were built from; they follow each other without a gap.
create table products.movement_cut (
  tenant int4 not null,
  from_seq int8 not null check (from_seq >= 0),
  cut_seq int8 not null check (cut_seq >= from_seq),
  date date not null,                    -- the business date that the stretch belongs to
  movements int4 not null,
  primary key (tenant, date, from_seq)
);

-- What one stretch of the journal did to one account as of one value date, in minor units.
create table products.movement (
  account int8 not null,
  from_seq int8 not null,                -- the stretch: movement_cut.from_seq
  amount int8 not null,                  -- credits less debits
  deposited int8 not null,               -- of the credits, those that count as the member's deposits
  salary int8 not null,                  -- of the credits, those that are salary
  withdrawals int4 not null,             -- how many debits count as the member's withdrawals
  tenant int4 not null,
  date date not null,                    -- business date on which it was recorded
  value_date date not null,              -- date from which interest counts
  primary key (tenant, date, account, value_date, from_seq)
);
create index movement_ahead on products.movement (tenant, value_date, account) where value_date > date;

-- The interest of up to 16,384 accounts at the end of one business date: element n is account first_account + n - 1. Sums run on from the
-- account's first day, so what is due is always the rounded sum less what was due before. A null array is all zeros.
create table products.interest_page (
  tenant int4 not null,
  first_account int8 not null,
  date date not null,
  accounts int4 not null check (accounts >= 0),
  cut_seq int8 not null,                 -- the cut of the date
  overdrawn int4 not null,               -- accounts that are overdrawn and were less so the day before
  offer int4[] not null,                 -- interest_offer.number; 0: bears no interest
  balance int8[] not null,               -- value-dated, credits less debits, minor units
  credit int8[],                         -- interest earned so far, micro-units: a millionth of a minor unit
  debit int8[],                          -- interest on overdrawn balances so far, micro-units
  bonus int8[],                          -- bonus interest of this month so far, micro-units; given or dropped at its end
  credit_paid int8[],                    -- of credit, what has fallen due so far, minor units
  debit_paid int8[],
  credit_due int8[],                     -- what falls due at the end of this date, minor units
  debit_due int8[],
  minimum int8[],                        -- this month so far: the lowest balance at a day's end,
  deposited int8[],                      -- deposits,
  salary int8[],                         -- salary,
  withdrawals int8[],                    -- and the number of withdrawals
  primary key (tenant, first_account, date)
);
create index interest_page_date on products.interest_page (tenant, date, first_account);
-- Stored as they are: packing would take longer than the interest itself. The arrays that are mostly zeros pack well and stay packed.
alter table products.interest_page alter column offer set storage external, alter column balance set storage external,
  alter column credit set storage external, alter column credit_paid set storage external, alter column credit_due set storage external,
  alter column minimum set storage external, alter column deposited set storage external;

-- What backdated transfers changed of interest that had been accrued, booked on the date on which they came. Micro-units.
create table products.interest_correction (
  tenant int4 not null,
  date date not null,
  account int8 not null,
  since date not null,                   -- the first value date that changed
  credit int8 not null,
  debit int8 not null,
  bonus int8 not null,
  primary key (tenant, date, account)
);

-- Interest paid or given up outside of the cycle: a term deposit broken, an account settled before it is closed. The accrual of the date takes it in.
create table products.interest_settlement (
  tenant int4 not null,
  date date not null,
  account int8 not null,
  id uuid not null,
  reason text not null check (reason in ('early_withdrawal', 'closing')),
  credit int8 not null,                  -- micro-units given up (less than 0), or what rounding the payment gave
  credit_paid int8 not null,             -- minor units paid
  debit_paid int8 not null,              -- minor units charged
  primary key (tenant, date, account, id)
);

-- Postings that fall due at the end of a date; eod posts them and marks them.
create table products.interest_due (
  tenant int4 not null,
  date date not null,
  step text collate "C" not null check (step in ('capitalise', 'fees', 'protection', 'maturities', 'settlement')),
  account int8 not null,
  code text collate "C" not null,
  id uuid not null,
  parameters jsonb not null,
  status text not null default 'due' check (status in ('due', 'posted', 'refused')),
  reason text,                           -- of a refusal
  primary key (tenant, date, step, account, code, id)
) with (fillfactor = 75);
create index interest_due_id on products.interest_due using hash (id);

-- How far the postings of a step are marked: none of an account up to this one is due any more. So nobody reads them all to find the next.
create table products.interest_due_progress (
  tenant int4 not null,
  date date not null,
  step text collate "C" not null,
  account int8 not null,
  primary key (tenant, date, step)
) with (fillfactor = 50);

-- A term of a term deposit. A renewal is a row of its own.
create table products.term (
  tenant int4 not null,
  account int8 not null,
  placed_on date not null,
  matures_on date not null check (matures_on > placed_on),
  months int4 not null check (months > 0),
  rate_ppm int4 not null check (rate_ppm between 0 and 1000000),
  at_maturity text not null check (at_maturity in ('pay', 'renew', 'renew_principal')),
  pay_to int8,                           -- the account that is paid at maturity
  status text not null default 'running' check (status in ('running', 'paid', 'renewed', 'broken')),
  check (at_maturity = 'renew' or pay_to is not null),
  primary key (tenant, account, placed_on)
);
create index term_running on products.term (tenant, matures_on, account) where status = 'running';

-- Which accounts cover an overdrawn one, in order.
create table products.protection (
  tenant int4 not null,
  account int8 not null,
  place int4 not null check (place > 0),
  source int8 not null check (source <> account),
  primary key (tenant, account, place),
  unique (tenant, account, source)
);

-- Parties from whose interest tax is withheld, because they gave no tax number.
create table products.withholding (
  tenant int4 not null,
  party uuid not null,
  since date not null,
  until date check (until >= since),     -- the first day without; null: still withheld
  primary key (tenant, party, since)
);

create trigger interest_plan_append_only before update or delete on products.interest_plan for each row execute function kernel.refuse_change();
create trigger interest_plan_no_truncate before truncate on products.interest_plan for each statement execute function kernel.refuse_change();
create trigger movement_append_only before update or delete on products.movement for each row execute function kernel.refuse_change();
create trigger movement_no_truncate before truncate on products.movement for each statement execute function kernel.refuse_change();
create trigger interest_page_append_only before update or delete on products.interest_page for each row execute function kernel.refuse_change();
create trigger interest_page_no_truncate before truncate on products.interest_page for each statement execute function kernel.refuse_change();

do $$
declare name text;
begin
  foreach name in array array['interest_plan', 'interest_offer', 'movement_cut', 'movement', 'interest_page', 'interest_correction',
                              'interest_settlement', 'interest_due', 'interest_due_progress', 'term', 'protection', 'withholding'] loop
    execute format('alter table products.%I enable row level security', name);
    execute format('alter table products.%I force row level security', name);
    execute format('create policy tenant on products.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select, insert on products.%I to twincore_app', name);
    execute format('grant select on products.%I to twincore_readonly', name);
  end loop;
end $$;
grant update (status, reason) on products.interest_due to twincore_app;
grant update (account) on products.interest_due_progress to twincore_app;
grant update (at_maturity, pay_to, status) on products.term to twincore_app;
grant update (until) on products.withholding to twincore_app;
grant delete on products.protection to twincore_app;

-- One account's interest at the end of a date, for readers: micro-units earned and charged so far, minor units fallen due of each, and the
-- value-dated balance. No row: the account was not accrued on that date.
create function products.interest_at(p_tenant int4, p_account int8, p_date date)
  returns table (balance int8, credit int8, debit int8, bonus int8, credit_paid int8, debit_paid int8) language sql stable
begin atomic
  select p.balance[p_account - p.first_account + 1], coalesce(p.credit[p_account - p.first_account + 1], 0),
         coalesce(p.debit[p_account - p.first_account + 1], 0), coalesce(p.bonus[p_account - p.first_account + 1], 0),
         coalesce(p.credit_paid[p_account - p.first_account + 1], 0), coalesce(p.debit_paid[p_account - p.first_account + 1], 0)
  from products.interest_page p
  where p.tenant = p_tenant and p.first_account = p_account / 16384 * 16384 and p.date = p_date
    and p_account < p.first_account + p.accounts;
end;
grant execute on function products.interest_at(int4, int8, date) to twincore_app, twincore_readonly;
