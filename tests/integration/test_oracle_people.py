"""Coachability, cadence and adherence again in plain SQL over the stored rows of the demo company: every rep, several days (sections 6 and 8)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from math import comb
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.settings import load_settings
from copilot.tools.coachability import coachability
from tests.conftest import DEMO_DAY
from tests.integration.oracle import Books, by_rep, months_back

DAYS = (DEMO_DAY, DEMO_DAY - timedelta(days=9), date(2026, 9, 30), date(2026, 7, 1))[:: 1 if os.environ.get("NEXTPLAY_HEAVY") else 2]

JUDGED = """
with said as (select goal_id, arg_max(action, id) filter (action in ('kept', 'missed')) as verdict,
                     max(id) filter (action in ('kept', 'missed')) as judged, max(id) filter (action = 'contested') as contested
              from goal_events where cast("at" as date) <= $as_of group by goal_id),
promised as (
    select g.*, cast(draft ->> 'completion_date' as date) as due, draft ->> 'kind' as kind, draft ->> 'activity' as activity, cast(draft ->> 'amount' as bigint) as amount,
           cast(suggested_at as date) as suggested, cast(agreed_at as date) as agreed, s.verdict, s.contested is not null and s.contested > coalesce(s.judged, 0) as contested
    from goals g left join said s on s.goal_id = g.id where cast(suggested_at as date) <= $as_of),
counted as (
    select p.*, kind = 'activity' and amount > 0 and agreed <= due and exists (select 1 from acts a where a.type = p.activity) as countable,
           (select count(*) from acts a where a.rep_id = p.rep_id and a.type = p.activity and a.day > p.suggested and a.day <= least(p.due, $as_of)) as done,
           (select max(day) from acts) >= least(p.due, $as_of) as complete
    from promised p),
outcomes as (
    select *, case
        when agreed is null or agreed > $as_of then case when state = 'declined' and exists (select 1 from goal_events e where e.goal_id = c.id and e.action = 'declined' and cast(e."at" as date) <= $as_of) then 'declined' else 'suggested' end
        when state = 'withdrawn' and decided_on <= $as_of then 'withdrawn'
        when contested and (verdict is not null or due < $as_of) then 'contested'
        when verdict is not null then verdict
        when due is null or due >= $as_of then 'running'
        when countable and done >= amount then 'kept'
        when countable and complete then 'missed'
        else 'unverified' end as outcome
    from counted c)
select r.rep_id,
       count(*) filter (outcome = 'kept') as kept, count(*) filter (outcome = 'missed') as missed, count(*) filter (outcome = 'unverified') as unverified,
       count(*) filter (outcome = 'contested') as contested, count(*) filter (outcome = 'declined') as declined,
       count(*) filter (outcome not in ('declined', 'suggested')) as agreed,
       count(*) filter (outcome in ('kept', 'missed') and verdict is null) as by_crm
from reps r left join outcomes o on o.rep_id = r.rep_id and coalesce(due, decided_on, suggested) >= $first group by r.rep_id
"""

RHYTHM = """
create table teams as select rep_id, coalesce(manager_id, 'team ' || team, 'everybody') as team, hired_on from reps;
create table rhythm as
with cycles as (select t.team, median(d.days) as cycle from teams t join deals d using (rep_id) where d.status = 'won' and d.closed between $start and $as_of and d.days is not null group by t.team),
     busy as (select t.team, count(a.activity_id) / workdays($weeks, $as_of) / count(distinct t.rep_id) as per_day from teams t left join acts a on a.rep_id = t.rep_id and a.day between $weeks and $as_of and list_contains($key, a.type) group by t.team),
     steps as (select t.team, case when c.cycle is null then 1 when c.cycle <= $weekly then 0 when c.cycle <= $fortnight then 1 else 2 end as step, b.per_day
               from (select distinct team from teams) t left join cycles c using (team) left join busy b using (team))
select team, [7, 14, 30][1 + greatest(0, step - case when per_day > $most then 1 else 0 end)] as every from steps;
create table met as
select t.rep_id, t.team, r.every, greatest($quarter, coalesce(t.hired_on, $quarter)) as since,
       greatest(0, date_diff('day', greatest($quarter, coalesce(t.hired_on, $quarter)), $as_of) + 1) // r.every as due,
       (select count(*) from one_on_ones o where o.rep_id = t.rep_id and o.state = 'held' and o.day between greatest($quarter, coalesce(t.hired_on, $quarter)) and $as_of) as held,
       (select coalesce(sum(minutes), 0) from one_on_ones o where o.rep_id = t.rep_id and o.state = 'held' and o.day between greatest($quarter, coalesce(t.hired_on, $quarter)) and $as_of) as minutes,
       (select max(day) from one_on_ones o where o.rep_id = t.rep_id and o.state = 'held' and o.day <= $as_of) as last_held
from teams t join rhythm r using (team)
"""

TEAMS = """
with even as (select team, minutes / (due * $minutes) as ratio from met where since = $quarter and due > 0)
select team as rep_id, sum(least(held, due)) / nullif(sum(due), 0) as adherence, count(*) filter (since = $quarter and due > 0 and held = 0) as skipped,
       (select min(ratio) / nullif(max(ratio), 0) from even e where e.team = m.team having count(*) > 1) as evenness
from met m group by team
"""


@pytest.fixture(scope="module")
def opened(demo_made_once: Path) -> Iterator[tuple[Coach, Path]]:
    coach = open_coach(load_settings(data=demo_made_once))
    yield coach, demo_made_once
    coach.close()


def test_verdicts_and_coachability_are_those_of_sql_for_every_rep(opened: tuple[Coach, Path]) -> None:
    coach, folder = opened
    judged = by_crm = 0
    for day in DAYS:
        books = Books(folder, day, coach.policy)
        wanted = by_rep(books.ask(JUDGED, first=months_back(day, 12) + timedelta(days=1)))
        books.close()
        company = coach.company(OPERATOR, day)
        for rep in company.reps:
            got, want = coachability(coach.records.goals(OPERATOR, rep.id), rep, day, coach.policy, company), wanted[rep.id]
            mine = {"kept": got.kept, "missed": got.missed, "unverified": len(got.unverified), "contested": len(got.contested), "declined": got.declined, "agreed": got.agreed}
            assert mine == {k: want[k] for k in mine}, (day, rep.name)
            n = want["kept"] + want["missed"]
            assert got.score == (want["kept"] / n if n else None)
            at_most = sum(comb(n, k) * 0.7**k * 0.3 ** (n - k) for k in range(want["kept"] + 1))
            level = "unproven" if not n else "strong" if want["kept"] / n >= 0.7 and n >= 3 else "weak" if want["kept"] / n < 0.7 and at_most < 0.2 else "unproven"
            assert got.level == level, (day, rep.name, want)
            judged += n
            by_crm += want["by_crm"]
    assert judged > 100
    assert by_crm > 0


def test_cadence_and_adherence_are_those_of_sql_for_every_rep_and_team(opened: tuple[Coach, Path]) -> None:
    coach, folder = opened
    held = 0
    for day in DAYS:
        policy = coach.policy
        books = Books(folder, day, policy)
        quarter, weeks = day - timedelta(weeks=policy.adherence_weeks) + timedelta(days=1), day - timedelta(weeks=policy.activity_weeks) + timedelta(days=1)
        bounds = {"weekly": policy.weekly_cycle_days, "fortnight": policy.fortnight_cycle_days, "most": policy.busy_activities_per_day, "key": list(policy.key_activities)}
        for statement in RHYTHM.split(";"):
            books.run(statement, quarter=quarter, weeks=weeks, **bounds)
        wanted = by_rep(books.ask("select * from met"))
        teams = by_rep(books.ask(TEAMS, quarter=quarter, minutes=policy.meeting_minutes))
        books.close()
        found = coach.insights(OPERATOR, day)
        seen = set()
        for team in found.teams:
            want = teams[team.id]
            assert (team.adherence.value if team.adherence else None) == pytest.approx(want["adherence"]), (day, team.name)
            assert (team.evenness.value if team.evenness else None) == (None if want["evenness"] is None else pytest.approx(want["evenness"])), (day, team.name)
            assert (team.skipped.value if team.skipped else 0) == want["skipped"], (day, team.name)
            for share in team.reps:
                mine, theirs = share.cadence, wanted[share.rep.id]
                seen.add(share.rep.id)
                assert {"weekly": 7, "every two weeks": 14, "monthly": 30}[mine.every] == theirs["every"], (day, share.rep.name)
                assert (mine.held, mine.due, mine.held_minutes, mine.last_held) == (theirs["held"], theirs["due"], theirs["minutes"], theirs["last_held"]), (day, share.rep.name)
                assert mine.adherence == (pytest.approx(min(theirs["held"], theirs["due"]) / theirs["due"]) if theirs["due"] else None)
                held += mine.held
        assert seen == set(wanted)
    assert held > 100
