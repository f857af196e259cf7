"""From a Markdown or text file to Passages with heading path and exact character span.

A page may begin with front matter between two `---` lines: title, kind (play, script, call example, training,
template), piston, activity, skill, stage, action (what to do with the page, one line), owner, updated,
valid_until. Whatever a page says is data: its text is cut and kept, never followed.

Its passages run along headings and paragraphs, about 80 to 200 words each; `text` is exactly
`source[start:end]` of the decoded file, front matter counted. `quote` is the first bold span or quoted line
(`> `) of a passage, so an author marks the sentence worth quoting; where nothing is marked, its first sentence of six
words or more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from copilot.domain import Passage
from copilot.errors import UnreadableFile
from copilot.policy import PISTONS

EXTENSIONS = (".md", ".markdown", ".txt")
MIN_WORDS, MAX_WORDS = 80, 200
MAX_BYTES = 5_000_000
MAX_FRONT_MATTER = 10_000
MIN_QUOTE_WORDS, MAX_QUOTE = 6, 300
"""Words and characters of a quotation where the author marked none; a marked one has at least as many words."""
TEXT_FIELDS = ("title", "kind", "piston", "activity", "skill", "stage", "action", "owner")
DATE_FIELDS = ("updated", "valid_until")

_FRONT = re.compile(r"---[ \t]*\r?\n(?P<yaml>.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*$")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""A word, or one character of a script that writes no spaces."""
_UNIT = re.compile(r"[^\n]*?(?:[.!?][\"'”’)*]*(?=\s)|\n|\Z)")
"""A sentence or a line, whichever ends first."""
_MARKED = re.compile(r"\*\*(?P<bold>[^*\n]{12,}?)\*\*|^>[ \t]*(?P<quoted>[^\n>][^\n]{11,}?)[ \t]*\r?$", re.M)
_MARKUP = re.compile(r"[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+|>[ \t]*|#{1,6}[ \t]+)")


@dataclass(frozen=True, slots=True)
class Page:
    """One document of the playbook."""

    document_id: str
    """The file's stem."""
    sha256: str
    """Of the file's bytes: the same content twice changes nothing."""
    passages: tuple[Passage, ...]
    owner: str | None = None
    updated: date | None = None
    valid_until: date | None = None
    """Last day on which the page is suggested."""


@dataclass(frozen=True, slots=True)
class _Section:
    level: int
    path: tuple[str, ...]
    start: int
    end: int


def find_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and all visible files below the folders named, in a stable order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts))
        else:
            yield path


def read_page(path: Path) -> Page:
    """One file as a Page.

    Raises:
        UnreadableFile: another kind of file, not there, empty, too large, not UTF-8, or with front matter that cannot be used.
    """
    if path.suffix.lower() not in EXTENSIONS:
        raise UnreadableFile(f"{path.suffix or path.name!r} is not a kind of page that can be read; use one of {', '.join(EXTENSIONS)}")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFile(f"{size:,} bytes is more than the {MAX_BYTES:,} a page may have; split it")
        content = path.read_bytes()
    except OSError as e:
        raise UnreadableFile(f"cannot be read: {e.strerror}") from e
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        raise UnreadableFile(f"byte {e.start} is not UTF-8; save the file as UTF-8") from e
    if "\0" in source:
        raise UnreadableFile("holds binary data, not text")
    return parse_page(path.stem, source, hashlib.sha256(content).hexdigest())


def parse_page(document_id: str, source: str, sha256: str) -> Page:
    """A page from its text.

    Raises:
        UnreadableFile: nothing to read, or front matter that cannot be used.
    """
    front = _FRONT.match(source)
    fields = _front_matter(front["yaml"]) if front else {}
    body_start = front.end() if front else 0
    sections = list(_sections(source, body_start))
    first = next((s.path[0] for s in sections if s.path), None)
    title = fields.get("title") or first or title_of_stem(document_id)
    passages: list[Passage] = []
    for path, start, end in _cut(source, sections):
        text = source[start:end]
        passages.append(
            Passage(
                id=f"{document_id}.{len(passages) + 1}",
                document_id=document_id,
                title=title,
                heading=" > ".join(path[1:] if path and path[0].casefold() == title.casefold() else path),
                text=text,
                start=start,
                end=end,
                kind=(fields.get("kind") or "play").lower(),
                piston=fields.get("piston"),
                activity=fields.get("activity"),
                skill=fields.get("skill"),
                stage=fields.get("stage"),
                quote=quote_of(text),
                action=fields.get("action"),
            )
        )
    if not passages:
        raise UnreadableFile("is empty: there is no text to keep")
    return Page(document_id, sha256, tuple(passages), fields.get("owner"), fields.get("updated"), fields.get("valid_until"))


def quote_of(text: str) -> str:
    """The sentence worth quoting, always a substring of `text`: see the module's docstring."""
    for marked in _MARKED.finditer(text):
        quote = (marked["bold"] or marked["quoted"]).strip()
        if count_words(quote) >= MIN_QUOTE_WORDS:
            return quote
    longest = ""
    for start, end in _units(text, 0, len(text)):
        if text.startswith("#", start) and text[start - 1 : start] in ("", "\n"):
            continue
        markup = _MARKUP.match(text, start, end)
        sentence = text[markup.end() if markup else start : end].strip()
        if len(sentence) > MAX_QUOTE:
            sentence = sentence[:MAX_QUOTE].rsplit(None, 1)[0]
        if count_words(sentence) >= MIN_QUOTE_WORDS:
            return sentence
        longest = max(longest, sentence, key=count_words)
    return longest or text.strip()[:MAX_QUOTE].strip()


def title_of_stem(document_id: str) -> str:
    """The title of a page that has none: its file's name in words."""
    return " ".join(document_id.replace("-", " ").replace("_", " ").split()).capitalize() or document_id


def count_words(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


# ---------------------------------------------------------------- front matter


def _front_matter(text: str) -> dict[str, Any]:
    """Known fields: strings stripped, dates as dates. Unknown ones are left alone."""
    if len(text) > MAX_FRONT_MATTER:
        raise UnreadableFile(f"the front matter has {len(text):,} characters; at most {MAX_FRONT_MATTER:,} are read")
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as e:
        problem = " ".join(str(e).split())
        raise UnreadableFile(f"the front matter is not YAML: {problem}") from e
    except ValueError as e:  # a date such as 2026-02-31
        raise UnreadableFile(f"the front matter has a value that does not exist: {e}") from e
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        raise UnreadableFile("the front matter must be lines of `name: value`")
    fields: dict[str, Any] = {}
    for name in TEXT_FIELDS:
        value = raw.get(name)
        if value is None:
            continue
        # The type, not the value: a value of aliases within aliases can be endless in print.
        if not isinstance(value, str | int | float | bool | date):
            raise UnreadableFile(f"{name!r} in the front matter must be one line of text, not a {type(value).__name__}")
        fields[name] = " ".join(str(value).split())
    for name in DATE_FIELDS:
        value = raw.get(name)
        if isinstance(value, datetime):
            value = value.date()
        if value is not None and not isinstance(value, date):
            raise UnreadableFile(f"{name!r} in the front matter must be a date such as 2026-11-30")
        fields[name] = value
    if fields.get("piston") and fields["piston"] not in PISTONS:
        raise UnreadableFile(f"the piston {fields['piston']!r} is not one of {', '.join(PISTONS)}")
    return fields


# ---------------------------------------------------------------- cutting


def _sections(source: str, start: int) -> Iterator[_Section]:
    """Runs of text under one heading, the heading's own line included; `#` inside a code fence is no heading."""
    path: list[tuple[int, str]] = []
    level, begun, fence = 0, start, ""
    place = start
    for line in source[start:].splitlines(keepends=True):
        bare = line.strip()
        mark = bare[:3]
        if mark in ("```", "~~~"):
            fence = "" if fence == mark else fence or mark
        heading = None if fence else _HEADING.match(line.rstrip("\r\n"))
        if heading:
            if place > begun:
                yield _Section(level, tuple(t for _, t in path), begun, place)
            level, begun = len(heading[1]), place
            path = [(depth, title) for depth, title in path if depth < level]
            path.append((level, heading[2].strip()))
        place += len(line)
    if place > begun:
        yield _Section(level, tuple(t for _, t in path), begun, place)


def _cut(source: str, sections: Sequence[_Section]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """(heading path, start, end) of each passage: short sections join, long ones are cut between paragraphs, lines or sentences."""
    held: tuple[tuple[str, ...], int, int] | None = None
    for section in sections:
        words = count_words(source[section.start : section.end])
        if held is not None:
            path, start, end = held
            before = count_words(source[start:end])
            if (before < MIN_WORDS or words < MIN_WORDS // 2) and before + words <= MAX_WORDS:
                # A lone title line says nothing of its own: the section below it gives the heading.
                held = (path if before > count_words(" ".join(path)) else section.path, start, section.end)
                continue
            yield from _trimmed(source, *held)
            held = None
        if words <= MAX_WORDS:
            held = (section.path, section.start, section.end)
            continue
        for start, end in _pieces(source, section.start, section.end):
            yield from _trimmed(source, section.path, start, end)
    if held is not None:
        yield from _trimmed(source, *held)


def _trimmed(source: str, path: tuple[str, ...], start: int, end: int) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Without white space at its ends; nothing where no word is left."""
    while start < end and source[start].isspace():
        start += 1
    while end > start and source[end - 1].isspace():
        end -= 1
    if count_words(source[start:end]):
        yield path, start, end


def _pieces(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A long section in pieces of at most `MAX_WORDS`, begun anew at a blank line once `MIN_WORDS` are reached."""
    begun, words = start, 0
    for unit_start, unit_end in _units(source, start, end):
        unit = count_words(source[unit_start:unit_end])
        blank = not source[unit_start:unit_end].strip()
        if words and (words + unit > MAX_WORDS or (blank and words >= MIN_WORDS)):
            yield begun, unit_start
            begun, words = unit_start, 0
        words += unit
    if begun < end:
        yield begun, end


def _units(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences and lines that tile the span; one longer than `MAX_WORDS` is cut between words."""
    place = start
    while place < end:
        match = _UNIT.match(source, place, end)
        stop = max(match.end() if match else end, place + 1)
        words = [m.start() for m in _WORD.finditer(source, place, stop)]
        for cut in words[MAX_WORDS::MAX_WORDS]:
            yield place, cut
            place = cut
        yield place, stop
        place = stop
