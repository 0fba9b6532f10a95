"""Cards through the days: limits, statements, grace, late fees, arrears."""

from datetime import date
from fractions import Fraction

import pytest

import twincore.ledger as ledger
from tests.products.credit.conftest import Bank, moment
from twincore.kernel.refusal import Refusal
from twincore.products.credit import (
    CreditProductSpec,
    State,
    card_statements,
    define_credit_product,
    get_credit_account,
    open_credit_account,
    shipped_credit_products,
)

PURCHASES, CASH = Fraction(189_900, 1_000_000 * 365), Fraction(219_900, 1_000_000 * 365)


def test_the_limit_of_a_card_holds_at_every_purchase(bank: Bank) -> None:
    card = bank.open("credit_card", limit=1_000_00, statement_day=15)
    bank.post("card_purchase", account=card, amount=900_00)
    [refused] = bank.try_post("card_purchase", bank.members[0], {"account": card, "amount": 100_01})
    assert refused.status is ledger.Status.INSUFFICIENT_FUNDS
    bank.post("card_purchase", account=card, amount=100_00)


def test_a_card_paid_in_full_is_free_of_interest_and_one_that_is_not_bears_it_from_the_next_cycle(bank: Bank) -> None:
    card = bank.open("credit_card", limit=5_000_00, statement_day=15)
    bank.end_days(date(2026, 7, 11))
    bank.post("card_purchase", account=card, amount=1_000_00)
    bank.end_days(date(2026, 7, 16), twice=True)
    bank.end_days(date(2026, 8, 5))
    bank.post("direct_credit_in", account=card, amount=1_000_00)
    bank.post("card_purchase", account=card, amount=600_00)
    bank.end_days(date(2026, 9, 1))
    bank.post("direct_credit_in", account=card, amount=100_00)
    bank.end_days(date(2026, 9, 16), twice=True)
    with bank.database.app(bank.tenant) as conn:
        september, august, july = card_statements(conn, bank.tenant, card)
    assert (july.closed_on, july.due_on, july.closing, july.interest, july.minimum) == (
        date(2026, 7, 15),
        date(2026, 8, 9),
        1_000_00,
        0,
        30_00,
    )
    assert (august.closing, august.interest, august.opening) == (600_00, 0, 1_000_00)
    interest = round(PURCHASES * (600_00 * 16 + 500_00 * 15))  # 16 August to 31 August, 1 to 15 September
    assert (september.interest, september.closing) == (interest, 500_00 + interest)
    assert bank.owed(card) == september.closing
    bank.post("direct_credit_in", account=card, amount=september.closing)
    bank.end_days(date(2026, 10, 16))
    with bank.database.app(bank.tenant) as conn:
        october = card_statements(conn, bank.tenant, card)[0]
    assert (october.opening, october.interest, october.closing, october.difference) == (september.closing, 0, 0, 0)


def test_cash_and_transferred_balances_have_rates_of_their_own(bank: Bank) -> None:
    card = bank.open("credit_card", limit=5_000_00, statement_day=20, balance_transfers_until="2027-01-31")
    bank.post("card_balance_transfer", account=card, amount=2_000_00)
    bank.post("atm_withdrawal", account=card, amount=300_00)
    bank.end_days(date(2026, 7, 21))
    with bank.database.app(bank.tenant) as conn:
        [statement] = card_statements(conn, bank.tenant, card)
    assert statement.interest == round(CASH * 300_00 * 20)
    assert statement.balances == {
        "interest": statement.interest, "fees": 0, "cash": 300_00, "purchases": 0, "balance_transfers": 2_000_00,
    }  # fmt: skip


def test_a_minimum_payment_that_does_not_come_has_a_late_fee_and_ages(bank: Bank) -> None:
    card = bank.open("credit_card", limit=5_000_00, statement_day=15)
    bank.post("card_purchase", account=card, amount=2_000_00)
    bank.end_days(date(2026, 8, 10))
    assert bank.get(card).state is State.CURRENT  # due on 9 August
    bank.end_day()
    found = bank.get(card)
    assert (found.state, found.days_past_due, found.arrears) == (State.LATE, 1, 60_00)
    bank.end_days(date(2026, 8, 16))
    with bank.database.app(bank.tenant) as conn:
        august = card_statements(conn, bank.tenant, card)[0]
    assert august.overdue == 60_00
    assert august.balances["fees"] == 20_00
    interest = round(PURCHASES * (2_000_00 * 31 + 20_00 * 5))  # the fee was posted on the 11th
    assert august.interest == interest
    assert august.minimum == 60_00 + round((2_020_00 + interest) * 3 / 100)
    bank.end_days(date(2026, 9, 9))
    assert (bank.get(card).state, bank.get(card).days_past_due) == (State.ARREARS, 30)
    bank.post("direct_credit_in", account=card, amount=200_00)
    bank.end_days(date(2026, 9, 11))
    assert (bank.get(card).state, bank.get(card).arrears) == (State.CURRENT, 0)


def test_a_card_follows_the_version_of_its_product_that_holds(bank: Bank) -> None:
    card = bank.open("credit_card", limit=5_000_00, statement_day=15)
    bank.post("atm_withdrawal", account=card, amount=1_000_00)
    shipped = next(p for p in shipped_credit_products() if p.name == "credit_card")
    rules = {**shipped.rules, "rates_ppm": {"purchases": 100_000, "cash": 100_000, "balance_transfers": 0}}
    with bank.database.app(bank.tenant) as conn:
        cheaper = CreditProductSpec(shipped.name, shipped.kind, shipped.title, shipped.description, rules)
        define_credit_product(conn, bank.tenant, cheaper, now_us=moment(bank.day), effective_from_us=moment(date(2026, 7, 20)))
    bank.end_days(date(2026, 8, 16))
    with bank.database.app(bank.tenant) as conn:
        august, july = card_statements(conn, bank.tenant, card)
    assert july.interest == round(CASH * 1_000_00 * 15)
    new = (1_000_00 + july.interest) * 27  # the new rates hold from 20 July
    dearer = CASH * 1_000_00 * 4 + PURCHASES * july.interest * 4
    assert august.interest == round(dearer + Fraction(new + 20_00 * 5, 3650))


def test_cards_and_loans_of_another_tenant_are_not_seen(bank: Bank, other_tenant: int) -> None:
    card = bank.open("credit_card", limit=5_000_00, statement_day=15)
    with bank.database.app(other_tenant) as conn, pytest.raises(Refusal) as refused:
        get_credit_account(conn, other_tenant, card)
    assert refused.value.code == "credit_account_not_found"


@pytest.mark.parametrize(
    ("product", "terms", "code"),
    [
        ("credit_card", {"limit": 100_00, "statement_day": 15}, "credit_limit_not_offered"),
        ("credit_card", {"limit": 1_000_00, "statement_day": 31}, "terms_invalid"),
        ("gold_card", {}, "credit_product_not_found"),
        ("personal_loan", {"amount": 1_00, "term_months": 12, "due_day": 1, "rate_ppm": 1}, "loan_amount_not_offered"),
        ("personal_loan", {"amount": 5_000_00, "term_months": 120, "due_day": 1, "rate_ppm": 1}, "loan_term_not_offered"),
        ("personal_loan", {"amount": 5_000_00, "term_months": 12, "due_day": 1}, "rate_missing"),
        ("personal_loan", {"amount": 5_000_00, "term_months": 12, "due_day": 1, "rate_ppm": 10_000_000}, "terms_invalid"),
        (
            "personal_loan",
            {"amount": 5_000_00, "term_months": 12, "due_day": 1, "rate_ppm": 990_000, "repayment": 400_00},
            "schedule_never_amortises",
        ),
        ("home_loan", {"amount": 300_000_00, "term_months": 360, "due_day": 1, "interest_only_months": 61}, "terms_invalid"),
    ],
)
def test_terms_that_are_not_offered(bank: Bank, product: str, terms: dict[str, object], code: str) -> None:
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        open_credit_account(
            conn,
            bank.tenant,
            product=product,
            party=bank.members[0],
            currency="AUD",
            terms=terms,
            opened_on=bank.day,
            now_us=moment(bank.day),
        )
    assert refused.value.code == code
