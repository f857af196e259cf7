"""What a thread keeps of all that was said: the last messages in short, and every decision. Bounded, however long it goes on."""

from __future__ import annotations

from collections.abc import Iterable

from copilot.graph.state import Memory

MOST_SAID = 6
"""Messages kept."""
MOST_DECIDED = 100
"""Decisions kept, one a goal; what is older is on record with the goal."""
_MOST_SEEN = 60
"""Suggestions in a row that "another one" passes over."""
_MESSAGE_SHOWN = 200
_GOAL_SHOWN = 160
_WORDS_SHOWN = 120
_TOLD = 20
"""Decisions that a model is told word by word; of earlier ones, how many."""


def decided(on: str, rep_id: str, what: str, goal: str, words: str) -> dict[str, str]:
    """One decision about a goal, as plain data for the checkpoint.

    Args:
        on: ISO date the turn looked from.
        rep_id: whose goal.
        what: `propose`, `edit`, `decline`, or what a rep answered: `agreed`, `declined`, `edited` ...
        goal: in words.
        words: the reason given; empty without.
    """
    return {"on": on, "rep_id": rep_id, "what": what, "goal": _short(goal, _GOAL_SHOWN), "words": _short(words, _WORDS_SHOWN)}


def with_message(memory: Memory, message: str) -> Memory:
    """The memory after one more message."""
    said = [*memory.get("said", []), _short(message, _MESSAGE_SHOWN)][-MOST_SAID:]
    first = memory.get("first") or said[0]
    return {**memory, "turns": memory.get("turns", 0) + 1, "first": first, "said": said, "goals_seen": memory.get("goals_seen", [])[-_MOST_SEEN:]}


def with_decisions(memory: Memory, new: Iterable[dict[str, str]]) -> Memory:
    """The memory after decisions; a later one about the same goal takes the place of the earlier."""
    kept = {(d["rep_id"], d["goal"]): d for d in memory.get("decided", [])}
    for d in new:
        kept.pop((d["rep_id"], d["goal"]), None)
        kept[d["rep_id"], d["goal"]] = d
    return {**memory, "decided": list(kept.values())[-MOST_DECIDED:]} if kept else memory


def thread_words(memory: Memory) -> str | None:
    """The thread so far for a model, at most some 8,000 characters; None for a first message."""
    if not memory.get("turns"):
        return None
    lines = [f"messages so far: {memory['turns']}"]
    if made := memory.get("decided", []):
        earlier = f" (and {len(made) - _TOLD} earlier ones, on record)" if len(made) > _TOLD else ""
        lines += [f"decided in this conversation{earlier}:"]
        lines += [f"- {d['on']}, {d['what']}: {d['goal']}" + (f" (said: {d['words']})" if d["words"] else "") for d in made[-_TOLD:]]
    return "\n".join([*lines, "the last messages:", *(f"- {m}" for m in memory.get("said", []))])


def _short(text: str, most: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"
