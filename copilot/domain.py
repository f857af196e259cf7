"""The vocabulary: frozen types that every other part speaks in.

Money is `Decimal` at rest and float inside vectorised arithmetic. Dates are plain
`datetime.date`; instants are timezone-aware UTC `datetime`. Frames of opportunities and
activities have the columns named in `OPPORTUNITY_COLUMNS` and `ACTIVITY_COLUMNS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

# ---------------------------------------------------------------- people and access


class Role(StrEnum):
    """What somebody may do; see `Viewer`."""

    REP = "rep"
    MANAGER = "manager"
    ADMIN = "admin"
    OPERATOR = "operator"
    """Whoever runs the command line on a data folder: sees all of it, and is audited."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking. Every read of a record takes one, and is authorised where data is read."""

    id: str
    """Person id; `operator` for the folder's operator."""
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation with the copilot, as its owner lists it."""

    id: str
    begun: datetime
    last: datetime
    """When its last turn ended."""
    rep_id: str | None = None
    """Whom it was about last."""
    rep_name: str | None = None
    title: str | None = None
    """As its owner named it."""


@dataclass(frozen=True, slots=True)
class Rep:
    """Somebody who sells, as imported."""

    id: str
    name: str
    email: str | None = None
    job: str | None = None
    """Job role, e.g. `Account Executive`; cohorts pool people of one job."""
    region: str | None = None
    team: str | None = None
    hired_on: date | None = None
    manager_id: str | None = None
    """Their manager on the date that was asked for."""
    manager_name: str | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """What the company asks of a rep for one period."""

    rep_id: str
    start: date
    end: date
    """Last day, inclusive."""
    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Aspiration:
    """What a rep wants, in their own words."""

    rep_id: str
    kind: Literal["performance", "career", "purpose"]
    """`performance`: a personal goal; `career`: the long term; `purpose`: what it is for."""
    words: str
    said_on: date
    amount: Decimal | None = None
    """A personal revenue goal per quota period, where they named one."""
    segment: str | None = None
    """The segment they aim at, where they named one (`Star`)."""


@dataclass(frozen=True, slots=True)
class OneOnOne:
    """A 1:1 in the calendar: held, moved, cancelled or still planned."""

    id: str
    rep_id: str
    manager_id: str | None
    on: date
    minutes: int
    state: Literal["planned", "held", "moved", "missed"]
    notes: str | None = None
    rep_rating: int | None = None
    """How useful, 1-5, by the rep; shown to a manager only pooled."""
    manager_rating: int | None = None


@dataclass(frozen=True, slots=True)
class Initiative:
    """Something the company asks everybody to know about, shown in each agenda while it runs."""

    id: str
    title: str
    body: str
    start: date
    end: date | None = None


# ---------------------------------------------------------------- CRM frames

STATUSES = ("won", "lost", "open")
ACTIVITY_TYPES = ("call", "email", "meeting", "demo", "task")
"""The built-in activity types; a company's own types are kept under their own names."""

OPPORTUNITY_COLUMNS: dict[str, str] = {
    "opportunity_id": "str",  # the CRM's id, or a natural key with an ordinal
    "rep_id": "str",
    "name": "str",
    "account": "str",  # missing where the export has none
    "product": "str",
    "stage": "str",  # the CRM's own word
    "status": "str",  # won | lost | open
    "created_on": "datetime64[us]",  # missing: counts as no start
    "closed_on": "datetime64[us]",  # the actual close; missing while open
    "expected_close_on": "datetime64[us]",
    "value": "float64",
    "currency": "str",
    "days_to_close": "float64",  # calendar days; missing where undated or closed before it started
    "modified_on": "datetime64[us]",
    "source_file": "str",
    "source_row": "int64",  # 1-based line of the file, header is 1
}
ACTIVITY_COLUMNS: dict[str, str] = {
    "activity_id": "str",
    "rep_id": "str",
    "type": "str",
    "on": "datetime64[us]",
    "account": "str",
    "opportunity_id": "str",
    "subject": "str",
    "source_file": "str",
    "source_row": "int64",
}
STAGE_COLUMNS: dict[str, str] = {
    "opportunity_id": "str",
    "stage": "str",
    "status": "str",
    "entered_on": "datetime64[us]",
}


# ---------------------------------------------------------------- facts and passages


@dataclass(frozen=True, slots=True)
class Window:
    """Both ends inclusive; `start` is None for all history."""

    start: date | None
    end: date

    def __str__(self) -> str:
        return f"{self.start.isoformat() if self.start else 'start'}..{self.end.isoformat()}"


SourceTable = Literal["opportunities", "activities", "quotas", "goals", "aspirations", "one_on_ones", "policy", "people", "initiatives", "playbook"]


@dataclass(frozen=True, slots=True)
class Source:
    """Which rows a Fact was computed from."""

    table: SourceTable
    how: str
    """One plain sentence: how the figure came about."""
    rep_id: str | None = None
    rows: tuple[str, ...] = ()
    """Ids of the rows (opportunity ids, activity ids ...). Empty for pooled figures: nobody else's rows are shown."""
    rows_note: str = ""
    """Why no rows are listed, or what else it rests on that is not; a plain sentence, said where the rows are asked for."""


Direction = Literal["above", "below", "level"]
FactKind = Literal["figure", "comparison", "decomposition", "what_if", "date", "name", "words", "policy"]
FactValue = float | int | str | date | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A computed value that may be said, with all one needs to trace it (section 9)."""

    id: str
    """Stable within one data state: rep, name and window hashed; `f-` and 10 hex digits."""
    name: str
    """What placeholders say: `win_rate`, `demo.rate`, `demo.vs_target`."""
    value: FactValue
    unit: str
    """`per month`, `ratio`, `days`, a currency code, `date`, `count`, `minutes`, `text` ..."""
    text: str
    """As rendered for people: `62 %`, `EUR 9,484`, `about six a week`."""
    as_of: date
    n: int | None = None
    window: Window | None = None
    source: Source | None = None
    kind: FactKind = "figure"
    direction: Direction | None = None
    """For comparisons: the rep's value against the target's."""
    rep_id: str | None = None
    looks_back: bool = False
    """Whether saying it dwells on past performance."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a playbook document that can be quoted."""

    id: str
    document_id: str
    title: str
    heading: str
    """Heading path, ` > ` between levels."""
    text: str
    start: int
    end: int
    """Character span in the document, end exclusive."""
    kind: str = "play"
    piston: str | None = None
    activity: str | None = None
    skill: str | None = None
    stage: str | None = None
    quote: str = ""
    """The sentence worth quoting; always a substring of `text`, marks and line ends included (`quoting.shown` gives its words)."""
    action: str | None = None
    """What to do with this page, in one line."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the honest judgement whether it fits."""

    passage: Passage
    score: float
    fits: bool


# ---------------------------------------------------------------- goals

GoalKind = Literal["activity", "skill"]


class GoalState(StrEnum):
    SUGGESTED = "suggested"
    AGREED = "agreed"
    DECLINED = "declined"
    KEPT = "kept"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Violation:
    """One goal rule broken (section 10), with a rewrite one can take."""

    rule: Literal["complete", "binary", "own_hands", "dated", "reachable", "resource", "one_thing"]
    why: str
    field: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """A coaching goal before anybody agreed to it."""

    kind: GoalKind
    description: str
    success_criteria: str
    measure: str
    """How it is measured."""
    completion_date: date | None
    resource: str | None = None
    """Document id of the playbook page, for skill goals."""
    activity: str | None = None
    """CRM activity type that can verify it."""
    amount: int | None = None
    """How many of that activity until the completion date."""
    plan: str | None = None
    """Optional if-then plan."""
    why: str = ""
    """Why this and not another, as grounded text."""
    facts: tuple[str, ...] = ()
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """A coaching goal as kept, with who said what when in `history`."""

    id: str
    rep_id: str
    draft: GoalDraft
    state: GoalState
    suggested_by: str
    suggested_at: datetime
    agreed_at: datetime | None = None
    decided_on: date | None = None
    """When the verdict (kept, missed, withdrawn) was given."""
    agenda_id: str | None = None
    history: tuple[GoalEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class GoalEvent:
    """Who said what, when, about a goal."""

    at: datetime
    by: str
    role: Role
    action: Literal["suggested", "edited", "agreed", "declined", "kept", "missed", "withdrawn", "contested", "checked_in"]
    words: str = ""


# ---------------------------------------------------------------- agenda

Conversation = Literal["how_good", "tune_deals", "tune_engine", "first"]
CONVERSATION_TITLES: dict[Conversation, str] = {
    "how_good": "How good can you get?",
    "tune_deals": "Tune the deals",
    "tune_engine": "Tune the engine",
    "first": "A first conversation",
}
SECTION_IDS = (
    "connect",
    "commitments",
    "calibrate",
    "conversation",
    "your_topics",
    "my_topics",
    "seen_work",
    "initiatives",
    "resources",
    "now_what",
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the agenda, with its minutes."""

    id: str
    """One of `SECTION_IDS`."""
    title: str
    minutes: int
    looks_back: bool
    text: str
    facts: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """What one side adds to the agenda; a rep's stays private until shared."""

    id: str
    rep_id: str
    by: Literal["rep", "manager"]
    words: str
    bring: bool = False
    """What the manager should come prepared for."""
    shared: bool = True


@dataclass(frozen=True, slots=True)
class Agenda:
    """What both sides hold the 1:1 by."""

    rep_id: str
    as_of: date
    meeting_on: date
    conversation: Conversation
    sections: tuple[Section, ...]
    goals: tuple[GoalDraft, ...]
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]
    id: str = ""
    version: int = 0
    """0 before it is stored; each stored edit is a version of its own."""
    state: Literal["draft", "shared", "held"] = "draft"
    written_by: str = "scripted"
    """`scripted` or the model's name."""
    notes: tuple[str, ...] = ()
    """What the reader must know: an old export, a missing figure, plain wording."""

    @property
    def minutes_total(self) -> int:
        return sum(s.minutes for s in self.sections)

    @property
    def minutes_past(self) -> int:
        return sum(s.minutes for s in self.sections if s.looks_back)


@dataclass(frozen=True, slots=True)
class AgendaVersion:
    """One version that was stored."""

    version: int
    at: datetime
    by: str
    """Name of who stored it; their id where no name is on record."""


# ---------------------------------------------------------------- notes

Verdict = Literal["present", "absent", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One sin looked for in a text (section 11)."""

    sin: str
    verdict: Verdict
    quote: str
    """The span, or `absent from the notes`."""
    start: int | None
    end: int | None
    """Unicode characters, end exclusive; None where nothing is quoted."""
    why: str
    instead: str
    confidence: float
    detector: str


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise found in notes."""

    who: Literal["rep", "manager", "both", "unclear"]
    what: str
    by: date | None
    quote: str
    start: int
    end: int
    in_own_hands: bool
    speaker: str | None = None
    """The label it stands under (`Priya: ...`); None where the text names nobody there."""


@dataclass(frozen=True, slots=True)
class Talk:
    """How a conversation was shared; None where the notes cannot tell."""

    leader_share: float | None
    question_share: float | None
    open_question_share: float | None
    telling_share: float | None
    past_share: float | None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who speaks in a transcript."""

    name: str
    """As the transcript has it."""
    who: Literal["rep", "manager", "guest", "unclear"]
    """A guest is neither side of a 1:1 whose two sides are known."""


@dataclass(frozen=True, slots=True)
class NotesReport:
    """What `nextplay notes` found."""

    findings: tuple[Finding, ...]
    commitments: tuple[Commitment, ...]
    talk: Talk
    risk: float
    """0 to 1, the session as a whole."""
    goals: tuple[GoalDraft, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    """Of a transcript, in the order they first speak."""


# ---------------------------------------------------------------- import report


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """What one column was read as, and why."""

    file: str
    column: str
    meaning: str
    """`rep.name`, `opportunity.closed_on` ...; `ignored` where it means nothing to us."""
    how: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, with the cell that is why."""

    file: str
    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class ImportWarning:
    """Something taken, but worth knowing."""

    kind: str
    count: int
    why: str
    rows: tuple[tuple[str, int], ...] = ()
    """(file, row)."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import read, took and refused."""

    read: dict[str, int]
    """Rows read per file."""
    imported: dict[str, int]
    """reps, opportunities, activities, quotas, accounts."""
    columns: tuple[ColumnReading, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[ImportWarning, ...]
    unchanged_files: tuple[str, ...] = ()
    changed: dict[str, int] = field(default_factory=dict)
    """Against what was there: `new`, `updated`, `same` opportunities."""
    questions: tuple[str, ...] = ()
    """What only a person can settle, in a mapping file; each is the `why` of a warning."""


# ---------------------------------------------------------------- understanding

Intent = Literal[
    "prepare", "benchmark", "what_if", "coachability", "deals", "cadence", "history", "goals", "judge_goal",
    "notes", "playbook", "explain", "revise", "share", "decide", "talk", "decline", "ask_back",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Request:
    """What a message asks for."""

    intents: tuple[Intent, ...]
    rep_id: str | None = None
    parameters: dict[str, str | float | int | None] = field(default_factory=dict)
    question: str | None = None
    """What to ask back, where something is unclear."""
    by: str = "local"
    """Which reader understood it: `local` or a model's name."""
    plain: bool = field(default=False, compare=False)
    """Whether the rules leave no doubt about a short message: no model need read it too."""
