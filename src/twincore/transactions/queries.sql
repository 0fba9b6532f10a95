-- name: install
-- A tenant's catalogue; nothing where it is installed already.
insert into transactions.catalogue (tenant, currency, installed_at) values (%(tenant)s, %(currency)s, %(now)s) on conflict do nothing

-- name: catalogue
-- The tenant's own currency and the revision of its catalogue.
select currency, revision from transactions.catalogue where tenant = %(tenant)s

-- name: lock_catalogue
-- The same, and nobody else defines anything until this database transaction ends.
select currency, revision from transactions.catalogue where tenant = %(tenant)s for update

-- name: move_revision
-- Tells every cache that there is something new.
update transactions.catalogue set revision = revision + 1 where tenant = %(tenant)s

-- name: define
-- One new version of a code.
insert into transactions.code (tenant, name, version, number, effective_from, recorded_at, spec)
values (%(tenant)s, %(name)s, %(version)s, %(number)s, %(effective_from)s, %(now)s, %(spec)s)

-- name: latest
-- The last version of a code, and who has its number.
select name, version, number, effective_from from transactions.code
where tenant = %(tenant)s and (name = %(name)s or number = %(number)s) order by version desc

-- name: versions
-- Every version of every code (or of one), by number and version.
select spec, version, effective_from, recorded_at from transactions.code
where tenant = %(tenant)s and (%(name)s::text is null or name = %(name)s) order by number, version

-- name: codes_at
-- The version of each code (or of one) that holds at a time.
select spec, version, effective_from, recorded_at from (
  select distinct on (number) * from transactions.code
  where tenant = %(tenant)s and effective_from <= %(at)s and (%(name)s::text is null or name = %(name)s)
  order by number, version desc
) as code order by number

-- name: add_system_accounts
-- System accounts as opened in the ledger.
insert into transactions.system_account (tenant, name, currency, account, gl, side, title)
select %(tenant)s, * from unnest(%(names)s::text[], %(currencies)s::int2[], %(accounts)s::int8[], %(gl)s::int4[], %(sides)s::"char"[], %(titles)s::text[])

-- name: system_accounts
-- The tenant's system accounts in all currencies.
select name, currency, account, title, gl, side from transactions.system_account where tenant = %(tenant)s order by account
