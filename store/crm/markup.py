"""From what some systems call an `.xls` and is a page or an XML file to grids of text, one a table or sheet."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from store.crm.text import Grid, decode

_TABLES = re.compile(rb"<table\b|<(?:\w+:)?workbook\b", re.IGNORECASE)
_ROWS, _CELLS = ("tr", "row"), ("td", "th", "cell")


def is_markup(data: bytes) -> bool:
    """Whether the bytes are HTML or XML with a table in it, in any encoding of one byte or UTF-16."""
    head = data[:200_000].replace(b"\x00", b"")
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<") and bool(_TABLES.search(head))


def read_markup(data: bytes, name: str) -> list[Grid]:
    """Grids of all tables that hold at least two rows; rows are numbered within their table."""
    reader = _Tables()
    reader.feed(decode(data, name)[0])
    reader.close()
    tables = [(title, rows) for title, rows in reader.tables if sum(any(r) for r in rows) >= 2]
    return [Grid([r for r in rows if any(r)], [n for n, r in enumerate(rows, start=1) if any(r)], f"table {title!r}", sheet=title) for title, rows in tables]


class _Tables(HTMLParser):
    """Tables of a page, or sheets of an Excel 2003 XML file, whose cells may say that cells before them are empty (`ss:Index`)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[str, list[list[str]]]] = []
        self._sheet = ""
        self._cell: list[str] | None = None
        self._span = "1"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag, said = tag.rpartition(":")[2], {k.rpartition(":")[2]: v or "" for k, v in attrs}
        if tag == "worksheet":
            self._sheet = said.get("name", "")
        elif tag == "table":
            self.tables.append((self._sheet or f"table {len(self.tables) + 1}", []))
        elif tag in _ROWS and self.tables:
            self._end_cell()
            self.tables[-1][1].append([])
        elif tag in _CELLS and self.tables and self.tables[-1][1]:
            self._end_cell()
            row = self.tables[-1][1][-1]
            if said.get("index", "").isdigit():
                row += [""] * (int(said["index"]) - 1 - len(row))
            self._cell, self._span = [], said.get("colspan", "1")
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag.rpartition(":")[2] in (*_CELLS, *_ROWS, "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        width = int(self._span) if self._span.isdigit() else 1
        self.tables[-1][1][-1] += [" ".join("".join(self._cell).split()), *[""] * (min(width, 100) - 1)]
        self._cell = None
