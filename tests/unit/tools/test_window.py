"""What was known when, and the windows figures are taken over."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Window
from copilot.errors import NoDataAsOf
from copilot.policy import CoachingPolicy
from copilot.tools.engine import engine_table
from copilot.tools.window import (
    activity_window,
    company_as_of,
    default_as_of,
    engine_window,
    months_between,
    next_period,
    period_of,
    previous_period,
    span_label,
    working_days,
    working_share,
)
from tests.companies import act, deal, make_company, stage

POLICY = CoachingPolicy()
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


def test_an_old_export_is_looked_at_as_of_its_newest_record_and_says_so():
    company = make_company([deal("ana", "2026-01-01", won="2026-02-01")])
    assert default_as_of(company, date(2026, 3, 18), POLICY) == (date(2026, 3, 18), None)  # 45 days old: not older than 45
    as_of, note = default_as_of(company, date(2026, 3, 19), POLICY)
    assert as_of == date(2026, 2, 1)
    assert note is not None
    assert "1 February 2026" in note


def test_without_any_record_today_is_the_day():
    assert default_as_of(make_company(), date(2026, 3, 1), POLICY) == (date(2026, 3, 1), None)


def test_later_records_do_not_exist_and_later_closings_are_open_again():
    company = make_company(
        [
            deal("ana", "2026-01-05", won="2026-02-01", value=10),
            deal("ana", "2026-01-06", won="2026-03-01", value=20, expected_close_on=date(2026, 3, 1)),
            deal("ana", "2026-01-07", lost="2026-03-02", value=30, expected_close_on=date(2026, 2, 20)),
            deal("ana", "2026-02-20"),
            deal("ana", None),
        ],
        [act("ana", "call", "2026-02-15"), act("ana", "call", "2026-02-16")],
    )
    then = company_as_of(company, date(2026, 2, 15), POLICY)
    opps = then.opportunities.set_index("opportunity_id")
    assert list(opps.index) == ["o1", "o2", "o3", "o5"]
    assert list(opps["status"]) == ["won", "open", "open", "open"]
    assert opps["days_to_close"].isna().tolist() == [False, True, True, True]
    assert opps.loc["o1", "value"] == 10
    assert opps.loc[["o2", "o3"], "value"].isna().all()  # what they came to was not known
    assert pd.isna(opps.loc["o2", "expected_close_on"])  # written when it closed
    assert opps.loc["o3", "expected_close_on"] == pd.Timestamp("2026-02-20")
    assert list(then.activities["activity_id"]) == ["a1"]
    assert then.newest == date(2026, 2, 15)
    assert list(company.opportunities["status"]) == ["won", "won", "lost", "open", "open"]  # the original is untouched


def test_stages_are_as_they_were_where_history_is_known():
    company = make_company(
        [deal("ana", "2026-01-05", won="2026-03-01"), deal("ana", "2026-01-05", stage="Proposal"), deal("ana", None, stage="Lead")],
        stages=[
            stage("o1", "Demo", "2026-01-10"),
            stage("o1", "Won", "2026-03-01", "won"),
            stage("o2", "Demo", "2026-02-01"),
            stage("o2", "Proposal", "2026-02-20"),
            stage("o3", "Lead", "2026-02-25"),
        ],
    )
    then = company_as_of(company, date(2026, 2, 15), POLICY)
    assert dict(zip(then.opportunities["opportunity_id"], then.opportunities["stage"], strict=True)) == {"o1": "Demo", "o2": "Demo"}  # o3's history begins later
    assert len(then.stages) == 2


def test_a_date_before_all_data_is_an_error_that_names_both():
    company = make_company([deal("ana", "2026-01-05")])
    with pytest.raises(NoDataAsOf, match=r"2025-12-31.*2026-01-05"):
        company_as_of(company, date(2025, 12, 31), POLICY)


@given(st.lists(st.tuples(DAYS, st.integers(0, 200), st.sampled_from(["won", "lost", "open"])), max_size=12), DAYS)
def test_what_is_added_later_changes_nothing_of_an_earlier_day(rows: list[tuple[date, int, str]], as_of: date):
    deals = [deal("ana", start, value=5.0, account="A", **({} if how == "open" else {how: start + timedelta(days=days)})) for start, days, how in rows]
    base = [deal("ana", date(2014, 12, 1), won=date(2014, 12, 9), value=7.0)]
    then = company_as_of(make_company(base + deals), as_of, POLICY)
    cut = []
    for d in deals:
        if d["created_on"] <= as_of:
            later = d["closed_on"] is not None and d["closed_on"] > as_of
            cut.append(d | {"status": "open", "closed_on": None, "value": None, "days_to_close": None} if later else d)
    window = engine_window(as_of, POLICY)
    pd.testing.assert_frame_equal(engine_table(then, window, POLICY), engine_table(make_company(base + cut), window, POLICY))


@pytest.mark.parametrize(
    ("kind", "day", "label", "start", "end"),
    [
        ("quarter", "2025-02-10", "2025-Q1", "2025-01-01", "2025-03-31"),
        ("quarter", "2025-12-31", "2025-Q4", "2025-10-01", "2025-12-31"),
        ("month", "2024-02-29", "2024-02", "2024-02-01", "2024-02-29"),
        ("year", "2025-06-01", "2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_periods(kind, day, label, start, end):
    period = period_of(date.fromisoformat(day), kind)
    assert (period.label, period.start.isoformat(), period.end.isoformat()) == (label, start, end)
    assert span_label(period.start, period.end) == label


@given(DAYS, st.sampled_from(["month", "quarter", "year"]))
def test_periods_follow_each_other_without_a_gap(day: date, kind):
    period = period_of(day, kind)
    assert period.start <= day <= period.end
    assert next_period(period).start == period.end + timedelta(days=1)
    assert previous_period(next_period(period)) == period


def test_windows_end_on_the_day_and_are_as_long_as_said():
    assert engine_window(date(2017, 12, 31), POLICY) == Window(date(2017, 1, 1), date(2017, 12, 31))
    assert engine_window(date(2024, 2, 29), POLICY) == Window(date(2023, 3, 1), date(2024, 2, 29))
    window = activity_window(date(2026, 3, 31), POLICY)
    assert (window.end - window.start).days + 1 == 91


@given(DAYS)
def test_the_engine_window_is_always_twelve_months(day: date):
    window = engine_window(day, POLICY)
    assert months_between(window.start, window.end) == pytest.approx(12, abs=0.12)  # but for 29 February exactly 12
    if (day.month, day.day) != (2, 28) and day.day < 28:
        assert months_between(window.start, window.end) == 12


def test_months_count_begun_ones_by_their_days():
    assert months_between(date(2026, 1, 1), date(2026, 3, 31)) == 3
    assert months_between(date(2026, 1, 1), date(2026, 4, 15)) == 3.5  # 15 of April's 30 days
    assert months_between(date(2026, 1, 2), date(2026, 1, 1)) == 0


def test_working_days_leave_out_weekends_and_holidays():
    # Monday 5 to Sunday 11 January 2026
    assert working_days(date(2026, 1, 5), date(2026, 1, 11), POLICY) == 5
    assert working_days(date(2026, 1, 5), date(2026, 1, 11), CoachingPolicy(holidays=(date(2026, 1, 6),))) == 4
    assert working_days(date(2026, 1, 11), date(2026, 1, 5), POLICY) == 0
    # Q1 2026 has 64 working days, January 22 of them
    assert working_share(date(2025, 1, 1), date(2026, 1, 31), date(2026, 1, 1), date(2026, 3, 31), POLICY) == 22 / 64
