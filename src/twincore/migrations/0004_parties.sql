-- The members: people and organisations. What is personal is encrypted field by field under keys that are not in this database.
create schema parties;
grant usage on schema parties to twincore_app, twincore_readonly;

-- Which keys this database's personal data is encrypted under. The check shows whether a key is the same; it gives nothing of the key away.
create table parties.encryption_key (
  id int4 primary key check (id > 0),
  "check" bytea not null,
  introduced_at timestamptz not null
);
grant select on parties.encryption_key to twincore_app, twincore_readonly;
grant insert on parties.encryption_key to twincore_app;
create trigger append_only before update or delete on parties.encryption_key for each row execute function kernel.refuse_change();
create trigger append_only_whole before truncate on parties.encryption_key for each statement execute function kernel.refuse_change();
alter table parties.encryption_key enable row level security;
alter table parties.encryption_key force row level security;
create policy everyone_reads on parties.encryption_key for select using (true);
create policy platform_introduces on parties.encryption_key for insert with check (kernel.tenant() = 0);

-- An encrypted field: key id (2 bytes), nonce (12), AES-256-GCM ciphertext and tag over the field, bound to tenant, party and field name.
-- A blind index: 64 bits of a keyed hash of the identifier in its normal form, the key again not here; it finds, decryption confirms.
create table parties.party (
  tenant int4 not null,
  id uuid not null,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  email_index int8,
  phone_index int8,
  tfn_index int8,
  abn_index int8,
  licence_index int8,
  version int4 not null default 0,                                 -- moves with every change
  key_id int4 not null,                                            -- the oldest key that a field of this row is encrypted under
  kind "char" not null check (kind in ('P', 'O')),                 -- person, organisation
  kyc "char" not null check (kyc in ('U', 'P', 'V', 'R')),         -- unverified, pending, verified, refused
  synthetic boolean not null,                                      -- made up by a generator
  name bytea not null,
  birth_date bytea,
  email bytea,
  phone bytea,
  address bytea,
  tfn bytea,
  abn bytea,
  licence bytea,
  primary key (tenant, id)
);
-- Without the tenant in front: the keys of blind indexes differ from tenant to tenant, so their values do, and one narrow column is what
-- keeps the onboarding of many fast. Row-level security applies to what they find as to everything.
create index party_email on parties.party (email_index) where email_index is not null;
create index party_phone on parties.party (phone_index) where phone_index is not null;
create index party_tfn on parties.party (tfn_index) where tfn_index is not null;
create index party_abn on parties.party (abn_index) where abn_index is not null;
create index party_licence on parties.party (licence_index) where licence_index is not null;

grant select on parties.party to twincore_app, twincore_readonly;
grant insert on parties.party to twincore_app;
grant update (changed_at, closed_at, email_index, phone_index, version, key_id, kyc, name, birth_date, email, phone, address, tfn, abn, licence)
  on parties.party to twincore_app;

alter table parties.party enable row level security;
alter table parties.party force row level security;
create policy tenant on parties.party using (tenant = kernel.tenant()) with check (tenant = kernel.tenant());
