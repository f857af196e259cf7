"""Gatherers for what needs no figures: greetings, refusals, questions back, sharing."""

from __future__ import annotations

from collections.abc import Iterator

from copilot.events import StepStarted
from copilot.graph.ask import Ask

_NO = {
    "ranking": "I don't put people in an order or hold them against each other.",
    "dismissal": "I don't help with dismissal, or with building a case against somebody.",
    "pay": "I leave pay and promotion alone.",
    "emotions": "I don't guess what somebody feels.",
    "health": "I don't say or guess anything about somebody's health.",
    "protected": "I don't guess anything about somebody's private life or background.",
    "character": "I don't judge what somebody is like.",
    "leaving": "I don't guess whether somebody plans to leave.",
}
_ABLE = "I can get you ready for a 1:1, say where {who} stands and what a small change would be worth, go through open deals, suggest goals, check your notes after a 1:1, and find a page of the playbook. What would you like?"


def talk(ask: Ask) -> Iterator[StepStarted]:
    """A greeting, thanks, what one can ask, or what is none of its business."""
    yield from ()
    who = "{rep}" if ask.rep else "a rep"
    match ask.parameters.get("asked"):
        case "thanks":
            ask.say("You're welcome. I'm here when you need me.")
        case "hello":
            ask.say(f"Hello. {_ABLE.format(who=who)}")
        case "data":
            model = ask.services.model
            words = ask.words(
                "model.used", f"A language model words what I say ({model.name})." if model else "No language model is used here; the words are ready-made.", "This is how answers are worded here."
            )
            ask.say(
                f"Every figure comes from the CRM data and the records kept in this installation, and you can press it to see its rows. {{{words}}} What you see about a rep, the rep can see as well."
            )
        case "act":
            ask.say("That is for a person to do: a goal is agreed, judged or taken back by the people it belongs to, and nothing is sent or put in a calendar by me. I only suggest.")
        case "able":
            ask.say(_ABLE.format(who=who))
        case _:
            ask.say(f"That is outside what I know. {_ABLE.format(who=who)}")
    ask.chips += ["who is due for a 1:1?", *([f"get me ready for {ask.rep.name}"] if ask.rep else [])]


def decline(ask: Ask) -> Iterator[StepStarted]:
    """One sentence of no, and what there is instead."""
    yield from ()
    no = _NO.get(str(ask.parameters.get("about") or ""), "That is something I leave alone.")
    whose = "a 1:1 with {rep} that starts from what they want" if ask.rep else "a 1:1 that starts from what the rep wants"
    ask.say(f"{no} What I can do is prepare {whose}, and find the next thing to work on together.")
    ask.chips += [f"get me ready for {ask.rep.name}" if ask.rep else "who is due for a 1:1?"]


def ask_back(ask: Ask) -> Iterator[StepStarted]:
    """A question where something is unclear; never a guess about a person."""
    yield from ()
    question = str(ask.parameters.get("question") or "I'm not sure what you would like. Whom is it about, and shall I prepare a 1:1, look at figures, or find a page?")
    ask.say("{" + ask.words("question", question, "This is a question back to you.") + "}")
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
