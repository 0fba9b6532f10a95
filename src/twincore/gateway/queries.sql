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
-- Records a second person's yes; again is the same.
insert into gateway.approval (tenant, request_digest, approver, role, reason, command, at)
values (%(tenant)s, %(digest)s, %(approver)s, %(role)s, %(reason)s, %(command)s, %(at)s)
on conflict do nothing

-- name: approvals
-- Who else has said yes to a request, except the one who asks.
select approver, role, command, at from gateway.approval
where tenant = %(tenant)s and request_digest = %(digest)s and approver <> %(asker)s and at > %(since)s
order by at
