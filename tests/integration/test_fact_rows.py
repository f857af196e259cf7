"""Every figure lists the rows it was counted from, or says why there are none to list (sections 0 and 9)."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from copilot import contract
from copilot.bootstrap import open_coach
from copilot.cli import app
from copilot.coach import OPERATOR, Coach
from copilot.domain import Fact
from copilot.fact_rows import ROWS_SHOWN
from copilot.facts import POOLED
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from copilot.tools.engine import engine_facts
from copilot.tools.focus_reason import focus_reason, other_reason

WHOLE = bool(os.environ.get("NEXTPLAY_HEAVY"))
"""Every rep of the demo company, or each fourth, so of each team two."""
CHANGES = ("starts=+5%", "win_rate=+10%")
ASKED = ("how is {} doing this quarter?", "what does it take for {} to reach the goal?", "what did {} promise last time?", "which of {}'s deals matter most?", "when did I last meet {}?")


@pytest.fixture(scope="module")
def demo(demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    folder = Path(shutil.copytree(demo_made_once, tmp_path_factory.mktemp("rows") / "demo"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEXTPLAY_DATA", str(folder))
        opened = open_coach(load_settings(data=folder), FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC)))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def maven(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    opened = open_coach(load_settings(data=tmp_path_factory.mktemp("maven_iso")))
    opened.import_crm(OPERATOR, [shared_data / "crm" / "maven_iso"])
    yield opened
    opened.close()


async def _said(coach: Coach, rep_ids: Iterable[str]) -> dict[str, Fact]:
    """By id: all that the pages, the commands and the agenda say about these reps."""
    day, _ = coach.as_of(OPERATOR, None)
    company = coach.company(OPERATOR, day)
    reps = {r.id: r for r in coach.records.reps(OPERATOR, day)}
    found: list[Fact] = []
    async with coach.session():
        for rep_id in rep_ids:
            prepared = await coach.prepare(OPERATOR, rep_id)
            assert prepared.agenda is not None
            found += prepared.agenda.facts
            found += coach.rep_view(OPERATOR, rep_id).facts
            compared = coach.benchmark(OPERATOR, rep_id)
            found += [*compared.facts, focus_reason(compared, coach.policy), *(other_reason(compared, what, coach.policy) for what in ("win_rate", "speed", "call", "demo"))]
            found += coach.forecast(OPERATOR, rep_id, CHANGES if compared.stretch else ()).facts
            found += engine_facts(company, reps[rep_id], day, coach.policy)
    found += [f for row in coach.team(OPERATOR)[0] for f in row.facts]
    found += coach.team_view(OPERATOR).facts + coach.insights(OPERATOR).facts + coach.goal_queue(OPERATOR).facts
    return {f.id: f for f in found}


def _check(coach: Coach, facts: Iterable[Fact]) -> int:
    """Each can be opened as `nextplay fact` and the page do, and then shows rows or why not. How many were looked at."""
    day, _ = coach.as_of(OPERATOR, None)
    company = coach.company(OPERATOR, day)
    of = dict(zip(company.opportunities["opportunity_id"], company.opportunities["rep_id"], strict=True)) | dict(zip(company.activities["activity_id"], company.activities["rep_id"], strict=True))
    looked = 0
    for fact in sorted(facts, key=lambda f: f.as_of):  # one day after the other: the company as it stood on a day is worked out once
        source = fact.source
        assert source is not None, fact
        assert source.how, fact
        shown = coach.fact_rows(OPERATOR, fact)
        assert shown or source.rows_note, fact
        if source.rows:
            assert source.rep_id is not None, fact
            assert len(shown) == min(len(source.rows), ROWS_SHOWN), (fact.name, source.table, len(source.rows), len(shown))
            assert {of.get(row, source.rep_id) for row in source.rows} == {source.rep_id}, fact
        else:
            assert source.rows_note.endswith("."), fact
        if source.rep_id is None:  # pooled, or about nobody: nobody's rows
            assert not source.rows, fact
        looked += 1
    return looked


async def test_every_figure_about_the_demo_company_lists_rows_or_says_why_not(demo: Coach) -> None:
    reps = [r.id for r in demo.records.reps(OPERATOR, demo.as_of(OPERATOR, None)[0])]
    assert len(reps) == 24
    facts = await _said(demo, reps if WHOLE else reps[::4])
    assert _check(demo, facts.values()) > (1_500 if WHOLE else 500)
    own = [f for f in facts.values() if f.source is not None and f.source.rep_id is not None and f.kind not in ("words", "policy", "date")]
    with_rows = [f for f in own if f.source is not None and f.source.rows]
    assert len(with_rows) > 0.9 * len(own), sorted({f.name for f in own if f not in with_rows})


async def test_every_figure_about_an_export_without_quotas_lists_rows_or_says_why_not(maven: Coach) -> None:
    reps = [r.id for r in maven.records.reps(OPERATOR, maven.as_of(OPERATOR, None)[0])]
    assert _check(maven, (await _said(maven, reps[:: 5 if WHOLE else 12])).values()) > (150 if WHOLE else 60)


async def test_what_a_conversation_says_lists_rows_or_says_why_not(demo: Coach) -> None:
    names = [r.name.split()[0] for r in demo.records.reps(OPERATOR, demo.as_of(OPERATOR, None)[0])[::8]]
    looked = 0
    async with demo.session():
        for name in names:
            for message in ASKED:
                said = await demo.say(OPERATOR, message.format(name))
                looked += _check(demo, said.facts)
    assert looked > 20


async def test_a_forecast_lists_the_deals_it_goes_by(demo: Coach) -> None:
    rep = demo.records.reps(OPERATOR, demo.as_of(OPERATOR, None)[0])[0]
    view = demo.rep_view(OPERATOR, rep.id)
    company = demo.company(OPERATOR, view.as_of)
    own = company.opportunities[company.opportunities["rep_id"] == rep.id]
    start = view.by_name["win_rate.own"].window
    assert start is not None
    assert start.start is not None
    recent = (own["created_on"].dt.date >= start.start) | (own["closed_on"].dt.date >= start.start) | (own["status"] == "open")
    for name in ("expected.range", "p_goal", "ahead.p50"):
        source = view.by_name[name].source
        assert source is not None
        assert set(source.rows) == set(own.loc[recent, "opportunity_id"])


def test_a_target_is_pooled_and_says_so(demo: Coach) -> None:
    reps = demo.records.reps(OPERATOR, demo.as_of(OPERATOR, None)[0])
    pooled = [f for r in reps for f in demo.benchmark(OPERATOR, r.id).facts if f.name.endswith(".target") and f.source is not None and f.source.rep_id is None]
    assert pooled
    assert {f.source.rows_note for f in pooled if f.source} == {POOLED}
    assert not any(f.source.rows for f in pooled if f.source)


def test_the_command_and_the_api_say_why_there_are_no_rows(demo: Coach) -> None:
    rep = next(r for r in demo.records.reps(OPERATOR, demo.as_of(OPERATOR, None)[0]) if any(f.name == "starts.target" for f in demo.benchmark(OPERATOR, r.id).facts))
    target = next(f for f in demo.benchmark(OPERATOR, rep.id).facts if f.name == "starts.target")
    demo.rep_view(OPERATOR, rep.id)  # keeps its figures, as a page does
    said = CliRunner().invoke(app, ["fact", target.id])
    assert said.exit_code == 0, said.output
    assert "nobody else's rows are shown" in " ".join(said.output.split())
    as_json = json.loads(CliRunner().invoke(app, ["fact", target.id, "--json"]).output)
    assert as_json["rows"] == []
    assert as_json["source"]["rows_note"] == POOLED
    assert contract.fact(target)["source"]["rows_note"] == POOLED
