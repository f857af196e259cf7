"""HTML pages: what a person reads on them, without scripts, styles and the site's navigation."""

from __future__ import annotations

import logging
import re
import warnings

from copilot.errors import UnreadableFile
from knowledge.readers.decoded import Decoded, Writer

HIDDEN = ["script", "style", "noscript", "template", "nav", "footer", "svg", "math", "iframe", "object", "button", "select", "textarea", "dialog"]
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = (
    *HEADINGS,
    *("p", "li", "blockquote", "pre", "tr", "dt", "dd", "caption", "figcaption", "summary", "address", "label", "legend"),
    *("div", "section", "article", "main", "header", "aside", "body", "html", "ul", "ol", "dl", "table", "form", "details", "figure", "fieldset"),
)
"""Text in two of these is in two blocks."""
_UNSEEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:!|;|$)", re.I)
"""A style of its own that hides an element; style sheets are not read."""
_CONTROL = re.compile(r"[\0-\x08\x0e-\x1f\ufffd]")
_FOREIGN = re.compile(r"[^\0-\x7f\ufffd]+")
FOREIGN_SHARE = 0.02
"""Of all characters, from which on the file is no text: a page saved badly has a few."""
_SILENT = logging.NullHandler()


def read(content: bytes) -> Decoded:
    """Raises: UnreadableFile: binary data, or too much text."""
    from bs4 import BeautifulSoup
    from bs4.element import NavigableString, PreformattedString, Tag

    logging.getLogger("bs4.dammit").addHandler(_SILENT)  # its remarks would stand among ours without saying of which file
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # guesses at what the file might rather be
        text, odd = _as_utf8(content)
        soup = BeautifulSoup(content if text is None else text, "html.parser")
    if len(_CONTROL.findall(soup.decode())) > FOREIGN_SHARE * len(content):
        raise UnreadableFile("holds binary data, not text")
    named = soup.title.get_text() if soup.title else ""
    for tag in [*soup(HIDDEN), *soup.select('head, [hidden], [aria-hidden="true"]'), *soup.find_all(style=_UNSEEN)]:
        if not tag.decomposed:
            tag.decompose()
    mains = soup("main")
    root = mains[0] if len(mains) == 1 else soup.body or soup
    writer = Writer()
    current: Tag | None = None
    words: list[str] = []
    for node in root.descendants:
        if isinstance(node, Tag):
            if node.name == "br":
                words.append("\n")
            elif node.name in ("td", "th") and any(w.strip() for w in words) and node.find_parent("tr") is current:
                words.append(" | ")
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            block = node.find_parent(BLOCKS)
            if block is not current:
                _write(writer, current.name if current else "", words)
                current, words = block, []
            words.append(str(node) if block is not None and block.name == "pre" else _folded(str(node)))
    _write(writer, current.name if current else "", words)
    warnings_of = (f"{odd} {'byte is' if odd == 1 else 'bytes are'} not UTF-8 and shown as \ufffd; save the file as UTF-8",) if text is not None else ()
    return writer.decoded(writer.first_heading or " ".join(named.split()) or None, warnings_of)


def _as_utf8(content: bytes) -> tuple[str | None, int]:
    """A UTF-8 page with odd bytes in it, those replaced, and how many; None where it is whole, or in another encoding whatever it says.

    Read in the encoding that has a letter for every byte, as the parser would, one odd byte turns all other letters
    into two or three wrong ones. A page saved in that encoding has hardly a run of bytes that is UTF-8.
    """
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    if declared not in (None, "utf-8", "utf8") or content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None, 0
    letters = content.decode("utf-8-sig", "replace")
    odd = letters.count("\ufffd") - content.count(b"\xef\xbf\xbd")
    right = sum(map(len, _FOREIGN.findall(letters)))
    return (letters, odd) if 0 < odd <= right else (None, 0)


def _folded(text: str) -> str:
    """White space as a browser shows it: a line's end in the file is a space on the page."""
    return " ".join(("x" + text + "x").split())[1:-1]


def _write(writer: Writer, block: str, words: list[str]) -> None:
    text = "".join(words)
    if block != "pre":
        text = "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))
    if not text.strip():
        return
    if block in HEADINGS:
        writer.heading(HEADINGS[block], text)
    else:
        writer.block({"li": "- ", "blockquote": "> "}.get(block, "") + text)
