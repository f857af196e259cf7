"""The words side of the playbook: passages in one SQLite file, with full-text search (FTS5, bm25) over them.

The same file is where a passage's exact text and metadata are read from, so that only a search has to open the
vectors, and so that lost vectors can be made anew.
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from copilot.domain import Passage
from copilot.errors import FolderUnreadable
from copilot.policy import SEGMENTS
from copilot.ports import PageAbout
from knowledge.ingest import Page

_SCHEMA = """
CREATE TABLE pages (
    document_id TEXT PRIMARY KEY, title TEXT NOT NULL, sha256 TEXT NOT NULL,
    owner TEXT, updated TEXT, valid_until TEXT, segment TEXT, audience TEXT, source TEXT NOT NULL DEFAULT ''
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ordinal INTEGER NOT NULL, fields TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES pages (document_id)
);
CREATE INDEX passages_of_document ON passages (document_id, ordinal);
CREATE VIRTUAL TABLE words USING fts5 (title, text, tokenize = 'porter unicode61 remove_diacritics 2');
"""
_TOKENS = """
CREATE VIRTUAL TABLE said USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE terms USING fts5vocab (said, instance);
"""
"""As `words` takes texts apart, in memory."""
_LATER = {"segment": "TEXT", "audience": "TEXT", "source": "TEXT NOT NULL DEFAULT ''"}
"""Columns of `pages` that files of format 1 lack."""
_TERM = re.compile(r"\w+")
MAX_TERMS = 64
"""Words of a question that are looked for: a pasted page must not become a query of thousands."""
LARGE, COMMON = 5_000, 0.03
"""From so many passages on, words that more than this share of them has are not looked for: they say little, and scoring all that have them takes most of a search's time."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How much of a question's words a passage has, each word weighed by how few passages have it."""

    share: float
    """0 to 1, of the weight of all the question's words; a word no passage has counts most."""
    weight: float
    """Of the words it has, in words that a single passage has."""


class PassageFile:
    """Passages and their words at `path`; a connection a call, so threads and processes may share the file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        with self._open(write=True) as connection:
            connection.executescript(_SCHEMA)

    def upgrade(self) -> None:
        """A file of an older format as one of this; one that is, stays as it is."""
        with self._open(write=True) as connection:
            there = _columns(connection)
            for name, kind in _LATER.items():
                if name not in there:
                    connection.execute(f"ALTER TABLE pages ADD COLUMN {name} {kind}")

    def delete(self, document_ids: Iterable[str]) -> None:
        """Take pages out."""
        with self._open(write=True) as connection:
            for document_id in document_ids:
                _delete(connection, document_id)

    def put(self, pages: Iterable[Page]) -> None:
        """Add pages, each in place of one of the same document_id."""
        with self._open(write=True) as connection:
            for page in pages:
                _delete(connection, page.document_id)
                connection.execute(
                    "INSERT INTO pages (document_id, title, sha256, owner, updated, valid_until, segment, audience, source) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (page.document_id, page.passages[0].title, page.sha256, page.owner, _iso(page.updated), _iso(page.valid_until), page.segment, page.audience, page.source),
                )
                for ordinal, passage in enumerate(page.passages):
                    number = connection.execute(
                        "INSERT INTO passages (id, ordinal, fields, document_id) VALUES (?, ?, ?, ?)", (passage.id, ordinal, json.dumps(asdict(passage)), page.document_id)
                    ).lastrowid
                    connection.execute("INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (number, _words_about(passage), passage.text))

    def search(self, query: str, n: int) -> dict[str, float]:
        """Up to n passage ids with their bm25, larger is better; any of the query's words counts."""
        terms = list(dict.fromkeys(_TERM.findall(query.lower())))[:MAX_TERMS]
        if not terms:
            return {}
        with self._open() as connection:
            # Each word in quotes: what a person typed is never read as FTS5 syntax.
            match = " OR ".join(f'"{term}"' for term in _telling(connection, terms))
            rows = connection.execute("SELECT p.id, -bm25(words) FROM words JOIN passages p ON p.number = words.rowid WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?", (match, n))
            return dict(rows.fetchall())

    def overlap(self, question: str, passages: Sequence[Passage]) -> dict[str, Overlap]:
        """By passage id; titles and metadata count as the passage's words."""
        asked = " ".join(list(dict.fromkeys(_TERM.findall(question.lower())))[:MAX_TERMS])
        with closing(sqlite3.connect(":memory:")) as apart:
            apart.executescript(_TOKENS)
            apart.executemany("INSERT INTO said (rowid, text) VALUES (?, ?)", [(0, asked), *((i, f"{_words_about(p)} {p.text}") for i, p in enumerate(passages, 1))])
            has = defaultdict(set)
            for term, place in apart.execute("SELECT DISTINCT term, doc FROM terms WHERE term IN (SELECT term FROM terms WHERE doc = 0)"):
                has[place].add(term)
        with self._open() as connection:
            count, known = _count(connection), _spread(connection, has[0])
        weight = {term: math.log(1 + (count - known.get(term, 0) + 0.5) / (known.get(term, 0) + 0.5)) for term in has[0]}
        whole, one = sum(weight.values()), math.log(max(count, 2))
        found = [sum(weight[term] for term in has[place]) for place in range(1, len(passages) + 1)]
        return {passage.id: Overlap(mass / whole if whole else 0.0, mass / one) for passage, mass in zip(passages, found, strict=True)}

    def passages(self, ids: Iterable[str] | None = None) -> list[Passage]:
        """Those of the ids that are there, or all, by document and place."""
        with self._open() as connection:
            if ids is None:
                rows = connection.execute("SELECT fields FROM passages ORDER BY document_id, ordinal")
            else:
                rows = connection.execute("SELECT fields FROM passages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY document_id, ordinal", (json.dumps(list(ids)),))
            return [Passage(**json.loads(fields)) for (fields,) in rows]

    def first_passages(self) -> list[Passage]:
        """The first passage of each page, by title."""
        with self._open() as connection:
            rows = connection.execute("SELECT fields FROM passages JOIN pages USING (document_id) WHERE ordinal = 0 ORDER BY lower(pages.title), document_id")
            return [Passage(**json.loads(fields)) for (fields,) in rows]

    def page(self, document_id: str) -> list[Passage]:
        """The passages of one page in its order; empty where there is none."""
        with self._open() as connection:
            rows = connection.execute("SELECT fields FROM passages WHERE document_id = ? ORDER BY ordinal", (document_id,))
            return [Passage(**json.loads(fields)) for (fields,) in rows]

    def ids_of(self, document_ids: Iterable[str]) -> list[str]:
        with self._open() as connection:
            rows = connection.execute("SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?))", (json.dumps(list(document_ids)),))
            return [passage_id for (passage_id,) in rows]

    def known(self) -> dict[str, tuple[str, str]]:
        """document_id -> sha256 of what it came from, and the file's whole path (empty where it is not on record)."""
        with self._open() as connection:
            source = "source" if "source" in _columns(connection) else "''"
            return {document_id: (sha256, path) for document_id, sha256, path in connection.execute(f"SELECT document_id, sha256, {source} FROM pages")}  # noqa: S608  # one of two words of ours

    def count(self) -> int:
        """How many passages."""
        with self._open() as connection:
            return _count(connection)

    def ids(self) -> list[str]:
        """Of all passages, in the order in which they were put in."""
        with self._open() as connection:
            return [passage_id for (passage_id,) in connection.execute("SELECT id FROM passages ORDER BY number")]

    def about(self) -> dict[str, PageAbout]:
        """By document id."""
        with self._open() as connection:
            rows = connection.execute("SELECT document_id, owner, updated, valid_until FROM pages")
            return {document_id: PageAbout(owner, _day(updated), _day(until)) for document_id, owner, updated, until in rows}

    def left_out(self, on: date | None, segment: str | None, audience: str | None) -> set[str]:
        """Documents whose last day was before `on`, or that say they are for other segments or another audience; those that say nothing are for all."""
        with self._open() as connection:
            # Format 1 has neither segment nor audience.
            fields = "segment, audience" if "segment" in _columns(connection) else "NULL, NULL"
            rows = connection.execute(f"SELECT document_id, valid_until, {fields} FROM pages WHERE valid_until IS NOT NULL OR coalesce({fields}) IS NOT NULL").fetchall()  # noqa: S608  # one of two texts of ours
        return {
            document_id
            for document_id, until, for_segment, for_audience in rows
            if (on and until and until < on.isoformat()) or not _for_segment(segment, for_segment) or not _for_audience(audience, for_audience)
        }

    @contextmanager
    def _open(self, write: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.path) if write else sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True)
            try:
                with connection:
                    yield connection
            finally:
                connection.close()
        except sqlite3.DatabaseError as e:
            if "full" in str(e):
                raise OSError(28, str(e)) from e  # ENOSPC, for whoever builds the index
            raise FolderUnreadable(
                f"the playbook's file {str(self.path)!r} cannot be read ({e}): delete the folder {str(self.path.parent.parent)!r} and add the pages again with `nextplay playbook add`"
            ) from e


def _columns(connection: sqlite3.Connection) -> set[str]:
    return {row[1] for row in connection.execute("PRAGMA table_info(pages)")}


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])


def _spread(connection: sqlite3.Connection, stems: Iterable[str]) -> dict[str, int]:
    """In how many passages each word, as `words` keeps it, is found."""
    connection.execute("CREATE VIRTUAL TABLE temp.spread USING fts5vocab (main, words, row)")
    rows = connection.execute("SELECT term, doc FROM temp.spread WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(sorted(stems)),))
    return dict(rows.fetchall())


def _telling(connection: sqlite3.Connection, terms: Sequence[str]) -> list[str]:
    """The terms worth looking for: in a large playbook not the common ones, unless there are no others."""
    count = _count(connection)
    if count < LARGE:
        return list(terms)
    stems: dict[int, set[str]] = defaultdict(set)
    with closing(sqlite3.connect(":memory:")) as apart:
        apart.executescript(_TOKENS)
        apart.executemany("INSERT INTO said (rowid, text) VALUES (?, ?)", enumerate(terms))
        for stem, place in apart.execute("SELECT term, doc FROM terms"):
            stems[place].add(stem)
    spread = _spread(connection, {stem for some in stems.values() for stem in some})
    often = [min((spread.get(stem, 0) for stem in stems[place]), default=0) for place in range(len(terms))]
    return [term for term, n in zip(terms, often, strict=True) if n <= COMMON * count] or [terms[often.index(min(often))]]


def _named(wanted: str | None, given: str | None) -> bool:
    """Whether `reps` is among `Reps, managers`; yes where nothing is wanted or nothing given."""
    return not wanted or not given or _plain(wanted) in map(_plain, given.split(","))


def _for_audience(wanted: str | None, given: str | None) -> bool:
    """As `_named`, read as people write it: `Sales reps and managers` are both, `managers of new reps` are managers, `everybody` is anybody."""
    named = _people(given)
    return not wanted or not named or not named.isdisjoint(_EVERYBODY | _people(wanted))


def _people(said: str | None) -> set[str]:
    """Whom an audience names, a word each."""
    return {_plain(words[-1]) for part in _AND.split(said or "") if (words := _TERM.findall(_OF.split(part)[0]))}


def _for_segment(wanted: str | None, given: str | None) -> bool:
    """As `_named`, a rep's segment held against such and a customer's against the others: a page on hospitals is for reps of any."""
    alike = [name for name in (given or "").split(",") if (_plain(name) in _OF_REPS) == (_plain(wanted or "") in _OF_REPS)]
    return _named(wanted, ",".join(alike))


def _plain(word: str) -> str:
    return word.strip().casefold().removesuffix("s")


_AND = re.compile(r"[,;/&+]|\b(?:and|or)\b", re.I)
_OF = re.compile(r"\b(?:of|for|with|without|who)\b", re.I)
_EVERYBODY = frozenset(("all", "everyone", "everybody", "anyone", "anybody"))
_OF_REPS = frozenset(map(_plain, SEGMENTS))


def _delete(connection: sqlite3.Connection, document_id: str) -> None:
    numbers = [(n,) for (n,) in connection.execute("SELECT number FROM passages WHERE document_id = ?", (document_id,))]
    connection.executemany("DELETE FROM words WHERE rowid = ?", numbers)
    connection.executemany("DELETE FROM passages WHERE number = ?", numbers)
    connection.execute("DELETE FROM pages WHERE document_id = ?", (document_id,))


def _words_about(passage: Passage) -> str:
    """Title, heading and metadata, so that `multi-threading` finds the page on it whatever its wording."""
    return " ".join(part for part in (passage.title, passage.heading, passage.kind, passage.activity, passage.skill, passage.stage, passage.action) if part)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
