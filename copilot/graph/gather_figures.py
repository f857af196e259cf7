"""Gatherers for figures asked for in a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from copilot.domain import GoalState, Rep, Source, Window
from copilot.events import StepStarted
from copilot.facts import counted_source, date_text, make_fact, number_text
from copilot.graph.ask import Ask
from copilot.graph.gather_counts import counted
from copilot.graph.gather_landing import heading, where_to
from copilot.graph.gather_periods import asked_window, days_text, in_days, outside, piston_of_days
from copilot.graph.gather_records import promised
from copilot.graph.state import Memory
from copilot.policy import PISTONS
from copilot.tools.benchmark_facts import PISTON_TITLES, piston_title, title
from copilot.tools.what_if import plural, small_step
from copilot.tools.window import period_of

if TYPE_CHECKING:
    from copilot.policy import CoachingPolicy
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.cadence import RepCadence
    from copilot.tools.coachability import Coachability

NOT_WHY = "The figures show where something differs, not why; that is a question for {rep}. One way to ask: what gets in the way of it in a normal week?"
_ADVICE = {
    "STAR": "Keep coaching: small steps matter here, and so does what comes next in their career.",
    "FUTURE": "This is where your time goes furthest: goals on the place to look first.",
    "INDEPENDENT": "Say what works, clear the way, and let them choose their own commitment.",
    "TOXIC": "Talk about the commitments themselves, and settle on one small goal that will be kept.",
    "UNPROVEN": "Make the first goals small enough to be kept.",
}


def benchmark(ask: Ask) -> Iterator[StepStarted]:
    """The sentence that answers, at most what was asked after it: one figure, a count, a chance, the place to look first, or all of them."""
    from copilot.tools.benchmark import benchmark as compare

    asked = str(ask.parameters.get("asked") or "")
    if asked == "count":
        yield from counted(ask)
        return
    if asked in ("chance", "landed", "to_go", "quota"):
        yield from heading(ask)
        return
    if asked in PISTONS and (window := asked_window(ask)):
        yield ask.step("engine", "counting in the CRM")
        piston_of_days(ask, asked, window)
        label = ask.words(f"{asked}.label", PISTON_TITLES[asked], "This is what the figure is called.")
        if f"{asked}.span" in ask.turn.ledger:
            ask.say(f"{{{label}}}: {{{asked}.span}}.")
        ask.chips += ["and the quarter before?", "and the year before?", f"get me ready for {ask.someone.name}"]
        return
    yield ask.step("benchmark", "comparing with the next level")
    found = compare(ask.company, ask.someone, ask.as_of, ask.services.policy, ask.aspirations, ask.standing)
    ask.add(found.facts)
    if asked in PISTONS or any(a.type == asked for a in found.activities):
        _one_figure(ask, found, asked)
    elif asked == "strengths":
        _strengths(ask, found)
    elif asked == "segment":
        ask.say("{rep} is at {segment}." if "segment" in ask.turn.ledger else "Too little is on record to say at which level {rep} is.")
        if "attainment.trailing" in ask.turn.ledger and "segment" in ask.turn.ledger:
            ask.say("That goes by {attainment.trailing}.")
    else:
        if asked in ("", "figures"):
            ask.say(where_to(ask))
        if asked != "figures":
            ask.say(focus_template(ask, found))
        if asked in ("figures", "compare"):
            ask.say(_all_figures(ask, found, None if asked == "figures" else found.focus.name))
        _notes(ask, found.notes[:1] if asked in ("figures", "compare") else ())
    name = ask.someone.name.split()[0]
    ask.chips += [
        what_if_chip(found, ask.services.policy),
        "why that one?" if found.focus.name else f"how likely is {name} to reach the goal?",
        f"get me ready for {ask.someone.name}",
        "suggest goals",
    ]


def focus_template(ask: Ask, found: Benchmark) -> str:
    """The place to look first as a sentence; what else there is to stretch where nothing is clearly short."""
    name, ledger = found.focus.name, ask.turn.ledger
    shown = next((key for key in (f"{name}.vs_target", f"{name}.mix") if key in ledger), None)
    if name is None or shown is None:
        return "{focus.sentence}"
    share = f"; that is {{{name}.share}}" if f"{name}.share" in ledger else ""
    return f"The place to look first is {{{_noun(ask, found, name)}}}: {{{shown}}}{share}."


def _called(found: Benchmark, what: str) -> str:
    """A piston or activity by its title: of a piston, what was compared."""
    piston = next((p for p in found.pistons if p.name == what), None)
    return piston_title(piston) if piston else title(what)


def _noun(ask: Ask, found: Benchmark, what: str) -> str:
    """The same as one says it within a sentence; the name of its Fact."""
    words = _called(found, what).lower() if what in PISTONS else plural(what)
    return ask.words(f"{what}.noun", words, "This is what the figure is called.")


def _strengths(ask: Ask, found: Benchmark) -> None:
    """What is at the level aimed at already, or beyond it."""
    ledger = ask.turn.ledger
    good = [p.name for p in found.pistons if p.agrees and p.term is not None and p.term <= 0] + [a.type for a in found.activities if a.target and a.rate >= a.target.value]
    lines = [f"- {{{ask.words(f'{name}.label', _called(found, name), 'This is what the figure is called.')}}}: {{{name}.vs_target}}" for name in good if f"{name}.vs_target" in ledger]
    if lines:
        ask.say("What already works for {rep}:\n" + "\n".join(lines[:3]))
    else:
        ask.say("Nothing is known yet that {rep} does as people at the level aimed at do. A good question for the 1:1: what went well lately?")


def _one_figure(ask: Ask, found: Benchmark, what: str) -> None:
    ledger = ask.turn.ledger
    label = ask.words(f"{what}.label", _called(found, what), "This is what the figure is called.")
    key = next((k for k in (f"{what}.vs_target", f"{what}.own", f"{what}.rate") if k in ledger), None)
    if key is None:
        ask.say(f"{{{label}}}: too little of {{rep}}'s is on record to say.")
        return
    narrowed = ask.parameters.get("narrowed")
    ask.say(f"{{{label}}}: {{{key}}}." + (" That counts every kind of them." if narrowed else "") + (f" {NOT_WHY}" if ask.parameters.get("cause") else ""))


def _all_figures(ask: Ask, found: Benchmark, said: str | None) -> str:
    """Each figure once; the one that the sentence before said already is left out."""
    ledger = ask.turn.ledger
    lines = []
    for name in (*PISTONS, *(a.type for a in found.activities)):
        key = next((k for k in (f"{name}.vs_target", f"{name}.own", f"{name}.rate") if k in ledger), None)
        if key is not None and name != said:
            label = ask.words(f"{name}.label", _called(found, name), "This is what the figure is called.")
            lines.append(f"- {{{label}}}: {{{key}}}")
    return "\n".join(lines)


def what_if_chip(found: Benchmark, policy: CoachingPolicy) -> str:
    """The small step that an agenda names, asked as one would say it."""
    what = found.focus.name or (found.stretch.piston if found.stretch else "starts")
    step = small_step(what, found.weekly, policy)
    percent = f"{number_text((step.factor - 1) * 100)} %"
    pistons = {
        "win_rate": f"what if the win rate went up {percent}?",
        "revenue_per_customer": f"what if revenue per customer went up {percent}?",
        "speed": f"what if deals closed {percent} faster?",
        "starts": f"what if starts went up {percent}?",
    }
    return pistons.get(what) or f"what if there {f'was {step.words}' if step.words else f'were {percent} more {plural(what)}'}?"


def coachability(ask: Ask) -> Iterator[StepStarted]:
    """Which commitments were kept; what that asks of the manager, where the quadrant is asked about."""
    from copilot.tools.coachability import coachability as judge
    from copilot.tools.coachability import quadrant_fact, quadrant_of

    yield ask.step("goals", "counting commitments")
    policy, rep = ask.services.policy, ask.someone
    judged = judge(ask.goals, rep, ask.as_of, policy, ask.company)
    own = ask.standing.by_rep[rep.id]
    quadrant = quadrant_of(judged.level, own.trailing, policy)
    ask.add([*judged.facts, quadrant_fact(rep, quadrant, ask.as_of, policy, judged, own.goal_basis)])
    ledger = ask.turn.ledger
    asked = ask.parameters.get("asked")
    days = asked_window(ask)
    if days is not None and (days.start or days.end) <= ask.as_of and asked != "quadrant":
        _kept_in(ask, judged, days)
        return
    if asked == "quadrant":
        ask.say(f"How to coach {{rep}}: {{quadrant}}. {_ADVICE[quadrant]} It is about how to coach, nothing else.")
        if "coachability.score" in ledger:
            ask.say("It goes by {coachability.score}, and by how much of the goal was won.")
    elif asked == "list" and "coachability.score" in ledger:
        ask.say("{rep}: {coachability.score}.")
        promised(ask)
    elif asked == "last" and (newest := _last_judged(ask)):
        ask.say(f"The last one judged: {{{newest}}}.")
    elif "coachability.score" not in ledger:
        ask.say("Nothing of {rep}'s has been judged yet, so there is nothing to say. Make the first goals small enough to be kept.")
    else:
        ask.say("{rep}: {coachability.score}" + (". Of what was suggested, {coachability.taken_up}." if "coachability.taken_up" in ledger else "."))
    if "coachability.unverified" in ledger:
        ask.say("{coachability.unverified}: that part is yours to do.")
    if "coachability.contested" in ledger:
        ask.say("{coachability.contested}: until then it counts neither as kept nor as missed.")
    first = rep.name.split()[0]
    ask.chips += [f"what did {first} promise last time?", f"how should I coach {first}?", "suggest goals"]


def _kept_in(ask: Ask, judged: Coachability, days: Window) -> None:
    """How many of the goals that fell due in these days were kept."""
    from copilot.tools.coachability import due_day

    due = [j for j in judged.judged if j.outcome in ("kept", "missed") and in_days(due_day(j.goal), days)]
    words = days_text(Window(days.start, min(days.end, ask.as_of)))
    if not due:
        ask.words("days.asked", words.strip(), "These are the days that were asked about.")
        ask.say("None of {rep}'s goals was judged {days.asked}.")
        return
    kept = sum(j.outcome == "kept" for j in due)
    source = counted_source("goals", "The goals that fell due in these days and were judged kept or missed.", ask.someone.id, tuple(j.goal.id for j in due))
    text = f"{kept} of {len(due)} goals kept{words}"
    ask.add([make_fact("coachability.days", kept / len(due), "ratio", text, ask.as_of, n=len(due), window=days, source=source, rep_id=ask.someone.id, looks_back=True)])
    ask.say("{rep}: {coachability.days}.")
    if ask.parameters.get("asked") == "list":
        promised(ask, days=days)


def _held(ask: Ask) -> None:
    """How many 1:1s were held in a stretch of time; this quarter where none is named."""
    window = asked_window(ask) or period_of(ask.as_of, "quarter").window
    if window.start is not None and window.start > ask.as_of:
        outside(ask, window, None)
        return
    window = Window(window.start, min(window.end, ask.as_of))
    held = [m for m in ask.meetings if m.state == "held" and m.on <= window.end and (window.start is None or m.on >= window.start)]
    source = counted_source("one_on_ones", "The 1:1s held in these days, as the calendar has them.", ask.someone.id, tuple(m.id for m in held))
    ask.add(
        [
            make_fact(
                "held.count",
                len(held),
                "count",
                f"{len(held) or 'no'} {'1:1' if len(held) == 1 else '1:1s'}{days_text(window)}",
                ask.as_of,
                n=len(held),
                window=window,
                source=source,
                rep_id=ask.someone.id,
                looks_back=True,
            )
        ]
    )
    ask.say("With {rep} you held {held.count}.")


def _evenness(ask: Ask, reps: list[Rep], states: dict[str, RepCadence]) -> None:
    """How evenly the 1:1s go round, without saying who got how much."""
    from copilot.tools.cadence import evenness

    found = evenness(reps, states, ask.as_of, ask.services.policy)
    if found is None:
        ask.say("There are too few 1:1s on record to say how evenly your time goes round.")
        return
    text = f"Of the time that was due over the last {ask.services.policy.adherence_weeks} weeks, the person with the smallest share had {found.text} as much as the one with the largest"
    ask.add([make_fact("evenness.said", found.value, found.unit, text, ask.as_of, n=found.n, window=found.window, source=found.source)])
    ask.say("{evenness.said}.")


def _none_on_record(ask: Ask, never: list[Rep], led: int, states: dict[str, RepCadence]) -> None:
    """That no 1:1 with them is on record, beside how many were due: it may be that nobody keeps the calendar here."""
    weeks = ask.services.policy.adherence_weeks
    whom = "anybody you lead" if len(never) == led > 1 else f"{len(never)} of {led} people" if led > 1 else never[0].name
    due = sum(states[r.id].due for r in never)
    text = f"No 1:1 with {whom} is on record: 0 of {due} due in the last {weeks} weeks {'was' if due == 1 else 'were'} held"
    source = Source(
        "one_on_ones", f"The 1:1s due by the cadence of each team in the last {weeks} weeks, beside those that are on record as held.", rows_note="None are listed: no 1:1 with them is on record."
    )
    ask.add([make_fact("met.never", len(never), "count", text, ask.as_of, n=due, source=source)])
    ask.say("{met.never}. Where 1:1s are held and not written down, note them and this goes by them.")


def _last_judged(ask: Ask) -> str | None:
    """The newest goal with a verdict; the name of its Fact."""
    words = {GoalState.KEPT: "kept", GoalState.MISSED: "not kept"}
    found = max((g for g in ask.goals if g.state in words and g.draft.completion_date), key=lambda g: g.draft.completion_date or date.min, default=None)
    if found is None:
        return None
    return ask.words(f"promise.{found.id}", f"“{found.draft.description}”, {words[found.state]}", "This is a goal the rep agreed to, with what came of it.", "goals", looks_back=True, rows=(found.id,))


def cadence(ask: Ask) -> Iterator[StepStarted]:
    """Who is due, and how often suits: one rep, the next, those overdue, or everybody the viewer leads, the longest waiting first."""
    from copilot.tools.cadence import rep_cadence, team_cadence, team_of

    yield ask.step("cadence", "looking through the calendar")
    records, viewer, policy = ask.services.records, ask.turn.viewer, ask.services.policy
    asked = ask.parameters.get("asked")
    if asked == "even":
        ask.rep = None  # about everybody the viewer leads
    if asked == "held" and ask.rep is not None:
        _held(ask)
        return
    reps = [ask.rep] if ask.rep else records.reps(viewer, ask.as_of)
    if not reps:
        ask.say("Nobody reports to you in the data yet.")
        return
    rhythms, states = {}, {}
    lines = []
    for i, rep in enumerate(reps, 1):
        team = team_of(rep, ask.company.reps)
        key = tuple(r.id for r in team)
        if key not in rhythms:
            rhythms[key] = team_cadence(ask.company, team, ask.standing, policy)
        state = rep_cadence(rep, records.one_on_ones(viewer, rep.id, ask.as_of), rhythms[key].every, ask.as_of, policy)
        states[rep.id] = state
        held = f"last held on {date_text(state.last_held)}" if state.last_held else "none held yet on record"
        never = state.last_held is None and state.due > 0  # due all along, whatever the next working day is
        overdue = never or state.due_on <= ask.as_of
        due = f"{state.due} due in the last {policy.adherence_weeks} weeks" if never else f"due since {date_text(state.due_on)}" if overdue else f"due on {date_text(state.due_on)}"
        how = f"{rhythms[key].why.text[:1].upper()}{rhythms[key].why.text[1:].rstrip('.')}; the calendar says when the last one was."
        whole, short = f"{rep.name}: {state.every}, {held}, {due}", f"{rep.name}: {due}, {held}"
        lines.append(
            (
                state.due_on,
                state.last_held or date.min,
                rep,
                overdue,
                ask.words(
                    f"cadence.{i}",
                    whole if ask.rep is not None or asked in ("next", "often") else short,
                    how,
                    "one_on_ones",
                    note="None are listed here: their own page lists the 1:1s, and the deals behind the cadence are pooled over the team.",
                ),
                rhythms[key],
            )
        )
    lines.sort(key=lambda line: (line[0], line[1], line[2].name))
    late = [line for line in lines if line[3]]
    never_met = [line for line in late if line[1] == date.min]
    if asked == "even":
        _evenness(ask, reps, states)
    elif ask.rep is not None:
        ask.say(f"{{{lines[0][4]}}}.")
        if asked == "often":
            ask.add([lines[0][5].why])
            ask.say(f"Why that often: {{{lines[0][5].why.name}}}.")
    elif asked == "overdue" and not late:
        ask.say("Nobody is overdue. Next is " + f"{{{lines[0][4]}}}.")
    elif asked == "next":
        ask.say(f"Next is {{{lines[0][4]}}}.")
        if lines[0][2].id != ask.memory.get("rep_id"):
            ask.remember(Memory(rep_id=lines[0][2].id, agenda_id=None))  # "prepare him" means the one just named
    else:
        shown = (late if asked == "overdue" else lines)[:12]
        if never_met:
            _none_on_record(ask, [line[2] for line in never_met], len(reps), states)
        ask.say(("Overdue, the longest waiting at the start:\n" if asked == "overdue" else "Who is due, the longest waiting at the start:\n") + "\n".join(f"- {{{line[4]}}}" for line in shown))
        lines = shown
    if ask.rep is None:
        ask.remember(Memory(listed=[line[2].id for line in lines[:12]], listed_kind="reps"))
    ask.chips += [f"get me ready for {lines[0][2].name}", *([] if ask.rep else ["who is overdue?"])]


def _notes(ask: Ask, notes: tuple[str, ...]) -> None:
    for i, note in enumerate(notes, 1):
        ask.say("{" + ask.words(f"note.{i}", note, "This says why a figure is missing or small.") + "}")
