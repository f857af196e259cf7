"""Promises in notes, by rule: who, what, by when, and whether it is in their own hands.

A wish, a condition, a question, a report of the past and a refusal are no promises. Days are relative to the day of the 1:1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from copilot.domain import Commitment, GoalDraft
from copilot.facts import date_text
from copilot.policy import CoachingPolicy
from copilot.tools.goal_hands import outcome
from copilot.tools.goal_words import is_deed
from copilot.tools.goals import check_goal, default_date
from copilot.tools.notes.due import day_first_in, due_day
from copilot.tools.notes.reading import Notes, Utterance, Who, label_of

SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=[^\s.!?])[^.!?\n]*)*[.!?]*")
_SOFT = r"(?:\s+(?:also|then|definitely|certainly|absolutely|gladly|personally|just|simply|now|first|still|always|at least|either|happily|make sure (?:to|that i)|be sure to|go ahead and|go and|start|begin))*"
_FIRST = re.compile(
    rf"\b(?:i['’]ll|i will|i shall|i['’]m going to|i am going to|i['’]m gonna|i gonna|(?:i )?(?:promise|commit|pledge|vow) (?:to|that i['’]ll|that i will)|i (?:have )?(?:agreed|committed|promised) to|i['’]ve (?:agreed|committed|promised) to|i agree to|count on me to|let me|leave it (?:to|with) me(?: to)?|you(?:['’]ll| will) have (?:it|this|that|my|the)|i can (?=[^.?!]*\b(?:by|before|until|tomorrow|today|tonight|this week|next week|on (?:mon|tue|wed|thu|fri|sat|sun))))\b{_SOFT}",
    re.IGNORECASE,
)
_WE = re.compile(rf"\b(?:we['’]ll|we will|we['’]re going to|we are going to|we agreed (?:to|that)|we(?:['’]ve| have) agreed (?:to|that))\b{_SOFT}", re.IGNORECASE)
_THIRD = re.compile(
    rf"(?<![\w'’])(?P<name>(?:the\s+)?(?i:rep|manager|leader|coach|seller|i|he|she|they)|[A-Z][\w'’-]+)\s+(?:(?:will|shall|is going to|are going to|(?:has |have )?(?:agreed|committed|promised|pledged|undertook|offered|volunteered) to|commits to|agrees to|promises to|said (?:he|she|they|that (?:he|she|they)) (?:will|would|['’]ll)|(?:is|are) to|['’]ll)\b{_SOFT}|to(?=\s+[a-z]))"
)
_ITEM = re.compile(
    r"^(?:(?:agreed|action|action item|ai|next step|commitment|goal|todo|to-do|to do|promise|follow[- ]?up)\s*(?:\([^)]*\))?\s*[:\-–]\s*)(?:(?P<name>[A-Z][\w'’-]+)\s*(?:[:\-–]|to\s|will\s)\s*)?",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\b(?:next steps?|actions?|action items?|commitments?|agreed|to-?dos?|now what|goals?|follow[- ]?ups?|promises?)\b", re.IGNORECASE)
_LAST = re.compile(r"\b(?:last|previous|past|since|old|review|kept|missed|open from)\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:maybe|perhaps|probably|possibly|might|may be able|hopefully|hope(?:s|d)? to|hoping|i['’]d (?:like|love|rather|want)|would (?:like|love|want)|wish(?:es|ed)?|if (?:i|you|we|they|he|she|it|the|there|that|possible|needed|necessary|nothing)|unless|in case|assuming|provided that|as soon as (?:they|he|she|the customer)|depends|ideally|someday|some day|one day|eventually|at some point|in theory|not sure|i doubt|i guess|i suppose|supposed to|was going to|were going to|had planned|would have|should have|could have|used to|wanted to|try(?:ing)? (?:to|and|my best|harder)|tries to|see (?:if|what|how|whether)|do my best|think about|consider)\b",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"^\s*(?:be (?:honest|frank|fine|ok|okay|happy|glad|able|out|away|on (?:holiday|vacation|leave)|back|late|sick|careful|the|a|in|at|there|here|ready|sure|good|alright|right|available|interested)|be\b|say|admit|see\b|bet|guess|never|not\b|no longer|have to|need|know|feel|think|love|like\b|miss|understand|assume|confess|tell you|put it|give you (?:that|an example|a hint)|grant|remember|always remember|forget|regret|stop you|interrupt|pause|explain|ask you|add that|repeat|share with you|show you what|start by|get (?:it|there|that|used|over|better)|come (?:back )?to that|(?:pick|take) (?:this|it|that|these) up|(?:meet|talk|speak) (?:again|then|soon)|just say|let you|want|wait\b|wonder|hear|live|survive|manage|cope|struggle|lose|end up|take (?:that|it|your point|a look at that)(?! (?:on|over|up))|pass\b|quote|mention|note that|point out|leave it (?:there|at that)|hold (?:you|that)|go first|be there|do (?:that|it|so|this)?\s*$|know|talk|turn|read you|summari[sz]e)\b",
    re.IGNORECASE,
)
_SMALL_TALK = re.compile(
    r"^\s*(?:think|see|check my|ask you|tell you|explain|say|give you an example|finish|start by|be\b|just\b|start\b|know|pause|stop|interrupt|make sure i (?:understand|heard)|repeat|rephrase|summari[sz]e|clarify|put it|show you what|guess|jump in|back up|add|get this straight|play|try|reflect|share)\b",
    re.IGNORECASE,
)
_OTHER_SIDE = re.compile(
    r"^(?:the\s+)?(?:customers?|clients?|prospects?|buyers?|it|this|that|there|what|which|who|nobody|somebody|everyone|deal|acme|company|team|market|product|price|pricing|contract|proposal|budget|meeting|call|demo|goal|pipeline|forecast|quota|numbers?|friday|monday|tuesday|wednesday|thursday|today|tomorrow|next|last|how|need|needs|want|wants|going|back|due|want|hard|able|ready|time|up|down|according|thanks|want(?:s|ed)?|lots?|way|plan|chance|about|access|close|open|happy|likely|first|used|have|has|had|try|tries|talk|talked|spoke|reason|only|and|but|or|not|as|so|procurement|legal|finance|cfo|ceo|cto|marketing|hr|it)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"leave it|count on me", re.IGNORECASE)
_INSTEAD = re.compile(r"\s*(?:,?\s+(?:and|but|so|then)\s+)?$")


def find_commitments(notes: Notes, text: str, meeting_on: date) -> list[Commitment]:
    """Every promise in the notes, in the order they stand."""
    found: list[Commitment] = []
    first = day_first_in(text, meeting_on)
    for utterance in notes.utterances:
        for sentence in SENTENCE.finditer(utterance.text):
            for who, start, end, what in _in_sentence(sentence, utterance, notes):
                begin, last = utterance.span(start, end)
                found.append(Commitment(who, what, due_day(sentence.group(), meeting_on, first), text[begin:last], begin, last, outcome(what) is None, utterance.speaker or label_of(utterance.text)))
    return found


def _in_sentence(sentence: re.Match[str], utterance: Utterance, notes: Notes) -> Iterator[tuple[Who, int, int, str]]:
    words = sentence.group()
    if words.rstrip().endswith("?"):
        return
    marks: list[tuple[Who, re.Match[str], bool]] = [(utterance.who, m, m.group().lower().startswith("let me")) for m in _FIRST.finditer(words)]
    marks += [("unclear", m, False) for m in _WE.finditer(words) if (first := re.match(r"[\w'-]+", words[m.end() :].strip())) and is_deed(first.group())]
    if not marks:
        marks += [(side, m, False) for m in _THIRD.finditer(words) if (side := _side(m["name"], notes, words, m)) is not None]
    if not marks and (item := _item(words, utterance, notes)) is not None:
        side, start = item
        what = words[start:].strip()
        if not _UNSURE.search(words):
            yield side, *_trimmed(sentence, 0, len(words)), _deed(what)
        return
    marks.sort(key=lambda mark: mark[1].start())
    ends = [mark[1].start() for mark in marks[1:]] + [len(words)]
    for (side, m, soft), following in zip(marks, ends[: len(marks)], strict=True):
        clause = words[m.end() : following]
        clause = clause[: len(clause) - len(_INSTEAD.search(clause).group())] if _INSTEAD.search(clause) and following != len(words) else clause  # type: ignore[union-attr]
        before = words[: m.start()]
        if not clause.strip(" .!,;"):
            if _WHOLE.match(m.group()):
                yield side, *_trimmed(sentence, m.start(), m.end()), _deed(m.group())
            continue
        if _IDLE.match(clause) or (soft and _SMALL_TALK.match(clause)):
            continue
        if (
            _UNSURE.search(m.group() + clause)
            or re.search(r"\b(?:if|unless|when|whether|that|think|hope|maybe|perhaps|suppose|say|how|what|why|until|not sure)\s*$", before, re.IGNORECASE)
            or re.match(r"\s*(?:(?:so|and|but|well)\s+)?(?:if|unless|assuming|had|in case|once|as soon as)\b", words, re.IGNORECASE)
        ):
            continue
        start = m.start()
        yield side, *_trimmed(sentence, start, m.end() + len(clause)), _deed(clause)


def _trimmed(sentence: re.Match[str], start: int, end: int) -> tuple[int, int]:
    words = sentence.group()[start:end]
    lead = len(words) - len(words.lstrip())
    return sentence.start() + start + lead, sentence.start() + start + len(words.rstrip(" ,;\n\t"))


def _deed(words: str) -> str:
    return words.strip(" .!,;:-–").strip()


_NOBODY = frozenset({"remember", "try", "need", "want", "how", "when", "where", "what", "ways", "time", "reason", "due", "continue", "keep", "learn", "ready"})
"""What stands before `to` without being a name."""


def _side(name: str, notes: Notes, words: str, m: re.Match[str]) -> Who | None:
    """Whose promise `X will ...` is; None where X is nobody who could promise here."""
    plain = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE).lower()
    if plain in ("rep", "seller"):
        return "rep"
    if plain in ("manager", "leader", "coach"):
        return "manager"
    if plain in notes.names:
        return notes.names[plain]
    if _OTHER_SIDE.match(name) or is_deed(plain) or plain in _NOBODY:
        return None
    rest = words[m.end() :].strip()
    first = re.match(r"[\w'-]+", rest)
    if m.group().endswith("to") and (m.start() != 0 or not first or not is_deed(first.group())):
        return None
    if plain in ("he", "she"):
        return "rep" if notes.kind == "notes" else None
    if plain in ("they", "i"):
        return None
    return "unclear" if first and is_deed(first.group()) and notes.kind == "notes" else None


def _item(words: str, utterance: Utterance, notes: Notes) -> tuple[Who, int] | None:
    """An item under `Next steps`, or one that says it is agreed."""
    if notes.kind != "notes":
        return None
    m = _ITEM.match(words)
    listed = bool(_SECTION.search(utterance.heading)) and not _LAST.search(utterance.heading)
    if not m and not listed:
        return None
    start = m.end() if m else 0
    name = (m["name"] if m else None) or ""
    if not name and (named := re.match(r"(?P<name>[A-Z][\w'’-]+)\s*[:\-–]\s+", words[start:])):
        name, start = named["name"], start + named.end()
    first = re.match(r"\s*([\w'-]+)", words[start:])
    if first is None or not is_deed(first.group(1)) or (re.match(r"\s*\w+(?:ed|t)\b\s+(?:the|a|his|her)", words[start:]) and first.group(1).lower() in ("sent", "made", "kept", "met")):
        return None
    return notes.names.get(name.lower(), "unclear"), start


def commitment_goal(commitment: Commitment, as_of: date, next_meeting: date | None, policy: CoachingPolicy) -> GoalDraft:
    """A promise as a coaching goal, with the rules it still breaks and their rewrites."""
    from dataclasses import replace

    due = commitment.by if commitment.by and commitment.by > as_of else default_date(as_of, next_meeting, policy)
    what = commitment.what[:1].upper() + commitment.what[1:]
    draft = GoalDraft("activity", what, f"Yes if it is done by {date_text(due)}, no if it is not", "The rep says yes or no at the next 1:1", due, why=f"Promised in the notes: “{commitment.quote}”")
    return replace(draft, violations=check_goal(draft, as_of, next_meeting, None, None, policy))
