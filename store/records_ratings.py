"""What is pooled over several people's 1:1s: answers after them, which never leave the store alone, and the manager's time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from copilot.domain import OneOnOne, Role, Viewer
from copilot.ratings import RatingPool, rating_pool
from copilot.time_pool import TimePool, time_pool
from store.access import SEES_ALL, GuardedRecords, people_on
from store.records_people import meeting_of
from store.tables import OneOnOneRow, PersonRow


class RatingRecords(GuardedRecords):
    """The part of Records about how useful 1:1s were, and how much of them each rep had."""

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

    def time_pools(self, viewer: Viewer, rep_ids: Sequence[str], since: date, on: date, min_reps: int) -> dict[str, TimePool]:
        """By rep id; whose manager is unknown, or met too few others, is left out."""
        for rep_id in rep_ids:
            self._access.admit(viewer, rep_id)
        by_manager: dict[str, list[OneOnOne]] = defaultdict(list)
        with self._database.read() as session:
            manager_of = {p.id: p.manager_id for p in people_on(session, on, PersonRow.id.in_(list(rep_ids))) if p.manager_id is not None}
            query = select(OneOnOneRow).where(OneOnOneRow.day >= since, OneOnOneRow.day <= on, OneOnOneRow.manager_id.in_(set(manager_of.values())))
            for row in session.scalars(query.order_by(OneOnOneRow.day, OneOnOneRow.id)):
                by_manager[str(row.manager_id)].append(meeting_of(row))
        pools = {rep_id: time_pool(rep_id, by_manager[str(manager_id)], min_reps) for rep_id, manager_id in manager_of.items()}
        return {rep_id: pool for rep_id, pool in pools.items() if pool is not None}
