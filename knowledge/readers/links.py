"""A CSV table of links, each row a page: where it is and what one finds there, in words that a search can find.

Columns: title, link (or url), description; any other field of the front matter may follow.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from copilot.errors import UnreadableFile
from knowledge.metadata import field_name, known_fields
from knowledge.readers.decoded import Decoded, Writer
from knowledge.readers.markdown import decode

NAMES = {"url": "link", "address": "link", "name": "title", "summary": "description"}
NEEDED = ("title", "link", "description")
_UNWORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Links:
    """The rows of one table."""

    rows: Mapping[str, Decoded]
    """By a name made of the title, told apart by a number where two rows have one title."""
    sha256: Mapping[str, str]
    """Of each row: one changed row updates one page."""
    rejected: tuple[str, ...]
    """Why a row did not go in, with its line (header 1)."""


def read(content: bytes) -> Links:
    """Raises: UnreadableFile: no table with the columns needed."""
    text = decode(content)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:10_000].split("\n", 1)[0], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    dialect.doublequote = True
    try:
        reader = csv.reader(io.StringIO(text, newline=""), dialect)
        header = [NAMES.get(field_name(cell), field_name(cell)) for cell in next(reader, [])]
        missing = [name for name in NEEDED if name not in header]
        if missing:
            if not any(header):
                raise UnreadableFile("is empty: there is no text to keep")
            raise UnreadableFile(
                f"has no column {' and no column '.join(map(repr, missing))}: a table of links has {', '.join(NEEDED)} in its first line; here are {', '.join(map(repr, header))[:200]}"
            )
        rows: dict[str, Decoded] = {}
        hashes: dict[str, str] = {}
        rejected: list[str] = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            line = reader.line_num
            row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
            try:
                decoded = _page(row)
            except UnreadableFile as e:
                rejected.append(f"line {line} {e}")
                continue
            name = _told_apart(_UNWORD.sub("-", row["title"].casefold()).strip("-")[:80], rows)
            rows[name] = decoded
            hashes[name] = hashlib.sha256("\x1f".join(f"{k}={v}" for k, v in sorted(row.items())).encode()).hexdigest()
    except csv.Error as e:
        raise UnreadableFile(f"is no table that can be read ({e}); save it as CSV with one row a line") from e
    if not rows and not rejected:
        raise UnreadableFile("is empty: there is no row below its first line")
    return Links(rows, hashes, tuple(rejected))


def _page(row: Mapping[str, str]) -> Decoded:
    for name in NEEDED:
        if not row.get(name):
            raise UnreadableFile(f"has no {name}")
    try:
        link = urlsplit(row["link"])
        usable = link.scheme in ("http", "https") and bool(link.hostname)
    except ValueError:
        usable = False
    if not usable or any(c.isspace() for c in row["link"]):
        raise UnreadableFile(f"has the link {row['link']!r}; it must begin with http:// or https://")
    writer = Writer()
    writer.heading(1, row["title"])
    writer.block(row["description"])
    writer.block(f"<{row['link']}>")
    written = writer.decoded(row["title"])
    return Decoded(written.text, written.sections, written.title, known_fields(row, "its row"))


def _told_apart(name: str, taken: Mapping[str, Decoded]) -> str:
    name = name or "link"
    if name not in taken:
        return name
    return next(f"{name}-{n}" for n in range(2, len(taken) + 3) if f"{name}-{n}" not in taken)
