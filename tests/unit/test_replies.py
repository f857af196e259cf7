"""Reading a model's reply: reasoning taken out, JSON found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.errors import ModelMisspoke
from copilot.replies import Strainer, parse_object, without_reasoning

FRAGMENTS = st.lists(st.sampled_from(["<think>", "</think>", "<thi", "nk>", "<", ">", "</", "hello", " ", "\n", "think"]), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello.", "Hello."),
        ("<think>no</think>\n\nHello.", "Hello."),
        ("no\n</think>\nHello.", "Hello."),
        ("<think>no", ""),
        ("Hello <think>no</think>there", "Hello there"),
        ("<think>a</think>Hello<think>b</think>.", "Hello."),
        ("5 < 6 <thinner", "5 < 6 <thinner"),
    ],
)
def test_reasoning_is_taken_out(text: str, left: str) -> None:
    assert without_reasoning(text) == left


@given(FRAGMENTS, st.lists(st.integers(0, 80), max_size=6))
def test_a_stream_shows_the_same_wherever_it_is_cut(text: str, cuts: list[int]) -> None:
    whole = Strainer()
    expected = whole.feed(text) + whole.end()
    strainer, shown, last = Strainer(), "", 0
    for cut in [*sorted(cuts), len(text)]:
        shown += strainer.feed(text[last:cut])
        last = max(last, cut)
        assert expected.startswith(shown), "what was shown is never taken back"
    assert shown + strainer.end() == expected


@given(st.text(alphabet="<think>/ab \n"))
def test_text_without_tags_is_shown_whole(text: str) -> None:
    if "<think>" not in text:
        strainer = Strainer()
        assert strainer.feed(text) + strainer.end() == text.lstrip()


def test_a_wrong_object_says_where() -> None:
    schema = {"type": "object", "properties": {"sections": {"type": "array", "items": {"type": "string"}}}}
    with pytest.raises(ModelMisspoke, match=r"at \$\.sections\[1\], 3 is not of type 'string'"):
        parse_object('{"sections": ["a", 3]}', schema)
