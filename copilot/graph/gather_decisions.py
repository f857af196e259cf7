"""Gatherer for what a person decides in words about goals: which are meant, what may be done, and what to say about it.

A manager proposes, edits or declines what was suggested; only the rep agrees. Nothing is written here: `keep` stores
the `Settlement` before the answer is worded, so that the answer says what was stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from copilot.domain import Goal, GoalDraft, GoalState, Role
from copilot.events import Decision, StepStarted
from copilot.graph.ask import Ask
from copilot.graph.context import Settlement
from copilot.graph.keep import goal_from_state, goal_to_state
from copilot.graph.state import Memory
from copilot.suggestions import checked, edited, reworded
from copilot.tools.understanding.decisions import Decided, decisions_from_text

if TYPE_CHECKING:
    from copilot.decisions import GoalAction

_SURE = 85
"""Of 100, how alike the words said and a goal's must be; below it nothing is taken for meant."""
_FROM_DECK = {GoalState.SUGGESTED: "proposed", GoalState.AGREED: "agreed", GoalState.DECLINED: "declined"}


@dataclass
class _Card:
    """One goal one can speak of."""

    number: int
    """As listed, 1-based; 0 where it was not."""
    draft: GoalDraft
    state: str
    """`open` where a decision is possible; else proposed, agreed, declined, gone."""
    goal: Goal | None = None
    """The goal as proposed, for the rep who answers it."""


@dataclass
class _Desk:
    """What lies before the person who decides."""

    own: bool
    """Whether it is the rep."""
    cards: list[_Card]
    agenda_id: str | None = None
    listed: bool = True
    """Whether the person has seen these in this order."""

    @property
    def open(self) -> list[_Card]:
        return [c for c in self.cards if c.state == "open"]


@dataclass
class _Outcome:
    """What is to be stored, and which sentences tell it."""

    decisions: list[Decision] = field(default_factory=list)
    answers: list[tuple[Goal, GoalAction, str, dict[str, str]]] = field(default_factory=list)
    agree: bool = False
    asked: str | None = None
    """The deed of a decision that did not say which goal."""
    explained: bool = False
    """Whether it was said that agreeing is the rep's."""
    said: dict[int, str] = field(default_factory=dict)
    """What was done with which card, by `id`."""


def decide(ask: Ask) -> Iterator[StepStarted]:
    """Look up the goals meant, hand `keep` what to store, and say so."""
    yield ask.step("goals", "looking at what waits for a decision")
    decided = decisions_from_text(str(ask.parameters.get("decisions") or "[]"))
    desk = _desk(ask)
    if not desk.cards:
        ask.say("No goal waits for your answer." if desk.own else "No goal that I suggested for {rep} waits for a decision. Shall I suggest some?")
        ask.chips += [] if desk.own else [f"suggest goals for {ask.someone.name}"]
        return
    outcome = _Outcome()
    for one in decided:
        cards, problem = _meant(one, desk, decided)
        if problem:
            ask.say(_words(ask, problem))
            outcome.asked = outcome.asked or one.do
        for card in cards:
            _apply(ask, one, card, desk, outcome)
    if outcome.decisions or outcome.answers:
        drafts = tuple(c.draft for c in desk.cards if c.goal is None)
        ask.turn.settlement = Settlement(ask.someone.id, drafts, desk.agenda_id, tuple(outcome.decisions), outcome.agree, tuple(outcome.answers))
    _tell_open(ask, desk, outcome)
    _remember(ask, desk, outcome, decided)


# ---------------------------------------------------------------- what lies on the table


def _desk(ask: Ask) -> _Desk:
    if ask.turn.viewer.role is Role.REP:
        return _rep_desk(ask)
    return _suggestions(ask)


def _suggestions(ask: Ask) -> _Desk:
    """Goals suggested last in this thread, numbered as then; else those of the agenda that stands."""
    records, viewer, rep = ask.services.records, ask.turn.viewer, ask.someone
    own = viewer.role is Role.REP
    agenda = None
    if ask.memory.get("suggested_for") == rep.id:
        drafts = [goal_from_state(g) for g in ask.memory.get("suggested", ())]
        if agenda_id := ask.memory.get("suggested_agenda"):
            agenda = records.agenda(viewer, agenda_id)
    else:
        agenda = next((a for a in records.agendas(viewer, rep.id) if a.state != "held" and a.meeting_on >= ask.as_of), None)
        drafts = list(agenda.goals) if agenda else []
    proposed = {g.draft.description: g for g in reversed(ask.goals) if g.agenda_id == (agenda.id if agenda else None)}
    standing = {g.description for g in agenda.goals} if agenda else None
    declined = ask.memory.get("declined", [])
    cards = []
    for n, draft in enumerate(drafts, 1):
        if (goal := proposed.get(draft.description)) and (agenda or goal.state in (GoalState.SUGGESTED, GoalState.AGREED)):
            state = _FROM_DECK.get(goal.state, "gone")
        elif draft.description in declined:
            state = "declined"
        else:
            state = "gone" if standing is not None and draft.description not in standing else "open"
        cards.append(_Card(n, draft, state))
    return _Desk(own, cards, agenda.id if agenda else None)


def _rep_desk(ask: Ask) -> _Desk:
    """What was proposed to the rep, in the order listed; goals this thread suggested to the rep themselves come before it."""
    waiting = [g for g in ask.goals if g.state is GoalState.SUGGESTED]
    known = ask.memory.get("waiting", [])
    by_id = {g.id: g for g in ask.goals}
    order = [by_id[i] for i in known if i in by_id] + [g for g in waiting if g.id not in known]
    if not known and ask.memory.get("suggested_for") == ask.someone.id:
        desk = _suggestions(ask)
        if desk.open:
            return _Desk(True, desk.cards + [_Card(0, g.draft, "open", g) for g in waiting if g.draft.description not in {c.draft.description for c in desk.cards}], desk.agenda_id)
    cards = [_Card(n, g.draft, "open" if g.state is GoalState.SUGGESTED else _FROM_DECK.get(g.state, "gone"), g) for n, g in enumerate(order, 1)]
    return _Desk(True, cards, listed=bool(known) or len(cards) == 1)


# ---------------------------------------------------------------- which is meant


def _meant(one: Decided, desk: _Desk, said: Sequence[Decided]) -> tuple[list[_Card], str | None]:
    """The cards a decision is about, or what to ask back."""
    if one.goal:
        found = _by_words(one.goal, desk.cards)
        if len(found) == 1:
            return found, None
        return [], f"More than one of these goals says “{one.goal}”. Which do you mean?" if found else f"None of these goals says “{one.goal}”."
    left = desk.open
    if one.which == "all":
        out = _numbers(one.but, desk)
        return ([c for c in left if c.number not in out], None) if left else ([], "All of them are decided.")
    if one.which == "rest":
        named = {n for other in said for n in _numbers(other.which, desk)}
        rest = [c for c in left if c.number not in named]
        return (rest, None) if rest else ([], "Nothing else is left to decide.")
    if one.which == "it":
        if len(left) == 1:
            return left, None
        return [], "Which of them do you mean?" if left else "All of them are decided."
    if not desk.listed:
        return [], "More than one goal waits for your answer. Which do you mean?"
    cards, missing = [], []
    for n in _numbers(one.which, desk):
        card = next((c for c in desk.cards if c.number == n), None)
        if card is None:
            missing.append(n)
        else:
            cards.append(card)
    count = sum(c.number > 0 for c in desk.cards)
    return cards, f"There is no goal {missing[0]}: {'only one was' if count == 1 else f'{count} were'} {'proposed' if desk.own else 'suggested'}." if missing else None


def _numbers(which: str, desk: _Desk) -> list[int]:
    """Places as numbers; those counted from the end as from the start."""
    count = sum(c.number > 0 for c in desk.cards)
    places = [int(n) for n in which.split(",") if re.fullmatch(r"-?\d+", n)]
    return [n if n > 0 else max(count + 1 + n, 0) for n in places]


def _by_words(words: str, cards: Sequence[_Card]) -> list[_Card]:
    """The goals that say these words, open ones before those that are decided."""
    from rapidfuzz.fuzz import partial_ratio

    said = _bare(words)
    for pool in ([c for c in cards if c.state == "open"], list(cards)):
        texts = [_bare(c.draft.description) for c in pool]
        exact = [c for c, text in zip(pool, texts, strict=True) if text == said]
        inside = [c for c, text in zip(pool, texts, strict=True) if said in text]
        of_kind = [c for c in pool if c.draft.kind == said]
        if found := exact[:1] or of_kind or inside:
            return found
        alike = [partial_ratio(said, text) for text in texts]
        if found := [c for c, ratio in zip(pool, alike, strict=True) if ratio >= _SURE and ratio > max(alike) - 5]:
            return found
    return []


def _bare(text: str) -> str:
    """Words alone, so that quotation marks and hyphens do not matter."""
    return " ".join(re.findall(r"\w+", re.sub(r"(?<=\w)-(?=\w)", "", text.casefold())))


# ---------------------------------------------------------------- what is done


def _apply(ask: Ask, one: Decided, card: _Card, desk: _Desk, outcome: _Outcome) -> None:
    """One decision about one goal: kept for storing and said, or said why not."""
    text = _goal(ask, card.draft.description)
    if id(card) in outcome.said:
        return
    if card.state != "open":
        ask.say(_settled(card, desk).format(goal=f"{{{text}}}"))
        return
    reason = f" I kept your words with it: {_words(ask, f'“{one.words}”')}." if one.words and (one.do == "decline" or card.goal) else ""
    if card.goal is not None:
        _answer(ask, one, card, card.goal, outcome, text, reason)
    elif one.do == "decline":
        outcome.decisions.append(Decision(card.number, "decline", one.words))
        outcome.said[id(card)] = "declined"
        ask.say(f"Turned down: {{{text}}}." + (" It is off the agenda." if desk.agenda_id else "") + reason)
    else:
        changes = reworded(one.to, ask.as_of) if one.do == "edit" else {}
        outcome.decisions.append(Decision(card.number, "edit" if changes else "propose", one.words, changes))
        outcome.said[id(card)] = "proposed"
        if changes:
            card.draft = _changed(ask, card.draft, changes)
            text = _goal(ask, card.draft.description)
        if desk.own:
            outcome.agree = outcome.agree or one.do in ("agree", "take")
            ask.say(f"You agreed to {{{text}}}. Your manager sees it from now on." if one.do in ("agree", "take") else f"Kept as a goal for you: {{{text}}}. Say that you agree once it suits you.")
        elif one.do == "agree" and not outcome.explained:
            outcome.explained = True
            ask.say(f"Agreeing is for {{rep}} alone to do, so I have proposed it: {{{text}}}. It waits for {{rep}}'s yes.")
        else:
            ask.say(f"Proposed to {{rep}}{' in your words' if changes else ''}: {{{text}}}. It waits for {{rep}}'s yes.")
        _say_broken(ask, card.draft, bool(changes))


def _answer(ask: Ask, one: Decided, card: _Card, goal: Goal, outcome: _Outcome, text: str, reason: str) -> None:
    """A rep's answer to a goal that was proposed to them."""
    if one.do == "propose":
        ask.say(f"{{{text}}} has been proposed to you already. You can agree to it, change it, or say no to it.")
        return
    outcome.said[id(card)] = one.do
    if one.do == "edit":
        changes = reworded(one.to, ask.as_of)
        outcome.answers.append((goal, "edited", one.words, changes))
        card.draft = _changed(ask, card.draft, changes)
        ask.say(f"Changed, in your words: {{{_goal(ask, card.draft.description)}}}. It still waits for your yes." + reason)
        _say_broken(ask, card.draft, True)
    elif one.do == "decline":
        outcome.answers.append((goal, "declined", one.words, {}))
        ask.say(f"You said no to {{{text}}}. Your manager sees that." + reason)
    else:
        outcome.answers.append((goal, "agreed", one.words, {}))
        ask.say(f"You agreed to {{{text}}}. Your manager sees that." + reason)


def _changed(ask: Ask, draft: GoalDraft, changes: dict[str, str]) -> GoalDraft:
    return checked(edited(draft, changes), ask.as_of, ask.services.playbook.has, ask.services.policy)


def _say_broken(ask: Ask, draft: GoalDraft, new: bool) -> None:
    """The first rule that a new wording breaks, with what one could say instead."""
    broken = next((v for v in draft.violations if v.rule not in ("complete", "resource")), None) if new else None
    if broken is not None:
        ask.say(f"One thing about these words: {_words(ask, broken.why.rstrip('.'))}." + (f" Instead: {_words(ask, broken.suggestion)}" if broken.suggestion else ""))


def _settled(card: _Card, desk: _Desk) -> str:
    """What to say about a goal that is decided already; nothing is stored a second time."""
    if desk.own:
        return {"agreed": "You agreed to {goal} already.", "declined": "You said no to {goal} already.", "proposed": "{goal} is proposed already."}.get(
            card.state, "{goal} does not wait for an answer now."
        )
    return {
        "proposed": "{goal} is proposed already, and waits for {{rep}}'s yes.",
        "agreed": "{{rep}} has agreed to {goal} already.",
        "declined": "{goal} was turned down already.",
    }.get(card.state, "{goal} is off the agenda by now.")


# ---------------------------------------------------------------- what is said and remembered


def _tell_open(ask: Ask, desk: _Desk, outcome: _Outcome) -> None:
    """What can still be decided, with the numbers it has."""
    left = [c for c in desk.open if id(c) not in outcome.said or outcome.said[id(c)] == "edit"]
    if not left:
        return
    lines = [_words(ask, f"{c.number}. {c.draft.description}" if c.number else c.draft.description) for c in left]
    ask.say(("Waiting for your answer:\n" if desk.own else "Still to decide:\n") + "\n".join(f"- {line}" for line in lines))
    ask.chips += [f"{'agree to' if desk.own else 'propose'} {left[0].number}" if left[0].number else "agree to all", *([f"decline {left[-1].number}"] if left[-1].number else [])]


def _remember(ask: Ask, desk: _Desk, outcome: _Outcome, decided: Sequence[Decided]) -> None:
    """The numbers stay as they were listed, whatever was decided in between."""
    suggested = [c for c in desk.cards if c.goal is None and c.number]
    deed = outcome.asked or (decided[-1].do if decided else None)
    memory = Memory(deciding=None if deed == "edit" else deed, deciding_asked=outcome.asked is not None and outcome.asked != "edit")
    if suggested:
        declined = [c.draft.description for c in suggested if c.state == "declined" or outcome.said.get(id(c)) == "declined"]
        memory |= Memory(suggested=[goal_to_state(c.draft) for c in suggested], suggested_for=ask.someone.id, suggested_agenda=desk.agenda_id, declined=declined)
        memory |= Memory(listed=[c.draft.description for c in suggested], listed_kind="goals", goal_whys=[c.draft.why or "" for c in suggested])
        if desk.agenda_id:
            memory |= Memory(agenda_id=desk.agenda_id)
    elif desk.own:
        memory |= Memory(waiting=[c.goal.id for c in desk.cards if c.goal is not None])
    ask.remember(memory)


def _goal(ask: Ask, description: str) -> str:
    """A goal's words as a Fact; its name."""
    inner = description.replace("“", "‘").replace("”", "’")
    return ask.words(f"decided.{len(ask.turn.ledger)}", f"“{inner}”", "This is the goal you decided about.", "goals")


def _words(ask: Ask, text: str) -> str:
    """Words that may hold a figure or a name, as a placeholder."""
    return "{" + ask.words(f"decision.{len(ask.turn.ledger)}", text, "This is about the goals that wait for a decision.", "goals") + "}"
