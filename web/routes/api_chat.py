"""/api/v1: talking with the copilot, preparing, and answering its reviews."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse
from pydantic import Field

from copilot import contract
from copilot.events import Event, Finished
from web.deps import CoachDep, ViewerDep
from web.routes.api_records import Body, Decisions
from web.stream import stream

router = APIRouter(prefix="/api/v1", tags=["conversation"])
Thread = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class ChatMessage(Body):
    message: Annotated[str, Field(min_length=1, max_length=20_000)]
    thread: Thread | None = Field(default=None, description="Go on with this one; a new one begins without it.")
    about: str | None = Field(default=None, description="Rep id the page is about; a new thread then knows whom is meant.")
    as_of: date | None = None


_EVENTS: dict[int | str, dict[str, Any]] = {200: {"description": "The turn as it happens.", "content": {"text/event-stream": {"schema": {"type": "string"}}}}}


@router.post("/chat", responses=_EVENTS)
async def chat(request: Request, coach: CoachDep, viewer: ViewerDep, body: ChatMessage) -> EventSourceResponse:
    """One turn as server-sent events: step_started, fact_found, passage_found, text_delta, text_replaced, review_requested, finished (or failed)."""
    events = coach.chat(viewer, body.message, body.thread, body.as_of, body.about)
    return EventSourceResponse(stream(events, await anext(events), request.url.path), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


class Preparation(Body):
    rep: Annotated[str, Field(min_length=1, max_length=200)]
    as_of: date | None = None
    meeting_on: date | None = None


@router.post("/prepare")
async def prepare(coach: CoachDep, viewer: ViewerDep, body: Preparation) -> dict[str, Any]:
    """The agenda of the next 1:1, stored as a draft; its goals are suggested, not proposed."""
    return contract.prepared(await coach.prepare(viewer, body.rep, body.as_of, body.meeting_on))


class ReviewAnswer(Decisions):
    thread: Thread
    interrupt_id: Annotated[str, Field(min_length=1, max_length=100)]


@router.post("/reviews")
async def review(coach: CoachDep, viewer: ViewerDep, body: ReviewAnswer) -> dict[str, Any]:
    """Answer what a turn waits for; whoever answers at the start decides, the second gets a conflict."""
    return contract.turn(await _last(coach.resume(viewer, body.thread, body.interrupt_id, [d.decision() for d in body.decisions])))


async def _last(events: AsyncIterator[Event]) -> Finished:
    finished: Finished | None = None
    async for event in events:
        if isinstance(event, Finished):
            finished = event
    assert finished is not None  # a turn always finishes
    return finished
