"""Figures one can press: which stretch of a text is which Fact's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from copilot.domain import Fact, Section

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBER = re.compile(rf"\b\d{{4}}-[QH]\d\b|(?<!\d:)(?:[A-Z]{{3}} |R?[$€£¥₹])?\d(?:[\d,.]*\d)?(?!\d*:\d)(?: ?%)?(?: (?:{_MONTHS})(?: \d{{4}})?)?")
_PERIOD = re.compile(r"(\b\d{4}-[QH]\d\b)")
_WHOLE = 32
"""A Fact's text up to this length is pressed as a whole; of a longer one only the number."""
_ONE_LINE = 40
"""A button cannot be broken between lines, so a longer text is none: only its numbers are."""
_OWN_WORDS = 6
"""A Fact that the text does not name is recognised by its text only from this length on."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text, and the Fact it says."""

    text: str
    fact: str | None = None


def parts(text: str, used: Iterable[Fact], others: Iterable[Fact] = ()) -> list[Part]:
    """Split a text so that each number stands in a part with the Fact it is from.

    Args:
        text: as rendered for people.
        used: Facts the text is known to say.
        others: Facts of the same turn, whose longer texts may stand inside those of `used`.
    """
    spans = [(m.start(), m.end(), f.id) for f in used for m in _occurrences(text, f.text)]
    spans += [(m.start(), m.end(), f.id) for f in others if len(f.text) >= _OWN_WORDS for m in _occurrences(text, f.text)]
    spans += [(0, len(text), f.id) for f in used if _is_piece(text, f.text)]
    spans.sort(key=lambda s: s[1] - s[0])
    out: list[Part] = []
    at = 0
    for number in _NUMBER.finditer(text):
        start, end = number.span()
        if start < at:
            continue
        owner = next((s for s in spans if s[0] <= start and end <= s[1]), None)
        if owner is None:
            continue
        if owner[1] - owner[0] <= _WHOLE and owner[0] >= at:
            start, end = owner[0], owner[1]
        if start > at:
            out.append(Part(text[at:start]))
        out.append(Part(text[start:end], owner[2]))
        at = end
    if at < len(text):
        out.append(Part(text[at:]))
    return out


def figures_said(sections: Iterable[Section], facts: Iterable[Fact]) -> int:
    """How many figures an agenda's sections say that can be pressed: all of them, since a draft with any other is refused."""
    by_id = {f.id: f for f in facts}
    return sum(part.fact is not None for s in sections for line in s.text.split("\n") for part in parts(line, [by_id[i] for i in s.facts if i in by_id], by_id.values()))


def _is_piece(text: str, said: str) -> bool:
    """Whether a streamed sentence is one of several that a Fact says; the writer ends it with its own full stop."""
    piece = text.strip().rstrip(".").lower()
    return len(piece) >= _OWN_WORDS and piece in said.lower()


def _occurrences(text: str, said: str) -> Iterable[re.Match[str]]:
    if not said or (said[:1] not in text and said[:1].upper() not in text):
        return ()
    return re.finditer(rf"(?<![\w.,]){re.escape(said)}(?![\w]|[.,]\d)", text, re.IGNORECASE)


def figure(fact: Fact, text: str | None = None, whole: bool = False) -> Markup:
    """A button that opens what is behind a figure; of a long text its numbers, where it has any.

    Args:
        fact: the figure.
        text: to show, where it is not the Fact's own.
        whole: one button however long, as where nothing else stands on its lines.
    """
    said = str(text or fact.text)
    if not whole and len(said) > _ONE_LINE and _NUMBER.search(said):
        return figures(said, [replace(fact, text=said)])
    return Markup('<button type="button" class="fig" data-fact="{}">{}</button>').format(fact.id, said)


def worded(text: str, fact: Fact | None) -> Markup | str:
    """Other words of what a Fact says, such as when a goal counts as done: all their numbers are that Fact's."""
    return figures(text, [replace(fact, text=text)]) if fact is not None else text


def figures(text: str, used: Iterable[Fact], others: Iterable[Fact] = ()) -> Markup:
    """A text with its figures as buttons; everything else is escaped."""
    out: list[Markup] = []
    before = ""
    for part in parts(text, used, others):
        if part.fact is None:
            out.append(_unbroken(before))
            before = part.text
            continue
        button = Markup('<button type="button" class="fig" data-fact="{}">{}</button>').format(part.fact, part.text)
        if before.endswith(("(", "“")):  # a line must not end in the bracket that a figure begins with
            button = Markup('<span class="nb">{}{}</span>').format(before[-1], button)
            before = before[:-1]
        out += [_unbroken(before), button]
        before = ""
    return Markup("").join([*out, _unbroken(before)])


def _unbroken(text: str) -> Markup:
    """Text escaped, each `2026-Q4` kept on one line: a browser would break it at its hyphen."""
    pieces = _PERIOD.split(text)
    return Markup("").join(escape(piece) if i % 2 == 0 else Markup('<span class="nb">{}</span>').format(piece) for i, piece in enumerate(pieces))
