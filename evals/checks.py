"""The five checks of an agenda, pure: the contract's JSON and the case in, a value and why out.

Written apart from the code that gates drafts, so that a fault of the gate does not hide itself here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from evals.dataset import Case

PAST_SHARE = 0.10
"""What looks back may take, of all minutes (coaching model, section 8)."""
GRADER = "agenda-1"
"""Rises when a check changes: results of different graders are not compared."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WANTING = re.compile(r"\b(?:want|hope|wish|aim|matters?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Check:
    """One value between 0 and 1 with its explanation; None: could not be scored."""

    value: float | None
    why: str


def complete_sections(agenda: dict[str, Any], case: Case) -> Check:
    """Share of the sections that must be there and are, with a text and with minutes."""
    there = {s["id"] for s in agenda["sections"] if s["text"].strip() and s["minutes"] > 0}
    missing = [s for s in case.sections if s not in there]
    return Check(1 - len(missing) / len(case.sections), f"missing: {', '.join(missing)}" if missing else f"all of {', '.join(case.sections)}")


def goals_keep_rules(agenda: dict[str, Any], case: Case, violations: list[list[str]]) -> Check:
    """Share of suggested goals without a violation; 0 where there are too few or too many."""
    count, (low, high) = len(agenda["goals"]), case.goals
    if not low <= count <= high:
        return Check(0.0, f"{count} goals, wanted {low} to {high}")
    if count == 0:
        return Check(1.0, "no goals, as wanted")
    broken = [f"{g['description']!r} breaks {', '.join(v)}" for g, v in zip(agenda["goals"], violations, strict=True) if v]
    return Check(1 - len(broken) / count, "; ".join(broken) or f"{count} goals, no violation")


def little_past(agenda: dict[str, Any]) -> Check:
    """1 where at most a tenth of the minutes looks back, else 0; the minutes are added up anew."""
    total = sum(s["minutes"] for s in agenda["sections"])
    past = sum(s["minutes"] for s in agenda["sections"] if s["looks_back"])
    if total <= 0:
        return Check(0.0, "the agenda has no minutes")
    if (total, past) != (agenda["minutes"]["total"], agenda["minutes"]["past"]):
        return Check(0.0, f"says {agenda['minutes']}, the sections add up to {past} of {total}")
    return Check(float(past <= PAST_SHARE * total), f"{past} of {total} minutes look back")


def grounded_numbers(agenda: dict[str, Any]) -> Check:
    """Share of the numbers that are somebody's: in a section, of a Fact or quotation it cites; in a goal, of a Fact, or its own count and date.

    The agenda's own dates may stand anywhere. A goal's count is a proposal; a number in its reason is a claim.
    """
    facts = {f["id"]: _numbers(f["text"]) for f in agenda["facts"]}
    quotes = {p["id"]: _numbers(p["quote"]) for p in agenda["passages"]}
    dates = _numbers(agenda["as_of"]) | _numbers(agenda["meeting_on"])
    all_facts: set[str] = set().union(*facts.values())
    said: list[tuple[str, str, set[str]]] = []
    for s in agenda["sections"]:
        cited = dates.union(*(facts.get(i, set()) for i in s["facts"]), *(quotes.get(i, set()) for i in s["passages"]))
        said += [(s["id"], n, cited) for n in _found(s["text"])]
    for g in agenda["goals"]:
        own = dates | _numbers(str(g["completion_date"])) | _numbers(g["description"])
        said += [("goal", n, all_facts | own) for n in (*_found(g["description"]), *_found(g["success_criteria"]))]
        said += [("goal", n, all_facts | dates | _numbers(str(g["completion_date"]))) for n in _found(g["why"])]
    if not said:
        return Check(None, "no number in any text")
    foreign = [f"{n} in {where}" for where, n, known in said if _bare(n) not in known]
    return Check(1 - len(foreign) / len(said), f"no cited Fact says {', '.join(foreign)}" if foreign else f"{len(said)} numbers, each from a Fact cited beside it")


def aspiration_held(agenda: dict[str, Any], case: Case) -> Check:
    """Whether what the rep wants is taken up in their words, or asked for where nobody knows it."""
    wishes = {f["id"]: f["text"] for f in agenda["facts"] if f["source"] and f["source"]["table"] == "aspirations"}
    taken = [text for s in agenda["sections"] for i, text in wishes.items() if i in s["facts"] and text in s["text"]]
    if case.aspiration == "taken_up":
        return Check(float(bool(taken)), f"takes up {taken[0]!r}" if taken else f"{len(wishes)} wishes known, none in a section's words")
    if wishes:
        return Check(0.0, f"should ask, and knows {sorted(wishes.values())!r}, which nobody had said by then")
    asked = any("?" in s["text"] and _WANTING.search(s["text"]) for s in agenda["sections"] if s["id"] == "connect")
    return Check(float(asked), "asks what the rep wants" if asked else "does not ask what the rep wants")


def _bare(number: str) -> str:
    """`1,204.50` and `1204.5` are one number, `08` and `8` too."""
    plain = number.replace(",", "")
    if plain.count(".") == 1:
        plain = plain.rstrip("0").rstrip(".")
    return plain.lstrip("0") or "0"


def _found(text: str) -> list[str]:
    """Numbers as written; `1:1` is a word."""
    return _NUMBER.findall(text.replace("1:1", ""))


def _numbers(text: str) -> set[str]:
    return {_bare(n) for n in _found(text)}
