"""Plain notes and Markdown: one utterance a line, with the heading it stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.tools.notes.reading.said import Utterance, Who

_HEADING = re.compile(r"\s*(?:#{1,6}\s+(?P<md>.+?)|(?P<bold>\*\*[^*]+\*\*:?)|(?P<colon>[A-Z][\w /'’-]{2,40}:))\s*$")
_LONGEST_HEADING = 200
_BULLET = re.compile(r"\s*(?:(?:[-*•–+]|\d+[.)])\s+)?(?:\[[ xX]?\]\s*)?")


def from_plain(text: str) -> Iterator[Utterance]:
    heading = ""
    for m in re.finditer(r"[^\r\n]+", text):
        line = m.group()
        head = _HEADING.match(line) if len(line) <= _LONGEST_HEADING else None
        if head:
            heading = (head["md"] or head["bold"] or head["colon"]).strip("*: ").lower()
            continue
        bullet = _BULLET.match(line)
        start = m.start() + (bullet.end() if bullet else 0)
        end = m.start() + len(line.rstrip())
        if end > start and re.search(r"\w", text[start:end]):
            boxed = bool(re.search(r"\[[ xX]?\]", line[: bullet.end()])) if bullet else False
            yield Utterance(text[start:end], start, end, heading="action items" if boxed else heading)


def names_in_notes(text: str) -> dict[str, Who]:
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
