"""A playbook in memory and a fast embedder that needs no model: the fakes of the `Playbook` and `Embedder` ports."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from copilot.domain import Hit, Passage
from copilot.errors import InputError
from copilot.ports import Embedder, PageAbout, PlaybookReport, Progress

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """Bag of words: each word, less its plural s, adds one at a place given by its hash. Same text, same vector, in every process."""

    name = "hashed-words-64"
    dimensions = 64

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """(len(texts), 64), float32, each row of length 1; a text without words points along the first axis."""
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in _WORD.findall(text.lower()):
                row[int.from_bytes(hashlib.sha256(word.rstrip("s").encode()).digest()[:4], "big") % self.dimensions] += 1
            if not row.any():
                row[0] = 1
            row /= np.linalg.norm(row)
        return out


class InMemoryPlaybook:
    """The `Playbook` port over passages in a dict: cosine similarity plus a little for matching metadata.

    `add` reads each Markdown or text file as one passage and takes its first line for the title; front matter,
    cutting, expiry, segments and audiences are left to the real one.
    """

    fits_from = 0.3

    def __init__(self, passages: Sequence[Passage] = (), embedder: Embedder | None = None) -> None:
        self._embedder = embedder or HashEmbedder()
        self._passages = {p.id: p for p in passages}
        self._starting = True
        """What it was made with plays the starter playbook, and goes with the first page added."""
        self._sources: dict[str, Path] = {}

    def search(
        self,
        query: str,
        k: int = 5,
        piston: str | None = None,
        activity: str | None = None,
        skill: str | None = None,
        stage: str | None = None,
        on: date | None = None,
        segment: str | None = None,
        audience: str | None = None,
        only: Collection[str] = (),
    ) -> list[Hit]:
        wanted = {"piston": piston, "activity": activity, "skill": skill, "stage": stage}
        question = query.strip() or " ".join(v.replace("_", " ") for v in wanted.values() if v)
        if not question:
            raise InputError(f"there is nothing to look for in {query!r}")
        if not self._passages:
            return []
        passages = list(self._passages.values())
        near = self._embedder.embed([f"{p.title} {p.heading} {p.skill or ''} {p.text}" for p in passages]) @ self._embedder.embed([question])[0]
        best: dict[str, Hit] = {}
        for passage, similarity in zip(passages, near, strict=True):
            if any((value := wanted[name]) and (getattr(passage, name) or value) != value for name in only):
                continue
            lift = sum(0.05 for name, value in wanted.items() if value and getattr(passage, name) == value)
            hit = Hit(passage, round(float(similarity) + lift, 4), bool(similarity >= self.fits_from))
            if passage.document_id not in best or hit.score > best[passage.document_id].score:
                best[passage.document_id] = hit
        return sorted(best.values(), key=lambda h: (-h.score, h.passage.id))[:k]

    def passage(self, passage_id: str) -> Passage:
        if passage_id not in self._passages:
            raise InputError(f"the playbook has no passage {passage_id!r}")
        return self._passages[passage_id]

    def has(self, document_id: str) -> bool:
        return any(p.document_id == document_id for p in self._passages.values())

    def documents(self) -> list[Passage]:
        first: dict[str, Passage] = {}
        for passage in sorted(self._passages.values(), key=lambda p: p.start):
            first.setdefault(passage.document_id, passage)
        return sorted(first.values(), key=lambda p: (p.title.lower(), p.document_id))

    def about(self) -> dict[str, PageAbout]:
        return {p.document_id: PageAbout() for p in self._passages.values()}

    def page(self, document_id: str) -> list[Passage]:
        found = sorted((p for p in self._passages.values() if p.document_id == document_id), key=lambda p: p.start)
        if not found:
            raise InputError(f"the playbook has no page {document_id!r}")
        return found

    def add(self, paths: Sequence[Path], on_progress: Callable[[Progress], None] | None = None) -> PlaybookReport:
        added: list[str] = []
        updated: list[str] = []
        unchanged: list[str] = []
        rejected: list[tuple[str, str]] = []
        files = [f for path in paths for f in (sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path])]
        rejected += [(str(path), "holds no page") for path in paths if path.is_dir() and not any(path in f.parents for f in files)]
        for done, path in enumerate(files, 1):
            try:
                text = path.read_text("utf-8").strip() if path.suffix in (".md", ".txt") else ""
            except (OSError, UnicodeDecodeError) as e:
                rejected.append((str(path), str(e)))
                continue
            if not text:
                rejected.append((str(path), f"{path.suffix!r} is not a kind of page that can be read, or the file is empty"))
                continue
            if self._starting:
                self._passages, self._starting = {}, False
            new = Passage(f"{path.stem}.1", path.stem, text.splitlines()[0].lstrip("# "), "", text, 0, len(text), quote=text.splitlines()[-1])
            old = self._passages.get(new.id)
            (added if old is None else unchanged if old == new else updated).append(path.stem)
            self._passages[new.id] = new
            self._sources[path.stem] = path.absolute()
            if on_progress:
                on_progress(Progress("pages", done, len(files)))
        folders = [path.absolute() for path in paths if path.is_dir() and any(path in f.parents for f in files)]
        there = {f.absolute() for f in files}
        deleted = [d for d, source in self._sources.items() if source not in there and any(folder in source.parents for folder in folders)]
        if deleted:
            self.remove(deleted)
        return PlaybookReport(tuple(added), tuple(updated), tuple(unchanged), tuple(rejected), tuple(deleted))

    def remove(self, document_ids: Sequence[str]) -> None:
        for document_id in document_ids:
            if document_id not in self._sources:
                raise InputError(f"the playbook has no page {document_id!r} that was added")
        for document_id in document_ids:
            self._sources.pop(document_id, None)
            self._passages = {i: p for i, p in self._passages.items() if p.document_id != document_id}

    def reindex(self, on_progress: Callable[[Progress], None] | None = None) -> int:
        return len(self._passages)
