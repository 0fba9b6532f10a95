"""Tenants: what belongs to another does not exist; suspension; clocks."""

from typing import Any

import pytest

from tests.gateway.bank import START, Bank
from twincore.gateway import Role

ALL = (Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, Role.PARTNER)


def test_another_tenants_ids_are_not_found_by_any_operation(bank: Bank) -> None:
    member = bank.open_member(kyc="verified")
    account = bank.open_account(member, deposit=5_000)
    second = bank.open_account(member)
    transfer = bank.staff.post("/v1/transfers", {"debit": account, "credit": second, "amount": 5}).json()
    hold = bank.staff.post("/v1/transfers", {"kind": "hold", "debit": account, "credit": second, "amount": 5}).json()
    facts = {"employment": "full_time", "employed_months": 4, "gross_income": 1, "net_income": 1, "living_expenses": 1}
    order = {"product": "personal_loan", "party": member, "amount": 500_000, "term_months": 24, "purpose": "Boat", "applicant": facts}
    loan = bank.staff.post("/v1/loan-applications", order).json()["id"]
    stranger = bank.as_(*ALL, tenant=bank.open_tenant())
    reason = {"reason": "Because."}
    for path in (
        f"/v1/members/{member}",
        f"/v1/accounts/{account}",
        f"/v1/accounts/{account}/balances",
        f"/v1/accounts/{account}/history",
        f"/v1/accounts/{account}/holds",
        f"/v1/accounts/{account}/balance-at?at={START}",
        f"/v1/transfers/{transfer['id']}",
        f"/v1/journal/receipts/{transfer['id']}",
        f"/v1/audit/commands/{transfer['command']}",
        f"/v1/loan-applications/{loan}",
        f"/v1/tenants/{bank.tenant}",
        f"/v1/tenants/{bank.tenant}/clock",
        f"/v1/tenants/{bank.tenant}/clients",
    ):
        assert stranger.get(path).status_code == 404, path
    for path, body in (
        (f"/v1/members/{member}/kyc", {"kyc": "pending", **reason}),
        (f"/v1/members/{member}/close", reason),
        (f"/v1/accounts/{account}/freeze", reason),
        (f"/v1/accounts/{account}/close", reason),
        (f"/v1/loan-applications/{loan}/decide", {}),
        (f"/v1/tenants/{bank.tenant}/clock", {"by_seconds": 1}),
        (f"/v1/tenants/{bank.tenant}/clients", {"name": "spy", "secret": "x" * 32, "roles": ["teller"]}),
        ("/v1/accounts", {"product": "everyday_account", "party": member}),
        ("/v1/transfers", {"debit": account, "credit": second, "amount": 1}),
        ("/v1/transfers", {"kind": "capture", "ref": hold["id"], "amount": 0}),
        ("/v1/transactions", {"code": "internal_transfer", "parameters": {"from_account": account, "to_account": second, "amount": 1}}),
    ):
        assert stranger.post(path, body).status_code == 404, path
    for path in ("/v1/members", "/v1/accounts", "/v1/loan-applications"):
        name = path.rsplit("/", 1)[1].replace("loan-", "")
        assert stranger.get(path).json()[name] == [], path
    assert stranger.get(f"/v1/accounts?party={member}").json()["accounts"] == []
    assert stranger.get(f"/v1/balances?account={account}").json()["balances"] == []
    assert stranger.get(f"/v1/commands/{transfer['command']}/transfers").json()["transfers"] == []
    assert bank.available(account) == 4_990


def test_a_suspended_tenant_can_be_read_and_not_written(bank: Bank) -> None:
    tenant = bank.open_tenant()
    staff = bank.as_(*ALL, tenant=tenant)
    account = bank.open_account(asker=staff, deposit=100)
    assert bank.operator.post(f"/v1/tenants/{tenant}/suspend", {"reason": "Licence withdrawn."}).json()["status"] == "suspended"
    refused = staff.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": account, "amount": 1}})
    assert (refused.status_code, refused.json()["code"], refused.json()["retry"]) == (403, "tenant_suspended", "new_key")
    assert bank.available(account, staff) == 100
    assert bank.operator.post(f"/v1/tenants/{tenant}/resume", {"reason": "Licence restored."}).json()["status"] == "active"
    assert staff.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": account, "amount": 1}}).status_code == 201


def test_a_tenant_comes_with_its_codes_accounts_and_products(bank: Bank) -> None:
    staff = bank.as_(*ALL, tenant=bank.open_tenant(currency="NZD", time_zone="Pacific/Auckland"))
    assert {account["currency"] for account in staff.get("/v1/system-accounts").json()["accounts"]} == {"NZD"}
    assert len(staff.get("/v1/transaction-codes").json()["codes"]) >= 25
    assert len(staff.get("/v1/products").json()["products"]) >= 4


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"name": "harbour"}, 409, "tenant_name_taken"),
        ({"name": "platform"}, 422, "tenant_name_reserved"),
        ({"name": "Bad Name"}, 422, "request_invalid"),
        ({"currency": "XTS"}, 422, "currency_unknown"),
        ({"time_zone": "Mars/Olympus"}, 422, "time_zone_unknown"),
        ({"synthetic": False}, 422, "clock_not_controllable"),
        ({"start": "2026-03-02T00:00:00"}, 422, "request_invalid"),
    ],
)
def test_a_tenant_that_cannot_be_is_refused(bank: Bank, changed: dict[str, Any], status: int, code: str) -> None:
    body = {"name": "fresh-one", "display_name": "Fresh", "synthetic": True, "start": START, **changed}
    response = bank.operator.post("/v1/tenants", body)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert bank.operator.get("/v1/tenants/fresh-one").status_code == 404


def test_tenants_come_in_pages(bank: Bank) -> None:
    names = {bank.open_tenant() for _ in range(3)}
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = bank.operator.get("/v1/tenants", params={"limit": 2} | ({"after": cursor} if cursor else {})).json()
        seen += [tenant["name"] for tenant in page["tenants"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert names < set(seen)
    assert len(seen) == len(set(seen))


def test_the_clock_of_a_synthetic_tenant_goes_forward_only(bank: Bank) -> None:
    tenant = bank.open_tenant()
    operator = bank.as_(Role.OPERATOR, tenant=tenant)
    path = f"/v1/tenants/{tenant}/clock"
    assert operator.get(path).json() == {
        "tenant": tenant,
        "now": "2026-03-02T00:00:00.000000Z",
        "business_date": "2026-03-02",
        "controllable": True,
    }
    moved = operator.post(path, {"to": "2026-03-02T13:30:00Z"}).json()
    assert moved["business_date"] == "2026-03-03"
    assert operator.post(path, {"to": "2026-03-01T00:00:00Z"}).json()["code"] == "clock_backwards"
    assert operator.post(path, {"by_seconds": 1}).json()["now"] == "2026-03-02T13:30:01.000000Z"
    for body in ({}, {"to": START, "by_seconds": 1}, {"by_seconds": -1}, {"by_seconds": 1.5}):
        assert operator.post(path, body).json()["code"] == "request_invalid"


def test_the_clock_of_a_real_tenant_is_nobodys_to_move(bank: Bank) -> None:
    bank.operator.post("/v1/tenants", {"name": "real-one", "display_name": "Real"})
    for asker in (bank.operator, bank.as_(Role.OPERATOR, tenant="real-one")):
        assert asker.get("/v1/tenants/real-one/clock").json()["controllable"] is False
        assert asker.post("/v1/tenants/real-one/clock", {"by_seconds": 60}).json()["code"] == "clock_not_controllable"


def test_postings_carry_the_tenants_own_time(bank: Bank) -> None:
    tenant = bank.open_tenant()
    staff = bank.as_(*ALL, tenant=tenant)
    account = bank.open_account(asker=staff)
    staff.post(f"/v1/tenants/{tenant}/clock", {"to": "2031-05-06T07:08:09Z"})
    posted = staff.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": account, "amount": 1}}).json()["transfers"][
        0
    ]
    assert (posted["posted_at"], posted["value_date"]) == ("2031-05-06T07:08:09.000000Z", "2031-05-06")


def test_clients_are_managed_by_their_own_operator_and_by_the_platform(bank: Bank) -> None:
    tenant = bank.open_tenant()
    own = bank.as_(Role.OPERATOR, tenant=tenant)
    path = f"/v1/tenants/{tenant}/clients"
    body = {"name": "branch-1", "secret": "s" * 40, "roles": ["teller"]}
    assert own.post(path, body).status_code == 201
    assert bank.operator.post(path, {**body, "name": "branch-2"}).status_code == 201
    assert own.post(path, body).json()["code"] == "client_name_taken"
    assert [client["name"] for client in own.get(path).json()["clients"]] == ["branch-1", "branch-2"]
    for roles, party in ((["member"], None), (["teller"], "00000000-0000-4000-8000-000000000000")):
        refused = own.post(path, {**body, "name": "odd", "roles": roles, "party": party})
        assert refused.json()["code"] == "client_roles_invalid"
    assert own.post(path, {**body, "name": "odd", "secret": "short"}).json()["field"] == "/secret"
    assert own.post(f"{path}/nobody/revoke", {"reason": "x"}).json()["code"] == "client_not_found"
    assert bank.operator.post("/v1/tenants/platform/clients", {**body, "name": "root-2"}).json()["code"] == "client_roles_invalid"
    assert bank.operator.post("/v1/tenants/platform/clients", {**body, "name": "root-2", "roles": ["auditor"]}).status_code == 201
