"""What `benchmark` prints beside the place to look first."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Rep
from copilot.facts import make_fact
from copilot.policy import CoachingPolicy
from copilot.show_figures import show_benchmark
from copilot.tools.benchmark import Benchmark, Focus
from copilot.tools.pistons import Piston, Target

DAY = date(2026, 11, 22)


def piston(name: str, raw: float, target: float, term: float, share: float) -> Piston:
    return Piston(name, raw, raw, raw, raw, 60, Target(target, 5, "people at Core"), term, share, 0.3)


def shown(capsys: pytest.CaptureFixture[str], *pistons: Piston, focus: Focus) -> str:
    facts = tuple(make_fact(f"{p.name}.{part}", 1.0, "ratio", f"what {p.name} shows", DAY) for p in pistons for part in ("own", "vs_target"))
    show_benchmark(Benchmark(Rep("ana", "Ana Bell"), DAY, "Low Core", "Core", focus, (), pistons, (), None, 0.0, None, frozenset(), None, facts), CoachingPolicy())
    return capsys.readouterr().out


def test_a_figure_that_is_ahead_never_weighs_more(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    # all in all ahead: the share of what is ahead is the positive one
    ahead, behind = piston("starts", 12, 9, -0.3, 1.5), piston("win_rate", 0.2, 0.22, 0.1, -0.5)
    focus = Focus("none", None, "There is no clear gap.")
    assert "starts shows" not in shown(capsys, ahead, behind, focus=focus)
    assert "What weighs most in revenue. Win rate: what win_rate shows" in shown(capsys, ahead, behind, focus=focus)
    assert "weighs" not in shown(capsys, ahead, focus=focus)


def test_a_figure_that_is_behind_weighs_more_than_the_piston_that_comes_first(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    first, larger = piston("starts", 8, 9, 0.1, 0.25), piston("win_rate", 0.2, 0.3, 0.3, 0.75)
    focus = Focus("piston", "starts", "Starts: about 8 new opportunities a month where people at Core start about 9.")
    assert "Another figure weighs more in revenue. Win rate: what win_rate shows" in shown(capsys, first, larger, focus=focus)
    assert "weighs" not in shown(capsys, first, focus=focus)


def test_why_nothing_was_compared_is_said_once(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    new, missing = "Less than 90 days of history: figures are shown, and compared with nobody's.", "The engine cannot be modelled yet."
    show_benchmark(Benchmark(Rep("zoe", "Zoë Lind"), DAY, None, None, Focus("none", None, "No gap."), (), (), (new, missing), None, 0.0, None, frozenset(), None, (), uncompared=new), CoachingPolicy())
    said = capsys.readouterr().out
    assert said.count(new.rstrip(".")) == 1
    assert missing in said
