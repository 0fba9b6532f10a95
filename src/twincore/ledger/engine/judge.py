"""Decides a batch of transfers in arrival order, the whole batch at once wherever order cannot matter.

Order can only matter where a limit might be reached, an id comes twice, a hold is touched twice, or a group may fail. Everything else is
decided column by column; the few that remain go one by one (``one_by_one``). Both ways give what a plain sequential ledger would give.
Nothing here changes the lane's memory: a verdict is applied by ``write``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from twincore.kernel.money import AMOUNT_MAX
from twincore.ledger.engine.state import ABSENT, CURRENCY_SHIFT, LIMITED, META, SIDE_D, Accounts, Holds, available
from twincore.ledger.model import (
    DETAIL_BYTES_MAX,
    EARLIEST_US,
    GROUP_MAX,
    OPEN_HOLDS_MAX,
    SUM_MAX,
    AccountFlag,
    Flag,
    Kind,
    Status,
)
from twincore.ledger.rows import INFINITY, NO_TIME, id_keys

Array = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

LINKED, FORCED, IMPORTED, FINAL = (int(f) for f in (Flag.LINKED, Flag.FORCED, Flag.IMPORTED, Flag.FINAL))
POST, HOLD, CAPTURE, RELEASE, EXPIRE, REVERSE = (int(k) for k in Kind)
DEBITS_FROZEN, CREDITS_FROZEN, CLOSED = int(AccountFlag.DEBITS_FROZEN), int(AccountFlag.CREDITS_FROZEN), int(AccountFlag.CLOSED)
OVER_CAPTURE = int(AccountFlag.OVER_CAPTURE)


class Recorded(NamedTuple):
    """What a transfer of the journal was asked to be: compared with a request of the same id. Times in microseconds since 1970."""

    kind: int
    code: int
    flags: int
    ref: bytes
    amount: int
    debit: int
    credit: int
    value_date: int
    expires_at: int
    posted_at: int


class Referred(NamedTuple):
    """A transfer of the journal that a request refers to. closed_by: the kind that closed a hold; reversed_by: seq of its reversal or 0."""

    seq: int
    kind: int
    debit: int
    credit: int
    amount: int
    closed_by: int
    reversed_by: int


@dataclass(slots=True)
class Facts:
    """What the database knows and the lane's memory does not: transfers under the batch's ids, and those it refers to."""

    recorded: dict[bytes, Recorded] = field(default_factory=dict)
    referred: dict[bytes, Referred] = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """Requests to decide together.

    requests: rows.REQUEST; command_hi, command_lo: halves of the command id of each; details: index -> canonical body;
    ends: index after the last request of each submission (a linked group never reaches beyond one).
    """

    requests: npt.NDArray[np.void]
    command_hi: npt.NDArray[np.uint64]
    command_lo: npt.NDArray[np.uint64]
    details: dict[int, bytes]
    ends: list[int]


@dataclass(slots=True)
class Verdict:
    """The outcome of each request of a batch and, for those accepted, what moves.

    status: Status per request; amount: minor units posted; pending: change of what is held; ref_seq: seq referred to (0: none) unless
    ref_at names the request of the same batch (-1: none); same_as: request of this batch that one repeats (-1: none).
    """

    status: npt.NDArray[np.int16]
    debit: Array
    credit: Array
    amount: Array
    pending: Array
    ref_seq: Array
    ref_at: Array
    posted_at: Array
    same_as: Array


def mixed_ids(requests: npt.NDArray[np.void]) -> npt.NDArray[np.uint64]:
    """One 64-bit number per id: equal for equal ids, nearly always different for different ones."""
    mixed: npt.NDArray[np.uint64] = requests["id_hi"] * np.uint64(0x9E3779B97F4A7C15) ^ requests["id_lo"]
    return mixed


class Judge:
    """Decides one batch at one time. ``verdict`` is the whole of it; the steps are methods to be read from top to bottom."""

    def __init__(
        self,
        batch: Batch,
        now_us: int,
        posted_at_us: int,
        accounts: Accounts,
        holds: Holds,
        facts: Facts,
        business_day: Callable[[int], int],
    ) -> None:
        self.batch, self.now_us, self.business_day = batch, now_us, business_day
        self.posted_at_us = max(posted_at_us, EARLIEST_US)
        self.accounts, self.holds, self.facts = accounts, holds, facts
        requests = batch.requests
        self.n = len(requests)
        self.kind = requests["kind"].astype(np.int64)
        self.flags = requests["flags"].astype(np.int64)
        self.asked = np.ascontiguousarray(requests["amount"])
        self.status = np.zeros(self.n, np.int16)
        self.debit, self.credit = requests["debit"].copy(), requests["credit"].copy()
        self.amount, self.pending = np.zeros(self.n, np.int64), np.zeros(self.n, np.int64)
        self.ref_seq, self.remaining = np.zeros(self.n, np.int64), np.zeros(self.n, np.int64)
        self.single = np.zeros(self.n, bool)  # to be decided one by one
        self.everything = False  # so is the whole batch
        self.by_ref = (self.kind == CAPTURE) | (self.kind == RELEASE) | (self.kind == REVERSE)
        self.forced = (self.flags & FORCED) != 0
        imported = (self.flags & IMPORTED) != 0
        self.posted_at = np.where(imported, requests["posted_at"], now_us) if imported.any() else np.full(self.n, now_us)
        self.imported = imported

    def verdict(self) -> Verdict:
        """Decide the batch."""
        self._look_at_requests()
        self._look_at_ids()
        self._look_at_times()
        self._look_at_references()
        self._look_at_accounts()
        self._work_out_movements()
        self._look_at_limits()
        self._look_at_groups()
        result = Verdict(
            self.status,
            self.debit,
            self.credit,
            self.amount,
            self.pending,
            self.ref_seq,
            np.full(self.n, -1, np.int64),
            self.posted_at,
            np.full(self.n, -1, np.int64),
        )
        if self.everything or self.single.any():
            from twincore.ledger.engine.one_by_one import OneByOne

            OneByOne(self, result).decide()
        return result

    def _refuse(self, where: Mask, status: Status) -> None:
        if where.any():
            self.status[where & (self.status == 0)] = status

    def _look_at_requests(self) -> None:
        r, kind, flags, asked = self.batch.requests, self.kind, self.flags, self.asked
        self._refuse((r["id_hi"] | r["id_lo"]) == 0, Status.ID_MISSING)
        opening = (kind == POST) | (kind == HOLD)
        self._refuse(~(opening | self.by_ref), Status.KIND_UNKNOWN)
        wrong = (flags & ~15 != 0) | ((flags & FINAL != 0) & (kind != CAPTURE)) | (self.imported != (r["posted_at"] != NO_TIME))
        self._refuse(wrong, Status.FLAGS_INVALID)
        lowest = np.where(opening, 1, 0)
        highest = np.where(kind == REVERSE, 0, AMOUNT_MAX)
        self._refuse((asked < lowest) | (asked > highest), Status.AMOUNT_INVALID)
        named = (r["ref_hi"] | r["ref_lo"]) != 0
        self._refuse((named != self.by_ref) | ((r["expires_at"] != INFINITY) & (kind != HOLD)), Status.REF_INVALID)
        self._refuse((self.debit == self.credit) & (opening | (self.debit != 0)), Status.ACCOUNTS_SAME)
        for at, body in self.batch.details.items():
            if len(body) > DETAIL_BYTES_MAX and self.status[at] == 0:
                self.status[at] = Status.DETAIL_TOO_LARGE

    def _look_at_ids(self) -> None:
        mixed = mixed_ids(self.batch.requests)
        order = np.argsort(mixed, kind="stable")
        ordered = mixed[order]
        again = np.flatnonzero(ordered[1:] == ordered[:-1])
        if len(again):
            self.single[order[again]] = self.single[order[again + 1]] = True
        if self.facts.recorded:
            pairs = np.frombuffer(b"".join(self.facts.recorded), ">u8").reshape(-1, 2).astype(np.uint64)
            known = pairs[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ pairs[:, 1]
            self.single |= np.isin(mixed, known)

    def _look_at_times(self) -> None:
        holds = self.kind == HOLD
        if self.imported.any():
            earlier = np.maximum.accumulate(np.concatenate(([self.posted_at_us], self.posted_at)))[:-1]
            if (self.imported & ((self.posted_at < earlier) | (self.posted_at > self.now_us))).any():
                self.everything = True
        self._refuse(holds & (self.batch.requests["expires_at"] <= self.posted_at), Status.EXPIRY_INVALID)

    def _look_at_references(self) -> None:
        refers = np.flatnonzero(self.by_ref & (self.status == 0))
        if len(refers) == 0:
            return
        r = self.batch.requests[refers]
        first: dict[bytes, int] = {}
        found: list[tuple[int, int, int, int, int]] = []
        for at, key, kind in zip(refers.tolist(), id_keys(r["ref_hi"], r["ref_lo"]), r["kind"].tolist(), strict=True):
            hold = self.holds.by_key.get(key)
            if hold is not None and kind != REVERSE:
                found.append((at, hold.seq, hold.debit, hold.credit, hold.remaining))
                other = first.setdefault(key, at)
                if other != at:
                    self.single[other] = self.single[at] = True
            else:
                self.single[at] = True
                fact = self.facts.referred.get(key)
                if fact is None:
                    self.everything = True  # it may stand in this very batch
                elif kind == REVERSE:
                    found.append((at, fact.seq, fact.credit, fact.debit, fact.amount))
                else:
                    found.append((at, fact.seq, fact.debit, fact.credit, 0))
        if not found:
            return
        at_, seq, debit, credit, remaining = np.array(found, np.int64).T
        given_debit, given_credit = self.debit[at_], self.credit[at_]
        differ = ((given_debit != 0) & (given_debit != debit)) | ((given_credit != 0) & (given_credit != credit))
        self.debit[at_], self.credit[at_], self.ref_seq[at_], self.remaining[at_] = debit, credit, seq, remaining
        self.status[at_[differ & ~self.single[at_]]] = Status.REF_ACCOUNTS_DIFFER
        self.single[at_[differ & self.single[at_]]] = True

    def _look_at_accounts(self) -> None:
        rows = self.accounts.rows
        self.debit_slot, self.credit_slot = self.accounts.slots(self.debit), self.accounts.slots(self.credit)
        self.debit_meta, self.credit_meta = rows[self.debit_slot, META], rows[self.credit_slot, META]
        d, c = self.debit_meta, self.credit_meta
        known = ~self.single
        self._refuse(known & (d & ABSENT != 0), Status.DEBIT_ACCOUNT_NOT_FOUND)
        self._refuse(known & (c & ABSENT != 0), Status.CREDIT_ACCOUNT_NOT_FOUND)
        self._refuse(known & (d >> CURRENCY_SHIFT != c >> CURRENCY_SHIFT), Status.CURRENCY_MISMATCH)
        if ((d | c) & (CLOSED | DEBITS_FROZEN | CREDITS_FROZEN)).any():
            moving = known & (self.kind != RELEASE)
            self._refuse(moving & (d & CLOSED != 0), Status.DEBIT_ACCOUNT_CLOSED)
            self._refuse(moving & (c & CLOSED != 0), Status.CREDIT_ACCOUNT_CLOSED)
            self._refuse(moving & ~self.forced & (d & DEBITS_FROZEN != 0), Status.DEBIT_ACCOUNT_FROZEN)
            self._refuse(moving & ~self.forced & (c & CREDITS_FROZEN != 0), Status.CREDIT_ACCOUNT_FROZEN)

    def _work_out_movements(self) -> None:
        kind, asked, rest = self.kind, self.asked, self.remaining
        if not (kind == POST).all():
            capture, release = kind == CAPTURE, kind == RELEASE
            more = (asked > rest) & ~self.single
            self._refuse(more & (release | (capture & (self.debit_meta & OVER_CAPTURE == 0))), Status.AMOUNT_EXCEEDS_HOLD)
            whole = asked == 0
            ends = np.where(whole | (asked >= rest) | (capture & (self.flags & FINAL != 0)), rest, asked)
            posted = np.where(kind == POST, asked, np.where(capture, np.where(whole, rest, asked), 0))
            self.amount = np.where(kind == REVERSE, rest, posted)
            self.pending = np.where(kind == HOLD, asked, np.where(capture | release, -ends, 0))
            # new money only; of a hold touched more than once in the batch the rest is not known yet: all of it, to be safe
            excess = np.where(self.single, asked, np.maximum(0, asked - rest))
            self.outflow = np.where(capture, excess, np.where(release, 0, np.maximum(self.amount, self.pending)))
        else:
            self.amount = self.outflow = asked

    def _look_at_limits(self) -> None:
        taken = self.status == 0
        outflow = np.where(taken, self.outflow, 0)
        holds_wanted = int((self.kind == HOLD).sum())
        if holds_wanted and len(self.holds.by_key) + holds_wanted > OPEN_HOLDS_MAX:
            self.everything = True
        rows = self.accounts.rows
        d, c, moving = self.debit_meta, self.credit_meta, outflow > 0  # what is forced uses up the money as well
        limited_d = np.flatnonzero(moving & (d & (LIMITED | SIDE_D) == LIMITED))
        limited_c = np.flatnonzero(moving & (c & (LIMITED | SIDE_D) == (LIMITED | SIDE_D)))
        sums_max = max(int(rows[self.debit_slot, :4].max(initial=0)), int(rows[self.credit_slot, :4].max(initial=0)))
        if sums_max + int(np.maximum(self.asked[taken], 0).sum(dtype=np.float64)) + int(self.remaining.sum(dtype=np.float64)) > SUM_MAX:
            self.everything = True
        if self.everything or len(limited_d) + len(limited_c) == 0:
            return
        slots = np.concatenate((self.debit_slot[limited_d], self.credit_slot[limited_c]))
        wanted = np.concatenate((outflow[limited_d], outflow[limited_c]))
        order = np.argsort(slots)
        ordered = slots[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        accounts = ordered[starts]
        hot = accounts[np.add.reduceat(wanted[order], starts) > available(rows[accounts])]
        if len(hot):
            self.single |= taken & (np.isin(self.debit_slot, hot) | np.isin(self.credit_slot, hot))

    def _look_at_groups(self) -> None:
        """Groups with a refused member, or one to be decided singly, go one by one as a whole."""
        linked = (self.flags & LINKED) != 0
        self.group: Array | None = None
        if not linked.any():
            return
        starts = np.concatenate(([True], ~linked[:-1]))
        for end in self.batch.ends[:-1]:
            starts[end] = True
        group = np.cumsum(starts) - 1
        first = np.flatnonzero(starts)
        last = np.concatenate((first[1:], [self.n])) - 1
        broken = linked[last] | (last - first + 1 > GROUP_MAX)
        if broken.any():
            self.status[broken[group]] = Status.GROUP_OPEN
            self.single &= ~broken[group]
        many = last > first
        trouble = np.logical_or.reduceat((self.status != 0) | self.single, first) & many & ~broken
        self.single |= trouble[group]
        self.group = group
