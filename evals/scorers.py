"""The checks as Inspect scorers. A failed preparation is 0 everywhere; what could not be scored is left out, not 0."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from evals import checks
from evals.checks import Check
from evals.dataset import Case

if TYPE_CHECKING:
    from inspect_ai.scorer import Scorer

AGENDA_CHECKS: dict[str, Callable[[dict[str, Any], Case, list[list[str]]], Check]] = {
    "complete_sections": lambda agenda, case, _: checks.complete_sections(agenda, case),
    "goals_without_violations": checks.goals_keep_rules,
    "past_share": lambda agenda, _, __: checks.little_past(agenda),
    "grounded_numbers": lambda agenda, _, __: checks.grounded_numbers(agenda),
    "aspiration": lambda agenda, case, _: checks.aspiration_held(agenda, case),
}


def agenda_scorers() -> list[Scorer]:
    """One scorer a check, named as in the results."""
    return [_scorer(name) for name in AGENDA_CHECKS]


def score_agenda(name: str, metadata: dict[str, Any]) -> Check:
    """One check of one sample, from what the solver left in its metadata."""
    if failed := metadata.get("failed"):
        return Check(0.0, f"no agenda: {failed}")
    if (agenda := metadata.get("agenda")) is None:
        return Check(None, "the solver left no agenda")
    case = Case.model_validate({k: v for k, v in metadata.items() if k in Case.model_fields})
    return AGENDA_CHECKS[name](agenda, case, metadata["violations"])


def _scorer(name: str) -> Scorer:
    from inspect_ai.scorer import Score, Target, mean, scorer
    from inspect_ai.solver import TaskState

    @scorer(metrics=[mean()], name=name)
    def build() -> Scorer:
        async def score(state: TaskState, target: Target) -> Score:
            found = score_agenda(name, state.metadata)
            if found.value is None:
                return Score.unscored(explanation=found.why, reason=found.why)
            return Score(value=found.value, explanation=found.why)

        return score

    return build()
