"""What the agent needs from outside, as Protocols; the composition root hands in the adapters.

Every read of a record takes the `viewer` who asks and raises `Forbidden` (or leaves the record out of a
list) where they may not see it. Fakes stand in `copilot.testing`; one contract test runs over each adapter.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from copilot.domain import (
    Agenda,
    AgendaVersion,
    Aspiration,
    Fact,
    Goal,
    GoalDraft,
    Hit,
    ImportReport,
    Initiative,
    OneOnOne,
    Passage,
    Quota,
    Rep,
    Role,
    Thread,
    Topic,
    Viewer,
    Window,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from copilot.ratings import RatingPool
    from copilot.time_pool import TimePool


# ---------------------------------------------------------------- clock


class Clock(Protocol):
    def today(self) -> date: ...

    def now(self) -> datetime:
        """Timezone-aware, UTC."""
        ...


# ---------------------------------------------------------------- company data


@dataclass(frozen=True, eq=False)
class Company:
    """Everything the CRM said, for pooled computation by the tools; itself is what it equals, so that what was worked out from it can be kept with it.

    It holds all reps. Whoever computes from it names one rep whom the viewer may read (`Records.rep`) and lets
    only pooled figures of at least `min_pool` others out.
    """

    reps: tuple[Rep, ...]
    opportunities: pd.DataFrame
    """Columns of `domain.OPPORTUNITY_COLUMNS`, one row an opportunity."""
    activities: pd.DataFrame
    """Columns of `domain.ACTIVITY_COLUMNS`."""
    stages: pd.DataFrame
    """Columns of `domain.STAGE_COLUMNS`; what is known of stage history, possibly empty."""
    quotas: tuple[Quota, ...]
    newest: date | None
    """Date of the newest record (created, closed or done; not expected, not in the future of `today`)."""
    oldest: date | None


@dataclass(frozen=True, eq=False)
class Totals:
    """What the CRM said, added up without its rows, as it was known on a day."""

    table: pd.DataFrame
    """Over a window, one row a rep that any record names, by rep id: started, won, lost, open, win_rate, won_value, wins_with_value, customers_won, wins_without_account,
    revenue_per_customer, revenue_per_win, days_to_win_median, days_to_win_mean, undated_closings: as of `copilot.tools.engine.engine_table`."""
    activities: pd.DataFrame
    """Over the window: columns rep_id, type, n."""
    wins: pd.DataFrame
    """Over all history: columns rep_id, closed (datetime64, missing where undated), currency, n, valued (of them with a value other than zero), value."""
    deals: int
    """Over all history."""
    undated: int
    """Of them without a created date."""
    currencies: tuple[str, ...]
    """Of all of them."""


class Aggregates(Protocol):
    def large(self) -> bool:
        """Whether what can be told from totals is, and the rows are left where they are."""
        ...

    def outline(self, viewer: Viewer, today: date) -> Company:
        """The company without any of its opportunities, activities and stages: their columns, no rows."""
        ...

    def totals(self, viewer: Viewer, window: Window | None, as_of: date) -> Totals:
        """Figures over a window and the history behind them, as they could be known on the evening of `as_of`."""
        ...

    def company(self, viewer: Viewer, today: date) -> Company:
        """All CRM data. Cached until the manifest changes. `today` bounds `newest`."""
        ...

    def version(self) -> str:
        """Changes whenever an import changes the data: a key for caches."""
        ...


# ---------------------------------------------------------------- records


class Records(Protocol):
    """People and what people wrote or decided. Writes are committed when the method returns."""

    def reps(self, viewer: Viewer, on: date) -> list[Rep]:
        """Those the viewer may see on that date, by name."""
        ...

    def rep(self, viewer: Viewer, rep_id: str, on: date) -> Rep:
        """Raises Forbidden where the viewer may not see them, UnknownRep where there is none."""
        ...

    def find_rep(self, viewer: Viewer, query: str, on: date) -> Rep:
        """By id, full name, or an unambiguous part of a name, among those the viewer may see.

        Raises:
            UnknownRep: with near names as suggestions.
            AmbiguousRep: with the candidates, each told apart by id or e-mail.
        """
        ...

    def viewer_named(self, name: str) -> Viewer:
        """The manager or rep of that name or id, for `--manager`."""
        ...

    def managers(self, viewer: Viewer, on: date) -> list[Viewer]:
        """Managers with a line on that date; for an admin or the operator all, for a manager only themselves."""
        ...

    def aspirations(self, viewer: Viewer, rep_id: str, on: date) -> list[Aspiration]: ...

    def add_aspiration(self, viewer: Viewer, aspiration: Aspiration) -> None:
        """Only the rep themselves (or the operator at import)."""
        ...

    def one_on_ones(self, viewer: Viewer, rep_id: str, on: date) -> list[OneOnOne]:
        """Newest first, planned ones of the future included; ratings of the rep blanked for their manager."""
        ...

    def save_one_on_one(self, viewer: Viewer, meeting: OneOnOne) -> None: ...

    def rating_pools(self, viewer: Viewer, since: date, on: date, min_reps: int) -> list[RatingPool]:
        """Answers after 1:1s held in these days, pooled by manager over at least `min_reps` reps (see `copilot.ratings`).

        A manager gets their own, an admin or the operator everybody's, a rep none."""
        ...

    def time_pools(self, viewer: Viewer, rep_ids: Sequence[str], since: date, on: date, min_reps: int) -> dict[str, TimePool]:
        """By rep id: their part of the 1:1 time of whoever leads them on `on`, held in these days (see `copilot.time_pool`).

        Those without a manager, and those whose manager met fewer than `min_reps` others, are left out. Raises as `rep`."""
        ...

    def initiatives(self, viewer: Viewer, on: date) -> list[Initiative]: ...

    def topics(self, viewer: Viewer, rep_id: str) -> list[Topic]:
        """For the next 1:1; a rep's unshared topics only for the rep."""
        ...

    def add_topic(self, viewer: Viewer, topic: Topic) -> Topic: ...

    def remove_topic(self, viewer: Viewer, topic_id: str) -> None: ...

    # goals
    def goals(self, viewer: Viewer, rep_id: str) -> list[Goal]: ...

    def suggest_goal(self, viewer: Viewer, rep_id: str, draft: GoalDraft, agenda_id: str | None = None) -> Goal:
        """Propose a goal; it waits for the rep's yes. Raises Conflict where one in these words, proposed from that agenda, stands already."""
        ...

    def decide_goal(
        self, viewer: Viewer, goal_id: str, action: Literal["edited", "agreed", "declined", "kept", "missed", "withdrawn", "contested", "checked_in"], words: str = "", draft: GoalDraft | None = None
    ) -> Goal:
        """Move a goal along and keep who said what, when.

        Raises:
            Forbidden: agreeing in a rep's name (only the rep may agree).
            Conflict: the goal is not in a state this action starts from.
        """
        ...

    # agendas
    def save_agenda(self, viewer: Viewer, agenda: Agenda, expected_version: int | None = None) -> Agenda:
        """Store as the next version (facts and row references with it) and return it with id and version.

        Raises Conflict where somebody stored another version since `expected_version`.
        """
        ...

    def agenda(self, viewer: Viewer, agenda_id: str, version: int | None = None) -> Agenda:
        """A rep sees only shared or held ones."""
        ...

    def agenda_versions(self, viewer: Viewer, agenda_id: str) -> list[AgendaVersion]:
        """Every version the viewer may see, oldest first. Raises as `agenda`."""
        ...

    def agendas(self, viewer: Viewer, rep_id: str) -> list[Agenda]:
        """The latest version of each, newest meeting first."""
        ...

    def share_agenda(self, viewer: Viewer, agenda_id: str) -> Agenda: ...

    # facts
    def save_facts(self, viewer: Viewer, facts: Sequence[Fact]) -> None: ...

    def fact(self, viewer: Viewer, fact_id: str) -> Fact:
        """Raises UnknownFact (InputError) or Forbidden."""
        ...

    # turns
    def claim(self, viewer: Viewer, thread: str, interrupt_id: str) -> None:
        """Be the one who resumes this interrupt; a unique insert. Raises Conflict for the second."""
        ...

    def open_thread(self, viewer: Viewer, thread: str) -> None:
        """Note whose thread it is, or check it. Raises Forbidden for somebody else's."""
        ...

    def threads(self, viewer: Viewer) -> list[Thread]:
        """The viewer's own conversations, the one gone on with last at the top."""
        ...

    def note_turn(self, viewer: Viewer, thread: str, rep_id: str | None) -> None:
        """A turn of the viewer's conversation ended, about this rep or still about the one before."""
        ...

    def name_thread(self, viewer: Viewer, thread: str, title: str | None) -> None:
        """Give one's own conversation a name, or take it away. Raises InputError where the viewer has none of that id."""
        ...

    def remove_thread(self, viewer: Viewer, thread: str) -> None:
        """Forget that there was such a conversation; noted in the audit without what it was about. Raises as `name_thread`."""
        ...


# ---------------------------------------------------------------- import


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of long work, for a progress bar."""

    what: str
    done: int
    total: int | None


class Importer(Protocol):
    def run(
        self,
        viewer: Viewer,
        paths: Sequence[Path],
        mapping: Path | None = None,
        dry_run: bool = False,
        on_progress: Callable[[Progress], None] | None = None,
    ) -> ImportReport:
        """Read, match, check and land CRM exports; all or nothing per file, the same file twice changes nothing.

        Raises UnreadableFile, BadMapping, FolderBusy, DiskFull.
        """
        ...


class RepRecords(Protocol):
    """One rep's record as a whole. Both raise Forbidden, UnknownRep."""

    def export(self, viewer: Viewer, rep_id: str) -> dict[str, Any]:
        """Everything kept about a rep, as JSON values, by table; for the rep, an admin or the operator."""
        ...

    def erase(self, viewer: Viewer, rep_id: str) -> dict[str, int]:
        """Remove a rep wherever they are kept, conversations included; for an admin or the operator. Returns rows by table."""
        ...


# ---------------------------------------------------------------- playbook and vectors


class Embedder(Protocol):
    name: str
    """Model and version; an index refuses vectors of another one."""

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """(len(texts), dimensions), float32, each row of length 1."""
        ...


@dataclass(frozen=True, slots=True)
class PlaybookReport:
    """What `playbook add` did, by document id; `rejected` is (path, why)."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    """Pages whose file is no longer in the folder that was added."""
    replaced: tuple[tuple[str, str], ...] = ()
    """(document id, the file it came from before) of updated pages that came from another file of the same name."""
    warnings: tuple[tuple[str, str], ...] = ()
    """(path, what) of pages that went in otherwise than they stand in the file."""


@dataclass(frozen=True, slots=True)
class PageAbout:
    """What a page says of itself beside its text."""

    owner: str | None = None
    """Who keeps it up to date."""
    updated: date | None = None
    valid_until: date | None = None
    """The last day on which it is suggested."""

    def expired(self, on: date) -> bool:
        return self.valid_until is not None and self.valid_until < on


class Playbook(Protocol):
    def search(
        self,
        query: str,
        k: int = 5,
        piston: str | None = None,
        activity: str | None = None,
        skill: str | None = None,
        stage: str | None = None,
        on: date | None = None,
        segment: str | None = None,
        audience: str | None = None,
        only: Collection[str] = (),
    ) -> list[Hit]:
        """Up to k hits, one a document, best first.

        `fits` is the honest judgement. Piston, activity, skill and stage lift what matches; of those named in `only`, pages
        that say another one are left out. Always left out are pages past their valid-until on `on`, and those that say they are
        for another segment or audience: a rep's segment (`Core`) is held against such, a customer's (`SMB`) against
        the others. A page that says nothing is for all."""
        ...

    def passage(self, passage_id: str) -> Passage: ...

    def has(self, document_id: str) -> bool: ...

    def documents(self) -> list[Passage]:
        """The first passage of every page, by title: what the playbook page lists."""
        ...

    def about(self) -> Mapping[str, PageAbout]:
        """Of every page, by document id; expired ones too."""
        ...

    def page(self, document_id: str) -> list[Passage]:
        """One page's passages in its order. Raises InputError where there is none."""
        ...

    def add(self, paths: Sequence[Path], on_progress: Callable[[Progress], None] | None = None) -> PlaybookReport:
        """Take files and folders in; the same again changes nothing, and what went from a folder goes here too."""
        ...

    def remove(self, document_ids: Sequence[str]) -> None:
        """Take pages out. Raises InputError for one that is not there; then nothing is removed."""
        ...

    def reindex(self, on_progress: Callable[[Progress], None] | None = None) -> int:
        """All vectors anew with the embedder in use; how many passages."""
        ...


# ---------------------------------------------------------------- language model


@dataclass(frozen=True, slots=True)
class Message:
    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer of a model, with its cost."""

    text: str
    model: str
    tokens_in: int
    tokens_out: int
    parsed: Mapping[str, Any] | None = None
    """The JSON object, where a schema was asked for."""


class TextStream(Protocol):
    """Text as it comes. Whoever stops early closes it (`contextlib.aclosing`)."""

    completion: Completion | None
    """The whole text and its cost, once the stream has ended well; None before and where it broke off."""

    def __aiter__(self) -> AsyncIterator[str]: ...

    async def __anext__(self) -> str: ...

    async def aclose(self) -> None: ...


class LanguageModel(Protocol):
    name: str

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, timeout_s: float | None = None) -> Completion:
        """Raises ModelUnavailable, ModelRejected, ModelMisspoke (a schema was asked for and not kept)."""
        ...

    def stream(self, messages: Sequence[Message], timeout_s: float | None = None) -> TextStream:
        """Text as it comes; nothing is sent before the first piece is asked for. Raises as `complete`, while it is read."""
        ...


# ---------------------------------------------------------------- accounts and audit


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    """Person id."""
    name: str
    email: str | None
    role: Role
    has_password: bool = False


class Accounts(Protocol):
    def sign_in(self, login: str, password: str) -> Viewer:
        """By e-mail, name or id. Raises Forbidden with one message for every cause; throttled after failures."""
        ...

    def viewer(self, person_id: str) -> Viewer:
        """Raises Forbidden where the account is gone."""
        ...

    def open_session(self, person_id: str, hours: float) -> str:
        """A secret that stands for one sign-in, for so many hours or until it is closed."""
        ...

    def session_open(self, person_id: str, token: str) -> bool: ...

    def close_session(self, person_id: str, token: str) -> None: ...

    def set_password(self, viewer: Viewer, person_id: str, password: str) -> None: ...

    def everyone(self, viewer: Viewer) -> list[Account]:
        """For an admin or the operator."""
        ...


@dataclass(frozen=True, slots=True)
class AuditEntry:
    at: datetime
    by: str
    role: Role
    action: str
    """`sign_in`, `read`, `draft`, `decision`, `export`, `import`, `share`, `erase` ..."""
    subject: str
    """Person, agenda, goal or file it was about."""
    detail: Mapping[str, Any] = field(default_factory=dict)


class Audit(Protocol):
    def record(self, viewer: Viewer, action: str, subject: str, detail: Mapping[str, Any] | None = None) -> None:
        """Append one entry; there is no way to change or remove one."""
        ...

    def entries(self, viewer: Viewer, subject: str | None = None, limit: int = 200) -> list[AuditEntry]:
        """Newest first; for an admin or the operator, or a rep about themselves."""
        ...
