"""A small company, once in memory and once in a database, for the contract of Records."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from copilot.domain import Rep, Role, Viewer
from copilot.names import fold
from copilot.testing.clock import FixedClock
from copilot.testing.records import InMemoryRecords, Line
from store.audit import SqlAudit
from store.database import open_database
from store.records import SqlRecords
from store.tables import LineRow, PersonRow

TODAY = date(2026, 11, 22)
MOVED_ON = date(2026, 6, 1)

ANA = Rep("m1", "Ana Silva", "ana@example.com")
BO = Rep("m2", "Bo Berg", "bo@example.com")
PRIYA = Rep("r1", "Priya Nair", "priya@example.com", job="Account Executive")
TOM = Rep("r2", "Tomáš Öde", "tom@example.com")
KIM = Rep("r3", "Kim Lee", "kim.lee@example.com")
KIM_TWO = Rep("r4", "Kim Lee", "kim.two@example.com")
MOVED = Rep("r5", "Jo March", "jo@example.com")
MANAGERS = [ANA, BO]
REPS = [PRIYA, TOM, KIM, KIM_TWO, MOVED]
LINES = [Line("r1", "m1"), Line("r2", "m1"), Line("r3", "m2"), Line("r4", "m2"), Line("r5", "m1", None, MOVED_ON), Line("r5", "m2", MOVED_ON, None)]

VIEWERS = {
    "operator": Viewer("operator", "operator", Role.OPERATOR),
    "admin": Viewer("x1", "Ada Admin", Role.ADMIN),
    "ana": Viewer("m1", "Ana Silva", Role.MANAGER),
    "bo": Viewer("m2", "Bo Berg", Role.MANAGER),
    "priya": Viewer("r1", "Priya Nair", Role.REP),
    "tom": Viewer("r2", "Tomáš Öde", Role.REP),
    "jo": Viewer("r5", "Jo March", Role.REP),
}


@dataclass
class House:
    """One adapter of Records with the company in it, and its clock."""

    records: Any
    clock: FixedClock
    audit: SqlAudit | None

    def noted(self, action: str) -> list[tuple[str, str]]:
        """(by, subject) of what was noted under this action, oldest first."""
        if self.audit is None:
            return [(by, subject) for _, by, a, subject in self.records.audit if a == action]
        return [(e.by, e.subject) for e in reversed(self.audit.entries(VIEWERS["operator"])) if e.action == action]


def person_row(person: Rep, is_rep: bool) -> PersonRow:
    return PersonRow(id=person.id, name=person.name, folded=fold(person.name), named=True, email=person.email, job=person.job, is_rep=is_rep)


@pytest.fixture(scope="session")
def company_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company in a database, made once and copied for each test."""
    file = tmp_path_factory.mktemp("company") / "nextplay.db"
    database = open_database(f"sqlite:///{file}")
    with database.write() as session:
        session.add_all([person_row(p, is_rep=True) for p in REPS] + [person_row(p, is_rep=False) for p in MANAGERS])
        session.flush()
        session.add_all([LineRow(rep_id=x.rep_id, manager_id=x.manager_id, valid_from=x.start, valid_to=x.end) for x in LINES])
    database.close()  # the last one out folds the write-ahead log into the file
    return file


@pytest.fixture(params=["memory", "sql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, company_database: Path) -> Iterator[House]:
    clock = FixedClock.on(TODAY)
    if request.param == "memory":
        yield House(InMemoryRecords(clock, REPS, MANAGERS, LINES), clock, None)
        return
    shutil.copy(company_database, tmp_path / "nextplay.db")
    database = open_database(f"sqlite:///{tmp_path / 'nextplay.db'}")
    yield House(SqlRecords(database, clock), clock, SqlAudit(database, clock))
    database.close()
