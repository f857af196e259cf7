"""Which column of a table means what: by name, checked against what the cells hold, one meaning a column."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from store.crm.days import as_a_closing, as_a_day
from store.crm.doings import of_the_linked
from store.crm.headers import Table
from store.crm.money import CODES
from store.crm.names import Match, folded, left_beside, matches, tokens, unspaced, words
from store.crm.profile import Profile

_DATES = {"deleted_on", "created_on", "closed_on", "won_on", "lost_on", "expected_close_on", "modified_on", "on", "hired_on", "entered_on", "start", "end"}
_MONEY = {"value", "value_actual", "value_estimated", "value_weighted", "quota", "count", "size_amount"}
_FLAGS = {"is_won", "is_lost", "is_closed", "is_deleted", "is_active"}
_PEOPLE = {"rep", "manager"}
_CODES = {"rep_id", "account_id", "manager_id", "lead_id", "opportunity_id"}
_EMAILS = {"rep_email", "email", "manager_email"}
_WORDS = {"stage", "status"}
_IDS_OF = {"name": "id", "subject": "id", "type": "id", "opportunity_name": "opportunity_id"}
"""What a column of GUIDs is that is called as a name: the key of what it names."""
_EITHER = re.compile(r"[/|]|\b(?:or|oder|ou|o|of|eller)\b", re.IGNORECASE)
"""`Won/Lost Date` is the day of either end."""
_TAXED = re.compile(r"\b(inc|incl|inkl|including|brutto|gross|ttc|iva incluido|lordo|bruto)\b|\b(mit|con|com|with|avec) (vat|iva|mwst|tva|tax|gst|moms)\b")
"""An amount with tax, where another may be without."""
_MOSTLY = 0.8
"""How well a name in a script without spaces must fit to be taken without a question: half of it or more is the known word."""
_OF_MONEY = frozenset((*(c.lower() for c in CODES), "$", "€", "£", "cents", "pence", "dollar", "dollars", "euro", "euros", "k", "tsd", "thousands", "millions", "gross", "net"))
"""What may stand beside the word for an amount and leaves it an amount."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One column taken for one meaning."""

    column: str
    meaning: str
    score: float
    how: str
    rank: int = 0


@dataclass
class Assignment:
    """The columns of one table read as one kind of table."""

    kind: str
    chosen: dict[str, Choice] = field(default_factory=dict)
    """meaning -> choice."""
    others: dict[str, list[Choice]] = field(default_factory=dict)
    """meaning -> further columns which would do as well, best first."""

    def __contains__(self, meaning: str) -> bool:
        return meaning in self.chosen

    def column(self, meaning: str) -> str | None:
        choice = self.chosen.get(meaning)
        return choice.column if choice else None


def fit(meaning: str, p: Profile, kind: str) -> float:
    """How well the cells suit a meaning, 0 to 1; an empty column suits nothing much."""
    if p.empty:
        return 0.0 if meaning == "deleted_on" else 0.3
    if meaning in _DATES:
        share = max(p.dates, p.serials)
        return 1.0 if share >= 0.6 else 0.55 if share >= 0.3 else 0.0
    if meaning in _MONEY:
        return 0.0 if p.dates > 0.5 and p.amounts < 0.5 else 1.0 if p.amounts >= 0.6 else 0.0
    if meaning == "probability":
        return 1.0 if p.amounts >= 0.6 or any("%" in v for v in p.sample[:3]) else 0.0
    if meaning in _FLAGS:
        return 1.0 if p.flags >= 0.9 else 0.9 if p.flags >= 0.6 and len(p.filled) == 3 else 0.0  # `Yes`, `No`, `Pending`
    if meaning in _EMAILS:
        return 1.0 if p.emails > 0.6 else 0.0
    if meaning in _WORDS:
        return _fit_words(meaning, p)
    if meaning in _PEOPLE or (meaning == "name" and kind == "person"):
        return _fit_person(p, kind)
    if meaning in ("first", "last", "rep_first", "rep_last"):
        return 1.0 if p.dates < 0.2 and p.codes < 0.3 else 0.0
    if meaning == "currency":
        return 1.0 if p.length <= 14 and p.amounts < 0.3 and p.dates < 0.3 else 0.0
    if meaning == "id":
        return 1.0 if p.unique > 0.9 else 0.75 if p.unique > 0.6 else 0.3
    if meaning in ("account", "product", "name", "subject"):
        return 0.0 if p.dates > 0.6 or p.flags > 0.9 else 0.85 if p.amounts > 0.7 else 1.0
    if meaning in ("rep_id", "manager_id") and (p.people > 0.7 or p.flags > 0.9):
        return 0.0  # names, not ids
    if meaning in ("rep_id", "manager_id"):
        return 0.3 if p.unique > 0.9 and p.n > 30 and kind in ("opportunity", "activity") else 0.0 if p.dates > 0.5 else 1.0 if p.codes > 0.5 or p.emails > 0.5 else 0.55
    if meaning == "type" and kind == "activity" and p.unique > 0.9 and p.n > 10:
        return 0.0 if p.codes > 0.9 or p.dates > 0.5 else 0.2  # an id or a subject: kinds recur
    if meaning == "label" and kind == "definition" and p.amounts > 0.9:
        return 0.3  # numbers are what is explained, not what explains
    if meaning in ("region", "team", "pipeline", "deal_type", "owner_role", "lost_reason"):
        return 0.0 if p.dates > 0.5 else 1.0
    if meaning in _CODES:
        return 0.0 if p.dates > 0.5 else 1.0
    return 1.0


def _fit_words(meaning: str, p: Profile) -> float:
    if p.dates > 0.4 or len(p.filled) > 120 or (p.flags > 0.9 and not p.ends):
        return 0.0 if meaning == "stage" or not (p.flags > 0.9) else 0.4
    if p.unique > 0.9 and p.n > 30 and len(p.filled) > 30:
        return 0.2
    if p.amounts > 0.9:
        return 0.5
    return 1.0 if p.ends else 0.85 if p.known_outcomes > 0.5 else 0.75


def _fit_person(p: Profile, kind: str) -> float:
    if p.dates > 0.5 or p.flags > 0.9:
        return 0.0
    if kind in ("opportunity", "activity") and p.unique > 0.9 and p.n > 30:
        return 0.25
    if p.amounts > 0.7 or (p.codes > 0.7 and p.people < 0.2 and not p.emails):
        return 0.45  # ids under the name of a person
    if p.firms > 0.2:
        return 0.45  # a seller may be whose house is sold
    return 1.0 if p.people >= 0.5 else 0.95  # full names before first names and logins


def names_both_ends(p: Profile) -> bool:
    """Whether a column holds hardly anything but a few words for won, lost and open, won and lost among them."""
    return p.flags < 0.9 and 2 <= len(p.filled) <= 12 and p.known_outcomes >= 0.98 and bool(p.outcomes["won"]) and bool(p.outcomes["lost"] or p.outcomes["cancelled"])


def _chances(filled: list[str]) -> bool:
    if not any("%" in v for v in filled) or len(filled) > 101:
        return False
    said = {v.replace("%", "").strip() for v in filled}
    return {"0", "100"} <= said and all(v.isdigit() and int(v) <= 100 for v in said)


def _days_weighed(column: str, p: Profile, named: tuple[Match, ...]) -> tuple[Match, ...]:
    """What a column of activities may mean, the day of the activity told from that of its record."""
    day = as_a_day(column, p, next((m for m in named if m.meaning == "on"), None))
    return (*(m for m in named if m.meaning != "on"), *([day] if day is not None else []))


def assign(table: Table, profiles: dict[str, Profile], kind: str) -> Assignment:
    """Match the columns of a table, read as `kind`, to meanings: best score first, one column one meaning."""
    candidates: list[Choice] = []
    for column in table.header:
        for match in _days_weighed(column, profiles[column], matches(column, kind)) if kind == "activity" else matches(column, kind):
            if match.meaning in ("won_on", "lost_on") and _EITHER.search(column):
                match = Match("closed_on", 0, match.score, "it names both ends")
            if match.meaning == "closed_on" and kind == "opportunity":
                match = as_a_closing(column, match)
            if kind == "opportunity" and match.meaning in ("stage", "status") and _chances(profiles[column].filled):
                match = Match("probability", 0, match.score, "its values are percentages, 0 and 100 among them")
            if kind == "opportunity" and match.meaning in ("is_won", "is_lost", "is_closed") and names_both_ends(profiles[column]):
                match = Match("status", 0, match.score, f"{match.how}; its cells are words for won and lost")
            if kind == "activity" and match.meaning == "type" and of_the_linked(column, profiles[column].filled):
                continue
            if match.meaning in _IDS_OF and profiles[column].guids > 0.9:
                match = Match(_IDS_OF[match.meaning], match.rank, 0.95 * match.score, f"{match.how}; its cells are ids and no names")
            suits = fit(match.meaning, profiles[column], kind)
            if match.meaning == "id" and kind == "opportunity" and match.rank == 0 and profiles[column].unique > 0.1:
                suits = 1.0  # the deal's own id, though deals stand on several rows
            if suits <= 0.0:
                continue
            score = match.score * (0.35 + 0.65 * suits) - 0.05 * match.rank - (0.06 if match.meaning in _MONEY and _TAXED.search(folded(column)) else 0.0)
            how = match.how + ("" if suits > 0.5 else "; empty here" if profiles[column].empty else "; its cells fit only partly")
            candidates.append(Choice(column, match.meaning, score, how, match.rank))
    order = {c: i for i, c in enumerate(table.header)}
    candidates.sort(key=lambda c: (-c.score, c.rank, order[c.column]))
    out = Assignment(kind)
    taken: set[str] = set()
    for choice in candidates:
        if choice.column in taken or choice.score < 0.25:
            continue
        if choice.meaning in out.chosen:
            # a column whose best meaning is taken may still have another one
            out.others.setdefault(choice.meaning, []).append(choice)
            continue
        out.chosen[choice.meaning] = choice
        taken.add(choice.column)
    for meaning, rest in out.others.items():
        out.others[meaning] = [c for c in rest if c.column not in taken]
    return out


def said_in_part(choice: Choice, kind: str) -> bool:
    """Whether a column was taken for a part of its name and the rest of it may make it another thing than money."""
    if "contains" not in choice.how:
        return False
    if unspaced(choice.column):
        return choice.score < _MOSTLY
    amounts = words().phrases["opportunity"]
    left = left_beside(choice.column, choice.meaning, kind) - _OF_MONEY - {w for e in words().entities[kind] for w in e}
    return any(not w.isdigit() and all(e[0] != "value" for e in amounts.get(w, ())) for w in left)


def words_of(header: str) -> set[str]:
    """The words of a header, folded."""
    return set(tokens(header))


def swap(a: Assignment, meaning: str, column: str, how: str) -> None:
    """Take another column for a meaning, and for no other one."""
    old = a.chosen[meaning]
    a.others[meaning] = [c for c in a.others.get(meaning, []) if c.column != column]
    for m in [m for m, c in a.chosen.items() if c.column == column]:
        del a.chosen[m]
    a.chosen[meaning] = replace(old, column=column, how=how)
