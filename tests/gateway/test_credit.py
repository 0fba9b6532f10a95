"""Loans and cards through the API: opened, repaid, redrawn, offset, relieved, given up; arrears, provisioning and card statements."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.gateway.bank import Asker, Bank
from tests.gateway.test_nights import DAY, FIRST, end
from twincore.gateway import Role

HOME = {"amount": 300_000_00, "term_months": 300, "due_day": 15}


@pytest.fixture
def tenant(bank: Bank) -> str:
    """A tenant of the test's own."""
    return bank.open_tenant()


@pytest.fixture
def staff(bank: Bank, tenant: str) -> Asker:
    """One who may do everything in it."""
    return bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, Role.PARTNER, actor="staff", tenant=tenant)


@pytest.fixture
def boss(bank: Bank, tenant: str) -> Asker:
    """A second person."""
    return bank.as_(Role.MANAGER, actor="boss", tenant=tenant)


def borrower(bank: Bank, staff: Asker) -> str:
    """A member whose identity is verified."""
    member = bank.open_member(staff)
    for kyc in ("pending", "verified"):
        moved = staff.post(f"/v1/members/{member}/kyc", {"kyc": kyc, "reason": "Documents sighted."})
        assert moved.status_code == 200, moved.text
    return member


def open_credit(staff: Asker, product: str, party: str, **terms: Any) -> int:
    """Open a loan or card; terms as loan= or card=."""
    opened = staff.post("/v1/credit-accounts", {"product": product, "party": party, **terms})
    assert opened.status_code == 201, opened.text
    return int(opened.json()["account"])


def disburse(staff: Asker, boss: Asker, loan: int, to_account: int, amount: int) -> None:
    """Pay a loan out; what is large needs the boss."""
    body = {"code": "loan_disbursement", "parameters": {"loan": loan, "to_account": to_account, "amount": amount}}
    paid = staff.post("/v1/transactions", body, key=f"disburse-{loan}")
    if paid.status_code == 403:
        assert boss.post("/v1/approvals", {"request_digest": paid.json()["request_digest"]}).status_code == 201
        paid = staff.post("/v1/transactions", body, key=f"disburse-{loan}")
    assert paid.status_code == 201, paid.text


def test_a_home_loan_has_a_schedule_that_ends_at_nothing(bank: Bank, staff: Asker) -> None:
    loan = open_credit(staff, "home_loan", borrower(bank, staff), loan=HOME)
    told = staff.get(f"/v1/credit-accounts/{loan}").json()
    assert (told["kind"], told["status"], told["owed"], told["next_due"]) == ("home_loan", "active", 0, "2026-04-15")
    instalments = staff.get(f"/v1/credit-accounts/{loan}/schedule").json()["instalments"]
    assert (len(instalments), instalments[0]["due"], instalments[-1]["closing"]) == (300, "2026-04-15", 0)
    first = instalments[0]
    # 44 days from 2 March to 15 April at 6.24%: 300,000.00 * 0.0624 * 44 / 365
    assert first["interest"] == round(300_000_00 * 624 * 44 / 10_000 / 365)
    assert all(one["opening"] + one["interest"] - one["payment"] == one["closing"] for one in instalments)
    assert sum(one["principal"] for one in instalments) == 300_000_00


@pytest.mark.parametrize(
    ("product", "terms", "code"),
    [
        ("home_loan", {"loan": {**HOME, "amount": 1}}, "loan_amount_not_offered"),
        ("home_loan", {"loan": {**HOME, "term_months": 12}}, "loan_term_not_offered"),
        ("home_loan", {"loan": {**HOME, "repayment": 100_00}}, "schedule_never_amortises"),
        ("auto_loan", {"loan": {**HOME, "amount": 20_000_00, "term_months": 60}}, "rate_missing"),
        ("home_loan", {"card": {"limit": 1_000_00, "statement_day": 10}}, "terms_invalid"),
        ("credit_card", {"card": {"limit": 1, "statement_day": 10}}, "credit_limit_not_offered"),
        ("credit_card", {}, "terms_invalid"),
        ("nothing", {"loan": HOME}, "credit_product_not_found"),
    ],
)
def test_what_is_not_offered_is_refused(bank: Bank, product: str, terms: dict[str, Any], code: str) -> None:
    staff = bank.staff
    refused = staff.post("/v1/credit-accounts", {"product": product, "party": borrower(bank, staff), **terms})
    assert refused.status_code in (404, 422)
    assert refused.json()["code"] == code


def test_a_loan_is_repaid_by_the_nights_and_what_is_repaid_ahead_can_be_redrawn(bank: Bank, staff: Asker, boss: Asker, tenant: str) -> None:
    member = borrower(bank, staff)
    daily = bank.open_account(member, asker=staff)
    salary = {"code": "payroll_credit", "parameters": {"account": daily, "amount": 50_000_00}}
    assert staff.post("/v1/transactions", salary).status_code == 201
    loan = open_credit(staff, "home_loan", member, loan={**HOME, "due_day": 3, "repayment_account": daily})
    disburse(staff, boss, loan, bank.open_account(asker=staff), 300_000_00)
    payment = staff.get(f"/v1/credit-accounts/{loan}/schedule").json()["instalments"][0]["payment"]
    end(bank, date(2026, 4, 3), staff, tenant, wait_s=120)
    told = staff.get(f"/v1/credit-accounts/{loan}").json()
    assert (told["due"], told["paid"], told["state"], told["next_due"]) == (payment, 0, "current", "2026-05-03")
    assert bank.available(daily, staff) == 50_000_00 - payment
    assert staff.get(f"/v1/credit-accounts/{loan}/redraw").json() == {"account": loan, "available": 0}
    ahead = staff.post(f"/v1/credit-accounts/{loan}/repayments", {"from_account": daily, "amount": 10_000_00})
    assert ahead.status_code == 201, ahead.text
    end(bank, date(2026, 4, 4), staff, tenant)
    assert staff.get(f"/v1/credit-accounts/{loan}/redraw").json()["available"] == 10_000_00
    asked = {"to_account": daily, "amount": 6_000_00}
    paid = staff.post(f"/v1/credit-accounts/{loan}/redraw", asked, key="redraw")
    assert (paid.status_code, paid.json()["transfers"][0]["amount"]) == (201, 6_000_00), paid.text
    assert staff.post(f"/v1/credit-accounts/{loan}/redraw", asked, key="redraw").json() == paid.json()
    assert staff.get(f"/v1/credit-accounts/{loan}/redraw").json()["available"] == 4_000_00
    refused = staff.post(f"/v1/credit-accounts/{loan}/redraw", asked).json()
    assert (refused["code"], refused["available"]) == ("redraw_too_large", 4_000_00)
    with ThreadPoolExecutor(3) as threads:  # of what is left, 3,000.00 can be had once
        at_once = threads.map(
            lambda _: staff.post(f"/v1/credit-accounts/{loan}/redraw", {**asked, "amount": 3_000_00}).status_code, range(3)
        )
        assert sorted(at_once) == [201, 422, 422]
    assert staff.get(f"/v1/credit-accounts/{loan}/redraw").json()["available"] == 1_000_00
    payout = staff.get(f"/v1/credit-accounts/{loan}/payout").json()
    owed = -staff.get(f"/v1/accounts/{loan}/balances").json()["debits_posted"]
    assert payout["accrued"] > 0
    assert payout["total"] == payout["owed"] + payout["accrued"]
    assert owed < 0
    again = staff.post(f"/v1/credit-accounts/{loan}/recompute-schedule", {"reason": "Smaller instalments."})
    assert again.status_code == 200, again.text
    assert again.json()["instalments"][1]["payment"] < payment
    night = end(bank, date(2026, 4, 5), staff, tenant)
    assert (night["refused"], night["discrepancies"], night["trial_balance_zero"]) == (0, 0, True)


def test_an_offset_account_belongs_to_the_borrower_and_offsets_one_loan(bank: Bank, staff: Asker, tenant: str) -> None:
    member = borrower(bank, staff)
    loan, daily = open_credit(staff, "home_loan", member, loan=HOME), bank.open_account(member, asker=staff, deposit=1_000_00)
    foreign = bank.open_account(asker=staff)
    path = f"/v1/credit-accounts/{loan}/offsets"
    assert staff.post(path, {"account": foreign}).json()["code"] == "offset_party_differs"
    linked = staff.post(path, {"account": daily})
    assert (linked.status_code, linked.json()) == (201, {"offsets": [{"account": daily, "from_date": str(FIRST), "until_date": None}]})
    assert staff.post(path, {"account": daily}).json()["code"] == "offset_exists"
    end(bank, FIRST, staff, tenant)
    ended = staff.post(f"{path}/{daily}/unlink", {"reason": "Needed elsewhere."})
    assert ended.status_code == 200, ended.text
    assert ended.json()["offsets"][0]["until_date"] == str(FIRST + DAY)
    assert staff.get(path).json() == ended.json()
    assert staff.post(f"{path}/{daily}/unlink", {"reason": "Again."}).json()["code"] == "offset_not_found"
    card = open_credit(staff, "credit_card", member, card={"limit": 1_000_00, "statement_day": 10})
    assert staff.post(f"/v1/credit-accounts/{card}/offsets", {"account": daily}).json()["code"] == "not_a_loan"


def test_a_borrower_in_hardship_pauses_and_the_term_grows(bank: Bank, staff: Asker, boss: Asker, tenant: str) -> None:
    member = borrower(bank, staff)
    loan = open_credit(staff, "home_loan", member, loan=HOME)
    disburse(staff, boss, loan, bank.open_account(member, asker=staff), 300_000_00)
    end(bank, FIRST, staff, tenant)  # what is owed is what the last night has collected
    path = f"/v1/credit-accounts/{loan}/hardship"
    assert staff.post(path, {"relief": "pause", "months": 60, "reason": "Ill."}).json()["code"] == "hardship_invalid"
    arranged = staff.post(path, {"relief": "pause", "months": 3, "extend_months": 3, "reason": "Lost work."})
    assert arranged.status_code == 201, arranged.text
    payments = [one["payment"] for one in arranged.json()["instalments"]]
    assert (len(payments), payments[:3]) == (303, [0, 0, 0])
    assert staff.post(path, {"relief": "pause", "months": 1, "reason": "Again."}).json()["code"] == "hardship_exists"


def test_a_card_is_billed_paid_and_given_another_limit(bank: Bank, staff: Asker, tenant: str) -> None:
    member = borrower(bank, staff)
    card = open_credit(staff, "credit_card", member, card={"limit": 2_000_00, "statement_day": 5})
    shop, daily = bank.open_account(asker=staff), bank.open_account(member, asker=staff, deposit=1_000_00)
    buy = {"code": "internal_transfer", "parameters": {"from_account": card, "to_account": shop, "amount": 400_00}}
    assert staff.post("/v1/transactions", buy).status_code == 201
    end(bank, FIRST + 3 * DAY, staff, tenant)
    (statement,) = staff.get(f"/v1/credit-accounts/{card}/card-statements").json()["statements"]
    assert (statement["closed_on"], statement["due_on"]) == ("2026-03-05", "2026-03-30")
    assert (statement["closing"], statement["minimum"], statement["difference"]) == (400_00, 25_00, 0)
    older = staff.get(f"/v1/credit-accounts/{card}/card-statements?after=2026-03-05").json()
    assert older == {"statements": [], "next": None}
    paid = staff.post(f"/v1/credit-accounts/{card}/repayments", {"from_account": daily, "amount": 400_00})
    assert (paid.status_code, paid.json()["code"]) == (201, "internal_transfer"), paid.text
    path = f"/v1/credit-accounts/{card}/limit"
    assert staff.post(path, {"limit": 1, "reason": "Less."}).json()["code"] == "credit_limit_not_offered"
    raised = staff.post(path, {"limit": 5_000_00, "reason": "Income verified."})
    assert (raised.status_code, raised.json()["terms"]["limit"]) == (200, 5_000_00), raised.text
    assert bank.available(card, staff) == 5_000_00
    assert staff.get(f"/v1/accounts/{card}").json()["terms"]["limit"] == 5_000_00
    loan = open_credit(staff, "home_loan", member, loan=HOME)
    assert staff.post(f"/v1/credit-accounts/{loan}/limit", {"limit": 5_000_00, "reason": "No."}).json()["code"] == "not_a_card"


def test_a_loan_is_given_up_by_two_persons_and_its_arrears_are_told(bank: Bank, staff: Asker, boss: Asker, tenant: str) -> None:
    shipped = staff.get("/v1/credit-products/personal_loan").json()
    rules = {**shipped["rules"], "write_off_days": 1, "late_fee": 0}
    product = {"name": "short_loan", "kind": "personal_loan", "title": "Short Loan", "description": "Given up early.", "rules": rules}
    defined = staff.post("/v1/credit-products", product)
    assert (defined.status_code, defined.json()["version"]) == (201, 1), defined.text
    member = borrower(bank, staff)
    terms = {"amount": 10_000_00, "term_months": 12, "due_day": 1, "rate_ppm": 99_900}
    loan = open_credit(staff, "short_loan", member, loan=terms)
    disburse(staff, boss, loan, bank.open_account(member, asker=staff), 10_000_00)
    giving_up = {"reason": "Bankrupt."}
    path = f"/v1/credit-accounts/{loan}/write-off"
    alone = staff.post(path, giving_up, key="too-early")
    assert (alone.status_code, alone.json()["code"]) == (403, "approval_required")
    last = date(2026, 4, 3)
    end(bank, last, staff, tenant, wait_s=120)
    told = staff.get("/v1/credit-accounts?state=late").json()["accounts"]
    assert [(one["account"], one["days_past_due"]) for one in told] == [(loan, 2)]
    owed = staff.get(f"/v1/accounts/{loan}/balances").json()["current"]
    assert owed > 10_000_00, "a month's interest is charged"
    (bucket,) = staff.get(f"/v1/arrears/{last}").json()["buckets"]
    assert bucket == {"days": 0, "accounts": 1, "overdue": told[0]["arrears"], "owed": owed}
    line = next(one for one in staff.get("/v1/provisioning").json()["lines"] if one["product"] == "short_loan")
    assert (line["stage"], line["owed"]) == (1, told[0]["owed"])
    asked = staff.post(path, giving_up, key="give-up").json()
    assert boss.post("/v1/approvals", {"request_digest": asked["request_digest"]}).status_code == 201
    done = staff.post(path, giving_up, key="give-up")
    assert done.status_code == 200, done.text
    assert (done.json()["maker"], done.json()["checker"], done.json()["amount"]) == ("staff", "boss", owed)
    assert staff.get(f"/v1/credit-accounts/{loan}").json()["status"] == "written_off"
    assert staff.get(f"/v1/accounts/{loan}/balances").json()["current"] == 0
    assert staff.get(f"/v1/transfers/{done.json()['transfer']}").json()["amount"] == owed
    night = end(bank, last + DAY, staff, tenant)
    assert (night["refused"], night["discrepancies"], night["trial_balance_zero"]) == (0, 0, True)


def test_an_accepted_application_is_put_under_the_nights(bank: Bank, staff: Asker) -> None:
    member = borrower(bank, staff)
    facts = {
        "employment": "full_time",
        "employed_months": 60,
        "gross_income": 9_000_00,
        "net_income": 7_000_00,
        "living_expenses": 2_000_00,
    }
    order = {"product": "personal_loan", "party": member, "amount": 10_000_00, "term_months": 24, "purpose": "Car", "applicant": facts}
    path = staff.post("/v1/loan-applications", order).headers["location"]
    assert staff.post(f"{path}/decide", {}).json()["status"] == "approved"
    account = staff.post(f"{path}/accept", {}).json()["account"]["id"]
    daily = bank.open_account(member, asker=staff)
    booked = staff.post(f"/v1/accounts/{account}/book-loan", {"due_day": 20, "repayment_account": daily})
    assert booked.status_code == 201, booked.text
    assert (booked.json()["next_due"], booked.json()["terms"]["repayment_account"]) == ("2026-04-20", daily)
    assert staff.post(f"/v1/accounts/{account}/book-loan", {}).json()["code"] == "credit_account_exists"
    assert len(staff.get(f"/v1/credit-accounts/{account}/schedule").json()["instalments"]) == 24


def test_a_reference_rate_is_never_backdated_and_a_member_sees_his_own_loan_alone(bank: Bank, staff: Asker, tenant: str) -> None:
    rate = {"series": "home_loan_variable", "rate_ppm": 65_000}
    assert staff.post("/v1/credit-rates", {**rate, "effective_from": str(FIRST - DAY)}).json()["code"] == "rate_backdated"
    assert staff.post("/v1/credit-rates", {**rate, "effective_from": str(FIRST)}).json()["code"] == "rate_dates_overlap"
    assert staff.post("/v1/credit-rates", {**rate, "effective_from": str(FIRST + DAY)}).status_code == 201
    assert [one["rate_ppm"] for one in staff.get("/v1/credit-rates").json()["rates"]] == [62_400, 65_000]
    ruby, other = borrower(bank, staff), borrower(bank, staff)
    own, foreign = open_credit(staff, "home_loan", ruby, loan=HOME), open_credit(staff, "home_loan", other, loan=HOME)
    member = bank.as_(Role.MEMBER, tenant=tenant, actor="ruby", party=UUID(ruby))
    assert member.get(f"/v1/credit-accounts/{own}/schedule").status_code == 200
    for view in ("", "/schedule", "/redraw", "/payout", "/offsets", "/card-statements"):
        assert member.get(f"/v1/credit-accounts/{foreign}{view}").json()["code"] == "account_not_found"
    products = staff.get("/v1/credit-products").json()["products"]
    assert [one["name"] for one in products] == ["auto_loan", "credit_card", "home_loan", "personal_loan"]
    assert len(staff.get("/v1/credit-products/home_loan/versions").json()["products"]) == 1
    found = [one["account"] for one in staff.get(f"/v1/credit-accounts?party={ruby}").json()["accounts"]]
    assert found == [own]


def test_a_card_that_is_paid_and_a_loan_that_was_never_drawn_are_closed_and_the_nights_go_on(bank: Bank, staff: Asker, tenant: str) -> None:
    member = borrower(bank, staff)
    card = open_credit(staff, "credit_card", member, card={"limit": 2_000_00, "statement_day": 4})
    loan = open_credit(staff, "home_loan", member, loan={**HOME, "due_day": 4})
    shop, daily = bank.open_account(asker=staff), bank.open_account(member, asker=staff, deposit=1_000_00)
    buy = {"code": "internal_transfer", "parameters": {"from_account": card, "to_account": shop, "amount": 400_00}}
    assert staff.post("/v1/transactions", buy).status_code == 201
    owing = staff.post(f"/v1/accounts/{card}/close", {"reason": "Lost.", "pay_to": daily}).json()
    assert (owing["code"], owing["left"]) == ("account_not_empty", -400_00)
    assert staff.post(f"/v1/credit-accounts/{card}/repayments", {"from_account": daily, "amount": 400_00}).status_code == 201
    for account in (card, loan):
        closed = staff.post(f"/v1/accounts/{account}/close", {"reason": "Not wanted any more."})
        assert (closed.status_code, closed.json()["status"]) == (200, "closed"), closed.text
    night = end(bank, FIRST + 3 * DAY, staff, tenant)
    assert (night["status"], night["refused"], night["discrepancies"]) == ("done", 0, 0)
