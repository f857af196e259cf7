"""Playbook pages as HTML: what a page says is data, whatever it says."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.domain import Passage
from copilot.quoting import shown
from knowledge.cutting import quote_of
from web.passages import rendered


def passage(text: str, quote: str = "") -> Passage:
    return Passage("p.1", "p", "A title", "", text, 0, len(text), quote=quote)


def test_markdown_becomes_html_and_the_title_is_not_said_twice() -> None:
    made = rendered(passage("# A title\n\nDo **this**:\n\n- one\n- two\n"))
    assert "A title" not in made
    assert "<strong>this</strong>" in made
    assert made.count("<li>") == 2


def test_the_quotation_is_marked_where_it_stands() -> None:
    assert "<mark>Ask what it's worth to &quot;them&quot; &amp; wait.</mark>" in rendered(passage('So: **Ask what it\'s worth to "them" & wait.**', 'Ask what it\'s worth to "them" & wait.'))


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("First. Ask **who** signs the paper in their house.", "<mark>Ask </mark><strong><mark>who</mark></strong><mark> signs the paper in their house.</mark>"),
        (
            "Look at [the list of\n  names](http://a.b/Look) before you call back.",
            '<mark>Look at </mark><a href="http://a.b/Look"><mark>the list of\nnames</mark></a><mark> before you call back.</mark>',
        ),
        ("> Ask who signs the paper and\n> who pays for it.", "<mark>Ask who signs the paper and\nwho pays for it.</mark>"),
        ("Ask who signs.\n\nAsk who signs. Ask who signs the paper in their house.", "<p>Ask who signs. <mark>Ask who signs the paper in their house.</mark></p>"),
    ],
)
def test_a_quotation_is_marked_through_the_marks_and_lines_within_it(text: str, marked: str) -> None:
    assert marked in rendered(passage(text, quote_of(text)))


_WORDS = st.sampled_from(["ask", "who", "**signs**", "*the*", "`paper`", "[in their](http://a.b/c?d=e)", "house.", "3 < 4", "R&amp;D", "<b>now</b>", '"wait"', "it's", "then:", "**", "\\*no"])
_BREAKS = st.sampled_from([" ", " ", " ", "\n", "  \n", "\n> ", "\n\n", "\n\n> ", "\n- ", "\n\n## "])


@settings(deadline=None)
@given(st.lists(st.tuples(_WORDS, _BREAKS), min_size=1, max_size=60).map(lambda parts: "".join(a + b for a, b in parts)))
def test_what_is_marked_is_the_quotation(text: str) -> None:
    quote = quote_of(text)
    marks = re.sub(r"<(?!/?mark)[^>]*>", "", rendered(passage(text, quote)))
    marks = re.sub(r"</mark>(\s*)<mark>", r"\1", marks)
    assert [" ".join(html.unescape(m).split()) for m in re.findall(r"<mark>(.*?)</mark>", marks, re.S)] == ([shown(quote)] if quote else [])


def test_html_scripts_and_pictures_of_a_page_stay_text() -> None:
    made = rendered(passage("<script>alert(1)</script> <img src=x onerror=alert(1)> ![x](http://a/b.png) [go](javascript:alert(1)) <b>b</b>"))
    for tag in ("<script", "<img", "<b>", 'href="javascript'):
        assert tag not in made
