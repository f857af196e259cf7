"""Signing in and out: a name and a password, or in the demo a signed link."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from copilot.demo_links import person_of_link
from copilot.domain import Role, Viewer
from copilot.errors import Forbidden
from web.deps import CoachDep, ViewerDep, render
from web.sessions import Sessions

router = APIRouter(include_in_schema=False)


def start_of(viewer: Viewer) -> str:
    """Where somebody begins: a rep on their own page, everybody else with the team."""
    return f"/reps/{viewer.id}" if viewer.role is Role.REP else "/team"


def _inside(path: str) -> str | None:
    """A path of ours to go on to; anything else is dropped."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable() else None


@router.get("/")
def begin(viewer: ViewerDep) -> Response:
    return RedirectResponse(start_of(viewer), 303)


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "") -> Response:
    return render(request, "sign_in.html", {"next": _inside(next) or "", "demo": request.app.state.settings.demo})


@router.post("/sign-in")
def sign_in(request: Request, coach: CoachDep, login: Annotated[str, Form(max_length=200)] = "", password: Annotated[str, Form(max_length=1000)] = "", next: Annotated[str, Form()] = "") -> Response:
    """The Accounts port checks, slows down after failures, and notes both."""
    try:
        viewer = coach.accounts.sign_in(login, password)
    except Forbidden as e:
        return render(request, "sign_in.html", {"next": _inside(next) or "", "login": login, "refused": str(e), "demo": request.app.state.settings.demo}, 403)
    return _open(request, coach, viewer, _inside(next))


@router.get("/demo")
def demo_link(request: Request, coach: CoachDep) -> Response:
    """A sign-in link of the demo company; anywhere else there is no such page.

    Raises:
        Forbidden: not a demo, a forged link, or one that ran out.
    """
    if not request.app.state.settings.demo:
        raise Forbidden("sign-in links work for the demo company only; sign in with your name and password")
    viewer = coach.accounts.viewer(person_of_link(request.query_params.get("as", ""), request.app.state.secret))
    coach.audit.record(viewer, "sign_in", viewer.id, {"by": "demo link"})
    return _open(request, coach, viewer, None)


@router.post("/sign-out")
def sign_out(request: Request, coach: CoachDep) -> Response:
    sessions: Sessions = request.app.state.sessions
    answer = RedirectResponse("/sign-in", 303)
    sessions.close(request, answer, coach.accounts)
    return answer


def _open(request: Request, coach: CoachDep, viewer: Viewer, onward: str | None) -> Response:
    sessions: Sessions = request.app.state.sessions
    answer = RedirectResponse(onward or start_of(viewer), 303)
    sessions.open(request, answer, viewer.id, coach.accounts)
    return answer
