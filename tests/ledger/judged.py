"""The engine's own judge and writer over memory alone: no database, so that thousands of batches are decided in a second.

What the lane would look up in the journal (facts about ids) comes from the rows written so far. ``one_by_one=True`` sends every request
down the sequential path.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

import numpy as np

from tests.ledger.reference import NIL, utc_date
from twincore.kernel.ids import id_of_key
from twincore.kernel.money import currency_number
from twincore.ledger.engine.judge import Batch, Facts, Judge, Recorded, Referred, Verdict
from twincore.ledger.engine.state import CURRENCY_SHIFT, SIDE_D, Accounts, no_holds
from twincore.ledger.engine.write import Block, Head, write
from twincore.ledger.model import AccountFlag, AccountSpec, Balances, Kind, Outcome, Status, Transfer, TransferRequest
from twincore.ledger.rows import EPOCH_US, detail_bytes, requests_array, transfer_of, uuid_halves

LONG_AGO_US = -(2**62)


class JudgedLedger:
    """One lane in memory, decided by ``twincore.ledger.engine.judge``; the same verbs as the ReferenceLedger."""

    def __init__(self, business_date: Callable[[int], date] = utc_date, *, one_by_one: bool = False) -> None:
        self.business_date, self.one_by_one = business_date, one_by_one
        self.accounts, self.holds = Accounts(), no_holds()
        self.specs: dict[int, AccountSpec] = {}
        self.rows: list[Transfer] = []
        self.by_id: dict[UUID, Transfer] = {}
        self.closed_by: dict[int, Kind] = {}
        self.reversed_by: dict[int, int] = {}
        self.head = Head(0, b"", LONG_AGO_US, 0)
        self.sequential = 0  # requests that the last block decided one by one

    def open_account(self, spec: AccountSpec) -> int:
        number = len(self.specs) + 1
        self.specs[number] = spec
        row = np.zeros((1, 8), np.int64)
        row[0, 4:] = spec.credit_limit, _meta(spec, spec.flags), 0, number
        self.accounts.add(row)
        return number

    def change(self, account: int, *, flags: AccountFlag, credit_limit: int) -> None:
        self.accounts.change(account, credit_limit, _meta(self.specs[account], flags))

    def sums(self, account: int) -> tuple[int, ...]:
        """The four sums and the last transfer."""
        row = self.accounts.rows[int(self.accounts.slots(np.array([account]))[0])].tolist()
        return (*row[:4], row[6])

    def balances(self, account: int) -> Balances:
        row = self.accounts.rows[int(self.accounts.slots(np.array([account]))[0])].tolist()
        return Balances(account, self.specs[account].side, bool(row[5] & 1), row[4], row[0], row[1], row[2], row[3], row[6])

    def decide(self, requests: Sequence[TransferRequest], now_us: int, command: UUID = NIL) -> list[Outcome]:
        return self.decide_block([(requests, command)], now_us)[0]

    def decide_block(self, submissions: Iterable[tuple[Sequence[TransferRequest], UUID]], now_us: int) -> list[list[Outcome]]:
        at = max(now_us, self.head.posted_at_us)
        self._expire(at)
        submissions = list(submissions)
        requests = [request for asked, _ in submissions for request in asked]
        commands = [uuid_halves(command) for asked, command in submissions for _ in asked]
        batch = Batch(
            requests=requests_array(requests),
            command_hi=np.array([c[0] for c in commands], np.uint64),
            command_lo=np.array([c[1] for c in commands], np.uint64),
            details={n: detail_bytes(r.detail) for n, r in enumerate(requests) if r.detail is not None},
            ends=np.cumsum([len(asked) for asked, _ in submissions]).tolist(),
        )
        judge = Judge(batch, at, self.head.posted_at_us, self.accounts, self.holds, self._facts(requests), self._day)
        judge.everything = self.one_by_one
        verdict = judge.verdict()
        self.sequential = len(requests) if judge.everything else int(judge.single.sum())
        self._write(batch, verdict)
        outcomes = [
            Outcome(Status(int(status)), self.by_id.get(request.id) if status <= Status.EXISTS else None)
            for status, request in zip(verdict.status, requests, strict=True)
        ]
        return [outcomes[end - len(asked) : end] for (asked, _), end in zip(submissions, batch.ends, strict=True)]

    def _day(self, us: int) -> int:
        return self.business_date(us).toordinal() - 719_163

    def _write(self, batch: Batch, verdict: Verdict) -> Block | None:
        block = write(batch, verdict, self.head, 1, self.accounts, self.holds, self._day)
        if block is None:
            return None
        self.head = block.after
        details = dict(block.details)
        for place, row in enumerate(block.rows):
            transfer = transfer_of(row, details.get(place))
            self.rows.append(transfer)
            self.by_id[transfer.id] = transfer
            if transfer.kind == Kind.REVERSE:
                self.reversed_by[transfer.ref] = transfer.seq
            elif transfer.ref and transfer.ref not in self.holds.key_of_seq:
                self.closed_by[transfer.ref] = transfer.kind  # the last one is what closed it
        return block

    def _facts(self, requests: Iterable[TransferRequest]) -> Facts:
        facts = Facts()
        for request in requests:
            if (row := self.by_id.get(request.id)) is not None:
                facts.recorded[row.id.bytes] = self._recorded(row)
            if request.ref is not None and (row := self.by_id.get(request.ref)) is not None:
                closed, undone = self.closed_by.get(row.seq, 0), self.reversed_by.get(row.seq, 0)
                facts.referred[row.id.bytes] = Referred(row.seq, row.kind, row.debit, row.credit, row.amount, int(closed), undone)
        return facts

    def _recorded(self, row: Transfer) -> Recorded:
        return Recorded(
            kind=row.kind,
            code=row.code,
            flags=row.flags,
            ref=self.rows[row.ref - 1].id.bytes if row.ref else NIL.bytes,
            amount=abs(row.pending) if row.kind in (Kind.HOLD, Kind.RELEASE) else row.amount,
            debit=row.debit,
            credit=row.credit,
            value_date=row.value_date.toordinal() - 719_163,
            expires_at=row.expires_at_us,
            posted_at=row.posted_at_us,
        )

    def _expire(self, at: int) -> None:
        due = self.holds.expired(at - EPOCH_US, 10**6)
        if not due:
            return
        requests = [TransferRequest(id_of_key("expire", UUID(bytes=hold.key)), Kind.EXPIRE) for hold in due]
        n = len(due)
        zero, none = np.zeros(n, np.uint64), np.full(n, -1, np.int64)
        verdict = Verdict(
            status=np.zeros(n, np.int16),
            debit=np.array([hold.debit for hold in due]),
            credit=np.array([hold.credit for hold in due]),
            amount=np.zeros(n, np.int64),
            pending=np.array([-hold.remaining for hold in due]),
            ref_seq=np.array([hold.seq for hold in due]),
            ref_at=none,
            posted_at=np.full(n, at),
            same_as=none,
        )
        self._write(Batch(requests_array(requests), zero, zero, {}, [n]), verdict)


def _meta(spec: AccountSpec, flags: AccountFlag) -> int:
    return int(flags) | (SIDE_D if spec.side == "D" else 0) | currency_number(spec.currency) << CURRENCY_SHIFT
