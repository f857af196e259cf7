"""What a reader makes of a file, and how one that has no text of its own to keep writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from copilot.errors import UnreadableFile
from knowledge.cutting import Heading, Section, sections_of

MAX_CHARACTERS = 5_000_000
"""Of text in one file: some two thousand printed pages."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as text."""

    text: str
    """What spans count in. Of Markdown and text files the file's own characters, else what was taken out of the file, headings marked as in Markdown."""
    sections: Sequence[Section]
    title: str | None = None
    """What the file calls itself: its first heading, or what is kept in it apart from the text."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Front matter, or the columns of a row."""
    warnings: tuple[str, ...] = ()
    """What was read otherwise than it stands in the file."""


class Writer:
    """Text written block by block, with blank lines between, that remembers where its headings are."""

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._headings: list[Heading] = []
        self._length = 0

    def heading(self, level: int, words: str) -> None:
        words = " ".join(words.split())
        if words:
            self._headings.append(Heading(self._length, level, words))
            self.block(f"{'#' * min(level, 6)} {words}")

    def block(self, text: str) -> None:
        """One paragraph, point of a list or row of a table.

        Raises:
            UnreadableFile: more than `MAX_CHARACTERS` in all.
        """
        text = text.strip()
        if not text:
            return
        self._blocks.append(text)
        self._length += len(text) + 2
        check_length(self._length)

    @property
    def first_heading(self) -> str | None:
        return self._headings[0].words if self._headings else None

    def decoded(self, title: str | None = None, warnings: tuple[str, ...] = ()) -> Decoded:
        # "\0" from a broken file would end the text for SQLite; lone surrogates cannot be stored at all.
        text = "\n\n".join(self._blocks).replace("\0", "\ufffd").encode("utf-8", "replace").decode()
        return Decoded(text, sections_of(self._headings, 0, len(text)), title, warnings=warnings)


def check_length(characters: int) -> None:
    """Raises: UnreadableFile: too much text for one page."""
    if characters > MAX_CHARACTERS:
        raise UnreadableFile(f"holds more than {MAX_CHARACTERS:,} characters of text; split it")
