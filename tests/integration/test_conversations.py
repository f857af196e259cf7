"""What the chat answers without a model: the sentence that answers, grounded, short, and nothing piled up after it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import Section
from copilot.events import Event, FactFound, Finished, StepStarted
from copilot.grounding import check_text
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from copilot.tools.sins import check_draft

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
CONVERSATIONS: list[list[dict[str, Any]]] = yaml.safe_load(Path(__file__).with_name("conversations.yaml").read_text("utf-8"))
_JARGON = re.compile(
    r"\b(?:posterior|prior|percentile|quantile|elasticity|log|ln|Holm|p[- ]value|draws|shrunk|cohort|factor to the power|modelled|trailing|prorated)\b|\b\d+(?:st|nd|rd|th) of\b|team average",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def coach(demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    folder = Path(shutil.copytree(demo_made_once, tmp_path_factory.mktemp("talk") / "demo"))
    opened = open_coach(load_settings(data=folder), CLOCK)
    yield opened
    opened.close()


async def said(coach: Coach, message: str, thread: str | None = None) -> tuple[Finished, list[Event]]:
    events = [e async for e in coach.chat(coach.viewer("Helen Brooks"), message, thread)]
    assert isinstance(events[-1], Finished)
    return events[-1], events


@pytest.mark.parametrize("turns", CONVERSATIONS, ids=lambda turns: re.sub(r"\W+", "-", turns[0]["say"])[:40])
async def test_each_question_is_answered(coach: Coach, turns: list[dict[str, Any]]) -> None:
    thread = None
    async with coach.session():
        for turn in turns:
            done, _ = await said(coach, turn["say"], thread)
            thread, text = done.thread, done.text
            if "rep" in turn:
                assert done.rep_name == turn["rep"], turn["say"]
            if "meeting_on" in turn:
                assert done.request.parameters["meeting_on"] == turn["meeting_on"], turn["say"]
            assert [w for w in turn.get("has", ()) if w.lower() not in text.lower()] == [], (turn["say"], text)
            assert [w for w in turn.get("not", ()) if w.lower() in text.lower()] == [], (turn["say"], text)
            assert _JARGON.findall(text) == [], (turn["say"], text)
            assert "!" not in text
            assert len(text.split()) <= 140, (turn["say"], text)
            assert [f.quote for f in check_draft([_as_section(text)], whole=False) if f.verdict == "present" and f.sin == "stack_ranking"] == []


def _as_section(text: str) -> Section:
    """The copilot's own words: what somebody else said is taken out."""
    return Section("answer", "", 0, False, re.sub(r"“[^”]*”", "x", text), (), ())


@pytest.mark.parametrize(
    "message",
    ["how is Tom doing?", "how likely is Tom to hit quota?", "how many calls did Tom make last month?", "what if Tom won 5 % more?", "which of Tom's deals are stuck?", "why is Tom's win rate low?"],
)
async def test_every_figure_of_an_answer_is_a_fact(coach: Coach, message: str) -> None:
    async with coach.session():
        done, _ = await said(coach, message)
    assert check_text(done.text, done.facts, done.passages) == []


async def test_facts_found_stand_beside_the_step_that_found_them(coach: Coach) -> None:
    """A page counts facts by the step before them: what the comparison found must not be counted under the deals."""
    async with coach.session():
        _, events = await said(coach, "get me ready for Tom")
    found: dict[str, list[str]] = {}
    step = ""
    for event in events:
        if isinstance(event, StepStarted):
            step = event.step
        elif isinstance(event, FactFound):
            found.setdefault(step, []).append(event.fact.name)
    assert "win_rate.own" in found["engine"]
    assert "expected" in found["benchmark"]
    assert [n for n in found["deals"] if n.startswith("stalled.")]
    assert "win_rate.own" not in found["benchmark"]


async def test_nothing_of_one_rep_is_told_about_another(coach: Coach) -> None:
    async with coach.session():
        first, _ = await said(coach, "how likely is Tom to hit quota?")
        second, _ = await said(coach, "where does that number come from for Ana?", first.thread)
    assert second.rep_name == "Ana Souza"
    toms = {f.id for f in first.facts}
    assert not toms & {f.id for f in second.facts}


async def test_a_deal_that_is_named_alone_says_whom_it_is_about_and_the_thread_keeps_it(coach: Coach) -> None:
    company = coach.aggregates.company(OPERATOR, coach.as_of(OPERATOR, None)[0])
    team = {r.id for r in coach.records.reps(coach.viewer("Helen Brooks"), coach.as_of(OPERATOR, None)[0])}
    still = company.opportunities[(company.opportunities["status"] == "open") & company.opportunities["rep_id"].isin(team)]
    alone = still.groupby("account").filter(lambda deals: len(deals) == 1).iloc[0]
    async with coach.session():
        asked, _ = await said(coach, f"{alone['account']} - who are we talking to, only the one guy?")
        after, _ = await said(coach, "and the demos?", asked.thread)
    assert (asked.request.intents, asked.request.rep_id) == (("deals",), alone["rep_id"])
    assert "not in the data" in asked.text
    assert after.request.rep_id == alone["rep_id"]


async def test_nothing_is_said_twice_where_a_figure_and_its_cause_are_asked_at_once(coach: Coach) -> None:
    async with coach.session():
        answered, _ = await said(coach, "why is Priya's win rate low?")
    paragraphs = answered.text.split("One way to ask:")
    assert len(paragraphs) == 2


@pytest.mark.parametrize(
    ("message", "intents"),
    [
        ("how am I doing?", ("benchmark",)),
        ("what holds me back?", ("benchmark",)),
        ("how is my quarter going?", ("benchmark",)),
        ("what did I promise?", ("history",)),
        ("what if I did one more demo a week?", ("what_if",)),
        ("which of my deals need work?", ("deals",)),
    ],
)
async def test_a_rep_asks_about_themselves(coach: Coach, message: str, intents: tuple[str, ...]) -> None:
    viewer = coach.viewer("Priya Nair")
    async with coach.session():
        finished = [e async for e in coach.chat(viewer, message)][-1]
    assert isinstance(finished, Finished)
    assert (finished.request.intents, finished.request.rep_id) == (intents, viewer.id)
    if intents == ("history",):
        assert "agreed" in finished.text, "what they promised, not what was promised to them"


async def test_with_no_1_1_on_record_nobody_is_told_that_nobody_is_overdue(demo_made_once: Path, tmp_path: Path) -> None:
    """On a Sunday too, where the next working day is the one after; the same count as on the team's page."""
    folder = Path(shutil.copytree(demo_made_once, tmp_path / "never"))
    with sqlite3.connect(folder / "nextplay.db") as db:
        db.execute("update one_on_ones set state = 'missed' where state = 'held'")
    db.close()
    opened = open_coach(load_settings(data=folder), CLOCK)
    try:
        async with opened.session():
            done, _ = await said(opened, "who haven't I met lately?")
            due = sum(row.rhythm.due for row in opened.team(opened.viewer("Helen Brooks"))[0])
    finally:
        opened.close()
    assert "nobody is overdue" not in done.text.lower()
    assert f"No 1:1 with anybody you lead is on record: 0 of {due} due in the last 13 weeks were held" in done.text
    assert "Tom Brandt" in done.text


async def test_a_quota_that_was_never_given_is_said_to_be_missing(demo_made_once: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(demo_made_once, tmp_path / "without"))
    with sqlite3.connect(folder / "nextplay.db") as db:
        db.execute("delete from quotas")
    db.close()
    opened = open_coach(load_settings(data=folder), CLOCK)
    try:
        async with opened.session():
            done, _ = await said(opened, "what is Tom's quota?")
    finally:
        opened.close()
    assert "No quota of Tom's was given: none is on record for any period." in done.text
