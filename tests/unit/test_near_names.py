"""Which names are suggested for one that nobody has."""

from __future__ import annotations

import pytest

from copilot.names import near_names

NAMES = ["Moses Frase", "Anna Snelling", "José Núñez", "Zoë Lindqvist", "Priya Nair", "Maria Jensen", "Versie Hillebrand"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Mozes", "Moses Frase"),
        ("Msoes", "Moses Frase"),
        ("Moses Fraze", "Moses Frase"),
        ("Frsae", "Moses Frase"),
        ("Jse", "José Núñez"),
        ("Joze Nunez", "José Núñez"),
        ("Zeo", "Zoë Lindqvist"),
        ("Priay", "Priya Nair"),
        ("Marai", "Maria Jensen"),
        ("Hilebrnad", "Versie Hillebrand"),
    ],
)
def test_a_slip_in_a_first_or_last_name_is_near(typed: str, meant: str) -> None:
    assert near_names(typed, NAMES)[:1] == [meant]


@pytest.mark.parametrize("typed", ["Xaver", "Bob", "Q", "", "Wolfgang"])
def test_what_looks_like_nobody_suggests_nobody(typed: str) -> None:
    assert near_names(typed, NAMES) == []
