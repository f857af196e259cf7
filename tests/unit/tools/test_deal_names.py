"""Which open deal a message names."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from copilot.tools.deal_names import named_deal


class Book:
    """A company of four open deals and a lost one."""

    opportunities = pd.DataFrame(
        {
            "opportunity_id": ["o1", "o2", "o3", "o4", "o5"],
            "rep_id": ["a", "a", "b", "b", "b"],
            "status": ["open", "open", "open", "open", "lost"],
            "account": ["Foxley Vein Clinic", "Green Park Endoscopy", "Green Lane Dental", "Ferry Road Rheumatology", "Kings Cross Care"],
        }
    )


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("is foxley moving", ("a", "o1")),
        ("Green Park has had no meeting", ("a", "o2")),
        ("ferry road rheumatology, what next", ("b", "o4")),
        ("which green deals are open", None),  # two begin so, and it is a word
        ("kings cross care", None),  # not open
        ("the fox in the park", None),
    ],
)
def test_by_whole_name_two_words_or_one_that_nothing_else_has(said: str, found: tuple[str, str] | None) -> None:
    book: Any = Book()
    named = named_deal(book, ["a", "b"], said)
    assert (named and named[:2]) == found


def test_the_whole_name_as_it_stands_in_the_text() -> None:
    book: Any = Book()
    said = "how is Ferry Road rheumatology going"
    named = named_deal(book, ["a", "b"], said)
    assert named is not None
    assert said[named.start : named.end] == "Ferry Road rheumatology"


def test_only_deals_of_the_people_asked_about() -> None:
    book: Any = Book()
    assert named_deal(book, ["b"], "is foxley moving") is None
