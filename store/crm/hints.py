"""What the other columns say of a stage or status that nobody knows the word of: that it is an end, that it is none, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from store.crm.dates import MISSING
from store.crm.headers import Table
from store.crm.names import folded
from store.crm.statuses import Outcome, outcome

_NEARLY = 0.9
"""Share of the rows of a word that must agree; the known words are held to the same."""
_LOST = ("lost", "cancelled", "deleted")


@dataclass(frozen=True)
class Hint:
    """What a word was taken for, and by which column."""

    says: Literal["won", "lost", "open"]
    by: str


def _share(rows: list[int], test: Callable[[int], bool]) -> float:
    return sum(map(test, rows)) / len(rows)


def hints(
    table: Table,
    column: str,
    words: Mapping[str, Outcome | None],
    columns: Mapping[str, str | None],
    chances: Mapping[str, float | None],
    closed: Mapping[str, bool | None],
    ended_by_now: Callable[[int], bool],
) -> dict[str, Hint]:
    """Word -> what it is taken for, for the unknown words of a stage or status column that names ends in other words.

    A probability, a flag of closing, a date of closing that only ended deals have, a reason of loss: each counts only where it goes
    together with the words that are known. An end that nothing calls won is taken as lost, since a column that has a word for won seldom has a second;
    where it has none, the one unknown end is the win, and of several none is guessed. A probability of 100 or 0 on every row of a word, each with
    its day behind it, is an end though no known word shows what that probability means.

    Args:
        words: cell -> outcome, of this column.
        columns: meaning -> column, of the table.
        chances: cell of the column of probabilities -> share of one.
        closed: cell of the flag of closing -> what it says.
        ended_by_now: whether the day a row closed, or was to close, is not still to come; False where it has none.
    """
    known: dict[str, list[int]] = defaultdict(list)
    unknown: dict[str, list[int]] = defaultdict(list)
    for i, cell in enumerate(table.cells(column)):
        said = words[cell]
        if said is None and cell.strip().lower() not in MISSING:
            unknown[cell.strip()].append(i)
        elif said is not None and said != "ended":
            known["lost" if said in _LOST else said].append(i)
    if not unknown or not (known["won"] or known["lost"]):
        return {}
    probability, flagged, dated = columns["probability"], columns["is_closed"], columns["closed_on"]
    chance = _chance_reader(table, probability, chances, known, ended_by_now) if probability else None
    told: list[tuple[str, Callable[[int], bool]]] = []
    if flagged:
        told.append((flagged, lambda i: closed.get(table.cell(flagged, i)) is True))
    if dated:
        told.append((dated, lambda i: table.cell(dated, i).strip().lower() not in MISSING))
    ended = [*known["won"], *known["lost"]]
    fit = [(by, test) for by, test in told if _share(ended, test) >= _NEARLY and (not known["open"] or _share(known["open"], test) <= 1 - _NEARLY)]
    # without one open deal to hold it against, a column that every row fills tells nothing
    fit = [(by, test) for by, test in fit if known["open"] or any(_share(rows, test) <= 1 - _NEARLY for rows in unknown.values())]
    out: dict[str, Hint] = {}
    at_end = {word: [by for by, test in fit if _share(rows, test) >= _NEARLY] for word, rows in unknown.items()}
    several = sum(bool(by) for by in at_end.values()) > 1
    for word, rows in unknown.items():
        says = chance(rows) if chance else None
        if says is not None and probability:
            out[word] = Hint(says, probability)
            continue
        for by, test in fit:
            share = _share(rows, test)
            if share <= 1 - _NEARLY:
                out[word] = Hint("open", by)
                break
            if share >= _NEARLY:
                if known["won"] or not several:
                    out[word] = Hint("lost" if known["won"] else "won", by)
                break
        else:
            if known["won"] and _begins_with_an_end(word):
                out[word] = Hint("lost", column)
    return out


def _chance_reader(
    table: Table, column: str, chances: Mapping[str, float | None], known: Mapping[str, list[int]], ended_by_now: Callable[[int], bool]
) -> Callable[[list[int]], Literal["won", "lost", "open"] | None] | None:
    """Reads rows by their probability, where the known words go with it: won at 1, lost at 0, open between."""

    def at(i: int) -> float | None:
        return chances.get(table.cell(column, i))

    tests: dict[Literal["won", "lost", "open"], Callable[[int], bool]] = {
        "won": lambda i: at(i) == 1.0,
        "lost": lambda i: at(i) == 0.0,
        "open": lambda i: (c := at(i)) is not None and 0.0 < c < 1.0,
    }
    if any(known[end] and _share(known[end], test) < _NEARLY for end, test in tests.items()):
        return None

    def read(rows: list[int]) -> Literal["won", "lost", "open"] | None:
        said = next((end for end, test in tests.items() if _share(rows, test) >= _NEARLY), None)
        if said is None or said == "open" or known[said]:
            return said
        test = tests[said]
        return said if all(test(i) and ended_by_now(i) for i in rows) and not any(map(test, known["open"])) else None

    return read


def _begins_with_an_end(word: str) -> bool:
    """`Closed rerouted`: closed, whatever the rest means."""
    parts = folded(word).split()
    while parts and parts[0].isdigit():
        parts.pop(0)
    return len(parts) > 1 and outcome(parts[0]) == "ended"
