"""Days and numbers in words; every expectation was worked out by hand on a calendar of November 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.tools.dates import find_days, find_numbers, parse_day, parse_number

WEDNESDAY = date(2026, 11, 18)
NEXT_1_1 = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("by Friday", date(2026, 11, 20)),
        ("on Wednesday", date(2026, 11, 25)),
        ("next Tuesday", date(2026, 11, 24)),
        ("next Friday", date(2026, 11, 27)),
        ("this Friday", date(2026, 11, 20)),
        ("last Tuesday", date(2026, 11, 17)),
        ("Friday next week", date(2026, 11, 27)),
        ("Monday week", date(2026, 11, 30)),
        ("a week on Friday", date(2026, 11, 27)),
        ("tomorrow", date(2026, 11, 19)),
        ("the day after tomorrow", date(2026, 11, 20)),
        ("today", WEDNESDAY),
        ("yesterday", date(2026, 11, 17)),
        ("in two weeks", date(2026, 12, 2)),
        ("in 3 weeks' time", date(2026, 12, 9)),
        ("within ten working days", date(2026, 12, 2)),
        ("in a fortnight", date(2026, 12, 2)),
        ("over the next two weeks", date(2026, 12, 2)),
        ("a week from now", date(2026, 11, 25)),
        ("within 48 hours", date(2026, 11, 20)),
        ("in 48 hours", date(2026, 11, 20)),
        ("in 36 hours", date(2026, 11, 19)),
        ("in two hours", WEDNESDAY),
        ("in an hour", WEDNESDAY),
        ("in half an hour", WEDNESDAY),
        ("in 20 min", WEDNESDAY),
        ("later today", WEDNESDAY),
        ("the first Monday in December", date(2026, 12, 7)),
        ("for the 3rd", date(2026, 12, 3)),
        ("in a month", date(2026, 12, 18)),
        ("two weeks ago", date(2026, 11, 4)),
        ("this week", date(2026, 11, 20)),
        ("next week", date(2026, 11, 27)),
        ("by the end of next week", date(2026, 11, 27)),
        ("EOW", date(2026, 11, 20)),
        ("end of the month", date(2026, 11, 30)),
        ("month-end", date(2026, 11, 30)),
        ("end of the quarter", date(2026, 12, 31)),
        ("13 Nov", date(2026, 11, 13)),
        ("Nov 13th", date(2026, 11, 13)),
        ("4th of December", date(2026, 12, 4)),
        ("December 3rd, 2027", date(2027, 12, 3)),
        ("the fourth of December", date(2026, 12, 4)),
        ("13.11.2026", date(2026, 11, 13)),
        ("by 4.12.", date(2026, 12, 4)),
        ("2026-12-01", date(2026, 12, 1)),
        ("11/13/2026", date(2026, 11, 13)),
        ("by 13/11", date(2026, 11, 13)),
        ("by the 20th", date(2026, 11, 20)),
        ("by the 3rd", date(2026, 12, 3)),
        ("by the end of December", date(2026, 12, 31)),
        ("mid December", date(2026, 12, 15)),
        ("in March", date(2027, 3, 31)),
        ("Friday, 4 December", date(2026, 12, 4)),
        ("close of business on Friday", date(2026, 11, 20)),
        ("before our next 1:1", NEXT_1_1),
        ("until we meet again", NEXT_1_1),
        ("5 January", date(2027, 1, 5)),
    ],
)
def test_words_name_a_day(words: str, day: date) -> None:
    found = parse_day(words, WEDNESDAY, NEXT_1_1)
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    "words",
    [
        "he may call",
        "won 3.5 points",
        "a 1:1 with him",
        "march on",
        "the second call",
        "I sat with her",
        "the sun was out",
        "31 February",
        "by 3/4",
        "satisfied",
        "5 calls",
        "Sat down with Bo",
        "version 2.10",
    ],
)
def test_words_that_name_no_day(words: str) -> None:
    assert parse_day(words, WEDNESDAY) is None


def test_a_slashed_date_that_could_be_two_near_days_is_left_open() -> None:
    assert parse_day("by 11/12", date(2026, 11, 1)) is None
    assert parse_day("by 11/12", WEDNESDAY) == (date(2026, 12, 11), 3, 8)


def test_the_next_one_on_one_is_a_day_only_where_it_is_known() -> None:
    assert parse_day("before our next 1:1", WEDNESDAY) is None


def test_spans_are_those_of_the_words() -> None:
    text = "I'll send it by Friday, and the rest in two weeks."
    assert [text[d.start : d.end] for d in find_days(text, WEDNESDAY)] == ["Friday", "in two weeks"]


@given(st.text(max_size=80), st.dates(date(2020, 1, 1), date(2035, 12, 31)))
def test_any_text_is_read_without_failing_and_spans_lie_inside(text: str, today: date) -> None:
    for mention in find_days(text, today):
        assert 0 <= mention.start < mention.end <= len(text)


@given(st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.sampled_from(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
def test_a_bare_weekday_is_within_the_coming_seven_days(today: date, weekday: str) -> None:
    found = parse_day(f"by {weekday}", today)
    assert found is not None
    assert found.day.strftime("%A") == weekday
    assert timedelta(0) < found.day - today <= timedelta(days=7)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("two more", 2), ("a couple of calls", 2), ("1,200", 1200), ("one more call", 1), ("twenty-five", 25), ("one hundred and twenty", 120), ("half a dozen", 6), ("two dozen", 24),
        ("a hundred", 100), ("three times", 3), ("twice a week", 2), ("call 10 people", 10), ("5 %", 5),
        ("2.5 calls", None), ("this one", None), ("no one", None), ("1:1 with him", None), ("one of them", None), ("one-on-one", None), ("the 3rd", None), ("someone", None), ("", None),
    ],
)  # fmt: skip
def test_words_name_a_number(words: str, number: int | None) -> None:
    assert parse_number(words) == number


@given(st.integers(0, 999))
def test_digits_read_back(n: int) -> None:
    assert [m.value for m in find_numbers(f"make {n:,} calls")] == [n]
