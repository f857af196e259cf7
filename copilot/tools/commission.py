"""What a landing means in earnings, by the company's own plan (section 5): a TOML file, `commission.toml` in the data folder.

name = "Account Executives"
currency = "EUR"

[[tiers]]            # of won value, from this attainment up to the next tier
from = 0.0
rate = 0.06

[[tiers]]
from = 1.0
rate = 0.10

[[bonuses]]          # paid once in a period
at = 1.2
amount = 1500
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from copilot.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMMISSION_FILE = "commission.toml"


class Tier(BaseModel):
    """A rate on the won value that lies between this attainment and the next tier's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: float = Field(ge=0, alias="from")
    """Attainment from which the rate holds."""
    rate: float = Field(ge=0, le=1)


class Bonus(BaseModel):
    """A sum paid once where a period's attainment reaches a mark."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: float = Field(gt=0)
    amount: float = Field(gt=0)


class CommissionPlan(BaseModel):
    """How won value of a period becomes pay on top."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    currency: str = Field(min_length=1)
    """What the bonuses are in; it must be the deals' own."""
    tiers: tuple[Tier, ...] = Field(min_length=1)
    bonuses: tuple[Bonus, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> CommissionPlan:
        starts = [t.start for t in self.tiers]
        if starts != sorted(set(starts)) or starts[0] != 0:
            raise ValueError(f"tiers must begin at 0 and rise, not {starts!r}")
        return self

    def earnings(self, landed: NDArray[np.float64], goal: float) -> NDArray[np.float64]:
        """Pay on top for each landing of a period; never less for more.

        Args:
            landed: money, any shape.
            goal: of the period, above 0.
        """
        won = np.asarray(landed, dtype="float64")
        tops = [*(t.start for t in self.tiers[1:]), np.inf]
        paid = np.zeros_like(won)
        for tier, top in zip(self.tiers, tops, strict=True):
            paid += tier.rate * np.clip(won - tier.start * goal, 0, (top - tier.start) * goal)
        for bonus in self.bonuses:
            paid += bonus.amount * (won >= bonus.at * goal - 0.005)
        return paid


def load_commission(path: Path) -> CommissionPlan | None:
    """The plan of a file; None where there is none.

    Raises:
        SettingsError: the file cannot be read, names an unknown field, or a value is out of range.
    """
    if not path.exists():
        return None
    try:
        return CommissionPlan.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise SettingsError(f"the commission plan {str(path)!r} cannot be read: {e}") from e
    except ValidationError as e:
        first = e.errors()[0]
        where = ".".join(str(p) for p in first["loc"]) or "the file"
        raise SettingsError(f"the commission plan {str(path)!r}: {where} is {first.get('input')!r}: {first['msg']}") from e
