"""Scenarios: what happens to a credit union. A scenario is a TOML file of numbers and, where it acts of itself, a small class by its name."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, ClassVar

from twincore.kernel.refusal import Category, Refusal


@dataclass(frozen=True)
class Scenario:
    """A course of events.

    The numbers hold for a whole run here; a scenario that changes them day by day (a recession, a fraud spike, an outage) is a subclass that
    says what they are on a day, and is found by its name in ``Scenario.named``. Rates: unemployment of the labour force, inflation a year,
    fraud of transactions, arrears of loans; spending is a factor on what people spend by choice.
    """

    name: str
    title: str
    description: str
    days: int
    start: date
    unemployment: float
    inflation: float
    fraud: float
    arrears: float
    spending: float

    named: ClassVar[dict[str, type["Scenario"]]] = {}

    def __init_subclass__(cls, *, name: str, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        Scenario.named[name] = cls

    def prices_on(self, day: date) -> float:
        """The price level on a day, 1 at the start, growing with inflation."""
        return float((1 + self.inflation) ** ((day - self.start).days / 365))

    def spending_on(self, day: date) -> float:
        """Factor on what people spend by choice on a day."""
        return self.spending

    def fraud_on(self, day: date) -> float:
        """Share of a day's transactions that carry a fraud label."""
        return self.fraud

    def calendar(self, days: int) -> list[date]:
        """The first days of the scenario, in order."""
        return [self.start + timedelta(days=n) for n in range(days)]


def scenarios() -> list[str]:
    """Names of the scenarios that ship with this version."""
    folder = files(__package__).joinpath("scenarios")
    return sorted(entry.name.removesuffix(".toml").replace("_", "-") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_scenario(name: str = "steady-state") -> Scenario:
    """A scenario by its name; refuses ``scenario_not_found``."""
    if name not in scenarios():
        known = ", ".join(scenarios())
        raise Refusal("scenario_not_found", f"There is no scenario {name!r}; there are: {known}.", category=Category.NOT_FOUND)
    file = files(__package__).joinpath("scenarios", f"{name.replace('-', '_')}.toml")
    return Scenario.named.get(name, Scenario)(**tomllib.loads(file.read_text(encoding="utf-8")))
