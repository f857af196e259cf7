"""Who the exports name: owners, managers and users brought together, never two different people into one."""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from store.crm.reading import PersonRead
from store.crm.report import Findings

_EMAIL = re.compile(r"[\w.+%'-]+@[\w.-]+\.[A-Za-z]{2,}")
_GONE = re.compile(
    r"\s*[(\[](?:(?:inactive|deactivated|deleted|former|removed|archived|suspended|terminated|left|inaktiv|inactif|inactivo|inativo|inattivo|disabled|deaktiviert)(?: (?:user|employee|owner|rep))?"
    r"|employee|mitarbeiter|user|owner|sales|sales rep|rep|agent|account executive|ae|external|extern|contractor|you|me)[)\]]\s*$"
    r"|\s+[-–]\s+(?:inactive|deactivated|inaktiv|inactif|inactivo|inativo)$",
    re.IGNORECASE,
)
"""What systems write behind a name: that somebody left, or what they are."""
_AFTER_COMMA = frozenset(["jr", "sr", "ii", "iii", "iv", "phd", "mba", "md", "inc", "llc", "ltd", "gmbh", "esq", "cpa"])
_SALESFORCE_ID = re.compile(r"^(?:00[0-9A-Za-z]|[57a]0[0-9A-Za-z])[0-9A-Za-z]{15}$")
_CODE = re.compile(r"^(?:\d+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{20,}|\{?[0-9a-fA-F-]{30,}\}?|005[0-9A-Za-z]{12,15}|[A-Za-z]{0,5}[-_]?\d[\w-]*)$")
_NAMELESS = frozenset(
    (
        "",
        "null",
        "n/a",
        "-",
        "--",
        "(blank)",
        "#n/a",
        "nan",
        "\\n",
        "[null]",
        "<null>",
        "unassigned",
        "not assigned",
        "(unassigned)",
        "no owner",
        "(no owner)",
        "nobody",
        "nicht zugewiesen",
        "non assigné",
        "sin asignar",
        "sem proprietário",
        "non assegnato",
        "niet toegewezen",
        "(none)",
        "no value",
        "(no value)",
        "undefined",
        "(leer)",
        "(vide)",
    )
)


def spoken_missing(text: str) -> bool:
    """Whether a cell of names holds none; `None`, `NA` and `Null` with a capital may be names and stay."""
    return text.strip().lower() in _NAMELESS and text.strip() not in ("Null", "NA", "Nan", "NAN")


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """A cell of text without doubled spaces, HTML entities and invisible signs."""
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


@lru_cache(maxsize=50_000)
def same_id(text: str) -> str:
    """An id in the form that all its spellings share: the 18 characters of Salesforce as 15, GUIDs in lower case, `12.0` as `12`."""
    s = text.strip().strip("{}")
    if len(s) < 15 and "." not in s:
        return s  # too short for either, and no decimal
    if _SALESFORCE_ID.match(s):
        return s[:15]
    if re.fullmatch(r"[0-9A-Fa-f-]{32,36}", s):
        return s.lower()
    return re.sub(r"^(\d+)\.0+$", r"\1", s)


@lru_cache(maxsize=50_000)
def spoken(text: str) -> str:
    """A name as one says it: `Frase, Moses` -> `Moses Frase`; e-mail and `(inactive)` dropped."""
    name = plain(_GONE.sub("", text))
    name = plain(re.sub(r"[<(\[]?\s*" + _EMAIL.pattern + r"\s*[>)\]]?", " ", name)) or name
    head, comma, tail = name.partition(",")
    if comma and "," not in tail and tail.strip() and head.strip() and tail.strip(" .").lower() not in _AFTER_COMMA and len(name.split()) <= 5:
        return f"{tail.strip()} {head.strip()}"
    return name


_SEVERAL = re.compile(r"\s*[;|\n]\s*|\s+[&/+]\s+|\s+(?:and|und|et|y|e)\s+")
_NUMBERED = re.compile(r"^(.*[^\W\d_].*?)\s*[\[(]#?\s*([A-Za-z]{0,3}[-_]?\d+)\s*[\])]$")


def owners_in(text: str, alone: Container[str] = frozenset()) -> list[str]:
    """The people that one cell of owners names: `Ann Lee; Bo Ray`, `[Ann Lee, Bo Ray]`.

    Args:
        alone: cells of the same column; a comma parts people only in brackets or where each part stands alone elsewhere.
    """
    s = text.strip()
    inside = s.startswith("[") and s.endswith("]")
    if inside:
        s = s[1:-1].strip()
    parts = [p.strip(" '\"") for p in (re.split(r"\s*[,;]\s*", s) if inside else _SEVERAL.split(s)) if p.strip(" '\"")]
    if len(parts) == 1 and "," in s and all(p.strip() in alone for p in s.split(",")):
        parts = [p.strip() for p in s.split(",")]
    return parts or [s]


@lru_cache(maxsize=50_000)
def numbered(text: str) -> tuple[str, str]:
    """`Ann Lee [4711]` as a name and an id; the id empty where none stands there."""
    m = _NUMBERED.match(text.strip())
    return (m[1].strip(), m[2]) if m else (text, "")


@lru_cache(maxsize=50_000)
def same_name(text: str) -> str:
    """A name for comparing; `YILMAZ` is `Yılmaz` in capitals."""
    return spoken(text).casefold().replace("i\u0307", "i").replace("ı", "i")


@dataclass
class _Person:
    key: str
    names: Counter[str] = field(default_factory=Counter)
    listed_name: str | None = None
    external_id: str | None = None
    email: str | None = None
    job: str | None = None
    region: str | None = None
    team: str | None = None
    hired_on: date | None = None
    manager_key: str | None = None
    listed: bool = False
    """Stands in a table of people."""
    sells: bool = False
    """Owns a deal or an activity, or has a quota."""
    manages: bool = False
    outside: bool = False
    """Listed, but as somebody who does not sell: switched off, or an integration."""
    file: str = ""
    row: int = 0

    @property
    def name(self) -> str:
        """As listed, else as written most often, `Ann Lee` before `ANN LEE` where that is even."""
        return self.listed_name or max(self.names, key=lambda n: (self.names[n], n not in (n.upper(), n.lower())), default=self.external_id or self.key)


class People:
    """The directory that all tables of one import share."""

    def __init__(self, found: Findings) -> None:
        self._found = found
        self._people: dict[str, _Person] = {}
        self._by_id: dict[str, str] = {}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_email: dict[str, str] = {}
        self._memo: dict[tuple[str, str, str], str | None] = {}
        self._logins: set[str] = set()
        """Other names of people listed, as logins: they name somebody but are nobody's name."""
        self.unsure: dict[str, list[str]] = {}
        """Names that several people have, met where nothing tells them apart."""

    @property
    def has_ids(self) -> bool:
        return any(p.listed and p.external_id for p in self._people.values())

    def knows(self, text: str) -> bool:
        """Whether a cell names somebody of a table of people, by id, name or e-mail."""
        return same_id(text) in self._by_id or same_name(text) in self._by_name or text.strip().lower() in self._by_email

    def knows_id(self, text: str) -> bool:
        return same_id(text) in self._by_id

    def _new(self, name: str, external_id: str | None, email: str | None, file: str, row: int) -> _Person:
        key = (external_id or "").strip() or same_name(name) or (email or "")
        while key in self._people:
            key += "+"
        person = _Person(key, external_id=(external_id or "").strip() or None, file=file, row=row)
        self._people[key] = person
        self._index(person, name, external_id, email)
        return person

    def _index(self, person: _Person, name: str, external_id: str | None, email: str | None) -> None:
        if external_id:
            self._by_id.setdefault(same_id(external_id), person.key)
            person.external_id = person.external_id or external_id.strip()
        if name:
            keys = self._by_name[same_name(name)]
            if person.key not in keys:
                keys.append(person.key)
        if email:
            self._by_email.setdefault(email.lower(), person.key)
            person.email = person.email or email

    def find(self, name: str = "", external_id: str = "", email: str = "", file: str = "", row: int = 0) -> str | None:
        """The key of whom these cells name, met before or new; None where they name nobody.

        An id decides before an e-mail, an e-mail before a name. A name that two known people share names neither.
        """
        if not external_id and same_id(name) not in self._by_id:
            name, external_id = numbered(name)
        memo = (name, external_id, email)
        if memo not in self._memo:
            self._memo[memo] = self._find(name, external_id, email, file, row)
        key = self._memo[memo]
        if key is not None and name and not spoken_missing(name) and not (_CODE.match(name.strip()) and same_id(name) in self._by_id) and same_id(name).lower() not in self._logins:
            self._people[key].names[spoken(name)] += 1
        return key

    def _find(self, name: str, external_id: str, email: str, file: str, row: int) -> str | None:
        name = "" if spoken_missing(name) else plain(name)
        external_id = "" if spoken_missing(external_id) else external_id.strip()
        email = "" if spoken_missing(email) else email.strip()
        inside = _EMAIL.search(name)
        if inside:
            email = email or inside.group()
            name = "" if inside.group() == name else name
        if external_id and _EMAIL.fullmatch(external_id):
            email, external_id = email or external_id, ""
        if not (name or external_id or email):
            return None
        if external_id and same_id(external_id) in self._by_id:
            person = self._people[self._by_id[same_id(external_id)]]
            self._index(person, name, None, email)
            return person.key
        if not external_id and name and same_id(name) in self._by_id:
            return self._by_id[same_id(name)]
        if email and email.lower() in self._by_email:
            known = self._people[self._by_email[email.lower()]]
            if not (external_id and known.external_id):
                self._index(known, name, external_id, None)
                return known.key
        keys = self._by_name.get(same_name(name), []) if name else []
        if external_id:
            # an id nobody has yet: the one of that name who has no id, else somebody new
            free = [k for k in keys if self._people[k].external_id is None]
            if len(free) == 1 and len(keys) == 1:
                self._index(self._people[free[0]], name, external_id, email)
                return free[0]
            return self._new(name, external_id, email, file, row).key
        if email and keys:
            keys = [k for k in keys if not self._people[k].email or self._people[k].email == email]
        if len(keys) == 1:
            self._index(self._people[keys[0]], name, None, email)
            return keys[0]
        if len(keys) > 1:
            self.unsure[name] = list(keys)
            return None
        if not name and email:
            person = self._new(email, None, email, file, row)
            person.names[email] += 1
            return person.key
        return self._new(name, None, email or None, file, row).key

    def listed(self, name: str, external_id: str, email: str, file: str, row: int, details: dict[str, str | date | None], outside: bool) -> str | None:
        """Take in one row of a table of people."""
        wanted = same_id(external_id) if external_id else None
        known = [k for k in self._by_name.get(same_name(name), []) if self._people[k].listed] if name else []
        if name and known and (wanted or email):
            # a second row of that name is another person where id or e-mail differ
            differs = [
                k
                for k in known
                if (wanted and self._people[k].external_id and same_id(self._people[k].external_id or "") != wanted)
                or (not wanted and email and self._people[k].email and (self._people[k].email or "").lower() != email.lower())
            ]
            if len(differs) == len(known) and (not wanted or wanted not in self._by_id):
                key: str | None = self._new(name, external_id or None, email or None, file, row).key
            else:
                key = self.find(name, external_id, email, file, row)
        else:
            key = self.find(name, external_id, email, file, row)
        if key is None:
            return None
        person = self._people[key]
        person.listed, person.outside = True, outside
        person.listed_name = person.listed_name or (spoken(name) if name else None)
        if not person.file:
            person.file, person.row = file, row
        for what in ("job", "region", "team", "hired_on"):
            if details.get(what) and getattr(person, what) is None:
                setattr(person, what, details[what])
        return key

    def login(self, key: str, login: str) -> None:
        """Another word by which tables call somebody listed: a login, a short name, a code."""
        for spelled in {same_id(login), same_id(login).lower(), same_id(login).upper()}:
            self._by_id.setdefault(spelled, key)
        self._logins.add(same_id(login).lower())

    def listed_names(self) -> list[str]:
        """The names of everybody in a table of people, each once, as listed; not those that several have."""
        return [p.listed_name for p in self._people.values() if p.listed and p.listed_name and len(self._by_name[same_name(p.listed_name)]) == 1]

    def names(self) -> dict[str, str]:
        """Key -> name of everybody met so far."""
        return {key: p.name for key, p in self._people.items()}

    def listed_keys(self) -> set[str]:
        """The keys of everybody in a table of people."""
        return {key for key, p in self._people.items() if p.listed}

    def drop(self, key: str) -> None:
        """Forget somebody who turned out to be nobody: the name of a team."""
        del self._people[key]
        self._by_name = defaultdict(list, {n: kept for n, keys in self._by_name.items() if (kept := [k for k in keys if k != key])})
        self._memo.clear()

    def join(self, name: str, other: str, file: str, row: int) -> None:
        """Another spelling of somebody's name, or an address that spells it, from here on names them."""
        key = self.find(name, file=file, row=row)
        if key is None:
            return
        if _EMAIL.fullmatch(other):
            self._by_email.setdefault(other.lower(), key)
        else:
            self.login(key, other)
        self._memo.clear()

    def report_to(self, key: str, manager_key: str) -> None:
        if key != manager_key:
            self._people[key].manager_key = manager_key
            self._people[manager_key].manages = True

    def reports_to_named(self, key: str, manager: str, file: str, row: int) -> None:
        """What a deal's row says of its owner's manager, where the table of people did not."""
        if self._people[key].manager_key is None:
            boss = self.find(manager, file=file, row=row)
            if boss is not None:
                self.report_to(key, boss)

    def sold(self, key: str) -> None:
        self._people[key].sells = True

    def detail(self, key: str, **details: str) -> None:
        """What a deal's row says of its owner, where the table of people did not."""
        person = self._people[key]
        for what, value in details.items():
            if value and getattr(person, what) is None:
                setattr(person, what, value)

    def is_named(self, key: str) -> bool:
        person = self._people[key]
        return bool(person.listed_name or person.names) and not (person.external_id is not None and person.name == person.external_id) and not _CODE.match(person.name)

    def finish(self) -> tuple[PersonRead, ...]:
        """Everybody, reps told from those who only manage; variants of names and unknown owners reported."""
        for person in self._people.values():
            kinds = {n for n in person.names if n != person.name and not _EMAIL.fullmatch(n)}
            if kinds:
                self._found.warn("name_variants", f"read as one person: {person.name!r} is also written {', '.join(repr(k) for k in sorted(kinds)[:4])}", count=sum(person.names[k] for k in kinds))
                strangers = [k for k in kinds if len(k.split()) > 1 and not set(same_name(k).split()) & set(same_name(person.name).split())]
                if strangers and person.external_id is not None and len(person.name.split()) > 1:
                    self._found.ask(
                        "one_id_two_names",
                        f"the id {person.external_id!r} stands beside the names {person.name!r} and {strangers[0]!r}; read as one person. Give each an id of their own, or say in a mapping file that the column is no `rep_id`",
                        count=sum(person.names[k] for k in strangers),
                    )
        for keys in self._by_name.values():
            if len(keys) > 1:
                told = ", ".join(self._people[k].external_id or self._people[k].email or k for k in keys)
                self._found.warn("same_name", f"two people are called {self._people[keys[0]].name!r}; kept apart by id or e-mail ({told})", count=len(keys))
        self._near_names()
        out = []
        for person in self._people.values():
            rep = person.sells or (person.listed and not person.outside and not person.manages)
            named = self.is_named(person.key)
            out.append(
                PersonRead(person.key, person.name, person.external_id, person.email, person.job, person.region, person.team, person.hired_on, person.manager_key, rep, named, person.file, person.row)
            )
        return tuple(out)

    def _near_names(self) -> None:
        """Names a slip of the pen apart, one of them in no table of people: said, never merged."""
        from rapidfuzz import fuzz

        named = [p for p in self._people.values() if self.is_named(p.key) and len(p.name) >= 8 and " " in p.name]
        if len(named) > 400:
            return
        for i, a in enumerate(named):
            for b in named[i + 1 :]:
                if not (a.listed and b.listed) and same_name(a.name) != same_name(b.name) and fuzz.ratio(same_name(a.name), same_name(b.name)) >= 88:
                    self._found.warn("similar_names", f"{a.name!r} and {b.name!r} may be one person; they were kept apart", count=1)
