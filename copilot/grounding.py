"""The grounding check (section 9): what a draft may say that is not a Fact, and what it may not.

A draft is a template: figures, dates, names and quotations stand in placeholders. `check_template` looks at what
stands outside them and refuses whatever could be an ungrounded claim; `check_text` looks at finished text, such as
an agenda a manager edited by hand, and asks of every number whether a Fact says it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from copilot.domain import Fact, Passage
from copilot.facts import Ledger, placeholders
from copilot.lexicon import CAPITALISED, OPENERS
from copilot.quoting import shown
from copilot.sentences import TOKEN
from copilot.vocabulary import CLOSED, FRAME, TALK, TOPICS, is_of

RefusalKind = Literal[
    "placeholder",
    "digit",
    "number_word",
    "date",
    "comparison",
    "cause",
    "name",
    "quotation",
    "voice",
    "empty",
    "symbol",
    "tone",
    "claim",
    "command",
    "status",
    "level",
    "unit",
    "rounding",
    "subject",
    "owner",
    "period",
    "pair",
    "section",
    "list",
    "rep",
    "sum",
]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing a draft may not say, where it stands and how to say it instead."""

    kind: RefusalKind
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.kind} {self.what!r}: {self.instead}"


_ONE_ON_ONE = re.compile(r"\b1:1(?:['’]?s)?\b")
_DIGIT = re.compile(r"[\w.,/%€$£¥₹]*[^\W\D_][\w.,/%:]*")
_ROMAN_OR_FRACTION = re.compile(r"[¼½¾⅓⅔⅛⅜⅝⅞²³¹⁰-⁹₀-₉Ⅰ-ↈ①-⓿]")

_NUMBER_WORD = re.compile(
    r"\b(?:zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundreds?|thousands?|millions?|billions?|dozens?|couple of|a handful|several|"
    r"half|halves|thirds?|quarters of|percent|per cent|percentage points?|twice|thrice|two-?fold|three-?fold|\w+fold|"
    r"third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth)\b",
    re.IGNORECASE,
)
# "one" and "first" are mostly not figures; only with something counted, or a place in an order, are they.
_ONE_COUNTED = re.compile(
    r"\b(?:one|a single|single) (?:more|fewer|less|extra|additional|in|out of|of (?:every|each)|per|a (?:day|week|month)|day|week|month|quarter|year|hour|minute|percent|point)\b"
    r"|\b(?:first|second|last) (?:out )?of\b|\b(?:first|second|last) (?:place(?! (?:to|where)\b)|in the (?:team|group|region|company)|on the (?:team|board))\b|\bnumber one\b|\bno\. ?one\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mondays|Tuesdays|Wednesdays|Thursdays|Fridays)\b"
    r"|\b(?:yesterday|tomorrow|tonight|fortnight|weekend|EOW|EOM|EOD|Christmas|Easter|New Year)\b"
    r"|\b(?:last|next|previous|past|coming|following|first|second|third|fourth) (?:day|week|month|quarter|year|half|spring|summer|autumn|fall|winter)s?\b"
    r"|\b(?:end of|by the end of|start of|beginning of) (?:the |this )?(?:day|week|month|quarter|year)\b|\bQ[1-4]\b",
    re.IGNORECASE,
)
_MAY = re.compile(r"(?<=\w )May\b|\bMay (?:the )?\d")
_COMPARISON = re.compile(
    r"\b(?:above|below|under|over|beneath|beyond|better|worse|best|worst|higher|highest|lower|lowest|fewer|fewest|less|least|greater|greatest|larger|largest|smaller|smallest|bigger|biggest|"
    r"faster|fastest|slower|slowest|quicker|quickest|stronger|strongest|weaker|weakest|longer|shorter|sooner|earlier|later|ahead|behind|top|bottom|average|median|typical|typically|"
    r"doubl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|quadrupl\w+|halv(?:e|ed|es|ing)|"
    r"increas\w+|decreas\w+|declin(?:e|ed|es|ing)|grow(?:n|s|ing)?|grew|r(?:ise|isen|ises|ising|ose)|f(?:all|alls|alling|allen|ell)|drop(?:s|ped|ping)?|"
    r"improv(?:ed|es|ing|ement|ements)|exceed\w*|surpass\w*|outperform\w*|underperform\w*|lag(?:s|ged|ging)?|trail(?:s|ed|ing)?|leads? the|beats?|beating|beaten|"
    r"up from|down from|up by|down by|short of|close to|near(?:ly|er|est)?|almost|twice|majority|most of|rank(?:s|ed|ing|ings)?|leaderboard|percentile|quartile|record|outlier|"
    r"strong|weak|high|low|great|poor|excellent|impressive|solid|outstanding|exceptional|remarkable|disappointing|slipp\w+|soared?|plummet\w*|surg\w+|climb(?:s|ed|ing)?)\b"
    r"|\b(?:more|most)\b(?! (?:about|of what|on (?:this|that)|useful|helpful|to (?:say|add)))|\bas (?:many|much|often|fast|high|low|good) as\b|\bthan\b",
    re.IGNORECASE,
)
# Words above that are harmless in these phrases.
_NOT_COMPARISON = re.compile(
    r"\b(?:tell me more|say more|anything more|what more|over (?:the|a) (?:phone|call|coffee)|take over|over to you|come over|go(?:ing)? over|talk(?:ing)? (?:it )?over|at (?:best|least)|"
    r"under (?:way|your control)|best way|what would (?:help|matter) most|matters? most|most (?:to|for) you|help(?:s|ed)? (?:you |you the )?most|on top of|sooner or later|"
    r"no later|after all|rather than|other than|High Core|Low Core|on (?:the )?record|for the record)\b",
    re.IGNORECASE,
)
CAUSE = re.compile(
    r"\b(?:because|since (?:you|she|he|they|her|his|their|your)|due to|thanks to|leads? to|led to|leading to|results? in|resulted in|as a result|therefore|hence|consequently|causes?|caused|causing|"
    r"drives|driven by|drove|would (?:bring|add|lift|raise|give|mean|make|close|win|land|get|reach|put|earn|yield|produce|generate)|will (?:bring|add|lift|raise|close|win|land|reach|earn|yield|produce|generate)|"
    r"which is why|that is why|that's why|explains? (?:why|the)|so that you (?:win|close|land)|translates? into|pays? off)\b",
    re.IGNORECASE,
)
_OPEN_QUESTION = re.compile(r"\bwhat (?:else )?would (?:make|bring|give|mean|add)\b(?=[^.!?\n]*\?)", re.IGNORECASE)
"""Asks for an effect and claims none."""
_QUOTATION = re.compile(r"[“”\"«»„‟]|(?<!\w)['‘’](?=\w[^'‘’]{2,80}\w[.,!?]?['‘’](?!\w))")
_DOES = re.compile(r"['’]s\b|\s+(?:and|or|has|is|was|had|did|can|could|would|\w+(?<!thi)(?<!u)s|\w+ed)\b")
"""After a name that is also a word to begin with (`Will wins`), unlike after the word (`Will you`)."""
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


def check_template(template: str, ledger: Ledger, passages: Mapping[str, Passage], known_names: Collection[str] = ()) -> list[Refusal]:
    """Everything in a draft that is not grounded; empty when it may be rendered and shown.

    Args:
        template: the draft, with placeholders.
        ledger: Facts of this turn.
        passages: passages of this turn, by id, for `{quote:ID}`.
        known_names: people and accounts of the company; none may stand outside a placeholder, wherever in a sentence.
    """
    if not template.strip():
        return [Refusal("empty", "", "write the text")]
    out: list[Refusal] = []
    bare, causes_allowed = _strip_placeholders(template, ledger, passages, out)
    plain = _ONE_ON_ONE.sub("meeting", bare)
    for found in (*_DIGIT.finditer(plain), *_ROMAN_OR_FRACTION.finditer(plain)):
        out.append(Refusal("digit", found.group(), "use a placeholder for every figure"))
    for pattern in (_NUMBER_WORD, _ONE_COUNTED):
        out += [Refusal("number_word", m.group(), "use {name} or {name:words} for a number in words") for m in pattern.finditer(plain)]
    for pattern in (_DATE, _MAY):
        out += [Refusal("date", m.group(), "use a placeholder for a date or a period") for m in pattern.finditer(plain)]
    harmless = [(m.start(), m.end()) for m in _NOT_COMPARISON.finditer(plain)]
    for m in _COMPARISON.finditer(plain):
        if not any(s <= m.start() and m.end() <= e for s, e in harmless):
            out.append(Refusal("comparison", m.group(), "a comparison or a judgement stands only inside a Fact's own text"))
    out += [Refusal("quotation", _around(plain, m.start()), "quote only with {quote:ID}") for m in _QUOTATION.finditer(plain)]
    out += _foreign_names(plain, known_names)
    for sentence, allowed in _sentences(plain, causes_allowed):
        if not allowed and (cause := CAUSE.search(_OPEN_QUESTION.sub(" ", sentence))):
            out.append(Refusal("cause", cause.group(), "claim a cause only in a sentence with a what-if or a share of the gap"))
    return out


def _strip_placeholders(template: str, ledger: Ledger, passages: Mapping[str, Passage], out: list[Refusal]) -> tuple[str, list[int]]:
    """The text with a token for each placeholder, and where tokens stand whose Fact may back a cause."""
    pieces: list[str] = []
    causal: list[int] = []
    at = length = 0
    for start, end, name in placeholders(template):
        pieces.append(template[at:start])
        length += start - at
        kind, _, rest = name.partition(":")
        fact = ledger.get(kind)
        if (kind == "quote" and rest not in passages) or (kind != "quote" and (fact is None or rest not in ("", "words"))):
            out.append(Refusal("placeholder", "{" + name + "}", "use only the placeholders that were listed"))
        if fact is not None and fact.kind in ("what_if", "decomposition"):
            causal.append(length)
        pieces.append(TOKEN)
        length += 1
        at = end
    pieces.append(template[at:])
    bare = "".join(pieces)
    out += [Refusal("placeholder", _around(bare, m.start()), "write placeholders as {name}") for m in re.finditer(r"[{}]", bare)]
    return bare, causal


def _sentences(text: str, marks: Iterable[int]) -> list[tuple[str, bool]]:
    marks = list(marks)
    return [(m.group(), any(m.start() <= k < m.end() for k in marks)) for m in _SENTENCE.finditer(text)]


def _around(text: str, at: int) -> str:
    return text[max(0, at - 12) : at + 24].replace(TOKEN, "{}").strip()


@functools.lru_cache(maxsize=8)
def _name_patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Whole names, and parts that are no ordinary words, in any case; other parts as they are written."""
    parts = {p for n in names for p in re.split(r"[\s,]+", n) if len(p) > 2 and p[:1].isupper() and p != n}
    single = {n for n in names if " " not in n}
    whole = set(names) - single
    for word in parts | single:
        if len(word) > 3 and word.isalpha() and word.casefold() not in OPENERS and not is_of(word, CLOSED, FRAME, TOPICS, TALK):
            whole.add(word)

    def either(words: set[str], flags: int = 0) -> re.Pattern[str] | None:
        listed = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if w)
        return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", flags) if listed else None

    return either(whole, re.IGNORECASE), either((parts | single) - whole)


def _foreign_names(text: str, known_names: Collection[str]) -> list[Refusal]:
    """Capitalised words that are no ordinary sentence opening, and known names however written."""
    out: list[Refusal] = []
    instead = "name people, accounts and products only with a placeholder"
    seen: set[str] = set()
    whole, parts = _name_patterns(tuple(known_names))
    for pattern in (whole, parts):
        for m in pattern.finditer(text) if pattern else ():
            ordinary = m.group().casefold() in OPENERS and (m.start() == 0 or re.search(r"[.!?:]\s*$", text[: m.start()])) and not _DOES.match(text[m.end() :])
            if not ordinary and m.group().casefold() not in seen:
                seen.add(m.group().casefold())
                out.append(Refusal("name", m.group(), instead))
    for line in text.splitlines():
        opening = True
        last_end = 0
        for m in _WORD.finditer(line):
            gap = line[last_end : m.start()]
            opening = opening if last_end == 0 else bool(re.search(rf"[.!?:;]\s+$|[-–—*•]\s+$|{TOKEN}\s+$", gap))
            last_end = m.end()
            word = m.group()
            if not word[0].isupper() or word in CAPITALISED or word.casefold() in seen:
                continue
            stem = re.sub(r"['’]\w+$", "", word)
            if stem in CAPITALISED or (opening and _begins(word, stem)):
                continue
            seen.add(word.casefold())
            out.append(Refusal("name", word, instead))
    return out


def _begins(word: str, stem: str) -> bool:
    """Whether a word with a capital may begin a sentence without naming anybody."""
    return not OPENERS.isdisjoint({word.replace("’", "'").casefold(), stem.split("-")[0].casefold()}) or is_of(word.casefold(), CLOSED, FRAME, TOPICS, TALK)


# ---------------------------------------------------------------- finished text

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


def numbers_in(text: str) -> list[str]:
    """Numbers as written, `1:1` left out."""
    return _NUMBER.findall(_ONE_ON_ONE.sub(" ", text))


def check_text(text: str, facts: Iterable[Fact], passages: Iterable[Passage] = (), also: Iterable[str] = ()) -> list[Refusal]:
    """Numbers of a finished text that no Fact, quotation or agenda value says.

    Args:
        also: texts whose numbers are the agenda's own: its date, its minutes.
    """
    known = {n for f in facts for n in (*numbers_in(f.text), *numbers_in(str(f.window or "")), *numbers_in(f.as_of.isoformat()))}
    known |= {n for p in passages for n in numbers_in(shown(p.quote))}
    known |= {n for t in also for n in numbers_in(t)}
    known |= {n.lstrip("0") for n in known}
    return [Refusal("digit", n, "no Fact of this agenda says that number") for n in dict.fromkeys(numbers_in(text)) if n not in known and n.lstrip("0") not in known]
