from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Passage
from knowledge.lexical import Overlap
from knowledge.ranking import Evidence, Scored, Standing, best_hits, contradicts, fits, fuse, judged, names_skill, steadied, worth


def passage(document: str, n: int = 1, **fields: str) -> Passage:
    return Passage(f"{document}.{n}", document, document, "", f"text of {document}", 0, 4, quote="text", **fields)  # type: ignore[arg-type]


def overlap(share: float, weight: float) -> Callable[[Sequence[Passage]], dict[str, Overlap]]:
    return lambda passages: {p.id: Overlap(share, weight) for p in passages}


NO_WORDS = overlap(0.0, 0.0)
STANDING = Standing(closeness=0.1, spread=0.08, title_spread=0.12)


def test_a_hand_worked_score() -> None:
    scored = fuse({"a": 0.6, "b": 0.2}, {"a": 0.4, "b": 0.1}, {"b": 5.0, "a": 2.5})
    assert [s.passage_id for s in scored] == ["a", "b"]
    assert scored[0].score == pytest.approx((0.6 + 1.5 * 0.4 + 0.5 * 0.5) / 3)
    assert scored[0].likeness == pytest.approx((0.6 + 1.5 * 0.4) / 2.5)


def test_one_side_missing_a_passage_gives_it_that_sides_last_similarity() -> None:
    scored = {s.passage_id: s for s in fuse({"a": 0.6, "b": 0.5}, {"a": 0.3, "c": 0.2}, {})}
    assert scored["b"].likeness == scored["c"].likeness == pytest.approx((0.5 + 1.5 * 0.2) / 2.5)


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1, 1)), st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1, 1)), st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 50)))
def test_all_found_are_ordered_within_bounds(body: dict[str, float], title: dict[str, float], words: dict[str, float]) -> None:
    scored = fuse(body, title, words)
    assert {s.passage_id for s in scored} == body.keys() | title.keys() | words.keys()
    assert [s.score for s in scored] == sorted((s.score for s in scored), reverse=True)
    assert all(-1 <= s.score <= 1 + 1e-9 for s in scored)


def test_each_document_once_by_its_best_passage_and_metadata_lift_without_filtering() -> None:
    pages = {p.id: p for p in (passage("a", 1), passage("a", 2), passage("b", 1, skill="Discovery"), passage("c", 1))}
    scored = [Scored("a.2", 0.50, 0.5), Scored("b.1", 0.47, 0.47), Scored("a.1", 0.4, 0.4), Scored("c.1", 0.1, 0.1)]
    assert [h.passage.id for h in best_hits("asked", scored, pages, STANDING, {}, 5, NO_WORDS)] == ["a.2", "b.1", "c.1"]
    assert [h.passage.id for h in best_hits("asked", scored, pages, STANDING, {"skill": "discovery"}, 5, NO_WORDS)] == ["b.1", "a.2", "c.1"]
    assert len(best_hits("asked", scored, pages, STANDING, {}, 1, NO_WORDS)) == 1


def test_only_what_says_another_thing_contradicts() -> None:
    page = passage("a", stage="demo")
    assert contradicts(page, {"stage": "proposal", "piston": None})
    assert not contradicts(page, {"stage": "Demo", "piston": "speed", "skill": None})


def test_evidence_by_hand() -> None:
    pages = {f"{d}.1": passage(d) for d in "abcdefgh"}
    scored = [Scored("a.1", 0.9, 0.6), Scored("b.1", 0.5, 0.3)]
    found = judged(scored, pages, Standing(0.12, 0.08, 0.11), {}, 2, overlap(0.5, 1.5))
    assert [astuple(f.evidence) for f in found] == [(0.6, 0.12, 0.08, 0.11, 0.5, 1.5), (0.3, 0.12, 0.08, 0.11, 0.5, 1.5)]
    assert worth(found[0].evidence) == pytest.approx(14.229 * 0.6 + 3.567 * 0.12 - 66.442 * 0.08 - 2.707 * 0.11 + 3.464 * 0.5 + 0.659 * 1.5)


@pytest.mark.parametrize("more", ["likeness", "closeness", "share", "weight"])
def test_more_of_what_speaks_for_a_page_never_speaks_against_it(more: str) -> None:
    little = Evidence(0.4, 0.1, 0.08, 0.12, 0.4, 1.0)
    assert worth(replace(little, **{more: getattr(little, more) + 0.1})) > worth(little)


def test_a_page_fits_from_the_level_on() -> None:
    assert not fits(Evidence(0.35, 0.08, 0.08, 0.12, 0.2, 0.3))
    assert fits(Evidence(0.6, 0.12, 0.08, 0.12, 0.7, 2.0))


def test_a_spread_measured_on_few_passages_is_drawn_towards_the_usual_one() -> None:
    assert steadied(0.2, 0.1, 60) == pytest.approx(((0.04 + 0.01) / 2) ** 0.5)
    assert steadied(0.2, 0.1, 0) == pytest.approx(0.1)
    assert steadied(0.2, 0.1, 100_000) == pytest.approx(0.2, abs=1e-4)


def test_a_likeness_that_stands_out_less_says_less() -> None:
    """The same likeness where all pages differ much in theirs."""
    one = Evidence(0.5, 0.1, 0.08, 0.12, 0.4, 1.0)
    assert worth(replace(one, spread=0.12)) < worth(one)


def test_a_twin_is_not_shown() -> None:
    said = " ".join(f"word{n}" for n in range(40))
    pages = {"a.1": replace(passage("a"), text=said), "b.1": replace(passage("b"), text=f"{said} and"), "c.1": replace(passage("c"), text="something else was said here")}
    found = judged([Scored("a.1", 0.6, 0.6), Scored("b.1", 0.59, 0.59), Scored("c.1", 0.2, 0.2)], pages, STANDING, {}, 5, NO_WORDS)
    assert [f.passage.document_id for f in found] == ["a", "c"]


def test_the_judgement_is_not_moved_by_metadata() -> None:
    pages = {f"{d}.1": passage(d, skill="value") for d in "abcdefg"}
    scored = [Scored(f"{d}.1", 0.3, 0.3) for d in "abcdefg"]
    assert not any(h.fits for h in best_hits("asked", scored, pages, STANDING, {"skill": "value", "piston": "speed"}, 7, NO_WORDS))


def test_a_page_fits_where_the_question_names_its_skill_in_full() -> None:
    pages = {f"{d}.1": passage(d, skill="next step" if d == "b" else "value") for d in "abcdefg"}
    scored = [Scored(f"{d}.1", 0.3, 0.3) for d in "abcdefg"]
    assert [h.passage.document_id for h in best_hits("What is a good next step?", scored, pages, STANDING, {}, 7, NO_WORDS) if h.fits] == ["b"]
    assert names_skill("anything on multi-threading?", "Multi-threading")
    assert not names_skill("the step after next", "next step")
    assert not names_skill("evaluate this", "value")
    assert not names_skill("anything", None)
