"""The Accounts port: who may sign in, checked with argon2 and slowed down after failures."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from copilot.domain import Role, Viewer
from copilot.errors import Conflict, Forbidden, InputError
from copilot.names import fold
from copilot.ports import Account, Clock
from store.access import SEES_ALL
from store.audit import note
from store.database import Database, insert_ignoring
from store.landing_people import new_person_id
from store.tables import AliasRow, LineRow, PasswordRow, PersonRow, PersonSettingRow, SignInTryRow

if TYPE_CHECKING:
    from pwdlib import PasswordHash

MAX_TRIES = 5
"""Failures of one login within `TRY_WINDOW`; then even the right password waits."""
TRY_WINDOW = timedelta(minutes=15)
MIN_PASSWORD = 10
REFUSED = "that did not work; check the name and the password, and after several tries wait a quarter of an hour"
"""One message for every cause, so that nobody learns who has an account."""
_NOBODY = Viewer("unknown", "unknown", Role.REP)


@cache
def _hasher() -> PasswordHash:
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _no_ones_hash() -> str:
    """Verified against where there is no password, so that it takes as long."""
    return _hasher().hash("nobody has this password")


class SqlAccounts:
    """The Accounts port on the record database. Roles follow from it: admins are made, managers lead somebody, others are reps."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def sign_in(self, login: str, password: str) -> Viewer:
        login_sha = hashlib.sha256(login.strip().casefold().encode()).hexdigest()
        now = self._clock.now()
        with self._database.write() as session:
            session.execute(delete(SignInTryRow).where(SignInTryRow.at < now - TRY_WINDOW))
            tries = session.scalar(select(func.count()).where(SignInTryRow.login_sha256 == login_sha)) or 0
            # Counted before the password is looked at, so that many at once do not slip by.
            session.add(SignInTryRow(login_sha256=login_sha, at=now))
        with self._database.read() as session:
            person_id = _person_of(session, login)
            kept = session.get(PasswordRow, person_id) if person_id else None
            hashed = kept.hash if kept else None
        right = _hasher().verify(password, hashed or _no_ones_hash()) and hashed is not None
        if not right or person_id is None or tries >= MAX_TRIES:
            with self._database.write() as session:
                by = Viewer(person_id, person_id, Role.REP) if person_id else _NOBODY
                note(session, now, by, "sign_in_refused", person_id or "unknown", {"tries": tries + 1}, rep_id=person_id)
            raise Forbidden(REFUSED)
        with self._database.write() as session:
            session.execute(delete(SignInTryRow).where(SignInTryRow.login_sha256 == login_sha))
            viewer = _viewer(session, session.get_one(PersonRow, person_id))
            note(session, now, viewer, "sign_in", person_id, rep_id=person_id)
        return viewer

    def viewer(self, person_id: str) -> Viewer:
        with self._database.read() as session:
            row = session.get(PersonRow, person_id)
            if row is None:
                raise Forbidden("this account is gone; ask whoever runs Nextplay here")
            return _viewer(session, row)

    def open_session(self, person_id: str, hours: float) -> str:
        """A secret that stands for one sign-in until it is closed or its time is up; only its hash is kept."""
        token, now = secrets.token_urlsafe(24), self._clock.now()
        with self._database.write() as session:
            for row in _sessions(session, person_id):
                if datetime.fromisoformat(row.value["until"]) <= now:
                    session.delete(row)
            session.add(PersonSettingRow(person_id=person_id, name=_session_name(token), value={"until": (now + timedelta(hours=hours)).isoformat()}))
        return token

    def session_open(self, person_id: str, token: str) -> bool:
        """Whether that sign-in still counts."""
        with self._database.read() as session:
            row = session.get(PersonSettingRow, (person_id, _session_name(token)))
            return row is not None and datetime.fromisoformat(row.value["until"]) > self._clock.now()

    def close_session(self, person_id: str, token: str) -> None:
        with self._database.write() as session:
            row = session.get(PersonSettingRow, (person_id, _session_name(token)))
            if row is not None:
                session.delete(row)

    def set_password(self, viewer: Viewer, person_id: str, password: str) -> None:
        """One's own; anybody's for an admin or the operator. Whoever is signed in with the old one is signed out.

        Raises:
            Forbidden: somebody else's.
            InputError: too short, or nobody of that id.
        """
        if viewer.id != person_id and viewer.role not in SEES_ALL:
            raise Forbidden("a password is its owner's to set, or an admin's")
        if len(password) < MIN_PASSWORD:
            raise InputError(f"a password has at least {MIN_PASSWORD} characters; a few words in a row are easy to remember")
        hashed = _hasher().hash(password)
        with self._database.write() as session:
            if session.get(PersonRow, person_id) is None:
                raise InputError(f"there is nobody with the id {person_id!r}")
            for row in _sessions(session, person_id):
                session.delete(row)
            session.merge(PasswordRow(person_id=person_id, hash=hashed, set_at=self._clock.now()))
            note(session, self._clock.now(), viewer, "set_password", person_id, rep_id=person_id)

    def everyone(self, viewer: Viewer) -> list[Account]:
        _only_admins(viewer)
        with self._database.read() as session:
            leading, with_password = _leading(session), set(session.scalars(select(PasswordRow.person_id)))
            people = session.scalars(select(PersonRow).order_by(PersonRow.folded, PersonRow.id))
            return [Account(p.id, p.name, p.email, _role(p, p.id in leading), p.id in with_password) for p in people]

    def add_admin(self, viewer: Viewer, name: str, email: str) -> Account:
        """Somebody who loads data and sets policy; one whom an export already named is made an admin.

        Raises:
            Conflict: the e-mail belongs to somebody of another name.
        """
        _only_admins(viewer)
        with self._database.write() as session:
            found = session.scalar(select(AliasRow.person_id).where(AliasRow.kind == "email", AliasRow.value == email.strip().casefold()))
            row = session.get(PersonRow, found) if found else None
            if row is not None and row.folded != fold(name):
                raise Conflict(f"the e-mail {email!r} is already {row.name!r}'s; use another, or that name")
            if row is None:
                row = PersonRow(id=new_person_id(email, set(session.scalars(select(PersonRow.id)))), name=name, folded=fold(name), named=True, email=email, is_rep=False)
                session.add(row)
                session.flush()
                insert_ignoring(session, AliasRow, [{"person_id": row.id, "kind": "email", "value": email.strip().casefold()}])
            row.is_admin = True
            note(session, self._clock.now(), viewer, "add_admin", row.id)
            return Account(row.id, row.name, row.email, Role.ADMIN, session.get(PasswordRow, row.id) is not None)


def _person_of(session: Session, login: str) -> str | None:
    """Whose login this is: an e-mail, an id or a whole name; None where it is nobody's or several people's."""
    typed = login.strip()
    if session.get(PersonRow, typed) is not None:
        return typed
    by_alias = set(session.scalars(select(AliasRow.person_id).where(AliasRow.kind.in_(("email", "external_id")), AliasRow.value.in_((typed, typed.casefold())))))
    by_email = set(session.scalars(select(PersonRow.id).where(func.lower(PersonRow.email) == typed.casefold())))
    for found in (by_alias | by_email, set(session.scalars(select(PersonRow.id).where(PersonRow.folded == fold(typed))))):
        if found:
            return found.pop() if len(found) == 1 else None
    return None


_SESSION = "session:"


def _session_name(token: str) -> str:
    return _SESSION + hashlib.sha256(token.encode()).hexdigest()


def _sessions(session: Session, person_id: str) -> list[PersonSettingRow]:
    return list(session.scalars(select(PersonSettingRow).where(PersonSettingRow.person_id == person_id, PersonSettingRow.name.startswith(_SESSION))))


def _leading(session: Session) -> set[str]:
    return set(session.scalars(select(LineRow.manager_id).where(LineRow.valid_to.is_(None))))


def _role(row: PersonRow, leads: bool) -> Role:
    return Role.ADMIN if row.is_admin else Role.MANAGER if leads else Role.REP


def _viewer(session: Session, row: PersonRow) -> Viewer:
    return Viewer(row.id, row.name, _role(row, row.id in _leading(session)))


def _only_admins(viewer: Viewer) -> None:
    if viewer.role not in SEES_ALL:
        raise Forbidden("accounts are for an admin")
