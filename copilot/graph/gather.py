"""gather: run the tools asked for; every result becomes Facts and passages of this turn's ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from langgraph.runtime import Runtime

from copilot.domain import Rep
from copilot.events import FactFound, PassageFound, StepStarted
from copilot.graph import gather_agenda, gather_deals, gather_decisions, gather_figures, gather_records, gather_talk, gather_what_if, gather_why
from copilot.graph.ask import Ask
from copilot.graph.context import Turn
from copilot.graph.state import Memory, State
from copilot.graph.thread_memory import thread_words
from copilot.tools.meeting_day import next_meeting_day
from copilot.tools.understanding.asked import parameters_of

Gatherer = Callable[[Ask], Iterator[StepStarted]]

GATHERERS: dict[str, Gatherer] = {
    "prepare": gather_agenda.prepare,
    "revise": gather_agenda.revise,
    "goals": gather_agenda.goals,
    "benchmark": gather_figures.benchmark,
    "what_if": gather_what_if.what_if,
    "deals": gather_deals.deals,
    "coachability": gather_figures.coachability,
    "cadence": gather_figures.cadence,
    "history": gather_records.history,
    "explain": gather_why.explain,
    "playbook": gather_records.playbook,
    "judge_goal": gather_records.judge_goal,
    "notes": gather_records.notes,
    "share": gather_talk.share,
    "decide": gather_decisions.decide,
    "talk": gather_talk.talk,
    "decline": gather_talk.decline,
    "ask_back": gather_talk.ask_back,
}
NEEDS_REP = frozenset({"prepare", "goals", "benchmark", "what_if", "coachability", "history", "revise", "decide"})
"""About one person; without one, the copilot asks back rather than guesses."""


async def gather(state: State, runtime: Runtime[Turn]) -> State:
    """Fill the ledger and the material for the writers."""
    turn = runtime.context
    request: dict[str, Any] = state.get("request") or {}
    ask = await asyncio.to_thread(_ask, state, request, turn)
    intents = list(dict.fromkeys(request.get("intents") or ["talk"]))
    if "decline" in intents:
        intents = ["decline", *[i for i in intents if i in ("playbook",)]]
    if missing := [i for i in intents if i in NEEDS_REP and ask.rep is None]:
        intents = ["ask_back"] + [i for i in intents if i not in missing and i != "ask_back"]
        ask.parameters.setdefault("question", "I look at one person at a time, and the team page shows everybody. Whom shall I begin with?")
    said, own = ask.parameters, {}
    for intent in intents:
        own[intent] = ask.parameters = parameters_of(intent, said)
        steps = GATHERERS[intent](ask)
        seen_facts, seen_passages = {f.id for f in turn.ledger}, set(turn.passages)
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            seen_facts, seen_passages = _tell(runtime, turn, seen_facts, seen_passages)  # what the step before found stands beside it
            runtime.stream_writer(step)
        _tell(runtime, turn, seen_facts, seen_passages)
    ask.parameters = own[intents[0]]
    _remember(ask, intents)
    turn.material["paragraphs"] = ask.paragraphs
    turn.material["chips"] = ask.chips[:4]
    turn.material["message"] = state["message"]
    turn.material["thread_words"] = thread_words(ask.memory)
    turn.material["worth_a_model"] = not {"decline", "ask_back", "talk", "decide"} & set(intents) and bool(turn.material.get("agenda") or ask.paragraphs)
    return {"rep_name": ask.rep.name if ask.rep else state.get("rep_name")}


def _remember(ask: Ask, intents: list[str]) -> None:
    """What "the second one" and "and Boris?" will mean next."""
    suggested: list[dict[str, Any]] = ask.turn.material.get("goals_state") or []
    if "decide" not in intents:
        ask.remember(Memory(deciding=None, deciding_asked=False))
    if suggested:
        ask.remember(Memory(suggested=suggested, suggested_for=ask.someone.id, suggested_agenda=None, declined=[], waiting=[]))
        ask.remember(Memory(listed=[g["description"] for g in suggested], listed_kind="goals", goal_whys=[str(g.get("why") or "") for g in suggested]))
    kept = {k: v for k, v in ask.parameters.items() if k in _CARRIED and v is not None}
    if not {"explain", "talk", "ask_back", "share", "decline", "decide"} & set(intents):  # a why remembers for itself
        ask.remember(Memory(asked=kept))


_CARRIED = frozenset({"asked", "activity", "narrowed", "span", "outcome", "many", "changes", "what", "factor", "about_what", "want_kind", "query", "due"})
"""Parameters that "and Boris?" takes over."""


def _tell(runtime: Runtime[Turn], turn: Turn, facts: set[str], passages: set[str]) -> tuple[set[str], set[str]]:
    """Pass on what was found since the last look."""
    for fact in turn.ledger:
        if fact.id not in facts:
            runtime.stream_writer(FactFound(fact))
    for passage in turn.passages.values():
        if passage.id not in passages:
            runtime.stream_writer(PassageFound(passage))
    return {f.id for f in turn.ledger}, set(turn.passages)


def _ask(state: State, request: dict[str, Any], turn: Turn) -> Ask:
    services = turn.services
    as_of = date.fromisoformat(state["as_of"])
    rep: Rep | None = services.records.rep(turn.viewer, request["rep_id"], as_of) if request.get("rep_id") else None
    said = state.get("meeting_on")
    planned = services.records.one_on_ones(turn.viewer, rep.id, as_of) if rep is not None and not said else []
    meeting_on = date.fromisoformat(said) if said else next_meeting_day(planned, as_of, services.policy)
    parameters = dict(request.get("parameters") or {})
    if request.get("question"):
        parameters["question"] = request["question"]
    ask = Ask(turn, rep, as_of, state.get("as_of_note"), meeting_on, parameters, state.get("memory", Memory()), state["message"])
    if rep is not None and not said:
        ask.meetings = planned  # read already
    if services.writer is not None:
        turn.learn_names()
    if rep is not None:
        ask.name_rep()
    return ask
