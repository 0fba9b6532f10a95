"""Decides, one after the other, the few transfers of a batch whose outcome depends on the order (see ``judge``).

It sees the lane's memory through an overlay of its own: the sums of the accounts it meets, the holds it touches, the ids it creates. A
linked group that fails takes its part of the overlay back.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from twincore.ledger.engine.judge import (
    CAPTURE,
    CLOSED,
    CREDITS_FROZEN,
    DEBITS_FROZEN,
    EXPIRE,
    FINAL,
    FORCED,
    HOLD,
    IMPORTED,
    LINKED,
    OVER_CAPTURE,
    POST,
    RELEASE,
    REVERSE,
    Recorded,
    Referred,
    Verdict,
)
from twincore.ledger.engine.state import (
    ABSENT,
    CREDITS_PENDING,
    CREDITS_POSTED,
    CURRENCY_SHIFT,
    DEBITS_PENDING,
    DEBITS_POSTED,
    LIMIT,
    LIMITED,
    META,
    SIDE_D,
    Hold,
)
from twincore.ledger.model import OPEN_HOLDS_MAX, SUM_MAX, Kind, Status
from twincore.ledger.rows import NO_DATE, id_keys

if TYPE_CHECKING:
    from twincore.ledger.engine.judge import Judge

_CLOSED_BY = {CAPTURE: Status.HOLD_CAPTURED, RELEASE: Status.HOLD_RELEASED, EXPIRE: Status.HOLD_EXPIRED}


class OneByOne:
    """Decides the requests that a judge left over, and writes the outcomes into its verdict."""

    def __init__(self, judge: "Judge", verdict: Verdict) -> None:
        self.judge, self.verdict = judge, verdict
        requests = judge.batch.requests
        self.chosen = np.arange(judge.n) if judge.everything else np.flatnonzero(judge.single)
        rows = requests[self.chosen]
        self.request = dict(zip(self.chosen.tolist(), rows.tolist(), strict=True))
        self.key = dict(zip(self.chosen.tolist(), id_keys(rows["id_hi"], rows["id_lo"]), strict=True))
        self.ref_key = dict(zip(self.chosen.tolist(), id_keys(rows["ref_hi"], rows["ref_lo"]), strict=True))
        self.sums: dict[int, list[int]] = {}
        self.holds: dict[bytes, Hold] = {}  # as this batch leaves them; remaining 0: closed
        self.closed_by: dict[bytes, int] = {}
        self.created: dict[bytes, int] = {}
        self.reversed: set[bytes] = set()
        self.last_posted_at = judge.posted_at_us
        self.open_holds = len(judge.holds.by_key)
        self.undo: list[Callable[[], object]] = []
        self.group_first = 0

    def decide(self) -> None:
        """Decide every chosen request, group by group, in order of arrival."""
        status, groups = self.verdict.status, self.judge.group
        members: list[int] = []
        chosen = self.chosen.tolist()
        for place, at in enumerate(chosen):
            members.append(at)
            follows = chosen[place + 1] if place + 1 < len(chosen) else None
            if groups is not None and follows is not None and groups[follows] == groups[at]:
                continue
            if status[members[0]] != Status.GROUP_OPEN:
                self._decide_group(members)
            members = []

    def _decide_group(self, members: list[int]) -> None:
        status = self.verdict.status
        self.undo.clear()
        self.group_first = members[0]
        outcomes = []
        for at in members:
            outcomes.append(self._decide(at))
            if not outcomes[-1].ok:
                self._take_back()
                status[members] = Status.GROUP_REFUSED
                status[at] = outcomes[-1]
                return
        if Status.EXISTS in outcomes and Status.CREATED in outcomes:
            self._take_back()
            outcomes = [Status.EXISTS if o is Status.EXISTS else Status.GROUP_REFUSED for o in outcomes]
        status[members] = outcomes

    def _take_back(self) -> None:
        while self.undo:
            self.undo.pop()()

    def _decide(self, at: int) -> Status:
        """The outcome of one request by itself, in the order of Status; if it is created, the overlay has its effect."""
        judged = Status(int(self.judge.status[at]))
        if judged < Status.ID_CONFLICT and judged is not Status.CREATED:
            return judged
        key = self.key[at]
        if self.created.get(key, -1) >= self.group_first:
            return Status.ID_CONFLICT  # a sibling's, and neither stands yet
        if (recorded := self._recorded(key)) is not None:
            return Status.EXISTS if self._same(at, recorded) else Status.ID_CONFLICT
        if (refused := self._time(at)) is not Status.CREATED:
            return refused
        kind = self.request[at][11]
        if kind in (CAPTURE, RELEASE):
            return self._decide_on_hold(at, kind)
        if kind == REVERSE:
            return self._decide_reversal(at)
        _, _, _, _, debit, credit, asked, _, expires_at, *_ = self.request[at]
        refused = self._accounts(at, debit, credit, kind)
        if refused is Status.CREATED and kind == HOLD and self.open_holds >= OPEN_HOLDS_MAX:
            refused = Status.HOLDS_TOO_MANY
        if refused is not Status.CREATED:
            return refused
        posted, pending = (asked, 0) if kind == POST else (0, asked)
        refused = self._move(at, debit, credit, posted, pending, asked)
        if refused is Status.CREATED and kind == HOLD:
            self._put_hold(Hold(key, -1 - at, debit, credit, asked, expires_at))
        return refused

    # --- what is recorded under the same id

    def _recorded(self, key: bytes) -> Recorded | None:
        if (at := self.created.get(key)) is None:
            return self.judge.facts.recorded.get(key)
        _, _, _, _, _, _, _, posted_at, expires_at, code, value_date, kind, flags = self.request[at]
        v = self.verdict
        if value_date == NO_DATE:
            value_date = self.judge.business_day(int(v.posted_at[at]))
        amount = int(v.amount[at]) if kind in (POST, CAPTURE, REVERSE) else abs(int(v.pending[at]))
        return Recorded(kind, code, flags, self.ref_key[at], amount, int(v.debit[at]), int(v.credit[at]), value_date, expires_at, posted_at)

    def _same(self, at: int, recorded: Recorded) -> bool:
        _, _, _, _, debit, credit, asked, posted_at, expires_at, code, value_date, kind, flags = self.request[at]
        if self.key[at] in self.created:
            self.verdict.same_as[at] = self.created[self.key[at]]
        return (
            (kind, code, flags & ~LINKED, self.ref_key[at]) == (recorded.kind, recorded.code, recorded.flags & ~LINKED, recorded.ref)
            and asked in (0, recorded.amount)
            and debit in (0, recorded.debit)
            and credit in (0, recorded.credit)
            and value_date in (NO_DATE, recorded.value_date)
            and (kind != HOLD or expires_at == recorded.expires_at)
            and (not flags & IMPORTED or posted_at == recorded.posted_at)
        )

    def _time(self, at: int) -> Status:
        _, _, _, _, _, _, _, posted_at, expires_at, _, _, kind, flags = self.request[at]
        moment = posted_at if flags & IMPORTED else self.judge.now_us
        if self.judge.everything and (moment < self.last_posted_at or moment > self.judge.now_us):
            return Status.TIME_INVALID
        return Status.EXPIRY_INVALID if kind == HOLD and expires_at <= moment else Status.CREATED

    # --- what it refers to

    def _decide_on_hold(self, at: int, kind: int) -> Status:
        key = self.ref_key[at]
        hold = self.holds.get(key) or self.judge.holds.by_key.get(key)
        if hold is None or hold.remaining == 0:
            return self._no_open_hold(key)
        _, _, _, _, debit, credit, asked, _, _, _, _, _, flags = self.request[at]
        if debit not in (0, hold.debit) or credit not in (0, hold.credit):
            return Status.REF_ACCOUNTS_DIFFER
        refused = self._accounts(at, hold.debit, hold.credit, kind)
        if refused is not Status.CREATED:
            return refused
        rest = hold.remaining
        if asked > rest and (kind == RELEASE or not self._meta(hold.debit) & OVER_CAPTURE):
            return Status.AMOUNT_EXCEEDS_HOLD
        ends = rest if asked == 0 or asked >= rest or (kind == CAPTURE and flags & FINAL) else asked
        posted = (asked or rest) if kind == CAPTURE else 0
        refused = self._move(at, hold.debit, hold.credit, posted, -ends, max(0, posted - rest))
        if refused is Status.CREATED:
            self._refer(at, hold.seq)
            self._put_hold(hold._replace(remaining=rest - ends), kind)
        return refused

    def _no_open_hold(self, key: bytes) -> Status:
        if key in self.closed_by:
            return _CLOSED_BY[self.closed_by[key]]
        if key in self.created:
            return Status.REF_KIND_WRONG
        fact = self.judge.facts.referred.get(key)
        if fact is None:
            return Status.REF_NOT_FOUND
        return _CLOSED_BY[fact.closed_by] if fact.kind == HOLD else Status.REF_KIND_WRONG

    def _decide_reversal(self, at: int) -> Status:
        key = self.ref_key[at]
        fact = self._original(key)
        if fact is None:
            return Status.REF_NOT_FOUND
        if fact.kind not in (POST, CAPTURE):
            return Status.REF_KIND_WRONG
        if fact.reversed_by or key in self.reversed:
            return Status.ALREADY_REVERSED
        debit, credit = self.request[at][4:6]
        if debit not in (0, fact.credit) or credit not in (0, fact.debit):
            return Status.REF_ACCOUNTS_DIFFER
        refused = self._accounts(at, fact.credit, fact.debit, REVERSE)
        if refused is Status.CREATED:
            refused = self._move(at, fact.credit, fact.debit, fact.amount, 0, fact.amount)
        if refused is Status.CREATED:
            self._refer(at, fact.seq)
            self.reversed.add(key)
            self.undo.append(lambda: self.reversed.discard(key))
        return refused

    def _original(self, key: bytes) -> Referred | None:
        if (at := self.created.get(key)) is not None:
            v = self.verdict
            return Referred(-1 - at, self.request[at][11], int(v.debit[at]), int(v.credit[at]), int(v.amount[at]), 0, 0)
        if (hold := self.judge.holds.by_key.get(key)) is not None:
            return Referred(hold.seq, int(Kind.HOLD), hold.debit, hold.credit, 0, 0, 0)
        return self.judge.facts.referred.get(key)

    def _refer(self, at: int, seq: int) -> None:
        """seq: of the journal, or -1 - index of a request of this batch."""
        self.verdict.ref_seq[at] = max(seq, 0)
        self.verdict.ref_at[at] = -1 - seq if seq < 0 else -1

    def _put_hold(self, hold: Hold, closing: int = 0) -> None:
        before, closed, count = self.holds.get(hold.key), self.closed_by.get(hold.key), self.open_holds
        self.holds[hold.key] = hold
        if hold.remaining == 0:
            self.closed_by[hold.key] = closing
            self.open_holds -= 1
        elif closing == 0:
            self.open_holds += 1

        def take_back() -> None:
            self.open_holds = count
            if before is None:
                del self.holds[hold.key]
            else:
                self.holds[hold.key] = before
            if closed is None:
                self.closed_by.pop(hold.key, None)

        self.undo.append(take_back)

    # --- accounts and amounts

    def _slot(self, account: int) -> int:
        table = self.judge.accounts.slot_of
        return int(table[account]) if 0 < account < len(table) else 0

    def _meta(self, account: int) -> int:
        return int(self.judge.accounts.rows[self._slot(account), META])

    def _accounts(self, at: int, debit: int, credit: int, kind: int) -> Status:
        d, c = self._meta(debit), self._meta(credit)
        if d & ABSENT:
            return Status.DEBIT_ACCOUNT_NOT_FOUND
        if c & ABSENT:
            return Status.CREDIT_ACCOUNT_NOT_FOUND
        if d >> CURRENCY_SHIFT != c >> CURRENCY_SHIFT:
            return Status.CURRENCY_MISMATCH
        if kind == RELEASE:
            return Status.CREATED
        if d & CLOSED:
            return Status.DEBIT_ACCOUNT_CLOSED
        if c & CLOSED:
            return Status.CREDIT_ACCOUNT_CLOSED
        forced = self.request[at][12] & FORCED
        if d & DEBITS_FROZEN and not forced:
            return Status.DEBIT_ACCOUNT_FROZEN
        if c & CREDITS_FROZEN and not forced:
            return Status.CREDIT_ACCOUNT_FROZEN
        return Status.CREATED

    def _sums_of(self, account: int) -> list[int]:
        slot = self._slot(account)
        if slot not in self.sums:
            self.sums[slot] = self.judge.accounts.rows[slot, :4].tolist()
        return self.sums[slot]

    def _move(self, at: int, debit: int, credit: int, posted: int, pending: int, outflow: int) -> Status:
        """Check the amounts and, if they pass, move them in the overlay and write them into the verdict."""
        d, c = self._sums_of(debit), self._sums_of(credit)
        if max(d[DEBITS_POSTED] + posted, c[CREDITS_POSTED] + posted, d[DEBITS_PENDING] + pending, c[CREDITS_PENDING] + pending) > SUM_MAX:
            return Status.BALANCE_OVERFLOW
        if not self.request[at][12] & FORCED and outflow > 0:
            rows, d_slot, c_slot = self.judge.accounts.rows, self._slot(debit), self._slot(credit)
            if int(rows[d_slot, META]) & (LIMITED | SIDE_D) == LIMITED:
                free = d[CREDITS_POSTED] - d[DEBITS_POSTED] - d[DEBITS_PENDING] + int(rows[d_slot, LIMIT])
                if outflow > free:
                    return Status.INSUFFICIENT_FUNDS
            if int(rows[c_slot, META]) & (LIMITED | SIDE_D) == LIMITED | SIDE_D:
                free = c[DEBITS_POSTED] - c[CREDITS_POSTED] - c[CREDITS_PENDING] + int(rows[c_slot, LIMIT])
                if outflow > free:
                    return Status.BALANCE_BELOW_ZERO
        self._add(d, c, posted, pending)
        v, key, last = self.verdict, self.key[at], self.last_posted_at
        v.debit[at], v.credit[at], v.amount[at], v.pending[at] = debit, credit, posted, pending
        self.created[key] = at
        self.last_posted_at = int(v.posted_at[at])

        def take_back() -> None:
            self._add(d, c, -posted, -pending)
            del self.created[key]
            self.last_posted_at = last

        self.undo.append(take_back)
        return Status.CREATED

    @staticmethod
    def _add(d: list[int], c: list[int], posted: int, pending: int) -> None:
        d[DEBITS_POSTED] += posted
        c[CREDITS_POSTED] += posted
        d[DEBITS_PENDING] += pending
        c[CREDITS_PENDING] += pending
