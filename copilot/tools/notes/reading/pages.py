"""HTML, as it comes with what is copied from a page or a mail: its words, with their places in the source."""

from __future__ import annotations

import html
import re

from copilot.tools.notes.reading.said import Woven

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<off>script|style|title)\b[^<>]{0,2000}>.*?(?:</(?P=off)\s{0,9}>|\Z)|</?(?P<name>[a-zA-Z][a-zA-Z0-9]{0,10})\b(?:[^<>]{0,2000})>|<![a-zA-Z][^<>]{0,200}>",
    re.DOTALL | re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_BLOCK = re.compile(r"<(?:!doctype html|html|body|/?(?:p|div|li|ul|ol|tr|td|table|h[1-6])\b|br\b)[^<>]{0,2000}>", re.IGNORECASE)
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "tr", "table", "br", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer", "body", "blockquote", "hr", "pre"})


def is_page(text: str) -> bool:
    """Whether a text is written in HTML: at least two tags that divide it."""
    found = _BLOCK.finditer(text)
    return next(found, None) is not None and next(found, None) is not None


def page_view(text: str) -> Woven:
    """The words of a page: a line a block, headings as in Markdown, entities resolved, scripts left out."""
    view = Woven()
    at = 0
    for m in _TAG.finditer(text):
        _words(view, text, at, m.start())
        at = m.end()
        name = (m["name"] or "").lower()
        if name in _BLOCKS:
            opened = not m.group().startswith("</")
            view.put("\n# " if opened and re.fullmatch("h[1-6]", name) else "\n", m.start(), m.end())
        elif name in ("td", "th"):
            view.put(" ", m.start(), m.end())
    _words(view, text, at, len(text))
    return view


def _words(view: Woven, text: str, start: int, end: int) -> None:
    at = start
    for m in _ENTITY.finditer(text, start, end):
        view.copy(text, at, m.start())
        view.put(html.unescape(m.group()), m.start(), m.end())
        at = m.end()
    view.copy(text, at, end)
