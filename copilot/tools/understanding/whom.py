"""Whom a message is about, once its intents are known: a name, the thread's person, or a question back."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.domain import Intent, Rep
from copilot.tools.understanding.clauses import Message
from copilot.tools.understanding.grammar import BACK, SINGULAR_BACK, TEAM
from copilot.tools.understanding.people import Mention, find_people, name_in_lower_case
from copilot.tools.understanding.strangers import find_stranger
from copilot.tools.understanding.thread import ThreadView

NEEDS_REP: frozenset[Intent] = frozenset({"prepare", "benchmark", "what_if", "coachability", "history", "goals", "decide"})
"""Of no use without knowing whom, unless the message says it is about everybody."""
CARRIES: frozenset[Intent] = NEEDS_REP | {"deals", "cadence", "explain", "revise", "share", "judge_goal", "notes", "decline"}
"""Take the thread's person where the message names none."""


def whom(parts: Message, carried: bool, intents: tuple[Intent, ...], mentions: list[Mention], people: Sequence[Rep], thread: ThreadView) -> tuple[str | None, str | None, tuple[Rep, ...]]:
    """(rep id, a question back, its candidates); one of the first two at most.

    Args:
        parts: the message.
        carried: whether one of its requests is that of the turn before.
        intents: what it asks for.
        mentions: the people it names.
        people: those the viewer may see.
        thread: what went before.
    """
    declined = set(intents) == {"decline"}
    unclear = next((m for m in mentions if len(m.candidates) > 1), None)
    clear = list(dict.fromkeys(m.candidates[0].id for m in mentions if len(m.candidates) == 1))
    if unclear:
        inside = [r for r in unclear.candidates if r.id in clear or r.id == thread.rep_id]
        if len(inside) == 1 and (inside[0].id in clear):
            return inside[0].id, None, ()
        if declined:
            return None, None, ()
        return None, f"There is more than one {unclear.words!r}: do you mean {either(unclear.candidates)}?", unclear.candidates
    if len(clear) == 1:
        return clear[0], None, ()
    if len(clear) > 1:
        if declined or set(intents) <= {"cadence", "playbook", "talk", "decline"}:
            return None, None, ()
        both = tuple(next(r for r in people if r.id == i) for i in clear)
        return None, f"One person at a time: shall I begin with {either(both)}?", both
    needs = set(intents) & NEEDS_REP
    named = needs or set(intents) & {"deals", "cadence", "share"} or carried
    stranger = find_stranger(parts.own, people, mentions) if named else None
    if stranger and not ("playbook" in intents and not needs):
        if stranger.near:
            return None, f"I know nobody called {stranger.words!r}. Did you mean {either(stranger.near)}?", stranger.near
        return None, f"I know nobody called {stranger.words!r} on your team. Whom do you mean?", ()
    if SINGULAR_BACK.search(parts.own) or (BACK.search(parts.own) and not TEAM.search(parts.own)):
        if thread.rep_id or not needs:
            return thread.rep_id, None, ()
        return None, "Whom do you mean? Tell me the name and I will go on from there.", ()
    if TEAM.search(parts.own) and not set(intents) & {"prepare", "share", "revise", "explain"}:
        return None, None, ()
    if thread.rep_id and set(intents) & CARRIES and not declined:
        return thread.rep_id, None, ()
    quoted = {m.candidates[0].id for q in (*parts.quotes, parts.pasted or "")[:3] for m in find_people(q, people)[:1] if len(m.candidates) == 1}
    if len(quoted) == 1 and set(intents) & {"judge_goal"}:
        return quoted.pop(), None, ()
    if needs and (loose := name_in_lower_case(parts.own, people)):
        return loose.id, None, ()
    if needs and not thread.rep_id and not ("history" in intents and TEAM.search(parts.own)):
        return None, f"Whom is this about? Tell me the name and I will {_doing(intents)}.", ()
    return None, None, ()


def either(people: Sequence[Rep]) -> str:
    """Names to choose from, told apart by e-mail or id where they are the same."""
    names = [r.name for r in people]
    told = [r.name if names.count(r.name) == 1 else f"{r.name} ({r.email or r.id})" for r in people]
    return told[0] if len(told) == 1 else ", ".join(told[:-1]) + " or " + told[-1]


def _doing(intents: tuple[Intent, ...]) -> str:
    return {
        "prepare": "prepare the 1:1",
        "benchmark": "look at where they stand",
        "what_if": "work out what it would be worth",
        "coachability": "look at which commitments were kept",
        "history": "look up what was said",
        "goals": "suggest goals",
        "decide": "keep what you decided",
    }.get(next((i for i in intents if i in NEEDS_REP), ""), "go on from there")
