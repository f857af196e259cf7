"""Gatherers for figures asked for in a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from copilot.events import StepStarted
from copilot.facts import date_text, number_text
from copilot.graph.ask import Ask
from copilot.policy import PISTONS
from copilot.tools.benchmark_facts import title

_CHANGE = re.compile(
    r"(?P<what>[a-z_]+):(?:\*(?P<factor>[\d.]+)|(?P<per_week>[+-][\d.]+)/week|=(?P<to_week>[\d.]+)/week|=(?P<to>[\d.]+)|(?P<points>[+-][\d.]+)pts|(?P<days>[+-][\d.]+)days|(?P<amount>[+-][\d.]+))"
)

_ADVICE = {
    "STAR": "Keep coaching: small steps matter here, and so does what comes next in their career.",
    "FUTURE": "This is where your time goes furthest: goals on the place to look first.",
    "INDEPENDENT": "Say what works, clear the way, and let them choose their own commitment.",
    "TOXIC": "Talk about the commitments themselves, and settle on one small goal that will be kept.",
    "UNPROVEN": "Make the first goals small enough to be kept.",
}


def benchmark(ask: Ask) -> Iterator[StepStarted]:
    """The sentence first, then the pistons and activities that are known, then why a figure is missing."""
    from copilot.tools.benchmark import benchmark as compare

    yield ask.step("benchmark", "comparing with the next level")
    found = compare(ask.company, ask.someone, ask.as_of, ask.services.policy, ask.aspirations, ask.standing)
    ask.add(found.facts)
    ledger = ask.turn.ledger
    ask.say("{focus.sentence}")
    lines = [f"- {{{name}.vs_target}}" if f"{name}.vs_target" in ledger else f"- {{{name}.own}}" for name in PISTONS if f"{name}.own" in ledger]
    for a in found.activities:
        if f"{a.type}.rate" in ledger:
            label = ask.words(f"{a.type}.label", title(a.type), "A type of activity, as the CRM names it.")
            lines.append(f"- {{{label}}}: {{{a.type}.vs_target}}" if f"{a.type}.vs_target" in ledger else f"- {{{label}}}: {{{a.type}.rate}}")
    ask.say("\n".join(lines))
    _notes(ask, found.notes)
    ask.chips += [what_if_chip(found.focus.name), f"get me ready for {ask.someone.name}", "suggest goals"]


def what_if_chip(focus: str | None) -> str:
    """A what-if worth asking next, as one would say it."""
    pistons = {
        "win_rate": "what if the win rate went up 5 %?",
        "revenue_per_customer": "what if revenue per customer went up 5 %?",
        "speed": "what if deals closed 5 % faster?",
        "starts": "what if starts went up 5 %?",
    }
    return pistons.get(focus or "starts") or f"what if there were 5 % more {title(str(focus)).lower()}?"


def what_if(ask: Ask) -> Iterator[StepStarted]:
    """What each change is worth over the next four quarters."""
    from copilot.tools.what_if import plain_what_if

    yield ask.step("what_if", "working out what that would be worth")
    changes = [c for c in (_factor(ask, m) for m in _CHANGE.finditer(str(ask.parameters.get("changes") or ""))) if c]
    if not changes and ask.parameters.get("what") and ask.parameters.get("factor"):
        changes = [(str(ask.parameters["what"]), float(ask.parameters["factor"]), None)]
    if not changes:
        example = ask.words("example", "what if they ran two more demos a week?", "An example of how to ask.")
        ask.say(f"Tell me what would change and by how much, for example: {{{example}}}")
        ask.chips += ["what if starts went up 5 %?", "what if two more demos a week?"]
        return
    for what, factor, words in changes:
        found = plain_what_if(ask.company, ask.someone, what, factor, ask.as_of, ask.services.policy, ask.standing, words, ask.aspirations)
        if found is None:
            ask.say("That cannot be worked out yet: it takes a start, a dated win and a value on record.")
        else:
            ask.add(found.facts)
            ask.say("Worked out:\n" + "\n".join(f"- {{{f.name}}}" for f in found.facts))
    ask.say("It is a plain estimate, with no promise in it. What would {rep} have to let go of to make room?")
    ask.chips += [f"get me ready for {ask.someone.name}", "suggest goals"]


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
        new = now + added * weekly
        words = f"{number_text(abs(added))} {'more' if added > 0 else 'fewer'} {title(what).lower()} a week (now about {number_text(now)})" if what not in PISTONS else None
    elif m["to_week"]:
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


def deals(ask: Ask) -> Iterator[StepStarted]:
    """Open deals that ask for attention, each with its reason and one question."""
    from copilot.graph.gather_agenda import DEAL_QUESTIONS
    from copilot.tools.deals import review_deals
    from copilot.tools.landing import landing

    yield ask.step("deals", "going through the open deals")
    policy = ask.services.policy
    if ask.rep is None:
        _deals_of_the_team(ask)
        return
    heading = landing(ask.company, ask.someone, ask.as_of, policy, ask.aspirations, ask.standing)
    found = review_deals(ask.company, ask.someone, ask.as_of, policy, heading, ask.standing)
    ask.add([*heading.facts, *found.facts])
    titles = {"must_win": "Deals that matter most for the goal", "stalled": "Gone quiet or open for long", "misaligned": "A date or a size to look at"}
    groups = [(titles[kind], kind, notes) for kind, notes in (("must_win", found.must_win), ("stalled", found.stalled), ("misaligned", found.misaligned)) if notes]
    if not groups:
        ask.say("Nothing stands out among the open deals: {deals.open}." if "deals.open" in ask.turn.ledger else "There are no open deals on record.")
    for heading_text, kind, notes in groups:
        lines = [f"- {{{d.name.name}}}: {' and '.join(f'{{{r.name}}}' for r in d.reasons)}" for d in notes]
        ask.words(f"deals.{kind}.title", heading_text, "Which kind of attention these deals ask for.")
        ask.say(f"{{deals.{kind}.title}}:\n" + "\n".join(lines) + f"\n{DEAL_QUESTIONS[kind]}")
    _notes(ask, found.notes)
    ask.chips += [f"get me ready for {ask.someone.name}", "what do we have on quiet deals?"]


def _deals_of_the_team(ask: Ask) -> None:
    """Whose deals ask for attention, by name; which ones, one asks rep by rep."""
    from copilot.tools.deals import review_deals
    from copilot.tools.landing import landing

    policy = ask.services.policy
    lines = []
    reps = ask.services.records.reps(ask.turn.viewer, ask.as_of)
    for i, rep in enumerate(reps, 1):
        heading = landing(ask.company, rep, ask.as_of, policy, (), ask.standing)
        counts = {f.name: f for f in review_deals(ask.company, rep, ask.as_of, policy, heading, ask.standing).counts}
        worth = [counts[k] for k in ("deals.stalled", "deals.misaligned") if k in counts and counts[k].value]
        if worth:
            text = f"{rep.name}: {', '.join(f.text for f in (counts['deals.open'], *worth))}"
            lines.append(ask.words(f"deals.of.{i}", text, "Counted over this rep's open deals.", "opportunities"))
    if not lines:
        ask.say("Nothing stands out among the open deals of your team.")
        return
    ask.say("Open deals that ask for a thought:\n" + "\n".join(f"- {{{n}}}" for n in lines[:12]) + "\nWhose would you like to go through?")
    ask.chips.append(f"which of {reps[0].name}'s deals need work?")


def coachability(ask: Ask) -> Iterator[StepStarted]:
    """Which commitments were kept, and what that asks of the manager."""
    from copilot.tools.coachability import coachability as judge
    from copilot.tools.coachability import quadrant_fact, quadrant_of

    yield ask.step("goals", "counting commitments")
    policy, rep = ask.services.policy, ask.someone
    judged = judge(ask.goals, rep, ask.as_of, policy, ask.company)
    own = ask.standing.by_rep[rep.id]
    quadrant = quadrant_of(judged.level, own.trailing, policy)
    ask.add([*judged.facts, quadrant_fact(rep, quadrant, ask.as_of, policy, judged, own.goal_basis)])
    ledger = ask.turn.ledger
    if "coachability.score" not in ledger:
        ask.say("Nothing of {rep}'s has been judged yet, so there is nothing to say. Make the first goals small enough to be kept.")
    else:
        ask.say("{rep}: {coachability.score}" + ("; {coachability.taken_up}." if "coachability.taken_up" in ledger else "."))
        ask.say(f"The quadrant says {{quadrant}}. {_ADVICE[quadrant]} It is about how to coach, nothing else.")
    if "coachability.unverified" in ledger:
        ask.say("{coachability.unverified}: that part is yours to do.")
    if "coachability.contested" in ledger:
        ask.say("{coachability.contested}: until then it counts neither as kept nor as missed.")
    ask.chips += [f"what did {rep.name.split()[0]} promise last time?", "suggest goals"]


def cadence(ask: Ask) -> Iterator[StepStarted]:
    """Who is due, and how often suits: one rep, or everybody the viewer leads, the longest overdue first."""
    from copilot.tools.cadence import rep_cadence, team_cadence, team_of

    yield ask.step("cadence", "looking through the calendar")
    records, viewer, policy = ask.services.records, ask.turn.viewer, ask.services.policy
    reps = [ask.rep] if ask.rep else records.reps(viewer, ask.as_of)
    if not reps:
        ask.say("Nobody reports to you in the data yet.")
        return
    rhythms = {}
    lines = []
    for i, rep in enumerate(reps, 1):
        team = team_of(rep, ask.company.reps)
        key = tuple(r.id for r in team)
        if key not in rhythms:
            rhythms[key] = team_cadence(ask.company, team, ask.standing, policy)
        state = rep_cadence(rep, records.one_on_ones(viewer, rep.id, ask.as_of), rhythms[key].every, ask.as_of, policy)
        held = f"last held on {date_text(state.last_held)}" if state.last_held else "none held yet on record"
        due = f"due on {date_text(state.due_on)}" if state.due_on > ask.as_of else f"due since {date_text(state.due_on)}"
        text = f"{rep.name}: {state.every}, {held}, {due}"
        lines.append((state.last_held or date.min, rep.name, ask.words(f"cadence.{i}", text, rhythms[key].why.text + "; the calendar says when.", "one_on_ones")))
    ask.say("Who is due, longest waiting at the start:\n" + "\n".join(f"- {{{name}}}" for _, _, name in sorted(lines)[:12]))
    ask.chips.append(f"get me ready for {sorted(lines)[0][1]}")


def _notes(ask: Ask, notes: tuple[str, ...]) -> None:
    for i, note in enumerate(notes, 1):
        ask.say("{" + ask.words(f"note.{i}", note, "Why a figure is missing or small.") + "}")
