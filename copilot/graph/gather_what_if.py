"""Gatherers for what a change would be worth, and what it would take to reach the goal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from copilot.errors import InputError
from copilot.events import StepStarted
from copilot.facts import about_money_text, date_text, make_fact, number_text
from copilot.graph.ask import Ask
from copilot.graph.gather_landing import landing_of
from copilot.policy import PISTONS
from copilot.tools.benchmark_facts import title
from copilot.tools.what_if import added_step, chances_text, plural, small_step

if TYPE_CHECKING:
    from copilot.tools.what_if import WhatIf

_CHANGE = re.compile(
    r"(?P<what>[a-z_]+):(?:\*(?P<factor>[\d.]+)|(?P<per_week>[+-][\d.]+)/week|=(?P<to_week>[\d.]+)/week|=(?P<to>[\d.]+)|(?P<points>[+-][\d.]+)pts|(?P<days>[+-][\d.]+)days|(?P<amount>[+-][\d.]+))"
)


def what_if(ask: Ask) -> Iterator[StepStarted]:
    """What each change is worth over the next four quarters, then by the end of this one."""
    from copilot.tools.what_if import plain_what_if

    yield ask.step("what_if", "working out what that would be worth")
    changes = [c for c in (_factor(ask, m) for m in _CHANGE.finditer(str(ask.parameters.get("changes") or ""))) if c]
    if not changes and ask.parameters.get("what") and ask.parameters.get("factor"):
        changes = [(str(ask.parameters["what"]), float(ask.parameters["factor"]), None)]
    name = ask.someone.name.split()[0]
    if not changes and (whats := str(ask.parameters.get("whats") or "")):
        changes = [(what, 1 + ask.services.policy.stretch, None) for what in whats.split(";")]  # no amount was named: a small step of each
    if not changes and ask.parameters.get("asked") == "takes":
        _what_it_takes(ask)
        return
    if not changes:
        example = ask.words("example", f"what if {name} ran two more demos a week?", "This is an example of how to ask.")
        ask.say(f"Tell me what would change and by how much, for example: {{{example}}}")
        ask.chips += ["what if starts went up 5 %?", "what if two more demos a week?"]
        return
    for what, factor, words in changes:
        try:
            found = plain_what_if(ask.company, ask.someone, what, factor, ask.as_of, ask.services.policy, ask.standing, words, ask.aspirations)
        except InputError as e:
            bound = ask.words(f"what_if.{what}.bound", str(e)[:1].upper() + str(e)[1:], "This is how far a what-if goes.")
            ask.say(f"{{{bound}}}.")
            continue
        if found is None:
            ask.say("That cannot be worked out yet: it takes a start, a dated win and a value on record.")
        else:
            ask.say(_worth(ask, found))
    if narrowed := ask.parameters.get("narrowed"):
        kind = changes[0][0]
        label = ask.words("what_if.narrowed", f"{narrowed} {plural(kind)}", "This is the kind of activity that was asked about.", "activities")
        every = ask.words("what_if.every", plural(kind), "This is a type of activity, as the CRM names it.", "activities")
        ask.say(f"A what-if does not tell {{{label}}} from others; it counts all {{{every}}}.")
    halves = len(changes) == 1 and changes[0][1] > 1.1 and not (changes[0][2] or "").startswith("one ")
    ask.chips += ["and by half of that?" if halves else "what would it take to reach the goal?", f"get me ready for {ask.someone.name}", "suggest goals"]


def _worth(ask: Ask, found: WhatIf) -> str:
    """The four quarters ahead lead; this one and the chance of the goal follow in one sentence, without saying the change again."""
    ask.add(found.facts)
    whole, period = found.fact, found.facts[1]
    currency = ask.standing.currency(ask.someone.id)
    end = date_text(period.window.end) if period.window else ""
    change = found.now.d_expected
    verb = "more" if change >= 0 else "less"
    facts = [
        make_fact(
            f"{period.name}.short",
            period.value,
            period.unit,
            f"about {about_money_text(abs(change), currency)} {verb} by {end}",
            ask.as_of,
            window=period.window,
            source=period.source,
            kind="what_if",
            rep_id=ask.someone.id,
        )
    ]
    opening = make_fact(
        f"{whole.name}.said", whole.value, whole.unit, whole.text[:1].upper() + whole.text[1:], ask.as_of, window=whole.window, source=whole.source, kind="what_if", rep_id=ask.someone.id
    )
    facts.append(opening)
    said = f"{{{opening.name}}}. For this period it is {{{facts[0].name}}}"
    if len(found.facts) > 2 and found.now.p_goal is not None and found.now.d_p_goal is not None:
        goal = found.facts[2]
        text = chances_text(found.now.p_goal - found.now.d_p_goal, found.now.p_goal)
        facts.append(make_fact(f"{goal.name}.short", goal.value, goal.unit, text, ask.as_of, window=goal.window, source=goal.source, kind="what_if", rep_id=ask.someone.id))
        said += f", and the chance of the goal {{{facts[-1].name}}}"
    ask.add(facts)
    return f"{said}."


def _what_it_takes(ask: Ask) -> None:
    """What is missing, how likely it is, and the small change that would help."""
    from copilot.tools.benchmark import benchmark
    from copilot.tools.what_if import plain_what_if

    heading = landing_of(ask)
    if heading.expected is None or "p_goal" not in ask.turn.ledger:
        ask.say(
            "No goal of {rep}'s own is known for this period, so I cannot say what it would take."
            if heading.expected is not None
            else "There are no deals of {rep}'s on record yet, so there is nothing to forecast from."
        )
        return
    if re.search(r"\b(?:club|milestone)\b", ask.message, re.IGNORECASE) and "milestone.1.to_go" in ask.turn.ledger:
        ask.say("{rep} has {milestone.1.to_go}.")
    elif re.search(r"\b(?:personal|own|private)\b.{0,20}\b(?:goal|target|number)", ask.message, re.IGNORECASE) and "personal.to_go" in ask.turn.ledger:
        reached = not ask.turn.ledger["personal.to_go"].value
        ask.say("In this period {personal.to_go} by {rep}." if reached else "{rep} has {personal.to_go}.")
    else:
        ask.say("{rep} has {to_go} by {period.end}, and {p_goal} as things are.")
    found = benchmark(ask.company, ask.someone, ask.as_of, ask.services.policy, ask.aspirations, ask.standing)
    what = found.focus.name or (found.stretch.piston if found.stretch else None)
    if what is not None:
        step = small_step(what, found.weekly, ask.services.policy)
        worth = plain_what_if(ask.company, ask.someone, what, step.factor, ask.as_of, ask.services.policy, ask.standing, step.words, ask.aspirations)
        if worth is not None:
            ask.say("A small step, to see what it is worth. " + _worth(ask, worth))
    name = ask.someone.name.split()[0]
    ask.chips += [f"which of {name}'s deals matter most?", f"get me ready for {ask.someone.name}"]


def _factor(ask: Ask, m: re.Match[str]) -> tuple[str, float, str | None] | None:
    """One change as a factor on what the rep does now, and how it was put; None where it is not known what they do now."""
    what = m["what"]
    if m["factor"]:
        return what, float(m["factor"]), None
    now = _now(ask, what)
    if not now:
        return None
    weekly = 52 / 12 if what == "starts" else 1
    if m["per_week"]:
        added = float(m["per_week"])
        if now + added * weekly <= 0:
            return None
        step = added_step(what, added, now / weekly)
        return what, step.factor, step.words
    if m["to_week"]:
        new = float(m["to_week"]) * weekly
        words = f"{number_text(new)} {title(what).lower()} a week (now about {number_text(now)})" if what not in PISTONS else None
    elif m["to"]:
        new, words = float(m["to"]), None
    elif m["points"]:
        new, words = now + float(m["points"]) / 100, None
    elif m["days"]:
        left = now + float(m["days"])
        return (what, now / left, f"deals won in {number_text(left)} days (now {number_text(now)})") if left > 0 else None
    else:
        new, words = now + float(m["amount"]), None
    return (what, new / now, words) if new > 0 else None


def _now(ask: Ask, what: str) -> float | None:
    """The rep's own present figure: a piston as it stands, an activity per week."""
    from copilot.tools.activities import activity_gaps
    from copilot.tools.pistons import piston_gaps

    if what in PISTONS:
        gaps = piston_gaps(ask.company, ask.someone, ask.standing, None, ask.services.policy)
        return next((p.raw for p in gaps.pistons if p.name == what), None)
    acts = activity_gaps(ask.company, ask.someone, ask.standing, None, ask.services.policy)
    return next((a.weekly for a in acts.gaps if a.type == what), None)
