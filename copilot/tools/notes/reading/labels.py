"""Transcripts that name the speaker before what was said: `Dana: ...`, `[00:04] Dana: ...`, or a line of its own above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence

from copilot.names import fold
from copilot.tools.notes.reading.said import Utterance

_MARKS = r"[ \t>*_•\u200e\u200f\u202a-\u202e\u2066-\u2069-]{0,40}"
"""Bullets, bold and quoted lines, and the marks that turn the direction of writing."""
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_WHEN = rf"(?:[\[(]?(?:\d{{1,4}}[./-]\d{{1,2}}[./-]?(?:\d{{2,4}})?,?[ \t]{{1,3}})?{_CLOCK}[\])]?[ \t]{{0,4}}[-–]?[ \t]{{0,4}})"
_MAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
_NAME = rf"(?P<who>{_MAIL}|[^\W\d_][\w.'’-]{{0,60}}(?:[ \t]{{1,4}}[\w.'’&()-]{{1,60}}){{0,3}}?(?:[ \t]?[(\[][^()\[\]\n:]{{1,40}}[)\]])?)"
_LABEL = re.compile(rf"^{_MARKS}{_WHEN}?[*_]{{0,3}}{_NAME}[*_]{{0,3}}[ \t]{{0,4}}(?:[\[(]{_CLOCK}[\])])?[*_]{{0,3}}[ \t]{{0,4}}(?::[*_]{{0,3}}[ \t]{{1,40}}|：[ \t]{{0,40}})(?=\S)", re.MULTILINE)
_TIMED_LINE = re.compile(rf"^[ \t]{{0,40}}{_NAME}[ \t]{{1,40}}[\[(]?{_CLOCK}[\])]?[ \t]{{0,40}}\r?$", re.MULTILINE)
_NAME_LINE = re.compile(rf"^[ \t]{{0,8}}(?:#{{1,6}}[ \t]{{1,4}})?(?:{_WHEN})?(?:\*\*{_NAME}:?\*\*:?|{_NAME.replace('who', 'bare')}:)[ \t]{{0,8}}\r?$", re.MULTILINE)
_RECORDER = re.compile(r"\n[^\n]{1,80} (?:started|stopped) transcription\s*\Z")
"""What Teams writes at the end of a transcript, which nobody said."""
_VOICE = re.compile(r"^<v(?:\.[^>\s]{1,40})? (?P<who>[^>\n]{1,80})>", re.MULTILINE)
_HEADINGS = re.compile(
    r"^(?:goals?|next steps?|actions?|action items?|to-?dos?|notes?|dates?|attendees?|participants?|present|topics?|agenda|commitments?|agreed|decisions?|summary|follow[- ]?ups?|wins?|challenges?|numbers|pipeline|deals?|feedback|questions?|context|aspirations?|blockers?|risks?|ps|re|subject|location|time|duration|outcome|result|background|my topics|your topics|coaching|status|plan|focus|ai|by when|when|what|who|why|how|success|measure|q|a)$",
    re.IGNORECASE,
)
MANAGER = re.compile(r"\b(?:manager|leader|coach|lead|boss|supervisor|director|vp|head|mgr|interviewer|therapist|counsell?or|sales manager|team lead)\b", re.IGNORECASE)
REP = re.compile(r"\b(?:rep|seller|ae|sdr|bdr|sales ?person|salesperson|account executive|coachee|employee|direct report|client|mentee|sales rep|representative)\b", re.IGNORECASE)
_PROMISES = re.compile(r"\bi(?:['’]ll|['’]m going to| will| shall| am going to| promise to| commit to)\b", re.IGNORECASE)
PLAIN_PAIR = {"me", "you"}
_FEW = 8
"""More speakers than these are only believed where nearly every line has one, or most speak again."""


def from_labels(text: str, known: Collection[str] = ()) -> list[Utterance]:
    """Utterances by speaker labels, or nothing where the text is no transcript.

    Args:
        text: as it came.
        known: names of people that the caller knows.
    """
    folded = {fold(name) for name in known} | {fold(name).partition(" ")[0] for name in known}
    lines = sum(1 for line in text.splitlines() if line.strip())

    def named(name: str) -> bool:
        return is_name(name) or fold(name) in folded

    for pattern in (_VOICE, _TIMED_LINE, _LABEL, _NAME_LINE):
        if found := _by(pattern, text, lines, named):
            return found
    # a chat typed without capitals: only where next to every line has its speaker, each of whom speaks again
    found = _by(_LABEL, text, lines, lambda name: True)
    speakers = Counter(u.speaker for u in found)
    return found if len(found) >= 0.9 * lines and min(speakers.values(), default=0) >= 2 else []


def is_name(label: str) -> bool:
    """Whether a label may be a person: with a capital, in a script that has none, an address, or what somebody is."""
    return not label[:1].islower() or "@" in label or label.lower() in PLAIN_PAIR or bool(MANAGER.search(label) or REP.search(label))


def _by(pattern: re.Pattern[str], text: str, lines: int, named: Callable[[str], bool]) -> list[Utterance]:
    marks = [(m, _called(m)) for m in pattern.finditer(text)]
    marks = [(m, name) for m, name in marks if not _HEADINGS.match(name) and named(name)]
    if not marks:
        return []
    labels = Counter(name.lower() for _, name in marks)
    sides = sum(bool(MANAGER.search(name) or REP.search(name)) for name in labels)
    repeated = [name for name, n in labels.items() if n > 1]
    believed = len(labels) <= _FEW or len(marks) >= 0.8 * lines or len(repeated) >= 2 / 3 * len(labels)
    many = len(marks) >= 3 and len(repeated) >= (2 if pattern is _NAME_LINE else 1) and len(labels) >= 2 and believed
    out: list[Utterance] = []
    for (m, name), following in zip(marks, [*(m for m, _ in marks[1:]), None], strict=True):
        start, end = m.end(), following.start() if following else len(text)
        piece = _RECORDER.sub("", text[start:end]) if following is None else text[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip().removesuffix("</v>").rstrip())
        if end > start:
            out.append(Utterance(text[start:end], start, end, name))
    short = len(labels) == 2 and len(marks) == lines and (set(labels) == PLAIN_PAIR or asker(out) is not None)
    return out if (many or (sides == 2 and len(labels) == 2) or short) and len(marks) >= 0.2 * lines else []


def _called(m: re.Match[str]) -> str:
    groups = m.groupdict()
    return (groups["who"] or groups.get("bare") or "").strip()


def label_of(text: str) -> str | None:
    """The name that a line of notes begins with, as a speaker's label; None where it is a heading or there is none."""
    m = label_match(text, 0, len(text))
    return m["who"].strip() if m else None


def label_match(text: str, start: int, end: int) -> re.Match[str] | None:
    """The label at the beginning of a part of a text."""
    m = _LABEL.match(text[start : min(end, start + 400)])
    return m if m and not _HEADINGS.match(m["who"].strip()) and is_name(m["who"].strip()) else None


def asker(utterances: Sequence[Utterance]) -> str | None:
    """Of two speakers the one who only asks where the other only promises, lower case; None where it is not so plain."""
    asks = {(u.speaker or "").lower() for u in utterances if "?" in u.text}
    promises = {(u.speaker or "").lower() for u in utterances if _PROMISES.search(u.text)}
    return next(iter(asks)) if len(asks) == len(promises) == 1 and asks != promises else None
