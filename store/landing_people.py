"""Landing people: joining those an export names with those already known, their managers and their quotas."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copilot.domain import ImportWarning
from copilot.names import fold
from store.crm.reading import PersonRead, QuotaRead
from store.database import insert_ignoring
from store.tables import AliasRow, LineRow, PersonRow, QuotaChangeRow, QuotaRow


@dataclass(frozen=True)
class Directory:
    """Whom the keys of one reading stand for."""

    ids: dict[str, str]
    """person_key -> person id."""
    new: frozenset[str]
    """Ids that this reading brings."""
    warnings: tuple[ImportWarning, ...]


class _Known:
    """Those already there, by everything they are known by."""

    def __init__(self, session: Session | None) -> None:
        self.by: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.external: dict[str, set[str]] = defaultdict(set)
        self.emails: dict[str, set[str]] = defaultdict(set)
        self.ids: set[str] = set()
        if session is None:
            return
        for person_id, name, folded in session.execute(select(PersonRow.id, PersonRow.name, PersonRow.folded)):
            self.ids.add(person_id)
            self.by["spelling", name.casefold()].add(person_id)
            self.by["name", folded].add(person_id)
        for person_id, kind, value in session.execute(select(AliasRow.person_id, AliasRow.kind, AliasRow.value)):
            self.by[kind, value].add(person_id)
            if kind == "external_id":
                self.external[person_id].add(value)
            elif kind == "email":
                self.emails[person_id].add(value)

    def may_be(self, person_id: str, person: PersonRead) -> bool:
        """A shared name is not enough where ids or e-mails say that they are two."""
        external, email = _external(person), _email(person)
        if external and self.external[person_id] and external not in self.external[person_id]:
            return False
        return not (email and self.emails[person_id] and email not in self.emails[person_id])


def join(session: Session | None, people: Iterable[PersonRead]) -> Directory:
    """Decide whom each person_key stands for: same id, else same e-mail, else same name; otherwise somebody new.

    Two keys of one reading never become one person, and a name that several known people share joins none of them:
    such rows go to somebody new, with a warning. Ids of new people follow from their keys, so that two folders
    filled from the same exports agree.
    """
    known = _Known(session)
    people = list(people)
    ids: dict[str, str] = {}
    taken: set[str] = set()
    unsure: list[PersonRead] = []
    for look in ("external_id", "email", "spelling", "name"):
        for person in people:
            if person.key in ids or not (value := _known_by(person, look)):
                continue
            found = known.by[look, value] - taken
            if look in ("spelling", "name"):
                found = {p for p in found if known.may_be(p, person)}
            if len(found) == 1:
                ids[person.key] = found.pop()
                taken.add(ids[person.key])
            elif look == "name" and len(found) > 1:
                unsure.append(person)
    new: set[str] = set()
    for person in people:
        if person.key not in ids:
            ids[person.key] = new_person_id(person.key, known.ids | new)
            new.add(ids[person.key])
    warnings: tuple[ImportWarning, ...] = ()
    if unsure:
        why = "several people of this name are known and nothing tells which; kept as somebody new: add a column with their id or e-mail"
        warnings = (ImportWarning("ambiguous_owner", len(unsure), why, tuple((p.file, p.row) for p in unsure)),)
    return Directory(ids, frozenset(new), warnings)


def write_people(session: Session, people: Iterable[PersonRead], directory: Directory) -> None:
    """Insert who is new and take over what is said anew; what an export leaves out stays as it was."""
    aliases: list[dict[str, str]] = []
    rows = {r.id: r for r in session.scalars(select(PersonRow))}
    for person in people:
        person_id = directory.ids[person.key]
        row = rows.get(person_id)
        if row is None:
            row = rows[person_id] = PersonRow(id=person_id, name=person.name, folded=fold(person.name), named=person.named, is_rep=person.is_rep)
            session.add(row)
        elif person.named:
            row.name, row.folded, row.named = person.name, fold(person.name), True
        row.email, row.job, row.region = person.email or row.email, person.job or row.job, person.region or row.region
        row.team, row.hired_on, row.is_rep = person.team or row.team, person.hired_on or row.hired_on, row.is_rep or person.is_rep
        known_by = (("external_id", _external(person)), ("email", _email(person)), ("name", fold(person.name)), ("spelling", person.name.casefold()))
        aliases += [{"person_id": person_id, "kind": kind, "value": value} for kind, value in known_by if value]
    session.flush()
    insert_ignoring(session, AliasRow, aliases)


def write_lines(session: Session, people: Iterable[PersonRead], directory: Directory, observed_on: date) -> int:
    """Open each rep's line to their manager; another manager than before closes the old line on the day the export speaks of.

    The first line known holds for all the time before: nothing says otherwise, and the history belongs to somebody.

    Returns:
        How many reps changed their manager.
    """
    moved = 0
    lines: dict[str, LineRow] = {x.rep_id: x for x in session.scalars(select(LineRow).where(LineRow.valid_to.is_(None)))}
    led = set(session.scalars(select(LineRow.rep_id)))
    for person in people:
        if person.manager_key is None or person.manager_key not in directory.ids:
            continue
        rep_id, manager_id = directory.ids[person.key], directory.ids[person.manager_key]
        line = lines.get(rep_id)
        if rep_id == manager_id or (line is not None and line.manager_id == manager_id):
            continue
        begins = None if rep_id not in led else observed_on
        if line is not None:
            begins = max(observed_on, line.valid_from or observed_on)
            line.valid_to = begins
            moved += 1
            session.flush()  # the old line is closed before the new one opens: one open line a rep
        session.add(LineRow(rep_id=rep_id, manager_id=manager_id, valid_from=begins))
    session.flush()
    return moved


def write_quotas(session: Session, quotas: Iterable[QuotaRead], directory: Directory, import_id: int, at: datetime) -> int:
    """Set each quota; another value than before is kept in the history.

    Returns:
        How many are new or changed.
    """
    landed = 0
    rows = {(r.person_id, r.start, r.end): r for r in session.scalars(select(QuotaRow))}
    for q in quotas:
        key = (directory.ids[q.person_key], q.start, q.end)
        row = rows.get(key)
        if row is None:
            rows[key] = QuotaRow(person_id=key[0], start=q.start, end=q.end, value=q.value, currency=q.currency)
            session.add(rows[key])
            landed += 1
        elif (row.value, row.currency) != (q.value, q.currency):
            session.add(QuotaChangeRow(person_id=key[0], start=q.start, end=q.end, old=row.value, new=q.value, old_currency=row.currency, currency=q.currency, import_id=import_id, at=at))
            row.value, row.currency = q.value, q.currency
            landed += 1
    session.flush()
    return landed


def _external(person: PersonRead) -> str | None:
    return person.external_id.strip() if person.external_id and person.external_id.strip() else None


def _email(person: PersonRead) -> str | None:
    return person.email.strip().casefold() if person.email and person.email.strip() else None


def _known_by(person: PersonRead, look: str) -> str | None:
    if look == "external_id":
        return _external(person)
    if look == "email":
        return _email(person)
    return person.name.casefold() if look == "spelling" else fold(person.name)


def new_person_id(key: str, known: Collection[str]) -> str:
    """Opaque, since the audit outlives an erasure; the same key gives the same id in every folder."""
    for salt in range(len(known) + 1):
        made = "p-" + hashlib.sha256(f"{key}|{salt}".encode()).hexdigest()[:10]
        if made not in known:
            return made
    raise AssertionError("more salts than people were tried")
