"""Monthly aggregates: made once, anew where a month changed, and the same whatever the order things came in."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from copilot.domain import STAGE_COLUMNS, Quota, Rep, Window
from copilot.errors import FolderUnreadable, SettingsError
from copilot.ports import Company, Totals
from store.aggregates import ParquetAggregates
from store.aggregates_engines import DuckDbEngine
from store.aggregates_files import aggregate_paths
from store.aggregates_monthly import Figures, MonthlyAggregates, cut_months
from store.export import RepRecord
from store.folder import DataFolder
from store.manifest import live_files
from store.parquet import COLUMNS, ID_COLUMNS, FactFile, FactFiles, Kind, months_of
from tests.unit.store.aggregated import aggregate_files, differences, report_differences, whole_text, windows_at
from tests.unit.store.readings import OPERATOR, TODAY, Landing, activity, frame, opportunity, reading

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 130).map(lambda n: (FIRST + timedelta(days=n)).isoformat())
MAYBE_DAYS = st.one_of(st.none(), DAYS)
REPS = st.sampled_from(["ann", "bob", "cal"])


@st.composite
def deals(draw: st.DrawFn) -> dict[str, Any]:
    """One version of one of eight opportunities: open, won or lost, often without a date, a value or an account."""
    status = draw(st.sampled_from(["open", "won", "won", "lost"]))
    closed = None if status == "open" else draw(MAYBE_DAYS)
    created = draw(MAYBE_DAYS)
    row = opportunity(f"o{draw(st.integers(1, 8))}", draw(REPS), created, status, stage=status.title(), account=draw(st.sampled_from(["x", "y", "", None])))
    row |= {"value": draw(st.sampled_from([None, 0.0, 0.1, 0.2, 1 / 3, 1234.56, 1e9, -3.7])), "closed_on": closed}
    days = (pd.Timestamp(closed) - pd.Timestamp(created)).days if closed and created else None
    return row | {"days_to_close": days if days is not None and days >= 0 else None, "currency": draw(st.sampled_from(["EUR", "EUR", None, None, "USD"]))}


@st.composite
def done(draw: st.DrawFn) -> dict[str, Any]:
    return activity(f"a{draw(st.integers(1, 12))}", draw(REPS), draw(MAYBE_DAYS), draw(st.sampled_from(["call", "demo", "call"])))


QUOTAS = (
    Quota("ann", FIRST, date(2026, 3, 31), Decimal(100), ""),
    Quota("ann", date(2026, 4, 1), date(2026, 4, 30), Decimal(70), "EUR"),
    Quota("bob", date(2026, 2, 10), date(2026, 5, 9), Decimal(50), ""),
)
NO_ROWS: dict[str, Any] = {"opportunities": frame([], COLUMNS["opportunities"]), "activities": frame([], COLUMNS["activities"])}
IMPORTS = st.lists(st.tuples(st.lists(deals(), max_size=5), st.lists(done(), max_size=6)), min_size=1, max_size=4)
WINDOWS = st.sampled_from(windows_at(date(2026, 5, 12), FIRST))
WHOLE = bool(os.environ.get("NEXTPLAY_HEAVY"))
PHASES = (Phase.explicit, Phase.generate)
"""Without shrinking: an example takes a second, and what differs is said by the assertion."""


class Months:
    """Fact files and their manifest without a database: rows are landed by id, and only months that change are written anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = DataFolder(folder)
        self.files = FactFiles(self.folder)
        self.rows: dict[Kind, pd.DataFrame] = {kind: frame([], columns) for kind, columns in COLUMNS.items()}
        self.live: dict[tuple[str, str], FactFile] = {}
        self.engine = DuckDbEngine()

    def land(self, kind: Kind, rows: Sequence[dict[str, Any]]) -> None:
        read = frame(rows, COLUMNS[kind]).drop_duplicates(ID_COLUMNS[kind], keep="last")
        before = self.rows[kind]
        after = pd.concat([before[~before[ID_COLUMNS[kind]].isin(read[ID_COLUMNS[kind]])], read], ignore_index=True).astype(COLUMNS[kind])
        was, now = months_of(kind, before), months_of(kind, after)
        for month in sorted(set(was) | set(now)):
            mine = after[now == month]
            if mine.equals(before[was == month]):
                continue
            if mine.empty:
                del self.live[kind, month]
            else:
                self.live[kind, month] = self.files.write(kind, month, mine.reset_index(drop=True))
        self.rows[kind] = after
        self.files.sweep(f.path for f in self.live.values())

    def figures(self, window: Window | None, day: date) -> Figures:
        return MonthlyAggregates(self.folder, self.engine).figures(list(self.live.values()), window, day)

    def totals(self, window: Window | None, day: date) -> Totals:
        kept, live = MonthlyAggregates(self.folder, self.engine), list(self.live.values())
        figures, history = kept.figures(live, window, day), kept.history(live, day)
        return Totals(figures.table, figures.activities, history.wins, history.deals, history.undated, history.currencies)

    def company(self) -> Company:
        deals, acts = self.rows["opportunities"], self.rows["activities"]
        days = pd.concat([deals["created_on"], deals["closed_on"], acts["on"]]).dropna()
        newest, oldest = (days.max().date(), days.min().date()) if len(days) else (None, None)
        return Company(tuple(Rep(i, i.title(), region=None if i == "cal" else "north") for i in ("ann", "bob", "cal")), deals, acts, frame([], STAGE_COLUMNS), QUOTAS, newest, oldest)


@settings(max_examples=150 if WHOLE else 5, derandomize=not WHOLE, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(imports=IMPORTS, asked=st.lists(st.booleans(), min_size=4, max_size=4), which=st.tuples(WINDOWS, WINDOWS))
def test_aggregates_refreshed_after_any_imports_are_those_made_anew_and_say_what_the_engine_says(imports: list[Any], asked: list[bool], which: Sequence[tuple[Window | None, date]]) -> None:
    with TemporaryDirectory() as here:
        months = Months(Path(here))
        for (opportunities, activities), ask in zip(imports, asked, strict=False):
            months.land("opportunities", opportunities)
            months.land("activities", activities)
            if ask:  # so that some months are kept from before a later import, and some are not
                months.figures(None, TODAY)
        company = months.company()
        for window, day in which:
            if company.oldest is not None and day < company.oldest:
                continue
            figures = months.figures(window, day)
            assert differences(figures, company, window, day) == []
            assert report_differences(months.totals(window, day), replace(company, **NO_ROWS), company, window, day) == []
            for file in aggregate_files(months.folder.path):
                (months.folder.path / file).unlink()
            assert whole_text(months.figures(window, day)) == whole_text(figures)


@settings(max_examples=100 if WHOLE else 4, derandomize=not WHOLE, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(imports=IMPORTS, which=WINDOWS, data=st.data())
def test_the_order_of_rows_changes_no_figure(imports: list[Any], which: tuple[Window | None, date], data: st.DataObject) -> None:
    with TemporaryDirectory() as here:
        one, other = Months(Path(here) / "one"), Months(Path(here) / "other")
        for place, kind in enumerate(COLUMNS):
            last = list({row[ID_COLUMNS[kind]]: row for both in imports for row in both[place]}.values())
            one.land(kind, last)
            for row in data.draw(st.permutations(last)):
                other.land(kind, [row])
        assert whole_text(other.figures(*which)) == whole_text(one.figures(*which))


@pytest.mark.parametrize("bound", [date(2026, 3, 17), date(2026, 3, 31), date(2026, 4, 1)])
def test_the_days_at_both_bounds_count_and_those_beyond_do_not(bound: date, tmp_path: Path) -> None:
    """Every second of fifteen (day, window) pairs, so that each window is asked about on one day or two; all in `make test-all`."""
    months = Months(tmp_path)
    near = [(bound + timedelta(days=n)).isoformat() for n in (-20, -1, 0, 1, 20)]
    rows = [
        opportunity(f"{status} {c} {e}", "ann", created, status, closed_on=closed, value=1.5, days_to_close=3.0)
        for c, created in enumerate([None, *near])
        for e, closed in enumerate([None, *near])
        for status in (("won", "lost") if closed else ("won", "lost", "open"))
    ]
    months.land("opportunities", rows)
    months.land("activities", [activity(f"a{i}", "ann", day) for i, day in enumerate([None, *near])])
    company = months.company()
    days = (bound - timedelta(days=1), bound, bound + timedelta(days=1))
    windows = (None, Window(bound, bound), Window(bound, bound + timedelta(days=1)), Window(None, bound), Window(bound - timedelta(days=1), bound))
    for day, window in list(product(days, windows))[:: 1 if WHOLE else 2]:
        assert differences(months.figures(window, day), company, window, day) == []


def aggregates(house: Landing) -> ParquetAggregates:
    return ParquetAggregates(house.database, house.folder)


def everything(house: Landing) -> list[str]:
    """All figures of several windows and days, to the last bit."""
    return [whole_text(aggregates(house).figures(window, day)) for window, day in windows_at(date(2026, 5, 12), FIRST)[:5]]


def test_a_second_import_of_the_same_rows_in_another_order_changes_no_figure(house: Landing) -> None:
    before = everything(house)
    files = aggregate_files(house.folder.path)
    opportunities, activities = made_rows()
    house.land(reading(opportunities[::-1], activities[::-1], files=("again.csv",)))
    assert everything(house) == before
    assert aggregate_files(house.folder.path) == files


def made_rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Six months, one win and five calls each."""
    calls = [activity(f"a{m}{i}", "bob" if i % 2 else "ann", f"2026-0{m}-1{i}") for m in range(1, 7) for i in range(5)]
    return [opportunity(f"o{m}", "bob" if m % 2 else "ann", f"2026-0{m}-02", "won", closed_on=f"2026-0{m}-20", value=100.0 * m) for m in range(1, 7)], calls


@pytest.fixture
def house(tmp_path: Path) -> Landing:
    made = Landing.at(tmp_path / "data")
    made.land(reading(*made_rows()))
    return made


def test_only_months_whose_files_changed_are_made_anew(house: Landing) -> None:
    aggregates(house).figures(None, TODAY)
    before = aggregate_files(house.folder.path)
    assert len(before) == 6 * (1 + 3), "a file of activities and three of opportunities a month"
    late = [activity("late", "ann", "2026-02-11")]
    edited = [opportunity("o5", "bob", "2026-05-02", "won", closed_on="2026-05-21", value=999.0)]
    house.land(reading(edited, late))
    gone = set(before) - set(aggregate_files(house.folder.path))
    assert {Path(f).name[:7] for f in gone} == {"2026-02", "2026-05"}, "what was replaced is swept with its facts"
    figures = aggregates(house).figures(None, TODAY)
    after = aggregate_files(house.folder.path)
    assert len(after) == len(before)
    assert {f: made for f, made in after.items() if f in before} == {f: made for f, made in before.items() if f not in gone}
    assert figures.table["won_value"].sum() == 100 + 200 + 300 + 400 + 999 + 600
    assert int(figures.activities["n"].sum()) == 31


def test_a_window_that_cuts_a_month_counts_its_days_and_keeps_nothing_of_it_apart(house: Landing) -> None:
    counted = aggregates(house).figures(Window(date(2026, 2, 12), date(2026, 4, 13)), date(2026, 6, 30))
    assert int(counted.activities["n"].sum()) == 3 + 5 + 4
    assert counted.table[["started", "won"]].sum().tolist() == [2, 2]


def test_an_erased_rep_is_in_no_aggregate_any_more(house: Landing) -> None:
    aggregates(house).figures(None, TODAY)
    bob = next(r.id for r in house.company().reps if r.name == "Bob")
    RepRecord(house.database, house.folder, house.clock, 1.0).erase(OPERATOR, bob, lambda *_: None)
    for file in aggregate_files(house.folder.path):
        assert bob not in pd.read_parquet(house.folder.path / file)["rep_id"].tolist(), file
    assert bob not in aggregates(house).figures(None, TODAY).table.index


def test_an_aggregate_written_while_its_facts_were_swept_does_not_stay(house: Landing) -> None:
    kept = aggregates(house)
    kept.figures(None, TODAY)
    assert kept._monthly is not None
    made = kept._monthly.figures

    def swept_meanwhile(*args: Any) -> Any:
        found = made(*args)
        live = sorted(aggregate_files(house.folder.path))
        house.land(reading([], [activity("late", "ann", "2026-02-11")]))
        for file in live:  # what a slower reader would only now have written
            (house.folder.path / file).touch()
        return found

    kept._monthly.figures = swept_meanwhile  # type: ignore[method-assign, assignment]
    kept.figures(None, TODAY)
    with house.database.read() as session:
        assert set(aggregate_files(house.folder.path)) <= {path for f in live_files(session) for path in aggregate_paths(f.path)}


def test_the_time_zone_of_the_machine_changes_no_figure(house: Landing) -> None:
    before, was = everything(house), os.environ.get("TZ")
    for file in aggregate_files(house.folder.path):
        (house.folder.path / file).unlink()
    try:
        os.environ["TZ"] = "Pacific/Kiritimati"
        time.tzset()
        assert everything(house) == before
    finally:
        os.environ.pop("TZ")
        if was is not None:
            os.environ["TZ"] = was
        time.tzset()


def test_money_is_summed_exactly_in_any_order(tmp_path: Path) -> None:
    house = Landing.at(tmp_path / "data")
    values = [0.1] * 10 + [1e9, 1 / 3, 1 / 3, 1 / 3, -1e9]
    house.land(reading([opportunity(f"o{i}", created="2026-03-01", status="won", closed_on="2026-03-09", value=v) for i, v in enumerate(values)]))
    assert aggregates(house).figures(None, TODAY).table["won_value"].tolist() == [2.0]


def test_whole_months_are_not_cut() -> None:
    assert cut_months(date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 31)) == (None, {})
    assert cut_months(date(2026, 2, 2), date(2026, 4, 29), date(2026, 5, 1)) == ("2026-02", {"2026-04": date(2026, 4, 29), "2026-05": date(2026, 5, 1)})
    assert cut_months(None, date(2024, 2, 3), date(2024, 2, 28)) == (None, {"2024-02": date(2024, 2, 3)})


class Watched(DuckDbEngine):
    """Which rows were read, beside what was kept of them."""

    def __init__(self) -> None:
        super().__init__()
        self.months: list[str] = []

    def scan(self, paths: Sequence[Path]) -> Any:
        self.months += [f"{p.parent.name} {p.name[:7]}" for p in paths if p.parent.parent.name == "facts"]
        return super().scan(paths)


@pytest.mark.parametrize(
    ("day", "read"),
    [
        (date(2026, 5, 20), set()),  # the last record is of that day
        (date(2026, 5, 25), set()),
        (date(2026, 5, 19), {"activities 2026-05"}),
        (date(2026, 5, 11), {"activities 2026-05", "opportunities 2026-05"}),
    ],
)
def test_rows_of_a_running_month_are_read_only_where_some_are_of_later_days(day: date, read: set[str], tmp_path: Path) -> None:
    months = Months(tmp_path)
    months.engine = Watched()
    deals_of = [opportunity(f"o{i}", "ann", on, "won", closed_on="2026-06-02", value=1.5) for i, on in enumerate(["2026-04-03", "2026-05-03", "2026-05-12"])]
    months.land("opportunities", [*deals_of, opportunity("undated", "ann", None, "lost", closed_on="2026-05-13")])
    months.land("activities", [activity(f"a{i}", "ann", on) for i, on in enumerate(["2026-05-02", "2026-05-20", None])])
    months.figures(None, TODAY)
    company = months.company()
    for window in (None, Window(date(2026, 4, 1), day), Window(None, day)):
        months.engine.months.clear()
        assert differences(months.figures(window, day), company, window, day) == []
        assert set(months.engine.months) == read


def test_nothing_imported_gives_no_rows(tmp_path: Path) -> None:
    house = Landing.at(tmp_path / "data")
    house.land(reading([], [activity("a1", "ann", "2026-03-05")]))
    figures = aggregates(house).figures(None, TODAY)
    assert figures.table.empty
    assert figures.activities[["type", "n"]].to_numpy().tolist() == [["call", 1]]


def test_a_damaged_fact_file_is_said_in_our_words(house: Landing) -> None:
    victim = next((house.folder.facts / "activities").iterdir())
    victim.write_bytes(b"PAR1 this is no Parquet PAR1")
    with pytest.raises(FolderUnreadable, match="damaged"):
        aggregates(house).figures(None, TODAY)


def test_a_missing_fact_file_is_said_with_its_name(house: Landing) -> None:
    victim = next((house.folder.facts / "activities").iterdir())
    victim.unlink()
    with pytest.raises(FolderUnreadable, match=victim.name):
        aggregates(house).figures(None, TODAY)


def test_spark_that_is_not_installed_is_said_with_the_way_out(house: Landing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(SettingsError, match=r"requirements/spark\.txt"):
        ParquetAggregates(house.database, DataFolder(house.folder.path), engine="spark").figures(None, TODAY)
