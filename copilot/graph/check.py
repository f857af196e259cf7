"""check: nothing ungrounded, no sin and no broken goal rule gets past here."""

from __future__ import annotations

from langgraph.runtime import Runtime

from copilot.domain import Section
from copilot.errors import DraftRefused
from copilot.events import StepStarted
from copilot.facts import render
from copilot.graph.context import Turn
from copilot.graph.state import State
from copilot.grounding import check_template
from copilot.tools.sins import check_draft
from copilot.writer import Outline


def refusals_of(template: str, turn: Turn) -> list[str]:
    """Why a text may not be shown, in words a model can act on; empty when it may."""
    ungrounded = check_template(template, turn.ledger, turn.passages, turn.names)
    if ungrounded:
        return [str(r) for r in ungrounded]
    said = render(template, turn.ledger, turn.passages)
    section = Section("answer", "", 0, False, said.text, said.facts, said.passages)
    return [f"sin {f.sin}: {f.quote!r}: {f.instead}" for f in check_draft([section], whole=False) if f.verdict == "present"]


async def check(state: State, runtime: Runtime[Turn]) -> State:
    """Look at the whole draft: grounding by section, then sins over the agenda as one."""
    turn = runtime.context
    outline = Outline.from_state(state["outline"])
    if turn.material.get("agenda"):
        runtime.stream_writer(StepStarted("check", "checking every figure"))
    refused: list[str] = []
    sections: list[Section] = []
    for draft in outline.sections:
        found = check_template(draft.template, turn.ledger, turn.passages, turn.names)
        refused += [f"[{draft.id}] {r}" for r in found]
        if not found:
            said = render(draft.template, turn.ledger, turn.passages)
            sections.append(Section(draft.id, draft.title, draft.minutes, draft.looks_back, said.text, said.facts, said.passages))
    if not refused:
        whole = bool(turn.material.get("agenda"))
        refused += [f"[{f.sin}] {f.quote!r}: {f.instead}" for f in check_draft(sections, whole=whole) if f.verdict == "present"]
        turn.material["sections"] = tuple(sections)
    if refused and state.get("plain"):
        raise DraftRefused(refused)
    return {"refused": refused}
