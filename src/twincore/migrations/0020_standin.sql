-- What a debit uses up of an allotment by now, the exposure of an outage as one row, and earmarks that any process may ask for.
alter table sync.spend add column used int8 not null default 0;
alter table sync.spend add column open boolean not null default false;
alter table sync.spend no force row level security;  -- the owner sees every tenant's for this one statement
update sync.spend set used = amount, open = true where not withdrawn;
alter table sync.spend force row level security;
create index spend_open on sync.spend (tenant, account) where open;
grant update (amount, used, open, outage, admitted_at) on sync.spend to twincore_app;

create table sync.standing (
  tenant int4 primary key,
  outage int4 not null default 0,
  base int8 not null default 0,
  admitted int8 not null default 0,
  told int8 not null default 0
) with (fillfactor = 20);

create table sync.earmark_order (
  tenant int4 not null,
  number int8 not null generated always as identity,
  command uuid not null,
  accounts int8[] not null,
  amounts int8[] not null,
  status text not null default 'asked' check (status in ('asked', 'sent', 'refused')),
  words text,
  asked_at timestamptz not null,
  done_at timestamptz,
  primary key (tenant, number),
  unique (tenant, command)
);
create index earmark_order_asked on sync.earmark_order (tenant, number) where status = 'asked';

do $$
declare name text;
begin
  foreach name in array array['standing', 'earmark_order'] loop
    execute format('alter table sync.%I enable row level security', name);
    execute format('alter table sync.%I force row level security', name);
    execute format('create policy tenant on sync.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select, insert on sync.%I to twincore_app', name);
    execute format('grant select on sync.%I to twincore_readonly', name);
  end loop;
end $$;
grant update on sync.standing to twincore_app;
grant update (status, words, done_at) on sync.earmark_order to twincore_app;
