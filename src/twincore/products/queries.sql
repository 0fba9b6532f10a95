-- name: lock_definitions
-- Nobody else defines a product or a credit policy of this tenant until this database transaction ends.
select pg_advisory_xact_lock(7305072, %(tenant)s)

-- name: add_branch
-- The tenant's BSB; nothing where it has one already.
insert into products.branch (tenant, bsb) values (%(tenant)s, %(bsb)s) on conflict do nothing

-- name: branch
-- The tenant's BSB.
select bsb from products.branch where tenant = %(tenant)s

-- name: define_product
-- One new version of a product.
insert into products.product (tenant, name, version, kind, title, description, rules, effective_from, recorded_at)
values (%(tenant)s, %(name)s, %(version)s, %(kind)s, %(title)s, %(description)s, %(rules)s, %(effective_from)s, %(now)s)

-- name: latest_product
-- The last version of a product.
select version, kind, effective_from from products.product where tenant = %(tenant)s and name = %(name)s order by version desc limit 1

-- name: products_at
-- The version of each product (or of some) that holds at a time.
select distinct on (name) name, version, kind, title, description, rules, effective_from, recorded_at from products.product
where tenant = %(tenant)s and effective_from <= %(at)s and (%(names)s::text[] is null or name = any(%(names)s)) order by name, version desc

-- name: product_versions
-- Every version of a product, oldest first.
select name, version, kind, title, description, rules, effective_from, recorded_at from products.product
where tenant = %(tenant)s and name = %(name)s order by version

-- name: product_version
-- One version of a product.
select name, version, kind, title, description, rules, effective_from, recorded_at from products.product
where tenant = %(tenant)s and name = %(name)s and version = %(version)s

-- name: define_policy
-- One new version of a credit policy.
insert into products.credit_policy (tenant, name, version, rules, effective_from, recorded_at)
values (%(tenant)s, %(name)s, %(version)s, %(rules)s, %(effective_from)s, %(now)s)

-- name: latest_policy
-- The last version of a credit policy.
select version, effective_from from products.credit_policy where tenant = %(tenant)s and name = %(name)s order by version desc limit 1

-- name: policy_at
-- The version of a credit policy that holds at a time.
select name, version, rules, effective_from from products.credit_policy
where tenant = %(tenant)s and name = %(name)s and effective_from <= %(at)s order by version desc limit 1

-- name: open_accounts
-- Product accounts whose ids follow each other; each kind (product, version, currency, terms) is sent once and named by its place.
insert into products.account (id, opened_at, tenant, number, bsb, version, party, currency, product, terms)
select %(first)s + opened.place - 1, %(now)s, %(tenant)s, opened.number, %(bsb)s, kind.version, opened.party, kind.currency, kind.product, kind.terms
from unnest(%(numbers)s::int4[], %(parties)s::uuid[], %(kinds)s::int4[]) with ordinality as opened (number, party, kind, place)
join unnest(%(products)s::text[], %(versions)s::int4[], %(currencies)s::int2[], %(terms)s::jsonb[])
  with ordinality as kind (product, version, currency, terms, place) on kind.place = opened.kind

-- name: open_accounts_alike
-- The same where all are of one kind.
insert into products.account (id, opened_at, tenant, number, bsb, version, party, currency, product, terms)
select %(first)s + opened.place - 1, %(now)s, %(tenant)s, opened.number, %(bsb)s, %(version)s, opened.party, %(currency)s, %(product)s, %(terms)s
from unnest(%(numbers)s::int4[], %(parties)s::uuid[]) with ordinality as opened (number, party, place)

-- name: account
-- One product account.
select id, number, bsb, product, version, party, currency, status, terms, opened_at, closed_at from products.account
where tenant = %(tenant)s and id = %(id)s

-- name: lock_account
-- The same, and nobody else changes it until this database transaction ends.
select id, number, bsb, product, version, party, currency, status, terms, opened_at, closed_at from products.account
where tenant = %(tenant)s and id = %(id)s for update

-- name: account_by_number
-- One product account by its BSB and number; the id is in the number.
select id, number, bsb, product, version, party, currency, status, terms, opened_at, closed_at from products.account
where tenant = %(tenant)s and id = %(id)s and number = %(number)s and bsb = %(bsb)s

-- name: accounts_of_party
-- What a party holds, oldest first.
select id, number, bsb, product, version, party, currency, status, terms, opened_at, closed_at from products.account
where tenant = %(tenant)s and party = %(party)s order by id

-- name: accounts_by_id
-- Product accounts by id.
select id, number, bsb, product, version, party, currency, status, terms, opened_at, closed_at from products.account
where tenant = %(tenant)s and id = any(%(ids)s)

-- name: list_accounts
-- A page of product accounts in order of id.
select id, number, bsb, product, version, party, currency, status, terms, opened_at, closed_at from products.account
where tenant = %(tenant)s and id > %(after)s
  and (%(product)s::text is null or product = %(product)s) and (%(status)s::text is null or status = %(status)s)
order by id limit %(limit)s

-- name: set_status
-- Moves an account along its life.
update products.account set status = %(status)s, closed_at = %(closed_at)s where tenant = %(tenant)s and id = %(id)s

-- name: set_terms
-- Other terms for an account.
update products.account set terms = %(terms)s where tenant = %(tenant)s and id = %(id)s

-- name: apply
-- A loan application as submitted.
insert into products.loan_application
  (tenant, id, party, product, product_version, currency, amount, term_months, purpose, applicant, applied_by, applied_at)
values (%(tenant)s, %(id)s, %(party)s, %(product)s, %(product_version)s, %(currency)s, %(amount)s, %(term_months)s, %(purpose)s, %(applicant)s,
  %(applied_by)s, %(now)s)
on conflict do nothing

-- name: application
-- One loan application.
select id, party, product, product_version, currency, amount, term_months, purpose, applicant, status, applied_by, applied_at, decision, policy,
  policy_version, decided_by, decided_reason, decided_at, offer_until, account, accepted_at
from products.loan_application where tenant = %(tenant)s and id = %(id)s

-- name: lock_application
-- The same, and nobody else changes it until this database transaction ends.
select id, party, product, product_version, currency, amount, term_months, purpose, applicant, status, applied_by, applied_at, decision, policy,
  policy_version, decided_by, decided_reason, decided_at, offer_until, account, accepted_at
from products.loan_application where tenant = %(tenant)s and id = %(id)s for update

-- name: list_applications
-- A page of loan applications in order of id.
select id, party, product, product_version, currency, amount, term_months, purpose, applicant, status, applied_by, applied_at, decision, policy,
  policy_version, decided_by, decided_reason, decided_at, offer_until, account, accepted_at
from products.loan_application
where tenant = %(tenant)s and (%(after)s::uuid is null or id > %(after)s)
  and (%(party)s::uuid is null or party = %(party)s) and (%(status)s::text is null or status = %(status)s)
order by id limit %(limit)s

-- name: decide
-- What the decision engine or a person decided.
update products.loan_application set status = %(status)s, decision = %(decision)s, policy = %(policy)s, policy_version = %(policy_version)s,
  decided_by = %(decided_by)s, decided_reason = %(decided_reason)s, decided_at = %(now)s, offer_until = %(offer_until)s
where tenant = %(tenant)s and id = %(id)s

-- name: accept
-- The offer is taken: the loan account is open.
update products.loan_application set status = 'accepted', account = %(account)s, accepted_at = %(now)s where tenant = %(tenant)s and id = %(id)s

-- name: withdraw
-- The applicant changed their mind.
update products.loan_application set status = 'withdrawn' where tenant = %(tenant)s and id = %(id)s
