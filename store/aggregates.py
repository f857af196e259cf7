"""The Aggregates port: everything the CRM said, read from the live Parquet files and kept until they change."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copilot.domain import STAGE_COLUMNS, Quota, Viewer, Window
from copilot.errors import FolderUnreadable
from copilot.ports import Company, Totals
from store.access import people_on
from store.aggregates_files import sweep_aggregates
from store.database import Database
from store.folder import DataFolder
from store.manifest import generation, live_files
from store.parquet import COLUMNS, FactFiles, Kind
from store.tables import QuotaRow, StageRow

if TYPE_CHECKING:
    import pandas as pd

    from store.aggregates_engines import EngineName
    from store.aggregates_monthly import Figures, MonthlyAggregates
    from store.parquet import FactFile

_T = TypeVar("_T")
_TRIES = 3
LARGE = 1_000_000
"""From so many rows on, what can be told from totals is: up to here reading them takes a second or two, and they fit into memory many times over."""


class ParquetAggregates:
    """The Aggregates port. Readers take no lock: a file that an import swept meanwhile sends them back to the manifest."""

    def __init__(self, database: Database, folder: DataFolder, files: FactFiles | None = None, engine: EngineName = "duckdb", large: int = LARGE) -> None:
        self._large = large
        self._database, self._folder, self._files, self.engine = database, folder, files or FactFiles(folder), engine
        self._monthly: MonthlyAggregates | None = None
        self._cached: tuple[tuple[int, date], Company] | None = None
        self._loading = threading.Lock()

    def version(self) -> str:
        with self._database.read() as session:
            return str(generation(session))

    def company(self, viewer: Viewer, today: date) -> Company:
        """Frames with exactly the columns and dtypes of the domain; whoever gets them leaves them as they are.

        Raises:
            FolderUnreadable: a file is missing or damaged.
        """
        with self._loading:
            return self._tried(lambda: self._load(today))

    def large(self) -> bool:
        """By rows on record; and always where Spark is asked for."""
        with self._database.read() as session:
            return self.engine == "spark" or sum(f.rows for f in live_files(session)) >= self._large

    def outline(self, viewer: Viewer, today: date) -> Company:
        """Raises as `company`."""
        with self._loading:
            return self._tried(lambda: self._outlined(today))

    def totals(self, viewer: Viewer, window: Window | None, as_of: date) -> Totals:
        """Raises as `figures`."""
        with self._loading:
            return self._tried(lambda: self._totalled(window, as_of))

    def figures(self, window: Window | None, as_of: date) -> Figures:
        """Every rep's figures over a window from the monthly aggregates, without reading the rows of whole months.

        Raises:
            FolderUnreadable: a file is missing or damaged, or the folder cannot be written.
            DiskFull: there is no room for the aggregates.
            SettingsError: Spark is asked for and is not there.
        """
        with self._loading:
            return self._tried(lambda: self._summed(window, as_of))

    def _summed(self, window: Window | None, as_of: date) -> Figures:
        return self._from_kept(as_of, lambda kept, files, later: kept.figures(files, window, as_of, later))

    def _totalled(self, window: Window | None, as_of: date) -> Totals:
        figures, history = self._from_kept(as_of, lambda kept, files, later: (kept.figures(files, window, as_of, later), kept.history(files, as_of, later)))
        return Totals(figures.table, figures.activities, history.wins, history.deals, history.undated, history.currencies)

    def _from_kept(self, as_of: date, ask: Callable[[MonthlyAggregates, Sequence[FactFile], Sequence[str]], _T]) -> _T:
        from store.aggregates_engines import open_engine
        from store.aggregates_monthly import MonthlyAggregates

        if self._monthly is None:
            self._monthly = MonthlyAggregates(self._folder, open_engine(self.engine))
        with self._database.read() as session:
            files, begun, later = live_files(session), generation(session), _begun_later(session, as_of)
        found = ask(self._monthly, files, later)
        with self._database.read() as session:
            if generation(session) != begun:  # an import or an erasure swept meanwhile, perhaps before the last aggregate was written
                sweep_aggregates(self._folder, [f.path for f in live_files(session)])
        return found

    def _tried(self, load: Callable[[], _T]) -> _T:
        for _ in range(_TRIES):
            try:
                return load()
            except FileNotFoundError as e:
                missing = e
        raise FolderUnreadable(f"a file that the manifest names is missing ({missing.filename or missing}); restore the data folder from a copy, or import the exports into a new one")

    def _load(self, today: date) -> Company:
        with self._database.read() as session:
            key = (generation(session), today)
            if self._cached is not None and self._cached[0] == key:
                return self._cached[1]
            files = live_files(session)
            reps, quotas = tuple(people_on(session, today)), _quotas(session)
            stages = _stages(session)
        frames: dict[Kind, pd.DataFrame] = {kind: self._files.load(kind, [f.path for f in files if f.kind == kind]) for kind in COLUMNS}
        oldest, newest = _span(frames, today)
        company = Company(reps, frames["opportunities"], frames["activities"], stages, quotas, newest, oldest)
        self._cached = (key, company)
        return company

    def _outlined(self, today: date) -> Company:
        from store.aggregates_monthly import span

        with self._database.read() as session:
            files, reps, quotas = live_files(session), tuple(people_on(session, today)), _quotas(session)
        frames = {kind: self._files.load(kind, []) for kind in COLUMNS}
        days = [day for f in files for day in span(self._folder.path / f.path, f.kind, today) or ()]
        stages = _frame_of([], STAGE_COLUMNS)
        return Company(reps, frames["opportunities"], frames["activities"], stages, quotas, max(days, default=None), min(days, default=None))


def _quotas(session: Session) -> tuple[Quota, ...]:
    return tuple(Quota(q.person_id, q.start, q.end, q.value, q.currency) for q in session.scalars(select(QuotaRow).order_by(QuotaRow.person_id, QuotaRow.start, QuotaRow.end)))


def _stages(session: Session) -> pd.DataFrame:
    rows = session.execute(select(StageRow.opportunity_id, StageRow.stage, StageRow.status, StageRow.entered_on).order_by(StageRow.entered_on, StageRow.id))
    return _frame_of([tuple(r) for r in rows], STAGE_COLUMNS)


def _frame_of(rows: Sequence[tuple[object, ...]], columns: dict[str, str]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _begun_later(session: Session, as_of: date) -> list[str]:
    """Ids of opportunities whose stage history begins after a day: without a created date they were not there yet (section 1)."""
    rows = session.execute(select(StageRow.opportunity_id).group_by(StageRow.opportunity_id).having(func.min(StageRow.entered_on) > as_of))
    return sorted(rows.scalars())


def _span(frames: dict[Kind, pd.DataFrame], today: date) -> tuple[date | None, date | None]:
    """Days of the oldest and the newest record; what lies after today, and what is only expected, does not count."""
    import pandas as pd

    days = pd.concat([frames["opportunities"]["created_on"], frames["opportunities"]["closed_on"], frames["activities"]["on"]])
    days = days[days <= pd.Timestamp(today)]
    return (None, None) if days.empty else (days.min().date(), days.max().date())
