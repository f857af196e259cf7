"""What the search finds with the real embedder. `make test` samples the third-party set, `make test-all` takes the whole."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.retrieval import faq, left_out, measure, starter_questions
from knowledge.embedding import MiniLmEmbedder
from knowledge.ingest import find_files, read_page
from knowledge.retriever import STARTER, ChromaPlaybook
from knowledge.shipped import WithShipped

SAMPLE = 25
MANAGERS_ASK = Path(__file__).parents[2] / "evals" / "playbook_questions.yaml"


@dataclass(frozen=True)
class Answered:
    """One labelled question: its right pages, and what was found."""

    right: frozenset[str]
    late: bool
    found: list[str]
    fits: bool


@pytest.fixture(scope="module")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


@pytest.fixture(scope="module")
def starter(embedder: MiniLmEmbedder, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Measured with the vectors that are shipped with these pages, as the product searches them; tests/unit/knowledge holds those to the model's."""
    return measure(tmp_path_factory.mktemp("starter"), WithShipped(embedder), [read_page(p) for p in find_files([STARTER])], starter_questions())


def test_the_labelled_questions_name_pages_that_exist_and_are_enough() -> None:
    questions = starter_questions()
    known = {p.stem for p in find_files([STARTER])}
    asked = {d for q in questions for d in q.right} | {d for row in yaml.safe_load(MANAGERS_ASK.read_text("utf-8")) for d in row["pages"]}
    assert asked == known, "every page is asked for, and none that is not there"
    assert sum(bool(q.right) for q in questions) >= 40
    assert sum(not q.right for q in questions) >= 40
    assert len({q.ask for q in questions}) == len(questions)


def test_the_starter_page_that_answers_is_among_the_first_three(starter: dict[str, Any]) -> None:
    joined = starter["orders"]["joined"]
    assert joined["recall@1"] >= 0.78
    assert joined["recall@3"] >= 0.95
    assert joined["recall@1"] > max(starter["orders"][side]["recall@1"] for side in ("text", "bm25"))


@pytest.fixture(scope="module")
def managers_asked(embedder: MiniLmEmbedder, tmp_path_factory: pytest.TempPathFactory) -> list[Answered]:
    """What each labelled question of evals/ finds on the shipped pages, through the product's own search."""
    playbook = ChromaPlaybook(_shared_folder(tmp_path_factory), embedder)
    rows = yaml.safe_load(MANAGERS_ASK.read_text("utf-8"))
    found = []
    for row in rows:
        hits = playbook.search(row["ask"], k=5)
        found.append(Answered(frozenset(row["pages"]), bool(row.get("late")), [h.passage.document_id for h in hits], any(h.fits for h in hits)))
    playbook.close()
    return found


def test_managers_questions_find_their_page_among_the_first_three(managers_asked: list[Answered]) -> None:
    answerable = [a for a in managers_asked if a.right]
    among_three = [bool(a.right & set(a.found[:3])) for a in answerable]
    late = [three for three, a in zip(among_three, answerable, strict=True) if a.late]
    assert len(answerable) >= 150
    assert sum(among_three) / len(among_three) >= 0.95
    assert sum(late) / len(late) >= 0.9, "those written after the pages"


def test_nothing_fits_is_said_of_what_the_playbook_does_not_answer_and_of_less_than_a_third_of_the_others(managers_asked: list[Answered]) -> None:
    nothing = [not a.fits for a in managers_asked if not a.right]
    refused = [not a.fits for a in managers_asked if a.right]
    assert sum(nothing) / len(nothing) >= 0.85
    assert sum(refused) / len(refused) <= 0.3


def test_the_judgement_holds_on_the_older_questions(starter: dict[str, Any]) -> None:
    assert starter["fits"]["correct"] >= 0.83
    assert starter["fits"]["nothing_right_says_fits"] <= 0.2


WHOLE = bool(os.environ.get("NEXTPLAY_HEAVY"))
"""All 125 passages and 400 questions, held to the figures asked for."""


def test_third_party_questions_find_their_passage_and_left_out_ones_mostly_do_not_fit(shared_data: Path, embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    pages, questions = faq()
    if not WHOLE:
        pages = pages[::5][:SAMPLE]
        kept = {p.document_id for p in pages}
        questions = [q for q in questions if q.right <= kept]
    joined = measure(tmp_path, embedder, pages, questions)["orders"]["joined"]  # type: ignore[index]
    assert joined["n"] == 400 if WHOLE else joined["n"] >= 60
    assert joined["recall@1"] >= 0.94
    assert joined["recall@5"] >= (0.995 if WHOLE else 0.99)
    assert joined["mrr@10"] >= 0.965
    judged = left_out(tmp_path, embedder, questions)
    assert judged["right_says_fits"] >= 0.85  # type: ignore[operator]
    # Among 25 pages nothing much rivals the best one, so the judgement is more lenient than among all 125.
    assert judged["nothing_right_says_fits"] <= (0.25 if WHOLE else 0.5)  # type: ignore[operator]


@pytest.mark.skipif(not WHOLE, reason="the whole third-party set takes a minute: NEXTPLAY_HEAVY=1 runs it")
def test_third_party_passages_without_their_titles_are_found_by_their_text(shared_data: Path, embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    pages, questions = faq(titles=False)
    joined = measure(tmp_path, embedder, pages, questions)["orders"]["joined"]  # type: ignore[index]
    assert (len(pages), joined["n"]) == (125, 400)
    assert joined["recall@1"] >= 0.85
    assert joined["recall@5"] >= 0.975
    assert joined["mrr@10"] >= 0.91


@pytest.mark.parametrize(
    ("skill", "piston", "page"),
    [
        ("multi-threading", "win_rate", "meet-the-other-deciders"),
        ("mutual plan", "speed", "mutual-plan"),
        ("referrals", "starts", "ask-for-a-referral"),
        ("expansion", "revenue_per_customer", "grow-an-account"),
    ],
)
def test_a_skill_of_the_policy_finds_its_page_and_it_fits(embedder: MiniLmEmbedder, tmp_path_factory: pytest.TempPathFactory, skill: str, piston: str, page: str) -> None:
    playbook = ChromaPlaybook(_shared_folder(tmp_path_factory), embedder)
    hit = playbook.search(skill, k=1, skill=skill, piston=piston)[0]
    playbook.close()
    assert (hit.passage.document_id, hit.fits) == (page, True)


def _shared_folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for the cases above, so that the starter pages are embedded once."""
    return factory.getbasetemp() / "starter-playbook"
