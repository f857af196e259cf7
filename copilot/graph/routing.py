"""Where a turn goes next; each router is a look at the state and returns a name."""

from __future__ import annotations

from typing import Literal

from langgraph.runtime import Runtime

from copilot.graph.context import Turn
from copilot.graph.state import State


def route_after_check(state: State) -> Literal["draft", "answer"]:
    """A refused draft is written again; `draft` itself turns to the deterministic twin when redrafts are used up."""
    return "draft" if state.get("refused") else "answer"


def route_after_gather(state: State, runtime: Runtime[Turn]) -> Literal["keep", "draft"]:
    """What a person decided in words is kept first, so that the answer says what was stored."""
    return "keep" if runtime.context.settlement is not None else "draft"


def route_after_keep(state: State, runtime: Runtime[Turn]) -> Literal["draft", "review", "end"]:
    """Goals just suggested wait for a person, where this turn may wait; a decision in words still wants its answer."""
    if runtime.context.settlement is not None and not state.get("outline"):
        return "draft"
    return "review" if state.get("goals") and not state.get("decisions") and runtime.context.keep_goals else "end"
