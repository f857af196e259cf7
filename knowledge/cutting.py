"""Text to passages: along headings and paragraphs, about 80 to 200 words each, and the sentence of each worth quoting.

A span is of the decoded text, in characters, end exclusive: `text[start:end]` is the passage to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MIN_WORDS, MAX_WORDS = 80, 200
MIN_QUOTE_WORDS, MAX_QUOTE = 6, 300
"""Words and characters of a quotation where the author marked none; a marked one has at least as many words."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""A word, or one character of a script that writes no spaces."""
_UNIT = re.compile(r"[^\n]*?(?:[.!?][\"'”’)*]*(?=\s)|\n|\Z)")
"""A sentence or a line, whichever ends first."""
_MARKED = re.compile(r"\*\*(?P<bold>[^*\n]{12,}?)\*\*|^>[ \t]*(?P<quoted>[^\n>][^\n]{11,}?)[ \t]*\r?$", re.M)
_ENDS = re.compile(r"[.!?][\"'”’)*]*\s*\Z")
_PLAIN_LINE = re.compile(r"[ \t]*(?:>[ \t]*)?(?!\s|\Z|[-+*][ \t]|\d+[.)][ \t]|[#>|])")
"""How a line goes on that an editor wrapped: no blank line, heading, point of a list or row of a table."""
_LINE_END = re.compile(r"\r?\n")
_MARKUP = re.compile(r"[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+|>[ \t]*|#{1,6}[ \t]+)")


@dataclass(frozen=True, slots=True)
class Section:
    """A run of text under one heading, the heading's own line included."""

    path: tuple[str, ...]
    """Headings from the outermost in."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a heading's line begins, how deep it is (1 is the outermost), and its words."""

    start: int
    level: int
    words: str


def sections_of(headings: Sequence[Heading], start: int, end: int) -> list[Section]:
    """The text from `start` to `end` in runs, each under the headings above it; headings in the order of the text."""
    sections: list[Section] = []
    path: list[Heading] = []
    begun = start
    for heading in headings:
        if heading.start > begun:
            sections.append(Section(tuple(h.words for h in path), begun, heading.start))
        begun = heading.start
        path = [h for h in path if h.level < heading.level] + [heading]
    if end > begun:
        sections.append(Section(tuple(h.words for h in path), begun, end))
    return sections


def cut(source: str, sections: Sequence[Section]) -> Iterator[tuple[tuple[str, ...], int, int]]:
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
    for unit_start, unit_end in units(source, start, end):
        unit = count_words(source[unit_start:unit_end])
        blank = not source[unit_start:unit_end].strip()
        if words and (words + unit > MAX_WORDS or (blank and words >= MIN_WORDS)):
            yield begun, unit_start
            begun, words = unit_start, 0
        words += unit
    if begun < end:
        yield begun, end


def units(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Sentences and lines that tile the span; one longer than `MAX_WORDS` is cut between words."""
    place = start
    while place < end:
        match = _UNIT.match(source, place, end)
        stop = max(match.end() if match else end, place + 1)
        words = [m.start() for m in _WORD.finditer(source, place, stop)]
        for next_word in words[MAX_WORDS::MAX_WORDS]:
            yield place, next_word
            place = next_word
        yield place, stop
        place = stop


def quote_of(text: str) -> str:
    """The sentence worth quoting, always a substring of `text`: see the module's docstring."""
    for marked in _MARKED.finditer(text):
        quote = (marked["bold"] or marked["quoted"]).strip()
        if count_words(quote) >= MIN_QUOTE_WORDS and (marked["bold"] or not (_begun_before(text, marked.start()) or _goes_on(text, marked.end(), quote))):
            return quote
    longest = leads_on = part = ""
    for start, end in units(text, 0, len(text)):
        if text.startswith("#", start) and text[start - 1 : start] in ("", "\n"):
            continue
        markup = _MARKUP.match(text, start, end)
        sentence = text[markup.end() if markup else start : end].strip()
        if len(sentence) > MAX_QUOTE:
            sentence = sentence[:MAX_QUOTE].rsplit(None, 1)[0]
        if count_words(sentence) >= MIN_QUOTE_WORDS:
            if _begun_before(text, start) or _goes_on(text, end, sentence):
                part = part or sentence
            elif not sentence.endswith(":"):
                return sentence
            else:
                leads_on = leads_on or sentence  # to a list that the quotation would leave out
        longest = max(longest, sentence, key=count_words)
    return leads_on or part or longest or text.strip()[:MAX_QUOTE].strip()


def _goes_on(text: str, end: int, sentence: str) -> bool:
    """Whether a line that ends here was wrapped in the middle of its sentence."""
    if _ENDS.search(sentence) or sentence.endswith(":"):
        return False
    broken = _LINE_END.match(text, end - 1 if text[end - 1 : end] == "\n" else end)
    return broken is not None and _PLAIN_LINE.match(text, broken.end()) is not None


def _begun_before(text: str, start: int) -> bool:
    """Whether a line that begins here goes on with a sentence of the line before."""
    before = text[:start]
    if not before.endswith("\n") or not _PLAIN_LINE.match(text, start):
        return False
    line = before[:-1].rpartition("\n")[2].strip()
    return bool(line.strip("> \t")) and not line.startswith(("#", "|")) and not _ENDS.search(line) and not line.endswith(":")


def count_words(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))
