"""The demo company through the facade: verdicts with rows one can list, a contest that waits, time over a team, and who may see what."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from copilot import contract
from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import GoalState, Role, Viewer
from copilot.errors import Forbidden
from copilot.settings import load_settings
from copilot.show_figures import show_team
from copilot.testing.clock import FixedClock
from copilot.tools.team import TeamRow
from copilot.tools.verdicts import judge

TODAY = date(2026, 11, 22)


@pytest.fixture
def coach(demo_folder: Path) -> Iterator[Coach]:
    opened = open_coach(load_settings(data=demo_folder), FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC)))
    yield opened
    opened.close()


def row_of(coach: Coach, name: str, viewer: Viewer = OPERATOR) -> TeamRow:
    return next(r for r in coach.team(viewer)[0] if r.rep.name == name)


def test_a_goal_judged_from_the_crm_shows_the_rows_it_was_judged_by(coach: Coach) -> None:
    row = row_of(coach, "Viktor Petrov")
    (judged,) = [j for j in row.lately if j.by == "crm"]
    assert judged.outcome == "missed"
    assert judged.goal.state is GoalState.AGREED
    assert judged.evidence is not None
    kept = coach.fact(OPERATOR, judged.evidence.id)
    rows = coach.fact_rows(OPERATOR, kept)
    draft = judged.goal.draft
    assert kept.value == len(rows) < (draft.amount or 0)
    acts = coach.company(OPERATOR, TODAY).activities
    mine = acts[(acts["rep_id"] == row.rep.id) & (acts["type"] == draft.activity)]
    days = mine["on"].dt.date
    counted = mine[(days > judged.goal.suggested_at.date()) & (days <= draft.completion_date)]
    assert {r.id for r in rows} == set(counted["activity_id"])
    assert all(r.where for r in rows)


def test_a_contest_waits_for_a_person_and_no_later_look_settles_it(coach: Coach) -> None:
    row = row_of(coach, "Viktor Petrov")
    (judged,) = [j for j in row.lately if j.by == "crm"]
    own = Viewer(row.rep.id, row.rep.name, Role.REP)
    boss = coach.viewer("Rafael Moreno")
    coach.decide_goal(own, row.rep.id, judged.goal.id, "contested", "The last call is logged with a colleague")
    for _ in range(2):
        after = row_of(coach, "Viktor Petrov", boss)
        assert judged.goal.id in after.coachability.contested
        assert after.coachability.missed == row.coachability.missed - 1
    assert [i.goal.id for i in coach.goal_queue(boss).waiting if i.rep.id == row.rep.id] == [judged.goal.id]
    page = coach.rep_view(own, row.rep.id)
    assert page.judged[judged.goal.id].contest is not None
    entries = coach.audit.entries(own, own.id)
    assert any(e.subject == judged.goal.id and e.detail.get("action") == "contested" and e.by == own.id for e in entries)
    coach.decide_goal(boss, row.rep.id, judged.goal.id, "kept", "You are right")
    settled = row_of(coach, "Viktor Petrov", boss)
    assert settled.coachability.contested == ()
    assert settled.coachability.kept == row.coachability.kept + 1


def test_the_agenda_takes_up_what_is_contested(coach: Coach) -> None:
    queue = coach.goal_queue(coach.viewer("Rafael Moreno"))
    contested = [i for i in queue.waiting if i.judged.outcome == "contested"]
    assert [i.rep.name for i in contested] == ["Maria Delgado"]
    assert contested[0].judged.count is not None
    assert not contested[0].judged.count.enough


async def test_since_last_time_says_what_the_crm_counted_and_what_one_side_sees_differently(coach: Coach) -> None:
    finished = await coach.prepare(coach.viewer("Rafael Moreno"), "Maria Delgado")
    assert finished.agenda is not None
    since = next(s for s in finished.agenda.sections if s.id == "commitments")
    assert "One of us sees this differently" in since.text
    assert "logged there.” (Maria Delgado," in since.text
    assert finished.agenda.minutes_past <= 3


def test_goals_past_their_date_that_the_crm_cannot_judge_wait_for_a_person(coach: Coach) -> None:
    waiting = {i.rep.name: i for i in coach.goal_queue(OPERATOR).waiting}
    assert waiting["Björn Eriksson"].judged.outcome == "unverified"
    settled = {i.rep.name for i in coach.goal_queue(OPERATOR).settled}
    assert {"José Álvarez", "Viktor Petrov"} <= settled


def test_the_prompt_half_way_goes_away_once_the_manager_has_asked(coach: Coach) -> None:
    helen = coach.viewer("Helen Brooks")
    prompts = coach.team_view(helen).check_ins
    assert prompts
    member, prompt = prompts[0]
    assert coach.fact(helen, prompt.fact.id).text == prompt.fact.text
    coach.decide_goal(helen, member.row.rep.id, prompt.judged.goal.id, "checked_in")
    assert len(coach.team_view(helen).check_ins) == len(prompts) - 1


def test_time_over_a_team_names_whom_nobody_met_only_to_whoever_leads_them(coach: Coach) -> None:
    ingrid = coach.viewer("Ingrid Solheim")
    found = coach.insights(ingrid)
    (team,) = found.teams
    assert [t.rep.name for t in team.reps if t.skipped] == ["Daniel Cohen", "Noor van Dijk"]
    assert team.finding.verdict == "present"
    assert team.evenness is not None
    assert team.evenness.value == 0
    names = [r.name for r in coach.records.reps(OPERATOR, TODAY)]
    pooled = [f for f in found.facts if f.rep_id is None]
    assert all(name not in f.text and not f.source.rows for f in pooled if f.source for name in names)
    with pytest.raises(Forbidden):
        coach.insights(Viewer(team.reps[0].rep.id, team.reps[0].rep.name, Role.REP))
    even = coach.insights(coach.viewer("Helen Brooks")).teams[0]
    assert even.finding.verdict == "absent"
    assert isinstance(even.evenness.value if even.evenness else None, float)


def test_the_gap_shows_where_a_manager_thinks_more_of_the_1on1s_than_the_reps(coach: Coach) -> None:
    gaps = {g.pool.manager_name: g for g in coach.insights(OPERATOR).gaps}
    assert gaps["Rafael Moreno"].pool.manager_mean - gaps["Rafael Moreno"].pool.rep_mean > 0.5
    assert all(g.pool.reps >= 3 for g in gaps.values())
    (own,) = coach.insights(coach.viewer("Rafael Moreno")).gaps
    assert own.pool == gaps["Rafael Moreno"].pool


def test_each_figure_of_the_insights_can_be_asked_for(coach: Coach) -> None:
    found = coach.insights(OPERATOR)
    assert found.leads.answer == "too early"
    assert len(found.curve) >= 4
    assert len(found.normals) >= 20
    for fact in found.facts:
        assert coach.fact(OPERATOR, fact.id).text == fact.text
        assert fact.source is not None
        assert fact.source.how
    normal = next(iter(found.normals.values()))
    opps = coach.company(OPERATOR, TODAY).opportunities
    won = opps[opps["opportunity_id"].isin(normal.source.rows if normal.source else ())]
    assert set(won["status"]) == {"won"}
    assert set(won["rep_id"]) == {normal.rep_id}


def test_a_new_hire_met_more_often_than_due_is_not_met_by_more_than_all(coach: Coach) -> None:
    rhythm = row_of(coach, "Zoë Lindqvist").rhythm
    fact = next(f for f in rhythm.facts if f.name == "adherence")
    assert rhythm.extra > 0
    assert rhythm.adherence == fact.value == 1
    assert fact.text.startswith(f"{rhythm.due} of {rhythm.due} due since {(TODAY - timedelta(days=55)).day} September 2026 were held, and ")


def test_every_count_of_every_rep_is_what_plain_sql_counts(coach: Coach) -> None:
    acts = coach.company(OPERATOR, TODAY).activities
    sql = sqlite3.connect(":memory:")
    sql.execute("CREATE TABLE acts (rep TEXT, type TEXT, day TEXT)")
    sql.executemany("INSERT INTO acts VALUES (?, ?, ?)", [(r, t, None if pd.isna(on) else on.date().isoformat()) for r, t, on in zip(acts["rep_id"], acts["type"], acts["on"], strict=True)])
    checked = 0
    for rep in coach.records.reps(OPERATOR, TODAY):
        goals = coach.records.goals(OPERATOR, rep.id)
        for judged in judge(goals, TODAY, coach.company(OPERATOR, TODAY)):
            draft = judged.goal.draft
            if draft.activity is None or draft.completion_date is None or judged.goal.agreed_at is None:
                assert judged.count is None
                continue
            begun, end = judged.goal.suggested_at.date(), min(draft.completion_date, TODAY)
            query = "SELECT count(*) FROM acts WHERE rep = ? AND type = ? AND day > ? AND day <= ?"
            (counted,) = sql.execute(query, (rep.id, draft.activity, begun.isoformat(), end.isoformat())).fetchone()
            assert judged.count is not None
            assert judged.count.done == counted
            if judged.by == "crm":
                assert judged.outcome == ("kept" if counted >= (draft.amount or 0) else "missed")
            if judged.outcome in ("kept", "missed"):
                assert not judged.disagrees, "the demo's verdicts are borne out by its CRM"
            checked += 1
    assert checked >= 40


def test_an_earlier_day_knows_nothing_of_what_was_said_later(coach: Coach) -> None:
    (item,) = [i for i in coach.goal_queue(OPERATOR).waiting if i.rep.name == "Maria Delgado"]
    assert item.judged.contest is not None
    day = item.judged.contest.at.date()
    before = coach.goal_queue(OPERATOR, day - timedelta(days=1))
    assert item.goal.id not in {i.goal.id for i in before.waiting}
    assert item.goal.id in {i.goal.id for i in coach.goal_queue(OPERATOR, day).waiting}


def test_the_command_says_it_in_sentences_and_its_figures_can_be_asked_for(coach: Coach, capsys: pytest.CaptureFixture[str]) -> None:
    report = contract.team(*coach.team(OPERATOR), coach.insights(OPERATOR))
    json.dumps(report)
    show_team(report)
    said = capsys.readouterr().out
    for text in (
        "contested, yours to decide (",
        "half-way since",
        "none in that time with Daniel Cohen and Noor van Dijk",
        "It cannot be told yet whether",
        "4 of 4 and 4 more",
    ):
        assert text in said
    ids = {f["id"] for f in report["facts"]}
    assert {v["fact"] for r in report["reps"] for v in r["verdicts"] if v["fact"]} <= ids
    assert all(t["evenness"]["fact"] in ids for t in report["teams"])
    alone = coach.viewer("Zoë Lindqvist")
    own = contract.team(*coach.team(alone))
    assert [r["rep"] for r in own["reps"]] == ["Zoë Lindqvist"]
    assert "teams" not in own
