"""What-ifs that cannot be are answered with how far they were followed, or refused with the bound; links are said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from copilot import contract
from copilot.errors import InputError
from copilot.policy import CoachingPolicy
from copilot.show_figures import _more_of, show_forecast
from copilot.tools.change_option import read_change
from copilot.tools.forecast_report import ForecastReport, forecast_report
from copilot.tools.segments import standings
from copilot.tools.what_if import moved, plain_what_if
from tests.companies import act, acts, book, deal, make_company, quota, rep, veteran

POLICY = CoachingPolicy(draws=2000)
AS_OF = date(2026, 5, 15)
WHO = ("me", "a", "b", "c")


def company(*, quotas: bool = True, demos: int = 13):
    rows = [row for who in WHO for row in book(who, 20, 10, value=200, last="2026-05-14")]
    asked = [quota("me", "2026-04-01", "2026-06-30", 2000)] if quotas else []
    done = [act("me", "demo", AS_OF - timedelta(days=7 * i)) for i in range(demos)]
    return make_company([*rows, deal("me", "2026-05-01", value=500)], done, reps=[veteran(i) for i in WHO], quotas=asked)


def report(*changes: str, **how: Any) -> ForecastReport:
    them = company(**how)
    return forecast_report(them, them.reps[0], AS_OF, POLICY, (), changes)


def what_ifs(found: ForecastReport) -> list[str]:
    return [f.text for f in found.facts if f.kind == "what_if"]


def test_a_win_rate_beyond_all_deals_is_followed_as_far_as_all_of_them_and_that_is_said():
    found = report("win_rate=+500%")
    assert found.changes[0].words == "a win rate 500 % higher than now (as far as 100 %)"
    assert all("(as far as 100 %)" in f.text for f in found.changes[0].facts)
    rate = found.landing.forecast.given.win_rate.mean
    assert report(f"win_rate=+{100 * (0.9 / rate - 1):.0f}%").changes[0].words.endswith("higher than now")  # 90 % can be
    assert "as far as" not in report("win_rate=-50%", "starts=+500%").changes[-1].words


def test_an_activity_that_would_carry_the_win_rate_there_says_so_too():
    found = report("demo=+9/week", "win_rate=+100%")
    assert found.changes[0].words.startswith("9 more demos a week (now about 1) (with the win rate as far as 100 %), if that link holds")
    assert found.changes[2].words == "all of these together (with the win rate as far as 100 %), if that link holds"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("speed=+100000%", r"'speed=\+100000%'.*\+900% at most"),
        ("starts=+901%", r"\+900% at most"),
        ("demo=+10/week", r"1 a week now.*10 times that: add 9 at most"),
    ],
)
def test_further_than_can_be_told_is_refused_with_the_bound(text: str, says: str):
    with pytest.raises(InputError, match=says):
        report(text)


def test_the_bound_holds_however_a_change_is_asked_for():
    them = company()
    assert plain_what_if(them, them.reps[0], "speed", 10, AS_OF, POLICY) is not None
    with pytest.raises(InputError, match=r"speed at 1,001 times.*\+900 % at most"):
        plain_what_if(them, them.reps[0], "speed", 1001, AS_OF, POLICY)
    where = standings(them, AS_OF, POLICY)
    change = read_change("demo=+9/week", them.reps[0], them, where, POLICY)
    assert moved(change, them.reps[0], them, where, POLICY)[1] == "win_rate"


def test_more_a_week_is_added_to_what_a_new_hire_does_in_the_weeks_they_are_there():
    # 20 demos in the ten working days since they began are ten a week, and not about one
    them = make_company([deal("new", "2026-05-04")], acts("new", "demo", 20, AS_OF, every=0), reps=[rep("new", hired_on="2026-05-04")])
    change = read_change("demo=+5/week", them.reps[0], them, standings(them, AS_OF, POLICY), POLICY)
    assert (change.factor, change.words) == (pytest.approx(1.5), "5 more demos a week (now about 10)")


def test_changes_of_one_thing_are_bounded_together_too():
    with pytest.raises(InputError, match=r"'starts=\+900%', 'starts=\+50%' together go beyond 10 times"):
        report("starts=+900%", "starts=+50%")


def test_whatever_follows_from_an_activity_holds_only_if_the_link_does():
    found = report("demo=+1/week", "starts=+5%")
    demo, starts, together = (row.words for row in found.changes)
    assert demo == "1 more demo a week (now about 1), if that link holds"
    assert "link" not in starts
    assert together.endswith(", if that link holds")
    changed = [f.text for f in found.facts if f.name.startswith("changed.")]
    assert changed
    assert all(text.endswith(", if that link holds") for text in changed)
    assert not any("link" in text for text in what_ifs(report("starts=+5%", "win_rate=+5%")))


def test_one_fewer_or_one_more_is_one():
    them = company(demos=26)
    where = standings(them, AS_OF, POLICY)

    def words(text: str) -> str:
        return str(read_change(text, them.reps[0], them, where, POLICY).words)

    assert words("demo=+1/week").startswith("1 more demo a week")
    assert words("demo=-0.5/week").startswith("0.5 fewer demos a week")
    assert words("starts=+1/week").startswith("1 more new opportunity a week")
    assert words("starts=+2/week").startswith("2 more new opportunities a week")


def test_the_command_shows_attainment_beside_money_and_chance(capsys: pytest.CaptureFixture[str]):
    found = report("revenue_per_customer=+10%", "demo=+1/week")
    show_forecast(contract.forecast(found))
    lines = capsys.readouterr().out.splitlines()
    head = next(line for line in lines if line.startswith("what if"))
    assert "of the goal  chance of the goal" in head
    row = next(line for line in lines if line.startswith("10 % more revenue per customer"))
    ratio = found.changes[0].now.d_attainment
    assert ratio == pytest.approx(found.changes[0].now.d_expected / 2000)
    assert f"+{ratio * 100:.1f} %" in row
    assert any(line.startswith("1 more demo a week (now about 1), if that link holds") for line in lines)


@pytest.mark.parametrize(("ratio", "text"), [(None, "–"), (0.0, "0 %"), (-0.0001, "0 %"), (0.031, "+3.1 %"), (-0.015, "-1.5 %"), (1.2, "+120 %")])
def test_a_change_of_attainment_has_its_sign_and_nothing_is_nothing(ratio: float | None, text: str):
    assert _more_of(ratio) == text


def test_a_working_goal_is_not_called_the_goal(capsys: pytest.CaptureFixture[str]):
    show_forecast(contract.forecast(report("starts=+5%", quotas=False)))
    assert "chance of the working goal" in capsys.readouterr().out
