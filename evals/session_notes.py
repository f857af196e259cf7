"""How well notes are read: labelled notes and transcripts of `evals/notes/` beside what `check_notes` found in them.

A label says which sins a careful reader sees (section 11), where, which cannot be told, and what was promised. The texts
were written by several hands without sight of the code, labels by the same hands, read twice. A third, chosen by ids, is
held out: what is tuned or trained is tuned and trained on the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from copilot.domain import Commitment, Finding, NotesReport
from copilot.errors import InputError

FOLDER = Path(__file__).parent / "notes"
SINS = ("data_ambush", "no_commitment", "stack_ranking", "rear_view", "my_time", "no_aspiration")
"""The sins that a text can show; `selective` is found in the calendar."""
Span = tuple[int, int]


class Promise(BaseModel):
    """A promise as labelled."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: Literal["rep", "manager", "both"]
    what: str
    by: date | None
    own_hands: bool
    quote: str


class LabelledNotes(BaseModel):
    """One text and what a careful reader finds in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Literal["notes", "transcript"]
    held_on: date
    manager: str
    rep: str
    text: str
    sins: dict[str, tuple[str, ...]]
    """Those present, with what shows them; nothing is quoted where one shows by what is missing."""
    cannot_tell: tuple[str, ...]
    commitments: tuple[Promise, ...]
    tags: tuple[str, ...]

    @property
    def held_out(self) -> bool:
        return hashlib.sha256(self.id.encode()).digest()[0] % 3 == 0

    def verdict(self, sin: str) -> str:
        return "present" if sin in self.sins else "cannot tell" if sin in self.cannot_tell else "absent"

    def span(self, quote: str) -> Span:
        start = self.text.index(quote)
        return start, start + len(quote)

    def spans(self, sin: str) -> list[Span]:
        return [self.span(q) for q in self.sins.get(sin, ())]


def load_notes(folder: Path = FOLDER) -> list[LabelledNotes]:
    """All labelled texts, by file and place.

    Raises:
        InputError: a file that cannot be used, an unknown sin, a quotation that is not in its text exactly once.
    """
    found: list[LabelledNotes] = []
    for path in sorted(folder.glob("hand_*.yaml")):
        try:
            rows = yaml.safe_load(path.read_text("utf-8")) or []
        except yaml.YAMLError as e:
            raise InputError(f"the file of labelled notes {path.name!r} is no YAML: {e}") from e
        for place, row in enumerate(rows, 1):
            try:
                found.append(LabelledNotes.model_validate(row))
            except ValidationError as e:
                first = e.errors()[0]
                raise InputError(f"text {place} of {path.name!r}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from e
            _check(found[-1], path.name)
    if len({n.id for n in found}) < len(found):
        raise InputError("two labelled texts have one id")
    return found


def _check(notes: LabelledNotes, file: str) -> None:
    if unknown := {*notes.sins, *notes.cannot_tell} - set(SINS):
        raise InputError(f"{notes.id} of {file!r}: no such sin as {sorted(unknown)!r}")
    for quote in (*(q for quotes in notes.sins.values() for q in quotes), *(p.quote for p in notes.commitments)):
        if notes.text.count(quote) != 1:
            raise InputError(f"{notes.id} of {file!r}: {quote!r} stands {notes.text.count(quote)} times in the text, not once")


@dataclass(frozen=True)
class Read:
    """A labelled text beside what was found in it."""

    label: LabelledNotes
    report: NotesReport

    def findings(self, sin: str) -> list[Finding]:
        return [f for f in self.report.findings if f.sin == sin]

    def present(self, sin: str) -> bool:
        return any(f.verdict == "present" for f in self.findings(sin))

    def overlap(self, sin: str) -> float | None:
        """How far the quotations agree, 0 to 1: twice what both quote over what either quotes, each finding beside the labelled span it fits best; None where one quotes nothing."""
        ours = [(f.start, f.end) for f in self.findings(sin) if f.verdict == "present" and f.start is not None and f.end is not None]
        labelled = self.label.spans(sin)
        if not ours or not labelled:
            return None
        return sum(max(dice(mine, theirs) for theirs in labelled) for mine in ours) / len(ours)

    @cached_property
    def promises(self) -> list[tuple[Promise | None, Commitment | None]]:
        """Labelled and found promises that quote the same place, one to one; what has no partner stands alone."""
        left = list(self.report.commitments)
        pairs: list[tuple[Promise | None, Commitment | None]] = []
        for promise in self.label.commitments:
            start, end = self.label.span(promise.quote)
            best = max(left, key=lambda c: covered((start, end), (c.start, c.end)), default=None)
            if best is not None and covered((start, end), (best.start, best.end)) >= 0.5:
                left.remove(best)
                pairs.append((promise, best))
            else:
                pairs.append((promise, None))
        return [*pairs, *((None, c) for c in left)]


def dice(a: Span, b: Span) -> float:
    common = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return 2 * common / (a[1] - a[0] + b[1] - b[0])


def covered(a: Span, b: Span) -> float:
    """How much of the shorter one lies in the other."""
    common = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return common / max(1, min(a[1] - a[0], b[1] - b[0]))


@dataclass(frozen=True, slots=True)
class Counts:
    """What was found rightly, found wrongly and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def count_sin(read: Sequence[Read], sin: str) -> Counts:
    """Present against not present; a text where a reader cannot tell counts as one where it is not."""
    pairs = [(r.present(sin), r.label.verdict(sin) == "present") for r in read]
    return Counts(sum(a and b for a, b in pairs), sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs))


def span_overlap(read: Iterable[Read], sin: str) -> list[float]:
    """One figure a text where both quote."""
    return [o for r in read if r.present(sin) and r.label.verdict(sin) == "present" and (o := r.overlap(sin)) is not None]


def false_on_clean(read: Iterable[Read]) -> tuple[int, int]:
    """(sins found, sins looked for) in texts without any."""
    clean = [r for r in read if not r.label.sins]
    return sum(r.present(s) for r in clean for s in SINS), len(clean) * len(SINS)


def count_promises(read: Iterable[Read]) -> Counts:
    pairs = [p for r in read for p in r.promises]
    return Counts(sum(a is not None and b is not None for a, b in pairs), sum(a is None for a, b in pairs), sum(b is None for a, b in pairs))


def owners_right(read: Iterable[Read]) -> list[bool]:
    return [a.who == b.who for r in read for a, b in r.promises if a is not None and b is not None]


def days_right(read: Iterable[Read]) -> list[bool]:
    return [a.by == b.by for r in read for a, b in r.promises if a is not None and b is not None]


def hands_right(read: Iterable[Read]) -> list[bool]:
    return [a.own_hands == b.in_own_hands for r in read for a, b in r.promises if a is not None and b is not None]
