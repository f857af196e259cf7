"""From notes, Markdown, a transcript or JSON to utterances whose offsets are those of the original text.

Offsets are Unicode characters, end exclusive. In JSON a quotation is the raw text of the file, escapes included, so that
`text[start:end]` is what is quoted in every format.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from copilot.errors import InputError
from copilot.names import fold

Who = Literal["rep", "manager", "unclear"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one person said in one go, or one line of notes."""

    text: str
    """As read, escapes resolved."""
    start: int
    end: int
    speaker: str | None = None
    who: Who = "unclear"
    heading: str = ""
    """The last heading above it, in notes."""
    raw: tuple[int, ...] | None = None
    """Offset in the original of each character, and of the end; None where they simply count on from `start`."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of a part of `text`."""
        return (self.start + start, self.start + end) if self.raw is None else (self.raw[start], self.raw[end])


@dataclass(frozen=True, slots=True)
class Notes:
    """A text as read."""

    utterances: tuple[Utterance, ...]
    kind: Literal["transcript", "notes"]
    names: dict[str, Who]
    """Names that the text itself gives a side, lower case."""


_LABEL = re.compile(
    r"^[ \t>*_-]*(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?[ \t-]*)?[*_]*(?P<who>[A-Z][\w.'’-]*(?:[ \t]+[\w.'’&()-]+){0,3}?)[*_]*[ \t]*(?:[\[(]\d{1,2}:\d{2}(?::\d{2})?[\])])?[*_]*[ \t]*:[*_]*[ \t]+(?=\S)",
    re.MULTILINE,
)
_SPEAKER_LINE = re.compile(r"^[ \t]*(?P<who>[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3})[ \t]+[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[ ]?[AP]M)?[\])]?[ \t]*$", re.MULTILINE)
_VTT = re.compile(r"^<v (?P<who>[^>]+)>", re.MULTILINE)
_HEADINGS = re.compile(
    r"^(?:goals?|next steps?|actions?|action items?|to-?dos?|notes?|dates?|attendees?|participants?|present|topics?|agenda|commitments?|agreed|decisions?|summary|follow[- ]?ups?|wins?|challenges?|numbers|pipeline|deals?|feedback|questions?|context|aspirations?|blockers?|risks?|ps|re|subject|location|time|duration|outcome|result|background|my topics|your topics|coaching|status|plan|focus|ai|by when|when|what|who|why|how|success|measure|q|a)$",
    re.IGNORECASE,
)
_MANAGER = re.compile(r"\b(?:manager|leader|coach|lead|boss|supervisor|director|vp|head|mgr|interviewer|therapist|counsell?or|sales manager|team lead)\b", re.IGNORECASE)
_REP = re.compile(r"\b(?:rep|seller|ae|sdr|bdr|sales ?person|salesperson|account executive|coachee|employee|direct report|client|mentee|sales rep|representative)\b", re.IGNORECASE)
_PROMISES = re.compile(r"\bi(?:['’]ll|['’]m going to| will| shall| am going to| promise to| commit to)\b", re.IGNORECASE)
_SPEAKER_KEYS = ("speaker", "speaker_name", "speakername", "name", "role", "from", "author", "participant", "who", "user", "interlocutor", "channel", "label")
_TEXT_KEYS = ("text", "content", "utterance", "message", "transcript", "words", "body", "line", "sentence", "said", "value", "utterance_text")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def read_notes(text: str, known: Mapping[str, Who] | None = None) -> Notes:
    """Who said what in a text of any of the four forms.

    Args:
        text: as it came.
        known: names of people and which side each is on, where the caller knows; they stand above what the text says.

    Raises:
        InputError: JSON that cannot be read, or that holds no utterances.
    """
    if text.lstrip("\ufeff \t\r\n")[:1] in "[{" and _looks_like_json(text):
        found = _from_json(text)
    else:
        found = _from_transcript(text)
    if found:
        utterances, names = _with_sides(found, known or {})
        return Notes(tuple(utterances), "transcript", names)
    names = _names_in_notes(text)
    for name, side in (known or {}).items():
        names |= dict.fromkeys(filter(None, (name.lower(), name.lower().partition(" ")[0])), side)
    return Notes(tuple(_from_plain(text)), "notes", names)


def _looks_like_json(text: str) -> bool:
    try:
        json.loads(text.lstrip("\ufeff"))
    except ValueError as e:
        if re.match(r'\s*(?:\{\s*"|\[\s*\{\s*")', text.lstrip("\ufeff")):
            raise InputError(f"the transcript looks like JSON but cannot be read: {e}; give a list of {{speaker, text}}") from e
        return False
    return True


# ---------------------------------------------------------------- JSON


def _from_json(text: str) -> list[Utterance]:
    stack: list[tuple[int, dict[str, tuple[int, int]]]] = []
    done: list[tuple[int, int, dict[str, tuple[int, int]]]] = []
    key: str | None = None
    tokens = [(m.group(), m.start(), m.end()) for m in _JSON_TOKEN.finditer(text)]
    for i, (token, start, end) in enumerate(tokens):
        if token == "{":
            stack.append((start, {}))
            key = None
        elif token == "}":
            opened, fields = stack.pop()
            done.append((opened, end, fields))
        elif token.startswith('"') and i + 1 < len(tokens) and tokens[i + 1][0] == ":" and stack:
            key = str(json.loads(token)).lower()
        elif token in ("[", ",", "]"):
            key = None
        elif token != ":" and key is not None and stack:
            stack[-1][1][key] = (start, end)
            key = None
    rows: list[tuple[int, int, Utterance]] = []
    for opened, end, fields in done:
        said = next((fields[k] for k in _TEXT_KEYS if k in fields and text[fields[k][0]] == '"'), None)
        if said is None or said[1] - said[0] <= 2:
            continue
        speaker = next((fields[k] for k in _SPEAKER_KEYS if k in fields), None)
        name = text[speaker[0] : speaker[1]] if speaker else None
        name = str(json.loads(name)) if name and name.startswith('"') else name
        words, raw = _unescaped(text, said[0] + 1, said[1] - 1)
        rows.append((opened, end, Utterance(words, raw[0], raw[-1], name, raw=raw)))
    outer = [u for o, e, u in rows if not any(o2 < o and e <= e2 for o2, e2, _ in rows)]
    if not outer:
        raise InputError("the JSON holds no utterances; give a list of objects with the fields speaker and text")
    return sorted(outer, key=lambda u: u.start)


def _unescaped(text: str, start: int, end: int) -> tuple[str, tuple[int, ...]]:
    """The words of a JSON string and where each character came from."""
    out: list[str] = []
    raw: list[int] = []
    i = start
    while i < end:
        step = 1
        if text[i] == "\\":
            step = 6 if text[i + 1] == "u" else 2
            # a character beyond the basic plane is written as two escapes
            if step == 6 and 0xD800 <= int(text[i + 2 : i + 6], 16) < 0xDC00 and text[i + 6 : i + 8] == "\\u":
                step = 12
        for char in str(json.loads(f'"{text[i : i + step]}"')):
            out.append(char)
            raw.append(i)
        i += step
    return "".join(out), (*raw, end)


# ---------------------------------------------------------------- transcripts


def _from_transcript(text: str) -> list[Utterance]:
    """Utterances by speaker labels, or nothing where the text is no transcript."""
    for pattern in (_VTT, _SPEAKER_LINE, _LABEL):
        marks = [m for m in pattern.finditer(text) if not _HEADINGS.match(m["who"].strip())]
        if not marks:
            continue
        labels = Counter(m["who"].strip().lower() for m in marks)
        sides = sum(bool(_MANAGER.search(name) or _REP.search(name)) for name in labels)
        lines = sum(1 for line in text.splitlines() if line.strip())
        repeated = [name for name, n in labels.items() if n > 1]
        many = len(marks) >= 3 and len(repeated) >= 1 and 2 <= len(labels) <= 8
        out: list[Utterance] = []
        for m, following in zip(marks, [*marks[1:], None], strict=True):
            start, end = m.end(), following.start() if following else len(text)
            piece = text[start:end]
            start += len(piece) - len(piece.lstrip())
            end = start + len(piece.strip())
            if end > start:
                out.append(Utterance(text[start:end], start, end, m["who"].strip()))
        short = len(labels) == 2 and len(marks) == lines and (set(labels) == _PLAIN_PAIR or _asker(out) is not None)
        if (many or (sides == 2 and len(labels) == 2) or short) and len(marks) >= 0.2 * lines:
            return out
    return []


_PLAIN_PAIR = {"me", "you"}


def label_of(text: str) -> str | None:
    """The name that a line of notes begins with, as a speaker's label; None where it is a heading or there is none."""
    m = _LABEL.match(text)
    return m["who"].strip() if m and not _HEADINGS.match(m["who"].strip()) else None


def _asker(utterances: Sequence[Utterance]) -> str | None:
    """Of two speakers the one who only asks where the other only promises, lower case; None where it is not so plain."""
    asks = {(u.speaker or "").lower() for u in utterances if "?" in u.text}
    promises = {(u.speaker or "").lower() for u in utterances if _PROMISES.search(u.text)}
    return next(iter(asks)) if len(asks) == len(promises) == 1 and asks != promises else None


def _with_sides(utterances: list[Utterance], known: Mapping[str, Who]) -> tuple[list[Utterance], dict[str, Who]]:
    """Who leads and who is led: by their names, by what the speakers are called, else by who asks clearly more."""
    names: dict[str, Who] = {}
    speakers = list(dict.fromkeys(u.speaker.lower() for u in utterances if u.speaker))
    for name in speakers:
        if (side := _known_side(name, speakers, known)) is not None:
            names[name] = side
        elif _MANAGER.search(name) or name in ("m", "sm"):
            names[name] = "manager"
        elif _REP.search(name) or name == "r":
            names[name] = "rep"
    if len(speakers) == 2 and len(names) == 1:
        other = next(s for s in speakers if s not in names)
        names[other] = "rep" if "manager" in names.values() else "manager"
    if len(speakers) == 2 and not names:
        asked = {s: sum(u.text.count("?") for u in utterances if u.speaker and u.speaker.lower() == s) for s in speakers}
        more, fewer = sorted(speakers, key=lambda s: -asked[s])
        if asked[more] >= 3 and asked[more] >= 2 * asked[fewer]:
            names = {more: "manager", fewer: "rep"}
        asker = _asker(utterances)
        if not names and not known and asker is not None:  # whoever names the rep is not overruled by what is said
            names = {s: "manager" if s == asker else "rep" for s in speakers}
        if set(speakers) == _PLAIN_PAIR:
            # `Me` is whoever took the notes of a 1:1 they led, unless what is said speaks against it
            names = {"me": "manager", "you": "rep"} if names.get("me", "manager") == "manager" else {}
    return [replace(u, who=names.get((u.speaker or "").lower(), "unclear")) for u in utterances], names


def _known_side(speaker: str, speakers: Sequence[str], known: Mapping[str, Who]) -> Who | None:
    """The side of a speaker called by a whole name, or by a first name that no other speaker has."""
    label = fold(speaker)
    for name, side in known.items():
        whole = fold(name)
        first = whole.partition(" ")[0]
        alone = sum(fold(s).partition(" ")[0] == first for s in speakers) == 1
        if whole and (label == whole or (alone and label.partition(" ")[0] == first and (label == first or whole == first))):
            return side
    return None


# ---------------------------------------------------------------- notes


def _from_plain(text: str) -> Iterator[Utterance]:
    heading = ""
    for m in re.finditer(r"[^\n]+", text):
        line = m.group()
        head = re.match(r"\s*(?:#{1,6}\s+(?P<md>.+?)|(?P<bold>\*\*[^*]+\*\*:?)|(?P<colon>[A-Z][\w /'’-]{2,40}:))\s*$", line)
        if head:
            heading = (head["md"] or head["bold"] or head["colon"]).strip("*: ").lower()
            continue
        bullet = re.match(r"\s*(?:(?:[-*•–+]|\d+[.)])\s+)?(?:\[[ xX]?\]\s*)?", line)
        start = m.start() + (bullet.end() if bullet else 0)
        end = m.start() + len(line.rstrip())
        if end > start and re.search(r"\w", text[start:end]):
            boxed = bool(re.search(r"\[[ xX]?\]", line[: bullet.end()])) if bullet else False
            yield Utterance(text[start:end], start, end, heading="action items" if boxed else heading)


def _names_in_notes(text: str) -> dict[str, Who]:
    """`1:1 with Moses`, `Rep: Moses`, `Manager: Dana`."""
    names: dict[str, Who] = {}
    patterns: tuple[tuple[str, Who], ...] = (
        (r"(?i:1:1|1-1|one[- ]on[- ]one|check[- ]?in|catch[- ]?up|coaching|session)\s+(?i:with|of|for|-|–)\s+([A-Z][\w'’-]+)", "rep"),
        (r"(?i:\brep|seller|ae|coachee)\s*[:=-]\s*([A-Z][\w'’-]+)", "rep"),
        (r"(?i:\bmanager|leader|coach|led by)\s*[:=-]?\s+([A-Z][\w'’-]+)", "manager"),
    )
    for pattern, side in patterns:
        for m in re.finditer(pattern, text):
            names.setdefault(m.group(1).lower(), side)
    return names
