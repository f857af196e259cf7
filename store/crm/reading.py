"""What reading a set of exports yields, before anything is stored.

`store.crm.read.read_exports` makes it; `store.importer` lands it. People are named here by `person_key`: the
export's own id where it gives one, else the normalised full name. Landing joins them with people already known
(same id, same e-mail, else same normalised name) and rewrites keys to the ids that stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from copilot.domain import ColumnReading, ImportWarning, Rejected

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class FileRead:
    """One table that was read; a workbook gives one a sheet (`book.xlsx#Sheet`)."""

    name: str
    """As the report names it: the path relative to the folder given, else the file's name."""
    sha256: str
    rows: int
    kinds: tuple[str, ...]
    """What was found in it: `opportunities`, `activities`, `people`, `quotas`, `accounts`, `stages`; empty: nothing of use."""


@dataclass(frozen=True, slots=True)
class PersonRead:
    """Somebody an export names, as rep, owner or manager."""

    key: str
    name: str
    """As written in the export; the id where only an id is known."""
    external_id: str | None = None
    email: str | None = None
    job: str | None = None
    region: str | None = None
    team: str | None = None
    hired_on: date | None = None
    manager_key: str | None = None
    is_rep: bool = True
    """False for somebody who only manages."""
    named: bool = True
    """False where only an id is known (owner ids without a user table)."""
    file: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class QuotaRead:
    person_key: str
    start: date
    end: date
    value: Decimal
    currency: str
    file: str
    row: int


@dataclass(frozen=True)
class Reading:
    """Everything the exports said, and everything that was wrong with them."""

    files: tuple[FileRead, ...]
    people: tuple[PersonRead, ...]
    opportunities: pd.DataFrame
    """`domain.OPPORTUNITY_COLUMNS`; `rep_id` holds a person_key; `opportunity_id` is the natural key with its ordinal where there is no id."""
    activities: pd.DataFrame
    """`domain.ACTIVITY_COLUMNS`; likewise."""
    stages: pd.DataFrame
    """`domain.STAGE_COLUMNS`."""
    quotas: tuple[QuotaRead, ...]
    accounts: frozenset[str]
    columns: tuple[ColumnReading, ...]
    rejected: tuple[Rejected, ...]
    warnings: tuple[ImportWarning, ...]
    questions: tuple[str, ...] = field(default=())
    """What could not be decided and needs a mapping file to say (an ambiguous day/month order, a column taken for want of a better one ...); each also a warning."""
