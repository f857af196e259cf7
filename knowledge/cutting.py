"""Text to passages: along headings and paragraphs, about 80 to 200 words each, and the sentence of each worth quoting.

A span is of the decoded text, in characters, end exclusive: `text[start:end]` is the passage to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilot.quoting import plain, shown, words_of

MIN_WORDS, MAX_WORDS = 80, 200
MIN_QUOTE_WORDS, MAX_QUOTE = 6, 300
"""Words and characters of a quotation where the author marked none; a marked one has at least as many words."""

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
"""A word, or one character of a script that writes no spaces."""
_UNIT = re.compile(r"[^\n]*?(?:[.!?][\"'”’)*]*(?=\s)|\n|\Z)")
"""A sentence or a line, whichever ends first."""
_MARKED = re.compile(r"\*\*(?=\S)(?P<bold>(?:[^*\n]|\n(?![ \t>]*\r?\n)){12,}?)(?<=\S)\*\*|^>[ \t]*(?P<quoted>[^\n>][^\n]{11,}?)[ \t]*\r?$", re.M)
_ENDS = re.compile(r"[.!?][\"'”’)*]*\s*\Z")
_PLAIN_LINE = re.compile(r"[ \t]*(?:>[ \t]*)?(?!\s|\Z|[-+*][ \t]|\d+[.)][ \t]|[#>|]|```|~~~|(?:-+|=+|\*{3,}|_{3,})[ \t]*(?:\r?\n|\Z))")
"""How a line goes on that an editor wrapped: no blank line, heading or what underlines one, point of a list, row of a table or code."""
_LINE_END = re.compile(r"\r?\n")
_RUN = re.compile(r"[^*_`~\[\]\\&<>!#\n]+")
_UNDERLINE = re.compile(r"\r?\n(?:-+|=+)[ \t]*(?:\r?\n|\Z)")
_MARKUP = re.compile(r"(?:[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+|>[ \t]*|#{1,6}[ \t]+))+")
_QUOTED = re.compile(r"[ \t]*>")


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
    """The sentence worth quoting, always a substring of `text` and, marks left out, what a reader of the page sees: see the module's docstring."""
    first: dict[str, str] = {}
    seen = ""
    for rank, candidate in _worth_quoting(text):
        if not candidate or rank in first:
            continue
        obvious = rank == "whole" and plain(candidate)  # where there is no mark, the letters of a sentence are what is seen
        if not obvious and not seen:
            seen = words_of(text)
        if obvious or shown(candidate) in seen:
            if rank == "whole":
                return candidate
            first[rank] = candidate
    return next((first[rank] for rank in _RANKS if rank in first), "")


def _worth_quoting(text: str) -> Iterator[tuple[str, str]]:
    """Spans of the text with what they are, one of `_RANKS`; of each the first that a reader sees will do."""
    for marked in _MARKED.finditer(text):
        quote = (marked["bold"] or marked["quoted"]).strip()
        if marked["quoted"]:
            if _begun_before(text, marked.start()):
                continue
            start = marked.start("quoted")
            quote = text[start : _whole(text, start, marked.end(), quote)].strip()
        if count_words(quote) >= MIN_QUOTE_WORDS and len(quote) <= MAX_QUOTE:
            yield "whole", quote
    longest = heading = ""
    for start, end in units(text, 0, len(text)):
        if _in_heading(text, start, end):
            heading = heading or text[start:end].strip("# \t\r\n")[:MAX_QUOTE]
            continue
        markup = _MARKUP.match(text, start, end)
        begun = markup.end() if markup else start
        sentence = text[begun:end].strip()
        joined = text[begun : _whole(text, begun, end, sentence)].strip()
        if _begun_before(text, start) or len(joined) > MAX_QUOTE:
            rank = "part"
            if len(sentence) > MAX_QUOTE:
                sentence = sentence[:MAX_QUOTE].rsplit(None, 1)[0]
        else:
            rank, sentence = ("leads on" if joined.endswith(":") else "whole"), joined
        sentence = _unpaired(sentence)
        if count_words(sentence) >= MIN_QUOTE_WORDS:
            yield rank, sentence
        longest = max(longest, sentence, key=count_words)
    yield "longest", longest[:MAX_QUOTE]
    yield "heading", heading
    for run in sorted(_RUN.findall(text), key=count_words, reverse=True):
        yield "run", run.strip()[:MAX_QUOTE].rstrip()


_RANKS = ("whole", "leads on", "part", "longest", "heading", "run")
"""Best first: a sentence; one that leads on to a list the quotation leaves out; half of one; what there is of words; a heading; letters between marks."""


def _unpaired(sentence: str) -> str:
    """Without a mark at an end whose other half is in another sentence."""
    if plain(sentence):
        return sentence
    words = shown(sentence)
    if words.startswith(("*", "_", "`")):
        sentence = sentence.lstrip("*_`")
    return sentence.rstrip("*_`") if words.endswith(("*", "_", "`")) else sentence


def _whole(text: str, start: int, end: int, sentence: str) -> int:
    """Where the sentence ends that an editor wrapped: one that begins at `start` and whose first line ends at `end`."""
    while end < len(text) and end - start <= MAX_QUOTE and _goes_on(text, end, sentence):
        line = _line_end(text, end)
        end = next(units(text, line.end() if line else end, len(text)))[1]
        sentence = text[start:end].strip()
    return end


def _in_heading(text: str, start: int, end: int) -> bool:
    """Whether the line is a heading: after `#`, or underlined."""
    line = text.rfind("\n", 0, start) + 1
    return text.startswith("#", line) or ((broken := _line_end(text, end)) is not None and _UNDERLINE.match(text, broken.start()) is not None)


def _goes_on(text: str, end: int, sentence: str) -> bool:
    """Whether a line that ends here was wrapped in the middle of its sentence."""
    if _ENDS.search(sentence) or sentence.endswith(":") or not count_words(sentence):
        return False
    broken = _line_end(text, end)
    return broken is not None and _PLAIN_LINE.match(text, broken.end()) is not None and _is_quoted(text, broken.start()) == _is_quoted(text, broken.end())


def _begun_before(text: str, start: int) -> bool:
    """Whether a line that begins here goes on with a sentence of the line before."""
    before = text[:start]
    if not before.endswith("\n") or not _PLAIN_LINE.match(text, start):
        return False
    line = before[:-1].rpartition("\n")[2].strip()
    return count_words(line) > 0 and _is_quoted(text, start) == _is_quoted(text, start - 1) and not line.startswith(("#", "|")) and not _ENDS.search(line) and not line.endswith(":")


def _line_end(text: str, end: int) -> re.Match[str] | None:
    """The line's end that stands before or after this place."""
    before = 2 if text[max(end - 2, 0) : end] == "\r\n" else int(text[end - 1 : end] == "\n")
    return _LINE_END.match(text, end - before)


def _is_quoted(text: str, at: int) -> bool:
    """Whether the line is one of a quoted block; its neighbours that are not belong to another."""
    return _QUOTED.match(text, text.rfind("\n", 0, at) + 1) is not None


def count_words(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))
