"""A seeded generator of ledger work, realistic and hostile, that knows the outcome it planned for every request.

``Workload(seed)`` opens its accounts and then gives one event after the other: a submission with its planned outcomes, a change to an account,
or a step of the clock. It plans with a ReferenceLedger as its eyes: a planner looks at the books, builds a request that must meet one fate,
and says which; the reference then decides the request, and a plan that it does not share stops the test with the seed that replays it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any
from uuid import UUID

from tests.ledger.reference import NIL, BookAccount, ReferenceLedger, utc_date
from twincore.kernel.ids import uuid7
from twincore.kernel.money import AMOUNT_MAX
from twincore.ledger.model import GROUP_MAX, NEVER_US, SUM_MAX, AccountFlag, AccountSpec, Flag, Kind, Status, Transfer, TransferRequest

DAY_US = 86_400_000_000
START_US = 1_782_864_000_000_000
FROZEN = AccountFlag.DEBITS_FROZEN | AccountFlag.CREDITS_FROZEN

Planned = list[tuple[TransferRequest, Status]]


@dataclass(frozen=True, slots=True)
class Submit:
    """Requests handed in together, and what must become of each."""

    requests: tuple[TransferRequest, ...]
    planned: tuple[Status, ...]
    command: UUID
    now_us: int


@dataclass(frozen=True, slots=True)
class Change:
    """An account frozen, thawed, closed or given another limit: its flags and limit from here on."""

    account: int
    flags: AccountFlag
    credit_limit: int
    now_us: int


@dataclass(frozen=True, slots=True)
class Advance:
    """The clock moves to this time."""

    now_us: int


Event = Submit | Change | Advance


class Workload:
    """What one bank's customers, rails and adversaries do.

    seed: replays everything; accounts: how many are opened; hostility: share of requests that are meant to be refused or to be repeats;
    changes: whether accounts are frozen, closed and re-limited on the way; advances: whether the clock moves; imports: with times of their own.
    """

    def __init__(
        self,
        seed: int,
        *,
        accounts: int = 40,
        hostility: float = 0.35,
        changes: bool = True,
        advances: bool = True,
        imports: bool = True,
        start_us: int = START_US,
        business_date: Callable[[int], date] = utc_date,
    ) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.hostility, self.changes, self.advances, self.imports = hostility, changes, advances, imports
        self.now_us = start_us
        self.model = ReferenceLedger(business_date)
        self.specs = [self._spec(n) for n in range(accounts)]
        for spec in self.specs:
            self.model.open_account(spec)
        self.number_of = list(self.model.accounts)
        self.random.shuffle(self.number_of)
        self.zipf = list(accumulate(1 / rank**1.1 for rank in range(1, accounts + 1)))
        self.asked: dict[UUID, TransferRequest] = {}  # what stands in the journal, as it was asked for
        self.free_ids: list[UUID] = []  # ids whose request was refused: nothing is recorded under them
        self.command = NIL

    # -- events

    def events(self, count: int, size: int = 60) -> list[Event]:
        """The next events; size: requests in a submission, about."""
        return [self.event(size) for _ in range(count)]

    def event(self, size: int = 60) -> Event:
        """The next event."""
        chance = self.random.random()
        if chance < 0.08 and self.changes:
            return self._change()
        if chance < 0.2 and self.advances:
            return self._advance()
        return self.submission(self.random.randint(1, 2 * size))

    def submission(self, size: int) -> Submit:
        """A submission of at least ``size`` requests."""
        planned: Planned = []
        self.command = self._id()
        while len(planned) < size:
            planned += self._plan(last=False)
        if self.random.random() < self.hostility / 8:
            planned += self._plan(last=True)
        return Submit(tuple(r for r, _ in planned), tuple(s for _, s in planned), self.command, self.now_us)

    def _advance(self) -> Advance:
        self.now_us += self.random.choice((1, 1_000, 1_000_000, 3_600_000_000, DAY_US, self.random.randint(1, 3 * DAY_US)))
        return Advance(self.now_us)

    def _change(self) -> Change:
        number = self._account()
        book = self.model.accounts[number]
        flags, limit = book.flags, book.credit_limit
        what = self.random.random()
        if what < 0.35:
            flags |= self.random.choice((AccountFlag.DEBITS_FROZEN, AccountFlag.CREDITS_FROZEN, FROZEN))
        elif what < 0.8:
            flags &= ~FROZEN
        elif what < 0.9:
            limit = self.random.choice((0, 1, 50_000, 1_000_000))
        else:
            number = self._settled(number)
            book = self.model.accounts[number]
            flags, limit = book.flags, book.credit_limit
            if book.posted == 0 and book.debits_pending == book.credits_pending == 0:
                flags |= AccountFlag.CLOSED
        self.model.change(number, flags=flags, credit_limit=limit)
        return Change(number, flags, limit, self.now_us)

    # -- planning

    def _plan(self, last: bool) -> Planned:
        """A group of requests with their fates; last: one that leaves its group open, as only the end of a submission can."""
        while True:
            if last:
                planned = self._open_group()
            elif self.random.random() < self.hostility:
                planned = self.random.choice(_HOSTILE)(self)
            else:
                planned = self.random.choices(_REAL, _REAL_WEIGHTS)[0](self)
            if planned:
                break
        outcomes = self.model.decide([r for r, _ in planned], self.now_us, self.command)
        for (request, status), outcome in zip(planned, outcomes, strict=True):
            assert outcome.status == status, (
                f"workload seed {self.seed}: planned {status.name}, the reference says {outcome.status.name}: {request}"
            )
            if status == Status.CREATED:
                self.asked[request.id] = request
            elif status not in (Status.EXISTS, Status.ID_CONFLICT, Status.ID_MISSING, Status.GROUP_OPEN):
                self.free_ids.append(request.id)
        return planned

    def _spec(self, n: int) -> AccountSpec:
        currency = "AUD" if n < 4 else self.random.choices(("AUD", "USD", "JPY"), (14, 4, 2))[0]
        kind = n % 4 if n < 4 else self.random.choices(range(6), (1, 6, 2, 1, 2, 1))[0]
        limited, over = AccountFlag.LIMITED, AccountFlag.OVER_CAPTURE
        side, flags, limit = (
            ("D", AccountFlag(0), 0),  # cash, settlement: unlimited
            ("C", limited, 0),  # savings
            ("C", limited | over, self.random.choice((0, 1_000, 100_000))),  # everyday with an overdraft
            ("D", limited, 0),  # a loan that must not be overpaid
            ("C", AccountFlag(0), 0),  # income, suspense
            ("D", limited | over, 5_000),
        )[kind]
        return AccountSpec(currency, 1000 + kind, side, flags, limit)

    # -- what planners pick from

    def _id(self) -> UUID:
        if self.free_ids and self.random.random() < 0.05:
            return self.free_ids.pop(self.random.randrange(len(self.free_ids)))
        if self.random.random() < 0.1:
            return UUID(int=self.random.getrandbits(128) | 1)
        return uuid7(self.now_us, self.random.getrandbits)

    def _account(self) -> int:
        return self.random.choices(self.number_of, cum_weights=self.zipf)[0]

    def _settled(self, fallback: int) -> int:
        rest = [n for n, b in self.model.accounts.items() if b.last_seq == 0 and n != fallback]
        return self.random.choice(rest) if rest else fallback

    def _pick(self, wanted: Callable[[int, BookAccount], bool], tries: int = 12) -> int | None:
        for _ in range(tries):
            number = self._account()
            if wanted(number, self.model.accounts[number]):
                return number
        return None

    def _pair(self, debit: int | None = None, credit: int | None = None) -> tuple[int, int] | None:
        """Two accounts of one currency, both open and thawed."""
        if debit is None:
            debit = self._pick(lambda n, b: n != credit and not b.flags & (AccountFlag.CLOSED | AccountFlag.DEBITS_FROZEN))
        if debit is None:
            return None
        payer = self.model.accounts[debit]
        if credit is None:
            credit = self._pick(
                lambda n, b: n != debit and b.currency == payer.currency and not b.flags & (AccountFlag.CLOSED | AccountFlag.CREDITS_FROZEN)
            )
        if credit is None or self.model.accounts[credit].currency != payer.currency:
            return None
        return debit, credit

    def _due(self) -> bool:  # holds will expire before the next request is decided: what is available now is not what will be then
        return any(self.model.rows[seq - 1].expires_at_us <= self.now_us for seq in self.model.remaining)

    def _room(self, debit: int, credit: int) -> int:
        """The largest new outflow that both limits let through; may be zero or less."""
        payer, payee, room = self.model.accounts[debit], self.model.accounts[credit], AMOUNT_MAX
        if payer.side == "C" and AccountFlag.LIMITED in payer.flags:
            room = min(room, payer.available)
        if payee.side == "D" and AccountFlag.LIMITED in payee.flags:
            room = min(room, payee.available)
        sums = (payer.debits_posted, payee.credits_posted, payer.debits_pending, payee.credits_pending)
        return min(room, SUM_MAX - max(sums))

    def _amount(self, most: int) -> int:
        """From 1 to most, small ones and the edge preferred."""
        if self.random.random() < (0.12 if most < 10**9 else 0.01):
            return max(1, most - self.random.randint(0, 1))
        return min(most, int(10 ** self.random.uniform(0, 5.5)))

    def _request(self, **asked: Any) -> TransferRequest:
        if "code" not in asked:
            asked["code"] = self.random.choice((0, 1, 17, 2_147_483_647))
        if "value_date" not in asked and self.random.random() < 0.1:
            asked["value_date"] = date(2026, 1, 1 + self.random.randrange(28))
        if "detail" not in asked and self.random.random() < 0.1:
            asked["detail"] = {"text": "rent, 2 Tōkyō St", "n": self.random.randrange(1000)}
        if "posted_at_us" not in asked and self.imports and self.random.random() < 0.3:
            last = self.model.last_posted_at or self.now_us - DAY_US
            if last < self.now_us and not self._due():
                asked["posted_at_us"] = self.random.choice((last, self.now_us, self.random.randint(last, self.now_us)))
                asked["flags"] = asked.get("flags", Flag(0)) | Flag.IMPORTED
        return TransferRequest(**{"id": self._id()} | asked)

    def _open_hold(self, wanted: Callable[[Transfer], bool] = lambda row: True) -> Transfer | None:
        holds = [
            row
            for seq in self.model.remaining
            if (row := self.model.rows[seq - 1]).expires_at_us > self.now_us and wanted(row) and self._passable(row.debit, row.credit)
        ]
        return self.random.choice(holds) if holds else None

    def _passable(self, debit: int, credit: int) -> bool:
        payer, payee = self.model.accounts[debit], self.model.accounts[credit]
        return not payer.flags & (AccountFlag.CLOSED | AccountFlag.DEBITS_FROZEN) and not payee.flags & (
            AccountFlag.CLOSED | AccountFlag.CREDITS_FROZEN
        )

    def _recorded(self, *kinds: Kind) -> Transfer | None:
        rows = self.model.rows
        for _ in range(12):
            if rows and (row := self.random.choice(rows[-400:])).kind in kinds:
                return row
        return None

    # -- what goes well

    def post(self) -> Planned:
        """Money moves."""
        pair = self._pair()
        if pair is None or (room := self._room(*pair)) < 1:
            return []
        return [(self._request(debit=pair[0], credit=pair[1], amount=self._amount(room)), Status.CREATED)]

    def fund(self) -> Planned:
        """Money comes in from cash or settlement, so that others can spend it."""
        payer = self._pick(lambda n, b: b.side == "D" and not b.flags & (AccountFlag.CLOSED | AccountFlag.DEBITS_FROZEN))
        pair = self._pair(debit=payer) if payer else None
        if pair is None or (room := min(10**7, self._room(*pair))) < 1:
            return []
        return [(self._request(debit=pair[0], credit=pair[1], amount=self._amount(room)), Status.CREATED)]

    def hold(self) -> Planned:
        """Money is set aside."""
        pair = self._pair()
        if pair is None or (room := self._room(*pair)) < 1:
            return []
        expires = self.random.choice((NEVER_US, self.now_us + 1, self.now_us + self.random.randint(1, 2 * DAY_US)))
        return [
            (self._request(kind=Kind.HOLD, debit=pair[0], credit=pair[1], amount=self._amount(room), expires_at_us=expires), Status.CREATED)
        ]

    def capture(self) -> Planned:
        """All, part, the final part, or more than the hold."""
        hold = self._open_hold()
        if hold is None:
            return []
        left = self.model.remaining[hold.seq]
        how = self.random.random()
        flags, amount = Flag(0), 0
        if how < 0.3:
            amount = self.random.randint(1, left)
        elif how < 0.5:
            flags, amount = Flag.FINAL, self.random.choice((0, self.random.randint(1, left)))
        elif how < 0.75:
            extra = self._room(hold.debit, hold.credit)
            if AccountFlag.OVER_CAPTURE in self.model.accounts[hold.debit].flags and extra > 0:
                amount = min(AMOUNT_MAX, left + self._amount(extra))
        given = {"debit": hold.debit, "credit": hold.credit} if self.random.random() < 0.3 else {}
        return [(self._request(kind=Kind.CAPTURE, ref=hold.id, amount=amount, flags=flags, **given), Status.CREATED)]

    def release(self) -> Planned:
        """All or part of a hold is given back, also where accounts are frozen."""
        hold = self._recorded(Kind.HOLD)
        if hold is None or hold.seq not in self.model.remaining or hold.expires_at_us <= self.now_us:
            return []
        amount = self.random.choice((0, self.random.randint(1, self.model.remaining[hold.seq])))
        return [(self._request(kind=Kind.RELEASE, ref=hold.id, amount=amount), Status.CREATED)]

    def reverse(self) -> Planned:
        """An earlier post or capture is undone."""
        row = self._recorded(Kind.POST, Kind.CAPTURE)
        if row is None or row.seq in self.model.reversed or not self._passable(row.credit, row.debit):
            return []
        if self._room(row.credit, row.debit) < row.amount:
            return []
        given = {"debit": row.credit, "credit": row.debit} if self.random.random() < 0.3 else {}
        return [(self._request(kind=Kind.REVERSE, ref=row.id, **given), Status.CREATED)]

    def forced(self) -> Planned:
        """Beyond a limit or through a freeze, by force."""
        debit = self._pick(lambda n, b: AccountFlag.CLOSED not in b.flags and b.side == "C" and AccountFlag.LIMITED in b.flags)
        credit = (
            None
            if debit is None
            else self._pick(
                lambda n, b: n != debit and AccountFlag.CLOSED not in b.flags and b.currency == self.model.accounts[debit].currency
            )
        )
        if debit is None or credit is None:
            return []
        amount = min(AMOUNT_MAX, max(1, self.model.accounts[debit].available + self.random.randint(-5, 5_000)))
        kind = self.random.choice((Kind.POST, Kind.POST, Kind.HOLD))
        return [(self._request(kind=kind, debit=debit, credit=credit, amount=amount, flags=Flag.FORCED), Status.CREATED)]

    def group(self) -> Planned:
        """A posting of several legs from one payer, whose last leg takes what is left; sometimes with its reversal or capture inside."""
        pair = self._pair()
        if pair is None or (room := self._room(*pair)) < 3:
            return []
        room, legs = min(room, 10**6), self.random.randint(2, 5)
        requests = []
        for n in range(legs):
            amount = room // legs + (room % legs if n == legs - 1 else 0)
            if amount == 0:
                return []
            requests.append(self._request(debit=pair[0], credit=pair[1], amount=amount, posted_at_us=None))
        if self.random.random() < 0.3:
            undo = self.random.choice(requests)
            if self._passable(pair[1], pair[0]) and self._room(pair[1], pair[0]) >= undo.amount:
                requests.append(self._request(kind=Kind.REVERSE, ref=undo.id, posted_at_us=None))
        return [(r, Status.CREATED) for r in link(requests)]

    def limit_dance(self) -> Planned:
        """One account spends to the last cent, is refused one more, is paid, and spends again: all in one submission."""
        debit = self._pick(lambda n, b: b.side == "C" and AccountFlag.LIMITED in b.flags and self._open(b))
        pair = self._pair(debit=debit) if debit else None
        if pair is None or self._due() or not self._passable(pair[1], pair[0]) or not 0 < (room := self._room(*pair)) < 10**9:
            return []
        payer, payee = self.model.accounts[pair[0]], self.model.accounts[pair[1]]
        if room != payer.available or AccountFlag.LIMITED in payee.flags:
            return []
        back = self.random.randint(1, 1_000)
        forth = {"debit": pair[0], "credit": pair[1], "posted_at_us": None}
        return [
            (self._request(amount=room, **forth), Status.CREATED),
            (self._request(amount=1, **forth), Status.INSUFFICIENT_FUNDS),
            (self._request(amount=back, debit=pair[1], credit=pair[0], posted_at_us=None), Status.CREATED),
            (self._request(amount=back + 1, **forth), Status.INSUFFICIENT_FUNDS),
            (self._request(kind=Kind.HOLD, amount=back, **forth), Status.CREATED),
            (self._request(amount=1, **forth), Status.INSUFFICIENT_FUNDS),
        ]

    # -- what must be refused, or is a repeat

    def repeat(self) -> Planned:
        """The same request again: alone, or its whole group."""
        if not self.asked:
            return []
        request = self.random.choice(list(self.asked.values())[-300:])
        if self.random.random() < 0.3 and request.amount and request.kind in (Kind.CAPTURE, Kind.RELEASE):
            request = replace(request, amount=0)
        return [(replace(request, flags=request.flags & ~Flag.LINKED), Status.EXISTS)]

    def repeat_group(self) -> Planned:
        """Two recorded transfers linked to each other, or linked to a new one."""
        if len(self.asked) < 2:
            return []
        old = [replace(r, flags=r.flags & ~Flag.LINKED) for r in self.random.sample(list(self.asked.values())[-300:], 2)]
        if self.random.random() < 0.5:
            return [(r, Status.EXISTS) for r in link(old)]
        if not (new := self.post()) or Flag.IMPORTED in new[0][0].flags:
            return []
        members = [(old[0], Status.EXISTS), (new[0][0], Status.GROUP_REFUSED), (old[1], Status.EXISTS)]
        self.random.shuffle(members)
        return list(zip(link([r for r, _ in members]), [s for _, s in members], strict=True))

    def conflict(self) -> Planned:
        """Another request under a recorded id."""
        if not self.asked:
            return []
        request = self.random.choice(list(self.asked.values())[-300:])
        request = replace(request, flags=request.flags & ~Flag.LINKED)
        other: list[TransferRequest] = [replace(request, code=request.code ^ 1), replace(request, value_date=date(1999, 12, 31))]
        if request.kind in (Kind.POST, Kind.HOLD):
            other += [
                replace(request, amount=request.amount % AMOUNT_MAX + 1),
                replace(request, debit=request.credit, credit=request.debit),
                replace(request, flags=request.flags ^ Flag.FORCED),
            ]
        if request.kind == Kind.POST:
            other.append(replace(request, kind=Kind.HOLD))
        if request.kind == Kind.HOLD:
            other.append(replace(request, expires_at_us=request.expires_at_us - 1))
        if request.posted_at_us is not None:
            other.append(replace(request, posted_at_us=request.posted_at_us + 1))
        if request.kind in (Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE):
            other.append(replace(request, ref=self._id()))
        return [(self.random.choice(other), Status.ID_CONFLICT)]

    def malformed(self) -> Planned:
        """What no book needs to be opened for."""
        good: dict[str, Any] = {"debit": 1, "credit": 2, "amount": 5, "posted_at_us": None}
        nowhere, status = self._id(), Status
        bad: list[tuple[dict[str, Any], Status]] = [
            ({"id": NIL}, status.ID_MISSING),
            ({"kind": Kind.EXPIRE}, status.KIND_UNKNOWN),
            ({"flags": Flag.FINAL}, status.FLAGS_INVALID),
            ({"flags": Flag(64)}, status.FLAGS_INVALID),
            ({"flags": Flag.IMPORTED}, status.FLAGS_INVALID),
            ({"posted_at_us": self.now_us}, status.FLAGS_INVALID),
            ({"amount": 0}, status.AMOUNT_INVALID),
            ({"amount": -1}, status.AMOUNT_INVALID),
            ({"amount": AMOUNT_MAX + 1}, status.AMOUNT_INVALID),
            ({"kind": Kind.HOLD, "amount": -(2**63)}, status.AMOUNT_INVALID),
            ({"kind": Kind.HOLD, "amount": 2**63 - 1}, status.AMOUNT_INVALID),
            ({"kind": Kind.CAPTURE, "amount": -1, "ref": nowhere}, status.AMOUNT_INVALID),
            ({"kind": Kind.RELEASE, "amount": AMOUNT_MAX + 1, "ref": nowhere}, status.AMOUNT_INVALID),
            ({"kind": Kind.REVERSE, "amount": 1, "ref": nowhere}, status.AMOUNT_INVALID),
            ({"ref": nowhere}, status.REF_INVALID),
            ({"kind": Kind.HOLD, "ref": nowhere}, status.REF_INVALID),
            ({"kind": Kind.CAPTURE}, status.REF_INVALID),
            ({"expires_at_us": self.now_us + 5}, status.REF_INVALID),
            ({"kind": Kind.RELEASE, "ref": nowhere, "expires_at_us": self.now_us + 5}, status.REF_INVALID),
            ({"debit": 2}, status.ACCOUNTS_SAME),
            ({"debit": 0, "credit": 0}, status.ACCOUNTS_SAME),
            ({"kind": Kind.CAPTURE, "ref": nowhere, "debit": 2}, status.ACCOUNTS_SAME),
            ({"detail": {"text": "x" * 4_100}}, status.DETAIL_TOO_LARGE),
        ]
        given, fate = self.random.choice(bad)
        return [(self._request(**good | given), fate)]

    def mistimed(self) -> Planned:
        """Imports from the future or the past, holds that are over before they begin."""
        pair = self._pair()
        if pair is None:
            return []
        good: dict[str, Any] = {"debit": pair[0], "credit": pair[1], "amount": 1, "posted_at_us": None}
        last, future = self.model.last_posted_at, self.now_us + self.random.randint(1, DAY_US)
        fates: list[tuple[dict[str, Any], Status]] = [
            ({"flags": Flag.IMPORTED, "posted_at_us": future}, Status.TIME_INVALID),
            ({"kind": Kind.HOLD, "expires_at_us": self.now_us}, Status.EXPIRY_INVALID),
            ({"kind": Kind.HOLD, "expires_at_us": self.now_us - DAY_US}, Status.EXPIRY_INVALID),
        ]
        if last is not None:
            fates.append(({"flags": Flag.IMPORTED, "posted_at_us": last - 1}, Status.TIME_INVALID))
        given, fate = self.random.choice(fates)
        return [(self._request(**good | given), fate)]

    def bad_reference(self) -> Planned:
        """What it refers to is not there, not of the kind, over, or between other accounts."""
        kind = self.random.choice((Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE))
        ask: dict[str, Any] = {"kind": kind, "posted_at_us": None}
        if self.random.random() < 0.15:
            return [(self._request(ref=self._id(), **ask), Status.REF_NOT_FOUND)]
        row = self._recorded(*Kind)
        if row is None or (row.seq in self.model.remaining and row.expires_at_us <= self.now_us):
            return []
        wrong = row.kind not in (Kind.POST, Kind.CAPTURE) if kind == Kind.REVERSE else row.kind != Kind.HOLD
        if wrong:
            return [(self._request(ref=row.id, **ask), Status.REF_KIND_WRONG)]
        if row.seq in self.model.closed_by:
            over = {Kind.CAPTURE: Status.HOLD_CAPTURED, Kind.RELEASE: Status.HOLD_RELEASED, Kind.EXPIRE: Status.HOLD_EXPIRED}
            return [(self._request(ref=row.id, **ask), over[self.model.closed_by[row.seq]])]
        if row.seq in self.model.reversed:
            return [(self._request(ref=row.id, **ask), Status.ALREADY_REVERSED)]
        other = row.debit if kind == Kind.REVERSE else row.credit
        side = self.random.choice(({"debit": other}, {"credit": 10**9}, {"debit": 10**9, "credit": other}))
        return [(self._request(ref=row.id, **ask, **side), Status.REF_ACCOUNTS_DIFFER)]

    def bad_account(self) -> Planned:
        """Unknown, of another currency, closed or frozen."""
        kind = self.random.choice((Kind.POST, Kind.HOLD))
        ask: dict[str, Any] = {"kind": kind, "amount": 7, "posted_at_us": None}
        one, two = self._account(), self._account()
        unknown = self.random.choice((0, -1, len(self.specs) + 1, 2**62, -(2**63)))
        chance = self.random.random()
        if chance < 0.15:
            return [(self._request(debit=unknown, credit=one, **ask), Status.DEBIT_ACCOUNT_NOT_FOUND)]
        if chance < 0.3:
            return [(self._request(debit=one, credit=unknown, **ask), Status.CREDIT_ACCOUNT_NOT_FOUND)]
        if one == two:
            return []
        payer, payee = self.model.accounts[one], self.model.accounts[two]
        fate = None
        if payer.currency != payee.currency:
            fate = Status.CURRENCY_MISMATCH
        elif AccountFlag.CLOSED in payer.flags:
            fate = Status.DEBIT_ACCOUNT_CLOSED
        elif AccountFlag.CLOSED in payee.flags:
            fate = Status.CREDIT_ACCOUNT_CLOSED
        elif AccountFlag.DEBITS_FROZEN in payer.flags:
            fate = Status.DEBIT_ACCOUNT_FROZEN
        elif AccountFlag.CREDITS_FROZEN in payee.flags:
            fate = Status.CREDIT_ACCOUNT_FROZEN
        return [(self._request(debit=one, credit=two, **ask), fate)] if fate else []

    def too_much(self) -> Planned:
        """More than a limit lets through, by one or by far."""
        pair = self._pair()
        if pair is None or self._due() or (room := self._room(*pair)) >= 10**12:
            return []
        payer = self.model.accounts[pair[0]]
        amount = max(1, room + self.random.choice((1, 1, 2, 1_000)))
        short = payer.side == "C" and AccountFlag.LIMITED in payer.flags and (payer.available == room or amount > payer.available)
        fate = Status.INSUFFICIENT_FUNDS if short else Status.BALANCE_BELOW_ZERO
        kind = self.random.choice((Kind.POST, Kind.HOLD))
        return [(self._request(kind=kind, debit=pair[0], credit=pair[1], amount=amount, posted_at_us=None), fate)]

    def beyond_the_hold(self) -> Planned:
        """A release or a capture of more than is left."""
        hold = self._open_hold(lambda row: AccountFlag.OVER_CAPTURE not in self.model.accounts[row.debit].flags)
        if hold is None or (left := self.model.remaining[hold.seq]) >= AMOUNT_MAX:
            return []
        kind = self.random.choice((Kind.CAPTURE, Kind.RELEASE))
        return [(self._request(kind=kind, ref=hold.id, amount=left + 1, posted_at_us=None), Status.AMOUNT_EXCEEDS_HOLD)]

    def broken_group(self) -> Planned:
        """A linked group with one member that is refused takes all with it."""
        good, bad = self.group(), self.random.choice((self.malformed, self.bad_reference, self.bad_account, self.conflict))()
        if not good or not bad:
            return []
        requests = [r for r, _ in good]
        place = self.random.randint(0, len(requests))
        requests.insert(place, bad[0][0])
        return [(r, bad[0][1] if n == place else Status.GROUP_REFUSED) for n, r in enumerate(link(requests))]

    def long_group(self) -> Planned:
        """Longer than a group may be; or just as long, refused at its very end."""
        if self.random.random() < 0.98:
            return []
        length = GROUP_MAX + self.random.randint(1, 2)
        requests = [self._request(debit=1, credit=2, amount=1, posted_at_us=None) for _ in range(length)]
        return [(r, Status.GROUP_OPEN) for r in link(requests)]

    def _open_group(self) -> Planned:
        requests = [self._request(debit=1, credit=2, amount=1, posted_at_us=None) for _ in range(self.random.randint(1, 4))]
        return [(replace(r, flags=r.flags | Flag.LINKED), Status.GROUP_OPEN) for r in requests]

    @staticmethod
    def _open(book: BookAccount) -> bool:
        return not book.flags & (AccountFlag.CLOSED | FROZEN)


def link(requests: list[TransferRequest]) -> list[TransferRequest]:
    """The requests as one linked group."""
    return [replace(r, flags=r.flags | Flag.LINKED) for r in requests[:-1]] + requests[-1:]


_REAL = (Workload.post, Workload.fund, Workload.hold, Workload.capture, Workload.release, Workload.reverse, Workload.forced, Workload.group)
_REAL_WEIGHTS = (45, 15, 15, 12, 3, 3, 2, 5)
_HOSTILE = (
    Workload.limit_dance,
    Workload.repeat,
    Workload.repeat_group,
    Workload.conflict,
    Workload.malformed,
    Workload.mistimed,
    Workload.bad_reference,
    Workload.bad_account,
    Workload.too_much,
    Workload.beyond_the_hold,
    Workload.broken_group,
    Workload.long_group,
)
