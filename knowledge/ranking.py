"""How passages are ordered, and whether one fits: pure arithmetic on what was found.

Order: (body + title + 0.4 x words) / 2.4, where body and title are cosine similarities with the question (a passage's with some of
its page around it, see `index.in_context`) and words is bm25 over the best bm25 found. The scales are fixed, so a score means the same in every search; standardising each
side by its spread ranks no better. The weight of the words and of what stands around a passage are cross-validated
(benchmarks/retrieval_tuning.py).

Whether it fits: no level of similarity separates right from wrong in every playbook. Where titles are questions a
right page has 0.76 and a wrong neighbour 0.52; in a playbook of topics a right one has 0.45. So a document fits when
it stands out from the next five, by more where the question is far from everything the playbook holds:

    likeness(document) - mean likeness of the documents in places 2 to 6 + closeness >= 0.25

likeness = (body + title) / 2 of its best passage, closeness = the question's mean similarity with all passages. The
two constants were chosen on half of two labelled sets; benchmarks/retrieval.py reports the other halves. With a few
dozen question-and-answer pages the rivals are weak and the judgement is lenient. A page whose skill the question
names in full (`what do we have on referrals?`) fits as well: that is what it is filed under.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from copilot.domain import Hit, Passage

_WORD = re.compile(r"\w+")
WORDS_WEIGHT = 0.4
RIVALS = 5
FITS_FROM = 0.25
LIFT = {"skill": 0.06, "piston": 0.03, "activity": 0.02, "stage": 0.02}
"""What each matching piece of metadata adds to a score; it moves the order, never the judgement whether a page fits."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One passage against the question."""

    passage_id: str
    score: float
    """0 to 1, larger is better."""
    likeness: float
    """Mean of the two similarities, words left out."""


def fuse(body: Mapping[str, float], title: Mapping[str, float], words: Mapping[str, float]) -> list[Scored]:
    """All passages found by any of the three, best first.

    A passage among the nearest by one side and not by another gets that other side's last similarity, the most it
    can have there.
    """
    body_floor, title_floor = min(body.values(), default=0.0), min(title.values(), default=0.0)
    best = max(words.values(), default=0.0)
    scored = []
    for passage_id in body.keys() | title.keys() | words.keys():
        alike = body.get(passage_id, body_floor) + title.get(passage_id, title_floor)
        share = max(words.get(passage_id, 0.0), 0.0) / best if best > 0 else 0.0
        scored.append(Scored(passage_id, (alike + WORDS_WEIGHT * share) / (2 + WORDS_WEIGHT), alike / 2))
    return sorted(scored, key=lambda s: (-s.score, s.passage_id))


def lift(passage: Passage, wanted: Mapping[str, str | None]) -> float:
    """What the metadata asked for adds to this passage's score."""
    return sum(LIFT[name] for name, value in wanted.items() if value and (getattr(passage, name) or "").casefold() == value.casefold())


def names_skill(question: str, skill: str | None) -> bool:
    """Whether the question holds the skill's words, all of them and in their order."""
    words, asked = (f" {' '.join(_WORD.findall(text.casefold()))} " for text in (skill or "", question))
    return bool(words.strip()) and words in asked


def best_hits(question: str, scored: Iterable[Scored], passages: Mapping[str, Passage], closeness: float, wanted: Mapping[str, str | None], k: int) -> list[Hit]:
    """The k best documents by their best passage, each with the judgement whether it fits.

    Args:
        question: as asked.
        scored: of passages that may be shown; those not in `passages` are left out.
        passages: by id.
        closeness: the question's mean similarity with all passages of the playbook.
        wanted: metadata by name; matches are lifted.
        k: how many documents.
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
    # Fewer than six documents: an unrelated page, alike by nothing, stands in for each one missing.
    rivals = sum(sorted(likeness.values(), reverse=True)[1 : RIVALS + 1]) / RIVALS
    order = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))[:k]
    return [Hit(passage, round(score, 4), likeness[document] - rivals + closeness >= FITS_FROM or names_skill(question, passage.skill)) for document, (score, passage) in order]
