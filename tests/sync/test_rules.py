"""The adaptor's decisions, without any database."""

from uuid import UUID, uuid4

import numpy as np
import pytest

from twincore.kernel.ids import id_of_key
from twincore.kernel.refusal import Refusal
from twincore.sync.model import LEG, Allowance, Facts, LinkState, Mode, Policy, core_key, core_name
from twincore.sync.refusals import way_of
from twincore.sync.rules import available, decide, ids_of_keys, next_state, places_of, proof_of, request_ids

S = 1_000_000
ALIVE = Facts(heartbeat_age_us=100_000, opened=True)


def after(state: LinkState, facts: Facts, **more: int) -> LinkState:
    return next_state(state, facts, Policy(), now_us=10 * S, **more)[0]


def test_silence_is_down_and_slowness_is_degraded() -> None:
    assert after(LinkState.UP, ALIVE) is LinkState.UP
    assert after(LinkState.UP, Facts(31 * S, True)) is LinkState.DEGRADED
    assert after(LinkState.DEGRADED, Facts(121 * S, True)) is LinkState.DOWN
    assert after(LinkState.UP, Facts(None, False)) is LinkState.DOWN
    assert after(LinkState.UP, Facts(1, True, unanswered=3, oldest_unanswered_us=61 * S)) is LinkState.DEGRADED


def test_closed_for_business_and_a_planned_outage_are_down_however_alive_the_core_is() -> None:
    assert after(LinkState.UP, Facts(1, False)) is LinkState.DOWN
    assert after(LinkState.UP, ALIVE, planned_until_us=11 * S) is LinkState.DOWN
    assert after(LinkState.DOWN, ALIVE, planned_until_us=10 * S) is LinkState.UP


def test_limits_are_restored_after_the_replay_and_not_before() -> None:
    assert after(LinkState.DOWN, Facts(1, True, unanswered=501, oldest_unanswered_us=1)) is LinkState.CATCHING_UP
    assert after(LinkState.DOWN, Facts(1, True, unanswered=1, oldest_unanswered_us=11 * S)) is LinkState.CATCHING_UP
    assert after(LinkState.DOWN, Facts(1, True, behind=3_001)) is LinkState.CATCHING_UP
    assert after(LinkState.CATCHING_UP, Facts(1, True, unanswered=500, oldest_unanswered_us=S, behind=3_000)) is LinkState.UP
    assert after(LinkState.CATCHING_UP, Facts(None, True)) is LinkState.DOWN


def verdict(
    amount: int, allowance: Allowance | None = None, state: LinkState = LinkState.DOWN, **policy: int
) -> tuple[str | None, Allowance]:
    decision, held = decide(
        state,
        Mode.ACTIVE,
        Policy.of(policy),
        allowance or Allowance(7, 3),
        amount,
        now_us=5_000 * S,
        outage=3,
        exposure=0,
    )
    return decision.code, held


def test_while_the_core_is_away_cap_velocity_and_allotment_bind_in_this_order() -> None:
    full = Allowance(7, 3, spent=50_000, window_from_us=4_999 * S, window_count=10)
    assert verdict(20_001, full)[0] == "standin_cap"
    assert verdict(20_000, full)[0] == "standin_velocity"
    assert verdict(20_000, Allowance(7, 3, spent=40_000, window_from_us=4_999 * S))[0] == "standin_allotment"
    assert verdict(20_000, exposure_max=19_999)[0] == "standin_exposure"
    code, held = verdict(20_000)
    assert (code, held.spent, held.window_count) == (None, 20_000, 1)


def test_a_new_outage_and_a_new_window_begin_at_nothing() -> None:
    code, held = verdict(10_000, Allowance(7, 2, spent=50_000, window_count=10))
    assert (code, held.spent, held.outage) == (None, 10_000, 3)
    code, held = verdict(10_000, Allowance(7, 3, spent=5, window_from_us=1_400 * S, window_count=10))
    assert (code, held.spent, held.window_count) == (None, 10_005, 1)


def test_an_accounts_own_allotment_goes_before_the_policys() -> None:
    assert verdict(10_000, Allowance(7, 3, allotment=9_999))[0] == "standin_allotment"
    assert verdict(20_000, Allowance(7, 3, allotment=90_000, spent=60_000))[0] is None


def test_up_asks_nothing_and_degraded_only_for_the_cap() -> None:
    assert verdict(10**12, state=LinkState.UP)[0] is None
    assert verdict(500_001, state=LinkState.DEGRADED)[0] == "standin_cap"
    assert verdict(500_000, Allowance(7, 3, spent=50_000), LinkState.DEGRADED)[0] is None


def test_a_shadow_takes_nothing() -> None:
    for mode in (Mode.SHADOW, Mode.DEMOTING):
        decision, _ = decide(LinkState.UP, mode, Policy(), Allowance(7), 1, now_us=0, outage=1, exposure=0)
        assert decision.code == "twin_is_shadow"


def test_what_is_available_while_the_core_is_up() -> None:
    assert available(core_confirmed=10_000, unanswered_debits=2_000, held=500, credit_limit=1_000) == 8_500


@pytest.mark.parametrize("document", [{"cap": -1}, {"cap": True}, {"cap": "1"}, {"nonsense": 1}, {"irrevocable": 3}, {"cap": [1]}])
def test_a_policy_that_says_nothing_sensible_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(Refusal, match="policy"):
        Policy.of(document)


def test_a_policy_survives_its_document() -> None:
    policy = Policy(cap=7, irrevocable=(1, 2))
    assert Policy.of(policy.document()) == policy


def test_ids_of_many_keys_are_those_of_each() -> None:
    keys = [b"a", b"00ff/802985000000001/C", b""]
    high, low = ids_of_keys("core", keys)
    found = [UUID(int=h << 64 | lo) for h, lo in zip(high.tolist(), low.tolist(), strict=True)]
    assert found == [id_of_key("core", key.decode()) for key in keys]


def test_a_request_id_says_where_it_came_from_and_belongs_to_one_transfer() -> None:
    legs = np.zeros(4, LEG)
    legs["seq"], legs["leg"], legs["attempt"] = [1, 1, 7, 2**40], [0, 1, 1, 0], [0, 0, 1, 1]
    transfers = [uuid4() for _ in legs]
    legs["id_hi"] = [t.int >> 64 for t in transfers]
    legs["id_lo"] = [t.int & (2**64 - 1) for t in transfers]
    legs["proof"] = proof_of(legs["id_hi"], legs["id_lo"])
    high, low = request_ids(legs)
    seq, leg, attempt = places_of(low)
    assert (seq == legs["seq"]).all()
    assert (leg == legs["leg"]).all()
    assert (attempt == legs["attempt"]).all()
    assert len(set(zip(high.tolist(), low.tolist(), strict=True))) == 4
    assert len(set(high.tolist())) == 4, "another transfer at the same place would be asked for under another id"
    assert (high >> np.uint64(63) == 1).all()


def test_what_is_done_about_a_refusal_follows_from_the_rail_and_the_reason() -> None:
    policy = Policy(irrevocable=(204,))
    assert way_of("0201", -5, 201, 0, policy) == "compensate"
    assert way_of("0201", -5, 204, 0, policy) == "force"
    assert way_of("0201", -5, 204, 1, policy) == "absorb"
    assert way_of("0102", -5, 204, 0, policy) == "absorb"
    assert way_of("0201", 5, 204, 0, policy) == "absorb"


def test_how_people_write_an_account_of_the_core() -> None:
    assert core_name(core_key(802_985, 12_345_678)) == "802-985/012345678"
