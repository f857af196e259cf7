"""How each figure came about, in words: a whole plain sentence that a sales manager understands, and days that agree with the text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import Fact
from copilot.policy import CoachingPolicy
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from copilot.tools.benchmark import benchmark
from copilot.tools.conversation import choose_conversation
from copilot.tools.deals import review_deals
from copilot.tools.engine import engine_facts
from copilot.tools.focus_reason import focus_reason, other_reason
from copilot.tools.landing import landing
from copilot.tools.segments import standings
from copilot.tools.what_if import plain_what_if

DAY = date(2026, 11, 22)
POLICY = CoachingPolicy()
_JARGON = re.compile(
    r"\b(?:factor to the power|ln|log|draws?|posterior|prior|percentile|quantile|median|geometric|elasticity|prorated|trailing|cohort|modelled|identity|window|Holm|piston)\b|\bx\b|\d\.\d{3}",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def coach(demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    folder = Path(shutil.copytree(demo_made_once, tmp_path_factory.mktemp("texts") / "demo"))
    opened = open_coach(load_settings(data=folder), FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC)))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def facts(coach: Coach) -> list[Fact]:
    """What the tools say about eight reps of the demo company, stars and newcomers among them."""
    company = coach.company(OPERATOR, DAY)
    where = standings(company, DAY, POLICY)
    found: list[Fact] = []
    for rep in coach.records.reps(OPERATOR, DAY)[::3]:
        heading = landing(company, rep, DAY, POLICY, (), where)
        beside = benchmark(company, rep, DAY, POLICY, (), where)
        found += [*heading.facts, *review_deals(company, rep, DAY, POLICY, heading, where).facts, *beside.facts, *engine_facts(company, rep, DAY, POLICY)]
        found += [focus_reason(beside, POLICY), *(other_reason(beside, name, POLICY) for name in ("win_rate", "starts", "speed", "revenue_per_customer", "call", "demo"))]
        found.append(choose_conversation(company, rep, DAY, POLICY, (), where).why)
        for what in ("demo", "win_rate", "speed"):
            worth = plain_what_if(company, rep, what, 1.1, DAY, POLICY, where)
            found += worth.facts if worth else ()
    return found


def test_how_a_figure_came_about_is_a_plain_sentence(facts: list[Fact]) -> None:
    assert len({f.name for f in facts}) > 50
    wrong = {f.source.how for f in facts if f.source and (not f.source.how[:1].isupper() or not f.source.how.endswith(".") or _JARGON.search(f.source.how))}
    assert wrong == set()


def test_the_days_of_a_figure_are_those_that_its_sentence_names(facts: list[Fact]) -> None:
    ahead = [f for f in facts if "over the next four quarters" in f.text]
    assert {f.name.split(".")[0] for f in ahead} >= {"what_if", "ahead"}
    for fact in ahead:
        assert fact.window is not None, fact.name
        assert (fact.window.start, fact.window.end) == (date(2027, 1, 1), date(2027, 12, 31)), fact.name
    both = [f for f in facts if "over this quarter and the next four" in f.text]
    assert both
    assert {(f.window.start, f.window.end) for f in both if f.window} == {(date(2026, 10, 1), date(2027, 12, 31))}
    soon = [f for f in facts if f.name.endswith(".period")]
    assert {f.window.end for f in soon if f.window} == {date(2026, 12, 31)}


def test_a_link_that_is_assumed_is_said_in_an_example(facts: list[Fact]) -> None:
    how = next(f.source.how for f in facts if f.name == "what_if.demo" and f.source)
    assert "That 10 % more demos would mean" in how
    assert "is an assumption" in how
