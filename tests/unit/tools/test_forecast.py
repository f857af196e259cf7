"""Where months may land: draws against what they scatter around, and changes in the same draws."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv

from copilot import contract
from copilot.errors import InputError
from copilot.policy import PISTONS, CoachingPolicy
from copilot.tools.change_option import read_change
from copilot.tools.draws import AS_IS, Draws, Factors, expectation, in_time
from copilot.tools.elasticity import elasticity
from copilot.tools.forecast import forecast
from copilot.tools.forecast_report import forecast_report
from copilot.tools.landing import landing
from copilot.tools.prospects import prospects
from copilot.tools.season import STEADY, season
from copilot.tools.segments import standings
from copilot.tools.what_if import Change, effects, moved, plain_what_if
from copilot.tools.window import add_months, working_days
from tests.companies import act, book, deal, make_company, quota, stage, veteran

POLICY = CoachingPolicy()
SMALL = POLICY.model_copy(update={"draws": 2000})
AS_OF = date(2026, 5, 15)
Q2 = ("2026-04-01", "2026-06-30")


def team(*extra, quotas=(), activities=(), stages=()):
    """Five reps alike, a year of deals each: two in three won, 20 to 80 days, values around 100."""
    rows = []
    for number, who in enumerate(("me", "a", "b", "c", "d")):
        for i in range(48):
            closed = AS_OF - timedelta(days=7 * i + number)
            days = 20 + (i * 13) % 61
            how = {"lost": closed} if i % 3 == 0 else {"won": closed}
            rows.append(deal(who, value=60.0 + (i * 29) % 90, days=days, account=f"{who}{i}", **how))
    return make_company([*rows, *extra], activities, reps=[veteran(i) for i in ("me", "a", "b", "c", "d")], quotas=quotas, stages=stages)


OPEN = (deal("me", "2026-05-01", value=500), deal("me", "2026-04-01"), deal("me", "2026-03-20", value=80))
COMPANY = team(*OPEN, quotas=[quota("me", *Q2, 1200)])
STANDING = standings(COMPANY, AS_OF, POLICY)
GIVEN = prospects(COMPANY, COMPANY.reps[0], STANDING, POLICY)
FORECAST = forecast(COMPANY, COMPANY.reps[0], STANDING, SMALL)


def given_of(company, policy=POLICY, as_of=AS_OF):
    where = standings(company, as_of, policy)
    return prospects(company, company.reps[0], where, policy)


# ---------------------------------------------------------------- by hand


def test_a_rep_alone_by_hand():
    # four won after 10, 20, 30, 40 days and five lost after 25, one of them long before: closings are seen from then on
    done = [deal("me", won="2026-03-31", days=10 * i, value=100) for i in range(1, 5)] + [deal("me", lost=on, days=25) for on in ("2025-08-01", *["2026-03-31"] * 4)]
    company = make_company([*done, deal("me", "2026-05-30", value=300)], reps=[veteran("me")])
    got = given_of(company, as_of=date(2026, 6, 19))
    assert got.deals.ages.tolist() == [20]
    assert got.ends[0] == 11  # to 30 June
    # too few to leave out the days before the first closing; watched at 10: all ten, at 20: nine, at 25: seven (five are lost), then two and one
    won = np.cumsum([1 / 10, 9 / 10 / 9, 8 / 10 * 2 / 7 / 2, 8 / 10 * 2 / 7 / 2])
    won /= won[-1]
    assert got.curves.won_by([9, 10, 20, 30, 40]) == pytest.approx([0, *won])
    assert got.lands(11) == pytest.approx([won[2] - won[1]])
    # averaged over what p may be, Beta(4.5, 5.5); nothing is lost before day 25
    p = np.random.default_rng(1).beta(4.5, 5.5, 400_000)
    chance = float(np.mean(p * (won[2] - won[1]) / (p * (1 - won[1]) + 1 - p)))
    assert in_time(got, 11) == pytest.approx([chance], abs=2e-3)
    # nine begun since the first closing on record; the quickest win took ten days, and Monday is eight before the end
    assert got.starts.mean == pytest.approx(9 / working_days(date(2025, 8, 1), date(2026, 6, 19), POLICY))
    assert got.start_days(11) == 0
    assert got.start_days(13) == pytest.approx(won[0])
    assert expectation(got)[0] == pytest.approx(300 * in_time(got, 11)[0])


def test_a_known_value_stays_and_a_missing_one_is_drawn_at_the_reps_level():
    draws = Draws(GIVEN, 20_000)
    known, drawn = draws.values[0], draws.values[1]
    assert set(known) == {500.0}
    assert drawn.mean() == pytest.approx(GIVEN.level.mean, rel=0.02)
    assert drawn.std() > 10


def test_draws_scatter_around_what_is_expected():
    draws = Draws(GIVEN, 40_000)
    soon, later = draws.landings()
    first, *_, last = expectation(GIVEN)
    for sample, mean in ((soon, first), (later, last - first)):
        assert sample.mean() == pytest.approx(mean, abs=4 * sample.std() / 200)
    moved_by = Factors(1.3, 1.2, 1.1, 1.25)
    soon, later = draws.landings(moved_by)
    first, *_, last = expectation(GIVEN, moved_by)
    for sample, mean in ((soon, first), (later, last - first)):
        assert sample.mean() == pytest.approx(mean, abs=4 * sample.std() / 200)


def test_each_open_deal_lands_as_often_as_its_chance_says():
    draws = Draws(GIVEN, 40_000)
    assert (draws.open_landings()[0] > 0).mean(axis=1) == pytest.approx(in_time(GIVEN, GIVEN.ends[0]), abs=0.01)


def test_new_starts_are_as_many_and_as_scattered_as_a_poisson_process_of_an_uncertain_rate():
    draws = Draws(GIVEN, 40_000)
    means = draws._new(AS_IS)[1]
    wins = draws._wins[1]
    assert wins.mean() == pytest.approx(means.mean(), rel=0.01)
    assert wins.var() == pytest.approx(means.mean() + means.var(), rel=0.05)
    more = draws._moved(1, means * 1.6)
    assert more.mean() == pytest.approx(1.6 * means.mean(), rel=0.01)
    assert more.var() == pytest.approx(1.6 * means.mean() + 1.6**2 * means.var(), rel=0.05)
    fewer = draws._moved(1, means * 0.3)
    assert fewer.mean() == pytest.approx(0.3 * means.mean(), rel=0.02)
    assert fewer.var() == pytest.approx(0.3 * means.mean() + 0.09 * means.var(), rel=0.06)


def test_the_same_data_give_the_same_draws():
    one, other = Draws(GIVEN, 500).landings(), Draws(given_of(COMPANY), 500).landings()
    assert np.array_equal(one, other)


def test_on_the_last_day_of_a_period_nothing_is_left_to_come():
    got = forecast(COMPANY, COMPANY.reps[0], standings(COMPANY, date(2026, 6, 30), SMALL), SMALL)
    now, _ = got.outlook()
    assert (now.expected, now.p10, now.p90) == (got.landed,) * 3
    assert now.p_goal in (0.0, 1.0)


def test_a_stage_that_lost_deals_linger_in_lowers_the_chance():
    # won deals spend a day of ten in Talk and the rest in Close; lost ones nine of ten in Talk
    done, stays = [], []
    for i in range(24):
        won = i % 2 == 0
        done.append(deal("me", "2026-03-01", **({"won": "2026-03-11"} if won else {"lost": "2026-03-11"}), value=100))
        stays += [stage(f"o{i + 1}", "Talk", "2026-03-01"), stage(f"o{i + 1}", "Close", "2026-03-02" if won else "2026-03-10")]
    company = make_company(
        [*done, deal("me", "2026-05-13", value=1, stage="Talk"), deal("me", "2026-05-13", value=1, stage="Close"), deal("me", "2026-05-13", value=1, stage="Odd")], reps=[veteran("me")], stages=stays
    )
    got = given_of(company)
    # evenings: won 12 and 108, lost 108 and 12, half a stay (2.5) added to each
    talk = (14.5 / 125) / (110.5 / 125)
    assert got.deals.stage_odds == pytest.approx([talk, 1 / talk, 1])
    p = got.chances(np.array([0.5]))[:, 0]
    assert p == pytest.approx([talk / (1 + talk), 1 / (1 + talk), 0.5])


def test_starts_are_counted_from_where_the_data_begin():
    # an export of what closed since March: a year's window would make everybody look idle
    rows = [d for who in ("me", "a", "b", "c", "d") for d in book(who, 20, value=100, days=10, last="2026-05-14", every=3)]
    got = given_of(make_company(rows, reps=[veteran(i) for i in ("me", "a", "b", "c", "d")]))
    first = date(2026, 5, 14) - timedelta(days=57)
    inside = sum(1 for i in range(20) if date(2026, 5, 14) - timedelta(days=3 * i + 10) >= first)
    assert got.starts.mean == pytest.approx(inside / working_days(first, AS_OF, POLICY), rel=0.05)


# ---------------------------------------------------------------- seasons


MONTHS = [np.datetime64("2025-01") + i for i in range(12)]


def test_closings_that_bunch_at_the_end_of_quarters_bend_the_calendar():
    by_age = np.full((4, 12), 25.0)
    seen = np.tile([10.0, 20.0, 45.0], (4, 4))
    got = season(MONTHS, by_age, by_age, seen, POLICY)
    k = POLICY.shrink_k
    assert got.pace == pytest.approx([(160 + k) / (400 + k), (320 + k) / (400 + k), (720 + k) / (400 + k)])
    calendar = got.calendar(np.datetime64("2026-05-31"), 30)
    assert calendar[30] == pytest.approx(30 * got.pace[2])


def test_without_clear_bunching_days_count_as_days():
    rng = np.random.default_rng(3)
    by_age = np.full((4, 12), 12.0)
    got = season(MONTHS, by_age, by_age, rng.poisson(12.0, (4, 12)).astype(float), POLICY)
    assert got.pace == (1, 1, 1)
    assert got.noise < 0.02
    assert STEADY.calendar(np.datetime64("2026-05-31"), 3).tolist() == [0, 1, 2, 3]


def test_months_that_went_otherwise_than_foreseen_widen_the_interval():
    by_age = np.full((6, 12), 20.0)
    swings = np.tile([30.0, 10.0, 20.0, 10.0, 30.0, 20.0], (6, 2))
    got = season(MONTHS, by_age, by_age, swings, POLICY)
    assert got.noise == pytest.approx(((swings - 20) ** 2 - 20).sum() / (20**2 * 72))


# ---------------------------------------------------------------- what if


@given(st.sampled_from([*PISTONS, "all"]))
def test_no_change_is_worth_exactly_nothing(piston: str):
    factors = AS_IS if piston == "all" else AS_IS.times(piston, 1.0)
    for effect in effects(FORECAST, factors):
        assert (effect.d_expected, effect.d_attainment or 0.0, effect.d_p_goal or 0.0) == (0, 0, 0)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(PISTONS), st.floats(0.4, 2.5), st.floats(1.0, 1.8))
def test_more_is_never_worth_less(piston: str, factor: float, further: float):
    fewer, more = AS_IS.times(piston, factor), AS_IS.times(piston, factor * further)
    (now, ahead), (now_more, ahead_more) = FORECAST.expected(fewer), FORECAST.expected(more)
    assert now <= now_more + 1e-9
    assert now + ahead <= now_more + ahead_more + 1e-9
    soon, later = FORECAST.landings(fewer)
    soon_more, later_more = FORECAST.landings(more)
    if piston != "speed":  # in every draw; faster deals leave the later periods for this one, so there only on the whole
        assert (soon <= soon_more + 1e-6).all()
        assert (soon + later <= soon_more + later_more + 1e-6).all()


@pytest.mark.parametrize(
    ("piston", "factor"), [(piston, factor) for piston in PISTONS for factor in (1 - 1e-9, 1 + 1e-9) if (piston, factor) != ("speed", 1 - 1e-9)]
)  # days are whole: a moment slower is the day before
def test_next_to_no_change_is_worth_next_to_nothing(piston: str, factor: float):
    for one, other in zip(FORECAST.landings(AS_IS.times(piston, factor)), FORECAST.landings(), strict=True):
        assert one == pytest.approx(other, rel=1e-6)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(PISTONS), st.floats(0.7, 1.4), st.floats(0.7, 1.4))
def test_changes_compose(piston: str, one: float, other: float):
    twice, once = AS_IS.times(piston, one).times(piston, other), AS_IS.times(piston, one * other)
    assert FORECAST.expected(twice) == pytest.approx(FORECAST.expected(once))
    for left, right in zip(FORECAST.landings(twice), FORECAST.landings(once), strict=True):
        assert left == pytest.approx(right)


def test_starts_move_new_deals_only_and_value_moves_all():
    before = FORECAST.draws.open_landings()
    assert np.array_equal(FORECAST.draws.open_landings(Factors(starts=3))[0], before[0])
    assert FORECAST.draws.open_landings(Factors(revenue_per_customer=2))[0] == pytest.approx(2 * before[0])


def test_the_win_rate_stops_at_one():
    sure, surer = FORECAST.expected(Factors(win_rate=50)), FORECAST.expected(Factors(win_rate=500))
    assert sure == pytest.approx(surer)
    assert GIVEN.chances(np.array([0.6]), 9).max() == 1


def test_faster_means_that_the_days_that_remain_are_divided():
    # twice as fast is what twice the days would bring
    end = GIVEN.ends[0]
    assert GIVEN.lands(end, 2.0) == pytest.approx(GIVEN.curves.won_by(GIVEN.deals.ages + 2 * end) - GIVEN.curves.won_by(GIVEN.deals.ages))


def test_scaling_money_scales_money_and_nothing_else():
    scaled = [{**row, "value": None if np.isnan(row["value"]) else row["value"] * 7} for row in COMPANY.opportunities.to_dict("records")]
    other = make_company(scaled, reps=COMPANY.reps, quotas=[quota("me", *Q2, 8400)])
    got = forecast(other, other.reps[0], standings(other, AS_OF, SMALL), SMALL)
    now, ahead = FORECAST.outlook()
    other_now, other_ahead = got.outlook()
    for one, seven in ((now, other_now), (ahead, other_ahead)):
        assert [7 * x for x in (one.expected, one.p10, one.p50, one.p90)] == pytest.approx([seven.expected, seven.p10, seven.p50, seven.p90])
        assert one.p_goal == pytest.approx(seven.p_goal)


def test_the_order_of_rows_changes_nothing():
    shuffled = make_company(COMPANY.opportunities.sample(frac=1, random_state=4).to_dict("records"), reps=COMPANY.reps, quotas=COMPANY.quotas)
    got = forecast(shuffled, shuffled.reps[0], standings(shuffled, AS_OF, SMALL), SMALL)
    assert got.expected() == pytest.approx(FORECAST.expected())
    for one, other in zip(got.landings(), FORECAST.landings(), strict=True):
        assert one == pytest.approx(other)  # the very same draws


def test_an_activity_acts_through_its_piston_by_the_policys_slope_where_nothing_else_is_known():
    factors, piston, e = moved(Change("demo", 1.21), COMPANY.reps[0], COMPANY, STANDING, POLICY)
    assert (piston, e) == ("win_rate", 0.5)
    assert factors.win_rate == pytest.approx(1.1)


def test_the_reps_own_months_move_the_slope_as_far_as_they_are_clear():
    # twelve months of three calls a start, of as many starts whatever the calls, and of fewer starts for more calls
    days = [add_months(AS_OF, -i) - timedelta(days=5) for i in range(12)]
    calls = [act("me", "call", on) for i, on in enumerate(days) for _ in range(3 * (2 + i))]

    def slope(starts) -> float:
        company = make_company([deal("me", on, value=1) for i, on in enumerate(days) for _ in range(starts(i))], calls, reps=[veteran("me")])
        return elasticity(0, "call", "starts", standings(company, AS_OF, POLICY), POLICY).value

    assert slope(lambda i: 2 + i) == pytest.approx(1)
    assert slope(lambda i: 4) == pytest.approx(0)
    assert slope(lambda i: 20 - i) == 0
    assert 0 < slope(lambda i: 3 + (i * 7) % 5) < 1  # no clear line: between the policy's and what the months say


def test_a_what_if_says_this_period_the_next_four_and_the_chance_of_the_goal():
    got = plain_what_if(COMPANY, COMPANY.reps[0], "win_rate", 1.1, AS_OF, SMALL)
    texts = [f.text for f in got.facts]
    assert texts[0].startswith("a win rate 10 % higher than now would bring about $")
    assert texts[0].endswith("more over the next four quarters")
    assert texts[1].endswith("more by 30 June 2026")
    assert texts[2].startswith("with a win rate 10 % higher than now the chance of the goal goes from ")
    assert {f.kind for f in got.facts} == {"what_if"}
    assert got.now.d_attainment == pytest.approx(got.now.d_expected / 1200)


# ---------------------------------------------------------------- the command's own words


def read(text: str, company=COMPANY):
    return read_change(text, company.reps[0], company, standings(company, AS_OF, POLICY), POLICY)


def test_changes_as_they_are_typed():
    assert read("starts=+5%") == Change("starts", 1.05)
    assert read(" win_rate = -3 % ").factor == pytest.approx(0.97)
    calls = team(*OPEN, activities=[act("me", "demo", AS_OF - timedelta(days=7 * i)) for i in range(13)])
    got = read("demos=+2/week", calls)
    assert (got.what, got.words) == ("demo", "2 more demos a week (now about 1)")
    assert got.factor == pytest.approx(3)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("starts", "'starts': write it as"),
        ("starts=5%", "'starts=5%': write it as"),
        ("golf=+5%", "'golf'.*choose one of starts"),
        ("win_rate=+2/week", "in per cent"),
        ("starts=-100%", "less than 100 %"),
        ("demo=+2/week", "no demos on record"),
    ],
)
def test_a_change_that_cannot_be_read_says_what_could_be(text: str, says: str):
    with pytest.raises(InputError, match=says):
        read(text)


def test_the_report_gives_each_change_and_all_together():
    rep = COMPANY.reps[0]
    got = forecast_report(COMPANY, rep, AS_OF, SMALL, (), ["starts=+10%", "win_rate=+5%"])
    assert [row.what for row in got.changes] == ["starts", "win_rate", "together"]
    one, two, both = (row.now.d_expected for row in got.changes)
    assert both > max(one, two)
    assert got.now.p10 <= got.now.p50 <= got.now.p90
    empty = make_company(reps=[veteran("me")])
    assert forecast_report(empty, empty.reps[0], AS_OF, SMALL).now is None


# ---------------------------------------------------------------- the chance of an open deal


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.one_of(st.none(), st.floats(1, 1e5))), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(1, 200), st.booleans()), min_size=1, max_size=25),
    st.integers(0, 90),
)
def test_no_open_deal_is_more_likely_to_be_won_in_time_than_at_all(ages, closings, later):
    as_of = AS_OF - timedelta(days=later)
    rows = [deal("me", as_of - timedelta(days=age), value=value) for age, value in ages]
    rows += [deal("me", days=days, value=100, **{"won" if won else "lost": as_of - timedelta(days=3 * i)}) for i, (days, won) in enumerate(closings)]
    company = make_company(rows, reps=[veteran("me")])
    found = landing(company, company.reps[0], as_of, SMALL).open_deals
    for one in found:
        assert 0 <= one.in_time <= one.at_age + 1e-12
        assert one.at_age <= 1 + 1e-12
        assert not one.no_precedent or one.at_age == 0


def test_a_deal_that_outlived_most_wins_shows_the_chance_of_its_age_in_json_too():
    rows = [deal("me", days=8 * i, value=100, **{how: AS_OF - timedelta(days=9 * i)}) for i in range(1, 13) for how in ("won", "lost")]
    rows += [deal("me", days=100, value=100, lost=AS_OF - timedelta(days=i)) for i in range(8)]  # most losses come late
    company = make_company([*rows, *OPEN], reps=[veteran("me")])
    report = forecast_report(company, company.reps[0], AS_OF, SMALL)
    shown = contract.forecast(report)["deals"]
    assert len(shown) == 3
    given = report.landing.forecast.given
    rates = betaincinv(given.win_rate.a, given.win_rate.b, (np.arange(500) + 0.5) / 500)
    for row, age in zip(shown, given.deals.ages, strict=True):
        assert row["chance"] == pytest.approx(given.curves.chance_within(rates * given.curves.closing, age, 10_000).mean(), rel=0.01)
        assert row["in_time"] <= row["chance"]
    assert shown[1]["chance"] < 0.9 * rates.mean()  # open for six weeks, when half of those that are won were
