"""The command line: thin; every command asks the facade and prints what came back.

Exit codes: 0 done, 1 done with findings that ask for attention, 2 usage or unreadable input with one line on stderr.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from copilot import __version__
from copilot.cli_agenda import agenda
from copilot.cli_figures import backtest, benchmark, engine, forecast, team
from copilot.cli_playbook import playbook_app
from copilot.cli_policy import policy_app
from copilot.cli_serve import demo, serve
from copilot.cli_shared import AsOf, Globals, Json, RepArgument, coach_of, day_of, print_json, progress
from copilot.cli_usage import usage
from copilot.errors import InputError, NextplayError

if TYPE_CHECKING:
    from copilot.domain import NotesReport

app = typer.Typer(
    name="nextplay",
    help="Prepare the 1:1 your rep will thank you for: figures into context, an agenda both sides share, goals only the rep has to say yes to.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(playbook_app, name="playbook")
app.add_typer(policy_app, name="policy")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nextplay {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    ctx: typer.Context,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", readable=False, help="The data folder (default ./.nextplay, or NEXTPLAY_DATA).")] = None,
    manager: Annotated[str | None, typer.Option("--manager", metavar="NAME", help="Who asks (default: the folder's operator, who sees everybody; audited).")] = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="The version, and exit.")] = False,
) -> None:
    ctx.obj = Globals(data, manager)


# ---------------------------------------------------------------- shared by the commands


def _say(line: str) -> None:
    typer.echo(line, err=True)


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
        report = coach.import_crm(viewer, paths, mapping, dry_run, progress())
    if as_json:
        print_json(contract.import_report(report))
    else:
        from copilot.show import show_import

        show_import(report, dry_run)
    unread = any(w.kind == "unreadable_file" for w in report.warnings)
    nothing = not any(report.imported.values()) and not report.unchanged_files
    raise typer.Exit(1 if report.rejected or report.questions or unread or nothing else 0)


app.command()(engine)
app.command()(benchmark)
app.command()(forecast)
app.command()(backtest)
app.command()(team)


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
    threads: Annotated[bool, typer.Option("--threads", help="List your conversations and stop.")] = False,
    recall: Annotated[bool, typer.Option("--recall", help="With --thread: what it keeps of all that was said, and stop.")] = False,
    rename: Annotated[str | None, typer.Option("--rename", metavar="TITLE", help="With --thread: call it this, and stop.")] = None,
    delete: Annotated[bool, typer.Option("--delete", help="With --thread: remove the conversation for good, and stop.")] = False,
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Prepare by talking: "get me ready for Priya on Thursday"."""
    from copilot import contract

    day = day_of(as_of, "--as-of")
    with coach_of(ctx) as (coach, viewer):
        if threads or recall or delete or rename is not None:
            from copilot.cli_threads import manage

            asyncio.run(manage(coach, viewer, thread, as_json, recall, delete, rename))
            return
        if thread is not None:
            coach.go_on(viewer, thread)
        if message is not None:
            finished = asyncio.run(coach.say(viewer, message, thread, day))
            if as_json:
                print_json(contract.turn(finished))
            else:
                typer.echo(finished.text)
                if sys.stdout.isatty():
                    from copilot.show import new_console, show_turn

                    out = new_console()
                    show_turn(finished, out)
                    out.print(f"[dim]To go on: nextplay chat --thread {finished.thread}[/dim]")
                if finished.model.fallback:
                    _say(f"Plain wording: {finished.model.fallback}")
            return
        if as_json:
            raise InputError("--json needs a message: nextplay chat -m TEXT --json")
        from copilot.show import converse

        asyncio.run(converse(coach, viewer, thread, day))


def _who_is_who(report: NotesReport) -> str | None:
    """The question to ask where a transcript does not tell who led and who was led."""
    sides = {s.who for s in report.speakers}
    if "unclear" not in sides:
        return None
    *others, last = [s.name for s in report.speakers]
    names = f"{', '.join(others)} and {last}" if others else last
    ask = [way for side, way in (("manager", "who led the 1:1 (--led-by NAME)"), ("rep", "whose 1:1 it was (--rep NAME)")) if side not in sides]
    return f"Who is who in this transcript? {names} speak{'' if others else 's'}. Please say {' and '.join(ask)}."


@app.command()
def notes(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Notes, Markdown, or a transcript: text, .vtt, .srt, JSON, .docx; - reads standard input.")],
    rep: Annotated[str | None, typer.Option("--rep", metavar="REP", help="Whose 1:1 it was, by name or as the transcript calls them.")] = None,
    led_by: Annotated[str | None, typer.Option("--led-by", metavar="NAME", help="Who led it, as the transcript calls them.")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="The day of the 1:1, for dates in words (default: today).")] = None,
    as_json: Json = False,
) -> None:
    """What spoiled a 1:1, and what was promised, with the words quoted.

    Offsets count characters of the text as given; of a Word document, of the text taken out of it.
    """
    from copilot import contract
    from copilot.bootstrap import notes_text
    from copilot.texts import read_bytes

    text = notes_text(read_bytes(file), file)
    with coach_of(ctx) as (coach, viewer):
        report, warning = coach.check_notes(viewer, text, rep, day_of(on, "--on"), name=file, led_by=led_by)
    for line in (warning, _who_is_who(report)):
        if line:
            _say(line)
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
        rows = coach.fact_rows(viewer, found)
    if as_json:
        listed = [{"id": r.id, "what": r.what, "detail": r.detail, "where": r.where} for r in rows]
        print_json({**contract.fact(found), "rows": list(found.source.rows) if found.source else [], "listed": listed})
    else:
        from copilot.show import show_fact

        show_fact(found, rows)


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


@app.command("eval")
def eval_(
    ctx: typer.Context,
    tasks: Annotated[list[str] | None, typer.Argument(metavar="TASK...", help="All tasks where none is named.")] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="FILE", help="Fail on a drop against this result.")] = None,
    as_json: Json = False,
) -> None:
    """Offline evals of the coaching on the demo company."""
    from copilot.settings import load_settings
    from evals.run import run_evals, show_results

    given: Globals = ctx.obj
    results = run_evals(load_settings(data=given.data), tasks or [], baseline, on_progress=progress())
    if as_json:
        print_json(results)
    else:
        show_results(results)
    raise typer.Exit(0 if results["gate"]["passed"] else 1)


app.command()(agenda)
app.command()(usage)
app.command()(serve)
app.command()(demo)


_BEFORE_GC = 400_000
"""Objects made before the collector looks: a command makes hundreds of thousands that stay, and looking at them took an eighth of an import. A server looks more often."""


def main() -> NoReturn:
    """The entry point: one clear line instead of a traceback."""
    gc.set_threshold(_BEFORE_GC)
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
