"""Every balance counted again: what the raw rows say is right, and one cent of difference is found and named."""

from uuid import uuid4

import pytest

from tests.conftest import START_US
from tests.reconciliation.bank import DAY, Bank
from twincore.kernel.db import Connection
from twincore.kernel.refusal import Refusal
from twincore.ledger import Kind, TransferRequest
from twincore.reconciliation import CaseKind, Recount, list_cases, reconcile, recount


def count(bank: Bank, cut_seq: int, step_rows: int = 3) -> Recount:
    with bank.database.app(bank.tenant) as conn:
        return recount(conn, bank.tenant, cut_seq=cut_seq, step_rows=step_rows)


@pytest.fixture
def busy(bank: Bank) -> Bank:
    """Ten payments in, three out, a hold partly captured, and one still open: fifteen transfers, the checkpoint after the first ten."""
    bank.pays_in(*((1_000 + n, f"in-{n}") for n in range(10)))
    bank.checkpoints()
    bank.pays_in((-300, "a"), (-400, "b"))
    hold = uuid4()
    bank.post([TransferRequest(hold, Kind.HOLD, debit=bank.member, credit=bank.suspense, amount=500)])
    bank.post([TransferRequest(uuid4(), Kind.CAPTURE, amount=200, ref=hold)])
    bank.post([TransferRequest(uuid4(), Kind.HOLD, debit=bank.member, credit=bank.suspense, amount=70)])
    return bank


def test_books_that_agree_are_found_to_agree(busy: Bank) -> None:
    found = count(busy, 15)

    assert (found.different, found.discrepancies, found.transfers, found.covered_seq) == (0, (), 15, 10)
    assert found.lines[1160, "AUD"] == (10_045, 700)
    assert found.lines[2110, "AUD"] == (900, 10_045)
    assert found.lines[2910, "AUD"] == (0, 200)
    assert sum(debited - credited for debited, credited in found.lines.values()) == 0


def test_the_cut_may_lie_before_the_checkpoint(busy: Bank) -> None:
    busy.checkpoints()

    found = count(busy, 4)

    assert found.different == 0
    assert (found.covered_seq, found.holds) == (15, 2)
    assert found.lines[1160, "AUD"] == (1_000 + 1_001 + 1_002 + 1_003, 0)


@pytest.mark.parametrize("step_rows", [1, 2, 7, 100])
def test_the_length_of_a_stretch_changes_nothing(busy: Bank, step_rows: int) -> None:
    busy.checkpoints()

    assert count(busy, 12, step_rows).lines == count(busy, 12).lines


@pytest.mark.parametrize("measure", ["debits_posted", "credits_posted", "debits_pending", "credits_pending", "last_seq"])
def test_one_cent_of_a_kept_balance_is_found_and_named(busy: Bank, superuser: Connection, measure: str) -> None:
    busy.checkpoints()
    superuser.execute(f"update ledger.balance set {measure} = {measure} + 1 where account = %s", (busy.member,))

    found = count(busy, 15)

    assert found.different == 1
    (difference,) = found.discrepancies
    assert (difference.subject, difference.measure, difference.difference) == (f"account/{busy.member}", measure, 1)
    assert difference.currency == "AUD"
    assert f"says {difference.counted + 1}, counted again it is {difference.counted}" in str(difference)


def test_a_balance_that_is_missing_is_found(busy: Bank, superuser: Connection) -> None:
    superuser.execute("delete from ledger.balance where account = %s", (busy.nostro,))

    found = count(busy, 10)

    assert [(d.measure, d.stated, d.counted) for d in found.discrepancies] == [("debits_posted", 0, 10_045), ("last_seq", 0, 10)]


def test_a_hold_of_another_size_is_found(busy: Bank, superuser: Connection) -> None:
    busy.checkpoints()
    superuser.execute("update ledger.open_hold set remaining = remaining - 1 where seq = 13")

    (difference,) = count(busy, 15).discrepancies

    assert (difference.subject, difference.stated, difference.counted) == ("hold/13", 299, 300)


def test_a_running_balance_after_the_checkpoint_is_compared_too(busy: Bank, superuser: Connection) -> None:
    superuser.execute("alter table ledger.transfer_t1 disable trigger user")
    superuser.execute("update ledger.transfer set credit_posted = credit_posted + 1 where seq = 12")

    (difference,) = count(busy, 15).discrepancies

    assert (difference.subject, difference.measure, difference.difference) == (f"account/{busy.nostro}", "running balance", 1)


def test_a_changed_amount_and_a_missing_transfer_are_found(busy: Bank, superuser: Connection) -> None:
    superuser.execute("alter table ledger.transfer_t1 disable trigger user")
    superuser.execute("update ledger.transfer set amount = amount + 1 where seq = 3")
    superuser.execute("delete from ledger.transfer where seq = 5")

    found = count(busy, 10)

    assert "transfer/5" in {d.subject for d in found.discrepancies}
    assert {(d.subject, d.measure, d.difference) for d in found.discrepancies} >= {
        (f"account/{busy.nostro}", "debits_posted", 1_004 - 1),
        (f"account/{busy.member}", "credits_posted", 1_004 - 1),
    }


def test_a_cut_beyond_the_journal_is_refused(busy: Bank) -> None:
    with pytest.raises(Refusal, match="cut_invalid"):
        count(busy, 16)


def test_a_discrepancy_of_one_cent_is_raised_once_and_seen_again(busy: Bank, superuser: Connection) -> None:
    superuser.execute("update ledger.balance set credits_posted = credits_posted - 1 where account = %s", (busy.member,))

    for night, raised in ((DAY, (1, 0)), (DAY.replace(day=2), (0, 1))):
        with busy.database.app(busy.tenant) as conn:
            found = reconcile(conn, busy.tenant, date=night, cut_seq=15, now_us=START_US)
        assert not found.agrees
        assert (found.cases.opened, found.cases.seen_again) == raised

    with busy.database.app(busy.tenant) as conn:
        (case,) = list_cases(conn, busy.tenant)
    assert (case.kind, case.amount, case.suspense) == (CaseKind.BALANCE, -1, 0)
    assert case.subject == f"account/{busy.member}/credits_posted"
    assert (case.opened_on, case.seen_on) == (DAY, DAY.replace(day=2))


def test_nobody_counts_anothers_transfers(busy: Bank, other_tenant: int) -> None:
    with busy.database.app(other_tenant) as conn, pytest.raises(Refusal, match="lane_not_found"):
        recount(conn, busy.tenant, cut_seq=0)
