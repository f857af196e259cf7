"""Other ways in which tables call one person: a first name, initials, the family name first, an e-mail address that spells the name."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from store.crm.links import Read
from store.crm.names import folded
from store.crm.people import People, owners_in, same_name, spoken, spoken_missing
from store.crm.report import Findings

_EMAIL = re.compile(r"^[\w.+%'-]+@[\w.-]+\.[A-Za-z]{2,}$")
_NAME = re.compile(r"^[^\W\d_][\w'’.\-]*(?:,?\s+[^\W\d_][\w'’.\-]*){0,4}$")


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    row: int
    column: tuple[str, str]


def join_aliases(reads: list[Read], people: People, found: Findings) -> None:
    """Let other spellings stand for the one person whom they can mean; ask where they can mean several.

    Somebody is known by a full name: from a table of people, else from a column of owners. A spelling is joined only where no
    full name of that person stands in its own column, since one column does not call one person by two names.
    """
    full = {name: tuple(_words(name)) for name in people.listed_names()}
    said: dict[str, list[_Place]] = defaultdict(list)
    for r in reads:
        a = r.kind.assignment
        if a is None or r.kind.kind not in ("opportunity", "activity", "quota"):
            continue
        column = a.column("rep") or (a.column("rep_email") if "rep_id" not in a else None)
        if column is None or "rep_id" in a or ("rep" in a and "rep_email" in a):
            continue  # an id or an address beside the name says who it is
        alone = {c.strip() for c in r.table.cells(column)}
        named = {cell: name.strip() for cell in set(r.table.cells(column)) if not spoken_missing(name := owners_in(cell, alone)[0])}
        for row, cell in zip(r.table.rows, r.table.cells(column), strict=True):
            if cell in named:
                said[named[cell]].append(_Place(r.table.name, row, (r.table.name, column)))
    for name in said:
        if _NAME.match(name) and len(_words(name)) >= 2 and not people.knows(name):
            full.setdefault(spoken(name), tuple(_words(name)))
    near = _by_words(full)
    columns: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, places in said.items():
        columns[same_name(name)] |= {p.column for p in places}
    for name, places in said.items():
        if people.knows(name) or not (_EMAIL.match(name) or _NAME.match(name)):
            continue
        keys = [name[0].lower()] if _EMAIL.match(name) else _words(name)
        like = [f for f in sorted({f for k in keys for f in near[k]}) if same_name(f) != same_name(name) and _may_be(name, full[f])]
        like = [f for f in like if not columns[same_name(f)] & {p.column for p in places}]
        if len(like) > 1:
            found.ask(
                "ambiguous_name",
                f"{name!r} may be {' or '.join(repr(x) for x in sorted(like)[:3])}; kept apart. Write one name in the export, or list the name in a table of people",
                [(p.file, p.row) for p in places],
            )
        elif like:
            people.join(like[0], name, places[0].file, places[0].row)
            found.warn("name_variants", f"read as one person: {like[0]!r} is also written {name!r}", [(p.file, p.row) for p in places])


def _by_words(full: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Word of a name, and first letter of one -> the full names that have it; a company of thousands is not compared each with each."""
    out: dict[str, list[str]] = defaultdict(list)
    for name, words in full.items():
        for key in {*words, *(w[0] for w in words)}:
            out[key].append(name)
    return out


def _words(name: str) -> list[str]:
    return folded(spoken(name).lower()).split()  # in small letters first: `McKenzie` is one word


def _may_be(written: str, words: tuple[str, ...]) -> bool:
    """Whether a spelling can stand for a full name of these words."""
    if _EMAIL.match(written):
        return _spells(written.partition("@")[0], words)
    short = _words(written)
    if len(short) >= 2 and sorted(short) == sorted(words):
        return True  # `GARCÍA José`
    if len(short) > len(words) or not short or all(len(s) == 1 for s in short):
        return False
    if len(short) == 1:
        return short[0] == words[0] and len(words) > 1
    rest = iter(words)
    return all(any(w == s or (len(s) == 1 and w.startswith(s)) for w in rest) for s in short) and short[0][0] == words[0][0] and (short[-1] == words[-1] or len(short[-1]) == 1)


def _spells(local: str, words: tuple[str, ...]) -> bool:
    """Whether the front of an address is made of a name: `ann.lee`, `alee`, `lee_ann`, `ann.l`."""
    parts = folded(local.replace(".", " ").replace("-", " ").replace("_", " ").replace("+", " ")).split()
    if len(words) < 2 or not parts:
        return False
    joined, first, last = "".join(parts), words[0], "".join(words[1:])
    if sorted(joined) == sorted("".join(words)) and set("".join(parts)) and (joined in ("".join(words), last + first) or sorted(parts) == sorted(words)):
        return True
    return joined in (first[0] + last, first + last[0], last + first[0], first[0] + words[-1], first + words[-1])
