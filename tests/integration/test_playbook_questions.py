"""What managers ask the playbook that ships: that the labels can be trusted."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from copilot.tools.practices import ANY_PAGE, of_page
from knowledge.ingest import find_files, read_page
from knowledge.retriever import STARTER

QUESTIONS = Path(__file__).parents[2] / "evals" / "playbook_questions.yaml"


class Asked(BaseModel):
    """One question and the pages that answer it; none where the playbook has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: str
    pages: tuple[str, ...]
    late: bool = False


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    return TypeAdapter(list[Asked]).validate_python(yaml.safe_load(QUESTIONS.read_text("utf-8")))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_there_are_enough_questions_one_in_five_without_an_answer(asked: list[Asked]) -> None:
    unanswered = sum(not q.pages for q in asked)
    assert len(asked) >= 160
    assert 0.18 <= unanswered / len(asked) <= 0.25
    assert len({q.ask.casefold() for q in asked}) == len(asked)
    assert sum(q.late for q in asked) >= 60


def test_every_page_answers_at_least_two_and_no_question_has_many_answers(asked: list[Asked]) -> None:
    answers = Counter(page for q in asked for page in q.pages)
    shipped = {p.stem for p in find_files([STARTER])}
    assert set(answers) == shipped
    assert {page: n for page, n in answers.items() if n < 2} == {}
    assert all(len(q.pages) <= 3 and len(set(q.pages)) == len(q.pages) for q in asked)


def test_every_page_for_reps_has_deeds_of_its_own_for_a_goal_to_ask_for() -> None:
    pages = [read_page(p) for p in find_files([STARTER])]
    for_reps = [page for page in pages if page.audience != "manager"]
    assert len(for_reps) >= 40
    for page in for_reps:
        first = page.passages[0]
        assert of_page(first.skill, first.activity, 0) != ANY_PAGE, f"{page.document_id}: {first.skill!r} has no deed in copilot/tools/practices.py"


def test_no_question_is_a_title_copied(asked: list[Asked]) -> None:
    titles = {" ".join(words(read_page(p).passages[0].title)) for p in find_files([STARTER])}
    for q in asked:
        assert not any(title in " ".join(words(q.ask)) for title in titles), q.ask
