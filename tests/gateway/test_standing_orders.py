"""Standing orders through the API: asked for in advance, paid in the night before their date, tried again where the money is lacking."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.gateway.bank import Asker, Bank
from tests.gateway.test_nights import DAY, FIRST, end
from twincore.gateway import Role

MONDAY = FIRST
FRIDAY = FIRST + 4 * DAY


@pytest.fixture
def tenant(bank: Bank) -> str:
    """A tenant of the test's own."""
    return bank.open_tenant()


@pytest.fixture
def staff(bank: Bank, tenant: str) -> Asker:
    """One who may do everything in it."""
    return bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, actor="staff", tenant=tenant)


def order(payer: int, payee: int, amount: int, starts_on: date, **more: Any) -> dict[str, Any]:
    """A transfer asked for in advance, weekly unless said."""
    parameters = {"from_account": payer, "to_account": payee, "amount": amount, "description": "Rent"}
    return {"code": "internal_transfer", "parameters": parameters, "frequency": "weekly", "starts_on": str(starts_on), **more}


def test_a_payment_is_made_in_the_night_before_its_date_and_again_a_week_later(bank: Bank, staff: Asker, tenant: str) -> None:
    payer, payee = bank.open_account(asker=staff, deposit=100_00), bank.open_account(asker=staff)
    created = staff.post("/v1/standing-orders", order(payer, payee, 30_00, MONDAY + 2 * DAY, occurrences=2))
    assert created.status_code == 201, created.text
    path = created.headers["location"]
    assert (created.json()["account"], created.json()["next_on"]) == (payer, str(MONDAY + 2 * DAY))
    end(bank, MONDAY, staff, tenant)
    assert bank.available(payee, staff) == 0
    end(bank, MONDAY + DAY, staff, tenant)
    assert bank.available(payee, staff) == 30_00
    end(bank, MONDAY + 8 * DAY, staff, tenant)
    assert bank.available(payee, staff) == 60_00
    assert staff.get(path).json()["status"] == "ended"
    first, second = staff.get(f"{path}/payments").json()["payments"]
    assert (first["due_on"], first["status"], second["number"]) == (str(MONDAY + 2 * DAY), "posted", 2)
    transfer = staff.get(f"/v1/transfers/{first['id']}").json()
    assert (transfer["debit"], transfer["amount"], transfer["detail"]["description"]) == (payer, 30_00, "Rent")
    page = staff.get(f"{path}/payments?limit=1").json()
    assert [payment["number"] for payment in staff.get(f"{path}/payments?limit=1&after={page['next']}").json()["payments"]] == [2]


def test_what_lacks_the_money_is_tried_again_on_business_days_and_then_fails(bank: Bank, staff: Asker, tenant: str) -> None:
    payer, payee = bank.open_account(asker=staff, deposit=10_00), bank.open_account(asker=staff)
    path = staff.post("/v1/standing-orders", order(payer, payee, 30_00, FRIDAY, frequency="once", retries=1)).headers["location"]
    end(bank, FRIDAY - DAY, staff, tenant)
    (payment,) = staff.get(f"{path}/payments").json()["payments"]
    assert (payment["status"], payment["attempts"], payment["reason"]) == ("due", 1, "insufficient_funds")
    end(bank, FRIDAY + DAY, staff, tenant)  # the nights before Saturday and Sunday try nothing
    assert staff.get(f"{path}/payments").json()["payments"][0]["attempts"] == 1
    end(bank, FRIDAY + 2 * DAY, staff, tenant)
    (payment,) = staff.get(f"{path}/payments").json()["payments"]
    assert (payment["status"], payment["attempts"]) == ("failed", 2)
    assert bank.available(payer, staff) == 10_00


def test_a_cancelled_order_pays_no_more(bank: Bank, staff: Asker, tenant: str) -> None:
    payer, payee = bank.open_account(asker=staff, deposit=100_00), bank.open_account(asker=staff)
    path = staff.post("/v1/standing-orders", order(payer, payee, 30_00, MONDAY + DAY)).headers["location"]
    cancelled = staff.post(f"{path}/cancel", {"reason": "Moved out."})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    end(bank, MONDAY, staff, tenant)
    assert bank.available(payee, staff) == 0


def test_a_member_orders_payments_from_his_own_accounts_alone(bank: Bank, staff: Asker, tenant: str) -> None:
    ruby, other = bank.open_member(staff), bank.open_member(staff)
    own, foreign = bank.open_account(ruby, asker=staff, deposit=100_00), bank.open_account(other, asker=staff, deposit=100_00)
    member = bank.as_(Role.MEMBER, tenant=tenant, actor="ruby", party=UUID(ruby))
    assert member.post("/v1/standing-orders", order(own, foreign, 5_00, MONDAY + DAY)).status_code == 201
    stolen = member.post("/v1/standing-orders", order(foreign, own, 5_00, MONDAY + DAY))
    assert (stolen.status_code, stolen.json()["code"]) == (404, "debit_account_not_found")
    assert len(member.get(f"/v1/standing-orders?account={own}").json()["standing_orders"]) == 1
    assert member.get(f"/v1/standing-orders?account={foreign}").json()["code"] == "account_not_found"
    assert member.get("/v1/standing-orders").json()["code"] == "account_needed"
    theirs = staff.post("/v1/standing-orders", order(foreign, own, 5_00, MONDAY + DAY)).headers["location"]
    assert member.get(theirs).json()["code"] == "standing_order_not_found"
    assert member.post(f"{theirs}/cancel", {"reason": "Mine now."}).json()["code"] == "standing_order_not_found"


def test_a_large_amount_needs_a_second_person_once_for_the_order(bank: Bank, staff: Asker, tenant: str) -> None:
    payer, payee = bank.open_account(asker=staff), bank.open_account(asker=staff)
    asked = order(payer, payee, 50_000_01, MONDAY + DAY)
    refused = staff.post("/v1/standing-orders", asked, key="large")
    assert (refused.status_code, refused.json()["code"]) == (403, "approval_required")
    digest = {"request_digest": refused.json()["request_digest"]}
    assert staff.post("/v1/approvals", digest).json()["code"] == "second_person_needed"
    boss = bank.as_(Role.MANAGER, actor="boss", tenant=tenant)
    assert boss.post("/v1/approvals", digest).status_code == 201
    created = staff.post("/v1/standing-orders", asked, key="large")
    assert created.status_code == 201, created.text
    assert staff.post("/v1/standing-orders", asked, key="large").json() == created.json()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"code": "cash_deposit", "parameters": {"account": 1, "amount": 5}}, "standing_order_invalid"),
        ({"starts_on": str(FIRST)}, "standing_order_starts_in_past"),
        ({"ends_on": str(FIRST + DAY)}, "standing_order_invalid"),
        ({"parameters": {"from_account": 1, "to_account": 2}}, "parameter_missing"),
    ],
)
def test_an_order_that_could_not_pay_is_refused(bank: Bank, change: dict[str, Any], code: str) -> None:
    tenant = bank.open_tenant()
    staff = bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.OPERATOR, actor="staff", tenant=tenant)
    payer, payee = bank.open_account(asker=staff, deposit=100_00), bank.open_account(asker=staff)
    end(bank, FIRST, staff, tenant)
    refused = staff.post("/v1/standing-orders", order(payer, payee, 5_00, FIRST + 5 * DAY) | change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
