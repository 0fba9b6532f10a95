"""Randomness follows from one seed, purpose by purpose."""

import itertools
import statistics

import pytest

from twincore.simulation.seeds import Choice, Seed, lognormal_of_mean, quota, sample_of


def test_the_same_seed_and_purpose_give_the_same_numbers() -> None:
    assert [Seed(7).stream("salary", 17).random() for _ in range(3)] == [Seed(7).stream("salary", 17).random()] * 3
    assert Seed(7).generator("ages").integers(0, 1 << 40, 5).tolist() == Seed(7).generator("ages").integers(0, 1 << 40, 5).tolist()
    assert Seed(7).id("transaction", 3) == Seed(7).id("transaction", 3)


def test_another_seed_or_purpose_gives_other_numbers() -> None:
    draws = [Seed(seed).stream(*purpose).random() for seed, purpose in itertools.product((1, 2), (("a", 1), ("a", 2), ("b", 1), ("a1",)))]
    assert len(set(draws)) == len(draws)


def test_a_new_purpose_does_not_move_the_others() -> None:
    seed = Seed(1)
    before = seed.stream("rent", 1).random()
    seed.stream("brand new purpose").random()
    assert seed.stream("rent", 1).random() == before


def test_a_choice_follows_its_weights() -> None:
    choose = Choice({"a": 3.0, "b": 1.0, "never": 0.0})
    random = Seed(1).stream("choice")
    drawn = [choose(random) for _ in range(20_000)]
    # three standard errors of a share of 3/4 over 20,000 draws are 0.92%
    assert drawn.count("a") / len(drawn) == pytest.approx(0.75, abs=0.0092)
    assert "never" not in drawn


def test_a_log_normal_draw_has_the_mean_and_the_variation_asked_for() -> None:
    random = Seed(1).stream("lognormal")
    drawn = [lognormal_of_mean(random, 50.0, 0.8) for _ in range(40_000)]
    assert statistics.fmean(drawn) == pytest.approx(50, rel=0.015)
    assert statistics.stdev(drawn) / statistics.fmean(drawn) == pytest.approx(0.8, rel=0.06)


@pytest.mark.parametrize(("count", "rate", "expected"), [(25, 0.04, 1), (500, 0.15, 75), (415, 0.04, 17), (10, 0.0, 0), (3, 0.5, 2)])
def test_a_quota_is_the_nearest_whole_number(count: int, rate: float, expected: int) -> None:
    assert quota(count, rate) == expected


def test_a_sample_has_exactly_its_quota_and_keeps_the_order() -> None:
    chosen = sample_of(Seed(1).stream("sample"), list(range(1000)), 0.137)
    assert len(chosen) == 137
    assert chosen == sorted(set(chosen))
