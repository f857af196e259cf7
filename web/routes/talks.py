"""Earlier conversations on the pages: which there are, and one that is opened again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from copilot.coach_talks import Recall
from copilot.domain import Role, Thread, Viewer
from copilot.errors import InputError
from web.deps import CoachDep, Missing, ViewerDep, render
from web.routes.api_chat import Thread as ThreadId
from web.routes.api_threads import GONE, own_thread

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that is gone on with, and what it keeps."""

    thread: Thread
    kept: Recall


async def opened(coach: CoachDep, viewer: ViewerDep, conversation: Annotated[ThreadId | None, Query()] = None) -> Opened | None:
    """The conversation that a page's address names.

    Raises:
        Missing: the viewer has none of that id.
    """
    if conversation is None:
        return None
    thread = own_thread(coach, viewer, conversation)
    try:
        return Opened(thread, await coach.recall(viewer, thread.id))
    except InputError as e:  # deleted since it was looked up
        raise Missing(GONE) from e


OpenedDep = Annotated[Opened | None, Depends(opened)]


def page_of(viewer: Viewer) -> str:
    """The address of the page that somebody's conversations are opened on."""
    return f"/reps/{viewer.id}/prepare" if viewer.role is Role.REP else "/ask"


@router.get("/conversations/part")
async def conversations(request: Request, coach: CoachDep, viewer: ViewerDep) -> Response:
    """The list alone, for the page that has it folded away."""
    return render(request, "talks_part.html", {"viewer": viewer, "earlier": await coach.earlier(viewer), "page": page_of(viewer)})
