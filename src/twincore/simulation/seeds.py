"""Randomness: one seed, and a stream of its own for every purpose, so that a new purpose never moves the others."""

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import exp, log, sqrt
from random import Random
from typing import Generic, TypeVar
from uuid import UUID

import numpy as np

from twincore.kernel.ids import id_of_key

T = TypeVar("T")


class Seed:
    """One number from which everything random of a run follows.

    A purpose is any words and numbers: ``seed.stream("salary", 17)`` is always the same stream, whatever else was drawn before.
    """

    def __init__(self, value: int) -> None:
        self.value = value

    def number(self, *purpose: object) -> int:
        """A 256-bit integer that follows from the seed and the purpose alone."""
        words = "\x1f".join(map(str, ("twincore simulation", self.value, *purpose)))
        return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=32).digest())

    def stream(self, *purpose: object) -> Random:
        """Python's generator for draws one by one."""
        return Random(self.number(*purpose))

    def generator(self, *purpose: object) -> np.random.Generator:
        """NumPy's generator for draws by the array (PCG64)."""
        return np.random.Generator(np.random.PCG64(self.number(*purpose)))

    def id(self, *purpose: object) -> UUID:
        """An id that follows from the seed and the purpose alone (UUID version 5)."""
        return id_of_key("simulation", self.value, *purpose)


class Choice(Generic[T]):
    """A weighted choice, prepared once: ``choice(random)`` costs one draw and one bisection."""

    def __init__(self, weights: dict[T, float]) -> None:
        assert weights, "a choice needs something to choose from"
        assert all(weight >= 0 for weight in weights.values()), "weights are zero or more"
        self.values = list(weights)
        self._bounds = list(accumulate(weights.values()))

    def __call__(self, random: Random) -> T:
        """Draw one value."""
        place = bisect_right(self._bounds, random.random() * self._bounds[-1])
        return self.values[min(place, len(self.values) - 1)]


def quota(count: int, rate: float) -> int:
    """How many of a count a rate makes, to the nearest whole one: 4% of 25 is exactly 1, never 0 or 3 by bad luck."""
    return int(count * rate + 0.5)


def sample_of(random: Random, population: Sequence[T], rate: float) -> list[T]:
    """Exactly the quota of a population, drawn without return, in the population's order."""
    chosen = sorted(random.sample(range(len(population)), quota(len(population), rate)))
    return [population[place] for place in chosen]


def lognormal(random: Random, median: float, spread: float) -> float:
    """A draw that is half the time below the median and about two thirds of the time within a factor of ``exp(spread)`` of it."""
    return median * exp(random.gauss(0.0, spread))


def lognormal_of_mean(random: Random, mean: float, variation: float) -> float:
    """A log-normal draw with this mean; variation: standard deviation as a share of the mean."""
    spread = sqrt(log(1 + variation * variation))
    return lognormal(random, mean * exp(-spread * spread / 2), spread)
