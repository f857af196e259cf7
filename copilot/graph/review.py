"""review: stop for the person. Nothing with an effect stands above the interrupt, since the node runs again on resume."""

from __future__ import annotations

from typing import Any, Literal

from langgraph.runtime import Runtime
from langgraph.types import interrupt
from pydantic import BaseModel, ConfigDict, Field

from copilot.graph.context import Turn
from copilot.graph.state import State


class GoalDecision(BaseModel):
    """What a person decided about one suggested goal."""

    model_config = ConfigDict(extra="forbid")

    goal_index: int = Field(ge=1)
    action: Literal["propose", "edit", "decline"]
    words: str = ""
    changes: dict[str, str] = Field(default_factory=dict)


class ReviewAnswer(BaseModel):
    """The answer to a review: a decision a goal; a goal left out stays undecided."""

    model_config = ConfigDict(extra="forbid")

    decisions: list[GoalDecision] = Field(min_length=1)


async def review(state: State, runtime: Runtime[Turn]) -> State:
    """Wait until a person has decided about the goals suggested."""
    answer: Any = interrupt({"kind": "goals", "agenda_id": state.get("agenda_id"), "goals": state.get("goals", [])}, response_schema=ReviewAnswer)
    decided = answer if isinstance(answer, ReviewAnswer) else ReviewAnswer.model_validate(answer)
    return {"decisions": [d.model_dump() for d in decided.decisions]}
