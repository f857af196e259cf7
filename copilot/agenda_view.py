"""One agenda as both sides see it: its sections, the topics as they stand now, and what became of the goals it suggests."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copilot.domain import Agenda, Goal, GoalDraft, GoalState, Rep, Section, Topic

_SENTENCE = re.compile(r"(?<=[.?]) ")


@dataclass(frozen=True)
class AgendaView:
    """An agenda's page."""

    agenda: Agenda
    rep: Rep
    sections: tuple[Section, ...]
    """As written, less what the page shows live: goals, and topics until it is held."""
    topics: tuple[Topic, ...]
    """Empty once held: then the text says them."""
    undecided: tuple[tuple[int, GoalDraft], ...]
    """Suggestions nobody has decided about, with their 1-based place; for the side that drafted it."""
    goals: tuple[Goal, ...]
    """Proposed from this agenda, and others still waiting for the rep's yes."""


def agenda_view(agenda: Agenda, rep: Rep, topics: Sequence[Topic], goals: Sequence[Goal]) -> AgendaView:
    """Put an agenda beside what was added and decided since it was written."""
    held = agenda.state == "held"
    own = [g for g in goals if g.agenda_id == agenda.id]
    proposed = {g.draft.description for g in own}
    waiting = [g for g in goals if g.agenda_id != agenda.id and g.state is GoalState.SUGGESTED]
    undecided = tuple((i, g) for i, g in enumerate(agenda.goals, 1) if g.description not in proposed)
    said = {f.text for f in agenda.facts if f.name.startswith("goal.")} | {g.description for g in agenda.goals}
    sections = tuple(_live(s, said, held) for s in agenda.sections)
    return AgendaView(agenda, rep, sections, () if held else tuple(topics), undecided, (*own, *waiting))


def _live(section: Section, goals: set[str], held: bool) -> Section:
    if section.id == "now_what":
        lines = [line for line in section.text.split("\n") if not (line.startswith("- ") and line[2:] in goals)]
        # What introduced the list goes with it.
        kept = [" ".join(s for s in _SENTENCE.split(line) if not s.endswith(":")) for line in lines]
        return replace(section, text="\n".join(k for k in kept if k))
    if section.id in ("your_topics", "my_topics") and not held:
        return replace(section, text="")
    return section
