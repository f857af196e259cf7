"""Which open deals ask for attention, and why."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from copilot.domain import Aspiration
from copilot.policy import CoachingPolicy, Milestone, Verifier
from copilot.tools.deals import QUIET_LATELY, Aim, gone_quiet, review_deals, swings_of, target_of
from copilot.tools.landing import landing
from copilot.tools.segments import standings
from tests.companies import act, book, deal, make_company, quota, stage, veteran

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


def test_a_deal_that_the_goal_hangs_on_is_a_must_win():
    got = review(
        *(deal("me", "2026-05-25", value=v, account=f"Acme {v}") for v in (10, 360, 400, 5)),
        quotas=[quota("me", "2026-04-01", "2026-06-30", 350)],
    )
    assert {n.value.value for n in got.must_win} == {400, 360}  # either is enough; the small ones move nothing
    reason = got.must_win[0].reasons[0]
    assert reason.kind == "what_if"
    # both chances are said: a difference of chances would be read as a share of the one that stands beside it
    won, lost = (int(n) for n in re.fullmatch(r"the chance of the goal is (?:about|more than) (\d+) in 100 with this deal won, (?:about|less than) (\d+) with it lost", reason.text).groups())
    assert won - lost == pytest.approx(reason.value * 100, abs=1.001)
    assert reason.value >= got.must_win[1].reasons[0].value >= POLICY.must_win_swing
    assert {n.name.text for n in got.must_win} == {"Acme 400, Deal 8", "Acme 360, Deal 7"}
    assert got.must_win[0].name.kind == "name"
    assert got.must_win[0].name.name == "must_win.1.name"


def test_a_deal_without_a_customer_is_named_by_what_finds_it_and_never_by_a_product():
    old = {"created": "2026-01-05"}
    nameless = [deal("me", old["created"], account=None, name=None, product="GTXPro", value=v) for v in (float("nan"), 4000)]
    named = deal("me", "2026-01-06", account=None, name="Spring renewal", product="GTXPro")
    with_customer = deal("me", "2026-01-07", account="Hottechi", name=None, product="GTXPro")
    got = review(*nameless, named, with_customer, policy=POLICY.model_copy(update={"deals_shown": 9}))
    found = {n.opportunity_id: (n.name.text, n.customer) for n in got.stalled}
    assert found == {
        "o6": ("o6 (GTXPro, begun 5 January 2026)", False),
        "o7": ("o7 (GTXPro, begun 5 January 2026)", False),
        "o8": ("Spring renewal, GTXPro", False),
        "o9": ("Hottechi, GTXPro", True),
    }


def test_the_swing_of_a_single_deal_by_hand():
    # nothing else can land: the goal is reached exactly when the deal is won
    company = make_company([*WINS, deal("me", "2026-05-25", value=500)], reps=[veteran("me")], quotas=[quota("me", "2026-04-01", "2026-06-30", 400)])
    where = standings(company, AS_OF, POLICY)
    heading = landing(company, company.reps[0], AS_OF, POLICY, (), where)
    (swing,) = swings_of(heading, target_of(heading, POLICY)).values()
    assert swing.won == 1
    assert swing.lost < 0.02  # new starts alone would have to bring four wins within the month


def test_where_the_goal_is_as_good_as_certain_one_looks_beyond_it():
    won = deal("me", "2026-05-01", won="2026-05-20", value=110)
    company = make_company([*WINS, won, deal("me", "2026-05-25", value=300)], reps=[veteran("me")], quotas=[quota("me", "2026-04-01", "2026-06-30", 100)])
    where = standings(company, AS_OF, POLICY)

    def aim(policy=POLICY, wishes=()):
        return target_of(landing(company, company.reps[0], AS_OF, policy, wishes, where), policy)

    wish = Aspiration("me", "performance", "more", date(2026, 1, 1), Decimal(450))
    club = POLICY.model_copy(update={"milestones": (Milestone(name="the club", of_goal=1.5),)})
    assert aim(wishes=(wish,)).words == "the personal goal"
    assert aim(club) == Aim(150, "the club at 150 % of the goal")
    assert aim(club.model_copy(update={"milestones": (Milestone(name="the porch", of_goal=1.05),)})).words == "going well beyond what is likely"


def test_never_more_than_policy_shows():
    got = review(*(deal("me", "2026-01-01", value=v, expected_close_on=date(2026, 5, 1)) for v in range(1, 9)))
    assert [len(x) for x in (got.stalled, got.misaligned)] == [3, 3]
    assert len(review(*(deal("me", "2026-05-25", value=100) for _ in range(8)), quotas=[quota("me", "2026-04-01", "2026-06-30", 450)]).must_win) == 3
    assert {f.name: f.value for f in got.counts} == {"deals.open": 8, "deals.stalled": 8, "deals.misaligned": 8}


def test_deals_without_a_value_are_never_called_must_win():
    got = review(deal("me", "2026-05-25"))
    assert got.must_win == ()
    assert any("carries a value" in n for n in got.notes)


def test_old_means_older_than_three_in_four_wins():
    got = review(deal("me", "2026-04-21"), deal("me", "2026-04-20"))  # 40 and 41 days
    assert texts(got.stalled) == [["open for 41 days where 75 % of wins took at most 40"]]


def test_a_deal_older_than_any_win_is_said_to_have_no_precedent():
    got = review(deal("me", "2026-04-10"))  # 51 days
    assert texts(got.stalled) == [["open for 51 days where 75 % of wins took at most 40; there is no precedent for winning one this old"]]


# twelve wins that came to Close five days before they were won, but for two that took two
PATH = [deal("me", won="2026-03-20", days=30, value=100) for _ in range(12)]


def staged(*deals, activities=(), policy=POLICY):
    came = [stage(f"o{i}", "Close", "2026-03-18" if i <= 2 else "2026-03-15") for i in range(1, 13)]
    company = make_company([*PATH, *deals], activities, reps=[veteran("me")], stages=[*came, *(stage(f"o{i}", "Close", "2026-05-30") for i in range(13, 13 + len(deals)))])
    where = standings(company, AS_OF, policy)
    rep = company.reps[0]
    return review_deals(company, rep, AS_OF, policy, landing(company, rep, AS_OF, policy, (), where), where)


def test_a_date_closer_than_the_stage_allows_is_misaligned():
    # a day after it came to Close: two wins took one day more, the ten others four; nine of ten took 1 day or longer
    soon = deal("me", "2026-05-20", stage="Close", value=50, expected_close_on=date(2026, 5, 31))
    in_time = deal("me", "2026-05-20", stage="Close", value=50, expected_close_on=date(2026, 6, 2))
    got = staged(soon, in_time)
    assert texts(got.misaligned) == [["expected to close today, where 9 of ten wins took 1 day or longer from here in Close"]]


def test_a_stage_without_what_the_customer_does_for_it_is_misaligned():
    policy = POLICY.model_copy(update={"verifiers": {"Close": Verifier(action="seen a demo", activity="demo")}})
    deals = [deal("me", "2026-05-20", stage="Close", value=50) for _ in range(2)]
    shown = [act("me", "demo", "2026-05-25", opportunity_id="o13"), act("me", "call", "2026-05-25", opportunity_id="o14")]
    got = staged(*deals, activities=shown, policy=policy)
    assert texts(got.misaligned) == [["in Close, and nothing on record says that the customer has seen a demo"]]
    assert got.misaligned[0].opportunity_id == "o14"
    assert staged(*deals, policy=policy).misaligned == ()  # no activity names a deal, so nothing is claimed


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


def test_what_a_colleague_did_for_a_deal_counts():
    mine, quiet = deal("me", "2026-05-01"), deal("me", "2026-05-02")  # o6, o7
    theirs = [deal("a", "2026-05-01")]
    got = review(mine, quiet, others=theirs, activities=[act("a", "meeting", "2026-05-30", opportunity_id="o6"), act("a", "call", "2026-05-29", opportunity_id="o8")])
    assert texts(got.stalled) == [["no activity for 29 days"]]  # o7 alone


def test_quiet_is_not_claimed_of_whoever_links_nothing_to_deals():
    got = review(deal("me", "2026-05-01"), others=[deal("a", "2026-05-01")], activities=[act("a", "call", "2026-05-29", opportunity_id="o7")])
    assert got.stalled == ()
    assert any("No activity is linked" in n for n in got.notes)


def test_quiet_is_not_claimed_where_activities_name_no_deals():
    got = review(deal("me", "2026-05-01"), activities=[act("me", "call", "2026-01-01")])
    assert got.stalled == ()
    assert any("No activity is linked" in n for n in got.notes)


def test_misaligned_is_a_date_that_passed_or_a_size_never_won():
    got = review(
        deal("me", "2026-05-20", value=250, expected_close_on=date(2026, 5, 30)), deal("me", "2026-05-20", value=251), deal("me", "2026-05-20", value=250, expected_close_on=date(2026, 5, 31))
    )
    assert sorted(texts(got.misaligned)) == [["$251 where the largest win so far is $100"], ["expected to close on 30 May 2026, which has passed"]]


def test_every_reason_points_at_its_deal():
    got = review(deal("me", "2026-01-01", value=900, expected_close_on=date(2026, 5, 1), product="Crate"))
    assert {f.source.rows for n in (*got.must_win, *got.stalled, *got.misaligned) for f in n.facts} == {("o6",)}
    assert got.misaligned[0].name.text == "Deal 6, Crate"
    assert [f.name for f in got.misaligned[0].reasons] == ["misaligned.1.why", "misaligned.1.why2"]


def quiet_for(*days: int, logged: bool = True):
    """What is said of open deals with their last activity so many days ago, and the ids of these deals."""
    ids = [f"o{i}" for i in range(len(WINS) + 1, len(WINS) + 1 + len(days))]
    last = [act("me", "call", AS_OF - timedelta(days=d), opportunity_id=i) for d, i in zip(days, ids, strict=True)] if logged else []
    company = make_company([*WINS, *(deal("me", "2026-01-05", value=10) for _ in days)], last, reps=[veteran("me")])
    return gone_quiet(company, company.reps[0], AS_OF, POLICY), ids


def test_a_deal_is_news_in_the_week_in_which_it_goes_quiet():
    still, first, last, old = POLICY.quiet_days - 1, POLICY.quiet_days, POLICY.quiet_days + QUIET_LATELY - 1, POLICY.quiet_days + QUIET_LATELY
    fact, ids = quiet_for(still, first, last, old)
    assert fact is not None
    assert (fact.value, fact.text) == (2, "2 deals gone quiet in the last 7 days")
    assert fact.source.rows == (ids[1], ids[2])
    assert fact.window.start == AS_OF - timedelta(days=6)
    assert quiet_for(still, old)[0] is None
    assert quiet_for(first)[0].text == "1 deal gone quiet in the last 7 days"


def test_where_nothing_is_logged_for_deals_none_is_said_to_have_gone_quiet():
    assert quiet_for(POLICY.quiet_days, logged=False)[0] is None


def test_a_deal_nobody_has_touched_is_quiet_from_its_first_day():
    fresh, touched = deal("me", str(AS_OF - timedelta(days=POLICY.quiet_days))), deal("me", "2026-01-05")
    company = make_company([*WINS, fresh, touched], [act("me", "call", AS_OF, opportunity_id="o7")], reps=[veteran("me")])
    assert gone_quiet(company, company.reps[0], AS_OF, POLICY).source.rows == ("o6",)
