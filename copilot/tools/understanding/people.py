"""Whom a message is about: names as people write them, and never a guess.

A whole word must match. Small misspellings count where the word is no ordinary word and only one person is near;
a name that is also an ordinary word (Will, Mark, May) counts only where grammar and case say so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from copilot.domain import Rep

if TYPE_CHECKING:
    from copilot.tools.understanding.strangers import Stranger

NEUTRAL = "Sam"
"""Stands for whoever is named, so that no intent hangs on a name."""

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|\S+@\S+\.\w+|\w+(?:-\w+)*", re.UNICODE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MONTHS = {"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}


@dataclass(frozen=True, slots=True)
class Mention:
    """One person named; several candidates where the name does not settle who."""

    start: int
    end: int
    """Characters of the name in the text, end exclusive, without a possessive `'s`."""
    words: str
    candidates: tuple[Rep, ...]
    exact: bool
    """False for a misspelling that was read as a name."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    folded: str
    start: int
    end: int
    first: bool
    """Opens a sentence, where a capital says nothing."""

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()


def fold(text: str) -> str:
    """Accents, case and hyphens taken off: `Mei-Mei` and `José` as `meimei` and `jose`."""
    text = text.translate({0xDF: "ss", 0xF8: "o", 0xD8: "O", 0x142: "l", 0x141: "L", 0xE6: "ae", 0xC6: "Ae", 0xF0: "d", 0x131: "i"})
    flat = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[-'’.]", "", flat).casefold()


@cache
def ordinary_words() -> frozenset[str]:
    lines = files(__package__).joinpath("words.txt").read_text("utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in fold(line).split())


def is_ordinary(folded: str) -> bool:
    """Whether a folded word is an English word of the list, its inflections counted."""
    words = ordinary_words()
    if folded in words or folded.isdigit():
        return True
    for ending, put in (
        ("s", ""),
        ("es", ""),
        ("ies", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("er", ""),
        ("er", "e"),
        ("est", ""),
        ("ly", ""),
        ("d", ""),
        ("ness", ""),
        ("able", ""),
        ("ment", ""),
    ):
        if folded.endswith(ending) and len(folded) - len(ending) >= 2:
            stem = folded[: -len(ending)] + put
            if stem in words or (len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in words):
                return True
    return False


def _words(text: str) -> list[_Word]:
    found = []
    for m in _TOKEN.finditer(text):
        raw = m.group()
        cut = re.sub(r"'[sS]?$", "", raw)
        before = text[: m.start()].rstrip(" \t\"'“(")
        found.append(_Word(cut, fold(cut), m.start(), m.start() + len(cut), not before or before[-1] in ".?!\n:;"))
    return found


@dataclass(frozen=True, slots=True)
class _Index:
    by_part: dict[str, tuple[Rep, ...]]
    """Folded first, last and middle names."""
    names: dict[tuple[str, ...], tuple[Rep, ...]] = field(default_factory=dict)
    """Folded whole names, also last name first and run together."""


def _index(people: Sequence[Rep]) -> _Index:
    parts: dict[str, list[Rep]] = {}
    names: dict[tuple[str, ...], list[Rep]] = {}
    for rep in people:
        tokens = [t for t in (fold(w) for w in re.split(r"[\s,]+", rep.name)) if t]
        split = [t for t in (fold(w) for w in re.split(r"[\s,\-]+", rep.name)) if t]
        shapes = {tuple(tokens), tuple(split), (*tokens[1:], tokens[0]) if tokens else ()}
        if len(tokens) > 2:
            shapes |= {(tokens[0], tokens[-1]), (tokens[-1], tokens[0])}
        for shape in shapes - {()}:
            if len(shape) > 1:
                names.setdefault(shape, []).append(rep)
        for part in re.split(r"[\s,]+", rep.name):
            if "-" in part:
                names.setdefault(tuple(fold(w) for w in part.split("-") if w), []).append(rep)
        for token in dict.fromkeys(t for t in tokens if len(t) > 1 and t not in _PARTICLES):
            parts.setdefault(token, []).append(rep)
        if any(c.isdigit() for c in rep.id) and len(rep.id) >= 3:
            names.setdefault((fold(rep.id),), []).append(rep)
    return _Index({k: tuple(v) for k, v in parts.items()}, {k: tuple(v) for k, v in names.items()})


_PARTICLES = {"de", "da", "do", "dos", "van", "von", "der", "den", "la", "le", "el", "al", "bin", "di", "du", "jr", "sr", "ii", "iii", "st", "mc", "the"}

# ---------------------------------------------------------------- a word or a name

_SLOT_BEFORE = {
    "for", "with", "about", "of", "on", "to", "from", "than", "and", "or", "is", "was", "how's", "hows", "if", "when", "does", "did", "has", "can", "should", "would", "could", "coach", "help", "meet", "meeting", "see", "seeing",
    "prepare", "prep", "brief", "compare", "like", "what's", "whats", "where's", "between", "me", "what", "tell", "ask", "remind", "are", "by", "regarding", "re", "hi", "vs",
}  # fmt: skip
_ALWAYS_SLOT = {"for", "with", "about", "of", "from", "than", "between", "regarding", "how's", "hows", "where's", "coach", "vs"}
VERB_AFTER = re.compile(
    r"^(?:is|isn't|was|has|had|hasn't|does|doesn't|did|didn't|needs?|wants?|runs?|ran|keeps?|kept|asked|said|told|says|gets?|got|made|makes|does|did|doing|due|ready|doubl\w+|book\w+|add\w*|hit\w*|clos\w+|sell\w*|sold|start\w*|"
    r"promis\w+|commit\w+|agree\w*|struggl\w+|ramp\w*|stand\w*|compare\w*|improve\w*|work\w*|held|holding|should|could|would|can|will|win|wins|won|lose|loses|lost|miss\w*|made|raise\w*|send\w*|sent|went|going|goes|coachable|behind|ahead|on track|"
    r"just|really|still|always|never|actually|do|to)\b",
    re.IGNORECASE,
)


def _reads_as_name(text: str, words: Sequence[_Word], i: int) -> bool:
    """For a name that is an ordinary word too: whether grammar and case make it a name here."""
    word = words[i]
    before = words[i - 1].folded if i and not word.first else ""
    raw_before = text[words[i - 1].start : word.start].strip().lower() if before else ""
    after = text[word.end : word.end + 24]
    possessive = bool(re.match(r"'s\b", after))
    follows = after.lstrip(" ,") if not possessive else after[2:].lstrip()
    if word.folded in MONTHS:
        dated = (
            before in {"in", "by", "since", "until", "till", "before", "last", "next", "early", "mid", "late", "this", "during", "end", "from"}
            or re.match(r"^\d", follows)
            or (i and words[i - 1].text[:1].isdigit())
        )
        if dated or (before == "of" and re.search(r"\b(?:end|start|beginning|\d(?:st|nd|rd|th)?)\s+of\s*$", text[: word.start])):
            return False
    if possessive and (word.folded not in MONTHS or word.capital or before in _ALWAYS_SLOT):
        return before not in {"what", "it", "that"}
    if word.capital and not word.first:
        return not (text.isupper() or before in {"i", "he", "she", "they", "we", "you", "it"})
    if before in _ALWAYS_SLOT or raw_before.rstrip("?!. ") in {"how's", "where's"}:
        return not re.match(r"^(?:sure|now|example|instance|the|a|an|each|every|one|up|down|off|to|that|it)\b", follows)
    if before in {"is", "was", "does", "did", "has", "can", "should", "would", "could", "if", "when", "and", "are", "but", "why"}:
        if before in {"does", "did"}:
            return bool(re.match(r"^(?!(?:the|a|an|it|this|that|not|we|i|you|they)\b)\w", follows))
        return bool(VERB_AFTER.match(follows)) or (before in {"is", "was"} and bool(re.match(r"^\w+ing\b", follows)))
    if before in {"prepare", "prep", "brief", "meet", "meeting", "seeing", "see", "help", "will", "how", "on", "compare"}:
        return not follows or bool(re.match(r"^(?:[?.!,]|$|on|tomorrow|today|next|this|and|with|to|is|do|for)\b|^[?.!,]", follows))
    if word.first:
        return (
            (word.capital and bool(re.match(r"^\s?[.,:;!-]", after)))
            or bool(re.match(r"^(?:is|isn't|was|has|hasn't|needs|wants|doesn't|runs|keeps|asked|said|told|says|just|always|never|and i|and me)\b", follows))
            or (not follows and word.capital)
        )
    return False


# ---------------------------------------------------------------- finding


def find_people(text: str, people: Sequence[Rep]) -> list[Mention]:
    """Everybody named in a text, in order; whole names first, then parts, then small misspellings."""
    index = _index(people)
    words = _words(text)
    taken: set[int] = set()
    found: list[Mention] = []

    def take(i: int, j: int, candidates: Sequence[Rep], exact: bool) -> None:
        taken.update(range(i, j))
        found.append(Mention(words[i].start, words[j - 1].end, text[words[i].start : words[j - 1].end], tuple(dict.fromkeys(candidates)), exact))

    for m in _EMAIL.finditer(text):
        owners = [r for r in people if r.email and r.email.casefold() == m.group().casefold()]
        inside = [i for i, w in enumerate(words) if w.start < m.end() and w.end > m.start()]
        taken.update(inside)
        if owners:
            found.append(Mention(m.start(), m.end(), m.group(), tuple(owners), True))
    for size in (4, 3, 2, 1):
        for i in range(len(words) - size + 1):
            span = words[i : i + size]
            if taken & set(range(i, i + size)) or any(re.search(r"[.?!;\n]\s", text[a.end : b.start]) for a, b in pairwise(span)):
                continue
            owners_of = index.names.get(tuple(w.folded for w in span))
            if owners_of:
                take(i, i + size, owners_of, True)
    for i, word in enumerate(words):
        if i in taken or word.folded not in index.by_part:
            continue
        if is_ordinary(word.folded) and not _reads_as_name(text, words, i):
            continue
        candidates, end = index.by_part[word.folded], i + 1
        if end < len(words) and end not in taken and text[word.end : words[end].start].strip(" ,") == "":
            after = words[end]
            narrowed = [r for r in candidates if _fits_beside(after, r, word.folded)]
            if narrowed:
                candidates, end = tuple(narrowed), end + 1
            elif after.capital and not is_ordinary(after.folded) and after.folded not in index.by_part and not text[word.end : word.end + 2].startswith("'"):
                continue  # `Anna Lindqvist`, where the only Anna is another: nobody's name
        take(i, end, candidates, end == i + 1 or words[end - 1].folded in index.by_part or len(words[end - 1].folded) == 1)
    for i, word in enumerate(words):
        if i in taken or is_ordinary(word.folded) or "@" in word.text:
            continue
        short = _short_for(word.folded, index, owns=not word.capital) if word.folded not in index.by_part else ()
        if short:
            take(i, i + 1, short, False)
    for i, word in enumerate(words):
        if i in taken or is_ordinary(word.folded) or len(word.folded) < 4 or "@" in word.text:
            continue
        near = _near_parts(word.folded, index) or (_near_parts(word.folded[:-1], index) if word.folded.endswith("s") and len(word.folded) > 4 else ())
        if not near:
            continue
        if i + 1 < len(words) and i + 1 not in taken and not is_ordinary(words[i + 1].folded):
            both = [r for r in near if any(_distance(words[i + 1].folded, fold(p)) is not None for p in re.split(r"\s+", r.name)[1:])]
            if both:
                take(i, i + 2, both, False)
                continue
            if words[i + 1].capital and words[i + 1].start - word.end == 1:
                continue
        beside = i + 1 in taken or i - 1 in taken
        if (word.capital and not word.first) or _in_slot(text, words, i) or len(word.folded) >= 5 or beside or len(words) <= 4:
            take(i, i + 1, near, False)
    return _joined(sorted(found, key=lambda m: m.start), text)


_CALENDAR = (
    MONTHS
    | {"sept"}
    | {m[:3] for m in MONTHS}
    | {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun"}
)


def _short_for(word: str, index: _Index, owns: bool) -> tuple[Rep, ...]:
    """Whose name a word is without an apostrophe (`toms`), by a doubled letter or an ending (`anna`, `zoey`), or, of a first name, its beginning (`sam`, and where `owns` `sams`; with a capital it may be another name, Jonas); nobody where it may be several."""
    if len(word) < 3 or word in _CALENDAR:
        return ()
    found: dict[str, Rep] = {}
    for part, reps in index.by_part.items():
        same = _single(word) == _single(part) or word in (part + "s", part + "y", part + "ys", part + "i") or (word.endswith("s") and _single(word[:-1]) == _single(part))
        if same:
            found |= {r.id: r for r in reps}
        elif any(3 <= len(stem) < len(part) - 1 and part.startswith(stem) for stem in (word, *([word[:-1]] if owns and word.endswith("s") else []))):
            found |= {r.id: r for r in reps if fold(re.split(r"[\s,]+", r.name.strip())[-1 if "," in r.name else 0]) == part}
    return tuple(found.values()) if len(found) == 1 else ()


def _single(word: str) -> str:
    """Doubled letters once."""
    return re.sub(r"(.)\1", r"\1", word)


_AUXILIARY = frozenset(
    {"will", "may", "can", "do", "art", "so", "in", "an", "the", "sue", "rob", "bill", "pat", "drew", "chase", "rich", "gene", "page", "case", "price", "day", "long", "short", "young"}
)
"""Names that are too common as words to be meant where nothing else says so."""


def name_in_lower_case(text: str, people: Sequence[Rep]) -> Rep | None:
    """Whose first name stands in a text that names nobody clearly, though the word is an ordinary one (`grant`): for a request that is of no use without a person; None where it may be several or none."""
    index = _index(people)
    found = {r.id: r for word in _words(text) if word.folded not in _AUXILIARY | MONTHS for part in (word.folded, word.folded.removesuffix("s")) for r in index.by_part.get(part, ())}
    return next(iter(found.values())) if len(found) == 1 else None


def _fits_beside(word: _Word, rep: Rep, used: str) -> bool:
    """Whether a word continues a rep's name: another part of it, its initial, or that part misspelt."""
    others = [fold(p) for p in re.split(r"[\s,]+", rep.name) if fold(p) != used]
    if word.folded in others or (len(word.folded) == 1 and word.capital and any(o.startswith(word.folded) for o in others)):
        return True
    return not is_ordinary(word.folded) and any(_distance(word.folded, o) is not None for o in others)


def _joined(found: list[Mention], text: str) -> list[Mention]:
    """`Frase, Moses` and a first name beside a misspelt last name are one mention of one person."""
    out: list[Mention] = []
    for m in found:
        if out and re.fullmatch(r"[ ,]{1,2}", text[out[-1].end : m.start]):
            both = tuple(r for r in out[-1].candidates if r in m.candidates)
            if both and out[-1].words.casefold() != m.words.casefold():
                last = out.pop()
                out.append(Mention(last.start, m.end, text[last.start : m.end], both, last.exact and m.exact))
                continue
        out.append(m)
    return out


_ALIKE = ({"c", "k"}, {"j", "g"}, {"s", "z"}, {"i", "y"}, {"f", "p"}, {"f", "v"})
"""First letters that are heard alike: Karl and Carl."""


def _distance(word: str, name: str) -> int | None:
    """Edits between a word and a name where they are few for the length: one from 4 letters, two from 7; else None."""
    if min(len(word), len(name)) < 4 or word == name:
        return 0 if word == name else None
    allowed = 2 if min(len(word), len(name)) >= 7 else 1
    d = OSA.distance(word, name, score_cutoff=allowed)
    if d > allowed or (word[0] != name[0] and {word[0], name[0]} not in _ALIKE and (d > 1 or len(name) < 5)):
        return None
    return int(d)


def _near_parts(word: str, index: _Index) -> tuple[Rep, ...]:
    """Everybody with the nearest name within the allowed edits; ties stay ties."""
    scored = [(d, part) for part in index.by_part if (d := _distance(word, part)) is not None]
    if not scored:
        return ()
    best = min(d for d, _ in scored)
    return tuple(sorted(dict.fromkeys(r for d, part in scored if d == best for r in index.by_part[part]), key=lambda r: (r.name, r.id)))


def _in_slot(text: str, words: Sequence[_Word], i: int) -> bool:
    """Whether a word stands where a person's name stands: after `for`, `with`, `how is` ..., or before `'s`."""
    word = words[i]
    if re.match(r"'s\b", text[word.end :]):
        return True
    if not i or word.first:
        return bool(VERB_AFTER.match(text[word.end :].lstrip()))
    before = text[words[i - 1].start : word.start].strip().lower()
    return before in _SLOT_BEFORE or words[i - 1].folded in _SLOT_BEFORE


def mask_people(text: str, mentions: Sequence[Mention | Stranger]) -> str:
    """The text with each name replaced by the neutral one."""
    for m in sorted(mentions, key=lambda m: -m.start):
        text = text[: m.start] + NEUTRAL + text[m.end :]
    return text
