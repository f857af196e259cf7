"""Raw, shrunk and interval of each piston: what a few observations are allowed to say."""

from __future__ import annotations

import itertools
import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from copilot.policy import CoachingPolicy
from copilot.tools.posteriors import BetaPosterior, GammaPosterior, NormalPosterior
from copilot.tools.segments import standings
from copilot.tools.shrinkage import Sample, estimates, shrink_level, shrink_mean, shrink_rate, shrink_ratio
from tests.companies import book, make_company, quota, veteran

POLICY = CoachingPolicy()
NAMES = ("starts", "win_rate", "value", "speed", "median", "landing")


def everybody(n: int) -> np.ndarray:
    return np.ones(n, dtype=bool)


# ---------------------------------------------------------------- by hand


def test_a_beta_prior_by_moments_agrees_with_plain_arithmetic():
    won, closed = np.array([30.0, 10.0, 25.0, 40.0, 5.0, 12.0]), np.array([60.0, 50.0, 50.0, 60.0, 40.0, 30.0])
    rate, total = won / closed, closed.sum()
    grand = won.sum() / total
    # E[S] = (K - 1) m (1 - m) + between (N - sum n^2 / N - (K - 1))
    between = ((closed * (rate - grand) ** 2).sum() - 5 * grand * (1 - grand)) / (total - (closed**2).sum() / total - 5)
    k = (grand * (1 - grand) - between) / between
    centre = (closed / (closed + k) * rate).sum() / (closed / (closed + k)).sum()
    for found, x, n in zip(shrink_ratio(won, closed, everybody(6), POLICY), won, closed, strict=True):
        assert (found.posterior.a, found.posterior.b) == (pytest.approx(k * centre + x), pytest.approx(k * (1 - centre) + n - x))
        assert found.shrunk == pytest.approx((n * x / n + k * centre) / (n + k))


def test_a_gamma_prior_by_moments_agrees_with_plain_arithmetic():
    count, months = np.array([20.0, 60.0, 90.0, 30.0, 110.0]), np.array([6.0, 12.0, 12.0, 12.0, 12.0])
    rate, total = count / months, months.sum()
    grand = count.sum() / total
    between = ((months * (rate - grand) ** 2).sum() - 4 * grand) / (total - (months**2).sum() / total)
    k = grand / between
    centre = (months / (months + k) * rate).sum() / (months / (months + k)).sum()
    for found, x, t in zip(shrink_rate(count, months, everybody(5), POLICY), count, months, strict=True):
        assert (found.posterior.shape, found.posterior.rate) == (pytest.approx(k * centre + x), pytest.approx(k + t))


def test_a_mean_is_shrunk_by_n_over_n_plus_k():
    values = [np.array(v, dtype="float64") for v in ([100, 120, 90], [200, 260], [150, 130, 160, 170], [80, 95, 70], [300, 240, 280])]
    n, mean = np.array([len(v) for v in values]), np.array([v.mean() for v in values])
    within = sum(((v - v.mean()) ** 2).sum() for v in values) / (n.sum() - 5)
    grand = (n * mean).sum() / n.sum()
    between = ((n * (mean - grand) ** 2).sum() - 4 * within) / (n.sum() - (n**2).sum() / n.sum())
    k = within / between
    centre = (n / (n + k) * mean).sum() / (n / (n + k)).sum()
    for found, own, many in zip(shrink_level(values, everybody(5), POLICY), mean, n, strict=True):
        assert found.shrunk == pytest.approx((many * own + k * centre) / (many + k))
        assert found.posterior.sd == pytest.approx(math.sqrt(within / (many + k)) * found.shrunk / centre)


def test_too_few_or_too_alike_reps_take_the_policys_k():
    few = shrink_ratio(np.array([9.0, 1.0, 5.0, 6.0]), np.full(4, 10.0), everybody(4), POLICY)
    alike = shrink_ratio(np.full(8, 5.0), np.full(8, 10.0), everybody(8), POLICY)
    assert {e.k for e in (*few, *alike)} == {20.0}
    assert few[0].shrunk == pytest.approx((9 + 20 * 21 / 40) / 30)
    starts = shrink_rate(np.full(8, 24.0), np.full(8, 12.0), everybody(8), POLICY)
    assert starts[0].k == pytest.approx(10)  # months at two a month: twenty starts
    assert shrink_mean([np.array([1.0, 2.0])] * 8, everybody(8), POLICY)[0].k == 20


def test_nobody_is_shrunk_towards_fewer_than_three_others():
    # three reps are two others each; somebody ramping beside them has three
    pool = np.array([True, True, True, False])
    won, closed = np.array([9.0, 1.0, 5.0, 2.0]), np.full(4, 10.0)
    first, _, _, ramping = shrink_ratio(won, closed, pool, POLICY)
    assert first.shrunk == pytest.approx(9.5 / 11)  # Beta(1/2, 1/2) and the rep's own closings, nothing else
    assert ramping.centre == pytest.approx(0.5)
    level, lone = shrink_level([np.array([10.0, 30.0]), np.array([40.0])], everybody(2), POLICY)
    assert (level.shrunk, level.centre) == (20, None)
    assert (lone.shrunk, lone.posterior.sd) == (40, pytest.approx(40))


def test_without_observations_there_is_the_cohort_or_nothing():
    won, closed = np.array([0.0, 4.0, 6.0, 5.0]), np.array([0.0, 10.0, 10.0, 10.0])
    found = shrink_ratio(won, closed, everybody(4), POLICY)
    assert found[0].raw is None
    assert (found[0].weight, found[0].shrunk) == (0, pytest.approx(0.5))
    assert shrink_ratio(np.zeros(1), np.zeros(1), everybody(1), POLICY) == [None]
    assert shrink_level([np.empty(0)], everybody(1), POLICY) == [None]


@pytest.mark.parametrize("posterior", [BetaPosterior(12.5, 30.0), GammaPosterior(9.0, 0.5), GammaPosterior.of(120.0, 30.0), NormalPosterior(3.0, 0.4), GammaPosterior.of(7.0, 0.0)], ids=repr)
def test_draws_of_a_posterior_have_its_mean_its_spread_and_its_interval(posterior):
    draws = posterior.sample(np.random.default_rng(5), 200_000)
    assert draws.mean() == pytest.approx(posterior.mean, rel=0.01)
    assert draws.std() == pytest.approx(posterior.sd, rel=0.02, abs=1e-9)
    low, high = posterior.interval()
    assert ((draws >= low) & (draws <= high)).mean() == pytest.approx(0.8 if posterior.sd else 1.0, abs=0.005)


# ---------------------------------------------------------------- properties

COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=12)
AMOUNTS = st.lists(arrays.arrays("float64", st.integers(0, 8), elements=st.floats(1, 1000)), min_size=1, max_size=10)


def between(estimate) -> bool:
    low, high = sorted((estimate.raw, estimate.raw if estimate.centre is None else estimate.centre))
    slack = 1e-9 * max(abs(low), abs(high))
    return low - slack <= estimate.shrunk <= high + slack


@given(COUNTS)
def test_shrunk_rates_lie_between_raw_and_prior(rows):
    won, lost, months = (np.array(column, dtype="float64") for column in zip(*rows, strict=True))
    for found in (*shrink_ratio(won, won + lost, everybody(len(rows)), POLICY), *shrink_rate(won, months, everybody(len(rows)), POLICY)):
        if found is not None and found.raw:
            assert between(found)
            low, high = found.posterior.interval()
            assert low < found.shrunk < high


@given(AMOUNTS)
def test_shrunk_means_lie_between_raw_and_prior(values):
    for found in (*shrink_level(values, everybody(len(values)), POLICY), *shrink_mean([np.log1p(v) for v in values], everybody(len(values)), POLICY)):
        if found is not None and found.raw is not None:
            assert between(found)


@given(st.integers(0, 10), st.integers(0, 10), st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20)), min_size=5, max_size=8))
def test_shrinkage_vanishes_as_observations_grow(won, lost, others):
    def pull(times: int) -> float:
        wins = np.array([won * times, *(w for w, _ in others)], dtype="float64")
        closed = np.array([(won + lost) * times, *(w + x for w, x in others)], dtype="float64")
        pool = np.array([False] + [True] * len(others))  # the prior stays as it is
        found = shrink_ratio(wins, closed, pool, POLICY)[0]
        return abs(found.shrunk - found.raw) if found.raw is not None else 0.0

    pulls = [pull(t) for t in (1, 10, 100, 100_000)]
    assert pulls == sorted(pulls, reverse=True) or max(pulls) < 1e-12
    assert pulls[-1] < 0.01


@given(arrays.arrays("float64", st.integers(1, 6), elements=st.floats(1, 1000)), st.lists(arrays.arrays("float64", st.integers(2, 8), elements=st.floats(1, 1000)), min_size=5, max_size=8))
def test_the_pull_on_a_mean_vanishes_too(mine, others):
    def pull(times: int) -> float:
        pool = np.array([False] + [True] * len(others))
        found = shrink_mean([np.tile(mine, times), *others], pool, POLICY)[0]
        assert found is not None
        return abs(found.shrunk - found.raw)

    pulls = [pull(t) for t in (1, 10, 100, 10_000)]
    assert all(later <= earlier + 1e-9 for earlier, later in itertools.pairwise(pulls))
    assert pulls[-1] <= 0.1 * pulls[0] + 1e-9 or pulls[-1] < 0.01


@given(AMOUNTS, st.permutations(range(10)), st.floats(0.01, 100))
def test_order_changes_nothing_and_money_scales_money_only(values, order, scale):
    order = [i for i in order if i < len(values)]
    n = len(values)

    def sample(rows, factor=1.0):
        count = np.array([len(v) for v in rows], dtype="float64")
        cycles = [np.round(v) for v in rows]
        return Sample([str(len(v)) + str(v.tolist()) for v in rows], count * 3, np.full(n, 12.0), count, count * 2, [v * factor for v in rows], cycles, 365.0)

    plain = estimates(sample(values), everybody(n), POLICY)
    mixed = estimates(sample([values[i] for i in order]), everybody(n), POLICY)
    scaled = estimates(sample(values, scale), everybody(n), POLICY)
    for rep_id, pistons in plain.items():
        for name in NAMES:
            mine = getattr(pistons, name)
            for other, factor in ((getattr(mixed[rep_id], name), 1.0), (getattr(scaled[rep_id], name), scale if name == "value" else 1.0)):
                assert (mine is None) == (other is None)
                if mine is not None:
                    assert other.shrunk == pytest.approx(mine.shrunk * factor, rel=1e-6)
                    assert other.posterior.sd == pytest.approx(mine.posterior.sd * factor, rel=1e-5, abs=1e-9)


# ---------------------------------------------------------------- in the company


def test_somebody_ramping_is_shrunk_towards_others_and_shrinks_nobody():
    def company(wins: int):
        rows = [*book("new", wins, 9, last="2026-06-30", every=2), *(d for i in range(5) for d in book(f"r{i}", 10 + i, 10))]
        return make_company(rows, reps=[veteran("new", hired_on="2026-05-15"), *(veteran(f"r{i}") for i in range(5))], quotas=[quota(f"r{i}", "2025-07-01", "2026-06-30", 1000) for i in range(5)])

    day = date(2026, 6, 30)
    one, other = (standings(company(wins), day, POLICY).pistons for wins in (1, 9))
    assert one["r0"] == other["r0"]
    assert one["new"].win_rate.shrunk != other["new"].win_rate.shrunk
    assert one["new"].win_rate.centre == other["new"].win_rate.centre


def test_the_cohort_is_the_job():
    rows = [d for i in range(6) for d in book(f"a{i}", 2 + i, 20)] + [d for i in range(6) for d in book(f"b{i}", 20, 2 + i)]
    company = make_company(rows, reps=[*(veteran(f"a{i}", job="SDR") for i in range(6)), *(veteran(f"b{i}", job="AE") for i in range(6))])
    found = standings(company, date(2026, 6, 30), POLICY).pistons
    assert found["a0"].win_rate.centre < 0.3
    assert found["b0"].win_rate.centre > 0.7
