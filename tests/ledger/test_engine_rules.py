"""The ledger's rule book, part one: what moves, what a request says, ids, time, references.

Every rule is tried on the reference model, on the judge in columns and one by one, and on the database itself. All amounts are worked out
by hand. ``cash`` is an unlimited debit-side account, ``member`` has 1,000 and must not go below zero, ``shop`` is an unlimited credit-side one.
"""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import START_US
from tests.ledger.bank import LATER_US, LIMITED, NIL, Bank
from twincore.kernel.ids import id_of_key
from twincore.kernel.money import AMOUNT_MAX
from twincore.ledger.model import AccountFlag, Flag, Kind, Status

# --- what moves


def test_a_post_moves_money_from_the_debited_to_the_credited_account(bank: Bank, cash: int, member: int) -> None:
    row = bank.done(Kind.POST, cash, member, 250, code=17)
    assert bank.books(member) == (1_250, 0, 1_250)
    assert bank.books(cash) == (1_250, 0, 1_250)
    assert (row.seq, row.amount, row.pending, row.ref, row.code) == (2, 250, 0, 0, 17)
    assert (row.debit_prev, row.credit_prev) == (1, 1)
    assert (row.debit_posted, row.credit_posted) == (-1_250, 1_250)


def test_every_transfer_carries_its_command_its_time_and_its_words(bank: Bank, cash: int, member: int) -> None:
    words = {"text": "café", "n": 1}
    outcome = bank.submit(bank.ask(Kind.POST, cash, member, 1, detail=words), command=UUID(int=77))[0]
    assert outcome.transfer is not None
    assert (outcome.transfer.command, outcome.transfer.posted_at_us, outcome.transfer.detail) == (UUID(int=77), START_US, words)


def test_a_value_date_is_as_asked_or_the_business_date(bank: Bank, cash: int, member: int) -> None:
    assert bank.done(Kind.POST, cash, member, 1).value_date == date(2026, 7, 1)
    assert bank.done(Kind.POST, cash, member, 1, value_date=date(2025, 12, 31)).value_date == date(2025, 12, 31)


def test_a_hold_sets_money_aside_and_posts_nothing(bank: Bank, member: int, shop: int) -> None:
    row = bank.done(Kind.HOLD, member, shop, 300)
    assert bank.books(member) == (1_000, 300, 700)
    assert bank.ledger.balances(shop).pending == 300
    assert bank.books(shop) == (0, 0, 0)
    assert (row.amount, row.pending, row.debit_posted, row.debit_held) == (0, 300, 1_000, 300)


def test_a_capture_without_an_amount_posts_the_whole_hold(bank: Bank, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300)
    row = bank.done(Kind.CAPTURE, ref=hold.id)
    assert (row.debit, row.credit, row.amount, row.pending, row.ref) == (member, shop, 300, -300, hold.seq)
    assert bank.books(member) == (700, 0, 700)
    assert bank.books(shop) == (300, 0, 300)


def test_a_partial_capture_leaves_the_rest_of_the_hold_standing(bank: Bank, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300)
    row = bank.done(Kind.CAPTURE, ref=hold.id, amount=100)
    assert (row.amount, row.pending) == (100, -100)
    assert bank.books(member) == (900, 200, 700)
    assert bank.done(Kind.CAPTURE, ref=hold.id).amount == 200
    assert bank.books(member) == (700, 0, 700)


def test_a_final_capture_gives_back_what_it_does_not_post(bank: Bank, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300)
    row = bank.done(Kind.CAPTURE, ref=hold.id, amount=100, flags=Flag.FINAL)
    assert (row.amount, row.pending) == (100, -300)
    assert bank.books(member) == (900, 0, 900)
    assert bank.fate(Kind.CAPTURE, ref=hold.id) == Status.HOLD_CAPTURED


def test_a_release_gives_back_part_or_all_of_a_hold(bank: Bank, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300)
    row = bank.done(Kind.RELEASE, ref=hold.id, amount=120)
    assert (row.amount, row.pending) == (0, -120)
    assert bank.books(member) == (1_000, 180, 820)
    assert bank.done(Kind.RELEASE, ref=hold.id).pending == -180
    assert bank.books(member) == (1_000, 0, 1_000)


def test_a_reversal_posts_the_opposite_of_the_original(bank: Bank, cash: int, member: int) -> None:
    original = bank.done(Kind.POST, cash, member, 250, code=3)
    row = bank.done(Kind.REVERSE, ref=original.id, code=9)
    assert (row.debit, row.credit, row.amount, row.ref, row.code) == (member, cash, 250, original.seq, 9)
    assert bank.books(member) == (1_000, 0, 1_000)


def test_a_reversal_of_a_capture_returns_what_was_posted_and_does_not_revive_the_hold(bank: Bank, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300)
    capture = bank.done(Kind.CAPTURE, ref=hold.id, amount=200, flags=Flag.FINAL)
    assert bank.done(Kind.REVERSE, ref=capture.id).amount == 200
    assert bank.books(member) == (1_000, 0, 1_000)
    assert bank.fate(Kind.CAPTURE, ref=hold.id) == Status.HOLD_CAPTURED


# --- what a request says of itself


BY_ITSELF: dict[str, tuple[dict[str, Any], Status]] = {
    "no id": ({"id": NIL}, Status.ID_MISSING),
    "an expiry, which the lane alone writes": ({"kind": Kind.EXPIRE}, Status.KIND_UNKNOWN),
    "an unknown flag": ({"flags": Flag(16)}, Status.FLAGS_INVALID),
    "final, on a post": ({"flags": Flag.FINAL}, Status.FLAGS_INVALID),
    "imported without a time": ({"flags": Flag.IMPORTED}, Status.FLAGS_INVALID),
    "a time without being imported": ({"posted_at_us": START_US}, Status.FLAGS_INVALID),
    "nothing": ({"amount": 0}, Status.AMOUNT_INVALID),
    "less than nothing": ({"amount": -1}, Status.AMOUNT_INVALID),
    "more than the largest amount": ({"amount": AMOUNT_MAX + 1}, Status.AMOUNT_INVALID),
    "a hold of nothing": ({"kind": Kind.HOLD, "amount": 0}, Status.AMOUNT_INVALID),
    "a capture of less than nothing": (
        {"kind": Kind.CAPTURE, "amount": -1, "ref": UUID(int=1), "debit": 0, "credit": 0},
        Status.AMOUNT_INVALID,
    ),
    "a release of too much": (
        {"kind": Kind.RELEASE, "amount": AMOUNT_MAX + 1, "ref": UUID(int=1), "debit": 0, "credit": 0},
        Status.AMOUNT_INVALID,
    ),
    "a reversal with an amount": ({"kind": Kind.REVERSE, "ref": UUID(int=1)}, Status.AMOUNT_INVALID),
    "a post that refers": ({"ref": UUID(int=1)}, Status.REF_INVALID),
    "a capture that refers to nothing": ({"kind": Kind.CAPTURE}, Status.REF_INVALID),
    "a post that expires": ({"expires_at_us": LATER_US}, Status.REF_INVALID),
    "from an account to itself": ({"debit": 2}, Status.ACCOUNTS_SAME),
    "from no account to none": ({"debit": 0, "credit": 0}, Status.ACCOUNTS_SAME),
    "a release between one account": ({"kind": Kind.RELEASE, "ref": UUID(int=1), "debit": 2}, Status.ACCOUNTS_SAME),
    "too many words": ({"detail": {"text": "x" * 4_086}}, Status.DETAIL_TOO_LARGE),
}


@pytest.mark.parametrize("what", BY_ITSELF)
def test_a_request_is_refused_for_what_it_says_of_itself(bank: Bank, cash: int, member: int, what: str) -> None:
    given, status = BY_ITSELF[what]
    request = replace(bank.ask(Kind.POST, cash, member, 5), **given)
    assert bank.fates(request) == [status]
    assert len(bank.ledger.rows) == 1


def test_words_of_4096_bytes_are_still_taken(bank: Bank, cash: int, member: int) -> None:
    words = {"text": "x" * 4_085}  # {"text":"..."} is eleven bytes more
    assert bank.done(Kind.POST, cash, member, 5, detail=words).detail == words


def test_the_largest_amount_is_taken(bank: Bank, cash: int, member: int) -> None:
    assert bank.done(Kind.POST, cash, member, AMOUNT_MAX).amount == AMOUNT_MAX


def test_of_two_faults_the_first_in_precedence_is_told(bank: Bank, cash: int) -> None:
    assert bank.fates(replace(bank.ask(Kind.POST, cash, cash, 0), flags=Flag.FINAL)) == [Status.FLAGS_INVALID]
    assert bank.fates(bank.ask(Kind.POST, cash, cash, 0)) == [Status.AMOUNT_INVALID]
    assert bank.fates(bank.ask(Kind.POST, cash, 99, 5, id=NIL)) == [Status.ID_MISSING]
    assert bank.fates(bank.ask(Kind.HOLD, 98, 99, 5, expires_at_us=START_US)) == [Status.EXPIRY_INVALID]
    assert bank.fates(bank.ask(Kind.POST, 98, 99, 5)) == [Status.DEBIT_ACCOUNT_NOT_FOUND]


# --- the same id again


def test_the_same_request_again_is_answered_as_before_and_moves_nothing(bank: Bank, cash: int, member: int) -> None:
    request = bank.ask(Kind.POST, cash, member, 250, value_date=date(2026, 6, 30))
    first, second = bank.submit(request)[0], bank.submit(request)[0]
    assert (first.status, second.status) == (Status.CREATED, Status.EXISTS)
    assert second.transfer == first.transfer
    assert bank.available(member) == 1_250


def test_the_same_request_twice_in_one_batch_moves_money_once(bank: Bank, cash: int, member: int) -> None:
    request = bank.ask(Kind.POST, cash, member, 250)
    first, second = bank.submit(request, request)
    assert (first.status, second.status) == (Status.CREATED, Status.EXISTS)
    assert second.transfer == first.transfer
    assert bank.available(member) == 1_250


def test_a_repeat_is_recognised_also_when_it_would_be_refused_by_now(bank: Bank, cash: int, member: int, shop: int) -> None:
    spend = bank.ask(Kind.POST, member, shop, 1_000)
    hold = bank.ask(Kind.HOLD, cash, member, 5, expires_at_us=LATER_US)
    assert bank.fates(spend, hold) == [Status.CREATED] * 2
    bank.change(member, flags=LIMITED | AccountFlag.DEBITS_FROZEN | AccountFlag.CREDITS_FROZEN)
    bank.now_us = LATER_US + 1
    assert bank.fates(spend, hold) == [Status.EXISTS] * 2


def test_a_hold_that_was_asked_for_twice_is_one_hold(bank: Bank, member: int, shop: int) -> None:
    hold = bank.ask(Kind.HOLD, member, shop, 300)
    assert bank.fates(hold, bank.ask(Kind.POST, member, shop, 5)) == [Status.CREATED] * 2
    assert bank.fates(bank.ask(Kind.POST, member, shop, 5), hold) == [Status.CREATED, Status.EXISTS]
    assert bank.books(member) == (990, 300, 690)
    assert bank.fates(bank.ask(Kind.CAPTURE, ref=hold.id, amount=100), hold) == [Status.CREATED, Status.EXISTS]
    assert bank.fates(hold, bank.ask(Kind.CAPTURE, ref=hold.id)) == [Status.EXISTS, Status.CREATED]
    assert bank.books(member) == (690, 0, 690)


def test_a_repeat_may_leave_open_what_the_first_said(bank: Bank, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300)
    capture = bank.ask(Kind.CAPTURE, ref=hold.id, amount=300, debit=member, credit=shop)
    assert bank.fates(capture, replace(capture, amount=0, debit=0, credit=0)) == [Status.CREATED, Status.EXISTS]


@pytest.mark.parametrize(
    "other",
    [
        {"amount": 251},
        {"code": 1},
        {"kind": Kind.HOLD},
        {"debit": 2, "credit": 1},
        {"value_date": date(2026, 1, 1)},
        {"flags": Flag.FORCED},
        {"flags": Flag.IMPORTED, "posted_at_us": START_US},
    ],
)
def test_another_request_under_the_same_id_is_a_conflict(bank: Bank, cash: int, member: int, other: dict[str, Any]) -> None:
    request = bank.ask(Kind.POST, cash, member, 250)
    assert bank.fates(request, replace(request, **other)) == [Status.CREATED, Status.ID_CONFLICT]
    assert bank.fates(replace(request, **other)) == [Status.ID_CONFLICT]
    assert bank.available(member) == 1_250


def test_a_hold_with_another_expiry_is_another_hold(bank: Bank, member: int, shop: int) -> None:
    request = bank.ask(Kind.HOLD, member, shop, 250, expires_at_us=LATER_US)
    assert bank.fates(request, replace(request, expires_at_us=LATER_US + 1)) == [Status.CREATED, Status.ID_CONFLICT]


def test_the_id_of_a_refused_request_is_free(bank: Bank, cash: int, member: int, shop: int) -> None:
    request = bank.ask(Kind.POST, member, shop, 1_500)
    assert bank.fates(request) == [Status.INSUFFICIENT_FUNDS]
    bank.done(Kind.POST, cash, member, 500)
    assert bank.fates(request) == [Status.CREATED]


def test_the_id_of_an_expiry_follows_from_its_hold_and_is_taken(bank: Bank, cash: int, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300, expires_at_us=LATER_US)
    bank.now_us = LATER_US
    assert bank.fate(Kind.POST, cash, member, 5, id=id_of_key("expire", hold.id)) == Status.ID_CONFLICT


# --- time


def test_a_hold_expires_when_its_time_is_over_and_not_before(bank: Bank, cash: int, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 300, expires_at_us=LATER_US)
    bank.now_us = LATER_US - 1
    bank.done(Kind.RELEASE, ref=hold.id, amount=100)
    bank.now_us = LATER_US
    bank.done(Kind.POST, cash, shop, 1)
    expiry = bank.ledger.rows[3]
    assert (expiry.kind, expiry.id, expiry.pending, expiry.ref) == (Kind.EXPIRE, id_of_key("expire", hold.id), -200, hold.seq)
    assert (expiry.code, expiry.command, expiry.posted_at_us, expiry.debit_held) == (0, NIL, LATER_US, 0)
    assert bank.books(member) == (1_000, 0, 1_000)
    assert bank.fate(Kind.CAPTURE, ref=hold.id) == Status.HOLD_EXPIRED


def test_holds_expire_in_the_order_of_their_times(bank: Bank, cash: int, member: int, shop: int) -> None:
    holds = [bank.done(Kind.HOLD, member, shop, 10, expires_at_us=START_US + wait) for wait in (30, 10, 20, 10)]
    bank.now_us = START_US + 30
    bank.done(Kind.POST, cash, shop, 1)
    expiries = [row.ref for row in bank.ledger.rows if row.kind == Kind.EXPIRE]
    assert expiries == [holds[1].seq, holds[3].seq, holds[2].seq, holds[0].seq]


def test_money_of_an_expired_hold_can_be_spent_in_the_same_batch(bank: Bank, member: int, shop: int) -> None:
    bank.done(Kind.HOLD, member, shop, 900, expires_at_us=LATER_US)
    assert bank.fate(Kind.POST, member, shop, 101) == Status.INSUFFICIENT_FUNDS
    bank.now_us = LATER_US
    assert bank.fate(Kind.POST, member, shop, 1_000) == Status.CREATED


@pytest.mark.parametrize("wait", [0, -1])
def test_a_hold_must_expire_in_the_future(bank: Bank, member: int, shop: int, wait: int) -> None:
    assert bank.fate(Kind.HOLD, member, shop, 5, expires_at_us=START_US + wait) == Status.EXPIRY_INVALID
    assert bank.fate(Kind.HOLD, member, shop, 5, expires_at_us=START_US + 1) == Status.CREATED


def test_an_import_brings_its_own_time_between_the_last_transfer_and_now(bank: Bank, cash: int, member: int) -> None:
    bank.now_us = LATER_US
    past = {"flags": Flag.IMPORTED}
    assert bank.fate(Kind.POST, cash, member, 5, **past, posted_at_us=START_US - 1) == Status.TIME_INVALID  # the opening post is later
    assert bank.fate(Kind.POST, cash, member, 5, **past, posted_at_us=LATER_US + 1) == Status.TIME_INVALID
    first = bank.done(Kind.POST, cash, member, 5, **past, posted_at_us=START_US)
    second = bank.done(Kind.POST, cash, member, 5, **past, posted_at_us=LATER_US)
    assert (first.posted_at_us, second.posted_at_us) == (START_US, LATER_US)
    assert bank.fate(Kind.POST, cash, member, 5, **past, posted_at_us=LATER_US - 1) == Status.TIME_INVALID


def test_an_import_is_dated_by_its_own_business_date(bank: Bank, cash: int, member: int) -> None:
    bank.now_us = START_US + 3 * 86_400_000_000
    row = bank.done(Kind.POST, cash, member, 5, flags=Flag.IMPORTED, posted_at_us=START_US + 86_400_000_000)
    assert row.value_date == date(2026, 7, 2)


def test_within_a_batch_an_import_cannot_follow_what_was_posted_now(bank: Bank, cash: int, member: int) -> None:
    bank.now_us = LATER_US
    requests = [
        bank.ask(Kind.POST, cash, member, 5, flags=Flag.IMPORTED, posted_at_us=START_US + 9),
        bank.ask(Kind.POST, cash, member, 5, flags=Flag.IMPORTED, posted_at_us=START_US + 8),
        bank.ask(Kind.POST, cash, member, 5),
        bank.ask(Kind.POST, cash, member, 5, flags=Flag.IMPORTED, posted_at_us=START_US + 10),
        bank.ask(Kind.POST, cash, member, 5, flags=Flag.IMPORTED, posted_at_us=LATER_US),
    ]
    assert bank.fates(*requests) == [Status.CREATED, Status.TIME_INVALID, Status.CREATED, Status.TIME_INVALID, Status.CREATED]


@pytest.mark.parametrize("posted_at_us", [-5_364_662_400_000_001, -(2**61), -(2**62) - 1, -(2**63) + 1])
def test_an_import_from_before_the_calendar_is_refused_and_harms_nobody(bank: Bank, cash: int, shop: int, posted_at_us: int) -> None:
    past = bank.ask(Kind.POST, cash, shop, 5, flags=Flag.IMPORTED, posted_at_us=posted_at_us)
    earliest = bank.ask(Kind.POST, cash, shop, 5, flags=Flag.IMPORTED, posted_at_us=-5_364_662_400_000_000)
    assert bank.fates(past, bank.ask(Kind.POST, cash, 99, 5), earliest, bank.ask(Kind.POST, cash, shop, 5)) == [
        Status.TIME_INVALID,
        Status.CREDIT_ACCOUNT_NOT_FOUND,
        Status.CREATED,
        Status.CREATED,
    ]


def test_time_on_the_lane_never_goes_back_though_the_clock_does(bank: Bank, cash: int, member: int) -> None:
    bank.now_us = START_US - 1_000
    assert bank.done(Kind.POST, cash, member, 5).posted_at_us == START_US


# --- what a request refers to


def test_what_is_not_there_cannot_be_referred_to(bank: Bank) -> None:
    for kind in (Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE):
        assert bank.fate(kind, ref=UUID(int=404)) == Status.REF_NOT_FOUND


def test_only_holds_are_captured_or_released_and_only_postings_reversed(bank: Bank, cash: int, member: int, shop: int) -> None:
    post, hold = bank.done(Kind.POST, cash, member, 5), bank.done(Kind.HOLD, member, shop, 5)
    reversal = bank.done(Kind.REVERSE, ref=post.id)
    for ref in (post, reversal):
        assert bank.fate(Kind.CAPTURE, ref=ref.id) == Status.REF_KIND_WRONG
        assert bank.fate(Kind.RELEASE, ref=ref.id) == Status.REF_KIND_WRONG
    assert bank.fate(Kind.REVERSE, ref=hold.id) == Status.REF_KIND_WRONG
    assert bank.fate(Kind.REVERSE, ref=reversal.id) == Status.REF_KIND_WRONG


@pytest.mark.parametrize("ending", [Kind.CAPTURE, Kind.RELEASE])
def test_a_hold_is_ended_once_and_says_how(bank: Bank, member: int, shop: int, ending: Kind) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 5)
    over = Status.HOLD_CAPTURED if ending == Kind.CAPTURE else Status.HOLD_RELEASED
    assert bank.fates(bank.ask(ending, ref=hold.id), bank.ask(Kind.CAPTURE, ref=hold.id)) == [Status.CREATED, over]
    assert bank.fates(bank.ask(Kind.CAPTURE, ref=hold.id), bank.ask(Kind.RELEASE, ref=hold.id)) == [over, over]


def test_what_ended_a_hold_is_its_last_part(bank: Bank, member: int, shop: int) -> None:
    hold = bank.done(Kind.HOLD, member, shop, 5)
    bank.done(Kind.CAPTURE, ref=hold.id, amount=2)
    bank.done(Kind.RELEASE, ref=hold.id)
    assert bank.fate(Kind.CAPTURE, ref=hold.id) == Status.HOLD_RELEASED


def test_a_posting_is_reversed_once(bank: Bank, cash: int, member: int) -> None:
    post = bank.done(Kind.POST, cash, member, 5)
    assert bank.fates(bank.ask(Kind.REVERSE, ref=post.id), bank.ask(Kind.REVERSE, ref=post.id)) == [Status.CREATED, Status.ALREADY_REVERSED]
    assert bank.fate(Kind.REVERSE, ref=post.id) == Status.ALREADY_REVERSED


def test_accounts_that_are_given_must_be_those_of_the_transfer_referred_to(bank: Bank, cash: int, member: int, shop: int) -> None:
    hold, post = bank.done(Kind.HOLD, member, shop, 5), bank.done(Kind.POST, cash, member, 5)
    assert bank.fate(Kind.CAPTURE, shop, member, ref=hold.id) == Status.REF_ACCOUNTS_DIFFER
    assert bank.fate(Kind.RELEASE, 0, member, ref=hold.id) == Status.REF_ACCOUNTS_DIFFER
    assert bank.fate(Kind.REVERSE, cash, member, ref=post.id) == Status.REF_ACCOUNTS_DIFFER
    assert bank.fate(Kind.REVERSE, member, cash, ref=post.id) == Status.CREATED
    assert bank.fate(Kind.CAPTURE, member, shop, ref=hold.id) == Status.CREATED


def test_a_hold_can_be_placed_captured_and_reversed_in_one_batch(bank: Bank, member: int, shop: int) -> None:
    hold = bank.ask(Kind.HOLD, member, shop, 300)
    capture = bank.ask(Kind.CAPTURE, ref=hold.id, amount=100)
    outcomes = bank.submit(
        hold, capture, bank.ask(Kind.REVERSE, ref=capture.id), bank.ask(Kind.RELEASE, ref=hold.id), bank.ask(Kind.CAPTURE, ref=hold.id)
    )
    assert [o.status for o in outcomes] == [Status.CREATED] * 4 + [Status.HOLD_RELEASED]
    assert [o.transfer.ref for o in outcomes[:4] if o.transfer] == [0, 2, 3, 2]
    assert bank.books(member) == (1_000, 0, 1_000)
