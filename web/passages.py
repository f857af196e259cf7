"""A playbook page as HTML: its Markdown rendered, its quotation marked. What a page says is data: no HTML of its own gets through."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from copilot.domain import Passage


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


def rendered(passage: Passage) -> Markup:
    """One passage; the page's title is not said twice, and the sentence worth quoting is marked where it stands in one piece."""
    text = passage.text.strip()
    first, _, rest = text.partition("\n")
    if first.lstrip("# ").strip() == passage.title:
        text = rest
    html = _markdown().render(text)
    quote = str(escape(passage.quote)).replace("&#39;", "'").replace("&#34;", "&quot;")
    if quote and html.count(quote) == 1:
        html = html.replace(quote, f"<mark>{quote}</mark>")
    return Markup(html)  # noqa: S704  # rendered with HTML switched off
