-- Everything that a database is, one line per fact, without numbers that depend on the order of creation (pg_attver is a counter that some
-- builds of PostgreSQL keep among a column's options).
with schemas as (
  select oid, nspname, nspacl, nspowner from pg_namespace
  where nspname !~ '^pg_' and nspname <> 'information_schema'
),
tables as (
  select c.*, s.nspname, s.nspname || '.' || c.relname as name
  from pg_class c join schemas s on s.oid = c.relnamespace
  where (s.nspname, c.relname) not in (('kernel', 'migration'), ('kernel', 'migration_pkey'))
)
select 'schema', nspname::text, pg_get_userbyid(nspowner)::text, (select string_agg(a::text, ' ' order by a::text) from unnest(nspacl) a) from schemas
union all
select 'relation ' || relkind::text, name,
  concat_ws(' ', pg_get_userbyid(relowner), relpersistence, 'rls', relrowsecurity, 'forced', relforcerowsecurity, reloptions::text,
    case when relkind = 'p' then pg_get_partkeydef(oid) end, case when relispartition then pg_get_expr(relpartbound, oid) end,
    case when relkind in ('v', 'm') then pg_get_viewdef(oid) end),
  (select string_agg(a::text, ' ' order by a::text) from unnest(relacl) a)
from tables
union all
select 'column', t.name || '.' || a.attname,
  concat_ws(' ', a.attnum, format_type(a.atttypid, a.atttypmod), 'not null', a.attnotnull, 'storage', a.attstorage, a.attcompression,
    a.attidentity, a.attgenerated, 'statistics', coalesce(a.attstattarget, -1), (select string_agg(o, ' ' order by o) from unnest(a.attoptions) o where o !~ '^pg_attver='),
    (select collname from pg_collation where oid = a.attcollation), pg_get_expr(d.adbin, d.adrelid)),
  (select string_agg(x::text, ' ' order by x::text) from unnest(a.attacl) x)
from tables t join pg_attribute a on a.attrelid = t.oid left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and t.relkind in ('r', 'p', 'v', 'm', 'c', 'f')
union all
select 'constraint', coalesce(t.name, 'domain') || '.' || k.conname, pg_get_constraintdef(k.oid) || ' validated ' || k.convalidated, null
from pg_constraint k left join tables t on t.oid = k.conrelid where k.connamespace in (select oid from schemas)
  and k.conrelid is distinct from to_regclass('kernel.migration')
union all
select 'index', t.name, pg_get_indexdef(t.oid) || ' valid ' || i.indisvalid || ' unique ' || i.indisunique, null
from tables t join pg_index i on i.indexrelid = t.oid
union all
select 'policy', t.name || '.' || p.polname,
  concat_ws(' ', p.polcmd, p.polpermissive, pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)),
  (select string_agg(case r when 0 then 'public' else pg_get_userbyid(r) end, ' ' order by r) from unnest(p.polroles) r)
from tables t join pg_policy p on p.polrelid = t.oid
union all
select 'trigger', t.name || '.' || g.tgname, pg_get_triggerdef(g.oid) || ' enabled ' || g.tgenabled::text, null
from tables t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal
union all
select 'routine', s.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
  pg_get_userbyid(p.proowner) || ' ' || case when p.prokind = 'a' then 'aggregate' else pg_get_functiondef(p.oid) end,
  (select string_agg(a::text, ' ' order by a::text) from unnest(p.proacl) a)
from pg_proc p join schemas s on s.oid = p.pronamespace
union all
select 'type', s.nspname || '.' || y.typname,
  concat_ws(' ', y.typtype, pg_get_userbyid(y.typowner), format_type(y.typbasetype, y.typtypmod), y.typnotnull, y.typdefault,
    (select string_agg(e.enumlabel, ' ' order by e.enumsortorder) from pg_enum e where e.enumtypid = y.oid)),
  (select string_agg(a::text, ' ' order by a::text) from unnest(y.typacl) a)
from pg_type y join schemas s on s.oid = y.typnamespace
where y.typcategory <> 'A' and y.typrelid is distinct from to_regclass('kernel.migration')
union all
select 'sequence', t.name, concat_ws(' ', q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, q.seqcycle), null
from tables t join pg_sequence q on q.seqrelid = t.oid
union all
select 'statistics', s.nspname || '.' || x.stxname, pg_get_statisticsobjdef(x.oid), null
from pg_statistic_ext x join schemas s on s.oid = x.stxnamespace
union all
select 'extension', extname, extversion, null from pg_extension
union all
select 'default privileges', pg_get_userbyid(defaclrole) || ' ' || coalesce((select nspname from pg_namespace where oid = defaclnamespace), '*'),
  defaclobjtype::text, (select string_agg(a::text, ' ' order by a::text) from unnest(defaclacl) a)
from pg_default_acl
union all
select 'description', pg_describe_object(classoid, objoid, objsubid), description, null
from pg_description where (classoid, objoid) in (
  select 'pg_class'::regclass, oid from tables union all select 'pg_namespace'::regclass, oid from schemas
  union all select 'pg_proc'::regclass, p.oid from pg_proc p join schemas s on s.oid = p.pronamespace)
order by 1, 2, 3
