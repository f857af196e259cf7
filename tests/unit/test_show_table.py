"""Tables of text: nothing is cut, what goes is said."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from copilot.show_table import Column, show_table

COLUMNS = [Column("rep"), Column("segment", 2), Column("won", 1, right=True), Column("due on")]
ROWS = [["Łukasz Zieliński", "High Core", "59", "2026-11-25"], ["Zoë Li", "–", "7", "2026-12-03"]]


def printed(width: int, terminal: bool) -> list[str]:
    file = io.StringIO()
    show_table(Console(file=file, width=width, force_terminal=terminal, color_system=None), COLUMNS, ROWS)
    return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [20, 40, 200])
def test_what_is_piped_on_has_every_column_whole(width: int) -> None:
    assert printed(width, terminal=False) == ["rep               segment    won  due on", "Łukasz Zieliński  High Core   59  2026-11-25", "Zoë Li            –            7  2026-12-03"]


def test_a_narrow_terminal_loses_the_least_important_columns_and_says_which() -> None:
    lines = printed(35, terminal=True)
    assert lines[:3] == ["rep               won  due on", "Łukasz Zieliński   59  2026-11-25", "Zoë Li              7  2026-12-03"]
    assert " ".join(lines[3:]).startswith("Left out, since this terminal is 35 characters wide: segment.")
    narrower = printed(30, terminal=True)
    assert narrower[1] == "Łukasz Zieliński  2026-11-25"
    assert "segment, won" in " ".join(narrower[3:])


def test_a_wide_terminal_loses_nothing() -> None:
    assert printed(60, terminal=True) == printed(60, terminal=False)


def test_a_column_that_never_goes_stays_whole_however_narrow_it_is() -> None:
    assert printed(12, terminal=True)[1] == "Łukasz Zieliński  2026-11-25"
