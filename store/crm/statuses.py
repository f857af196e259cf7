"""What the words of a stage or status column say: won, lost, open, cancelled, deleted, ended (no saying how), or nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Literal

from store.crm.dates import MISSING
from store.crm.names import folded, unspaced
from store.crm.spoken import spoken

Outcome = Literal["won", "lost", "open", "cancelled", "deleted", "ended"]


_LETTERS = (("w", "l"), ("g", "v"), ("g", "p"))
"""Won and lost by their first letters: English; German and Dutch; French, Spanish and Portuguese."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("store.crm").joinpath("statuses.toml").read_text("utf-8"))


@cache
def _words() -> dict[str, dict[str, frozenset[str]]]:
    """Kind -> `phrases` and `words`, those given as a stem with its endings among the words."""
    return {
        k: {
            "phrases": frozenset(folded(p) for p in v.get("phrases", ())),
            "words": frozenset(folded(w) for w in (*v.get("words", ()), *(stem + ending for stem, endings in v.get("inflected", {}).items() for ending in endings))),
        }
        for k, v in _data().items()
    }


@cache
def _codes() -> dict[str, dict[str, Outcome]]:
    return {column: dict(said) for column, said in _data()["codes"].items()}


@cache
def _beginnings(kind: Outcome) -> tuple[str, ...]:
    """Phrases long enough to tell by the beginning of a cell, each with the space behind it."""
    return tuple(p + " " for p in _words()[kind]["phrases"] if len(p) > 5)


def coded(column: str, cells: Iterable[str]) -> dict[str, Outcome]:
    """What the numbers of a column say that a system is known to fill with them; empty for any other column, or where a cell is none of them."""
    known = _codes().get("".join(folded(column).split()), {})
    said = {c for c in set(cells) if c.strip().lower() not in MISSING}
    return {c: known[c.strip()] for c in said} if known and all(c.strip() in known for c in said) else {}


def kind_of_customer(cells: Iterable[str]) -> bool:
    """Whether all cells say what a customer is to the firm (`New`, `Past`) and none who one is."""
    said = {folded(c) for c in cells if c.strip()}
    return len(said) > 1 and said <= _words()["relations"]["words"]


_PARTS = re.compile(r"\s+[-–:/]\s+|[()\[\]]")


_PAUSES = re.compile(r"\s[-–]\s|[/:;,()\[\]]")


@lru_cache(maxsize=4_000)
def outcome(text: str) -> Outcome | None:
    """The outcome one cell states; None where its words are unknown.

    A whole phrase beats a word inside it; `won` beside a negation is lost (`not won`); `won` and `lost` together say nothing.
    Where the whole says nothing, its parts may: `Closed - Lost (No Budget)`.
    """
    whole = _outcome(text)
    if whole is not None:
        return whole
    told = [o for part in _PARTS.split(text) if part.strip() and part.strip() != text.strip() and (o := _outcome(part)) is not None]
    if {"won", "lost"} <= set(told):
        return None
    return next((o for o in told if o != "ended"), None)


def column_outcomes(cells: Iterable[str]) -> dict[str, Outcome | None]:
    """What each distinct cell of a column says; `W` and `L` beside each other are won and lost (`G` and `V`, `G` and `P`), `O` or `P` is open."""
    distinct = set(cells)
    letters = {c.strip().lower() for c in distinct if c.strip()}
    for won, lost in _LETTERS:
        if {won, lost} <= letters and all(len(c) == 1 or outcome(c) is not None for c in letters):
            by_letter: dict[str, Outcome] = {"o": "open", "p": "open", won: "won", lost: "lost"}
            return {c: by_letter.get(c.strip().lower()) or outcome(c) for c in distinct}
    return {c: outcome(c) for c in distinct}


def _outcome(text: str) -> Outcome | None:
    if text.strip().lower() in MISSING:
        return None
    plain = re.sub(r"\bwon['’]t\b", "wont", text, flags=re.IGNORECASE)
    spelled = folded(re.sub(r"\d+([.,]\d+)?\s*%", " ", plain))
    tokens = [t for t in spelled.split() if not t.isdigit() and t not in ("%", "#", "$")]
    if not tokens:
        return "open" if spelled == "0" else None
    cell = " ".join(tokens)
    w = _words()
    if all(t in w["ended"]["words"] for t in tokens):
        return "ended"
    for kind in ("won", "lost", "cancelled", "deleted", "open", "ended"):
        if cell in w[kind]["phrases"] and not (len(tokens) == 1 and cell in ("yes", "no")):
            return kind
    if len(tokens) > 1 and len(tokens[0]) == 1:  # `A - Closed won`
        return _outcome(" ".join(tokens[1:]))
    if len(tokens) > 1 and (said := _beside_closed(tokens)) is not None:
        return said
    if len(tokens) > 1 and tokens[0] in w["negations"]["words"] and _outcome(" ".join(tokens[1:])) in ("won", "ended"):
        return "lost"
    has = {kind: bool(w[kind]["words"] & set(tokens)) for kind in ("won", "lost", "cancelled", "open")}
    if "wont" in tokens:
        return None if set(tokens) & w["later"]["words"] else "lost"  # `Won't decide until autumn`
    if not (has["won"] and has["lost"]) and (left := _of_another_matter(tokens, text)) is not None:
        return _outcome(" ".join(left)) if left else None
    if {"win", "loss"} <= set(tokens):
        return None
    if has["won"] and has["lost"]:
        # `Lost (competitor won)`: the first word speaks of the deal
        first = next(t for t in tokens if t in w["won"]["words"] | w["lost"]["words"])
        return None if len(tokens) <= 3 and "closed" in tokens else "lost" if first in w["lost"]["words"] else None
    if has["won"]:
        if set(tokens) & w["undone"]["words"]:
            return "open"
        return "lost" if set(tokens) & w["negations"]["words"] else "won"
    if has["lost"]:
        return None if set(tokens) & w["negations"]["words"] else "lost"
    if has["cancelled"]:
        return "cancelled"
    ends: tuple[Outcome, ...] = ("lost", "won")
    begins = [kind for kind in ends if cell.startswith(_beginnings(kind))]
    if len(begins) == 1:
        return begins[0]
    if has["open"]:
        return "open"
    about = [t for t in tokens if t not in w["subjects"]["words"]]
    if about and len(about) < len(tokens):
        return _outcome(" ".join(about))  # `Deal signed`, `Сделка успешна`
    return _inside("".join(tokens)) if unspaced(text) else None


def _beside_closed(tokens: list[str]) -> Outcome | None:
    """The end that stands beside a word for closed, before or after it: `Closed rejected`, `Signée et fermée`."""
    w = _words()
    closed, joining = w["ended"]["words"], w["joining"]["words"]
    rest = tokens[1:] if tokens[0] in closed else tokens[:-1] if tokens[-1] in closed else []
    while rest and rest[0] in joining:
        rest = rest[1:]
    while rest and rest[-1] in joining:
        rest = rest[:-1]
    said = _outcome(" ".join(rest)) if rest else None
    return said if said in ("won", "lost", "cancelled") else None


def _of_another_matter(tokens: list[str], text: str) -> list[str] | None:
    """What is left of `Lost contact, follow up` without what was lost that is no deal; None where a deal may be (`Lost: contact left`), or one is called closed."""
    w = _words()
    if set(tokens) & w["ended"]["words"]:
        return None
    ends, others, small = w["won"]["words"] | w["lost"]["words"], w["no_deal"]["words"], w["joining"]["words"]
    for said in _PAUSES.split(text):
        together = [t for t in folded(said).split() if t not in small]
        for a, b in pairwise(together):
            if (a in ends and b in others) or (a in others and b in ends):
                first, last = sorted((tokens.index(a), tokens.index(b)))
                return tokens[:first] + tokens[last + 1 :]
    return None


def _inside(joined: str) -> Outcome | None:
    """What the longest known phrase in a cell says, in scripts that do not part words; None where two ends are named."""
    kinds: tuple[Outcome, ...] = ("won", "lost", "cancelled", "open")
    longest = {k: max((len(p) for phrase in _words()[k]["phrases"] if len(p := phrase.replace(" ", "")) >= 2 and unspaced(p) and p in joined), default=0) for k in kinds}
    best = max(longest.values())
    said = [k for k in kinds if longest[k] == best]
    return said[0] if best and len(said) == 1 else None


def flag(text: str) -> bool | None:
    """A yes or a no, in the languages CRMs speak; None where the cell is neither."""
    s = text.strip().lower()
    return True if s in spoken("yes") else False if s in spoken("no") else None
