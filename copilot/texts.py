"""Reading a text somebody hands over: a file or standard input, in whatever encoding it came."""

from __future__ import annotations

import sys
from pathlib import Path

from copilot.errors import UnreadableFile

_MOST = 5_000_000
_OTHER_KINDS = {b"%PDF-": "a PDF", b"{\\rtf": "rich text (RTF)"}
_MOST_CONTROLS = 0.02
"""A text with a larger share of control characters is something else."""
_WIDE = 0.3
"""So large a share of empty bytes on one side makes UTF-16 of what has no mark."""
_FEW_ACCENTS, _MANY_ACCENTS = 0.08, 0.25
_SHORT = 200
"""Characters below which nothing can be told of an alphabet by how often its letters come."""
_WESTERN_SIGNS = frozenset("’‘“”„–—…€£§°·«»¿¡´¨®©™•\xa0½¼¾²³±×÷")
_ENOUGH = 100_000
"""Bytes that an unknown encoding is guessed from."""


def read_bytes(file: str) -> bytes:
    """What a file holds, or standard input for `-`.

    Raises:
        UnreadableFile: not there, or past 5 MB.
    """
    if file == "-":
        data = sys.stdin.buffer.read(_MOST + 1)
    else:
        path = Path(file)
        if not path.is_file():
            raise UnreadableFile(f"there is no file {file!r}; give a path, or - to read standard input")
        if path.stat().st_size > _MOST:
            raise UnreadableFile(f"{file!r} is larger than 5 MB: give the notes or transcript of one 1:1")
        try:
            data = path.read_bytes()
        except OSError as e:
            raise UnreadableFile(f"{file!r} cannot be read: {e.strerror}") from e
    if len(data) > _MOST:
        raise UnreadableFile("more than 5 MB on standard input: give the notes or transcript of one 1:1")
    return data


def decode(data: bytes, name: str) -> str:
    """Text from bytes: UTF-8 or UTF-16, with or without their marks, else what the bytes look like.

    A mark at the beginning (BOM) is no part of the text; ends of lines are kept as they are.

    Raises:
        UnreadableFile: no text encoding fits, or it is a kind of document that is not read here.
    """
    for begins, what in _OTHER_KINDS.items():
        if data.startswith(begins):
            raise UnreadableFile(f"{name!r} is {what}: save it as .docx or as plain text")
    text = _decoded(data)
    if text is None or "\x00" in text or sum(c < " " and c not in "\t\n\r\x0b\x0c\x1b" for c in text) > len(text) * _MOST_CONTROLS:
        raise UnreadableFile(f"{name!r} is not text: give notes as plain text, Markdown, a Word document, or a transcript")
    return text


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(data, "utf-16")
    if (text := _as(data, "utf-8-sig")) is not None and "\x00" not in text:
        return text
    if b"\x00" in data:
        # Latin letters in UTF-16 have every other byte empty, and the side says the order of the two
        low, high = data[1::2].count(0), data[::2].count(0)
        return _as(data, "utf-16-le" if low > high else "utf-16-be") if max(low, high) > len(data) * _WIDE else None
    import charset_normalizer

    western = _as(data, "cp1252") or _as(data, "latin-1") or ""
    strange = [c for c in western if c > "\x7f"]
    # where nearly all is ASCII the bytes say too little to guess an alphabet from, and Western letters are by far the likeliest
    if len(strange) <= len(western) * (_FEW_ACCENTS if len(western) >= _SHORT else _MANY_ACCENTS) and all(c.isalpha() or c in _WESTERN_SIGNS for c in strange):
        return western
    best = charset_normalizer.from_bytes(data[:_ENOUGH]).best()
    return _as(data, best.encoding) if best is not None else None


def _as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None
