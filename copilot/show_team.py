"""What `nextplay team` prints below its table: what waits for a decision, whom to ask, how time is shared, what it led to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copilot.facts import listed
from copilot.show import plain

if TYPE_CHECKING:
    from rich.console import Console

_VERDICTS = {
    "kept": "kept, counted in the CRM",
    "missed": "not kept, counted in the CRM",
    "contested": "contested, yours to decide",
    "unverified": "waiting for your verdict",
}


def held_cell(adherence: dict[str, int]) -> str:
    """`4 of 4 and 4 more`; a dash where none was due yet."""
    if not adherence["due"]:
        return "–"
    return f"{adherence['held']} of {adherence['due']}" + (f" and {adherence['extra']} more" if adherence["extra"] else "")


def footnotes(reps: list[dict[str, Any]]) -> dict[str, str]:
    """By what a segment goes by where no quota was given: the mark beside it, one star more for each other kind."""
    kinds = dict.fromkeys(r["segment_by"] for r in reps if r["segment_by"])
    return {words: "*" * number for number, words in enumerate(kinds, 1)}


def show_decisions(out: Console, reps: list[dict[str, Any]]) -> None:
    """Goals that wait for a person, those the CRM judged of late, and those half-way to their date."""
    goals = [(r["rep"], v) for r in reps for v in r["verdicts"]]
    goals.sort(key=lambda g: g[1]["by"] == "crm")  # what waits for a person at the top
    if goals:
        _title(out, "Goals of late")
    for rep, v in goals:
        counted = f" ({v['counted']} logged, {v['asked']} promised)" if v["counted"] is not None else ""
        _line(out, f"{rep}: {v['description']}: {_VERDICTS.get(v['verdict'], v['verdict'])}{counted}", v["fact"])
        if v["contest"]:
            _line(out, f"  “{v['contest']['words']}” ({v['contest']['by']})")
    asking = [(r["rep"], c) for r in reps for c in r["check_ins"]]
    if asking:
        _title(out, "Half-way to their date: ask how it goes, in passing")
    for rep, c in asking:
        _line(out, f"{rep}: {c['text']}", c["fact"])


def show_shared_time(out: Console, report: dict[str, Any]) -> None:
    """A few sentences for each team, then how useful 1:1s are and whether commitments lead results."""
    for t in report.get("teams", []):
        _title(out, f"1:1s of {t['name']}")
        for said in (t["adherence"], t["ended_in_goal"]):
            if said:
                _line(out, said["text"], said["fact"])
        if t["evenness"]:
            _line(out, f"who got the least time got {t['evenness']['text']} of what the one with the most got, over {t['evenness']['n']} people", t["evenness"]["fact"])
        if t["skipped"]:
            _line(out, f"none in that time with {listed(t['skipped'])}")
    gaps = report.get("coaching_gaps", [])
    if gaps:
        _title(out, "How useful 1:1s are, 1 to 5")
    for g in gaps:
        _line(out, f"{g['manager']}: {g['text']}", g["fact"])
    spent = report.get("agenda_minutes")
    if spent and spent["total"]:
        _title(out, "Agendas")
        _line(out, f"{spent['past']} of {spent['total']} minutes look back, the others ahead")
    if "leads" in report:
        _title(out, "Do kept commitments lead results here?")
        _line(out, f"{report['leads']['text']}.", report["leads"]["fact"])
    if report.get("facts"):
        out.print("\nWhat stands in brackets tells how a figure came about: nextplay fact ID.", style="dim", soft_wrap=True)


def _title(out: Console, text: str) -> None:
    out.print(f"\n{plain(text)}", style="bold", soft_wrap=True)


def _line(out: Console, text: str, fact: str | None = None) -> None:
    out.print(f"  {plain(text)}" + (f" [dim]\\[{fact}][/dim]" if fact else ""), soft_wrap=True)
