"""Changes of a what-if in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.tools.understanding.changes import change_parameters, read_changes, vary


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("two more demos a week and close 10 % faster", "demo:+2/week;speed:*1.1"),
        ("what would five more calls a day bring Sam", "call:+25/week"),
        ("a couple more meetings every fortnight", "meeting:+1/week"),
        ("win rate up by 5 points", "win_rate:+5pts"),
        ("win rate to 40 %", "win_rate:=0.4"),
        ("won ten percent more", "win_rate:*1.1"),
        ("doubled the number of demos", "demo:*2"),
        ("half as many tasks", "task:*0.5"),
        ("20% bigger deal size", "revenue_per_customer:*1.2"),
        ("deals were 5k bigger", "revenue_per_customer:+5000"),
        ("her cycle gets shorter by ten percent", "speed:*1.1111"),
        ("shave ten days off the cycle", "speed:-10days"),
        ("from four to six demos a week", "demo:=6/week"),
        ("3 more opportunities a month", "starts:+0.692/week"),
        ("starts=+5%", "starts:*1.05"),
        ("ten fewer calls a week", "call:-10/week"),
        ("15% more starts, 5 % better win rate", "starts:*1.15;win_rate:*1.05"),
        ("could you work out what six meetings a week would mean", "meeting:=6/week"),
        ("and what's that worth if she hits 5 meetings a week", "meeting:=5/week"),
        ("they send a third more mails", "email:*1.3333"),
        ("he drops a fifth of his demos", "demo:*0.8"),
    ],
)
def test_a_change_is_read_from_words(text: str, changes: str) -> None:
    assert ";".join(map(str, read_changes(text))) == changes


@pytest.mark.parametrize("text", ["what would it be worth in commission", "more demos", "how about friday", "get better at discovery"])
def test_without_a_figure_there_is_no_change(text: str) -> None:
    assert read_changes(text) == []


def test_a_figure_alone_changes_what_was_changed_before() -> None:
    assert [str(c) for c in read_changes("and with three?", "demo")] == ["demo:+3/week"]
    assert read_changes("and with three?") == []


def test_the_first_change_stands_apart() -> None:
    assert change_parameters(read_changes("two more demos a week and 5 % more calls")) == {"what": "demo", "per_week": 2.0, "changes": "demo:+2/week;call:*1.05"}


@given(n=st.integers(1, 60), percent=st.booleans(), what=st.sampled_from(["call", "demo", "meeting", "email"]))
def test_any_count_or_percentage_is_read_back(n: int, percent: bool, what: str) -> None:
    change = read_changes(f"what if she did {n} % more {what}s" if percent else f"what if she did {n} more {what}s a week")[0]
    assert (change.what, change.key) == (what, "factor" if percent else "per_week")
    assert change.value == pytest.approx(1 + n / 100 if percent else n)


@pytest.mark.parametrize(
    ("before", "said", "now"),
    [
        ("speed:*1.1", "and 20?", ["speed:*1.2"]),
        ("meeting:+3/week", "three's too many for Sam, make it one", ["meeting:+1/week"]),
        ("revenue_per_customer:*1.1", "and if instead of bigger it was faster, the same ten", ["speed:*1.1"]),
        ("win_rate:*0.9", "and 20 %?", ["win_rate:*0.8"]),
        ("win_rate:+5pts", "what about eight", ["win_rate:+8pts"]),
        ("win_rate:=0.4", "and 50?", ["win_rate:=0.5"]),
        ("call:-2/week;demo:+1/week", "and three", ["demo:+3/week"]),
        ("call:=6/week", "the same with demos", ["demo:=6/week"]),
        ("call:+2/week", "the same with the win rate", []),
        ("call:+2/week", "is that a lot", []),
        ("", "and 20?", []),
    ],
)
def test_another_amount_or_another_figure_than_before(before: str, said: str, now: list[str]) -> None:
    assert [str(c) for c in vary(before, said)] == now
