"""Figures of every rep from aggregates that are kept a month at a time beside the facts.

    MonthlyAggregates(folder, engine).figures(live, window, as_of)

Each live fact file has one file of aggregates, made when it is first needed, and its name is the manifest: month and content
hash of the fact file, and the version of the expressions. A month that an import changed has another hash, so
its aggregate is made anew and nothing else is; one made from what is no longer live is never read, and whoever writes
facts sweeps it away with them (`FactFiles.sweep`), so that an erasure reaches it too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copilot.domain import Window
from copilot.errors import FolderUnreadable
from store.aggregates_engines import Engine
from store.aggregates_expressions import (
    DUST,
    HUNDREDTHS,
    activity_figures,
    closed_wins,
    count_figures,
    currencies_known,
    deals_known,
    filed_month,
    kept_activities,
    kept_counts,
    kept_wins,
    known_opportunities,
    totals_by_rep,
    undated_ids,
    win_spread,
    win_sums,
    wins_by_day,
)
from store.aggregates_files import TABLES, Table, aggregate_path, aggregate_paths
from store.folder import DataFolder
from store.parquet import COLUMNS, UNDATED, FactFile, Kind, disk_trouble, write_durably

if TYPE_CHECKING:
    from pathlib import Path

_FILED_BY: dict[Kind, str] = {"activities": "on", "opportunities": "created_on"}
_DAYS: dict[Kind, tuple[str, ...]] = {"activities": ("on",), "opportunities": ("created_on", "closed_on")}
_KEPT: dict[str, Callable[..., nw.LazyFrame[Any]]] = {"activities": kept_activities, "counts": kept_counts, "wins": kept_wins}
_SUMMED = ("wins_without_account", "wins_with_value", "money", "dust", "days", "timed")
_BATCH_ROWS = 400_000
_COUNTED = ("started", "won", "lost", "open", "undated_closings")
_TOTALLED = (*_COUNTED, *_SUMMED)
_COLUMNS = (
    *("started", "won", "lost", "open", "win_rate", "won_value", "wins_with_value", "customers_won", "wins_without_account"),
    *("revenue_per_customer", "revenue_per_win", "days_to_win_median", "days_to_win_mean", "undated_closings"),
)


_TOTALS = pa.schema([("rep_id", pa.string()), *((name, pa.int64()) for name in _TOTALLED), ("month", pa.string()), ("last", pa.date32())])


@dataclass(frozen=True)
class Figures:
    """What the CRM says of every rep over one window, raw (section 2)."""

    table: pd.DataFrame
    """One row a rep that any row names, by rep id: started, won, lost, open, win_rate, won_value, wins_with_value, customers_won, wins_without_account,
    revenue_per_customer, revenue_per_win, days_to_win_median, days_to_win_mean, undated_closings: as of `copilot.tools.engine.engine_table`."""
    activities: pd.DataFrame
    """Columns rep_id, type, n."""


@dataclass(frozen=True)
class History:
    """What was won when, and in what, over all that was known on a day."""

    wins: pd.DataFrame
    """Columns rep_id, closed (datetime64, missing where undated), currency, n, valued (of them with a value other than zero), value (what those add up to)."""
    deals: int
    undated: int
    """Of them without a created date."""
    currencies: tuple[str, ...]
    """Of all of them."""


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
                    if table != "totals":
                        self._make(table, batch)
        if deals := [f for f in missing if f.kind == "opportunities"]:
            self._total(deals)
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
        cut = self._cut(live, start, end, as_of)
        about = _about([f for f in live if f.kind == "activities"], start, min(end, as_of) if end else as_of, window is not None)
        deals = [f for f in live if f.kind == "opportunities"]
        acts = self._rows("activities", about, cut)
        done = self._frame(activity_figures(acts, start, end, as_of)) if acts is not None else pd.DataFrame({"rep_id": [], "type": [], "n": []})
        if not deals:
            return Figures(pd.DataFrame({name: [] for name in _COLUMNS}, index=pd.Index([], name="rep_id")), done)
        gone = self._gone(deals, begun_later)
        # Whole months up to that of `as_of` hold nothing that was created later: most rows need no second look.
        this = as_of.strftime("%Y-%m")
        past = [f for f in deals if f.month <= this and f.path not in cut and not gone]
        rest = [f for f in deals if f not in past]
        # Over all history, what is settled in a whole month adds up from its totals: only distinct customers and medians need its wins.
        totals, settled = self._settled(past, as_of) if window is None else (_no_totals(), [])
        past = [f for f in past if f not in settled]

        def rows(table: Table) -> nw.LazyFrame[Any] | None:
            old, new = self._rows(table, past, cut), self._rows(table, rest, cut)
            parts = [*([old] if old is not None else []), *([known_opportunities(new, as_of, gone)] if new is not None else [])]
            return nw.concat(parts, how="vertical") if parts else None

        counts, wins = rows("counts"), rows("wins")
        here = closed_wins(wins, start, end, as_of) if wins is not None else None
        counted = [totals] if counts is None else [totals, self._frame(count_figures(counts, start, end, as_of))]
        won = [totals] if here is None else [totals, self._frame(win_sums(here))]
        spread = [frame.select("rep_id", "account", "days") for frame in (self._rows("wins", settled, cut), here) if frame is not None]
        wide = self._frame(win_spread(nw.concat(spread, how="vertical")))
        return Figures(_table(_summed(counted, _COUNTED), _summed(won, _SUMMED), wide), done)

    def history(self, live: Sequence[FactFile], as_of: date, begun_later: Collection[str] = ()) -> History:
        """Wins by day, and how many deals there are, as they could be known on the evening of `as_of`.

        Args, Raises: as of `figures`.
        """
        self.refresh(live)
        deals = [f for f in live if f.kind == "opportunities"]
        if not deals:
            none = pd.DataFrame({name: [] for name in ("rep_id", "closed", "currency", "n", "valued", "value")})
            return History(none.astype({"closed": "datetime64[us]"}), 0, 0, ())
        cut, gone = self._cut(live, None, None, as_of), self._gone(deals, begun_later)
        counts, wins = (known_opportunities(rows, as_of, gone) for table in ("counts", "wins") if (rows := self._rows(table, deals, cut)) is not None)
        by_day = self._frame(wins_by_day(closed_wins(wins, None, None, as_of)))
        by_day["closed"] = pd.to_datetime(by_day["closed"])
        by_day["value"] = by_day["money"] / HUNDREDTHS + by_day["dust"] / DUST
        n, undated = self._frame(deals_known(counts)).fillna(0).iloc[0].astype("int64")
        found = self._frame(currencies_known(self._engine.scan([self._folder.path / f.path for f in deals]), as_of, gone))
        return History(by_day.drop(columns=["money", "dust"]), int(n), int(undated), tuple(sorted(str(c) for c in found["currency"])))

    def _settled(self, files: Sequence[FactFile], as_of: date) -> tuple[pd.DataFrame, list[FactFile]]:
        """Totals of the months in which nothing was closed after `as_of`, and which these are."""
        settled = [f for f in files if (days := days_between(self._path(f, "totals"), "last")) is None or days[1] <= as_of]
        if not settled:
            return _no_totals(), []
        return self._frame(totals_by_rep(self._engine.scan([self._path(f, "totals") for f in settled]), _TOTALLED)), settled

    def _cut(self, live: Sequence[FactFile], start: date | None, end: date | None, as_of: date) -> frozenset[str]:
        """Paths of the fact files within which one of these days is a bound, so that the whole month's figures would say too much.

        A month that is still running is a whole one where nothing in it lies after the bound.
        """
        begun, unfinished = cut_months(start, end, as_of)
        found = {f.path for f in live if f.month == begun}
        for file in (f for f in live if f.month in unfinished and f.path not in found):
            days = days_between(self._folder.path / file.path, _FILED_BY[file.kind])
            if days is not None and days[1] > unfinished[file.month]:
                found.add(file.path)
        return frozenset(found)

    def _gone(self, deals: Sequence[FactFile], begun_later: Collection[str]) -> list[str]:
        """Those of the ids that stand in the facts without a created date: few, so that an engine need not be told of the others."""
        if not begun_later:
            return []
        counts = self._engine.scan([self._path(f, "counts") for f in deals])
        return sorted(set(begun_later).intersection(self._frame(undated_ids(counts))["undated_id"]))

    def _rows(self, table: Table, files: Sequence[FactFile], cut: frozenset[str]) -> nw.LazyFrame[Any] | None:
        """What is kept of these months, and of those a bound lies in the same by day; None without any."""
        whole = [self._path(f, table) for f in files if f.path not in cut]
        by_day = [self._folder.path / f.path for f in files if f.path in cut]
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
            self._keep(file, table, kept if months is None else kept.filter(_filed_under(file.month, months)))

    def _total(self, files: Sequence[FactFile]) -> None:
        """What the kept rows of each of these months add up to over all history, with the last day on which one of them was closed."""
        counts = filed_month(self._engine.scan([self._path(f, "counts") for f in files]))
        wins = filed_month(self._engine.scan([self._path(f, "wins") for f in files]))
        counted = self._frame(count_figures(counts, None, None, date.max, by=("filed",)))
        won = self._frame(win_sums(wins, by=("filed",)))
        last = self._frame(counts.group_by("filed").agg(nw.col("closed").max().alias("last")))
        rows = counted.merge(won, how="left", on=["rep_id", "filed"]).merge(last, how="left", on="filed")
        rows = rows[rows["rep_id"].notna()].fillna(dict.fromkeys(_SUMMED, 0))
        rows["month"] = pd.to_datetime(rows["filed"]).dt.strftime("%Y-%m").fillna(UNDATED)
        totals = pa.Table.from_pandas(rows, _TOTALS, preserve_index=False)
        for file in files:
            self._keep(file, "totals", totals.filter(pc.equal(totals["month"], file.month)))

    def _keep(self, file: FactFile, table: Table, rows: pa.Table) -> None:
        sink = pa.BufferOutputStream()
        pq.write_table(rows, sink, compression="zstd")
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


def cut_months(start: date | None, end: date | None, as_of: date) -> tuple[str | None, dict[str, date]]:
    """The month within which a window begins, if it does, and those within which it ends or may be looked at from, with the earliest such day."""
    begun = start.strftime("%Y-%m") if start and start.day != 1 else None
    unfinished: dict[str, date] = {}
    for day in (end, as_of):
        if day and (day + timedelta(days=1)).day != 1:
            month = day.strftime("%Y-%m")
            unfinished[month] = min(day, unfinished.get(month, day))
    return begun, unfinished


def days_between(path: Path, column: str) -> tuple[date, date] | None:
    """The first and the last day in a column, by what a Parquet file says of itself at its end; None where it holds no day, all of time where it does not say.

    Raises:
        FileNotFoundError: it was swept meanwhile.
        FolderUnreadable: it is damaged.
    """
    with readable(path) as file:
        place = file.schema_arrow.get_field_index(column)
        said = [file.metadata.row_group(i).column(place).statistics for i in range(file.metadata.num_row_groups)]
        if any(s is None for s in said):
            return date.min, date.max
        days = [day.date() if isinstance(day, datetime) else day for s in said if s.has_min_max for day in (s.min, s.max)]
        return (min(days), max(days)) if days else None


def span(path: Path, kind: Kind, today: date) -> tuple[date, date] | None:
    """The first and the last day on record in a fact file, none after today; None where it holds no such day. Raises as `days_between`."""
    found: list[date] = []
    for column in _DAYS[kind]:
        ends = days_between(path, column)
        if ends is not None and ends[1] > today:  # what is ahead does not count: only the rows tell the last before it
            with readable(path) as file:
                days = pc.cast(file.read([column]).column(0), pa.date32())
                least, most = pc.min_max(days.filter(pc.less_equal(days, pa.scalar(today)))).as_py().values()
            ends = (least, most) if least is not None else None
        found += ends or ()
    return (min(found), max(found)) if found else None


@contextmanager
def readable(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except pa.ArrowInvalid as e:
        raise FolderUnreadable(f"the file {str(path)!r} is damaged; delete the folder 'aggregates' in the data folder, and if that does not help restore it from a copy") from e


def _about(files: Sequence[FactFile], start: date | None, end: date, dated: bool) -> list[FactFile]:
    """The months of activities that a window touches; without one, undated ones too."""
    low, high = start.strftime("%Y-%m") if start else "", end.strftime("%Y-%m")
    return [f for f in files if (not dated if f.month == UNDATED else low <= f.month <= high)]


def _no_totals() -> pd.DataFrame:
    return pd.DataFrame({"rep_id": [], **{name: [] for name in _TOTALLED}})


def _summed(frames: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """Added up by rep id; a column that a frame lacks, and a rep it does not name, count as nothing there."""
    rows = pd.concat([f.reindex(columns=["rep_id", *columns]) for f in frames if len(f)] or [_no_totals()], ignore_index=True)
    return rows[rows["rep_id"].notna()].groupby("rep_id")[list(columns)].sum().astype("int64")


def _table(counted: pd.DataFrame, won: pd.DataFrame, spread: pd.DataFrame) -> pd.DataFrame:
    """Ratios, in pandas: one row a rep from here on."""
    table = counted.sort_index()
    whole = won.reindex(table.index).fillna(0).astype("int64")
    wins = spread[spread["rep_id"].notna()].set_index("rep_id").reindex(table.index)
    whole["accounts"] = wins["accounts"].fillna(0).astype("int64")
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
