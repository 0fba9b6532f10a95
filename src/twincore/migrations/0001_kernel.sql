-- What every room's tables share.
create schema if not exists kernel;
grant usage on schema kernel to twincore_app, twincore_ledger, twincore_readonly;

-- The tenant of this database transaction, or null: row-level security then shows no row at all.
create function kernel.tenant() returns int4 language sql stable parallel safe
  return nullif(current_setting('app.tenant', true), '')::int4;

-- What an append-only table answers to UPDATE, DELETE and TRUNCATE, whoever asks.
create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % is not possible', tg_table_schema || '.' || tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;
