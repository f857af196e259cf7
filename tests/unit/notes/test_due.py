"""By when promises in notes are due: shorthand, other languages, days of the week, bare figures."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.tools.notes.due import day_first_in, due_day

MET = date(2026, 7, 15)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("rings the ward tmrw", date(2026, 7, 16)),
        ("list of practices nxt wk", date(2026, 7, 24)),
        ("speak in two wks", date(2026, 7, 29)),
        ("rings the engineer Fri a.m.", date(2026, 7, 17)),
        ("three openers by Weds", date(2026, 7, 22)),
        ("listens to the recording thu night", date(2026, 7, 16)),
        ("balance he sends by tomorrow EOD", date(2026, 7, 16)),
        ("does it right after this", MET),
        ("fills in the form this weekend", date(2026, 7, 19)),
        ("books the room before the weekend", date(2026, 7, 17)),
        ("calls on them in the week of 19 October", date(2026, 10, 23)),
        ("Sie ruft die Praxis morgen an", date(2026, 7, 16)),
        ("Guten Morgen zusammen", None),
        ("er schreibt bis Freitag", date(2026, 7, 17)),
        ("vous appellerez la mairie d'ici mardi", date(2026, 7, 21)),
        ("reserva la sala antes del viernes", date(2026, 7, 17)),
        ("schickt es am 3. August", date(2026, 8, 3)),
        ("tries it on me 22/7", date(2026, 7, 22)),
        ("open 24/7 for them", None),
        ("2/3 of the list", None),
        ("a shorter deck", None),
    ],
)
def test_days_as_people_write_them(words: str, due: date | None) -> None:
    assert due_day(words, MET) == due


def test_a_bare_day_and_month_goes_by_how_the_text_writes_the_day_of_the_meeting() -> None:
    met = date(2026, 11, 9)
    assert day_first_in("1:1 Tom 9/11\nF. briefs her by 11/12", met) is True
    assert day_first_in("1:1 Tom 11/9\nF. briefs her by 11/12", met) is False
    assert day_first_in("F. briefs her by 11/12", met) is None
    assert due_day("briefs her by 11/12", met, day_first=True) == date(2026, 12, 11)
    assert due_day("briefs her by 11/12", met, day_first=False) == date(2026, 11, 12)
