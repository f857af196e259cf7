"""Gatherers for open deals: which ask for a thought, why, and one question to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from copilot.domain import Rep
from copilot.events import StepStarted
from copilot.facts import counted_source, make_fact, money_text
from copilot.graph.agenda_parts import DEAL_QUESTIONS
from copilot.graph.ask import Ask
from copilot.graph.gather_biggest import biggest
from copilot.graph.gather_due import days_due, due_deals
from copilot.graph.state import Memory

if TYPE_CHECKING:
    from copilot.tools.deals import DealNote, DealReview
    from copilot.tools.landing import Landing

_OPENINGS = {
    "must_win": "The deals that matter most for the goal:",
    "stalled": "Gone quiet, or open for long:",
    "misaligned": "A date, a size or a stage to look at:",
}
_SHOWN = 5


def deals(ask: Ask) -> Iterator[StepStarted]:
    """Open deals that ask for attention, each once with its reasons, and one question; only the kind asked about, where one is."""
    from copilot.tools.deals import review_deals
    from copilot.tools.landing import landing

    yield ask.step("deals", "going through the open deals")
    named = _named(ask)
    if named is not None:
        ask.rep, ask.parameters["deal"] = named
        ask.name_rep()
    if ask.rep is None:
        _deals_of_the_team(ask)
        return
    policy = ask.services.policy
    heading = landing(ask.company, ask.someone, ask.as_of, policy, ask.aspirations, ask.standing)
    found = review_deals(ask.company, ask.someone, ask.as_of, policy, heading, ask.standing)
    ask.add([*heading.facts, *found.facts])
    asked = ask.parameters.get("asked")
    if asked == "single":
        ask.say("How many people at the customer a deal rests on is not in the data. A question that tells: who else there has to say yes, and when did we last speak to them?")
    elif one := ask.parameters.get("deal"):
        _one_deal(ask, found, str(one))
    elif asked == "biggest":
        biggest(ask)
    elif asked in (None, "misaligned") and (days := days_due(ask)):
        due_deals(ask, days)
    elif asked in _OPENINGS:
        _of_kind(ask, found, str(asked))
    elif asked == "coverage":
        _coverage(ask, heading)
    elif asked == "value":
        _worth(ask)
    elif asked == "count" and "deals.open" in ask.turn.ledger:
        ask.say("{rep} has {deals.open}.")
    else:
        _all(ask, found)
    ask.chips += [f"get me ready for {ask.someone.name}", "what do we have on quiet deals?"]


def _coverage(ask: Ask, heading: Landing) -> None:
    """How much of what is missing the open deals cover, each by its chance."""
    from copilot.tools.conversation import coverage_of, coverage_text, left_out_text

    if heading.goal is None or heading.goal.basis == "assumed" or heading.goal.value <= heading.landed:
        ask.say(
            "{rep} has reached the goal of this period already."
            if heading.goal is not None and heading.goal.basis != "assumed"
            else "No goal of {rep}'s own is known for this period, so there is nothing to cover."
        )
        return
    unsaid = heading.forecast.given.left_out
    left_out = ask.words("left_out", left_out_text(len(unsaid)), "These open deals are in no forecast.", "opportunities", rows=unsaid) if unsaid else None
    share = coverage_of(heading)
    if share is None:
        ask.say("What the open deals cover is not known: {left_out}" if left_out else "{rep} has {deals.open}.")
        return
    source = counted_source("opportunities", "The value of each open deal by its chance to be won, added up and divided by what is still missing to the goal.", ask.someone.id, heading.still_open)
    ask.add(
        [
            make_fact(
                "coverage",
                share,
                "ratio",
                coverage_text(share, heading),
                ask.as_of,
                n=len(heading.open_deals),
                window=heading.period.window,
                source=source,
                rep_id=ask.someone.id,
            )
        ]
    )
    ask.say("For {rep}, {coverage}. {rep} has {deals.open}." + (" {left_out}" if left_out else ""))


def _worth(ask: Ask) -> None:
    """The values of the open deals, added up, and how many carry none."""
    opps = ask.company.opportunities
    still = opps[(opps["rep_id"] == ask.someone.id).to_numpy(dtype=bool) & (opps["status"] == "open").to_numpy(dtype=bool)]
    values = still["value"].dropna()
    if values.empty:
        ask.say("No open deal of {rep}'s carries a value.")
        return
    currency = ask.standing.currency(ask.someone.id)
    without = len(still) - len(values)
    text = f"{money_text(float(values.sum()), currency)} in {len(values):,} open deals" + (f" and {without:,} more without a value" if without else "")
    source = counted_source("opportunities", "The values of the open deals as the CRM has them, added up, whatever their chance.", ask.someone.id, tuple(str(i) for i in still["opportunity_id"]))
    ask.add([make_fact("deals.value", float(values.sum()), currency or "money", text, ask.as_of, n=len(values), source=source, rep_id=ask.someone.id)])
    ask.say("{rep} has {deals.value}." + (" Counted by their chance, with what has landed, that makes {expected}." if "expected" in ask.turn.ledger else ""))


def _named(ask: Ask) -> tuple[Rep, str] | None:
    """The open deal that the message names by its customer, where exactly one of the viewer's is meant; and whose it is."""
    from copilot.tools.deal_names import named_deal

    reps = {r.id: r for r in ([ask.rep] if ask.rep else ask.services.records.reps(ask.turn.viewer, ask.as_of))}
    found = named_deal(ask.company, reps, ask.message)
    return (reps[found[0]], found[1]) if found else None


def _grouped(found: DealReview) -> dict[str, list[DealNote]]:
    """By deal, in the order of what weighs most: all that is to be said about it."""
    out: dict[str, list[DealNote]] = {}
    for note in (*found.must_win, *found.stalled, *found.misaligned):
        out.setdefault(note.opportunity_id, []).append(note)
    return out


def _line(notes: list[DealNote]) -> str:
    reasons = [f"{{{r.name}}}" for d in notes for r in d.reasons][:2]
    return f"{{{notes[0].name.name}}}: {'; '.join(reasons)}"


def _all(ask: Ask, found: DealReview) -> None:
    grouped = list(_grouped(found).values())[:_SHOWN]
    if not grouped:
        ask.say("Nothing stands out among the open deals: {deals.open}." if "deals.open" in ask.turn.ledger else "There are no open deals on record.")
        return
    _list(ask, grouped)
    ask.say("Of {deals.open}, these ask for a thought:\n" + "\n".join(f"- {_line(notes)}" for notes in grouped) + f"\n{DEAL_QUESTIONS[grouped[0][0].kind]}")


def _of_kind(ask: Ask, found: DealReview, kind: str) -> None:
    notes = [d for d in (*found.must_win, *found.stalled, *found.misaligned) if d.kind == kind]
    if not notes:
        none = {
            "must_win": "No single deal decides about the goal",
            "stalled": "No open deal has gone quiet or is open for long",
            "misaligned": "Dates, sizes and stages of the open deals look in order",
        }
        ask.say(f"{none[kind]}: {{rep}} has {{deals.open}}." if "deals.open" in ask.turn.ledger else "There are no open deals on record.")
        return
    _list(ask, [[d] for d in notes])
    ask.say(f"{_OPENINGS[kind]}\n" + "\n".join(f"- {_line([d])}" for d in notes) + f"\n{DEAL_QUESTIONS[kind]}")


def _one_deal(ask: Ask, found: DealReview, opportunity_id: str) -> None:
    notes = _grouped(found).get(opportunity_id)
    if not notes:
        ask.say("Nothing stands out about that deal. Shall I go through the others of {rep}'s?")
        return
    value = f" ({{{notes[0].value.name}}})" if notes[0].value else ""
    reasons = list(dict.fromkeys(f"{{{r.name}}}" for d in notes for r in d.reasons))
    ask.say(f"{{{notes[0].name.name}}}{value}: {'; '.join(reasons)}. {DEAL_QUESTIONS[notes[0].kind]}")


def _list(ask: Ask, grouped: list[list[DealNote]]) -> None:
    """What "the second one" counts among."""
    ask.remember(Memory(listed=[notes[0].opportunity_id for notes in grouped], listed_kind="deals"))


def _deals_of_the_team(ask: Ask) -> None:
    """Whose deals ask for attention, by name; which ones, one asks rep by rep."""
    from copilot.tools.deals import review_deals
    from copilot.tools.landing import landing

    policy = ask.services.policy
    lines, shown = [], []
    for i, rep in enumerate(ask.services.records.reps(ask.turn.viewer, ask.as_of), 1):
        heading = landing(ask.company, rep, ask.as_of, policy, (), ask.standing)
        counts = {f.name: f for f in review_deals(ask.company, rep, ask.as_of, policy, heading, ask.standing).counts}
        worth = [counts[k] for k in ("deals.stalled", "deals.misaligned") if k in counts and counts[k].value]
        if worth:
            text = f"{rep.name}: {', '.join(f.text for f in (counts['deals.open'], *worth))}"
            lines.append(ask.words(f"deals.of.{i}", text, "This counts the open deals of this rep.", "opportunities", note="None are listed here: their own page lists the deals."))
            shown.append(rep)
    if not lines:
        ask.say("Nothing stands out among the open deals of your team.")
        return
    ask.remember(Memory(listed=[r.id for r in shown[:12]], listed_kind="reps"))
    ask.say("Open deals that ask for a thought:\n" + "\n".join(f"- {{{n}}}" for n in lines[:12]) + "\nWhose would you like to go through?")
    ask.chips.append(f"which of {shown[0].name}'s deals need work?")
