"""Whether an activity was done: which column says so, and what its words say; a closed list, and no guess about a word outside it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from store.crm.columns import Assignment, Choice
from store.crm.dates import MISSING, no_date
from store.crm.days import of_a_deal, of_another_matter, of_the_record, says
from store.crm.doings import doing, is_linked
from store.crm.headers import Table
from store.crm.mapping import FileRules
from store.crm.names import folded, tokens, unspaced
from store.crm.profile import Profile
from store.crm.spoken import spoken
from store.crm.statuses import flag

Done = Literal["done", "to do", "never"]
_MEANT: dict[str, Done] = {"won": "done", "ended": "done", "lost": "done", "open": "to do", "cancelled": "never", "deleted": "never"}
"""What a mapping file may call a status of an activity, in the words it has for deals."""
_BESIDE_DONE = frozenset(
    ("is", "was", "has", "been", "task", "call", "meeting", "event", "activity", "appointment", "flag", "status", "yn", "ist", "est", "es", "e", "item", "aufgabe", "tache", "tarea", "tarefa", "taak")
)
_KNOWN = 0.6
"""Share of the rows with a word whose words are known from which on a column is one of what was done."""
_SOME = 0.1
"""Share of the rows of one kind from which on a day of being done stands on those that are done; below it, that kind never has one."""
_FEW = 5
"""Rows of one kind below which it cannot be said that it never has a day of being done."""
_TOUCHED = ("contact", "kontakt", "contatt", "контакт")
"""Words for a contact, which in the name of a status may be the getting in touch itself."""
_NUMBERED = re.compile(r"^\d+ ")


@cache
def _lists() -> tuple[tuple[Done, frozenset[str]], ...]:
    named: tuple[tuple[Done, Literal["was_done", "to_do", "never"]], ...] = (("never", "never"), ("to do", "to_do"), ("done", "was_done"))
    return tuple((said, frozenset(folded(w) for w in spoken(what)) | (_planned() if said == "to do" else frozenset())) for said, what in named)


@cache
def _planned() -> frozenset[str]:
    return frozenset(folded(w) for w in spoken("to_come"))


def said_of(cell: str) -> Done | None:
    """What one word of a status says of an activity; None where nobody knows it."""
    word = _NUMBERED.sub("", folded(cell))
    for said, known in _lists():
        if word in known or word.replace(" ", "") in {k.replace(" ", "") for k in known if unspaced(k)}:
            return said
    return None


def _of_kind(cell: str) -> Done | None:
    """What the name of a kind of activity says of its being done: `Meeting Not Held`, `Call Completed`."""
    words = folded(cell).split()
    for k in range(1, len(words)):
        for kind, rest in ((words[:k], words[k:]), (words[-k:], words[:-k])):
            if doing(" ".join(kind)) and (said := said_of(" ".join(rest))):
                return said
    return None


def _says_done(column: str) -> bool:
    """Whether a header is a word for done, so that a yes below it says that it was."""
    words = {folded(w) for w in spoken("done_called") | spoken("was_done")}
    left = [t for t in tokens(column) if t not in _BESIDE_DONE]
    return bool(left) and (all(t in words for t in left) or " ".join(left) in words)


def _of_outcomes(column: str) -> bool:
    known = {folded(w) for w in spoken("outcome_called")}
    return bool(set(tokens(column)) & known) or any(unspaced(w) and w in column for w in known)


def _known(column: str, p: Profile) -> float:
    """How much of a column says whether activities were done, of the rows it fills."""
    if _says_done(column) and p.flags >= 0.9:
        return 1.0
    return sum(p.counts[v] for v in p.filled if said_of(v)) / p.n if p.n and len(p.filled) <= 40 else 0.0


def _of_what_it_is_linked_to(column: str) -> bool:
    """Whether a header speaks of a record beside the activity: `Lead status`, `Estado del negocio`."""
    return of_a_deal(column) or is_linked(t for t in tokens(column) if not t.startswith(_TOUCHED))


def _named_status(column: str) -> bool:
    """Whether a header holds a word for a status, of the activity itself: `Outgoing_Call_Status`, `Stand des Anrufs`."""
    known = {folded(w) for w in spoken("status_called")}
    parts = tokens(column)
    joined = any(p.endswith(w) for p in parts for w in known if len(w) >= 5) or any(unspaced(w) and w in folded(column) for w in known)  # `Anrufstatus`
    return (joined or bool(set(parts) & known)) and not _of_what_it_is_linked_to(column)


def _says_by_words(column: str, p: Profile) -> bool:
    """Whether a column called a status, or what came of it, holds nothing but words for done, to do and never."""
    return (_named_status(column) or _of_outcomes(column)) and not p.empty and p.dates < 0.5 and _known(column, p) == 1.0


def settle_done(table: Table, profiles: Mapping[str, Profile], a: Assignment, said: FileRules) -> None:
    """Take for the status of activities the column that says whether they were done, before one of what came of them and whatever it is called."""
    best = a.chosen.get("status")
    if best is not None and (best.column in said.columns or (_known(best.column, profiles[best.column]) >= _KNOWN and not _of_outcomes(best.column))):
        return
    held = {c.column for m, c in a.chosen.items() if m not in ("status", "ignored")} | set(said.columns)
    tells = []
    for h in table.header:
        p = profiles[h]
        if h in held or p.empty or p.dates > 0.5 or _known(h, p) < _KNOWN or _of_what_it_is_linked_to(h):
            continue
        kinds = {said_of(v) for v in p.filled}
        if (
            (_says_done(h) and p.flags >= 0.9)
            or ("done" in kinds and kinds & {"to do", "never"})
            or any(c.column == h for c in a.others.get("status", []))
            or (best is not None and best.column == h)
            or _says_by_words(h, p)
        ):
            tells.append((_of_outcomes(h), -_known(h, p), table.index[h], h))
    if not tells or (best is not None and min(tells)[3] == best.column):
        return
    column = min(tells)[3]
    a.others["status"] = [c for c in a.others.get("status", []) if c.column != column] + ([best] if best is not None else [])
    a.chosen["status"] = Choice(column, "status", 0.9, "it says whether activities were done" + (f", and {best.column!r} what came of them" if best is not None else ""))


@dataclass
class Doneness:
    """What a table says of its activities being done.

    Args:
        table: the activities.
        a: its columns, the status settled.
        said: what a mapping file says its words mean.
    """

    table: Table
    a: Assignment
    said: FileRules
    unknown: Counter[str] = field(default_factory=Counter)
    """Words nobody knows, of a column that says of other activities that they were done."""

    def __post_init__(self) -> None:
        self.column = self.a.column("status")
        cells = set(self.table.cells(self.column)) if self.column else set()
        self.by_flag = bool(self.column) and _says_done(self.column or "") and any(flag(c) is not None for c in cells)
        if self.by_flag and not any(flag(c) is False for c in cells):
            self.blank: Done | None = "to do"  # a tick, or nothing
        else:
            self.blank = None
        self.words = {c: self._word(c) for c in cells}
        self.beside = self._beside()
        """Further columns that say it, and their words: one for calls and one for tasks, or what came of them."""
        self.tells = self.by_flag or any("done" in words.values() for words in (self.words, *self.beside.values()))
        """Whether it says of some that they were done; only then what it calls still to do is not counted."""
        self.kinds = self._kinds()
        self.day, self.dated_kinds = self._day_of_being_done()
        """The column of the day an activity was done, and the kinds of activities that have one."""
        self.told_by_kind = {k: said for k in set(self.kinds) if (said := _of_kind(k))} if not self.tells and self.column is None else {}
        if "done" not in self.told_by_kind.values():
            self.told_by_kind = {}

    def _word(self, cell: str) -> Done | None:
        meant = self.said.status.get(cell.strip().lower())
        if meant is not None:
            return _MEANT[meant]
        if cell.strip().lower() in MISSING:
            return self.blank
        yes = flag(cell) if self.by_flag else None
        return said_of(cell) if yes is None else "done" if yes else "to do"

    def _beside(self) -> dict[str, dict[str, Done | None]]:
        """Columns called a status or an outcome, read as nothing else, whose words all say whether activities were done; a blank there says nothing."""
        held = {c.column for m, c in self.a.chosen.items() if m != "ignored"} | set(self.said.columns)
        named = [h for h in self.table.header if h not in held and _says_by_words(h, self.table.profile(h))]
        return {h: {c: said_of(c) for c in self.table.profile(h).filled} for h in sorted(named, key=_of_outcomes)}

    def _by_another(self, i: int) -> tuple[str, Done] | None:
        """What another column says of a row where that of the status is silent, and which."""
        return next(((h, said) for h, words in self.beside.items() if (said := words.get(self.table.cell(h, i)))), None)

    def _kinds(self) -> list[str]:
        """What kind of activity each row says it is; one and the same where no column does."""
        column = self.a.column("type")
        return self.table.cells(column) if column is not None else [""] * len(self.table)

    def _day_of_being_done(self) -> tuple[str | None, frozenset[str]]:
        """A column of the day an activity was done that only some rows of a kind fill: calls and mails may never have one where tasks do."""
        rows = Counter(self.kinds)
        for h in self.table.header:
            p = self.table.profile(h)
            if p.empty or p.dates < _KNOWN or not says(h, "done_day") or of_the_record(h) is not None or of_another_matter(h) or of_a_deal(h):
                continue
            filled = Counter(kind for kind, cell in zip(self.kinds, self.table.cells(h), strict=True) if not no_date(cell))
            kinds = frozenset(k for k, n in rows.items() if n < _FEW or filled[k] >= _SOME * n)
            if any(filled[k] > 0 for k in kinds) and any(filled[k] < rows[k] for k in kinds) and not self._one_a_deal(h):
                return h, kinds
        return None, frozenset()

    def _one_a_deal(self, column: str) -> bool:
        """Whether a column says the same on all rows of a deal, so that it is the day the deal ended."""
        deal = next((c for m in ("opportunity_id", "opportunity_name", "account_id", "account") if (c := self.a.column(m))), None)
        if deal is None:
            return False
        said: dict[str, list[str]] = defaultdict(list)
        for name, cell in zip(self.table.cells(deal), self.table.cells(column), strict=True):
            if name.strip():
                said[name].append(cell[:10])
        several = [cells for cells in said.values() if len(cells) > 1 and any(c.strip() for c in cells)]
        return bool(several) and sum(len(set(cells)) == 1 for cells in several) >= 0.9 * len(several)

    def of(self, i: int) -> Done | Literal["unknown"] | None:
        """What is said of a row, by its status or else by the day it was done; `unknown` for a word that nobody knows, None where nothing is said."""
        cell = self.table.cell(self.column, i) if self.column else ""
        said = self.words.get(cell)
        by_day: Done | None = None
        if self.day is not None and self.kinds[i] in self.dated_kinds:
            by_day = "to do" if no_date(self.table.cell(self.day, i)) else "done"
        silent = said is None or cell.strip().lower() in MISSING
        if silent and (other := self._by_another(i)) is not None:
            return other[1]
        if self._is_unknown(cell) and by_day != "done":
            self.unknown[cell.strip()] += 1
            return "unknown"
        return self.told_by_kind.get(self.kinds[i], by_day) if said is None else said

    def told_by(self, i: int) -> str:
        """The column that says of a row whether it was done."""
        cell = self.table.cell(self.column, i) if self.column is not None else ""
        said = self.words.get(cell)
        if (said is None or cell.strip().lower() in MISSING) and (other := self._by_another(i)) is not None:
            return other[0]
        if self.column is not None and said is not None:
            return self.column
        return (self.a.column("type") if self.kinds[i] in self.told_by_kind else self.day) or ""

    def _is_unknown(self, cell: str) -> bool:
        return self.tells and self.words.get(cell) is None and cell.strip().lower() not in MISSING and not _of_outcomes(self.column or "")

    @property
    def none_done(self) -> bool:
        """Whether a column says of none that it was done, and of all that they are still to do."""
        filled = {s for c, s in self.words.items() if c.strip()}
        most = self.column is not None and 2 * self.table.profile(self.column).n > len(self.table)
        return not self.tells and self.day is None and filled == {"to do"} and most

    def awaited(self, i: int, columns: Collection[str]) -> str | None:
        """Of columns that nothing was read from, the one whose word of a row is for what is planned or overdue, though no status says that it was done."""
        if self.told_by(i) and not _of_outcomes(self.told_by(i)):
            return None
        return next((h for h in columns if self.is_to_come(self.table.cell(h, i))), None)

    @staticmethod
    def is_to_come(cell: str) -> bool:
        """Whether a word is for what is planned or overdue."""
        return folded(cell) in _planned()

    def unread(self) -> tuple[str, ...]:
        """The columns that nothing was read from and that are about the activity itself."""
        used = {c.column for m, c in self.a.chosen.items() if m != "ignored"} | set(self.said.columns) | set(self.beside)
        return tuple(h for h in self.table.header if h not in used and not _of_what_it_is_linked_to(h) and any(self.is_to_come(v) for v in self.table.profile(h).filled))
