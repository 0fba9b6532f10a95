-- The audit trail: every command of a tenant, what it changed and what it answered, in one hash-chained order. It is also the idempotency record.
create schema audit;
grant usage on schema audit to twincore_app, twincore_ledger, twincore_readonly;

-- The end of each tenant's chain. Whoever records holds its row until the end of the transaction.
create table audit.head (
  tenant int4 primary key,
  seq int8 not null default 0,
  hash bytea not null default sha256('twincore audit')
) with (fillfactor = 20);

-- One row per command: who asked for what, under which key, and what came of it.
create table audit.command (
  tenant int4 not null,
  seq int8 not null,                -- place in the tenant's order, from 1 without a gap
  id uuid not null,                 -- the command; transfers name it in ledger.transfer.command
  type text not null,               -- e.g. parties.open_person
  key text collate "C" not null,    -- idempotency key, the actor's own
  actor text collate "C" not null,
  role text not null,
  reason text,
  request_id text,
  request_digest bytea not null check (length(request_digest) = 32),  -- SHA-256 of the request, to tell a repeat from a reuse
  at timestamptz not null,
  outcome json not null,            -- {"result": ...} or {"refusal": {...}}; json, not jsonb: the text itself is what is hashed
  subject text collate "C",         -- what it was done to, e.g. account/17
  before json,
  after json,
  approvals json not null,
  hash bytea not null,              -- sha256(hash of the row before || this row), see audit.append
  primary key (tenant, seq),
  check (type <> '' and key <> '' and actor <> '' and role <> '' and reason <> '' and request_id <> '' and subject <> ''),
  check (strpos(type || key || actor || role || coalesce(reason, '') || coalesce(request_id, '') || coalesce(subject, ''), e'\x1f') = 0)
);
create unique index command_key on audit.command (tenant, actor, key);
create unique index command_id on audit.command (tenant, id);
create index command_subject on audit.command (tenant, subject, seq) where subject is not null;

-- The chain: the hash of a row is sha256(hash of the row before || canonical form of the row). In plpgsql: called per row, it costs less.
create function audit.link(hash bytea, canonical bytea, start bytea) returns bytea language plpgsql immutable parallel safe as $$
begin
  return sha256(coalesce(hash, start) || canonical);
end $$;
create aggregate audit.chain(canonical bytea, start bytea) (sfunc = audit.link, stype = bytea);

-- Appends entries (a JSON array of objects) to the chain of a tenant, all or none. If the (actor, key) of one is recorded already or stands
-- earlier among them, it raises unique_violation on command_key with the places (from 0) of all such entries as its detail, a JSON array.
-- It runs as the owner, under row-level security like everybody, so that no role needs a right to write the tables themselves.
-- Canonical form of a row: tenant (int4), seq (int8), id (16 bytes), at (int8, microseconds since 2000), request digest (32 bytes), then in
-- UTF-8 with a unit separator between them: type, key, actor, role, reason, request_id, subject, outcome, before, after, approvals; a null is
-- empty. Integers are big-endian. No text is empty and none holds a unit separator (JSON cannot), so no two rows have the same form.
create function audit.append(of_tenant int4, entries json) returns void language plpgsql security definer set search_path = pg_catalog as $$
declare
  start audit.head;
  clashes json;
begin
  select * into start from audit.head where tenant = of_tenant for update;
  if not found then
    insert into audit.head (tenant) values (of_tenant) on conflict do nothing;
    select * into strict start from audit.head where tenant = of_tenant for update;
  end if;

  with entry as materialized (
    select * from rows from (json_to_recordset(entries) as (
      id uuid, type text, key text, actor text, role text, reason text, request_id text, request_digest bytea, at timestamptz,
      outcome json, subject text, before json, after json, approvals json
    )) with ordinality as e (id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after, approvals, n)
  ), added as (
    insert into audit.command
      (tenant, seq, id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after, approvals, hash)
    select of_tenant, start.seq + n, id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after,
      approvals, audit.chain(
        int4send(of_tenant) || int8send(start.seq + n) || uuid_send(id) || timestamptz_send(at) || request_digest
          || convert_to(concat_ws(e'\x1f', type, key, actor, role, coalesce(reason, ''), coalesce(request_id, ''), coalesce(subject, ''), outcome,
               coalesce(before::text, ''), coalesce(after::text, ''), approvals), 'UTF8'),
        start.hash) over (order by n rows unbounded preceding)
    from entry
    order by n
    on conflict (tenant, actor, key) do nothing
    returning seq, hash
  ), moved as (
    update audit.head h set seq = last.seq, hash = last.hash
    from (select seq, hash from added order by seq desc limit 1) as last
    where h.tenant = of_tenant
  )
  select json_agg(n - 1 order by n) into clashes from entry where not exists (select from added where added.seq = start.seq + n);
  if clashes is not null then
    raise unique_violation using message = 'an idempotency key is taken', constraint = 'command_key', detail = clashes;
  end if;
end $$;
revoke all on function audit.append(int4, json) from public;
grant execute on function audit.append(int4, json) to twincore_app, twincore_ledger;

grant select on audit.head, audit.command to twincore_app, twincore_ledger, twincore_readonly;

create trigger append_only before update or delete on audit.command for each row execute function kernel.refuse_change();
create trigger append_only_whole before truncate on audit.command for each statement execute function kernel.refuse_change();
create trigger never_removed before delete on audit.head for each row execute function kernel.refuse_change();
create trigger never_emptied before truncate on audit.head for each statement execute function kernel.refuse_change();

alter table audit.head enable row level security;
alter table audit.head force row level security;
create policy tenant on audit.head using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
alter table audit.command enable row level security;
alter table audit.command force row level security;
create policy tenant on audit.command using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
