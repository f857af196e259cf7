"""What is kept in the record database, table by table.

Instants are UTC with their zone; money is an exact decimal kept as text. Ids of people are opaque, so that the audit
may keep them after a person was erased. Opportunities and activities lie in Parquet files, named here by a manifest.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, DateTime, Dialect, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """An instant; refuses one without a zone, and gives it back in UTC (SQLite forgets zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An exact amount, as text: SQLite would turn it into a float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime(), Decimal: Money(), date: Date(), str: Text(), dict[str, Any]: JSON(), list[Any]: JSON()}  # noqa: RUF012  # SQLAlchemy reads it as it is


def _person(nullable: bool = False, index: bool = True) -> Mapped[Any]:
    return mapped_column(ForeignKey("people.id", ondelete="CASCADE"), nullable=nullable, index=index)


# ---------------------------------------------------------------- people


class PersonRow(Base):
    """Anybody an export names or who signs in."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    """The name as `copilot.names.fold` gives it."""
    named: Mapped[bool]
    """False while only an id is known."""
    email: Mapped[str | None]
    job: Mapped[str | None]
    region: Mapped[str | None]
    team: Mapped[str | None]
    hired_on: Mapped[date | None]
    is_rep: Mapped[bool]
    is_admin: Mapped[bool] = mapped_column(default=False)


class AliasRow(Base):
    """What a person is known by: ids of CRMs, e-mails, every name they had, folded and as spelt."""

    __tablename__ = "person_aliases"
    __table_args__ = (UniqueConstraint("kind", "value", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _person()
    kind: Mapped[str] = mapped_column(String(20))
    """`external_id`, `email`, `name` (folded) or `spelling` (in lower case)."""
    value: Mapped[str]


class PasswordRow(Base):
    __tablename__ = "passwords"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    hash: Mapped[str]
    set_at: Mapped[datetime]


class SignInTryRow(Base):
    """Failed sign-ins, by a hash of what was typed, for throttling."""

    __tablename__ = "sign_in_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    login_sha256: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime]


class PersonSettingRow(Base):
    __tablename__ = "person_settings"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[dict[str, Any]]


class LineRow(Base):
    """Who leads whom, and when: from `valid_from` (null: always) up to, not including, `valid_to` (null: still)."""

    __tablename__ = "management_lines"
    __table_args__ = (
        # The first revision says the same to PostgreSQL; said here too, every process would load that dialect.
        Index("uq_management_lines_open", "rep_id", unique=True, sqlite_where=text("valid_to IS NULL")),
        CheckConstraint("rep_id <> manager_id", name="somebody_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    rep_id: Mapped[str] = _person()
    manager_id: Mapped[str] = _person()
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]


class QuotaRow(Base):
    __tablename__ = "quotas"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    start: Mapped[date] = mapped_column("start_on", primary_key=True)
    end: Mapped[date] = mapped_column("end_on", primary_key=True)
    value: Mapped[Decimal]
    currency: Mapped[str] = mapped_column(String(10))


class QuotaChangeRow(Base):
    __tablename__ = "quota_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[str] = _person()
    start: Mapped[date] = mapped_column("start_on")
    end: Mapped[date] = mapped_column("end_on")
    old: Mapped[Decimal]
    new: Mapped[Decimal]
    old_currency: Mapped[str] = mapped_column(String(10))
    currency: Mapped[str] = mapped_column(String(10))
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    at: Mapped[datetime]


# ---------------------------------------------------------------- what people say and decide


class AspirationRow(Base):
    __tablename__ = "aspirations"

    id: Mapped[int] = mapped_column(primary_key=True)
    rep_id: Mapped[str] = _person()
    kind: Mapped[str] = mapped_column(String(20))
    words: Mapped[str]
    said_on: Mapped[date]
    amount: Mapped[Decimal | None]
    segment: Mapped[str | None] = mapped_column(String(40))


class OneOnOneRow(Base):
    __tablename__ = "one_on_ones"
    __table_args__ = (CheckConstraint("rep_rating BETWEEN 1 AND 5", name="rep_rating"), CheckConstraint("manager_rating BETWEEN 1 AND 5", name="manager_rating"))

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    rep_id: Mapped[str] = _person()
    manager_id: Mapped[str | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    day: Mapped[date]
    minutes: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    notes: Mapped[str | None]
    rep_rating: Mapped[int | None]
    manager_rating: Mapped[int | None]


class TopicRow(Base):
    """A topic for the next 1:1; closed by the meeting that took it up."""

    __tablename__ = "topics"

    number: Mapped[int] = mapped_column(primary_key=True)
    """In the order they were added."""
    id: Mapped[str] = mapped_column(String(40), unique=True)
    rep_id: Mapped[str] = _person()
    by: Mapped[str] = mapped_column("by_side", String(10))
    words: Mapped[str]
    bring: Mapped[bool]
    shared: Mapped[bool]
    added_at: Mapped[datetime]
    meeting_id: Mapped[str | None] = mapped_column(ForeignKey("one_on_ones.id", ondelete="CASCADE"))


class InitiativeRow(Base):
    __tablename__ = "initiatives"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    start: Mapped[date] = mapped_column("start_on")
    end: Mapped[date | None] = mapped_column("end_on")


class GoalRow(Base):
    __tablename__ = "goals"

    number: Mapped[int] = mapped_column(primary_key=True)
    """In the order they were suggested."""
    id: Mapped[str] = mapped_column(String(40), unique=True)
    rep_id: Mapped[str] = _person()
    state: Mapped[str] = mapped_column(String(20))
    draft: Mapped[dict[str, Any]]
    """A `GoalDraft` as it reads now; what it read before is in its events."""
    completion_date: Mapped[date | None]
    suggested_by: Mapped[str]
    suggested_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    decided_on: Mapped[date | None]
    agenda_id: Mapped[str | None] = mapped_column(String(40))


class GoalEventRow(Base):
    __tablename__ = "goal_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    goal_id: Mapped[str] = mapped_column(ForeignKey("goals.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(40))
    by_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(20))
    words: Mapped[str]
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The goal as it read from then on, where it was suggested or edited."""


class AgendaRow(Base):
    __tablename__ = "agendas"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    rep_id: Mapped[str] = _person()
    meeting_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    by_rep: Mapped[bool]
    """Drafted by the rep: nobody else sees it before they share it."""
    shared_version: Mapped[int | None]
    """The first version both sides saw."""


class AgendaVersionRow(Base):
    __tablename__ = "agenda_versions"

    agenda_id: Mapped[str] = mapped_column(ForeignKey("agendas.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(40))
    content: Mapped[dict[str, Any]]
    """Sections, goals, fact ids, passages and notes."""


class FactRow(Base):
    __tablename__ = "facts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    rep_id: Mapped[str | None] = _person(nullable=True)
    name: Mapped[str]
    as_of: Mapped[date]
    body: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]


class ThreadRow(Base):
    __tablename__ = "threads"

    id: Mapped[str] = mapped_column(primary_key=True)
    owner_id: Mapped[str] = mapped_column(String(40))
    opened_at: Mapped[datetime]
    last_at: Mapped[datetime | None]
    """When its last turn ended; nothing before there was one."""
    rep_id: Mapped[str | None] = mapped_column(String(40))
    """Whom it was about last."""
    title: Mapped[str | None]


class ClaimRow(Base):
    """Who resumes an interrupt; the primary key lets one in."""

    __tablename__ = "resume_claims"

    thread_id: Mapped[str] = mapped_column(primary_key=True)
    interrupt_id: Mapped[str] = mapped_column(primary_key=True)
    by_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]


# ---------------------------------------------------------------- imports


class ImportRow(Base):
    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(40))
    observed_on: Mapped[date]
    """The day the export speaks of; see `store.landing_facts.observed_on`."""
    report: Mapped[dict[str, Any]]


class ImportFileRow(Base):
    """A file that was taken, by its bytes and by what was read from it."""

    __tablename__ = "import_files"
    __table_args__ = (Index("ix_import_files_sha256_digest", "sha256", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column("row_count")


class FactFileRow(Base):
    """The manifest: Parquet files that are live."""

    __tablename__ = "fact_files"

    path: Mapped[str] = mapped_column(primary_key=True)
    """Relative to the data folder."""
    kind: Mapped[str] = mapped_column(String(20))
    month: Mapped[str] = mapped_column(String(10))
    """`2026-03`, or `undated`."""
    rows: Mapped[int] = mapped_column("row_count")
    size: Mapped[int]
    """Bytes."""


class DataStateRow(Base):
    """One row: how often the company's data changed."""

    __tablename__ = "data_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    generation: Mapped[int]


class OpportunityChangeRow(Base):
    """A value that a later export gave differently."""

    __tablename__ = "opportunity_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[str] = mapped_column(index=True)
    rep_id: Mapped[str] = _person()
    field: Mapped[str] = mapped_column(String(40))
    old: Mapped[str | None]
    new: Mapped[str | None]
    changed_on: Mapped[date]
    """The record's own modification date, else the day the export speaks of."""
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"))
    at: Mapped[datetime]
    """When the import noticed."""


class StageRow(Base):
    """When an opportunity entered a stage, as far as exports told."""

    __tablename__ = "stage_history"
    __table_args__ = (UniqueConstraint("opportunity_id", "entered_on", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    opportunity_id: Mapped[str]
    rep_id: Mapped[str] = _person()
    stage: Mapped[str]
    status: Mapped[str] = mapped_column(String(10))
    entered_on: Mapped[date]


# ---------------------------------------------------------------- the language model


class ModelTurnRow(Base):
    """What one turn used of the language model; says nothing of who asked."""

    __tablename__ = "model_turns"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    day: Mapped[date] = mapped_column(index=True)
    month: Mapped[str] = mapped_column(String(7))
    model: Mapped[str]
    calls: Mapped[int]
    failed: Mapped[int]
    estimated: Mapped[int]
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    cost_nano: Mapped[int | None] = mapped_column(BigInteger)
    """Billionths of the currency; nothing where the model had no price."""
    currency: Mapped[str | None] = mapped_column(String(3))
    call_ms: Mapped[int]
    longest_ms: Mapped[int]
    turn_ms: Mapped[int]
    fallback: Mapped[bool]
    capped: Mapped[bool]


# ---------------------------------------------------------------- audit


class AuditRow(Base):
    """Append-only: triggers refuse to change or remove a row."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(40), index=True)
    subject: Mapped[str] = mapped_column(index=True)
    rep_id: Mapped[str | None] = mapped_column(String(40), index=True)
    """Whose record it was about, for the rep's own view of it; kept after an erasure, as an opaque id."""
    detail: Mapped[dict[str, Any]]
    once: Mapped[str | None] = mapped_column(unique=True)
    """Fills for what is noted at most once a minute."""
