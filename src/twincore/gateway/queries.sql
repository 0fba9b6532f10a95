-- name: register_client
-- Adds a client; no row comes back if the name is taken.
insert into gateway.client (tenant, name, secret_hash, roles, party, created_at)
values (%(tenant)s, %(name)s, %(secret_hash)s, %(roles)s, %(party)s, %(created_at)s)
on conflict do nothing
returning name, roles, party, status, created_at, revoked_at

-- name: client_secret
-- What a client must know, while it is active.
select secret_hash, roles, party from gateway.client where tenant = %(tenant)s and name = %(name)s and status = 'active'

-- name: list_clients
-- The clients of a tenant in order of their names.
select name, roles, party, status, created_at, revoked_at from gateway.client where tenant = %(tenant)s order by name

-- name: revoke_client
-- No further tokens for a client; again is the same.
update gateway.client set status = 'revoked', revoked_at = coalesce(revoked_at, %(now)s)
where tenant = %(tenant)s and name = %(name)s
returning name, roles, party, status, created_at, revoked_at

-- name: approve
-- Records a second person's yes or no.
insert into gateway.approval (tenant, request_digest, approver, role, reason, command, at, approved)
values (%(tenant)s, %(digest)s, %(approver)s, %(role)s, %(reason)s, %(command)s, %(at)s, %(approved)s)
on conflict do nothing

-- name: decisions
-- What others than the one who asks have said of a request, oldest first, and what each yes was used for.
select a.approver, a.role, a.reason, a.command, a.at, a.approved, u.used_by
from gateway.approval a left join gateway.approval_use u on u.tenant = a.tenant and u.approval = a.command
where a.tenant = %(tenant)s and a.request_digest = %(digest)s and a.approver <> %(asker)s
order by a.number

-- name: use_approval
-- An approval is good for one command; no row comes back if it was used meanwhile.
insert into gateway.approval_use (tenant, approval, used_by, at) values (%(tenant)s, %(approval)s, %(command)s, %(now)s)
on conflict do nothing returning approval

-- name: ask
-- A request that waits for a second person.
insert into gateway.request as r (tenant, request_digest, asker, role, operation, path, amount, approvers, body, asked_at)
values (%(tenant)s, %(digest)s, %(asker)s, %(role)s, %(operation)s, %(path)s, %(amount)s, %(approvers)s, %(body)s, %(now)s)
on conflict (tenant, request_digest, asker) do update set role = excluded.role, amount = excluded.amount, approvers = excluded.approvers,
  body = excluded.body, asked_at = excluded.asked_at, state = case when %(declined)s then 'declined' else 'waiting' end

-- name: set_request
-- Where a request stands, of others than an approver or of one asker.
update gateway.request set state = %(state)s
where tenant = %(tenant)s and request_digest = %(digest)s and asker <> %(approver)s
  and (%(asker)s::text is null or asker = %(asker)s) and state <> 'used'

-- name: forget_bodies
-- What was sent long ago.
update gateway.request set body = null where tenant = %(tenant)s and body is not null and asked_at < %(before)s

-- name: requests_of
-- Who has asked for a request.
select request_digest, asker, role, operation, path, amount, approvers, body, state, asked_at from gateway.request
where tenant = %(tenant)s and request_digest = %(digest)s order by asked_at, asker

-- name: requests
-- Requests in a state or all, oldest first, a page after one of them.
select request_digest, asker, role, operation, path, amount, approvers, null::bytea, state, asked_at from gateway.request
where tenant = %(tenant)s and (%(state)s::text is null or state = %(state)s)
  and (%(after_at)s::timestamptz is null or (asked_at, request_digest, asker) > (%(after_at)s, %(after_digest)s, %(after_asker)s))
order by asked_at, request_digest, asker limit %(limit)s

-- name: control_rules
-- The rules that hold: of each operation and role the newest version.
select distinct on (operation, role) operation, role, version, required, above, approvers, reason, defined_by, at from gateway.control_rule
where tenant = %(tenant)s order by operation, role, version desc

-- name: control_rule_versions
-- Every version of the rules of an operation, by role and version.
select operation, role, version, required, above, approvers, reason, defined_by, at from gateway.control_rule
where tenant = %(tenant)s and operation = %(operation)s order by role, version

-- name: define_control_rule
-- The next version of a rule.
insert into gateway.control_rule (tenant, operation, role, version, required, above, approvers, reason, defined_by, command, at)
select %(tenant)s, %(operation)s, %(role)s, coalesce(max(version), 0) + 1, %(required)s, %(above)s, %(approvers)s, %(reason)s, %(defined_by)s,
       %(command)s, %(now)s
from gateway.control_rule where tenant = %(tenant)s and operation = %(operation)s and role = %(role)s
returning version

-- name: ask_night
-- A date is to be ended; one that was stopped is tried again, by who asks now.
insert into gateway.night (tenant, date, asked_by, command, asked_at)
values (%(tenant)s, %(date)s, %(asked_by)s, %(command)s, %(now)s)
on conflict (tenant, date) do update set status = 'running', asked_by = excluded.asked_by, command = excluded.command,
  asked_at = excluded.asked_at, code = null, message = null
where night.status = 'stopped'

-- name: night_running
-- The first date that is to be ended.
select date from gateway.night where tenant = %(tenant)s and status = 'running' order by date limit 1

-- name: night_asked
-- Whether a date, or a later one, is asked for and not ended.
select from gateway.night where tenant = %(tenant)s and date >= %(date)s and status <> 'done' limit 1

-- name: nights
-- What was asked for on some dates.
select date, status, asked_by, asked_at, code, message from gateway.night where tenant = %(tenant)s and date = any (%(dates)s::date[])

-- name: nights_done
-- All that was asked for up to a date is done.
update gateway.night set status = 'done', code = null, message = null where tenant = %(tenant)s and date <= %(date)s and status <> 'done'

-- name: stop_nights
-- A refusal stops all that was asked for.
update gateway.night set status = 'stopped', code = %(code)s, message = %(message)s where tenant = %(tenant)s and status = 'running'
