-- The event log kept in PostgreSQL, what its readers have done with it, and the registry of schemas.
create schema events;
grant usage on schema events to twincore_app, twincore_ledger, twincore_readonly;

-- A partition of a topic, and where it begins and ends. Whoever appends holds its row until the commit: offsets become visible in order.
create table events.partition (
  tenant int4 not null,
  topic text collate "C" not null check (topic <> ''),
  partition int4 not null check (partition >= 0),
  beginning int8 not null default 0,             -- offset of the oldest event kept
  next int8 not null default 0,                  -- offset that the next event will get
  retention_h int4,                              -- hours for which events are kept at least; null: for ever
  primary key (tenant, topic, partition),
  check (beginning between 0 and next)
) with (fillfactor = 20);

-- Events in the order in which they were appended; offsets have no gap.
create table events.log (
  tenant int4 not null,
  topic text collate "C" not null,
  partition int4 not null,
  "offset" int8 not null,
  at timestamptz not null,
  key bytea not null,
  value bytea,                                   -- null: a tombstone
  headers jsonb,                                 -- [[name, value], ...], or null
  primary key (tenant, topic, partition, "offset")
);
alter table events.log alter column value set storage external;

-- How far a consumer has come: written in the transaction that has the effect of what it read.
create table events.position (
  tenant int4 not null,
  consumer text collate "C" not null check (consumer <> ''),
  topic text collate "C" not null,
  partition int4 not null,
  next int8 not null check (next >= 0),          -- offset of the next event to read
  moved_at timestamptz not null default now(),
  primary key (tenant, consumer, topic, partition)
) with (fillfactor = 20);

-- Schemas by number. The registry is of the platform: tenant 0.
create table events.schema (
  tenant int4 not null,
  id int4 not null check (id > 0),
  digest bytea not null,                         -- SHA-256 of its canonical text
  definition text not null,                      -- as it was registered
  primary key (tenant, id)
);
create unique index schema_digest on events.schema (tenant, digest);

-- Versions of the schemas of a subject: what may be read and written under its name, and what came before.
create table events.subject_version (
  tenant int4 not null,
  subject text collate "C" not null check (subject <> ''),
  version int4 not null check (version > 0),
  schema int4 not null,
  deleted boolean not null default false,        -- hidden from lists; data written with it can still be read
  registered_at timestamptz not null default now(),
  primary key (tenant, subject, version),
  foreign key (tenant, schema) references events.schema (tenant, id)
);

-- What a new version of a subject must be compatible with; the subject '' stands for all that have no line of their own.
create table events.compatibility (
  tenant int4 not null,
  subject text collate "C" not null,
  level text not null check (level in
    ('NONE', 'BACKWARD', 'BACKWARD_TRANSITIVE', 'FORWARD', 'FORWARD_TRANSITIVE', 'FULL', 'FULL_TRANSITIVE')),
  primary key (tenant, subject)
);

create trigger log_never_changes before update on events.log for each row execute function kernel.refuse_change();
create trigger log_no_truncate before truncate on events.log for each statement execute function kernel.refuse_change();
create trigger schema_append_only before update or delete on events.schema for each row execute function kernel.refuse_change();
create trigger schema_no_truncate before truncate on events.schema for each statement execute function kernel.refuse_change();

do $$
declare name text;
begin
  foreach name in array array['partition', 'log', 'position', 'schema', 'subject_version', 'compatibility'] loop
    execute format('alter table events.%I enable row level security', name);
    execute format('alter table events.%I force row level security', name);
    execute format('create policy tenant on events.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select, insert on events.%I to twincore_app', name);
    execute format('grant select on events.%I to twincore_readonly', name);
  end loop;
end $$;
grant update (beginning, next, retention_h) on events.partition to twincore_app;
grant delete on events.log to twincore_app; -- retention
grant update (next, moved_at) on events.position to twincore_app;
grant update (deleted) on events.subject_version to twincore_app;
grant update (level), delete on events.compatibility to twincore_app;
-- a consumer whose effect is a posting moves its position in the commit of the lane
grant select, insert, update (next, moved_at) on events.position to twincore_ledger;
