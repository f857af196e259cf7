"""The audit trail: appended to, never changed; the database itself refuses anything else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from copilot.domain import Role, Viewer
from copilot.errors import Forbidden
from copilot.ports import AuditEntry, Clock
from store.database import Database, insert_ignoring
from store.tables import AuditRow


def note(session: Session, at: datetime, viewer: Viewer, action: str, subject: str, detail: Mapping[str, Any] | None = None, rep_id: str | None = None, once: str | None = None) -> None:
    """Append one entry in the caller's transaction, so that a deed and its entry are kept together or not at all.

    Args:
        rep_id: whose record it was about, where the subject is something else.
        once: a key; a second entry of the same key is left out.
    """
    insert_ignoring(session, AuditRow, [{"at": at, "by_id": viewer.id, "role": viewer.role.value, "action": action, "subject": subject, "rep_id": rep_id, "detail": dict(detail or {}), "once": once}])


class SqlAudit:
    """The Audit port on the record database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def record(self, viewer: Viewer, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
        with self._database.write() as session:
            note(session, self._clock.now(), viewer, action, subject, detail)

    def entries(self, viewer: Viewer, subject: str | None = None, limit: int = 200) -> list[AuditEntry]:
        """Newest first. Of a person, also what was about their goals and agendas.

        Raises:
            Forbidden: somebody else's trail, for anybody but an admin or the operator.
        """
        if viewer.role not in (Role.ADMIN, Role.OPERATOR) and subject != viewer.id:
            raise Forbidden("the audit trail of others is for an admin; you can read what was noted about yourself")
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        if subject is not None:
            query = query.where(or_(AuditRow.subject == subject, AuditRow.rep_id == subject))
        with self._database.read() as session:
            return [AuditEntry(r.at, r.by_id, Role(r.role), r.action, r.subject, r.detail) for r in session.scalars(query)]
