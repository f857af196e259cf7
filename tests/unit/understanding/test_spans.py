"""Which days the words of a question mean."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Window
from copilot.tools.understanding.spans import iso_span, leans_back, resolve_span, span_words

SUNDAY = date(2026, 11, 22)
Q2_2025 = Window(date(2025, 4, 1), date(2025, 6, 30))


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("how many deals did she win in 2017-Q2?", "2017-04-01..2017-06-30"),
        ("how many in Q2 2017?", "2017-04-01..2017-06-30"),
        ("wins in Q2'25", "2025-04-01..2025-06-30"),
        ("and in Q3?", "2026-07-01..2026-09-30"),
        ("in Q4", "2026-10-01..2026-11-22"),
        ("how much in March?", "2026-03-01..2026-03-31"),
        ("how much in December?", "2025-12-01..2025-12-31"),
        ("how much in March 2017?", "2017-03-01..2017-03-31"),
        ("how many in May", "2026-05-01..2026-05-31"),
        ("how many calls in Oct", "2026-10-01..2026-10-31"),
        ("how many deals did he win in 2017", "2017-01-01..2017-12-31"),
        ("and 2016?", "2016-01-01..2016-12-31"),
        ("the first half of 2025", "2025-01-01..2025-06-30"),
        ("in the second half of last year", "2025-07-01..2025-12-31"),
        ("in the first half", "2026-01-01..2026-06-30"),
        ("2025 H2", "2025-07-01..2025-12-31"),
        ("last quarter", "2026-07-01..2026-09-30"),
        ("the last quarter of 2025", "2025-10-01..2025-12-31"),
        ("the quarter before last", "2026-04-01..2026-06-30"),
        ("in the third quarter", "2026-07-01..2026-09-30"),
        ("last November", "2025-11-01..2025-11-30"),
        ("March last year", "2025-03-01..2025-03-31"),
        ("on 5 May 2025", "2025-05-05..2025-05-05"),
        ("between March and May 2025", "2025-03-01..2025-05-31"),
        ("from Q1 to Q3", "2026-01-01..2026-09-30"),
        ("next quarter", "2027-01-01..2027-03-31"),
        ("in 2027", "2027-01-01..2027-12-31"),
        ("the year before last", "2024-01-01..2024-12-31"),
    ],
)
def test_a_period_by_its_name(said: str, days: str) -> None:
    words = span_words(said)
    assert words is not None
    found = resolve_span(words, SUNDAY)
    assert found is not None
    assert iso_span(found) == days


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("and in Q3?", "2025-07-01..2025-09-30"),
        ("and the year before?", "2024-04-01..2024-06-30"),
        ("and the quarter before?", "2025-01-01..2025-03-31"),
        ("and a year earlier?", "2024-04-01..2024-06-30"),
        ("and the same period last year?", "2024-04-01..2024-06-30"),
        ("and in Q3 2026?", "2026-07-01..2026-09-30"),
        ("and last quarter?", "2026-07-01..2026-09-30"),
    ],
)
def test_beside_the_days_talked_of_before(said: str, days: str) -> None:
    words = span_words(said)
    assert words is not None
    found = resolve_span(words, SUNDAY, Q2_2025)
    assert found is not None
    assert iso_span(found) == days


@pytest.mark.parametrize("said", ["what if she made 2000 calls", "May I ask how many", "did she march on?", "the first of the three", "how is he doing?", "he may win"])
def test_words_that_name_no_days(said: str) -> None:
    assert span_words(said) is None


@pytest.mark.parametrize(("words", "leans"), [("the year before", True), ("in q3", True), ("in march", True), ("last quarter", False), ("2017-q2", False), ("this quarter", False)])
def test_what_leans_on_the_days_before_is_known(words: str, leans: bool) -> None:
    assert leans_back(words) is leans


def test_days_written_out_are_read_again() -> None:
    assert resolve_span(iso_span(Q2_2025), SUNDAY) == Q2_2025
