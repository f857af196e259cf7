"""What a turn tells while it runs; the web sends each as a server-sent event."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from copilot.domain import Agenda, Fact, Passage, Request


@dataclass(frozen=True, slots=True)
class StepStarted:
    """Something is being looked up or written, in words for a person: `comparing with people at High Core`."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class FactFound:
    fact: Fact


@dataclass(frozen=True, slots=True)
class PassageFound:
    passage: Passage


@dataclass(frozen=True, slots=True)
class TextDelta:
    """The next piece of the reply, already checked."""

    text: str


@dataclass(frozen=True, slots=True)
class TextReplaced:
    """All text shown so far in this turn gives way to this one."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ReviewRequested:
    """A person must decide; `Coach.resume` takes the decision."""

    thread: str
    interrupt_id: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What the language model did in a turn."""

    name: str | None
    """None without a model."""
    calls: int = 0
    tokens: int = 0
    fallback: str | None = None
    """Why the plain wording was used although a model is configured."""
    estimated: bool = False
    """Whether some of the tokens are estimated, since the endpoint did not say."""
    cost: Decimal | None = None
    """None where the model has no price."""
    currency: str | None = None
    seconds: float = 0.0
    """In calls, added up."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The whole turn."""

    thread: str
    request: Request
    rep_name: str | None
    text: str
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    model: ModelUse
    review: ReviewRequested | None = None
    agenda: Agenda | None = None
    """The agenda as it stands after this turn, where it was made or changed."""
    chips: tuple[str, ...] = ()
    """Follow-up messages worth offering."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one suggested goal of a review."""

    goal_index: int
    """1-based, as shown."""
    action: Literal["propose", "edit", "decline"]
    words: str = ""
    changes: dict[str, str] = field(default_factory=dict)
    """For `edit`: fields of the goal draft and their new text."""


Event = StepStarted | FactFound | PassageFound | TextDelta | TextReplaced | ReviewRequested | Finished
