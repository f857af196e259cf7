"""Names of people as people type them: folding, and finding the one person meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from copilot.domain import Rep
from copilot.errors import AmbiguousRep, UnknownRep

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": "", "`": ""})
NEAR_SCORE = 75.0
"""A name this similar (0 to 100, rapidfuzz's weighted ratio) is worth suggesting."""
MAX_SUGGESTIONS = 3


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """The name without case, accents, punctuation and order of `Last, First`.

    Two spellings of one person's name fold to the same text: `Zoë O'Neil`, `ONEIL,  Zoe`.
    """
    if name.count(",") == 1:
        last, first = name.split(",")
        name = f"{first} {last}"
    text = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    kept = "".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c))
    return " ".join(kept.split())


def find_person(query: str, people: Sequence[Rep], handles: Mapping[str, Iterable[str]] | None = None) -> Rep:
    """The one person meant by an id, an e-mail, a full name or an unambiguous part of a name.

    Args:
        query: what somebody typed.
        people: those the asker may know of; nobody else is found or suggested.
        handles: by person id, other ids and e-mails they are known by.

    Raises:
        UnknownRep: with near names as suggestions.
        AmbiguousRep: several fit equally well; each candidate is told apart by e-mail or id.
    """
    handles = handles or {}
    plain, folded = query.strip().casefold(), fold(query)
    by_handle = [p for p in people if plain and plain in {h.strip().casefold() for h in (p.id, p.email or "", *handles.get(p.id, ())) if h}]
    if by_handle:
        return _only(query, by_handle, handles)
    if folded:
        names = {p.id: fold(p.name) for p in people}
        full = [p for p in people if names[p.id] == folded]
        words = [p for p in people if folded in names[p.id].split()]
        prefix = [p for p in people if names[p.id].startswith(folded) or any(w.startswith(folded) for w in names[p.id].split())]
        inside = [p for p in people if folded in names[p.id]]
        for found in (full, words, prefix, inside):
            if found:
                return _only(query, found, handles)
    raise UnknownRep(query, near_names(query, [p.name for p in people]))


def near_names(query: str, names: Sequence[str]) -> list[str]:
    """Up to three names that look like the query, best first.

    Whole names are compared, and the words of the query with the words of a name: `Mozes`, `Msoes` and `Frsae` are all near to `Moses Frase`.
    """
    from rapidfuzz import fuzz

    folded = fold(query)
    if not folded:
        return []
    scored = [(max(fuzz.WRatio(folded, fold(n)), _word_score(folded.split(), fold(n).split())), n) for n in dict.fromkeys(names)]
    hits = sorted((s for s in scored if s[0] >= NEAR_SCORE), key=lambda s: -s[0])
    return [name for _, name in hits[:MAX_SUGGESTIONS]]


def _word_score(query: Sequence[str], name: Sequence[str]) -> float:
    """How near the words of a query are to words of a name, 0 to 100: one edit (two from 7 letters on; a swap of neighbours is one) is near, each word asked for has to be."""
    from rapidfuzz.distance import OSA

    best = []
    for word in query:
        edits = [(OSA.distance(word, part), part) for part in name]
        near = [d / max(len(word), len(part)) for d, part in edits if min(len(word), len(part)) >= 2 and d <= (2 if min(len(word), len(part)) >= 7 else 1)]
        if not near:
            return 0.0
        best.append(NEAR_SCORE + (100 - NEAR_SCORE) * (1 - min(near)))
    return min(best, default=0.0)


def _only(query: str, found: Sequence[Rep], handles: Mapping[str, Iterable[str]]) -> Rep:
    if len(found) == 1:
        return found[0]
    raise AmbiguousRep(query, [f"{p.name} ({p.email or next(iter(handles.get(p.id, ())), p.id)})" for p in found])


def told_apart(people: Sequence[Rep]) -> dict[str, str]:
    """By id, a name that is nobody else's here: where several share one, with the e-mail, else the team, else the manager, else the id behind it."""
    groups: dict[str, list[Rep]] = {}
    for p in people:
        groups.setdefault(fold(p.name), []).append(p)
    out = {p.id: p.name for p in people}
    for group in groups.values():
        if len(group) == 1:
            continue
        choices = ([p.email for p in group], [p.team for p in group], [p.manager_name for p in group], [p.id for p in group])
        details = next(c for c in choices if all(c) and len(set(c)) == len(c))
        out |= {p.id: f"{p.name} ({detail})" for p, detail in zip(group, details, strict=True)}
    return out
