"""The plain wording of an agenda: one's own figure as a sentence to oneself, a question that fits it, nothing said twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from copilot.facts import Ledger, make_fact
from copilot.graph.check import managers_voice
from copilot.writer.material import AgendaMaterial, DealLine, PageLine
from copilot.writer.scripted import SAYABLE, ScriptedWriter, agenda_outline

DAY = date(2026, 11, 22)
MATERIAL = AgendaMaterial(rep_id="r", as_of=DAY, meeting_on=DAY, conversation="tune_engine", minutes=30, past_minutes=3, reason=None, focus="starts.vs_target", focus_on="starts")
PAGES = (PageLine("page.1.title", "page.1.action", "p1"), PageLine("page.2.title", None, "p2"))


def section(material: AgendaMaterial, id: str) -> str | None:
    return next((s.template for s in agenda_outline(material).sections if s.id == id), None)


@pytest.mark.parametrize("name", sorted(SAYABLE))
def test_ones_own_figure_is_a_sentence_to_oneself_with_a_question_after_it(name: str) -> None:
    said = section(replace(MATERIAL, focus=f"{name}.vs_target", focus_on=name), "conversation")
    assert said is not None
    assert f" {{{name}.vs_target}}. " in said
    assert "ou " in said.partition("{")[0]
    assert said.endswith("?")


def test_what_is_asked_fits_what_it_is_about() -> None:
    asked = {str(section(replace(MATERIAL, focus_on=name), "conversation")).partition(". ")[2] for name in ("starts", "win_rate", "revenue_per_customer", "speed")}
    assert len(asked) == 4


def test_a_sentence_of_the_tools_own_stays_as_it_is() -> None:
    assert str(section(replace(MATERIAL, focus="focus.sentence", focus_on=None), "conversation")).startswith("{focus.sentence} ")


def test_a_page_that_is_quoted_is_not_listed_again_unless_the_quotation_is_left_out() -> None:
    with_pages = replace(MATERIAL, pages=PAGES)
    assert section(with_pages, "resources") == "- {page.2.title}"
    assert "{page.1.title}" in str(section(with_pages, "seen_work"))
    assert section(replace(with_pages, pages=PAGES[:1]), "resources") is None
    shorter = replace(with_pages, style="shorter")
    assert section(shorter, "seen_work") is None
    assert section(shorter, "resources") == "- {page.1.title}: {page.1.action}\n- {page.2.title}"


def test_a_rep_who_prepares_is_spoken_to_and_what_figures_leave_out_stays_below_the_agenda() -> None:
    ledger = Ledger()
    ledger.add([make_fact("rep", "Priya", "text", "Priya", DAY, kind="name", rep_id="r")])
    writer = ScriptedWriter()
    said = {own: writer.introduction({"agenda": replace(MATERIAL, own=own, notes=("Old.",), about_figures=("Missing.",))}, ledger) for own in (False, True)}
    assert said[False] == "Here is a plan for Priya: it asks first what they want, since nobody has written that down yet. Old."
    assert said[True] == "Here is a plan for your 1:1: it asks first what you want, since nobody has written that down yet. Old."


EVERYTHING = replace(
    MATERIAL,
    performance=("aspiration.performance",),
    career=("aspiration.career",),
    due_goals=("goal.due",),
    settled_goals=("goal.settled",),
    contested_goals=("goal.contested",),
    landing=("landing.sentence",),
    what_if="what_if.starts",
    deals=(DealLine("stalled", "deal.name", "deal.why", "What has to happen first?"),),
    rep_topics=("topic.rep.1",),
    bring=("topic.bring.1",),
    manager_topics=("topic.manager.1",),
    pages=PAGES,
)
VARIANTS = [
    EVERYTHING,
    replace(EVERYTHING, performance=(), rep_topics=(), bring=()),
    replace(EVERYTHING, performance=(), career=(), purpose=("aspiration.purpose",)),
    replace(MATERIAL, conversation="first"),
    replace(MATERIAL, focus=None, focus_on=None),
    *(replace(EVERYTHING, conversation=kind) for kind in ("how_good", "tune_deals", "tune_engine")),
]


@pytest.mark.parametrize("material", VARIANTS)
def test_an_agenda_that_the_rep_prepares_never_speaks_as_the_manager(material: AgendaMaterial) -> None:
    said = [f"{s.title}\n{s.template}" for s in agenda_outline(replace(material, own=True)).sections]
    assert [s for s in said if managers_voice(s)] == []


@pytest.mark.parametrize("material", VARIANTS)
def test_the_managers_own_agenda_has_the_same_sections_in_the_same_order(material: AgendaMaterial) -> None:
    mine, theirs = agenda_outline(material), agenda_outline(replace(material, own=True))
    assert [(s.id, s.minutes) for s in mine.sections] == [(s.id, s.minutes) for s in theirs.sections]
    assert any(managers_voice(s.template) for s in mine.sections)


@pytest.mark.parametrize(("said", "word"), [("What should I bring?", "I"), ("Let's talk", "Let"), ("in our playbook", "our"), ("Tell me more", "me"), ("until we meet", "we")])
def test_words_of_a_manager_are_told_from_words_of_facts(said: str, word: str) -> None:
    assert [r.what for r in managers_voice(said)] == [word]
    assert managers_voice("What do you want? {aspiration.I} In the 1:1 let your manager say it; use it.") == []
