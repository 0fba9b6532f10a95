"""What an allotment has used up is what is outstanding of it: whatever was held, captured, released, reversed or has expired, in whatever order."""

import threading
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sync.test_standin import ask, down
from tests.sync.twin import BSB, Twin
from twincore.ledger import Flag, Kind, Outcome, TransferRequest
from twincore.sync import (
    LinkState,
    Policy,
    Spend,
    admit,
    ask_earmarks,
    earmarks_stand,
    get_link,
    set_policy,
    settle_spends,
    tell_exposure,
    withdraw,
)

SECOND = 1_000_000
FREE = Policy(allotment=10**9, cap=10**9, velocity_count=10**6, shadow_s=0, level_legs=0, level_records=0)


@pytest.fixture
def away(twin: Twin) -> Twin:
    """A core that is down, two members with 10,000.00 each, and hardly any limit."""
    twin.begins({1: 10**6, 2: 10**6})
    rule(twin, FREE)
    down(twin)
    return twin


def rule(twin: Twin, policy: Policy) -> None:
    with twin.database.app(twin.tenant) as conn:
        set_policy(conn, twin.tenant, policy, actor="operator", now_us=twin.clock.now_us())


def spent(twin: Twin) -> tuple[int, int]:
    """What the accounts have used up, by the allowances and by the sum over debits; asks for nothing, so that what has expired is seen."""
    with twin.database.app(twin.tenant) as conn:
        for number in (1, 2):
            admit(conn, twin.tenant, [Spend(uuid4(), twin.accounts[number], 10**10)], now_us=twin.clock.now_us())
        outage = get_link(conn, twin.tenant).outage
        rows = conn.execute("select coalesce(sum(spent), 0)::int8 from sync.allowance where outage = %s", [outage]).fetchone()
        sums = conn.execute("select coalesce(sum(used), 0)::int8 from sync.spend where outage = %s and not withdrawn", [outage]).fetchone()
    assert rows is not None
    assert sums is not None
    return int(rows[0]), int(sums[0])


def post(twin: Twin, *requests: TransferRequest) -> list[Outcome]:
    """Admit, post, and tell what became of it: what every way in does."""
    spends = [Spend(one.id, one.debit, one.amount, one.kind is Kind.HOLD) for one in requests if one.kind in (Kind.POST, Kind.HOLD)]
    now_us = twin.clock.now_us()
    with twin.database.app(twin.tenant) as conn:
        assert all(decision.accepted for decision in admit(conn, twin.tenant, spends, now_us=now_us))
    outcomes = list(twin.ledger.submit(twin.tenant, list(requests), uuid4()).result(30))
    with twin.database.app(twin.tenant) as conn:
        refused = [one.id for one, outcome in zip(requests, outcomes, strict=True) if not outcome.status.ok]
        ended = [one.ref for one, outcome in zip(requests, outcomes, strict=True) if outcome.status.ok and one.ref is not None]
        withdraw(conn, twin.tenant, refused, now_us=now_us)
        settle_spends(conn, twin.tenant, ended, now_us=now_us)
    return outcomes


@dataclass
class Model:
    """What is outstanding, kept on paper: of postings the amount, of holds what is captured and what is still held."""

    used: dict[UUID, int] = field(default_factory=dict)
    left: dict[UUID, int] = field(default_factory=dict)  # of open holds
    until_us: dict[UUID, int] = field(default_factory=dict)
    captures: dict[UUID, tuple[UUID, int]] = field(default_factory=dict)

    def at(self, now_us: int) -> int:
        for hold in [hold for hold, until_us in self.until_us.items() if until_us <= now_us and hold in self.left]:
            del self.left[hold]
        return sum(self.used.values()) + sum(self.left.values())


STEP = st.tuples(
    st.sampled_from(
        ["post", "hold", "hold_for", "capture", "capture_final", "release", "release_all", "reverse", "wait", "again", "conflict"]
    ),
    st.integers(0, 9),
    st.integers(1, 400),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, min_size=1, max_size=25))
def test_allotment_used_is_what_is_outstanding(away: Twin, steps: list[tuple[str, int, int]]) -> None:
    twin, model = away, Model()
    twin.clock.set(twin.clock.now_us() + 500 * SECOND)  # holds of the run before have expired
    base, _ = spent(twin)
    made: list[TransferRequest] = []
    payer, payee = twin.accounts[1], twin.system["cash"]
    for what, which, amount in steps:
        now_us = twin.clock.now_us()
        model.at(now_us)
        holds, captures = list(model.left), list(model.captures)
        if what in ("post", "hold", "hold_for"):
            until = now_us + amount * SECOND if what == "hold_for" else None
            kind = Kind.POST if what == "post" else Kind.HOLD
            request = (
                TransferRequest(uuid4(), kind, payer, payee, amount, 201, expires_at_us=until)
                if until
                else TransferRequest(uuid4(), kind, payer, payee, amount, 201)
            )
            (outcome,) = post(twin, request)
            if outcome.status.ok:
                made.append(request)
                (model.used if what == "post" else model.left)[request.id] = amount
                if until:
                    model.until_us[request.id] = until
        elif what in ("capture", "capture_final") and holds:
            hold = holds[which % len(holds)]
            flags = Flag.FINAL if what == "capture_final" else Flag(0)
            request = TransferRequest(uuid4(), Kind.CAPTURE, 0, 0, amount, 201, ref=hold, flags=flags)
            (outcome,) = post(twin, request)
            assert outcome.status.ok == (amount <= model.left[hold])
            if outcome.status.ok:
                model.captures[request.id] = (hold, amount)
                model.used[hold] = model.used.get(hold, 0) + amount
                model.left[hold] -= amount
                if what == "capture_final" or model.left[hold] == 0:
                    del model.left[hold]
        elif what in ("release", "release_all") and holds:
            hold = holds[which % len(holds)]
            asked = 0 if what == "release_all" else amount
            (outcome,) = post(twin, TransferRequest(uuid4(), Kind.RELEASE, 0, 0, asked, 201, ref=hold))
            assert outcome.status.ok == (asked <= model.left[hold])
            if outcome.status.ok:
                model.left[hold] -= asked or model.left[hold]
                if model.left[hold] == 0:
                    del model.left[hold]
        elif what == "reverse" and (captures or made):
            posted = [one.id for one in made if one.kind is Kind.POST and one.id in model.used]
            if captures and which % 2:
                capture = captures[which % len(captures)]
                hold, amount = model.captures.pop(capture)
                (outcome,) = post(twin, TransferRequest(uuid4(), Kind.REVERSE, 0, 0, 0, 201, ref=capture))
                assert outcome.status.ok
                model.used[hold] -= amount
            elif posted:
                (outcome,) = post(twin, TransferRequest(uuid4(), Kind.REVERSE, 0, 0, 0, 201, ref=posted[which % len(posted)]))
                assert outcome.status.ok
                del model.used[posted[which % len(posted)]]
        elif what == "wait":
            twin.clock.set(now_us + amount * SECOND)
        elif what == "again" and made:
            post(twin, made[which % len(made)])  # the same once more is nothing more
        elif what == "conflict" and made:
            old = made[which % len(made)]
            (outcome,) = post(twin, TransferRequest(old.id, Kind.POST, payer, payee, old.amount + 1, 201))
            assert not outcome.status.ok
        outstanding = base + model.at(twin.clock.now_us())
        assert spent(twin) == (outstanding, outstanding), (what, amount)


def test_a_hold_given_back_in_part_frees_its_part_at_once(away: Twin) -> None:
    rule(away, Policy(allotment=100, cap=100, velocity_count=100, shadow_s=0))
    hold = TransferRequest(uuid4(), Kind.HOLD, away.accounts[1], away.system["cash"], 100, 201)
    post(away, hold)
    assert ask(away, (1, 1)) == ["standin_allotment"]
    post(away, TransferRequest(uuid4(), Kind.RELEASE, 0, 0, 30, 201, ref=hold.id))
    assert ask(away, (1, 31)) == ["standin_allotment"]
    assert ask(away, (1, 30)) == [None]


def test_two_that_ask_at_once_never_pass_the_limit_of_all_together(away: Twin) -> None:
    rule(away, Policy(allotment=10**6, cap=10**6, velocity_count=10**6, exposure_max=1_000, shadow_s=0))
    said, ready = list[str | None](), threading.Barrier(8)
    lock = threading.Lock()

    def asks(number: int) -> None:
        ready.wait()
        for _ in range(5):
            with away.database.app(away.tenant) as conn:
                spend = Spend(uuid4(), away.accounts[1 + number % 2], 60)
                (decision,) = admit(conn, away.tenant, [spend], now_us=away.clock.now_us())
            with lock:
                said.append(decision.code)

    threads = [threading.Thread(target=asks, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said.count(None) == 16, "16 times 0.60 is 9.60; a 17th would pass 10.00"
    assert set(said) == {None, "standin_exposure"}


def test_the_limit_counts_what_was_exposed_before_and_what_is_given_back(away: Twin) -> None:
    with away.database.app(away.tenant) as conn:
        tell_exposure(conn, away.tenant, 900)
    rule(away, Policy(allotment=10**6, cap=10**6, velocity_count=10**6, exposure_max=1_000, shadow_s=0))
    assert ask(away, (1, 101), (1, 100)) == ["standin_exposure", None]
    with away.database.app(away.tenant) as conn:
        tell_exposure(conn, away.tenant, 0)
    transfer = uuid4()
    assert ask(away, (1, 901)) == ["standin_exposure"], "what was admitted counts, though the adaptor has not seen it yet"
    assert ask(away, (1, 900), ids=(transfer,)) == [None]
    assert ask(away, (2, 1)) == ["standin_exposure"]
    with away.database.app(away.tenant) as conn:
        withdraw(conn, away.tenant, [transfer], now_us=away.clock.now_us())
    assert ask(away, (2, 900)) == [None]


def test_a_limit_set_amid_an_outage_counts_what_was_admitted_before_it(away: Twin) -> None:
    assert ask(away, (1, 600)) == [None]
    rule(away, Policy(allotment=10**6, cap=10**6, velocity_count=10**6, exposure_max=1_000, shadow_s=0))
    assert ask(away, (2, 401), (2, 400)) == ["standin_exposure", None]


def test_any_process_asks_for_earmarks_and_the_one_at_work_sends_them(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0})
    command = uuid4()
    for _ in range(2):
        with twin.database.app(twin.tenant) as conn:
            order = ask_earmarks(conn, twin.tenant, {twin.accounts[1]: 400, 10**6: 5}, command=command, now_us=twin.clock.now_us())
        assert order.status == "asked"
    with twin.database.app(twin.tenant) as conn:
        found = earmarks_stand(conn, twin.tenant)
    assert (found.accounts, found.waiting) == (0, 1)
    twin.settles()
    assert twin.core.earmark[BSB + 1] == 400
    with twin.database.app(twin.tenant) as conn:
        found = earmarks_stand(conn, twin.tenant)
    assert (found.accounts, found.minor, found.waiting) == (1, 400, 0)
    assert found.last is not None
    assert found.last.status == "sent"
    down(twin)
    with twin.database.app(twin.tenant) as conn:
        ask_earmarks(conn, twin.tenant, {twin.accounts[2]: 1}, command=uuid4(), now_us=twin.clock.now_us())
    assert twin.adaptor.look().state is LinkState.DOWN
    with twin.database.app(twin.tenant) as conn:
        found = earmarks_stand(conn, twin.tenant)
    assert found.last is not None
    assert (found.last.status, found.waiting, found.minor) == ("refused", 0, 400)
