"""Run evals on the demo company and say what came out: `nextplay eval`.

The company is always that of `DAY`, made once and kept below the data folder, so that results of different days
can be compared. Inspect's logs lie beside it: `inspect view --log-dir DATA/evals/logs` shows every case.
"""

from __future__ import annotations

import gc
import math
import shutil
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from copilot.ports import Progress
from copilot.settings import Settings
from evals.checks import GRADER
from evals.dataset import Case
from evals.gate import gate, load_baseline
from evals.interval import mean_by_rep
from evals.scorers import AGENDA_CHECKS
from evals.tasks import agenda_task, chosen_tasks

if TYPE_CHECKING:
    from inspect_ai.log import EvalLog

    from copilot.coach import Coach

DAY = date(2026, 11, 16)
"""The day the company of the evals is made: mid-quarter, a Monday."""


def run_evals(settings: Settings, task_names: Sequence[str] = (), baseline: Path | None = None, on_progress: Callable[[Progress], None] | None = None) -> dict[str, Any]:
    """The `eval` object of the contract.

    Args:
        settings: the company's data are kept in `settings.data / "evals"`; a model named in them writes the agendas.
        task_names: all tasks where none is named.
        baseline: an earlier result to hold this one against.

    Raises:
        InputError: an unknown task, a baseline that cannot be used.
    """
    from copilot.bootstrap import open_coach, seed_demo
    from copilot.testing.clock import FixedClock

    names = chosen_tasks(task_names)
    earlier = load_baseline(baseline) if baseline is not None else None
    home = settings.data / "evals"
    company = settings.model_copy(update={"data": home / f"company-{DAY.isoformat()}", "database_url": None, "policy": settings.policy_file})
    seed_demo(company, on_progress=on_progress, today=DAY)
    # On a copy: what one run drafts and notes is not there for the next.
    with TemporaryDirectory(prefix="run-", dir=home) as room:
        copied = company.model_copy(update={"data": Path(shutil.copytree(company.data, Path(room) / "data"))})
        coach = open_coach(copied, clock=FixedClock.on(DAY))
        try:
            tasks = [run_task(name, coach, home / "logs", on_progress) for name in names]
        finally:
            coach.close()
    return {"tasks": tasks, "gate": gate(tasks, earlier), "day": DAY.isoformat(), "grader": GRADER, "model": coach.model.name if coach.model else None}


def run_task(name: str, coach: Coach, logs: Path, on_progress: Callable[[Progress], None] | None = None) -> dict[str, Any]:
    """Run one task through Inspect, without its display and without a model of its own."""
    from inspect_ai import eval as inspect_eval

    done = 0

    def on_case(_: str) -> None:
        nonlocal done
        done += 1
        if on_progress is not None:
            on_progress(Progress(f"eval {name}", done, len(cases)))

    task, cases = agenda_task(coach, DAY, on_case)
    started = time.monotonic()
    with warnings.catch_warnings():
        # Inspect leaves the streams of its sample events to the garbage collector; it is no fault of ours to be told of.
        warnings.filterwarnings("ignore", message="Unclosed <MemoryObject", category=ResourceWarning)
        log = inspect_eval(
            task,
            model="none/none",
            display="none",
            log_dir=str(logs),
            log_level="error",
            max_samples=1,
            log_model_api=False,
            log_realtime=False,
            ctl_server=False,
            score_display=False,
        )[0]
        gc.collect()
    return summary(name, cases, log, time.monotonic() - started)


def summary(name: str, cases: Sequence[Case], log: EvalLog, seconds: float) -> dict[str, Any]:
    """One entry of `tasks`: means with their intervals, and every case that is not whole, with why."""
    if log.status != "success" or log.samples is None:
        raise RuntimeError(f"the eval {name!r} ended as {log.status!r}: {log.error.message if log.error else 'no reason given'}")
    reps = {c.id: c.rep for c in cases}
    values: dict[str, list[tuple[str, float | None]]] = {check: [] for check in AGENDA_CHECKS}
    short = []
    for sample in log.samples:
        for check, score in (sample.scores or {}).items():
            value = score.as_float()
            scored = None if math.isnan(value) else value
            values[check].append((reps[str(sample.id)], scored))
            if scored is None or scored < 1:
                short.append({"case": str(sample.id), "score": check, "value": scored, "why": score.explanation})
    scores = {check: asdict(mean_by_rep(pairs)) for check, pairs in values.items()}
    return {"name": name, "cases": len(cases), "scores": scores, "seconds": round(seconds, 2), "short": short, "log": str(log.location)}


def show_results(results: dict[str, Any]) -> None:
    """A table for people."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for task in results["tasks"]:
        table = Table(title=f"{task['name']}: {task['cases']} cases in {task['seconds']:.1f} s, written by {results['model'] or 'the plain writer'}", title_justify="left")
        for heading in ("check", "mean", "95 % interval", "cases scored"):
            table.add_column(heading, justify="left" if heading == "check" else "right")
        for check, s in task["scores"].items():
            mean, between = ("-", "-") if s["mean"] is None else (f"{s['mean']:.3f}", f"{s['low']:.3f} to {s['high']:.3f}")
            table.add_row(check.replace("_", " "), mean, between, str(s["n"]))
        console.print(table)
        for line in task["short"][:12]:
            value = "not scored" if line["value"] is None else f"{line['value']:.2f}"
            console.print(f"  {line['case']}, {line['score'].replace('_', ' ')}: {value}, {line['why']}", markup=False, highlight=False)
        if len(task["short"]) > 12:
            console.print(f"  and {len(task['short']) - 12} more; see {task['log']}", markup=False, highlight=False)
    drops = results["gate"]["drops"]
    for drop in drops:
        now = "nothing" if drop["now"] is None else f"{drop['now']:.3f}"
        console.print(f"{drop['task']}, {drop['score'].replace('_', ' ')}: was {drop['was']:.3f}, now {now}", markup=False, highlight=False)
    console.print("The gate is passed." if results["gate"]["passed"] else f"The gate is not passed: {len(drops)} score(s) fell.", markup=False, highlight=False)
