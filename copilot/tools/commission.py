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
from collections.abc import Sequence
from difflib import get_close_matches
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
        raise SettingsError(f"the commission plan {str(path)!r}: {'; '.join(_wrong(e))}; {_WAY_OUT}") from e


_WAY_OUT = "`nextplay demo` makes a data folder with a plan to start from"
_TABLES: dict[str, type[BaseModel]] = {"tiers": Tier, "bonuses": Bonus}


def _wrong(error: ValidationError) -> list[str]:
    """What is wrong, in words: what nobody knows by what was probably meant, before what is missing then."""
    lines, meant = [], set()
    for each in sorted(error.errors(), key=lambda found: found["type"] != "extra_forbidden"):
        *above, key = each["loc"] or ("the file",)
        where = _place([*above, key])
        if each["type"] == "extra_forbidden":
            known = _keys(_TABLES.get(str(above[0]), CommissionPlan) if above else CommissionPlan)
            near = get_close_matches(str(key), known, 1)
            meant |= {(*above, near[0])} if near else set()
            hint = f"did you mean {near[0]!r}?" if near else f"what may stand there: {', '.join(known)}"
            lines.append(f"there is no {where!r} (it is {_short(each['input'])}); {hint}")
        elif each["type"] == "missing":
            if (*above, key) not in meant:
                lines.append(f"{where!r} is missing: give it {_MEANT[str(key)]}")
        elif not each["loc"]:
            lines.append(each["msg"].removeprefix("Value error, "))
        elif not (each["type"] == "too_short" and each["input"]):  # short only of what is named on another line
            bound = f"{each['msg'].removeprefix('Input ')}; " if each["type"].startswith(("greater", "less")) else ""
            lines.append(f"{where!r} is {_short(each['input'])}: {bound}give it {_MEANT.get(str(key), 'as a table of its own')}")
    return lines


_MEANT = {
    "name": "as people call the plan",
    "currency": "as the deals have it, for example 'EUR'",
    "tiers": "as one or more [[tiers]], each with from and rate",
    "bonuses": "as [[bonuses]], each with at and amount",
    "from": "as an attainment, 0.0 in the first tier",
    "rate": "as a share of won value, for example 0.06",
    "at": "as an attainment, for example 1.2",
    "amount": "as a sum of money",
}


def _keys(model: type[BaseModel]) -> list[str]:
    """As a file has them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _place(loc: Sequence[int | str]) -> str:
    """`tiers 2, rate` for the rate of the second tier."""
    words = ""
    for part in loc:
        words += f" {part + 1}" if isinstance(part, int) else f"{', ' if words else ''}{part}"
    return words


def _short(value: object) -> str:
    """A value as it was given; of a table only that it is one."""
    return "a single table" if isinstance(value, dict) else repr(value)
