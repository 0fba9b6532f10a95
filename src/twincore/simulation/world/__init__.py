"""The world around the members: places, names, merchants and billers, all read from the data files beside this one."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import Any

from twincore.simulation.seeds import Choice

__all__ = ["Biller", "Billers", "Category", "Names", "Places", "State", "billers", "categories", "names", "places"]


@dataclass(frozen=True, slots=True)
class State:
    """A state or territory: localities are (suburb, postcode); area_code: of its telephone numbers."""

    code: str
    area_code: str
    localities: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Places:
    """Where people live."""

    states: dict[str, State]
    state: Choice[str]
    streets: tuple[str, ...]
    street_type: Choice[str]


@dataclass(frozen=True)
class Names:
    """What people are called. given: sex -> [(first year of birth, names)], ascending; tail: share taken from elsewhere."""

    given: dict[str, tuple[tuple[int, tuple[str, ...]], ...]]
    family: Choice[str]
    tail: float

    def given_of(self, sex: str, born: int) -> tuple[str, ...]:
        """Given names usual for a sex and a year of birth."""
        return max((since, usual) for since, usual in self.given[sex] if since <= born)[1]


@dataclass(frozen=True, eq=False)
class Category:
    """A kind of merchant.

    ticket: mean of one purchase in minor units at base prices; variation: its standard deviation as a share of the mean;
    hours: weights of the 24 hours; weekend: factor on Saturdays and Sundays; months: factor by calendar month (1 where absent);
    online, two_step: shares of purchases; preauthorised: what is held first in minor units whatever is bought, 0: the amount itself.
    """

    name: str
    title: str
    mcc: int
    share: float
    ticket: int
    variation: float
    hour: Choice[int]
    weekend: float
    online: float
    two_step: float
    preauthorised: int
    months: dict[int, float]
    merchants: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Biller:
    """A kind of regular bill. every: month, quarter, fortnight or week; amount in minor units; by: debit, bpay or card."""

    name: str
    title: str
    share: float
    every: str
    amount: int
    variation: float
    by: str
    mcc: int
    months: dict[int, float]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Billers:
    """Who pays and who is paid regularly."""

    employers: tuple[str, ...]
    agencies: tuple[str, ...]
    funds: tuple[str, ...]
    landlords: tuple[str, ...]
    lenders: tuple[str, ...]
    bills: tuple[Biller, ...]


@cache
def places() -> Places:
    """The places file."""
    data = _read("places.toml")
    streets = data.pop("streets")
    states = {code: State(code, one["area_code"], tuple((s, p) for s, p in one["localities"])) for code, one in data.items()}
    shares = Choice({code: float(one["share"]) for code, one in data.items()})
    return Places(states, shares, tuple(streets["names"]), Choice(streets["types"]))


@cache
def names() -> Names:
    """The names file."""
    data = _read("names.toml")
    given = {sex: tuple((int(since), tuple(usual)) for since, usual in sorted(eras.items())) for sex, eras in data["given"].items()}
    family = {name: group["weight"] / len(group["names"]) for group in data["surnames"].values() for name in group["names"]}
    return Names(given, Choice(family), data["tail"])


@cache
def categories() -> tuple[Category, ...]:
    """The merchants file."""
    return tuple(
        Category(
            name=name,
            title=one["title"],
            mcc=one["mcc"],
            share=float(one["share"]),
            ticket=round(one["ticket"] * 100),
            variation=one["variation"],
            hour=_hours(one["hours"]),
            weekend=one["weekend"],
            online=one["online"],
            two_step=one["two_step"],
            preauthorised=one.get("preauthorised", 0) * 100,
            months=_months(one),
            merchants=tuple(one["merchants"]),
        )
        for name, one in _read("merchants.toml").items()
    )


@cache
def billers() -> Billers:
    """The billers file."""
    data = _read("billers.toml")
    bills = tuple(
        Biller(
            name=name,
            title=one["title"],
            share=one["share"],
            every=one["every"],
            amount=round(one["amount"] * 100),
            variation=one["variation"],
            by=one["by"],
            mcc=one.get("mcc", 0),
            months=_months(one),
            names=tuple(one["names"]),
        )
        for name, one in data["bills"].items()
    )
    groups: Callable[[str], tuple[str, ...]] = lambda name: tuple(data[name])  # noqa: E731
    return Billers(groups("employers"), groups("agencies"), groups("funds"), groups("landlords"), groups("lenders"), bills)


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(file).read_text(encoding="utf-8"))


def _months(one: dict[str, Any]) -> dict[int, float]:
    return {int(month): factor for month, factor in one.get("months", {}).items()}


def _hours(peaks: list[list[float]]) -> Choice[int]:
    """Weights of the 24 hours from peaks of [hour, spread, weight]; the small hours stay quiet but not silent."""

    def weight(hour: int) -> float:
        return 0.004 + sum(w * exp(-((hour + 0.5 - at) ** 2) / (2 * spread**2)) for at, spread, w in peaks)

    return Choice({hour: weight(hour) * (0.15 if hour < 5 else 1.0) for hour in range(24)})
