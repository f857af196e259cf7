"""What stage and status words say."""

from __future__ import annotations

import pytest

from store.crm.statuses import flag, outcome

WON = [
    "Closed Won",
    "closedwon",
    "Won",
    "5 - Closed/Won",
    "07. Closed Won (100%)",
    "Gewonnen",
    "Fermée gagnée",
    "Gagné",
    "Cerrada ganada",
    "Ganha",
    "Fechado ganho",
    "Chiusa con successo",
    "Vinto",
    "Contract Signed",
    "Closed - Won!",
    "A - Closed won",
    "受注",
]
LOST = [
    "Closed Lost",
    "closedlost",
    "6. Lost to competitor",
    "Not won",
    "Won't proceed",
    "Wont proceed",
    "Out-Sold",
    "Verloren",
    "Perdue",
    "Cerrado perdido",
    "Chiusa persa",
    "Dead",
    "Abandoned",
    "Disqualified",
    "No decision",
    "Lost (competitor won)",
    "Nicht gewonnen",
]
OPEN = [
    "Prospecting",
    "Engaging",
    "Commit",
    "Negotiation/Review",
    "Proposal/Price Quote",
    "Id. Decision Makers",
    "Verbally won",
    "Qualified To Buy",
    "Contract Sent",
    "On Hold",
    "Verhandlung",
    "In Progress",
    "Decision Maker Bought-In",
]


@pytest.mark.parametrize("text", WON)
def test_won(text: str) -> None:
    assert outcome(text) == "won"


@pytest.mark.parametrize("text", LOST)
def test_lost(text: str) -> None:
    assert outcome(text) == "lost"


@pytest.mark.parametrize("text", OPEN)
def test_open(text: str) -> None:
    assert outcome(text) == "open"


@pytest.mark.parametrize("text", ["Wonderful", "Closed Won/Lost", "Wonderland tour", "Lostwithiel", "", "NULL", "xyz"])
def test_says_nothing(text: str) -> None:
    assert outcome(text) is None


@pytest.mark.parametrize(("text", "said"), [("Canceled", "cancelled"), ("Closed", "ended"), ("Abgeschlossen", "ended"), ("Deleted", "deleted")])
def test_ends_of_another_kind(text: str, said: str) -> None:
    assert outcome(text) == said


def test_flags_in_several_languages() -> None:
    assert [flag(x) for x in ("TRUE", "1", "ja", "Oui", "não", "FALSE", "0", "maybe", "")] == [True, True, True, True, False, False, False, None, None]


@pytest.mark.parametrize("word", ["Verbal Commitment", "Mündliche Zusage", "Accord verbal", "Mondeling akkoord", "À faire", "Da fare"])
def test_a_promise_by_word_of_mouth_and_what_is_still_to_do_are_open(word: str) -> None:
    assert outcome(word) == "open"
