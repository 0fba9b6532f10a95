"""Load without a plan, for writers that compete: what becomes of a request depends on who comes first, and the auditor finds out.

Everyone draws from the same few accounts, so limits are met; each captures, releases and reverses what it placed itself; some requests are
the same for all (``shared``), so that several writers ask for one transfer at the same moment.
"""

import random
from dataclasses import dataclass
from uuid import UUID

from tests.ledger.auditor import Auditor
from tests.ledger.workload import link
from twincore.kernel.ids import id_of_key, uuid7
from twincore.ledger.model import AccountFlag, AccountSpec, Flag, Kind, Outcome, TransferRequest

CASH, ACCOUNTS = 1, 12
LIMITED, OVER = AccountFlag.LIMITED, AccountFlag.OVER_CAPTURE
SPECS = [AccountSpec("AUD", 1, "D")] + [
    AccountSpec("AUD", 2, "C", LIMITED | OVER if n % 3 else LIMITED, 500 * (n % 2)) for n in range(ACCOUNTS - 1)
]


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests handed in together."""

    requests: list[TransferRequest]
    command: UUID


class Load:
    """One client's requests. seed: replays them; name: whose ids they are; hold_us: how long holds live at the most."""

    def __init__(self, seed: int, name: str, now_us: int, hold_us: int = 400_000) -> None:
        self.random = random.Random(f"{seed}/{name}")
        self.seed, self.name, self.now_us, self.hold_us = seed, name, now_us, hold_us
        self.placed: list[TransferRequest] = []
        self.count = 0

    def batch(self, now_us: int, size: int = 12) -> Batch:
        """The next requests, at this time of the wall clock."""
        self.now_us = now_us
        self.count += 1
        requests: list[TransferRequest] = []
        while len(requests) < self.random.randint(1, 2 * size):
            requests += self._next()
        return Batch(requests, uuid7(now_us, self.random.getrandbits))

    def _next(self) -> list[TransferRequest]:
        chance = self.random.random()
        if chance < 0.25:
            return [self._new(debit=CASH, credit=self.random.randint(2, ACCOUNTS))]
        if chance < 0.35:
            return link([self._new() for _ in range(self.random.randint(2, 4))])
        if chance < 0.5:
            expires = self.now_us + self.random.randint(1, self.hold_us)
            hold = self._new(kind=Kind.HOLD, **({"expires_at_us": expires} if self.random.random() < 0.7 else {}))
            self.placed = [*self.placed[-30:], hold]
            return [hold]
        if chance < 0.7 and self.placed:
            hold = self.random.choice(self.placed)
            kind = self.random.choice((Kind.CAPTURE, Kind.CAPTURE, Kind.RELEASE))
            amount = self.random.choice((0, self.random.randint(1, hold.amount), hold.amount + 5))
            return [TransferRequest(uuid7(self.now_us, self.random.getrandbits), kind, amount=amount, ref=hold.id)]
        if chance < 0.78:
            post = self._new()
            return [post, TransferRequest(uuid7(self.now_us, self.random.getrandbits), Kind.REVERSE, ref=post.id)]
        if chance < 0.86:
            return [self._shared(self.random.randint(max(0, self.count - 2), self.count))]
        return [self._new()]

    def _new(self, **given: object) -> TransferRequest:
        debit, credit = self.random.sample(range(2, ACCOUNTS + 1), 2)
        asked = {"debit": debit, "credit": credit, "amount": self.random.randint(1, 400), "code": 5} | given
        if self.random.random() < 0.05:
            asked |= {"flags": Flag.FORCED, "detail": {"by": self.name}}
        return TransferRequest(uuid7(self.now_us, self.random.getrandbits), **asked)  # type: ignore[arg-type]

    def _shared(self, n: int) -> TransferRequest:
        """The same for every client of this seed."""
        return TransferRequest(id_of_key("shared", self.seed, n), debit=CASH, credit=2 + n % (ACCOUNTS - 1), amount=10 + n % 7)


def auditor_of(tenant: int) -> Auditor:
    """An auditor who knows the accounts of this load."""
    auditor = Auditor(tenant)
    for number, spec in enumerate(SPECS, 1):
        auditor.open_account(number, spec.currency, spec.side, spec.credit_limit if LIMITED in spec.flags else None)
    return auditor


def note_answers(auditor: Auditor, batch: Batch, outcomes: list[Outcome]) -> None:
    """Tell the auditor what the bank answered."""
    for request, outcome in zip(batch.requests, outcomes, strict=True):
        auditor.answer(request, outcome.status, outcome.transfer.seq if outcome.transfer else None)
