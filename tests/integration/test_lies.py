"""A model that lies in every way of `lies.yaml`: nothing of it reaches a person, the redraft hears what was wrong, and honest drafts pass."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.domain import Passage
from copilot.errors import ModelMisspoke
from copilot.events import Event, Finished, TextDelta, TextReplaced
from copilot.facts import Ledger
from copilot.graph.check import refusals_of, refusals_of_section, refusals_of_whole
from copilot.graph.context import Turn
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from copilot.testing.model import ScriptedModel
from copilot.writer.model import sentences_of
from copilot.writer.outline import Outline

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("lies.yaml").read_text("utf-8"))
AGENDAS, ANSWERS = TABLE["agendas"], TABLE["answers"]
HONEST_AGENDAS = [(section, text) for section, texts in TABLE["honest"]["agendas"].items() for text in texts]
HONEST_ANSWERS = [(question, text) for question, texts in TABLE["honest"]["answers"].items() for text in texts]
NOT_READ = ModelMisspoke("the question was not read")  # the rules read it, so that each case is about the draft alone


@pytest.fixture(scope="module")
def liar() -> ScriptedModel:
    return ScriptedModel([])


@pytest.fixture(scope="module")
def coach(demo_made_once: Path, tmp_path_factory: pytest.TempPathFactory, liar: ScriptedModel) -> Iterator[Coach]:
    folder = shutil.copytree(demo_made_once, tmp_path_factory.mktemp("lies") / "demo")
    opened = open_coach(load_settings(data=folder), CLOCK, liar)
    yield opened
    opened.close()


@dataclass(frozen=True)
class Told:
    """What a turn about Priya found: the plain text, and the turn as the check sees it."""

    twin: Outline
    turn: Turn
    read_too: bool = False
    """Whether a model was asked what the question means, which happens where the rules leave a doubt."""

    def text(self, written: str) -> str:
        """A draft of the table with the number of the open promise."""
        promise = next((f.name for f in self.turn.ledger if f.name.startswith("promise.")), "promise")
        return written.replace("{promise}", "{" + promise + "}")


@pytest.fixture(scope="module")
def turns(coach: Coach, liar: ScriptedModel) -> dict[str, Told]:
    """Each question's turn, and that of Priya's agenda under `prepare`: what the model is given to reword."""
    seen: list[Told] = []
    write = coach._services.scripted.write

    def noted(material: dict[str, Any], ledger: Ledger, passages: dict[str, Passage]) -> Outline:
        twin = write(material, ledger, passages)
        company = coach.aggregates.company(OPERATOR, CLOCK.today())
        turn = Turn(coach._services, OPERATOR, "", people=tuple(r.name for r in company.reps), accounts=tuple(company.opportunities["account"].dropna().unique()))
        turn.ledger, turn.passages, turn.material = ledger, passages, material | {"twin": twin}
        seen.append(Told(twin, turn))
        return twin

    coach._services.scripted.write = noted  # type: ignore[method-assign, assignment]
    out = {}
    for question in ("prepare", *dict.fromkeys([*(a["asks"] for a in ANSWERS), *(q for q, _ in HONEST_ANSWERS)])):
        liar.forget()
        liar.then(*[NOT_READ] * 3)
        prepared(coach) if question == "prepare" else asked(coach, question)
        out[question] = replace(seen[-1], read_too=question != "prepare" and any(call.schema for call in liar.calls))
    coach._services.scripted.write = write  # type: ignore[method-assign]
    return out


def prepared(coach: Coach) -> Finished:
    return asyncio.run(coach.prepare(OPERATOR, "Priya Nair"))


def asked(coach: Coach, question: str) -> list[Event]:
    async def turn() -> list[Event]:
        async with coach.session():
            return [e async for e in coach.chat(coach.viewer("Helen Brooks"), question)]

    return asyncio.run(turn())


# ---------------------------------------------------------------- the whole table, held against the check


def refused_in_agenda(told: Told, section: str, text: str) -> list[str]:
    draft = next(s for s in told.twin.with_texts({section: told.text(text)}, "model").sections if s.id == section)
    return refusals_of_section(draft, told.turn)


def refused_in_answer(told: Told, text: str) -> list[str]:
    """As it would be streamed: each sentence, then the whole."""
    shown = ""
    for sentence in sentences_of(told.text(text)):
        if refused := refusals_of(sentence, told.turn, shown=shown):
            return refused
        shown += sentence
    return refusals_of_whole(shown, told.turn)


def kinds(refused: list[str]) -> set[str]:
    return {r.split(" ", 1)[0] for r in refused}


def test_there_are_lies_enough_of_each_kind() -> None:
    ways = [a["way"] for a in AGENDAS]
    assert len(ways) == len(set(ways)) >= 100
    assert len(ANSWERS) >= 35
    assert len(HONEST_AGENDAS) + len(HONEST_ANSWERS) >= 60
    assert len({a["told"] for a in (*AGENDAS, *ANSWERS)}) >= 18


def test_every_lie_is_refused_for_what_it_is(turns: dict[str, Told]) -> None:
    agendas = {lie["way"]: kinds(refused_in_agenda(turns["prepare"], lie["section"], lie["says"])) for lie in AGENDAS}
    answers = {lie["way"]: kinds(refused_in_answer(turns[lie["asks"]], lie["says"])) for lie in ANSWERS}
    assert {lie["way"]: agendas[lie["way"]] for lie in AGENDAS if lie["told"] not in agendas[lie["way"]]} == {}
    assert {lie["way"]: answers[lie["way"]] for lie in ANSWERS if lie["told"] not in answers[lie["way"]]} == {}


def test_every_honest_draft_passes(turns: dict[str, Told]) -> None:
    agendas = {text: refused_in_agenda(turns["prepare"], section, text) for section, text in HONEST_AGENDAS}
    answers = {text: refused_in_answer(turns[question], text) for question, text in HONEST_ANSWERS}
    assert {text: refused for text, refused in (agendas | answers).items() if refused} == {}


def test_what_the_plain_text_says_passes_as_a_models_draft(turns: dict[str, Told]) -> None:
    assert {s.id: r for s in turns["prepare"].twin.sections if (r := refusals_of_section(s, turns["prepare"].turn))} == {}
    for question, told in turns.items():
        if question != "prepare" and len(told.twin.sections) == 1:
            assert refused_in_answer(told, told.twin.sections[0].template) == [], question


# ---------------------------------------------------------------- through the whole graph


def sampled(entries: list[Any], step: int) -> list[Any]:
    """One of every so many; all of them in the heavy tier."""
    return entries[:: 1 if os.environ.get("NEXTPLAY_HEAVY") else step]


def agenda_with(told: Told, section: str, text: str) -> str:
    """A whole answer of the model's: the plain agenda with one section in other words."""
    return json.dumps({"sections": [{"id": s.id, "text": told.text(text) if s.id == section else s.template} for s in told.twin.sections]})


@pytest.mark.parametrize("lie", sampled(AGENDAS, 20), ids=lambda lie: lie["way"])
def test_no_lie_in_an_agenda_reaches_a_person(coach: Coach, liar: ScriptedModel, turns: dict[str, Told], lie: dict[str, str]) -> None:
    bad = agenda_with(turns["prepare"], lie["section"], lie["says"])
    liar.forget()
    liar.then(bad, bad, bad)
    finished = prepared(coach)
    assert finished.agenda is not None
    assert finished.agenda.written_by == "scripted"
    assert len(liar.calls) == 3
    if "gone" in lie:
        assert lie["gone"] not in "\n".join([finished.text, *(s.text for s in finished.agenda.sections)])
    for call in liar.calls[1:]:
        told = call.messages[-1].content
        assert f"[{lie['section']}] {lie['told']} " in told, told


@pytest.mark.parametrize("lie", sampled(ANSWERS, 10), ids=lambda lie: f"{lie['way']} ({lie['asks']})")
def test_no_lie_in_an_answer_reaches_a_person(coach: Coach, liar: ScriptedModel, turns: dict[str, Told], lie: dict[str, str]) -> None:
    told = turns[lie["asks"]]
    says = told.text(lie["says"])
    liar.forget()
    liar.then(*[NOT_READ] * told.read_too, says, says)
    events = asked(coach, lie["asks"])
    finished = events[-1]
    assert isinstance(finished, Finished)
    shown = [e.text for e in events if isinstance(e, TextDelta | TextReplaced)] + [finished.text]
    if "gone" in lie:
        assert not [text for text in shown if lie["gone"] in text]
    assert any(isinstance(e, TextReplaced) and e.text == finished.text for e in events), "the plain text takes its place"
    assert finished.model.fallback is not None
    assert "did not pass" in finished.model.fallback
    again = 1 + told.read_too
    heard = liar.calls[again].messages[-1].content if len(liar.calls) > again else finished.model.fallback  # of what only shows in the whole no sentence is written again
    assert f"{lie['told']} " in heard


@pytest.mark.parametrize("honest", sampled(HONEST_AGENDAS, 10))
def test_an_honest_agenda_is_shown_as_it_is(coach: Coach, liar: ScriptedModel, turns: dict[str, Told], honest: tuple[str, str]) -> None:
    liar.forget()
    liar.then(agenda_with(turns["prepare"], *honest))
    finished = prepared(coach)
    assert finished.agenda is not None
    assert finished.model.fallback is None
    assert finished.agenda.written_by == liar.name
    assert finished.model.calls == 1


@pytest.mark.parametrize("honest", sampled(HONEST_ANSWERS, 10))
def test_an_honest_answer_is_shown_as_it_is(coach: Coach, liar: ScriptedModel, turns: dict[str, Told], honest: tuple[str, str]) -> None:
    question, text = honest
    liar.forget()
    liar.then(*[NOT_READ] * turns[question].read_too, turns[question].text(text))
    events = asked(coach, question)
    assert len(liar.calls) == 1 + turns[question].read_too
    assert liar.left == 0
    assert not [e for e in events if isinstance(e, TextReplaced)]
