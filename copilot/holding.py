"""Noting that a 1:1 took place: which one it was, and the agenda as it was talked through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import uuid4

from copilot.domain import Agenda, OneOnOne, Rep, Section, Topic, Viewer

NEAR_DAYS = 3
"""A 1:1 held this many days before or after the planned day is that one."""


@dataclass(frozen=True, slots=True)
class Held:
    """A 1:1 that took place."""

    held: OneOnOne
    planned_for: date | None
    """The day it was planned for; None where it was not planned."""


def held_meeting(rep: Rep, manager: Viewer, meetings: Sequence[OneOnOne], on: date, minutes: int, measured: bool) -> Held:
    """The 1:1 of that day: the planned one, or the nearest planned within a few days, or a new one.

    Args:
        rep: whose.
        manager: who says so.
        meetings: the rep's.
        on: the day they met.
        minutes: how long, or how long 1:1s are.
        measured: whether somebody said how long.
    """
    same = next((m for m in meetings if m.on == on), None)
    near = [m for m in meetings if m.state in ("planned", "moved") and abs((m.on - on).days) <= NEAR_DAYS]
    found = same or min(near, key=lambda m: (abs((m.on - on).days), m.on), default=None)
    if found is None:
        return Held(OneOnOne(f"m-{uuid4().hex[:12]}", rep.id, manager.id, on, minutes, "held"), None)
    # Ratings left out stay as they are; the rep's is not the manager's to write.
    held = replace(found, on=on, state="held", minutes=minutes if measured else found.minutes, rep_rating=None, manager_rating=None)
    return Held(held, found.on)


def closed_agenda(agenda: Agenda, topics: Sequence[Topic]) -> Agenda:
    """The agenda as held: it says the topics that the page showed live until then.

    Args:
        agenda: shared.
        topics: of both sides, those the manager may see.
    """
    said = {side: "\n".join(f"- {t.words}" for t in topics if t.by == by and t.shared) for side, by in (("your_topics", "rep"), ("my_topics", "manager"))}
    sections = tuple(replace(s, text=said[s.id]) if said.get(s.id) else s for s in agenda.sections)
    if said["my_topics"] and all(s.id != "my_topics" for s in sections):
        sections = (*sections, Section("my_topics", "My topics", 0, False, said["my_topics"]))
    return replace(agenda, sections=sections, state="held")
