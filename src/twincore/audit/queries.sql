-- name: append
-- Appends a JSON array of entries to a tenant's chain; raises if a key is taken.
select audit.append(%(tenant)s::int4, %(entries)s::json)

-- name: find
-- The entry recorded under an actor's idempotency key.
select seq, id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after, approvals, hash
from audit.command where tenant = %(tenant)s and actor = %(actor)s and key = %(key)s

-- name: find_command
-- The entry of a command's id.
select seq, id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after, approvals, hash
from audit.command where tenant = %(tenant)s and id = %(id)s

-- name: history
-- A page of the trail, oldest first.
select seq, id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after, approvals, hash
from audit.command where tenant = %(tenant)s and seq > %(after)s order by seq limit %(limit)s

-- name: history_of_subject
-- A page of what was done to one thing, oldest first.
select seq, id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after, approvals, hash
from audit.command where tenant = %(tenant)s and subject = %(subject)s and seq > %(after)s order by seq limit %(limit)s

-- name: history_of_actor
-- A page of what one actor did, oldest first.
select seq, id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after, approvals, hash
from audit.command where tenant = %(tenant)s and actor = %(actor)s and seq > %(after)s order by seq limit %(limit)s

-- name: history_of_subject_and_actor
-- A page of what one actor did to one thing, oldest first.
select seq, id, type, key, actor, role, reason, request_id, request_digest, at, outcome, subject, before, after, approvals, hash
from audit.command where tenant = %(tenant)s and subject = %(subject)s and actor = %(actor)s and seq > %(after)s order by seq limit %(limit)s

-- name: chain_page
-- Rows of the chain as they are hashed: JSON as the text that is stored.
select seq, id, type, key, actor, role, reason, request_id, request_digest, at, outcome::text, subject, before::text, after::text,
  approvals::text, hash
from audit.command where tenant = %(tenant)s and seq > %(after)s order by seq limit %(limit)s

-- name: head
-- Where the chain ends, by the head and by the rows, as of one moment.
select h.seq, h.hash, (select max(seq) from audit.command c where c.tenant = %(tenant)s)
from (select) as one left join audit.head h on h.tenant = %(tenant)s
