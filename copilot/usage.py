"""Whether each placeholder stands where its Fact is true (section 9).

Figures cannot be wrong, but a sentence around one can: the rep's own rate given to the level aimed at, calls said of a
figure about demos, `a day` after a figure for a week, `only` before it, one deal's reason beside another deal's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from copilot.domain import Passage
from copilot.facts import Ledger, placeholders, words_text
from copilot.grounding import CAUSE, Refusal
from copilot.sentences import TOKEN, Clause, Mark, Sentence, taken_apart

_PERIOD = r"(?:hour|day|week|month|quarter|year|fortnight)"
_UNIT_AFTER = re.compile(
    rf"^\s*(?:(?:a|an|per|each|every)\s+(?:working\s+|normal\s+|single\s+)?(?:{_PERIOD}|call|deal|customer|win|meeting|demo)\b|daily\b|weekly\b|monthly\b|quarterly\b|yearly\b|annually\b|times\b|fold\b"
    rf"|(?:{_PERIOD}|minute)s\b|points?\b|thousand\b|k\b|million\b|grand\b|euros?\b|dollars?\b|pounds?\b|cents?\b|per\b)",
    re.IGNORECASE,
)
_ROUNDED = re.compile(
    r"\b(?:only|just|merely|barely|hardly|scarcely|at least|at most|up to|no (?:fewer|less|more) than|not even|as much as|as many as|already|roughly|some|a full|a mere|a good|a meagre|a proud|well|easily|fully|exactly|precisely"
    r"|even|still|not|never|without|minus|plus|times|per|what could be|what looks like|supposedly|allegedly|practically|virtually|essentially|effectively|basically|another|again|the first|times as)\s*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?<!talk )(?<!think )(?<!ask )(?<!say )(?<!know )(?<!hear )(?<!question )(?<!thought )(?<!idea )(?<!talking )(?<!thinking )(?<!is )(?<!made )(?<!be )\b(?:about|around)\s*$", re.IGNORECASE
)
_DENIED = re.compile(r"\b(?:not|never|no longer|nor|neither|without|far from|nowhere near|nothing like)\b[^,;:]{0,25}$|n['’]t\b[^,;:]{0,25}$", re.IGNORECASE)
_WINDOW = re.compile(
    rf"\bthis (?:day|week|month|quarter|year|time)\b|\b(?:a|an|per|each|every) (?:{_PERIOD})\b|\b(?:daily|weekly|monthly|quarterly|yearly|annually|today|currently|so far|as of now|right now|at the moment|these days|lately|recently|"
    r"up to date|real time|back then|at the time|in the past|before that|by now|again|anymore|no longer|used to|a year ago|ago|since then|ever)\b",
    re.IGNORECASE,
)
_SPAN = re.compile(rf"\b(?:from|between)\s+{TOKEN}[^.;]{{0,20}}?\b(?:to|and)\s+{TOKEN}", re.IGNORECASE)
_SUM = re.compile(
    rf"{TOKEN}\s*(?:plus|minus|times|of|out of|over|and another|on top of)\s+(?:the |your )?{TOKEN}|\b(?:in total|altogether|combined|put together|taken together|adds? up|in all|in sum|all told|on balance|net)\b|{TOKEN}{TOKEN}",
    re.IGNORECASE,
)
_ABOUT_WHAT: dict[str, str] = {
    "call": r"calls|dial\w*|phone calls",
    "email": r"e-?mails?",
    "meeting": r"meetings",
    "demo": r"demos?|demonstrations?",
    "task": r"tasks?",
    "starts": r"opportunit\w+|starts|new deals",
    "win_rate": r"win rate|share of deals won",
    "revenue_per_customer": r"revenue per customer|deal size|deal value|a customer|per customer",
    "speed": r"speed|days to win|cycle",
}
_STATE: dict[str, str] = {
    "landed": r"landed|booked|sold|brought in|in the bank|banked|earned",
    "expected": r"expect\w*|forecast\w*|projected|heading for",
    "goal": r"quota|goal",
    "to_go": r"to go|missing|left to land",
    "chance": r"chance|odds|likel\w+|probab\w+",
    "open": r"open|pipeline",
    "stalled": r"stalled|gone quiet",
    "won": r"won",
    "lost": r"lost",
    "kept": r"kept",
    "last_held": r"last|met|held",
    "next_planned": r"next|planned",
}
_DONE = frozenset({"landed", "lost", "won", "stalled", "kept"})
"""Said of no figure that does not say so itself."""
_TOWARDS = re.compile(r"\b(?:towards?|to|of|for|against|from|on the way to)\s+(?:the\s+|your\s+|this\s+|that\s+)?(?:goal|quota)\b", re.IGNORECASE)
_AIMED = re.compile(
    rf"\blevel\s+(?:that\s+)?(?:you|she|he|they|{TOKEN})(?:['’]re|\s+are|\s+is|['’]s)?\s*(?:after|want(?:s|ed)?|aim(?:s|ing)? (?:at|for)|looking at|hope(?:s)? for|would like)\b", re.IGNORECASE
)
_LEVEL = re.compile(r"\b(?:somebody|someone|anybody|anyone|people|person|those|whoever|level|core|star)\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:team|company|others?|colleagues?|everybody|everyone|manager|customers?|buyers?|clients?)\b|\b(?:we|our|us|I|my)\b(?![^:]*:)")
_OWN = re.compile(rf"\b(?:you|your|yours|she|he|her|his)\b|{TOKEN}", re.IGNORECASE)
_WISHED = re.compile(r"\b(?:if|imagine|suppose|picture|would|could|towards?|reach|reaching|get to|getting to|try|trying|aim|aiming|take to|like to)\b", re.IGNORECASE)
_BECAUSE = re.compile(
    r"\b(?:because|since (?:you|she|he|they|her|his|their|your)|due to|thanks to|therefore|hence|consequently|as a result|which is why|that is why|that['’]s why|explains? (?:why|the))\b",
    re.IGNORECASE,
)
_WOULD = re.compile(r"\b(?:would|will|['’]ll|['’]d)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_PROMISED = re.compile(
    r"\b(?:guarantee\w*|certain(?:ly)?|definitely|surely|undoubtedly|no doubt|for sure|bound to|inevitabl\w+|without fail|going to|you['’]ll|she['’]ll|he['’]ll|will)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?P<family>[a-z_]+(?:\.[a-z_]+)*\.\d+)(?:\.|$)")


def check_usage(template: str, ledger: Ledger, passages: Mapping[str, Passage], twin: Sequence[str], rep_id: str | None = None) -> list[Refusal]:
    """Placeholders used for what their Facts do not say.

    Args:
        template: the draft, or one sentence of it.
        ledger: Facts of this turn.
        passages: passages of this turn, by id.
        twin: templates of the plain text; a sentence of it may be said again.
        rep_id: whom an agenda is about; a Fact of somebody else has no place in it.
    """
    plain = [s for text in twin for s in taken_apart(text, ledger, passages)]
    same = {s.template.casefold() for s in plain}
    together = _together(twin, ledger)
    out = list(_joined(template))
    for line in template.split("\n"):
        out += _pairs(line, ledger, passages, together)
    for sentence in taken_apart(template, ledger, passages):
        out += _whose(sentence, rep_id)
        if sentence.template.casefold() in same:
            continue
        out += _owners(sentence)
        out += _subjects(sentence)
        out += _sums(sentence)
        for clause in sentence.clauses:
            for mark, left, right in _around(clause):
                out += _unit(mark, left, right)
                if mark.fact is not None and mark.fact.kind == "date":
                    out += _subject(mark, clause.text.rpartition(TOKEN)[0] if mark is clause.marks[-1] else left, _STATE)
                elif mark.is_figure:
                    out += _subject(mark, f"{left} {right if mark is clause.marks[-1] else ''}", _STATE)
            if any(m.is_figure or m.name.endswith("sentence") for m in clause.marks) and (found := _WINDOW.search(clause.text)) and not _in_fact(found.group(), clause):
                out.append(Refusal("period", found.group(), "the figure says itself what time it is about"))
            out += _causes(clause)
    return out


def _in_fact(words: str, clause: Clause) -> bool:
    return any(m.fact is not None and words.casefold() in m.fact.text.casefold() for m in clause.marks)


def _joined(template: str) -> Iterator[Refusal]:
    """Something written right beside a placeholder, which would change how it reads."""
    for start, end, name in placeholders(template):
        before, after = template[:start][-1:], template[end : end + 2]
        if (before and not before.isspace() and before not in "(“‘'\"—–") or (after and not after[0].isspace() and after[0] not in ".,;:?!)…”’'\"—–" and after != "'s"):
            yield Refusal("unit", f"{before}{{{name}}}{after[:1]}", "leave a space around a placeholder and nothing that changes it")


def _around(clause: Clause) -> Iterator[tuple[Mark, str, str]]:
    """Each placeholder with the words before it, back to the one before, and those after it, up to the next."""
    pieces = clause.text.split(TOKEN)
    for i, mark in enumerate(clause.marks):
        if i + 1 < len(pieces):
            yield mark, pieces[i], pieces[i + 1]


def _unit(mark: Mark, left: str, right: str) -> Iterator[Refusal]:
    said = "{" + mark.name + "}"
    if mark.in_words and (mark.fact is None or mark.fact.unit != "count" or words_text(mark.fact.value) is None or len(re.findall(r"\d[\d,.]*", mark.fact.text)) != 1):
        yield Refusal("unit", said, "':words' is for a plain count; this figure reads as listed or not at all")
    if not mark.is_figure and not mark.name.endswith("sentence"):
        return
    if m := _UNIT_AFTER.match(right):
        yield Refusal("unit", said + m.group(), "the placeholder brings its unit with it; write nothing that changes it")
    if m := _ROUNDED.search(left) or _ABOUT.search(left):
        yield Refusal("rounding", m.group().strip() + " " + said, "say the figure as it is, with nothing that makes it more or less")
    elif m := _DENIED.search(left):
        yield Refusal("rounding", m.group().strip() + " " + said, "a figure of the list holds; do not deny it")


def _topics(text: str, kinds: Mapping[str, str]) -> set[str]:
    return {kind for kind, words in kinds.items() if re.search(rf"\b(?:{words})(?:\b|$)", text, re.IGNORECASE)}


def _subjects(sentence: Sentence) -> Iterator[Refusal]:
    """What a figure is said to be about, in all the words back to the figure before it."""
    at = 0
    figures = [m for m in sentence.marks if m.is_figure]
    for mark in figures:
        here = mark.at - sentence.at
        left, at = sentence.text[at:here], here + 1
        yield from _subject(mark, left + (sentence.text[at:] if mark is figures[-1] and not sentence.asks else ""), _ABOUT_WHAT)


def _subject(mark: Mark, around: str, kinds: Mapping[str, str]) -> Iterator[Refusal]:
    """Words for one kind of figure beside a figure of another kind."""
    assert mark.fact is not None
    said = _topics(_TOWARDS.sub(" ", around), kinds)
    holds = _topics(mark.fact.text, kinds) | (set(mark.name.split(".")) & set(kinds)) | ({"chance"} if "in 100" in mark.fact.text and "chance" in kinds else set())
    holds |= {"won", "lost"} if kinds is _STATE and mark.name.startswith("win_rate") else set()
    if said and (kinds is _ABOUT_WHAT or holds or said & _DONE) and not said & holds:
        yield Refusal("subject", "{" + mark.name + "}", f"that figure is not about {', '.join(sorted(said)).replace('_', ' ')}")


def _whose(sentence: Sentence, rep_id: str | None) -> Iterator[Refusal]:
    about = {m.fact.rep_id: m.name for m in (*sentence.marks, *sentence.listed) if m.fact is not None and m.fact.rep_id is not None}
    if rep_id is not None and (foreign := sorted(name for rep, name in about.items() if rep != rep_id)):
        yield Refusal("rep", "{" + foreign[0] + "}", "that is about somebody else")
    elif len(about) > 1:
        yield Refusal("rep", ", ".join("{" + n + "}" for n in sorted(about.values())), "one sentence is about one person")


def _owners(sentence: Sentence) -> Iterator[Refusal]:
    """The rep's own figure said of others, or the level's figure said of the rep."""
    at = 0
    text = sentence.text
    start = sentence.at
    for mark in sentence.marks:
        if not mark.is_figure:  # a name is part of what stands before the next figure
            continue
        here = mark.at - start
        left, at = text[at:here], here + 1
        right = text[at:].partition(TOKEN)[0]
        left_read = _AIMED.sub(" level ", _named(left, [m for m in sentence.marks if m.at < mark.at][-left.count(TOKEN) :] if TOKEN in left else []))
        own, level, others = (_last(p, left_read) for p in (_OWN, _LEVEL, _OTHERS))
        end = mark.name.rpartition(".")[2]
        if end == "target":
            wished = sentence.asks or _WISHED.search(text)
            if own > max(level, -1) and not wished and not _LEVEL.search(_AIMED.sub(" level ", right)):
                yield Refusal("owner", "{" + mark.name + "}", "that is the figure of the level aimed at, not the rep's")
            elif level < 0 and not wished and not _LEVEL.search(_AIMED.sub(" level ", text)):
                yield Refusal("owner", "{" + mark.name + "}", "say that this is what somebody at the level aimed at does")
        elif level > own and end in ("rate", "own", "vs_target", "landed", "expected", "score", "kept", "mix"):
            yield Refusal("owner", "{" + mark.name + "}", "that is the rep's own figure, not that of the level aimed at")
        elif others > own and end in ("rate", "own", "vs_target", "landed", "expected", "score", "kept", "mix", "attainment", "to_go", "pace", "count", "span"):
            yield Refusal("owner", "{" + mark.name + "}", "that is the rep's own figure, not somebody else's")


def _named(left: str, marks: Sequence[Mark]) -> str:
    """Only the rep's name stays a token: a level's name reads as a level, a deal's as nothing."""
    names = iter(marks)
    return re.sub(TOKEN, lambda _: {"rep": TOKEN, "target.segment": "level"}.get(next(names).name, " "), left)


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((m.start() for m in pattern.finditer(text)), default=-1)


def _sums(sentence: Sentence) -> Iterator[Refusal]:
    if sum(m.is_figure for m in sentence.marks) and (m := _SPAN.search(sentence.text) or _SUM.search(sentence.text)):
        yield Refusal("sum", m.group().replace(TOKEN, "{}"), "say each figure by itself: no ranges, changes over time or sums made of them")


def _causes(clause: Clause) -> Iterator[Refusal]:
    """A cause needs its Fact in the same clause, and a what-if says itself what would follow."""
    kinds = {m.fact.kind for m in clause.marks if m.fact is not None}
    if (m := _BECAUSE.search(clause.text)) and "decomposition" not in kinds:
        yield Refusal("cause", m.group(), "only a share of the gap says why; else leave the cause out")
    elif (m := CAUSE.search(clause.text)) and not clause.asks and not kinds & {"what_if", "decomposition"}:
        yield Refusal("cause", m.group(), "claim an effect only in the same breath as its what-if or share of the gap")
    if not clause.asks and (m := _PROMISED.search(clause.text)):
        yield Refusal("cause", m.group(), "nothing about the future is certain; leave it out")
    for mark, left, _ in _around(clause):
        if mark.fact is not None and mark.fact.kind == "what_if" and re.search(r"\b(?:would|chance)\b", mark.fact.text) and (m := _WOULD.search(left)):
            yield Refusal("cause", m.group().strip() + " {" + mark.name + "}", "that placeholder says itself what would follow from what; nothing else may lead to it")


# ---------------------------------------------------------------- what belongs together


def _together(twin: Sequence[str], ledger: Ledger) -> dict[str, set[str]]:
    """For each placeholder of the plain text, the names of deals and titles of pages it stands with on a line."""
    found: dict[str, set[str]] = {}
    for line in "\n".join(twin).split("\n"):
        names = [_key(name) for _, _, name in placeholders(line)]
        owners = {n for n in names if _is_owner(n, ledger)}
        for name in names:
            if name not in owners:
                found.setdefault(name, set()).update(owners)
    return found


def _key(name: str) -> str:
    return name if name.startswith("quote:") else name.partition(":")[0]


def _is_owner(name: str, ledger: Ledger) -> bool:
    return bool(_NUMBERED.match(name)) and name.rpartition(".")[2] in ("name", "title") and name in ledger


def _pairs(line: str, ledger: Ledger, passages: Mapping[str, Passage], together: Mapping[str, set[str]]) -> Iterator[Refusal]:
    """What is said of one deal or page stands beside no other."""
    names = [_key(name) for _, _, name in placeholders(line)]
    owners = {n for n in names if _is_owner(n, ledger)}
    called = {ledger[o].text for o in owners}
    for name in dict.fromkeys(names):
        if name in owners or not owners:
            continue
        belongs = {ledger[o].text for o in together.get(name, set()) if o in ledger}
        if (family := _NUMBERED.match(name)) and (own := next((f"{family['family']}.{end}" for end in ("name", "title") if f"{family['family']}.{end}" in ledger), None)):
            belongs.add(ledger[own].text)
        if name.startswith("quote:") and (passage := passages.get(name[len("quote:") :])) and (titles := {t for t in called if t.startswith("“")}) and not any(passage.title in t for t in titles):
            yield Refusal("pair", "{" + name + "}", "that quotation is from another page")
        elif belongs and not belongs & called:
            yield Refusal("pair", "{" + name + "}", "that is said of another deal or page")
