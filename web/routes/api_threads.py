"""/api/v1: one's own conversations, found again, named and deleted."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field

from copilot import contract
from copilot.domain import Thread
from copilot.errors import InputError
from web.deps import CoachDep, Missing, ViewerDep
from web.routes.api_chat import Thread as ThreadId
from web.routes.api_records import Body

router = APIRouter(prefix="/api/v1/threads", tags=["conversation"])
GONE = "you have no conversation of that address; if there was one, it was deleted"
"""What is said of a conversation that is not there, or not the viewer's."""


def own_thread(coach: CoachDep, viewer: ViewerDep, thread: ThreadId) -> Thread:
    """The viewer's conversation that an address names.

    Raises:
        Missing: there is none, or it is somebody else's.
    """
    known = next((t for t in coach.records.threads(viewer) if t.id == thread), None)
    if known is None:
        raise Missing(GONE)
    return known


OwnThread = Annotated[Thread, Depends(own_thread)]


@router.get("")
async def threads(coach: CoachDep, viewer: ViewerDep) -> dict[str, Any]:
    """The newest, the one gone on with last at the top, each with its first message in short; `more` older ones are left out."""
    found = await coach.earlier(viewer)
    return {"threads": [{**contract.thread(t), "first": first} for t, first in found.listed], "more": found.more}


@router.get("/{thread}")
async def recall(coach: CoachDep, viewer: ViewerDep, known: OwnThread) -> dict[str, Any]:
    """What it keeps: how many messages, the last in short, and every decision about a goal."""
    try:
        kept = await coach.recall(viewer, known.id)
    except InputError as e:  # deleted since it was looked up
        raise Missing(GONE) from e
    return {**contract.thread(known), "first": kept.first, **contract.recall(kept)}


class NewTitle(Body):
    title: Annotated[str, Field(max_length=1000)] = ""
    """An empty one takes the name away."""


@router.post("/{thread}/title")
def rename(coach: CoachDep, viewer: ViewerDep, known: OwnThread, body: NewTitle) -> dict[str, Any]:
    """Give it a name."""
    coach.rename_thread(viewer, known.id, body.title)
    return contract.thread(own_thread(coach, viewer, known.id))


@router.delete("/{thread}", status_code=204)
async def delete(coach: CoachDep, viewer: ViewerDep, known: OwnThread) -> None:
    """Remove it for good; agendas and goals made in it stay."""
    try:
        await coach.delete_thread(viewer, known.id)
    except InputError as e:  # another press was quicker
        raise Missing(GONE) from e
