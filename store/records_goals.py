"""Coaching goals: who suggested, edited, agreed, judged and contested what, when."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from copilot.decisions import GoalAction, is_overdue, next_state, standing_contest
from copilot.domain import Goal, GoalDraft, GoalEvent, GoalState, Role, Viewer
from copilot.errors import Conflict, InputError
from copilot.ports import Clock
from store.access import GuardedRecords
from store.audit import note
from store.codec import draft_from_json, draft_to_json
from store.tables import GoalEventRow, GoalRow


class GoalRecords(GuardedRecords):
    """The part of Records about goals."""

    def goals(self, viewer: Viewer, rep_id: str) -> list[Goal]:
        """Newest suggestion first."""
        with self._access.reading(viewer, rep_id) as session:
            rows = session.scalars(select(GoalRow).where(GoalRow.rep_id == rep_id).order_by(GoalRow.number.desc())).all()
            history = _history(session, [r.id for r in rows])
            return [_goal(r, history.get(r.id, ())) for r in rows]

    def suggest_goal(self, viewer: Viewer, rep_id: str, draft: GoalDraft, agenda_id: str | None = None) -> Goal:
        with self._database.write() as session:
            self._access.check(session, viewer, rep_id)
            if agenda_id is not None and _stands(session, agenda_id, draft.description):
                raise Conflict(f"“{draft.description}” was proposed from this agenda already; nothing was changed")
            row = GoalRow(
                id=f"g-{uuid4().hex[:12]}",
                rep_id=rep_id,
                state=GoalState.SUGGESTED.value,
                draft=draft_to_json(draft),
                completion_date=draft.completion_date,
                suggested_by=viewer.name,
                suggested_at=self._clock.now(),
                agenda_id=agenda_id,
            )
            session.add(row)
            return self._keep(session, viewer, row, "suggested", "", draft)

    def decide_goal(self, viewer: Viewer, goal_id: str, action: GoalAction, words: str = "", draft: GoalDraft | None = None) -> Goal:
        """See `copilot.decisions.next_state` for who may do what, and what it raises."""
        with self._database.write() as session:
            row = session.scalar(select(GoalRow).where(GoalRow.id == goal_id))
            if row is None:
                raise InputError(f"there is no goal {goal_id!r}")
            self._access.check(session, viewer, row.rep_id)
            before = GoalState(row.state)
            overdue = is_overdue(row.completion_date, row.agreed_at, self._clock.today())
            contested = standing_contest(_history(session, [goal_id]).get(goal_id, ())) is not None
            after = next_state(before, action, viewer, row.rep_id, words, draft, overdue=overdue, contested=contested)
            if action == "edited" and draft is not None:
                row.draft, row.completion_date = draft_to_json(draft), draft.completion_date
            row.state = after.value
            row.agreed_at, row.decided_on = _dates(row, before, after, self._clock)
            return self._keep(session, viewer, row, action, words, draft if action == "edited" else None)

    def _keep(self, session: Session, viewer: Viewer, row: GoalRow, action: str, words: str, draft: GoalDraft | None) -> Goal:
        now = self._clock.now()
        session.flush()
        session.add(
            GoalEventRow(goal_id=row.id, at=now, by_id=viewer.id, by_name=viewer.name, role=viewer.role.value, action=action, words=words, draft=None if draft is None else draft_to_json(draft))
        )
        note(session, now, viewer, "decision", row.id, {"action": action}, rep_id=row.rep_id)
        session.flush()
        return _goal(row, _history(session, [row.id])[row.id])


def _stands(session: Session, agenda_id: str, description: str) -> bool:
    """Whether a goal in these words was proposed from that agenda and is not turned down: two people may press at once."""
    rows = session.scalars(select(GoalRow).where(GoalRow.agenda_id == agenda_id, GoalRow.state.in_([GoalState.SUGGESTED.value, GoalState.AGREED.value])))
    return any(draft_from_json(r.draft).description == description for r in rows)


def _dates(row: GoalRow, before: GoalState, after: GoalState, clock: Clock) -> tuple[datetime | None, date | None]:
    """When it was agreed and when it was decided, after a move; an edit that needs a new yes forgets the old one."""
    if before is after:
        return row.agreed_at, row.decided_on
    agreed_at = {GoalState.AGREED: clock.now(), GoalState.SUGGESTED: None}.get(after, row.agreed_at)
    decided = after in (GoalState.KEPT, GoalState.MISSED, GoalState.WITHDRAWN)
    return agreed_at, clock.today() if decided else None


def _history(session: Session, goal_ids: list[str]) -> dict[str, tuple[GoalEvent, ...]]:
    history: dict[str, tuple[GoalEvent, ...]] = {}
    for e in session.scalars(select(GoalEventRow).where(GoalEventRow.goal_id.in_(goal_ids)).order_by(GoalEventRow.id)):
        event = GoalEvent(e.at, e.by_name, Role(e.role), cast("GoalAction", e.action), e.words)
        history[e.goal_id] = (*history.get(e.goal_id, ()), event)
    return history


def _goal(row: GoalRow, history: tuple[GoalEvent, ...]) -> Goal:
    return Goal(row.id, row.rep_id, draft_from_json(row.draft), GoalState(row.state), row.suggested_by, row.suggested_at, row.agreed_at, row.decided_on, row.agenda_id, history)
