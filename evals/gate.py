"""Whether a result may pass beside an earlier one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from copilot.errors import InputError

TOLERANCE = 0.02
"""A mean may fall by this much; one case in fifty."""


def load_baseline(path: Path) -> dict[str, Any]:
    """A result that `nextplay eval --json` printed.

    Raises:
        InputError: not there, no JSON, or no such result.
    """
    try:
        found = json.loads(path.read_text("utf-8"))
        tasks = {t["name"]: t["scores"] for t in found["tasks"]}
    except FileNotFoundError as e:
        raise InputError(f"there is no baseline {str(path)!r}; make one with: nextplay eval --json > {path}") from e
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as e:
        raise InputError(f"the baseline {str(path)!r} is no result of `nextplay eval --json` ({type(e).__name__}: {e})") from e
    return tasks


def gate(tasks: list[dict[str, Any]], baseline: dict[str, Any] | None) -> dict[str, Any]:
    """`passed` and `drops` [{task, score, was, now, why}] against a baseline, for the tasks that were run."""
    drops = []
    for task in tasks:
        for name, was in (baseline or {}).get(task["name"], {}).items():
            if was["mean"] is None:
                continue
            now = task["scores"].get(name, {}).get("mean")
            if now is None:
                drops.append({"task": task["name"], "score": name, "was": was["mean"], "now": None, "why": "no longer scored"})
            elif now < was["mean"] - TOLERANCE:
                drops.append({"task": task["name"], "score": name, "was": was["mean"], "now": now, "why": f"fell by more than {TOLERANCE:g}"})
    return {"passed": not drops, "drops": drops}
