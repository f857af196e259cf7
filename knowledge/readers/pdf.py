"""PDF files: the text of each page, under the bookmarks it lies in and its page number."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from typing import TYPE_CHECKING

from copilot.errors import UnreadableFile
from knowledge.cutting import Section
from knowledge.readers.decoded import Decoded, check_length

if TYPE_CHECKING:
    from pypdf import PdfReader

_HYPHEN = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zà-öø-ÿ])")
_ENDS = re.compile(r"[.!?:;…][\"'”’)]*\s*\Z")
_SILENT = logging.NullHandler()
FULL_LINE = 0.6
"""Of a page's longest line: one at least as long goes on in the next line, a shorter one was ended on purpose."""


def read(content: bytes) -> Decoded:
    """Raises: UnreadableFile: behind a password, damaged, scanned pages without text, or too much of it."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").addHandler(_SILENT)  # its remarks on what it mended would stand among ours without saying of which file
    try:
        reader = PdfReader(io.BytesIO(content))
        # Many files only restrict printing or copying and open with an empty password.
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile("is protected by a password; save it without one")
        texts = []
        for page in reader.pages:
            texts.append(_unwrapped(page.extract_text()))
            check_length(sum(map(len, texts)) if len(texts) % 100 == 0 else len(texts[-1]))
        title = (reader.metadata.title if reader.metadata else None) or ""
        bookmarks = _bookmarks(reader)
    except (
        PyPdfError,
        DependencyError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        AssertionError,
        ArithmeticError,
        NotImplementedError,
        RecursionError,
        zlib.error,
        struct.error,
    ) as e:
        said = " ".join(str(e).split())[:120] or type(e).__name__
        raise UnreadableFile(f"is damaged or no PDF ({said}); open it in a viewer and print it to a new PDF") from e
    if not any(text.strip() for text in texts):
        raise UnreadableFile(f"has {len(texts)} {'page' if len(texts) == 1 else 'pages'} and no text in them, as when paper is scanned; recognise its text (OCR) first")
    return _decoded(texts, bookmarks, _usable_title(title))


def _decoded(texts: list[str], bookmarks: list[tuple[int, int, str]], title: str | None) -> Decoded:
    """Pages one after the other with a blank line between; a section each."""
    sections: list[Section] = []
    place = 0
    path: list[tuple[int, str]] = []
    waiting = list(bookmarks)
    for number, text in enumerate(texts):
        while waiting and waiting[0][0] <= number:
            _, level, words = waiting.pop(0)
            path = [(depth, name) for depth, name in path if depth < level] + [(level, words)]
        end = place + len(text) + 2
        sections.append(Section((*(name for _, name in path), f"page {number + 1}"), place, end))
        place = end
    whole = "\n\n".join(texts) + "\n\n"
    check_length(len(whole))
    return Decoded(whole, sections, title)


def _bookmarks(reader: PdfReader) -> list[tuple[int, int, str]]:
    """(page from 0, level from 1, words) in the order of the pages; none where the outline is broken."""
    from pypdf.errors import PyPdfError
    from pypdf.generic import Destination

    found: list[tuple[int, int, str]] = []

    def walk(items: object, level: int) -> None:
        for item in items if isinstance(items, list) else []:
            if isinstance(item, list):
                walk(item, level + 1)
            elif isinstance(item, Destination) and item.title:
                page = reader.get_destination_page_number(item)
                if page is not None and page >= 0:
                    found.append((page, level, " ".join(item.title.split())))

    try:
        walk(reader.outline, 1)
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return []
    return sorted(found, key=lambda b: b[0])


def _unwrapped(text: str) -> str:
    """Lines as paragraphs: a line that fills the width and does not end a sentence goes on in the next; a hyphen at its end joins."""
    text = _HYPHEN.sub("", text.replace("\0", "\ufffd").encode("utf-8", "replace").decode())
    lines = [" ".join(line.split()) for line in text.splitlines()]
    longest = max(map(len, lines), default=0)
    out: list[str] = []
    goes_on = False
    for line in lines:
        if goes_on and line:
            out[-1] += " " + line
        else:
            out.append(line)
        goes_on = len(line) >= FULL_LINE * longest and not _ENDS.search(line)
    return "\n".join(out).strip()


def _usable_title(title: str) -> str | None:
    """What the file is called inside, unless a program put its own words there."""
    title = " ".join(str(title).split())
    return None if not title or title.casefold().startswith(("microsoft word", "untitled", "(anonymous)")) or re.search(r"\.\w{2,4}\Z", title) else title
