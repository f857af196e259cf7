"""The command line: thin; every command asks the facade and prints what came back.

Exit codes: 0 done, 1 done with findings that ask for attention, 2 usage or unreadable input with one line on stderr.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from copilot import __version__
from copilot.cli_policy import policy_app
from copilot.cli_shared import AsOf, Globals, Json, RepArgument, coach_of, day_of, print_json
from copilot.errors import InputError, NextplayError

if TYPE_CHECKING:
    from copilot.ports import Progress

app = typer.Typer(
    name="nextplay",
    help="Prepare the 1:1 your rep will thank you for: figures into context, an agenda both sides share, goals only the rep has to say yes to.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
playbook_app = typer.Typer(help="The company's playbook: add pages, search them.", no_args_is_help=True)
app.add_typer(playbook_app, name="playbook")
app.add_typer(policy_app, name="policy")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nextplay {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The data folder (default ./.nextplay, or NEXTPLAY_DATA).")] = None,
    manager: Annotated[str | None, typer.Option("--manager", metavar="NAME", help="Who asks (default: the folder's operator, who sees everybody; audited).")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version, and exit.")] = False,
) -> None:
    ctx.obj = Globals(data, manager)


# ---------------------------------------------------------------- shared by the commands


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _progress() -> Callable[[Progress], None] | None:
    """A bar on stderr, only on a terminal."""
    if not sys.stderr.isatty():
        return None
    from copilot.show import ProgressBar

    return ProgressBar()


# ---------------------------------------------------------------- CRM


@app.command("import")
def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or a folder: csv or xlsx, from any CRM.")],
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="FILE", help="Say yourself what columns mean; see docs/import.md.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be read as what and why; change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Read CRM exports. All or nothing per file; the same file twice changes nothing."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        report = coach.import_crm(viewer, paths, mapping, dry_run, _progress())
    if as_json:
        print_json(contract.import_report(report))
    else:
        from copilot.show import show_import

        show_import(report, dry_run)
    raise typer.Exit(1 if report.rejected else 0)


@app.command()
def engine(
    ctx: typer.Context,
    rep: Annotated[str | None, typer.Argument(metavar="[REP]", help="One rep; everybody where left out.")] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day of the window.")] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="DATE", help="Last day of the window.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Starts, win rate, revenue per customer and speed, per rep."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        report = contract.engine(coach.engine(viewer, rep, day_of(start, "--from"), day_of(end, "--to"), day_of(as_of, "--as-of")))
    if as_json:
        print_json(report)
    else:
        from copilot.show import show_engine

        show_engine(report)


@app.command()
def benchmark(ctx: typer.Context, rep: RepArgument, as_of: AsOf = None, as_json: Json = False) -> None:
    """What somebody at the next level does, and where to look first."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        found = coach.benchmark(viewer, rep, day_of(as_of, "--as-of"))
    if as_json:
        print_json(contract.benchmark(found))
    else:
        from copilot.show import show_benchmark

        show_benchmark(contract.benchmark(found))


@app.command()
def forecast(
    ctx: typer.Context,
    rep: RepArgument,
    change: Annotated[list[str] | None, typer.Option("--change", metavar="WHAT=+5%", help="A what-if, for example starts=+5% or demo=+2/week; may be given several times.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Where this period and the next four may land, the chance of the goal, and what a change would be worth."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        found = contract.forecast(coach.forecast(viewer, rep, change or [], day_of(as_of, "--as-of")))
    if as_json:
        print_json(found)
    else:
        from copilot.show import show_forecast

        show_forecast(found)


@app.command()
def backtest(ctx: typer.Context, as_json: Json = False) -> None:
    """How the forecast would have done on past periods, with only what was known then."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        found = contract.backtest(coach.backtest(viewer, _progress()))
    if as_json:
        print_json(found)
    else:
        from copilot.show import show_backtest

        show_backtest(found)


@app.command()
def team(ctx: typer.Context, as_of: AsOf = None, as_json: Json = False) -> None:
    """Who is due for a 1:1, and which conversation suits whom."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        report = contract.team(*coach.team(viewer, day_of(as_of, "--as-of")))
    if as_json:
        print_json(report)
    else:
        from copilot.show import show_team

        show_team(report)


# ---------------------------------------------------------------- coaching


@app.command()
def prepare(
    ctx: typer.Context,
    rep: RepArgument,
    as_of: AsOf = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the 1:1 (default: the next working day).")] = None,
    as_json: Json = False,
) -> None:
    """The agenda of the next 1:1, with goals suggested."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        finished = asyncio.run(coach.prepare(viewer, rep, day_of(as_of, "--as-of"), day_of(on, "--on")))
    if as_json:
        print_json(contract.prepared(finished))
    else:
        from copilot.show import show_agenda

        show_agenda(finished)


@app.command()
def chat(
    ctx: typer.Context,
    message: Annotated[str | None, typer.Option("-m", "--message", metavar="TEXT", help="One message; without it, a conversation at the prompt.")] = None,
    thread: Annotated[str | None, typer.Option("--thread", metavar="ID", help="Go on with this thread; a new one begins without it.")] = None,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Prepare by talking: "get me ready for Priya on Thursday"."""
    from copilot import contract

    day = day_of(as_of, "--as-of")
    with coach_of(ctx) as (coach, viewer):
        if message is not None:
            finished = asyncio.run(coach.say(viewer, message, thread, day))
            if as_json:
                print_json(contract.turn(finished))
            else:
                typer.echo(finished.text)
            return
        if as_json:
            raise InputError("--json needs a message: nextplay chat -m TEXT --json")
        from copilot.show import converse

        asyncio.run(converse(coach, viewer, thread, day))


@app.command()
def notes(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Notes or a transcript; - reads standard input.")],
    rep: Annotated[str | None, typer.Option("--rep", metavar="REP", help="Whose 1:1 it was.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the 1:1, for dates in words (default: today).")] = None,
    as_json: Json = False,
) -> None:
    """What spoiled a 1:1, and what was promised, with the words quoted."""
    from copilot import contract
    from copilot.texts import read_text

    text = read_text(file)
    with coach_of(ctx) as (coach, viewer):
        report, warning = coach.check_notes(viewer, text, rep, day_of(on, "--on"), name=file)
    if warning:
        _say(warning)
    if as_json:
        print_json(contract.notes_report(report))
    else:
        from copilot.show import show_notes

        show_notes(report)


@app.command()
def fact(ctx: typer.Context, fact_id: Annotated[str, typer.Argument(metavar="ID", help="As printed beside a figure.")], as_json: Json = False) -> None:
    """How a figure came about, and its rows."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        found = coach.fact(viewer, fact_id)
    if as_json:
        print_json({**contract.fact(found), "rows": list(found.source.rows) if found.source else []})
    else:
        from copilot.show import show_fact

        show_fact(found)


@app.command("export")
def export_(ctx: typer.Context, rep: RepArgument) -> None:
    """Everything kept about one rep, as one JSON object."""
    with coach_of(ctx) as (coach, viewer):
        record = coach.export_rep(viewer, rep)
    print_json(record)


@app.command()
def erase(ctx: typer.Context, rep: RepArgument, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Remove one rep for good: records, CRM facts, conversations."""
    if not yes and not typer.confirm(f"Remove {rep!r} and everything kept about them, for good?", err=True):
        raise InputError(f"nothing was removed; say --yes to remove {rep!r}")
    with coach_of(ctx) as (coach, viewer):
        name, rows = coach.erase_rep(viewer, rep)
    typer.echo(f"{name} is gone: " + ", ".join(f"{n:,} {what.replace('_', ' ')}" for what, n in rows.items() if n) + ".")


# ---------------------------------------------------------------- playbook, policy, evals


@playbook_app.command("add")
def playbook_add(ctx: typer.Context, paths: Annotated[list[Path], typer.Argument(metavar="PATH...")], as_json: Json = False) -> None:
    """Add or update pages: Markdown or text, with front matter."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        report = coach.add_pages(viewer, paths, _progress())
    if as_json:
        print_json(contract.playbook_report(report))
    else:
        from copilot.show import show_playbook_report

        show_playbook_report(report)
    raise typer.Exit(1 if report.rejected else 0)


@playbook_app.command("search")
def playbook_search(ctx: typer.Context, query: str, k: Annotated[int, typer.Option("-k", min=1, max=50, help="How many.")] = 5, as_json: Json = False) -> None:
    """The pages that fit a question best."""
    from copilot import contract

    with coach_of(ctx) as (coach, viewer):
        hits = coach.search(viewer, query, k)
    if as_json:
        print_json(contract.hits(hits))
    else:
        from copilot.show import show_hits

        show_hits(hits)


@app.command("eval")
def eval_(
    ctx: typer.Context,
    tasks: Annotated[list[str] | None, typer.Argument(metavar="[TASK...]", help="All tasks where none is named.")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="FILE", help="Fail on a drop against this result.")] = None,
    as_json: Json = False,
) -> None:
    """Offline evals of the coaching on the demo company."""
    from copilot.settings import load_settings
    from evals.run import run_evals, show_results

    given: Globals = ctx.obj
    results = run_evals(load_settings(data=given.data), tasks or [], baseline, on_progress=_progress())
    if as_json:
        print_json(results)
    else:
        show_results(results)
    raise typer.Exit(0 if results["gate"]["passed"] else 1)


# ---------------------------------------------------------------- serving


@app.command()
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
    if workers > 1:
        raise InputError(f"--workers {workers} needs a Chroma server, which this version does not speak to yet; use --workers 1")
    _serve(settings, host, port)


def _free(host: str, port: int) -> None:
    """Raises InputError where nobody can listen there."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as e:
            raise InputError(f"cannot listen on {host}:{port}: {e.strerror}; choose another with --port") from e


def _serve(settings: Any, host: str, port: int) -> None:
    import uvicorn

    from web.app import build_app

    _free(host, port)
    uvicorn.run(build_app(settings), host=host, port=port, log_level="warning")


@app.command()
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
    seed_demo(settings, on_progress=_progress(), say=typer.echo)
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


def main() -> NoReturn:
    """The entry point: one clear line instead of a traceback."""
    try:
        app()
    except NextplayError as e:
        _say("nextplay: " + " ".join(str(e).split()))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    sys.exit(0)
