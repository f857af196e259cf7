"""Readings made by hand, for landing without a reader."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from copilot.domain import ACTIVITY_COLUMNS, OPPORTUNITY_COLUMNS, STAGE_COLUMNS, ColumnReading, Role, Viewer
from copilot.policy import CoachingPolicy
from copilot.testing.clock import FixedClock
from store.aggregates import ParquetAggregates
from store.crm.reading import FileRead, PersonRead, QuotaRead, Reading
from store.database import Database, open_database
from store.folder import DataFolder
from store.importer import CrmImporter

OPERATOR = Viewer("operator", "operator", Role.OPERATOR)
TODAY = date(2026, 11, 22)
ALL_COLUMNS = tuple(OPPORTUNITY_COLUMNS)


def frame(rows: Sequence[dict[str, Any]], columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([{c: row.get(c) for c in columns} for row in rows], columns=list(columns)).astype(columns)


def opportunity(id_: str, rep: str = "ann", created: str | None = "2026-03-02", status: str = "open", **other: Any) -> dict[str, Any]:
    closed = other.get("closed_on")
    days = (pd.Timestamp(closed) - pd.Timestamp(created)).days if closed and created else None
    base = {"opportunity_id": id_, "rep_id": rep, "status": status, "stage": "Proposal", "created_on": created, "value": 100.0, "currency": "EUR", "account": f"Account of {id_}"}
    return {**base, "days_to_close": days, "source_file": "deals.csv", "source_row": 2, **other}


def activity(id_: str, rep: str = "ann", on: str | None = "2026-03-05", type_: str = "call", **other: Any) -> dict[str, Any]:
    return {"activity_id": id_, "rep_id": rep, "on": on, "type": type_, "source_file": "deals.csv", "source_row": 2, **other}


def quota(key: str, value: str, start: date = date(2026, 1, 1), end: date = date(2026, 3, 31)) -> QuotaRead:
    return QuotaRead(key, start, end, Decimal(value), "EUR", "deals.csv", 2)


def person(key: str, name: str | None = None, **other: Any) -> PersonRead:
    return PersonRead(key, name or key.title(), file=other.pop("file", "deals.csv"), row=2, **other)


def reading(
    opportunities: Sequence[dict[str, Any]] = (),
    activities: Sequence[dict[str, Any]] = (),
    people: Sequence[PersonRead] | None = None,
    quotas: Sequence[QuotaRead] = (),
    stages: Sequence[dict[str, Any]] = (),
    files: Sequence[str] = ("deals.csv",),
    says: Sequence[str] = ALL_COLUMNS,
    bytes_: str | None = None,
) -> Reading:
    """One reading; its files' hashes follow from the content unless `bytes_` is given.

    Args:
        says: which columns of opportunities the export has.
    """
    if people is None:
        people = [person(key) for key in sorted({row["rep_id"] for row in (*opportunities, *activities)} | {q.person_key for q in quotas})]
    content = bytes_ if bytes_ is not None else repr((opportunities, activities, people, quotas, stages))
    o, a = frame(opportunities, OPPORTUNITY_COLUMNS), frame(activities, ACTIVITY_COLUMNS)
    kinds = ("opportunities", "activities", *(("stages",) if stages else ()))
    return Reading(
        files=tuple(FileRead(name, hashlib.sha256(f"{name}|{content}".encode()).hexdigest(), len(o) + len(a), kinds) for name in files),
        people=tuple(people),
        opportunities=o,
        activities=a,
        stages=frame(stages, STAGE_COLUMNS),
        quotas=tuple(quotas),
        accounts=frozenset(o["account"].dropna()),
        columns=tuple(ColumnReading(name, c, f"opportunity.{c}", "by hand") for name in files for c in says),
        rejected=(),
        warnings=(),
    )


@dataclass
class Landing:
    """A data folder with an importer that lands the readings it is handed."""

    folder: DataFolder
    clock: FixedClock = field(default_factory=lambda: FixedClock.on(TODAY))
    policy: CoachingPolicy = field(default_factory=CoachingPolicy)
    lock_wait_s: float = 1.0
    url: str | None = None
    """The record database; SQLite inside the folder where none is given."""

    def __post_init__(self) -> None:
        self.database: Database = open_database(self.url or f"sqlite:///{self.folder.database}")

    @classmethod
    def at(cls, path: Path, url: str | None = None) -> Landing:
        return cls(DataFolder(path), url=url)

    def importer(self, read: Reading, **other: Any) -> CrmImporter:
        return CrmImporter(self.database, self.folder, self.policy, self.clock, self.lock_wait_s, read=lambda *_: read, **other)

    def land(self, read: Reading, dry_run: bool = False, at_step: Callable[[str], None] = lambda _: None) -> Any:
        return self.importer(read, at_step=at_step).run(OPERATOR, [], dry_run=dry_run)

    def company(self) -> Any:
        return ParquetAggregates(self.database, self.folder).company(OPERATOR, TODAY)

    def state(self) -> str:
        """Everything a reader can see, as text."""
        c = ParquetAggregates(self.database, self.folder).company(OPERATOR, TODAY)
        rows = c.opportunities.sort_values("opportunity_id").to_csv(index=False) + c.activities.sort_values("activity_id").to_csv(index=False)
        return "\n".join((repr(c.reps), repr(c.quotas), rows, c.stages.sort_values(["opportunity_id", "stage"]).to_csv(index=False)))

    def parquet(self) -> dict[str, bytes]:
        return {str(f.relative_to(self.folder.path)): f.read_bytes() for f in sorted(self.folder.facts.rglob("*")) if f.is_file()}
