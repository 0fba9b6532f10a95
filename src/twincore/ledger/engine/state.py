"""A lane's memory: the sums of the accounts it has met and its open holds. Only ever a cache of what PostgreSQL has committed.

Accounts live in the rows of one int64 matrix, 64 bytes each, so that meeting an account costs one cache line. Slot 0 stands for accounts
that do not exist.
"""

import heapq
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twincore.ledger.model import AccountFlag

Array = npt.NDArray[np.int64]

# columns of the matrix
DEBITS_POSTED, CREDITS_POSTED, DEBITS_PENDING, CREDITS_PENDING, LIMIT, META, LAST_SEQ, ID = range(8)

# bits of META above the account's flags: what a check reads in one go
SIDE_D = 1 << 8
ABSENT = 1 << 9
CURRENCY_SHIFT = 16

LIMITED = int(AccountFlag.LIMITED)


class Accounts:
    """The accounts in memory: ``rows[slot]`` holds the sums, ``slot_of`` finds the slot of an id (0: not in memory)."""

    def __init__(self, capacity: int = 1024) -> None:
        self.rows: Array = np.zeros((capacity, 8), np.int64)
        self.rows[0, META] = ABSENT
        self.count = 1
        self.slot_of: npt.NDArray[np.int32] = np.zeros(capacity, np.int32)

    def slots(self, ids: Array) -> Array:
        """Slot of each account id; 0 where it is not in memory."""
        known = (ids > 0) & (ids < len(self.slot_of))
        return np.where(known, self.slot_of[np.where(known, ids, 0)], 0).astype(np.int64)

    def missing(self, ids: Array) -> Array:
        """The ids, each once, that are not in memory."""
        candidates = ids[ids > 0]
        return np.unique(candidates[self.slots(candidates) == 0])

    def add(self, loaded: Array) -> None:
        """Take accounts into memory; loaded: one matrix row per account, all of them new."""
        if len(loaded) == 0:
            return
        need = self.count + len(loaded)
        if need > len(self.rows):
            grown = np.zeros((max(need, 2 * len(self.rows)), 8), np.int64)
            grown[: self.count] = self.rows[: self.count]
            self.rows = grown
        highest = int(loaded[:, ID].max())
        if highest >= len(self.slot_of):
            wider = np.zeros(max(highest + 1, 2 * len(self.slot_of)), np.int32)
            wider[: len(self.slot_of)] = self.slot_of
            self.slot_of = wider
        self.rows[self.count : need] = loaded
        self.slot_of[loaded[:, ID]] = np.arange(self.count, need, dtype=np.int32)
        self.count = need

    def change(self, account: int, credit_limit: int, meta: int) -> None:
        """Take over another limit and other flags of an account, if it is in memory."""
        slot = int(self.slots(np.array([account]))[0])
        if slot:
            self.rows[slot, LIMIT], self.rows[slot, META] = credit_limit, meta

    def evict(self, checkpoint_seq: int, keep: int) -> int:
        """Forget accounts whose last transfer a checkpoint covers, the longest unused first, until ``keep`` are left; returns how many went."""
        excess = self.count - 1 - keep
        if excess <= 0:
            return 0
        last = self.rows[1 : self.count, LAST_SEQ]
        movable = np.flatnonzero(last <= checkpoint_seq)
        if len(movable) > excess:
            movable = movable[np.argpartition(last[movable], excess - 1)[:excess]]
        gone = movable + 1
        self.slot_of[self.rows[gone, ID]] = 0
        stay = np.ones(self.count, bool)
        stay[gone] = False
        kept = self.rows[: self.count][stay]
        self.rows = np.zeros((max(len(kept), 1024), 8), np.int64)
        self.rows[: len(kept)] = kept
        self.count = len(kept)
        self.slot_of[kept[1:, ID]] = np.arange(1, self.count, dtype=np.int32)
        return len(gone)


def available(rows: Array) -> Array:
    """What each account (matrix rows) may still spend: its balance less holds plus its limit; meaningful for limited accounts."""
    net = rows[:, CREDITS_POSTED] - rows[:, DEBITS_POSTED]
    side_d = (rows[:, META] & SIDE_D) != 0
    result: Array = np.where(side_d, -net - rows[:, CREDITS_PENDING], net - rows[:, DEBITS_PENDING]) + rows[:, LIMIT]
    return result


class Hold(NamedTuple):
    """An open hold. key: the 16 bytes of its id; expires_at: microseconds since 2000, as in the journal."""

    key: bytes
    seq: int
    debit: int
    credit: int
    remaining: int
    expires_at: int


class Placed(NamedTuple):
    """What ``Holds.put`` did, for ``take_back``: the hold written, and what stood under its id before."""

    hold: Hold
    before: Hold | None


@dataclass(slots=True)
class Holds:
    """The open holds of a lane, found by id and by seq, and the order in which they expire."""

    by_key: dict[bytes, Hold]
    key_of_seq: dict[int, bytes]
    due: list[tuple[int, int]]  # (expires_at, seq); an entry whose hold is gone or another is passed over

    def put(self, hold: Hold) -> Placed:
        """A hold is placed, or changed: a remaining of 0 closes it."""
        before = self.by_key.get(hold.key)
        self._set(hold, before)
        return Placed(hold, before)

    def take_back(self, placed: Placed) -> None:
        """As it was before ``put``; the last one first."""
        if placed.before is None:
            self._set(placed.hold._replace(remaining=0), placed.hold)
        else:
            self._set(placed.before, self.by_key.get(placed.hold.key))

    def _set(self, hold: Hold, before: Hold | None) -> None:
        if before is not None and (before.seq != hold.seq or hold.remaining == 0):
            self.key_of_seq.pop(before.seq, None)
        if hold.remaining == 0:
            self.by_key.pop(hold.key, None)
            return
        if (before is None or before.seq != hold.seq) and hold.expires_at < 2**63 - 1:
            heapq.heappush(self.due, (hold.expires_at, hold.seq))
        self.by_key[hold.key] = hold
        self.key_of_seq[hold.seq] = hold.key

    def expired(self, now: int, most: int) -> list[Hold]:
        """Open holds whose time is over at ``now`` (microseconds since 2000), by (time, seq), at most that many; they stay open."""
        found: dict[tuple[int, int], Hold] = {}
        while self.due and self.due[0][0] <= now and len(found) < most:
            entry = heapq.heappop(self.due)
            hold = self.by_key.get(self.key_of_seq.get(entry[1], b""))
            if hold is not None and (hold.expires_at, hold.seq) == entry:
                found[entry] = hold
        for entry in found:
            heapq.heappush(self.due, entry)
        return list(found.values())


def no_holds() -> Holds:
    """No open hold at all."""
    return Holds({}, {}, [])
