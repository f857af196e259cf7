"""What changed between two versions of an agenda: section by section, line by line, goal by goal."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from copilot.domain import Agenda, GoalDraft, Section

Change = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section's text, or a field of a goal, in one of the two versions or both."""

    kind: Literal["same", "added", "removed"]
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A section or a goal that is not as it was."""

    what: Literal["section", "goal"]
    title: str
    change: Change
    lines: tuple[Line, ...]
    minutes: tuple[int, int] | None = None
    """Before and after, where they differ."""


@dataclass(frozen=True, slots=True)
class AgendaChanges:
    """Two versions side by side; nothing changed where `changed` is empty."""

    before: Agenda
    after: Agenda
    changed: tuple[Changed, ...]


def agenda_changes(before: Agenda, after: Agenda) -> AgendaChanges:
    """What is in `after` and was not in `before`, or the other way round; sections are known by their id, goals by their words."""
    return AgendaChanges(before, after, (*_sections(before.sections, after.sections), *_goals(before.goals, after.goals)))


def _sections(before: tuple[Section, ...], after: tuple[Section, ...]) -> list[Changed]:
    old, new = {s.id: s for s in before}, {s.id: s for s in after}
    found = []
    for s in after:
        was = old.get(s.id)
        if was is None:
            found.append(Changed("section", s.title, "added", _lines("", s.text)))
            continue
        minutes = (was.minutes, s.minutes) if was.minutes != s.minutes else None
        if (was.text, was.title, minutes) != (s.text, s.title, None):
            found.append(Changed("section", s.title, "changed", _lines(was.text, s.text), minutes))
        elif _place(was.id, old, new) != _place(s.id, new, old):
            found.append(Changed("section", s.title, "moved", ()))
    return found + [Changed("section", s.title, "removed", _lines(s.text, "")) for s in before if s.id not in new]


def _place(section: str, among: dict[str, Section], other: dict[str, Section]) -> int:
    """Where a section stands among those that both versions have."""
    return [s for s in among if s in other].index(section)


def _goals(before: tuple[GoalDraft, ...], after: tuple[GoalDraft, ...]) -> list[Changed]:
    """A goal that took another's place in the list took it over; what is left over was added or removed."""
    old, new = [_fields(g) for g in before], [_fields(g) for g in after]
    found = []
    for tag, i, j, k, m in SequenceMatcher(None, [tuple(f) for f in old], [tuple(f) for f in new], autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = min(j - i, m - k)
        found += [Changed("goal", after[k + n].description, "changed", _lines("\n".join(old[i + n]), "\n".join(new[k + n]))) for n in range(pairs)]
        found += [Changed("goal", before[n].description, "removed", _lines("\n".join(old[n]), "")) for n in range(i + pairs, j)]
        found += [Changed("goal", after[n].description, "added", _lines("", "\n".join(new[n]))) for n in range(k + pairs, m)]
    return found


def _fields(goal: GoalDraft) -> list[str]:
    said = {
        "Goal": goal.description,
        "Done when": goal.success_criteria,
        "Measured by": goal.measure,
        "By": goal.completion_date.isoformat() if goal.completion_date else "",
        "With": goal.resource or "",
        "Plan": goal.plan or "",
    }
    return [f"{name}: {text}" for name, text in said.items() if text]


def _lines(before: str, after: str) -> tuple[Line, ...]:
    old, new = [[line for line in text.split("\n") if line.strip()] for text in (before, after)]
    found: list[Line] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line("same", text) for text in old[i:j]]
        else:
            found += [Line("removed", text) for text in old[i:j]] + [Line("added", text) for text in new[k:m]]
    return tuple(found)
