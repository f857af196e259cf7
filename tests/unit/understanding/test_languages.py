"""German, French and Spanish: the one request that is understood, and what is said to others."""

from __future__ import annotations

import pytest

from copilot.tools.understanding.languages import in_english, language_of


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("Bereite mich auf mein 1:1 mit Moses vor", "get me ready for my 1:1 with Moses"),
        ("Bitte bereite mich am Donnerstag auf das Gespräch mit Moses Frase vor", "get me ready for my 1:1 with Moses Frase on Thursday"),
        ("Kannst du mein 1:1 mit Priya vorbereiten?", "get me ready for my 1:1 with Priya"),
        ("Prépare-moi pour mon 1:1 avec Tom", "get me ready for my 1:1 with Tom"),
        ("Préparez mon entretien de jeudi avec Zoë Lindqvist s'il vous plaît", "get me ready for my 1:1 with Zoë Lindqvist on Thursday"),
        ("Prepárame para mi 1:1 con Ana Souza mañana", "get me ready for my 1:1 with Ana Souza tomorrow"),
        ("ayúdame a preparar mi reunión con Tom por favor", "get me ready for my 1:1 with Tom"),
    ],
)
def test_prepare_me_is_understood(said: str, english: str) -> None:
    assert in_english(said) == english


@pytest.mark.parametrize(("said", "language"), [("Wie läuft es bei Sam?", "German"), ("Comment va Sam ce trimestre ?", "French"), ("¿Cómo va Sam este trimestre?", "Spanish")])
def test_another_language_is_known_for_one(said: str, language: str) -> None:
    assert language_of(said) == language
    assert in_english(said) is None


@pytest.mark.parametrize(
    "said", ["how is Sam doing?", "get me ready for Sam on Thursday", "what about the deal with Los Alamos?", "prep Sam, die Uhr läuft", "and in Q3?", "who won the Les Halles deal?", "shorter"]
)
def test_english_stays_english(said: str) -> None:
    assert language_of(said) is None
    assert in_english(said) is None
