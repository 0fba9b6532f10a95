"""While the core is away, every way in which a customer's money can leave an account that the core keeps too asks the stand-in control first.

What the bank posts itself (interest, tax, fees, instalments) is not asked for: no money leaves the bank by it.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.gateway.bank import Asker, Bank
from tests.gateway.test_credit import HOME, borrower, disburse, open_credit
from tests.gateway.test_nights import DAY, FIRST, end
from tests.gateway.test_standing_orders import order
from twincore import sync
from twincore.gateway import Role

POLICY = {"allotment": 50_00, "cap": 30_00, "velocity_count": 3, "velocity_window_s": 3_600}
BSB = 802_985 * 10**9


@pytest.fixture
def tenant(bank: Bank) -> str:
    """A tenant of the test's own."""
    return bank.open_tenant()


@pytest.fixture
def staff(bank: Bank, tenant: str) -> Asker:
    """One who may do everything in it."""
    return bank.as_(Role.TELLER, Role.MANAGER, Role.COMPLIANCE, Role.AUDITOR, Role.OPERATOR, Role.PARTNER, actor="staff", tenant=tenant)


def goes_away(bank: Bank, staff: Asker, tenant: str, *accounts: int, **policy: int) -> None:
    """These accounts are on the core too, the twin leads, and the core is down."""
    opened = staff.post("/v1/core", {"policy": POLICY | policy, "reason": "Begin."})
    assert opened.status_code == 201, opened.text
    number = bank.platform.number_of(tenant) or 0
    with bank.platform.database.app(number) as conn:
        sync.bind_accounts(conn, number, [BSB + account for account in accounts], accounts, now_us=bank.platform.now_us(number))
        conn.execute("update sync.link set mode = 'active', state = 'DOWN', outage = 1")
    bank.platform.admission.forget(number)


def code_of(answer: Any) -> str:
    """The refusal's code, or ``done``."""
    return str(answer.json()["code"]) if answer.status_code >= 400 else "done"


def used(staff: Asker, bank: Bank, tenant: str, account: int) -> int:
    """What an account has used up of its allotment."""
    number = bank.platform.number_of(tenant) or 0
    with bank.platform.database.app(number) as conn:
        row = conn.execute("select spent from sync.allowance where account = %s", [account]).fetchone()
    return 0 if row is None else int(row[0])


def test_transfers_codes_and_linked_groups_ask_first(bank: Bank, staff: Asker, tenant: str) -> None:
    payer, payee = bank.open_account(asker=staff, deposit=1_000_00), bank.open_account(asker=staff)
    goes_away(bank, staff, tenant, payer)
    ways: dict[str, Callable[[int], dict[str, Any]]] = {
        "/v1/transfers": lambda amount: {"debit": payer, "credit": payee, "amount": amount, "code": 201},
        "/v1/transactions": lambda amount: {
            "code": "internal_transfer",
            "parameters": {"from_account": payer, "to_account": payee, "amount": amount, "description": "Rent"},
        },
        "/v1/transfers/linked": lambda amount: {"transfers": [{"debit": payer, "credit": payee, "amount": amount, "code": 201}] * 1},
    }
    for path, body in ways.items():
        refused = staff.post(path, body(30_01), key=f"large{path}")
        assert code_of(refused) == "standin_cap", (path, refused.text)
        again = staff.post(path, body(30_01), key=f"large{path}")
        assert (again.json()["code"], again.headers["Idempotent-Replayed"]) == ("standin_cap", "true")
    for number, (path, body) in enumerate(ways.items()):
        for _ in range(2):  # the same key again is answered and uses up nothing more
            made = staff.post(path, body(10_00), key=f"small{path}")
            assert code_of(made) == "done", (path, made.text)
        assert used(staff, bank, tenant, payer) == (number + 1) * 10_00
    assert code_of(staff.post("/v1/transfers", ways["/v1/transfers"](1))) == "standin_velocity"


def test_a_capture_beyond_its_hold_asks_for_the_excess_and_less_gives_the_rest_back(bank: Bank, staff: Asker, tenant: str) -> None:
    payer, payee = bank.open_account(asker=staff, deposit=1_000_00), bank.open_account(asker=staff)
    goes_away(bank, staff, tenant, payer, velocity_count=100)

    def post(kind: str, amount: int, **more: Any) -> Any:
        sides = {"debit": payer, "credit": payee} if kind == "hold" else {}
        return staff.post("/v1/transfers", {"kind": kind, "amount": amount, "code": 201, **sides, **more})

    hold = post("hold", 30_00).json()["id"]
    assert used(staff, bank, tenant, payer) == 30_00
    assert code_of(post("release", 5_00, ref=hold)) == "done"
    assert used(staff, bank, tenant, payer) == 25_00
    assert code_of(post("capture", 60_00, ref=hold)) == "standin_cap", "35.00 more than is held"
    captured = post("capture", 10_00, ref=hold, final=True)
    assert code_of(captured) == "done", captured.text
    assert used(staff, bank, tenant, payer) == 10_00
    assert code_of(post("reverse", 0, ref=captured.json()["id"])) == "done"
    assert used(staff, bank, tenant, payer) == 0


def test_a_standing_order_of_the_night_asks_first_and_is_tried_again(bank: Bank, staff: Asker, tenant: str) -> None:
    payer, payee = bank.open_account(asker=staff, deposit=1_000_00), bank.open_account(asker=staff)
    large = staff.post("/v1/standing-orders", order(payer, payee, 30_01, FIRST + DAY, frequency="once", retries=2)).headers["location"]
    small = staff.post("/v1/standing-orders", order(payer, payee, 20_00, FIRST + DAY, frequency="once")).headers["location"]
    goes_away(bank, staff, tenant, payer)
    assert end(bank, FIRST, staff, tenant)["status"] == "done"
    (payment,) = staff.get(f"{large}/payments").json()["payments"]
    assert (payment["status"], payment["reason"]) == ("due", "standin_cap")
    assert staff.get(f"{small}/payments").json()["payments"][0]["status"] == "posted"
    assert (bank.available(payee, staff), used(staff, bank, tenant, payer)) == (20_00, 20_00)
    number = bank.platform.number_of(tenant) or 0
    with bank.platform.database.app(number) as conn:
        conn.execute("update sync.link set state = 'UP'")
    assert end(bank, FIRST + DAY, staff, tenant)["status"] == "done"
    assert staff.get(f"{large}/payments").json()["payments"][0]["status"] == "posted"


def test_paying_out_a_closed_account_asks_first_and_the_bank_s_interest_does_not(bank: Bank, staff: Asker, tenant: str) -> None:
    rich, poor = bank.open_account(asker=staff, deposit=40_00), bank.open_account(asker=staff, deposit=20_00)
    payee = bank.open_account(asker=staff)
    end(bank, FIRST, staff, tenant)
    goes_away(bank, staff, tenant, rich, poor)
    for _ in range(2):
        refused = staff.post(f"/v1/accounts/{rich}/close", {"reason": "Member left.", "pay_to": payee}, key="rich")
        assert code_of(refused) == "standin_cap", refused.text
    assert refused.headers["Idempotent-Replayed"] == "true"
    assert bank.available(rich, staff) == 40_00
    for _ in range(2):
        closed = staff.post(f"/v1/accounts/{poor}/close", {"reason": "Member left.", "pay_to": payee}, key="poor")
        assert code_of(closed) == "done", closed.text
    assert (bank.available(payee, staff), used(staff, bank, tenant, poor)) == (20_00, 20_00)


def test_a_redraw_asks_first_and_the_nightly_repayment_does_not(bank: Bank, staff: Asker, tenant: str) -> None:
    boss = bank.as_(Role.MANAGER, actor="boss", tenant=tenant)
    member = borrower(bank, staff)
    daily = bank.open_account(member, asker=staff)
    salary = {"code": "payroll_credit", "parameters": {"account": daily, "amount": 50_000_00}}
    assert staff.post("/v1/transactions", salary).status_code == 201
    loan, plain = (open_credit(staff, "home_loan", member, loan={**HOME, "due_day": 3, "repayment_account": daily}) for _ in range(2))
    for one in (loan, plain):
        disburse(staff, boss, one, bank.open_account(asker=staff), 300_000_00)
    end(bank, FIRST, staff, tenant)
    assert staff.post(f"/v1/credit-accounts/{loan}/repayments", {"from_account": daily, "amount": 10_000_00}).status_code == 201
    end(bank, FIRST + DAY, staff, tenant)
    goes_away(bank, staff, tenant, loan, daily)
    for _ in range(2):
        refused = staff.post(f"/v1/credit-accounts/{loan}/redraw", {"to_account": daily, "amount": 30_01}, key="redraw")
        assert code_of(refused) == "standin_cap", refused.text
    assert refused.headers["Idempotent-Replayed"] == "true"
    assert code_of(staff.post(f"/v1/credit-accounts/{loan}/redraw", {"to_account": daily, "amount": 30_00})) == "done"
    assert used(staff, bank, tenant, loan) == 30_00
    assert code_of(staff.post(f"/v1/credit-accounts/{loan}/repayments", {"from_account": daily, "amount": 30_01})) == "standin_cap"
    before = bank.available(daily, staff)
    end(bank, FIRST + 32 * DAY, staff, tenant, wait_s=120)  # the instalment of the other loan, 3 April, is the bank's own claim
    assert bank.available(daily, staff) < before - 1_000_00


def test_taking_a_term_deposit_early_asks_first(bank: Bank, staff: Asker, tenant: str) -> None:
    terms = {"opening_amount": 10_000_00, "term_months": 12}
    opened = staff.post("/v1/accounts", {"product": "term_deposit_12", "party": bank.open_member(staff), "terms": terms})
    deposit = opened.json()["id"]
    paid = staff.post("/v1/transactions", {"code": "cash_deposit", "parameters": {"account": deposit, "amount": 10_000_00}})
    assert paid.status_code == 201, paid.text
    daily = bank.open_account(asker=staff)
    end(bank, FIRST + DAY, staff, tenant)
    goes_away(bank, staff, tenant, deposit)
    early = {"to_account": daily, "reason": "Roof."}
    for _ in range(2):
        refused = staff.post(f"/v1/accounts/{deposit}/early-withdrawal", early, key="roof")
        assert code_of(refused) == "standin_cap", refused.text
    assert refused.headers["Idempotent-Replayed"] == "true"
    assert bank.available(daily, staff) == 0
    raised = staff.post("/v1/core/policy", {"cap": 20_000_00, "allotment": 20_000_00, "reason": "The member is here."})
    assert raised.status_code == 200, raised.text
    taken = staff.post(f"/v1/accounts/{deposit}/early-withdrawal", early, key="roof-again")
    assert code_of(taken) == "done", taken.text
    assert bank.available(daily, staff) >= 10_000_00
