"""Quotations of playbook pages as people see them, and the Markdown that pages are shown in.

A quotation is kept as it stands in the page's file, marks and line ends included, so that its place is known to the
letter. Shown are its words alone; the comparison with the page's words folds white space and nothing else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINE_END = re.compile(r"\s*\n[ \t]*(?:>[ \t]*)*")
"""With the signs of a quoted line that follow it."""
_MARK = re.compile(r"[*_`~\[\]\\&<>!]")
"""What inline marks are made of."""


@cache
def markdown() -> MarkdownIt:
    """The Markdown of pages: no HTML of theirs and no pictures get through."""
    from markdown_it import MarkdownIt  # not before a page is quoted or shown

    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def shown(quote: str) -> str:
    """A quotation's words on one line, without the marks around them."""
    line = " ".join(_LINE_END.sub(" ", quote).split())
    return folded(_words(markdown().parseInline(line))) if _MARK.search(line) else line


def words_of(text: str) -> str:
    """What a reader of the page sees of a passage, white space folded; blocks are a blank line apart, which no quotation has."""
    return "\n\n".join(folded(_words([token])) for token in markdown().parse(text))


def plain(quote: str) -> bool:
    """Whether the quotation has nothing that could be a mark, so that its letters are what is shown."""
    return _MARK.search(quote) is None


def folded(text: str) -> str:
    """White space as a browser shows it."""
    return " ".join(text.split())


def _words(tokens: Iterable[Token]) -> str:
    """The text within tokens, one after the other."""
    return "".join(_words(t.children) if t.children else " " if t.type in ("softbreak", "hardbreak") else t.content for t in tokens)
