"""Interest through the API: plans, what an account has earned, closing with it, term deposits, protection, withholding, availability."""

from datetime import date
from typing import Any

import pytest

from tests.gateway.bank import Asker, Bank
from tests.gateway.test_nights import DAY, FIRST, end
from twincore.gateway import Role
from twincore.gateway.closing import settle
from twincore.kernel.ids import id_of_key

PLAN = {"tiers": [{"from": 0, "rate_ppm": 36_500}]}
"""3.65% a year: a hundredth of a percent a day, so that 1,000.00 earn 0.10 a day."""


@pytest.fixture
def tenant(bank: Bank) -> str:
    """A tenant of the test's own."""
    return bank.open_tenant()


@pytest.fixture
def staff(bank: Bank, tenant: str) -> Asker:
    """One who may do everything in it."""
    return bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, Role.PARTNER, actor="staff", tenant=tenant)


def plan(staff: Asker, product: str, rules: dict[str, Any], since: date = FIRST) -> Any:
    """Define a product's interest plan."""
    return staff.post(f"/v1/products/{product}/interest-plans", {"rules": rules, "effective_from": str(since)})


def post(staff: Asker, code: str, **parameters: Any) -> None:
    """Post a transaction code."""
    posted = staff.post("/v1/transactions", {"code": code, "parameters": parameters})
    assert posted.status_code == 201, posted.text


def test_a_plan_rules_from_its_day_on_and_never_a_day_that_is_accrued(bank: Bank, staff: Asker, tenant: str) -> None:
    assert staff.get("/v1/products/online_savings/interest-plans").json() == {"plans": []}
    first = plan(staff, "online_savings", PLAN)
    assert (first.status_code, first.json()["version"], first.json()["rules"]["tiers"]) == (201, 1, PLAN["tiers"])
    end(bank, FIRST, staff, tenant)
    assert plan(staff, "online_savings", PLAN).json()["code"] == "plan_dates_overlap"
    assert plan(staff, "everyday_account", PLAN).json()["code"] == "plan_in_the_past"
    wrong = plan(staff, "online_savings", {"tiers": [{"from": 0, "rate_ppm": 10_000_000}]}, FIRST + DAY).json()
    assert (wrong["code"], wrong["field"]) == ("plan_invalid", "/rules/tiers/0/rate_ppm")
    assert plan(staff, "nothing", PLAN).json()["code"] == "product_not_found"
    assert plan(staff, "online_savings", {}, FIRST + DAY).json()["version"] == 2
    assert len(staff.get("/v1/products/online_savings/interest-plans").json()["plans"]) == 2


def test_what_an_account_has_earned_is_told_to_the_millionth_of_a_cent(bank: Bank, staff: Asker, tenant: str) -> None:
    plan(staff, "online_savings", PLAN)
    account = bank.open_account(product="online_savings", asker=staff, deposit=1_234_56)
    assert staff.get(f"/v1/accounts/{account}/interest").json()["code"] == "interest_not_found"
    end(bank, FIRST + 2 * DAY, staff, tenant)
    told = staff.get(f"/v1/accounts/{account}/interest").json()
    # 123456 cents * 0.0365 / 365 = 12.3456 cents a day
    assert (told["date"], told["balance"], told["accrued_micro"]) == (str(FIRST + 2 * DAY), 1_234_56, 3 * 12_345_600)
    assert told["plan"]["tiers"] == PLAN["tiers"]
    assert staff.get(f"/v1/accounts/{account}/interest?on={FIRST}").json()["earned_micro"] == 12_345_600
    assert staff.get(f"/v1/accounts/{account}/interest?on={FIRST + 9 * DAY}").json()["code"] == "interest_not_found"


def test_an_account_is_closed_with_its_interest(bank: Bank, staff: Asker, tenant: str) -> None:
    plan(staff, "online_savings", PLAN)
    savings = bank.open_account(product="online_savings", asker=staff, deposit=1_000_00)
    daily = bank.open_account(asker=staff)
    end(bank, FIRST + DAY, staff, tenant)
    closing = {"reason": "Member asked."}
    refused = staff.post(f"/v1/accounts/{savings}/close", closing)
    assert (refused.status_code, refused.json()["code"], refused.json()["left"]) == (422, "account_not_empty", 1_000_20)
    assert bank.available(savings, staff) == 1_000_00, "a refusal settles nothing"
    closed = staff.post(f"/v1/accounts/{savings}/close", {**closing, "pay_to": daily}, key="close-it")
    assert (closed.status_code, closed.json()["status"]) == (200, "closed"), closed.text
    assert bank.available(daily, staff) == 1_000_20
    entries = staff.get(f"/v1/accounts/{savings}/history").json()["entries"]
    assert [(entry["direction"], entry["amount"]) for entry in entries] == [("debit", 1_000_20), ("credit", 20), ("credit", 1_000_00)]
    again = staff.post(f"/v1/accounts/{savings}/close", {**closing, "pay_to": daily}, key="close-it")
    assert (again.headers.get("idempotent-replayed"), again.json()) == ("true", closed.json())
    night = end(bank, FIRST + 2 * DAY, staff, tenant)
    assert (night["refused"], night["discrepancies"], night["trial_balance_zero"]) == (0, 0, True)
    assert bank.available(daily, staff) == 1_000_20, "the night pays nothing again"


@pytest.mark.parametrize("a_night_comes_between", [False, True])
def test_a_kill_between_settling_and_closing_pays_interest_once(bank: Bank, staff: Asker, tenant: str, a_night_comes_between: bool) -> None:
    plan(staff, "online_savings", PLAN)
    savings, daily = bank.open_account(product="online_savings", asker=staff, deposit=1_000_00), bank.open_account(asker=staff)
    end(bank, FIRST, staff, tenant)
    platform, number = bank.platform, bank.platform.number_of(tenant)
    assert number is not None
    now_us = platform.now_us(number)
    with platform.database.app(number) as conn:  # what closing has committed when the process is killed
        settled = settle(
            conn,
            number,
            savings,
            pay_to=daily,
            day=FIRST + DAY,
            command=id_of_key("command", number, "staff", "killed"),
            catalogue=platform.catalogues.at(number, now_us),
        )
    assert [due.code for due in settled.interest] == ["interest_credit"]
    assert bank.available(savings, staff) == 1_000_00
    if a_night_comes_between:
        end(bank, FIRST + DAY, staff, tenant)
        assert bank.available(savings, staff) == 1_000_10
    closed = staff.post(f"/v1/accounts/{savings}/close", {"reason": "Asked.", "pay_to": daily}, key="killed")
    assert (closed.status_code, closed.json()["status"]) == (200, "closed"), closed.text
    assert bank.available(daily, staff) == (1_000_20 if a_night_comes_between else 1_000_10)
    night = end(bank, FIRST + 2 * DAY, staff, tenant)
    assert (night["refused"], night["discrepancies"], night["trial_balance_zero"]) == (0, 0, True)


def test_interest_of_yesterday_is_waited_for_before_an_account_is_closed(bank: Bank, staff: Asker, tenant: str) -> None:
    plan(staff, "online_savings", PLAN)
    savings, daily = bank.open_account(product="online_savings", asker=staff, deposit=1_000_00), bank.open_account(asker=staff)
    end(bank, FIRST, staff, tenant)
    moment = f"{FIRST + DAY}T20:00:00Z"  # two days later in Sydney; the night between is not over
    assert bank.operator.post(f"/v1/tenants/{tenant}/clock", {"to": moment}).status_code == 200
    refused = staff.post(f"/v1/accounts/{savings}/close", {"reason": "Now.", "pay_to": daily})
    assert (refused.status_code, refused.json()["code"]) == (409, "accrual_day_missing")


def test_an_overdrawn_account_is_not_closed(bank: Bank, staff: Asker, tenant: str) -> None:
    account, other = bank.open_account(asker=staff, deposit=5_00), bank.open_account(asker=staff)
    assert staff.post(f"/v1/accounts/{account}", {"overdraft_limit": 10_00}, method="PATCH").status_code == 200
    post(staff, "internal_transfer", from_account=account, to_account=other, amount=8_00)
    refused = staff.post(f"/v1/accounts/{account}/close", {"reason": "Member left.", "pay_to": other}).json()
    assert (refused["code"], refused["left"], refused["field"]) == ("account_not_empty", -3_00, "/account")


def test_a_term_deposit_taken_early_costs_part_of_its_interest(bank: Bank, staff: Asker, tenant: str) -> None:
    rules = {"cycle": "maturity", "early_withdrawal": [{"from_elapsed_ppm": 0, "reduction_ppm": 900_000}]}
    plan(staff, "term_deposit_12", rules)
    order = {"product": "term_deposit_12", "party": bank.open_member(staff), "terms": {"opening_amount": 10_000_00, "term_months": 12}}
    deposit = staff.post("/v1/accounts", order).json()["id"]
    post(staff, "cash_deposit", account=deposit, amount=10_000_00)
    daily = bank.open_account(asker=staff)
    assert staff.get(f"/v1/accounts/{deposit}/terms").json() == {"terms": []}
    end(bank, FIRST + 9 * DAY, staff, tenant)
    (term,) = staff.get(f"/v1/accounts/{deposit}/terms").json()["terms"]
    assert (term["placed_on"], term["matures_on"], term["rate_ppm"]) == (str(FIRST), "2027-03-02", 46_000)
    assert staff.post(f"/v1/accounts/{deposit}/maturity", {"at_maturity": "pay"}).json()["code"] == "maturity_invalid"
    told = staff.post(f"/v1/accounts/{deposit}/maturity", {"at_maturity": "pay", "pay_to": daily}).json()
    assert (told["at_maturity"], told["pay_to"]) == ("pay", daily)
    assert staff.post(f"/v1/accounts/{deposit}/close", {"reason": "Now.", "pay_to": daily}).json()["code"] == "term_running"
    early = {"to_account": daily, "reason": "Roof."}
    assert staff.post(f"/v1/accounts/{deposit}/early-withdrawal", {**early, "to_account": 99}).json()["code"] == "account_not_found"
    taken = staff.post(f"/v1/accounts/{deposit}/early-withdrawal", early, key="roof")
    # ten days of 10,000.00 at 4.6%: 10,000.00 * 0.046 * 10 / 365 = 12.6027, of which nine tenths are given up
    assert taken.json() | {"transfer": ""} == {
        "account": deposit,
        "to_account": daily,
        "amount": 10_000_00,
        "interest": 12_60,
        "reduction_ppm": 900_000,
        "paid": 1_26,
        "tax": 0,
        "transfer": "",
    }
    assert bank.available(daily, staff) == 10_001_26
    assert staff.get(f"/v1/transfers/{taken.json()['transfer']}").status_code == 200
    assert staff.post(f"/v1/accounts/{deposit}/early-withdrawal", early, key="roof").json() == taken.json()
    assert bank.available(daily, staff) == 10_001_26
    assert staff.get(f"/v1/accounts/{deposit}/terms").json()["terms"][0]["status"] == "broken"
    night = end(bank, FIRST + 10 * DAY, staff, tenant)
    assert (night["refused"], night["discrepancies"], night["trial_balance_zero"]) == (0, 0, True)
    assert staff.post(f"/v1/accounts/{deposit}/close", {"reason": "Taken."}).json()["status"] == "closed"


def test_an_overdrawn_account_is_covered_by_those_that_protect_it(bank: Bank, staff: Asker, tenant: str) -> None:
    ruby = bank.open_member(staff)
    daily, savings = bank.open_account(ruby, asker=staff, deposit=10_00), bank.open_account(ruby, "online_savings", staff, 50_00)
    foreign = bank.open_account(asker=staff)
    assert staff.post(f"/v1/accounts/{daily}/protection", {"sources": [foreign]}).json()["code"] == "protection_invalid"
    assert staff.post(f"/v1/accounts/{daily}/protection", {"sources": [savings]}).json() == {"account": daily, "sources": [savings]}
    assert staff.get(f"/v1/accounts/{daily}/protection").json()["sources"] == [savings]
    staff.post(f"/v1/accounts/{daily}", {"overdraft_limit": 100_00}, method="PATCH")
    post(staff, "internal_transfer", from_account=daily, to_account=foreign, amount=30_00)
    end(bank, FIRST, staff, tenant)
    assert (bank.available(daily, staff), bank.available(savings, staff)) == (100_00, 30_00)


def test_tax_is_withheld_from_the_interest_of_a_member_without_a_tax_number(bank: Bank, staff: Asker, tenant: str) -> None:
    plan(staff, "online_savings", {**PLAN, "cycle": "daily"})
    ruby = bank.open_member(staff)
    savings = bank.open_account(ruby, "online_savings", staff, 1_000_00)
    body = {"withhold": True, "since": str(FIRST)}
    assert staff.post(f"/v1/members/{ruby}/withholding", body).json() == {"member": ruby, **body, "changed": True}
    assert staff.post(f"/v1/members/{ruby}/withholding", body).json()["changed"] is False
    end(bank, FIRST, staff, tenant)
    assert bank.available(savings, staff) == 1_000_00 + 10 - 5  # 47% of 10 cents are 4.7
    stop = {"withhold": False, "since": str(FIRST + DAY), "reason": "Number given."}
    assert staff.post(f"/v1/members/{ruby}/withholding", stop).json()["changed"] is True
    end(bank, FIRST + DAY, staff, tenant)
    assert bank.available(savings, staff) == 1_000_00 + 10 - 5 + 10
    nobody = "00000000-0000-4000-8000-000000000000"
    assert staff.post(f"/v1/members/{nobody}/withholding", body).json()["code"] == "party_not_found"


def test_a_cheque_is_spent_when_the_schedule_says_and_not_before(bank: Bank, staff: Asker, tenant: str) -> None:
    schedule = {"cheque": [{"amount": 200_00, "business_days": 0}, {"amount": 300_00, "business_days": 1}, {"business_days": 3}]}
    plan(staff, "everyday_account", {"availability": schedule})
    account = bank.open_account(asker=staff, deposit=1_000_00)
    held = staff.post(f"/v1/accounts/{account}/availability-holds", {"schedule": "cheque", "amount": 1_000_00}, key="cheque")
    assert held.status_code == 201, held.text
    assert [transfer["pending"] for transfer in held.json()["transfers"]] == [300_00, 500_00]
    assert bank.available(account, staff) == 200_00
    again = staff.post(f"/v1/accounts/{account}/availability-holds", {"schedule": "cheque", "amount": 1_000_00}, key="cheque")
    assert (again.headers.get("idempotent-replayed"), bank.available(account, staff)) == ("true", 200_00)
    small = staff.post(f"/v1/accounts/{account}/availability-holds", {"schedule": "cheque", "amount": 150_00})
    assert (small.status_code, small.json()) == (201, {"account": account, "transfers": []})
    unknown = staff.post(f"/v1/accounts/{account}/availability-holds", {"schedule": "gold", "amount": 1})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "availability_unknown")
    ends = [hold["expires_at"] for hold in staff.get(f"/v1/accounts/{account}/holds").json()["holds"]]
    assert sorted(ends) == ["2026-03-02T13:00:00.000000Z", "2026-03-04T13:00:00.000000Z"], "midnight of Tuesday and of Thursday in Sydney"
    end(bank, FIRST, staff, tenant)
    assert bank.available(account, staff) == 500_00
