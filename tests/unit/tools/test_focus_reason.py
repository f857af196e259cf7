"""Why the place to look first was chosen, and what another figure showed: one sentence each, with its n."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from copilot.domain import Fact
from copilot.facts import make_fact
from copilot.policy import CoachingPolicy
from copilot.tools.activities import ActivityGap
from copilot.tools.benchmark import Benchmark, Focus
from copilot.tools.focus_reason import focus_reason, other_reason
from copilot.tools.pistons import Piston, Target
from tests.companies import rep

DAY = date(2026, 11, 22)
POLICY = CoachingPolicy()
CORE = "people at Core"


def fact(name: str, text: str) -> Fact:
    return make_fact(name, 1.0, "ratio", text, DAY)


def piston(name: str, **other: Any) -> Piston:
    given: dict[str, Any] = {"raw": 0.2, "shrunk": 0.21, "low": 0.18, "high": 0.24, "n": 48, "target": Target(0.3, 5, CORE), "term": 0.3, "share_of_gap": 0.6, "p": 0.01}
    return Piston(name, **(given | other))


def activity(kind: str, **other: Any) -> ActivityGap:
    given: dict[str, Any] = {"rate": 0.2, "target": Target(0.4, 5, CORE), "n": 13, "obvious": False, "share": None, "target_share": None}
    return ActivityGap(kind, **(given | other))


def compared(focus: Focus, **other: Any) -> Benchmark:
    facts = (
        fact("demo.vs_target", "about 1 a week where people at Core run about 2"),
        fact("win_rate.own", "20 % of 48 closed"),
        fact("win_rate.vs_target", "20 % of 48 closed where people at Core win about 30 %"),
        fact("win_rate.share", "about 60 % of the distance in revenue to that level"),
    )
    given: dict[str, Any] = {
        "rep": rep("ana"),
        "as_of": DAY,
        "segment": "Low Core",
        "target_segment": "Core",
        "focus": focus,
        "activities": (activity("demo", obvious=True), activity("call", rate=0.39)),
        "pistons": (piston("win_rate"),),
        "notes": (),
        "modelled": None,
        "observed": 0.0,
        "backlog": None,
        "passed": frozenset({"win_rate"}),
        "stretch": None,
        "facts": facts,
    }
    return Benchmark(**(given | other))


DEMOS = compared(Focus("activity", "demo", ""))
WINS = compared(Focus("piston", "win_rate", ""), activities=(activity("call", rate=0.39),))


def test_an_activity_comes_first_because_it_is_more_than_chance_and_says_its_n() -> None:
    found = focus_reason(DEMOS, POLICY)
    assert found.text.startswith("Demos came first because they are furthest from the level aimed at, about 1 a week where people at Core run about 2, and with 13 counted over 13 weeks")
    assert found.n == 13


def test_a_piston_comes_first_with_its_share_and_its_n() -> None:
    found = focus_reason(WINS, POLICY)
    assert "With 48 deals won or lost that is more than chance and explains about 60 % of the distance" in found.text
    assert found.n == 48


def test_where_nothing_stands_out_that_is_said() -> None:
    assert focus_reason(compared(Focus("none", None, "")), POLICY).text == "Nothing is far enough from the level aimed at to be more than chance"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "With 48 deals won or lost that is a gap too, 60 % of the distance in revenue; what one can do more of this week comes before it"),
        ({"passed": frozenset()}, "With 48 deals won or lost that may well be chance, so it was not called a gap"),
        ({"pistons": (piston("win_rate", term=-0.1),)}, "That is no gap, with 48 deals won or lost"),
        ({"pistons": (piston("win_rate", agrees=False),)}, "too unsure on which side of the level aimed at that lies"),
        ({"pistons": (piston("win_rate", target=None),)}, "too few people at the level aimed at"),
        ({"pistons": ()}, "too little is on record to compare"),
    ],
)
def test_another_piston_says_what_its_test_found(changed: dict[str, Any], said: str) -> None:
    found = other_reason(replace(DEMOS, **changed), "win_rate", POLICY)
    assert found.text.startswith("Win rate: ")
    assert said in found.text


def test_no_share_is_said_of_a_distance_too_small_for_one() -> None:
    without = tuple(f for f in DEMOS.facts if f.name != "win_rate.share")
    assert "of the distance in revenue" not in other_reason(replace(DEMOS, facts=without), "win_rate", POLICY).text


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (activity("call", rate=0.5), "That is no gap"),
        (activity("call", rate=0.39), "close enough not to be called a gap"),
        (activity("call", rate=0.3, n=4), "With so few counted, that may well be chance"),
        (activity("call", obvious=True), "That is a clear gap too, only a smaller one than that of demos"),
        (activity("call", target=None), "too few people at the level aimed at"),
    ],
)
def test_another_activity_says_what_its_test_found(gap: ActivityGap, said: str) -> None:
    found = other_reason(replace(DEMOS, activities=(activity("demo", obvious=True), gap)), "call", POLICY)
    assert f"{gap.n:,} counted over 13 weeks" in found.text
    assert said in found.text


def test_asked_about_the_focus_itself_the_reason_is_given() -> None:
    assert other_reason(WINS, "win_rate", POLICY) == focus_reason(WINS, POLICY)


def test_a_type_nobody_logs_is_said() -> None:
    assert other_reason(DEMOS, "email", POLICY).text == "E-mails are not logged here, so there is nothing to compare"
