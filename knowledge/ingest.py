"""From files to pages of passages.

A page says about itself in front matter between two `---` lines, or in a YAML file beside it (`page.pdf.yaml` or
`page.yaml`, which wins): title, kind (play, script, call example, training, template), piston, activity, skill,
stage, segment, audience, action (what to do with the page, one line), owner, updated, valid_until. Whatever a page
says is data: its text is cut and kept, never followed.

Passages run along headings and paragraphs (see `cutting`); `text` is exactly `decoded[start:end]` of what the reader
of that kind of file decoded (see `readers`). `quote` is the first bold span or quoted line (`> `) of a passage, so an
author marks the sentence worth quoting; where nothing is marked, its first sentence of six words or more.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from copilot.domain import Passage
from copilot.errors import UnreadableFile
from knowledge.cutting import cut, quote_of
from knowledge.metadata import parse_fields
from knowledge.readers.decoded import Decoded
from knowledge.readers.markdown import parse

READERS = {".md": "markdown", ".markdown": "markdown", ".txt": "markdown", ".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx", ".csv": "links"}
"""By extension, the module in `readers`."""
SIDECARS = (".yaml", ".yml")
MAX_BYTES = {"pdf": 100_000_000, "docx": 100_000_000}
"""Pictures make these large, not text; of other kinds at most `MAX_TEXT_BYTES`."""
MAX_TEXT_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """One document of the playbook."""

    document_id: str
    """The file's stem; of a row in a table of links, the stem and the row's title."""
    sha256: str
    """Of the file's bytes and its sidecar's: the same content twice changes nothing."""
    passages: tuple[Passage, ...]
    owner: str | None = None
    updated: date | None = None
    valid_until: date | None = None
    """Last day on which the page is suggested."""
    segment: str | None = None
    audience: str | None = None
    source: str = ""
    """The file it came from, whole path; empty where it came from none."""


@dataclass(frozen=True, slots=True)
class FilePages:
    """What one file gave: one page, or one a row of a table of links."""

    pages: tuple[Page, ...]
    rejected: tuple[str, ...] = ()
    """Why a row did not go in."""
    warnings: tuple[str, ...] = ()
    """What was read otherwise than it stands in the file."""


def find_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and all visible files below the folders named, in a stable order; sidecars of other files are left out."""
    for path in paths:
        if path.is_dir():
            files = sorted(p for p in path.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts))
            described = {sidecar for file in files for sidecar in sidecars_of(file)}
            yield from (file for file in files if file not in described)
        else:
            yield path


def sidecars_of(path: Path) -> list[Path]:
    """Where a description of this file may lie, the nearest first; none for what is no page."""
    if path.suffix.lower() not in READERS:
        return []
    return [path.with_name(name + end) for name in (path.name, path.stem) for end in SIDECARS]


def read_page(path: Path) -> Page:
    """One file as one page. Raises: UnreadableFile: as `read_file`, or a file that holds several."""
    found = read_file(path)
    if len(found.pages) != 1:
        raise UnreadableFile(f"{path.name!r} holds {len(found.pages)} pages, not one")
    return found.pages[0]


def read_file(path: Path) -> FilePages:
    """One file's pages.

    Raises:
        UnreadableFile: another kind of file, not there, empty, too large, not readable as what it is, or with metadata that cannot be used.
    """
    kind = READERS.get(path.suffix.lower())
    if kind is None:
        if not path.exists():
            raise UnreadableFile("is not there: look at the path")
        if path.suffix.lower() in SIDECARS:
            raise UnreadableFile(f"describes no page: there is none called {path.stem!r} beside it, in any of {', '.join(READERS)}")
        raise UnreadableFile(f"{path.suffix or path.name!r} is not a kind of page that can be read; use one of {', '.join(READERS)}")
    content = _content(path, MAX_BYTES.get(kind, MAX_TEXT_BYTES))
    if not content.strip():
        raise UnreadableFile("is empty: there is no text to keep")
    beside, about = _sidecar(path)
    source = os.path.abspath(path)
    # Imported here: only what is added pays for the libraries that parse it.
    read: Callable[[bytes], Any] = import_module(f"knowledge.readers.{kind}").read
    if kind == "links":
        links = read(content)
        rows = [page_of(f"{path.stem}-{name}", row, hashlib.sha256(links.sha256[name].encode() + beside).hexdigest(), about) for name, row in links.rows.items()]
        return FilePages(tuple(replace(row, source=source) for row in rows), links.rejected)
    decoded = read(content)
    return FilePages((replace(page_of(path.stem, decoded, hashlib.sha256(content + beside).hexdigest(), about), source=source),), warnings=decoded.warnings)


def parse_page(document_id: str, source: str, sha256: str) -> Page:
    """A page from its Markdown.

    Raises:
        UnreadableFile: nothing to read, or front matter that cannot be used.
    """
    return page_of(document_id, parse(source), sha256, {})


def page_of(document_id: str, decoded: Decoded, sha256: str, about: Mapping[str, Any]) -> Page:
    """A page from its text; `about` is what its sidecar says, which wins.

    Raises:
        UnreadableFile: nothing to read.
    """
    fields = {**decoded.fields, **about}
    title = fields.get("title") or decoded.title or title_of_stem(document_id)
    passages: list[Passage] = []
    for path, start, end in cut(decoded.text, decoded.sections):
        text = decoded.text[start:end]
        passages.append(
            Passage(
                id=f"{document_id}.{len(passages) + 1}",
                document_id=document_id,
                title=title,
                heading=" > ".join(path[1:] if path and path[0].casefold() == title.casefold() else path),
                text=text,
                start=start,
                end=end,
                kind=fields.get("kind") or "play",
                piston=fields.get("piston"),
                activity=fields.get("activity"),
                skill=fields.get("skill"),
                stage=fields.get("stage"),
                quote=quote_of(text),
                action=fields.get("action"),
            )
        )
    if not passages:
        raise UnreadableFile("is empty: there is no text to keep")
    return Page(document_id, sha256, tuple(passages), fields.get("owner"), fields.get("updated"), fields.get("valid_until"), fields.get("segment"), fields.get("audience"))


def title_of_stem(document_id: str) -> str:
    """The title of a page that has none: its file's name in words."""
    return " ".join(document_id.replace("-", " ").replace("_", " ").split()).capitalize() or document_id


def _content(path: Path, most: int) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableFile("is no file: a pipe or a device has no end that could be waited for")
        size = found.st_size
        if size > most:
            raise UnreadableFile(f"{size:,} bytes is more than the {most:,} that a {path.suffix.lower()} page may have; split it")
        return path.read_bytes()
    except OSError as e:
        raise UnreadableFile(f"cannot be read: {e.strerror}") from e


def _sidecar(path: Path) -> tuple[bytes, dict[str, Any]]:
    """The sidecar's bytes and what it says; nothing where there is none."""
    for sidecar in sidecars_of(path):
        if sidecar.is_file():
            content = _content(sidecar, MAX_TEXT_BYTES)
            try:
                return content, parse_fields(content.decode("utf-8-sig"), f"its description {sidecar.name!r}")
            except UnicodeDecodeError as e:
                raise UnreadableFile(f"byte {e.start} of its description {sidecar.name!r} is not UTF-8; save it as UTF-8") from e
    return b"", {}
