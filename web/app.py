"""build_app: the web product over one data folder."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from copilot import __version__
from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR, Coach
from copilot.demo_links import signing_secret
from copilot.settings import Settings
from web.deps import HERE
from web.guard import Guard
from web.problems import add_error_pages
from web.routes import api_chat, api_figures, api_records, api_threads, auth, pages, talks
from web.sessions import Sessions


def build_app(settings: Settings, coach: Coach | None = None) -> FastAPI:
    """The app; it opens the copilot when it starts to serve and lets go of it when it stops.

    Args:
        settings: which folder, and the secret that sessions are signed with.
        coach: for tests; otherwise opened from the settings.

    Raises:
        SettingsError: not safe to serve with (no secret outside the demo).
    """
    secret = signing_secret(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        ours: Coach = coach if coach is not None else await asyncio.to_thread(open_coach, settings)
        app.state.coach = ours
        try:
            async with ours.session():
                # Only the figures: the model of sentences takes 200 MB and is loaded when somebody opens a page that talks.
                warming = asyncio.create_task(asyncio.to_thread(ours.as_of, OPERATOR))
                try:
                    yield
                finally:
                    await warming
        finally:
            if coach is None:
                ours.close()

    app = FastAPI(
        title="Nextplay",
        version=__version__,
        description="What the pages do, for programs. Sign in at /sign-in; the session cookie counts here too. Errors are problem+json.",
        docs_url=None,  # the built-in page loads scripts from another host
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
    )
    app.state.settings, app.state.secret, app.state.sessions = settings, secret, Sessions(secret)
    app.add_middleware(Guard)
    add_error_pages(app)
    app.add_api_route("/health", lambda: {"status": "ok"}, include_in_schema=False)
    for routes in (auth, pages, talks, api_figures, api_records, api_chat, api_threads):
        app.include_router(routes.router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app
