"""What the command line prints for people: a sentence first, a table after."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from copilot.domain import CONVERSATION_TITLES, ColumnReading, Fact, Hit, ImportReport, ImportWarning, NotesReport, Passage, Rejected, Viewer
from copilot.events import Finished, StepStarted, TextDelta, TextReplaced
from copilot.facts import listed
from copilot.quoting import shown

if TYPE_CHECKING:
    from copilot.coach import Coach
    from copilot.fact_rows import SourceRow
    from copilot.ports import PageAbout, PlaybookReport, Progress


def new_console() -> Console:
    """Standard output; where that is no terminal lines are left whole for whoever reads on."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=_WHOLE_LINES)


_WHOLE_LINES = 100_000


def _console() -> Console:
    return Console(highlight=False)


def plain(text: object) -> str:
    """Data never styles the terminal: markup is escaped and control characters go."""
    from rich.markup import escape

    return escape("".join(c for c in str(text) if c.isprintable() or c in "\n\t"))


class ProgressBar:
    """A bar on stderr for long work."""

    def __init__(self) -> None:
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(console=Console(stderr=True), transient=True)
        self._tasks: dict[str, Any] = {}

    def __call__(self, step: Progress) -> None:
        if not self._bar.live.is_started:
            self._bar.start()
        if step.what not in self._tasks:
            self._tasks[step.what] = self._bar.add_task(step.what, total=step.total)
        self._bar.update(self._tasks[step.what], completed=step.done, total=step.total)
        if all(t.finished for t in self._bar.tasks):
            self._bar.stop()


_ASKED = "Needs an answer from you, in a mapping file (docs/import.md)"


def show_import(report: ImportReport, dry_run: bool) -> None:
    """One block a file, then what needs an answer, what else is worth knowing, and what was refused."""
    out = _console()
    fresh = [name for name in report.read if name not in report.unchanged_files]
    if report.unchanged_files and not fresh and not dry_run:
        which = plain(report.unchanged_files[0]) if len(report.unchanged_files) == 1 else f"all {len(report.unchanged_files)} tables"
        out.print(f"Nothing changed: {which} had been imported before, just as now.")
        _show_warnings(out, "Not read", [w for w in report.warnings if w.kind == "unreadable_file"])
        _show_warnings(out, _ASKED, [w for w in report.warnings if w.why in report.questions])
        return
    verb = "Would take" if dry_run else "Took"
    counts = ", ".join(_count(n, what.replace("_", " ")) for what, n in report.imported.items() if n)
    out.print(f"{verb} {counts}." if counts else "Nothing new to take." if report.unchanged_files else "Nothing to take: no deals, activities, people, quotas or accounts were found.")
    if report.changed.get("updated"):
        out.print(
            f"Of the opportunities {report.changed['new']:,} {_are(report.changed['new'])} new, {report.changed['updated']:,} {'would change' if dry_run else 'changed'}, {report.changed['same']:,} {_are(report.changed['same'])} as before."
        )
    for name in report.unchanged_files:
        out.print(f"{plain(name)}: imported before, unchanged.")
    unused = []
    for name in report.read if dry_run else fresh:
        rows = report.read[name]
        mine = [c for c in report.columns if c.file == name]
        taken = [c for c in mine if c.meaning != "ignored"]
        why = next((w.why.removeprefix(f"{name}: ") for w in report.warnings if w.kind == "unused_file" and w.why.startswith(f"{name}: ")), None)
        if not taken or why:
            unused.append(f"{name}, {_count(rows, 'rows')}" + (f": {why.removesuffix(': left out').removesuffix('; left out')}" if why else ""))
            continue
        _show_columns(out, name, rows, taken, [c.column for c in mine if c.meaning == "ignored"] if dry_run else [])
    if unused:
        out.print("\nLeft out")
        for line in unused:
            _indented(out, line)
    said = [w for w in report.warnings if w.kind != "unused_file"]
    asked = [w for w in said if w.why in report.questions]
    _show_warnings(out, _ASKED, asked)
    _show_warnings(out, "Worth knowing", [w for w in said if w not in asked])
    _show_rejected(out, report.rejected)
    if dry_run:
        out.print("\nNothing was changed. Leave out --dry-run to import; correct a column with --mapping FILE (docs/import.md).")


def _show_columns(out: Console, name: str, rows: int, taken: Sequence[ColumnReading], ignored: Sequence[str]) -> None:
    kinds = dict.fromkeys(c.meaning.partition(".")[0] for c in taken)
    out.print(f"\n{plain(name)}, {_count(rows, 'rows')}, read as {listed([_KINDS.get(k, k) for k in kinds])}")
    table = Table("column", "read as", "because", box=None, padding=(0, 2, 0, 1))
    for c in taken:
        kind, _, meaning = c.meaning.partition(".")
        table.add_row(plain(c.column), plain((meaning if len(kinds) == 1 else f"{kind} {meaning}").replace("_", " ")), plain(c.how))
    out.print(table)
    if ignored:
        _indented(out, f"not used: {', '.join(ignored)}")


def _indented(out: Console, text: str, by: int = 2, style: str = "") -> None:
    """Lines that stay indented where the terminal breaks them."""
    out.print(Padding(plain(text), (0, 0, 0, by)), style=style or None)


def _show_warnings(out: Console, title: str, warnings: Sequence[ImportWarning]) -> None:
    if warnings:
        out.print(f"\n{title}")
    for w in warnings:
        rows = [(f, r) for f, r in w.rows if r]
        files = list(dict.fromkeys(f for f, _ in rows))
        where = ", ".join(str(r) if len(files) == 1 else f"{f} row {r}" for f, r in rows[:5]) + (" …" if len(rows) > 5 else "")
        if len(files) == 1:
            where = ("" if w.why.startswith(files[0]) else f"{files[0]} ") + f"row{'s' if len(rows) > 1 else ''} {where}"
        _indented(out, w.why)
        _indented(out, f"{w.kind}, {w.count:,}" + (f"; {where}" if where else ""), 4, "dim")


def _show_rejected(out: Console, rejected: Sequence[Rejected]) -> None:
    gone = [r for r in rejected if "row is kept" not in r.why]
    kept = [r for r in rejected if "row is kept" in r.why]
    for which, title in (
        (gone, f"{_count(lost := len({(r.file, r.row) for r in gone}), 'rows')} {'was' if lost == 1 else 'were'} left out; the rest of each file went in"),
        (kept, f"{_count(len(kept), 'cells')} could not be read and {'is empty; its row' if len(kept) == 1 else 'are empty; their rows'} went in"),
    ):
        if which:
            out.print(f"\n{title}")
        for r in which[:20]:
            cell = f", {r.column} = {r.value!r}" if r.column else ""
            _indented(out, f"{r.file} row {r.row}{cell}: {r.why.partition('; the row is kept')[0]}")
        if len(which) > 20:
            out.print(f"  … and {_count(len(which) - 20, 'others')}; --json lists them all")


def _count(n: int, many: str) -> str:
    """`1 row`, `8,800 rows`."""
    one = many.removesuffix("ies") + "y" if many.endswith("ies") else many.removesuffix("s")
    return f"{n:,} {one if n == 1 else many}"


def _are(n: int) -> str:
    return "is" if n == 1 else "are"


_KINDS = {
    "opportunity": "opportunities",
    "activity": "activities",
    "person": "people",
    "quota": "quotas",
    "account": "accounts",
    "stage": "stage history",
    "definition": "meanings of stages",
    "lead": "leads",
}


def show_agenda(turn: Finished, out: Console | None = None) -> None:
    """The agenda with its goals numbered, and how to decide about them."""
    out = out or new_console()
    agenda = turn.agenda
    if agenda is None:
        out.print(plain(turn.text))
        return
    out.print(
        f"[bold]{plain(turn.rep_name)}, {agenda.meeting_on:%A %-d %B %Y}: {CONVERSATION_TITLES[agenda.conversation]}[/bold]  {agenda.minutes_total} min, {agenda.minutes_past} of them looking back"
    )
    for note in agenda.notes:
        out.print(f"[dim]{plain(note)}[/dim]")
    for s in agenda.sections:
        out.print(f"\n[bold]{plain(s.title)}[/bold] ({s.minutes} min)")
        out.print(plain(s.text))
    out.print("\n[bold]Goals to suggest[/bold] (only the rep says yes)")
    for i, g in enumerate(agenda.goals, 1):
        out.print(f"  {i}. {plain(g.description)}")
        out.print(f"     [dim]done when: {plain(g.success_criteria)}; measured by: {plain(g.measure)}; by {g.completion_date}[/dim]")
    if agenda.goals:
        out.print(f"  [dim]{plain(how_to_decide(len(agenda.goals), None if turn.thread else turn.rep_name))}[/dim]")
    out.print(f"\n[dim]{len(agenda.facts)} facts; 'nextplay fact ID' says how one came about.[/dim]")
    if turn.model.fallback:
        out.print(f"[dim]Plain wording: {plain(turn.model.fallback)}[/dim]")


def how_to_decide(goals: int, rep_name: str | None) -> str:
    """What to type to decide about goals suggested; with a name, as a command of its own."""
    words = "propose 1" if goals == 1 else f"propose 1, decline {goals} because …"
    if rep_name is None:
        return f"To decide, say for example: {words}"
    return f'To decide: nextplay chat -m "{words.replace("propose 1", f"propose 1 for {rep_name}")}"'


def show_turn(turn: Finished, out: Console) -> None:
    """On a terminal, what a turn drafted beside its text: the agenda with its goals, and how to decide about them."""
    if turn.agenda is not None and "decide" not in turn.request.intents:
        out.print()
        show_agenda(turn, out)
    elif turn.review is not None and turn.review.payload.get("goals"):
        out.print(f"[dim]{plain(how_to_decide(len(turn.review.payload['goals']), None))}[/dim]")


def show_notes(report: NotesReport) -> None:
    out = new_console()
    found = [f for f in report.findings if f.verdict == "present"]
    out.print(f"{len(found) or 'No'} thing{'s' if len(found) != 1 else ''} to do differently next time." if found else "Nothing here that the next 1:1 should do differently.")
    for f in found:
        out.print(f"\n[bold]{plain(f.sin.replace('_', ' '))}[/bold]: “{plain(f.quote)}”\n  {plain(f.why)}\n  Instead: {plain(f.instead)}")
    unsure = [f.sin.replace("_", " ") for f in report.findings if f.verdict == "cannot tell"]
    if unsure:
        out.print(f"\n[dim]These notes cannot tell: {', '.join(unsure)}.[/dim]")
    if report.commitments:
        out.print("\n[bold]Promised[/bold]")
        for c in report.commitments:
            who = plain(c.speaker) if c.who == "unclear" and c.speaker else c.who
            out.print(f"  {who}: “{plain(c.quote)}”" + (f", by {c.by}" if c.by else ", no date") + ("" if c.in_own_hands else "  (depends on somebody else)"))
        if any(c.who == "unclear" for c in report.commitments):
            out.print("  [dim]Who promised is not clear from the text: --rep NAME says whose 1:1 it was.[/dim]")


def show_fact(found: Fact, rows: Sequence[SourceRow] = ()) -> None:
    """A figure, how it came about, and its rows as a person recognises them."""
    out = new_console()
    out.print(f"[bold]{plain(found.text)}[/bold]  {plain(found.name)}")
    if found.source:
        out.print(plain(found.source.how))
    out.print(f"n {found.n if found.n is not None else '–'}, window {found.window or '–'}, as of {found.as_of}")
    if found.source and found.source.rows_note:
        out.print("Rows: " + plain(found.source.rows_note[:1].lower() + found.source.rows_note[1:]))
    for row in rows:
        out.print("  " + plain(", ".join(t for t in (row.what, row.detail) if t)) + (f"  [dim]{plain(row.where)}[/dim]" if row.where else ""), soft_wrap=True)
    if found.source and found.source.rows:
        out.print(f"Rows in {found.source.table}: " + plain(", ".join(found.source.rows[:50])) + (f" … {len(found.source.rows):,} in all" if len(found.source.rows) > 50 else ""))


def show_playbook_report(report: PlaybookReport) -> None:
    out = new_console()
    out.print(f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged.")
    if report.deleted:
        out.print(f"{len(report.deleted)} deleted, no longer in the folder: {plain(', '.join(report.deleted))}.")
    if report.replaced:
        out.print(f"Replaced: {', '.join(f'{plain(d)} (was {plain(was)})' for d, was in report.replaced)}. A page is known by its file's name; rename one to keep both.")
    for path, why in (*report.rejected, *report.warnings):
        out.print(f"  {plain(path)}: {plain(why)}")


def show_hits(hits: Sequence[Hit]) -> None:
    out = new_console()
    fitting = [h for h in hits if h.fits]
    if not fitting:
        out.print("Nothing in the playbook fits that. Other words may find it, and `nextplay playbook list` names all pages." + (" Nearest are:" if hits else ""))
        show_contents([h.passage for h in hits])
    for h in fitting:
        out.print(f"[bold]{plain(h.passage.title)}[/bold] ({plain(h.passage.kind)}, {plain(h.passage.document_id)})")
        out.print(f"  “{plain(shown(h.passage.quote))}”" + (f" [dim]under “{plain(h.passage.heading)}”[/dim]" if h.passage.heading else ""))


def show_contents(pages: Sequence[Passage], about: Mapping[str, PageAbout] | None = None, today: date = date.min) -> None:
    """Pages, a line each; of one that is past its last day that it is."""
    out = new_console()
    for page in pages:
        known = (about or {}).get(page.document_id)
        over = f" [yellow]no longer suggested, its last day was {known.valid_until}[/yellow]" if known and known.expired(today) else ""
        out.print(f"  {plain(page.title)} [dim]({plain(page.document_id)})[/dim]{over}")


async def converse(coach: Coach, viewer: Viewer, thread: str | None, as_of: date | None) -> None:
    """Talk at the prompt until an empty line or end of input; what is drafted is printed on a terminal, and where to go on once."""
    out = new_console()
    told = thread is not None
    out.print('Ask, for example: "get me ready for Priya on Thursday". An empty line ends the conversation.')
    async with coach.session():
        while True:
            sys.stdout.write("> ")
            sys.stdout.flush()
            message = (await asyncio.to_thread(sys.stdin.readline)).strip()
            if not message:
                return
            async for event in coach.chat(viewer, message, thread, as_of):
                if isinstance(event, StepStarted):
                    out.print(f"[dim]  {plain(event.text)} …[/dim]")
                elif isinstance(event, TextDelta):
                    sys.stdout.write(event.text)
                    sys.stdout.flush()
                elif isinstance(event, TextReplaced):
                    out.print(f"\n[dim]{plain(event.why)}:[/dim]\n{plain(event.text)}")
                elif isinstance(event, Finished):
                    thread = event.thread
                    out.print()
                    if event.model.fallback and (event.agenda is None or not out.is_terminal):
                        out.print(f"[dim]Plain wording: {plain(event.model.fallback)}[/dim]")
                    if out.is_terminal:
                        show_turn(event, out)
                        if not told:
                            out.print(f"[dim]To go on another time: nextplay chat --thread {event.thread}[/dim]")
                            told = True
