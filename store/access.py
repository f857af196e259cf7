"""Who may read whose record: checked here, where data is read, and noted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from copilot.domain import Rep, Role, Viewer
from copilot.errors import Forbidden, UnknownRep
from copilot.ports import Clock
from store.audit import note
from store.database import Database
from store.tables import LineRow, PersonRow

SEES_ALL = (Role.ADMIN, Role.OPERATOR)
_REMEMBERED = 10_000
"""Reads noted this minute that are remembered, to spare the database; forgetting them costs nothing but time."""


def valid_on(on: date | BindParameter[date]) -> ColumnElement[bool]:
    """The management line holds on that day: from `valid_from` up to, not including, `valid_to`."""
    return and_(or_(LineRow.valid_from.is_(None), LineRow.valid_from <= on), or_(LineRow.valid_to.is_(None), LineRow.valid_to > on))


def leads(session: Session, manager_id: str, rep_id: str, on: date) -> bool:
    return session.scalar(select(LineRow.id).where(LineRow.manager_id == manager_id, LineRow.rep_id == rep_id, valid_on(on))) is not None


def people_on(session: Session, on: date, *conditions: Any, only_reps: bool = True) -> list[Rep]:
    """People with the manager they had on that day, by name."""
    query = _people().where(*conditions)
    if only_reps:
        query = query.where(PersonRow.is_rep)
    return [Rep(*row) for row in session.execute(query, {"day": on})]


@cache
def _people() -> Any:
    """Everybody in the order of `Rep`, on the day `day`; put together once, which takes longer than asking."""
    manager = aliased(PersonRow)
    person = (PersonRow.id, PersonRow.name, PersonRow.email, PersonRow.job, PersonRow.region, PersonRow.team, PersonRow.hired_on)
    return (
        select(*person, manager.id, manager.name)
        .outerjoin(LineRow, and_(LineRow.rep_id == PersonRow.id, valid_on(bindparam("day", type_=Date))))
        .outerjoin(manager, manager.id == LineRow.manager_id)
        .order_by(PersonRow.folded, PersonRow.id)
    )


@cache
def _rep() -> Any:
    return select(PersonRow.id).where(PersonRow.id == bindparam("rep"), PersonRow.is_rep)


def visible_reps(session: Session, viewer: Viewer, on: date) -> list[Rep]:
    if viewer.role in SEES_ALL:
        return people_on(session, on)
    own = PersonRow.id == viewer.id
    if viewer.role is Role.MANAGER:
        return people_on(session, on, or_(own, LineRow.manager_id == viewer.id))
    return people_on(session, on, own)


class Access:
    """Admits a viewer to one rep's record, or does not."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock
        self._noted: set[tuple[str, str, str]] = set()

    def check(self, session: Session, viewer: Viewer, rep_id: str, on: date | None = None) -> None:
        """Raises UnknownRep, Forbidden. `on` is today where none is given."""
        known = session.scalar(_rep(), {"rep": rep_id})
        if known is None:
            raise UnknownRep(rep_id)
        if viewer.role in SEES_ALL or viewer.id == rep_id:
            return
        if viewer.role is not Role.MANAGER or not leads(session, viewer.id, rep_id, on or self.clock.today()):
            raise Forbidden(f"{viewer.name!r} may not see the record of {rep_id!r}; a manager sees the people they lead on that day, a rep only themselves")

    def admit(self, viewer: Viewer, rep_id: str, on: date | None = None) -> None:
        """Check, and note the read where it is somebody else's; once per viewer, rep and minute."""
        with self.database.read() as session:
            self.check(session, viewer, rep_id, on)
        now = self.clock.now()
        key = _read_key(viewer, rep_id, now)
        if viewer.id == rep_id or key in self._noted:
            return
        with self.database.write() as session:
            note(session, now, viewer, "read", rep_id, rep_id=rep_id, once="|".join(("read", viewer.role.value, *key)))
        if len(self._noted) >= _REMEMBERED:
            self._noted.clear()
        self._noted.add(key)

    @contextmanager
    def reading(self, viewer: Viewer, rep_id: str, on: date | None = None) -> Iterator[Session]:
        """As `admit`, with a session to go on reading in, so that the check and what is read are one view."""
        if viewer.id != rep_id and _read_key(viewer, rep_id, self.clock.now()) not in self._noted:
            self.admit(viewer, rep_id, on)
        with self.database.read() as session:
            self.check(session, viewer, rep_id, on)
            yield session


def _read_key(viewer: Viewer, rep_id: str, now: datetime) -> tuple[str, str, str]:
    return viewer.id, rep_id, f"{now:%Y%m%d%H%M}"


class GuardedRecords:
    """What the parts of Records share: the database, the clock, and the guard."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._access = Access(database, clock)
