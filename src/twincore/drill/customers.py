"""What customers do: the same seed makes the same payments."""

import random
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Payment:
    """A debit that a customer asks for. payer, payee: numbers of members, payee 0: somebody outside; amount: minor units; code: transaction code."""

    id: UUID
    payer: int
    payee: int
    amount: int
    code: int


class Customers:
    """Members 1..count, who pay by card, at ATMs, and each other."""

    def __init__(self, count: int, seed: int) -> None:
        self.count, self._random = count, random.Random(seed)

    def payments(self, count: int) -> list[Payment]:
        """The next payments."""
        draw = self._random
        found = []
        for _ in range(count):
            payer = draw.randint(1, self.count)
            kind = draw.random()
            code, payee = (302, 0) if kind < 0.55 else (104, 0) if kind < 0.65 else (201, draw.randint(1, self.count))
            if payee == payer:
                payee = payer % self.count + 1
            amount = max(50, min(int(draw.lognormvariate(7.6, 1.0)), 500_000))
            found.append(Payment(UUID(int=draw.getrandbits(128)), payer, payee, amount, code))
        return found

    def branch(self, count: int) -> list[tuple[bytes, int, int]]:
        """Postings that begin on the core: (id of 16 bytes, member, signed minor units)."""
        draw = self._random
        return [(draw.randbytes(16), draw.randint(1, self.count), draw.choice((-1, 1)) * draw.randint(1, 5_000)) for _ in range(count)]
