"""The book of what the model was used for, in memory."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from copilot.accounting import MonthUse, Spent, TurnUse, by_month, check_reader
from copilot.domain import Viewer


class InMemoryAccounting:
    """The Accounting port."""

    def __init__(self) -> None:
        self.turns: list[TurnUse] = []
        """Oldest first."""

    def record(self, use: TurnUse) -> None:
        self.turns.append(use)

    def spent(self, day: date, currency: str | None) -> Spent:
        then = [t for t in self.turns if t.day == day]
        return Spent(sum(t.tokens_in + t.tokens_out for t in then), sum((t.cost for t in then if t.cost is not None and t.currency == currency), Decimal(0)))

    def months(self, viewer: Viewer) -> list[MonthUse]:
        check_reader(viewer)
        return by_month(self.turns)
