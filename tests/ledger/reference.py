"""The ledger's semantics as a plain sequential program: dicts, ints and no cleverness. The engine must agree with it, transfer by transfer.

Read it from ``decide`` downwards. A refusal is raised as ``No(status)`` by the first rule that applies; rules stand in the order of precedence.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from twincore.kernel.clock import to_datetime
from twincore.kernel.ids import id_of_key
from twincore.kernel.money import AMOUNT_MAX
from twincore.ledger.model import (
    DETAIL_BYTES_MAX,
    GROUP_MAX,
    NEVER_US,
    OPEN_HOLDS_MAX,
    SUM_MAX,
    AccountFlag,
    AccountSpec,
    Balances,
    Flag,
    Kind,
    Outcome,
    Status,
    Transfer,
    TransferRequest,
)

NIL = UUID(int=0)
EARLIEST_US = -5_364_662_400_000_000  # 1800-01-01T00:00Z, where the ledger's calendar begins
ALL_FLAGS = Flag.LINKED | Flag.FORCED | Flag.IMPORTED | Flag.FINAL
ASKED_FOR = (Kind.POST, Kind.HOLD, Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE)
CLOSING = {Kind.CAPTURE: Status.HOLD_CAPTURED, Kind.RELEASE: Status.HOLD_RELEASED, Kind.EXPIRE: Status.HOLD_EXPIRED}


def utc_date(us: int) -> date:
    """The business date of a tenant that keeps UTC."""
    return to_datetime(us).date()


class No(Exception):  # noqa: N818 - an answer, not an error
    """The first rule that applies says no."""

    def __init__(self, status: Status) -> None:
        super().__init__(status.name)
        self.status = status


@dataclass
class BookAccount:
    """One account: how it was opened, its four sums, and the last transfer that touched it."""

    currency: str
    side: str
    flags: AccountFlag
    credit_limit: int
    debits_posted: int = 0
    credits_posted: int = 0
    debits_pending: int = 0
    credits_pending: int = 0
    last_seq: int = 0

    @property
    def posted(self) -> int:
        """Credits minus debits, whatever the side."""
        return self.credits_posted - self.debits_posted

    @property
    def held(self) -> int:
        """What holds set aside, on the side of spending."""
        return self.debits_pending if self.side == "C" else self.credits_pending

    @property
    def available(self) -> int:
        """What can be spent: balance on the own side, less what is held, plus the credit limit."""
        return (self.posted if self.side == "C" else -self.posted) - self.held + self.credit_limit


class ReferenceLedger:
    """One lane: accounts, journal, and what follows from the journal."""

    def __init__(self, business_date: Callable[[int], date] = utc_date, open_holds_max: int = OPEN_HOLDS_MAX) -> None:
        self.business_date = business_date
        self.open_holds_max = open_holds_max
        self.accounts: dict[int, BookAccount] = {}
        self.rows: list[Transfer] = []
        self.by_id: dict[UUID, Transfer] = {}
        self.remaining: dict[int, int] = {}  # open holds: seq -> what is left
        self.closed_by: dict[int, Kind] = {}  # holds that are over: seq -> kind of the transfer that ended them
        self.reversed: set[int] = set()

    # -- accounts

    def open_account(self, spec: AccountSpec) -> int:
        """Open the next account; its id counts up from 1."""
        number = len(self.accounts) + 1
        self.accounts[number] = BookAccount(spec.currency, spec.side, spec.flags, spec.credit_limit)
        return number

    def change(self, account: int, *, flags: AccountFlag | None = None, credit_limit: int | None = None) -> None:
        """Freeze, close or re-limit."""
        book = self.accounts[account]
        book.flags = book.flags if flags is None else flags
        book.credit_limit = book.credit_limit if credit_limit is None else credit_limit

    def balances(self, account: int) -> Balances:
        """The four sums under the ledger's own noun."""
        book = self.accounts[account]
        return Balances(
            account=account,
            side=book.side,
            limited=AccountFlag.LIMITED in book.flags,
            credit_limit=book.credit_limit,
            debits_posted=book.debits_posted,
            credits_posted=book.credits_posted,
            debits_pending=book.debits_pending,
            credits_pending=book.credits_pending,
            last_seq=book.last_seq,
        )

    @property
    def last_posted_at(self) -> int | None:
        """Time of the last transfer of the lane."""
        return self.rows[-1].posted_at_us if self.rows else None

    # -- deciding

    def decide(self, requests: Sequence[TransferRequest], now_us: int, command: UUID = NIL) -> list[Outcome]:
        """One submission, alone in its block, at the clock's time."""
        return self.decide_block([(requests, command)], now_us)[0]

    def decide_block(self, submissions: Iterable[tuple[Sequence[TransferRequest], UUID]], now_us: int) -> list[list[Outcome]]:
        """Several submissions that share a block, and so its time."""
        at = now_us if self.last_posted_at is None else max(now_us, self.last_posted_at)
        self._expire(at)
        return [self._submission(requests, at, command) for requests, command in submissions]

    def _submission(self, requests: Sequence[TransferRequest], at: int, command: UUID) -> list[Outcome]:
        outcomes: list[Outcome] = []
        while len(outcomes) < len(requests):
            group = []
            for request in requests[len(outcomes) :]:
                group.append(request)
                if not request.flags & Flag.LINKED:
                    break
            if group[-1].flags & Flag.LINKED or len(group) > GROUP_MAX:
                outcomes += [Outcome(Status.GROUP_OPEN)] * len(group)
            elif len(group) == 1:
                outcomes.append(self._single(group[0], at, command))
            else:
                outcomes += self._group(group, at, command)
        return outcomes

    def _single(self, request: TransferRequest, at: int, command: UUID) -> Outcome:
        try:
            return self._one(request, at, command)
        except No as no:
            return Outcome(no.status)

    def _group(self, group: list[TransferRequest], at: int, command: UUID) -> list[Outcome]:
        """All or nothing."""
        length = len(self.rows)
        outcomes = []
        try:
            for request in group:
                outcome = self._one(request, at, command)
                if outcome.status == Status.EXISTS and outcome.transfer is not None and outcome.transfer.seq > length:
                    raise No(Status.ID_CONFLICT)  # two members under one id: neither stands in the journal yet
                outcomes.append(outcome)
        except No as no:
            refused = len(outcomes)
            self._take_back(length)
            return [Outcome(no.status if n == refused else Status.GROUP_REFUSED) for n in range(len(group))]
        exists = [outcome.status == Status.EXISTS for outcome in outcomes]
        if any(exists) and not all(exists):
            self._take_back(length)
            return [outcome if old else Outcome(Status.GROUP_REFUSED) for outcome, old in zip(outcomes, exists, strict=True)]
        return outcomes

    def _one(self, request: TransferRequest, at: int, command: UUID) -> Outcome:
        check_by_itself(request)
        if (recorded := self.by_id.get(request.id)) is not None:
            if not self._same(request, recorded):
                raise No(Status.ID_CONFLICT)
            return Outcome(Status.EXISTS, recorded)
        posted_at = self._time(request, at)
        ref = self._reference(request)
        debit, credit = accounts_of(request, ref)
        self._accounts(request, debit, credit)
        remaining = self.remaining[ref.seq] if ref and request.kind in (Kind.CAPTURE, Kind.RELEASE) else 0
        amount, pending = movement(request, ref, remaining)
        self._amounts(request, debit, credit, amount, pending, remaining)
        row = self._row(request, posted_at, command, debit, credit, amount, pending, ref)
        self._record(row)
        return Outcome(Status.CREATED, self.rows[-1])

    # -- the rules, in the order of precedence

    def _same(self, request: TransferRequest, recorded: Transfer) -> bool:
        ref = self.rows[recorded.ref - 1].id if recorded.ref else None
        asked = abs(recorded.pending) if recorded.kind in (Kind.HOLD, Kind.RELEASE) else recorded.amount
        return (
            request.kind == recorded.kind
            and request.code == recorded.code
            and request.flags & ~Flag.LINKED == recorded.flags & ~Flag.LINKED
            and request.ref == ref
            and request.amount in (0, asked)
            and request.debit in (0, recorded.debit)
            and request.credit in (0, recorded.credit)
            and request.value_date in (None, recorded.value_date)
            and (request.kind != Kind.HOLD or request.expires_at_us == recorded.expires_at_us)
            and (Flag.IMPORTED not in request.flags or request.posted_at_us == recorded.posted_at_us)
        )

    def _time(self, request: TransferRequest, at: int) -> int:
        if Flag.IMPORTED in request.flags:
            assert request.posted_at_us is not None
            last = self.last_posted_at
            if not (EARLIEST_US if last is None else last) <= request.posted_at_us <= at:
                raise No(Status.TIME_INVALID)
            at = request.posted_at_us
        if request.kind == Kind.HOLD and request.expires_at_us <= at:
            raise No(Status.EXPIRY_INVALID)
        return at

    def _reference(self, request: TransferRequest) -> Transfer | None:
        if request.ref is None:
            return None
        ref = self.by_id.get(request.ref)
        if ref is None:
            raise No(Status.REF_NOT_FOUND)
        if request.kind == Kind.REVERSE:
            if ref.kind not in (Kind.POST, Kind.CAPTURE):
                raise No(Status.REF_KIND_WRONG)
            if ref.seq in self.reversed:
                raise No(Status.ALREADY_REVERSED)
        else:
            if ref.kind != Kind.HOLD:
                raise No(Status.REF_KIND_WRONG)
            if ref.seq in self.closed_by:
                raise No(CLOSING[self.closed_by[ref.seq]])
        debit, credit = (ref.credit, ref.debit) if request.kind == Kind.REVERSE else (ref.debit, ref.credit)
        if request.debit not in (0, debit) or request.credit not in (0, credit):
            raise No(Status.REF_ACCOUNTS_DIFFER)
        return ref

    def _accounts(self, request: TransferRequest, debit: int, credit: int) -> None:
        if debit not in self.accounts:
            raise No(Status.DEBIT_ACCOUNT_NOT_FOUND)
        if credit not in self.accounts:
            raise No(Status.CREDIT_ACCOUNT_NOT_FOUND)
        payer, payee = self.accounts[debit], self.accounts[credit]
        if payer.currency != payee.currency:
            raise No(Status.CURRENCY_MISMATCH)
        if request.kind == Kind.RELEASE:
            return
        if AccountFlag.CLOSED in payer.flags:
            raise No(Status.DEBIT_ACCOUNT_CLOSED)
        if AccountFlag.CLOSED in payee.flags:
            raise No(Status.CREDIT_ACCOUNT_CLOSED)
        if Flag.FORCED in request.flags:
            return
        if AccountFlag.DEBITS_FROZEN in payer.flags:
            raise No(Status.DEBIT_ACCOUNT_FROZEN)
        if AccountFlag.CREDITS_FROZEN in payee.flags:
            raise No(Status.CREDIT_ACCOUNT_FROZEN)

    def _amounts(self, request: TransferRequest, debit: int, credit: int, amount: int, pending: int, remaining: int) -> None:
        payer, payee = self.accounts[debit], self.accounts[credit]
        if request.kind == Kind.CAPTURE and amount > remaining and AccountFlag.OVER_CAPTURE not in payer.flags:
            raise No(Status.AMOUNT_EXCEEDS_HOLD)
        if request.kind == Kind.RELEASE and -pending > remaining:
            raise No(Status.AMOUNT_EXCEEDS_HOLD)
        if request.kind == Kind.HOLD and len(self.remaining) >= self.open_holds_max:
            raise No(Status.HOLDS_TOO_MANY)
        sums = (
            payer.debits_posted + amount,
            payee.credits_posted + amount,
            payer.debits_pending + pending,
            payee.credits_pending + pending,
        )
        if max(sums) > SUM_MAX:
            raise No(Status.BALANCE_OVERFLOW)
        outflow = {Kind.HOLD: pending, Kind.CAPTURE: max(0, amount - remaining), Kind.RELEASE: 0}.get(request.kind, amount)
        if outflow == 0 or Flag.FORCED in request.flags:
            return
        if payer.side == "C" and AccountFlag.LIMITED in payer.flags and outflow > payer.available:
            raise No(Status.INSUFFICIENT_FUNDS)
        if payee.side == "D" and AccountFlag.LIMITED in payee.flags and outflow > payee.available:
            raise No(Status.BALANCE_BELOW_ZERO)

    # -- effects

    def _expire(self, at: int) -> None:
        due = [self.rows[seq - 1] for seq in self.remaining if self.rows[seq - 1].expires_at_us <= at]
        for hold in sorted(due, key=lambda row: (row.expires_at_us, row.seq)):
            request = TransferRequest(id=id_of_key("expire", hold.id), kind=Kind.EXPIRE)
            self._record(self._row(request, at, NIL, hold.debit, hold.credit, 0, -self.remaining[hold.seq], hold))

    def _row(
        self,
        request: TransferRequest,
        posted_at: int,
        command: UUID,
        debit: int,
        credit: int,
        amount: int,
        pending: int,
        ref: Transfer | None,
    ) -> Transfer:
        """The row as asked for; ``_record`` adds what the books say after it."""
        return Transfer(
            seq=len(self.rows) + 1,
            debit=debit,
            credit=credit,
            amount=amount,
            pending=pending,
            ref=ref.seq if ref else 0,
            debit_prev=self.accounts[debit].last_seq,
            credit_prev=self.accounts[credit].last_seq,
            debit_posted=0,
            debit_held=0,
            credit_posted=0,
            credit_held=0,
            posted_at_us=posted_at,
            expires_at_us=request.expires_at_us if request.kind == Kind.HOLD else NEVER_US,
            id=request.id,
            command=command,
            code=request.code,
            value_date=request.value_date or self.business_date(posted_at),
            kind=request.kind,
            flags=request.flags,
            detail=request.detail,
        )

    def _record(self, row: Transfer) -> None:
        self._move(row, +1)
        payer, payee = self.accounts[row.debit], self.accounts[row.credit]
        payer.last_seq = payee.last_seq = row.seq
        row = replace(row, debit_posted=payer.posted, debit_held=payer.held, credit_posted=payee.posted, credit_held=payee.held)
        self.rows.append(row)
        self.by_id[row.id] = row

    def _take_back(self, length: int) -> None:
        """Undo the newest rows until the journal has this length again."""
        while len(self.rows) > length:
            row = self.rows.pop()
            del self.by_id[row.id]
            self._move(row, -1)
            self.accounts[row.debit].last_seq, self.accounts[row.credit].last_seq = row.debit_prev, row.credit_prev

    def _move(self, row: Transfer, sign: int) -> None:
        payer, payee = self.accounts[row.debit], self.accounts[row.credit]
        payer.debits_posted += sign * row.amount
        payee.credits_posted += sign * row.amount
        payer.debits_pending += sign * row.pending
        payee.credits_pending += sign * row.pending
        if row.kind == Kind.REVERSE:
            (self.reversed.add if sign > 0 else self.reversed.discard)(row.ref)
            return
        hold = row.seq if row.kind == Kind.HOLD else row.ref
        if hold == 0:
            return
        self.closed_by.pop(hold, None)
        left = self.remaining.pop(hold, 0) + sign * row.pending
        if left:
            self.remaining[hold] = left
        elif sign > 0:
            self.closed_by[hold] = row.kind


def check_by_itself(request: TransferRequest) -> None:
    """What a request says about itself, before any book is opened."""
    kind, flags, amount = request.kind, request.flags, request.amount
    if request.id == NIL:
        raise No(Status.ID_MISSING)
    if kind not in ASKED_FOR:
        raise No(Status.KIND_UNKNOWN)
    timed = request.posted_at_us is not None
    if int(flags) & ~int(ALL_FLAGS) or (Flag.FINAL in flags and kind != Kind.CAPTURE) or (Flag.IMPORTED in flags) != timed:
        raise No(Status.FLAGS_INVALID)
    least, most = {Kind.POST: (1, AMOUNT_MAX), Kind.HOLD: (1, AMOUNT_MAX), Kind.REVERSE: (0, 0)}.get(kind, (0, AMOUNT_MAX))
    if not least <= amount <= most:
        raise No(Status.AMOUNT_INVALID)
    refers = kind in (Kind.CAPTURE, Kind.RELEASE, Kind.REVERSE)
    if refers != (request.ref is not None) or (kind != Kind.HOLD and request.expires_at_us != NEVER_US):
        raise No(Status.REF_INVALID)
    if request.debit == request.credit and not (refers and request.debit == 0):
        raise No(Status.ACCOUNTS_SAME)
    if request.detail is not None:
        text = json.dumps(request.detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if len(text.encode()) > DETAIL_BYTES_MAX:
            raise No(Status.DETAIL_TOO_LARGE)


def accounts_of(request: TransferRequest, ref: Transfer | None) -> tuple[int, int]:
    """Who pays and who is paid."""
    if ref is None:
        return request.debit, request.credit
    return (ref.credit, ref.debit) if request.kind == Kind.REVERSE else (ref.debit, ref.credit)


def movement(request: TransferRequest, ref: Transfer | None, remaining: int) -> tuple[int, int]:
    """What moves between the posted balances, and by how much the holds change; remaining: what is left of the hold referred to."""
    if request.kind == Kind.POST:
        return request.amount, 0
    if request.kind == Kind.HOLD:
        return 0, request.amount
    assert ref is not None
    if request.kind == Kind.REVERSE:
        return ref.amount, 0
    amount = request.amount or remaining
    if request.kind == Kind.RELEASE:
        return 0, -amount
    ended = remaining if Flag.FINAL in request.flags else min(amount, remaining)
    return amount, -ended
