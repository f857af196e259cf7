"""What somebody at the level aimed at does, again in plain SQL over the stored rows: every rep, several days (sections 2 and 3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.policy import SEGMENTS
from copilot.settings import load_settings
from copilot.tools.activities import activity_gaps
from copilot.tools.level_wanted import target_segment
from copilot.tools.pistons import piston_gaps
from copilot.tools.segments import standings
from tests.conftest import DEMO_DAY
from tests.integration.oracle import Books, months_there, standings_sql

EXPORTS = ("maven_iso", "maven")

LEVELS = """
create table recent as select * from deals where status = 'won' and closed between $start and $as_of;
create table observed as
select c.rep_id, c.job, c.ramping, piston, n, mean, squares from cohort c join (
    select rep_id, 'starts' as piston, m.months as n, (select count(*) from deals d where d.rep_id = m.rep_id and d.created between $start and $as_of) / m.months as mean, 0.0 as squares from there m
    union all
    select r.rep_id, 'win_rate', count(d.rep_id), coalesce(avg(cast(d.status = 'won' as int)), 0), 0.0
    from reps r left join deals d on d.rep_id = r.rep_id and d.status in ('won', 'lost') and d.closed between $start and $as_of group by r.rep_id
    union all
    select r.rep_id, 'value', count(w.value), coalesce(avg(w.value), 0), coalesce(var_pop(w.value) * count(w.value), 0) from reps r left join recent w on w.rep_id = r.rep_id and w.value <> 0 group by r.rep_id
    union all
    select r.rep_id, 'log_days', count(w.days), coalesce(avg(ln(w.days + 1)), 0), coalesce(var_pop(ln(w.days + 1)) * count(w.days), 0) from reps r left join recent w on w.rep_id = r.rep_id group by r.rep_id
) o using (rep_id);
create table moments as
with grand as (select job, piston, count(*) as reps, sum(n) as total, sum(n * n) as squared, sum(n * mean) / sum(n) as m, sum(squares) as squares, sum(n - 1) filter (n > 1) as freedom, var_samp(mean) as apart
               from observed where not ramping and n > 0 group by all),
     spread as (select *, 0.5 / greatest(total, 1) as least, case piston when 'starts' then greatest(m, 0.5 / greatest(total, 1)) when 'win_rate' then m * (1 - m) else case when freedom > 0 then squares / freedom else coalesce(apart, 0) end end as within from grand),
     parted as (select s.*, total - squared / total - (case when piston = 'win_rate' then reps - 1 else 0 end) as share,
                       (select sum(o.n * pow(o.mean - s.m, 2)) from observed o where o.job is not distinct from s.job and o.piston = s.piston and not o.ramping and o.n > 0) as between_sum from spread s),
     fitted as (select *, case when reps >= $least_reps and share > 0 then (between_sum - (reps - 1) * within) / share else 0 end as between_reps from parted)
select *, case when between_reps > 1e-12 * greatest(m * m, within) and (case when piston = 'win_rate' then within - between_reps else within end) > 0
                    then (case when piston = 'win_rate' then within - between_reps else within end) / between_reps
               when between_reps > 1e-12 * greatest(m * m, within) and piston <> 'win_rate' then 0
               when piston = 'starts' then $k / greatest(m, least) else $k end as weight
from fitted;
create table priors as
select f.job, f.piston, f.reps, f.weight, f.least, f.total, sum(o.n / (o.n + f.weight) * o.mean) / sum(o.n / (o.n + f.weight)) as centre
from moments f join observed o on o.job is not distinct from f.job and o.piston = f.piston and not o.ramping and o.n > 0 group by all;
create table shrunk as
select o.rep_id, o.job, o.ramping, o.piston, o.n, o.mean, p.reps - (case when not o.ramping and o.n > 0 then 1 else 0 end) >= $min_pool as pooled,
       case when p.reps - (case when not o.ramping and o.n > 0 then 1 else 0 end) >= $min_pool then p.weight else 0 end as k,
       case when p.reps - (case when not o.ramping and o.n > 0 then 1 else 0 end) >= $min_pool
            then (o.n * o.mean + p.weight * (case o.piston when 'starts' then greatest(p.centre, p.least) when 'win_rate' then least(greatest(p.centre, 0.5 / (p.total + 1)), 1 - 0.5 / (p.total + 1)) else p.centre end)) / (o.n + p.weight)
            when o.n = 0 then null
            when o.piston = 'starts' then (case when o.mean = 0 then 0.5 else o.mean * o.n end) / o.n
            when o.piston = 'win_rate' then (o.n * o.mean + 0.5) / (o.n + 1)
            else o.mean end as value
from observed o left join priors p on p.job is not distinct from o.job and p.piston = o.piston;
create table medians as select r.rep_id, ln(median(w.days) + 1) as raw from reps r join recent w using (rep_id) where w.days is not null group by r.rep_id;
create table middle as
select s.job, sum(s.n / (s.n + s.k) * m.raw) / sum(s.n / (s.n + s.k)) as centre from shrunk s join medians m using (rep_id) where s.piston = 'log_days' and not s.ramping and s.n > 0 group by s.job;
create table levels as
select rep_id, piston as name, value from shrunk where piston in ('starts', 'win_rate') and n > 0 and value > 0
union all
select s.rep_id, 'revenue_per_customer', s.value * (select sum(value) filter (value <> 0) / (count(distinct account) + count(*) filter (account is null)) from recent w where w.rep_id = s.rep_id) / s.mean
from shrunk s where s.piston = 'value' and s.n > 0 and s.value > 0 and s.mean > 0
union all
select s.rep_id, 'speed', exp(case when s.pooled then s.n / (s.n + s.k) * m.raw + (1 - s.n / (s.n + s.k)) * c.centre else m.raw end) - 1
from shrunk s join medians m using (rep_id) left join middle c on c.job is not distinct from s.job where s.piston = 'log_days' and s.n > 0;
delete from levels where value <= 0;
create table since as select r.rep_id, greatest($weeks, coalesce(r.hired_on, b.first)) as day from reps r join began b using (rep_id);
insert into levels
select s.rep_id, k.kind, (select count(*) from acts a where a.rep_id = s.rep_id and a.type = k.kind and a.day between s.day and $as_of) / workdays(s.day, $as_of)
from since s cross join (select distinct type as kind from acts where day between $weeks and $as_of and list_contains($key, type)) k
where s.day <= $as_of and exists (select 1 from acts a where a.rep_id = s.rep_id)
"""

TARGETS = """
with named as (select rep_id, arg_max(segment, said_on) as segment from aspirations where segment is not null and segment <> '' and said_on <= $as_of group by rep_id),
aims as (select p.rep_id, p.job, p.level as own, greatest(least(p.level + 1, 4), coalesce(list_position($segments, n.segment) - 1, 0)) as aim
         from placed p left join named n using (rep_id) where p.level is not null and p.level < 4),
ranked as (select a.rep_id, l.name, l.value, case when o.level >= a.aim then o.level - a.aim else 4 - a.aim + a.aim - o.level end as place
           from aims a join placed o on o.job is not distinct from a.job and o.rep_id <> a.rep_id and not o.ramping and o.level > a.own join levels l on l.rep_id = o.rep_id),
reached as (select distinct rep_id, name, place, count(*) over (partition by rep_id, name order by place range unbounded preceding) as so_far from ranked),
enough as (select rep_id, name, min(place) as last from reached where so_far >= $min_pool group by all)
select rep_id, name, case when bool_or(list_contains($key, name)) then avg(value) else exp(avg(case when value > 0 then ln(value) end)) end as target, count(*) as n
from ranked join enough using (rep_id, name) where place <= last group by rep_id, name
"""


@pytest.fixture(scope="module", params=["demo", *EXPORTS])
def opened(request: pytest.FixtureRequest, demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Coach, Path]]:
    folder = demo_made_once if request.param == "demo" else tmp_path_factory.mktemp(request.param)
    coach = open_coach(load_settings(data=folder))
    if request.param != "demo":
        shared_data: Path = request.getfixturevalue("shared_data")
        coach.import_crm(OPERATOR, [shared_data / "crm" / request.param])
    yield coach, folder
    coach.close()


def test_shrunk_figures_and_targets_are_those_of_sql_for_every_rep(opened: tuple[Coach, Path]) -> None:
    coach, folder = opened
    policy = coach.policy
    newest = coach.company(OPERATOR, DEMO_DAY).newest
    assert newest is not None
    compared = acts = without = 0
    for day in (newest, newest - timedelta(days=91), newest - timedelta(days=182)):
        company = coach.company(OPERATOR, day)
        wishes = {r.id: coach.records.aspirations(OPERATOR, r.id, day) for r in company.reps}
        where = standings(company, day, policy, [a for said in wishes.values() for a in said])
        books = Books(folder, day, policy)
        standings_sql(books)
        months_there(books)
        weeks = day - timedelta(weeks=policy.activity_weeks) + timedelta(days=1)
        for statement in LEVELS.split(";"):
            books.run(statement, min_pool=policy.min_pool, least_reps=policy.shrink_min_reps, k=policy.shrink_k, weeks=weeks, key=list(policy.key_activities))
        levels = {(r["rep_id"], r["name"]): r["value"] for r in books.ask("select * from levels")}
        wanted = {(r["rep_id"], r["name"]): (r["target"], r["n"]) for r in books.ask(TARGETS, min_pool=policy.min_pool, key=list(policy.key_activities), segments=list(SEGMENTS))}
        books.close()
        for rep in company.reps:
            segment = where.by_rep[rep.id].segment
            aim = target_segment(segment, wishes[rep.id], rep.id, day)
            for piston in piston_gaps(company, rep, where, aim, policy).pistons:
                level = levels.get((rep.id, piston.name))
                assert (level is None) == (piston.shrunk is None), (day, rep.name, piston.name, level, piston)
                assert level is None or piston.shrunk == pytest.approx(level, rel=1e-9), (day, rep.name, piston.name)
                if segment == "Star":
                    continue
                want = wanted.get((rep.id, piston.name))
                assert (None if piston.target is None else (pytest.approx(piston.target.value, rel=1e-9), piston.target.n)) == want, (day, rep.name, piston.name)
                compared, without = compared + (want is not None), without + (want is None)
            if segment != "Star":
                for gap in activity_gaps(company, rep, where, aim, policy).gaps:
                    want = wanted.get((rep.id, gap.type))
                    assert (None if gap.target is None else (pytest.approx(gap.target.value, rel=1e-9), gap.target.n)) == want, (day, rep.name, gap.type)
                    acts += want is not None
    assert compared > 100
    assert without > 0
    assert acts > 0 or company.activities.empty
