"""Message and thread to one Request, or a question back; never a guess about a person."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from copilot.domain import Intent, Rep, Request
from copilot.ports import Embedder
from copilot.tools.dates import find_numbers
from copilot.tools.understanding.asked import OF_ONE, TRUST, WISHES, carry, keep_days, read_asked, read_figure
from copilot.tools.understanding.changes import read_changes
from copilot.tools.understanding.clauses import Message, asks, read_message, split_requests
from copilot.tools.understanding.decisions import Decided, decided_as, decisions_to_text, read_decisions
from copilot.tools.understanding.grammar import NOT_FOR_ME, SAME_AGAIN, votes
from copilot.tools.understanding.head import asked_about, known_share, score, told
from copilot.tools.understanding.languages import language_of
from copilot.tools.understanding.people import NEUTRAL, Mention, find_people, fold, is_ordinary, mask_people
from copilot.tools.understanding.refusals import GRAVE, About, declined_as, refused
from copilot.tools.understanding.shorthand import in_english_words
from copilot.tools.understanding.slots import read_parameters
from copilot.tools.understanding.spans import span_words
from copilot.tools.understanding.strangers import find_stranger, nearest
from copilot.tools.understanding.thread import ThreadView
from copilot.tools.understanding.whom import either, whom

SURE = 0.2
"""Below this the best intent is asked about, not taken."""
WANTED, WANTED_TOO = 0.5, 0.65
"""From here on an intent is one of those a message has: the likeliest, and any beside it where only one thing seems to be asked."""
PLAIN = 0.75
"""How sure of a refusal the classifier must be where no word says what is declined."""
PLAINLY = 5.0
"""Votes of the patterns from which on they settle a clause."""
PUSH = 0.6
"""How much a pattern's vote moves the classifier's log-odds."""
CERTAIN = 0.9
"""How sure the one reading of a short message must be to need no second reader."""
SHORT = 10
"""Words of a message that one reading covers."""
_JOINED = re.compile(r"\b(?:and|then|also|plus|but|or)\b|[;&]|[.?!]\s+\w", re.IGNORECASE)
"""Where a short message may hold a second request."""
_OF_NOBODY: frozenset[Intent] = frozenset({"playbook", "cadence", "talk"})
_EVIDENCE: frozenset[Intent] = frozenset({"benchmark", "explain", "coachability", "history", "what_if", "cadence"})
"""Beside a dismissal or pay that is asked about, these serve the same end and are declined with it."""
_PASSING: frozenset[Intent] = frozenset({"talk", "decline", "ask_back", "revise", "share", "decide"})
"""Turns that leave the subject as it was."""

_WORDS: dict[Intent, str] = {
    "prepare": "prepare a 1:1",
    "benchmark": "see where they stand against the level they want",
    "what_if": "see what a small change would be worth",
    "coachability": "see which commitments were kept",
    "deals": "go through the deals",
    "cadence": "see who is due for a 1:1",
    "history": "look up what was said or promised",
    "goals": "get goals suggested",
    "judge_goal": "have a goal judged",
    "notes": "have notes checked",
    "playbook": "find something in the playbook",
    "explain": "know where a figure comes from",
    "revise": "change the draft",
    "share": "share the agenda",
}


_OF_QUESTIONS = ("pending", "candidates", "choices")
_ONLY_A_NAME = re.compile(rf"(?:the |it's |i (?:mean|meant) |yes,? |no,? )*{NEUTRAL}\W*(?:of course|please|i (?:mean|meant)|thanks)?\W*", re.IGNORECASE)
_YES = re.compile(r"(?:yes|yep|yeah|ya|exactly|correct|right|that's (?:him|her|the one|right)|sure|him|her|y)\W*(?:please|thanks|him|her)?\W*", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:(?:i mean|and|ok(?:ay)?|so|then|now|what about|how about|tell me (?:more )?about|more (?:on|about)|show me|go through|let's (?:do|take|see)|open|why|about)\W+)*"
    r"(?:the |number )?(first|second|third|fourth|fifth|last|former|latter|[1-5]|1st|2nd|3rd|4th|5th)(?: one| name| person| deal| goal| suggestion)?\W*(?:please|then)?\W*",
    re.IGNORECASE,
)
_SHORT_AND = re.compile(r"(?:ok(?:ay)?[\s,]+|so\s+)?(?:and|what about|how about|also)\b", re.IGNORECASE)


_CHOSE: frozenset[Intent] = frozenset({"prepare", "revise", "benchmark", "explain"})
"""Answers that choose a place to look first: "and not her demos?" asks why it is not that one."""
_WHY_NOT = re.compile(r"(?:(?:and|but|so|ok(?:ay)?)[\s,]+)*(?:why )?not\b", re.IGNORECASE)
_VERBS = re.compile(r"\b(?:make|prepare|show|tell|find|share|send|drop|swap|suggest|check|get|give|handle|do|is|are)\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"(?:(?:and|ok(?:ay)?|no|please|give me|show me|i want|got|any|can i have|what)\W+)*(?:another|others?|more|something|one more|a different|different|an easier|a harder)(?: (?:one|ones|goals?|else|easier|smaller|simpler|harder|different|other))*\W*(?:please|then|for (?:him|her|them))?\W*",
    re.IGNORECASE,
)
"""Other goals than those just suggested."""


_AROUND_DAYS = re.compile(r"(?:(?:and|or|but|so|ok|okay|what|how|about|then|in|for|during|over|since|on|of|the|please)\b\W*)*\W*", re.IGNORECASE)


def _goes_on(text: str, before: Intent) -> bool:
    """Whether a few words keep the intent of the turn before: "and demos?", "and last month?" after a figure, "and the stalled ones?" after deals."""
    if len(text.split()) > 6:
        return False
    figure = read_figure(text)
    days = span_words(text)
    if before in ("benchmark", "deals", "history", "coachability") and days and _AROUND_DAYS.fullmatch(" ".join(text.lower().split()).replace(days, "").replace(NEUTRAL.lower(), "").strip()):
        return True
    if before == "benchmark" and not read_changes(text):
        bare = bool(re.fullmatch(r"(?:how many )?[\w-]+(?: [\w-]+)?\W*", text)) and figure is not None and not _VERBS.search(text)
        return (bool(_SHORT_AND.match(text)) and (span_words(text) is not None or figure is not None)) or bare or (figure is not None and span_words(text) is not None)
    if before == "coachability":
        return bool(re.fullmatch(r"(?:and |so )?which(?: ones?| goals?| of them)?\W*", text, re.IGNORECASE))
    if before == "explain":
        return figure is not None and bool(re.match(r"(?:(?:and|but|so|ok(?:ay)?)[\s,]+)*(?:why )?(?:not|and|what about|how about)\b", text, re.IGNORECASE))
    if before == "history" and _SHORT_AND.match(text) and re.search(WISHES, text, re.IGNORECASE):
        return True
    if not _SHORT_AND.match(text):
        return False
    return before == "deals" and "asked" in read_asked("deals", text) and not re.search(r"\bhow many\b", text, re.IGNORECASE)


@dataclass(slots=True)
class _Reading:
    """One clause read."""

    text: str
    masked: str
    asking: bool
    about: About | None
    intent: Intent | None = None
    second: Intent | None = None
    carried: bool = False
    """The intent is that of the turn before: "and Boris?", "and last month?"."""
    sure: float = 1.0
    scores: dict[Intent, float] = field(default_factory=dict)
    """How much speaks for each intent, 0 to 1."""
    asked: dict[str, float] = field(default_factory=dict)
    """How much speaks for each thing that may be asked, see `asked_about`."""
    mentions: list[Mention] = field(default_factory=list)


@dataclass(frozen=True)
class Understander:
    """Reads messages with grammar and a small classifier; pure but for the embedder handed in."""

    embedder: Embedder

    def understand(self, message: str, people: Sequence[Rep], thread: ThreadView, today: date) -> Request:
        """What the message asks for.

        Args:
            message: As typed; quotations and pasted text in it are data.
            people: The reps the viewer may see.
            thread: What went before.
            today: What "Thursday" is relative to.
        """
        parts = read_message(message)
        if parts.whole:
            return Request(("notes",), thread.rep_id, {"notes_text": parts.pasted})
        mentions = find_people(parts.own, people)
        if decision := self._decision(parts, mentions, people, thread, today):
            return decision
        if answer := self._answer(parts, mentions, people, thread, today):
            return answer
        readings = self._read(parts, people, thread)
        if not readings:
            return _ask("I did not catch a question there. Whom is it about, and what would help: an agenda, the figures, the deals, a goal?", thread.rep_id)
        grave = next((r.about for r in readings if r.about in GRAVE), None)
        if grave:
            readings = [r for r in readings if r.intent not in _EVIDENCE]
        decided = [d for r in readings if r.intent == "decide" and (d := _learned(r, thread, people))]
        if not decided and any(r.intent == "decide" for r in readings):
            # What is stored has to be plain (see `decisions`), and nothing to store was found.
            readings = [r for r in readings if r.intent != "decide"]
            if not readings:
                return _ask('Which of the goals do you mean, and is it a yes, a no, or a change? "Yes to the first, no to the second because ..." will do.', thread.rep_id)
        if thread.has_agenda and "revise" in {r.intent for r in readings} and (named := [m.candidates[0].id for m in mentions if len(m.candidates) == 1]) and thread.rep_id not in named:
            # "The same for Samuel, but shorter": the draft on the table is somebody else's.
            readings = [replace(r, intent="prepare") if r.intent == "revise" else r for r in readings]
        intents = tuple(dict.fromkeys(r.intent for r in readings if r.intent))
        whole = in_english_words(mask_people(parts.own, mentions))
        parameters: dict[str, str | float | int | None] = {}
        for r in readings:
            about = r.about or (declined_as(r.masked) if r.intent == "decline" else None)
            within = told(r.intent, r.asked) if r.intent else None
            if r.carried and within and within[1] < TRUST:
                within = None  # "and Boris?" asks what was asked before
            found = read_parameters(r.intent, in_english_words(r.masked), about, parts, whole, thread, today, within)
            if r.carried:
                found = {k: v for k, v in carry(r.intent, thread.asked, found).items() if v is not None} if r.intent != "prepare" else found
            elif r.intent == "benchmark":
                found = keep_days(thread.asked, found, r.masked)
            if r.intent == "what_if" and not found.get("changes") and not found.get("asked") and "what_if" in thread.intents and thread.asked.get("changes"):
                found = {**{k: v for k, v in thread.asked.items() if v is not None}, **found}  # "with the same five for Samuel"
            if "changes" in parameters and "changes" in found:
                found["changes"] = f"{parameters.pop('changes')};{found['changes']}"
            if len(intents) > 1:
                found = {(f"{r.intent}.{k}" if k in OF_ONE else k): v for k, v in found.items()}
            parameters = {**found, **parameters}
        if decided:
            parameters["decisions"] = decisions_to_text(decided)
        rep_id, question, candidates = whom(parts, any(r.carried for r in readings), intents, mentions, people, thread)
        if question and intents != ("talk",):
            return _ask(question, None, intents, candidates, parameters)
        if intents == ("talk",) and parameters.get("asked") == "outside" and thread.rep_id and not votes(readings[0].masked).get("talk") and len(parts.own.split()) <= 6:
            return _ask("I am not sure what you mean. Say it with a few more words, and I will go on from there.", rep_id or thread.rep_id)
        unsure = [r for r in readings if r.intent != "talk"]
        if unsure and all(r.sure < (SURE if known_share(whole) >= 0.5 else WANTED_TOO) for r in unsure):
            if language := language_of(whole):
                return _ask(f"That looks like {language}, and I am not sure what it asks for: say it in other words, or in English, and I will go on from there.", rep_id)
            return _ask(_which(unsure[0]), rep_id, parameters=parameters)
        return Request(intents, rep_id, parameters, plain=len(readings) == 1 and _is_plain(readings[0], parts, rep_id, parameters))

    def _decision(self, parts: Message, mentions: list[Mention], people: Sequence[Rep], thread: ThreadView, today: date) -> Request | None:
        """What is decided about goals, and whatever else the message asks for."""
        found = read_decisions(parts.own, [m.words for m in mentions], parts.quotes, parts.pasted, thread)
        if found is None:
            return None
        parameters: dict[str, str | float | int | None] = {"decisions": decisions_to_text(found.decided)}
        named = find_people(found.head, people)  # a name in a reason says nothing about whose goals these are
        rep_id, question, candidates = whom(Message(found.head), False, ("decide",), named, people, replace(thread, rep_id=thread.rep_id or (people[0].id if len(people) == 1 else None)))
        if question:
            return _ask(question, None, ("decide",), candidates, parameters)
        intents: tuple[Intent, ...] = ("decide",)
        if found.rest:
            other = self.understand(found.rest, people, replace(thread, rep_id=rep_id), today)
            if not set(other.intents) & {"talk", "ask_back", "decide"}:
                intents, parameters = (*intents, *other.intents), {**other.parameters, **parameters}
        return Request(intents, rep_id, parameters)

    # ------------------------------------------------------------ what

    def _read(self, parts: Message, people: Sequence[Rep], thread: ThreadView) -> list[_Reading]:
        """Each request of the message: its intent, and the clause that asks for it.

        The classifier says from the whole message what is wanted, patterns push where words settle it, and each intent
        goes to the clause that speaks for it most. What a clause settles by itself (a refusal, "and Boris?") stands.
        """
        readings = []
        for clause in _whole_changes(split_requests(parts.own)):
            mentions = find_people(clause, people)
            stranger = find_stranger(clause, people, mentions)
            masked = mask_people(clause, [*mentions, *([stranger] if stranger else [])])
            asking = asks(clause)
            readings.append(_Reading(clause, masked, asking, refused(masked, asking, " ".join(thread.intents)), mentions=mentions))
        if not readings:
            return []
        before = next((i for i in thread.intents if i not in _PASSING), None)
        whole = ". ".join(r.masked.rstrip(".") for r in readings)
        texts = [whole, *(r.masked for r in readings)]
        vectors = self.embedder.embed(texts)
        names, table = score(texts, vectors, self.embedder, before)
        asked_whole, *asked_each = asked_about(texts, vectors, self.embedder)
        for reading, asked in zip(readings, asked_each, strict=True):
            reading.asked = asked if len(readings) > 1 else asked_whole
        for reading, row in zip(readings, table[1:], strict=True):
            self._settle(reading, parts, thread)
            reading.scores = _weighed({i: float(p) for i, p in zip(names, row, strict=True)}, reading.masked, parts, thread)
        wanted = _weighed({i: float(p) for i, p in zip(names, table[0], strict=True)}, whole, parts, thread)
        settled = [r for r in readings if r.intent]
        for r in settled:
            wanted.pop(cast(Intent, r.intent), None)
        free = [r for r in readings if not r.intent]
        if not free:
            return settled
        if len(settled) and len(readings) > len(settled):
            # What a settled clause says has pushed the whole message too: the others speak for themselves.
            wanted = {i: min(v, max(r.scores[i] for r in free)) for i, v in wanted.items()}
        if wanted.get("decline", 0) < PLAIN and declined_as(whole) is None:
            wanted.pop("decline", None)  # the patterns know what is declined; the classifier alone must be clear about it
        order = sorted(wanted, key=lambda i: -wanted[i])
        too = WANTED if sum(r.asking for r in readings) > 1 else WANTED_TOO
        chosen = [i for n, i in enumerate(order) if wanted[i] >= (too if n or settled else WANTED)]
        if not chosen and not settled:
            chosen = order[:1]
        if {"revise", "goals"} <= set(chosen) and max(free, key=lambda r: r.scores["revise"]) is max(free, key=lambda r: r.scores["goals"]):
            chosen.remove("goals")  # "another goal instead" is one wish
        if "talk" in chosen and (len(chosen) > 1 or settled):
            chosen.remove("talk")
        found = list(settled)
        for intent in chosen:
            best = max(free, key=lambda r: r.scores[intent])
            alone = len(chosen) == 1 and not settled
            found.append(
                replace(
                    best, intent=intent, second=next((i for i in order if i != intent), None), sure=wanted[intent], masked=whole if alone else best.masked, asked=asked_whole if alone else best.asked
                )
            )
        return sorted(found, key=lambda r: next(k for k, one in enumerate(readings) if one.text == r.text))

    def _settle(self, reading: _Reading, parts: Message, thread: ThreadView) -> None:
        """The intent of a clause that its words and the thread leave no doubt about."""
        if reading.about:
            reading.intent = "decline"
            return
        if NOT_FOR_ME.search(reading.masked):
            reading.intent = "talk"
            return
        if thread.intents and SAME_AGAIN.match(reading.masked) and re.search(NEUTRAL, reading.masked):
            carried = tuple(i for i in thread.intents if i not in _PASSING)
            if carried:
                reading.intent, reading.carried = carried[0], True
                return
        if set(thread.intents) & _CHOSE and _WHY_NOT.match(reading.masked) and len(reading.masked.split()) <= 7 and read_figure(reading.masked):
            reading.intent = "explain"
            return
        if thread.listed_kind == "goals" and len(reading.masked.split()) <= 7 and _ANOTHER.fullmatch(reading.masked):
            reading.intent, reading.carried = "goals", True
            return
        if thread.intents and _goes_on(reading.masked, thread.intents[0]):
            reading.intent, reading.carried = thread.intents[0], True
            return
        tally = sorted(votes(reading.masked).items(), key=lambda v: -v[1])
        if tally and tally[0][1] >= PLAINLY and (len(tally) == 1 or tally[0][1] - tally[1][1] >= PLAINLY / 2):
            reading.intent = tally[0][0]

    def _answer(self, parts: Message, mentions: list[Mention], people: Sequence[Rep], thread: ThreadView, today: date) -> Request | None:
        """A bare name, "the second one" or "yes" as the answer to a question back; a bare name without one asks what for."""
        masked = mask_people(parts.own, mentions)
        bare = len(mentions) == 1 and bool(SAME_AGAIN.match(masked) or _ONLY_A_NAME.fullmatch(masked))
        place = _PLACE.fullmatch(parts.own)
        if not bare and not place and not _YES.fullmatch(parts.own):
            return self._bare_stranger(parts, mentions, people, thread, today)
        if place and thread.listed and not thread.asked_back_for:
            return _place_of(_place_number(place[1], len(thread.listed)), thread, people)
        waiting = self._waiting(people, thread, today)
        asked = [r for c in str(waiting.parameters.get("candidates") or "").split(",") for r in people if r.id == c] if waiting else []
        chosen: Rep | None = None
        if bare:
            pool = [r for r in mentions[0].candidates if r in asked] or list(mentions[0].candidates)
            chosen = pool[0] if len(pool) == 1 else None
        elif place and asked:
            n = _place_number(place[1], len(asked))
            chosen = asked[n - 1] if n <= len(asked) else None
        elif len(asked) == 1:
            chosen = asked[0]
        if chosen is None:
            return None
        if waiting:
            pending = tuple(cast(Intent, i) for i in str(waiting.parameters.get("pending") or "").split(",") if i)
            if pending:
                return Request(pending, chosen.id, {k: v for k, v in waiting.parameters.items() if k not in _OF_QUESTIONS})
        if thread.rep_id == chosen.id or not set(thread.intents) - {"talk", "ask_back", "decline", "share", "revise", "decide"}:
            return _ask(f"What would help with {chosen.name}: an agenda for the 1:1, the figures, the deals, or a goal?", chosen.id)
        return None

    def _waiting(self, people: Sequence[Rep], thread: ThreadView, today: date) -> Request | None:
        """The message asked back about, read once more, if it is still unclear."""
        if not thread.asked_back_for:
            return None
        again = self.understand(thread.asked_back_for, people, ThreadView(facts=thread.facts, has_agenda=thread.has_agenda, goals=thread.goals), today)
        return again if again.intents == ("ask_back",) else None

    def _bare_stranger(self, parts: Message, mentions: list[Mention], people: Sequence[Rep], thread: ThreadView, today: date) -> Request | None:
        words = re.findall(r"[^\W\d_][\w'-]*", parts.own)
        if mentions or not 1 <= len(words) <= 2 or not all(w[:1].isupper() for w in words) or parts.own.isupper() or any(is_ordinary(fold(w)) for w in words):
            return None
        near = nearest(" ".join(words), people)
        if not near:
            return None
        waiting = self._waiting(people, thread, today)
        kept = {k: v for k, v in waiting.parameters.items() if k != "candidates"} if waiting else None
        return _ask(f"I know nobody called {' '.join(words)!r}. Did you mean {either(near)}?", None, (), near, kept)


def _learned(reading: _Reading, thread: ThreadView, people: Sequence[Rep]) -> Decided | None:
    """A manager's decision that the classifiers are both sure of; a rep's own yes is read by grammar alone."""
    if len(people) == 1 or reading.sure < WANTED_TOO:
        return None
    deed = told("decide", reading.asked)
    return decided_as(reading.text, thread, deed[0] if deed and deed[1] >= TRUST else None)


def _is_plain(reading: _Reading, parts: Message, rep_id: str | None, parameters: Mapping[str, object]) -> bool:
    """Whether a short message holds one request, surely read, and says whom or how much where that is needed."""
    known = (rep_id is not None or reading.intent in _OF_NOBODY) and (reading.intent != "what_if" or bool(parameters.get("changes")))
    return known and reading.sure >= CERTAIN and len(parts.own.split()) <= SHORT and not parts.pasted and not _JOINED.search(parts.own)


def _weighed(probabilities: dict[Intent, float], text: str, parts: Message, thread: ThreadView) -> dict[Intent, float]:
    """The classifier's probabilities, pushed by what patterns and the thread say."""
    tally = votes(text)
    if parts.pasted:
        tally["notes"] = tally.get("notes", 0) + 3
        tally["goals"] = tally.get("goals", 0) - 4
        tally["judge_goal"] = tally.get("judge_goal", 0) + (3 if len(parts.pasted.split()) <= 30 else -3)
    if not thread.has_agenda:
        tally["revise"] = tally.get("revise", 0) - 2
    if not thread.goals:
        tally["decide"] = tally.get("decide", 0) - 2
    if "what_if" in thread.intents and len(text.split()) <= 6 and (read_changes(text) or find_numbers(text)):
        tally["what_if"] = tally.get("what_if", 0) + 3
    out: dict[Intent, float] = {}
    for intent, p in probabilities.items():
        p = min(max(p, 1e-4), 1 - 1e-4)
        out[intent] = 1 / (1 + math.exp(-(math.log(p / (1 - p)) + PUSH * tally.get(intent, 0.0))))
    return out


def _place_number(words: str, count: int) -> int:
    """1-based; `last` is the count."""
    words = words.lower()
    if words in ("last", "latter"):
        return count
    return {"first": 1, "former": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}.get(words) or int(words[0])


def _place_of(n: int, thread: ThreadView, people: Sequence[Rep]) -> Request | None:
    """What "the second one" asks for after a list: that deal, that goal, or what to do about that person."""
    if not 1 <= n <= len(thread.listed):
        return _ask("The list I gave is not that long. Which of them do you mean?", thread.rep_id)
    if thread.listed_kind == "deals":
        return Request(("deals",), thread.rep_id, {"deal": thread.listed[n - 1]})
    if thread.listed_kind == "goals":
        return Request(("explain",), thread.rep_id, {"asked": "why_goal", "goal_index": n})
    chosen = next((r for r in people if r.id == thread.listed[n - 1]), None)
    if chosen is None:
        return None
    if "deals" in thread.intents:
        return Request(("deals",), chosen.id)
    return _ask(f"What would help with {chosen.name}: an agenda for the 1:1, the figures, the deals, or a goal?", chosen.id)


def _whole_changes(clauses: list[str]) -> list[str]:
    """ "two more demos and close faster" split at a verb is put together again: one what-if, two changes."""
    out: list[str] = []
    for clause in clauses:
        if out and re.match(r"(?:close|closes|add|cut|send|run|make|book|win|start|do)\b", clause, re.IGNORECASE) and read_changes(out[-1]) and read_changes(clause) and not clause.endswith("?"):
            out[-1] = f"{out[-1]} and {clause}"
        else:
            out.append(clause)
    return out


def _which(reading: _Reading) -> str:
    options = [_WORDS[i] for i in (reading.intent, reading.second) if i and i in _WORDS]
    if len(options) == 2:
        return f"I am not sure what you are after. Would you like to {options[0]}, or to {options[1]}?"
    return "I am not sure what you are after. I can prepare a 1:1, compare with the next level, go through deals, suggest goals, or check notes: which would help?"


def _ask(question: str, rep_id: str | None = None, pending: tuple[Intent, ...] = (), candidates: Sequence[Rep] = (), parameters: dict[str, str | float | int | None] | None = None) -> Request:
    """A question back; `pending` (intents), `candidates` (rep ids, both comma-joined) and `choices` (names, joined by `;`) tell what it waits for."""
    kept = dict(parameters or {})
    if pending:
        kept["pending"] = ",".join(pending)
    if candidates:
        kept["candidates"] = ",".join(r.id for r in candidates)
        kept["choices"] = ";".join(r.name for r in candidates)
    return Request(("ask_back",), rep_id, kept, question)
