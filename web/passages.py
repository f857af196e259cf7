"""A playbook page as HTML: its Markdown rendered, its quotation marked. What a page says is data: no HTML of its own gets through."""

from __future__ import annotations

import html
import re

from markupsafe import Markup

from copilot.domain import Passage
from copilot.quoting import markdown, shown

_TAG = re.compile(r"(<[^>]*>)")
_TAGS = re.compile(r"((?:<[^>]*>)+)")
_LETTER = re.compile(r"&\w+;|\s+|.", re.S)
_WITHIN_A_LINE = re.compile(r"</?(?:em|strong|code|a|br)\b")


def rendered(passage: Passage) -> Markup:
    """One passage; the page's title is not said twice, and the sentence worth quoting is marked where it stands."""
    text = passage.text.strip()
    first, _, rest = text.partition("\n")
    if first.lstrip("# ").strip() == passage.title:
        text = rest
    return Markup(_marked(markdown().render(text), shown(passage.quote)))  # noqa: S704  # rendered with HTML switched off


def _marked(page: str, quote: str) -> str:
    """HTML with the quotation in `<mark>`, the marks closed before each tag within it and opened after it."""
    letters, places = _visible(page)
    at = letters.find(quote) if quote else -1
    if at < 0:
        return page
    start, end = places[at][0], places[at + len(quote) - 1][1]
    inside = _TAGS.sub(r"</mark>\1<mark>", page[start:end])
    return f"{page[:start]}<mark>{inside}</mark>{page[end:]}"


def _visible(page: str) -> tuple[str, list[tuple[int, int]]]:
    """What a person reads, white space folded and a line's end between blocks, and where in the HTML each letter stands."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    place = 0
    for piece in _TAG.split(page):
        if piece.startswith("<"):
            found = [] if _WITHIN_A_LINE.match(piece) else [("\n", place, place + len(piece))]
        else:
            found = [(" " if m[0].isspace() else html.unescape(m[0]), place + m.start(), place + m.end()) for m in _LETTER.finditer(piece)]
        for letter, start, end in found:
            if letter != " " or letters[-1:] != [" "]:
                letters.append(letter)
                places.append((start, end))
        place += len(piece)
    return "".join(letters), places
