"""Members are plausible Australians, and nobody can take them for real ones."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest
from stdnum.au import tfn as stdnum_tfn

from twincore.simulation.archetype import Archetype, load_archetype
from twincore.simulation.members import WORKING, Member, populate
from twincore.simulation.scenario import Scenario, load_scenario
from twincore.simulation.seeds import Seed
from twincore.simulation.tax import income_tax

MANY = 4000
POSTCODES: dict[str, Sequence[tuple[int, int]]] = {
    "NSW": ((1000, 2599), (2619, 2899), (2921, 2999)),
    "ACT": ((200, 299), (2600, 2618), (2900, 2920)),
    "VIC": ((3000, 3999), (8000, 8999)),
    "QLD": ((4000, 4999), (9000, 9999)),
    "SA": ((5000, 5999),),
    "WA": ((6000, 6999),),
    "TAS": ((7000, 7999),),
    "NT": ((800, 999),),
}
"""Ranges of postcodes by state, as Australia Post allots them."""


@pytest.fixture(scope="module")
def archetype() -> Archetype:
    return load_archetype("cu-digital")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("steady-state")


@pytest.fixture(scope="module")
def people(archetype: Archetype, scenario: Scenario) -> list[Member]:
    return populate(Seed(1), archetype, scenario, MANY)


def test_the_same_seed_gives_the_same_people(archetype: Archetype, scenario: Scenario) -> None:
    assert repr(populate(Seed(5), archetype, scenario, 60)) == repr(populate(Seed(5), archetype, scenario, 60))
    assert repr(populate(Seed(5), archetype, scenario, 60)) != repr(populate(Seed(6), archetype, scenario, 60))


def test_who_somebody_is_does_not_depend_on_how_many_others_there_are(archetype: Archetype, scenario: Scenario) -> None:
    few, more = populate(Seed(5), archetype, scenario, 40), populate(Seed(5), archetype, scenario, 90)
    for a, b in zip(few, more, strict=False):
        assert (a.name, a.born, a.address, a.phone, a.tfn) == (b.name, b.born, b.address, b.phone, b.tfn)


def test_state_and_postcode_agree(people: list[Member]) -> None:
    for member in people:
        code = int(member.address.postcode)
        assert re.fullmatch(r"\d{4}", member.address.postcode)
        assert any(low <= code <= high for low, high in POSTCODES[member.address.state]), member.address


def test_states_have_their_share_of_people(people: list[Member]) -> None:
    # shares of households; households of several people widen the standard error by about a sixth
    counts = Counter(member.address.state for member in people)
    for state, share in {"NSW": 0.312, "VIC": 0.257, "QLD": 0.205, "WA": 0.109}.items():
        assert counts[state] / MANY == pytest.approx(share, abs=0.03)


def test_tax_file_numbers_are_valid_distinct_and_out_of_use(people: list[Member]) -> None:
    numbers = [member.tfn for member in people if member.tfn is not None]
    assert all(stdnum_tfn.is_valid(number) for number in numbers)
    assert all(number.startswith("000") for number in numbers)
    assert len(set(numbers)) == len(numbers)
    assert len(numbers) / MANY == pytest.approx(0.87, abs=0.02)


def test_telephone_numbers_are_those_kept_for_fiction(people: list[Member]) -> None:
    assert all(re.fullmatch(r"\+61[2378](5550|7010)\d{4}", member.phone) for member in people)
    assert len({member.phone for member in people}) == MANY


def test_addresses_for_mail_can_never_arrive(people: list[Member]) -> None:
    assert all(re.fullmatch(r"[a-z.]+\.\d+@members\.cu-digital\.example", member.email) for member in people)
    assert len({member.email for member in people}) == MANY


def test_everybody_is_grown_up(people: list[Member], scenario: Scenario) -> None:
    ages = [member.age_on(scenario.start) for member in people]
    assert min(ages) >= 18
    assert max(ages) <= 85


def test_the_scenarios_unemployment_is_met_exactly(people: list[Member]) -> None:
    employed = sum(member.living in WORKING for member in people)
    unemployed = sum(member.living == "unemployed" for member in people)
    assert unemployed == round(0.04 * (employed + unemployed))


def test_people_who_live_together_have_one_address(people: list[Member]) -> None:
    homes: dict[int, set[str]] = {}
    for member in people:
        homes.setdefault(member.household, set()).add(repr(member.address))
    assert all(len(addresses) == 1 for addresses in homes.values())


def test_members_hold_more_than_two_accounts_on_average(people: list[Member]) -> None:
    assert all(member.products[0] == "transaction" for member in people)
    assert sum(len(member.products) for member in people) / MANY > 2
    assert all(set(member.opening) == set(member.products) and min(member.opening.values()) > 0 for member in people)


def test_five_hundred_members_hold_more_than_a_thousand_accounts(archetype: Archetype, scenario: Scenario) -> None:
    assert sum(len(member.products) for member in populate(Seed(1), archetype, scenario, 500)) > 1000


@pytest.mark.parametrize(
    ("gross", "tax"),
    [
        # the resident scale of 2025-26 worked by hand: 16% from 18,200, 30% from 45,000, 37% from 135,000, 45% from 190,000; levy 2%
        (18_200_00, 0),
        (45_000_00, 4_288_00 + 900_00),
        (100_000_00, 4_288_00 + 16_500_00 + 2_000_00),
        (200_000_00, 4_288_00 + 27_000_00 + 20_350_00 + 4_500_00 + 4_000_00),
    ],
)
def test_take_home_pay_follows_the_scale_of_income_tax(gross: int, tax: int) -> None:
    assert income_tax(gross) == tax
