"""A draft taken apart: its lines, sentences and clauses, each with the Facts and passages that its placeholders stand for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from copilot.domain import Fact, Passage
from copilot.facts import Ledger, placeholders

TOKEN = "\u2063"
"""An invisible separator stands for a placeholder, so that words around it keep their distance."""

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.](?=\w)[^.!?\n]*)*[.!?]*")
_CLAUSE = re.compile(r"[,;:—–()]+|\s-\s|\b(?:and|but|so|while|whereas|though|although|yet)\b")
_ASKS = re.compile(
    r"^[\s\-]*(?:(?:and|but|so|then|now)\s+)?(?:(?:at|in|for|with|from|to|on|of|by)\s+)?"
    r"(?:what|how|which|who|whom|whose|where|when|why|would|could|can|do|does|did|is|are|will|shall|should|have|has|may|might|anything|ready)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*[-•]\s+")
_ONE_ON_ONE = re.compile(r"\b1:1(?:['’]?s)?\b")


@dataclass(frozen=True, slots=True)
class Mark:
    """A placeholder: where its token stands in the bare text, and what it stands for."""

    at: int
    name: str
    """As written, without `:words`; of a quotation `quote:ID`."""
    in_words: bool
    fact: Fact | None
    passage: Passage | None

    @property
    def says(self) -> bool:
        """Whether it says how things are: anything but the name of a person or a deal."""
        return self.passage is not None or (self.fact is not None and (self.fact.kind != "name" or self.name in ("segment", "target.segment", "quadrant")))

    @property
    def is_figure(self) -> bool:
        return self.fact is not None and self.fact.kind in ("figure", "comparison", "what_if", "decomposition", "policy")


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    marks: tuple[Mark, ...]
    asks: bool
    """Part of a question."""


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    """Tokens for placeholders; `1:1` reads `sitting`."""
    at: int
    marks: tuple[Mark, ...]
    clauses: tuple[Clause, ...]
    bullet: bool
    lead: str
    """What introduces the list this line is part of, ending with a colon; else empty."""
    listed: tuple[Mark, ...] = ()
    """Of a sentence that introduces a list: the placeholders of its lines."""

    @property
    def asks(self) -> bool:
        return self.text.rstrip().endswith("?")

    @property
    def template(self) -> str:
        """As it was written, spaces evened out."""
        said, marks = [], iter(self.marks)
        for letter in self.text:
            said.append("{" + next(marks).name + "}" if letter == TOKEN else letter)
        return " ".join("".join(said).split())


def taken_apart(template: str, ledger: Ledger, passages: Mapping[str, Passage]) -> list[Sentence]:
    """The sentences of a draft in order; a list belongs to the line before it that ends with a colon."""
    out: list[Sentence] = []
    lead, introducing = "", -1
    for line in template.split("\n"):
        bullet = bool(_BULLET.match(line))
        text, marks = _bare(_ONE_ON_ONE.sub("sitting", _BULLET.sub("", line)), ledger, passages)
        if not text.strip():
            continue
        if bullet and introducing >= 0:
            first = out[introducing]
            out[introducing] = Sentence(first.text, first.at, first.marks, first.clauses, first.bullet, first.lead, (*first.listed, *marks))
        if not bullet:
            lead, introducing = "", -1
        for start, end in _stretches(text, marks):
            said = text[start:end]
            if re.search(rf"\w|{TOKEN}", said):
                within = tuple(k for k in marks if start <= k.at < end)
                out.append(Sentence(said, start, within, tuple(_clauses(said, start, within)), bullet, lead if bullet else ""))
        if not bullet and text.rstrip().endswith(":") and out:
            lead, introducing = out[-1].text, len(out) - 1
    return out


def _stretches(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Where each sentence of a line begins and ends; what ends with a full stop inside a placeholder ends a sentence."""
    closing = {k.at + 1 for k in marks if k.passage is not None or (k.fact is not None and k.fact.text.rstrip("”\"'").endswith((".", "?", "!")))}
    for m in _SENTENCE.finditer(text):
        at = m.start()
        for cut in sorted(c for c in closing if m.start() < c < m.end() and re.match(rf"\s+[A-Z{TOKEN}]", text[c:])):
            yield at, cut
            at = cut
        yield at, m.end()


def _bare(line: str, ledger: Ledger, passages: Mapping[str, Passage]) -> tuple[str, list[Mark]]:
    pieces, marks = [], []
    at = length = 0
    for start, end, name in placeholders(line):
        pieces.append(line[at:start])
        length += start - at
        kind, _, rest = name.partition(":")
        quoted = kind == "quote"
        marks.append(Mark(length, name if quoted else kind, rest == "words" and not quoted, None if quoted else ledger.get(kind), passages.get(rest) if quoted else None))
        pieces.append(TOKEN)
        length += 1
        at = end
    return "".join((*pieces, line[at:])), marks


def _clauses(sentence: str, start: int, marks: tuple[Mark, ...]) -> Iterator[Clause]:
    question = sentence.rstrip().endswith("?")
    asking = False
    cuts = [0, *(m.start() for m in _CLAUSE.finditer(sentence)), len(sentence)]
    parts = []
    for a, b in itertools.pairwise(cuts):
        text = re.sub(r"^[,;:—–()\s]+", "", sentence[a:b])
        if re.search(rf"\w|{TOKEN}", text):
            parts.append((text, tuple(k for k in marks if a <= k.at - start < b)))
    opened = any(_ASKS.match(text) for text, _ in parts)
    for text, within in parts:
        asking = asking or (question and (not opened or bool(_ASKS.match(text))))
        yield Clause(text, within, asking)
