"""Means with their intervals, and what passes beside an earlier result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from copilot.errors import InputError
from evals.gate import gate, load_baseline
from evals.interval import Mean, mean_by_rep


def test_the_mean_is_over_cases_and_leaves_out_what_could_not_be_scored() -> None:
    found = mean_by_rep([("a", 1.0), ("a", 0.0), ("b", 1.0), ("c", None)])
    assert found.mean == pytest.approx(2 / 3)
    assert found.n == 3
    assert mean_by_rep([("a", None)]) == Mean(None, None, None, 0)
    assert mean_by_rep([]) == Mean(None, None, None, 0)


def test_the_interval_is_the_same_every_time_and_holds_the_mean() -> None:
    pairs: list[tuple[str, float | None]] = [(f"rep {k}", float(k % 3 > 0)) for k in range(20)]
    once, again = mean_by_rep(pairs), mean_by_rep(list(reversed(pairs)))
    assert once == again
    assert once.low is not None
    assert once.high is not None
    assert once.mean is not None
    assert 0.3 < once.low < once.mean < once.high < 0.95


def test_cases_of_one_rep_count_as_one_draw() -> None:
    def width(pairs: list[tuple[str, float | None]]) -> float:
        found = mean_by_rep(pairs)
        assert found.high is not None
        assert found.low is not None
        return found.high - found.low

    apart: list[tuple[str, float | None]] = [(f"rep {k}", float(k % 2)) for k in range(20)]
    together: list[tuple[str, float | None]] = [(f"rep {k % 4}", float(k % 2)) for k in range(20)]
    assert width(together) > 1.5 * width(apart)


def task(**means: float | None) -> dict[str, Any]:
    return {"name": "agenda", "scores": {k: {"mean": v, "low": v, "high": v, "n": 20} for k, v in means.items()}}


def test_a_fall_beyond_the_tolerance_fails_the_gate_and_is_named() -> None:
    was = {"agenda": task(a=1.0, b=0.9, c=0.5, d=None)["scores"]}
    passed = gate([task(a=0.985, b=0.95, c=0.5, d=0.1)], was)
    assert passed == {"passed": True, "drops": []}
    failed = gate([task(a=0.95, b=0.9, c=None, d=0.0)], was)
    assert not failed["passed"]
    assert [(d["score"], d["now"]) for d in failed["drops"]] == [("a", 0.95), ("c", None)]
    assert gate([task(a=0.0)], None)["passed"], "without a baseline there is nothing to fall from"


def test_a_score_that_is_gone_is_a_drop() -> None:
    assert gate([task(b=1.0)], {"agenda": task(a=1.0)["scores"]})["drops"] == [{"task": "agenda", "score": "a", "was": 1.0, "now": None, "why": "no longer scored"}]


def test_a_baseline_is_what_the_command_printed(tmp_path: Path) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(json.dumps({"tasks": [task(a=1.0)], "gate": {"passed": True, "drops": []}}))
    assert load_baseline(file)["agenda"]["a"]["mean"] == 1.0


@pytest.mark.parametrize("text", ["", "[]", '{"tasks": 3}', '{"tasks": [{"name": "agenda"}]}'])
def test_anything_else_is_refused_with_the_file_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text)
    with pytest.raises(InputError, match=r"baseline\.json"):
        load_baseline(file)
    with pytest.raises(InputError, match="nextplay eval --json"):
        load_baseline(tmp_path / "none.json")
