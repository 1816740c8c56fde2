"""The tests behind the statements agree with independent implementations, and are seldom wrong when nothing differs."""

import math

import numpy as np
import pytest
from scipy import stats

from medlofte import differences
from medlofte.analysis.situation import methods


def test_the_difference_agrees_with_newcombe() -> None:
    # Newcombe (1998), Table II, method 10, case (a): 56/70 − 48/80 = 0.2, interval 0.0524 to 0.3339.
    found = differences.difference(56 / 70, n1=70, share2=48 / 80, n2=80)
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_two_shares_agree_with_pearsons_chi_squared() -> None:
    expected = stats.chi2_contingency([[56, 14], [48, 32]], correction=False).pvalue
    assert differences.two_shares(56 / 70, n1=70, share2=48 / 80, n2=80) == pytest.approx(expected)
    assert math.isnan(differences.two_shares(0.02, n1=70, share2=0.01, n2=80)), "too few are expected to choose it"


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.689), (5, 1.623, 11.668), (20, 12.217, 30.888)])
def test_the_poisson_interval_agrees_with_garwood(count: int, low: float, high: float) -> None:
    # Garwood (1936), Biometrika 28, table of confidence limits, 95 %.
    assert methods.poisson_interval(count) == pytest.approx((low, high), abs=1e-3)


@pytest.mark.parametrize(("one", "other"), [(3, 20), (31, 126), (64, 27_402)])
def test_two_counts_agree_with_the_binomial(one: int, other: int) -> None:
    p = 0.13 / (0.13 + 0.5)
    tails = stats.binom.cdf(one, one + other, p), stats.binom.sf(one - 1, one + other, p)
    found = methods.two_counts(one, exposure1=0.13, count2=other, exposure2=0.5)
    assert found == pytest.approx(min(1, 2 * min(tails)))


def test_a_register_that_swings_does_not_call_every_swing_a_change() -> None:
    steady, swinging = [40, 41, 39, 42, 40], [20, 60, 15, 65, 42]
    assert methods.against_past(80, earlier=steady) < 0.01
    assert methods.against_past(80, earlier=swinging) > 0.05
    assert math.isnan(methods.against_past(80, earlier=[40, 41]))
    assert math.isnan(methods.against_past(3, earlier=[0, 0, 0]))


def test_against_others_agrees_with_the_t_test_for_one_new_value() -> None:
    # The same as a two-sample t test of one value against k, equal variances.
    others = [800.0, 950, 700, 1010, 880]
    expected = _one_against(1500.0, others)
    assert methods.against_others(1500, others=others) == pytest.approx(expected)
    assert math.isnan(methods.against_others(1, others=[1, 2]))


def _one_against(value: float, others: list[float]) -> float:
    k = len(others)
    t = (value - np.mean(others)) / (np.std(others, ddof=1) * math.sqrt(1 + 1 / k))
    return float(2 * stats.t.sf(abs(t), k - 1))


def test_false_discovery_agrees_with_scipy_and_leaves_the_undefined() -> None:
    p = [0.001, 0.2, 0.03, 0.04, 0.9]
    assert differences.false_discovery(p) == pytest.approx(stats.false_discovery_control(p).tolist())
    mixed = differences.false_discovery([0.04, math.nan, 0.01])
    assert mixed[0] == pytest.approx(0.04)
    assert math.isnan(mixed[1])


SHARES = {"a": (0.48, 0.43, 0.53), "b": (0.4, 0.35, 0.45), "c": (0.2, 0.16, 0.24), "d": (0.1, 0.07, 0.13)}


def test_actors_that_weigh_like_the_residents_are_expected_in_proportion() -> None:
    # One topic each, so that the draw is proportional to the shares: 0.48 / 1.18 of twelve actors.
    found = methods.emphasis(SHARES, named=[{"a"}] * 12, seed=1, simulations=4_000)
    assert found["a"][0] == pytest.approx(12 * 0.48 / 1.18, abs=0.1)
    assert found["d"][0] == pytest.approx(12 * 0.10 / 1.18, abs=0.1)
    assert found["a"][3] < 0.01


def test_a_topic_that_every_actor_and_few_residents_name_stands_out() -> None:
    found = methods.emphasis(SHARES, named=[{"d", "a"}] * 10, seed=1, simulations=2_000)
    assert found["d"][3] < 0.01
    assert found["d"][2] < 10


def test_false_alarms_about_emphasis_are_at_most_ten_per_cent() -> None:
    """Actors who do weigh the topics as the residents do: seldom any topic is called different after adjustment."""
    generator = np.random.default_rng(11)
    weight = np.array([share for share, _, _ in SHARES.values()])
    alarms = 0
    for seed in range(60):
        named = [set(generator.choice(list(SHARES), size=2, replace=False, p=weight / weight.sum())) for _ in range(11)]
        found = methods.emphasis(SHARES, named=named, seed=seed, simulations=499)
        alarms += min(differences.false_discovery([p for *_, p in found.values()])) < differences.LEVEL
    assert alarms <= 6
