"""draft: the words. The deterministic twin is always written; a model rewrites it where one is configured."""

from __future__ import annotations

from langgraph.runtime import Runtime

from copilot.errors import ModelError
from copilot.events import StepStarted, TextDelta, TextReplaced
from copilot.facts import render
from copilot.graph.check import refusals_of, refusals_of_whole
from copilot.graph.context import Turn
from copilot.graph.state import State
from copilot.writer.model import ModelWriter
from copilot.writer.outline import Outline


async def draft(state: State, runtime: Runtime[Turn]) -> State:
    """Write, or write again what was refused; past the redrafts or the deadline, the twin."""
    turn = runtime.context
    services = turn.services
    twin: Outline = turn.material.get("twin") or services.scripted.write(turn.material, turn.ledger, turn.passages)
    turn.material["twin"] = twin
    tries = state.get("tries", 0)
    refused = state.get("refused") or []
    plain = state.get("plain", False) or services.writer is None or not turn.material.get("worth_a_model", False)
    if plain and refused:
        # The twin itself was refused: nothing is left to fall back on, and `check` says so.
        return {"outline": twin.to_state(), "tries": tries + 1, "plain": True}
    if not plain and tries > services.policy.redrafts:
        turn.fallback = "its drafts did not pass the check: " + "; ".join(refused[:2])
        plain = True
    if plain or services.writer is None:
        return {"outline": twin.to_state(), "tries": tries + 1, "plain": True, "refused": []}
    try:
        if turn.material.get("agenda"):
            runtime.stream_writer(StepStarted("draft", "putting the agenda into words" if not tries else "wording it again"))
            outline = await services.writer.agenda(twin, turn, refused)
        else:
            outline = await _stream(services.writer, twin, turn, runtime)
    except ModelError as e:
        turn.fallback = str(e)
        if turn.material.pop("streamed", ""):
            runtime.stream_writer(TextReplaced(_render_all(twin, turn), "the model stopped half-way; this is the plain wording"))
            turn.material["shown"] = True
        return {"outline": twin.to_state(), "tries": tries + 1, "plain": True, "refused": []}
    return {"outline": outline.to_state(), "tries": tries + 1, "plain": False, "refused": []}


async def _stream(writer: ModelWriter, twin: Outline, turn: Turn, runtime: Runtime[Turn]) -> Outline:
    """Show a model's answer sentence by sentence, each after it has passed; one that fails is redrafted alone."""
    shown: list[str] = []
    async for sentence in writer.answer(twin, turn):
        good = sentence
        refused = refusals_of(good, turn, shown="".join(shown))
        if refused:
            good = await writer.sentence_again(good, refused, shown, turn)
            if refusals_of(good, turn, shown="".join(shown)):
                turn.fallback = "a sentence did not pass the check twice: " + "; ".join(refused[:2])
                runtime.stream_writer(TextReplaced(_render_all(twin, turn), "plain wording"))
                turn.material["shown"] = True
                return twin
        shown.append(good)
        turn.material["streamed"] = True
        runtime.stream_writer(TextDelta(render(good, turn.ledger, turn.passages).text))
    if not shown:
        turn.fallback = "the model said nothing"
        return twin
    turn.material["shown"] = True
    if refused := refusals_of_whole("".join(shown), turn):
        turn.fallback = "the answer did not pass the check as a whole: " + "; ".join(refused[:2])
        runtime.stream_writer(TextReplaced(_render_all(twin, turn), "plain wording"))
        return twin
    only = twin.sections[0]
    return Outline((type(only)(only.id, only.title, only.minutes, only.looks_back, "".join(shown).strip()),), writer.name)


def _render_all(outline: Outline, turn: Turn) -> str:
    return "\n\n".join(render(s.template, turn.ledger, turn.passages).text for s in outline.sections)
