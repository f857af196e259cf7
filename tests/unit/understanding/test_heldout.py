"""How many messages are understood; the floors lie a little below what was measured when they were set."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from copilot.domain import Rep
from copilot.tools.understanding import ThreadView, Understander

TODAY = date(2026, 11, 22)
_PRIYA: dict[str, Any] = {"rep_id": "r1", "has_agenda": True, "goals": 2, "facts": ("win_rate", "demo.rate", "starts")}
THREADS = {
    None: ThreadView(),
    "priya": ThreadView(intents=("prepare",), **_PRIYA),
    "priya_what_if": ThreadView(intents=("what_if",), what="demo", **_PRIYA),
    "asked_anna": ThreadView(intents=("ask_back",), asked_back_for="get me ready for Anna on Thursday"),
}


@pytest.mark.parametrize(("half", "intents", "rep", "parameters"), [("looked_at", 0.97, 0.98, 0.98), ("unseen", 0.75, 0.95, 0.98)])
def test_messages_are_understood(half: str, intents: float, rep: float, parameters: float, understander: Understander, team: list[Rep], heldout: dict[str, Any]) -> None:
    ids = {r.name: r.id for r in team}
    messages = heldout[half]
    right = {"intents": 0, "rep": 0, "parameters": 0}
    for m in messages:
        request = understander.understand(m["say"], team, THREADS[m.get("thread")], TODAY)
        right["intents"] += set(request.intents) == set(m["intents"])
        right["rep"] += "rep" not in m or request.rep_id == (ids[m["rep"]] if m["rep"] else None)
        right["parameters"] += all(request.parameters.get(k) == v for k, v in m.get("parameters", {}).items())
    shares = {k: n / len(messages) for k, n in right.items()}
    assert shares["intents"] >= intents, shares
    assert shares["rep"] >= rep, shares
    assert shares["parameters"] >= parameters, shares


def test_nobody_is_ever_guessed(understander: Understander, team: list[Rep], heldout: dict[str, Any]) -> None:
    """A wrong person is worse than a question: the rep is the one meant, or nobody."""
    ids = {r.name: r.id for r in team}
    wrong = []
    for m in [*heldout["looked_at"], *heldout["unseen"]]:
        request = understander.understand(m["say"], team, THREADS[m.get("thread")], TODAY)
        if "rep" in m and request.rep_id is not None and request.rep_id != ids.get(m["rep"]):
            wrong.append((m["say"], request.rep_id))
    assert wrong == []
