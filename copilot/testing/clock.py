"""A clock that stands still until it is told to move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass
class FixedClock:
    """The Clock port with a time of one's own."""

    moment: datetime

    @classmethod
    def on(cls, day: date) -> FixedClock:
        """Nine in the morning (UTC) of that day."""
        return cls(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))

    def today(self) -> date:
        return self.moment.date()

    def now(self) -> datetime:
        return self.moment

    def move(self, by: timedelta) -> None:
        self.moment += by
