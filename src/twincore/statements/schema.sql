-- Statements: what was owed and owned when a period ended, and what members were told. Lines are not copied: they stay in the journal.
create schema statements;
grant usage on schema statements to twincore_app, twincore_readonly;

-- A statement of an account: it covers the stretch (from_seq, cut_seq] of the journal. Balances are credits less debits, minor units; a card's
-- have the charges of their statements in them, which are posted after the cut.
create table statements.statement (
  tenant int4 not null,
  account int8 not null,
  date date not null,                            -- its last day
  number int4 not null check (number > 0),       -- of the account's statements, from 1
  kind text collate "C" not null check (kind in ('deposit', 'loan', 'card')),
  currency int2 not null,                        -- ISO 4217 numeric code
  from_date date not null check (from_date <= date),
  from_seq int8 not null check (from_seq >= 0),
  cut_seq int8 not null check (cut_seq >= from_seq),
  opening int8 not null,
  closing int8 not null,
  credit_limit int8 not null check (credit_limit >= 0),
  prepared_at timestamptz not null,
  primary key (tenant, account, date)
);

-- What a member was told about an account at the end of a date, word for word.
create table statements.notice (
  tenant int4 not null,
  account int8 not null,
  date date not null,
  kind text collate "C" not null check (kind in ('statement_ready', 'rate_change', 'arrears', 'maturity')),
  title text not null check (title <> ''),
  body text not null check (body <> ''),
  facts jsonb not null,                          -- the figures that the words name
  prepared_at timestamptz not null,
  primary key (tenant, account, date, kind)
);
create index notice_date on statements.notice (tenant, date, kind, account);

create trigger statement_append_only before update or delete on statements.statement for each row execute function kernel.refuse_change();
create trigger statement_no_truncate before truncate on statements.statement for each statement execute function kernel.refuse_change();
create trigger notice_append_only before update or delete on statements.notice for each row execute function kernel.refuse_change();
create trigger notice_no_truncate before truncate on statements.notice for each statement execute function kernel.refuse_change();

do $$
declare name text;
begin
  foreach name in array array['statement', 'notice'] loop
    execute format('alter table statements.%I enable row level security', name);
    execute format('alter table statements.%I force row level security', name);
    execute format('create policy tenant on statements.%I using (tenant = kernel.tenant()) with check (tenant = kernel.tenant())', name);
    execute format('grant select, insert on statements.%I to twincore_app', name);
    execute format('grant select on statements.%I to twincore_readonly', name);
  end loop;
end $$;
