"""The engine against the plain sequential reference model: the same outcome per transfer, the same rows, the same balances, always.

Two sources of trouble: small requests that Hypothesis makes up around a few accounts and ids (and shrinks to the shortest case), and the
seeded workload, which also says what it planned. Each is decided in columns, one by one, and cut into batches in any way.
"""

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import START_US
from tests.ledger.auditor import Auditor
from tests.ledger.judged import JudgedLedger
from tests.ledger.reference import ReferenceLedger
from tests.ledger.stored import StoredLedger
from tests.ledger.workload import Advance, Change, Submit, Workload
from twincore.kernel.db import Connection, Database
from twincore.kernel.money import AMOUNT_MAX
from twincore.ledger.model import NEVER_US, SUM_MAX, AccountFlag, AccountSpec, Flag, Kind, Outcome, Status, TransferRequest

LIMITED, OVER = AccountFlag.LIMITED, AccountFlag.OVER_CAPTURE
CASH, SAVINGS, EVERYDAY, LOAN, INCOME, DOLLARS, FROZEN, CLOSED, UNKNOWN = range(1, 10)
SPECS = (
    AccountSpec("AUD", 1, "D"),
    AccountSpec("AUD", 2, "C", LIMITED),
    AccountSpec("AUD", 3, "C", LIMITED | OVER, 50),
    AccountSpec("AUD", 4, "D", LIMITED | OVER),
    AccountSpec("AUD", 5, "C", OVER),
    AccountSpec("USD", 6, "C"),
    AccountSpec("AUD", 7, "C", LIMITED | AccountFlag.DEBITS_FROZEN | AccountFlag.CREDITS_FROZEN, 50),
    AccountSpec("AUD", 8, "C", AccountFlag.CLOSED),
)
FUNDED = [
    TransferRequest(UUID(int=101), debit=CASH, credit=SAVINGS, amount=100),
    TransferRequest(UUID(int=102), debit=CASH, credit=EVERYDAY, amount=100),
    TransferRequest(UUID(int=103), debit=LOAN, credit=INCOME, amount=100),
    TransferRequest(UUID(int=104), Kind.HOLD, debit=SAVINGS, credit=INCOME, amount=50),
    TransferRequest(UUID(int=105), Kind.HOLD, debit=EVERYDAY, credit=LOAN, amount=50, expires_at_us=START_US + 5),
    TransferRequest(UUID(int=106), Kind.HOLD, debit=EVERYDAY, credit=CASH, amount=50),
]
IDS = st.integers(101, 106) | st.integers(101, 106) | st.integers(1, 12)
HELD, REVERSIBLE = st.integers(104, 106), st.integers(101, 103)
PAIRS = (
    (CASH, SAVINGS),
    (SAVINGS, CASH),
    (SAVINGS, INCOME),
    (SAVINGS, EVERYDAY),
    (EVERYDAY, SAVINGS),
    (EVERYDAY, INCOME),
    (INCOME, EVERYDAY),
    (LOAN, EVERYDAY),
    (EVERYDAY, LOAN),
    (CASH, LOAN),
)

Block = list[list[TransferRequest]]


@st.composite
def a_request(draw: st.DrawFn) -> TransferRequest:
    """Mostly sound, around few accounts, few ids and few amounts, so that they meet. An id of 0 gets a number of its own later on."""
    kind = draw(st.sampled_from((Kind.POST, Kind.POST, Kind.HOLD, Kind.CAPTURE, Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE)))
    refers = kind in (Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE)
    odd = draw(st.integers(0, 15))  # some are odd in one way
    debit, credit = (0, 0) if refers else draw(st.sampled_from(PAIRS))
    if odd == 0:
        debit, credit = draw(st.integers(0, UNKNOWN)), draw(st.integers(0, UNKNOWN))
    flags = draw(st.sampled_from((Flag(0), Flag(0), Flag(0), Flag(0), Flag.LINKED, Flag.FORCED)))
    if kind == Kind.CAPTURE and draw(st.booleans()):
        flags |= Flag.FINAL
    if odd == 1:
        flags |= Flag.IMPORTED
    amounts = (0, 0, 20, 50, 60, 150) if refers else (1, 20, 50, 100, 150)
    return TransferRequest(
        id=UUID(int=draw(IDS) if odd in (2, 3) else 0),
        kind=kind,
        debit=debit,
        credit=credit,
        amount=0 if kind == Kind.REVERSE else draw(st.sampled_from(amounts)),
        code=draw(st.sampled_from((0, 7))) if odd == 2 else 0,
        ref=UUID(int=draw(IDS if odd in (5, 6) else REVERSIBLE if kind == Kind.REVERSE else HELD)) if refers else None,
        flags=flags,
        value_date=draw(st.sampled_from((None, None, date(2026, 7, 1), date(1999, 12, 31)))) if odd in (2, 3) else None,
        posted_at_us=START_US + draw(st.sampled_from((-1, 0, 4, 5, 9, 20))) if Flag.IMPORTED in flags else None,
        expires_at_us=START_US + draw(st.sampled_from((5, 10))) if kind == Kind.HOLD and draw(st.booleans()) else NEVER_US,
        detail={"n": 1} if odd == 4 else None,
    )


def numbered(submissions: Block, first: int) -> Block:
    """Those without an id get the next one, counting from ``first``: 1, 2, 3, ... where IDS can hit them."""
    count = itertools.count(first)
    return [[r if r.id.int else replace(r, id=UUID(int=next(count))) for r in part] for part in submissions]


SUBMISSIONS = st.lists(st.lists(a_request(), min_size=1, max_size=8), min_size=1, max_size=3)
BLOCKS = st.lists(st.tuples(SUBMISSIONS, st.sampled_from((0, 4, 5, 9))), min_size=1, max_size=4)
QUICK = settings(max_examples=300, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=10_000, suppress_health_check=list(HealthCheck))


def names(outcomes: Sequence[Sequence[Outcome]]) -> list[list[str]]:
    return [[outcome.status.name for outcome in part] for part in outcomes]


def told(blocks: Sequence[tuple[Block, int]]) -> str:
    """The case in words short enough to type in again."""
    lines = []
    for place, (submissions, later) in enumerate(blocks):
        for part in numbered(submissions, 1 + 24 * place):
            lines.append(f"at +{later}:")
            lines += [
                f"  {r.kind.name} {r.id.int}: {r.debit}->{r.credit} {r.amount} ref {r.ref.int if r.ref else None} {r.flags!r}"
                f" value {r.value_date} posted {r.posted_at_us} expires {None if r.expires_at_us == NEVER_US else r.expires_at_us - START_US}"
                for r in part
            ]
    return "\n".join(lines)


def same_books(reference: ReferenceLedger, judged: JudgedLedger) -> None:
    assert judged.rows == reference.rows
    for number in reference.accounts:
        assert judged.balances(number) == reference.balances(number)
    assert {hold.seq: hold.remaining for hold in judged.holds.by_key.values()} == reference.remaining


def opened(*ledgers: ReferenceLedger | JudgedLedger) -> None:
    for ledger in ledgers:
        for spec in SPECS:
            ledger.open_account(spec)
        assert [outcome.status for outcome in ledger.decide(FUNDED, START_US)] == [Status.CREATED] * len(FUNDED)


@QUICK
@pytest.mark.parametrize("one_by_one", [False, True], ids=["in columns", "one by one"])
@given(blocks=BLOCKS)
def test_any_requests_meet_the_fate_that_the_reference_gives_them(one_by_one: bool, blocks: list[tuple[Block, int]]) -> None:
    decided_alike(blocks, one_by_one)


@pytest.mark.long
@LONG
@given(blocks=BLOCKS, one_by_one=st.sampled_from((False, False, False, True)))
def test_any_requests_at_length(blocks: list[tuple[Block, int]], one_by_one: bool) -> None:
    decided_alike(blocks, one_by_one)


def decided_alike(blocks: list[tuple[Block, int]], one_by_one: bool) -> None:
    reference, judged = ReferenceLedger(), JudgedLedger(one_by_one=one_by_one)
    opened(reference, judged)
    for place, (submissions, later) in enumerate(blocks):
        parts = [(part, UUID(int=n)) for n, part in enumerate(numbered(submissions, 1 + 24 * place))]
        expected = reference.decide_block(parts, START_US + later)
        decided = judged.decide_block(parts, START_US + later)
        assert names(decided) == names(expected), told(blocks)
        assert decided == expected, told(blocks)
    same_books(reference, judged)


@QUICK
@given(submissions=SUBMISSIONS, cuts=st.lists(st.booleans(), min_size=3, max_size=3))
def test_it_does_not_matter_which_submissions_share_a_block(submissions: Block, cuts: list[bool]) -> None:
    together, apart = JudgedLedger(), JudgedLedger()
    opened(together, apart)
    parts = [([r for r in part if Flag.IMPORTED not in r.flags], UUID(int=1)) for part in numbered(submissions, 1)]
    parts = [part for part in parts if part[0]]
    at_once = together.decide_block(parts, START_US) if parts else []
    blocks: list[list[tuple[list[TransferRequest], UUID]]] = [[]]
    for part, cut in zip(parts, cuts, strict=False):
        blocks[-1].append(part)
        if cut:
            blocks.append([])
    one_after_the_other = [outcome for block in blocks if block for outcome in apart.decide_block(block, START_US)]
    assert names(at_once) == names(one_after_the_other)
    assert together.rows == apart.rows


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), hostility=st.sampled_from((0.05, 0.35, 0.7)), one_by_one=st.booleans())
def test_a_workload_meets_the_fate_that_was_planned_for_it(seed: int, hostility: float, one_by_one: bool) -> None:
    workload, judged = Workload(seed, hostility=hostility), JudgedLedger(one_by_one=one_by_one)
    for spec in workload.specs:
        judged.open_account(spec)
    for event in workload.events(12):
        if isinstance(event, Change):
            judged.change(event.account, flags=event.flags, credit_limit=event.credit_limit)
        elif isinstance(event, Submit):
            outcomes = judged.decide(event.requests, event.now_us, event.command)
            for request, planned, outcome in zip(event.requests, event.planned, outcomes, strict=True):
                assert outcome.status == planned, f"seed {seed}: planned {planned.name}, got {outcome.status.name}: {request}"
        else:
            assert isinstance(event, Advance)
    same_books(workload.model, judged)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), cut=st.integers(1, 40))
def test_a_workload_may_be_cut_into_submissions_anywhere_between_groups(seed: int, cut: int) -> None:
    workload, judged = Workload(seed, changes=False, imports=False), JudgedLedger()
    for spec in workload.specs:
        judged.open_account(spec)
    for event in workload.events(6):
        if not isinstance(event, Submit):
            continue
        parts = cut_between_groups(event.requests, cut)
        outcomes = [outcome for part in parts for outcome in judged.decide(part, event.now_us, event.command)]
        assert [o.status.name for o in outcomes] == [s.name for s in event.planned], f"seed {seed}, cut {cut}"
    same_books(workload.model, judged)


def test_sums_at_the_edge_are_decided_alike() -> None:
    """4,611 of the largest transfers fill an account's sum; what still fits and what does not is told to the last cent."""
    reference, judged = ReferenceLedger(), JudgedLedger()
    for ledger in (reference, judged):
        for _ in range(2):
            ledger.open_account(AccountSpec("AUD", 1, "C"))
    whole, rest = divmod(SUM_MAX, AMOUNT_MAX)
    fill = [TransferRequest(UUID(int=n + 1), debit=1, credit=2, amount=AMOUNT_MAX) for n in range(whole)]
    edge = [
        TransferRequest(UUID(int=10**6 + n), kind, debit=1, credit=2, amount=amount)
        for n, (kind, amount) in enumerate(
            [(Kind.POST, rest + 1), (Kind.HOLD, AMOUNT_MAX), (Kind.POST, rest), (Kind.POST, 1), (Kind.HOLD, 1)]
        )
    ] + [
        TransferRequest(UUID(int=2 * 10**6), Kind.CAPTURE, ref=UUID(int=10**6 + 1)),
        TransferRequest(UUID(int=2 * 10**6 + 1), Kind.REVERSE, ref=UUID(int=1)),
        TransferRequest(UUID(int=2 * 10**6 + 2), Kind.RELEASE, ref=UUID(int=10**6 + 1)),
    ]
    fates = [
        Status.BALANCE_OVERFLOW,
        Status.CREATED,
        Status.CREATED,
        Status.BALANCE_OVERFLOW,
        Status.CREATED,
        Status.BALANCE_OVERFLOW,
        Status.CREATED,
        Status.CREATED,
    ]
    for ledger in (reference, judged):
        assert {outcome.status for outcome in ledger.decide(fill, START_US)} == {Status.CREATED}
        assert [outcome.status for outcome in ledger.decide(edge, START_US)] == fates
    assert judged.balances(1).debits_posted == SUM_MAX
    same_books(reference, judged)


# --- the same on the database


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(100, 140))])
def test_a_workload_on_the_database_gives_the_rows_of_the_reference(
    database: Database, tenant: int, superuser: Connection, seed: int
) -> None:
    """With restarts, checkpoints, and submissions that do not wait for each other; the auditor, who knows no rule of time, agrees."""
    workload, chance = Workload(seed, start_us=START_US, imports=seed % 2 == 0), random.Random(seed)
    stored, auditor = StoredLedger(database, tenant, START_US), Auditor(tenant)
    numbers = stored.open_accounts(workload.specs)
    for number, spec in zip(numbers, workload.specs, strict=True):
        auditor.open_account(number, spec.currency, spec.side, spec.credit_limit if LIMITED in spec.flags else None)
    try:
        for event in workload.events(25, size=chance.choice((10, 60, 600))):
            if isinstance(event, Change):
                stored.change(event.account, flags=event.flags, credit_limit=event.credit_limit)
                auditor.limit_moved(event.account)
            elif isinstance(event, Submit):
                parts = [(list(event.requests), event.command)]
                if not any(Flag.IMPORTED in r.flags for r in event.requests):
                    parts = [(part, event.command) for part in cut_between_groups(event.requests, chance.randint(1, 200))]
                auditor.send(event.requests)
                outcomes = [outcome for part in stored.decide_block(parts, event.now_us) for outcome in part]
                for request, planned, outcome in zip(event.requests, event.planned, outcomes, strict=True):
                    auditor.answer(request, outcome.status, outcome.transfer.seq if outcome.transfer else None)
                    assert outcome.status == planned, f"seed {seed}: planned {planned.name}, got {outcome.status.name}: {request}"
            if chance.random() < 0.15:
                stored.restart()
            if chance.random() < 0.3:
                stored.checkpoint()
        assert stored.rows == workload.model.rows, f"seed {seed}"
        for number in numbers:
            assert stored.balances(number) == workload.model.balances(number), f"seed {seed}"
        assert auditor.audit(superuser) == [], f"seed {seed}"
    finally:
        stored.close()


def cut_between_groups(requests: Sequence[TransferRequest], size: int) -> list[list[TransferRequest]]:
    """The requests in parts of about that size, no linked group cut."""
    parts: list[list[TransferRequest]] = [[]]
    for request in requests:
        parts[-1].append(request)
        if not request.flags & Flag.LINKED and len(parts[-1]) >= size:
            parts.append([])
    return [part for part in parts if part]
