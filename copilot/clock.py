"""The machine's own clock; only commands and request handlers are handed it."""

from __future__ import annotations

from datetime import UTC, date, datetime


class SystemClock:
    """The Clock port."""

    def today(self) -> date:
        return datetime.now().astimezone().date()

    def now(self) -> datetime:
        return datetime.now(UTC)
