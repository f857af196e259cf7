"""How passages are ordered, and whether the best one fits: pure arithmetic on what was found.

score = (body + title + 0.25 x words) / 2.25, where body and title are cosine similarities with the question and words
is bm25 over the best bm25 found. On fixed scales, so that a score means the same in every search; standardising
each by its spread ranks no better (benchmarks/retrieval.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from copilot.domain import Passage

WORDS_WEIGHT = 0.25
FITS_FROM = 0.5
LIFT = {"skill": 0.06, "piston": 0.03, "activity": 0.02, "stage": 0.02}
"""What each matching piece of metadata adds to a score; it moves the order, never the judgement whether a passage fits."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage's place in the order."""

    passage_id: str
    score: float
    fits: bool


def fuse(body: Mapping[str, float], title: Mapping[str, float], words: Mapping[str, float]) -> list[Scored]:
    """All passages found by any of the three, best first.

    A passage among the nearest by one side and not by another gets that other side's last similarity, the most it
    can have there.
    """
    body_floor, title_floor = min(body.values(), default=0.0), min(title.values(), default=0.0)
    best = max(words.values(), default=0.0)
    scored = []
    for passage_id in body.keys() | title.keys() | words.keys():
        near, named = body.get(passage_id, body_floor), title.get(passage_id, title_floor)
        share = max(words.get(passage_id, 0.0), 0.0) / best if best > 0 else 0.0
        score = (near + named + WORDS_WEIGHT * share) / (2 + WORDS_WEIGHT)
        scored.append(Scored(passage_id, score, max(near, named) >= FITS_FROM))
    return sorted(scored, key=lambda s: (-s.score, s.passage_id))


def lift(passage: Passage, wanted: Mapping[str, str | None]) -> float:
    """What the metadata asked for adds to this passage's score."""
    return sum(LIFT[name] for name, value in wanted.items() if value and (getattr(passage, name) or "").casefold() == value.casefold())


def best_of_each(scored: Iterable[Scored], passages: Mapping[str, Passage], k: int) -> list[tuple[Passage, Scored]]:
    """The best passage of each document, the k best documents."""
    seen: set[str] = set()
    chosen = []
    for one in scored:
        passage = passages[one.passage_id]
        if passage.document_id in seen:
            continue
        seen.add(passage.document_id)
        chosen.append((passage, one))
        if len(chosen) == k:
            break
    return chosen
