"""Names as people write them, and never a guess."""

from __future__ import annotations

import pytest

from copilot.domain import Rep
from copilot.tools.understanding.people import find_people, mask_people
from copilot.tools.understanding.strangers import find_stranger

PEOPLE = [
    Rep(i, n, f"{n.split()[0].lower()}@corp.test")
    for i, n in (
        ("1", "Moses Frase"),
        ("2", "Anna Snelling"),
        ("3", "Mei-Mei Johns"),
        ("4", "Carl Lin"),
        ("5", "Kary Hendrixson"),
        ("6", "José Núñez"),
        ("7", "Will Turner"),
        ("8", "Mark Price"),
        ("9", "May Chen"),
        ("10", "Rose Hill"),
        ("11", "Reed Clapper"),
        ("12", "Anna Petrov"),
        ("13", "Siobhán O'Neil"),
        ("14", "Grant Hollis"),
        ("15", "Jonathan Berthelot"),
    )
]


def ids(text: str) -> list[str]:
    return ["|".join(r.id for r in m.candidates) for m in find_people(text, PEOPLE)]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("get me ready for Moses", "1"),
        ("GET ME READY FOR MOSES", "1"),
        ("Frase, Moses please", "1"),
        ("moses' deals", "1"),
        ("Frase's pipeline", "1"),
        ("mei mei's numbers", "3"),
        ("Mei-Mei Johns", "3"),
        ("jose nunez tomorrow", "6"),
        ("prep siobhan oneil", "13"),
        ("moses@corp.test on friday", "1"),
        ("how is anna s. doing", "2|12"),
        ("how is Anna S. doing", "2"),
        ("how is anna petrov doing", "12"),
        ("mose fraze tomorrow", "1"),
        ("prep jonathon", "15"),
        ("whats jons cycle", "15"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, who: str) -> None:
    assert ids(text) == [who]


def test_another_name_that_ends_in_s_is_not_somebodys_short_one() -> None:
    assert ids("what is Jonas doing") == []


def test_a_misspelling_near_two_people_names_both() -> None:
    assert ids("get me ready for Karl") == ["4|5"]


def test_a_first_name_of_two_names_both() -> None:
    assert ids("what are Anna's deals") == ["2|12"]


@pytest.mark.parametrize(
    "text",
    [
        "will you show me who is due",
        "what will happen in May",
        "mark the goal as kept",
        "her win rate rose last month",
        "may I see the deals",
        "did you read it",
        "what do I need to call them about",
        "can you grant me access",
        "end of May",
        "he may close it by 5 May",
        "the market price is high",
        "I mark my words",
    ],
)
def test_an_ordinary_word_is_not_a_name(text: str) -> None:
    assert ids(text) == []


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Will is slow lately", "7"),
        ("will you get me ready for will", "7"),
        ("how will will do", "7"),
        ("is mark due", "8"),
        ("mark's deals", "8"),
        ("how is May doing in May", "9"),
        ("what if rose ran two more demos", "10"),
        ("what does reed need", "11"),
        ("Grant. Tomorrow. What do I say?", "14"),
        ("Prepare Grant", "14"),
    ],
)
def test_grammar_and_case_make_an_ordinary_word_a_name(text: str, who: str) -> None:
    assert ids(text) == [who]


def test_a_last_name_of_nobody_is_not_taken_for_the_only_first_name() -> None:
    assert ids("get me ready for Moses Lindqvist") == []
    stranger = find_stranger("get me ready for Moses Lindqvist", PEOPLE, [])
    assert stranger is not None
    assert stranger.near[0].id == "1"


@pytest.mark.parametrize("text", ["get me ready for Zorbert", "get me ready for zorbert", "how is Zorbert doing", "Zorbert's deals", "same for Zorbert"])
def test_an_unknown_name_in_a_names_place_is_a_stranger(text: str) -> None:
    stranger = find_stranger(text, PEOPLE, find_people(text, PEOPLE))
    assert stranger is not None
    assert stranger.words.casefold() == "zorbert"


@pytest.mark.parametrize("text", ["what do we have on MEDDIC", "how is the pipeline", "get me ready for tomorrow", "what if she calls more", "how are things"])
def test_a_word_that_names_no_person_is_no_stranger(text: str) -> None:
    assert find_stranger(text, PEOPLE, find_people(text, PEOPLE)) is None


def test_names_are_masked_alike() -> None:
    text = "how are Moses and mei mei doing"
    assert mask_people(text, find_people(text, PEOPLE)) == "how are Sam and Sam doing"


def test_of_two_similar_names_the_nearer_one_is_meant() -> None:
    people = [Rep("1", "Jonathan Berthelot"), Rep("2", "Jonathon Reyes")]
    assert [[r.id for r in m.candidates] for m in find_people("get me ready for Jonatham", people)] == [["1"]]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("hw is An doing", "An"),
        ("how is an doing", "an"),
        ("how is zork doing", "zork"),
        ("how's Will getting on", "Will"),
        ("will Zork hit quota?", "Zork"),
        ("how many deals did zork win in Q2?", "zork"),
        ("and Zork?", "Zork"),
        ("why did Bob lose", "Bob"),
        ("An's deals", "An"),
    ],
)
def test_a_name_of_nobody_is_found_where_a_person_is_meant(said: str, name: str) -> None:
    found = find_stranger(said, (), ())
    assert found is not None
    assert found.words == name


@pytest.mark.parametrize(
    "said",
    [
        "how is business doing",
        "how is everybody doing",
        "how are we tracking",
        "and demos?",
        "and October?",
        "and Q3?",
        "does discovery work?",
        "can you send it",
        "why are they stuck",
        "what is ACV",
        "how is CRM doing",
    ],
)
def test_what_is_no_name_is_not_taken_for_one(said: str) -> None:
    assert find_stranger(said, (), ()) is None


def test_a_beginning_is_of_a_first_name_and_a_month_is_nobody() -> None:
    people = [Rep(id="1", name="Marek Sandor"), Rep(id="2", name="Joan Decker")]
    assert find_people("figures for mar and dec please", people) == []
    assert find_people("what of sand", people) == []
    assert [m.candidates[0].id for m in find_people("hows marekk", people)] == ["1"]
