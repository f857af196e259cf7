"""Small words of the pages: whose figure it is, pages of the playbook that lead there, long figures and periods."""

from __future__ import annotations

from datetime import date

import pytest
from markupsafe import Markup

from copilot.facts import make_fact
from web.figures import figure, figures
from web.words import does, linked, rests_on

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("what", "name", "said"),
    [
        ("starts", "", "You start"),
        ("starts", "Priya", "Priya starts"),
        ("call", "", "When it comes to calls, you make"),
        ("meeting", "Priya", "When it comes to meetings, Priya has"),
        ("task", "Priya", "When it comes to tasks, Priya finishes"),
        ("site visit", "Priya", ""),
    ],
)
def test_a_figure_is_said_of_whom_it_is(what: str, name: str, said: str) -> None:
    assert does(what, name) == said


def test_what_a_figure_rests_on_is_called_by_its_name() -> None:
    assert [rests_on(1, "call"), rests_on(53, "email"), rests_on(54, "starts"), rests_on(7, "site visit")] == ["1 call", "53 e-mails", "54 starts", "7 logged"]


def test_the_title_of_a_page_leads_to_it_and_stays_escaped() -> None:
    said = linked(Markup("From “Price &amp; value”, twice: “Price &amp; value”."), [("Price & value", "/playbook/price#p1")])
    assert said == 'From <a href="/playbook/price#p1">“Price &amp; value”</a>, twice: “Price &amp; value”.'


def test_of_a_text_longer_than_a_line_only_the_numbers_are_pressed() -> None:
    short = make_fact("a", 5, "count", "5 of 6 were held", DAY)
    long = make_fact("b", 5, "count", "5 of 6 due in the last 13 weeks were held so far", DAY)
    assert figure(short).count("<button") == 1
    assert figure(long).count("<button") == 3
    assert "due in the last" not in "".join(piece.split("</button>")[0] for piece in figure(long).split("<button")[1:])
    assert figure(long, whole=True).count("<button") == 1


def test_a_period_is_pressed_as_one() -> None:
    fact = make_fact("c", 8, "count", "7 more have goals judged since 2026-Q3 and wait for the quarter after it to be over", DAY)
    assert ">2026-Q3</button>" in figures(fact.text, [fact])
