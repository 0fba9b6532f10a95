-- How the core's changes reach the twin: by its change log, or by envelopes on the event log.
alter table sync.link add column capture text not null default 'log' check (capture in ('log', 'envelopes'));

-- What subscribers are told of a comparison: the core's business date, and both sides of each account that differs.
alter table sync.drift add column business_date date, add column in_flight_accounts int8 not null default 0;

create table sync.drift_account (
  tenant int4 not null,
  drift int8 not null,
  core int8 not null,
  account int8 not null,
  twin_balance int8 not null,
  core_balance int8 not null,
  twin_count int8 not null,
  core_count int8 not null,
  primary key (tenant, drift, core),
  foreign key (tenant, drift) references sync.drift (tenant, number)
);
create trigger drift_account_append_only before update or delete on sync.drift_account for each row execute function kernel.refuse_change();
create trigger drift_account_no_truncate before truncate on sync.drift_account for each statement execute function kernel.refuse_change();
alter table sync.drift_account enable row level security;
alter table sync.drift_account force row level security;
create policy tenant on sync.drift_account using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert on sync.drift_account to twincore_app;
grant select on sync.drift_account to twincore_readonly;
