-- The statements of the event log and of the registry.

-- name: add_partition
-- One partition of a new topic.
insert into events.partition (tenant, topic, partition, retention_h)
values (%(tenant)s, %(topic)s, %(partition)s, %(retention_h)s) on conflict do nothing

-- name: partitions
-- The partitions of some topics, and where they begin and end.
select topic, partition, beginning, next from events.partition
where tenant = %(tenant)s and topic = any (%(topics)s) order by topic, partition

-- name: append
-- Append events to one partition: takes the offsets by moving its end, which stays locked until the commit. Gives the first offset.
with moved as (
  update events.partition set next = next + cardinality(%(keys)b::bytea[])
  where tenant = %(tenant)s and topic = %(topic)s and partition = %(partition)s
  returning next - cardinality(%(keys)b::bytea[]) as first
), added as (
  insert into events.log (tenant, topic, partition, "offset", at, key, value, headers)
  select %(tenant)s, %(topic)s, %(partition)s, moved.first + e.n - 1, clock_timestamp(), e.key, e.value, e.headers::jsonb
  from moved, rows from (unnest(%(keys)b::bytea[]), unnest(%(values)b::bytea[]), unnest(%(headers)s::text[]))
    with ordinality as e (key, value, headers, n)
  order by e.n
)
select first from moved

-- name: read
-- The next records of one partition.
select "offset", key, value, headers, (extract(epoch from at) * 1000000)::int8 from events.log
where tenant = %(tenant)s and topic = %(topic)s and partition = %(partition)s and "offset" >= %(from)s
order by "offset" limit %(limit)s

-- name: trim
-- Remove old events that every consumer has passed: those before the returned offset are gone.
with reach as (
  select p.topic, p.partition, least(
    p.next,
    coalesce((select min(c.next) from events.position c where c.tenant = p.tenant and c.topic = p.topic and c.partition = p.partition), p.next),
    coalesce((select min(l."offset") from events.log l
              where l.tenant = p.tenant and l.topic = p.topic and l.partition = p.partition and l.at >= now() - make_interval(hours => p.retention_h)), p.next)
  ) as keep_from
  from events.partition p where p.tenant = %(tenant)s and p.retention_h is not null order by p.topic, p.partition for no key update
), gone as (
  delete from events.log l using reach r
  where l.tenant = %(tenant)s and l.topic = r.topic and l.partition = r.partition and l."offset" < r.keep_from
)
update events.partition p set beginning = greatest(p.beginning, r.keep_from) from reach r
where p.tenant = %(tenant)s and p.topic = r.topic and p.partition = r.partition
returning p.topic, p.partition, p.beginning

-- name: positions
-- How far a consumer has come, of some topics or of all.
select topic, partition, next from events.position
where tenant = %(tenant)s and consumer = %(consumer)s and (%(topics)s::text[] is null or topic = any (%(topics)s))

-- name: move_positions
-- Move a consumer from where it stood to where it stands now; gives the partitions where it stood elsewhere.
with asked as (
  select * from unnest(%(topics)s::text[], %(partitions)s::int4[], %(froms)s::int8[], %(tos)s::int8[]) as a (topic, partition, stood, stands)
), moved as (
  insert into events.position as p (tenant, consumer, topic, partition, next)
  select %(tenant)s, %(consumer)s, topic, partition, stands from asked order by topic, partition
  on conflict (tenant, consumer, topic, partition) do update set next = excluded.next, moved_at = now()
  where p.next = (select stood from asked a where a.topic = p.topic and a.partition = p.partition)
  returning topic, partition
)
select topic, partition from asked except select topic, partition from moved

-- name: set_positions
-- Put a consumer somewhere, wherever it stood: for an operator, and after a re-sync.
insert into events.position (tenant, consumer, topic, partition, next)
select %(tenant)s, %(consumer)s, topic, partition, next from unnest(%(topics)s::text[], %(partitions)s::int4[], %(tos)s::int8[]) as a (topic, partition, next)
order by topic, partition
on conflict (tenant, consumer, topic, partition) do update set next = excluded.next, moved_at = now()

-- name: lock_registry
-- One at a time registers or deletes.
select pg_advisory_xact_lock(7305072)

-- name: add_schema
-- The id of a schema; a new one if no subject has it yet.
with known as (
  select id from events.schema where tenant = 0 and digest = %(digest)s
), added as (
  insert into events.schema (tenant, id, digest, definition)
  select 0, coalesce((select max(id) from events.schema where tenant = 0), 0) + 1, %(digest)s, %(definition)s
  where not exists (select from known) returning id
)
select id from known union all select id from added

-- name: add_version
-- The next version of a subject; numbers of deleted versions are not given again.
insert into events.subject_version (tenant, subject, version, schema)
select 0, %(subject)s, coalesce(max(version), 0) + 1, %(schema)s from events.subject_version where tenant = 0 and subject = %(subject)s

-- name: version_of_schema
-- The last version of a subject that has a schema.
select v.version, s.id, s.definition from events.subject_version v join events.schema s on s.tenant = v.tenant and s.id = v.schema
where v.tenant = 0 and v.subject = %(subject)s and s.digest = %(digest)s and (not v.deleted or %(deleted)s) order by v.version desc limit 1

-- name: schema_by_id
-- The text of a schema.
select definition from events.schema where tenant = 0 and id = %(id)s

-- name: uses_of_schema
-- Where a schema is a version.
select subject, version from events.subject_version where tenant = 0 and schema = %(id)s and not deleted order by subject, version

-- name: definitions
-- The schemas of a subject, oldest first.
select s.definition from events.subject_version v join events.schema s on s.tenant = v.tenant and s.id = v.schema
where v.tenant = 0 and v.subject = %(subject)s and not v.deleted order by v.version

-- name: version
-- One version of a subject, or its last one.
select v.version, s.id, s.definition from events.subject_version v join events.schema s on s.tenant = v.tenant and s.id = v.schema
where v.tenant = 0 and v.subject = %(subject)s and (v.version = %(version)s or %(version)s::int4 is null) and (not v.deleted or %(deleted)s)
order by v.version desc limit 1

-- name: versions
-- The versions of a subject.
select version from events.subject_version where tenant = 0 and subject = %(subject)s and (not deleted or %(deleted)s) order by version

-- name: subjects
-- The subjects.
select distinct subject from events.subject_version where tenant = 0 and (not deleted or %(deleted)s) order by subject

-- name: delete_versions
-- Hide versions of a subject.
update events.subject_version set deleted = true where tenant = 0 and subject = %(subject)s and version = any (%(versions)s)

-- name: compatibility
-- The level of a subject, or the general one.
select level from events.compatibility where tenant = 0 and subject in (%(subject)s, %(global)s) order by subject desc limit 1

-- name: set_compatibility
-- Set a level.
insert into events.compatibility (tenant, subject, level) values (0, %(subject)s, %(level)s)
on conflict (tenant, subject) do update set level = excluded.level

-- name: clear_compatibility
-- Remove a level; gives what it was.
delete from events.compatibility where tenant = 0 and subject = %(subject)s returning level
