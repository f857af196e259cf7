"""What a column header may mean by its name: folding, and lookup in the synonyms (`synonyms.toml`)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNITS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_NOISE = {"the", "of", "a", "an", "de", "del", "della", "di", "do", "da", "du", "des", "la", "le", "l", "el", "der", "die", "das", "van", "het", "d", "c", "s"}
_FILLER = {"name", "date", "datum", "fecha", "data", "time", "at", "on", "local", "utc", "gmt", "est", "field", "text", "formatted", "value", "label"}
_OTHERS = {"account", "company", "customer", "client", "contact", "user", "lead", "organization"}
"""Whose date or amount it is, if not the deal's: `Account Created Date` is no start of a deal."""
_SHORT = {
    "nm": "name",
    "dt": "date",
    "dte": "date",
    "ts": "time",
    "amt": "amount",
    "cust": "customer",
    "acct": "account",
    "stg": "stage",
    "sts": "status",
    "cd": "code",
    "mgr": "manager",
    "emp": "employee",
    "curr": "currency",
    "oppt": "opportunity",
    "frst": "first",
    "fst": "first",
    "lst": "last",
    "usr": "user",
    "ownr": "owner",
    "nbr": "number",
    "val": "value",
    "crtd": "created",
    "crt": "create",
    "clsd": "closed",
    "cls": "close",
    "gesch": "geschatzter",
    "tats": "tatsachlicher",
    "tatsachl": "tatsachlicher",
    "vorauss": "voraussichtliches",
    "voraussichtl": "voraussichtliches",
}
"""What warehouses and German systems shorten in the names of columns."""
_SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})
KINDS = ("opportunity", "activity", "person", "quota", "account", "stage", "lead", "definition")


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Lower case without accents and punctuation, words parted by one space; camelCase parted."""
    if text.isascii() and text.islower() and text.replace(" ", "").isalpha():
        return " ".join(text.split())  # as most phrases of the tables are
    text = _CAMEL.sub(" ", text.replace("’", " ").replace("'", " "))
    text = unicodedata.normalize("NFKD", text.lower().translate(_SPECIAL))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+|[%#$€£]", text))


@dataclass(frozen=True, slots=True)
class Match:
    """One meaning a header may have."""

    meaning: str
    rank: int
    """0 for the closest synonyms."""
    score: float
    how: str


@dataclass(frozen=True)
class _Words:
    phrases: dict[str, dict[str, tuple[tuple[str, int, str], ...]]]
    """kind -> joined phrase -> (meaning, rank, phrase)."""
    sorted_phrases: dict[str, dict[tuple[str, ...], tuple[tuple[str, int, str], ...]]]
    entities: dict[str, tuple[tuple[str, ...], ...]]
    spoilers: frozenset[str]
    elsewhere: dict[str, frozenset[str]]
    every: frozenset[str]


def _share_owners(data: dict[str, dict[str, Any]]) -> None:
    """What the owner of a deal is called, the one who did or has to do something may be called too."""
    for kind in ("activity", "quota"):
        for meaning in ("rep", "rep_id", "rep_email"):
            taken = {folded(p) for ranks in data[kind].values() for group in ranks for p in group}
            mine = data[kind][meaning]
            mine[0] = [*mine[0], *(p for p in data["opportunity"][meaning][0] if folded(p) not in taken)]


def _synonyms() -> dict[str, dict[str, Any]]:
    """`synonyms.toml` with the further languages of `tongues.toml` added to its lists."""
    here = files("store.crm")
    data = tomllib.loads(here.joinpath("synonyms.toml").read_text("utf-8"))
    for part, meanings in tomllib.loads(here.joinpath("tongues.toml").read_text("utf-8")).items():
        for meaning, ranks in meanings.items():
            known = data[part].setdefault(meaning, [])
            if part == "entities":
                known += ranks
                continue
            known += [[] for _ in range(len(ranks) - len(known))]
            for rank, group in enumerate(ranks):
                known[rank] = [*known[rank], *group]
    _share_owners(data)
    return data


@cache
def words() -> _Words:
    data = _synonyms()
    phrases: dict[str, dict[str, list[tuple[str, int, str]]]] = {}
    ordered: dict[str, dict[tuple[str, ...], list[tuple[str, int, str]]]] = {}
    for kind in KINDS:
        phrases[kind], ordered[kind] = {}, {}
        for meaning, ranks in data[kind].items():
            for rank, group in enumerate(ranks):
                for phrase in group:
                    entry = (meaning, rank, phrase)
                    tokens = folded(phrase).split()
                    known = phrases[kind].setdefault("".join(tokens), [])
                    if all(e[0] != meaning for e in known):
                        known.append(entry)
                    key = tuple(sorted(t for t in tokens if t not in _NOISE)) or tuple(tokens)
                    also = ordered[kind].setdefault(key, [])
                    if all(e[0] != meaning for e in also):
                        also.append(entry)
    every = frozenset(p for k in KINDS for p in phrases[k])
    return _Words(
        {k: {p: tuple(v) for p, v in d.items()} for k, d in phrases.items()},
        {k: {p: tuple(v) for p, v in d.items()} for k, d in ordered.items()},
        {k: tuple(sorted((tuple(folded(e).split()) for e in v), key=len, reverse=True)) for k, v in data["entities"].items()},
        frozenset(data["spoilers"]["words"]),
        {k: frozenset("".join(folded(p).split()) for p in v) for k, v in data["elsewhere"].items()},
        every,
    )


_TAX = re.compile(
    r"\b(?:excl|exclusive|exkl|ex|zzgl|sans|sin|sem|ohne|without|before|hors|senza|bez|incl|inkl|inc|including|mit|con|com|with|avec|z)\.?\s*(?:of\s+)?(?:btw|iva|vat|mwst|mehrwertsteuer|ust|tva|taxe?s?|gst|moms|kdv|impuestos|impostos|dph)\b\.?|\b(?:ht|ttc|brutto|netto)\s*$",
    re.IGNORECASE,
)
_OF_TABLE = re.compile(r"^'?[^\[\]()]*'?\[([^\[\]]+)\]$")
"""`Deals[Owner]`, `[Sum of Amount]`: how queries of Power BI name columns."""
_SHOWN = re.compile(r"^_?(\w+?)(?:(?:id)?_value)?@OData\.Community\.Display\.V1\.FormattedValue$", re.IGNORECASE)
_ARROW = re.compile(r"^(?:.* - )?(.+?)\s*(?:→|->)\s*(.+)$")
"""`User - Owner → Name`: how queries of Metabase name the columns of a joined table."""
_OF_LOOKUP = re.compile(r"_value@", re.IGNORECASE)
"""`_ownerid_value@OData.Community.Display.V1.FormattedValue`: what people see of an id or a code, as the web interface of Dynamics names it."""
_NAMED = frozenset(("name", "full name", "id", "e mail", "email"))


def without_units(header: str) -> tuple[str, str]:
    """The header without what stands in brackets, and that (`Amount (EUR)` -> `Amount`, `EUR`)."""
    units = " ".join(_UNITS.findall(header))
    return (_UNITS.sub(" ", header).strip() or header), units


def tokens(header: str) -> list[str]:
    """The words of a header: brackets, custom-field suffixes (`__c`, `__r`) and warnings to the exporter dropped."""
    inside = _OF_TABLE.match(header.strip())
    if inside:
        header = re.sub(r"^(?:sum|average|total|max|min|count) of ", "", inside[1], flags=re.IGNORECASE)
    shown = _SHOWN.match(header.strip())
    if shown:
        header = f"{shown[1]} name" if _OF_LOOKUP.search(header) else shown[1]
    arrow = _ARROW.match(header)
    if arrow:
        header = f"{arrow[1]} {arrow[2]}"
    bare, units = without_units(header)
    if units and folded(bare) in ("custom field", "custom", "field", "cf"):
        bare = units  # `Custom field (Deal value)`
    elif units and folded(bare) in _NAMED and folded(units) not in ("optional", "required"):
        bare = f"{units} {bare}"  # `Name (Owner)`: whose name it is stands behind it
    untaxed = _TAX.sub(" ", bare).strip()
    bare = untaxed or bare
    bare = re.sub(r"__[cr]\b", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r"[_ ]id\s*[/.]\s*(?:display_)?(?=(?:name|id|e_?mail)$)", " ", bare)  # `user_id/name`, `user_id.email`: of whom an id points at
    return folded(bare).split()


@lru_cache(maxsize=4_000)
def known_header(cell: str) -> bool:
    """Whether a cell reads like a header of any table we know."""
    t = tokens(cell)
    if not t or len(t) > 7:
        return False
    w = words()
    joined = "".join(t)
    if joined in w.every or any(joined in group for group in w.elsewhere.values()):
        return True
    return any(m.score >= 0.9 for kind in ("opportunity", "activity", "person") for m in matches(cell, kind))


@lru_cache(maxsize=20_000)
def matches(header: str, kind: str) -> tuple[Match, ...]:
    """Meanings a header may have in a table of a kind, best first; empty where the name says nothing."""
    t = tokens(header)
    if not t:
        return ()
    w = words()
    found: dict[str, Match] = {}

    def note(entries: tuple[tuple[str, int, str], ...], score: float, how: str) -> None:
        for meaning, rank, phrase in entries:
            match = Match(meaning, rank, score, how.format(phrase))
            if meaning not in found or (match.score - 0.04 * rank) > (found[meaning].score - 0.04 * found[meaning].rank):
                found[meaning] = match

    by_phrase, by_words = w.phrases[kind], w.sorted_phrases[kind]
    note(by_phrase.get("".join(t), ()), 1.0, "its name is a synonym, {!r}")
    for bare in _without_entities(t, w.entities[kind]):
        note(by_phrase.get("".join(bare), ()), 0.97, "its name is {!r} beside the word for the table")
    spare = [x for x in t if x not in _NOISE]
    if len(spare) < len(t):
        for bare in _without_entities(spare, w.entities[kind]):
            note(by_phrase.get("".join(bare), ()), 0.92, "its name is {!r} beside the word for the table")
    key = tuple(sorted(x for x in t if x not in _NOISE)) or tuple(t)
    note(by_words.get(key, ()), 0.93, "its words are those of {!r}")
    if kind in ("opportunity", "activity"):
        for meaning, said in _together(set(t)):
            note(((meaning, 0, said),), 0.9, "its words are all words for {!r}")
    if not found and unspaced(header):
        _inside(t, by_phrase, note)
    if not found:
        spelled = [_SHORT.get(x, x) for x in t]
        if spelled != t:
            return matches(" ".join(spelled), kind)
        _partly(t, kind, w, note)
    return tuple(sorted(found.values(), key=lambda m: (m.rank * 0.04 - m.score, m.meaning)))


def left_beside(header: str, meaning: str, kind: str) -> frozenset[str]:
    """The words of a header that are left beside the longest phrase in it for a meaning; all of them where it holds none."""
    t = [_SHORT.get(x, x) for x in tokens(header)]
    by_phrase = words().phrases[kind]
    for length in range(len(t), 0, -1):
        for start in range(len(t) - length + 1):
            part = t[start : start + length]
            if any(e[0] == meaning for e in by_phrase.get("".join(part), ())):
                return frozenset(t[:start] + t[start + length :]) - frozenset(part) - _NOISE - _FILLER
    return frozenset(t)


_FIRM_WORDS = frozenset(("account", "company", "customer", "client", "organization", "organisation", "buyer", "prospect", "firm"))
_SELLER_WORDS = frozenset(("rep", "owner", "seller", "salesperson", "salesman", "ae", "agent", "salesrep"))
_BESIDE = frozenset(("name", "full", "sales", "deal", "opp", "opportunity", "assigned", "responsible", "the", "of", "person"))
_MAIL_WORDS = frozenset(("email", "e", "mail", "address"))


def _together(t: set[str]) -> list[tuple[str, str]]:
    """Meanings of headers made of several words for one thing: `Client Company`, `Rep Responsible`, `Owner Name Email`."""
    if len(t) < 2:
        return []
    if t & _FIRM_WORDS and t <= _FIRM_WORDS | {"name", "full", "the"}:
        return [("account", "customer")]
    if t & _SELLER_WORDS and t <= _SELLER_WORDS | _BESIDE:
        return [("rep", "owner")]
    if t & _SELLER_WORDS and t & {"email", "mail"} and t <= _SELLER_WORDS | _BESIDE | _MAIL_WORDS:
        return [("rep_email", "owner email")]
    return []


_UNSPACED = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def unspaced(text: str) -> bool:
    """Whether it is in a script that does not part its words: Japanese, Chinese, Korean."""
    return bool(_UNSPACED.search(text))


def _inside(t: list[str], by_phrase: dict[str, tuple[tuple[str, int, str], ...]], note: object) -> None:
    """The longest phrase that a header holds where words are not parted by spaces."""
    assert callable(note)
    joined = "".join(t)
    hits = [p for p in by_phrase if len(p) >= 2 and unspaced(p) and p in joined]
    if hits:
        longest = max(map(len, hits))
        for p in hits:
            if len(p) == longest:
                note(by_phrase[p], 0.85 if 2 * longest >= len(joined) else 0.7, "its name contains {!r}")


def _without_entities(t: list[str], entities: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """The words without what names the table, from the front, the back, or both."""
    out = []
    front = list(t)
    changed = True
    while changed:
        changed = False
        for e in entities:
            if len(front) > len(e) and tuple(front[: len(e)]) == e:
                front = front[len(e) :]
                out.append(front)
                changed = True
                break
    for candidate in (t, front):
        for e in entities:
            if len(candidate) > len(e) and tuple(candidate[-len(e) :]) == e:
                out.append(candidate[: -len(e)])
    return [o for o in out if o]


def _slip(t: list[str], phrase: list[str]) -> bool:
    """Whether only long words differ: `Clsoe Date` is a slip of the pen, `Bid Date` is no `Bind Date`."""
    if len(t) != len(phrase):
        return True
    return all(x == y or min(len(x), len(y)) >= 5 for x, y in zip(t, phrase, strict=True))


def _partly(t: list[str], kind: str, w: _Words, note: object) -> None:
    """A known phrase inside a longer name, unless a word beside it makes it another thing; else a slip of the pen."""
    assert callable(note)
    by_phrase = w.phrases[kind]
    size = len(t)
    for length in range(size - 1, 0, -1):
        hit = False
        for start in range(size - length + 1):
            part, rest = t[start : start + length], t[:start] + t[start + length :]
            entries = by_phrase.get("".join(part))
            # `Resolved Date` holds a phrase, but one too common to mean a start
            entries = tuple(e for e in entries or () if e[1] < 2 and (e[0].startswith("account") or kind not in ("opportunity", "activity") or not _OTHERS & set(rest)))
            # an id is one only where a word says so: `Owner Active` is none
            entries = tuple(e for e in entries if not e[0].endswith("_id") or " " in e[2] or folded(e[2]) != e[2] or e[2].endswith("id"))
            if not entries or len("".join(part)) < 4 or any(r in w.spoilers for r in rest):
                continue
            weight = sum(r not in _FILLER and r not in _NOISE and not r.isdigit() for r in rest)
            note(entries, max(0.82 - 0.08 * weight, 0.5) if length > 1 or weight == 0 else max(0.7 - 0.08 * weight, 0.45), "its name contains {!r}")
            hit = True
        if hit:
            return
    joined = "".join(t)
    if len(joined) < 6:
        return
    from rapidfuzz import fuzz, process

    near = process.extractOne(joined, by_phrase.keys(), scorer=fuzz.ratio, score_cutoff=90)
    if near and _slip(t, folded(by_phrase[near[0]][0][2]).split()):
        note(by_phrase[near[0]], 0.75, "its name is nearly {!r}")
