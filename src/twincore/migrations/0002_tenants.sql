-- The tenants of this platform: who they are, whether they are served, and what time it is for those that live in synthetic time.
create schema tenants;
grant usage on schema tenants to twincore_app, twincore_ledger, twincore_readonly;

-- One row per institution. What it is never changes; whether it is served and, if it is synthetic, what time it is there do.
create table tenants.tenant (
  number int4 primary key check (number > 0),                    -- counts up from 1; the first key column of every tenant's rows
  name text not null unique check (name ~ '^[a-z][a-z0-9-]{1,30}$' and name <> 'platform'),
  display_name text not null check (length(display_name) between 1 and 100),
  currency text not null check (currency ~ '^[A-Z]{3}$'),        -- ISO 4217, what its books are kept in
  time_zone text not null,                                       -- IANA name; decides the business date
  synthetic boolean not null,                                    -- a made-up world: its clock can be moved; never changes
  status text not null default 'active' check (status in ('active', 'suspended')),
  clock timestamptz,                                             -- the time of a synthetic tenant; a real one has the wall clock
  created_at timestamptz not null,
  check ((clock is not null) = synthetic)
);

grant select on tenants.tenant to twincore_app, twincore_ledger, twincore_readonly;
grant insert on tenants.tenant to twincore_app;
grant update (status, clock) on tenants.tenant to twincore_app;  -- and nothing else of a tenant ever changes

-- A tenant sees itself; the platform (tenant 0) sees the list.
alter table tenants.tenant enable row level security;
alter table tenants.tenant force row level security;
create policy tenant on tenants.tenant
  using (number = kernel.tenant() or kernel.tenant() = 0)
  with check (number = kernel.tenant() or kernel.tenant() = 0);
create policy platform_creates on tenants.tenant as restrictive for insert with check (kernel.tenant() = 0);

-- Whatever the code above it does, a tenant's clock never goes back.
create function tenants.refuse_backwards() returns trigger language plpgsql as $$
begin
  raise exception 'the clock of tenant % never goes back', old.number using errcode = 'check_violation';
end $$;
create trigger clock_forward before update of clock on tenants.tenant
  for each row when (new.clock < old.clock) execute function tenants.refuse_backwards();
