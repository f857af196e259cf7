"""The engine by hand, by its identities, and against other people's arithmetic."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copilot.domain import Window
from copilot.errors import MixedCurrencies
from copilot.policy import CoachingPolicy
from copilot.ports import Company
from copilot.tools.engine import engine_facts, engine_table
from copilot.tools.window import engine_window
from tests.companies import act, deal, make_company, rep

POLICY = CoachingPolicy()
Q1 = Window(date(2026, 1, 1), date(2026, 3, 31))

ANA = [
    deal("ana", "2026-01-01", won="2026-01-11", value=100, account="Acme"),  # 10 days
    deal("ana", "2026-01-02", won="2026-02-01", value=300, account="Acme"),  # 30 days
    deal("ana", "2025-12-02", won="2026-03-31", value=0, account="Bolt"),  # 119 days; no value to speak of
    deal("ana", "2026-02-01", won="2026-02-21", value=200),  # 20 days; nobody's account
    deal("ana", "2026-03-01", lost="2026-03-02", value=999, account="Cary"),
    deal("ana", "2026-02-10", won="2026-04-01", value=500, account="Dill"),  # closed after the quarter: open at its end
    deal("ana", "2026-04-05"),  # began after the quarter
    deal("ana", None),  # no created date: open, not a start
    deal("ana", "2026-01-20", won=None) | {"status": "won", "value": 70.0, "account": "Echo"},  # won, nobody knows when
]


def row(company: Company, window: Window | None, who: str = "ana") -> dict:
    return engine_table(company, window, POLICY).loc[who].to_dict()


def test_a_quarter_by_hand():
    got = row(make_company(ANA), Q1)
    assert (got["started"], got["won"], got["lost"], got["open"]) == (6, 4, 1, 2)
    assert got["win_rate"] == 4 / 5
    assert got["won_value"] == 600
    assert got["customers_won"] == 3  # Acme, Bolt and the one without an account
    assert got["wins_without_account"] == 1
    assert got["revenue_per_customer"] == 200
    assert got["wins_with_value"] == 3
    assert got["revenue_per_win"] == 200
    assert got["days_to_win_median"] == 25  # of 10, 20, 30, 119
    assert got["days_to_win_mean"] == 44.75  # 179 / 4
    assert got["starts_per_month"] == 2  # 6 in three months
    assert got["undated_closings"] == 1


def test_all_history_counts_undated_closings_too():
    got = row(make_company(ANA), None)
    assert (got["started"], got["won"], got["lost"], got["open"]) == (8, 6, 1, 2)
    assert got["won_value"] == 1170
    assert np.isnan(got["starts_per_month"])


def test_reps_without_a_deal_have_a_row_too():
    table = engine_table(make_company(ANA, reps=[rep("zoe")]), Q1, POLICY)
    assert list(table.index) == ["zoe", "ana"]
    zoe = table.loc["zoe"]
    assert (zoe["started"], zoe["won"], zoe["won_value"], zoe["customers_won"]) == (0, 0, 0, 0)
    assert np.isnan(zoe["win_rate"])
    assert np.isnan(zoe["revenue_per_customer"])
    assert zoe["activities"] == {}


def test_an_empty_company_has_an_empty_table():
    assert len(engine_table(make_company(), Q1, POLICY)) == 0


def test_closed_before_it_started_is_won_but_has_no_speed():
    got = row(make_company([deal("ana", "2026-02-01", won="2026-01-15", value=5)]), Q1)
    assert got["won"] == 1
    assert np.isnan(got["days_to_win_median"])


def test_activities_are_counted_by_type_in_the_window():
    company = make_company(ANA, [act("ana", "call", "2026-01-01"), act("ana", "call", "2026-03-31"), act("ana", "demo", "2026-02-01"), act("ana", "call", "2026-04-01")])
    assert row(company, Q1)["activities"] == {"call": 2, "demo": 1}


def test_months_count_from_the_hire_date():
    company = make_company([deal("new", "2026-03-05"), deal("new", "2026-03-06")], reps=[rep("new", hired_on="2026-03-01")])
    assert row(company, Q1, "new")["starts_per_month"] == 2  # two in the one month they were there


YEAR = Window(date(2025, 7, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("first", "hired", "months"),
    [
        ("2026-03-01", None, 4),  # the first record is four months old, and others have been there for years
        ("2026-03-01", "2015-01-01", 12),  # hired long ago: nothing was started for eight months
        ("2020-03-20", None, 12),  # soon after the records begin: the export begins there, not the rep
        ("2020-06-20", None, 12),  # before the window
    ],
)
def test_without_a_hire_date_months_count_from_a_first_record_clearly_after_the_opening(first: str, hired: str | None, months: int):
    company = make_company([deal("old", "2020-01-01"), deal("new", first), deal("new", "2026-04-01"), deal("new", "2026-05-01"), deal("new", "2026-06-01")], reps=[rep("new", hired_on=hired)])
    assert row(company, YEAR, "new")["months"] == months
    assert row(company, YEAR, "old")["months"] == 12


def test_where_all_records_begin_in_the_window_nobody_is_taken_for_new():
    company = make_company([deal("ana", "2025-11-01"), deal("bea", "2026-01-20"), deal("cyd", "2026-02-01")])
    table = engine_table(company, YEAR, POLICY)
    assert table["months"].to_dict() == {"ana": 12, "bea": 12, "cyd": 5}
    assert engine_table(company, None, POLICY)["months"].isna().all()


def test_two_currencies_in_one_cohort_are_refused_by_name():
    rows = [deal("ana", "2026-01-01", won="2026-01-02", value=1), deal("bo", "2026-01-01", won="2026-01-02", value=1, currency="EUR")]
    with pytest.raises(MixedCurrencies, match=r"'EUR' and 'USD'"):
        engine_table(make_company(rows), Q1, POLICY)


def test_two_currencies_in_two_cohorts_are_fine():
    rows = [deal("ana", "2026-01-01", won="2026-01-02", value=1), deal("bo", "2026-01-01", won="2026-01-02", value=1, currency="EUR")]
    company = make_company(rows, reps=[rep("ana", region="US"), rep("bo", region="EU")])
    table = engine_table(company, Q1, CoachingPolicy(cohort_by_region=True))
    assert list(table["currency"]) == ["USD", "EUR"]


def test_facts_carry_their_rows_and_look_back():
    company = make_company(ANA)
    facts = {f.name: f for f in engine_facts(company, company.reps[0], date(2026, 3, 31), POLICY)}
    win_rate = facts["engine.win_rate"]
    assert win_rate.text == "80 % of 5 closed (few so far)"
    assert win_rate.n == 5
    assert set(win_rate.source.rows) == {"o1", "o2", "o3", "o4", "o5"}
    assert win_rate.window == engine_window(date(2026, 3, 31), POLICY)
    assert facts["engine.speed"].text == "25 days to win, mean 44.8 (few so far)"
    assert facts["engine.undated"].text == "1 closed without a date"
    assert facts["engine.revenue_per_customer"].text == "$200 a customer (few so far)"
    assert all(f.looks_back and f.rep_id == "ana" for f in facts.values())


def test_a_rep_without_deals_has_counts_of_nothing_and_no_rates():
    company = make_company(ANA, reps=[rep("zoe")])
    names = {f.name for f in engine_facts(company, company.reps[0], date(2026, 3, 31), POLICY)}
    assert names == {"engine.won", "engine.lost", "engine.open", "engine.starts"}


# ---------------------------------------------------------------- properties

CLOSINGS = st.tuples(
    st.sampled_from(["ana", "bo", "cy"]),
    st.dates(date(2025, 10, 1), date(2026, 6, 30)),
    st.integers(0, 120),
    st.sampled_from(["won", "lost", "open"]),
    st.one_of(st.none(), st.integers(0, 500)),
    st.sampled_from(["A", "B", "C", None]),
)


def deals_of(rows, scale: float = 1.0):
    return [
        deal(who, start, value=None if value is None else value * scale, account=account, **({} if how == "open" else {how: start + timedelta(days=days)}))
        for who, start, days, how, value, account in rows
    ]


@given(st.lists(CLOSINGS, max_size=25))
@example([("ana", date(2026, 1, 5), 20, "won", value, account) for value, account in ((300, "A"), (100, "A"), (None, "B"), (0, None))])
def test_identities_of_the_pistons(rows):
    table = engine_table(make_company(deals_of(rows), reps=[rep(i) for i in ("ana", "bo", "cy")]), Q1, POLICY)
    closed = table["won"] + table["lost"]
    has = closed > 0
    assert np.allclose((closed * table["win_rate"])[has], table["won"][has])
    valued = table["wins_with_value"] > 0
    assert np.allclose((table["wins_with_value"] * table["revenue_per_win"])[valued], table["won_value"][valued])
    won = table["customers_won"] > 0
    assert np.allclose((table["customers_won"] * table["revenue_per_customer"])[won], table["won_value"][won])
    whole = won & (table["wins_with_value"] == table["won"])  # revenue per win x wins per customer, where every win has a value
    assert np.allclose((table["revenue_per_win"] * table["won"] / table["customers_won"])[whole], table["revenue_per_customer"][whole])


@given(st.lists(CLOSINGS, max_size=25), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, shuffler):
    reps = [rep(i) for i in ("ana", "bo", "cy")]
    mixed = list(rows)
    shuffler.shuffle(mixed)
    one, other = (engine_table(make_company(deals_of(r), reps=reps), Q1, POLICY) for r in (rows, mixed))
    pd.testing.assert_frame_equal(one, other)


@given(st.lists(CLOSINGS, max_size=25))
def test_scaling_money_scales_money_only(rows):
    reps = [rep(i) for i in ("ana", "bo", "cy")]
    one, ten = (engine_table(make_company(deals_of(rows, scale), reps=reps), Q1, POLICY) for scale in (1.0, 10.0))
    money = ["won_value", "revenue_per_customer", "revenue_per_win"]
    pd.testing.assert_frame_equal(one.drop(columns=money), ten.drop(columns=money))
    assert np.allclose(one[money] * 10, ten[money], equal_nan=True)


@given(st.lists(CLOSINGS, min_size=1, max_size=25))
@settings(max_examples=20)
def test_months_of_a_year_add_up_to_it(rows):
    company = make_company(deals_of(rows), reps=[rep(i) for i in ("ana", "bo", "cy")])
    halves = [Window(date(2025, 1, 1), date(2026, 1, 31)), Window(date(2026, 2, 1), date(2027, 1, 31))]
    parts = [engine_table(company, w, POLICY)[["started", "won", "lost", "won_value"]] for w in halves]
    whole = engine_table(company, Window(date(2025, 1, 1), date(2027, 1, 31)), POLICY)[["started", "won", "lost", "won_value"]]
    pd.testing.assert_frame_equal(parts[0] + parts[1], whole, check_dtype=False)


# ---------------------------------------------------------------- against other arithmetic, on real rows


@pytest.fixture(scope="module")
def maven(shared_data: Path) -> Company:
    folder = shared_data / "crm" / "maven_iso"
    with (folder / "sales_teams.csv").open(encoding="utf-8") as f:
        reps = [rep(r["sales_agent"], name=r["sales_agent"], region=r["regional_office"]) for r in csv.DictReader(f)]
    rows = []
    with (folder / "sales_pipeline.csv").open(encoding="utf-8") as f:
        for r in csv.DictReader(f):
            closing = {"Won": {"won": r["close_date"]}, "Lost": {"lost": r["close_date"]}}.get(r["deal_stage"], {})
            value = float(r["close_value"]) if r["close_value"] else None
            rows.append(deal(r["sales_agent"], r["engage_date"] or None, value=value, account=r["account"] or None, opportunity_id=r["opportunity_id"], **closing))
    return make_company(rows, reps=reps)


EXPECTED = {
    "started": "opps_started_with_date",
    "won": "won",
    "lost": "lost",
    "open": "open",
    "win_rate": "win_rate_closed",
    "won_value": "won_value",
    "customers_won": "won_customers",
    "revenue_per_customer": "revenue_per_won_customer",
    "days_to_win_mean": "avg_days_to_win",
    "days_to_win_median": "median_days_to_win",
}
ROUNDED = {"win_rate": 0.00006, "revenue_per_customer": 0.006, "days_to_win_mean": 0.006}


def test_all_history_of_real_rows_agrees_with_figures_computed_elsewhere(maven: Company, shared_data: Path):
    table = engine_table(maven, None, POLICY)
    wanted = json.loads((shared_data / "crm" / "expected" / "maven.json").read_text("utf-8"))["reps"]
    assert len(wanted) == 30
    for want in wanted:
        for ours, theirs in EXPECTED.items():
            assert table.at[want["rep"], ours] == pytest.approx(want[theirs], abs=ROUNDED.get(ours, 0)), (want["rep"], ours)
    assert (table["started"] == 0).sum() == 5


@pytest.mark.parametrize(("start", "end"), [("2017-01-01", "2017-12-31"), ("2017-04-01", "2017-06-30"), ("2017-10-15", "2017-10-15")])
def test_a_window_of_real_rows_agrees_with_plain_sql(maven: Company, shared_data: Path, start: str, end: str):
    file = shared_data / "crm" / "maven_iso" / "sales_pipeline.csv"
    sql = """
        select sales_agent, count(*) filter (engage_date between $start and $end) started,
               count(*) filter (deal_stage = 'Won' and close_date between $start and $end) won,
               count(*) filter (deal_stage = 'Lost' and close_date between $start and $end) lost,
               count(*) filter ((engage_date is null or engage_date <= $end) and (close_date is null or close_date > $end)) as open,
               coalesce(sum(close_value) filter (deal_stage = 'Won' and close_date between $start and $end), 0) won_value,
               count(distinct account) filter (deal_stage = 'Won' and close_date between $start and $end) customers_won,
               median(date_diff('day', engage_date, close_date)) filter (deal_stage = 'Won' and close_date between $start and $end) days_to_win_median
        from read_csv($file) group by 1
    """
    wanted = duckdb.execute(sql, {"start": start, "end": end, "file": str(file)}).df().set_index("sales_agent")
    got = engine_table(maven, Window(date.fromisoformat(start), date.fromisoformat(end)), POLICY).loc[wanted.index, wanted.columns]
    assert wanted["won"].sum() > 0
    assert np.allclose(got.astype(float), wanted.astype(float), equal_nan=True)
