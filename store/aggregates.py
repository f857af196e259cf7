"""The Aggregates port: everything the CRM said, read from the live Parquet files and kept until they change."""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from copilot.domain import STAGE_COLUMNS, Quota, Viewer
from copilot.errors import FolderUnreadable
from copilot.ports import Company
from store.access import people_on
from store.database import Database
from store.folder import DataFolder
from store.manifest import generation, live_files
from store.parquet import COLUMNS, FactFiles, Kind
from store.tables import QuotaRow, StageRow

if TYPE_CHECKING:
    import pandas as pd

_TRIES = 3


class ParquetAggregates:
    """The Aggregates port. Readers take no lock: a file that an import swept meanwhile sends them back to the manifest."""

    def __init__(self, database: Database, folder: DataFolder, files: FactFiles | None = None) -> None:
        self._database, self._files = database, files or FactFiles(folder)
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
            for _ in range(_TRIES):
                try:
                    return self._load(today)
                except FileNotFoundError as e:
                    missing = e
        raise FolderUnreadable(f"a file that the manifest names is missing ({missing.filename or missing}); restore the data folder from a copy, or import the exports into a new one")

    def _load(self, today: date) -> Company:
        with self._database.read() as session:
            key = (generation(session), today)
            if self._cached is not None and self._cached[0] == key:
                return self._cached[1]
            files = live_files(session)
            reps = tuple(people_on(session, today))
            quotas = tuple(Quota(q.person_id, q.start, q.end, q.value, q.currency) for q in session.scalars(select(QuotaRow).order_by(QuotaRow.person_id, QuotaRow.start, QuotaRow.end)))
            stages = _stages(session)
        frames: dict[Kind, pd.DataFrame] = {kind: self._files.load(kind, [f.path for f in files if f.kind == kind]) for kind in COLUMNS}
        oldest, newest = _span(frames, today)
        company = Company(reps, frames["opportunities"], frames["activities"], stages, quotas, newest, oldest)
        self._cached = (key, company)
        return company


def _stages(session: Session) -> pd.DataFrame:
    import pandas as pd

    rows = session.execute(select(StageRow.opportunity_id, StageRow.stage, StageRow.status, StageRow.entered_on).order_by(StageRow.entered_on, StageRow.id))
    return pd.DataFrame([tuple(r) for r in rows], columns=list(STAGE_COLUMNS)).astype(STAGE_COLUMNS)


def _span(frames: dict[Kind, pd.DataFrame], today: date) -> tuple[date | None, date | None]:
    """Days of the oldest and the newest record; what lies after today, and what is only expected, does not count."""
    import pandas as pd

    days = pd.concat([frames["opportunities"]["created_on"], frames["opportunities"]["closed_on"], frames["activities"]["on"]])
    days = days[days <= pd.Timestamp(today)]
    return (None, None) if days.empty else (days.min().date(), days.max().date())
