"""The clients of the local issuer: who may get a token with which roles. Secrets are kept as argon2id hashes alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from twincore.gateway.access import PLATFORM_TENANT, Role
from twincore.gateway.issuer import Grant
from twincore.kernel.clock import to_datetime, to_us
from twincore.kernel.db import PLATFORM, Connection
from twincore.kernel.refusal import Category, Refusal, not_found
from twincore.kernel.sql import load

_sql = load("twincore.gateway")
_hasher = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=2)
"""Argon2id as RFC 9106 recommends where memory is short: 64 MiB, three passes."""
_NOBODY = _hasher.hash("the secret of nobody")
"""What the secret of an unknown client is held against, so that it takes as long as that of a known one."""

SECRET_MIN = 32
"""Characters of a client's secret at least: it is made by a machine, not remembered by a person."""


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client. name: within its tenant; its client id is ``name@tenant``."""

    name: str
    roles: tuple[Role, ...]
    party: UUID | None
    status: str
    created_at_us: int
    revoked_at_us: int | None


def register_client(
    conn: Connection, tenant: int, *, name: str, secret: str, roles: Sequence[Role], party: UUID | None = None, now_us: int
) -> Client:
    """Let a client get tokens with these roles. secret: at least 32 characters, chosen by the client.

    Refuses ``client_name_taken``, ``client_roles_invalid`` (none, or a platform client that is neither operator nor auditor, or a role
    member without its party).
    """
    if not roles:
        raise Refusal("client_roles_invalid", "Give the client at least one role.", field="roles")
    if tenant == PLATFORM and not set(roles) <= {Role.OPERATOR, Role.AUDITOR}:
        raise Refusal("client_roles_invalid", "A client of the platform is an operator or an auditor.", field="roles")
    if (Role.MEMBER in roles) != (party is not None) or (party is not None and set(roles) != {Role.MEMBER}):
        raise Refusal("client_roles_invalid", "A client with the role member has no other, and names its party.", field="party")
    row = conn.execute(
        _sql.register_client,
        {
            "tenant": tenant,
            "name": name,
            "secret_hash": _hasher.hash(secret),
            "roles": sorted({role.value for role in roles}),
            "party": party,
            "created_at": to_datetime(now_us),
        },
    ).fetchone()
    if row is None:
        raise Refusal("client_name_taken", f"There is a client named {name} already.", category=Category.CONFLICT, field="name")
    return _client(row)


def list_clients(conn: Connection, tenant: int) -> list[Client]:
    """The clients of a tenant in order of their names."""
    return [_client(row) for row in conn.execute(_sql.list_clients, {"tenant": tenant}).fetchall()]


def revoke_client(conn: Connection, tenant: int, name: str, *, now_us: int) -> Client:
    """Give a client no further tokens; those it has run out within the hour. Again is the same. Refuses ``client_not_found``."""
    row = conn.execute(_sql.revoke_client, {"tenant": tenant, "name": name, "now": to_datetime(now_us)}).fetchone()
    if row is None:
        raise not_found("client", name)
    return _client(row)


def grant_of(conn: Connection, tenant: int, tenant_name: str, name: str, secret: str) -> Grant | None:
    """What a client's tokens are to say if the secret is right; None if it is not, or there is no such client. Takes about 50 ms."""
    row = conn.execute(_sql.client_secret, {"tenant": tenant, "name": name}).fetchone()
    if not _right(row[0] if row else _NOBODY, secret) or row is None:
        return None
    return Grant(f"{name}@{tenant_name}", tenant_name, tuple(Role(role) for role in row[1]), row[2])


def waste_a_guess(secret: str) -> None:
    """Take as long as a wrong secret of a real client, where not even the tenant exists."""
    _right(_NOBODY, secret)


def split_client_id(client_id: str) -> tuple[str, str]:
    """Name and tenant of a client id ``name@tenant``; without a tenant it is the platform's."""
    name, _, tenant = client_id.partition("@")
    return name, tenant or PLATFORM_TENANT


def _right(hashed: str, secret: str) -> bool:
    try:
        return _hasher.verify(hashed, secret)
    except (VerificationError, InvalidHashError):
        return False


def _client(row: tuple[Any, ...]) -> Client:
    name, roles, party, status, created_at, revoked_at = row
    return Client(
        name, tuple(Role(role) for role in roles), party, status, to_us(created_at), None if revoked_at is None else to_us(revoked_at)
    )
