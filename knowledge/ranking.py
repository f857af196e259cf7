"""How passages are ordered, and whether one fits: pure arithmetic on what was found.

Order: (body + 1.5 x title + 0.5 x words) / 3, where body and title are cosine similarities with the question (a passage's with some of
its page around it, a title's with how its page begins, see `index`) and words is bm25 over the best bm25 found. The scales are fixed, so a score means
the same in every search; standardising each side by its spread ranks no better. The weights are cross-validated
(benchmarks/retrieval_tuning.py).

Of pages that say the same in nearly the same words only the best is shown.

Whether it fits: no level of similarity separates right from wrong in every playbook. Where titles are questions a
right page has 0.76 and a wrong neighbour 0.52; in a playbook of topics a right one has 0.45. So six things are weighed
(`Evidence`), in a logistic regression fitted on questions with an answer and without one over three playbooks and reported
on questions it was not fitted on (benchmarks/retrieval_fits.py). A page whose skill the question
names in full (`what do we have on referrals?`) fits as well: that is what it is filed under.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass

from copilot.domain import Hit, Passage
from knowledge.lexical import Overlap

_WORD = re.compile(r"\w+")
TITLE_WEIGHT, WORDS_WEIGHT = 1.5, 0.5
LIFT = {"skill": 0.06, "piston": 0.03, "activity": 0.02, "stage": 0.02}
"""What each matching piece of metadata adds to a score; it moves the order, never the judgement whether a page fits."""
SAME_FROM = 0.7
"""Of three-word runs that two passages have in common, from which on they say the same."""
RUN = 3
LOOKED_AT = 12
"""Best documents that are compared with each other: more than are shown."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One passage against the question."""

    passage_id: str
    score: float
    """0 to 1, larger is better."""
    likeness: float
    """Weighted mean of the two similarities, words left out."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question stands to a playbook as a whole, whichever page it is."""

    closeness: float
    """Its mean similarity with all passages: how near it is to what the playbook is about at all."""
    spread: float
    title_spread: float
    """Standard deviations of its similarities with passages and with titles (`steadied`): where these vary much, the best one stands out whether it answers or not."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a document fitting a question; also how much each counts."""

    likeness: float
    """Of its most alike passage."""
    closeness: float
    spread: float
    title_spread: float
    """These three as in `Standing`."""
    share: float
    """`Overlap.share` of its best passage."""
    weight: float
    """`Overlap.weight` of its best passage."""


COUNTS = Evidence(likeness=14.229, closeness=3.567, spread=-66.442, title_spread=-2.707, share=3.464, weight=0.659)
FITS_FROM = 2.947
"""Of the sum of evidence times counts; both as benchmarks/retrieval_fits.py chose them."""
USUAL_SPREAD, USUAL_TITLE_SPREAD, AS_MANY = 0.075, 0.085, 60
"""A few passages tell little about how much similarities vary, so these, usual in the shipped playbook, count as `AS_MANY` passages more."""


def fuse(body: Mapping[str, float], title: Mapping[str, float], words: Mapping[str, float]) -> list[Scored]:
    """All passages found by any of the three, best first.

    A passage among the nearest by one side and not by another gets that other side's last similarity, the most it
    can have there.
    """
    body_floor, title_floor = min(body.values(), default=0.0), min(title.values(), default=0.0)
    best = max(words.values(), default=0.0)
    scored = []
    for passage_id in body.keys() | title.keys() | words.keys():
        alike = body.get(passage_id, body_floor) + TITLE_WEIGHT * title.get(passage_id, title_floor)
        share = max(words.get(passage_id, 0.0), 0.0) / best if best > 0 else 0.0
        scored.append(Scored(passage_id, (alike + WORDS_WEIGHT * share) / (1 + TITLE_WEIGHT + WORDS_WEIGHT), alike / (1 + TITLE_WEIGHT)))
    return sorted(scored, key=lambda s: (-s.score, s.passage_id))


def lift(passage: Passage, wanted: Mapping[str, str | None]) -> float:
    """What the metadata asked for adds to this passage's score."""
    return sum(LIFT[name] for name, value in wanted.items() if value and (getattr(passage, name) or "").casefold() == value.casefold())


def contradicts(passage: Passage, wanted: Mapping[str, str | None]) -> bool:
    """Whether the passage's page says it is for something else; one that says nothing is for all."""
    return any(value and (own := getattr(passage, name)) and own.casefold() != value.casefold() for name, value in wanted.items())


def names_skill(question: str, skill: str | None) -> bool:
    """Whether the question holds the skill's words, all of them and in their order."""
    words, asked = (f" {' '.join(_WORD.findall(text.casefold()))} " for text in (skill or "", question))
    return bool(words.strip()) and words in asked


@dataclass(frozen=True, slots=True)
class Judged:
    """A document found, by its best passage."""

    passage: Passage
    score: float
    evidence: Evidence


def judged(
    scored: Iterable[Scored], passages: Mapping[str, Passage], standing: Standing, wanted: Mapping[str, str | None], k: int, overlap: Callable[[Sequence[Passage]], Mapping[str, Overlap]]
) -> list[Judged]:
    """The k best documents, near duplicates left out.

    Args:
        scored: of passages that may be shown; those not in `passages` are left out.
        passages: by id.
        standing: of the question in this playbook.
        wanted: metadata by name; matches are lifted.
        k: how many documents.
        overlap: the question's words in passages, by id (`PassageFile.overlap`).
    """
    likeness: dict[str, float] = {}
    best: dict[str, tuple[float, Passage]] = {}
    for one in scored:
        passage = passages.get(one.passage_id)
        if passage is None:
            continue
        document, score = passage.document_id, one.score + lift(passage, wanted)
        likeness[document] = max(likeness.get(document, -1.0), one.likeness)
        if document not in best or score > best[document][0]:
            best[document] = (score, passage)
    order = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    for twin in _twins([passage for _, (_, passage) in order[: max(k, LOOKED_AT)]]):
        del likeness[twin]
    order = [item for item in order if item[0] in likeness][:k]
    words = overlap([passage for _, (_, passage) in order])
    found = []
    for document, (score, passage) in order:
        found.append(Judged(passage, round(score, 4), Evidence(likeness[document], standing.closeness, standing.spread, standing.title_spread, words[passage.id].share, words[passage.id].weight)))
    return found


def best_hits(
    question: str,
    scored: Iterable[Scored],
    passages: Mapping[str, Passage],
    standing: Standing,
    wanted: Mapping[str, str | None],
    k: int,
    overlap: Callable[[Sequence[Passage]], Mapping[str, Overlap]],
) -> list[Hit]:
    """The k best documents by their best passage, each with the judgement whether it fits; arguments as `judged`, and the question as asked."""
    return [Hit(one.passage, one.score, fits(one.evidence) or names_skill(question, one.passage.skill)) for one in judged(scored, passages, standing, wanted, k, overlap)]


def fits(evidence: Evidence) -> bool:
    """Whether a document is said to answer."""
    return worth(evidence) >= FITS_FROM


def steadied(spread: float, usual: float, passages: int) -> float:
    """A standard deviation measured on so many passages, drawn towards the usual one where they are few."""
    return math.sqrt((passages * spread**2 + AS_MANY * usual**2) / (passages + AS_MANY))


def worth(evidence: Evidence) -> float:
    """How much speaks for it, in log odds less a constant."""
    return sum(float(much) * float(counts) for much, counts in zip(astuple(evidence), astuple(COUNTS), strict=True))


def _twins(passages: Sequence[Passage]) -> list[str]:
    """Documents of passages, best first, that say the same as a better one's."""
    kept: list[set[tuple[str, ...]]] = []
    twins = []
    for passage in passages:
        words = _WORD.findall(passage.text.casefold())
        runs = set(zip(*(words[i:] for i in range(RUN)), strict=False)) or {tuple(words)}
        if any(len(runs & other) >= SAME_FROM * len(runs | other) for other in kept):
            twins.append(passage.document_id)
        else:
            kept.append(runs)
    return twins
