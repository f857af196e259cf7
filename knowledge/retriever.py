"""`ChromaPlaybook`: the Playbook port over the index, the words and the ranking."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from copilot.domain import Hit, Passage
from copilot.errors import FolderUnreadable, InputError, UnreadableFile
from copilot.ports import Embedder, PageAbout, PlaybookReport, Progress
from knowledge.index import FORMAT, Index, Manifest, Reader
from knowledge.ingest import Page, find_files, read_file, read_page
from knowledge.lexical import PassageFile
from knowledge.ranking import LOOKED_AT, best_hits, contradicts, fuse
from knowledge.shipped import FILE, WithShipped
from knowledge.vectors import LocalVectors, ServerVectors, Vectors

STARTER = Path(__file__).parent / "playbook"
CANDIDATES = 200
"""How many are taken from each side before they are joined: all of a small playbook."""
REMEMBERED = 256
"""Answers kept: the same few pages are looked for in one agenda after another, and a generation never changes."""
STARTER_WAIT_S = 60.0
"""Indexing the starter playbook takes seconds; whoever else needs it meanwhile waits for it."""
SERVER_WAIT_S = 600.0
"""Processes that share a server write one after the other."""


class ChromaPlaybook:
    """The company's playbook in a data folder, or the starter playbook until the first page was added."""

    def __init__(self, folder: Path, embedder: Embedder, wait_s: float = 10.0, starter: Path = STARTER, server: str | None = None, shipped: Path | None = FILE) -> None:
        """Args:
        folder: the index's folder; made at the first use.
        embedder: whose vectors to keep and compare.
        wait_s: how long a second writer waits.
        starter: the folder of pages that serve until the first `add`.
        server: URL of a `chroma run` that holds the vectors; then writers take turns instead of giving up.
        shipped: vectors of those pages that need not be worked out; None works all of them out.

        Raises:
            SettingsError: the server's URL is none.
        """
        self._embedder = embedder
        self._vectors: Vectors = ServerVectors(server) if server else LocalVectors()
        self._added = Index(folder / "added", embedder, SERVER_WAIT_S if server else wait_s, self._vectors)
        self._starter = Index(folder / "starter", WithShipped(embedder, shipped) if shipped else embedder, STARTER_WAIT_S, self._vectors)
        self._starter_pages = starter
        self._fingerprint: tuple[tuple[tuple[str, int, int], ...], str] | None = None
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._found: dict[tuple[Manifest, Hashable], tuple[Hit, ...]] = {}
        self._first: tuple[Path, dict[str, Passage]] | None = None

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
        """Up to k hits, one a document, best first; see the port.

        Without a question the metadata are the question.

        Raises:
            InputError: neither a question nor metadata.
            FolderUnreadable: the index is damaged or another model's; says what to run.
        """
        wanted = {"piston": piston, "activity": activity, "skill": skill, "stage": stage}
        question = query.strip() or " ".join(v.replace("_", " ") for v in wanted.values() if v)
        if not question:
            raise InputError(f"there is nothing to look for in {query!r}: ask in a few words, e.g. `nextplay playbook search 'asking for referrals'`")
        asked = (query, k, piston, activity, skill, stage, on, segment, audience, frozenset(only))
        with self._lock:
            manifest = self._open_reader().manifest
            known = self._found.get((manifest, asked))
        if known is not None:
            return list(known)
        vector = self._embedder.embed([question])[0]
        with self._lock:
            reader = self._open_reader()
            standing = reader.standing(vector)
            left_out = reader.file.left_out(on, segment, audience)
            among = CANDIDATES
            while True:
                body, title = reader.nearest(vector, among)
                scored = fuse(body, title, reader.file.search(question, among))[:among]  # those further back are neither shown nor rivals
                found = {p.id: p for p in reader.passages([s.passage_id for s in scored]) if p.document_id not in left_out and not contradicts(p, {name: wanted[name] for name in only})}
                # Where most of the nearest are left out, look further.
                if among >= reader.count or len({p.document_id for p in found.values()}) >= max(k, LOOKED_AT):
                    break
                among *= 5
        hits = best_hits(question, scored, found, standing, wanted, k, lambda passages: reader.file.overlap(question, passages))
        with self._lock:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            self._found[reader.manifest, asked] = tuple(hits)
        return hits

    def passage(self, passage_id: str) -> Passage:
        """Raises: InputError: no such passage."""
        found = self._file().passages([passage_id])
        if not found:
            raise InputError(f"the playbook has no passage {passage_id!r}; `nextplay playbook search` lists what it has")
        return found[0]

    def has(self, document_id: str) -> bool:
        return document_id in self._openings()

    def documents(self) -> list[Passage]:
        """The first passage of every page, by title."""
        return list(self._openings().values())

    def about(self) -> dict[str, PageAbout]:
        """Of every page, by document id; expired ones too."""
        return self._file().about()

    def page(self, document_id: str) -> list[Passage]:
        """One page's passages in its order.

        Raises:
            InputError: no such page.
        """
        found = self._file().page(document_id)
        if not found:
            raise InputError(f"the playbook has no page {document_id!r}; `nextplay playbook list` lists what it has")
        return found

    def add(self, paths: Sequence[Path], on_progress: Callable[[Progress], None] | None = None) -> PlaybookReport:
        """Take files in; a broken one is reported and the rest goes in. The same content again changes nothing.

        Raises:
            FolderBusy: another process writes, and waiting was not enough.
            FolderUnreadable: the pages kept were indexed with another model, or cannot be read.
            DiskFull: nothing was changed.
        """
        read = _read(paths, on_progress)
        if not read.pages and not read.folders:
            return PlaybookReport(rejected=tuple(read.rejected))
        with self._added.writing():
            before = self._added.manifest()
            if before is not None:
                self._added.check_vectors(before)
            known = PassageFile(self._added.generation(before) / "passages.db").known() if before else {}
            deleted = tuple(document_id for document_id, (_, source) in sorted(known.items()) if read.lacks(document_id, source))
            # A page whose file moved is written too: the next add of its folder goes by where it lies.
            changed = [p for p in read.pages.values() if known.get(p.document_id) != (p.sha256, p.source)]
            if changed or deleted:
                self._added.replace(changed, source="", keep=before, on_progress=on_progress, delete=deleted)
        # Two files of one name in two folders, added one after the other: the first is gone, which is said.
        replaced = tuple((d, was) for d, (sha256, was) in known.items() if d in read.pages and was and was != read.pages[d].source and sha256 != read.pages[d].sha256)
        same = {document_id for document_id, page in read.pages.items() if document_id in known and known[document_id][0] == page.sha256}
        return PlaybookReport(
            added=tuple(d for d in read.pages if d not in known),
            updated=tuple(d for d in read.pages if d in known and d not in same),
            unchanged=tuple(d for d in read.pages if d in same),
            rejected=tuple(read.rejected),
            deleted=deleted,
            replaced=replaced,
            warnings=tuple(read.warnings),
        )

    def remove(self, document_ids: Sequence[str]) -> None:
        """Take pages out.

        Raises:
            InputError: one of them is not among the pages added; nothing is removed.
            FolderBusy, FolderUnreadable, DiskFull: as `add`.
        """
        with self._added.writing():
            before = self._added.manifest()
            if before is None:
                raise InputError(f"{document_ids[0]!r} cannot be removed: no page was added yet, and those of the starter playbook go with the first `nextplay playbook add`")
            self._added.check_vectors(before)
            known = PassageFile(self._added.generation(before) / "passages.db").known()
            for document_id in document_ids:
                if document_id not in known:
                    near = get_close_matches(document_id, known, n=2)
                    hint = f"did you mean {' or '.join(map(repr, near))}?" if near else "`nextplay playbook list` names them all"
                    raise InputError(f"the playbook has no page {document_id!r}; {hint}")
            self._added.replace((), source="", keep=before, delete=document_ids)

    def reindex(self, on_progress: Callable[[Progress], None] | None = None) -> int:
        """All vectors anew with the embedder in use; how many passages. The old index serves until then.

        Raises:
            FolderBusy, FolderUnreadable, DiskFull: as `add`.
        """
        if self._added.manifest() is None:
            with self._starter.writing():
                made = self._index_starter(self._starter_fingerprint())
            return PassageFile(self._starter.generation(made) / "passages.db").count()
        with self._added.writing():
            before = self._added.manifest()
            if before is None:
                raise FolderUnreadable(f"the playbook in {str(self._added.folder)!r} went away while it was being indexed: add the pages again with `nextplay playbook add`")
            made = self._added.reindex(before, on_progress)
        return PassageFile(self._added.generation(made) / "passages.db").count()

    def close(self) -> None:
        """Let go of the open index; the next search opens it again."""
        with self._lock:
            if self._reader is not None:
                self._reader.close()
                self._reader = None

    # ------------------------------------------------------------ which generation

    def _current(self) -> tuple[Index, Manifest]:
        """The added pages if there are any, else the starter playbook, indexed now where it is not yet."""
        added = self._added.manifest()
        if added is not None:
            return self._added, added
        fingerprint = self._starter_fingerprint()
        starter = self._starter.manifest()
        if starter is None or starter.source != fingerprint:
            with self._starter.writing():
                starter = self._starter.manifest()
                if starter is None or starter.source != fingerprint:
                    starter = self._index_starter(fingerprint)
        return self._starter, starter

    def _starter_fingerprint(self) -> str:
        """Changes with the shipped pages, the embedder and the format: then it is indexed anew. The pages are read again only where one looks touched."""
        touched = tuple(sorted((entry.name, entry.stat().st_mtime_ns, entry.stat().st_size) for entry in os.scandir(self._starter_pages)))
        if self._fingerprint is None or self._fingerprint[0] != touched:
            digest = hashlib.sha256(f"{FORMAT} {self._embedder.name} {self._vectors.where}".encode())
            for path in find_files([self._starter_pages]):
                digest.update(path.name.encode() + b"\0" + path.read_bytes())
            self._fingerprint = (touched, digest.hexdigest()[:16])
        return self._fingerprint[1]

    def _index_starter(self, fingerprint: str) -> Manifest:
        return self._starter.replace([read_page(path) for path in find_files([self._starter_pages])], source=fingerprint, keep=None)

    def _openings(self) -> dict[str, Passage]:
        """The first passage of every page, by document id; read once a generation, which never changes."""
        file = self._file()
        known = self._first
        if known is None or known[0] != file.path:
            known = self._first = (file.path, {p.document_id: p for p in file.first_passages()})
        return known[1]

    def _file(self) -> PassageFile:
        index, manifest = self._current()
        return PassageFile(index.generation(manifest) / "passages.db")

    def _open_reader(self) -> Reader:
        index, manifest = self._current()
        if self._reader is not None and self._reader.manifest == manifest:
            return self._reader
        index.check_vectors(manifest)
        try:
            reader = index.reader(manifest)
        except FileNotFoundError:
            # Two generations were made since `current.json` was read: what it names now is there, or is lost.
            index, manifest = self._current()
            try:
                reader = index.reader(manifest)
            except FileNotFoundError as e:
                raise FolderUnreadable(f"the playbook's files {str(e.filename)!r} are missing: run `nextplay playbook reindex`") from e
        if self._reader is not None:
            self._reader.close()
        self._reader = reader
        return reader


@dataclass
class _Read:
    """What the paths given hold."""

    pages: dict[str, Page] = field(default_factory=dict)
    """By document id."""
    rejected: list[tuple[str, str]] = field(default_factory=list)
    """(path, why) of what is no page."""
    warnings: list[tuple[str, str]] = field(default_factory=list)
    """(path, what) of pages read otherwise than they stand in the file."""
    folders: list[Path] = field(default_factory=list)
    """Whole paths of the folders with a page in them; one without any may be a drive that is not there, and says nothing."""
    files: set[str] = field(default_factory=set)
    """Whole paths of all files found, broken ones too."""
    whole: set[str] = field(default_factory=set)
    """Those of which every page was read."""

    def lacks(self, document_id: str, source: str) -> bool:
        """Whether a page kept from that file is gone: the file from its folder, or the row from its table."""
        if document_id in self.pages or not source:
            return False
        return source in self.whole or (source not in self.files and any(folder in Path(source).parents for folder in self.folders))


def _read(paths: Sequence[Path], on_progress: Callable[[Progress], None] | None) -> _Read:
    """All that can be read. Of two files with one stem the first counts."""
    read = _Read()
    files = list(dict.fromkeys(find_files(paths)))
    for done, path in enumerate(files, 1):
        read.files.add(os.path.abspath(path))
        try:
            found = read_file(path)
            read.rejected += [(str(path), why) for why in found.rejected]
            taken = [p.document_id for p in found.pages if p.document_id in read.pages]
            if taken:
                raise UnreadableFile(f"another file is called {taken[0]!r} too; a page is known by its file's name, so rename one")
            read.pages |= {p.document_id: p for p in found.pages}
            read.warnings += [(str(path), what) for what in found.warnings]
            if not found.rejected:
                read.whole.add(os.path.abspath(path))
        except UnreadableFile as e:
            read.rejected.append((str(path), str(e)))
        if on_progress:
            on_progress(Progress("pages", done, len(files)))
    for folder in (Path(os.path.abspath(path)) for path in paths if path.is_dir()):
        if any(folder in Path(page.source).parents for page in read.pages.values()):
            read.folders.append(folder)
        elif not any(folder in Path(file).parents for file in read.files):
            read.rejected.append((str(folder), "holds no file; what was added from it before is kept, and `nextplay playbook remove` takes pages out"))
    return read
