"""Parts of an agenda's material that need more than a look-up: what it turns on, where the period is heading, which deals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot.domain import Fact
from copilot.graph.ask import Ask
from copilot.writer.material import DealLine
from copilot.writer.scripted import SAYABLE

if TYPE_CHECKING:
    from copilot.tools.benchmark import Benchmark
    from copilot.tools.conversation import ConversationChoice
    from copilot.tools.deals import DealReview
    from copilot.tools.landing import Landing

DEAL_QUESTIONS = {
    "must_win": "Who decides, and what do they need to see next?",
    "stalled": "What would the customer have to believe to take the next step?",
    "misaligned": "What has to happen first, and does the customer see it the same way?",
}


def rows_of(fact: Fact) -> tuple[str, ...]:
    return fact.source.rows if fact.source else ()


def focus_of(ask: Ask, compared: Benchmark) -> tuple[str | None, str | None]:
    """What the conversation is about: a figure beside that of the level wanted and whose it is, else the sentence as the tools put it."""
    sentence, name = ask.turn.ledger["focus.sentence"], compared.focus.name
    if sentence.value == "none":
        return None, None
    beside = ask.turn.ledger.get(f"{name}.vs_target")
    if name in SAYABLE and beside is not None and beside.text in sentence.text:
        return beside.name, name
    return "focus.sentence", None


def about_figures(compared: Benchmark, choice: ConversationChoice) -> tuple[str, ...]:
    """What the figures leave out, as far as this agenda says them; that no activity is known is said once."""
    no_activity = [n for n in compared.notes if "so activity is not looked at" in n]
    kept = [n for n in compared.notes if compared.focus.name == "revenue_per_customer" or not n.startswith("Revenue per customer and per win")]
    return tuple(dict.fromkeys([*kept[:2], *(n for n in choice.notes if not (no_activity and n.startswith("Activity is not part")))]))


def landing_sentence(ask: Ask, of: Landing) -> tuple[str, ...]:
    """Templates' names for where the period is going; an assumed goal is never worded, and of a period still to begin nothing has landed."""
    known = {f.name: f for f in of.facts}
    if "expected" not in known:
        return ()
    goal = known.get("goal") if "p_goal" in known else None  # without a chance of it, it is an assumed one
    landed, expected = known["landed"], known["expected"]
    more = isinstance(expected.value, float) and isinstance(landed.value, float) and expected.value > landed.value * 1.005
    said = [landed.text] if of.begun else []
    if more or not said:  # nothing to expect beyond what has landed is not worth a second figure
        said.append(expected.text)
    words = ", ".join(said) + (f", towards {goal.text}" if goal else "")
    ask.words(
        "landing.sentence",
        words[:1].upper() + words[1:],
        expected.source.how if expected.source else "",
        "opportunities",
        rows=rows_of(expected),
        note=expected.source.rows_note if expected.source else None,
    )
    return ("landing.sentence",)


def deal_lines(deals: DealReview) -> tuple[DealLine, ...]:
    """Each deal once, under the kind that says most; at most five in all."""
    seen: set[str] = set()
    out: list[DealLine] = []
    for deal in (*deals.misaligned, *deals.stalled, *deals.must_win):
        if deal.opportunity_id not in seen and deal.reasons:
            seen.add(deal.opportunity_id)
            out.append(DealLine(deal.kind, deal.name.name, deal.reasons[0].name, DEAL_QUESTIONS[deal.kind]))
    return tuple(out[:5])
