"""What was said, by whom, and where it stands in the original text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from copilot.domain import Speaker

Who = Literal["rep", "manager", "unclear"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person said in one go, or one line of notes."""

    text: str
    """As read, escapes resolved."""
    start: int
    end: int
    speaker: str | None = None
    who: Who = "unclear"
    heading: str = ""
    """The last heading above it, in notes."""
    raw: tuple[int, ...] | None = None
    """Offset in the original of each character, and of the end; None where they simply count on from `start`."""
    ends: tuple[int, ...] | None = None
    """Where each character ends in the original; kept with `raw`."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of a part of `text`."""
        if self.raw is None:
            return self.start + start, self.start + end
        return self.raw[start], self.ends[end - 1] if self.ends and end > start else self.raw[end]


@dataclass(frozen=True, slots=True)
class Notes:
    """A text as read."""

    utterances: tuple[Utterance, ...]
    kind: Literal["transcript", "notes"]
    names: dict[str, Who]
    """Names that the text itself gives a side, lower case."""
    speakers: tuple[Speaker, ...] = ()
    """Everybody who speaks in a transcript, in the order they first do."""


class Woven:
    """Text put together from pieces of an original, that remembers where each character came from."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self.raw: list[int] = []
        self.ends: list[int] = []

    def copy(self, original: str, start: int, end: int) -> None:
        self._text.append(original[start:end])
        self.raw.extend(range(start, end))
        self.ends.extend(range(start + 1, end + 1))

    def put(self, words: str, start: int, end: int) -> None:
        """Words that stand for that part of the original as a whole: an escape, a tag, a gap."""
        self._text.append(words)
        self.raw.extend([start] * len(words))
        self.ends.extend([end] * len(words))

    def add(self, other: Woven) -> None:
        self._text.append(other.text)
        self.raw += other.raw
        self.ends += other.ends

    def __bool__(self) -> bool:
        return any(piece.strip() for piece in self._text)

    @property
    def text(self) -> str:
        if len(self._text) > 1:
            self._text = ["".join(self._text)]
        return self._text[0] if self._text else ""

    @property
    def end(self) -> int:
        return self.ends[-1]

    def utterance(self, speaker: str | None) -> Utterance:
        """Its words without the blanks around them; there must be some."""
        text = self.text
        first, last = len(text) - len(text.lstrip()), len(text.rstrip())
        raw, ends = self.raw[first:last], self.ends[first:last]
        if ends[-1] - raw[0] == last - first:
            return Utterance(text[first:last], raw[0], ends[-1], speaker)
        return Utterance(text[first:last], raw[0], ends[-1], speaker, raw=(*raw, ends[-1]), ends=tuple(ends))


def through(utterance: Utterance, view: Woven) -> Utterance:
    """An utterance read from a view of the original (tags left out, escapes resolved), with its offsets in the original."""
    inner = utterance.raw[:-1] if utterance.raw is not None else range(utterance.start, utterance.end)
    ends = utterance.ends if utterance.ends is not None else range(utterance.start + 1, utterance.end + 1)
    outer, outer_ends = [view.raw[i] for i in inner], [view.ends[i - 1] for i in ends]
    if outer_ends[-1] - outer[0] == len(utterance.text):
        return replace(utterance, start=outer[0], end=outer_ends[-1], raw=None, ends=None)
    return replace(utterance, start=outer[0], end=outer_ends[-1], raw=(*outer, outer_ends[-1]), ends=tuple(outer_ends))


LONGEST_RUN = 600
"""Characters without the end of a sentence after which an utterance is cut: nobody speaks in such sentences, and what looks for
promises and dates in a sentence takes far longer for one of twice the length."""
_RUN_ENDS = re.compile(r"[.!?…。！？](?=\s)|\n")


def cut(utterance: Utterance) -> Iterator[Utterance]:
    """The utterance, or its parts between words where a sentence has no end."""
    text = utterance.text
    if len(text) <= LONGEST_RUN:
        yield utterance
        return
    begun = since = 0
    for end in (*(m.end() for m in _RUN_ENDS.finditer(text)), len(text)):
        while end - since > LONGEST_RUN:
            at = max(text.rfind(" ", since, since + LONGEST_RUN), text.rfind("\t", since, since + LONGEST_RUN))
            at = at if at > since else since + LONGEST_RUN
            if text[begun:at].strip():
                yield _part(utterance, begun, at)
            begun = since = at
        since = end
    if text[begun:].strip():
        yield _part(utterance, begun, len(text))


def _part(utterance: Utterance, start: int, end: int) -> Utterance:
    words = utterance.text[start:end]
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    first, last = utterance.span(start, end)
    if utterance.raw is None or utterance.ends is None:
        return replace(utterance, text=utterance.text[start:end], start=first, end=last)
    return replace(utterance, text=utterance.text[start:end], start=first, end=last, raw=(*utterance.raw[start:end], last), ends=utterance.ends[start:end])


# ---------------------------------------------------------------- pieces of one turn

_FULL_STOP = re.compile(r"[.!?…。！？؟۔][\"'”’)\]]*\s*$")
_STOPS = re.compile(r"[.!?…。！？؟۔](?=\s|$|[\"'”’)])", re.MULTILINE)
WORDS_A_STOP = 40
"""Captions with fewer full stops than one in so many words have none to go by: each cue then stands for a sentence."""
LONGEST_SENTENCE = 400
"""Characters after which a sentence of captions without names is cut all the same."""


def punctuated(pieces: Iterable[Woven]) -> bool:
    text = "\n".join(piece.text for piece in pieces)
    return len(_STOPS.findall(text)) * WORDS_A_STOP >= len(text.split())


def joined(pieces: Sequence[Woven], stops: bool) -> Woven:
    """One turn: a sentence that runs over two pieces is one again, and one that ends with its piece ends there."""
    whole = Woven()
    for i, piece in enumerate(pieces):
        if i:
            before = pieces[i - 1]
            whole.put(" " if stops and not _FULL_STOP.search(before.text) else "\n", before.end, piece.raw[0])
        whole.add(piece)
    return whole


def turns(pieces: Sequence[tuple[str | None, Woven]]) -> list[Utterance]:
    """Pieces of a talk as turns: those of one speaker after another are one; without any speaker, as sentences."""
    said = [(speaker, piece) for speaker, piece in pieces if piece]
    stops = punctuated(piece for _, piece in said)
    named = any(speaker is not None for speaker, _ in said)
    out: list[Utterance] = []
    run: list[Woven] = []
    for i, (speaker, piece) in enumerate(said):
        run.append(piece)
        following = said[i + 1] if i + 1 < len(said) else None
        over = following is None or (following[0] != speaker if named else not stops or bool(_FULL_STOP.search(piece.text)) or sum(len(p.text) for p in run) > LONGEST_SENTENCE)
        if over:
            out.append(joined(run, stops).utterance(speaker))
            run = []
    return out
