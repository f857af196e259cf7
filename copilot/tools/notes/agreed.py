"""Promises as the classifier and the rules see them together: whose, what, by when, in whose hands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from copilot.domain import Commitment
from copilot.tools.goal_hands import outcome
from copilot.tools.goal_words import is_deed
from copilot.tools.notes.acts import ACTS, Table
from copilot.tools.notes.due import day_first_in, due_day
from copilot.tools.notes.pieces import Piece
from copilot.tools.notes.reading import Notes, label_of

LEAST = 0.2
"""Log odds from which a piece is taken for a promise."""
LEAST_SAID = -2.0
"""The same where somebody speaks and a rule finds their promise."""
BOTH = 0.0
"""Log odds from which it is taken for both people's."""
_OWN = re.compile(r"\bi(?:['’]ll|['’]m going to| will| shall| can| promise)\b", re.IGNORECASE)
"""In a transcript this is the speaker's own promise."""
_ORDERS = frozenset({"please", "do", "don't", "ensure", "consider", "compose", "integrate", "adopt", "explore", "if", "should", "kindly", "let", "make", "incorporate", "insert", "embed"})
"""What an order to nobody begins with where it is no deed of selling."""
_WRITER = re.compile(r"(?:(?:and|so|then|also)\s+)?I(?:['’](?:ll|m)|\s+(?:will|shall|am|promised|agreed|undertook|owe|take|send|read|ask))\b")
"""In notes this is whoever wrote them."""
SHORT_WORDS = 6
"""A piece that says only a day is no longer than this."""
_SUBJECT = re.compile(
    r"^\W*(?:(?:agreed|ok(?:ay)?|yes|so|then|and|also|action|next step|ai|todo)\b[\s:,.-]*)*(?:[A-Z][\w.'’-]{0,20}\s*[:=]\s*|(?:i|he|she|they|you|we|[A-Z][\w.'’-]+)(?:['’]ll|\s+(?:will|shall|to|is going to|are going to|am going to|agreed to|agrees to|would|promised to|undertook to)))\s+",
    re.IGNORECASE,
)


def agreed(notes: Notes, text: str, pieces: Sequence[Piece], odds: Table, rules: Sequence[Commitment], meeting_on: date) -> list[Commitment]:
    """Every promise, in the order they stand; where a rule found its exact words, those are quoted."""
    out: list[Commitment] = []
    speakers = {(u.start, u.end): u.speaker or label_of(u.text) for u in notes.utterances}
    first = day_first_in(text, meeting_on)
    for number, (piece, row) in enumerate(zip(pieces, odds, strict=True)):
        if row[ACTS.index("promise")] < (LEAST_SAID if piece.by_rule and piece.who is not None else LEAST):
            continue
        if _nobodys(piece, text):
            continue
        by_rule = [c for c in rules if piece.start <= c.start < piece.end]
        who = _who(piece, row)
        if len(by_rule) > 1:
            out += [_with(c, c.who if c.who != "unclear" else who, c.by) for c in by_rule]
            continue
        words = text[piece.start : piece.end].rstrip(" ,;")
        end = piece.start + len(words)
        what = by_rule[0].what if by_rule else _SUBJECT.sub("", piece.text).strip(" .!,;:-–")
        own = row[ACTS.index("outcome")] < row[ACTS.index("promise_rep")] if who != "manager" else outcome(what) is None
        speaker = next((s for (a, b), s in speakers.items() if a <= piece.start < b), None)
        out.append(Commitment(who, what or piece.text, _due(number, pieces, odds, text, meeting_on, first), words, piece.start, end, bool(own and outcome(what) is None), speaker))
    return out


def _nobodys(piece: Piece, text: str) -> bool:
    """An order to nobody: `Draft an introduction` on a line of its own, under no heading and behind no name."""
    if piece.who is not None or piece.listed or piece.by_rule:
        return False
    before = text[: piece.start].rpartition("\n")[2]
    first = re.match(r"\W*([\w'-]+)", piece.text)
    return not before.strip() and first is not None and (is_deed(first[1].lower()) or first[1].lower() in _ORDERS)


def _due(number: int, pieces: Sequence[Piece], odds: Table, text: str, meeting_on: date, first: bool | None) -> date | None:
    """The day said with it, or in a short piece right after it: "I will ask her. Today." """
    day = due_day(pieces[number].text, meeting_on, first)
    if day is not None or number + 1 == len(pieces):
        return day
    after = pieces[number + 1]
    if after.words > SHORT_WORDS or "\n" in text[pieces[number].end : after.start] or odds[number + 1, ACTS.index("promise")] >= LEAST:
        return None
    return due_day(after.text, meeting_on, first)


def _who(piece: Piece, row: Table) -> Literal["rep", "manager", "both", "unclear"]:
    rep, manager, both = (float(row[ACTS.index(a)]) for a in ("promise_rep", "promise_manager", "promise_both"))
    rep = max(rep, float(row[ACTS.index("outcome")]))
    if both > BOTH and both > manager:
        return "both"
    if piece.who is not None and _OWN.search(piece.text):
        return piece.who
    if piece.who is None and _WRITER.match(piece.text):
        return "manager"
    return "manager" if manager > rep else "rep"


def _with(c: Commitment, who: Literal["rep", "manager", "both", "unclear"], by: date | None) -> Commitment:
    from dataclasses import replace

    return replace(c, who=who, by=by)
