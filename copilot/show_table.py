"""Tables of text: whole where they are piped on, and on a narrow terminal without what matters least, which is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

_GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and when it may go."""

    title: str
    spare: int = 0
    """0 never goes; on a narrow terminal the column with the highest number goes before the others."""
    right: bool = False
    """Whether its cells are numbers, which end at the same place."""


def show_table(out: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings; no cell is ever cut.

    Args:
        out: where to; on a terminal its width counts, elsewhere lines are as long as they are.
        columns: headings, left to right.
        rows: a text for each column.
    """
    widths = [max([cell_len(c.title), *(cell_len(r[i]) for r in rows)]) for i, c in enumerate(columns)]
    shown = list(range(len(columns)))
    left_out: list[int] = []
    while out.is_terminal and sum(widths[i] + _GAP for i in shown) - _GAP > out.width and any(columns[i].spare for i in shown):
        least = max(shown, key=lambda i: (columns[i].spare, i))
        shown.remove(least)
        left_out.append(least)
    for number, row in enumerate([[c.title for c in columns], *rows]):
        cells = [_padded(row[i], widths[i], columns[i].right) for i in shown]
        out.print(Text((" " * _GAP).join(cells).rstrip(), style="bold" if number == 0 else ""), soft_wrap=True)
    if left_out:
        names = ", ".join(columns[i].title for i in sorted(left_out))
        out.print(Text(f"Left out, since this terminal is {out.width} characters wide: {names}. A wider one, a pipe or --json shows them.", style="dim"))


def _padded(cell: str, width: int, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space
