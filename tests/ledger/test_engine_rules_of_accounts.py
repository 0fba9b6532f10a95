"""The ledger's rule book, part two: accounts, amounts and limits, linked groups.

Every rule is tried on the reference model, on the judge in columns and one by one, and on the database itself. All amounts are worked out
by hand. ``cash`` is an unlimited debit-side account, ``member`` has 1,000 and must not go below zero, ``shop`` is an unlimited credit-side one.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.ledger.bank import LATER_US, LIMITED, NIL, OVER, Bank
from tests.ledger.reference import ReferenceLedger
from twincore.kernel.money import AMOUNT_MAX
from twincore.ledger.model import GROUP_MAX, NEVER_US, AccountFlag, Flag, Kind, Status, TransferRequest

# --- accounts


def test_both_accounts_must_exist(bank: Bank, cash: int) -> None:
    assert bank.fate(Kind.POST, 99, 98, 5) == Status.DEBIT_ACCOUNT_NOT_FOUND
    for nowhere in (0, -1, 99, 2**62, -(2**63)):
        assert bank.fate(Kind.POST, nowhere, cash, 5) == Status.DEBIT_ACCOUNT_NOT_FOUND
        assert bank.fate(Kind.HOLD, cash, nowhere, 5) == Status.CREDIT_ACCOUNT_NOT_FOUND


def test_both_accounts_must_be_of_one_currency(bank: Bank, cash: int) -> None:
    assert bank.fate(Kind.POST, cash, bank.account(currency="USD"), 5) == Status.CURRENCY_MISMATCH


def test_an_exchange_is_a_linked_group_through_position_accounts(bank: Bank, member: int) -> None:
    position, dollars = bank.account("C"), bank.account("D", currency="USD")
    abroad = bank.account("C", LIMITED, currency="USD")
    assert (
        bank.fates(bank.ask(Kind.POST, member, position, 300, flags=Flag.LINKED), bank.ask(Kind.POST, dollars, abroad, 200))
        == [Status.CREATED] * 2
    )
    assert (bank.available(member), bank.available(abroad)) == (700, 200)


def test_a_closed_account_takes_and_gives_nothing_even_by_force(bank: Bank, cash: int, shop: int) -> None:
    closed = bank.account()
    bank.change(closed, flags=AccountFlag.CLOSED)
    assert bank.fate(Kind.POST, closed, shop, 5) == Status.DEBIT_ACCOUNT_CLOSED
    assert bank.fate(Kind.POST, cash, closed, 5) == Status.CREDIT_ACCOUNT_CLOSED
    assert bank.fate(Kind.HOLD, cash, closed, 5, flags=Flag.FORCED) == Status.CREDIT_ACCOUNT_CLOSED


def test_a_frozen_account_gives_or_takes_by_force_only(bank: Bank, cash: int, member: int, shop: int) -> None:
    bank.change(member, flags=LIMITED | AccountFlag.DEBITS_FROZEN)
    assert bank.fate(Kind.POST, member, shop, 5) == Status.DEBIT_ACCOUNT_FROZEN
    assert bank.fate(Kind.POST, cash, member, 5) == Status.CREATED
    assert bank.fate(Kind.POST, member, shop, 5, flags=Flag.FORCED) == Status.CREATED
    bank.change(member, flags=LIMITED | AccountFlag.CREDITS_FROZEN)
    assert bank.fate(Kind.POST, member, shop, 5) == Status.CREATED
    assert bank.fate(Kind.POST, cash, member, 5) == Status.CREDIT_ACCOUNT_FROZEN
    bank.change(member, flags=LIMITED)
    assert bank.fate(Kind.POST, cash, member, 5) == Status.CREATED


def test_a_hold_on_a_frozen_account_is_released_and_expires_but_not_captured(bank: Bank, cash: int, member: int, shop: int) -> None:
    holds = [bank.done(Kind.HOLD, member, shop, 5, expires_at_us=LATER_US) for _ in range(2)]
    bank.change(member, flags=LIMITED | AccountFlag.DEBITS_FROZEN)
    assert bank.fate(Kind.CAPTURE, ref=holds[0].id) == Status.DEBIT_ACCOUNT_FROZEN
    assert bank.fate(Kind.RELEASE, ref=holds[0].id) == Status.CREATED
    bank.now_us = LATER_US
    bank.done(Kind.POST, cash, shop, 1)
    assert bank.books(member) == (1_000, 0, 1_000)


def test_a_posting_to_a_frozen_account_is_not_reversed(bank: Bank, cash: int, member: int) -> None:
    post = bank.done(Kind.POST, cash, member, 5)
    bank.change(member, flags=LIMITED | AccountFlag.DEBITS_FROZEN)
    assert bank.fate(Kind.REVERSE, ref=post.id) == Status.DEBIT_ACCOUNT_FROZEN
    assert bank.fate(Kind.REVERSE, ref=post.id, flags=Flag.FORCED) == Status.CREATED


# --- amounts and limits


def test_a_limited_account_spends_to_the_last_cent_and_no_further(bank: Bank, member: int, shop: int) -> None:
    post = bank.ask(Kind.POST, member, shop, 1_001)
    assert bank.fates(post, replace(post, amount=1_000), bank.ask(Kind.POST, member, shop, 1)) == [
        Status.INSUFFICIENT_FUNDS,
        Status.CREATED,
        Status.INSUFFICIENT_FUNDS,
    ]


def test_an_overdraft_is_the_distance_below_zero_that_is_allowed(bank: Bank, member: int, shop: int) -> None:
    bank.change(member, limit=500)
    assert bank.books(member) == (1_000, 0, 1_500)
    assert bank.fate(Kind.POST, member, shop, 1_501) == Status.INSUFFICIENT_FUNDS
    assert bank.fate(Kind.POST, member, shop, 1_500) == Status.CREATED
    assert bank.books(member) == (-500, 0, 0)


def test_holds_reduce_what_can_be_spent_and_money_on_its_way_does_not_raise_it(bank: Bank, cash: int, member: int, shop: int) -> None:
    bank.done(Kind.HOLD, member, shop, 600)
    bank.done(Kind.HOLD, cash, member, 5_000)
    assert bank.fate(Kind.POST, member, shop, 401) == Status.INSUFFICIENT_FUNDS
    assert bank.fate(Kind.HOLD, member, shop, 401) == Status.INSUFFICIENT_FUNDS
    assert bank.fate(Kind.HOLD, member, shop, 400) == Status.CREATED


def test_limits_are_felt_in_the_order_of_arrival_within_a_batch(bank: Bank, cash: int, member: int, shop: int) -> None:
    def spend(amount: int) -> TransferRequest:
        return bank.ask(Kind.POST, member, shop, amount)

    requests = [spend(600), spend(600), bank.ask(Kind.POST, cash, member, 200), spend(600), spend(1)]
    assert bank.fates(*requests) == [
        Status.CREATED,
        Status.INSUFFICIENT_FUNDS,
        Status.CREATED,
        Status.CREATED,
        Status.INSUFFICIENT_FUNDS,
    ]


def test_a_forced_transfer_goes_beyond_a_limit_and_leaves_less_for_the_rest(bank: Bank, cash: int, member: int, shop: int) -> None:
    requests = [
        bank.ask(Kind.POST, member, shop, 1_200, flags=Flag.FORCED),
        bank.ask(Kind.POST, member, shop, 900),
        bank.ask(Kind.POST, cash, member, 200),
        bank.ask(Kind.POST, member, shop, 1),
    ]
    assert bank.fates(*requests) == [Status.CREATED, Status.INSUFFICIENT_FUNDS, Status.CREATED, Status.INSUFFICIENT_FUNDS]
    assert bank.books(member) == (0, 0, 0)


def test_a_loan_cannot_be_repaid_beyond_what_is_owed(bank: Bank, member: int) -> None:
    loan = bank.account("D", LIMITED)
    assert bank.fate(Kind.POST, member, loan, 1) == Status.BALANCE_BELOW_ZERO
    bank.done(Kind.POST, loan, member, 300)
    assert bank.fate(Kind.POST, member, loan, 301) == Status.BALANCE_BELOW_ZERO
    bank.done(Kind.HOLD, member, loan, 100)
    assert bank.books(loan) == (300, 100, 200)
    assert bank.fates(bank.ask(Kind.POST, member, loan, 201), bank.ask(Kind.POST, member, loan, 200)) == [
        Status.BALANCE_BELOW_ZERO,
        Status.CREATED,
    ]


def test_the_payers_limit_is_told_before_the_payees(bank: Bank, member: int) -> None:
    assert bank.fate(Kind.POST, member, bank.account("D", LIMITED), 1_001) == Status.INSUFFICIENT_FUNDS


def test_the_side_that_grows_is_never_limited(bank: Bank, member: int) -> None:
    loan = bank.account("D", LIMITED)
    assert bank.fate(Kind.POST, loan, member, AMOUNT_MAX) == Status.CREATED


def test_a_reversal_needs_the_money_to_be_there(bank: Bank, cash: int, member: int, shop: int) -> None:
    post = bank.done(Kind.POST, cash, member, 500)
    bank.done(Kind.POST, member, shop, 1_400)
    assert bank.fate(Kind.REVERSE, ref=post.id) == Status.INSUFFICIENT_FUNDS
    assert bank.fate(Kind.REVERSE, ref=post.id, flags=Flag.FORCED) == Status.CREATED
    assert bank.books(member) == (-400, 0, -400)


def test_a_capture_within_its_hold_needs_no_new_money(bank: Bank, member: int, shop: int) -> None:
    bank.change(member, limit=500)
    hold = bank.done(Kind.HOLD, member, shop, 1_500)
    bank.change(member, limit=0)
    assert bank.available(member) == -500
    assert bank.fate(Kind.POST, member, shop, 1) == Status.INSUFFICIENT_FUNDS
    assert bank.fate(Kind.RELEASE, ref=hold.id, amount=100) == Status.CREATED
    assert bank.fate(Kind.CAPTURE, ref=hold.id) == Status.CREATED


def test_a_capture_larger_than_its_hold_needs_an_account_that_allows_it(bank: Bank, cash: int, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300)
    assert bank.fate(Kind.CAPTURE, ref=hold.id, amount=301) == Status.AMOUNT_EXCEEDS_HOLD
    diner = bank.account("C", LIMITED | OVER)
    bank.done(Kind.POST, cash, diner, 1_000)
    table = bank.done(Kind.HOLD, diner, shop, 300)
    row = bank.done(Kind.CAPTURE, ref=table.id, amount=360)
    assert (row.amount, row.pending) == (360, -300)
    assert bank.books(diner) == (640, 0, 640)


def test_only_the_excess_of_a_larger_capture_is_new_money(bank: Bank, cash: int, shop: int) -> None:
    diner = bank.account("C", LIMITED | OVER)
    bank.done(Kind.POST, cash, diner, 1_000)
    table = bank.done(Kind.HOLD, diner, shop, 900)
    assert bank.fate(Kind.CAPTURE, ref=table.id, amount=1_001) == Status.INSUFFICIENT_FUNDS
    assert bank.fate(Kind.CAPTURE, ref=table.id, amount=1_000) == Status.CREATED


def test_several_captures_of_one_hold_share_it_in_order(bank: Bank, cash: int, shop: int) -> None:
    """50 held of 100: 40 are captured within the hold, 50 more are 40 over it; then 10 are left, not 50."""
    diner = bank.account("C", LIMITED | OVER)
    bank.done(Kind.POST, cash, diner, 100)
    table = bank.done(Kind.HOLD, diner, shop, 50)
    requests = [
        bank.ask(Kind.CAPTURE, ref=table.id, amount=40),
        bank.ask(Kind.CAPTURE, ref=table.id, amount=50),
        bank.ask(Kind.POST, diner, shop, 50),
    ]
    assert bank.fates(*requests) == [Status.CREATED, Status.CREATED, Status.INSUFFICIENT_FUNDS]
    assert bank.fate(Kind.POST, diner, shop, 10) == Status.CREATED
    assert bank.books(diner) == (0, 0, 0)


def test_a_release_is_never_larger_than_what_is_left(bank: Bank, cash: int, shop: int) -> None:
    diner = bank.account("C", OVER)
    bank.done(Kind.POST, cash, diner, 1_000)
    hold = bank.done(Kind.HOLD, diner, shop, 300)
    assert bank.fate(Kind.RELEASE, ref=hold.id, amount=301) == Status.AMOUNT_EXCEEDS_HOLD


# --- linked groups


def test_a_linked_group_stands_or_falls_together(bank: Bank, member: int, shop: int) -> None:
    tax = bank.account()
    good = [bank.ask(Kind.POST, member, shop, 900, flags=Flag.LINKED), bank.ask(Kind.POST, member, tax, 100)]
    bad = [
        bank.ask(Kind.POST, member, shop, 900, flags=Flag.LINKED),
        bank.ask(Kind.POST, member, tax, 101, flags=Flag.LINKED),
        bank.ask(Kind.POST, member, tax, 1),
    ]
    assert bank.fates(*bad, *good) == [
        Status.GROUP_REFUSED,
        Status.INSUFFICIENT_FUNDS,
        Status.GROUP_REFUSED,
        Status.CREATED,
        Status.CREATED,
    ]
    assert [row.flags for row in bank.ledger.rows[1:]] == [Flag.LINKED, Flag(0)]


def test_members_of_a_group_build_on_each_other(bank: Bank, cash: int, shop: int) -> None:
    member = bank.account("C", LIMITED)
    fund = bank.ask(Kind.POST, cash, member, 100, flags=Flag.LINKED)
    hold = bank.ask(Kind.HOLD, member, shop, 100, flags=Flag.LINKED)
    assert bank.fates(fund, hold, bank.ask(Kind.CAPTURE, ref=hold.id)) == [Status.CREATED] * 3
    assert bank.books(member) == (0, 0, 0)


def test_a_refused_group_leaves_no_trace_for_those_after_it(bank: Bank, member: int, shop: int) -> None:
    hold = bank.ask(Kind.HOLD, member, shop, 1_000, flags=Flag.LINKED)
    requests = [
        hold,
        bank.ask(Kind.POST, member, 99, 1),
        bank.ask(Kind.CAPTURE, ref=hold.id),
        bank.ask(Kind.POST, member, shop, 1_000),
        replace(hold, flags=Flag(0)),
    ]
    assert bank.fates(*requests) == [
        Status.GROUP_REFUSED,
        Status.CREDIT_ACCOUNT_NOT_FOUND,
        Status.REF_NOT_FOUND,
        Status.CREATED,
        Status.INSUFFICIENT_FUNDS,
    ]


def test_a_group_repeated_as_a_whole_exists_as_a_whole(bank: Bank, member: int, shop: int) -> None:
    group = [bank.ask(Kind.POST, member, shop, 5, flags=Flag.LINKED), bank.ask(Kind.POST, member, shop, 6)]
    assert bank.fates(*group, *group) == [Status.CREATED] * 2 + [Status.EXISTS] * 2
    assert bank.fates(*group) == [Status.EXISTS] * 2
    assert bank.available(member) == 989


def test_a_group_of_which_a_part_exists_is_refused(bank: Bank, member: int, shop: int) -> None:
    old = bank.ask(Kind.POST, member, shop, 5)
    new = bank.ask(Kind.POST, member, shop, 6, flags=Flag.LINKED)
    assert bank.fates(old, new, old) == [Status.CREATED, Status.GROUP_REFUSED, Status.EXISTS]
    assert bank.fates(new, old) == [Status.GROUP_REFUSED, Status.EXISTS]
    assert bank.available(member) == 995


def test_one_id_cannot_stand_twice_in_a_group(bank: Bank, member: int, shop: int) -> None:
    one = bank.ask(Kind.POST, member, shop, 5)
    assert bank.fates(replace(one, flags=Flag.LINKED), one) == [Status.GROUP_REFUSED, Status.ID_CONFLICT]
    assert bank.available(member) == 1_000


def test_a_group_must_end_within_its_submission(bank: Bank, member: int, shop: int) -> None:
    requests = [bank.ask(Kind.POST, member, shop, 5, flags=Flag.LINKED) for _ in range(2)]
    assert bank.fates(bank.ask(Kind.POST, member, shop, 1), *requests) == [Status.CREATED, Status.GROUP_OPEN, Status.GROUP_OPEN]
    outcomes = bank.ledger.decide_block([(requests, NIL), ([bank.ask(Kind.POST, member, shop, 7)], NIL)], bank.now_us)
    assert [[o.status for o in part] for part in outcomes] == [[Status.GROUP_OPEN] * 2, [Status.CREATED]]


@pytest.mark.parametrize(("length", "status"), [(GROUP_MAX, Status.CREATED), (GROUP_MAX + 1, Status.GROUP_OPEN)])
def test_a_group_has_a_largest_length(bank: Bank, member: int, shop: int, length: int, status: Status) -> None:
    group = [bank.ask(Kind.POST, member, shop, 1, flags=Flag.LINKED) for _ in range(length - 1)]
    assert set(bank.fates(*group, bank.ask(Kind.POST, member, shop, 1))) == {status}
    assert bank.available(member) == (1_000 - length if status == Status.CREATED else 1_000)


def test_an_open_hold_that_never_expires_says_so(bank: Bank, member: int, shop: int) -> None:
    assert bank.done(Kind.HOLD, member, shop, 5).expires_at_us == NEVER_US


def test_the_lane_has_a_largest_number_of_open_holds(monkeypatch: pytest.MonkeyPatch, bank: Bank, member: int, shop: int) -> None:
    if isinstance(bank.ledger, ReferenceLedger):
        bank.ledger.open_holds_max = 2
    for module in ("judge", "one_by_one"):
        monkeypatch.setattr(f"twincore.ledger.engine.{module}.OPEN_HOLDS_MAX", 2)
    holds = [bank.ask(Kind.HOLD, member, shop, 1) for _ in range(4)]
    swap: list[Callable[[], TransferRequest]] = [
        lambda: bank.ask(Kind.RELEASE, ref=holds[0].id),
        lambda: bank.ask(Kind.HOLD, member, shop, 1),
    ]
    assert bank.fates(*holds[:3], *[make() for make in swap], holds[3]) == [
        Status.CREATED,
        Status.CREATED,
        Status.HOLDS_TOO_MANY,
        Status.CREATED,
        Status.CREATED,
        Status.HOLDS_TOO_MANY,
    ]
