"""A turn as server-sent events: the event's name is its class in snake_case, its data the JSON of the contract."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator
from typing import Any

from fastapi.sse import format_sse_event

from copilot import contract
from copilot.domain import Fact
from copilot.errors import NextplayError
from copilot.events import Event, FactFound, Finished, PassageFound, ReviewRequested, StepStarted, TextDelta, TextReplaced
from web.figures import parts
from web.problems import problem_of

log = logging.getLogger("nextplay.web")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def event_name(event: Event) -> str:
    """`TextDelta` -> `text_delta`."""
    return _CAPITAL.sub("_", type(event).__name__).lower()


def event_data(event: Event, known: dict[str, Fact]) -> dict[str, Any]:
    """The JSON of one event; texts also come in parts, so that a page can make their figures pressable.

    Args:
        event: what happened.
        known: Facts found so far in this turn, by id; added to.
    """
    match event:
        case StepStarted():
            return {"step": event.step, "text": event.text}
        case FactFound():
            known[event.fact.id] = event.fact
            return contract.fact(event.fact)
        case PassageFound():
            return contract.passage(event.passage)
        case TextDelta():
            return {"text": event.text, "parts": parts_json(event.text, known)}
        case TextReplaced():
            return {"text": event.text, "why": event.why, "parts": parts_json(event.text, known)}
        case ReviewRequested():
            return {"thread": event.thread, "interrupt_id": event.interrupt_id, **contract.plain(event.payload)}
        case Finished():
            known.update({f.id: f for f in event.facts})
            return {**contract.turn(event), "parts": parts_json(event.text, known)}


def parts_json(text: str, known: dict[str, Fact]) -> list[dict[str, str | None]]:
    return [{"text": p.text, "fact": p.fact} for p in parts(text, known.values())]


def _encoded(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False, default=str))


async def stream(events: AsyncIterator[Event], first: Event, path: str) -> AsyncIterator[bytes]:
    """All events of a turn as they come; one of our errors ends it as the event `failed`.

    Args:
        events: of the facade.
        first: already taken from it, so that what is refused at once is refused with its status.
        path: of the request, for the problem.
    """
    known: dict[str, Fact] = {}
    yield _encoded(event_name(first), event_data(first, known))
    try:
        async for event in events:
            yield _encoded(event_name(event), event_data(event, known))
    except NextplayError as e:
        log.warning("a turn ended early: %s", e)
        yield _encoded("failed", problem_of(e, path))
