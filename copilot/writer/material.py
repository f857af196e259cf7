"""What the tools found for one agenda, sorted by where it goes; the writers put it into sections."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from copilot.domain import Conversation, GoalDraft


@dataclass(frozen=True, slots=True)
class DealLine:
    """One deal worth talking about: names of its Facts, and one question to ask."""

    kind: Literal["must_win", "stalled", "misaligned"]
    name: str
    reason: str
    question: str


@dataclass(frozen=True, slots=True)
class PageLine:
    """One playbook page: names of its Facts, and the passage to quote."""

    title: str
    action: str | None
    passage: str


@dataclass(frozen=True, slots=True)
class AgendaMaterial:
    """Everything an agenda is made of; strings are names of Facts in the ledger unless said otherwise."""

    rep_id: str
    as_of: date
    meeting_on: date
    conversation: Conversation
    minutes: int
    past_minutes: int
    """At most so many may look back."""
    reason: str | None
    """Why this conversation."""
    performance: tuple[str, ...] = ()
    """The rep's aspirations, in their own words."""
    career: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    landing: tuple[str, ...] = ()
    """Expected landing, goal: forward-looking figures."""
    what_if: str | None = None
    focus: str | None = None
    """The one place to look first."""
    focus_on: str | None = None
    """Not a name of a Fact: the piston or activity that `focus` sets beside the level wanted; None where `focus` is a sentence of its own."""
    open_goals: tuple[str, ...] = ()
    """Agreed and not yet due."""
    due_goals: tuple[str, ...] = ()
    """Past their date without a verdict."""
    settled_goals: tuple[str, ...] = ()
    """Judged from the CRM since the last 1:1, with what was counted."""
    contested_goals: tuple[str, ...] = ()
    """One side sees the verdict differently."""
    kept: str | None = None
    deals: tuple[DealLine, ...] = ()
    rep_topics: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    manager_topics: tuple[str, ...] = ()
    initiatives: tuple[str, ...] = ()
    pages: tuple[PageLine, ...] = ()
    goals: tuple[GoalDraft, ...] = ()
    goal_names: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Plain sentences that whoever prepares must hear first, such as that the export is old; not part of a section."""
    about_figures: tuple[str, ...] = ()
    """Plain sentences on what figures leave out; they stand below the agenda."""
    own: bool = False
    """Not a name of a Fact: the rep prepares it."""
    style: str | None = None
    id: str = ""
    version: int = 0
