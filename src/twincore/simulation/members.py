"""Members: invented people with names, homes, work and money. Nobody here exists, and every mark that could be taken for real is out of circulation.

- telephone numbers come from the ranges that the ACMA keeps free for films and books ((0x) 5550 xxxx and (0x) 7010 xxxx);
- e-mail addresses end in ``.example`` (RFC 2606);
- tax file numbers pass the check digit but begin with 000, unlike those in use;
- every party is sent to the platform as synthetic.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from random import Random

import numpy as np
from mimesis import Person
from mimesis.enums import Gender
from mimesis.locales import Locale

from twincore.simulation.archetype import Archetype
from twincore.simulation.scenario import Scenario
from twincore.simulation.seeds import Choice, Seed, lognormal, quota, sample_of
from twincore.simulation.tax import net_of_tax
from twincore.simulation.world import billers, names, places

WORKING = frozenset({"full_time", "part_time", "casual", "self_employed"})
"""Ways of making a living that count as employed."""
PERIODS = {"weekly": 52, "fortnightly": 26, "monthly": 12}
"""Pay days in a year."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where somebody lives: real suburb, state and postcode, invented street and number."""

    line: str
    suburb: str
    state: str
    postcode: str


@dataclass(frozen=True, slots=True)
class Pay:
    """Regular income. cycle: weekly, fortnightly or monthly; day: the weekday (0 Monday) or day of the month; amount: net minor units a pay."""

    payer: str
    cycle: str
    day: int
    week: int  # fortnightly: which of the two weeks
    amount: int


@dataclass(frozen=True, slots=True)
class Member:
    """One synthetic member. Money is minor units: gross and net a year, housing_cost a month, opening balances by product."""

    number: int
    household: int
    given: str
    family: str
    sex: str
    born: date
    address: Address
    phone: str
    email: str
    tfn: str | None
    living: str
    gross: int
    net: int
    pay: Pay | None
    housing: str
    housing_cost: int
    main_bank: bool
    careless: bool
    saver: bool
    thrift: float  # factor on spending, about 1
    products: tuple[str, ...]
    opening: dict[str, int]

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    @property
    def net_month(self) -> int:
        """Net income a month in minor units."""
        return self.net // 12

    def age_on(self, day: date) -> int:
        """Age in whole years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


def populate(seed: Seed, archetype: Archetype, scenario: Scenario, count: int) -> list[Member]:
    """The members of a credit union, numbered from 1. Same seed, same people."""
    drawn = [
        _person(seed, archetype, scenario, number, household, place) for number, household, place in _households(seed, archetype, count)
    ]
    livings = _livings(seed, archetype, scenario, drawn)
    people = [_at_work(seed, archetype, scenario, member, living) for member, living in zip(drawn, livings, strict=True)]
    wanted = _wants(seed, archetype, scenario, people)
    return [_with_products(seed, archetype, member, wanted[member.number]) for member in people]


def _households(seed: Seed, archetype: Archetype, count: int) -> Iterator[tuple[int, int, int]]:
    random = seed.stream("households")
    number = household = 0
    while number < count:
        household += 1
        for place in range(min(archetype.households(random), count - number)):
            number += 1
            yield number, household, place


def _person(seed: Seed, archetype: Archetype, scenario: Scenario, number: int, household: int, place: int) -> Member:
    random = seed.stream("person", number)
    address, area_code = _address(seed.stream("home", household))
    age = _age(archetype, seed.stream("age", household))
    if place == 1:  # the partner is about as old as the first
        age = max(18, min(84, age + round(random.gauss(0, 3))))
    elif place == 2:  # a grown child who still lives there
        age = random.randint(18, 24)
    born = scenario.start - timedelta(days=round((age + random.random() * 0.999) * 365.2425))
    sex = "female" if random.random() < 0.506 else "male"
    given, own_family = _name(random, sex, born.year)
    shared = place > 0 and random.random() < 0.75
    family = _family(seed.stream("family", household)) if place == 0 or shared else own_family
    slug = "".join(c for c in f"{given}.{family}".lower() if c.isalpha() or c == ".")
    return Member(
        number=number,
        household=household,
        given=given,
        family=family,
        sex=sex,
        born=born,
        address=address,
        phone=_phone(seed, area_code, number),
        email=f"{slug}.{number}@members.{archetype.name}.example",
        tfn=_tfn(seed, number) if random.random() < 0.87 else None,
        living="",
        gross=0,
        net=0,
        pay=None,
        housing="",
        housing_cost=0,
        main_bank=random.random() < archetype.habits["main_bank"],
        careless=random.random() < archetype.habits["careless"],
        saver=random.random() < archetype.habits["savers"],
        thrift=min(2.2, max(0.35, lognormal(random, 0.96, 0.32))),
        products=(),
        opening={},
    )


def _address(random: Random) -> tuple[Address, str]:
    world = places()
    state = world.states[world.state(random)]
    suburb, postcode = state.localities[int(random.random() * len(state.localities))]
    street = f"{world.streets[int(random.random() * len(world.streets))]} {world.street_type(random)}"
    number = 1 + int(random.random() ** 2 * 220)
    unit = f"{1 + number % 24}/" if number % 10 < 3 else ""
    return Address(f"{unit}{number} {street}", suburb, state.code, postcode), state.area_code


def _age(archetype: Archetype, random: Random) -> int:
    bounds = [*archetype.ages, 85]
    band = Choice(dict(enumerate(archetype.ages.values())))(random)
    return bounds[band] + int(random.random() * (bounds[band + 1] - bounds[band]))


@cache
def _tail() -> tuple[dict[str, list[str]], list[str]]:
    """Given names by sex and family names of mimesis (en-AU), for the rare ones."""
    person = Person(Locale.EN_AU, seed=0)
    given: dict[str, list[str]] = {sex: [] for sex in ("female", "male")}
    family = []
    for _ in range(1500):
        given["female"].append(person.first_name(gender=Gender.FEMALE))
        given["male"].append(person.first_name(gender=Gender.MALE))
        family.append(person.last_name())
    return given, family


def _name(random: Random, sex: str, born: int) -> tuple[str, str]:
    usual = names().given_of(sex, born)
    given = usual[int(random.random() * len(usual))]
    if random.random() < names().tail:
        rare = _tail()[0][sex]
        given = rare[int(random.random() * len(rare))]
    return given, _family(random)


def _family(random: Random) -> str:
    if random.random() < names().tail:
        rare = _tail()[1]
        return rare[int(random.random() * len(rare))]
    return names().family(random)


@cache
def _shuffled(seed: int, purpose: str, count: int) -> list[int]:
    order: list[int] = Seed(seed).generator("shuffle", purpose).permutation(count).tolist()
    return order


def _phone(seed: Seed, area_code: str, number: int) -> str:
    """A number of the ranges kept for fiction, each once while they last (20,000 per area code)."""
    order = _shuffled(seed.value, f"phone {area_code}", 20_000)
    tail = order[(number - 1) % len(order)]
    return f"+61{area_code[1]}{'5550' if tail < 10_000 else '7010'}{tail % 10_000:04d}"


_TFN_WEIGHTS = np.array((7, 5, 8, 6, 9))
"""Weights of the fourth to the eighth digit; the first three are zeros, and the ninth digit has weight 10, that is -1 modulo 11."""


@cache
def _tfns(seed: int) -> list[str]:
    free = np.array(_shuffled(seed, "tfn", 100_000))
    checks = (free[:, None] // 10 ** np.arange(4, -1, -1) % 10) @ _TFN_WEIGHTS % 11
    return [f"000{number:05d}{check}" for number, check in zip(free.tolist(), checks.tolist(), strict=True) if check < 10]


def _tfn(seed: Seed, number: int) -> str:
    numbers = _tfns(seed.value)
    return numbers[(number - 1) % len(numbers)]


def _livings(seed: Seed, archetype: Archetype, scenario: Scenario, people: list[Member]) -> list[str]:
    livings = []
    for member in people:
        shares = archetype.living[archetype.band(member.age_on(scenario.start))]
        livings.append(Choice(shares)(seed.stream("living", member.number)))
    labour_force = [place for place, living in enumerate(livings) if living in WORKING]
    for place in sample_of(seed.stream("unemployment"), labour_force, scenario.unemployment):
        livings[place] = "unemployed"
    return livings


def _at_work(seed: Seed, archetype: Archetype, scenario: Scenario, member: Member, living: str) -> Member:
    random = seed.stream("work", member.number)
    income = archetype.income[living]
    age = member.age_on(scenario.start)
    seniority = min(1.12, 0.72 + (age - 18) * 0.02) if living in ("full_time", "self_employed") else 1.0
    gross = int(min(lognormal(random, income.median * seniority, income.spread), 48_000_000))
    net = net_of_tax(gross)
    cycle = income.paid(random)
    pay = Pay(
        payer=_payer(random, living),
        cycle=cycle,
        day=_pay_day(random, cycle),
        week=int(random.random() * 2),
        amount=net // PERIODS[cycle],
    )
    housing = archetype.housing[archetype.band(age)](random)
    share = {"rent": random.uniform(0.20, 0.34), "mortgage": random.uniform(0.18, 0.32), "parents": random.uniform(0, 0.1), "own": 0.0}[
        housing
    ]
    return replace(member, living=living, gross=gross, net=net, pay=pay, housing=housing, housing_cost=round(net / 12 * share / 500) * 500)


def _payer(random: Random, living: str) -> str:
    world = billers()
    if living in ("student", "home", "unemployed"):
        return world.agencies[0]
    if living == "retired":
        return world.agencies[0] if random.random() < 0.55 else world.funds[int(random.random() * len(world.funds))]
    if living == "self_employed":
        return "Own business"
    return world.employers[int(random.random() ** 1.5 * len(world.employers))]


def _pay_day(random: Random, cycle: str) -> int:
    if cycle == "monthly":
        return Choice({15: 0.55, 28: 0.2, 31: 0.25})(random)
    return Choice({0: 0.05, 1: 0.15, 2: 0.25, 3: 0.40, 4: 0.15})(random)


def _wants(seed: Seed, archetype: Archetype, scenario: Scenario, people: list[Member]) -> dict[int, list[str]]:
    wants = {member.number: ["transaction"] for member in people}
    for product, share in archetype.wants.items():
        fit = [member.number for member in people if _may_want(member, product, scenario)]
        wished = min(1.0, quota(len(people), share) / max(1, len(fit)))
        for number in sample_of(seed.stream("wants", product), fit, wished):
            wants[number].append(product)
    return wants


def _may_want(member: Member, product: str, scenario: Scenario) -> bool:
    age = member.age_on(scenario.start)
    if product == "personal_loan":
        return (
            20 <= age <= 64
            and member.living in ("full_time", "part_time", "self_employed")
            and member.main_bank
            and member.net_month >= 2_600_00
        )
    if product == "term_deposit":
        return age >= 30
    return True


def _with_products(seed: Seed, archetype: Archetype, member: Member, products: list[str]) -> Member:
    opening = {}
    for product in products:
        random = seed.stream("opening", member.number, product)
        one = archetype.opening[product]
        median = one.median * member.net_month if product == "transaction" else one.median
        if product == "transaction" and not member.main_bank:
            median *= 0.6
        amount = lognormal(random, median, one.spread)
        step = 100_000 if product == "term_deposit" else 1  # people lay aside round sums
        opening[product] = max(step, min(int(amount / step) * step, 25_000_000))
    return replace(member, products=tuple(products), opening=opening)
