"""Whose conversation with the copilot is whose, what it is called, and who answered its reviews."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from copilot.domain import Thread, Viewer
from copilot.errors import Conflict, Forbidden, InputError
from store.access import GuardedRecords
from store.audit import note
from store.database import insert_ignoring
from store.tables import ClaimRow, PersonRow, ThreadRow


class ThreadRecords(GuardedRecords):
    """The part of Records about conversations; what was said in them lies in the checkpoints."""

    def claim(self, viewer: Viewer, thread: str, interrupt_id: str) -> None:
        with self._database.write() as session:
            if not insert_ignoring(session, ClaimRow, [{"thread_id": thread, "interrupt_id": interrupt_id, "by_id": viewer.id, "at": self._clock.now()}]):
                raise Conflict("this was decided already; reload to see how")

    def open_thread(self, viewer: Viewer, thread: str) -> None:
        with self._database.write() as session:
            insert_ignoring(session, ThreadRow, [{"id": thread, "owner_id": viewer.id, "opened_at": self._clock.now()}])
            owner = session.scalar(select(ThreadRow.owner_id).where(ThreadRow.id == thread))
        if owner != viewer.id:
            raise Forbidden(f"the conversation {thread!r} is somebody else's; begin a new one")

    def threads(self, viewer: Viewer) -> list[Thread]:
        """The viewer's own, the one gone on with last at the top."""
        last = func.coalesce(ThreadRow.last_at, ThreadRow.opened_at)
        query = select(ThreadRow, PersonRow.name).outerjoin(PersonRow, PersonRow.id == ThreadRow.rep_id).where(ThreadRow.owner_id == viewer.id).order_by(last.desc(), ThreadRow.id)
        with self._database.read() as session:
            return [Thread(row.id, row.opened_at, row.last_at or row.opened_at, row.rep_id, name, row.title) for row, name in session.execute(query)]

    def note_turn(self, viewer: Viewer, thread: str, rep_id: str | None) -> None:
        with self._database.write() as session:
            row = session.get(ThreadRow, thread)
            if row is not None and row.owner_id == viewer.id:  # one that was deleted meanwhile stays so
                row.last_at = self._clock.now()
                row.rep_id = rep_id or row.rep_id

    def name_thread(self, viewer: Viewer, thread: str, title: str | None) -> None:
        with self._database.write() as session:
            self._own(session, viewer, thread).title = title

    def remove_thread(self, viewer: Viewer, thread: str) -> None:
        with self._database.write() as session:
            session.delete(self._own(session, viewer, thread))
            session.execute(delete(ClaimRow).where(ClaimRow.thread_id == thread))
            note(session, self._clock.now(), viewer, "forget", thread)

    @staticmethod
    def _own(session: Session, viewer: Viewer, thread: str) -> ThreadRow:
        row = session.get(ThreadRow, thread)
        if row is None or row.owner_id != viewer.id:
            raise InputError(f"you have no conversation {thread!r}: list yours with 'nextplay chat --threads'")
        return row
