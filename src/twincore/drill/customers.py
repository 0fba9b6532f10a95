"""What members do on an evening: the same seed makes the same one. How often they pay and how much is after published figures, named beside each."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Asks = npt.NDArray[np.void]

ASK: Final = np.dtype(
    [
        ("id_hi", "u8"),  # the id that the transfer will have, in two halves
        ("id_lo", "u8"),
        ("payer", "i8"),  # number of a member; 0: somebody outside
        ("payee", "i8"),
        ("amount", "i8"),  # minor units
        ("code", "i4"),  # transaction code
    ]
)
"""One transaction that somebody asks the credit union for."""

CARD, ATM, MEMBER, OUT, BILL = 305, 104, 201, 206, 208
SALARY, IN, REFUND = 202, 207, 306
REVERSAL: Final = 803
SHARES: Final = {CARD: 65.0, ATM: 2.0, MEMBER: 4.5, OUT: 4.5, BILL: 2.0, SALARY: 12.0, IN: 9.0, REFUND: 1.0}
"""Of 100 transactions. The RBA counted, in March 2024, 955.7 million debit card purchases, 29.2 million ATM withdrawals and 130.8 million payments by the
NPP, and in 2021/22 for 100 debit card payments 20 direct credits and 4 bills. A member's NPP payment is to another member as often as to somebody else."""
MEDIANS: Final = {CARD: 3_200, MEMBER: 6_000, OUT: 9_000, BILL: 11_000, SALARY: 190_000, IN: 9_000, REFUND: 3_200}
"""Minor units. With the spread below a card payment is 50.00 on average, as the RBA's of 2021/22; the NPP's average of 1,153.00 is that of companies too."""
SPREAD: Final = 0.95
"""Standard deviation of the logarithm of an amount."""
ATM_AMOUNTS: Final = np.array([4_000, 5_000, 10_000, 20_000, 30_000, 50_000, 80_000, 100_000])
ATM_SHARES: Final = np.array([0.08, 0.14, 0.20, 0.23, 0.12, 0.12, 0.06, 0.05])
"""An average of 270.00; the RBA's of March 2024 is 305.00."""
ACTIVITY_SPREAD: Final = 0.75
"""Most members pay a few times, some many: one in twenty pays nearly three times as often as the average."""
REVERSED_SHARE: Final = 0.005
"""Of accepted card payments, those that the shop reverses a moment later."""
HOURS: Final = (0.08, 0.05, 0.04, 0.04, 0.06, 0.12, 0.25, 0.45, 0.65, 0.75, 0.8, 0.88)
HOURS_PM: Final = (0.98, 0.92, 0.85, 0.88, 0.95, 1.0, 0.85, 0.7, 0.5, 0.35, 0.22, 0.14)
"""How busy the hours of a weekday are, the busiest (17:00) being 1. Stylised: your own day is in your own switch's log."""
UTC_OFFSET_H: Final = 10


def busy(us: int) -> float:
    """How busy the hour is at a time (microseconds since the epoch), by the clock of the credit union."""
    return (HOURS + HOURS_PM)[(us // 3_600_000_000 + UTC_OFFSET_H) % 24]


class Customers:
    """Members 1..count, those who pay them, and what they have at the beginning of the day."""

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self._draw = np.random.Generator(np.random.PCG64(seed))
        self._asked = 0
        eager = np.cumsum(self._draw.lognormal(0.0, ACTIVITY_SPREAD, count))
        self._eager = eager / eager[-1]
        self._codes = np.array(list(SHARES), np.int32)
        self._shares = np.array(list(SHARES.values())) / sum(SHARES.values())
        self._medians = {code: float(median) for code, median in MEDIANS.items()}

    def opening(self) -> list[int]:
        """What each member has, minor units: 4,000.00 is the median, and nobody has less than 500.00."""
        found: list[int] = np.maximum(self._draw.lognormal(np.log(400_000), 1.0, self.count), 50_000).astype(np.int64).tolist()
        return found

    def asks(self, count: int, now_us: int) -> Asks:
        """The next transactions (ASK), asked for at a time."""
        asks = np.zeros(count, ASK)
        asks["code"] = self._draw.choice(self._codes, count, p=self._shares)
        asks["id_hi"], asks["id_lo"] = self.ids(count, now_us)
        one, other = self._members(count), self._draw.integers(1, self.count, count, endpoint=True)
        other = np.where(other == one, one % self.count + 1, other)
        incoming = np.isin(asks["code"], (SALARY, IN, REFUND))
        asks["payer"] = np.where(incoming, 0, one)
        asks["payee"] = np.where(incoming, one, np.where(asks["code"] == MEMBER, other, 0))
        for code, median in self._medians.items():
            these = asks["code"] == code
            asks["amount"][these] = np.clip(self._draw.lognormal(np.log(median), SPREAD, int(these.sum())), 100, 2_000_000)
        these = asks["code"] == ATM
        asks["amount"][these] = self._draw.choice(ATM_AMOUNTS, int(these.sum()), p=ATM_SHARES)
        return asks

    def reversed(self, asks: Asks) -> npt.NDArray[np.bool_]:
        """Which accepted transactions are reversed a moment later."""
        chosen: npt.NDArray[np.bool_] = (asks["code"] == CARD) & (self._draw.random(len(asks)) < REVERSED_SHARE)
        return chosen

    def ids(self, count: int, now_us: int) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """Halves of that many ids in the order of time: UUID version 7 with a counter behind the millisecond (RFC 9562, 5.7 and 6.2 method 1)."""
        number = np.arange(self._asked, self._asked + count, dtype=np.uint64)
        self._asked += count
        high = np.uint64(now_us // 1_000 << 16 | 0x7000) | (number >> np.uint64(20) & np.uint64(0xFFF))
        low = np.uint64(1 << 63) | (number & np.uint64(0xF_FFFF)) << np.uint64(42) | self._draw.integers(0, 1 << 42, count, dtype=np.uint64)
        return high, low

    def branch(self, count: int) -> list[tuple[bytes, int, int]]:
        """Postings that begin on the core: (id of 16 bytes, member, signed minor units)."""
        members, keys = self._members(count).tolist(), [self._draw.bytes(16) for _ in range(count)]
        amounts = (self._draw.integers(1, 5_000, count, endpoint=True) * self._draw.choice((-1, 1), count)).tolist()
        return list(zip(keys, members, amounts, strict=True))

    def _members(self, count: int) -> npt.NDArray[Any]:
        """Who, by how eagerly each pays."""
        return np.minimum(np.searchsorted(self._eager, self._draw.random(count)), self.count - 1) + 1
