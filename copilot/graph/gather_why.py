"""Gatherers for "why" and "where does that come from": how a figure came about, why a place was chosen, what a word means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.domain import CONVERSATION_TITLES, Fact
from copilot.events import StepStarted
from copilot.facts import date_text
from copilot.graph.ask import Ask
from copilot.graph.gather_agenda import looked_at
from copilot.graph.gather_figures import NOT_WHY, what_if_chip
from copilot.graph.gather_landing import landing_of
from copilot.graph.glossary import meaning_of
from copilot.graph.state import Memory

_FOCUS_INTENTS = frozenset({"prepare", "revise", "benchmark"})
_AFTER_GOALS = frozenset({"goals", "talk", "ask_back"})
_LANDING = frozenset({"chance", "landed", "to_go"})
_DOUBT = re.compile(r"\b(?:wrong|disagree|incorrect|not right|don't believe|doubt|can't be|off|doesn't match|mistake)\b", re.IGNORECASE)
_LEFT_OUT = frozenset({"name", "words", "date"})
"""Kinds of Fact that are no figures."""


def explain(ask: Ask) -> Iterator[StepStarted]:
    """One answer to one question: the reason, the meaning, or how one figure came about."""
    yield ask.step("explain", "looking up where that comes from")
    asked = str(ask.parameters.get("asked") or "")
    wanted = str(ask.parameters.get("fact") or "")
    if asked == "term" and (meaning := meaning_of(ask.services.policy, ask.message, wanted)):
        ask.say("{" + ask.words("meaning", meaning, "This is what the word means here.") + "}")
        return
    if asked == "why_goal" or (asked == "why" and ask.memory.get("listed_kind") == "goals" and not ask.parameters.get("other") and _AFTER_GOALS & set(ask.memory.get("intents", []))):
        _why_goal(ask)
        return
    if asked == "cause":
        _cause(ask)
        return
    if ask.rep is not None and asked in ("why", "why_conversation") and (ask.parameters.get("other") or _about_the_focus(ask, wanted) or asked == "why_conversation"):
        _why_chosen(ask, conversation=asked == "why_conversation")
        return
    if ask.rep is not None and asked in ("why", "sure") and not ask.parameters.get("other") and ask.memory.get("asked", {}).get("asked") in _LANDING:
        _why_so_likely(ask, sure=asked == "sure")
        return
    _where_from(ask, wanted)


def _about_the_focus(ask: Ask, wanted: str) -> bool:
    """Whether "why that?" means the place to look first: after an agenda, a comparison or another such why."""
    if "explain" in ask.memory.get("intents", []) and ask.memory.get("asked", {}).get("asked") == "why":
        return True
    return bool(_FOCUS_INTENTS & set(ask.memory.get("intents", []))) and ask.memory.get("asked", {}).get("asked") not in ("chance", "landed", "to_go", "count")


def _why_chosen(ask: Ask, conversation: bool) -> None:
    """Why this was chosen to look at first, and what the other showed."""
    from copilot.tools.benchmark import benchmark
    from copilot.tools.focus_reason import focus_reason, other_reason

    policy = ask.services.policy
    if conversation:
        from copilot.tools.conversation import choose_conversation

        if agenda_id := ask.memory.get("agenda_id"):
            ask.meeting_on = ask.services.records.agenda(ask.turn.viewer, agenda_id).meeting_on
        choice = choose_conversation(ask.company, ask.someone, ask.as_of, policy, ask.aspirations, ask.standing, looked_at(ask))
        ask.add([choice.why])
        name = ask.words("conversation.title", f"“{CONVERSATION_TITLES[choice.kind]}”", "This is the conversation that fits.")
        ask.say(f"{{{name}}} was chosen for this: {{conversation.why}}.")
        return
    ask.remember(Memory(asked={"asked": "why"}))
    found = benchmark(ask.company, ask.someone, ask.as_of, policy, ask.aspirations, ask.standing)
    reason = focus_reason(found, policy)
    other = ask.parameters.get("other")
    ask.add([reason])
    ask.say("{focus.reason}.")
    if other and str(other) != found.focus.name and str(other) != "segment":
        ask.add([other_reason(found, str(other), policy)])
        ask.say("{focus.other}.")
    ask.chips += [what_if_chip(found, policy), "suggest goals", f"get me ready for {ask.someone.name}"]


def _why_so_likely(ask: Ask, sure: bool) -> None:
    """What a chance of the goal is made of, and how wide the range around it is."""
    found = landing_of(ask)
    if found.expected is None:
        ask.say("There are no deals of {rep}'s on record yet, so there is nothing to forecast from.")
        return
    if sure:
        drawn = ask.turn.ledger["expected.range"].source
        how = ask.words("range.how", drawn.how if drawn else "", "This is how the range came about.")
        ask.say(f"The range says how sure that is: {{expected.range}}. {{{how}}}")
        return
    from copilot.tools.deals import review_deals

    deals = review_deals(ask.company, ask.someone, ask.as_of, ask.services.policy, found, ask.standing)
    ask.add(deals.facts)
    ask.say("{rep} has {landed}" + (" and {to_go}" if "to_go" in ask.turn.ledger else "") + ". With open deals and new ones by their chance, {expected}.")
    if deals.must_win:
        first = deals.must_win[0]
        ask.say(f"Much hangs on {{{first.name.name}}}: {{{first.reasons[0].name}}}.")


def _why_goal(ask: Ask) -> None:
    goals, whys = ask.memory.get("listed", []), ask.memory.get("goal_whys", [])
    place = int(ask.parameters.get("goal_index") or 1)
    if ask.memory.get("listed_kind") != "goals" or place > len(goals):
        ask.say("No goals are on the table yet. Shall I suggest some?")
        ask.chips.append("suggest goals")
        return
    goal = ask.words("why.goal", goals[place - 1].rstrip("."), "This is a goal that was suggested.", "goals")
    why = whys[place - 1] if place <= len(whys) else ""
    said = ask.words("why.goal.reason", why[:1].lower() + why[1:].rstrip("."), "This is why the goal was suggested.", "goals") if why else None
    ask.say(f"{{{goal}}}" + (f". Why this one: {{{said}}}." if said else ".") + " Saying yes is up to {rep}, and saying no costs nothing.")
    ask.chips += ["suggest another goal", "swap it for a skill goal"]


def _cause(ask: Ask) -> None:
    """Figures show where, not why; the why is a question for the rep."""
    if not any(NOT_WHY in said for said in ask.paragraphs):  # the figure that was asked about as well may have said so
        ask.say(NOT_WHY if ask.rep else NOT_WHY.replace("{rep}", "the rep"))
    ask.chips += [f"which of {ask.someone.name.split()[0]}'s deals are stuck?", f"get me ready for {ask.someone.name}"] if ask.rep else []


def _where_from(ask: Ask, wanted: str) -> None:
    """How one figure came about, with its n and its days; the one named, else the one that the last answer led with."""
    records, viewer = ask.services.records, ask.turn.viewer
    known = [records.fact(viewer, i) for i in ask.memory.get("facts", [])]
    key = wanted.lower().replace(" ", "_")
    agenda_id = ask.memory.get("agenda_id")
    if ask.rep is not None:
        known = [f for f in known if f.rep_id in (None, ask.rep.id)]
    everything = [*known, *(records.agenda(viewer, agenda_id).facts if agenda_id else ())]
    fact = _named(everything, key) if key else None
    fact = fact or next((f for f in known if _is_figure(f) and f.unit != "text"), None) or _behind(ask, next((f for f in known if _is_figure(f)), None))
    if fact is None and (meaning := meaning_of(ask.services.policy, wanted, ask.message)):
        ask.say("{" + ask.words("meaning", meaning, "This is what the word means here.") + "}")
        return
    if fact is None or fact.source is None:
        ask.say(
            "Tell me which figure, and of whom. Every figure can be pressed to see its rows, and contested there."
            if _DOUBT.search(ask.message)
            else "There is no figure on the table yet. Ask me about a rep first, then I can say where each figure comes from."
        )
        return
    ask.add([fact])
    days = f", {date_text(fact.window.start)} to {date_text(fact.window.end)}" if fact.window and fact.window.start else ""
    n = f"It rests on {fact.n:,} {_RECORDS.get(fact.source.table, 'records')}{days}." if fact.n is not None else f"It covers {days[2:]}." if days else ""
    how = " ".join(s for s in (fact.source.how, n) if s)
    contest = " If it is wrong, press it and contest it; your words are kept beside it." if _DOUBT.search(ask.message) else ""
    ask.say(f"The figure is this: {{{fact.name}}}.{contest}", "{" + ask.words("explain.how", how, "This is how the figure came about.") + "}")


_RECORDS = {"opportunities": "deals", "activities": "activities", "goals": "goals", "one_on_ones": "1:1s"}


def _behind(ask: Ask, fact: Fact | None) -> Fact | None:
    """The figure that a sentence of reasons rests on, so that one number is explained and not the sentence."""
    if fact is None or ask.rep is None:
        return fact
    if fact.name == "conversation.why":
        return next((f for f in landing_of(ask).facts if f.name == "expected"), fact)
    if fact.name in ("focus.reason", "focus.other"):
        from copilot.tools.benchmark import benchmark

        found = {f.name: f for f in benchmark(ask.company, ask.someone, ask.as_of, ask.services.policy, ask.aspirations, ask.standing).facts}
        return next((found[k] for k in (f"{fact.value}.vs_target", f"{fact.value}.own", f"{fact.value}.rate") if k in found), fact)
    return fact


def _is_figure(fact: Fact) -> bool:
    return (fact.source is not None and fact.kind not in _LEFT_OUT and fact.unit not in ("text", "date")) or (fact.kind in ("comparison", "what_if", "decomposition") and fact.source is not None)


def _named(facts: list[Fact], key: str) -> Fact | None:
    """The figure a word means: the name itself, then the rep's own beside its target, then anything of that family."""
    for test in (
        lambda f: f.name.lower() == key,
        lambda f: f.name.lower() in (f"{key}.vs_target", f"{key}.own", f"{key}.rate"),
        lambda f: key in f.name.lower() or f.name.lower().split(".")[0] in key,
    ):
        if found := next((f for f in facts if _is_figure(f) and test(f)), None):
            return found
    return None
