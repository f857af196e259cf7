"""Where a model puts things: what people wrote stays in its section and is not left out, lists keep their order (sections 8 and 9)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Protocol

from copilot.domain import Fact, SourceTable
from copilot.facts import Ledger, placeholders
from copilot.grounding import Refusal

PEOPLES_WORDS: frozenset[SourceTable] = frozenset({"aspirations", "one_on_ones", "initiatives", "goals"})
_LISTED = re.compile(r"^\s*[-•]\s*\{([A-Za-z0-9_.\-]+)\}\s*$", re.MULTILINE)
_BULLET = re.compile(r"^\s*[-•*]\s*(.*)$", re.MULTILINE)
_NUMBER = re.compile(r"\.\d+(?:\.|$)")


class Piece(Protocol):
    """One section of a draft."""

    @property
    def id(self) -> str: ...
    @property
    def looks_back(self) -> bool: ...
    @property
    def template(self) -> str: ...


class Draft(Protocol):
    """A draft in sections."""

    @property
    def sections(self) -> Sequence[Piece]: ...


def kept_in_place(piece: Piece, twin: Draft, ledger: Ledger) -> list[Refusal]:
    """What is wrong with which placeholders a section of an agenda has.

    Args:
        piece: a section of a model's draft.
        twin: the plain agenda, with the same sections.
        ledger: Facts of this turn.
    """
    plain = next(s.template for s in twin.sections if s.id == piece.id)
    here, mine = _names(plain), _names(piece.template)
    out = []
    for name in mine:
        fact = ledger.get(name)
        if fact is None or name in here:
            continue
        if _written(fact):
            out.append(Refusal("section", "{" + name + "}", "what people wrote, goals and promises stay in their own section"))
        elif fact.looks_back and not piece.looks_back:
            out.append(Refusal("section", "{" + name + "}", "that looks back; this section looks ahead"))
    for name in _LISTED.findall(plain):
        if name not in mine:
            out.append(Refusal("list", "{" + name + "}", "keep every line of the outline's lists, each as its placeholder"))
    for line in _BULLET.findall(piece.template):
        if not set(_names(line)) & set(here):
            out.append(Refusal("list", line, "add no line of your own to a list"))
    return out + order_kept(piece.template, plain)


def answers_the_question(template: str, plain: Sequence[str], ledger: Ledger) -> list[Refusal]:
    """What is wrong with an answer as a whole: nothing of the plain text is in it, or its lists stand in another order."""
    whole = "\n".join(plain)
    said = {root_of(n) for n in _names(whole)} - {"rep"}
    if said and not said & {root_of(n) for n in _names(template)}:
        return [Refusal("list", "", "the answer as worked out is not in it: use its placeholders")]
    return order_kept(template, whole)


def order_kept(template: str, plain: str) -> list[Refusal]:
    """What is wrong with the order of a list, which says something in the plain text."""
    wanted = [_first(line) for line in _BULLET.findall(plain)]
    mine = [n for line in _BULLET.findall(template) if (n := _first(line)) is not None and n in wanted]
    for before, after in itertools.pairwise(mine):
        if wanted.index(before) > wanted.index(after) and _NUMBER.search(before):
            return [Refusal("list", "{" + after + "}", "keep the lines of a list in the order they have in the plain text")]
    return []


def root_of(name: str) -> str:
    """What a figure is about: `demo.rate` and `demo.vs_target` say the same in two ways."""
    return name if name.startswith("quote:") else name.partition(".")[0]


def _first(line: str) -> str | None:
    return next(iter(_names(line)), None)


def _names(template: str) -> list[str]:
    return list(dict.fromkeys(name if name.startswith("quote:") else name.partition(":")[0] for _, _, name in placeholders(template)))


def _written(fact: Fact) -> bool:
    return fact.kind == "words" and fact.source is not None and fact.source.table in PEOPLES_WORDS
