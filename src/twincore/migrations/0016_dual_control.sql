-- Dual control as data: rules by operation and role, requests that wait for a second person, approvals that are good once, declines.

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

-- An approval is good for one command; a second person may also say no.
alter table gateway.approval add column approved boolean not null default true;
alter table gateway.approval add column number int8 not null generated always as identity;
alter table gateway.approval drop constraint approval_pkey;
alter table gateway.approval add primary key (tenant, request_digest, approver, command);

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
