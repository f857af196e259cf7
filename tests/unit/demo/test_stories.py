"""Each story of the demo company, held against the generated figures with plain pandas, on several days of making."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from copilot.domain import GoalState
from store.demo.company import DemoCompany
from store.demo.people import MANAGERS, REPS, STORIES
from store.demo.pipeline import trailing, window_quota
from tests.unit.demo.made import made

DAYS = (date(2026, 11, 22), date(2026, 1, 1), date(2028, 2, 29))
"""A Sunday, a New Year (the running quarter is a day old), a leap day."""
SEGMENT_BOUNDS = (0.60, 0.85, 1.05, 1.30)


@pytest.fixture(params=[*((day, 7) for day in DAYS), (DAYS[0], 8)], ids=lambda p: f"{p[0]}-seed{p[1]}")
def company(request: pytest.FixtureRequest) -> DemoCompany:
    return made(*request.param)


def attainment(company: DemoCompany, name: str) -> float | None:
    start, end = trailing(company.until)
    rep = company.person(name)
    quotas = [q for q in company.quotas if q.rep_id == rep.id]
    goal = window_quota(quotas, start, end)
    o = company.opportunities()
    won = o[(o.rep_id == rep.id) & (o.status == "won")]
    landed = sum(won[(won.closed >= pd.Timestamp(max(q.start, start))) & (won.closed <= pd.Timestamp(min(q.end, end)))].value.sum() for q in quotas)
    return float(landed) / goal if goal else None


def closed_last_year(company: DemoCompany) -> pd.DataFrame:
    start, end = trailing(company.until)
    o = company.opportunities()
    return o[(o.status != "open") & (o.closed >= pd.Timestamp(start)) & (o.closed <= pd.Timestamp(end))]


def started_last_year(company: DemoCompany) -> pd.DataFrame:
    start, _ = trailing(company.until)
    o = company.opportunities()
    return o[o.created >= pd.Timestamp(start)]


def weekly(company: DemoCompany) -> pd.DataFrame:
    """Rates of the last 13 weeks: a row a rep, a column a type."""
    a = company.activities()
    a = a[~a.planned & (a.on >= pd.Timestamp(company.until - timedelta(weeks=13)))]
    return a.pivot_table(index="rep", columns="type", values="on", aggfunc="count", fill_value=0) / 13


def outcomes(company: DemoCompany, name: str) -> list[GoalState]:
    rep = company.person(name)
    return [g.outcome for g in company.goals if g.rep_id == rep.id]


def held(company: DemoCompany, name: str, weeks: int = 13) -> int:
    rep = company.person(name)
    return sum(m.state == "held" and m.rep_id == rep.id and m.on >= company.until - timedelta(weeks=weeks) for m in company.one_on_ones)


def test_every_story_names_people_of_the_company() -> None:
    known = {p.name for p in REPS} | {m.name for m in MANAGERS}
    assert {name for s in STORIES for name in s.reps} <= known
    assert len({s.id for s in STORIES}) == len(STORIES)


def test_each_rep_reaches_the_attainment_their_persona_aims_at(company: DemoCompany) -> None:
    for persona in REPS:
        reached = attainment(company, persona.name)
        assert reached is None if persona.attainment == 0 else reached == pytest.approx(persona.attainment, abs=0.01)


def test_segments_hold_enough_people_to_pool_three_others(company: DemoCompany) -> None:
    reached = [a for p in REPS if (a := attainment(company, p.name)) is not None]
    per_segment = [sum(a >= b for b in SEGMENT_BOUNDS) for a in reached]
    for segment in (1, 2, 3, 4):
        assert per_segment.count(segment) >= 4
    assert per_segment.count(4) < len(reached) / 4, "most are core, not stars"


def test_the_star_is_a_star_without_a_goal_and_with_the_shortest_meetings(company: DemoCompany) -> None:
    name = "Łukasz Zieliński"
    assert (attainment(company, name) or 0) >= 1.30
    assert outcomes(company, name) == []
    minutes: dict[str, list[int]] = {}
    for m in company.one_on_ones:
        if m.state == "held":
            minutes.setdefault(m.rep_id, []).append(m.minutes)
    mine = company.person(name)
    others = [sum(v) / len(v) for k, v in minutes.items() if k != mine.id]
    assert sum(minutes[mine.id]) / len(minutes[mine.id]) <= 0.6 * min(others)


def test_the_volume_gap_is_in_calls_demos_and_starts_and_not_in_the_win_rate(company: DemoCompany) -> None:
    rates = weekly(company).drop(index="Zoë Lindqvist")
    others = rates.drop(index="Priya Nair").mean()
    for kind in ("call", "demo"):
        assert rates.loc["Priya Nair", kind] <= 0.70 * others[kind]
    starts = started_last_year(company).groupby("rep").size().drop("Zoë Lindqvist")
    assert starts["Priya Nair"] <= 0.70 * starts.drop("Priya Nair").mean()
    won = closed_last_year(company).groupby("rep").status.agg(lambda s: (s == "won").mean())
    assert won["Priya Nair"] >= won.drop("Priya Nair").mean()


def test_the_win_rate_gap_opens_after_the_proposal(company: DemoCompany) -> None:
    proposed = {d.id for d in company.deals if any(stage == "Proposal" for stage, _ in d.history)}
    closed = closed_last_year(company)
    closed = closed.assign(proposed=closed.id.isin(proposed))
    reach = closed.groupby("rep").proposed.mean()
    win = closed[closed.proposed].groupby("rep").status.agg(lambda s: (s == "won").mean())
    assert win["Tom Brandt"] <= 1 / 3
    assert win.drop("Tom Brandt").mean() >= 0.48
    assert reach["Tom Brandt"] >= reach.drop("Tom Brandt").mean()
    starts = started_last_year(company).groupby("rep").size().drop("Zoë Lindqvist")
    assert starts["Tom Brandt"] >= 0.95 * starts.drop("Tom Brandt").mean(), "it is not for want of starts"


def test_stalled_deals_are_old_and_quiet(company: DemoCompany) -> None:
    o, a = company.opportunities(), company.activities()
    won = o[o.status == "won"]
    old = (won.closed - won.created).dt.days.quantile(0.75)
    touched = a[~a.planned].groupby("opportunity_id").on.max()
    still = o[o.status == "open"].assign(age=lambda f: (pd.Timestamp(company.until) - f.created).dt.days, last=lambda f: f.id.map(touched))
    quiet = still["last"].isna() | (still["last"] < pd.Timestamp(company.until - timedelta(days=14)))
    stalled = still[(still.age > old) & quiet].groupby("rep").size()
    assert stalled["Chidi Okafor"] >= 10
    assert stalled["Chidi Okafor"] >= 2 * stalled.drop("Chidi Okafor").max()


def test_the_new_hire_has_nothing_from_before_and_no_quota(company: DemoCompany) -> None:
    zoe = company.person("Zoë Lindqvist")
    assert zoe.hired_on is not None
    assert timedelta(0) < company.until - zoe.hired_on < timedelta(days=90)
    mine = [d for d in company.deals if d.rep_id == zoe.id]
    assert len(mine) >= 5
    assert min(d.created for d in mine) >= zoe.hired_on
    assert min(d.on for d in company.deeds if d.rep_id == zoe.id) >= zoe.hired_on
    assert min(m.on for m in company.one_on_ones if m.rep_id == zoe.id) >= zoe.hired_on
    assert not [q for q in company.quotas if q.rep_id == zoe.id]


def test_one_manager_skips_two_people_and_nobody_else(company: DemoCompany) -> None:
    for persona in REPS:
        if persona.name in ("Noor van Dijk", "Daniel Cohen"):
            assert held(company, persona.name) == 0
            assert held(company, persona.name, weeks=52) > 0, "it was not always so"
        else:
            assert held(company, persona.name) >= 4


def test_somebody_keeps_every_commitment_and_misses_the_quota(company: DemoCompany) -> None:
    states = outcomes(company, "Ana Souza")
    assert states.count(GoalState.KEPT) >= 5
    assert GoalState.MISSED not in states
    assert 0.60 <= (attainment(company, "Ana Souza") or 0) < 0.85


def test_somebody_beats_the_quota_and_declines_or_misses_goals(company: DemoCompany) -> None:
    states = outcomes(company, "Grant Hollis")
    kept, missed = states.count(GoalState.KEPT), states.count(GoalState.MISSED)
    assert kept / (kept + missed) <= 1 / 3
    assert states.count(GoalState.DECLINED) >= 2
    assert (attainment(company, "Grant Hollis") or 0) >= 1.05
    assert any(g.contested for g in company.goals if g.rep_id == company.person("Grant Hollis").id)


def test_somebody_needs_commitments_first(company: DemoCompany) -> None:
    states = outcomes(company, "Viktor Petrov")
    kept, missed = states.count(GoalState.KEPT), states.count(GoalState.MISSED)
    assert kept + missed >= 5
    assert kept / (kept + missed) <= 1 / 3
    assert (attainment(company, "Viktor Petrov") or 0) < 0.60


def test_somebody_is_close_to_the_club_they_named(company: DemoCompany) -> None:
    mei = company.person("Mei Tanaka")
    assert 1.10 <= (attainment(company, "Mei Tanaka") or 0) < 1.20
    wish = next(a for a in company.aspirations if a.rep_id == mei.id and a.kind == "performance")
    quota = next(q.value for q in company.quotas if q.rep_id == mei.id and q.start <= company.until <= q.end)
    assert "120 %" in wish.words
    assert wish.amount == (quota * 12 / 10).quantize(1)


def test_the_mix_gap_is_a_shift_to_email_at_an_ordinary_total(company: DemoCompany) -> None:
    rates = weekly(company).drop(index="Zoë Lindqvist")
    share = rates.email / rates.sum(axis=1)
    assert share["Emily Carter"] >= share.drop("Emily Carter").mean() + 0.10
    assert rates.loc["Emily Carter"].sum() == pytest.approx(rates.sum(axis=1).mean(), rel=0.15)


def test_one_manager_rates_the_meetings_higher_than_the_team_does(company: DemoCompany) -> None:
    def gap(manager: str) -> float:
        mine = [m for m in company.one_on_ones if m.manager_id == company.person(manager).id and m.state == "held"]
        ours, theirs = [m.manager_rating for m in mine if m.manager_rating], [m.rep_rating for m in mine if m.rep_rating]
        assert min(len(ours), len(theirs)) >= 30
        return sum(ours) / len(ours) - sum(theirs) / len(theirs)

    assert gap("Rafael Moreno") >= 1.0
    assert abs(gap("Helen Brooks")) < 0.5


def test_of_one_team_somebody_gets_less_than_half_of_the_time_of_another(company: DemoCompany) -> None:
    lead = company.person("Ingrid Solheim")
    since = company.until - timedelta(weeks=13)
    there = [r for r in company.reps if r.manager_id == lead.id and r.hired_on and r.hired_on <= since]
    minutes = [sum(m.minutes for m in company.one_on_ones if m.rep_id == r.id and m.state == "held" and m.on >= since) for r in there]
    assert len(minutes) == 8
    assert min(minutes) < 0.5 * max(minutes)
