"""Where an indexed playbook lives: whole generations, each a folder that is written once and never changed.

    FOLDER/current.json      names the generation that counts, replaced in one step
    FOLDER/write.lock        held by the one process that makes a new generation
    FOLDER/g-1a2b3c4d/       passages.db (see `lexical`), chroma/ (vectors), centre.npy (their mean)

Two processes on one Chroma path harm each other: a second writer's rows vanish silently, an open client never sees
what another wrote, and even one that only searches writes its files. So nobody opens a generation's `chroma/`
where it lies: a writer copies the whole generation, changes the copy and only then names it in `current.json`;
a process that searches copies `chroma/` into a folder of its own once a generation. Searching therefore takes no
lock, sees each change at its next search, and a writer that is killed leaves the former generation in force.
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from filelock import FileLock, Timeout

from copilot.domain import Passage
from copilot.errors import DiskFull, FolderBusy, FolderUnreadable
from copilot.ports import Embedder, Progress
from knowledge.ingest import Page, title_of_stem
from knowledge.lexical import PassageFile

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

FORMAT = 2
"""1 had no record of which file a page came from; it is read, and made this one by the next write."""
BODIES, TITLES = "bodies", "titles"
"""The collections: a vector of each passage's text, and one of its title and heading, under the same ids."""
CENTRE = "centre.npy"
"""(dimensions,), the mean of all text vectors."""
EMBED_AT_ONCE = 32
UPSERT_AT_ONCE = 2000
Vector = np.ndarray[Any, np.dtype[np.float32]]
_PAGE_NUMBER = re.compile(r"page \d+\Z")
"""Where a passage lies in a PDF, which says nothing of what it is about."""
REINDEX = "run `nextplay playbook reindex`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `current.json` says."""

    generation: str
    embedder: str
    """Who made the vectors; those of another are not comparable."""
    source: str
    """What the pages came from: empty for added ones, a hash of all of them for the starter playbook."""
    format: int = FORMAT


class Reader:
    """One generation, opened for searching by this process alone. Not for several threads at once."""

    def __init__(self, generation: Path, manifest: Manifest) -> None:
        """Raises: FolderUnreadable: the vectors cannot be opened."""
        self.manifest = manifest
        self.file = PassageFile(generation / "passages.db")
        self._copy = Path(tempfile.mkdtemp(prefix="nextplay-index-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._copy, ignore_errors=True)
        try:
            shutil.copytree(generation / "chroma", self._copy / "chroma")
            with _chroma_errors(generation):
                self._client = _open_client(self._copy / "chroma")
                self._bodies, self._titles = (self._client.get_collection(name, embedding_function=None) for name in (BODIES, TITLES))
                self._count = self._bodies.count()
            self._centre = np.load(generation / CENTRE)
        except BaseException:
            self._remove()
            raise

    def nearest(self, vector: Vector, n: int) -> tuple[dict[str, float], dict[str, float]]:
        """Cosine similarities of the n passages nearest by text, and of the n nearest by title."""
        with _chroma_errors(self._copy):
            return _nearest(self._bodies, vector, n, self._count), _nearest(self._titles, vector, n, self._count)

    def closeness(self, vector: Vector) -> float:
        """Mean cosine similarity with all passages: how near a question is to what the playbook is about."""
        return float(self._centre @ vector)

    def close(self) -> None:
        self._client.close()
        self._remove()


class Index:
    """The generations of one playbook in one folder."""

    def __init__(self, folder: Path, embedder: Embedder, wait_s: float) -> None:
        self.folder, self._embedder, self._wait_s = folder, embedder, wait_s

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

    def check_embedder(self, manifest: Manifest) -> None:
        """Raises: FolderUnreadable: the vectors are another model's."""
        if manifest.embedder != self._embedder.name:
            raise FolderUnreadable(f"the playbook was indexed with {manifest.embedder!r}, but {self._embedder.name!r} is in use, and their vectors do not compare: {REINDEX}")

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
            raise FolderBusy(f"another process is writing to the playbook in {str(self.folder)!r}; waited {self._wait_s:g} s. Try again when it is done") from e
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
                shutil.copytree(self.generation(keep), target)
                PassageFile(target / "passages.db").upgrade()
                gone = PassageFile(target / "passages.db").ids_of([*delete, *(p.document_id for p in pages)])
                PassageFile(target / "passages.db").delete(delete)
            PassageFile(target / "passages.db").put(pages)
            self._put_vectors(target, [p for page in pages for p in page.passages], gone, on_progress)
        return made

    def reindex(self, keep: Manifest, on_progress: Callable[[Progress], None] | None = None) -> Manifest:
        """All vectors of a generation anew, from its passages; the old one serves until this is whole. Call while `writing`.

        Raises:
            DiskFull: nothing was changed.
        """
        with self._new_generation(keep.source) as made:
            target = self.generation(made)
            target.mkdir()
            file = PassageFile(target / "passages.db")
            shutil.copy2(self.generation(keep) / "passages.db", file.path)
            file.upgrade()
            self._put_vectors(target, file.passages(), [], on_progress)
        return made

    @contextmanager
    def _new_generation(self, source: str) -> Iterator[Manifest]:
        """A name to build under; counts once the block is left well, else what was built goes."""
        made = Manifest(f"g-{secrets.token_hex(4)}", self._embedder.name, source)
        before = self.manifest()
        try:
            yield made
            draft = self.folder / "current.json.new"
            draft.write_text(json.dumps(asdict(made)), "utf-8")
            os.replace(draft, self.folder / "current.json")
        except BaseException as e:
            shutil.rmtree(self.generation(made), ignore_errors=True)
            if isinstance(e, OSError) and e.errno == errno.ENOSPC:
                raise DiskFull(f"the disk of {str(self.folder)!r} is full: the playbook is as it was; make room and try again") from e
            raise
        # The one before stays for a search that is just opening it; older ones and half-made ones go.
        alive = {made.generation, before.generation if before else ""}
        for old in self.folder.glob("g-*"):
            if old.name not in alive:
                shutil.rmtree(old, ignore_errors=True)

    def _put_vectors(self, target: Path, passages: Sequence[Passage], gone: Sequence[str], on_progress: Callable[[Progress], None] | None) -> None:
        bodies = self._embed([p.text for p in passages], "passages", on_progress)
        titles = self._embed([title_text(p) for p in passages], "titles", on_progress)
        untitled = [i for i, p in enumerate(passages) if not title_text(p)]
        titles[untitled] = bodies[untitled]
        with _chroma_errors(target):
            client = _open_client(target / "chroma")
            try:
                for name, vectors in ((BODIES, bodies), (TITLES, titles)):
                    # Our own vectors only: Chroma's default embedding function would download a model.
                    collection = client.get_or_create_collection(name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}})
                    for i in range(0, len(gone), UPSERT_AT_ONCE):
                        collection.delete(ids=list(gone[i : i + UPSERT_AT_ONCE]))
                    for i in range(0, len(passages), UPSERT_AT_ONCE):
                        part = passages[i : i + UPSERT_AT_ONCE]
                        collection.upsert(ids=[p.id for p in part], embeddings=vectors[i : i + UPSERT_AT_ONCE], metadatas=[{"document_id": p.document_id} for p in part])
                    if name == BODIES:
                        np.save(target / CENTRE, _mean(np.asarray(collection.get(include=["embeddings"])["embeddings"], dtype=np.float32), self._embedder.dimensions))
            finally:
                client.close()

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


def title_text(passage: Passage) -> str:
    """What stands for a passage's title: the page's, the innermost heading, the skill, what to do with it.

    Empty where the page has none of these but its file's name: its text then counts twice, which finds more than
    the vector of a name such as `d17` (benchmarks/retrieval.py).
    """
    title = "" if passage.title == title_of_stem(passage.document_id) else passage.title
    headings = [part for part in passage.heading.split(" > ") if part and not _PAGE_NUMBER.match(part)]
    title = ": ".join(part for part in (title, *headings[-1:]) if part)
    if passage.skill:
        title = f"{title} ({passage.skill})"
    return ". ".join(part for part in (title, passage.action) if part)


def _open_client(path: Path) -> Client:
    # Here and not above: its import takes longer than everything else a command does.
    import chromadb
    from chromadb.config import Settings

    # It is declared as ClientAPI, which lacks `close`.
    return cast("Client", chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False)))


@contextmanager
def _chroma_errors(where: Path) -> Iterator[None]:
    """Chroma's errors as ours."""
    from chromadb.errors import ChromaError

    try:
        yield
    except ChromaError as e:
        if "full" in str(e):
            raise OSError(errno.ENOSPC, str(e)) from e
        raise FolderUnreadable(f"the playbook's vectors in {str(where)!r} cannot be read ({e}): {REINDEX}") from e


def _mean(vectors: Vector, dimensions: int) -> Vector:
    """(dimensions,); zeros where there are none."""
    return np.asarray(vectors.mean(axis=0)) if len(vectors) else np.zeros(dimensions, dtype=np.float32)


def _nearest(collection: Collection, vector: Vector, n: int, count: int) -> dict[str, float]:
    if not count:  # every page was removed
        return {}
    found = collection.query(query_embeddings=vector[None, :], n_results=min(n, count), include=["distances"])
    distances = found["distances"]
    assert distances is not None  # they were asked for
    return {passage_id: 1.0 - float(d) for passage_id, d in zip(found["ids"][0], distances[0], strict=True)}
