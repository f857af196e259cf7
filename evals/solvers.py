"""What is put to the test: the copilot through its facade, as a manager would use it, and nothing below it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from copilot.contract import prepared
from copilot.errors import NextplayError
from evals.dataset import Case

if TYPE_CHECKING:
    from inspect_ai.solver import Solver

    from copilot.coach import Coach


def agenda_solver(coach: Coach, day: date, on_case: Callable[[str], None] = lambda _: None) -> Solver:
    """Prepares the case's 1:1 and keeps the agenda as the contract's JSON in `metadata["agenda"]`.

    Each goal's rules are looked at once more, apart from what the draft says of itself: `metadata["violations"]`
    holds the named violations by goal. Where preparing fails, `metadata["failed"]` says why.
    """
    from inspect_ai.model import ModelOutput
    from inspect_ai.solver import Generate, TaskState, solver

    @solver(name="prepare_agenda")
    def build() -> Solver:
        async def solve(state: TaskState, generate: Generate) -> TaskState:
            case = Case.model_validate({k: v for k, v in state.metadata.items() if k in Case.model_fields})
            as_of = day - timedelta(days=case.days_before)
            on_case(case.id)
            try:
                turn = await coach.prepare(coach.viewer(case.viewer), case.rep, as_of=as_of, meeting_on=as_of + timedelta(days=case.meeting_in))
            except NextplayError as e:
                state.metadata["failed"] = f"{type(e).__name__}: {e}"
                return state
            agenda: dict[str, Any] = prepared(turn)
            state.metadata["agenda"] = agenda
            goals = turn.agenda.goals if turn.agenda else ()
            state.metadata["violations"] = [sorted({v.rule for v in (*g.violations, *coach.check_goal(g, as_of + timedelta(days=case.meeting_in)))}) for g in goals]
            text = "\n\n".join(f"{s['title']} ({s['minutes']} min)\n{s['text']}" for s in agenda["sections"])
            state.output = ModelOutput.from_content(str(agenda["model"]["name"] or "scripted"), text)
            return state

        return solve

    return build()
