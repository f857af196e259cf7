"""ScriptedWriter: plain, warm and never wrong. The default without a model, and the floor every model is compared with.

Its templates hold no figure, name, date or comparison of their own; those stand inside the Facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copilot.domain import CONVERSATION_TITLES, Passage
from copilot.facts import Ledger
from copilot.writer.material import AgendaMaterial
from copilot.writer.outline import Outline, SectionDraft
from copilot.writer.voice import MANAGER, REP, Voice

_WEIGHTS = {"connect": 3, "commitments": 3, "calibrate": 5, "conversation": 8, "your_topics": 4, "my_topics": 2, "seen_work": 2, "initiatives": 1, "resources": 1, "now_what": 4}
"""Minutes of a 30-minute 1:1; other lengths scale."""
_TITLES = {
    "connect": "Connect",
    "commitments": "Since last time",
    "calibrate": "Where you're going",
    "your_topics": "Your topics",
    "initiatives": "From the company",
    "resources": "Resources",
    "now_what": "Now what?",
}
_QUESTIONS = {
    "how_good": "What would that open up for you, and what would you want to try first?",
    "tune_deals": "Which of these would you like to think through together?",
    "tune_engine": "What would you want to try first, and where would you like a hand?",
}
_ENGINE_QUESTIONS = {
    "starts": "What would have to move in a normal week to make room for that, and what would you want to try first?",
    "win_rate": "At which point of a deal would you like a hand, and what would you want to try first?",
    "revenue_per_customer": "Which customer comes to mind where there is something to build on, and what would you want to try first?",
    "speed": "Where do your deals wait, and what would you want to try first?",
}
"""What to ask about a piston; about an activity as about starts."""
_BESIDE = {
    "starts": "You start {{{0}}}.",
    "win_rate": "You win {{{0}}}.",
    "revenue_per_customer": "You bring {{{0}}}.",
    "speed": "You take {{{0}}}.",
    "call": "When it comes to calls, you make {{{0}}}.",
    "email": "When it comes to e-mails, you write {{{0}}}.",
    "meeting": "When it comes to meetings, you have {{{0}}}.",
    "demo": "When it comes to demos, you give {{{0}}}.",
    "task": "When it comes to tasks, you finish {{{0}}}.",
}
"""How one's own figure stands beside that of the level wanted; anything else keeps the tool's sentence."""
SAYABLE = frozenset(_BESIDE)


class ScriptedWriter:
    """Writes agendas and answers from templates."""

    def write(self, material: Mapping[str, Any], ledger: Ledger, passages: Mapping[str, Passage]) -> Outline:
        """The deterministic twin: an agenda where one was gathered, else the paragraphs of an answer."""
        if agenda := material.get("agenda"):
            return agenda_outline(agenda)
        paragraphs: list[str] = list(material.get("paragraphs", ()))
        return Outline(tuple(SectionDraft("answer" if i == 0 else f"answer{i + 1}", "", 0, False, p) for i, p in enumerate(paragraphs)))

    def introduction(self, material: Mapping[str, Any], ledger: Ledger) -> str:
        """What the chat says beside a new agenda."""
        if said_already := material.get("introduction"):
            return str(said_already)
        agenda: AgendaMaterial = material["agenda"]
        wishes = bool(agenda.performance or agenda.career or agenda.purpose)
        if agenda.own:
            said = ["Here is a plan for your 1:1" + (" that starts from what you want." if wishes else ": it asks first what you want, since nobody has written that down yet.")]
        else:
            name = ledger["rep"].text
            said = [f"Here is a plan for {name}" + (" that starts from what they want." if wishes else ": it asks first what they want, since nobody has written that down yet.")]
        if agenda.reason and (reason := ledger.get(agenda.reason)):
            said.append(reason.text[:1].upper() + reason.text[1:].rstrip(".") + ".")
        said += agenda.notes
        return " ".join(said)


def agenda_outline(m: AgendaMaterial) -> Outline:
    """The sections that have content, with minutes that add up; the same order every time (section 8)."""
    voice = REP if m.own else MANAGER
    texts = {
        "connect": _connect(m, voice),
        "commitments": _commitments(m, voice),
        "calibrate": _calibrate(m),
        "conversation": _conversation(m, voice),
        "your_topics": _your_topics(m, voice),
        "my_topics": _lines(voice.manager_topics, m.manager_topics),
        "seen_work": _seen_work(m, voice),
        "initiatives": _lines("Worth knowing:", m.initiatives),
        "resources": _resources(m),
        "now_what": _now_what(m, voice),
    }
    kept = {k: v for k, v in texts.items() if v}
    if m.style == "shorter":
        kept = {k: v for k, v in kept.items() if k not in ("initiatives", "seen_work")}
    minutes = allot(tuple(kept), m.minutes, m.past_minutes)
    titles = {**_TITLES, **voice.titles, "conversation": CONVERSATION_TITLES[m.conversation]}
    return Outline(tuple(SectionDraft(k, titles[k], minutes[k], k == "commitments", text) for k, text in kept.items()))


def allot(ids: tuple[str, ...], total: int, past_minutes: int) -> dict[str, int]:
    """Whole minutes for each section that add up to `total`; what looks back never passes `past_minutes`.

    The conversation takes what folded sections leave.
    """
    scale = total / sum(_WEIGHTS[k] for k in _WEIGHTS if k not in ("my_topics", "initiatives", "resources"))
    minutes = {k: max(1, int(_WEIGHTS[k] * scale)) for k in ids}
    if "commitments" in minutes:
        minutes["commitments"] = max(1, min(minutes["commitments"], past_minutes))
    spare = total - sum(minutes.values())
    order = [k for k in ("conversation", "your_topics", "now_what", "calibrate", "connect") if k in minutes]
    i = 0
    while spare > 0:
        minutes[order[i % len(order)]] += 1
        spare, i = spare - 1, i + 1
    while spare < 0:
        widest = max((k for k in order), key=lambda k: minutes[k])
        minutes[widest] -= 1
        spare += 1
    return minutes


# ---------------------------------------------------------------- sections


def _each(names: tuple[str, ...], ending: str = "") -> str:
    return "\n".join(f"- {{{n}}}{ending}" for n in names)


def _lines(opening: str, names: tuple[str, ...]) -> str:
    return f"{opening}\n{_each(names)}" if names else ""


def _connect(m: AgendaMaterial, voice: Voice) -> str:
    if not (m.performance or m.career or m.purpose):
        return voice.no_wish
    said = []
    if m.performance:
        said.append(voice.performance.format(m.performance[0]))
    if m.career:
        said.append(f"And further out: {{{m.career[0]}}}." if m.performance else voice.career.format(m.career[0]))
    if m.purpose and not said:
        said.append(voice.purpose.format(m.purpose[0]))
    return " ".join(said)


def _commitments(m: AgendaMaterial, voice: Voice) -> str:
    said = []
    if m.due_goals:
        said.append("You took this on. Did it happen, yes or no?\n" + _each(m.due_goals))
    if m.settled_goals:
        said.append(f"{voice.settled}\n" + _each(m.settled_goals))
    if m.contested_goals:
        said.append(f"{voice.contested}\n" + _each(m.contested_goals))
    if m.open_goals:
        said.append("Still running:\n" + _each(m.open_goals))
    if m.kept:
        said.append(f"{{{m.kept}}}.")
    return "\n".join(said)


def _calibrate(m: AgendaMaterial) -> str:
    said = [f"{{{n}}}." for n in m.landing]
    if m.what_if:
        said.append(f"What a small change is worth: {{{m.what_if}}}.")
    wishes = bool(m.performance or m.career or m.purpose)
    if m.what_if:
        said.append("What would that mean for what you want?" if wishes else "What would that mean for you?")
    elif said:
        said.append("Where would you like this period to end, and what would that do for what you want?" if wishes else "Where would you like this period to end, and what would that make possible?")
    return " ".join(said)


def _conversation(m: AgendaMaterial, voice: Voice) -> str:
    if m.conversation == "first":
        return voice.first
    said: list[str] = []
    deals = m.deals if m.conversation == "tune_deals" else tuple(d for d in m.deals if d.kind == "must_win") if m.conversation == "how_good" else ()
    if m.focus and (m.conversation != "tune_deals" or not deals):
        said.append(_BESIDE.get(m.focus_on or "", "{{{0}}}").format(m.focus))
    if deals:
        opening = voice.deals if m.conversation == "tune_deals" else "Deals that matter for how far this goes:"
        asked: set[str] = set()
        lines = []
        for deal in deals:  # the same question twice in a row reads like a form
            lines.append(f"- {{{deal.name}}}: {{{deal.reason}}}." + ("" if deal.question in asked else f" {deal.question}"))
            asked.add(deal.question)
        said.append(opening + "\n" + "\n".join(lines))
    said.append(_question(m) if said else voice.early)
    return ("\n" if deals else " ").join(said)


def _question(m: AgendaMaterial) -> str:
    if m.conversation != "tune_engine" or m.focus_on is None:
        return _QUESTIONS[m.conversation]
    return _ENGINE_QUESTIONS.get(m.focus_on, _ENGINE_QUESTIONS["starts"])


def _your_topics(m: AgendaMaterial, voice: Voice) -> str:
    said = [_lines("You put on the agenda:", m.rep_topics)] if m.rep_topics else ["This part is yours. What do you want to talk about?"]
    said.append(_lines(voice.bring, m.bring) if m.bring else voice.prepared)
    return "\n".join(said)


def _seen_work(m: AgendaMaterial, voice: Voice) -> str:
    return f"{{quote:{m.pages[0].passage}}} {voice.seen_work.format(m.pages[0].title)}" if m.pages else ""


def _resources(m: AgendaMaterial) -> str:
    """The pages that are not quoted above already; all of them where that part is left out."""
    pages = m.pages if m.style == "shorter" else m.pages[1:]
    return "\n".join(f"- {{{p.title}}}" + (f": {{{p.action}}}" if p.action else "") for p in pages)


def _now_what(m: AgendaMaterial, voice: Voice) -> str:
    if not m.goals:
        return f"{voice.next_time} One thing, yours to say yes or no to."
    choice = "One of these" if len(m.goals) > 1 else "One thing"
    return f"{voice.next_time} {choice}, yours to say yes or no to:\n{_each(m.goal_names)}"
