"""Every raw figure again in plain SQL: the demo company and real exports, every rep, several windows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from copilot.bootstrap import open_coach
from copilot.domain import Role, Viewer, Window
from copilot.policy import CoachingPolicy
from copilot.ports import Company
from copilot.settings import load_settings
from copilot.tools.activities import activity_counts, activity_gaps
from copilot.tools.engine import engine_table
from copilot.tools.pistons import piston_gaps
from copilot.tools.segments import standings
from copilot.tools.window import activity_window, company_as_of, engine_window, months_between, period_of, previous_period
from tests.conftest import DEMO_DAY

POLICY = CoachingPolicy()
OPERATOR = Viewer("operator", "operator", Role.OPERATOR)
EXPORTS = ("maven_iso", "maven", "olist", "insurance_budgets", "salesforce_sfdx")

SQL = """
with deals as (
    select *, status = 'won' and closed_on >= $start and closed_on < $after as won_here,
              status = 'lost' and closed_on >= $start and closed_on < $after as lost_here
    from opportunities
)
select r.rep_id,
       count(*) filter (created_on >= $start and created_on < $after) as started,
       count(*) filter (won_here) as won,
       count(*) filter (lost_here) as lost,
       count(*) filter ((status = 'open' or closed_on >= $after) and (created_on is null or created_on < $after)) as open,
       count(*) filter (won_here) / nullif(count(*) filter (won_here or lost_here), 0) as win_rate,
       coalesce(sum(value) filter (won_here and value <> 0), 0) as won_value,
       count(*) filter (won_here and value <> 0) as wins_with_value,
       count(*) filter (won_here and coalesce(account, '') = '') as wins_without_account,
       count(distinct account) filter (won_here and account <> '') + count(*) filter (won_here and coalesce(account, '') = '') as customers_won,
       coalesce(sum(value) filter (won_here and value <> 0), 0)
         / nullif(count(distinct account) filter (won_here and account <> '') + count(*) filter (won_here and coalesce(account, '') = ''), 0) as revenue_per_customer,
       avg(value) filter (won_here and value <> 0) as revenue_per_win,
       median(days_to_close) filter (won_here) as days_to_win_median,
       avg(days_to_close) filter (won_here) as days_to_win_mean,
       count(*) filter (status <> 'open' and closed_on is null) as undated_closings
from reps r left join deals d using (rep_id)
group by r.rep_id
"""
ACTIVITIES = 'select rep_id, type, count(*) as n from activities semi join reps using (rep_id) where "on" >= $start and "on" < $after group by all'

FIRST = """
select rep_id, min(least(created_on, closed_on, "on")) as day
from (select rep_id, created_on, closed_on, null as "on" from opportunities union all select rep_id, null, null, "on" from activities) semi join reps using (rep_id)
where coalesce(created_on, closed_on, "on") is not null and $start is not null and $after is not null group by rep_id
"""


@pytest.fixture(scope="module", params=["demo", *EXPORTS])
def company(request: pytest.FixtureRequest, demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    if request.param == "demo":
        coach = open_coach(load_settings(data=demo_made_once))
        yield coach.company(OPERATOR, DEMO_DAY)
    else:
        shared_data: Path = request.getfixturevalue("shared_data")
        coach = open_coach(load_settings(data=tmp_path_factory.mktemp(request.param)))
        coach.import_crm(OPERATOR, [shared_data / "crm" / request.param])
        yield coach.company(OPERATOR, DEMO_DAY)
    coach.close()


def asked(company: Company, sql: str, window: Window) -> pd.DataFrame:
    """The answer of plain SQL over the rows as imported; a missing number is null, never NaN."""
    return tables(company).execute(sql, {"start": window.start, "after": window.end + timedelta(days=1)}).df()


@lru_cache(maxsize=2)
def tables(company: Company) -> duckdb.DuckDBPyConnection:
    """Its rows in a database of their own, made once for all that is asked about them."""
    connection = duckdb.connect()

    def table(name: str, frame: pd.DataFrame) -> None:
        connection.register(f"{name}_rows", frame)
        numbers = ", ".join(f"if(isnan({c}), null, {c}) as {c}" for c in ("value", "days_to_close") if c in frame)
        connection.execute(f"create table {name} as select * replace ({numbers}) from {name}_rows" if numbers else f"create table {name} as select * from {name}_rows")

    table("opportunities", company.opportunities[["rep_id", "account", "status", "created_on", "closed_on", "value", "days_to_close"]])
    table("activities", company.activities[["rep_id", "type", "on"]])
    table("reps", pd.DataFrame({"rep_id": [r.id for r in company.reps]}))
    return connection


def windows(company: Company) -> list[Window]:
    """The engine's, the one a year before, a quarter, a month, a day and all of it."""
    newest, oldest = company.newest, company.oldest
    assert newest is not None
    assert oldest is not None
    quarter, month = previous_period(period_of(newest, "quarter")), previous_period(period_of(newest, "month"))
    return [engine_window(newest, POLICY), engine_window(newest - timedelta(days=365), POLICY), quarter.window, month.window, Window(newest, newest), Window(oldest, newest)]


def test_engine_figures_agree_with_sql_for_every_rep_and_window(company: Company) -> None:
    compared = 0
    for window in windows(company):
        wanted = asked(company, SQL, window).set_index("rep_id")
        got = engine_table(company, window, POLICY)
        assert len(wanted) == len(got) == len(company.reps)
        mine = got.loc[wanted.index, wanted.columns].astype(float)
        assert np.allclose(mine, wanted.astype(float), equal_nan=True, rtol=1e-12), (window, mine.compare(wanted.astype(float)))
        compared += int(wanted["started"].sum() + wanted["open"].sum())
    assert compared > 0


def test_activity_counts_agree_with_sql_for_every_rep_and_window(company: Company) -> None:
    for window in windows(company):
        wanted = {(i, kind): n for i, kind, n in asked(company, ACTIVITIES, window).itertuples(index=False)}
        got = {(i, kind): n for kind, by_rep in activity_counts(company, window).items() for i, n in by_rep.items()}
        assert got == wanted


def test_raw_pistons_and_rates_shown_are_those_of_sql(company: Company) -> None:
    as_of = company.newest
    assert as_of is not None
    then = company_as_of(company, as_of, POLICY)
    where = standings(then, as_of, POLICY)
    wanted = asked(then, SQL, engine_window(as_of, POLICY)).set_index("rep_id")
    weeks = activity_window(as_of, POLICY)
    counted = {(i, kind): n for i, kind, n in asked(then, ACTIVITIES, weeks).itertuples(index=False)}
    columns = {"win_rate": "win_rate", "revenue_per_customer": "revenue_per_customer", "speed": "days_to_win_median"}
    first = {str(i): date(day.year, day.month, day.day) for i, day in asked(then, FIRST, weeks).itertuples(index=False)}
    for rep in then.reps:
        pistons = {p.name: p for p in piston_gaps(then, rep, where, None, POLICY).pistons}
        for name, column in columns.items():
            want = wanted.at[rep.id, column]
            assert pistons[name].raw == (None if pd.isna(want) else pytest.approx(float(want)))
        assert where.by_rep[rep.id].revenue == pytest.approx(float(wanted.at[rep.id, "won_value"]))
        begun = engine_window(as_of, POLICY).start
        assert begun is not None
        if rep.hired_on is None or rep.hired_on <= begun:
            # without a hire date from the first record on, where that is later than the company's first by more than a ramp
            late = rep.hired_on is None and rep.id in first and first[rep.id] > begun and (first[rep.id] - min(first.values())).days > POLICY.ramp_days
            months = months_between(first[rep.id], as_of) if late else 12
            assert pistons["starts"].raw == pytest.approx(wanted.at[rep.id, "started"] / months)
        for gap in activity_gaps(then, rep, where, None, POLICY).gaps:
            assert gap.n == counted.get((rep.id, gap.type), 0)


def test_what_came_later_does_not_count_at_an_earlier_day(company: Company) -> None:
    assert company.newest is not None
    assert company.oldest is not None
    early = company.oldest + (company.newest - company.oldest) / 2
    window = Window(company.oldest, date(early.year, early.month, early.day))
    wanted = asked(company, SQL, window).set_index("rep_id")
    got = engine_table(company_as_of(company, window.end, POLICY), window, POLICY)
    # without a created or a closing date nobody knows whether it was there, or open, then
    columns = [c for c in wanted.columns if c not in ("undated_closings", "open")]
    assert np.allclose(got.loc[wanted.index, columns].astype(float), wanted[columns].astype(float), equal_nan=True)
