"""The Accounting port on the record database: a row a turn, added up where it lies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from copilot.accounting import MonthUse, Spent, TurnUse, check_reader, month_of, newest_first
from copilot.domain import Viewer
from store.database import Database
from store.tables import ModelTurnRow

_NANO = 10**9
"""Costs are whole billionths of the currency: exact for any price a million tokens, and a database can add them up."""


class SqlAccounting:
    """What turns used of the model."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, use: TurnUse) -> None:
        with self._database.write() as session:
            session.add(
                ModelTurnRow(
                    at=use.at,
                    day=use.day,
                    month=month_of(use.day),
                    model=use.model,
                    calls=use.calls,
                    failed=use.failed,
                    estimated=use.estimated,
                    tokens_in=use.tokens_in,
                    tokens_out=use.tokens_out,
                    cost_nano=None if use.cost is None else int((use.cost * _NANO).to_integral_value()),
                    currency=use.currency,
                    call_ms=round(use.call_s * 1000),
                    longest_ms=round(use.longest_s * 1000),
                    turn_ms=round(use.turn_s * 1000),
                    fallback=use.fallback,
                    capped=use.capped,
                )
            )

    def spent(self, day: date, currency: str | None) -> Spent:
        row = ModelTurnRow
        if not self._database.exists():
            return Spent(0, Decimal(0))
        with self._database.read() as session:
            tokens = session.scalar(select(func.sum(row.tokens_in + row.tokens_out)).where(row.day == day))
            cost = session.scalar(select(func.sum(row.cost_nano)).where(row.day == day, row.currency == currency))
        return Spent(int(tokens or 0), _money(cost or 0))

    def months(self, viewer: Viewer) -> list[MonthUse]:
        check_reader(viewer)
        if not self._database.exists():
            return []
        row = ModelTurnRow
        sums = [func.sum(c) for c in (row.calls, row.failed, row.estimated, row.tokens_in, row.tokens_out, row.cost_nano, row.call_ms, row.turn_ms)]
        counts = [func.count().filter(row.fallback), func.count().filter(row.capped)]
        query = select(row.month, row.model, row.currency, func.count(), func.max(row.longest_ms), *counts, *sums).group_by(row.month, row.model, row.currency)
        with self._database.read() as session:
            return newest_first(_month(*r) for r in session.execute(query))


def _month(month: str, model: str, currency: str | None, turns: int, longest_ms: int, fallbacks: int, capped: int, *sums: int | Decimal | None) -> MonthUse:
    """One group of the query; PostgreSQL adds up to decimals, SQLite to integers."""
    calls, failed, estimated, tokens_in, tokens_out, cost_nano, call_ms, turn_ms = (int(s or 0) for s in sums)
    return MonthUse(
        month=month,
        model=model,
        currency=currency,
        turns=turns,
        fallbacks=fallbacks,
        capped=capped,
        calls=calls,
        failed=failed,
        estimated=estimated,
        tokens_in=tokens_in,
        tokens_out=tokens_out,
        cost=_money(cost_nano) if currency else None,
        call_s=call_ms / 1000,
        longest_s=longest_ms / 1000,
        turn_s=turn_ms / 1000,
    )


def _money(nano: int | Decimal) -> Decimal:
    return Decimal(int(nano)) / _NANO
