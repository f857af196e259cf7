"""The tests of section 4: right as often as they say, and hard to talk into anything."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from copilot.tools.significance import count_below, holm, level_below, mean_below, mix_differs, ratio_below, table_dispersion, upper_tail, weekly_below, weekly_dispersions

RUNS = 8000


def share_below(p_values, alpha: float) -> float:
    return float((np.array(p_values) < alpha).mean())


def test_holm_steps_down_by_hand():
    assert holm([0.03, 0.012, 0.5, 0.04], 0.10) == [True, True, False, True]  # 0.012 <= 0.025, 0.03 <= 0.033, 0.04 <= 0.05
    assert holm([0.03, 0.026, 0.5, 0.04], 0.10) == [False] * 4  # the smallest is above 0.025
    assert holm([], 0.10) == []


@given(st.lists(st.floats(0, 1), max_size=10), st.floats(0.01, 0.2))
def test_holm_passes_more_than_bonferroni_and_less_than_no_correction(p_values, alpha):
    for p, ok in zip(p_values, holm(p_values, alpha), strict=True):
        assert not (ok and p > alpha)
        assert ok or p > alpha / len(p_values)


def test_the_normal_tail():
    assert upper_tail(1.2815515655446004) == pytest.approx(0.1)
    assert 1 - upper_tail(0) == 0.5


OFTEN = pytest.mark.parametrize("alpha", [0.10, 0.02])
"""The level of one candidate, and about that of the least likely of several."""


@OFTEN
def test_rates_are_wrong_about_as_often_as_they_say(alpha: float):
    rng = np.random.default_rng(11)
    won, started = rng.binomial(80, 0.3, RUNS), rng.poisson(60, RUNS)
    assert share_below([ratio_below(x, 80, 0.3, 0.0) for x in won], alpha) == pytest.approx(alpha, rel=0.35)
    assert share_below([count_below(x, 12, 5.0, 0.0, 1.0) for x in started], alpha) == pytest.approx(alpha, rel=0.35)
    # the target is an estimate too: 320 others' closings
    target = rng.binomial(320, 0.3, RUNS) / 320
    assert share_below([ratio_below(x, 80, t, t * (1 - t) / 320) for x, t in zip(won, target, strict=True)], alpha) == pytest.approx(alpha, rel=0.35)


@OFTEN
def test_amounts_that_are_skewed_are_wrong_hardly_more_often_than_they_say(alpha: float):
    rng = np.random.default_rng(12)
    sigma = np.sqrt(np.log1p(0.36))
    means = rng.lognormal(-(sigma**2) / 2, sigma, (RUNS, 30)).mean(axis=1)
    assert share_below([level_below(float(m), 30, 1.0, 0.36, 0.0) for m in means], alpha) < 1.5 * alpha
    days = rng.normal(3.5, 0.5, (RUNS, 30)).mean(axis=1)
    assert share_below([mean_below(-float(m), 30, -3.5, 0.25, 0.0) for m in days], alpha) == pytest.approx(alpha, rel=0.35)


@OFTEN
def test_weeks_that_vary_more_than_poissons_are_wrong_hardly_more_often_than_they_say(alpha: float):
    rng = np.random.default_rng(13)
    days = np.full(13, 5)
    found = []
    for _ in range(RUNS):
        weeks = rng.poisson(rng.gamma(np.array([10.0, 6, 12, 4])[:, None] / 1.5 * np.ones(13), 1.5))  # variance 2.5 x mean
        varies, freedom = weekly_dispersions(weeks, days)
        found.append(weekly_below(float(weeks[0].sum()), 130.0, 10**9, float(varies[0]), freedom))
    assert 0.7 * alpha < share_below(found, alpha) < 1.6 * alpha


def test_dispersion_is_pearsons_and_a_types_own_counts_with_all():
    weeks = np.array([[4, 6, 4, 6], [9, 1, 1, 9], [0, 0, 0, 0]])
    varies, freedom = weekly_dispersions(weeks, np.array([5, 5, 5, 5]))
    own = [4 * 1 / 5 / 3, 4 * 16 / 5 / 3]
    assert varies == pytest.approx([max(1, (own[0] + sum(own) / 2) / 2), (own[1] + sum(own) / 2) / 2, sum(own) / 2])
    assert freedom == pytest.approx(4 * 3 * 2 / 5)
    # a week off is expected to hold nothing; a short one less
    level, _ = weekly_dispersions(np.array([[10, 0, 2, 10]]), np.array([5, 0, 1, 5]))
    assert level == pytest.approx([1.0])


def test_a_mix_is_compared_by_chi_square_and_bursts_make_it_less_sure():
    even = np.full((2, 10), 3)
    even[0] += 1  # 40 and 30 where the target has halves
    expected = stats.chi2.sf((25 / 35) * 2 / (1 + 70 / 700), 1)
    assert mix_differs(even, np.array([0.5, 0.5]), 700.0) == pytest.approx(expected)
    bursts = np.zeros((2, 10), dtype="int64")
    bursts[0, :2], bursts[1, 5:8] = 20, 10
    assert mix_differs(bursts, np.array([0.5, 0.5]), 700.0) > 2 * expected


def test_seasons_and_levels_are_no_dispersion():
    table = np.outer([2, 4, 8], [1, 2, 3, 4])
    assert table_dispersion(table) == 1.0
    noisy = table + np.array([[9, 0, 0, 0], [0, 9, 0, 0], [0, 0, 0, 9]])
    assert table_dispersion(noisy) > 1.5


@given(st.integers(0, 50), st.integers(1, 60), st.floats(0.05, 0.95))
def test_more_wins_are_never_more_suspicious(won, more, target):
    closed = 120
    assert ratio_below(won + more, closed, target, 0.001) <= 1
    assert ratio_below(won + more, closed, target, 0.001) >= ratio_below(won, closed, target, 0.001)
    assert count_below(won + more, 12, target * 10, 0.01, 1.3) >= count_below(won, 12, target * 10, 0.01, 1.3)
