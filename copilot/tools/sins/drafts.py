"""The copilot's own drafts pass the same check as anybody's 1:1 (section 11).

`selective` is found in a calendar, never in a draft, so it is not looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.domain import Finding, Section
from copilot.tools.sins.catalogue import catalogue
from copilot.tools.sins.comparisons import comparisons

MOST_FIGURES = 12
"""Figures in one section from which it is a report, however long it is."""
FIGURE_DENSITY = 0.16
"""Figures per word from which a section of at least `MIN_FIGURES` is a pile of them."""
MIN_FIGURES = 6
PAST_SHARE_OF_SENTENCES = 0.5
"""Share of sentences in the past tense from which a section that should look ahead looks back (of three or more)."""

_FIGURE = re.compile(r"(?<![\w:])(?:[$€£¥₹]\s?|[A-Z]{3}\s)?\d[\d,.]*(?:\s?%)?(?![\w:]*:\d)")
_NOT_FIGURE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*(?:\s+\d{4})?|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\s+\d{1,2}(?:st|nd|rd|th)?(?:,?\s+\d{4})?|\b\d{4}-\d{2}-\d{2}\b|\b\d{4}-Q\d\b|\bQ\d(?:\s+\d{4})?|\b\d+\s*(?:minutes?|min)\b|\b1:1s?\b|^\s*\d+[.)]\s",
    re.IGNORECASE | re.MULTILINE,
)
_REPORT = re.compile(
    r"\b(?:you|your team|we)\s+(?:have\s+)?(?:only\s+|just\s+)?(?:made|logged|sent|held|ran|did|booked|completed|placed|had|dialled|dialed|recorded|managed|scheduled)\s+(?:only\s+|just\s+|about\s+)?(?:\d+|\w+)\s+(?:\w+\s+)?(?:calls?|e-?mails?|meetings?|demos?|tasks?|activit(?:y|ies)|visits?|dials?|proposals?)",
    re.IGNORECASE,
)
_ACTIVITY_COUNT = re.compile(
    r"\b\d+\s+(?:\w+\s+)?(?:calls?|e-?mails?|meetings?|demos?|tasks?|visits?|dials?|proposals?|touches|activities)\b|\b(?:calls?|e-?mails?|meetings?|demos?|tasks?|visits?|dials?|proposals?)\s*[:=]\s*\d+",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:last (?:week|month|quarter|year|time|period|half)|previous(?:ly)?|in the past|back then|earlier this (?:year|quarter|month)|ago|yesterday|you (?:were|had|did(?:n['’]t)?|missed|lost|won|made|failed|closed|fell|dropped|slipped|should have|could have|used to|didn['’]t|ran|held|logged|finished|ended|came|let|got|started|forgot|sent|struggled|underperformed)|(?:was|were) (?:down|up|weak|strong|low|high|slow|short|late|lost|missed|won|disappointing)|looking back|what went wrong|went wrong|review of the (?:last|past))\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\b(?:you (?:need to|must|should|have to|had better|ought to|are (?:expected|required|supposed) to|will have to|['’]?ll need to|can['’]t keep|shall)|i (?:need|want|expect|require|ask) you to|make sure (?:you|that you)|it is (?:essential|imperative|crucial|vital|critical) that you|my expectation)\b",
    re.IGNORECASE,
)
_ASPIRATION = re.compile(
    r"\b(?:want|wants|wanted|aspir\w+|hope\w*|dream\w*|personal goal|goals? of your own|your own goals?|career|what matters|matters (?:most )?to you|ambition\w*|where (?:do )?you (?:see|would|are going)|aim(?:ing)? (?:for|at)|like to (?:reach|become|be|do|achieve)|long[- ]term|what (?:it is|is it|this is) for|purpose|you(?:['’]re| are) after)\b",
    re.IGNORECASE,
)
_COMMITMENT = re.compile(
    r"\b(?:goals?|commit\w*|now what|will you|would you|you (?:will|can) (?:choose|take|pick|agree|do)|agree|say yes|your yes|next step|what (?:will|would|do) you|which (?:one|of)|choose|take it|promise|decide|by (?:\d|mon|tue|wed|thu|fri|sat|sun|the|our|next|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*", re.MULTILINE)
_OWN_WORDS = re.compile(r"“[^”]*”")


def check_draft(sections: Sequence[Section], whole: bool = True, past_share: float = 0.10) -> tuple[Finding, ...]:
    """Every sin found in a draft; offsets are those of the section's text, which the detector names.

    Args:
        sections: What would be shown.
        whole: An agenda, of which parts can be missing; False for an answer in a chat or a single section.
        past_share: How much of the minutes may look back (`CoachingPolicy.past_share`).
    """
    found: list[Finding] = []
    for section in sections:
        found += _ranking(section)
        found += _figure_pile(section)
        found += _telling(section)
        if not section.looks_back:
            found += _backwards(section)
    if whole:
        found += _minutes(sections, past_share)
        found += _missing(sections)
    return tuple(found)


def _finding(sin: str, section: Section | None, quote: str, start: int | None, end: int | None, confidence: float) -> Finding:
    entry = catalogue()[sin]
    return Finding(sin, "present", quote, start, end, entry.why, entry.instead, confidence, f"draft rule {sin} in {section.id}" if section else f"draft rule {sin}")


def _ranking(section: Section) -> Iterator[Finding]:
    for c in comparisons(section.text):
        yield _finding("stack_ranking", section, c.quote, c.start, c.end, 0.9)


def _masked(text: str) -> str:
    """The text with quotations and dates blanked at the same length."""
    blank = _OWN_WORDS.sub(lambda m: "x" * len(m.group()), text)
    return _NOT_FIGURE.sub(lambda m: "x" * len(m.group()), blank)


def _figure_pile(section: Section) -> Iterator[Finding]:
    text = _masked(section.text)
    figures = list(_FIGURE.finditer(text))
    words = len(re.findall(r"\w+", text))
    counts = list(_ACTIVITY_COUNT.finditer(text))
    reports = list(_REPORT.finditer(text))
    pile = len(figures) >= MOST_FIGURES or (len(figures) >= MIN_FIGURES and len(figures) / max(words, 1) >= FIGURE_DENSITY)
    if pile:
        yield _finding("data_ambush", section, section.text[figures[0].start() : figures[-1].end()], figures[0].start(), figures[-1].end(), 0.8)
    elif len(counts) >= 4 or len(reports) >= 2:
        spans = counts if len(counts) >= 4 else reports
        yield _finding("data_ambush", section, section.text[spans[0].start() : spans[-1].end()], spans[0].start(), spans[-1].end(), 0.7)


def _sentences(text: str) -> list[re.Match[str]]:
    return [m for m in _SENTENCE.finditer(text) if re.search(r"\w", m.group())]


def _backwards(section: Section) -> Iterator[Finding]:
    text = _masked(section.text)
    sentences = _sentences(text)
    past = [m for m in sentences if _PAST.search(m.group())]
    if len(sentences) >= 3 and len(past) / len(sentences) >= PAST_SHARE_OF_SENTENCES:
        yield _finding("rear_view", section, section.text[past[0].start() : past[0].end()].strip(), past[0].start() + _lead(past[0].group()), past[0].end() - _trail(past[0].group()), 0.7)


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip())


def _trail(text: str) -> int:
    return len(text) - len(text.rstrip())


def _telling(section: Section) -> Iterator[Finding]:
    text = _OWN_WORDS.sub(lambda m: "x" * len(m.group()), section.text)
    told = list(_TELLING.finditer(text))
    if len(told) >= 2 and len(told) > text.count("?"):
        yield _finding("my_time", section, section.text[told[0].start() : told[0].end()], told[0].start(), told[0].end(), 0.7)


def _minutes(sections: Sequence[Section], past_share: float) -> Iterator[Finding]:
    total, past = sum(s.minutes for s in sections), sum(s.minutes for s in sections if s.looks_back)
    if total and past > past_share * total + 1e-9:
        yield _finding("rear_view", None, f"{past} of {total} minutes look back", None, None, 1.0)


def _missing(sections: Sequence[Section]) -> Iterator[Finding]:
    texts = {s.id: s.text for s in sections if s.text.strip()}
    if "your_topics" not in texts:
        yield _finding("my_time", None, "absent from the draft: the rep's topics", None, None, 0.9)
    if not _ASPIRATION.search(texts.get("connect", "")) and not _OWN_WORDS.search(texts.get("connect", "")):
        yield _finding("no_aspiration", None, "absent from the draft: what the rep wants, or the question for it", None, None, 0.9)
    if not _COMMITMENT.search(texts.get("now_what", "")):
        yield _finding("no_commitment", None, "absent from the draft: a goal to say yes to", None, None, 0.9)
