-- Transaction codes as data: what a tenant's codes are, from when, and which ledger accounts are the credit union's own.
create schema transactions;
grant usage on schema transactions to twincore_app, twincore_readonly;

-- One row per tenant: its own currency, and a number that moves with every definition so that caches notice.
create table transactions.catalogue (
  tenant int4 primary key,
  currency int2 not null,                       -- ISO 4217 numeric code of the tenant's own currency
  revision int8 not null default 1 check (revision > 0),
  installed_at timestamptz not null
);

-- Every version of every code. A version is never changed: the next one takes over at its own effective time.
create table transactions.code (
  tenant int4 not null,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,47}$'),
  version int4 not null check (version > 0),
  number int4 not null check (number between 1 and 99999),
  effective_from timestamptz not null,
  recorded_at timestamptz not null,
  spec jsonb not null,                          -- title, description, parameters, derived, legs, roles, approval_above
  primary key (tenant, name, version)
);
create unique index code_number on transactions.code (tenant, number, version);

-- The credit union's own accounts, called @name in a code's legs; one per currency.
create table transactions.system_account (
  tenant int4 not null,
  name text not null check (name ~ '^[a-z][a-z0-9_]{0,47}$'),
  currency int2 not null,
  account int8 not null,                        -- id of the account in the ledger
  gl int4 not null,                             -- its class in the chart of accounts
  side "char" not null check (side in ('D', 'C')),
  title text not null,
  primary key (tenant, name, currency)
);
create unique index system_account_account on transactions.system_account (tenant, account);

create trigger code_append_only before update or delete on transactions.code for each row execute function kernel.refuse_change();
create trigger code_no_truncate before truncate on transactions.code for each statement execute function kernel.refuse_change();
create trigger system_account_append_only before update or delete on transactions.system_account for each row execute function kernel.refuse_change();
create trigger system_account_no_truncate before truncate on transactions.system_account for each statement execute function kernel.refuse_change();

alter table transactions.catalogue enable row level security;
alter table transactions.catalogue force row level security;
create policy tenant on transactions.catalogue using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
alter table transactions.code enable row level security;
alter table transactions.code force row level security;
create policy tenant on transactions.code using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
alter table transactions.system_account enable row level security;
alter table transactions.system_account force row level security;
create policy tenant on transactions.system_account using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());

grant select, insert on transactions.catalogue, transactions.code, transactions.system_account to twincore_app;
grant update (revision) on transactions.catalogue to twincore_app;
grant select on transactions.catalogue, transactions.code, transactions.system_account to twincore_readonly;
