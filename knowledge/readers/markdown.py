"""Markdown and text files: the file's own characters, its front matter, and the headings that markdown-it finds."""

from __future__ import annotations

import itertools
import re

from copilot.errors import UnreadableFile
from knowledge.cutting import Heading, sections_of
from knowledge.metadata import parse_fields
from knowledge.readers.decoded import Decoded, check_length

_FRONT = re.compile(r"---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_LINE_END = re.compile(r"\r\n?|\n")
"""As CommonMark counts lines."""


def read(content: bytes) -> Decoded:
    """Raises: UnreadableFile: not text in UTF-8, or front matter that cannot be used."""
    return parse(decode(content))


def decode(content: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 where the file says so.

    Raises:
        UnreadableFile: another encoding, or binary data.
    """
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as e:
        raise UnreadableFile(f"byte {e.start} is not {'UTF-16, as the file says it is' if encoding == 'utf-16' else 'UTF-8'}; save the file as UTF-8") from e
    if "\0" in text:
        raise UnreadableFile("holds binary data, not text")
    check_length(len(text))
    return text


def parse(text: str) -> Decoded:
    """Raises: UnreadableFile: front matter that cannot be used."""
    # Here and not above: a search reads no Markdown.
    from markdown_it import MarkdownIt

    front = _FRONT.match(text)
    start = front.end() if front else 0
    lines = [start, *(m.end() for m in _LINE_END.finditer(text, start))]
    tokens = MarkdownIt("commonmark").parse(text[start:])
    headings = [
        Heading(lines[opened.map[0]], int(opened.tag[1:]), " ".join(inline.content.split()))
        for opened, inline in itertools.pairwise(tokens)
        if opened.type == "heading_open" and opened.level == 0 and opened.map and inline.content.strip()
    ]
    title = headings[0].words if headings else None
    return Decoded(text, sections_of(headings, start, len(text)), title, parse_fields(front["yaml"], "the front matter") if front else {})
