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
