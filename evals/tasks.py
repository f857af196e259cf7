"""The Inspect tasks, by the name a command gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from copilot.errors import InputError
from evals.checks import GRADER
from evals.dataset import Case, load_cases, task_names, to_dataset
from evals.scorers import agenda_scorers
from evals.solvers import agenda_solver

if TYPE_CHECKING:
    from inspect_ai import Task

    from copilot.coach import Coach


def chosen_tasks(names: Sequence[str]) -> list[str]:
    """The tasks named, all where none is.

    Raises:
        InputError: a name that is no task's.
    """
    known = task_names()
    for name in names:
        if name not in known:
            raise InputError(f"there is no eval task {name!r}; there are: {', '.join(known)}")
    return list(dict.fromkeys(names)) or known


def agenda_task(coach: Coach, day: date, on_case: Callable[[str], None] = lambda _: None) -> tuple[Task, list[Case]]:
    """Prepare a 1:1 for each case and run the five deterministic checks on its agenda."""
    from inspect_ai import Task

    cases = load_cases("agenda")
    return Task(dataset=to_dataset("agenda", cases), solver=agenda_solver(coach, day, on_case), scorer=agenda_scorers(), name="agenda", version=GRADER), cases
