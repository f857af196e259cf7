"""Playbook pages as HTML: what a page says is data, whatever it says."""

from __future__ import annotations

from copilot.domain import Passage
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


def test_html_scripts_and_pictures_of_a_page_stay_text() -> None:
    made = rendered(passage("<script>alert(1)</script> <img src=x onerror=alert(1)> ![x](http://a/b.png) [go](javascript:alert(1)) <b>b</b>"))
    for tag in ("<script", "<img", "<b>", 'href="javascript'):
        assert tag not in made
