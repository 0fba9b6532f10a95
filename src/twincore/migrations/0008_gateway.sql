-- The gateway: the clients that the local issuer gives tokens to. Tenant 0 is the platform itself.
create schema gateway;
grant usage on schema gateway to twincore_app, twincore_readonly;

-- Who may get tokens of the local issuer, and with which roles.
create table gateway.client (
  tenant int4 not null,
  name text not null check (name ~ '^[a-z][a-z0-9-]{1,39}$'),
  secret_hash text not null,                    -- argon2id, with its salt and its cost
  roles text[] not null check (cardinality(roles) > 0),
  party uuid,                                   -- the member that a client of role member speaks for
  status text not null default 'active' check (status in ('active', 'revoked')),
  created_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant, name),
  check ((status = 'revoked') = (revoked_at is not null))
);
alter table gateway.client enable row level security;
alter table gateway.client force row level security;
create policy tenant on gateway.client using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert, update on gateway.client to twincore_app;
grant select (tenant, name, roles, party, status, created_at, revoked_at) on gateway.client to twincore_readonly;

-- A second person's yes to one request of somebody else, named by the request's digest.
create table gateway.approval (
  tenant int4 not null,
  request_digest bytea not null check (length(request_digest) = 32),
  approver text not null,
  role text not null,
  reason text,
  command uuid not null,                        -- the command that gave the approval: audit.command.id
  at timestamptz not null,
  primary key (tenant, request_digest, approver)
);
alter table gateway.approval enable row level security;
alter table gateway.approval force row level security;
create policy tenant on gateway.approval using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert on gateway.approval to twincore_app;
grant select on gateway.approval to twincore_readonly;
create trigger append_only before update or delete on gateway.approval for each row execute function kernel.refuse_change();
create trigger append_only_truncate before truncate on gateway.approval execute function kernel.refuse_change();
