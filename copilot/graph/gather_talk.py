"""Gatherers for what needs no figures: greetings, refusals, questions back, sharing."""

from __future__ import annotations

from collections.abc import Iterator

from copilot.events import StepStarted
from copilot.graph.ask import Ask


def talk(ask: Ask) -> Iterator[StepStarted]:
    """A greeting or thanks: say what one can ask."""
    yield from ()
    who = "{rep}" if ask.rep else "a rep"
    ask.say(f"I'm here. I can get you ready for a 1:1, look at where {who} could go next, or find a page of the playbook. What would you like?")
    ask.chips += ["who is due for a 1:1?", *([f"get me ready for {ask.rep.name}"] if ask.rep else [])]


def decline(ask: Ask) -> Iterator[StepStarted]:
    """One sentence of no, and what there is instead."""
    yield from ()
    ask.say(
        "That is something I leave alone: I don't put people in an order, I don't help with dismissal or pay, and I don't guess what somebody feels or plans. "
        + (
            "What I can do is prepare a 1:1 with {rep} that starts from what they want, and find the next thing to work on together."
            if ask.rep
            else "What I can do is prepare a 1:1 that starts from what the rep wants, and find the next thing to work on together."
        )
    )
    ask.chips += [f"get me ready for {ask.rep.name}" if ask.rep else "who is due for a 1:1?"]


def ask_back(ask: Ask) -> Iterator[StepStarted]:
    """A question where something is unclear; never a guess about a person."""
    yield from ()
    question = str(ask.parameters.get("question") or "I'm not sure what you would like. Whom is it about, and shall I prepare a 1:1, look at figures, or find a page?")
    ask.say("{" + ask.words("question", question, "Asked back by the copilot.") + "}")
    ask.chips += [c for c in str(ask.parameters.get("choices") or "").split(";") if c]


def share(ask: Ask) -> Iterator[StepStarted]:
    """Sharing is the person's own act: say where the button is."""
    yield from ()
    agenda_id = ask.memory.get("agenda_id")
    if not agenda_id:
        ask.say("There is no agenda on the table yet. Shall I prepare one? Then you can share it with a press of the button.")
        ask.chips += [f"get me ready for {ask.rep.name}"] if ask.rep else []
        return
    ask.turn.material["share"] = agenda_id
    ask.say(
        "The agenda is ready for you to share. I leave that to you: use the button beside it, and {rep} will see it." if ask.rep else "The agenda is ready for you to share: use the button beside it."
    )
