"""What a few observations say about a rep, with how sure one can be: raw, shrunk and an 80 % interval (section 2 [*]).

A rep with three wins of four is hardly somebody who wins 75 %. Each piston is pulled towards what the cohort does, the
more the fewer observations there are: by n / (n + k), k = variance within a rep / variance between reps, both by
moments over the cohort. For rates that is the Beta-Binomial and the Gamma-Poisson with an empirical-Bayes prior; k is
then the prior's weight in closings, or in months. Where the variance between comes out <= 0, or too few reps can be
pooled, k is the policy's. Where fewer than `min_pool` others could be pooled nothing of theirs is used at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from copilot.tools.posteriors import BetaPosterior, GammaPosterior, NormalPosterior, Posterior

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from copilot.policy import CoachingPolicy

P = TypeVar("P", bound=Posterior)


@dataclass(frozen=True, slots=True)
class Estimate(Generic[P]):
    """One piston of one rep: raw, and what is known of it."""

    raw: float | None
    """None without observations."""
    n: float
    """Observations: closings, wins with a value, dated wins; months for starts."""
    k: float
    """Weight of what it is shrunk towards, in observations."""
    centre: float | None
    """What it is shrunk towards; None where nothing but the rep's own is used."""
    within: float
    """Variance of one observation around its rep's mean; of one month of starts."""
    posterior: P
    prior_variance: float = 0.0
    """Of `centre`, which is itself an estimate, and shared by the cohort."""

    @property
    def shrunk(self) -> float:
        return self.posterior.mean

    def again(self, raw: float, n: float) -> Estimate[Any] | None:
        """Another mean of the same rep, shrunk likewise; None without observations."""
        if not n > 0:
            return None
        shrunk = raw if self.centre is None else (n * raw + self.k * self.centre) / (n + self.k)
        return Estimate(raw, n, self.k, self.centre, self.within, NormalPosterior(shrunk, math.sqrt(self.within / (n + self.k))), self.prior_variance)

    @property
    def weight(self) -> float:
        """Of the rep's own figures, n / (n + k): 0 where all comes from the cohort, 1 where nothing does."""
        return self.n / (self.n + self.k) if self.n > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Pistons:
    """All that is known of one rep; None where neither the rep nor the cohort has any observation."""

    starts: Estimate[GammaPosterior] | None
    """Per month."""
    win_rate: Estimate[BetaPosterior] | None
    value: Estimate[GammaPosterior] | None
    """Revenue per win, of wins that have a value."""
    speed: Estimate[NormalPosterior] | None
    """Mean ln(days + 1) from created to won."""
    median: Estimate[NormalPosterior] | None
    """ln(median days + 1), which is the figure shown, shrunk by the same n / (n + k)."""
    landing: Estimate[NormalPosterior] | None
    """Mean share of the horizon that is left when a start is won: G of section 4.3."""


# ---------------------------------------------------------------- priors


@dataclass(frozen=True, slots=True)
class Prior:
    """What the cohort says before a rep's own figures are looked at."""

    mean: float
    k: float
    """Its weight in observations."""
    within: float
    """Variance of one observation around its rep's mean."""
    fitted: bool
    """False where k is the policy's."""
    reps: int
    """How many were pooled."""

    @property
    def between(self) -> float:
        """Variance of the reps' true values that k stands for."""
        return self.within / self.k if self.k > 0 else math.inf


@dataclass(frozen=True)
class Observed:
    """The observations of one piston, a place for each rep.

    Attributes:
        n: how many (months for starts), shape (reps,).
        mean: their mean, shape (reps,); anything where n is 0.
        squares: sum of squared differences from that mean, shape (reps,).
    """

    n: NDArray[np.float64]
    mean: NDArray[np.float64]
    squares: NDArray[np.float64]

    @classmethod
    def of(cls, values: Sequence[NDArray[np.float64]]) -> Observed:
        """From each rep's observations."""
        n = np.array([len(v) for v in values], dtype="float64")
        code = np.repeat(np.arange(len(values)), n.astype(int))
        flat = np.concatenate([*values, np.empty(0)])
        mean = np.bincount(code, weights=flat, minlength=len(values)) / np.where(n > 0, n, 1)
        squares = np.bincount(code, weights=(flat - mean[code]) ** 2, minlength=len(values))
        return cls(n, mean, squares.astype("float64"))


def fit_prior(seen: Observed, within: Callable[[float], float], binomial: bool, fallback: Callable[[float], float], policy: CoachingPolicy) -> Prior | None:
    """The prior of one piston by moments over the reps handed in; None where none of them has an observation.

    With means m_i over n_i observations, weights n_i and grand mean m: E[sum n_i (m_i - m)^2] =
    (K - 1) within + (N - sum n_i^2 / N) between. The centre is then the mean weighted by n / (n + k).

    Args:
        seen: the pool.
        within: variance of one observation, given the grand mean.
        binomial: the variance within is what `within` gives less the variance between, as for a ratio.
        fallback: k given the grand mean, where it cannot be fitted.
        policy: how many reps it takes to fit.
    """
    has = seen.n > 0
    n, mean = seen.n[has], seen.mean[has]
    reps, total = len(n), float(n.sum())
    if not reps:
        return None
    grand = float((n * mean).sum() / total)
    spread = within(grand)
    k, fitted = fallback(grand), False
    if reps >= policy.shrink_min_reps:
        share = total - float((n**2).sum()) / total - (reps - 1 if binomial else 0)
        between = (float((n * (mean - grand) ** 2).sum()) - (reps - 1) * spread) / share if share > 0 else 0.0
        if between > 1e-12 * max(grand**2, spread):
            inside = spread - between if binomial else spread
            if inside > 0:
                spread, k, fitted = inside, inside / between, True
            elif not binomial:
                k, fitted = 0.0, True
    weights = n / (n + k)
    return Prior(float((weights * mean).sum() / weights.sum()), k, spread, fitted, reps)


def _shared_variance(prior: Prior, n: NDArray[np.float64]) -> float:
    """Of the prior's mean, as a mean of reps weighted by n / (n + k)."""
    n = n[n > 0]
    return prior.within / float((n / (n + prior.k)).sum()) / prior.k if prior.k > 0 and len(n) else 0.0


def pooled_within(seen: Observed) -> float:
    """Variance of one observation around its rep's mean; where nobody has two, around the mean of all."""
    freedom = float((seen.n - 1)[seen.n > 1].sum())
    if freedom > 0:
        return float(seen.squares.sum()) / freedom
    has = seen.n > 0
    return float(np.var(seen.mean[has], ddof=1)) if has.sum() > 1 else 0.0


# ---------------------------------------------------------------- estimates


def shrink_ratio(won: NDArray[np.float64], closed: NDArray[np.float64], pool: NDArray[np.bool_], policy: CoachingPolicy) -> list[Estimate[BetaPosterior] | None]:
    """Win rates: Beta-Binomial. Without a pool Beta(1/2, 1/2) stands in.

    Args:
        won: shape (reps,).
        closed: shape (reps,).
        pool: who may be pooled, shape (reps,).
        policy: k, `min_pool`.
    """
    seen = Observed(closed, won / np.where(closed > 0, closed, 1), np.zeros(len(won)))
    prior = fit_prior(_of(seen, pool), lambda m: m * (1 - m), True, lambda _: policy.shrink_k, policy)
    edge = 0.5 / (float(closed[pool].sum()) + 1)
    shared = _shared_variance(prior, closed[pool]) if prior else 0.0
    found: list[Estimate[BetaPosterior] | None] = []
    for i, (x, n) in enumerate(zip(won.tolist(), closed.tolist(), strict=True)):
        raw = x / n if n else None
        if prior and _enough(prior.reps, pool[i] and n > 0, policy):
            centre = min(max(prior.mean, edge), 1 - edge)
            posterior = BetaPosterior(prior.k * centre + x, prior.k * (1 - centre) + n - x)
            found.append(Estimate(raw, n, prior.k, centre, centre * (1 - centre), posterior, shared))
        elif n:
            mine = BetaPosterior(0.5 + x, 0.5 + n - x)
            found.append(Estimate(raw, n, 1.0, 0.5, mine.mean * (1 - mine.mean), mine))
        else:
            found.append(None)
    return found


def shrink_rate(count: NDArray[np.float64], months: NDArray[np.float64], pool: NDArray[np.bool_], policy: CoachingPolicy) -> list[Estimate[GammaPosterior] | None]:
    """Starts per month: Gamma-Poisson; the policy's k is so many starts. Without a pool the rep's own count is all there is
    (half a start where it is zero).

    Args:
        count: shape (reps,).
        months: of the window that the rep was there, shape (reps,).
        pool: who may be pooled, shape (reps,).
        policy: k, `min_pool`.
    """
    seen = Observed(months, count / np.where(months > 0, months, 1), np.zeros(len(count)))
    least = 0.5 / max(float(months[pool].sum()), 1.0)
    prior = fit_prior(_of(seen, pool), lambda m: max(m, least), False, lambda m: policy.shrink_k / max(m, least), policy)
    shared = _shared_variance(prior, months[pool]) if prior else 0.0
    found: list[Estimate[GammaPosterior] | None] = []
    for i, (x, t) in enumerate(zip(count.tolist(), months.tolist(), strict=True)):
        raw = x / t if t > 0 else None
        if prior and _enough(prior.reps, pool[i] and t > 0, policy):
            centre = max(prior.mean, least)
            found.append(Estimate(raw, t, prior.k, centre, centre, GammaPosterior(prior.k * centre + x, prior.k + t), shared))
        elif t > 0:
            mine = GammaPosterior(x or 0.5, t)
            found.append(Estimate(raw, t, 0.0, None, mine.mean, mine))
        else:
            found.append(None)
    return found


def shrink_level(values: Sequence[NDArray[np.float64]], pool: NDArray[np.bool_], policy: CoachingPolicy) -> list[Estimate[GammaPosterior] | None]:
    """Revenue per win: the mean shrunk by n / (n + k); its spread grows with its level.

    Args:
        values: by rep, of the wins that have a value (> 0).
        pool: who may be pooled, shape (reps,).
        policy: k, `min_pool`.
    """
    found: list[Estimate[GammaPosterior] | None] = []
    for estimate in _shrink_mean(values, pool, policy, lone=lambda m: m):
        if estimate is None or estimate.shrunk <= 0:
            found.append(None)
            continue
        level = estimate.shrunk / estimate.centre if estimate.centre else 1.0
        posterior = GammaPosterior.of(estimate.shrunk, estimate.posterior.sd * level)
        found.append(Estimate(estimate.raw, estimate.n, estimate.k, estimate.centre, estimate.within, posterior, estimate.prior_variance))
    return found


def shrink_mean(values: Sequence[NDArray[np.float64]], pool: NDArray[np.bool_], policy: CoachingPolicy) -> list[Estimate[NormalPosterior] | None]:
    """A mean shrunk by n / (n + k): of ln(days + 1). One lone value is as unsure as a factor of e."""
    return _shrink_mean(values, pool, policy, lone=lambda _: 1.0)


def _shrink_mean(values: Sequence[NDArray[np.float64]], pool: NDArray[np.bool_], policy: CoachingPolicy, lone: Callable[[float], float]) -> list[Estimate[NormalPosterior] | None]:
    seen = Observed.of(values)
    pooled = _of(seen, pool)
    prior = fit_prior(pooled, lambda _: pooled_within(pooled), False, lambda _: policy.shrink_k, policy)
    shared = _shared_variance(prior, seen.n[pool]) if prior else 0.0
    found: list[Estimate[NormalPosterior] | None] = []
    for i, (n, mean, squares) in enumerate(zip(seen.n.tolist(), seen.mean.tolist(), seen.squares.tolist(), strict=True)):
        raw = mean if n else None
        if prior and _enough(prior.reps, pool[i] and n > 0, policy):
            weight = n / (n + prior.k) if n else 0.0
            shrunk = weight * mean + (1 - weight) * prior.mean
            spread = math.sqrt(prior.within / (n + prior.k)) if n + prior.k > 0 else 0.0
            found.append(Estimate(raw, n, prior.k, prior.mean, prior.within, NormalPosterior(shrunk, spread), shared))
        elif n:
            within = squares / (n - 1) if n > 1 else lone(mean) ** 2
            found.append(Estimate(raw, n, 0.0, None, within, NormalPosterior(mean, math.sqrt(within / n))))
        else:
            found.append(None)
    return found


def _of(seen: Observed, pool: NDArray[np.bool_]) -> Observed:
    return Observed(seen.n[pool], seen.mean[pool], seen.squares[pool])


def _enough(pooled: int, counted: bool, policy: CoachingPolicy) -> bool:
    """Whether enough others were pooled, the rep aside, that none of them can be worked out."""
    return pooled - (1 if counted else 0) >= policy.min_pool


@dataclass(frozen=True)
class Sample:
    """The observations of all reps in one window, a place for each.

    Attributes:
        rep_ids: who.
        started: opportunities created.
        months: of the window that they were there.
        won: wins.
        closed: wins and losses.
        values: of the wins that have one.
        cycles: calendar days from created to won, of dated wins.
        horizon: days within which a start must be won to count in G.
    """

    rep_ids: Sequence[str]
    started: NDArray[np.float64]
    months: NDArray[np.float64]
    won: NDArray[np.float64]
    closed: NDArray[np.float64]
    values: Sequence[NDArray[np.float64]]
    cycles: Sequence[NDArray[np.float64]]
    horizon: float


def estimates(sample: Sample, pool: NDArray[np.bool_], policy: CoachingPolicy) -> Mapping[str, Pistons]:
    """The pistons of every rep of one cohort, by rep id.

    Args:
        sample: the members, those ramping too.
        pool: whose figures make the prior (nobody ramping), shape (reps,).
        policy: k, `min_pool`, how many reps it takes to fit.
    """
    months = np.where(np.isfinite(sample.months), sample.months, 0.0)
    speed = shrink_mean([np.log1p(c) for c in sample.cycles], pool, policy)
    rows = zip(
        shrink_rate(sample.started, months, pool, policy),
        shrink_ratio(sample.won, sample.closed, pool, policy),
        shrink_level(sample.values, pool, policy),
        speed,
        _shrink_median(sample.cycles, speed, pool),
        shrink_mean([np.maximum(0.0, sample.horizon - c) / sample.horizon for c in sample.cycles], pool, policy),
        strict=True,
    )
    return {rep_id: Pistons(*row) for rep_id, row in zip(sample.rep_ids, rows, strict=True)}


def _shrink_median(cycles: Sequence[NDArray[np.float64]], speed: Sequence[Estimate[NormalPosterior] | None], pool: NDArray[np.bool_]) -> list[Estimate[NormalPosterior] | None]:
    """ln(median + 1) with the weights of the means: days are skewed even after the logarithm, and the median is what is shown."""
    raw = np.array([math.log1p(float(np.median(c))) if len(c) else 0.0 for c in cycles])
    weights = np.array([e.weight if e is not None and member else 0.0 for e, member in zip(speed, pool, strict=True)])
    centre = float((weights * raw).sum() / weights.sum()) if weights.sum() > 0 else 0.0
    found: list[Estimate[NormalPosterior] | None] = []
    for mine, estimate in zip(raw.tolist(), speed, strict=True):
        if estimate is None:
            found.append(None)
            continue
        towards = None if estimate.centre is None else centre
        shrunk = mine if towards is None else estimate.weight * mine + (1 - estimate.weight) * towards
        posterior = NormalPosterior(shrunk, estimate.posterior.sd)
        found.append(Estimate(mine if estimate.n else None, estimate.n, estimate.k, towards, estimate.within, posterior, estimate.prior_variance))
    return found
