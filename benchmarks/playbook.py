"""How long the playbook takes to add pages and to answer, small and large, and how near its vector index is to exact search.

    python -m benchmarks.playbook [--pages 1000] [--large 50000] [--json]

Added: so many Markdown pages of about 400 words in two passages (their sentences are the shipped playbook's, drawn anew for
each page), by `ChromaPlaybook.add` with the built-in model into an empty index. Seconds, seconds of CPU, texts embedded.

Asked: milliseconds of `ChromaPlaybook.search`, the question's embedding included, warm, no question twice, on the shipped
pages (about 200 passages) and on `--large`: paragraphs of the docstrings of Python and of the packages installed here, 30 to
150 words, twenty a page. There a passage's vector is of its first 24 words, since embedding all of 50,000 takes half an
hour; words are indexed whole. Half of the questions are managers', half the first words of a paragraph. `open_s` is the first
search of a process, in which the index is copied and opened. `recall@10`: how many of the ten nearest by exact comparison of
all stored vectors the product's search gives too, for texts and for titles; `of the graph`: how many Chroma's index gives,
which is asked where there are more passages than `knowledge.exact.UP_TO`.

A yardstick is a fixed piece of plain Python, timed before each part: where others use the machine too, compare in yardsticks.
Memory is the largest of this process so far, in MB.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.retrieval import ROOT
from copilot.domain import Passage
from knowledge.cutting import count_words, units
from knowledge.embedding import MiniLmEmbedder
from knowledge.index import Index, Reader, graph_nearest
from knowledge.ingest import Page, find_files, read_page
from knowledge.retriever import STARTER, ChromaPlaybook
from knowledge.vectors import Vector

HALF_PAGE = 190
"""Words: one passage."""
EMBEDDED, SHORTEST, LONGEST = 24, 30, 150
A_PAGE = 20
_DOCSTRING = re.compile(r'"""(.{150,20000}?)"""', re.S)
_BLANK = re.compile(r"\n\s*\n")


class FirstWords(MiniLmEmbedder):
    """The built-in model, of long texts only their first words; counts what it was asked."""

    texts = 0

    def __init__(self, most: int | None = None) -> None:
        super().__init__()
        self._most = most

    def embed(self, texts: Sequence[str]) -> Vector:
        self.texts += len(texts)
        return super().embed(texts if self._most is None else [" ".join(text.split()[: self._most]) for text in texts])


def main() -> None:
    parser = argparse.ArgumentParser(description="time of adding to and searching the playbook")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--large", type=int, default=50_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    questions = [row["ask"] for row in yaml.safe_load((ROOT / "evals" / "playbook_questions.yaml").read_text("utf-8"))]
    result: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        playbook = ChromaPlaybook(folder / "shipped", MiniLmEmbedder())
        result["asked, shipped pages"] = asked(playbook, questions)
        playbook.close()
        if given.pages:
            result[f"added, {given.pages} pages"] = added(folder, given.pages)
        if given.large:
            result[f"asked, {given.large} passages"] = large(folder / "large", given.large, questions)
    if given.json:
        print(json.dumps(result))
    else:
        for what, value in result.items():
            print(f"{what}: {value}")


def asked(playbook: ChromaPlaybook, questions: Sequence[str]) -> dict[str, float]:
    playbook.search("something to index the pages for")
    playbook.close()
    unit = yardstick()
    began = time.perf_counter()
    playbook.search("something to open the index for")
    opened = time.perf_counter() - began
    took = []
    for question in questions:
        started = time.perf_counter()
        playbook.search(question + " please")
        took.append((time.perf_counter() - started) * 1000)
    median = statistics.median(took)
    return {
        "median_ms": round(median, 1),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1], 1),
        "median_yardsticks": round(median / 1000 / unit, 3),
        "yardstick_s": round(unit, 3),
        "open_s": round(opened, 2),
        "memory_mb": memory(),
    }


def added(folder: Path, n: int) -> dict[str, float]:
    random, pool = np.random.default_rng(1), sentences()
    pages = folder / "pages"
    pages.mkdir()
    for i in range(n):
        first, second = (" ".join(drawn(pool, HALF_PAGE, random)) for _ in range(2))
        (pages / f"page-{i}.md").write_text(f"# Page {i} of many\n\n{first}\n\n## What follows\n\n{second}\n")
    embedder = FirstWords()
    playbook = ChromaPlaybook(folder / "index", embedder)
    unit = yardstick()
    began, cpu = time.perf_counter(), time.process_time()
    report = playbook.add([pages])
    took, used = time.perf_counter() - began, time.process_time() - cpu
    playbook.close()
    if len(report.added) != n:
        raise SystemExit(f"{len(report.added)} of {n} pages went in: {report.rejected[:3]!r}")
    return {"seconds": round(took, 1), "cpu_seconds": round(used, 1), "texts": embedder.texts, "yardsticks": round(took / unit), "yardstick_s": round(unit, 3), "memory_mb": memory()}


def large(folder: Path, n: int, questions: Sequence[str]) -> dict[str, float]:
    pages = pages_of(paragraphs(n))
    embedder = FirstWords(EMBEDDED)
    index = Index(folder / "added", embedder, wait_s=0)
    began = time.perf_counter()
    with index.writing():
        made = index.replace(pages, source="", keep=None)
    built = time.perf_counter() - began
    reader = index.reader(made)
    if reader.count != n:
        raise SystemExit(f"only {reader.count} paragraphs are installed here")
    own = questions[::2]
    paragraph_words = [" ".join(page.passages[0].text.split()[2:14]) for page in pages[:: max(len(pages) // len(own), 1)]]
    some = [*own, *paragraph_words[: len(own)]]
    recall = recall_at_10(reader, embedder, some)
    reader.close()
    playbook = ChromaPlaybook(folder, embedder)
    result = asked(playbook, some)
    playbook.close()
    return result | recall | {"indexed_s": round(built, 1), "disk_mb": sum(f.stat().st_size for f in (folder / "added").rglob("*") if f.is_file()) // 1_000_000}


def recall_at_10(reader: Reader, embedder: MiniLmEmbedder, questions: Sequence[str]) -> dict[str, float]:
    sides = {"texts": reader._open.bodies, "titles": reader._open.titles}
    shares: dict[str, list[float]] = {side: [] for side in sides}
    stored = {side: whole(collection) for side, collection in sides.items()}
    graph: dict[str, list[float]] = {side: [] for side in sides}
    for question in questions:
        vector = embedder.embed([question])[0]
        for (side, collection), found in zip(sides.items(), reader.nearest(vector, 200), strict=True):
            likeness = stored[side] @ vector
            # Passages with one title are equally near: any of those as near as the tenth is right.
            tenth = np.partition(likeness, -10)[-10]
            for kept, given in ((shares, found), (graph, graph_nearest(collection, vector, 200, reader.count))):
                kept[side].append(sum(likely >= tenth - 1e-5 for likely in list(given.values())[:10]) / 10)
    return {f"recall@10 {side}{of}": round(statistics.mean(values), 4) for of, kept in (("", shares), (" of the graph", graph)) for side, values in kept.items()}


def whole(collection: Any) -> Vector:
    parts = [collection.get(limit=1000, offset=place, include=["embeddings"])["embeddings"] for place in range(0, collection.count(), 1000)]
    return np.concatenate(parts).astype(np.float32)


def paragraphs(n: int) -> list[str]:
    """Different ones, in the order of the files' names."""
    return [text for _, text in zip(range(n), dict.fromkeys(_all_paragraphs()), strict=False)]


def _all_paragraphs() -> Iterator[str]:
    for root in (sysconfig.get_paths()["stdlib"], sysconfig.get_paths()["purelib"]):
        for file in sorted(Path(root).rglob("*.py")):
            for docstring in _DOCSTRING.findall(file.read_text("utf-8", errors="ignore")):
                for paragraph in _BLANK.split(docstring):
                    words = paragraph.split()
                    if len(words) >= SHORTEST:
                        yield " ".join(words[:LONGEST])


def pages_of(texts: Sequence[str]) -> list[Page]:
    pages = []
    for i in range(0, len(texts), A_PAGE):
        name, some = f"d{i}", texts[i : i + A_PAGE]
        title = " ".join(some[0].split()[:6])
        pages.append(Page(name, "", tuple(Passage(f"{name}.{j}", name, title, "", text, 0, len(text), quote=text) for j, text in enumerate(some, 1))))
    return pages


def sentences() -> list[str]:
    passages = [p for path in find_files([STARTER]) for p in read_page(path).passages]
    return [s for p in passages for start, end in units(p.text, 0, len(p.text)) if count_words(s := p.text[start:end].strip()) >= 4]


def drawn(pool: Sequence[str], words: int, random: np.random.Generator) -> list[str]:
    out: list[str] = []
    while sum(map(count_words, out)) < words:
        out.append(pool[int(random.integers(len(pool)))])
    return out


def yardstick() -> float:
    began = time.perf_counter()
    sum(i * i for i in range(2_000_000))
    return time.perf_counter() - began


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
