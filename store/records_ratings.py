"""Answers after 1:1s, pooled: a rep's own never leaves the store for their manager."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import select

from copilot.domain import OneOnOne, Role, Viewer
from copilot.ratings import RatingPool, rating_pool
from store.access import SEES_ALL, GuardedRecords
from store.records_people import meeting_of
from store.tables import OneOnOneRow, PersonRow


class RatingRecords(GuardedRecords):
    """The part of Records about how useful 1:1s were."""

    def rating_pools(self, viewer: Viewer, since: date, on: date, min_reps: int) -> list[RatingPool]:
        """By name of the manager; managers of whose reps too few answered are left out."""
        if viewer.role not in (*SEES_ALL, Role.MANAGER):
            return []
        query = select(OneOnOneRow).where(OneOnOneRow.day >= since, OneOnOneRow.day <= on, OneOnOneRow.manager_id.is_not(None))
        if viewer.role not in SEES_ALL:
            query = query.where(OneOnOneRow.manager_id == viewer.id)
        by_manager: dict[str, list[OneOnOne]] = defaultdict(list)
        with self._database.read() as session:
            for row in session.scalars(query.order_by(OneOnOneRow.day, OneOnOneRow.id)):
                by_manager[str(row.manager_id)].append(meeting_of(row))
            names = {str(person): str(name) for person, name in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(by_manager)))}
        pools = [rating_pool(i, names.get(i, i), meetings, min_reps) for i, meetings in by_manager.items()]
        return sorted((p for p in pools if p is not None), key=lambda p: (p.manager_name, p.manager_id))
