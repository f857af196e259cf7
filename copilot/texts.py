"""Reading a text somebody hands over: a file or standard input, in whatever encoding it came."""

from __future__ import annotations

import sys
from pathlib import Path

from copilot.errors import UnreadableFile

_MOST = 5_000_000


def read_text(file: str) -> str:
    """The text of a file, or of standard input for `-`.

    Raises:
        UnreadableFile: not there, not text, or past 5 MB.
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
    return decode(data, file)


def decode(data: bytes, name: str) -> str:
    """Text from bytes: UTF-8 or UTF-16 by their marks, else what the bytes look like.

    Raises:
        UnreadableFile: no text encoding fits.
    """
    for encoding in ("utf-8-sig", "utf-16") if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-16",):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        if "\x00" not in text:
            return text
    import charset_normalizer

    best = charset_normalizer.from_bytes(data).best()
    if best is None or b"\x00" in data:
        raise UnreadableFile(f"{name!r} is not text: give notes as plain text, Markdown, or a transcript")
    return str(best)
