"""What handlers are handed: the copilot, who is asking, and how a page is rendered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

from fastapi import Depends, Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates

from copilot.coach import Coach
from copilot.domain import Viewer
from copilot.errors import Forbidden, InputError, NextplayError
from web.charts import cadence_strip, dots_strip, dumbbell, landing_range, quadrant
from web.figures import figure, figures, worded
from web.sessions import Sessions, cookie_name
from web.words import FILTERS, capital

HERE = Path(__file__).parent
P = ParamSpec("P")
T = TypeVar("T")


class NotSignedIn(NextplayError):
    """No session, or one that ran out."""


class Missing(NextplayError):
    """What an address names is not there, or not for this viewer."""


def found(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call, and say 404 where what the address names is unknown.

    Raises:
        Missing: the facade knows nothing of that id.
    """
    try:
        return call(*args, **kwargs)
    except InputError as e:
        raise Missing(str(e)) from e


def get_coach(request: Request) -> Coach:
    coach: Coach = request.app.state.coach
    return coach


def get_viewer(request: Request, coach: Annotated[Coach, Depends(get_coach)]) -> Viewer:
    """Who is signed in.

    Raises:
        NotSignedIn: nobody, or an account that is gone.
    """
    sessions: Sessions = request.app.state.sessions
    person_id = sessions.person(request.cookies.get(cookie_name(request)), coach.accounts)
    if person_id is None:
        raise NotSignedIn("sign in to go on")
    try:
        viewer = coach.accounts.viewer(person_id)
    except Forbidden as e:
        raise NotSignedIn(str(e)) from e
    request.state.viewer = viewer  # an error page on the way is theirs too
    return viewer


CoachDep = Annotated[Coach, Depends(get_coach)]
ViewerDep = Annotated[Viewer, Depends(get_viewer)]


def page_title(request: Request, document_id: str, rep_id: str) -> str:
    """What a playbook page is called; one that is gone as the rep's agendas call it, else its id as words."""
    title = _page_titles(request).get(document_id)
    if title is None:
        agendas = get_coach(request).records.agendas(request.state.viewer, rep_id)
        title = next((p.title for a in agendas for p in a.passages if p.document_id == document_id), None)
    return title or capital(document_id.replace("-", " "))


def page_there(request: Request, document_id: str) -> bool:
    """Whether a link to this playbook page leads anywhere: it may have been removed since it was named."""
    return document_id in _page_titles(request)


def _page_titles(request: Request) -> dict[str, str]:
    """By document id; read once a request."""
    titles: dict[str, str] | None = getattr(request.state, "page_titles", None)
    if titles is None:
        titles = request.state.page_titles = {p.document_id: p.title for p in get_coach(request).playbook.documents()}
    return titles


_templates = Jinja2Templates(directory=HERE / "templates")
_templates.env.filters.update(FILTERS)
_templates.env.globals.update(
    figure=figure,
    figures=figures,
    worded=worded,
    quadrant=quadrant,
    cadence_strip=cadence_strip,
    dumbbell=dumbbell,
    dots_strip=dots_strip,
    landing_range=landing_range,
    page_title=page_title,
    page_there=page_there,
)
_templates.env.trim_blocks = _templates.env.lstrip_blocks = True


def render(request: Request, name: str, context: dict[str, Any], status: int = 200) -> Response:
    """A page; `viewer` is in the context wherever somebody is signed in. Never kept by a cache, since it is somebody's own."""
    return _templates.TemplateResponse(request, name, {"viewer": None, **context}, status, headers={"Cache-Control": "no-store"})
