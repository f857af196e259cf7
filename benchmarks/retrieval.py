"""How well the playbook finds pages, and how honest `fits` is.

    python -m benchmarks.retrieval [--json]

Two labelled sets:

- `faq`: 125 passages with titles and 400 paraphrased questions from ../shared/data/retrieval (third party, not part of
  the project; left out, saying so, where it is absent). Each passage becomes a page and is cut, embedded and stored
  as `playbook add` does.
- `starter`: the shipped playbook with the questions of tests/data/playbook_questions.yaml, some with no right answer.

Order: recall@1, recall@5 and MRR@10 over documents, for the text's vector alone, title and text, bm25 alone, the
scores joined as the product does, and joined after standardising each side by its mean and spread.

Fits: of the best hit; on the faq set each question is asked twice, with its passage there (it should fit) and left
out (nothing should). Constants were chosen on even questions (and the half called `choose`); shown are the others.

Speed: milliseconds a question, warm, embedding included, the median of the faq questions; the first search on an
empty data folder (the starter playbook is embedded); memory of this process in MB after it.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import yaml

from copilot.domain import Hit, Passage
from copilot.ports import Embedder
from knowledge.embedding import MiniLmEmbedder
from knowledge.index import Index, Reader
from knowledge.ingest import Page, find_files, parse_page, read_page
from knowledge.lexical import Overlap
from knowledge.ranking import WORDS_WEIGHT, Scored, Standing, best_hits, fuse
from knowledge.retriever import CANDIDATES, STARTER, ChromaPlaybook

ROOT = Path(__file__).resolve().parents[1]
FAQ = ROOT.parent / "shared" / "data" / "retrieval"
STARTER_QUESTIONS = ROOT / "tests" / "data" / "playbook_questions.yaml"


@dataclass(frozen=True)
class Question:
    ask: str
    right: frozenset[str]
    """Document ids, any of which is right; empty: none."""
    report: bool
    """In the half on which nothing was chosen."""


@dataclass(frozen=True)
class Found:
    """What each side said about every passage, for one question."""

    body: Mapping[str, float]
    title: Mapping[str, float]
    words: Mapping[str, float]
    standing: Standing


Order = Callable[[Found], list[Scored]]


def main() -> None:
    parser = argparse.ArgumentParser(description="recall and honesty of the playbook's search")
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    embedder = MiniLmEmbedder()
    result: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        starter = ChromaPlaybook(folder / "fresh", embedder)
        starter.search("asking for referrals")
        first_s = time.perf_counter() - started
        starter.close()
        result["starter"] = measure(folder / "starter", embedder, [read_page(p) for p in find_files([STARTER])], starter_questions())
        if FAQ.is_dir():
            pages, questions = faq()
            result["faq"] = measure(folder / "faq", embedder, pages, questions)
            result["faq_without_titles"] = measure(folder / "untitled", embedder, faq(titles=False)[0], questions)
            result["fits_left_out"] = left_out(folder / "faq", embedder, questions)
            result["milliseconds"] = speed(folder / "faq", embedder, questions)
        else:
            sys.stderr.write("no third-party data in ../shared/data beside the project: the faq set is left out\n")
        result["first_search_s"] = round(first_s, 2)
        result["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    if as_json:
        print(json.dumps(result))
    else:
        show(result)


def starter_questions() -> list[Question]:
    rows = yaml.safe_load(STARTER_QUESTIONS.read_text("utf-8"))
    return [Question(row["ask"], frozenset(row["page"]), row["half"] == "report") for row in rows]


def faq(titles: bool = True) -> tuple[list[Page], list[Question]]:
    rows = json.loads((FAQ / "faq-passages.json").read_text("utf-8"))
    pages = [parse_page(row["doc_id"], (f"# {row['title']}\n\n" if titles else "") + row["text"], "") for row in rows]
    asked = json.loads((FAQ / "faq-questions.json").read_text("utf-8"))
    return pages, [Question(row["text"], frozenset([row["doc_id"]]), bool(i % 2)) for i, row in enumerate(asked)]


def open_index(folder: Path, embedder: Embedder, pages: Sequence[Page] = ()) -> Reader:
    index = Index(folder, embedder, wait_s=0)
    if pages:
        with index.writing():
            index.replace(pages, source="", keep=None)
    manifest = index.manifest()
    if manifest is None:
        raise SystemExit(f"nothing is indexed in {str(folder)!r}")
    return index.reader(manifest)


def look(reader: Reader, embedder: Embedder, ask: str, n: int) -> Found:
    vector = embedder.embed([ask])[0]
    body, title = reader.nearest(vector, n)
    return Found(body, title, reader.file.search(ask, n), reader.standing(vector))


def standardised(found: Found) -> list[Scored]:
    ids = sorted(found.body)

    def spread(side: Mapping[str, float]) -> np.ndarray:
        values = np.array([side.get(i, 0.0) for i in ids])
        return np.asarray((values - values.mean()) / (values.std() or 1.0))

    total = spread(found.body) + spread(found.title) + WORDS_WEIGHT * spread(found.words)
    return [Scored(ids[i], float(total[i]), 0.0) for i in np.argsort(-total, kind="stable")]


ORDERS: dict[str, Order] = {
    "text": lambda f: fuse(f.body, {}, {}),
    "title and text": lambda f: fuse(f.body, f.title, {}),
    "bm25": lambda f: fuse({}, {}, f.words),
    "joined": lambda f: fuse(f.body, f.title, f.words),
    "joined, standardised": standardised,
}


def measure(folder: Path, embedder: Embedder, pages: Sequence[Page], questions: Sequence[Question]) -> dict[str, object]:
    reader = open_index(folder, embedder, pages)
    passages = {p.id: p for p in reader.file.passages()}
    found = [look(reader, embedder, q.ask, len(passages)) for q in questions]
    orders = {}
    for name, order in ORDERS.items():
        ranks = [rank(best_hits(q.ask, order(f), passages, f.standing, {}, 10, no_overlap), q.right) for f, q in zip(found, questions, strict=True) if q.right]
        orders[name] = {
            "recall@1": _mean([r == 1 for r in ranks]),
            "recall@3": _mean([r is not None and r <= 3 for r in ranks]),
            "recall@5": _mean([r is not None and r <= 5 for r in ranks]),
            "mrr@10": _mean([1 / r if r else 0.0 for r in ranks]),
            "n": len(ranks),
        }
    judged = [(fits(reader, q.ask, f, passages), bool(q.right)) for f, q in zip(found, questions, strict=True) if q.report]
    reader.close()
    return {"orders": orders, "fits": _shares(judged)}


def left_out(folder: Path, embedder: Embedder, questions: Sequence[Question]) -> dict[str, object]:
    """Each question with its passage, and again as if that page had never been added."""
    reader = open_index(folder, embedder)
    passages = {p.id: p for p in reader.file.passages()}
    judged = []
    for question in questions:
        if not question.report:
            continue
        found = look(reader, embedder, question.ask, len(passages))
        others = {i: p for i, p in passages.items() if p.document_id not in question.right}
        judged += [(fits(reader, question.ask, found, passages), True), (fits(reader, question.ask, found, others), False)]
    reader.close()
    return _shares(judged)


def fits(reader: Reader, ask: str, found: Found, passages: Mapping[str, Passage]) -> bool:
    return best_hits(ask, fuse(found.body, found.title, found.words), passages, found.standing, {}, 1, lambda some: reader.file.overlap(ask, some))[0].fits


def no_overlap(passages: Sequence[Passage]) -> dict[str, Overlap]:
    """For orders, which no judgement is asked of."""
    return {p.id: Overlap(0.0, 0.0) for p in passages}


def speed(folder: Path, embedder: Embedder, questions: Sequence[Question]) -> dict[str, float]:
    """The steps of a search, on questions not seen before (a cold cache of vectors)."""
    reader = open_index(folder, embedder)
    took = []
    for question in questions:
        started = time.perf_counter()
        found = look(reader, embedder, question.ask + " please", CANDIDATES)
        scored = fuse(found.body, found.title, found.words)
        best_hits(question.ask, scored, {p.id: p for p in reader.file.passages(s.passage_id for s in scored)}, found.standing, {}, 5, partial(reader.file.overlap, question.ask))
        took.append((time.perf_counter() - started) * 1000)
    reader.close()
    return {"median": round(statistics.median(took), 1), "p95": round(statistics.quantiles(took, n=20)[-1], 1)}


def rank(hits: Sequence[Hit], right: frozenset[str]) -> int | None:
    return next((place for place, hit in enumerate(hits, 1) if hit.passage.document_id in right), None)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def _shares(judged: Sequence[tuple[bool, bool]]) -> dict[str, object]:
    """(said, true) pairs."""
    yes, no = [said for said, true in judged if true], [said for said, true in judged if not true]
    return {
        "right_says_fits": _mean(yes),
        "n_right": len(yes),
        "nothing_right_says_fits": _mean(no) if no else None,
        "n_nothing_right": len(no),
        "correct": _mean([said == true for said, true in judged]),
    }


def show(result: Mapping[str, object]) -> None:
    for name, value in result.items():
        if isinstance(value, dict) and "orders" in value:
            print(f"{name}: fits {value['fits']}")
            for order, row in value["orders"].items():
                print(f"  {order:22} " + "  ".join(f"{k} {v}" for k, v in row.items()))
        else:
            print(f"{name}: {value}")


if __name__ == "__main__":
    main()
