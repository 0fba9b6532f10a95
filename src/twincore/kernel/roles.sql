-- The four roles. Run once by whoever administers the PostgreSQL server; none of the roles is superuser or bypasses row-level security.
do $$
declare role text;
begin
  foreach role in array array['twincore_owner', 'twincore_ledger', 'twincore_app', 'twincore_readonly'] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I login nosuperuser nobypassrls nocreatedb nocreaterole', role);
    end if;
  end loop;
end $$;
