"""Every shipped code on a real ledger: what a code asks for, the ledger takes, and the credit union's own accounts show it."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import START_US
from twincore.kernel.clock import FixedClock
from twincore.kernel.db import Database
from twincore.kernel.ids import uuid7
from twincore.ledger import AccountFlag, AccountSpec, Ledger, Outcome, Status, balances, open_accounts
from twincore.transactions import Catalogue, expand, install_catalogue, load_catalogue, shipped_codes

EVERYDAY = AccountSpec("AUD", 2110, "C", AccountFlag.LIMITED)
DOLLARS = AccountSpec("USD", 2110, "C", AccountFlag.LIMITED)
DEPOSIT = AccountSpec("AUD", 2130, "C", AccountFlag.LIMITED)
LOAN = AccountSpec("AUD", 1310, "D", AccountFlag.LIMITED)
Post = Callable[..., list[Outcome]]


@pytest.fixture
def books(database: Database, tenant: int) -> Catalogue:
    with database.app(tenant) as conn:
        install_catalogue(conn, tenant, "AUD", START_US)
        install_catalogue(conn, tenant, "USD", START_US)
        return load_catalogue(conn, tenant, at_us=START_US)


@pytest.fixture
def post(database: Database, tenant: int, books: Catalogue) -> Iterator[Post]:
    engine = Ledger(database, lambda _: FixedClock(START_US))

    def run(code: str, **parameters: Any) -> list[Outcome]:
        request_id = uuid7(START_US)
        return engine.submit(tenant, expand(books, code, parameters, id=request_id), request_id).result(60)

    yield run
    engine.close()


def test_every_shipped_code_posts_and_the_books_balance(database: Database, tenant: int, books: Catalogue, post: Post) -> None:
    with database.app(tenant) as conn:
        mine, other, usd, deposit, loan = open_accounts(conn, tenant, [EVERYDAY, EVERYDAY, DOLLARS, DEPOSIT, LOAN], now_us=START_US)
    later = START_US + 10**9

    def hold(amount: int) -> UUID:
        [outcome] = post("card_authorisation", account=mine, amount=amount, expires_at=later, merchant="Grocer")
        assert outcome.transfer is not None
        return outcome.transfer.id

    opening = post("opening_balance_credit", account=mine, amount=100_000_00)
    posted: list[tuple[str, dict[str, Any]]] = [
        ("opening_balance_debit", {"account": loan, "amount": 500_00}),
        ("cash_deposit", {"account": mine, "amount": 1_000_00, "description": "Counter"}),
        ("cash_withdrawal", {"account": mine, "amount": 50_00}),
        ("atm_deposit", {"account": mine, "amount": 20_00}),
        ("atm_withdrawal", {"account": mine, "amount": 200_00, "fee": 2_50}),
        ("internal_transfer", {"from_account": mine, "to_account": other, "amount": 300_00}),
        ("payroll_credit", {"account": mine, "amount": 4_000_00, "employer": "Mill & Sons"}),
        ("direct_credit_in", {"account": mine, "amount": 10_00}),
        ("direct_debit_in", {"account": mine, "amount": 35_00}),
        ("direct_credit_out", {"account": mine, "amount": 450_00, "payee": "Landlord"}),
        ("realtime_payment_out", {"account": mine, "amount": 5_00}),
        ("realtime_payment_in", {"account": mine, "amount": 6_00}),
        ("bill_payment", {"account": mine, "amount": 99_00, "biller_code": "12345", "customer_reference": "778899"}),
        ("card_capture", {"hold": hold(40_00), "amount": 38_50}),
        ("card_capture_partial", {"hold": hold(60_00), "amount": 20_00}),
        ("card_release", {"hold": hold(70_00)}),
        ("card_purchase", {"account": mine, "amount": 3_20}),
        ("card_refund", {"account": mine, "amount": 3_20}),
        ("monthly_fee", {"account": mine, "amount": 5_00}),
        ("overdraft_fee", {"account": mine, "amount": 10_00}),
        ("transaction_fee", {"account": mine, "amount": 1_00}),
        ("late_fee", {"loan": loan, "amount": 35_00}),
        ("fee_refund", {"account": mine, "amount": 5_00, "reason": "Goodwill"}),
        ("interest_credit", {"account": mine, "amount": 12_34, "tax_rate": "0.47"}),
        ("interest_debit", {"account": mine, "amount": 1_11}),
        ("withholding_tax", {"account": mine, "amount": 50}),
        ("term_deposit_placement", {"from_account": mine, "term_deposit": deposit, "amount": 10_000_00}),
        ("term_deposit_maturity", {"term_deposit": deposit, "to_account": mine, "principal": 10_000_00, "interest": 460_00, "tax_rate": 470_000}),
        ("loan_disbursement", {"loan": loan, "to_account": mine, "amount": 20_000_00, "fee": 150_00}),
        ("loan_repayment", {"from_account": mine, "loan": loan, "principal": 268_73, "interest": 141_50, "fee": 1_00}),
        ("loan_interest_charge", {"loan": loan, "amount": 141_50}),
        ("loan_write_off", {"loan": loan, "amount": 1_00, "reason": "Uncollectable"}),
        ("adjustment_credit", {"account": mine, "amount": 7, "reason": "Correction"}),
        ("adjustment_debit", {"account": mine, "amount": 7, "reason": "Correction"}),
        ("suspense_in", {"amount": 8_00, "reason": "Unknown account"}),
        ("suspense_credit", {"account": mine, "amount": 8_00, "reason": "Found"}),
        ("rounding_residue_credit", {"account": mine, "amount": 1}),
        ("rounding_residue_debit", {"account": mine, "amount": 1}),
        ("fx_exchange", {"from_account": mine, "to_account": usd, "amount": 100_00, "sold": "AUD", "bought": "USD", "rate": "0.6543"}),
    ]  # fmt: skip
    statuses = {"opening_balance_credit": [o.status for o in opening]}
    statuses |= {code: [o.status for o in post(code, **parameters)] for code, parameters in posted}
    [transfer] = post("internal_transfer", from_account=mine, to_account=other, amount=1_00)
    assert transfer.transfer is not None
    statuses["reversal"] = [o.status for o in post("reversal", transfer=transfer.transfer.id, reason="Twice")]

    assert statuses.keys() | {"card_authorisation"} == {spec.name for spec in shipped_codes()}
    assert {status for all_of_code in statuses.values() for status in all_of_code} == {Status.CREATED}

    own = {a.account: a for a in books.accounts}
    with database.app(tenant) as conn:
        found = balances(conn, tenant, [*own, mine, other, usd, deposit, loan])
    for currency, members in (("AUD", {mine, other, deposit, loan}), ("USD", {usd})):
        these = [b for b in found.values() if b.account in members or (b.account in own and own[b.account].currency == currency)]
        assert sum(b.debits_posted for b in these) == sum(b.credits_posted for b in these) > 0
    assert found[deposit].current == 0
    assert found[usd].current == 65_43
    assert found[books.system_account("position")].credits_posted == 100_00
    assert found[books.system_account("position", "USD")].debits_posted == 65_43
    # 5.80 of 12.34 at 47% is 5.7998; 0.50 by hand; 216.20 of 460.00
    assert found[books.system_account("withholding_tax")].current == 5_80 + 50 + 216_20
    assert found[books.system_account("loan_fee_income")].current == 150_00 + 1_00
    assert found[loan].current == 500_00 + 35_00 + 20_150_00 - 410_23 + 141_50 - 1_00


def test_a_group_stands_or_falls_whole(database: Database, tenant: int, post: Post) -> None:
    with database.app(tenant) as conn:
        [mine] = open_accounts(conn, tenant, [EVERYDAY], now_us=START_US)
    post("cash_deposit", account=mine, amount=100_00)

    outcomes = post("atm_withdrawal", account=mine, amount=100_00, fee=2_50)

    assert [o.status for o in outcomes] == [Status.GROUP_REFUSED, Status.INSUFFICIENT_FUNDS]
    with database.app(tenant) as conn:
        assert balances(conn, tenant, [mine])[mine].current == 100_00


def test_words_travel_with_the_legs_that_carry_them(database: Database, tenant: int, post: Post) -> None:
    with database.app(tenant) as conn:
        [mine] = open_accounts(conn, tenant, [EVERYDAY], now_us=START_US)

    [outcome] = post("payroll_credit", account=mine, amount=5, employer="Mill & Sons", reference="July")

    assert outcome.transfer is not None
    assert outcome.transfer.detail == {"employer": "Mill & Sons", "reference": "July"}
    assert outcome.transfer.code == 202
