"""What a person decides about goals an agenda suggests, outside a running conversation; the agenda keeps step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from copilot.domain import Agenda, Goal, GoalDraft, Viewer
from copilot.errors import InputError
from copilot.events import Decision
from copilot.policy import CoachingPolicy
from copilot.ports import Audit, Records
from copilot.tools.goals import check_goal

_EDITABLE = ("description", "success_criteria", "measure", "resource", "plan", "kind")


def edited(draft: GoalDraft, changes: Mapping[str, str]) -> GoalDraft:
    """A goal with other words; the figures it was suggested with no longer speak for it.

    Raises:
        InputError: a date that is none, or a kind that is none.
    """
    values: dict[str, Any] = {k: v.strip() for k, v in changes.items() if k in _EDITABLE}
    for optional in ("resource", "plan"):
        if optional in values:
            values[optional] = values[optional] or None
    if values.get("kind", "skill") not in ("activity", "skill"):
        raise InputError(f"a goal is of the kind 'activity' or 'skill', not {values['kind']!r}")
    if "completion_date" in changes:
        text = changes["completion_date"].strip()
        try:
            values["completion_date"] = date.fromisoformat(text) if text else None
        except ValueError:
            raise InputError(f"the completion date is {text!r}: write it as YYYY-MM-DD, for example 2026-03-31") from None
    if values.get("description", draft.description) != draft.description:
        values |= {"amount": None, "activity": None, "facts": (), "why": ""}
    return replace(draft, violations=(), **values)


def checked(draft: GoalDraft, as_of: date, has_page: Callable[[str], bool], policy: CoachingPolicy) -> GoalDraft:
    """The draft with the goal rules it breaks."""
    return replace(draft, violations=check_goal(draft, as_of, None, None, has_page, policy))


def settle(
    records: Records,
    audit: Audit,
    viewer: Viewer,
    agenda: Agenda,
    decisions: Sequence[Decision],
    as_of: date,
    has_page: Callable[[str], bool],
    policy: CoachingPolicy,
) -> list[Goal]:
    """Propose, edit or decline what the agenda suggests; a proposal waits for the rep's yes.

    The agenda is stored as a new version without what was declined and with edits in their new words, so that nothing
    is decided twice.

    Returns:
        The goals proposed.

    Raises:
        InputError: an index beyond the goals suggested.
        Conflict: somebody changed the agenda meanwhile.
    """
    kept: list[GoalDraft | None] = list(agenda.goals)
    proposals: list[GoalDraft] = []
    for decision in decisions:
        if not 1 <= decision.goal_index <= len(agenda.goals):
            raise InputError(f"there is no suggestion {decision.goal_index}: the agenda has {len(agenda.goals)}")
        place = decision.goal_index - 1
        draft = agenda.goals[place]
        if decision.action == "decline":
            kept[place] = None
            continue
        if decision.action == "edit":
            draft = checked(edited(draft, decision.changes), as_of, has_page, policy)
        kept[place] = draft
        proposals.append(draft)
    after = tuple(g for g in kept if g is not None)
    if after != agenda.goals:
        agenda = records.save_agenda(viewer, replace(agenda, goals=after), agenda.version)
    for decision in decisions:
        if decision.action == "decline":
            audit.record(viewer, "decision", agenda.rep_id, {"declined_before_proposing": decision.goal_index, "agenda": agenda.id, "words": decision.words})
    return [records.suggest_goal(viewer, agenda.rep_id, draft, agenda.id) for draft in proposals]
