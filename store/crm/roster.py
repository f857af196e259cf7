"""Tables of people: users, sales teams, rosters."""

from __future__ import annotations

import re
from collections.abc import Callable

from store.crm.calendar import Calendar
from store.crm.columns import Assignment, Choice, assign
from store.crm.deals import text_or_none
from store.crm.links import Read
from store.crm.names import folded
from store.crm.people import People, same_id, spoken_missing
from store.crm.report import Findings
from store.crm.statuses import flag

_NO_SELLERS = re.compile(
    r"admin|integration|automated|system|api\b|bot\b|chatter|guest|portal|marketing|support|finance|\bhr\b|human resources|\bit\b|developer|engineer\b|operations|service agent|ceo|cfo|cto|coo|analytics"
)
_SELLERS = re.compile(r"sales|account exec|\bae\b|\brep\b|sdr|bdr|business development|vertrieb|vente|ventas|vendas|vendite|verkoop|hunter|farmer|commercial")
_NO_PEOPLE = re.compile(r"automated process|integration user|data ?com clean|security user|chatter|insights integration|platform integration|salesforce administrator|\bbot\b|system$|^system\b")


def read_people(reads: list[Read], people: People, calendar: Calendar, found: Findings) -> None:
    """Take in everybody listed, then who reports to whom (a manager may stand below their people)."""
    called = _called(reads)
    for r in reads:
        a = r.kind.assignment
        if r.kind.kind == "quota":
            # a list of quotas with roles and offices is a list of people too
            a = assign(r.table, r.profiles, "person")
            column = a.column("name")
            if column is None or r.profiles[column].unique < 1.0 or not any(m in a for m in ("job", "region", "team", "manager", "hired_on")):
                continue
            for m in ("hired_on", "is_active"):
                a.chosen.pop(m, None)
        elif r.kind.kind != "person":
            continue
        if a is None:
            continue
        if "email" not in a and (mails := [h for h in r.table.header if r.profiles[h].emails > 0.9 and r.profiles[h].unique > 0.9]):
            a.chosen["email"] = Choice(mails[0], "email", 0.5, "its values are e-mail addresses")
        cell = _reader(r, a)
        logins = _login_columns(r, a, called)
        if logins and a.column("name") in logins:
            del a.chosen["name"]
        hired = calendar.dates(r.table, a.column("hired_on"))
        single, family = _of_one_word(r, a), _of_families(r, a)
        if single and "first" in a and "last" in a:
            logins = list(dict.fromkeys((*logins, a.chosen.pop("name").column)))
        listed: list[tuple[int, str]] = []
        for i in range(len(r.table)):
            name = cell("name", i) or " ".join(x for x in (cell("first", i), cell("last", i)) if x)
            if "first" in a and "last" in a and (not cell("name", i) or "@" in cell("name", i)):
                name = " ".join(x for x in (cell("first", i), cell("last", i)) if x)
            elif single and "last" in a and cell("last", i):
                name = f"{name} {cell('last', i)}".strip()
            elif family:
                name = f"{cell('first', i)} {name}".strip()
            job = text_or_none(cell("job", i))
            says = folded(f"{job or ''} {cell('user_type', i)}")
            off = flag(cell("is_active", i)) is False or folded(cell("is_active", i)) in ("inactive", "deactivated", "terminated", "inaktiv", "left", "disabled", "suspended")
            outside = off or bool(_NO_PEOPLE.search(folded(name))) or bool(_NO_SELLERS.search(says) and not _SELLERS.search(says))
            key = people.listed(
                "" if spoken_missing(name) else name,
                cell("id", i),
                cell("email", i),
                r.table.name,
                r.table.rows[i],
                {"job": job, "region": text_or_none(cell("region", i)), "team": text_or_none(cell("team", i)), "hired_on": hired.get(cell("hired_on", i))},
                outside,
            )
            if key is not None:
                listed.append((i, key))
                for column in logins:
                    if not spoken_missing(r.table.cell(column, i)):
                        people.login(key, r.table.cell(column, i))
        for i, key in listed:
            boss = people.find(cell("manager", i), cell("manager_id", i), cell("manager_email", i), r.table.name, r.table.rows[i])
            if boss is not None:
                people.report_to(key, boss)


def _of_one_word(r: Read, a: Assignment) -> bool:
    """Whether the column taken for names holds logins or given names, and another one the family names."""
    column = a.column("name")
    if column is None or "last" not in a:
        return False
    names = r.profiles[column].filled
    return bool(names) and sum(" " in n.strip() for n in names) < 0.3 * len(names)


def _of_families(r: Read, a: Assignment) -> bool:
    """Whether the column taken for names holds family names, with given names in another: `Nom` beside `Prénom`."""
    if "first" not in a or "last" in a or "name" not in a:
        return False
    given, names = r.table.cells(a.chosen["first"].column), r.table.cells(a.chosen["name"].column)
    return not any(g.strip() and folded(g) in folded(n) for g, n in zip(given, names, strict=True))


def _called(reads: list[Read]) -> set[str]:
    """By what deals, activities and quotas call their owners, folded."""
    out: set[str] = set()
    for r in reads:
        a = r.kind.assignment
        if a is not None and r.kind.kind in ("opportunity", "activity", "quota"):
            out |= {same_id(v).lower() for m in ("rep", "rep_id", "rep_email") if (c := a.column(m)) for v in r.profiles[c].filled}
    return out


def _login_columns(r: Read, a: Assignment, called: set[str]) -> list[str]:
    """Columns of other words for the people of a table that the owners elsewhere are called by: `User Name` beside first and last name, `Login`, `Initials`."""
    taken = {c for m in ("id", "email", "first", "last", "manager", "manager_id", "manager_email", "job", "region", "team", "hired_on", "is_active") if (c := a.column(m))}
    if not ("first" in a and "last" in a):
        taken |= {c for m in ("name",) if (c := a.column(m))}
    out = []
    for h in r.table.header:
        p = r.profiles[h]
        if h in taken or p.unique < 0.95 or not p.filled or sum(same_id(v).lower() in called for v in p.filled) < 0.4 * min(len(p.filled), max(1, len(called))):
            continue
        out.append(h)
    return out


def _reader(r: Read, a: Assignment) -> Callable[[str, int], str]:
    table = r.table

    def cell(meaning: str, i: int) -> str:
        column = a.column(meaning)
        return table.cell(column, i).strip() if column else ""

    return cell
