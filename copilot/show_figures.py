"""What the command line prints about figures: a sentence first, a table after, and how many each figure rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from copilot.domain import CONVERSATION_TITLES
from copilot.facts import date_text, percent_text
from copilot.show import new_console, plain
from copilot.show_table import Column, show_table
from copilot.show_team import footnotes, held_cell, show_decisions, show_shared_time
from copilot.tools.benchmark_facts import PER_WIN_TITLE, title
from copilot.tools.focus_reason import focus_reason, other_reason

if TYPE_CHECKING:
    from rich.console import Console

    from copilot.policy import CoachingPolicy
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.pistons import Piston

_PISTONS = {"starts": "New opportunities, a month", "win_rate": "Win rate", "revenue_per_customer": "Revenue per customer", "speed": "Days to win"}


def cell(value: Any, kind: str = "") -> str:
    """A value as a cell has it: a dash where it is unknown, a ratio as per cent."""
    if value is None:
        return "–"
    if kind == "percent":
        return percent_text(value)
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.1f}"
    if isinstance(value, int):
        return f"{value:,}"
    return "".join(c for c in str(value) if c.isprintable())


def say(out: Console, text: str, style: str = "") -> None:
    """A line of text; its data never styles the terminal."""
    out.print(plain(text), style=style or None)


def sentence(text: str) -> str:
    """With a capital letter and one full stop."""
    return text[:1].upper() + text[1:].rstrip(".") + "."


def show_engine(report: dict[str, Any], unknown: Sequence[str] = ()) -> None:
    """The engine of each rep; customers and values are left out first where the terminal is narrow, and what is `unknown` of everybody has a dash."""
    out = new_console()
    window, reps = report["window"], report["reps"]
    currencies = {r["currency"] for r in reps if r.get("currency")}
    out.print(f"From {window['from'] or 'the first record'} to {window['to']}" + (f", in {plain(currencies.pop())}" if len(currencies) == 1 else ""))
    for note in report.get("notes", []):
        say(out, note)
    columns = [
        Column("rep"),
        Column("started", right=True),
        Column("won", right=True),
        Column("lost", 2, right=True),
        Column("open", 1, right=True),
        Column("win rate", right=True),
        Column("won value", 3, right=True),
        Column("customers", 4, right=True),
        Column("per customer", right=True),
        Column("days to win", right=True),
    ]
    rows = [
        [
            cell(r["shown_as"]),
            *(cell(None if k in unknown else r[k]) for k in ("started", "won", "lost", "open")),
            cell(r["win_rate"], "percent"),
            *(cell(None if k in unknown else r[k]) for k in ("won_value", "customers_won", "revenue_per_customer", "days_to_win_median")),
        ]
        for r in reps
    ]
    show_table(out, columns, rows)


def show_benchmark(found: Benchmark, policy: CoachingPolicy) -> None:
    """Where to look and why, then each figure beside the level aimed at."""
    out = new_console()
    known = {f.name: f for f in found.facts}
    aim = f", aiming at {found.target_segment}" if found.target_segment and found.target_segment != found.segment else ""
    level = known["segment"].text if "segment" in known else "no segment yet"
    say(out, f"{found.rep.name}, as of {date_text(found.as_of)}: {level}{aim}.")
    say(out, found.focus.sentence, "bold")
    say(out, sentence(focus_reason(found, policy).text))
    behind = {p.name: p.term for p in found.pistons if p.known and p.agrees and p.term is not None and p.term > 0}
    larger = max(behind, key=behind.__getitem__, default=None)
    if larger is not None and larger != found.focus.name:
        opening = "Another figure weighs more in revenue" if found.focus.name else "What weighs most in revenue"
        say(out, f"{opening}. " + sentence(other_reason(found, larger, policy).text))
    targets = [*(p.target for p in found.pistons), *(a.target for a in found.activities)]
    whom = next((t.whom for t in targets if t is not None), "the next level")
    rows = [
        [title(a.type) + ", a week", cell(a.weekly), cell(known[f"{a.type}.target"].value if f"{a.type}.target" in known else None), cell(a.n), "a clear gap" if a.obvious else ""]
        for a in found.activities
    ]
    for p in found.pistons:
        of = p.per_win or p
        own, target = (_figure(p.name, v) for v in (of.raw, of.target.value if of.target else None))
        rows.append([PER_WIN_TITLE if p.per_win else _PISTONS[p.name], own, target, cell(of.n), _judged(p, found)])
    show_table(out, [Column(""), Column(found.rep.name, right=True), Column(whom, right=True), Column("counted", right=True), Column("")], rows)
    for note in found.notes:
        if note != found.uncompared:  # then it stands above, as the reason
            say(out, note, "dim")


def _judged(piston: Piston, found: Benchmark) -> str:
    """What a piston beside the level aimed at says, with chance allowed for."""
    of = piston.per_win or piston
    if of.raw is None or of.target is None or not piston.known:
        return ""
    better = of.raw <= of.target.value if piston.name == "speed" else of.raw >= of.target.value
    if piston.name in found.passed and piston.agrees:
        return "clearly ahead" if better else "a clear gap"
    return "" if better else "may be chance"


def _figure(name: str, value: float | None) -> str:
    return cell(value, "percent" if name == "win_rate" else "")


def show_forecast(found: dict[str, Any]) -> None:
    """Sentences first, then the changes, then the open deals that count."""
    out = new_console()
    said = {f["name"]: f["text"] for f in found["facts"]}
    say(out, f"{found['rep']}, as of {found['as_of']}, {found['period']}")
    for note in found["notes"]:
        say(out, note, "dim")
    for names in (("landed", "expected", "expected.range"), ("goal", "p_goal"), ("earnings",), ("ahead.expected", "ahead.range"), ("no_precedent",)):
        line = "; ".join(said[n] for n in names if n in said)
        if line:
            say(out, sentence(line))
    for name, text in said.items():
        if name.startswith(("personal.", "milestone.")):
            say(out, sentence(text))
    if found["changes"]:
        goal = "working goal" if found["goal_basis"] == "assumed" else "goal"
        columns = [
            Column("what if"),
            Column(f"more in {found['period']}", right=True),
            Column(f"of the {goal}", right=True),
            Column(f"chance of the {goal}", right=True),
            Column("more in the next four", 1, right=True),
            Column("of their goals", 2, right=True),
            Column("chance of those", 3, right=True),
        ]
        rows = []
        for row in found["changes"]:
            cells = [[cell(span["d_expected"]), _more_of(span["d_attainment"]), cell(span["p_goal"], "percent")] for span in (row, row["next_four"])]
            rows.append([cell(row["words"]), *cells[0], *cells[1]])
        show_table(out, columns, rows)
    _show_deals(out, found["deals"])


def _more_of(ratio: float | None) -> str:
    """What a change adds to attainment: `+13 %`, `-1.5 %`, `0 %`."""
    if ratio is None:
        return "–"
    said = percent_text(abs(ratio), 0 if abs(ratio) >= 0.1 else 1)
    return "0 %" if said == "0.0 %" else f"{'-' if ratio < 0 else '+'}{said}"


_SHOWN = 10
_NO_CHANCE = 0.005
"""A chance that reads as 0 % says nothing; such deals are counted in a sentence."""


def _show_deals(out: Console, deals: Sequence[dict[str, Any]]) -> None:
    counting = sorted((d for d in deals if d["in_time"] >= _NO_CHANCE), key=lambda d: -d["value"] * d["in_time"])
    if counting:
        columns = [Column("open deal"), Column("value", right=True), Column("chance at its age", 1, right=True), Column("chance in time", right=True)]
        show_table(out, columns, [[cell(d["id"]), cell(d["value"]), cell(d["chance"], "percent"), cell(d["in_time"], "percent")] for d in counting[:_SHOWN]])
    if len(counting) > _SHOWN:
        say(out, f"{len(counting) - _SHOWN:,} other open deals count for less; --json lists them all.", "dim")
    late = len(deals) - len(counting)
    if late:
        say(out, f"{late:,} {'open deal is' if late == 1 else 'open deals are'} not expected to land in this period; --json lists {'it' if late == 1 else 'them'}.", "dim")


def show_backtest(found: dict[str, Any]) -> None:
    """What came of past forecasts, in a sentence and a table."""
    out = new_console()
    whole = found["all"]
    say(out, f"Of {whole['trials']:,} past forecasts {percent_text(whole['coverage'])} landed inside their interval, which is meant for 80 %. P(goal) is held against {found['goal']}.")
    columns = [
        Column("of the period over"),
        Column("forecasts", 3, right=True),
        Column("inside", right=True),
        Column("below", 1, right=True),
        Column("expected too high by", right=True),
        Column("Brier", right=True),
        Column("base rate", 2, right=True),
        Column("pace goes on", 4, right=True),
    ]
    rows = []
    for row in [{"elapsed": None, **whole}, *found["by_elapsed"]]:
        scores = [f"{row[k]:.3f}" if row[k] is not None else "–" for k in ("brier", "brier_base", "brier_pace")]
        name = "all" if row["elapsed"] is None else cell(row["elapsed"], "percent")
        rows.append([name, cell(row["trials"]), cell(row["coverage"], "percent"), cell(row["below"], "percent"), cell(row["bias"], "percent"), *scores])
    show_table(out, columns, rows)


def show_team(report: dict[str, Any]) -> None:
    """Who is due when and how to coach whom; never in the order of a figure."""
    out = new_console()
    say(out, f"As of {report['as_of']}. A quadrant is about how to coach, nothing else.")
    for note in report.get("notes", []):
        say(out, note)
    columns = [
        Column("rep"),
        Column("segment", 3),
        Column("keeps commitments", right=True),
        Column("how to coach"),
        Column("conversation", 2),
        Column("1:1s", 5),
        Column("held", 4, right=True),
        Column("last held", 1),
        Column("due on"),
    ]
    rows = []
    marks = footnotes(report["reps"])
    for r in report["reps"]:
        c = r["coachability"]
        judged = c["kept"] + c["missed"]
        kept = f"{c['kept']} of {judged}" if judged else "no verdict yet"
        rows.append(
            [
                cell(r["rep"]),
                cell(r["segment"]) + marks.get(r["segment_by"], ""),
                kept,
                cell(r["quadrant_name"]),
                CONVERSATION_TITLES.get(r["conversation"], "–"),
                cell(r["cadence"]),
                held_cell(r["adherence"]),
                cell(r["last_held"]),
                cell(r["due_on"]),
            ]
        )
    show_table(out, columns, rows)
    for words, mark in marks.items():
        say(out, f"{mark} Segment {words}.", "dim")
    show_decisions(out, report["reps"])
    show_shared_time(out, report)
