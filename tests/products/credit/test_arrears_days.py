"""Arrears through the days: ageing, late fees, default, hardship, write-off, provisions."""

from datetime import date, timedelta

import pytest

from tests.products.credit.conftest import Bank, moment
from twincore.kernel.refusal import Refusal
from twincore.products.credit import (
    CreditStatus,
    Relief,
    State,
    arrange_hardship,
    arrears_on,
    postings_due,
    provisioning,
    schedule_of,
    write_off,
)

DUE = date(2026, 8, 1)


def lend(bank: Bank, product: str = "personal_loan", **terms: object) -> int:
    """A loan that its borrower repays, or not."""
    everyday = bank.deposit()
    agreed: dict[str, object] = {"amount": 12_000_00, "term_months": 24, "due_day": 1, "rate_ppm": 99_900, **terms}
    loan = bank.open(product, **agreed)
    bank.post("loan_disbursement", loan=loan, to_account=everyday, amount=agreed["amount"])
    return loan


def test_a_loan_nobody_pays_goes_through_every_bucket_and_each_instalment_has_one_late_fee(bank: Bank) -> None:
    loan = lend(bank)
    seen: list[State] = []
    for days in (0, 1, 29, 30, 60, 90):
        bank.end_days(DUE + timedelta(days=days + 1), twice=days < 2)
        found = bank.get(loan)
        assert found.days_past_due == days
        seen.append(found.state)
    assert seen == [
        State.CURRENT, State.LATE, State.LATE, State.ARREARS, State.ARREARS, State.DEFAULT,
    ]  # fmt: skip
    with bank.database.app(bank.tenant) as conn:
        fees = conn.execute("select count(*), sum(amount) from products.credit_posting where code = 'late_fee'").fetchone()
        overdue = [i.payment for i in schedule_of(conn, bank.tenant, loan) if i.due < bank.day - timedelta(days=1)]
        assert arrears_on(conn, bank.tenant, date=bank.day - timedelta(days=1)) == {90: (1, sum(overdue), bank.owed(loan))}
    assert fees == (3, 3 * 35_00)
    assert bank.get(loan).arrears == sum(overdue)


def test_paying_the_oldest_instalment_makes_the_loan_younger_and_paying_all_makes_it_current(bank: Bank) -> None:
    loan = lend(bank)
    bank.end_days(date(2026, 9, 11))
    assert (bank.get(loan).days_past_due, bank.get(loan).state) == (40, State.ARREARS)
    with bank.database.app(bank.tenant) as conn:
        instalment = schedule_of(conn, bank.tenant, loan)[0].payment
    bank.post("loan_repayment", from_account=loan - 1, loan=loan, principal=instalment, interest=0)
    bank.end_day()
    assert (bank.get(loan).days_past_due, bank.get(loan).arrears) == (10, instalment)
    bank.post("loan_repayment", from_account=loan - 1, loan=loan, principal=instalment, interest=0)
    bank.end_day()
    assert (bank.get(loan).days_past_due, bank.get(loan).state) == (0, State.CURRENT)


def test_a_repayment_that_bounces_counts_as_not_paid(bank: Bank) -> None:
    loan = lend(bank)
    bank.end_days(date(2026, 8, 3))
    posted = bank.post("loan_repayment", from_account=loan - 1, loan=loan, principal=2_000_00, interest=0)
    bank.end_day()
    assert bank.get(loan).state is State.CURRENT
    assert posted[0].transfer is not None
    bank.post("reversal", transfer=posted[0].transfer.id, reason="dishonoured")
    bank.end_day()
    assert (bank.get(loan).state, bank.get(loan).days_past_due) == (State.LATE, 3)


def test_a_pause_in_hardship_capitalises_what_is_overdue_and_keeps_the_loan_out_of_arrears(bank: Bank) -> None:
    loan = lend(bank)
    bank.end_days(date(2026, 9, 11))
    with bank.database.app(bank.tenant) as conn:
        arrange_hardship(
            conn,
            bank.tenant,
            loan,
            relief=Relief.PAUSE,
            months=3,
            extend_months=6,
            reason="lost work",
            actor="ana",
            date=bank.day,
            cut_seq=bank.cut_seq,
            now_us=moment(bank.day),
        )
        schedule = schedule_of(conn, bank.tenant, loan)
        with pytest.raises(Refusal) as refused:
            arrange_hardship(
                conn,
                bank.tenant,
                loan,
                relief=Relief.PAUSE,
                months=1,
                reason="again",
                actor="ana",
                date=bank.day,
                cut_seq=bank.cut_seq,
                now_us=moment(bank.day),
            )
    assert refused.value.code == "hardship_exists"
    assert [i.payment for i in schedule[2:5]] == [0, 0, 0]
    assert len(schedule) == 30
    assert schedule[-1].closing == 0
    bank.end_days(date(2026, 12, 2))
    assert (bank.get(loan).state, bank.get(loan).arrears) == (State.HARDSHIP, 0)
    assert abs(bank.owed(loan) - schedule[4].closing) < 100  # a late fee charged before bears interest of its own
    bank.end_days(date(2027, 1, 3))
    assert (bank.get(loan).state, bank.get(loan).arrears) == (State.LATE, schedule[5].payment)


@pytest.mark.parametrize(
    ("relief", "months", "payment"), [(Relief.PAUSE, 0, 0), (Relief.PAUSE, 7, 0), (Relief.PAUSE, 2, 10_00), (Relief.REDUCED, 2, 0)]
)
def test_arrangements_that_are_not_offered(bank: Bank, relief: Relief, months: int, payment: int) -> None:
    loan = lend(bank)
    bank.end_day()
    with bank.database.app(bank.tenant) as conn, pytest.raises(Refusal) as refused:
        arrange_hardship(
            conn,
            bank.tenant,
            loan,
            relief=relief,
            months=months,
            payment=payment,
            reason="why",
            actor="ana",
            date=bank.day,
            cut_seq=bank.cut_seq,
            now_us=moment(bank.day),
        )
    assert refused.value.code == "hardship_invalid"


def test_a_write_off_takes_two_persons_and_180_days_and_ends_everything(bank: Bank) -> None:
    loan = lend(bank)
    bank.end_days(DUE + timedelta(days=5))
    given = {"reason": "moved abroad", "maker": "ana", "checker": "ben", "date": bank.day, "now_us": moment(bank.day)}
    with bank.database.app(bank.tenant) as conn:
        with pytest.raises(Refusal) as early:
            write_off(conn, bank.tenant, loan, **given)
        with pytest.raises(Refusal) as alone:
            write_off(conn, bank.tenant, loan, **{**given, "checker": "ana"})
        conn.execute("update products.credit_account set days_past_due = 180, past_due_since = due_on where account = %s", (loan,))
        owed, _ = write_off(conn, bank.tenant, loan, **given)
        [posting] = postings_due(conn, bank.tenant, date=bank.day, step="write_off")
    assert (early.value.code, alone.value.code) == ("write_off_too_early", "second_person_needed")
    assert owed == bank.owed(loan) > 12_000_00
    bank.try_post(posting.code, posting.id, posting.parameters)
    assert bank.owed(loan) == 0
    assert bank.get(loan).status is CreditStatus.WRITTEN_OFF
    bank.end_days(date(2026, 9, 3))
    assert bank.owed(loan) == 0
    bank.post("loan_recovery", amount=50_00, reason="collector")


def test_provisions_by_product_bucket_and_stage(bank: Bank) -> None:
    lend(bank)
    lend(bank, "auto_loan", amount=20_000_00, security_value=15_000_00)
    bank.end_days(date(2026, 9, 1))
    with bank.database.app(bank.tenant) as conn:
        lines = {line.product: line for line in provisioning(conn, bank.tenant)}
    unsecured, car = lines["personal_loan"], lines["auto_loan"]
    assert (unsecured.bucket, unsecured.stage, unsecured.accounts) == (30, 2, 1)
    assert unsecured.provision == round(unsecured.owed * 5 / 100)
    assert (car.secured, car.provision) == (15_000_00, round((car.owed - 15_000_00) * 3 / 100))
