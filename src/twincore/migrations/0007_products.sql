-- Products: what the credit union offers, the accounts that members hold of it, and the loans they ask for.
create schema products;
grant usage on schema products to twincore_app, twincore_readonly;

-- Where a tenant's accounts are numbered: its BSB (bank, state, branch).
create table products.branch (
  tenant int4 primary key,
  bsb int4 not null check (bsb between 0 and 999999)
);

-- Every version of every product. A version is never changed: the next one takes over at its own effective time.
create table products.product (
  tenant int4 not null,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,47}$'),
  version int4 not null check (version > 0),
  kind text not null check (kind in ('transaction', 'savings', 'term_deposit', 'loan')),
  title text not null,
  description text not null,
  rules jsonb not null,
  effective_from timestamptz not null,
  recorded_at timestamptz not null,
  primary key (tenant, name, version)
);

-- Credit policies, versioned like products.
create table products.credit_policy (
  tenant int4 not null,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,47}$'),
  version int4 not null check (version > 0),
  rules jsonb not null,
  effective_from timestamptz not null,
  recorded_at timestamptz not null,
  primary key (tenant, name, version)
);

-- An account of a product: who holds it, under which version of the product, on what terms. Its money is in the ledger.
create table products.account (
  id int8 not null,                               -- also the account's id in the ledger
  opened_at timestamptz not null,
  closed_at timestamptz,
  tenant int4 not null,
  number int4 not null,                           -- nine digits: 10,000,000 + id, and a check digit; unique because the id is
  bsb int4 not null,
  version int4 not null,                          -- of the product it was opened under
  party uuid not null,                            -- who holds it
  currency int2 not null,                         -- ISO 4217 numeric code
  status text not null default 'open' check (status in ('open', 'frozen', 'closed')),
  product text not null,
  terms jsonb not null default '{}',              -- what was agreed for this account
  check ((status = 'closed') = (closed_at is not null)),
  check (number / 10 - 10000000 = id),
  primary key (tenant, id)
);
create index account_party on products.account (tenant, party);

-- An application for a loan, from the request to the decision and its reasons.
create table products.loan_application (
  tenant int4 not null,
  id uuid not null,
  party uuid not null,
  product text not null,
  product_version int4 not null,
  currency int2 not null,
  amount int8 not null check (amount > 0),
  term_months int4 not null check (term_months > 0),
  purpose text not null,
  applicant jsonb not null,                       -- income, expenses, employment; nothing that names a person
  status text not null default 'submitted' check (status in ('submitted', 'approved', 'referred', 'refused', 'accepted', 'withdrawn')),
  applied_by text not null,
  applied_at timestamptz not null,
  decision jsonb,                                 -- verdict, reasons, score, offer, every measure
  policy text,
  policy_version int4,
  decided_by text,                                -- null: the decision engine
  decided_reason text,
  decided_at timestamptz,
  offer_until timestamptz,
  account int8,                                   -- the loan account, once accepted
  accepted_at timestamptz,
  check ((status = 'accepted') = (account is not null)),
  primary key (tenant, id)
);
create index loan_application_party on products.loan_application (tenant, party);
create index loan_application_status on products.loan_application (tenant, status, id) where status in ('submitted', 'referred');

create trigger product_append_only before update or delete on products.product for each row execute function kernel.refuse_change();
create trigger product_no_truncate before truncate on products.product for each statement execute function kernel.refuse_change();
create trigger credit_policy_append_only before update or delete on products.credit_policy for each row execute function kernel.refuse_change();
create trigger credit_policy_no_truncate before truncate on products.credit_policy for each statement execute function kernel.refuse_change();

alter table products.branch enable row level security;
alter table products.branch force row level security;
create policy tenant on products.branch using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
alter table products.product enable row level security;
alter table products.product force row level security;
create policy tenant on products.product using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
alter table products.credit_policy enable row level security;
alter table products.credit_policy force row level security;
create policy tenant on products.credit_policy using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
alter table products.account enable row level security;
alter table products.account force row level security;
create policy tenant on products.account using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
alter table products.loan_application enable row level security;
alter table products.loan_application force row level security;
create policy tenant on products.loan_application using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());

grant select, insert on products.branch, products.product, products.credit_policy, products.account, products.loan_application to twincore_app;
grant update (status, closed_at, terms) on products.account to twincore_app;
grant update (status, decision, policy, policy_version, decided_by, decided_reason, decided_at, offer_until, account, accepted_at)
  on products.loan_application to twincore_app;
grant select on products.branch, products.product, products.credit_policy, products.account, products.loan_application to twincore_readonly;
