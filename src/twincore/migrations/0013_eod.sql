-- The end of the day: the calendar of a tenant, its days with their cuts, the pages of work that are done, and standing orders.
create schema eod;
grant usage on schema eod to twincore_app, twincore_readonly;

-- Where the days of a tenant begin, and which days of the week are no business days.
create table eod.calendar (
  tenant int4 primary key,
  first_date date not null,                      -- the first business date that is ended; takes in all the journal before
  weekend int2[] not null check (weekend <@ '{1,2,3,4,5,6,7}' and cardinality(weekend) < 7), -- ISO days of the week, 1: Monday
  year_end_month int2 not null check (year_end_month between 1 and 12),
  opened_by text not null check (opened_by <> ''),
  opened_at timestamptz not null
);

-- Days that are not what their day of the week says: holidays, and days worked all the same.
create table eod.special_day (
  tenant int4 not null,
  date date not null,
  kind text not null check (kind in ('holiday', 'working')),
  name text not null check (name <> ''),
  primary key (tenant, date)
);

-- A business date whose end has begun: the stretch (from_seq, cut_seq] of the journal is its own. Days follow one another without a gap.
create table eod.day (
  tenant int4 not null,
  date date not null,
  from_seq int8 not null check (from_seq >= 0),
  cut_seq int8 not null check (cut_seq >= from_seq),
  status text not null default 'running' check (status in ('running', 'done')),
  started_at timestamptz not null,
  finished_at timestamptz check ((finished_at is not null) = (status = 'done')),
  primary key (tenant, date)
) with (fillfactor = 50);

-- A page of a step that is done: written in the transaction that has its effect, so neither is ever without the other.
create table eod.page (
  tenant int4 not null,
  date date not null,
  step text not null,
  page int4 not null check (page > 0),
  cursor int8 not null,                          -- where the next page begins, in what the step counts by
  done boolean not null,                         -- whether it is the step's last page
  items int8 not null check (items >= 0),
  figures jsonb not null,
  took_ms int4 not null check (took_ms >= 0),     -- by the wall clock, whatever the tenant's says
  finished_at timestamptz not null,
  primary key (tenant, date, step, page)
);

-- Payments that a member has asked for in advance, once or again and again.
create table eod.standing_order (
  tenant int4 not null,
  id uuid not null,
  payer int8 not null,
  code text not null,
  parameters jsonb not null,
  frequency text not null check (frequency in ('once', 'weekly', 'fortnightly', 'monthly', 'quarterly', 'yearly')),
  starts_on date not null,
  ends_on date check (ends_on >= starts_on),
  occurrences int4 check (occurrences > 0),
  retries int4 not null check (retries between 0 and 30),
  status text not null default 'active' check (status in ('active', 'ended', 'cancelled')),
  number int4 not null default 1,                -- of the next occurrence
  next_on date not null,                         -- its date, before it is moved to a business day
  created_at timestamptz not null,
  cancelled_at timestamptz check ((cancelled_at is not null) = (status = 'cancelled')),
  primary key (tenant, id)
);
create index standing_order_due on eod.standing_order (tenant, next_on, id) where status = 'active';
create index standing_order_payer on eod.standing_order (tenant, payer, id);

-- One occurrence of a standing order, from the night on which it falls due.
create table eod.payment (
  tenant int4 not null,
  standing_order uuid not null,
  number int4 not null check (number > 0),
  due_on date not null,
  id uuid not null,                              -- of its first transfer
  status text not null default 'due' check (status in ('due', 'posted', 'failed', 'cancelled')),
  attempts int4 not null default 0,
  tried_on date,                                 -- the business date whose end tried last
  reason text,                                   -- of the last refusal
  primary key (tenant, standing_order, number),
  foreign key (tenant, standing_order) references eod.standing_order (tenant, id)
);
create index payment_due on eod.payment (tenant, due_on, standing_order, number) where status = 'due';
create unique index payment_id on eod.payment (tenant, id);

create trigger page_append_only before update or delete on eod.page for each row execute function kernel.refuse_change();
create trigger page_no_truncate before truncate on eod.page for each statement execute function kernel.refuse_change();

do $$
declare name text;
begin
  foreach name in array array['calendar', 'special_day', 'day', 'page', 'standing_order', 'payment'] loop
    execute format('alter table eod.%I enable row level security', name);
    execute format('alter table eod.%I force row level security', name);
    execute format('create policy tenant on eod.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select, insert on eod.%I to twincore_app', name);
    execute format('grant select on eod.%I to twincore_readonly', name);
  end loop;
end $$;
grant update (weekend) on eod.calendar to twincore_app;
grant update (kind, name), delete on eod.special_day to twincore_app;
grant update (status, finished_at) on eod.day to twincore_app;
grant update (status, number, next_on, cancelled_at) on eod.standing_order to twincore_app;
grant update (status, attempts, tried_on, reason) on eod.payment to twincore_app;
