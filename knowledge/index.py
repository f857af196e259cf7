"""Where an indexed playbook lives: whole generations, each a folder that is written once and never changed.

    FOLDER/current.json      names the generation that counts, replaced in one step
    FOLDER/write.lock        held by the one process that makes a new generation
    FOLDER/g-1a2b3c4d/       passages.db (see `lexical`), chroma/ (vectors, where no server holds them), centre.npy (their mean), sample.npy (some of them), and the vectors as arrays (see `exact`)

Two processes on one Chroma path harm each other: a second writer's rows vanish silently, an open client never sees
what another wrote, and even one that only searches writes its files. So nobody opens a generation's `chroma/`
where it lies: a writer copies the whole generation, changes the copy and only then names it in `current.json`;
a process that searches copies `chroma/` into a folder of its own once a generation. Searching therefore takes no
lock, sees each change at its next search, and a writer that is killed leaves the former generation in force.
"""

from __future__ import annotations

import errno
import json
import math
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock, Timeout

from copilot.domain import Passage
from copilot.errors import DiskFull, FolderBusy, FolderUnreadable
from copilot.ports import Embedder, Progress
from knowledge import exact
from knowledge.ingest import Page, title_of_stem
from knowledge.lexical import PassageFile
from knowledge.ranking import USUAL_SPREAD, USUAL_TITLE_SPREAD, Standing, steadied
from knowledge.vectors import AT_ONCE, REINDEX, LocalVectors, Vector, Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

FORMAT = 3
"""1 had no record of which file a page came from, 2 no page's opening in its titles' vectors; both are read, and the next write makes them this one."""
CONTEXT = 1.0
"""How much of what stands around a passage is in its vector: a passage seldom names again what its page is about."""
AROUND = 3
"""Passages before and after it that count as around; a page of a few hundred is not one subject."""
OPENING_WORDS = 100
"""Of a page's first passage, beside its title: most pages say first what they are for."""
CENTRE, SAMPLE = "centre.npy", "sample.npy"
"""(dimensions,), the mean of all text vectors; (2, up to `SAMPLED`, dimensions), vectors of texts and of titles."""
SAMPLED = 2000
EMBED_AT_ONCE = 32
REMEMBERED = 2000
"""Passages that an open generation keeps in memory."""
_HEADING_LINE = re.compile(r"^#{1,6}[^\n]*$", re.M)
_MARKS = re.compile(r"[*>|]+")
_PAGE_NUMBER = re.compile(r"page \d+\Z")
"""Where a passage lies in a PDF, which says nothing of what it is about."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `current.json` says."""

    generation: str
    embedder: str
    """Who made the vectors; those of another are not comparable."""
    source: str
    """What the pages came from: empty for added ones, a hash of all of them for the starter playbook."""
    format: int = FORMAT
    where: str = ""
    """The server that holds the vectors; empty where they lie in the generation's folder."""


class Reader:
    """One generation, opened for searching by this process alone. Not for several threads at once."""

    def __init__(self, generation: Path, manifest: Manifest, vectors: Vectors) -> None:
        """Raises: FolderUnreadable: the vectors cannot be opened. FileNotFoundError: the generation is gone."""
        self.manifest = manifest
        self.file = PassageFile(generation / "passages.db")
        self._generation, self._centre = generation, np.load(generation / CENTRE)
        self._sample: Vector | None = None
        self._errors = vectors.errors
        with self._errors():
            self._open = vectors.read(generation)
            self.count = self._open.bodies.count()
        self._read: dict[str, Passage] = {}
        self._exact: exact.Exact | None = None
        if self.count <= exact.UP_TO:
            # A generation of an earlier version has no arrays: Chroma answers until the next write.
            with suppress(FileNotFoundError):
                try:
                    self._exact = exact.Exact(generation, self.file.ids())
                except (ValueError, EOFError) as e:
                    self._open.close()
                    raise FolderUnreadable(f"the playbook's vectors in {str(generation)!r} cannot be read ({e}): {REINDEX}") from e

    def nearest(self, vector: Vector, n: int) -> tuple[dict[str, float], dict[str, float]]:
        """Cosine similarities of the n passages nearest by text, and of the n nearest by title."""
        if self._exact is not None:
            return self._exact.nearest(vector, n)
        with self._errors():
            return graph_nearest(self._open.bodies, vector, n, self.count), graph_nearest(self._open.titles, vector, n, self.count)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        """Those of the ids; a generation never changes, so what was read once is remembered."""
        missing = [passage_id for passage_id in ids if passage_id not in self._read]
        if missing:
            if len(self._read) > REMEMBERED:
                self._read.clear()
                missing = list(ids)
            self._read |= {p.id: p for p in self.file.passages(missing)}
        return [self._read[passage_id] for passage_id in ids if passage_id in self._read]

    def standing(self, vector: Vector) -> Standing:
        """How a question stands to all that is here; spreads by up to `SAMPLED` passages."""
        if self._sample is None:
            self._sample = self._read_sample()
        usual = (USUAL_SPREAD, USUAL_TITLE_SPREAD)
        texts, titles = (steadied(float((side @ vector).std()) if len(side) else 0.0, much, len(side)) for side, much in zip(self._sample, usual, strict=True))
        return Standing(float(self._centre @ vector), texts, titles)

    def _read_sample(self) -> Vector:
        try:
            return np.asarray(np.load(self._generation / SAMPLE), dtype=np.float32)
        except FileNotFoundError:
            # A generation of an earlier version has none.
            ids = sampled(self.file.ids())
            with self._errors():
                return np.stack([_of(side, ids, len(self._centre)) for side in (self._open.bodies, self._open.titles)])

    def close(self) -> None:
        self._open.close()


class Index:
    """The generations of one playbook in one folder."""

    def __init__(self, folder: Path, embedder: Embedder, wait_s: float, vectors: Vectors | None = None) -> None:
        """Args:
        folder: made at the first use.
        embedder: whose vectors to keep and compare.
        wait_s: how long a second writer waits.
        vectors: where they lie; in the generation's folder by default.
        """
        self.folder, self._embedder, self._wait_s = folder, embedder, wait_s
        self._vectors = vectors or LocalVectors()

    def reader(self, manifest: Manifest) -> Reader:
        """Raises: FolderUnreadable, FileNotFoundError: as `Reader`."""
        return Reader(self.generation(manifest), manifest, self._vectors)

    def manifest(self) -> Manifest | None:
        """What counts now; None before the first page.

        Raises:
            FolderUnreadable: the file is damaged or made by a newer version.
        """
        path = self.folder / "current.json"
        try:
            manifest = Manifest(**json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as e:
            raise FolderUnreadable(f"the playbook's {str(path)!r} cannot be read ({e}): delete the folder {str(self.folder)!r} and add the pages again with `nextplay playbook add`") from e
        if manifest.format > FORMAT:
            raise FolderUnreadable(f"the playbook in {str(self.folder)!r} was made by a newer version (format {manifest.format!r}, this one reads {FORMAT!r}): update Nextplay")
        return manifest

    def generation(self, manifest: Manifest) -> Path:
        return self.folder / manifest.generation

    def check_vectors(self, manifest: Manifest) -> None:
        """Raises: FolderUnreadable: the vectors are another model's, or lie elsewhere."""
        if manifest.embedder != self._embedder.name:
            raise FolderUnreadable(f"the playbook was indexed with {manifest.embedder!r}, but {self._embedder.name!r} is in use, and their vectors do not compare: {REINDEX}")
        if manifest.where != self._vectors.where:
            kept, wanted = (f"on the Chroma server {where!r}" if where else "in the data folder" for where in (manifest.where, self._vectors.where))
            raise FolderUnreadable(f"the playbook's vectors lie {kept}, but NEXTPLAY_CHROMA_URL says {wanted}: set it back, or {REINDEX}")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the one process that makes a generation.

        Raises:
            FolderBusy: another one is at it, and waiting was not enough.
            FolderUnreadable: nothing can be written there.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.folder / "write.lock", timeout=self._wait_s)
            with lock:
                yield
        except Timeout as e:
            raise FolderBusy(
                f"another process is writing to the playbook in {str(self.folder)!r}; waited {self._wait_s:g} s. Wait until it is done and try again, or let all of them use one Chroma server (NEXTPLAY_CHROMA_URL)"
            ) from e
        except PermissionError as e:
            raise FolderUnreadable(f"the playbook's folder {str(self.folder)!r} cannot be written: {e.strerror}") from e

    def replace(self, pages: Sequence[Page], source: str, keep: Manifest | None, on_progress: Callable[[Progress], None] | None = None, delete: Sequence[str] = ()) -> Manifest:
        """Make and name a new generation: that of `keep`, if given, with these pages put in and those of these ids taken out. Call while `writing`.

        Raises:
            DiskFull: nothing was changed.
        """
        with self._new_generation(source) as made:
            target = self.generation(made)
            if keep is None:
                target.mkdir()
                PassageFile(target / "passages.db").create()
                gone: list[str] = []
            else:
                self._begin_with(keep, target)
                if keep.format == FORMAT:
                    with self._vectors.errors():
                        self._vectors.copy(self.generation(keep), target)
                gone = PassageFile(target / "passages.db").ids_of([*delete, *(p.document_id for p in pages)])
                PassageFile(target / "passages.db").delete(delete)
            PassageFile(target / "passages.db").put(pages)
            if keep is not None and keep.format != FORMAT:
                self._put_vectors(target, PassageFile(target / "passages.db").passages(), [], on_progress)
            else:
                self._put_vectors(target, [p for page in pages for p in page.passages], gone, on_progress)
        return made

    def reindex(self, keep: Manifest, on_progress: Callable[[Progress], None] | None = None) -> Manifest:
        """All vectors of a generation anew, from its passages; the old one serves until this is whole. Call while `writing`.

        Raises:
            DiskFull: nothing was changed.
        """
        with self._new_generation(keep.source) as made:
            target = self.generation(made)
            self._begin_with(keep, target)
            self._put_vectors(target, PassageFile(target / "passages.db").passages(), [], on_progress)
        return made

    def _begin_with(self, keep: Manifest, target: Path) -> None:
        """A generation's folder with the passages of another one."""
        target.mkdir()
        shutil.copy2(self.generation(keep) / "passages.db", target / "passages.db")
        PassageFile(target / "passages.db").upgrade()

    @contextmanager
    def _new_generation(self, source: str) -> Iterator[Manifest]:
        """A name to build under; counts once the block is left well, else what was built goes."""
        made = Manifest(f"g-{secrets.token_hex(8)}", self._embedder.name, source, where=self._vectors.where)
        before = self.manifest()
        try:
            yield made
            draft = self.folder / "current.json.new"
            draft.write_text(json.dumps(asdict(made)), "utf-8")
            os.replace(draft, self.folder / "current.json")
        except BaseException as e:
            self._sweep({before.generation if before else ""})
            if isinstance(e, OSError) and e.errno == errno.ENOSPC:
                raise DiskFull(f"the disk of {str(self.folder)!r} is full: the playbook is as it was; make room and try again") from e
            raise
        # The one before stays for a search that is just opening it; older ones and half-made ones go.
        self._sweep({made.generation, before.generation if before else ""})

    def _sweep(self, alive: set[str]) -> None:
        """Remove all generations but these. What a server cannot be asked to remove now, the next write removes: its folder stays."""
        for old in self.folder.glob("g-*"):
            if old.name not in alive:
                with suppress(FolderUnreadable), self._vectors.errors():
                    self._vectors.remove(old)
                    shutil.rmtree(old, ignore_errors=True)

    def _put_vectors(self, target: Path, passages: Sequence[Passage], gone: Sequence[str], on_progress: Callable[[Progress], None] | None) -> None:
        """`passages` are those of whole pages, one page after the other."""
        bodies = in_context(self._embed([p.text for p in passages], "passages", on_progress), [p.document_id for p in passages])
        titles = self._embed([title_text(p) for p in passages], "titles", on_progress)
        untitled = [i for i, p in enumerate(passages) if not title_text(p)]
        titles[untitled] = bodies[untitled]
        titles = with_openings(titles, self._embed(opening_texts(passages), "openings", on_progress))
        with self._vectors.errors():
            there = self._vectors.write(target)
            try:
                for collection, vectors in ((there.bodies, bodies), (there.titles, titles)):
                    # Our own vectors only: Chroma's default embedding function would download a model.
                    for i in range(0, len(gone), AT_ONCE):
                        collection.delete(ids=list(gone[i : i + AT_ONCE]))
                    for i in range(0, len(passages), AT_ONCE):
                        part = passages[i : i + AT_ONCE]
                        collection.upsert(ids=[p.id for p in part], embeddings=vectors[i : i + AT_ONCE], metadatas=[{"document_id": p.document_id} for p in part])
                ids = PassageFile(target / "passages.db").ids()
                texts = _kept(there.bodies, ids, self._embedder.dimensions)
                np.save(target / CENTRE, texts.mean(axis=0) if ids else np.zeros(self._embedder.dimensions, dtype=np.float32))
                some = sampled(ids)
                place = {passage_id: i for i, passage_id in enumerate(ids)}
                np.save(target / SAMPLE, np.stack([texts[[place[i] for i in some]], _of(there.titles, some, self._embedder.dimensions)]))
                if len(ids) <= exact.UP_TO:
                    exact.write(target, texts, _kept(there.titles, ids, self._embedder.dimensions))
            finally:
                there.close()

    def _embed(self, texts: Sequence[str], what: str, on_progress: Callable[[Progress], None] | None) -> Vector:
        """(len(texts), dimensions); equal texts once."""
        different = list(dict.fromkeys(texts))
        parts = []
        for i in range(0, len(different), EMBED_AT_ONCE):
            parts.append(self._embedder.embed(different[i : i + EMBED_AT_ONCE]))
            if on_progress:
                on_progress(Progress(what, min(i + EMBED_AT_ONCE, len(different)), len(different)))
        if not parts:
            return np.zeros((0, self._embedder.dimensions), dtype=np.float32)
        vectors = np.concatenate(parts)
        row = {text: i for i, text in enumerate(different)}
        return vectors[[row[text] for text in texts]]


def sampled(ids: Sequence[str]) -> list[str]:
    """At most `SAMPLED` of them, evenly spaced."""
    return list(ids[:: max(1, math.ceil(len(ids) / SAMPLED))])


def in_context(vectors: Vector, documents: Sequence[str]) -> Vector:
    """Each passage's vector with `CONTEXT` times the mean of its page's vectors around it, of length 1 again.

    Args:
        vectors: (n, dimensions), the passages of one page after the other, in their order.
        documents: n, which page each belongs to.
    """
    out = np.empty_like(vectors)
    first = 0
    for place, document in enumerate(documents):
        if document != documents[first]:
            first = place
        last = place + 1
        while last < min(len(documents), place + AROUND + 1) and documents[last] == document:
            last += 1
        mean = vectors[max(first, place - AROUND) : last].mean(axis=0)
        mixed = vectors[place] + CONTEXT * mean / max(float(np.linalg.norm(mean)), 1e-9)
        out[place] = mixed / max(float(np.linalg.norm(mixed)), 1e-9)
    return out


def with_openings(titles: Vector, openings: Vector) -> Vector:
    """(n, dimensions): what stands for each passage's title, half its own and half how its page begins, of length 1."""
    mixed = titles + openings
    return np.asarray(mixed / np.maximum(np.linalg.norm(mixed, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def opening_texts(passages: Sequence[Passage]) -> list[str]:
    """For each passage how its page begins: the title and the first words below it, without headings and marks."""
    first: dict[str, str] = {}
    for passage in passages:
        if passage.document_id not in first:
            words = _MARKS.sub(" ", _HEADING_LINE.sub("", passage.text)).split()[:OPENING_WORDS]
            first[passage.document_id] = ". ".join(part for part in (_own_title(passage), " ".join(words)) if part)
    return [first[passage.document_id] for passage in passages]


def title_text(passage: Passage) -> str:
    """What stands for a passage's title: the page's, the innermost heading, the skill, what to do with it.

    Empty where the page has none of these but its file's name: its text then counts twice, which finds more than
    the vector of a name such as `d17` (benchmarks/retrieval.py).
    """
    title = _own_title(passage)
    headings = [part for part in passage.heading.split(" > ") if part and not _PAGE_NUMBER.match(part)]
    title = ": ".join(part for part in (title, *headings[-1:]) if part)
    if passage.skill:
        title = f"{title} ({passage.skill})"
    return ". ".join(part for part in (title, passage.action) if part)


def _own_title(passage: Passage) -> str:
    """Empty where it is only the file's name."""
    return "" if passage.title == title_of_stem(passage.document_id) else passage.title


def _kept(collection: Collection, ids: Sequence[str], dimensions: int) -> Vector:
    """(len(ids), dimensions), the vectors kept under these ids.

    Raises:
        FolderUnreadable: there are others, or fewer.
    """
    row = {passage_id: place for place, passage_id in enumerate(ids)}
    if collection.count() != len(ids):
        raise FolderUnreadable(f"the playbook keeps {collection.count():,} vectors of {len(ids):,} passages: {REINDEX}")
    out = np.zeros((len(ids), dimensions), dtype=np.float32)
    for place in range(0, collection.count(), AT_ONCE):
        part = collection.get(limit=AT_ONCE, offset=place, include=["embeddings"])
        out[[row[passage_id] for passage_id in part["ids"]]] = part["embeddings"]
    return out


def graph_nearest(collection: Collection, vector: Vector, n: int, count: int) -> dict[str, float]:
    """The n nearest of `count`, with their cosine similarities, as Chroma's graph of neighbours finds them."""
    if not count:  # every page was removed
        return {}
    found = collection.query(query_embeddings=vector[None, :], n_results=min(n, count), include=["distances"])
    distances = found["distances"]
    assert distances is not None  # they were asked for
    return {passage_id: 1.0 - float(d) for passage_id, d in zip(found["ids"][0], distances[0], strict=True)}


def _of(collection: Collection, ids: Sequence[str], dimensions: int) -> Vector:
    """(len(ids), dimensions), the vectors of some passages, in no order of theirs."""
    parts = [np.zeros((0, dimensions), dtype=np.float32)]
    for first in range(0, len(ids), AT_ONCE):
        parts.append(np.asarray(collection.get(ids=list(ids[first : first + AT_ONCE]), include=["embeddings"])["embeddings"], dtype=np.float32))
    return np.concatenate(parts)
