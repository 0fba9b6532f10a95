-- Where the core's log has lost its alignment: a torn record is one place, however many bytes it has.
create table sync.tear (
  tenant int4 not null,
  stream text not null,
  place int8 not null check (place >= 0),
  bytes int8 not null check (bytes > 0),
  lsn int8 not null,
  primary key (tenant, stream, place)
);
alter table sync.tear enable row level security;
alter table sync.tear force row level security;
create policy tenant on sync.tear using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
grant select, insert on sync.tear to twincore_app, twincore_ledger;
grant select on sync.tear to twincore_readonly;
