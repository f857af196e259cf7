"""understand: from words to a Request, by the classifiers, and where they leave a doubt with the model where one is named; never a guess about a person."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

from langgraph.runtime import Runtime

from copilot.domain import GoalState, Intent, Rep, Request, Role
from copilot.errors import ModelError
from copilot.events import StepStarted
from copilot.graph.context import Turn
from copilot.graph.state import Memory, State
from copilot.tools.understanding.first_person import in_third_person
from copilot.tools.understanding.people import find_people
from copilot.tools.understanding.thread import ThreadView

if TYPE_CHECKING:
    from copilot.tools.deal_names import NamedDeal

INTENTS = frozenset(get_args(Intent))
_ON_THE_TABLE: frozenset[Intent] = frozenset({"revise", "decide", "share"})
"""What is asked of something already made, which has its own person."""
_OWN_WORDS: frozenset[Intent] = _ON_THE_TABLE | {"talk"}
"""What a rep says as `I` is read as they say it; all else as it would be asked about them."""


async def understand(state: State, runtime: Runtime[Turn]) -> State:
    """Fill in `request` and the name of the rep it is about."""
    turn = runtime.context
    as_of = date.fromisoformat(state["as_of"])
    fresh: State = {"version": 1, "refused": [], "tries": 0, "plain": False, "goals": [], "decisions": [], "outline": {}, "text": "", "fact_ids": [], "passage_ids": [], "agenda_id": None}
    if given := state.get("request_given"):
        return {**fresh, "request": given, "rep_name": given.get("rep_name")}
    runtime.stream_writer(StepStarted("understand", "reading the question"))
    records = turn.services.records
    people = records.reps(turn.viewer, as_of)
    today, view, message = turn.services.clock.today(), _view(state.get("memory", Memory()), turn), state["message"]
    request = turn.services.understander.understand(message, people, view, today)
    if turn.viewer.role is Role.REP and not _OWN_WORDS & set(request.intents) and (own := next((r.name for r in people if r.id == turn.viewer.id), None)):
        message = in_third_person(message, own)
        request = turn.services.understander.understand(message, people, view, today)
    deal = None if _ON_THE_TABLE & set(request.intents) else _deal_alone(message, people, turn, as_of)  # what stands on the table stays with whom it is for
    if deal is not None:
        without_name = f"{message[: deal.start]}this deal{message[deal.end :]}"
        if not find_people(without_name, people):
            view = replace(view, rep_id=deal.rep_id)
            request = turn.services.understander.understand(without_name, people, view, today)
        if request.rep_id is None and "deals" in request.intents:  # neither what is nearly a name nor a "we" makes it another's
            request = replace(request, rep_id=deal.rep_id)
    if turn.services.writer is not None and not request.plain and not {"decline", "decide"} & set(request.intents):  # what stores something is read by rule
        request = await _with_model(state["message"], people, view, request, turn)
    name = next((r.name for r in people if r.id == request.rep_id), None)
    meeting_on = _meeting_on(request, state, turn)
    if meeting_on and "prepare" in request.intents:
        request = replace(request, parameters={**request.parameters, "meeting_on": meeting_on})
    return {**fresh, "request": asdict(request), "rep_name": name, "meeting_on": meeting_on}


def _deal_alone(message: str, people: list[Rep], turn: Turn, as_of: date) -> NamedDeal | None:
    """The deal that a message names which names nobody."""
    from copilot.tools.deal_names import named_deal
    from copilot.tools.window import company_as_of

    if any(m.exact for m in find_people(message, people)):
        return None
    return named_deal(company_as_of(turn.services.aggregates.company(turn.viewer, turn.services.clock.today()), as_of, turn.services.policy), [r.id for r in people], message)


_FROM_THAT_DAY = re.compile(r"\b(?:the )?(?:(?P<after>(?:next day|day after)(?! tomorrow))|(?P<before>day before(?! yesterday))|(?P<same>same day))\b", re.IGNORECASE)


def _meeting_on(request: Request, state: State, turn: Turn) -> str | None:
    """The day of the 1:1: named, or counted from that of the agenda on the table ("the day after", "the same day")."""
    said, agenda_id = request.parameters.get("meeting_on"), state.get("memory", Memory()).get("agenda_id")
    if not said and agenda_id and "prepare" in request.intents and (m := _FROM_THAT_DAY.search(state["message"])):
        before = turn.services.records.agenda(turn.viewer, agenda_id).meeting_on
        return (before + timedelta(days=1 if m["after"] else -1 if m["before"] else 0)).isoformat()
    return str(said) if said else state.get("meeting_on")


def _view(memory: Memory, turn: Turn) -> ThreadView:
    """What the thread so far tells a reader of the next message."""
    agenda_id = memory.get("agenda_id")
    kind = memory.get("listed_kind")
    goals = len(turn.services.records.agenda(turn.viewer, agenda_id).goals) if agenda_id else 0
    if turn.viewer.role is Role.REP and not goals:
        goals = sum(g.state is GoalState.SUGGESTED for g in turn.services.records.goals(turn.viewer, turn.viewer.id))
    own = turn.viewer.id if turn.viewer.role is Role.REP else None  # a rep can only mean themselves
    return ThreadView(
        rep_id=memory.get("rep_id") or own,
        intents=_intents(memory.get("intents", ())),
        has_agenda=bool(agenda_id),
        goals=goals or (len(memory.get("listed", ())) if kind == "goals" else 0),
        listed=tuple(memory.get("listed", ())),
        listed_kind=cast("Literal['reps', 'deals', 'goals'] | None", kind),
        asked=memory.get("asked", {}),
        facts=tuple(memory.get("fact_names", ())),
        asked_back_for=memory.get("asked_back"),
        what=memory.get("what"),
        deciding=cast("Literal['propose', 'agree', 'take', 'decline'] | None", memory.get("deciding")),
        deciding_asked=bool(memory.get("deciding_asked")),
    )


def _intents(names: Iterable[str]) -> tuple[Intent, ...]:
    """Names from a checkpoint as intents; what is no intent is left out."""
    return tuple(cast(Intent, n) for n in names if n in INTENTS)


async def _with_model(message: str, people: list[Rep], view: ThreadView, local: Request, turn: Turn) -> Request:
    """The model's reading where it holds: known intents, and a person who is really there; else the local one."""
    writer = turn.services.writer
    assert writer is not None
    await asyncio.to_thread(turn.learn_names)
    try:
        read: dict[str, Any] = await writer.understand(message, people, view, turn)
    except ModelError as e:
        turn.fallback = str(e)
        return local
    intents = _intents(read.get("intents", ()))
    if not intents:
        return local
    rep_id = read.get("rep_id")
    if rep_id != local.rep_id and local.rep_id is not None:
        rep_id = local.rep_id  # names are matched by rule: the rule reads them without a fault
    if rep_id is None and local.intents == ("ask_back",) and local.question:
        return local
    parameters = {**local.parameters, **{k: v for k, v in (read.get("parameters") or {}).items() if v is not None and k not in local.parameters}}
    return Request(intents=intents, rep_id=rep_id, parameters=parameters, question=local.question if intents == ("ask_back",) else None, by=writer.name)
