"""What a person decides about goals suggested to them; the agenda these stand on keeps step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from copilot.counted import BY_WORD, countable
from copilot.decisions import GoalAction
from copilot.domain import Agenda, Goal, GoalDraft, Viewer
from copilot.errors import InputError
from copilot.events import Decision
from copilot.facts import date_text
from copilot.policy import CoachingPolicy
from copilot.ports import Audit, Records
from copilot.tools.dates import parse_day
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


def reworded(text: str, as_of: date) -> dict[str, str]:
    """The changes that give a goal other words, as a person says them in one sentence: what counts as done goes with them."""
    words = text.strip().rstrip(".")
    due = parse_day(words, as_of)
    done = f"by {date_text(due.day)}" if due else "by the completion date"
    return {
        "description": words[:1].upper() + words[1:],
        "success_criteria": f"Yes if it is done {done}, no if it is not",
        "measure": BY_WORD,
        **({"completion_date": due.day.isoformat()} if due else {}),
    }


def decide(records: Records, viewer: Viewer, goal: Goal, action: GoalAction, words: str, changes: Mapping[str, str], as_of: date, has_page: Callable[[str], bool], policy: CoachingPolicy) -> Goal:
    """What somebody says to a goal that was proposed; an edit names the fields it changes.

    Raises:
        Forbidden, Conflict: see `copilot.decisions.next_state`.
    """
    draft = checked(countable(edited(goal.draft, changes)), as_of, has_page, policy) if action == "edited" else None
    return records.decide_goal(viewer, goal.id, action, words, draft)


def settle(
    records: Records,
    audit: Audit,
    viewer: Viewer,
    rep_id: str,
    drafts: Sequence[GoalDraft],
    agenda: Agenda | None,
    decisions: Sequence[Decision],
    as_of: date,
    has_page: Callable[[str], bool],
    policy: CoachingPolicy,
) -> list[Goal]:
    """Propose, edit or decline goals suggested; a proposal waits for the rep's yes.

    The agenda they stand on is stored as a new version without what was declined and with edits in their new words, so
    that nothing is decided twice.

    Returns:
        The goals proposed.

    Raises:
        InputError: an index beyond the goals suggested.
        Conflict: somebody changed the agenda meanwhile.
    """
    begins = max(as_of, agenda.meeting_on) if agenda else as_of  # as the suggestions themselves: agreed on at the 1:1
    outcome: dict[str, GoalDraft | None] = {}
    proposals: list[GoalDraft] = []
    for decision in decisions:
        if not 1 <= decision.goal_index <= len(drafts):
            raise InputError(f"there is no suggestion {decision.goal_index}: {len(drafts)} were made")
        draft = drafts[decision.goal_index - 1]
        if decision.action == "decline":
            outcome[draft.description] = None
            continue
        wanted = checked(countable(edited(draft, decision.changes)), begins, has_page, policy) if decision.action == "edit" else draft
        outcome[draft.description] = wanted
        proposals.append(wanted)
    if agenda is not None:
        after = tuple(g for g in (outcome.get(g.description, g) for g in agenda.goals) if g is not None)
        if after != agenda.goals:
            records.save_agenda(viewer, replace(agenda, goals=after), agenda.version)
    for description, kept in outcome.items():
        if kept is None:
            words = next((d.words for d in decisions if drafts[d.goal_index - 1].description == description), "")
            audit.record(viewer, "decision", rep_id, {"declined_before_proposing": description, "words": words})
    return [records.suggest_goal(viewer, rep_id, draft, agenda.id if agenda else None) for draft in proposals]
