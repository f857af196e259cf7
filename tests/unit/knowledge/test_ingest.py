from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.errors import UnreadableFile
from copilot.policy import PISTONS, CoachingPolicy
from copilot.quoting import shown, words_of
from knowledge.cutting import MAX_QUOTE, MAX_WORDS, count_words, quote_of
from knowledge.ingest import find_files, parse_page, read_page

STARTER = Path(__file__).parents[3] / "knowledge" / "playbook"

PAGE = """---
title: Ask early
kind: Script
piston: speed
skill: next step
action: Say it once aloud.
updated: 2026-11-02
valid_until: 2027-01-31
something_else: [kept, out]
---
# Ask early

**Ask for the next step before the talk is over.**

## How
Words about how one asks.

```
# not a heading
```
"""

markdown = st.lists(
    st.sampled_from(
        ["# Top\n", "## Below\n", "### Deep\n", "\n", "- a point\n", "> quoted words stand here for all\n", "```\n", "**bold** text\n", "Ünïcode 漢字 line.\r\n", "word " * 60, "A sentence. " * 40]
    ),
    max_size=40,
).map("".join)


@settings(deadline=None)  # the first call loads the parser
@given(markdown | st.text(max_size=400))
def test_spans_are_exact_in_order_and_lose_no_word(source: str) -> None:
    try:
        page = parse_page("p", source, "")
    except UnreadableFile:
        assert count_words(source) == 0 or source.startswith("---")
        return
    place = 0
    for passage in page.passages:
        assert source[passage.start : passage.end] == passage.text
        assert passage.start >= place
        assert count_words(source[place : passage.start]) == 0 or (place == 0 and source.startswith("---"))
        assert passage.quote in passage.text
        assert count_words(passage.text) <= MAX_WORDS
        place = passage.end
    assert count_words(source[place:]) == 0
    assert len({p.id for p in page.passages}) == len(page.passages)


def test_front_matter_becomes_metadata_and_counts_in_the_spans() -> None:
    page = parse_page("ask", PAGE, "abc")
    first = page.passages[0]
    assert (first.title, first.kind, first.piston, first.skill, first.action) == ("Ask early", "script", "speed", "next step", "Say it once aloud.")
    assert (page.updated, page.valid_until) == (date(2026, 11, 2), date(2027, 1, 31))
    assert PAGE[first.start : first.end] == first.text
    assert first.start > PAGE.index("# Ask early") - 1
    assert first.quote == "Ask for the next step before the talk is over."


def test_heading_path_leaves_the_title_out_and_ignores_code() -> None:
    long = "word " * 90
    page = parse_page("x", f"# Title\n{long}\n## A\n{long}\n### B\n{long}\n```\n# c\n```\n## D\n{long}", "")
    assert [p.heading for p in page.passages] == ["", "A", "A > B", "D"]


def test_a_quote_is_what_the_author_marked_or_the_first_whole_sentence() -> None:
    assert quote_of("## H\nOne two three four five six. **Bold words that are at least six.**") == "Bold words that are at least six."
    assert quote_of("> A quoted line of at least six words\nrest") == "A quoted line of at least six words"
    assert quote_of("## Some heading of quite a few words\nShort one. Then a sentence with enough words follows. More.") == "Then a sentence with enough words follows."
    assert quote_of("Prepare a list of things that help:\n- one\n- two\n\nThen wait until they have answered you.") == "Then wait until they have answered you."
    assert quote_of("Prepare a list of things that help:\n- one\n- two") == "Prepare a list of things that help:"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("When they ask for less, you first ask\nwhat has changed since then and for whom. Ask for one thing.", "When they ask for less, you first ask\nwhat has changed since then and for whom."),
        ("When they ask for less, you first ask\r\nwhat has changed. Ask for one thing.", "When they ask for less, you first ask\r\nwhat has changed."),
        ("Short. When they ask for less, you first\nask what has\nchanged. Ask for one thing.", "When they ask for less, you first\nask what has\nchanged."),
        ("> A sentence which the author wrapped over\n> two lines, as editors do.\n\nSay the price once.", "A sentence which the author wrapped over\n> two lines, as editors do."),
        ("First this. **Ask who signs the paper in\ntheir house and when.** Then wait.", "Ask who signs the paper in\ntheir house and when."),
        ("- Ask the three people who sign it\n  when they will\n- Write the names on the plan today", "Ask the three people who sign it\n  when they will"),
        ("1. Ask who signs the paper in their house\n2. Write it down before you hang up", "Ask who signs the paper in their house"),
        ("## Say the price\nSay the price once and then be quiet.", "Say the price once and then be quiet."),
        ("How to say the price well today\n---\nSay the price once and then be quiet.", "Say the price once and then be quiet."),
        ("When they ask for less, you first ask\n\nwhat has changed", "When they ask for less, you first ask"),
        ("Ask who signs and\n- who pays\n\nThen wait until they have answered you.", "Then wait until they have answered you."),
    ],
)
def test_a_sentence_that_an_editor_wrapped_is_quoted_whole(text: str, quote: str) -> None:
    assert quote_of(text) == quote


@pytest.mark.parametrize(
    ("text", "quote", "words"),
    [
        ("Ask **who** signs the paper in their house.", "Ask **who** signs the paper in their house.", "Ask who signs the paper in their house."),
        ("**Who** signs the paper in their house, **when**?", "**Who** signs the paper in their house, **when**?", "Who signs the paper in their house, when?"),
        ("Look at [the list of\n  names](http://a.b/c) before you call *them* back.", None, "Look at the list of names before you call them back."),
        ("*Ask who signs the paper in their house. Then be quiet.*", "Ask who signs the paper in their house.", "Ask who signs the paper in their house."),
        ("Ask *who signs the paper in their house. Then* wait until they have answered you.", "Ask *who signs the paper in their house.", None),
        ("A price of 3 \\* 400 &amp; no more is what `we` say.", "A price of 3 \\* 400 &amp; no more is what `we` say.", "A price of 3 * 400 & no more is what we say."),
    ],
)
def test_a_quotation_shows_without_the_marks_around_its_words(text: str, quote: str | None, words: str | None) -> None:
    found = quote_of(text)
    if words is None:  # half of a pair of marks stays behind: other words of the page are taken
        assert found != quote
    else:
        assert (found, shown(found)) == (quote or text, words)
    assert found in text
    assert shown(found) in words_of(text)


_INLINE = st.sampled_from(
    ["ask", "who", "**signs**", "*the*", "`paper`", "[in their](http://a.b/c?d=e)", "house.", "3 * 4", "a_b_c", "\\*no", "R&amp;D", "<b>now</b>", "“wait”", "then:", "**", "*", "_so_", "漢字。", "!"]
)
_BREAK = st.sampled_from([" ", " ", " ", "  \n", "\n", "\n> ", "\r\n", "\n\n", "\n\n> ", "\n- ", "\n  ", "\n1. ", "\n\n## ", "\n```\n", "\n---\n"])


@settings(deadline=None)
@given(st.lists(st.tuples(_INLINE, _BREAK), min_size=1, max_size=60).map(lambda parts: "".join(a + b for a, b in parts)))
def test_a_quotation_is_the_page_s_text_at_its_place_and_what_a_reader_sees_there_but_for_white_space(source: str) -> None:
    try:
        page = parse_page("p", source, "")
    except UnreadableFile:
        return
    for passage in page.passages:
        place = source.find(passage.quote, passage.start, passage.end)
        assert place >= 0
        assert passage.quote == source[place : place + len(passage.quote)]
        assert shown(passage.quote) in words_of(passage.text)
        assert len(passage.quote) <= MAX_QUOTE


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (b"\xff\xfe\x00caf\xe9", "UTF-8"),
        (b"text\0text", "binary"),
        (b"---\ntitle: [a\n---\ntext", "YAML"),
        (b"---\n- a\n---\ntext", "name: value"),
        (b"---\ntitle: {a: b}\n---\ntext", "'title'"),
        (b"---\nvalid_until: soon\n---\ntext", "date"),
        (b"---\nupdated: 2026-02-31\n---\ntext", "does not exist"),
        (b"---\npiston: horsepower\n---\ntext", "'horsepower'"),
        (b"---\na: &a [x]\nb: &b [*a, *a]\ntitle: [*b, *b]\n---\ntext", "list"),
    ],
)
def test_a_broken_page_says_why(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=says):
        read_page(path)


def test_other_kinds_of_files_and_missing_ones_are_refused_with_the_way_out(tmp_path: Path) -> None:
    other = tmp_path / "page.xlsx"
    other.write_bytes(b"PK")
    with pytest.raises(UnreadableFile, match=r"'\.xlsx'.*\.md"):
        read_page(other)
    with pytest.raises(UnreadableFile, match="No such file"):
        read_page(tmp_path / "gone.md")
    with pytest.raises(UnreadableFile, match="is not there"):
        read_page(tmp_path / "a-folder-that-is-gone")


def test_a_pipe_or_a_device_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "zeros.md").symlink_to("/dev/zero")
    for name in ("pipe.md", "zeros.md"):
        with pytest.raises(UnreadableFile, match="is no file"):
            read_page(tmp_path / name)


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.md", "a.txt", ".hidden.md", "sub/c.md", ".git/d.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [p.relative_to(tmp_path).as_posix() for p in find_files([tmp_path])] == ["a.txt", "b.md", "sub/c.md"]


def test_a_page_without_anything_takes_its_title_from_its_heading_or_file() -> None:
    assert parse_page("a", "# Found here\ntext", "").passages[0].title == "Found here"
    assert parse_page("mutual-plan", "only text", "").passages[0].title == "Mutual plan"


def test_the_starter_playbook_is_complete() -> None:
    pages = [read_page(path) for path in find_files([STARTER])]
    first = [page.passages[0] for page in pages]
    assert len(pages) >= 12
    assert {p.piston for p in first} >= set(PISTONS)
    assert {p.activity for p in first} >= set(CoachingPolicy().key_activities)
    assert {p.kind for p in first} == {"play", "script", "call example", "training", "template"}
    assert {p.skill for p in first} >= {skill for mover in CoachingPolicy().movers.values() for skill in mover.skills}
    for page, passage in zip(pages, first, strict=True):
        body = (STARTER / f"{page.document_id}.md").read_text("utf-8").split("---\n", 2)[2]
        assert page.owner, page.document_id
        assert page.updated, page.document_id
        assert passage.action, page.document_id
        assert 150 <= count_words(body) <= 450, page.document_id
        assert "!" not in body, page.document_id
