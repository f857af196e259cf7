"""answer: fill in the figures and show the text."""

from __future__ import annotations

import re

from langgraph.runtime import Runtime

from copilot.domain import Agenda, Section
from copilot.errors import DraftRefused
from copilot.events import TextDelta
from copilot.facts import render
from copilot.graph.check import refusals_of
from copilot.graph.context import Turn
from copilot.graph.state import State

_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)\s*|\n+|$)", re.DOTALL)


async def answer(state: State, runtime: Runtime[Turn]) -> State:
    """The checked sections become the reply, and for a preparation the agenda."""
    turn = runtime.context
    sections: tuple[Section, ...] = turn.material["sections"]
    written_by = str(state["outline"]["written_by"])
    if agenda := turn.material.get("agenda"):
        turn.agenda = Agenda(
            rep_id=agenda.rep_id,
            as_of=agenda.as_of,
            meeting_on=agenda.meeting_on,
            conversation=agenda.conversation,
            sections=sections,
            goals=agenda.goals,
            facts=tuple(turn.ledger),
            passages=tuple(turn.passages.values()),
            id=agenda.id,
            version=agenda.version,
            written_by=written_by,
            notes=(*agenda.notes, *agenda.about_figures),
        )
        text = turn.services.scripted.introduction(turn.material, turn.ledger)
        sections, text = _beside(turn, sections, text)
    else:
        text = "\n\n".join(s.text for s in sections)
    if not turn.material.get("shown"):
        for sentence in _SENTENCE.findall(text):
            runtime.stream_writer(TextDelta(sentence))
    used = [f for f in dict.fromkeys(f for s in sections for f in s.facts) if turn.ledger[f].name != "question"]  # a question back leaves the figures on the table
    cited = list(dict.fromkeys(p for s in sections for p in s.passages))
    return {"text": text, "fact_ids": used, "passage_ids": cited, "chips": list(turn.material.get("chips", ())), "goals": list(turn.material.get("goals_state", ())), "decisions": []}


def _beside(turn: Turn, sections: tuple[Section, ...], text: str) -> tuple[tuple[Section, ...], str]:
    """What else was asked in the message that asked for an agenda, said after its introduction.

    Raises:
        DraftRefused: our own template did not pass.
    """
    for number, template in enumerate(turn.material.get("paragraphs", ()), 1):
        if refused := refusals_of(template, turn, ours=True):
            raise DraftRefused(refused)
        said = render(template, turn.ledger, turn.passages)
        sections = (*sections, Section(f"beside{number}", "", 0, False, said.text, said.facts, said.passages))
        text = f"{text}\n\n{said.text}"
    return sections, text
