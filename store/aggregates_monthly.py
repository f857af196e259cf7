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
    Unit,
    activity_figures,
    currencies_won,
    customers_won,
    cycles_won,
    kept_activities,
    kept_opportunities,
    known_opportunities,
    opportunity_figures,
    undated_ids,
)
from store.aggregates_files import aggregate_path
from store.folder import DataFolder
from store.parquet import UNDATED, FactFile, Kind, disk_trouble, write_durably

if TYPE_CHECKING:
    from pathlib import Path

_KEPT: dict[Kind, Callable[[nw.LazyFrame[Any], Unit], nw.LazyFrame[Any]]] = {"opportunities": kept_opportunities, "activities": kept_activities}
_BATCH_ROWS = 400_000
_COUNTS = ("started", "won", "lost", "open", "wins_with_value", "customers_won", "wins_without_account", "undated_closings")


@dataclass(frozen=True)
class Figures:
    """What the CRM says of every rep over one window, raw (section 2)."""

    table: pd.DataFrame
    """One row a rep that any row names, by rep id: started, won, lost, open, win_rate, won_value, wins_with_value, customers_won, wins_without_account,
    revenue_per_customer, revenue_per_win, days_to_win_median, days_to_win_mean, undated_closings: as of `copilot.tools.engine.engine_table`."""
    activities: pd.DataFrame
    """Columns rep_id, type, n."""
    currencies: pd.DataFrame
    """Columns rep_id, currency: what the valued wins of the window are in."""


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
        missing = [file for file in live if not self._path(file).exists()]
        for kind in _KEPT:
            for batch in _batches([f for f in missing if f.kind == kind]):
                self._make(kind, batch)
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
        acts = self._rows("activities", _about([f for f in live if f.kind == "activities"], start, min(end, as_of) if end else as_of, window is not None), cut)
        deals = self._rows("opportunities", [f for f in live if f.kind == "opportunities"], cut)
        done = self._frame(activity_figures(acts, start, end, as_of)) if acts is not None else pd.DataFrame({"rep_id": [], "type": [], "n": []})
        if deals is None:
            return Figures(_table(None, None, None), done, pd.DataFrame({"rep_id": [], "currency": []}))
        # Of all that histories say, few lack a created date: an engine need not be told of the others.
        gone = set(begun_later).intersection(self._frame(undated_ids(deals))["undated_id"]) if begun_later else ()
        known = known_opportunities(deals, start, end, as_of, sorted(gone))
        table = _table(self._frame(opportunity_figures(known)), self._frame(customers_won(known)), self._frame(cycles_won(known)))
        return Figures(table, done, self._frame(currencies_won(known))[["rep_id", "currency"]])

    def _rows(self, kind: Kind, files: Sequence[FactFile], cut: frozenset[str]) -> nw.LazyFrame[Any] | None:
        """What is kept of these months, and of those a bound lies in the same by day; None without any."""
        whole = [self._path(f) for f in files if f.month not in cut]
        by_day = [self._folder.path / f.path for f in files if f.month in cut]
        parts = [self._engine.scan(whole)] if whole else []
        if by_day:
            parts.append(_KEPT[kind](self._engine.scan(by_day), "1d"))
        return nw.concat(parts, how="vertical") if parts else None

    def _frame(self, lazy: nw.LazyFrame[Any]) -> pd.DataFrame:
        frame: pd.DataFrame = self._engine.collect(lazy).to_pandas()
        return frame

    def _make(self, kind: Kind, files: Sequence[FactFile]) -> None:
        """The aggregates of some months in one go: what is kept of a row says itself which month it is filed under."""
        table = self._engine.collect(_KEPT[kind](self._engine.scan([self._folder.path / f.path for f in files]), "1mo"))
        months = _months(kind, table) if len(files) > 1 else None
        for file in files:
            mine = table if months is None else table.filter(pc.equal(months, file.month))
            sink = pa.BufferOutputStream()
            pq.write_table(mine, sink, compression="zstd")
            target = self._path(file)
            with disk_trouble(self._folder.path):
                target.parent.mkdir(parents=True, exist_ok=True)
                write_durably(target, sink.getvalue().to_pybytes())

    def _path(self, file: FactFile) -> Path:
        return self._folder.path / aggregate_path(file.path)


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


def _months(kind: Kind, kept: pa.Table) -> pa.ChunkedArray:
    """As `store.parquet.months_of` says of the rows."""
    day = kept["day"] if kind == "activities" else pc.coalesce(kept["created"], kept["closed"])
    return pc.fill_null(pc.strftime(day, "%Y-%m"), UNDATED)


def cut_months(start: date | None, end: date | None, as_of: date) -> frozenset[str]:
    """The months within which one of these days is a bound, so that the whole month's figures would say too much."""
    begun = [start] if start and start.day != 1 else []
    unfinished = [day for day in (end, as_of) if day and (day + timedelta(days=1)).day != 1]
    return frozenset(day.strftime("%Y-%m") for day in (*begun, *unfinished))


def _about(files: Sequence[FactFile], start: date | None, end: date, dated: bool) -> list[FactFile]:
    """The months of activities that a window touches; without one, undated ones too."""
    low, high = start.strftime("%Y-%m") if start else "", end.strftime("%Y-%m")
    return [f for f in files if (not dated if f.month == UNDATED else low <= f.month <= high)]


def _table(sums: pd.DataFrame | None, customers: pd.DataFrame | None, cycles: pd.DataFrame | None) -> pd.DataFrame:
    """Ratios, and what does not roll up, in pandas: one row a rep from here on."""
    if sums is None or customers is None or cycles is None:
        sums = pd.DataFrame({name: pd.Series([], dtype="int64") for name in (*_COUNTS, "money", "dust", "timed", "days")}, index=pd.Index([], name="rep_id"))
        return _table(sums.reset_index(), pd.DataFrame({"rep_id": [], "customers": []}), pd.DataFrame({"rep_id": [], "days": [], "n": []}))
    table = sums[sums["rep_id"].notna()].set_index("rep_id").sort_index()
    named = customers.set_index("rep_id")["customers"].reindex(table.index).fillna(0).astype("int64")
    table["customers_won"] = named + table["wins_without_account"]
    table["won_value"] = table["money"] / HUNDREDTHS + table["dust"] / DUST
    table["win_rate"] = _ratio(table["won"], table["won"] + table["lost"])
    table["revenue_per_customer"] = _ratio(table["won_value"], table["customers_won"])
    table["revenue_per_win"] = _ratio(table["won_value"], table["wins_with_value"])
    table["days_to_win_mean"] = _ratio(table["days"], table["timed"])
    table["days_to_win_median"] = medians(cycles).reindex(table.index)
    return table.drop(columns=["money", "dust", "timed", "days"])


def medians(cycles: pd.DataFrame) -> pd.Series[float]:
    """The median of each rep's days, from how many wins took how many.

    Args:
        cycles: columns rep_id, days, n; each pair once.
    """
    ranked = cycles.sort_values(["rep_id", "days"])
    upto = ranked.groupby("rep_id")["n"].cumsum()
    total = ranked.groupby("rep_id")["n"].transform("sum")

    def place(which: pd.Series[int]) -> pd.Series[float]:
        """Days of the win of this place, counted from 1."""
        return ranked[upto >= which].groupby("rep_id")["days"].first()

    return (place((total + 1) // 2) + place(total // 2 + 1)) / 2


def _ratio(top: pd.Series[Any], bottom: pd.Series[Any]) -> pd.Series[float]:
    return top / bottom.astype("float64").where(bottom > 0, np.nan)
