"""Which speaker led the 1:1 and whose it was."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.policy import CoachingPolicy
from copilot.tools.notes import check_notes, read_notes
from copilot.tools.notes.reading import Who

KNOWN: dict[str, Who] = {"Moses Frase": "rep", "Dana Reed": "manager"}


def sides(text: str, known: dict[str, Who] | None = None) -> dict[str, str]:
    return {s.name: s.who for s in read_notes(text, known).speakers}


def talk(*names: str) -> str:
    return "\n".join(f"{name}: Well, {name.lower()} says {i}." for i in range(2) for name in names)


@pytest.mark.parametrize(
    ("dana", "moses"),
    [
        ("Dana Reed", "Moses Frase"),
        ("Dana", "Moses"),
        ("DR", "MF"),
        ("D", "M"),
        ("Dana R.", "M. Frase"),
        ("dana.reed@acme.com", "moses.frase@acme.com"),
        ("dreed@acme.com", "mfrase@acme.com"),
        ("Dana Reed (Acme)", "Moses K. Frase"),
        ("Reed", "Frase"),
        ("DANA REED", "MOSES FRASE"),
    ],
)
def test_known_people_are_found_however_they_are_written(dana: str, moses: str) -> None:
    assert sides(talk(dana, "Kim", moses), KNOWN) == {dana: "manager", "Kim": "guest", moses: "rep"}


def test_an_address_on_record_is_as_good_as_a_name() -> None:
    assert sides(talk("mo@acme.com", "Dana", "Kim"), {"mo@acme.com": "rep", "Dana Reed": "manager"})["mo@acme.com"] == "rep"


def test_the_whole_name_goes_before_the_first_name() -> None:
    assert sides(talk("Moses", "Moses Frase", "Dana"), KNOWN) == {"Moses": "guest", "Moses Frase": "rep", "Dana": "manager"}


def test_one_left_over_beside_one_known_is_the_other_side() -> None:
    assert sides(talk("Pat", "Moses"), {"Moses Frase": "rep"}) == {"Pat": "manager", "Moses": "rep"}
    assert sides(talk("Pat", "Moses", "Kim"), {"Moses Frase": "rep"}) == {"Pat": "unclear", "Moses": "rep", "Kim": "unclear"}


def test_a_customer_beside_a_manager_and_a_rep_is_a_guest() -> None:
    assert sides(talk("Manager", "Rep", "Client")) == {"Manager": "manager", "Rep": "rep", "Client": "guest"}
    assert sides(talk("M", "R"), {"Moses Frase": "rep"}) == {"M": "manager", "R": "rep"}, "letters for what they are, not initials"


def test_the_words_of_a_guest_count_for_neither_side() -> None:
    text = "Dana: How are you? What next?\nMoses: I go on.\nDana: Good, then do so.\nMoses: Yes."
    guest = text + "\nKim: " + "I have very much to say about all of this. " * 20
    alone, joined = (check_notes(t, CoachingPolicy(), date(2026, 11, 18), known=KNOWN).talk for t in (text, guest))
    assert (joined.leader_share, joined.question_share, joined.telling_share) == (alone.leader_share, alone.question_share, alone.telling_share)


def test_speakers_stand_in_the_order_they_speak() -> None:
    assert list(sides(talk("Zo", "Al", "Mo"))) == ["Zo", "Al", "Mo"]
    assert sides("Just notes about Moses and the plan.") == {}
