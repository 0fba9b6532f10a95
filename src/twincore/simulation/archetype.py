"""Archetypes: what kind of credit union is simulated. An archetype is a TOML file; this reads and names it."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from twincore.kernel.refusal import Category, Refusal
from twincore.simulation.seeds import Choice


@dataclass(frozen=True)
class Income:
    """Of one way of making a living: gross minor units a year (median, spread of the logarithm) and how often it is paid."""

    median: int
    spread: float
    paid: Choice[str]


@dataclass(frozen=True)
class Opening:
    """A balance brought along: median (minor units, or months of net income) and spread of its logarithm."""

    median: float
    spread: float


@dataclass(frozen=True)
class Loans:
    """Loan applications: applications as a share of members in 30 days; amounts in minor units; rate a year; sound: share that can well
    afford it; borderline: share that could, but whose job is new."""

    applications: float
    amount_median: int
    amount_spread: float
    amount_least: int
    amount_most: int
    months: Choice[int]
    purposes: Choice[str]
    sound: float
    borderline: float
    rate: float


@dataclass(frozen=True)
class Archetype:
    """A kind of credit union. products: the platform's product for each thing that members hold; the TOML file in ``archetypes/`` explains every number. Shares are parts of 1."""

    name: str
    title: str
    description: str
    currency: str
    time_zone: str
    members: int
    ages: dict[int, float]
    households: Choice[int]
    living: dict[int, dict[str, float]]
    income: dict[str, Income]
    housing: dict[int, Choice[str]]
    products: dict[str, str]
    wants: dict[str, float]
    opening: dict[str, Opening]
    habits: dict[str, Any]
    loans: Loans

    def band(self, age: int) -> int:
        """The lower bound of the age band that an age falls into."""
        return max(bound for bound in self.ages if bound <= age)


def archetypes() -> list[str]:
    """Names of the archetypes that ship with this version."""
    folder = files(__package__).joinpath("archetypes")
    return sorted(entry.name.removesuffix(".toml").replace("_", "-") for entry in folder.iterdir() if entry.name.endswith(".toml"))


def load_archetype(name: str = "cu-digital") -> Archetype:
    """An archetype by its name; refuses ``archetype_not_found``."""
    if name not in archetypes():
        known = ", ".join(archetypes())
        raise Refusal("archetype_not_found", f"There is no archetype {name!r}; there are: {known}.", category=Category.NOT_FOUND)
    file = files(__package__).joinpath("archetypes", f"{name.replace('-', '_')}.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    loans = data["loans"]
    return Archetype(
        name=data["name"],
        title=data["title"],
        description=data["description"],
        currency=data["currency"],
        time_zone=data["time_zone"],
        members=data["members"],
        ages=_numbered(data["ages"]),
        households=Choice(_numbered(data["households"])),
        living=_numbered(data["living"]),
        income={living: Income(one["median"] * 100, one["spread"], Choice(one["paid"])) for living, one in data["income"].items()},
        housing={bound: Choice(shares) for bound, shares in _numbered(data["housing"]).items()},
        products=data["products"],
        wants=data["wants"],
        opening={
            product: Opening(one["median"] * (1 if product == "transaction" else 100), one["spread"])
            for product, one in data["opening"].items()
        },
        habits=data["habits"] | {"two_step_settle_days": Choice(_numbered(data["habits"]["two_step_settle_days"]))},
        loans=Loans(
            applications=loans["applications"],
            amount_median=loans["amount"]["median"] * 100,
            amount_spread=loans["amount"]["spread"],
            amount_least=loans["amount"]["least"] * 100,
            amount_most=loans["amount"]["most"] * 100,
            months=Choice(_numbered(loans["months"])),
            purposes=Choice(loans["purposes"]),
            sound=loans["sound"],
            borderline=loans["borderline"],
            rate=loans["rate"],
        ),
    )


def _numbered(table: dict[str, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in sorted(table.items(), key=lambda item: int(item[0]))}
