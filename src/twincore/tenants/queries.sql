-- name: one_creation_at_a_time
-- Tenant numbers count up without a gap, so creations wait for one another until the transaction ends.
select pg_advisory_xact_lock(7305072)

-- name: create_tenant
-- Adds a tenant under the next number; no row if the name is taken.
insert into tenants.tenant (number, name, display_name, currency, time_zone, synthetic, clock, created_at)
select coalesce(max(number), 0) + 1, %(name)s, %(display_name)s, %(currency)s, %(time_zone)s, %(synthetic)s, %(clock)s, %(created_at)s
from tenants.tenant
on conflict (name) do nothing
returning number, name, display_name, currency, time_zone, synthetic, status, clock, created_at

-- name: tenant_by_number
-- One tenant.
select number, name, display_name, currency, time_zone, synthetic, status, clock, created_at
from tenants.tenant where number = %(number)s

-- name: tenant_by_name
-- One tenant by its slug.
select number, name, display_name, currency, time_zone, synthetic, status, clock, created_at
from tenants.tenant where name = %(name)s

-- name: list_tenants
-- A page of tenants in the order of their numbers.
select number, name, display_name, currency, time_zone, synthetic, status, clock, created_at
from tenants.tenant where number > %(after)s order by number limit %(limit)s

-- name: set_status
-- Suspends or resumes a tenant; again is the same.
update tenants.tenant set status = %(status)s where number = %(number)s
returning number, name, display_name, currency, time_zone, synthetic, status, clock, created_at

-- name: set_clock
-- Moves a synthetic tenant's clock, never back; no row if that is not possible.
update tenants.tenant set clock = %(clock)s where number = %(number)s and synthetic and clock <= %(clock)s
returning number, name, display_name, currency, time_zone, synthetic, status, clock, created_at
