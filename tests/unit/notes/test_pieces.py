"""Notes in pieces that each do one thing; their offsets are those of the original text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from copilot.tools.notes import read_notes
from copilot.tools.notes.pieces import pieces_of


def texts(said: str) -> list[str]:
    return [p.text for p in pieces_of(read_notes(said), {}, [])]


def test_two_promises_of_one_sentence_are_two_pieces_unless_they_hang_on_a_condition() -> None:
    assert texts("She writes the whole list down, and I ring the buyer on Friday.") == ["She writes the whole list down", "I ring the buyer on Friday."]
    assert len(texts("If she writes the whole list down, and I ring the buyer, we see each other.")) == 1


def test_titles_initials_and_days_do_not_end_a_piece() -> None:
    assert texts("He writes to Dr. Okafor by Monday.") == ["He writes to Dr. Okafor by Monday."]
    assert texts("M. drafts the abstract by noon.") == ["M. drafts the abstract by noon."]
    assert texts("Sie schreibt bis zum 12. Dezember ein Papier.") == ["Sie schreibt bis zum 12. Dezember ein Papier."]


def test_what_was_dictated_without_full_stops_is_cut_before_conjunctions() -> None:
    said = "we looked at the plan for the autumn and what it needs from her team and then she said that the two clinics in the north are slow and I asked what she would try there next week"
    assert len(texts(said)) >= 3


def test_names_of_the_two_are_masked_in_full_in_part_and_as_initials() -> None:
    notes = read_notes("Moses Frase rang. Moses will send it. MF agreed. Dana Holt waits.")
    masked = [p.masked for p in pieces_of(notes, {"Moses Frase": "rep", "Dana Holt": "manager"}, [])]
    assert masked == ["Rep rang.", "Rep will send it.", "Rep agreed.", "Boss waits."]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_every_piece_stands_where_it_says(said: str) -> None:
    notes = read_notes(said) if said.lstrip("\ufeff \t\r\n")[:1] not in ("[", "{") else read_notes("x " + said)
    whole = said if said.lstrip("\ufeff \t\r\n")[:1] not in ("[", "{") else "x " + said
    found = pieces_of(notes, {}, [])
    if "<" not in whole:
        assert all(whole[p.start : p.end] == p.text for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
