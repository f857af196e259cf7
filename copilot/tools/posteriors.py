"""What is known of one figure, as a distribution: its mean, its 80 % interval, and draws for the forecast (section 2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

INTERVAL = 0.80
"""What every interval covers (section 2)."""
_TAIL = (1 - INTERVAL) / 2
NORMAL = 1.2815515655446004
"""So many standard deviations either side of a normal mean hold it."""


# ---------------------------------------------------------------- posteriors


class Posterior(Protocol):
    """What is known of one piston of one rep."""

    @property
    def mean(self) -> float:
        """The shrunk value."""

    @property
    def sd(self) -> float: ...

    def interval(self) -> tuple[float, float]:
        """The middle 80 %."""

    def sample(self, rng: Generator, size: int) -> NDArray[np.float64]:
        """Draws, for the forecast."""


@dataclass(frozen=True, slots=True)
class BetaPosterior:
    """A ratio: win rate."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        total = self.a + self.b
        return math.sqrt(self.a * self.b / (total + 1)) / total

    def interval(self) -> tuple[float, float]:
        from scipy.special import betaincinv

        return float(betaincinv(self.a, self.b, _TAIL)), float(betaincinv(self.a, self.b, 1 - _TAIL))

    def sample(self, rng: Generator, size: int) -> NDArray[np.float64]:
        return rng.beta(self.a, self.b, size)


@dataclass(frozen=True, slots=True)
class GammaPosterior:
    """A rate or a level above zero: starts per month, revenue per win. Without spread, a constant."""

    shape: float
    """Infinite where there is no spread at all."""
    rate: float
    constant: float | None = None

    @classmethod
    def of(cls, mean: float, sd: float) -> GammaPosterior:
        """The one with this mean (> 0) and standard deviation (>= 0)."""
        if sd <= 1e-9 * mean:
            return cls(math.inf, math.inf, mean)
        return cls((mean / sd) ** 2, mean / sd**2)

    @property
    def mean(self) -> float:
        return self.shape / self.rate if self.constant is None else self.constant

    @property
    def sd(self) -> float:
        return math.sqrt(self.shape) / self.rate if self.constant is None else 0.0

    def interval(self) -> tuple[float, float]:
        if self.constant is not None:
            return self.constant, self.constant
        from scipy.special import gammaincinv

        return float(gammaincinv(self.shape, _TAIL)) / self.rate, float(gammaincinv(self.shape, 1 - _TAIL)) / self.rate

    def sample(self, rng: Generator, size: int) -> NDArray[np.float64]:
        if self.constant is not None:
            return np.full(size, self.constant)
        return rng.gamma(self.shape, 1 / self.rate, size)


@dataclass(frozen=True, slots=True)
class NormalPosterior:
    """A mean that is about normal: of ln(days + 1), or of the share of the horizon left."""

    mean: float
    sd: float

    def interval(self) -> tuple[float, float]:
        return self.mean - NORMAL * self.sd, self.mean + NORMAL * self.sd

    def sample(self, rng: Generator, size: int) -> NDArray[np.float64]:
        return rng.normal(self.mean, self.sd, size)
