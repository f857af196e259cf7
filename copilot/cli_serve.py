"""`nextplay serve` and `nextplay demo`; both are registered in `cli.py`."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli_shared import Globals, progress
from copilot.errors import InputError

_BEFORE_GC = 50_000
"""Objects made before the collector looks: a server runs for weeks, and keeps less waiting than a command that ends may."""


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes; above 1 needs a Chroma server.")] = 1,
) -> None:
    """The web product on this data folder."""
    from copilot.settings import load_settings

    given: Globals = ctx.obj
    settings = load_settings(data=given.data)
    settings.check_serving()
    if workers > 1 and not settings.chroma_url:
        raise InputError(f"--workers {workers} needs a Chroma server that all of them ask: start one with `chroma run` and set NEXTPLAY_CHROMA_URL to its address, or use --workers 1")
    _serve(settings, host, port, workers)


def _free(host: str, port: int) -> None:
    """Raises InputError where nobody can listen there."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as e:
            raise InputError(f"cannot listen on {host}:{port}: {e.strerror}; choose another with --port") from e


def _serve(settings: Any, host: str, port: int, workers: int = 1) -> None:
    import uvicorn

    from web.app import build_app

    gc.set_threshold(_BEFORE_GC)
    _free(host, port)
    if workers == 1:
        uvicorn.run(build_app(settings), host=host, port=port, log_level="warning")
        return
    # Each worker is a process of its own that reads its settings from the environment; the rest of them is there already.
    os.environ["NEXTPLAY_DATA"] = str(settings.data)
    uvicorn.run("copilot.cli_serve:app", factory=True, host=host, port=port, log_level="warning", workers=workers)


def app() -> Any:
    """What a worker serves."""
    from copilot.settings import load_settings
    from web.app import build_app

    return build_app(load_settings())


def demo(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    folder: Annotated[Path, typer.Option(help="Where the demo company is kept.")] = Path(".nextplay-demo"),
    build_only: Annotated[bool, typer.Option("--build-only", help="Make the demo company and stop.")] = False,
) -> None:
    """The demo company: made if it is not there yet, then served, with sign-in links printed."""
    from copilot.bootstrap import open_coach, seed_demo
    from copilot.demo_links import signing_secret
    from copilot.settings import load_settings

    given: Globals = ctx.obj
    settings = load_settings(data=given.data or folder, demo=True)
    if settings.database_url:
        raise InputError("the demo keeps its records in its own folder: unset NEXTPLAY_DATABASE_URL first")
    if not build_only:
        _free(host, port)
    seed_demo(settings, on_progress=progress(), say=typer.echo)
    if build_only:
        return
    coach = open_coach(settings)
    try:
        links = coach.demo_links(f"http://{host}:{port}", signing_secret(settings))
    finally:
        coach.close()
    typer.echo("Nextplay is serving the demo company. Sign in as:")
    for who, link in links:
        typer.echo(f"  {who:<34} {link}")
    typer.echo("Stop with Ctrl-C.")
    _serve(settings, host, port)
