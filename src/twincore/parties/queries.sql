-- name: open_parties
-- Adds parties, a column of them at a time; a column that is shorter than the ids goes on with nulls.
insert into parties.party (tenant, id, opened_at, changed_at, email_index, phone_index, tfn_index, abn_index, licence_index, key_id, kind, kyc,
  synthetic, name, birth_date, email, phone, address, tfn, abn, licence)
select %(tenant)s::int4, u.id, %(now)s::timestamptz, %(now)s::timestamptz, u.email_index, u.phone_index, u.tfn_index, u.abn_index,
  u.licence_index, %(key_id)s::int4, u.kind, u.kyc, u.synthetic, u.name, u.birth_date, u.email, u.phone, u.address, u.tfn, u.abn, u.licence
from (
  select unnest(%(id)s::uuid[]) as id, unnest(%(email_index)s::int8[]) as email_index,
    unnest(%(phone_index)s::int8[]) as phone_index, unnest(%(tfn_index)s::int8[]) as tfn_index,
    unnest(%(abn_index)s::int8[]) as abn_index, unnest(%(licence_index)s::int8[]) as licence_index,
    unnest(%(kind)s::"char"[]) as kind, unnest(%(kyc)s::"char"[]) as kyc, unnest(%(synthetic)s::bool[]) as synthetic,
    unnest(%(name)s::bytea[]) as name, unnest(%(birth_date)s::bytea[]) as birth_date, unnest(%(email)s::bytea[]) as email,
    unnest(%(phone)s::bytea[]) as phone, unnest(%(address)s::bytea[]) as address, unnest(%(tfn)s::bytea[]) as tfn,
    unnest(%(abn)s::bytea[]) as abn, unnest(%(licence)s::bytea[]) as licence
) as u

-- name: get_party
-- One party.
select id, kind, kyc, synthetic, version, opened_at, changed_at, closed_at, name, birth_date, email, phone, address, tfn, abn, licence
from parties.party where tenant = %(tenant)s and id = %(id)s

-- name: lock_party
-- One party that is about to change.
select id, kind, kyc, synthetic, version, opened_at, changed_at, closed_at, name, birth_date, email, phone, address, tfn, abn, licence
from parties.party where tenant = %(tenant)s and id = %(id)s for update

-- name: list_parties
-- A page of parties in the order of their ids, which is the order of opening where ids are of version 7.
select id, kind, kyc, synthetic, version, opened_at, changed_at, closed_at, name, birth_date, email, phone, address, tfn, abn, licence
from parties.party
where tenant = %(tenant)s and (%(after)s::uuid is null or id > %(after)s) and (%(kyc)s::"char" is null or kyc = %(kyc)s)
order by id limit %(limit)s

-- name: find_by_email
-- Parties whose email address may be this one: the blind index says so.
select id, kind, kyc, synthetic, version, opened_at, changed_at, closed_at, name, birth_date, email, phone, address, tfn, abn, licence
from parties.party where tenant = %(tenant)s and email_index = %(index)s order by id limit %(limit)s

-- name: find_by_phone
-- Parties whose phone number may be this one.
select id, kind, kyc, synthetic, version, opened_at, changed_at, closed_at, name, birth_date, email, phone, address, tfn, abn, licence
from parties.party where tenant = %(tenant)s and phone_index = %(index)s order by id limit %(limit)s

-- name: find_by_tfn
-- Parties whose tax file number may be this one.
select id, kind, kyc, synthetic, version, opened_at, changed_at, closed_at, name, birth_date, email, phone, address, tfn, abn, licence
from parties.party where tenant = %(tenant)s and tfn_index = %(index)s order by id limit %(limit)s

-- name: find_by_abn
-- Parties whose business number may be this one.
select id, kind, kyc, synthetic, version, opened_at, changed_at, closed_at, name, birth_date, email, phone, address, tfn, abn, licence
from parties.party where tenant = %(tenant)s and abn_index = %(index)s order by id limit %(limit)s

-- name: find_by_licence
-- Parties whose licence number may be this one.
select id, kind, kyc, synthetic, version, opened_at, changed_at, closed_at, name, birth_date, email, phone, address, tfn, abn, licence
from parties.party where tenant = %(tenant)s and licence_index = %(index)s order by id limit %(limit)s

-- name: standings
-- What other rooms need to know of parties.
select id, kind, kyc, synthetic, closed_at is not null from parties.party where tenant = %(tenant)s and id = any(%(ids)s::uuid[])

-- name: lock_standings
-- The same, and none of them changes before this transaction ends; in one order, so that two who lock do not wait for each other.
select id, kind, kyc, synthetic, closed_at is not null from parties.party where tenant = %(tenant)s and id = any(%(ids)s::uuid[])
order by id for share

-- name: change_address
-- Gives a party another address.
update parties.party set address = %(address)s, changed_at = %(now)s, version = version + 1 where tenant = %(tenant)s and id = %(id)s

-- name: change_contact
-- Gives a party another email address and phone number.
update parties.party set email = %(email)s, email_index = %(email_index)s, phone = %(phone)s, phone_index = %(phone_index)s,
  changed_at = %(now)s, version = version + 1
where tenant = %(tenant)s and id = %(id)s

-- name: set_kyc
-- Moves a party's KYC.
update parties.party set kyc = %(kyc)s::"char", changed_at = %(now)s, version = version + 1 where tenant = %(tenant)s and id = %(id)s

-- name: close_party
-- Ends a membership.
update parties.party set closed_at = %(now)s, changed_at = %(now)s, version = version + 1 where tenant = %(tenant)s and id = %(id)s

-- name: page_to_rotate
-- A page of parties that have a field under another key than the current one.
select id, name, birth_date, email, phone, address, tfn, abn, licence from parties.party
where tenant = %(tenant)s and (%(after)s::uuid is null or id > %(after)s) and key_id <> %(key_id)s
order by id limit %(limit)s for update

-- name: write_rotated
-- Puts the fields that were encrypted anew in place; what they say is the same, so the version stays.
update parties.party p set key_id = %(key_id)s, name = u.name, birth_date = u.birth_date, email = u.email, phone = u.phone,
  address = u.address, tfn = u.tfn, abn = u.abn, licence = u.licence
from unnest(%(id)s::uuid[], %(name)s::bytea[], %(birth_date)s::bytea[], %(email)s::bytea[], %(phone)s::bytea[], %(address)s::bytea[],
  %(tfn)s::bytea[], %(abn)s::bytea[], %(licence)s::bytea[])
  as u (id, name, birth_date, email, phone, address, tfn, abn, licence)
where p.tenant = %(tenant)s and p.id = u.id

-- name: keys_in_use
-- The keys that this database's personal data is encrypted under, with the value that tells them apart.
select id, "check" from parties.encryption_key order by id

-- name: introduce_key
-- Makes a key known to the database.
insert into parties.encryption_key (id, "check", introduced_at) values (%(id)s, %(check)s, %(now)s) on conflict (id) do nothing
