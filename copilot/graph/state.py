"""What the graph carries: plain data, a version, and ids of Facts; the Facts themselves live in the store."""

from __future__ import annotations

from typing import Any, TypedDict

VERSION = 1
"""Of the state's shape; a checkpoint of another version begins a new thread."""


class Memory(TypedDict, total=False):
    """What a thread remembers from turn to turn."""

    rep_id: str | None
    intents: list[str]
    facts: list[str]
    """Ids of the Facts last shown, and their names beside them."""
    fact_names: list[str]
    asked_back: str | None
    """The message that led to a question back, which still waits for the answer."""
    listed: list[str]
    """What the last answer listed, in order, for "the second one": ids of reps or deals, or goals in words."""
    listed_kind: str | None
    goals_seen: list[str]
    """Goals suggested in a row, so that "another one" is another."""
    goal_whys: list[str]
    """Why each goal listed was suggested."""
    asked: dict[str, Any]
    """What exactly the last turn answered, for "and Boris?"."""
    what: str | None
    """Piston or activity of the last what-if."""
    agenda_id: str | None
    style: str | None
    """How the person wants the agenda: `shorter`, `plainer`."""
    passages: list[str]
    suggested: list[dict[str, Any]]
    """Goals suggested last, as numbered then; a decision is about one of these."""
    suggested_for: str | None
    suggested_agenda: str | None
    """The agenda they stand on, where they do."""
    declined: list[str]
    """Those of them that were declined."""
    waiting: list[str]
    """Ids of the goals listed to a rep as waiting for an answer, in order."""
    deciding: str | None
    """What the last turn decided about goals, for "and the second too"."""
    deciding_asked: bool
    turns: int
    """Messages so far."""
    first: str
    """The first of them in short."""
    said: list[str]
    """The last of them in short; see `copilot.graph.thread_memory`."""
    decided: list[dict[str, str]]
    """Every decision about a goal that was made in this thread."""


class TurnInput(TypedDict):
    """All a turn starts from."""

    message: str
    as_of: str
    as_of_note: str | None
    meeting_on: str | None
    request_given: dict[str, Any] | None
    """By a command that knows what it wants; otherwise `understand` finds out."""


class State(TypedDict, total=False):
    """The whole, as checkpointed."""

    version: int
    message: str
    as_of: str
    as_of_note: str | None
    meeting_on: str | None
    request_given: dict[str, Any] | None
    request: dict[str, Any] | None
    rep_name: str | None
    memory: Memory
    outline: dict[str, Any]
    """The draft: templates with placeholders, by section."""
    refused: list[str]
    """Why the last draft was refused; empty when it passed."""
    tries: int
    plain: bool
    """The deterministic twin is being used."""
    text: str
    fact_ids: list[str]
    passage_ids: list[str]
    chips: list[str]
    goals: list[dict[str, Any]]
    """Goal drafts that wait for a person."""
    decisions: list[dict[str, Any]]
    agenda_id: str | None
    model: dict[str, Any]
