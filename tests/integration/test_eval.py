"""`nextplay eval`: through Inspect with a planted copilot, and whole on the demo company."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from copilot.coach import Coach
from copilot.domain import Agenda, Fact, GoalDraft, Request, Role, Section, Source, Viewer, Violation
from copilot.errors import NoDataAsOf
from copilot.events import Finished, ModelUse
from copilot.settings import load_settings
from evals.dataset import load_cases
from evals.run import DAY, run_evals, run_task, show_results


class PlantedCoach:
    """Answers every case with a whole agenda, except where a fault is planted."""

    model = None

    def viewer(self, name: str) -> Viewer:
        return Viewer(name, name, Role.MANAGER)

    def check_goal(self, draft: GoalDraft, as_of: date) -> tuple[Violation, ...]:
        return (Violation("binary", "why", "description", "better"),) if "improve" in draft.description else ()

    async def prepare(self, viewer: Viewer, query: str, as_of: date | None = None, meeting_on: date | None = None) -> Finished:
        assert as_of is not None
        assert meeting_on is not None
        if query == "Chidi Okafor":
            raise NoDataAsOf("no data then")
        wish = Fact("f-wish", "wish", "The club.", "text", "“The club.”", as_of, source=Source("aspirations", "said"))
        ids = ("commitments", "calibrate", "conversation", "your_topics", "now_what")
        sections = [Section("connect", "Connect", 5, False, "You want: “The club.”", ("f-wish",)), *(Section(i, i, 5, False, "What next?") for i in ids)]
        facts: tuple[Fact, ...] = (wish,)
        if query in ("Zoë Lindqvist", "Daniel Cohen", "Tom Brandt", "Fatima Haddad", "José Álvarez"):
            sections[0] = replace(sections[0], text="What do you want?", facts=())
            facts = ()
        if query == "Priya Nair":
            sections[2] = replace(sections[2], text="You run 17 a week.")
        goal = GoalDraft("skill", "Read the page and use it once", "Used", "Yes or no", meeting_on, resource="mutual-plan")
        if query == "Mei Tanaka":
            goal = replace(goal, description="improve discovery")
        agenda = Agenda("r", as_of, meeting_on, "first", tuple(sections), (goal,), facts, ())
        return Finished("", Request(("prepare",)), query, "", facts, (), ModelUse(None), agenda=agenda)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run_task("agenda", cast("Coach", PlantedCoach()), tmp_path_factory.mktemp("logs"))


def test_each_planted_fault_costs_its_own_score_and_says_why(planted: dict[str, Any]) -> None:
    short = {(s["case"], s["score"]): s for s in planted["short"] if s["value"] is not None}
    assert short.pop(("mei-near-the-club", "goals_without_violations"))["why"] == "'improve discovery' breaks binary"
    assert "17 in calibrate" in short.pop(("priya-volume-gap", "grounded_numbers"))["why"]
    assert short.pop(("tom-proposal-gap", "aspiration"))["value"] == 0
    failed = {score for case, score in short if case == "chidi-stalled"}
    assert failed == set(planted["scores"]), "no agenda is no score of any kind"
    assert all("no data then" in s["why"] for s in short.values())
    assert {case for case, _ in short} == {"chidi-stalled"}


def test_what_could_not_be_scored_is_not_in_the_mean(planted: dict[str, Any]) -> None:
    grounded = planted["scores"]["grounded_numbers"]
    assert grounded["n"] == 2, "the planted agendas hold no number, but for one; one has no agenda"
    assert grounded["mean"] == 0.0
    assert sum(s["value"] is None for s in planted["short"]) == 18
    assert planted["scores"]["complete_sections"] == {"mean": pytest.approx(0.95), "low": pytest.approx(0.85), "high": 1.0, "n": 20}


def test_inspect_keeps_a_log_that_its_viewer_reads(planted: dict[str, Any]) -> None:
    from inspect_ai.log import read_eval_log

    log = read_eval_log(planted["log"])
    assert log.status == "success"
    assert log.samples is not None
    assert len(log.samples) == 20
    score = (log.samples[0].scores or {})["past_share"]
    assert score.explanation == "0 of 30 minutes look back"


def test_nothing_is_printed_while_it_runs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run_task("agenda", cast("Coach", PlantedCoach()), tmp_path)
    assert capfd.readouterr() == ("", "")


def test_a_programming_fault_is_not_taken_for_a_low_score(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="has no attribute 'prepare'"):
        run_task("agenda", cast("Coach", SimpleNamespace()), tmp_path)


def test_on_the_demo_company_the_plain_writer_keeps_what_agendas_promise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen: list[str] = []
    results = run_evals(load_settings(data=tmp_path / "data"), on_progress=lambda p: seen.append(p.what))
    assert capsys.readouterr().out == ""
    assert json.loads(json.dumps(results, allow_nan=False)) == results
    (task,) = results["tasks"]
    assert (task["name"], task["cases"], results["day"]) == ("agenda", 20, DAY.isoformat())
    for name in ("complete_sections", "goals_without_violations", "past_share", "grounded_numbers"):
        assert task["scores"][name] == {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 20}, task["short"]
    assert task["scores"]["aspiration"]["mean"] >= 0.95, task["short"]
    assert results["gate"] == {"passed": True, "drops": []}
    assert "eval agenda" in seen
    assert {p.name for p in (tmp_path / "data" / "evals").iterdir()} == {f"company-{DAY.isoformat()}", "logs"}, "the copy it ran on is gone"
    show_results(results)
    table = capsys.readouterr().out
    assert "agenda: 20 cases" in table
    assert "grounded numbers" in table
    assert "The gate is passed." in table


def test_every_case_of_the_eval_is_planted_for(planted: dict[str, Any]) -> None:
    assert planted["cases"] == len(load_cases("agenda")) == 20
