"""Messages in German, French and Spanish."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.domain import Rep
from copilot.tools.understanding import ThreadView, Understander
from copilot.tools.understanding.languages import language_of


@pytest.mark.parametrize(
    ("said", "rep", "day"),
    [
        ("Bereite mich auf mein 1:1 mit Kwame vor", "r11", None),
        ("Bitte bereite mich am Donnerstag auf das Gespräch mit Kwame Mensah vor", "r11", "2026-11-26"),
        ("Kannst du mein 1:1 mit Priya vorbereiten?", "r1", None),
        ("Prépare-moi pour mon 1:1 avec Tom", "r2", None),
        ("Préparez mon entretien de jeudi avec Rosalina s'il vous plaît", "r13", "2026-11-26"),
        ("Prepárame para mi 1:1 con Björn Ekström mañana", "r12", "2026-11-23"),
        ("ayúdame a preparar mi reunión con Tom por favor", "r2", None),
    ],
)
def test_prepare_me_is_understood(said: str, rep: str, day: str | None, understander: Understander, team: list[Rep]) -> None:
    request = understander.understand(said, team, ThreadView(), date(2026, 11, 22))
    assert (request.intents, request.rep_id, request.parameters.get("meeting_on")) == (("prepare",), rep, day)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("Wo steht Kwame gegenüber seiner Quote?", "benchmark"),
        ("Qu'est-ce que Kwame a promis la dernière fois ?", "history"),
        ("¿Qué pasaría si Kwame hiciera dos demos más por semana?", "what_if"),
        ("Welche Deals von Kwame brauchen mich?", "deals"),
    ],
)
def test_other_questions_are_too(said: str, intent: str, understander: Understander, team: list[Rep]) -> None:
    request = understander.understand(said, team, ThreadView(), date(2026, 11, 22))
    assert (request.intents, request.rep_id) == ((intent,), "r11")


def test_amounts_are_read_in_other_languages(understander: Understander, team: list[Rep]) -> None:
    request = understander.understand("Was bringt es, wenn Kwame pro Woche zwei Demos mehr macht?", team, ThreadView(), date(2026, 11, 22))
    assert request.parameters["changes"] == "demo:+2/week"


@pytest.mark.parametrize(("said", "language"), [("Wie läuft es bei Sam?", "German"), ("Comment va Sam ce trimestre ?", "French"), ("¿Cómo va Sam este trimestre?", "Spanish")])
def test_another_language_is_known_for_one(said: str, language: str) -> None:
    assert language_of(said) == language


@pytest.mark.parametrize(
    "said", ["how is Sam doing?", "get me ready for Sam on Thursday", "what about the deal with Los Alamos?", "prep Sam, die Uhr läuft", "and in Q3?", "who won the Les Halles deal?", "shorter"]
)
def test_english_stays_english(said: str) -> None:
    assert language_of(said) is None
