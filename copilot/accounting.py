"""What the language model was used for and what it cost: the port, its values, and the sums both adapters share.

A row is a turn that asked the model, or would have, had the day's budget not been used up. Nothing here says who asked
or what: there is nothing to erase.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from copilot.domain import Role, Viewer
from copilot.errors import Forbidden


@dataclass(frozen=True, slots=True)
class TurnUse:
    """One turn's use of the model."""

    at: datetime
    """When the turn ended; UTC."""
    day: date
    """The day it counts for, by the machine's own calendar."""
    model: str
    """As named in the settings."""
    calls: int
    """Questions that were sent, failed ones included; a retry inside one call is the same call."""
    failed: int
    """Of them without a usable answer."""
    estimated: int
    """Of them whose tokens the endpoint did not say, so that they were estimated from the length of the text."""
    tokens_in: int
    tokens_out: int
    cost: Decimal | None
    """None where the model has no price."""
    currency: str | None
    call_s: float
    """Seconds in calls, added up."""
    longest_s: float
    turn_s: float
    """Seconds of the whole turn."""
    fallback: bool
    """Whether the plain wording, or the reading by rule, stepped in."""
    capped: bool
    """Whether a cap of the day kept a call from being made."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a day has used so far, over all models."""

    tokens: int
    cost: Decimal
    """Of turns that have a price, in the currency asked for."""


@dataclass(frozen=True, slots=True)
class MonthUse:
    """A month of one model, priced in one currency or not at all."""

    month: str
    """`2026-11`."""
    model: str
    currency: str | None
    turns: int
    fallbacks: int
    capped: int
    calls: int
    failed: int
    estimated: int
    tokens_in: int
    tokens_out: int
    cost: Decimal | None
    call_s: float
    longest_s: float
    turn_s: float

    @property
    def fallback_rate(self) -> float:
        """Share of the turns that fell back, 0 to 1."""
        return self.fallbacks / self.turns

    @property
    def seconds_per_call(self) -> float | None:
        return self.call_s / self.calls if self.calls else None

    @property
    def seconds_per_turn(self) -> float:
        return self.turn_s / self.turns


class Accounting(Protocol):
    """The book of what the model was used for."""

    def record(self, use: TurnUse) -> None: ...

    def spent(self, day: date, currency: str | None) -> Spent: ...

    def months(self, viewer: Viewer) -> list[MonthUse]:
        """The newest month first, models by name. Raises Forbidden for anybody but an admin or the operator."""
        ...


def check_reader(viewer: Viewer) -> None:
    """Raises Forbidden where somebody may not read the book."""
    if viewer.role not in (Role.ADMIN, Role.OPERATOR):
        raise Forbidden("what the language model costs is for an admin or the operator to read")


def month_of(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def by_month(turns: Iterable[TurnUse]) -> list[MonthUse]:
    """Turns added up by month, model and currency; the newest month first."""
    groups: dict[tuple[str, str, str | None], list[TurnUse]] = defaultdict(list)
    for t in turns:
        groups[month_of(t.day), t.model, t.currency].append(t)
    found = [
        MonthUse(
            month=month,
            model=model,
            currency=currency,
            turns=len(some),
            fallbacks=sum(t.fallback for t in some),
            capped=sum(t.capped for t in some),
            calls=sum(t.calls for t in some),
            failed=sum(t.failed for t in some),
            estimated=sum(t.estimated for t in some),
            tokens_in=sum(t.tokens_in for t in some),
            tokens_out=sum(t.tokens_out for t in some),
            cost=sum((t.cost or Decimal(0) for t in some), Decimal(0)) if currency else None,
            call_s=sum(t.call_s for t in some),
            longest_s=max(t.longest_s for t in some),
            turn_s=sum(t.turn_s for t in some),
        )
        for (month, model, currency), some in groups.items()
    ]
    return newest_first(found)


def newest_first(found: Iterable[MonthUse]) -> list[MonthUse]:
    """The order in which months are listed."""
    return sorted(sorted(found, key=lambda m: (m.model, m.currency or "")), key=lambda m: m.month, reverse=True)
