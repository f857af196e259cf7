"""Figures of every rep from aggregates that are kept a month at a time beside the facts.

    MonthlyAggregates(folder, engine).figures(live, window, as_of)

Each live fact file has one file of aggregates, made when it is first needed, and its name is the manifest: month and content
hash of the fact file, and the version of the expressions. A month that an import changed has another hash, so
its aggregate is made anew and nothing else is; one made from what is no longer live is never read, and whoever writes
facts sweeps it away with them (`FactFiles.sweep`), so that an erasure reaches it too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copilot.domain import Window
from store.aggregates_engines import Engine
from store.aggregates_expressions import (
    DUST,
    HUNDREDTHS,
    activity_figures,
    count_figures,
    kept_activities,
    kept_counts,
    kept_wins,
    known_opportunities,
    undated_ids,
    win_figures,
)
from store.aggregates_files import TABLES, Table, aggregate_path, aggregate_paths
from store.folder import DataFolder
from store.parquet import COLUMNS, UNDATED, FactFile, disk_trouble, write_durably

if TYPE_CHECKING:
    from pathlib import Path

_KEPT: dict[Table, Callable[..., nw.LazyFrame[Any]]] = {"activities": kept_activities, "counts": kept_counts, "wins": kept_wins}
_BATCH_ROWS = 400_000
_COLUMNS = (
    *("started", "won", "lost", "open", "win_rate", "won_value", "wins_with_value", "customers_won", "wins_without_account"),
    *("revenue_per_customer", "revenue_per_win", "days_to_win_median", "days_to_win_mean", "undated_closings"),
)


@dataclass(frozen=True)
class Figures:
    """What the CRM says of every rep over one window, raw (section 2)."""

    table: pd.DataFrame
    """One row a rep that any row names, by rep id: started, won, lost, open, win_rate, won_value, wins_with_value, customers_won, wins_without_account,
    revenue_per_customer, revenue_per_win, days_to_win_median, days_to_win_mean, undated_closings: as of `copilot.tools.engine.engine_table`."""
    activities: pd.DataFrame
    """Columns rep_id, type, n."""


class MonthlyAggregates:
    """The aggregates of one data folder. Two processes may make the same one at the same time: they write the same file."""

    def __init__(self, folder: DataFolder, engine: Engine) -> None:
        self._folder, self._engine = folder, engine

    def refresh(self, live: Iterable[FactFile]) -> list[FactFile]:
        """Make what is missing, and say of which fact files.

        Raises:
            FileNotFoundError: a fact file was swept since its name was read; read the manifest again.
            DiskFull, FolderUnreadable.
        """
        missing = [file for file in live if not all((self._folder.path / path).exists() for path in aggregate_paths(file.path))]
        for kind in COLUMNS:
            for batch in _batches([f for f in missing if f.kind == kind]):
                for table in TABLES[kind]:
                    self._make(table, batch)
        return missing

    def figures(self, live: Sequence[FactFile], window: Window | None, as_of: date, begun_later: Collection[str] = ()) -> Figures:
        """All reps' figures over a window, as they could be known on the evening of `as_of`; what is not there yet is made.

        Args:
            live: the manifest.
            window: None for all history, undated closings too.
            as_of: what was created later is gone, what was closed later is open (section 1).
            begun_later: ids of opportunities without a created date whose stage history begins after `as_of`.

        Raises:
            FileNotFoundError: a file was swept meanwhile; read the manifest again.
        """
        self.refresh(live)
        start, end = (window.start, window.end) if window else (None, None)
        cut = cut_months(start, end, as_of)
        about = _about([f for f in live if f.kind == "activities"], start, min(end, as_of) if end else as_of, window is not None)
        deals = [f for f in live if f.kind == "opportunities"]
        acts = self._rows("activities", about, cut)
        done = self._frame(activity_figures(acts, start, end, as_of)) if acts is not None else pd.DataFrame({"rep_id": [], "type": [], "n": []})
        if not deals:
            return Figures(pd.DataFrame({name: [] for name in _COLUMNS}, index=pd.Index([], name="rep_id")), done)
        gone = self._gone(deals, begun_later)
        # Whole months before that of `as_of` hold nothing that was created later: most rows need no second look.
        this = as_of.strftime("%Y-%m")
        past = [f for f in deals if f.month < this and f.month not in cut and not gone]
        rest = [f for f in deals if f not in past]

        def rows(table: Table) -> nw.LazyFrame[Any]:
            old, new = self._rows(table, past, cut), self._rows(table, rest, cut)
            parts = [*([old] if old is not None else []), *([known_opportunities(new, as_of, gone)] if new is not None else [])]
            return nw.concat(parts, how="vertical")

        counted = self._frame(count_figures(rows("counts"), start, end, as_of))
        won = self._frame(win_figures(rows("wins"), start, end, as_of))
        return Figures(_table(counted, won), done)

    def _gone(self, deals: Sequence[FactFile], begun_later: Collection[str]) -> list[str]:
        """Those of the ids that stand in the facts without a created date: few, so that an engine need not be told of the others."""
        if not begun_later:
            return []
        counts = self._engine.scan([self._path(f, "counts") for f in deals])
        return sorted(set(begun_later).intersection(self._frame(undated_ids(counts))["undated_id"]))

    def _rows(self, table: Table, files: Sequence[FactFile], cut: frozenset[str]) -> nw.LazyFrame[Any] | None:
        """What is kept of these months, and of those a bound lies in the same by day; None without any."""
        whole = [self._path(f, table) for f in files if f.month not in cut]
        by_day = [self._folder.path / f.path for f in files if f.month in cut]
        parts = [self._engine.scan(whole)] if whole else []
        if by_day:
            parts.append(_KEPT[table](self._engine.scan(by_day), "1d"))
        return nw.concat(parts, how="vertical") if parts else None

    def _frame(self, lazy: nw.LazyFrame[Any]) -> pd.DataFrame:
        frame: pd.DataFrame = self._engine.collect(lazy).to_pandas()
        return frame

    def _make(self, table: Table, files: Sequence[FactFile]) -> None:
        """What is kept of some months, in one go: a kept row says itself which month it is filed under."""
        rows = self._engine.scan([self._folder.path / f.path for f in files])
        alone = files[0].month if len(files) == 1 else None
        if table == "activities" and alone not in (None, UNDATED):
            kept = self._engine.collect(kept_activities(rows, "1mo", date.fromisoformat(f"{alone}-01")))
        else:
            kept = self._engine.collect(_KEPT[table](rows, "1mo"))
        months = _months(table, kept) if alone is None else None
        for file in files:
            mine = kept if months is None else kept.filter(_filed_under(file.month, months))
            sink = pa.BufferOutputStream()
            pq.write_table(mine, sink, compression="zstd")
            target = self._path(file, table)
            with disk_trouble(self._folder.path):
                target.parent.mkdir(parents=True, exist_ok=True)
                write_durably(target, sink.getvalue().to_pybytes())

    def _path(self, file: FactFile, table: Table) -> Path:
        return self._folder.path / aggregate_path(file.path, table)


def _batches(files: Sequence[FactFile]) -> Iterator[list[FactFile]]:
    """Months of few rows together, since each query has its price; those of many alone, since groups of one month fit the processor's cache."""
    batch: list[FactFile] = []
    for file in files:
        if batch and sum(f.rows for f in batch) + file.rows > _BATCH_ROWS:
            yield batch
            batch = []
        batch.append(file)
    if batch:
        yield batch


def _months(table: Table, kept: pa.Table) -> pa.ChunkedArray:
    """By row, the number of the month it is filed under, as `store.parquet.months_of` says; missing where undated."""
    day = kept["day"] if table == "activities" else pc.coalesce(kept["created"], kept["closed"])
    return pc.add(pc.multiply(pc.year(day), 12), pc.month(day))


def _filed_under(month: str, months: pa.ChunkedArray) -> pa.ChunkedArray:
    if month == UNDATED:
        return pc.is_null(months)
    year, number = month.split("-")
    return pc.equal(months, int(year) * 12 + int(number))


def cut_months(start: date | None, end: date | None, as_of: date) -> frozenset[str]:
    """The months within which one of these days is a bound, so that the whole month's figures would say too much."""
    begun = [start] if start and start.day != 1 else []
    unfinished = [day for day in (end, as_of) if day and (day + timedelta(days=1)).day != 1]
    return frozenset(day.strftime("%Y-%m") for day in (*begun, *unfinished))


def _about(files: Sequence[FactFile], start: date | None, end: date, dated: bool) -> list[FactFile]:
    """The months of activities that a window touches; without one, undated ones too."""
    low, high = start.strftime("%Y-%m") if start else "", end.strftime("%Y-%m")
    return [f for f in files if (not dated if f.month == UNDATED else low <= f.month <= high)]


def _table(counted: pd.DataFrame, won: pd.DataFrame) -> pd.DataFrame:
    """Ratios, in pandas: one row a rep from here on."""
    table = counted[counted["rep_id"].notna()].set_index("rep_id").sort_index()
    wins = won[won["rep_id"].notna()].set_index("rep_id").reindex(table.index)
    whole = wins.drop(columns="median").fillna(0).astype("int64")
    # Narwhals counts a missing account as one more.
    named = whole["accounts"] - (whole["wins_without_account"] > 0)
    table["wins_with_value"], table["wins_without_account"] = whole["wins_with_value"], whole["wins_without_account"]
    table["customers_won"] = named + whole["wins_without_account"]
    table["won_value"] = whole["money"] / HUNDREDTHS + whole["dust"] / DUST
    table["win_rate"] = _ratio(table["won"], table["won"] + table["lost"])
    table["revenue_per_customer"] = _ratio(table["won_value"], table["customers_won"])
    table["revenue_per_win"] = _ratio(table["won_value"], table["wins_with_value"])
    table["days_to_win_median"] = wins["median"].astype("float64")
    table["days_to_win_mean"] = _ratio(whole["days"], whole["timed"])
    return table[list(_COLUMNS)]


def _ratio(top: pd.Series[Any], bottom: pd.Series[Any]) -> pd.Series[float]:
    return top / bottom.astype("float64").where(bottom > 0, np.nan)
