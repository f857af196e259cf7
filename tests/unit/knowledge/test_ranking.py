from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copilot.domain import Passage
from knowledge.ranking import Scored, best_hits, fuse, names_skill


def passage(document: str, n: int = 1, **fields: str) -> Passage:
    return Passage(f"{document}.{n}", document, document, "", "text", 0, 4, quote="text", **fields)  # type: ignore[arg-type]


def test_a_hand_worked_score() -> None:
    scored = fuse({"a": 0.6, "b": 0.2}, {"a": 0.4, "b": 0.1}, {"b": 5.0, "a": 2.5})
    assert [s.passage_id for s in scored] == ["a", "b"]
    assert scored[0].score == (0.6 + 0.4 + 0.4 * 0.5) / 2.4
    assert scored[0].likeness == 0.5


def test_one_side_missing_a_passage_gives_it_that_sides_last_similarity() -> None:
    scored = {s.passage_id: s for s in fuse({"a": 0.6, "b": 0.5}, {"a": 0.3, "c": 0.2}, {})}
    assert scored["b"].likeness == (0.5 + 0.2) / 2
    assert scored["c"].likeness == (0.5 + 0.2) / 2


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1, 1)), st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1, 1)), st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0, 50)))
def test_all_found_are_ordered_within_bounds(body: dict[str, float], title: dict[str, float], words: dict[str, float]) -> None:
    scored = fuse(body, title, words)
    assert {s.passage_id for s in scored} == body.keys() | title.keys() | words.keys()
    assert [s.score for s in scored] == sorted((s.score for s in scored), reverse=True)
    assert all(-1 <= s.score <= 1 + 1e-9 for s in scored)


def test_each_document_once_by_its_best_passage_and_metadata_lift_without_filtering() -> None:
    pages = {p.id: p for p in (passage("a", 1), passage("a", 2), passage("b", 1, skill="Discovery"), passage("c", 1))}
    scored = [Scored("a.2", 0.50, 0.5), Scored("b.1", 0.47, 0.47), Scored("a.1", 0.4, 0.4), Scored("c.1", 0.1, 0.1)]
    assert [h.passage.id for h in best_hits("asked", scored, pages, 0.1, {}, 5)] == ["a.2", "b.1", "c.1"]
    assert [h.passage.id for h in best_hits("asked", scored, pages, 0.1, {"skill": "discovery"}, 5)] == ["b.1", "a.2", "c.1"]
    assert len(best_hits("asked", scored, pages, 0.1, {}, 1)) == 1


def test_what_stands_out_fits_and_what_is_like_the_rest_does_not() -> None:
    pages = {f"{d}.1": passage(d) for d in "abcdefgh"}

    def hits(top: float, rest: float, closeness: float) -> list[bool]:
        scored = [Scored("a.1", top, top)] + [Scored(f"{d}.1", rest, rest) for d in "bcdefgh"]
        return [h.fits for h in best_hits("asked", scored, pages, closeness, {}, 2)]

    assert hits(0.6, 0.3, 0.1) == [True, False]
    assert hits(0.4, 0.3, 0.1) == [False, False]
    assert hits(0.46, 0.3, 0.1) == [True, False], "0.16 above the five next ones, itself not counted among them"
    assert hits(0.4, 0.3, 0.2) == [True, False], "nearer to the subject of the playbook, less is asked"


def test_the_judgement_is_not_moved_by_metadata() -> None:
    pages = {f"{d}.1": passage(d, skill="value") for d in "abcdefg"}
    scored = [Scored(f"{d}.1", 0.3, 0.3) for d in "abcdefg"]
    assert not any(h.fits for h in best_hits("asked", scored, pages, 0.1, {"skill": "value", "piston": "speed"}, 7))


def test_a_page_fits_where_the_question_names_its_skill_in_full() -> None:
    pages = {f"{d}.1": passage(d, skill="next step" if d == "b" else "value") for d in "abcdefg"}
    scored = [Scored(f"{d}.1", 0.3, 0.3) for d in "abcdefg"]
    assert [h.passage.document_id for h in best_hits("What is a good next step?", scored, pages, 0.1, {}, 7) if h.fits] == ["b"]
    assert names_skill("anything on multi-threading?", "Multi-threading")
    assert not names_skill("the step after next", "next step")
    assert not names_skill("evaluate this", "value")
    assert not names_skill("anything", None)
