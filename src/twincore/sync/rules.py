"""Pure decisions of the adaptor: which state the link is in, what the twin may say yes to, how a request is named."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from twincore.kernel.ids import NAMESPACE
from twincore.sync.model import Allowance, Decision, Facts, Ints, LinkState, Mode, Policy, Rows

U64 = npt.NDArray[np.uint64]
SECOND_US = 1_000_000


def next_state(
    state: LinkState, facts: Facts, policy: Policy, *, now_us: int, planned_until_us: int | None = None
) -> tuple[LinkState, str]:
    """The state of the link after it has been looked at, and why.

    The core is away when it has been silent for long, says that it is closed, or a planned outage runs. It comes back into CATCHING_UP and from
    there UP only once what was queued is sent and answered, but for what is young (level_s, level_legs), and its log taken in (level_records): limits are
    restored after the replay, not before.
    """
    if planned_until_us is not None and now_us < planned_until_us:
        return LinkState.DOWN, "planned outage"
    silent_us = None if facts.heartbeat_age_us is None else facts.heartbeat_age_us
    if silent_us is None or silent_us > policy.down_after_s * SECOND_US:
        return LinkState.DOWN, "no sign of life"
    if not facts.opened:
        return LinkState.DOWN, "closed for business"
    if state.standing_in:
        late = facts.unanswered > policy.level_legs or facts.oldest_unanswered_us > policy.level_s * SECOND_US
        if (facts.unanswered and late) or facts.behind > policy.level_records:
            return LinkState.CATCHING_UP, f"{facts.unanswered} unanswered, {facts.behind} to take in"
        return LinkState.UP, "level"
    if silent_us > policy.degraded_after_s * SECOND_US:
        return LinkState.DEGRADED, "slow to show signs of life"
    if facts.oldest_unanswered_us > policy.answer_late_s * SECOND_US:
        return LinkState.DEGRADED, "slow to answer"
    return LinkState.UP, "answers"


def decide(
    state: LinkState, mode: Mode, policy: Policy, allowance: Allowance, amount: int, *, now_us: int, outage: int, exposure: int
) -> tuple[Decision, Allowance]:
    """Whether an account may be debited, and its allowance after that. It is the twin's own limit: whether the money is there, the ledger says.

    exposure: of the whole tenant, before this debit.
    """
    if mode is not Mode.ACTIVE:
        return Decision(False, "twin_is_shadow"), allowance
    if state is LinkState.UP:
        return Decision(True), allowance
    if state is LinkState.DEGRADED:
        return (Decision(True) if amount <= policy.cap_degraded else Decision(False, "standin_cap")), allowance
    if allowance.outage != outage:
        allowance = Allowance(allowance.account, outage, allowance.allotment, window_from_us=now_us)
    if now_us - allowance.window_from_us >= policy.velocity_window_s * SECOND_US:
        allowance = replace(allowance, window_from_us=now_us, window_count=0)
    allotment = policy.allotment if allowance.allotment is None else allowance.allotment
    if amount > policy.cap:
        return Decision(False, "standin_cap"), allowance
    if allowance.window_count >= policy.velocity_count:
        return Decision(False, "standin_velocity"), allowance
    if allowance.spent + amount > allotment:
        return Decision(False, "standin_allotment"), allowance
    if policy.exposure_max and exposure + amount > policy.exposure_max:
        return Decision(False, "standin_exposure"), allowance
    return Decision(True), replace(allowance, spent=allowance.spent + amount, window_count=allowance.window_count + 1)


def available(core_confirmed: int, unanswered_debits: int, held: int, credit_limit: int = 0) -> int:
    """What may be spent while the core is up: what it has confirmed, less our debits that it has not answered yet, less what is held."""
    return core_confirmed - unanswered_debits - held + credit_limit


def proof_of(id_hi: U64, id_lo: U64) -> U64:
    """64 bits that follow from a transfer's id: with its place in the journal they name a request.

    Should a database be set back to an earlier state, the same place belongs to another transfer then, and the core must not take it for the first.
    """
    with np.errstate(over="ignore"):
        mixed = id_hi ^ (id_lo * np.uint64(0x9E37_79B9_7F4A_7C15))
        mixed ^= mixed >> np.uint64(31)
        mixed *= np.uint64(0xBF58_476D_1CE4_E5B9)
        mixed ^= mixed >> np.uint64(29)
    # the top bit stands, so that no request is ever named by zeros or blanks
    result: U64 = mixed | np.uint64(1 << 63)
    return result


def request_ids(legs: Rows) -> tuple[U64, U64]:
    """The 16 bytes of each leg's request id in two halves: the proof, and place << 3 | attempt << 1 | leg."""
    low: U64 = legs["seq"].astype(np.uint64) << np.uint64(3)
    low += legs["attempt"].astype(np.uint64) * np.uint64(2) + legs["leg"].astype(np.uint64)
    proof: U64 = legs["proof"].astype(np.uint64)
    return proof, low


def places_of(low: U64) -> tuple[Ints, npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Place in the journal, leg and attempt of request ids, from their lower halves."""
    seq = (low >> np.uint64(3)).astype(np.int64)
    return seq, (low & np.uint64(1)).astype(np.int16), ((low >> np.uint64(1)) & np.uint64(3)).astype(np.int16)


def ids_of_keys(prefix: str, keys: Sequence[bytes]) -> tuple[U64, U64]:
    """The halves of ``id_of_key(prefix, key)`` for many keys (ASCII) at once: SHA-1 each, version and variant for all together (RFC 9562, 5.5)."""
    began = hashlib.sha1(NAMESPACE.bytes + prefix.encode() + b"\x1f", usedforsecurity=False)
    parts = []
    for key in keys:
        digest = began.copy()
        digest.update(key)
        parts.append(digest.digest())
    halves = np.frombuffer(b"".join(parts), np.dtype([("hi", ">u8"), ("lo", ">u8"), ("rest", "V4")]))
    hi: U64 = halves["hi"].astype(np.uint64) & ~np.uint64(0xF000) | np.uint64(0x5000)
    lo: U64 = halves["lo"].astype(np.uint64) & np.uint64(0x3FFF_FFFF_FFFF_FFFF) | np.uint64(1 << 63)
    return hi, lo
