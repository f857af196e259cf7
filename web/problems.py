"""Errors as people and programs see them: a plain page, or problem+json (RFC 9457). Never a traceback."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from copilot.domain import Viewer
from copilot.errors import AmbiguousRep, Conflict, DraftRefused, Forbidden, ModelError, NextplayError, StoreError, UnknownRep
from web.deps import Missing, NotSignedIn, get_coach, get_viewer, render

log = logging.getLogger("nextplay.web")

_BY_CLASS: tuple[tuple[type[NextplayError], int, str], ...] = (
    (NotSignedIn, 401, "Please sign in"),
    (Missing, 404, "There is nothing here"),
    (UnknownRep, 404, "Nobody of that name"),
    (Forbidden, 403, "This is not yours to see or do"),
    (Conflict, 409, "Somebody was there before you"),
    (StoreError, 503, "The data folder cannot be used right now"),
    (ModelError, 503, "The language model cannot be reached"),
    (DraftRefused, 503, "No draft passed the check"),
    (NextplayError, 422, "That cannot be used"),
)
_PLAIN = {
    403: "A manager sees the people they lead; a rep sees their own page.",
    404: "What you asked for is not here, or not any more.",
    405: "That cannot be done here.",
}


_NOBODY = "Nobody here has that name or that address; they may have left, or their record was removed. Everybody you work with is found from the start page."


def status_of(error: NextplayError) -> tuple[int, str]:
    """The HTTP status of one of our errors, by its class, and a title for people."""
    return next((status, title) for kind, status, title in _BY_CLASS if isinstance(error, kind))


def problem(status: int, title: str, detail: str, instance: str, **more: object) -> dict[str, object]:
    """The members of problem+json."""
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, "instance": instance, **more}


def problem_of(error: NextplayError, instance: str, detail: str = "") -> dict[str, object]:
    """One of our errors as problem+json; `suggestions` where a name was not known or not clear."""
    status, title = status_of(error)
    more: dict[str, object] = {}
    if isinstance(error, UnknownRep):
        more["suggestions"] = list(error.suggestions)
    elif isinstance(error, AmbiguousRep):
        more["suggestions"] = list(error.candidates)
    return problem(status, title, detail or str(error), instance, **more)


def _answer(request: Request, status: int, title: str, detail: str, body: dict[str, object]) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse(body, status, media_type="application/problem+json")
    return render(request, "error.html", {"viewer": _reader(request, status), "title": title, "detail": detail}, status)


def _reader(request: Request, status: int) -> Viewer | None:
    """Who reads the page, so that it has the bar to go elsewhere by; None for nobody, or where the data folder may be what is broken."""
    known: Viewer | None = getattr(request.state, "viewer", None)
    if known is not None or status >= 500:
        return known
    try:
        return get_viewer(request, get_coach(request))
    except NextplayError:
        return None


def add_error_pages(app: FastAPI) -> None:
    """Teach the app how each error is told."""

    @app.exception_handler(NextplayError)
    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, NextplayError)
        if isinstance(error, NotSignedIn) and not request.url.path.startswith("/api/"):
            return RedirectResponse(f"/sign-in?next={request.url.path}" if request.method == "GET" else "/sign-in", 303)
        status, title = status_of(error)
        detail = _PLAIN[403] if status == 403 and "may not see" in str(error) else str(error)
        if isinstance(error, UnknownRep) and not error.suggestions:
            detail = _NOBODY
        return _answer(request, status, title, detail[:1].upper() + detail[1:], problem_of(error, request.url.path, detail))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        title = HTTPStatus(error.status_code).phrase
        detail = _PLAIN.get(error.status_code, str(error.detail))
        return _answer(request, error.status_code, title, detail, problem(error.status_code, title, detail, request.url.path))

    @app.exception_handler(RequestValidationError)
    async def wrong_shape(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        said = [f"{'.'.join(str(p) for p in e['loc'][1:]) or 'the body'}: {e['msg']}" for e in error.errors()]
        detail = "; ".join(said)
        return _answer(request, 422, "That cannot be used", detail, problem(422, "That cannot be used", detail, request.url.path))

    @app.exception_handler(Exception)
    async def unforeseen(request: Request, error: Exception) -> Response:
        log.error("unforeseen error at %s %s", request.method, request.url.path, exc_info=error)
        detail = "Something went wrong on our side; nothing you wrote was changed. It is in the server's log."
        return _answer(request, 500, "That did not work", detail, problem(500, "That did not work", detail, request.url.path))
