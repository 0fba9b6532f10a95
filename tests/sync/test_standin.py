"""While the core is away the twin lets accounts spend by its own limits, and the decision is durable before the ledger is asked."""

from uuid import UUID, uuid4

import pytest

from tests.sync.twin import BSB, POLICY, Twin, core_id
from twincore.kernel.refusal import Refusal
from twincore.ledger import set_credit_limit
from twincore.sync import (
    LinkState,
    Mode,
    Policy,
    Spend,
    admit,
    demote,
    earmarks,
    get_link,
    link_events,
    plan_outage,
    promote,
    set_allotment,
    set_policy,
    standin_totals,
    withdraw,
)

LIMITS = Policy(
    allotment=100, cap=60, velocity_count=3, velocity_window_s=60, shadow_s=0, level_legs=0, level_records=0, irrevocable=(204,)
)


def down(twin: Twin) -> None:
    """The core has been silent for too long."""
    twin.wall.set(twin.wall.now_us() + 10**9)
    assert twin.adaptor.look().state is LinkState.DOWN


def ask(twin: Twin, *spends: tuple[int, int], ids: tuple[UUID, ...] = ()) -> list[str | None]:
    with twin.database.app(twin.tenant) as conn:
        wanted = [Spend(ids[n] if ids else uuid4(), twin.accounts[number], amount) for n, (number, amount) in enumerate(spends)]
        return [d.code for d in admit(conn, twin.tenant, wanted, now_us=twin.clock.now_us())]


@pytest.fixture
def away(twin: Twin) -> Twin:
    twin.begins({1: 10_000, 2: 10_000})
    with twin.database.app(twin.tenant) as conn:
        set_policy(conn, twin.tenant, LIMITS, actor="operator", now_us=twin.clock.now_us())
    down(twin)
    return twin


def test_each_account_has_its_allotment_and_velocity(away: Twin) -> None:
    assert ask(away, (1, 60), (1, 41), (1, 40), (2, 61)) == [None, "standin_allotment", None, "standin_cap"]
    assert ask(away, (1, 1), (2, 1), (2, 1), (2, 1), (2, 1)) == ["standin_allotment", None, None, None, "standin_velocity"]
    with away.database.app(away.tenant) as conn:
        totals = standin_totals(conn, away.tenant, get_link(conn, away.tenant).outage)
    assert (totals.accounts, totals.admitted, totals.admitted_minor) == (2, 5, 103)
    assert totals.declines == {"standin_allotment": 2, "standin_cap": 1, "standin_velocity": 1}


def test_asked_again_for_the_same_transfer_nothing_more_is_used_up(away: Twin) -> None:
    transfer = uuid4()
    assert ask(away, (1, 60), ids=(transfer,)) == [None]
    assert ask(away, (1, 60), ids=(transfer,)) == [None]
    assert ask(away, (1, 40)) == [None]


def test_what_the_ledger_refuses_is_given_back(away: Twin) -> None:
    transfer = uuid4()
    assert ask(away, (1, 60), ids=(transfer,)) == [None]
    with away.database.app(away.tenant) as conn:
        withdraw(conn, away.tenant, [transfer], now_us=away.clock.now_us())
    assert ask(away, (1, 60), (1, 40)) == [None, None]


def test_an_account_may_have_an_allotment_of_its_own(away: Twin) -> None:
    with away.database.app(away.tenant) as conn:
        set_allotment(conn, away.tenant, away.accounts[1], 0, now_us=away.clock.now_us())
    assert ask(away, (1, 1), (2, 1)) == ["standin_allotment", None]


def test_the_next_outage_begins_with_full_allotments(away: Twin) -> None:
    assert ask(away, (1, 60), (1, 40)) == [None, None]
    away.shows()
    assert away.adaptor.look().state is LinkState.UP
    assert ask(away, (1, 5_000)) == [None]
    down(away)
    assert ask(away, (1, 60)) == [None]
    with away.database.app(away.tenant) as conn:
        states = [event.after for event in reversed(link_events(conn, away.tenant)) if event.what == "state"]
    assert states == ["UP", "DOWN", "UP", "DOWN"]


def test_exposure_is_what_the_core_has_not_answered(away: Twin) -> None:
    away.pays(1, 2, 70)
    away.pays(2, -away.system["cash"], 30)
    away.rounds()
    assert away.adaptor.exposure().total == 100
    away.settles()
    assert away.adaptor.exposure().total == 0


def test_a_promotion_sends_for_accounts_that_were_bound_a_moment_before(twin: Twin) -> None:
    """What the adaptor knows of the accounts is half a second old; at a promotion it must not be."""
    twin.begins({1: 1_000}, active=False)
    twin.shows()
    working = twin.adaptor
    working.look()
    twin.core.open_account(BSB + 2, 0, 0)
    twin.follows()
    twin.adaptor.close()
    twin.adaptor = working
    assert twin.drift().clean
    with twin.database.app(twin.tenant) as conn:
        promote(conn, twin.tenant, actor="operator", now_us=twin.clock.now_us())
    twin.pays(1, 2, 100)
    twin.settles()
    assert [twin.both(1), twin.both(2)] == [(900, 900), (100, 100)]


def test_a_shadow_takes_nothing_until_it_is_promoted_and_nothing_after_it_is_demoted(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0}, active=False)
    assert ask(twin, (1, 1)) == ["twin_is_shadow"]
    with twin.database.app(twin.tenant) as conn, pytest.raises(Refusal, match="link is DOWN"):
        promote(conn, twin.tenant, actor="operator", now_us=twin.clock.now_us())
    twin.shows()
    twin.adaptor.look()
    with twin.database.app(twin.tenant) as conn, pytest.raises(Refusal, match="nobody has looked"):
        promote(conn, twin.tenant, actor="operator", now_us=twin.clock.now_us())
    twin.promoted()
    assert ask(twin, (1, 1)) == [None]
    twin.pays(1, 2, 10)
    with twin.database.app(twin.tenant) as conn:
        demote(conn, twin.tenant, actor="operator", now_us=twin.clock.now_us())
    assert ask(twin, (1, 1)) == ["twin_is_shadow"]
    assert twin.adaptor.look().mode is Mode.DEMOTING
    twin.settles()
    assert twin.adaptor.look().mode is Mode.SHADOW
    assert twin.both(2) == (10, 10)
    twin.core.post(BSB + 2, -3, core_id(1))
    twin.rounds()
    assert twin.both(2) == (7, 7)
    twin.promoted()
    twin.pays(1, 2, 10)
    twin.settles()
    assert twin.both(2) == (17, 17)
    assert twin.drift().clean


def test_drift_must_have_been_zero_for_the_set_time(twin: Twin) -> None:
    twin.begins({1: 1_000}, active=False)
    with twin.database.app(twin.tenant) as conn:
        policy = Policy(shadow_s=3_600)
        set_policy(conn, twin.tenant, policy, actor="operator", now_us=twin.clock.now_us())
    twin.shows()
    twin.adaptor.look()
    assert twin.drift().clean
    twin.clock.set(twin.clock.now_us() + 3_599 * 10**6)
    with twin.database.app(twin.tenant) as conn, pytest.raises(Refusal, match="3599 s of 3600 s"):
        promote(conn, twin.tenant, actor="operator", now_us=twin.clock.now_us())
    twin.clock.set(twin.clock.now_us() + 10**6)
    with twin.database.app(twin.tenant) as conn:
        assert promote(conn, twin.tenant, actor="operator", now_us=twin.clock.now_us()).mode is Mode.ACTIVE


def test_before_a_planned_outage_the_allotment_is_set_aside_on_the_core_and_lifted_before_the_replay(twin: Twin) -> None:
    twin.begins({1: 1_000, 2: 0})
    now = twin.clock.now_us()
    assert twin.adaptor.earmark({twin.accounts[1]: 400, 10**6: 5}) == 1
    assert twin.core.work() == 1
    assert twin.core.earmark == {BSB + 1: 400}
    twin.settles()
    with twin.database.app(twin.tenant) as conn:
        plan_outage(conn, twin.tenant, now + 3_600 * 10**6, actor="operator", now_us=now)
    assert twin.adaptor.look().state is LinkState.DOWN, "however alive it is"
    twin.pays(1, 2, 300)
    twin.core.post(BSB + 1, -600, core_id(1))
    twin.rounds()
    twin.clock.set(now + 3_600 * 10**6)
    twin.settles()
    assert twin.core.earmark == {BSB + 1: 0}
    assert twin.core.rejected == 0
    assert twin.both(1) == (100, 100)
    with twin.database.app(twin.tenant) as conn:
        assert earmarks(conn, twin.tenant) == []
    assert twin.drift().clean


def test_a_limit_that_the_twin_gives_is_the_twins(twin: Twin) -> None:
    twin.begins({1: 0, 2: 0})
    with twin.database.app(twin.tenant) as conn:
        set_credit_limit(conn, twin.tenant, twin.accounts[1], 500)
    assert twin.pays(1, 2, 400).status.ok
    twin.settles()
    assert twin.both(1) == (0, 0), "the core knows of no overdraft and refuses, so it is taken back"
    assert POLICY.irrevocable
