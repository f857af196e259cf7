"""Where the period lands, what a change is worth, and which conversation follows."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import pytest

from copilot.domain import Aspiration
from copilot.errors import InputError, MixedCurrencies
from copilot.facts import about_money_text
from copilot.policy import CoachingPolicy, Milestone
from copilot.tools.conversation import choose_conversation
from copilot.tools.draws import expectation
from copilot.tools.landing import landing
from copilot.tools.pistons import own_engine
from copilot.tools.segments import standings
from copilot.tools.what_if import piston_of, plain_what_if
from tests.companies import acts, book, deal, make_company, quota, veteran

POLICY = CoachingPolicy()
AS_OF = date(2026, 5, 31)
Q2 = ("2026-04-01", "2026-06-30")
YEAR = ("2025-06-01", "2026-05-31")

# twenty closings before the quarter: ten wins of 100, the cycles 10, 20 ... 100 days; ten losses
WINS = [deal("me", won="2026-03-01", days=10 * i, value=100, account=f"A{i}") for i in range(1, 11)]
LOSSES = [deal("me", lost="2026-02-01", days=30) for _ in range(10)]


def me(*extra, quotas=(), activities=(), others=()):
    return make_company([*WINS, *LOSSES, *extra, *others], activities, reps=[veteran("me"), *(veteran(i) for i in sorted({d["rep_id"] for d in others}))], quotas=quotas)


def land(company, wishes=(), as_of=AS_OF):
    return landing(company, company.reps[0], as_of, POLICY, wishes)


def test_the_landing_adds_up_what_landed_open_deals_and_new_starts():
    company = me(
        deal("me", "2026-01-01", won="2026-04-10", value=70, account="B"),
        deal("me", "2026-05-01", value=300),
        deal("me", "2026-05-21"),  # no value: counted at the rep's level
        deal("me", "2025-06-10", value=900),  # older than any win
        deal("me", None, value=900),  # nobody knows how old
        quotas=[quota("me", *Q2, 1000)],
    )
    got = land(company)
    by_id = {d.opportunity_id: d for d in got.open_deals}
    given = got.forecast.given
    assert by_id["o22"].chance == pytest.approx(11.5 / 22)  # the win rate, Jeffreys' half added to each side: there is nobody to pool with
    assert by_id["o22"].in_time == pytest.approx(given.curves.chance_within(11.5 / 22 * given.curves.closing, 30, 30), rel=0.02)
    assert by_id["o23"].value == pytest.approx(given.level.mean)
    assert (by_id["o24"].chance, by_id["o24"].in_time, by_id["o24"].no_precedent) == (0, 0, True)
    assert "o25" not in by_id
    assert given.left_out == ("o25",)
    assert got.landed == 70
    assert got.new_starts > 0
    assert got.expected == pytest.approx(70 + sum(d.value * d.in_time for d in got.open_deals) + got.new_starts)
    assert got.attainment == pytest.approx(0.07)
    # 65 working days in the second quarter of 2026, 43 of them until 31 May
    assert got.pace == pytest.approx(70 / (1000 * 43 / 65))
    assert not got.early
    facts = {f.name: f for f in got.facts}
    assert facts["landed"].text == "$70 landed so far in 2026-Q2"
    assert facts["goal"].text == "the quota of $1,000"
    assert facts["to_go"].text == "$930 to go"
    assert facts["period.end"].text == "30 June 2026"
    assert facts["expected"].text.endswith("expected by 30 June 2026")
    assert facts["expected.range"].text.endswith("in eight cases of ten")
    assert facts["ahead.expected"].text.endswith("expected over the next four quarters")
    assert facts["no_precedent"].source.rows == ("o24",)
    assert "without a precedent" in facts["no_precedent"].text
    assert facts["p_goal"].text == "a chance of less than 1 in 100 to reach the goal"


def test_what_lies_beyond_the_goal_is_said_in_the_reps_own_terms():
    club = POLICY.model_copy(update={"milestones": (Milestone(name="the club", of_goal=1.2),)})
    company = me(deal("me", "2026-01-01", won="2026-04-10", value=70, account="B"), quotas=[quota("me", *Q2, 100)])
    wish = Aspiration("me", "performance", "a hundred and fifty", date(2026, 1, 1), Decimal(150))
    facts = {f.name: f.text for f in landing(company, company.reps[0], AS_OF, club, (wish,)).facts}
    assert facts["personal.to_go"].startswith("$80 to go to the personal goal, a chance of ")
    assert facts["milestone.1.to_go"].startswith("$50 to go to the club at 120 % of the goal, a chance of ")


@pytest.mark.parametrize(("wanted", "said"), [(90, "$20 to go to the personal goal, a chance of "), (60, "the personal goal is reached")])
def test_a_personal_goal_below_the_quota_has_its_distance_too(wanted: int, said: str):
    club = POLICY.model_copy(update={"milestones": (Milestone(name="the club", of_goal=1.2),)})
    company = me(deal("me", "2026-01-01", won="2026-04-10", value=70, account="B"), quotas=[quota("me", *Q2, 100)])
    wish = Aspiration("me", "performance", "what I want", date(2026, 1, 1), Decimal(wanted))
    facts = [f for f in landing(company, company.reps[0], AS_OF, club, (wish,)).facts if f.name.endswith(".to_go")]
    assert [f.name for f in facts] == ["personal.to_go", "milestone.1.to_go"]  # the nearest at the start
    assert facts[0].text.startswith(said)
    assert facts[0].value == max(0, wanted - 70)


@pytest.mark.parametrize("with_quota", [True, False])
def test_a_personal_goal_that_is_the_quota_or_stands_for_it_is_said_once(with_quota: bool):
    company = me(deal("me", "2026-01-01", won="2026-04-10", value=70, account="B"), quotas=[quota("me", *Q2, 90)] if with_quota else [])
    wish = Aspiration("me", "performance", "ninety", date(2026, 1, 1), Decimal(90))
    facts = {f.name: f.text for f in landing(company, company.reps[0], AS_OF, POLICY, (wish,)).facts}
    assert facts["to_go"] == "$20 to go"
    assert "personal.to_go" not in facts


def test_on_the_last_day_what_landed_is_what_is_expected():
    got = land(me(deal("me", "2026-05-01", won="2026-06-30", value=40), deal("me", "2026-06-01", value=500)), as_of=date(2026, 6, 30))
    assert got.expected == got.landed == 40


def test_early_in_a_period_no_pace_is_said():
    got = land(me(quotas=[quota("me", *Q2, 1000)]), as_of=date(2026, 4, 10))
    assert got.early
    assert "pace" not in {f.name for f in got.facts}


def test_nothing_is_expected_of_a_rep_without_deals():
    got = land(make_company(reps=[veteran("me")]))
    assert (got.expected, got.landed, got.goal) == (None, 0, None)


def test_open_deals_in_another_currency_are_refused():
    with pytest.raises(MixedCurrencies, match="'EUR' and 'USD'"):
        land(me(deal("me", "2026-05-01", value=5, currency="EUR")))


def test_an_assumed_goal_is_never_put_beside_what_was_landed():
    others = [row for who in ("a", "b", "c") for row in book(who, 3, last="2026-03-30")]
    got = land(me(others=others))
    assert got.goal.basis == "assumed"
    names = {f.name for f in got.facts}
    assert "goal" in names
    assert not names & {"attainment", "pace", "to_go", "expected.attainment"}


# ---------------------------------------------------------------- what if


def test_five_percent_more_starts_are_five_percent_of_what_starts_bring():
    company = me()
    got = plain_what_if(company, company.reps[0], "starts", 1.05, AS_OF, POLICY)
    # no deal is open, so all that is to come comes from new starts
    assert got.change == pytest.approx(0.05 * got.before)
    assert got.now.d_expected == pytest.approx(0.05 * land(company).new_starts)
    assert got.fact.text == f"5 % more new opportunities would bring about {about_money_text(got.change, 'USD')} more over the next four quarters"
    assert (got.fact.kind, got.fact.looks_back) == ("what_if", False)


def test_an_activity_acts_through_its_piston_and_only_if_that_link_holds():
    company = me()
    got = plain_what_if(company, company.reps[0], "demo", 1.21, AS_OF, POLICY)
    assert got.piston == "win_rate"
    assert got.change == pytest.approx(0.1 * got.before, rel=1e-3)  # 1.21 to the power of one half; where the win rate may be near one it stops there
    assert got.fact.text.startswith("21 % more demos would bring about $")
    assert got.fact.text.endswith("more over the next four quarters, if that link holds")


def test_less_costs():
    company = me()
    got = plain_what_if(company, company.reps[0], "win_rate", 0.9, AS_OF, POLICY)
    assert got.change < 0
    assert got.fact.text == f"a win rate 10 % lower than now would cost about {about_money_text(-got.change, 'USD')} over the next four quarters"


def test_the_win_rate_stops_at_one_and_speed_divides_the_days():
    company = me()
    engine = own_engine(company.reps[0], standings(company, AS_OF, POLICY), POLICY)
    assert engine.moved("win_rate", 3).win_rate == 1
    assert engine.moved("speed", 2).landing == pytest.approx(sum(365 - t / 2 for t in range(10, 101, 10)) / 365 / 10)


def test_what_nobody_knows_is_refused_with_what_there_is():
    company = me()
    with pytest.raises(InputError, match=r"'golf'.*starts"):
        plain_what_if(company, company.reps[0], "golf", 1.1, AS_OF, POLICY)
    with pytest.raises(InputError, match="above 0"):
        plain_what_if(company, company.reps[0], "starts", 0, AS_OF, POLICY)
    assert piston_of("golf", POLICY) is None
    empty = make_company(reps=[veteran("me")])
    assert plain_what_if(empty, empty.reps[0], "starts", 1.1, AS_OF, POLICY) is None


# ---------------------------------------------------------------- conversation


def choose(company, wishes=(), as_of=AS_OF):
    return choose_conversation(company, company.reps[0], as_of, POLICY, wishes)


def test_on_the_way_to_the_goal_one_asks_how_good_one_can_get():
    got = choose(me(deal("me", "2026-03-01", won="2026-04-10", value=900), quotas=[quota("me", *Q2, 800)]))
    assert got.kind == "how_good"
    assert got.why.text.endswith("is expected by 30 June 2026; the goal is the quota of $800")
    assert got.process is None


def test_a_strong_engine_short_of_its_goal_tunes_the_deals():
    # E a month = 20/12 x 0.5 x 100 x about 0.85 = 70; a quota of 200 a quarter is less than 3 x 70; the open deals cover it but come too late
    late = deal("me", "2026-05-31", value=420)  # of today: most wins took longer than the 30 days left
    got = choose(me(late, quotas=[quota("me", *Q2, 200)]))
    assert got.kind == "tune_deals"
    assert got.process.strong
    assert got.process.coverage == pytest.approx(420 * 0.5 / 200)
    assert got.process.activity_gaps is None
    assert got.notes == ("Activity is not part of the choice of conversation: none is known to compare.",)


def test_too_little_pipeline_or_too_weak_an_engine_tunes_the_engine():
    thin = choose(me(quotas=[quota("me", *Q2, 200)]))
    assert (thin.kind, thin.process.coverage) == ("tune_engine", 0)
    assert "there is no open deal to cover what is missing" in thin.why.text
    big = deal("me", "2026-05-31", value=10500)
    weak = choose(me(big, quotas=[quota("me", *Q2, 5000)]))
    assert weak.kind == "tune_engine"
    assert weak.process.modelled < 5000
    assert weak.process.coverage > 1
    assert "open deals, by their chance, cover all of what is missing" in weak.why.text


def test_what_nothing_can_be_said_of_is_not_called_nothing():
    """Open deals without a start date are in no figure: a note counts them, and where there are only such, no coverage is known."""
    quotas = [quota("me", *Q2, 200)]
    undated = [deal("me", None, value=90) for _ in range(3)]
    only = choose(me(*undated, quotas=quotas))
    assert only.process.coverage is None
    assert not only.process.strong
    assert "cover" not in only.why.text
    assert "3 open deals have no start date, or neither a value nor a win to go by, so nothing can be said of them." in only.notes
    some = choose(me(*undated, deal("me", "2026-05-31", value=100), quotas=quotas))
    assert "open deals, by their chance, cover 25 % of what is missing" in some.why.text
    assert some.process.unsaid == 3
    old = choose(me(deal("me", "2020-01-01", value=9000), quotas=quotas))
    assert "the open deals are older than any that was won, so they are not counted on" in old.why.text
    assert "0 %" not in old.why.text
    much = choose(me(deal("me", "2026-05-31", value=10500), quotas=[quota("me", *Q2, 2000)]))
    assert "open deals, by their chance, cover what is missing more than twice over" in much.why.text


def test_an_obvious_activity_gap_tunes_the_engine_too():
    core = ("a", "b", "c")
    others = [row for who in core for row in book(who, 9, 3, last="2026-03-30")]
    done = [*acts("me", "demo", 10, AS_OF, every=9), *(row for who in core for row in acts(who, "demo", 30, AS_OF, every=3))]
    quotas = [quota("me", *Q2, 200), *(quota(who, *YEAR, 1000) for who in core)]  # 900 of 1,000 each: Core, which contains 1.0
    got = choose(me(quotas=quotas, activities=done, others=others))
    assert got.process.activity_gaps == ("demo",)
    assert got.kind == "tune_engine"
    assert "Demos are short of what the goal takes" in got.why.text


def test_the_personal_goal_counts_where_there_is_no_quota():
    wish = Aspiration("me", "performance", "a hundred thousand", date(2026, 1, 1), Decimal(100000))
    got = choose(me(), (wish,))
    assert got.kind == "tune_engine"
    assert "the personal goal of $100,000" in got.why.text


def test_without_deals_it_is_a_first_conversation_and_without_a_goal_it_says_so():
    assert choose(make_company(reps=[veteran("me")])).kind == "first"
    alone = choose(me())
    assert (alone.kind, alone.landing.goal) == ("how_good", None)
    assert "No goal is known" in alone.why.text
    assert math.isfinite(alone.landing.expected)


# ---------------------------------------------------------------- a 1:1 that lies in the next period


def test_a_later_day_is_looked_at_in_its_own_period():
    """On 29 June the present quarter is over for a 1:1 on 3 July: what landed in it is not what that 1:1 is about."""
    won = deal("me", "2026-05-01", won="2026-06-20", value=900)
    company = make_company([*WINS, won, deal("me", "2026-06-10", value=400)], reps=[veteran("me")], quotas=[quota("me", *Q2, 800), quota("me", "2026-07-01", "2026-09-30", 1200)])
    eve = date(2026, 6, 29)
    where = standings(company, eve, POLICY)
    now = landing(company, company.reps[0], eve, POLICY, (), where)
    then = landing(company, company.reps[0], eve, POLICY, (), where, date(2026, 7, 3))
    assert (now.period.label, now.landed, now.goal.value, now.begun) == ("2026-Q2", 900, 800, True)
    assert (then.period.label, then.landed, then.goal.value, then.begun) == ("2026-Q3", 0, 1200, False)
    assert then.period.end == date(2026, 9, 30)
    # what lands in the rest of this quarter belongs to neither, so the two never add up to more than the next quarter has in the present outlook
    rest, ahead = now.expected - now.landed, now.forecast.expected()[1]
    assert 0 < then.expected < ahead
    by_end = expectation(now.forecast.given)
    assert then.expected == pytest.approx(by_end[1] - by_end[0])
    assert rest == pytest.approx(by_end[0])
    assert then.forecast.landings()[0].mean() == pytest.approx(then.expected, rel=0.05)
    texts = {f.name: f.text for f in then.facts}
    assert texts["landed"] == "nothing has landed in 2026-Q3 yet, which has not begun"
    assert texts["expected"].endswith("expected by 30 September 2026")
    chosen = choose_conversation(company, company.reps[0], eve, POLICY, (), where, date(2026, 7, 3))
    assert chosen.why.text.startswith("About ")
    assert "30 September 2026; the goal is the quota of $1,200" in chosen.why.text
    assert choose_conversation(company, company.reps[0], eve, POLICY, (), where, eve).kind == "how_good"


def test_a_quota_not_given_yet_for_the_next_period_goes_on_and_says_so():
    company = me(quotas=[quota("me", *Q2, 800)])
    found = landing(company, company.reps[0], date(2026, 6, 29), POLICY, (), None, date(2026, 7, 3))
    assert (found.goal.value, found.goal.words) == (800, "the quota of $800, as in 2026-Q2")
