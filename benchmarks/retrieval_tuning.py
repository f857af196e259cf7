"""How the weights of the search were chosen, and what they are worth on pages they were not chosen on.

    python -m benchmarks.retrieval_tuning [--json]

The weights: `knowledge.ranking.WORDS_WEIGHT` and `TITLE_WEIGHT` (bm25 and the title's likeness beside the text's) and
`knowledge.index.CONTEXT` (how much of its page is in a passage's vector). Three sets: the 400 third-party questions over their 125 passages with
titles, the same without titles, and the questions of evals/playbook_questions.yaml that have a right page, on the
shipped playbook; those marked `late` are kept out of the choice and reported apart.

Cross-validation in five folds by page: all questions about one page are in one fold, so that no weight is chosen on
a page it is reported on. In each round the three weights with the highest sum of recall@1, @3, @5 and MRR@10 on the other
four folds are taken, each set counting the same. `held out` joins the five rounds; `chosen` are the three
that are best on all questions, with their figures on them, and `shipped` those the product has. Pages are cut, embedded and indexed by words as
`playbook add` does; similarities are exact.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.retrieval import FAQ, ROOT, faq
from knowledge import index
from knowledge.embedding import MiniLmEmbedder
from knowledge.ingest import Page, find_files, read_page
from knowledge.lexical import PassageFile
from knowledge.ranking import TITLE_WEIGHT, WORDS_WEIGHT
from knowledge.retriever import STARTER

CONTEXTS = (0.5, 1.0, 2.0)
TITLES = (1.0, 1.5, 2.0)
WORDS = (0.2, 0.3, 0.4, 0.5, 0.6)
Weights = tuple[float, float, float]
ALL_WEIGHTS: tuple[Weights, ...] = tuple(itertools.product(CONTEXTS, TITLES, WORDS))
SHIPPED: Weights = (index.CONTEXT, TITLE_WEIGHT, WORDS_WEIGHT)
FOLDS = 5
Ranks = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Ranked:
    """One set of questions."""

    ranks: dict[Weights, Ranks]
    """By (context, titles, words): the place of the best right page, per question."""
    fold: Ranks
    late: np.ndarray[Any, np.dtype[np.bool_]]


def main() -> None:
    parser = argparse.ArgumentParser(description="cross-validate the weights of the playbook's search")
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    embedder = MiniLmEmbedder()
    rows = [row for row in yaml.safe_load((ROOT / "evals" / "playbook_questions.yaml").read_text("utf-8")) if row.get("pages")]
    sets = {"shipped": ranked(embedder, [read_page(p) for p in find_files([STARTER])], [(r["ask"], r["pages"], bool(r.get("late"))) for r in rows])}
    if FAQ.is_dir():
        for name, titles in (("faq", True), ("faq without titles", False)):
            pages, questions = faq(titles)
            sets[name] = ranked(embedder, pages, [(q.ask, sorted(q.right), False) for q in questions])
    else:
        sys.stderr.write("no third-party data in ../shared/data beside the project: chosen on the shipped playbook alone\n")
    result = cross_validated(sets)
    if as_json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name}: {value}")


def ranked(embedder: MiniLmEmbedder, pages: Sequence[Page], questions: Sequence[tuple[str, Sequence[str], bool]]) -> Ranked:
    """All weights tried on one set."""
    passages = [p for page in pages for p in page.passages]
    documents = {page.document_id: place for place, page in enumerate(pages)}
    owner = np.array([documents[p.document_id] for p in passages])
    texts, titles = embedder.embed([p.text for p in passages]), [index.title_text(p) for p in passages]
    different = list(dict.fromkeys(titles))
    title_vectors = embedder.embed(different)[[different.index(t) for t in titles]]
    openings = index.opening_texts(passages)
    first = list(dict.fromkeys(openings))
    opening_vectors = embedder.embed(first)[[first.index(t) for t in openings]]
    asked = embedder.embed([ask for ask, _, _ in questions])
    words = bm25(pages, [p.id for p in passages], [ask for ask, _, _ in questions])
    ranks = {}
    chosen = index.CONTEXT
    for context in CONTEXTS:
        index.CONTEXT = context
        bodies = index.in_context(texts, [p.document_id for p in passages])
        body = asked @ bodies.T
        own = np.where([[bool(t)] for t in titles], title_vectors, bodies)
        title = asked @ index.with_openings(own, opening_vectors).T
        for title_weight, weight in itertools.product(TITLES, WORDS):
            best = np.full((len(questions), len(pages)), -np.inf)
            np.maximum.at(best.T, owner, (body + title_weight * title + weight * words).T)
            right = [max(row[documents[d]] for d in pages_right) for row, (_, pages_right, _) in zip(best, questions, strict=True)]
            ranks[context, title_weight, weight] = 1 + (best > np.array(right)[:, None]).sum(axis=1)
    index.CONTEXT = chosen
    shuffled = np.random.default_rng(0).permutation(len(pages)) % FOLDS
    return Ranked(ranks, np.array([shuffled[documents[right[0]]] for _, right, _ in questions]), np.array([late for _, _, late in questions]))


def bm25(pages: Sequence[Page], ids: Sequence[str], questions: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """(questions, passages), each question's best passage is 1."""
    with tempfile.TemporaryDirectory() as folder:
        file = PassageFile(Path(folder) / "passages.db")
        file.create()
        file.put(pages)
        found = [file.search(question, len(ids)) for question in questions]
    scores = np.array([[max(one.get(i, 0.0), 0.0) for i in ids] for one in found])
    return np.asarray(scores / np.maximum(scores.max(axis=1, keepdims=True), 1e-9))


def cross_validated(sets: dict[str, Ranked]) -> dict[str, Any]:
    held_out = {name: np.zeros(len(s.fold), dtype=np.int64) for name, s in sets.items()}
    taken = []
    for fold in range(FOLDS):
        weights = best_weights({name: (s.fold != fold) & ~s.late for name, s in sets.items()}, sets)
        taken.append(weights)
        for name, s in sets.items():
            held_out[name][s.fold == fold] = s.ranks[weights][s.fold == fold]
    chosen = best_weights({name: ~s.late for name, s in sets.items()}, sets)
    result: dict[str, Any] = {"taken (context, titles, words)": taken, "chosen": chosen, "shipped": SHIPPED}
    for name, s in sets.items():
        result[f"{name}, held out"] = figures(held_out[name][~s.late])
        for which, weights in (("chosen", chosen), ("shipped", SHIPPED)):
            result[f"{name}, {which}"] = figures(s.ranks[weights][~s.late])
            if s.late.any():
                result[f"{name}, {which}, late questions"] = figures(s.ranks[weights][s.late])
    return result


def best_weights(among: dict[str, np.ndarray[Any, np.dtype[np.bool_]]], sets: dict[str, Ranked]) -> Weights:
    def worth(weights: Weights) -> float:
        return sum(value for name, s in sets.items() for what, value in figures(s.ranks[weights][among[name]]).items() if what != "n")

    return max(ALL_WEIGHTS, key=worth)


def figures(ranks: Ranks) -> dict[str, float]:
    return {
        "recall@1": round(float((ranks == 1).mean()), 4),
        "recall@3": round(float((ranks <= 3).mean()), 4),
        "recall@5": round(float((ranks <= 5).mean()), 4),
        "mrr@10": round(float(np.where(ranks <= 10, 1 / ranks, 0).mean()), 4),
        "n": len(ranks),
    }


if __name__ == "__main__":
    main()
