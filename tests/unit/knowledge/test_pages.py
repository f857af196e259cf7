"""The demo playbook: every page can be found, used and trusted to be somebody's, and together they cover the coaching model."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from copilot.domain import Hit
from copilot.policy import PISTONS, CoachingPolicy
from copilot.tools.goal_binary import joined, vague
from copilot.tools.goal_hands import outcome
from copilot.tools.goal_suggest import DealToTune, GoalContext, suggest_goals
from copilot.tools.sins.catalogue import catalogue
from copilot.tools.sins.comparisons import comparisons
from knowledge.ingest import read_page
from knowledge.retriever import STARTER
from store.demo.pipeline import STAGES

PAGES = sorted(STARTER.glob("*.md"))
KINDS = {"play", "script", "call example", "training", "template"}
CONVERSATIONS = {"how_good", "tune_deals", "tune_engine"}
TODAY = date(2026, 11, 22)


def fields(path: Path) -> dict[str, Any]:
    """The front matter as written, the fields the search does not read included."""
    found = yaml.safe_load(path.read_text("utf-8").split("---\n")[1])
    assert isinstance(found, dict)
    return found


def body(path: Path) -> str:
    return path.read_text("utf-8").split("---\n", 2)[2]


def sentences(path: Path) -> set[str]:
    """Of at least five words, without marks and case; headings are no sentences."""
    lines = (line for line in body(path).splitlines() if not line.startswith("#"))
    parts = (re.sub(r"\W+", " ", part).strip().casefold() for line in lines for part in re.split(r"(?<=[.!?:])[\"”)*]*\s+", line))
    return {part for part in parts if len(part.split()) >= 5}


def test_there_are_about_sixty_pages() -> None:
    assert 55 <= len(PAGES) <= 70


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_is_owned_dated_of_a_kind_and_asks_for_something(path: Path) -> None:
    page, front = read_page(path), fields(path)
    first = page.passages[0]
    assert page.owner
    assert page.updated
    assert date(2026, 1, 1) <= page.updated <= TODAY
    assert first.kind in KINDS
    assert first.action
    assert 5 <= len(first.action.split()) <= 25
    assert any((first.piston, first.activity, first.skill, first.stage))
    assert (front.get("audience") == "manager") <= (first.piston is None and first.activity is None), "what has a piston or an activity is suggested to reps"
    assert 150 <= len(re.findall(r"\w+", body(path))) <= 450
    assert body(path).startswith(f"# {front['title']}\n"), "the heading is the title"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_opens_with_one_sentence_to_quote_and_says_what_it_is_for(path: Path) -> None:
    opening = body(path).split("\n## ")[0]
    assert len(re.findall(r"^(?:\*\*[^*\n]+\*\*|> [^\n]+)$", opening, re.M)) == 1
    assert re.search(r"^For \w.+\.$", opening, re.M)
    quote = read_page(path).passages[0].quote
    assert quote
    assert quote in opening
    assert 6 <= len(quote.split()) <= 30
    assert not list(comparisons(quote, own_words=False))


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_what_a_page_asks_for_is_one_deed_done_or_not_and_in_ones_own_hands(path: Path) -> None:
    action = read_page(path).passages[0].action or ""
    assert (vague(action, TODAY), outcome(action), joined(action)) == (None, None, None)
    assert not list(comparisons(action, own_words=False))


def test_no_figure_is_passed_off_as_research_and_nothing_shouts() -> None:
    for path in PAGES:
        text = body(path)
        assert "!" not in text, path.stem
        assert not re.search(r"\b(?:stud(?:y|ies)|research|surveys?|statistics) (?:show|say|find|found|suggest|prove)", text, re.I), path.stem


def test_every_piston_stage_sin_and_conversation_has_its_page() -> None:
    fronts = [fields(p) for p in PAGES]
    assert {f["piston"] for f in fronts if "piston" in f} == set(PISTONS)
    assert {f["stage"].casefold() for f in fronts if "stage" in f} >= {s.casefold() for s in STAGES}
    assert Counter(f["sin"] for f in fronts if "sin" in f) == dict.fromkeys(catalogue(), 1)
    assert {f["conversation"] for f in fronts if "conversation" in f} == CONVERSATIONS
    assert {f["kind"] for f in fronts} == KINDS
    assert {f.get("activity") for f in fronts} >= {"call", "email", "meeting", "demo", "task"}
    assert {f["skill"] for f in fronts if "skill" in f} >= {s for m in CoachingPolicy().movers.values() for s in m.skills}


def test_a_page_on_a_sin_offers_other_words() -> None:
    for path in PAGES:
        if "sin" in fields(path):
            assert body(path).casefold().count('\n- instead of "') >= 3, path.stem


def test_no_two_pages_share_a_sentence_or_most_of_their_words() -> None:
    seen: dict[str, str] = {}
    for path in PAGES:
        for sentence in sentences(path):
            assert seen.setdefault(sentence, path.stem) == path.stem, f"{sentence!r} is in {seen[sentence]} and {path.stem}"
    words = {p.stem: set(re.findall(r"\w{5,}", body(p).casefold())) for p in PAGES}
    for one, own in words.items():
        for other, theirs in words.items():
            assert one >= other or len(own & theirs) / len(own | theirs) < 0.25, f"{one} and {other} say much the same"


@pytest.mark.parametrize("path", [p for p in PAGES if fields(p).keys() & {"piston", "activity"}], ids=lambda p: p.stem)
def test_a_goal_can_be_made_of_every_page_for_reps(path: Path) -> None:
    first = read_page(path).passages[0]
    context = GoalContext(hits=(Hit(first, 0.9, True),), deals=(DealToTune("Alder House", "open"),), conversation="tune_engine")
    goals = suggest_goals(context, TODAY, date(2026, 12, 4), CoachingPolicy(), want_kind="skill", known_resources={path.stem}.__contains__)
    assert [g.resource for g in goals] == [path.stem]
    assert first.title in goals[0].description
