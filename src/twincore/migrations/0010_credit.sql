-- Credit: loans and cards as products, their schedules, what the day's end charges and finds, and the postings it asks for.

-- Every version of every credit product. A version is never changed: the next one takes over at its own effective time.
create table products.credit_product (
  tenant int4 not null,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,47}$'),
  version int4 not null check (version > 0),
  kind text not null check (kind in ('personal_loan', 'auto_loan', 'home_loan', 'credit_card')),
  title text not null,
  description text not null,
  rules jsonb not null,
  effective_from timestamptz not null,
  recorded_at timestamptz not null,
  primary key (tenant, name, version)
);

-- Reference rates that variable loans follow, each from its day on until the next.
create table products.credit_rate (
  tenant int4 not null,
  series text not null check (series ~ '^[a-z][a-z0-9_]{0,47}$'),
  effective_from date not null,
  rate_ppm int4 not null check (rate_ppm between 0 and 1000000),
  recorded_at timestamptz not null,
  primary key (tenant, series, effective_from)
);

-- Loans and cards: what was agreed, and where the day's end stands with each.
create table products.credit_account (
  tenant int4 not null,
  account int8 not null,                          -- the ledger account, and the product account
  kind text not null,
  product text not null,
  version int4 not null,                          -- of the product it was opened under
  currency text not null,
  status text not null default 'active' check (status in ('active', 'repaid', 'written_off')),
  opened_on date not null,
  terms jsonb not null,
  -- moved by collect_movements
  owed int8 not null default 0,                   -- debits less credits collected
  paid int8 not null default 0,                   -- repayments collected (a card: since its last statement)
  -- moved by charge_loan_interest and bill_cards
  next_due date not null,                         -- next due date or statement
  charged_to date not null,                       -- interest is charged for all days before
  charged_seq int8 not null default 0,            -- the journal as it was known then
  base int8 not null default 0,                   -- owed by value date at the beginning of charged_to, of what was known then
  carried int8 not null default 0,                -- units left over by the last charge
  due int8 not null default 0,                    -- instalments fallen due, all in all (a card: the last minimum payment)
  overdue int8 not null default 0,                -- a card: what of the last minimum was due before
  due_on date,                                    -- when the last of them fell due (a card: falls due)
  -- moved by age_arrears
  state text not null default 'current' check (state in ('current', 'late', 'arrears', 'default', 'probation', 'hardship')),
  state_until date,
  days_past_due int4 not null default 0,
  arrears int8 not null default 0,
  past_due_since date,
  hardship_until date,
  plan int4 not null default 0,                   -- the schedule in force
  owing_from int4 not null default 1,             -- instalments before this number were capitalised: nothing of them is overdue
  primary key (tenant, account)
);
create index credit_account_due on products.credit_account (tenant, next_due, account) where status = 'active';

-- Ledger accounts whose movements credit follows: loans, cards, offset accounts. since_seq: what is in the journal up to there is in opening.
create table products.credit_watch (
  tenant int4 not null,
  account int8 not null,
  since_seq int8 not null,
  primary key (tenant, account)
);

-- Deposit accounts that take off what bears interest of a home loan, while they do.
create table products.loan_offset (
  tenant int4 not null,
  loan int8 not null,
  account int8 not null,
  from_date date not null,
  until_date date,
  primary key (tenant, loan, account, from_date)
);
create unique index loan_offset_once on products.loan_offset (tenant, account) where until_date is null;

-- Movements of watched accounts, by value date. amount: debits less credits.
create table products.credit_movement (
  tenant int4 not null,
  account int8 not null,
  seq int8 not null,
  amount int8 not null,
  value_date date not null,
  code int4 not null,
  kind int2 not null,
  id uuid not null,
  primary key (tenant, account, seq)
);
create index credit_movement_value on products.credit_movement (tenant, account, value_date);

-- Each schedule a loan has had, and why; its instalments stand in loan_instalment.
create table products.loan_plan (
  tenant int4 not null,
  account int8 not null,
  plan int4 not null check (plan > 0),
  made_on date not null,
  first_number int4 not null,
  reason text not null check (reason in ('opened', 'rate_change', 'extra_repayment', 'hardship', 'agreed')),
  payment int8 not null,
  rate_ppm int4 not null,
  arrears_capitalised int8 not null default 0,
  primary key (tenant, account, plan)
);

-- What falls due by a plan: of each, the interest and payment, and what is owed before and after. Of a due date only one is in force.
create table products.loan_instalment (
  tenant int4 not null,
  account int8 not null,
  plan int4 not null,
  number int4 not null,
  due_date date not null,
  opening int8 not null,
  interest int8 not null,
  payment int8 not null,
  closing int8 not null,
  cumulative int8 not null,                       -- all that is to be paid up to and with this one
  superseded_by int4,                             -- the plan that took its place
  primary key (tenant, account, plan, number)
);
create unique index loan_instalment_due on products.loan_instalment (tenant, account, due_date) where superseded_by is null;

-- Interest charged, and how it came about. correction: units that backdated movements add to or take from charges before.
create table products.loan_charge (
  tenant int4 not null,
  account int8 not null,
  charged_to date not null,
  date date not null,
  units int8 not null,
  correction int8 not null,
  carried int8 not null,
  amount int8 not null,
  segments jsonb not null,
  primary key (tenant, account, charged_to)
);

-- Accounts that are behind, or stopped to be, at the end of a day.
create table products.arrears (
  tenant int4 not null,
  date date not null,
  account int8 not null,
  state text not null,
  days int4 not null,
  bucket int2 not null,
  amount int8 not null,
  owed int8 not null,
  primary key (tenant, date, account)
);

-- Arrangements with borrowers who cannot pay for a while: from when until when, what they pay instead, and the plan that follows from it.
create table products.hardship (
  tenant int4 not null,
  account int8 not null,
  from_date date not null,
  until_date date not null,
  relief text not null check (relief in ('pause', 'reduced')),
  payment int8 not null,
  months int4 not null,
  plan int4 not null,
  reason text not null,
  actor text not null,
  recorded_at timestamptz not null,
  primary key (tenant, account, from_date)
);

-- What was given up in the books, once for an account, by two people.
create table products.credit_write_off (
  tenant int4 not null,
  account int8 not null,
  date date not null,
  amount int8 not null check (amount > 0),
  days_past_due int4 not null,
  reason text not null,
  maker text not null,
  checker text not null check (checker <> maker),
  recorded_at timestamptz not null,
  primary key (tenant, account)
);

-- Statements of cards: what was owed, what moved in the cycle, what is charged, and what is to be paid by when.
create table products.card_statement (
  tenant int4 not null,
  account int8 not null,
  date date not null,
  due_on date not null,
  opening int8 not null,
  debits int8 not null,
  credits int8 not null,
  interest int8 not null,
  fees int8 not null,
  closing int8 not null,
  minimum int8 not null,
  overdue int8 not null,
  balances jsonb not null,
  units int8 not null,
  carried int8 not null,
  grace boolean not null,
  difference int8 not null,
  primary key (tenant, account, date)
);

-- Postings that the day's end asks for. seq: of the first transfer, once posted.
create table products.credit_posting (
  tenant int4 not null,
  id uuid not null,
  date date not null,
  step text not null,
  account int8 not null,
  amount int8 not null,
  code text not null,
  parameters jsonb not null,
  status text not null default 'due' check (status in ('due', 'posted', 'refused')),
  seq int8,
  refusal text,
  check ((status = 'posted') = (seq is not null)),
  check ((status = 'refused') = (refusal is not null)),
  primary key (tenant, id)
);
create index credit_posting_due on products.credit_posting (tenant, date, step, account) where status = 'due';
create index credit_posting_account on products.credit_posting (tenant, account, date);

do $$
declare name text;
begin
  foreach name in array array['credit_product', 'credit_rate', 'credit_account', 'credit_watch', 'loan_offset', 'credit_movement', 'loan_plan',
                              'loan_instalment', 'loan_charge', 'arrears', 'hardship', 'credit_write_off', 'card_statement',
                              'credit_posting'] loop
    execute format('alter table products.%I enable row level security', name);
    execute format('alter table products.%I force row level security', name);
    execute format('create policy tenant on products.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select on products.%I to twincore_app, twincore_readonly', name);
    execute format('grant insert on products.%I to twincore_app', name);
  end loop;
  foreach name in array array['credit_product', 'credit_rate', 'credit_movement', 'loan_plan', 'loan_charge', 'arrears', 'hardship',
                              'credit_write_off', 'card_statement'] loop
    execute format('create trigger append_only before update or delete on products.%I for each row execute function kernel.refuse_change()', name);
    execute format('create trigger no_truncate before truncate on products.%I for each statement execute function kernel.refuse_change()', name);
  end loop;
end $$;
grant update on products.credit_account to twincore_app;
grant update (until_date) on products.loan_offset to twincore_app;
grant update (superseded_by) on products.loan_instalment to twincore_app;
grant update (status, seq, refusal) on products.credit_posting to twincore_app;
