"""Interest on value-dated balances, exact. Pure: movements, offsets and rates in, units out."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from twincore.products.credit.model import UNITS_PER_MINOR, Segment
from twincore.products.day_count import YEAR, parts
from twincore.transactions import half_even

Movements = Iterable[tuple[date, int]]
"""(value date, what is owed more; below zero: less), in any order."""
Rates = Sequence[tuple[date, int]]
"""(first day, parts per million a year), in order; the first one holds before, too."""


def rate_at(rates: Rates, day: date) -> int:
    """The rate of a day in parts per million."""
    place = bisect_right(rates, day, key=lambda rate: rate[0]) - 1
    return rates[max(place, 0)][1]


def segments(movements: Movements, offsets: Sequence[Movements], rates: Rates, start: date, end: date, day_count: str) -> list[Segment]:
    """The days from start to end (exclusive) in stretches of one balance and one rate.

    A day bears interest on what is owed at its end, by value date, less what stands on offset accounts (their movements: + more on deposit);
    an overdrawn offset account takes nothing off. Nothing is paid on a balance in the borrower's favour.
    """
    if start >= end:
        return []
    main, sides = _by_day(movements, start), [_by_day(offset, start) for offset in offsets]
    turns = {start} | {day for day, _ in rates if start < day < end}
    for days in (main, *sides):
        turns |= {day for day in days if start < day < end}
    ordered = [*sorted(turns), end]
    owed, held = 0, [0] * len(sides)
    found = []
    for first, last in pairwise(ordered):
        owed += main.get(first, 0)
        for place, side in enumerate(sides):
            held[place] += side.get(first, 0)
        offset = sum(max(0, h) for h in held)
        found.append(Segment(first, last, owed, offset, rate_at(rates, first), parts(day_count, start, first, last)))
    return found


def numerator(found: Iterable[Segment]) -> int:
    """What segments accrue, in units times ``YEAR``: exact."""
    return sum(max(0, s.balance - s.offset) * s.rate_ppm * s.parts for s in found)


def units_of(exact: int) -> int:
    """Units of a numerator, half to even."""
    return half_even(exact, YEAR)


def charge_of(units: int) -> tuple[int, int]:
    """(minor units to charge, half to even; units carried to the next charge, never more than half a minor unit either way)."""
    amount = half_even(units, UNITS_PER_MINOR)
    return amount, units - amount * UNITS_PER_MINOR


def _by_day(movements: Movements, start: date) -> dict[date, int]:
    """Sums by day; what lies before start counts from start."""
    days: dict[date, int] = {}
    for day, amount in movements:
        key = max(day, start)
        days[key] = days.get(key, 0) + amount
    return days
