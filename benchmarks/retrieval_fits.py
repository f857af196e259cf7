"""How the judgement "nothing fits" was calibrated, and how often it is right on questions it was not fitted on.

    python -m benchmarks.retrieval_fits [--json]

Three playbooks: the shipped one with the questions of evals/playbook_questions.yaml and tests/data/playbook_questions.yaml,
of which some have no right page, and the 125 third-party passages with titles and without, each of whose 400 questions is asked
twice, with its passage there and with it left out (then nothing should fit, though a neighbour may answer too).

The evidence of each question's best document (`knowledge.ranking.Evidence`) goes into a logistic regression. Managers' own
questions are what it is for, so the shipped playbook counts three times as much as either of the others, of which it is not
even sure that a left-out page has no neighbour that answers; within a playbook, questions with and without an answer count the
same. The level from which on a page fits is the one at which 88 % of the shipped playbook's unanswerable questions are told so.
Cross-validated in five folds by question, coefficients and level chosen on four and tried on the fifth, six times with
other folds: `held out` is the mean of the six. `chosen` are the coefficients and the level from all questions, which are to stand in
`knowledge.ranking`; `as shipped` is the product's own judgement, on all questions.

`nothing right` is the share of unanswerable questions for which none of the five hits fits, `refused` the share of
answerable ones told the same.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from benchmarks.retrieval import FAQ, ROOT, faq, look, open_index, starter_questions
from copilot.domain import Passage
from knowledge import ranking
from knowledge.embedding import MiniLmEmbedder
from knowledge.index import Reader
from knowledge.ingest import find_files, read_page
from knowledge.ranking import Judged, fuse, judged, names_skill
from knowledge.retriever import STARTER

FOLDS, TIMES, HITS = 5, 6, 5
OWN_COUNTS = 3.0
"""How much more the shipped playbook counts than another one."""
SAID = 0.88
"""Of the shipped playbook's unanswerable questions, how many the level is to tell so."""
OWN = ("shipped", "shipped, late", "shipped, older")
Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Case:
    """One question, in one state of the playbook."""

    of: str
    answerable: bool
    number: int
    """Made of its words: a question is in one fold whatever the state of the playbook."""
    evidence: Numbers
    """(hits, pieces of `Evidence`), best first."""
    named: bool
    """A hit's skill is named in the question: it fits whatever the evidence."""


def main() -> None:
    parser = argparse.ArgumentParser(description="calibrate the judgement whether a page fits")
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        result = calibrated(cases(Path(folder)))
    if as_json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name}: {value}")


def cases(folder: Path) -> list[Case]:
    embedder = MiniLmEmbedder()
    reader = open_index(folder / "shipped", embedder, [read_page(p) for p in find_files([STARTER])])
    asked = managers_ask()
    found = [case(of, reader, embedder, ask, right=right) for of, ask, right in asked]
    reader.close()
    if not FAQ.is_dir():
        sys.stderr.write("no third-party data in ../shared/data beside the project: calibrated on the shipped playbook alone\n")
        return found
    for of, titles in (("third-party", True), ("third-party, no titles", False)):
        pages, questions = faq(titles)
        reader = open_index(folder / of, embedder, pages)
        for question in questions:
            found += [case(of, reader, embedder, question.ask, right=True), case(of, reader, embedder, question.ask, right=False, without=question.right)]
        reader.close()
    return found


def managers_ask() -> list[tuple[str, str, bool]]:
    """(set, question, whether it has a right page), on the shipped playbook."""
    rows = yaml.safe_load((ROOT / "evals" / "playbook_questions.yaml").read_text("utf-8"))
    return [("shipped, late" if row.get("late") else "shipped", row["ask"], bool(row["pages"])) for row in rows] + [("shipped, older", q.ask, bool(q.right)) for q in starter_questions()]


def case(of: str, reader: Reader, embedder: MiniLmEmbedder, ask: str, right: bool, without: frozenset[str] = frozenset()) -> Case:
    hits = hits_of(reader, embedder, ask, without)
    return Case(of, right, zlib.crc32(ask.encode()), np.array([astuple(h.evidence) for h in hits]), any(names_skill(ask, h.passage.skill) for h in hits))


def hits_of(reader: Reader, embedder: MiniLmEmbedder, ask: str, without: frozenset[str] = frozenset()) -> list[Judged]:
    """As `ChromaPlaybook.search` finds them, over all passages but those of some pages."""
    found = look(reader, embedder, ask, reader.count)
    passages: Mapping[str, Passage] = {p.id: p for p in reader.file.passages() if p.document_id not in without}
    return judged(fuse(found.body, found.title, found.words), passages, found.standing, {}, HITS, partial(reader.file.overlap, ask))


def calibrated(all_cases: Sequence[Case]) -> dict[str, Any]:
    said = np.zeros(len(all_cases))
    for time in range(TIMES):
        folds = [fold_of(c, time) for c in all_cases]
        for fold in range(FOLDS):
            counts, level = fitted([c for c, of in zip(all_cases, folds, strict=True) if of != fold])
            for i, one in enumerate(all_cases):
                if folds[i] == fold:
                    said[i] += fits(one, counts, level) / TIMES
    counts, level = fitted(all_cases)
    shipped, at = np.array(astuple(ranking.COUNTS)), ranking.FITS_FROM
    return {
        "chosen": {"counts": [round(float(c), 3) for c in counts], "fits from": round(level, 3)},
        "held out": shares(all_cases, said),
        "as chosen": shares(all_cases, np.array([float(fits(c, counts, level)) for c in all_cases])),
        "as shipped": shares(all_cases, np.array([float(fits(c, shipped, at)) for c in all_cases])),
    }


def fold_of(one: Case, time: int) -> int:
    return zlib.crc32(f"{time} {one.number}".encode()) % FOLDS


def fitted(some: Sequence[Case]) -> tuple[Numbers, float]:
    """How much each kind of evidence counts, and the level from which on a page fits."""
    best, truth = np.array([c.evidence[0] for c in some]), np.array([c.answerable for c in some])
    group = np.array([f"{'own' if c.of in OWN else c.of} {c.answerable}" for c in some])
    names, sizes = np.unique(group, return_counts=True)
    weight = np.where([c.of in OWN for c in some], OWN_COUNTS, 1.0) / sizes[np.searchsorted(names, group)]
    middle, spread = best.mean(axis=0), best.std(axis=0)
    model = LogisticRegression(C=1.0).fit((best - middle) / spread, truth, sample_weight=weight * len(some) / weight.sum())
    counts = model.coef_[0] / spread
    nothing = np.array([(c.evidence @ counts).max() for c in some if c.of in OWN and not c.answerable])
    return counts, float(np.quantile(nothing, SAID))


def fits(one: Case, counts: Numbers, level: float) -> bool:
    return one.named or bool((one.evidence @ counts).max() >= level)


def shares(all_cases: Sequence[Case], said: Numbers) -> dict[str, Any]:
    out = {}
    truth = np.array([c.answerable for c in all_cases])
    groups = {of: np.array([c.of == of for c in all_cases]) for of in dict.fromkeys(c.of for c in all_cases)}
    groups["evals/playbook_questions.yaml"] = groups["shipped"] | groups["shipped, late"]
    for name, group in groups.items():
        no, yes = group & ~truth, group & truth
        out[name] = {"nothing right": round(1 - float(said[no].mean()), 3), "of": int(no.sum()), "refused": round(1 - float(said[yes].mean()), 3), "of answerable": int(yes.sum())}
    return out


if __name__ == "__main__":
    main()
