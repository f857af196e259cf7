"""WebVTT and SRT: captions with times, with or without the names of who speaks.

Sources: the WebVTT recommendation of the W3C (cue settings, NOTE, STYLE and REGION blocks, voice spans); what Zoom (`Name: text`),
Microsoft Teams (`<v Name>`, and JSON in each cue of its metadata), and Word transcripts of Teams (a name on its own line) make of it.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from copilot.errors import InputError
from copilot.names import fold
from copilot.tools.notes.reading.json_talk import pieces_at
from copilot.tools.notes.reading.labels import MANAGER, REP, label_match
from copilot.tools.notes.reading.said import Utterance, Woven, turns

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,9})?"
_TIMING = re.compile(rf"^[ \t]{{0,40}}{_TIME}[ \t]{{0,40}}-->[ \t]{{0,40}}{_TIME}[^\r\n]*", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_MARKUP = re.compile(
    r"<v(?:\.[^\s<>]{1,60})?[ \t]+(?P<voice>[^<>\n]{1,120})>|<(?P<gone>/?(?:v|c|i|b|u|s|lang|ruby|rt|font)\b[^<>\n]{0,120}|\d[\d:.]{0,20})>|\{\\[^{}\n]{1,40}\}|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});",
)
_TURN = re.compile(r"[ \t]{0,8}(?:>>+|[-–—])[ \t]{0,8}")
"""A change of speaker in captions that name nobody."""
_BARE = re.compile(r"[(\[]?(?P<who>[^\W\d_][\w.'’-]*(?: [\w.'’&-]+){0,4}(?: ?[(\[][^()\[\]]{1,40}[)\]])?)[)\]]?:?")
_LONGEST_NAME = 60
_MOST = 0.6
"""So many of the cues begin with a line that is only a name, where names are given so."""

Line = tuple[int, int]


def is_cues(text: str) -> bool:
    """Whether a text is captions: it says so, or times stand where captions have them."""
    if text.lstrip("\ufeff \t\r\n").startswith("WEBVTT"):
        return _TIMING.search(text) is not None or "<v" not in text
    found = _TIMING.finditer(text)
    first = next(found, None)
    if first is None:
        return False
    before = text[: first.start()].strip("\ufeff \t\r\n")
    return not before or before.isdigit() or next(found, None) is not None


def from_cues(text: str, known: Collection[str] = ()) -> list[Utterance]:
    """One utterance a turn: cues of one speaker after another are one, and so is a sentence of captions that name nobody.

    Raises:
        InputError: not a word in it.
    """
    cues = _cues(text)
    if not any(cues):
        raise InputError("the captions hold no words: give the transcript itself, as .vtt, .srt or text")
    labels, bare = _labels(text, cues, known), _bare_names(text, cues)
    pieces: list[tuple[str | None, Woven]] = []
    speaker: str | None = None
    for lines in cues:
        if text[lines[0][0] : lines[0][0] + 1] == "{" and (written := _written(text, lines)):
            pieces += written
            continue
        cue = Woven()
        for i, (start, end) in enumerate(lines):
            if bare and i == 0 and len(lines) > 1 and (m := _BARE.fullmatch(text, start, end)) and m["who"].lower() in bare:
                speaker = m["who"]
                continue
            turn = _TURN.match(text, start, end)
            if turn and turn.end() < end:
                if len(lines) > 1 or ">" in turn.group():
                    pieces.append((speaker, cue))
                    cue = Woven()
                start = turn.end()
            m = label_match(text, start, end)
            if m and m["who"].strip().lower() in labels:
                pieces.append((speaker, cue))
                cue, speaker, start = Woven(), m["who"].strip(), start + m.end()
            if cue:
                cue.put(" ", cue.end, start)
            for said in _marked_up(text, start, end):
                if isinstance(said, str):
                    pieces.append((speaker, cue))
                    cue, speaker = Woven(), said
                else:
                    cue.add(said)
        pieces.append((speaker, cue))
    found = turns(pieces)
    if not found:
        raise InputError("the captions hold no words: give the transcript itself, as .vtt, .srt or text")
    return found


def _cues(text: str) -> list[list[Line]]:
    """The lines of words of each cue, without ids, times and the blocks that are not said."""
    marks = list(_TIMING.finditer(text))
    titled = text.lstrip("\ufeff \t\r\n").startswith("WEBVTT")
    out: list[list[Line]] = []
    for number, mark in enumerate(marks, 1):
        following = marks[number] if number < len(marks) else None
        end = following.start() if following else len(text)
        lines = [(m.start(), m.start() + len(m.group().rstrip())) for m in _LINE.finditer(text, mark.end(), end) if m.end() > m.start()][1:]
        if following and lines and _is_id(text, lines):
            lines.pop()
        said: list[Line] = []
        aside = False
        for i, (a, b) in enumerate(lines):
            a += len(text[a:b]) - len(text[a:b].lstrip())
            if a >= b:
                aside = False
            elif titled and i and lines[i - 1][0] >= lines[i - 1][1] and _ASIDE.match(text, a, b):
                aside = True
            elif not aside:
                said.append((a, b))
        if said:
            out.append(said)
    return out


def _is_id(text: str, lines: Sequence[Line]) -> bool:
    """Whether the last line before the next times names that cue: it follows a blank line, or is a number."""
    a, b = lines[-1]
    blank_before = len(lines) > 1 and lines[-2][0] >= lines[-2][1]
    return a < b and (blank_before or (len(lines) > 1 and text[a:b].strip().isdigit()))


def _labels(text: str, cues: Sequence[Sequence[Line]], known: Collection[str]) -> set[str]:
    """Names before a colon that are speakers: they come again, are known, say what somebody is, or stand in every cue."""
    found: Counter[str] = Counter()
    cued = 0
    for lines in cues:
        first = True
        for start, end in lines:
            turn = _TURN.match(text, start, end)
            if m := label_match(text, turn.end() if turn else start, end):
                found[m["who"].strip().lower()] += 1
                cued += first
            first = False
    folded = {fold(name) for name in known} | {fold(name).partition(" ")[0] for name in known}
    everywhere = cued == len(cues)
    return {name for name, n in found.items() if n > 1 or everywhere or fold(name) in folded or MANAGER.search(name) or REP.search(name)}


def _bare_names(text: str, cues: Sequence[Sequence[Line]]) -> set[str]:
    """Names on a line of their own above the words, lower case; none where the first lines are words."""
    found: Counter[str] = Counter()
    for lines in cues:
        start, end = lines[0]
        if len(lines) > 1 and end - start <= _LONGEST_NAME and (m := _BARE.fullmatch(text, start, end)) and not m["who"][:1].islower():
            found[m["who"].lower()] += 1
    return set(found) if sum(found.values()) >= _MOST * len(cues) and sum(found.values()) >= 1.5 * len(found) else set()


def _marked_up(text: str, start: int, end: int) -> Iterator[str | Woven]:
    """The words of a line without their markup, and the name of each voice before its words."""
    said = Woven()
    at = start
    for m in _MARKUP.finditer(text, start, end):
        said.copy(text, at, m.start())
        at = m.end()
        if m["voice"] is not None:
            yield said
            yield html.unescape(m["voice"]).strip()
            said = Woven()
        elif m.group().startswith("&"):
            said.put(html.unescape(m.group()), m.start(), m.end())
    said.copy(text, at, end)
    yield said


def _written(text: str, lines: Sequence[Line]) -> list[tuple[str | None, Woven]]:
    """A cue whose words are JSON, as in the metadata of a Teams transcript; nothing where they are not."""
    return pieces_at(text, lines[0][0], lines[-1][1])
