"""Deciding about goals in the words of a chat: what is stored, by whom, and that nothing is stored twice."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import Goal, GoalState, Viewer
from copilot.errors import Conflict
from copilot.events import Decision, Finished
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))


@pytest.fixture(scope="module")
def coach(demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    folder = Path(shutil.copytree(demo_made_once, tmp_path_factory.mktemp("deciding") / "demo"))
    opened = open_coach(load_settings(data=folder), CLOCK)
    yield opened
    opened.close()


class Talk:
    """One person's conversation."""

    def __init__(self, coach: Coach, name: str) -> None:
        self.coach, self.viewer = coach, coach.viewer(name)
        self.thread: str | None = None

    async def __call__(self, message: str) -> Finished:
        done = await self.coach.say(self.viewer, message, self.thread)
        self.thread = done.thread
        return done


def goals_of(coach: Coach, viewer: Viewer, done: Finished) -> list[Goal]:
    return coach.records.goals(viewer, str(done.request.rep_id))


async def test_a_managers_words_propose_and_decline_what_was_suggested(coach: Coach) -> None:
    say = Talk(coach, "Helen Brooks")
    drafted = await say("get me ready for Maria Jensen")
    assert drafted.agenda is not None
    first, second = drafted.agenda.goals
    before = {g.id for g in goals_of(coach, say.viewer, drafted)}
    done = await say("agree to the first")
    assert done.request.intents == ("decide",)
    assert "Maria alone" in done.text
    assert "I have proposed it" in done.text
    new = [g for g in goals_of(coach, say.viewer, drafted) if g.id not in before]
    assert [(g.draft.description, g.state, g.agenda_id) for g in new] == [(first.description, GoalState.SUGGESTED, drafted.agenda.id)]
    assert f"2. {second.description}" in done.text
    done = await say("decline the second, she did that last month")
    assert "she did that last month" in done.text
    assert done.agenda is not None
    assert [g.description for g in done.agenda.goals] == [first.description]
    kept = [e.detail["words"] for e in coach.audit.entries(OPERATOR) if e.action == "decision" and e.detail.get("declined_before_proposing") == second.description]
    assert kept == ["she did that last month"]
    again = await say("propose the first, and decline the second")
    assert "proposed already" in again.text
    assert "turned down already" in again.text
    assert len(goals_of(coach, say.viewer, drafted)) == len(before) + 1


async def test_what_cannot_be_decided_is_said_with_what_can(coach: Coach) -> None:
    say = Talk(coach, "Helen Brooks")
    drafted = await say("get me ready for Tom Brandt")
    assert drafted.agenda is not None
    before = len(goals_of(coach, say.viewer, drafted))
    done = await say("propose goal 5")
    assert "There is no goal 5" in done.text
    assert all(f"{n}. {g.description}" in done.text for n, g in enumerate(drafted.agenda.goals, 1))
    assert "None of these goals says" in (await say('decline the goal "Fly to the moon and back"')).text
    assert len(goals_of(coach, say.viewer, drafted)) == before
    done = await say("2")
    assert len(goals_of(coach, say.viewer, drafted)) == before
    assert "Turned down" in done.text
    assert "No goal that I suggested for" in (await Talk(coach, "Helen Brooks")("propose the first for Priya Nair")).text


async def test_swapping_stays_a_revision_and_what_it_puts_in_can_be_proposed(coach: Coach) -> None:
    say = Talk(coach, "Helen Brooks")
    drafted = await say("get me ready for Grant Hollis")
    swapped = await say("swap the second goal")
    assert swapped.request.intents == ("revise",)
    assert swapped.agenda is not None
    assert drafted.agenda is not None
    assert swapped.agenda.id == drafted.agenda.id
    await say("propose the second")
    newest = goals_of(coach, say.viewer, drafted)[0]
    assert newest.draft.description == swapped.agenda.goals[1].description


async def test_new_words_are_proposed_with_what_they_need(coach: Coach) -> None:
    say = Talk(coach, "Helen Brooks")
    drafted = await say("get me ready for Priya Nair")
    done = await say('edit the first to "Make 12 calls by 30 November"')
    newest = goals_of(coach, say.viewer, drafted)[0]
    assert (newest.draft.description, newest.draft.activity, newest.draft.amount) == ("Make 12 calls by 30 November", "call", 12)
    assert str(newest.draft.completion_date) == "2026-11-30"
    assert "30 November" in newest.draft.success_criteria
    assert "in your words" in done.text
    assert "proposed already" in (await say("propose the first")).text


async def test_a_decision_in_words_answers_the_review_that_waited(coach: Coach) -> None:
    say = Talk(coach, "Helen Brooks")
    drafted = await say("get me ready for Priya Nair")
    assert drafted.review is not None
    before = len(goals_of(coach, say.viewer, drafted))
    await say("propose 1")
    async with coach.session():
        with pytest.raises(Conflict):
            _ = [e async for e in coach.resume(say.viewer, drafted.thread, drafted.review.interrupt_id, [Decision(1, "propose")])]
    with pytest.raises(Conflict):
        coach.records.claim(say.viewer, drafted.thread, drafted.review.interrupt_id)
    assert len(goals_of(coach, say.viewer, drafted)) == before + 1


async def test_a_rep_agrees_changes_and_declines_what_was_proposed(coach: Coach) -> None:
    manager = Talk(coach, "Helen Brooks")
    drafted = await manager("get me ready for Ana Souza")
    assert drafted.agenda is not None
    await manager("propose both")
    rep = Talk(coach, "Ana Souza")
    waiting = [g for g in coach.records.goals(rep.viewer, rep.viewer.id) if g.state is GoalState.SUGGESTED]
    assert len(waiting) >= 2
    asked = await rep("agree to the first")
    assert "Which do you mean?" in asked.text
    assert all(g.state is GoalState.SUGGESTED for g in coach.records.goals(rep.viewer, rep.viewer.id) if g.id in {w.id for w in waiting})
    first, second = waiting[0], waiting[1]
    assert f"1. {first.draft.description}" in asked.text

    def state(goal: Goal) -> Goal:
        return next(g for g in coach.records.goals(rep.viewer, rep.viewer.id) if g.id == goal.id)

    done = await rep("the first")
    assert state(first).state is GoalState.AGREED
    assert "You agreed to" in done.text
    assert "You agreed to" in (await rep("agree to the first")).text
    await rep('edit the second to "Make 12 calls by 30 November"')
    assert (state(second).state, state(second).draft.description) == (GoalState.SUGGESTED, "Make 12 calls by 30 November")
    await rep("decline the second, I am away that week")
    assert state(second).state is GoalState.DECLINED
    assert state(second).history[-1].words == "I am away that week"


async def test_a_rep_agrees_in_the_goals_own_words(coach: Coach) -> None:
    manager = Talk(coach, "Helen Brooks")
    drafted = await manager("get me ready for Tom Brandt")
    assert drafted.agenda is not None
    wanted = drafted.agenda.goals[0].description
    await manager("propose 1")
    rep = Talk(coach, "Tom Brandt")
    done = await rep(f'agree to the goal "{wanted}"')
    assert done.request.intents == ("decide",)
    goal = next(g for g in coach.records.goals(rep.viewer, rep.viewer.id) if g.draft.description == wanted)
    assert goal.state is GoalState.AGREED


def test_a_terminal_shows_the_agenda_its_goals_and_how_to_decide(demo_folder: Path) -> None:
    said = _on_a_terminal(demo_folder, ["chat"], "get me ready for Ana\nagree to the first\n\n")
    assert "What you want" in said or "Goals to suggest" in said
    assert "  1. " in said
    assert "propose 1" in said
    assert said.count("nextplay chat --thread ") == 1
    assert "I have proposed it" in said


def _on_a_terminal(folder: Path, words: list[str], typed: str) -> str:
    """What a command prints on a terminal of its own."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from copilot.cli import main; main()", "--data", str(folder), *words]
    child = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "dumb", "COLUMNS": "200"})
    os.close(theirs)
    os.write(ours, typed.encode())
    out = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        out += piece
    os.close(ours)
    assert child.wait() == 0
    return out.decode("utf-8", "replace")
