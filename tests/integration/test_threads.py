"""Conversations are listed, recalled, renamed and deleted by whose they are; a long one keeps its decisions and does not grow."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import Viewer
from copilot.errors import InputError
from copilot.events import Decision, Finished
from copilot.ports import Completion, LanguageModel
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from copilot.testing.model import ScriptedModel
from tests.integration.test_cli import Nextplay
from tests.integration.test_usage import folder

__all__ = ["folder"]
CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
ASKED = (
    "How is Ana doing?",
    "Which deals of Ben need what?",
    "What did Ana promise last time?",
    "What if Ana ran two more demos a week?",
    "Who is due?",
    "suggest goals for Ana",
    "another one",
    "Is Carla coachable?",
)
HEAVY = bool(os.environ.get("NEXTPLAY_HEAVY"))
REASON = "she did that in spring"


def opened(folder: Path, model: LanguageModel | None = None) -> Coach:
    return open_coach(load_settings(data=folder, turn_timeout_s=600.0), CLOCK, model)


@pytest.fixture
def coach(folder: Path) -> Iterator[Coach]:
    made = opened(folder)
    yield made
    made.close()


def mona(coach: Coach) -> Viewer:
    return coach.viewer("Mona Berg")


def kept_of(folder: Path) -> bytes:
    return b"".join(f.read_bytes() for f in sorted(folder.glob("checkpoints*")))


async def test_the_list_says_whom_each_is_about_and_what_it_is_called(coach: Coach) -> None:
    first = await coach.say(mona(coach), "How is Ana doing?")
    coach.rename_thread(mona(coach), first.thread, "  Before the\n quarter ends ")
    listed = coach.records.threads(mona(coach))
    newest, older = next(t for t in listed if t.id == first.thread), [t for t in listed if t.id != first.thread]
    assert [(t.rep_name, t.title) for t in older] == [(None, None)]  # begun with a version that did not keep either
    assert (newest.id, newest.rep_name, newest.title) == (first.thread, "Ana Silva", "Before the quarter ends")
    coach.rename_thread(mona(coach), first.thread, " ")
    assert coach.records.threads(mona(coach))[0].title is None
    with pytest.raises(InputError, match="120 at most"):
        coach.rename_thread(mona(coach), first.thread, "x" * 121)


async def test_a_deleted_conversation_leaves_nothing_of_what_was_said_and_only_its_owner_deletes_it(coach: Coach, folder: Path) -> None:
    said = await coach.say(mona(coach), "How is Ana doing, and is the heron well?")
    other = await coach.say(mona(coach), "Who is due?")
    assert b"heron" in kept_of(folder)
    for viewer in (OPERATOR, coach.viewer("Ana Silva")):
        with pytest.raises(InputError, match="no conversation"):
            await coach.delete_thread(viewer, said.thread)
    await coach.delete_thread(mona(coach), said.thread)
    coach.close()
    left = [t.id for t in coach.records.threads(mona(coach))]
    assert other.thread in left
    assert said.thread not in left
    assert b"heron" not in kept_of(folder)
    (noted,) = [e for e in coach.audit.entries(OPERATOR) if e.action == "forget"]
    assert (noted.by, noted.subject, noted.detail) == (mona(coach).id, said.thread, {})
    with pytest.raises(InputError, match="no conversation"):
        coach.go_on(mona(coach), said.thread)


async def talk(coach: Coach, thread: str, message: str) -> Finished:
    async for event in coach.chat(mona(coach), message, thread):
        if isinstance(event, Finished):
            return event
    raise AssertionError("a turn always finishes")


@pytest.mark.parametrize(("with_model", "turns"), [(False, 200 if HEAVY else 40), (True, 200 if HEAVY else 40)], ids=["without a model", "with a model"])
async def test_after_200_turns_the_decision_of_turn_3_stands_and_neither_state_nor_prompt_has_grown(folder: Path, with_model: bool, turns: int) -> None:
    half = turns // 2
    model = ScriptedModel(itertools.repeat(Completion("What stands on record holds.", "m-1", 10, 5, {"intents": []}), 1000), "m-1") if with_model else None
    coach = opened(folder, model)
    sizes: list[int] = []
    prompts: list[int] = []
    async with coach.session():
        await talk(coach, "t1", "How is Ana doing?")
        review = (await talk(coach, "t1", "Get me ready for Ana Silva")).review
        assert review is not None
        declined = review.payload["goals"][0]["description"]
        _ = [e async for e in coach.resume(mona(coach), "t1", review.interrupt_id, [Decision(1, "decline", REASON)])]
        for message in itertools.islice(itertools.cycle(ASKED), turns - 3):
            before = len(model.calls) if model else 0
            await talk(coach, "t1", message)
            values = (await coach._threads().aget_state(coach._config("t1"))).values
            sizes.append(len(json.dumps(values["memory"])))
            if model:
                prompts.append(max((sum(len(m.content) for m in c.messages) for c in model.calls[before:]), default=0))
    rows = {table: sqlite3.connect(folder / "checkpoints.db").execute(f"SELECT count(*) FROM {table} WHERE thread_id = 't1'").fetchone()[0] for table in ("checkpoints", "writes")}
    assert rows["checkpoints"] == 1, "only the last turn's state is kept"
    assert rows["writes"] <= 2
    kept = await coach.recall(mona(coach), "t1")
    assert kept.turns == turns - 1  # a press of a button is no message
    (decision,) = kept.decided
    assert (decision.what, decision.goal, decision.words) == ("decline", declined, REASON)
    assert max(sizes[half:]) <= max(sizes[:half]) + 8  # a digit more in a count
    assert max(sizes) < 20_000
    if model:
        assert max(prompts[half:]) <= max(prompts[:half]) + 8
        last = next(c for c in reversed(model.calls) if "messages so far" in c.messages[-1].content)
        assert REASON in last.messages[-1].content
    coach.close()


def test_the_command_lists_recalls_renames_and_deletes(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    nextplay = Nextplay(folder, monkeypatch, capfd)
    thread = nextplay("chat", "-m", "How is Ana doing?", "--json").json["thread"]
    assert nextplay("chat", "--thread", thread, "--rename", "Ana in November").rc == 0
    (listed,) = nextplay("chat", "--threads", "--json").json["threads"]  # the operator's, not Mona's
    assert (listed["thread"], listed["rep"], listed["title"]) == (thread, "Ana Silva", "Ana in November")
    assert "Ana in November" in nextplay("chat", "--threads").out
    assert nextplay("chat", "--thread", thread, "--recall", "--json").json == {"thread": thread, "turns": 1, "said": ["How is Ana doing?"], "decided": []}
    assert "How is Ana doing?" in nextplay("chat", "--thread", thread, "--recall").out
    for wrong in (["--delete"], ["--thread", "none", "--delete"], ["--thread", thread, "--delete", "--recall"]):
        assert nextplay("chat", *wrong).rc == 2
    assert nextplay("chat", "--thread", thread, "--delete").rc == 0
    assert nextplay("chat", "--threads", "--json").json == {"threads": []}
