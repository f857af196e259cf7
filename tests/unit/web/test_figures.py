"""Which stretch of a text is which Fact's."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Fact
from copilot.facts import make_fact
from web.figures import figures, parts

DAY = date(2026, 11, 22)


def said(name: str, text: str) -> Fact:
    return make_fact(name, text, "text", text, DAY)


RATE, TARGET = said("demo.rate", "about 0.8 a week"), said("demo.target", "about 1.7")
FOCUS = said("focus.sentence", "Demos: about 0.8 a week where people at Core run about 1.7, which is a good deal to talk about.")


def test_a_short_fact_is_pressed_whole_and_a_sentence_by_its_numbers() -> None:
    found = parts(FOCUS.text, [FOCUS], [RATE])
    assert [(p.text, p.fact) for p in found if p.fact] == [("about 0.8 a week", RATE.id), ("1.7", FOCUS.id)]
    assert "".join(p.text for p in found) == FOCUS.text


def test_the_shortest_fact_around_a_number_is_the_one_it_is_from() -> None:
    found = parts("You run about 0.8 a week.", [FOCUS, RATE])
    assert [p.fact for p in found if p.fact] == [RATE.id]


def test_a_number_inside_another_is_no_figure_of_that_fact() -> None:
    assert parts("12 calls and 1.20", [said("n", "2")]) == parts("12 calls and 1.20", [])


def test_a_number_no_fact_says_stays_plain() -> None:
    assert [p.fact for p in parts("room 12", [RATE])] == [None]


def test_a_sentence_that_begins_with_a_fact_in_capitals_is_still_its() -> None:
    why = said("why", "about €44,100 is expected by 31 December 2026 and much more is still to be said here")
    assert [p.text for p in parts(why.text.capitalize().replace("december", "December"), [why]) if p.fact] == ["€44,100", "31 December 2026"]


def test_money_shares_and_dates_are_one_figure_each() -> None:
    fact = said("s", "CHF 1,200 is 41 % of what is missing by 3 May 2026, and that is all there is to say of it")
    assert [p.text for p in parts(fact.text, [fact]) if p.fact] == ["CHF 1,200", "41 %", "3 May 2026"]


def test_everything_else_is_escaped() -> None:
    made = figures("<b>about 0.8 a week</b>", [RATE])
    assert str(made) == f'&lt;b&gt;<button type="button" class="fig" data-fact="{RATE.id}">about 0.8 a week</button>&lt;/b&gt;'


def test_a_fact_cannot_smuggle_markup_in() -> None:
    nasty = said("n", "<i>12</i>")
    assert "<i>" not in figures("x <i>12</i> y", [nasty])


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=20), max_size=4))
def test_no_text_is_lost_or_made_up(text: str, names: list[str]) -> None:
    assert "".join(p.text for p in parts(text, [said(str(i), n) for i, n in enumerate(names)])) == text


def test_a_bracket_stays_with_the_figure_it_begins() -> None:
    made = str(figures("said (about 0.8 a week).", [RATE]))
    assert made.startswith('said <span class="nb">(<button')
    assert made.endswith("</button></span>).")


def test_a_1_to_1_is_no_figure() -> None:
    from datetime import date

    from copilot.facts import make_fact

    fact = make_fact("held", 39, "count", "39 of 49 held 1:1s ended in a goal", date(2026, 11, 22))
    found = parts("39 of 49 held 1:1s ended in a goal.", [fact])
    assert [p.text for p in found if p.fact] == ["39", "49"]


def test_the_name_of_a_period_stays_on_one_line() -> None:
    assert figures("Toward 2026-Q4 & on", []) == 'Toward <span class="nb">2026-Q4</span> &amp; on'
