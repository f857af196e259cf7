"""The RepRecords port: export, and erasure that reaches the conversations too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from copilot.domain import Viewer
from store.checkpoints import forget_checkpoints
from store.checkpoints_postgresql import forget_in_postgresql
from store.database import Database
from store.export import RepRecord
from store.folder import DataFolder
from store.records import SqlRecords


class RepErasure:
    """A rep's record with the checkpoints that mention them."""

    def __init__(self, record: RepRecord, records: SqlRecords, folder: DataFolder, database: Database) -> None:
        self._record, self._records, self._folder, self._database = record, records, folder, database

    def export(self, viewer: Viewer, rep_id: str) -> dict[str, Any]:
        return self._record.export(viewer, rep_id)

    def erase(self, viewer: Viewer, rep_id: str) -> dict[str, int]:
        """Conversations in which a manager spoke of the rep go as well: they hold the rep's name and figures."""
        name = self._records.rep(viewer, rep_id, date.max).name

        def forget(who: str, threads: Sequence[str]) -> None:
            forget_checkpoints(self._folder.checkpoints, [who, name], threads)
            if self._database.server:
                forget_in_postgresql(self._database.url, [who, name], threads)

        return self._record.erase(viewer, rep_id, forget)
