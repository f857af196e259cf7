"""Who may move a coaching goal from which state to which (section 10); pure, shared by every adapter of Records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from copilot.domain import GoalDraft, GoalEvent, GoalState, Role, Viewer
from copilot.errors import Conflict, Forbidden, InputError

GoalAction = Literal["edited", "agreed", "declined", "kept", "missed", "withdrawn", "contested", "checked_in"]
VERDICTS = (GoalState.KEPT, GoalState.MISSED)

_FROM: dict[GoalAction, tuple[GoalState, ...]] = {
    "edited": (GoalState.SUGGESTED, GoalState.AGREED),
    "agreed": (GoalState.SUGGESTED,),
    "declined": (GoalState.SUGGESTED,),
    "kept": (GoalState.AGREED, GoalState.MISSED),
    "missed": (GoalState.AGREED, GoalState.KEPT),
    "withdrawn": (GoalState.AGREED,),
    "contested": VERDICTS,
    "checked_in": (GoalState.AGREED,),
}
_FROM_OVERDUE: dict[GoalAction, tuple[GoalState, ...]] = {**_FROM, "edited": (GoalState.SUGGESTED,), "withdrawn": (), "contested": (GoalState.AGREED, *VERDICTS), "checked_in": ()}
"""Past its date an agreed goal is judged as it was agreed to; the CRM may have judged it, and that verdict can be contested."""

_STANDS = {
    GoalState.SUGGESTED: "waiting for the rep's yes",
    GoalState.AGREED: "agreed to",
    GoalState.DECLINED: "declined",
    GoalState.KEPT: "judged as kept",
    GoalState.MISSED: "judged as not kept",
    GoalState.WITHDRAWN: "let go",
}
_DEEDS: dict[GoalAction, str] = {"agreed": "agreed to", "kept": "judged", "missed": "judged", "withdrawn": "let go", "checked_in": "checked on"}


def day_of(at: datetime) -> date:
    """The day it was where the product runs, as `Clock.today` has it: instants are kept in UTC, where an evening may be tomorrow."""
    return at.astimezone().date()


def is_overdue(due: date | None, agreed_at: datetime | None, today: date) -> bool:
    """Whether the date of a goal has passed that lay ahead when the rep agreed; in an old export every date has passed before."""
    return due is not None and agreed_at is not None and day_of(agreed_at) <= due < today


def standing_contest(history: Sequence[GoalEvent], as_of: date | None = None) -> GoalEvent | None:
    """The last contest that no person has answered with a verdict, as known on the evening of `as_of` (None: by now)."""
    standing: GoalEvent | None = None
    for event in history:
        if as_of is not None and day_of(event.at) > as_of:
            continue
        if event.action == "contested":
            standing = event
        elif event.action in ("kept", "missed"):
            standing = None
    return standing


def next_state(state: GoalState, action: GoalAction, viewer: Viewer, rep_id: str, words: str, draft: GoalDraft | None, *, overdue: bool = False, contested: bool = False) -> GoalState:
    """The state a goal has after this decision.

    The rep agrees, and nobody else. An edit by the rep leaves an agreed goal agreed; anybody else's edit puts it back to
    suggested. Verdicts are for the manager's side to give, and to correct or confirm after a contest; either side may contest one,
    in words, one that the CRM gave as well. A manager lets a goal go at once, since that costs the rep nothing; a rep's wish to
    let it go is kept and waits for the manager. Once its date has passed an agreed goal is neither changed nor let go: it is judged.

    Args:
        state: as it is now.
        action: what is to be done.
        viewer: who does it.
        rep_id: whose goal.
        words: what is said with it.
        draft: the goal as it should read, for an edit.
        overdue: see `is_overdue`.
        contested: whether a contest waits for an answer.

    Raises:
        Forbidden: somebody else than the rep agrees, the rep judges their own goal, or notes the manager's check-in.
        Conflict: the goal is in a state this action does not start from.
        InputError: an edit without a draft, a contest without words.
    """
    is_rep = viewer.id == rep_id and viewer.role not in (Role.ADMIN, Role.OPERATOR)
    if action == "agreed" and not is_rep:
        raise Forbidden("only the rep can agree to a goal; suggest it and let them decide")
    if action in ("kept", "missed") and is_rep:
        raise Forbidden("the verdict on a goal is the manager's to give; you can contest it in your own words")
    if action == "checked_in" and is_rep:
        raise Forbidden("the check-in is the manager's to note")
    confirmed = contested and action == state.value and state in VERDICTS
    starts = _FROM_OVERDUE[action] if overdue else _FROM[action]
    if state not in starts and not confirmed:
        if overdue and state in _FROM[action]:
            raise Conflict(f"the date of this goal has passed, so it can no longer be {action.replace('_', ' ')}: say whether it was kept or missed")
        if state.value == action:
            raise Conflict(f"this goal is {_STANDS[state]} already; nothing was changed")
        raise Conflict(f"this goal is {_STANDS[state]}, so it cannot be {_DEEDS.get(action, action)} now; nothing was changed")
    if action == "edited":
        if draft is None:
            raise InputError("an edit needs the goal as it should read")
        return state if is_rep else GoalState.SUGGESTED
    if action == "contested":
        if not words.strip():
            raise InputError("say in a few words what you see differently")
        return state
    if action == "checked_in" or (action == "withdrawn" and is_rep):
        return state
    return GoalState(action)
