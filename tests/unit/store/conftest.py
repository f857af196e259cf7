"""A small company, in memory and in databases, for the contract of Records.

SQLite always; PostgreSQL too in `make test-all`, on a server that the tests start.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from copilot.domain import Rep, Role, Viewer
from copilot.names import fold
from copilot.testing.clock import FixedClock
from copilot.testing.records import InMemoryRecords, Line
from store.audit import SqlAudit
from store.database import open_database
from store.records import SqlRecords
from store.tables import LineRow, PersonRow
from tests.unit.store.postgresql_server import NoServer, Server, running

BACKENDS = ["sqlite", "postgresql"] if os.environ.get("NEXTPLAY_HEAVY") else ["sqlite"]
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


def fill(url: str) -> None:
    database = open_database(url)
    with database.write() as session:
        session.add_all([person_row(p, is_rep=True) for p in REPS] + [person_row(p, is_rep=False) for p in MANAGERS])
        session.flush()
        session.add_all([LineRow(rep_id=x.rep_id, manager_id=x.manager_id, valid_from=x.start, valid_to=x.end) for x in LINES])
    database.close()  # the last one out folds SQLite's write-ahead log into the file


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Only asked for in the heavy tier."""
    pytest.importorskip("psycopg", reason="the driver is not installed: pip install --require-hashes -r requirements/postgresql.txt")
    try:
        with running() as server:
            yield server
    except NoServer as e:
        pytest.skip(str(e))


@pytest.fixture(scope="session")
def company_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company in SQLite, made once and copied for each test."""
    file = tmp_path_factory.mktemp("company") / "nextplay.db"
    fill(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def company_template(postgresql: Server) -> str:
    """The company in PostgreSQL, likewise; the database's name."""
    url = postgresql.new_database()
    fill(url)
    return str(make_url(url).database)


@pytest.fixture
def new_postgresql(postgresql: Server) -> Iterator[Callable[..., str]]:
    """Makes databases that are this test's own."""
    with postgresql.for_a_while() as new:
        yield new


def company_in(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    """The URL of a database that holds the company and is this test's own."""
    if kind == "postgresql":
        template = request.getfixturevalue("company_template")
        return str(request.getfixturevalue("new_postgresql")(template))
    shutil.copy(request.getfixturevalue("company_file"), folder / "nextplay.db")
    return f"sqlite:///{folder / 'nextplay.db'}"


@pytest.fixture(params=BACKENDS)
def company_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return company_in(request.param, request, tmp_path)


@pytest.fixture(params=BACKENDS)
def new_url(request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Gives the URL of a new, empty database for a data folder."""
    if request.param == "sqlite":
        return lambda folder: f"sqlite:///{folder / 'nextplay.db'}"
    new = request.getfixturevalue("new_postgresql")
    return lambda _: str(new())


@pytest.fixture(params=["memory", *BACKENDS])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    clock = FixedClock.on(TODAY)
    if request.param == "memory":
        yield House(InMemoryRecords(clock, REPS, MANAGERS, LINES), clock, None)
        return
    database = open_database(company_in(request.param, request, tmp_path))
    yield House(SqlRecords(database, clock), clock, SqlAudit(database, clock))
    database.close()
