"""Who may move a coaching goal from which state to which (section 10); pure, shared by every adapter of Records."""

from __future__ import annotations

from typing import Literal

from copilot.domain import GoalDraft, GoalState, Role, Viewer
from copilot.errors import Conflict, Forbidden, InputError

GoalAction = Literal["edited", "agreed", "declined", "kept", "missed", "withdrawn", "contested"]
VERDICTS = (GoalState.KEPT, GoalState.MISSED)

_FROM: dict[GoalAction, tuple[GoalState, ...]] = {
    "edited": (GoalState.SUGGESTED, GoalState.AGREED),
    "agreed": (GoalState.SUGGESTED,),
    "declined": (GoalState.SUGGESTED,),
    "kept": (GoalState.AGREED, GoalState.MISSED),
    "missed": (GoalState.AGREED, GoalState.KEPT),
    "withdrawn": (GoalState.AGREED,),
    "contested": VERDICTS,
}


def next_state(state: GoalState, action: GoalAction, viewer: Viewer, rep_id: str, words: str, draft: GoalDraft | None) -> GoalState:
    """The state a goal has after this decision.

    The rep agrees, and nobody else. An edit by the rep leaves an agreed goal agreed; anybody else's edit puts it back to
    suggested. Verdicts are for the manager's side to give, and to correct after a contest; either side may contest one, in words.
    A manager lets a goal go at once, since that costs the rep nothing; a rep's wish to let it go is kept and waits for the manager.

    Raises:
        Forbidden: somebody else than the rep agrees, or the rep judges their own goal.
        Conflict: the goal is in a state this action does not start from.
        InputError: an edit without a draft, a contest without words.
    """
    is_rep = viewer.id == rep_id and viewer.role not in (Role.ADMIN, Role.OPERATOR)
    if action == "agreed" and not is_rep:
        raise Forbidden("only the rep can agree to a goal; suggest it and let them decide")
    if action in ("kept", "missed") and is_rep:
        raise Forbidden("the verdict on a goal is the manager's to give; you can contest it in your own words")
    if state not in _FROM[action]:
        raise Conflict(f"a goal that is {state.value!r} cannot be {action}; it must be {' or '.join(repr(s.value) for s in _FROM[action])}")
    if action == "edited":
        if draft is None:
            raise InputError("an edit needs the goal as it should read")
        return state if is_rep else GoalState.SUGGESTED
    if action == "contested":
        if not words.strip():
            raise InputError("say in a few words what you see differently")
        return state
    if action == "withdrawn" and is_rep:
        return state
    return GoalState(action)
