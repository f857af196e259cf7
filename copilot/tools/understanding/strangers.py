"""A name that nobody here has, where a person is meant: what is asked back, never read as somebody else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from copilot.domain import Rep
from copilot.tools.understanding.people import MONTHS, NEUTRAL, VERB_AFTER, Mention, fold, is_ordinary


@dataclass(frozen=True, slots=True)
class Stranger:
    """A word that stands where a name stands and is nobody's."""

    start: int
    end: int
    words: str
    near: tuple[Rep, ...]
    """Up to three reps of a similar name, nearest first."""


_STRANGER = re.compile(
    r"(?:\b(?:ready|prep(?:are|ped)?|agenda|brief(?:ing)?|plan|talking points)(?: me| us)? (?:for|on)|\b(?:1:1|1-1|121|one[- ]on[- ]one|one[- ]to[- ]one|1on1|1-on-1|catch[- ]?up|check[- ]?in|session|sit[- ]?down|coaching)s? (?:with|for|w/)|"
    r"\b(?:meeting|seeing|talking to|sitting down with)|\bhow(?:'s| is| are| was|s| has| does| did)|\bgoals? (?:for|with)|\b(?:what (?:did|does|has|is)|did|does|is|was|has|had|if|will|would|can|could|should|might|think|thinks|when|why)(?= (?-i:[A-Z]))|\b(?:what about|how about|same (?:thing )?for|and for|compare|coach|help|"
    r"tell me (?:more )?about|talk to me about|know about|share (?:it|this|that|the agenda) with|send (?:it|this|that|the agenda) to|prepare|prep|what's holding|holding))\s+(?P<name>[^\W\d_][\w'-]*(?: (?-i:[A-Z])[\w-]+)?)",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"(?P<name>[^\W\d_][\w-]+(?: (?-i:[A-Z])[\w-]+)?)'s (?:\w+ ){0,2}(?:deals?|pipeline|numbers?|goals?|win rate|1:1|quota|commitments?|promises|figures|agenda|calls?|demos?|opportunit\w+|performance|coachability|next)\b",
    re.IGNORECASE,
)


_FARING = re.compile(
    r"(?:\b(?:is|are|was|has)|'s|\bhows)\s+(?P<name>[^\W\d_][\w'-]*(?: (?-i:[A-Z])[\w-]+)?)(?=\s+(?:doing|been doing|getting (?:on|along)|performing|coming (?:on|along)|faring|tracking|holding up|shaping up)\b)",
    re.IGNORECASE,
)
"""`how is X doing`: whoever X is, a person is meant, unless it is one of `_NOBODY`."""
_DOER = re.compile(rf"\b(?:did|does|do|has|will|would|can|could|should|is|was)\s+(?P<name>[^\W\d_][\w'-]*)(?=\s+{VERB_AFTER.pattern.removeprefix('^')})", re.IGNORECASE)
_ALONE = re.compile(r"^(?:(?:and|but|now|so|ok(?:ay)?|then|what about|how about)[\s,]+)+(?P<name>[^\W\d_][\w'-]*(?: (?-i:[A-Z])[\w-]+)?)\W*$", re.IGNORECASE)
_NOBODY = frozenset(
    re.findall(
        r"\w+",
        "he she it they we i you who what this that these those one everyone everybody anyone anybody someone somebody nobody us them team teams things business pipeline all both each mine his hers theirs people reps sales "
        "marketing everything something nothing work life deals calls demos today week month quarter year still also now really not just so far",
    )
)
_NAMES_TOO = frozenset(
    re.findall(
        r"\w+",
        "an will mark may june april rose grace hope faith joy art bill bob chip dale dean don drew frank gene grant guy hank jack jade jay josh lance lee miles nick norm pat ray rich rob ruby sandy skip sue summer wade ward ivy "
        "max dawn crystal amber penny chuck rusty angel christian victor carol violet olive iris daisy robin jean terry jerry kitty gay mike chase hunter mason cooper taylor",
    )
)
"""Ordinary words that are first names as well."""


def find_stranger(text: str, people: Sequence[Rep], mentions: Sequence[Mention]) -> Stranger | None:
    """A name-like word where a rep's name belongs that nobody here has: the start of a `did you mean`."""
    for pattern in (_FARING, _STRANGER, _OWNED, _DOER, _ALONE):
        for m in pattern.finditer(text):
            start, end = m.span("name")
            name = re.sub(r"'s?$", "", m["name"])
            tokens = name.split()
            if any(start < k.end and k.start < end for k in mentions) or tokens[0] in ("QUOTE", NEUTRAL) or not _may_be_a_name(tokens[0], pattern is _FARING):
                continue
            return Stranger(start, start + len(name), name, nearest(name, people))
    return None


def _may_be_a_name(word: str, faring: bool) -> bool:
    """Whether a word that stands where a name stands can be one: no ordinary word, but one that is a name too where it has its capital or a person is plainly meant."""
    folded, capital = fold(word), word[:1].isupper() and not word.isupper()
    if folded in _NOBODY:
        return False
    if is_ordinary(folded):
        return (folded in _NAMES_TOO and (capital or faring)) or (faring and capital and folded not in MONTHS)
    return len(folded) >= (2 if capital or faring else 3)


def nearest(name: str, people: Sequence[Rep]) -> tuple[Rep, ...]:
    """Up to three reps whose name looks most like it; none where nothing looks like it."""
    parts = [fold(p) for p in name.split()]
    scored = sorted(((min(OSA.normalized_distance(p, fold(q)) for p in parts for q in r.name.split()), r.name, r) for r in people if r.name.strip()), key=lambda s: s[:2])
    return tuple(r for d, _, r in scored[:3] if d < 0.5)
