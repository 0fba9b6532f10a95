"""The plan of a run: repeatable to the byte, and a month as a credit union knows it."""

import itertools
from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from twincore.simulation.archetype import load_archetype
from twincore.simulation.commitments import instalment
from twincore.simulation.income import pay_days
from twincore.simulation.intents import DAY, Act
from twincore.simulation.members import Pay
from twincore.simulation.plan import Plan, draw_plan
from twincore.simulation.scenario import load_scenario
from twincore.simulation.tally import GROUP_OF, NO_MONEY


def draw(seed: int, members: int, days: int) -> Plan:
    return draw_plan(seed, load_archetype("cu-digital"), load_scenario("steady-state"), members=members, days=days)


@pytest.fixture(scope="module")
def month() -> Plan:
    return draw(1, 500, 30)


def test_the_same_seed_gives_the_same_plan() -> None:
    assert draw(3, 40, 7).digest() == draw(3, 40, 7).digest()
    assert draw(3, 40, 7).digest() != draw(4, 40, 7).digest()


def test_intents_are_numbered_in_order_of_time(month: Plan) -> None:
    assert [intent.number for intent in month.intents] == list(range(len(month.intents)))
    assert all(a.at <= b.at for a, b in zip(month.intents, month.intents[1:], strict=False))
    assert month.intents[0].at >= 0
    assert month.intents[-1].at < 30 * DAY


def test_a_month_of_five_hundred_members_has_about_37_500_transactions(month: Plan) -> None:
    # 500 members, 2.5 transactions a day, 30 days; loans and top-ups from savings come on top, what is declined or left undone goes off
    assert sum(intent.act not in NO_MONEY for intent in month.intents) == pytest.approx(37_500, rel=0.06)


def test_fraud_labels_are_one_in_a_thousand(month: Plan) -> None:
    money = sum(intent.act not in NO_MONEY for intent in month.intents)
    assert sum(intent.fraud is not None for intent in month.intents) == round(money / 1000)


def test_labels_stay_off_personal_data(month: Plan) -> None:
    words = {pattern for intent in month.intents if (pattern := intent.fraud)}
    assert words
    assert not any(pattern in repr(member) for member in month.members for pattern in words)


def test_seventy_five_people_ask_for_a_loan_and_four_in_five_could_be_given_one(month: Plan) -> None:
    kinds = Counter(wish.kind for wish in month.wishes)
    assert len(month.wishes) == 75
    assert kinds["sound"] + sum(wish.person_approves for wish in month.wishes) == 60
    assert len({wish.member for wish in month.wishes}) == 75


def test_two_in_a_hundred_loans_are_in_arrears(month: Plan) -> None:
    loans = len(month.old_loans) + 60
    assert sum(loan.in_arrears for loan in month.old_loans) == round(loans * 0.02)


@pytest.mark.parametrize(("amount", "rate", "months", "expected"), [(100_000_00, 0.06, 360, 600_00), (1_200_00, 0.0, 12, 100_00)])
def test_an_instalment_is_an_annuity_to_the_next_dollar(amount: int, rate: float, months: int, expected: int) -> None:
    # 100,000 at 6% over 30 years is 599.55 a month in every textbook
    assert instalment(amount, rate, months) == expected


def test_what_is_authorised_settles_one_to_three_days_later_or_not_at_all(month: Plan) -> None:
    settled: dict[int, list[Act]] = defaultdict(list)
    for intent in month.intents:
        if intent.act in (Act.CAPTURE, Act.RELEASE):
            assert intent.origin is not None
            assert intent.origin.act is Act.AUTHORISE
            assert 1 <= intent.at // DAY - intent.origin.at // DAY <= 3
            assert intent.at < intent.origin.at + intent.origin.hold_minutes
            assert intent.amount <= intent.origin.amount
            settled[intent.origin.number].append(intent.act)
    assert max(len(acts) for acts in settled.values()) == 1
    early = [intent.number for intent in month.intents if intent.act is Act.AUTHORISE and intent.at < 26 * DAY]
    lost = sum(number not in settled for number in early) / len(early)
    released = sum(settled.get(number) == [Act.RELEASE] for number in early) / len(early)
    assert lost == pytest.approx(0.012, abs=0.005)
    assert released == pytest.approx(0.025, abs=0.006)


def test_weekends_belong_to_the_cards(month: Plan) -> None:
    per_day = Counter(intent.at // DAY for intent in month.intents if intent.act in (Act.CARD, Act.AUTHORISE))
    weekend = [per_day[n] for n, day in enumerate(month.calendar) if day.weekday() >= 5]
    working = [per_day[n] for n, day in enumerate(month.calendar) if day.weekday() < 5]
    assert sum(weekend) / len(weekend) > 1.08 * sum(working) / len(working)


def test_prices_drift_with_inflation() -> None:
    scenario = load_scenario("steady-state")
    assert scenario.prices_on(scenario.start) == 1
    assert scenario.prices_on(scenario.start + timedelta(days=365)) == pytest.approx(1.025)


def test_every_act_has_its_place_in_the_report() -> None:
    assert set(GROUP_OF) | NO_MONEY == set(Act)


MARCH = [date(2026, 3, 2) + timedelta(days=n) for n in range(30)]


@pytest.mark.parametrize(
    ("pay", "days"),
    [
        (Pay("E", "weekly", 3, 0, 1), [5, 12, 19, 26]),
        (Pay("E", "monthly", 15, 0, 1), [13]),  # 15 March 2026 is a Sunday: paid on the Friday before
        (Pay("E", "monthly", 31, 0, 1), [31]),
    ],
)
def test_pay_days(pay: Pay, days: list[int]) -> None:
    assert [MARCH[n].day for n in pay_days(pay, MARCH)] == days


def test_the_two_fortnights_take_turns() -> None:
    weekly = pay_days(Pay("E", "weekly", 3, 0, 1), MARCH)
    halves = [pay_days(Pay("E", "fortnightly", 3, week, 1), MARCH) for week in (0, 1)]
    assert sorted(halves[0] + halves[1]) == weekly
    assert all(b - a == 14 for half in halves for a, b in itertools.pairwise(half))


def test_ten_thousand_members_are_what_the_archetype_has() -> None:
    assert load_archetype("cu-digital").members == 10_000
