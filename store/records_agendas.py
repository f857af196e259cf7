"""Agendas with every version, and the Facts they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from copilot.domain import Agenda, AgendaVersion, Fact, Viewer
from copilot.errors import Conflict, Forbidden, InputError
from store.access import SEES_ALL, GuardedRecords
from store.audit import note
from store.codec import agenda_from_json, agenda_to_json, fact_from_json, fact_to_json
from store.database import insert_into
from store.tables import AgendaRow, AgendaVersionRow, FactRow, PersonRow


class AgendaRecords(GuardedRecords):
    """The part of Records about agendas and facts."""

    # ------------------------------------------------------------ agendas

    def save_agenda(self, viewer: Viewer, agenda: Agenda, expected_version: int | None = None) -> Agenda:
        """Store as the next version. Sharing is `share_agenda`'s; a shared one stays shared, and `held` is taken over.

        Raises:
            Conflict: somebody stored another version since `expected_version`.
            Forbidden: a rep changing an agenda that their manager drafted.
            InputError: an id that is not there, or another rep's.
        """
        is_rep = viewer.id == agenda.rep_id and viewer.role not in SEES_ALL
        with self._database.write() as session:
            self._access.check(session, viewer, agenda.rep_id)
            row = self._row(session, viewer, agenda.id) if agenda.id else None
            if row is None:
                row = AgendaRow(id=f"a-{uuid4().hex[:12]}", rep_id=agenda.rep_id, state="draft", version=0, by_rep=is_rep)
            elif row.rep_id != agenda.rep_id:
                raise InputError(f"the agenda {agenda.id!r} is another rep's")
            elif is_rep and not row.by_rep:
                raise Forbidden("your manager drafted this agenda; add topics to it, or draft one of your own")
            if expected_version is not None and row.version != expected_version:
                raise Conflict(f"the agenda {row.id!r} is at version {row.version} by now, not {expected_version}; look at the newer one first")
            row.version += 1
            row.meeting_on = agenda.meeting_on
            if agenda.state == "held" and row.state == "shared":
                row.state = "held"
            session.add(row)
            session.flush()
            self._keep_facts(session, viewer, agenda.facts)
            session.add(AgendaVersionRow(agenda_id=row.id, version=row.version, at=self._clock.now(), by_id=viewer.id, content=agenda_to_json(agenda)))
            detail = {"version": row.version, "written_by": agenda.written_by, "facts": [f.id for f in agenda.facts]}
            note(session, self._clock.now(), viewer, "draft", row.id, detail, rep_id=agenda.rep_id)
            return replace(agenda, id=row.id, version=row.version, state=row.state)  # type: ignore[arg-type]  # only our own states are written

    def agenda(self, viewer: Viewer, agenda_id: str, version: int | None = None) -> Agenda:
        """The latest version, or the one asked for.

        Raises:
            InputError: there is none, or none that this viewer sees.
            Forbidden: another's record.
        """
        with self._database.read() as session:
            row = self._row(session, viewer, agenda_id)
            wanted = row.version if version is None else version
            kept = session.get(AgendaVersionRow, (agenda_id, wanted))
            if kept is None or not _sees(viewer, row, wanted):
                raise InputError(f"the agenda {agenda_id!r} has no version {wanted}")
            found = _agenda(session, row, kept)
        self._access.admit(viewer, found.rep_id)
        return found

    def agenda_versions(self, viewer: Viewer, agenda_id: str) -> list[AgendaVersion]:
        with self._database.read() as session:
            row = self._row(session, viewer, agenda_id)
            query = (
                select(AgendaVersionRow.version, AgendaVersionRow.at, AgendaVersionRow.by_id, PersonRow.name)
                .outerjoin(PersonRow, PersonRow.id == AgendaVersionRow.by_id)
                .where(AgendaVersionRow.agenda_id == agenda_id)
                .order_by(AgendaVersionRow.version)
            )
            found = [AgendaVersion(version, at, name or by) for version, at, by, name in session.execute(query) if _sees(viewer, row, version)]
            rep_id = row.rep_id
        self._access.admit(viewer, rep_id)
        return found

    def agendas(self, viewer: Viewer, rep_id: str) -> list[Agenda]:
        query = (
            select(AgendaRow, AgendaVersionRow)
            .join(AgendaVersionRow, (AgendaVersionRow.agenda_id == AgendaRow.id) & (AgendaVersionRow.version == AgendaRow.version))
            .where(AgendaRow.rep_id == rep_id)
            .order_by(AgendaRow.meeting_on.desc(), AgendaVersionRow.at.desc())
        )
        with self._access.reading(viewer, rep_id) as session:
            return [_agenda(session, row, kept) for row, kept in session.execute(query) if _sees(viewer, row, row.version)]

    def share_agenda(self, viewer: Viewer, agenda_id: str) -> Agenda:
        """Let the other side see it, from this version on; sharing twice changes nothing."""
        with self._database.write() as session:
            row = self._row(session, viewer, agenda_id)
            if row.state == "draft":
                row.state, row.shared_version = "shared", row.version
                note(session, self._clock.now(), viewer, "share", agenda_id, {"version": row.version}, rep_id=row.rep_id)
            kept = session.get_one(AgendaVersionRow, (agenda_id, row.version))
            return _agenda(session, row, kept)

    def _row(self, session: Session, viewer: Viewer, agenda_id: str) -> AgendaRow:
        row = session.scalar(select(AgendaRow).where(AgendaRow.id == agenda_id))
        if row is None:
            raise InputError(f"there is no agenda {agenda_id!r}")
        self._access.check(session, viewer, row.rep_id)
        if not _sees(viewer, row, row.version):
            raise InputError(f"there is no agenda {agenda_id!r}")
        return row

    # ------------------------------------------------------------ facts

    def save_facts(self, viewer: Viewer, facts: Sequence[Fact]) -> None:
        with self._database.write() as session:
            self._keep_facts(session, viewer, facts)

    def fact(self, viewer: Viewer, fact_id: str) -> Fact:
        """A rep's Facts for whoever may see the rep; pooled ones, which name nobody, for everybody.

        Raises:
            InputError: there is none of that id.
            Forbidden: another's record.
        """
        with self._database.read() as session:
            row = session.get(FactRow, fact_id)
        if row is None:
            raise InputError(f"there is no fact {fact_id!r}; ids stand in the JSON of `benchmark`, `forecast`, `team` and `prepare`")
        if row.rep_id is not None:
            self._access.admit(viewer, row.rep_id)
        return fact_from_json(row.body)

    def _keep_facts(self, session: Session, viewer: Viewer, facts: Sequence[Fact]) -> None:
        owners = {f.id: f.rep_id or (f.source.rep_id if f.source else None) for f in facts}
        for rep_id in {o for o in owners.values() if o is not None}:
            self._access.check(session, viewer, rep_id)
        now = self._clock.now()
        rows = [{"id": f.id, "rep_id": owners[f.id], "name": f.name, "as_of": f.as_of, "body": fact_to_json(f), "saved_at": now} for f in {f.id: f for f in facts}.values()]
        if not rows:
            return
        insert = insert_into(session, FactRow.__table__)
        # The same figure said again: its rows are the newer ones.
        session.connection().execute(insert.on_conflict_do_update(index_elements=["id"], set_={"body": insert.excluded.body, "saved_at": insert.excluded.saved_at}), rows)


def _sees(viewer: Viewer, row: AgendaRow, version: int) -> bool:
    """Drafts are for the side that drafts them; from the shared version on, for both."""
    if row.shared_version is not None and version >= row.shared_version:
        return True
    return row.by_rep == (viewer.id == row.rep_id)


def _agenda(session: Session, row: AgendaRow, kept: AgendaVersionRow) -> Agenda:
    ids = kept.content["fact_ids"]
    by_id = {f.id: fact_from_json(f.body) for f in session.scalars(select(FactRow).where(FactRow.id.in_(ids)))}
    agenda = agenda_from_json(kept.content, [by_id[i] for i in ids if i in by_id])
    return replace(agenda, id=row.id, version=kept.version, state=row.state)  # type: ignore[arg-type]  # only our own states are written
