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

-- A second person's yes (or no) to one request of somebody else, named by the request's digest.
create table gateway.approval (
  tenant int4 not null,
  request_digest bytea not null check (length(request_digest) = 32),
  approver text not null,
  role text not null,
  reason text,
  command uuid not null,                        -- the command that gave the approval: audit.command.id
  at timestamptz not null,
  approved boolean not null default true,       -- false: a second person's no
  number int8 not null generated always as identity,  -- which came first, where the clock stands still
  primary key (tenant, request_digest, approver, command)
);
alter table gateway.approval enable row level security;
alter table gateway.approval force row level security;
create policy tenant on gateway.approval using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert on gateway.approval to twincore_app;
grant select on gateway.approval to twincore_readonly;
create trigger append_only before update or delete on gateway.approval for each row execute function kernel.refuse_change();
create trigger append_only_truncate before truncate on gateway.approval execute function kernel.refuse_change();

-- Business dates that somebody asked to end: what is running is taken up again by the next process that starts.
create table gateway.night (
  tenant int4 not null,
  date date not null,                           -- the last date to end; those before it that are not ended are ended first
  status text not null default 'running' check (status in ('running', 'done', 'stopped')),
  asked_by text not null check (asked_by <> ''),
  command uuid not null,                        -- the command that asked: audit.command.id
  asked_at timestamptz not null,
  code text,                                    -- the refusal that stopped it
  message text,
  primary key (tenant, date),
  check ((status = 'stopped') = (code is not null) and (code is null) = (message is null))
);
alter table gateway.night enable row level security;
alter table gateway.night force row level security;
create policy tenant on gateway.night using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert on gateway.night to twincore_app;
grant update (status, asked_by, command, asked_at, code, message) on gateway.night to twincore_app;
grant select on gateway.night to twincore_readonly;
create index night_running on gateway.night (tenant, date) where status = 'running';

-- When one person is not enough, by operation and role; of each the newest version holds.
create table gateway.control_rule (
  tenant int4 not null,
  operation text not null,
  role text not null,                           -- 'any': every role that has no rule of its own
  version int4 not null check (version > 0),
  required boolean not null,                    -- false: one person is enough
  above int8 check (above >= 0),                -- minor units; null: whatever the amount
  approvers text[] not null check (cardinality(approvers) > 0),
  reason text not null,
  defined_by text not null,
  command uuid not null,                        -- the command that defined it: audit.command.id
  at timestamptz not null,
  primary key (tenant, operation, role, version)
);
alter table gateway.control_rule enable row level security;
alter table gateway.control_rule force row level security;
create policy tenant on gateway.control_rule using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert on gateway.control_rule to twincore_app;
grant select on gateway.control_rule to twincore_readonly;
create trigger append_only before update or delete on gateway.control_rule for each row execute function kernel.refuse_change();
create trigger append_only_truncate before truncate on gateway.control_rule execute function kernel.refuse_change();

-- Requests that one person may not make alone, as they were asked for last.
create table gateway.request (
  tenant int4 not null,
  request_digest bytea not null check (length(request_digest) = 32),
  asker text not null,
  role text not null,
  operation text not null,
  path text not null,
  amount int8,                                  -- minor units, where the operation has an amount
  approvers text[] not null,                    -- roles of which a second person has one
  body bytea,                                   -- encrypted; null: not kept, or forgotten
  state text not null default 'waiting' check (state in ('waiting', 'approved', 'declined', 'used')),
  asked_at timestamptz not null,
  primary key (tenant, request_digest, asker)
);
create index request_state on gateway.request (tenant, state, asked_at);
create index request_body on gateway.request (tenant, asked_at) where body is not null;
alter table gateway.request enable row level security;
alter table gateway.request force row level security;
create policy tenant on gateway.request using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert on gateway.request to twincore_app;
grant update (role, amount, approvers, body, state, asked_at) on gateway.request to twincore_app;
grant select (tenant, request_digest, asker, role, operation, path, amount, approvers, state, asked_at) on gateway.request to twincore_readonly;

-- Which command an approval was used for.
create table gateway.approval_use (
  tenant int4 not null,
  approval uuid not null,                       -- gateway.approval.command
  used_by uuid not null,                        -- the command that it was good for: audit.command.id
  at timestamptz not null,
  primary key (tenant, approval)
);
alter table gateway.approval_use enable row level security;
alter table gateway.approval_use force row level security;
create policy tenant on gateway.approval_use using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert on gateway.approval_use to twincore_app;
grant select on gateway.approval_use to twincore_readonly;
create trigger append_only before update or delete on gateway.approval_use for each row execute function kernel.refuse_change();
create trigger append_only_truncate before truncate on gateway.approval_use execute function kernel.refuse_change();
