"""The Records port on the record database: five parts, one object."""

from __future__ import annotations

from store.records_agendas import AgendaRecords
from store.records_goals import GoalRecords
from store.records_people import PeopleRecords
from store.records_ratings import RatingRecords
from store.records_threads import ThreadRecords


class SqlRecords(PeopleRecords, GoalRecords, AgendaRecords, ThreadRecords, RatingRecords):
    """Every read takes the viewer and is authorised and noted in `store.access`; every write is committed on return."""
