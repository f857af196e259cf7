"""Notes cut into pieces that each do one thing, and what is plain to see in each.

A piece is a sentence, an item of a list, or, in what was dictated without full stops, a clause. Its offsets are those of the
original text. Names of the two people are masked, so that what is learnt does not hang on who they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from copilot.domain import Commitment
from copilot.tools.notes.reading import Notes, Utterance, Who
from copilot.tools.notes.rules import AHEAD, AMBUSH, NO_GOAL, SEEN, WANTS
from copilot.tools.notes.talk import PAST, TELLING
from copilot.tools.sins.comparisons import comparisons

_CUT = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+|\n+|;\s+|\s[–—]\s|\s-\s(?=\S)|\s(?:→|=>|->)\s")
_CLAUSE = re.compile(r"\s+(?=(?:and then|and (?:i|he|she|we|they|you)|so (?:i|he|she|we|they|you)|but|then|because|also|anyway|okay so|next)\b)", re.IGNORECASE)
_TWO_DEEDS = re.compile(r",?\s+(?:and\s+)(?=(?:i|you|he|she|we|they|ich|du|sie|er|wir|je|tu|il|elle|vous|nous)\b)|,\s+(?=(?:i|you|he|she|we|they)\b)", re.IGNORECASE)
"""`She writes the list, we look at it on Wednesday`: two promises in one sentence."""
_AND = re.compile(r",?\s+and\s*$", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|when|once|unless|as soon as|in case|wenn|falls|si|quand|cuando)\b", re.IGNORECASE)
"""What follows hangs on it, so the sentence stays whole."""
DEED_WORDS = 4
"""Each half of such a sentence has at least so many."""
LONG_WORDS = 28
"""A sentence of more words is cut before conjunctions: nobody writes so, somebody dictated it."""
LEAST_WORDS = 10
"""No shorter than this, so that a clause still says something."""
_CODE = re.compile(r"^\s*(?:import \w+(?:\.\w+)*\s*$|from [\w.]+ import |def \w+\(|class \w+[:(]|return \S+\(|#include|#!/)|^\s*[\w.]+ = |\w\([^)]*\)[;:]?\s*$|[{};]\s*$|</?\w+[^>]*>")
DASH_WORDS = 3
_SHORTENED = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|Hr|Fr|Prof|vs|approx|no|incl|ca|z\.B|bzw|Mme|Sra|Sr|Dra)|(?:^|[\s(])[A-Z]|(?<=\d))\.$")
_LISTED = re.compile(r"next|action|agreed|to-?do|commit|step|→", re.IGNORECASE)
_SIGNS = (TELLING, PAST, WANTS, AMBUSH, SEEN, NO_GOAL, AHEAD)
REP, BOSS = "Rep", "Boss"
"""What stands for the two people's names."""


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    masked: str
    start: int
    end: int
    who: Who | None
    """Who said it; None in notes."""
    signals: tuple[float, ...]
    """Who says it, whether it is listed, and what the rules see in it, 0 or 1 each."""

    listed: bool = False
    """Under a heading of next steps."""
    by_rule: bool = False
    """A rule finds a promise in it."""

    @property
    def words(self) -> int:
        return len(self.text.split())


def pieces_of(notes: Notes, known: Mapping[str, Who], promised: Sequence[Commitment], without: Collection[int] = ()) -> list[Piece]:
    """All pieces in their order.

    Args:
        notes: as read.
        known: names of people in full, and their side.
        promised: promises that the rules find.
        without: where pieces begin that are left out.
    """
    mask = masker(known)
    places: list[tuple[Utterance, int, int]] = [(u, a, b) for u in notes.utterances for a, b in _cut(u.text) if u.span(a, b)[0] not in without]
    out = []
    for u, a, b in places:
        text = u.text[a:b]
        start, end = u.span(a, b)
        who = u.who if notes.kind == "transcript" else None
        rule = any(min(end, c.end) - max(start, c.start) > 0.5 * min(end - start, c.end - c.start) for c in promised)
        listed = bool(_LISTED.search(u.heading))
        out.append(Piece(text, mask(text), start, end, who, signals(text, who, listed, rule), listed, rule))
    return out


def signals(text: str, who: Who | None, listed: bool, rule: bool) -> tuple[float, ...]:
    """What is plain to see in a piece; nothing of where it stands, so that text added elsewhere changes nothing here."""
    seen = (
        who is None, who == "manager", who == "rep", who == "unclear",
        listed,
        len(re.findall(r"\d+", text)) >= 2, len(text.split()) > 25,
        *(bool(sign.search(text)) for sign in _SIGNS),
        next(comparisons(text, own_words=False), None) is not None,
        rule,
    )  # fmt: skip
    return tuple(float(s) for s in seen)


def is_code(text: str) -> bool:
    """Whether it is a line of a program: nobody's words in a 1:1."""
    return bool(_CODE.search(text))


def masker(known: Mapping[str, Who]) -> Callable[[str], str]:
    """A function that puts the same word for every name of a side: in full, a part of it, or its initials."""
    rows = []
    for name, side in known.items():
        if side == "unclear" or "@" in name:
            continue
        parts = [p for p in name.split() if len(p) > 2]
        initials = "".join(p[0] for p in name.split())
        words = [name, *parts, *([initials] if len(initials) > 1 else [])]
        rows.append((re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in words)})\b"), REP if side == "rep" else BOSS))

    def mask(text: str) -> str:
        for pattern, word in rows:
            text = pattern.sub(word, text)
        return text

    return mask


def _cut(text: str) -> list[tuple[int, int]]:
    marks = [0, *(m.end() for m in _CUT.finditer(text) if _ends(text, m)), len(text)]
    out = []
    for a, b in pairwise(marks):
        parts = _parts(text[a:b], _CLAUSE, LEAST_WORDS) if len(text[a:b].split()) > LONG_WORDS else [(0, b - a)]
        for first, last in parts:
            piece = text[a + first : a + last]
            for c, d in _parts(piece, _TWO_DEEDS, DEED_WORDS) if not _CONDITION.search(piece) else [(0, len(piece))]:
                said = _AND.sub("", piece[c:d]) if d < len(piece) else piece[c:d]
                if re.search(r"\w", said):
                    start = a + first + c
                    out.append((start + len(said) - len(said.lstrip()), start + len(said.rstrip(" \t\n,"))))
    return out


def _ends(text: str, m: re.Match[str]) -> bool:
    """Whether a piece ends there: not after `Dr.` or `M.`, before a small letter, or at a dash with a word or two beside it."""
    before, after = text[: m.start()], text[m.end() :]
    if m.group().strip() in {"–", "—", "-", "→", "=>", "->"}:
        return len(before.rpartition("\n")[2].split()) >= DASH_WORDS and len(after.partition("\n")[0].split()) >= DASH_WORDS
    return "\n" in m.group() or not (_SHORTENED.search(before) or (before.endswith(".") and after[:1].islower() and len(before.split()[-1]) <= 6))


def _parts(text: str, where: re.Pattern[str], least: int) -> list[tuple[int, int]]:
    """`text` cut where the pattern ends, no part with fewer words."""
    parts, begin = [], 0
    for end in (*(m.end() for m in where.finditer(text)), len(text)):
        if end == len(text) or (len(text[begin:end].split()) >= least and len(text[end:].split()) >= least):
            parts.append((begin, end))
            begin = end
    return parts
