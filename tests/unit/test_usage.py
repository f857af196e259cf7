"""Placeholders stand where their Facts are true, and a model's own words claim nothing; each rule by the smallest case."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.claims import check_claims
from copilot.domain import Fact, Passage
from copilot.facts import Ledger, make_fact
from copilot.grounding import check_template
from copilot.usage import check_usage

DAY = date(2026, 11, 13)


def named(name: str, text: str, rep_id: str = "r1") -> Fact:
    return make_fact(name, text, "text", text, DAY, kind="name", rep_id=rep_id)


LEDGER = Ledger(
    [
        named("rep", "Priya"),
        make_fact("demo.rate", 2.0, "per week", "about 2 a week", DAY, rep_id="r1"),
        make_fact("call.rate", 9.0, "per week", "about 9 a week", DAY, rep_id="r2"),
        make_fact("deals.open", 8, "count", "8 open deals", DAY, rep_id="r1"),
        make_fact("page.1.title", "t", "text", "“Open a call”", DAY, kind="words"),
        make_fact("page.2.title", "t", "text", "“One problem a demo”", DAY, kind="words"),
    ]
)
PASSAGES = {
    "a.1": Passage("a.1", "a", "Open a call", "", "Say why you ring.", 0, 17, quote="Say why you ring."),
    "b.1": Passage("b.1", "b", "One problem a demo", "", "Show the end first.", 0, 19, quote="Show the end first."),
}


def used(template: str, rep_id: str | None = None) -> set[str]:
    return {r.kind for r in check_usage(template, LEDGER, PASSAGES, [], rep_id)}


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("{quote:a.1} That is from {page.2.title}.", "pair"),
        ("{demo.rate}, and {call.rate}.", "rep"),
        ("You give {demo.rate:words}.", "unit"),
        ("You make {demo.rate} calls.", "subject"),
        ("You give {demo.rate}every day.", "unit"),
        ("This week it is {demo.rate}.", "period"),
        ("Not {demo.rate}.", "rounding"),
    ],
)
def test_a_placeholder_where_its_fact_is_not_true_is_refused(template: str, kind: str) -> None:
    assert kind in used(template)


@pytest.mark.parametrize("template", ["{quote:b.1} That is from {page.2.title}.", "You give {demo.rate}.", "There are {deals.open:words} open deals.", "What would {rep} make of {demo.rate}?"])
def test_a_placeholder_where_its_fact_is_true_passes(template: str) -> None:
    assert used(template, "r1") == set()


def test_a_figure_of_somebody_else_has_no_place_in_an_agenda() -> None:
    assert "rep" in used("It is {call.rate}.", "r1")
    assert "rep" not in used("It is {call.rate}.", "r2")


def test_a_sentence_of_the_plain_text_may_be_said_again() -> None:
    said = "The sun rises over the valley."
    assert check_claims(said, LEDGER, PASSAGES, [f"{said} What now?"]) == []
    assert check_claims(said, LEDGER, PASSAGES, []) != []


def test_a_question_may_take_up_the_words_of_a_wish_and_a_statement_may_not() -> None:
    heard = {"hospitals"}
    assert check_claims("What would hospitals bring you?", LEDGER, PASSAGES, [], heard) == []
    assert check_claims("Hospitals like you.", LEDGER, PASSAGES, [], heard) != []


@pytest.mark.parametrize(("text", "is_name"), [("Will does this well.", True), ("Will you try it?", False), ("Ask priyanka about it.", True), ("Grace and you can talk.", True)])
def test_a_name_that_is_also_a_word_is_told_by_what_follows(text: str, is_name: bool) -> None:
    assert ("name" in {r.kind for r in check_template(text, LEDGER, PASSAGES, ["Will Smith", "Priyanka Rao", "Grace Lee"])}) is is_name
