"""The Records port on the record database: four parts, one object."""

from __future__ import annotations

from store.records_agendas import AgendaRecords
from store.records_goals import GoalRecords
from store.records_people import PeopleRecords
from store.records_ratings import RatingRecords


class SqlRecords(PeopleRecords, GoalRecords, AgendaRecords, RatingRecords):
    """Every read takes the viewer and is authorised and noted in `store.access`; every write is committed on return."""
