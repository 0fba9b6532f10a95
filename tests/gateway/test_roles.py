"""The role table: every operation, asked for by every role, of a tenant and of the platform."""

import re
from typing import Any

import pytest
from fastapi.routing import APIRoute

from tests.gateway.bank import Bank
from twincore.gateway import ACCESS, Realm, Role, create_app
from twincore.gateway.document import operations_of
from twincore.gateway.operation import NDJSON, Operation

_APP = create_app(None)
OPERATIONS: dict[str, tuple[Operation, str, str]] = {
    route.endpoint.operation.id: (route.endpoint.operation, next(iter(route.methods)), route.path_format)  # type: ignore[attr-defined]
    for route in _APP.routes
    if isinstance(route, APIRoute) and hasattr(route.endpoint, "operation")
}
FILLING = {
    "tenant": "harbour",
    "client": "nobody",
    "account": "999999",
    "product": "nothing",
    "code": "nothing",
    "level": "0",
    "index": "0",
    "date": "2020-02-29",
    "deposit": "999999",
}
NOBODY = "00000000-0000-4000-8000-000000000000"
QUERY = {"get_balance_at": "?at=2026-03-02T00:00:00Z", "list_balances": "?account=1", "get_consistency_proof": "?from_size=1"}


def filled(path: str) -> str:
    """A path with something in each of its places that is of the right kind and does not exist."""
    return re.sub(r"\{(\w+)\}", lambda part: FILLING.get(part[1], NOBODY), path)


def ask(bank: Bank, name: str, *roles: Role, tenant: str) -> tuple[int, Any]:
    operation, method, path = OPERATIONS[name]
    path = filled(path)
    asker = bank.as_(*roles, tenant=tenant, actor=f"sweep-{name}@{tenant}")
    if method == "GET":
        response = asker.get(path + QUERY.get(name, ""))
    else:
        media = NDJSON if NDJSON in operation.media else "application/json"
        response = asker.post(path, "{}", method=method, headers={"Content-Type": media})
    code = response.json().get("code") if "json" in response.headers["content-type"] and response.status_code >= 400 else None
    return response.status_code, code


def test_every_operation_is_in_the_table_and_every_row_of_the_table_is_an_operation() -> None:
    assert {operation.id for operation in operations_of(_APP)} == set(ACCESS)


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_an_operation_is_served_to_its_roles_and_to_no_others(bank: Bank, name: str) -> None:
    access = ACCESS[name]
    for role in Role:
        for tenant, realm in (("harbour", Realm.TENANT), ("platform", Realm.PLATFORM)):
            status, code = ask(bank, name, role, tenant=tenant)
            assert status < 500 or code == "receipt_not_ready", (name, role, tenant)
            if access.realm not in (realm, Realm.EITHER):
                assert (status, code) == (403, "platform_only" if access.realm is Realm.PLATFORM else "tenant_only"), (name, role, tenant)
            elif role not in access.roles:
                assert (status, code) == (403, "role_lacking"), (name, role, tenant)
            else:
                assert code not in ("role_lacking", "platform_only", "tenant_only"), (name, role, tenant)


@pytest.mark.parametrize("name", sorted(ACCESS))
def test_an_operation_needs_a_token_before_anything_else(bank: Bank, name: str) -> None:
    _, method, path = OPERATIONS[name]
    response = bank.client.request(method, filled(path))
    assert (response.status_code, response.json()["code"]) == (401, "token_missing")


def test_a_token_without_a_role_that_is_known_may_do_nothing(bank: Bank) -> None:
    status, code = ask(bank, "list_products", tenant="harbour")
    assert (status, code) == (403, "role_lacking")


def test_what_is_public_is_public_by_decision(bank: Bank) -> None:
    public = {route.path for route in _APP.routes if isinstance(route, APIRoute) and not hasattr(route.endpoint, "operation")}
    assert public == {
        "/",
        "/.well-known/openid-configuration",
        "/oauth/jwks",
        "/oauth/token",
        "/openapi.json",
        "/docs",
        "/docs/{name}",
        "/actuator",
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/actuator/health/{component}",
        "/actuator/info",
        "/actuator/prometheus",
    }
