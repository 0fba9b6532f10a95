"""Clients of the local issuer, and second persons' approvals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Path, Response

from twincore.gateway import clients
from twincore.gateway.access import PLATFORM_TENANT, Role
from twincore.gateway.approvals import decide
from twincore.gateway.commands import Done, command_of, perform, say
from twincore.gateway.operation import Call, Desk
from twincore.gateway.routes.scope import Calling, acting_for, named_tenant
from twincore.gateway.wire.scalar import say_time
from twincore.gateway.wire.tenants import (
    Approval,
    ApprovalRecord,
    ClientList,
    ClientRecord,
    ClientRegistration,
    WithReason,
    client_body,
)
from twincore.kernel.db import PLATFORM, Connection

desk = Desk("clients")
TenantPath = Annotated[str, Path(max_length=100, description="The tenant's short name; platform for the platform itself.")]
ClientPath = Annotated[str, Path(max_length=100, description="The client's name within its tenant.")]


@contextmanager
def clients_of(call: Call, conn: Connection, name: str) -> Iterator[int]:
    """The tenant number whose clients an operation is about, with the transaction acting for it."""
    if call.tenant == PLATFORM and name == PLATFORM_TENANT:
        yield PLATFORM
        return
    number = named_tenant(call, conn, name).number
    with acting_for(conn, number, call.tenant):
        yield number


@desk.operation(
    "POST",
    "/v1/tenants/{tenant}/clients",
    command="gateway.register_client",
    body=ClientRegistration,
    answer=ClientRecord,
    status=201,
    refusals=("tenant_not_found", "client_name_taken", "client_roles_invalid"),
    example={"name": "branch-12", "secret": "pXq0yJ8bV2nLr5sT7uWc1eHk4gZm9aDf", "roles": ["teller"]},
)
def register_client(call: Calling, tenant: TenantPath) -> Response:
    """Register a client of the local issuer.

    It gets tokens at /oauth/token with client_id name@tenant and the secret that you chose (kept as an argon2id hash).
    """
    asked = call.heard(ClientRegistration)

    def verb(conn: Connection, now_us: int) -> Done:
        with clients_of(call, conn, tenant) as number:
            client = clients.register_client(
                conn,
                number,
                name=asked.name,
                secret=asked.secret,
                roles=[Role(role.value) for role in asked.roles],
                party=asked.party,
                now_us=now_us,
            )
        body = client_body(client, tenant)
        return Done(body, f"client/{body['client_id']}", None, body)

    return perform(call, verb)


@desk.operation("GET", "/v1/tenants/{tenant}/clients", answer=ClientList, refusals=("tenant_not_found",))
def list_clients(call: Calling, tenant: TenantPath) -> Response:
    """List the clients of a tenant, without their secrets."""
    with call.platform.database.app(call.tenant) as conn, clients_of(call, conn, tenant) as number:
        return say({"clients": [client_body(client, tenant) for client in clients.list_clients(conn, number)]})


@desk.operation(
    "POST",
    "/v1/tenants/{tenant}/clients/{client}/revoke",
    command="gateway.revoke_client",
    body=WithReason,
    answer=ClientRecord,
    refusals=("tenant_not_found", "client_not_found"),
    example={"reason": "The branch is closed."},
)
def revoke_client(call: Calling, tenant: TenantPath, client: ClientPath) -> Response:
    """Give a client no further tokens; those it has run out within the hour."""
    given = call.heard(WithReason)

    def verb(conn: Connection, now_us: int) -> Done:
        with clients_of(call, conn, tenant) as number:
            revoked = clients.revoke_client(conn, number, client, now_us=now_us)
        body = client_body(revoked, tenant)
        return Done(body, f"client/{body['client_id']}", None, body)

    return perform(call, verb, reason=given.reason)


@desk.operation(
    "POST",
    "/v1/approvals",
    command="gateway.approve",
    body=Approval,
    answer=ApprovalRecord,
    status=201,
    refusals=("approval_request_not_found", "second_person_needed", "approver_role_lacking"),
    example={"request_digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "reason": "Checked with the member."},
)
def approve_request(call: Calling) -> Response:
    """Approve a request that one person may not make alone.

    The digest binds the approval to that request word for word: see what it says at /v1/approvals/requests. It is good for a day and for one command;
    the one who asked then sends the request again, unchanged.
    """
    given = call.heard(Approval)

    def verb(conn: Connection, now_us: int) -> Done:
        command = command_of(call, now_us)
        decide(
            conn,
            call.tenant,
            digest=bytes.fromhex(given.request_digest),
            approved=True,
            approver=call.actor,
            role=call.role,
            reason=given.reason,
            command=command.id,
            now_us=now_us,
        )
        body = {"request_digest": given.request_digest, "approver": call.actor, "role": call.role, "at": say_time(now_us)}
        return Done(body, f"request/{given.request_digest}", None, body)

    return perform(call, verb, reason=given.reason)
