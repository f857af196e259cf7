"""The sins looked for in notes by rule; where a rule is not safe the verdict is `cannot tell` (section 11).

What rules find is one signal among those that `judging` weighs, and all there is where no embedder is at hand.
"""

from __future__ import annotations

import re
from itertools import pairwise

from copilot.domain import Commitment, Finding, Talk, Verdict
from copilot.policy import CoachingPolicy
from copilot.tools.dates import ORDINALS
from copilot.tools.notes.reading import Notes, Utterance
from copilot.tools.sins.catalogue import catalogue
from copilot.tools.sins.comparisons import comparisons

THIN_WORDS = 40
"""Notes shorter than this cannot show that something was absent."""
AMBUSH_FIGURES = 3
"""So many figures about the past at the opening of notes are a report, not a conversation."""
ABSENT = "absent from the notes"

_NUMBER = re.compile(r"(?<![\w:.])(?:[$€£]\s?)?\d[\d,.]*\s?(?:%|percent|k\b|m\b)?(?![\w:]*:\d)")
_NOT_FIGURE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*(?:\s+\d{4})?|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\b\d{4}-\d{2}-\d{2}\b|\bq[1-4]\b|\b\d+\s*(?:minutes?|mins?|hours?|days?|weeks?|o['’]clock|am|pm)\b|\b1:1s?\b|\b\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?\b|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d{2}\b",
    re.IGNORECASE,
)
AMBUSH = re.compile(
    r"\b(?:(?:(?:pulled|brought|opened|put) up|opened|presented|showed (?:him|her|them|the rep|[A-Z]\w+)) (?:the |my |his |her |your |a )?(?:\w+ )?(?:dashboard|spreadsheet|report|numbers|figures|crm|activity|data|sheet|stats|scorecard)|(?:went|go|going|walked|walk|run|ran|running|read) (?:\w+ )?(?:through|over|out) (?:all |the |his |her |your |each |every |of )*(?:\w+ )?(?:numbers|figures|metrics|activity|activities|report|dashboard|kpis?|stats|spreadsheet|call counts?|data|scorecard)"
    r"|(?:had(?:n['’]t| not)|has(?:n['’]t| not)|have(?:n['’]t| not)|never) seen (?:the|these|those|this|that|any|my|them|it)|(?:surprised|blindsided|caught off guard|taken aback|ambushed) by (?:the |these |those |my )?(?:\w+ )?(?:numbers|figures|data|report|stats)|(?:first time|where (?:do|did) (?:those|these|that)) .{0,30}(?:numbers?|figures?|come from|seen|hear)|look at (?:these|your|the|this) (?:numbers|figures|stats|dashboard|spreadsheet|activity|report|metrics)|your (?:numbers|stats|activity|metrics|figures) (?:are|were|is|show|say|tell|look)|the (?:numbers|data|dashboard|report|system|spreadsheet) (?:says?|shows?|tells?))\b",
    re.IGNORECASE,
)
SEEN = re.compile(
    r"\b(?:shared (?:the |these |them |it )?(?:\w+ )?(?:ahead|before|in advance|beforehand|two days|on \w+day)|(?:had|has|have|had already|already) (?:already )?seen|(?:he|she|they|rep|you|i) brought (?:the|his|her|my|your|their) (?:own )?(?:numbers|figures|data)|same (?:figures|numbers) (?:as|we both)|from (?:the|your|our) agenda)\b",
    re.IGNORECASE,
)
NO_GOAL = re.compile(
    r"\b(?:no (?:goals?|next steps?|actions?|action items?|commitments?|follow[- ]?ups?)(?: (?:were |was )?(?:set|agreed|made|taken|defined|today))?|(?:did(?:n['’]t| not)|haven['’]t|have not) (?:agree|set|commit|decide|settle)(?:d)? (?:on |to |a |any)|ran out of time|(?:we['’]ll|let['’]s|will) (?:pick|take) (?:this|it) up (?:again )?(?:next|another)|nothing (?:was )?agreed|let['’]s leave it (?:there|at that)|just keep (?:at it|going|doing|it up)|keep up the (?:good|great))\b",
    re.IGNORECASE,
)
WANTS = re.compile(
    r"\b(?:aspir\w+|career|promot(?:ed|ion)|long[- ]term|personal goals?|his own goals?|her own goals?|my own goals?|your own goals?|own goal|dream\w*|ambition\w*|wants? to (?:be|become|lead|move|grow|reach|earn|make president|win (?:president|the trip)|learn|build|buy|get into|run)|(?:i['’]d|would) (?:like|love) to (?:be|become|lead|move|grow|reach|learn|run)|where (?:do )?you (?:want|see yourself)|what (?:do )?you want|what (?:does )?(?:he|she) wants?|what matters to|president['’]s club|individual development plan|idp|what (?:is|it['’]s|it is) (?:it )?for|in (?:two|three|five) years|what would (?:it|that) mean (?:to|for) you)\b",
    re.IGNORECASE,
)


def rule_findings(notes: Notes, text: str, commitments: list[Commitment], talk: Talk, policy: CoachingPolicy) -> list[Finding]:
    """What rules alone say of each sin; where they are not safe, `cannot tell`."""
    words = word_count(notes)
    thin = is_thin(notes)
    return [
        *_data_ambush(notes, text, words, thin),
        _no_commitment(notes, text, commitments, words, thin),
        *_stack_ranking(notes, text, thin),
        _rear_view(talk, notes, policy, thin),
        _my_time(talk, notes),
        _no_aspiration(notes, text, words),
        _cannot("selective"),
    ]


def word_count(notes: Notes) -> int:
    return sum(len(u.text.split()) for u in notes.utterances)


def is_thin(notes: Notes) -> bool:
    """Too little to show that something was absent."""
    return word_count(notes) < THIN_WORDS or len(notes.utterances) < 2


# ---------------------------------------------------------------- verdicts


def _finding(sin: str, verdict: Verdict, confidence: float, text: str = "", start: int | None = None, end: int | None = None) -> Finding:
    entry = catalogue()[sin]
    quote = text[start:end] if start is not None and end is not None else ABSENT
    return Finding(sin, verdict, quote, start, end, entry.why, entry.instead, confidence, f"rule:{sin}")


def _cannot(sin: str) -> Finding:
    return _finding(sin, "cannot tell", 0.5)


def _leaders(notes: Notes) -> list[Utterance]:
    """What the manager said; in notes and where sides are unknown, everything."""
    led = [u for u in notes.utterances if u.who == "manager"]
    return led if led else list(notes.utterances)


def _figures(words: str) -> list[re.Match[str]]:
    return list(_NUMBER.finditer(_NOT_FIGURE.sub(lambda m: "x" * len(m.group()), words)))


_RANK = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\s+(?:out\s+)?of\s+(?:\d{{1,2}}|[a-z]+)\b(?!\s+(?:january|february|march|april|may|june|july|august|september|october|november|december))",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?\s+(?:\w+\s+)?(?:calls?|demos?|deals?|meetings?|e-?mails?|wins?|losses|opportunit\w+|customers?|per ?cent|accounts?|visits?|proposals?)\b",
    re.IGNORECASE,
)
AHEAD = re.compile(
    r"\b(?:will|['’]ll|wants? to|going to|plans? to|by (?:next |the )?(?:mon|tues|wednes|thurs|fri|satur|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|end)\w*|next (?:week|month|quarter|year|1:1|time)|tomorrow|agreed|agrees|promise\w*|commit\w*|what if|would|could|target for|aim\w*|until|before our next)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9€$£])|\n+")
OPENING_SHARE = 1 / 3
"""How much of the notes counts as their opening."""
OPENING_SENTENCES = 4
"""At least so many sentences are their opening."""


def _sentences(words: str) -> list[tuple[int, int]]:
    """Offsets of each sentence, end exclusive, blanks left out."""
    marks = [0, *(m.end() for m in _SENTENCE_END.finditer(words)), len(words)]
    out = []
    for a, b in pairwise(marks):
        piece = words[a:b]
        if piece.strip():
            out.append((a + len(piece) - len(piece.lstrip()), a + len(piece.rstrip())))
    return out


def _whole(words: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that a span lies in: a quotation begins and ends where they do."""
    within = [(a, b) for a, b in _sentences(words) if a < end and start < b]
    return (within[0][0], within[-1][1]) if within else (start, end)


def _said_of_the_past(words: str) -> int:
    """How many figures a sentence gives about what was: digits, "sixth of eight", "twelve deals"; none where it looks ahead."""
    if AHEAD.search(words):
        return 0
    ranks = list(_RANK.finditer(words))
    rest = _RANK.sub(lambda m: "x" * len(m.group()), words)
    return len(ranks) + len(_figures(rest)) + len(_IN_WORDS.findall(_NUMBER.sub("x", rest)))


def _ambush_at_the_start(notes: Notes, words: int) -> tuple[Utterance, int, int, Utterance, int] | None:
    """The sentences at the opening of notes that give three or more figures about what was: where they begin and where they end.

    Returns:
        (utterance, first character, end, the last utterance of it, its end), None where there are fewer.
    """
    read, places, figures = 0, [], 0
    said = [(u, a, b) for u in notes.utterances if u.who != "rep" for a, b in _sentences(u.text)]
    for number, (u, a, b) in enumerate(said):
        if number >= OPENING_SENTENCES and read > words * OPENING_SHARE:
            break
        read += len(u.text[a:b].split())
        if found := _said_of_the_past(u.text[a:b]):
            figures += found
            places.append((u, a, b))
    if figures < AMBUSH_FIGURES:
        return None
    first, last = places[0], places[-1]
    return first[0], first[1], first[2], last[0], last[2]


def _data_ambush(notes: Notes, text: str, words: int, thin: bool) -> list[Finding]:
    found: list[Finding] = []
    seen = any(SEEN.search(u.text) for u in notes.utterances)
    total = 0
    for u in _leaders(notes):
        figures = _figures(u.text)
        total += len(figures)
        said = AMBUSH.search(u.text)
        if seen and not (said and re.search(r"seen|surpris|blindsid|ambush|guard", said.group(), re.IGNORECASE) and not SEEN.search(u.text)):
            continue
        if len(figures) >= (3 if notes.kind == "transcript" else 4):
            start, end = u.span(*_whole(u.text, figures[0].start(), figures[-1].end()))
            found.append(_finding("data_ambush", "present", 0.75, text, start, end))
        elif said:
            start, end = u.span(*_whole(u.text, said.start(), said.end()))
            found.append(_finding("data_ambush", "present", 0.7 if figures or re.search(r"seen|surpris|blindsid|ambush|guard", said.group(), re.IGNORECASE) else 0.55, text, start, end))
    for u in notes.utterances:
        if u.who == "rep" and (
            m := re.search(
                r"\b(?:i (?:had|have)(?:n['’]t| not) (?:even )?seen (?:these|those|that|this|the|any)|where (?:do|did) (?:these|those|that|you get) .{0,20}(?:numbers?|figures?|from)|first time i (?:see|hear|['’]ve))",
                u.text,
                re.IGNORECASE,
            )
        ):
            start, end = u.span(*_whole(u.text, m.start(), m.end()))
            found.append(_finding("data_ambush", "present", 0.85, text, start, end))
    if not found and not seen and notes.kind == "notes" and (opening := _ambush_at_the_start(notes, words)):
        begin, a, _, close, b = opening
        found.append(_finding("data_ambush", "present", 0.7, text, begin.span(a, a)[0], close.span(b, b)[1]))
    if not found and not seen and notes.kind == "notes" and total >= 6 and total / max(words, 1) > 0.08:
        first = next(u for u in notes.utterances if _figures(u.text))
        figures = _figures(first.text)
        start, end = first.span(*_whole(first.text, figures[0].start(), figures[-1].end()))
        found.append(_finding("data_ambush", "present", 0.65, text, start, end))
    if found:
        return found[:5]
    if not thin and words >= 80 and (total <= 2 or seen):
        return [_finding("data_ambush", "absent", 0.6)]
    return [_cannot("data_ambush")]


def _no_commitment(notes: Notes, text: str, commitments: list[Commitment], words: int, thin: bool) -> Finding:
    own = [c for c in commitments if c.who != "manager" and c.in_own_hands]
    if own:
        return _finding("no_commitment", "absent", 0.8 if any(c.who == "rep" for c in own) else 0.6)
    for u in notes.utterances:
        if m := NO_GOAL.search(u.text):
            return _finding("no_commitment", "present", 0.85, text, *u.span(m.start(), m.end()))
    if commitments and any(c.who != "manager" for c in commitments):
        return _cannot("no_commitment")
    if thin:
        return _cannot("no_commitment")
    return _finding("no_commitment", "present", 0.7 if words >= 80 else 0.6)


def _stack_ranking(notes: Notes, text: str, thin: bool) -> list[Finding]:
    found = [_finding("stack_ranking", "present", 0.85, text, *u.span(c.start, c.end)) for u in _leaders(notes) for c in comparisons(u.text, own_words=False)]
    return found[:5] or [_cannot("stack_ranking") if thin else _finding("stack_ranking", "absent", 0.7)]


def _rear_view(talk: Talk, notes: Notes, policy: CoachingPolicy, thin: bool) -> Finding:
    """Sentences are a rough measure of minutes: only clear cases are judged."""
    if thin or talk.past_share is None or len(notes.utterances) < 6:
        return _cannot("rear_view")
    if talk.past_share >= 0.5:
        return _finding("rear_view", "present", 0.65)
    return _finding("rear_view", "absent", 0.6) if talk.past_share <= policy.past_share else _cannot("rear_view")


def _my_time(talk: Talk, notes: Notes) -> Finding:
    if talk.leader_share is None or talk.question_share is None or talk.telling_share is None or len(notes.utterances) < 6:
        return _cannot("my_time")
    if (talk.leader_share >= 0.65 and talk.question_share < 0.25) or talk.telling_share >= 0.25:
        return _finding("my_time", "present", 0.7)
    return _finding("my_time", "absent", 0.65) if talk.leader_share <= 0.55 else _cannot("my_time")


def _no_aspiration(notes: Notes, text: str, words: int) -> Finding:
    for u in notes.utterances:
        if WANTS.search(u.text):
            return _finding("no_aspiration", "absent", 0.7)
    return _finding("no_aspiration", "present", 0.6) if words >= 150 else _cannot("no_aspiration")
