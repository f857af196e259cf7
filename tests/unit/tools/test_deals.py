"""Which open deals ask for attention, and why."""

from __future__ import annotations

from datetime import date

from copilot.policy import CoachingPolicy
from copilot.tools.deals import review_deals
from copilot.tools.landing import landing
from copilot.tools.segments import standings
from tests.companies import act, book, deal, make_company, quota, veteran

POLICY = CoachingPolicy()
AS_OF = date(2026, 5, 31)
# cycles of 10, 20, 30, 40, 50 days: three in four took at most 40
WINS = [deal("me", won="2026-03-01", days=10 * i, value=100) for i in range(1, 6)]


def review(*deals, activities=(), quotas=(), others=(), policy=POLICY):
    company = make_company([*WINS, *deals, *others], activities, reps=[veteran("me"), *(veteran(i) for i in sorted({d["rep_id"] for d in others}))], quotas=quotas)
    where = standings(company, AS_OF, policy)
    rep = company.reps[0]
    return review_deals(company, rep, AS_OF, policy, landing(company, rep, AS_OF, policy, (), where), where)


def texts(notes):
    return [[f.text for f in n.reasons] for n in notes]


def test_the_largest_deals_until_they_close_what_is_missing():
    got = review(
        *(deal("me", "2026-05-25", value=v, account=f"Acme {v}") for v in (50, 300, 200, 100)),
        quotas=[quota("me", "2026-04-01", "2026-06-30", 450)],
    )
    assert [n.value.value for n in got.must_win] == [300, 200]
    assert texts(got.must_win) == [["$300, among the largest open deals towards the $450 to go"], ["$200, among the largest open deals towards the $450 to go"]]
    assert "Chosen by size" in got.must_win[0].reasons[0].source.how
    assert got.must_win[0].name.text == "Acme 300, Deal 7"
    assert got.must_win[0].name.kind == "name"
    assert got.must_win[0].name.name == "must_win.1.name"


def test_never_more_than_policy_shows():
    got = review(*(deal("me", "2026-01-01", value=v, expected_close_on=date(2026, 5, 1)) for v in range(1, 9)))
    assert [len(x) for x in (got.must_win, got.stalled, got.misaligned)] == [3, 3, 3]
    assert {f.name: f.value for f in got.counts} == {"deals.open": 8, "deals.stalled": 8, "deals.misaligned": 8}


def test_deals_without_a_value_are_never_called_must_win():
    got = review(deal("me", "2026-05-25"))
    assert got.must_win == ()
    assert any("carries a value" in n for n in got.notes)


def test_old_means_older_than_three_in_four_wins():
    got = review(deal("me", "2026-04-21"), deal("me", "2026-04-20"))  # 40 and 41 days
    assert texts(got.stalled) == [["open for 41 days where 75 % of wins took at most 40"]]


def test_the_cohort_says_what_is_old_where_enough_others_are_in_it():
    slow = [row for who in ("a", "b", "c") for row in book(who, 9, days=90, last="2026-05-01")]
    assert review(deal("me", "2026-04-01"), others=slow).stalled == ()  # 60 days where most took 90


def test_quiet_counts_from_the_last_activity_that_names_the_deal():
    fresh = deal("me", "2026-05-16")  # o6, 15 days old, never touched
    touched = deal("me", "2026-05-01")  # o7
    new = deal("me", "2026-05-20")  # o8, 11 days old
    got = review(fresh, touched, new, activities=[act("me", "call", "2026-05-18", opportunity_id="o7"), act("me", "call", "2026-05-30")])
    assert texts(got.stalled) == [["no activity for 15 days"]]
    got = review(fresh, touched, new, activities=[act("me", "call", "2026-05-17", opportunity_id="o7")])
    assert sorted(texts(got.stalled)) == [["no activity for 14 days"], ["no activity for 15 days"]]


def test_quiet_is_not_claimed_where_activities_name_no_deals():
    got = review(deal("me", "2026-05-01"), activities=[act("me", "call", "2026-01-01")])
    assert got.stalled == ()
    assert any("No activity is linked" in n for n in got.notes)


def test_misaligned_is_a_date_that_passed_or_a_size_never_won():
    got = review(
        deal("me", "2026-05-20", value=250, expected_close_on=date(2026, 5, 30)), deal("me", "2026-05-20", value=251), deal("me", "2026-05-20", value=250, expected_close_on=date(2026, 5, 31))
    )
    assert texts(got.misaligned) == [["$251 where the largest win so far is $100"], ["expected to close on 30 May 2026, which has passed"]]


def test_every_reason_points_at_its_deal():
    got = review(deal("me", "2026-01-01", value=900, expected_close_on=date(2026, 5, 1), product="Crate"))
    assert {f.source.rows for n in (*got.must_win, *got.stalled, *got.misaligned) for f in n.facts} == {("o6",)}
    assert got.misaligned[0].name.text == "Deal 6, Crate"
    assert [f.name for f in got.misaligned[0].reasons] == ["misaligned.1.why", "misaligned.1.why2"]
