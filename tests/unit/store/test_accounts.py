"""Signing in, slowing down, roles, and the trail of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from copilot.domain import Role
from copilot.errors import Conflict, Forbidden, InputError
from copilot.testing.clock import FixedClock
from store import accounts as accounts_module
from store.accounts import MAX_TRIES, REFUSED, TRY_WINDOW, SqlAccounts
from store.audit import SqlAudit
from store.database import Database, open_database
from tests.unit.store.conftest import TODAY, VIEWERS

RIGHT = "seven boats on a lake"


@pytest.fixture
def database(company_url: str) -> Iterator[Database]:
    database = open_database(company_url)
    yield database
    database.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock.on(TODAY)


@pytest.fixture(autouse=True)
def quick_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its least cost: what is asserted here is who is let in, and a hash as shipped takes 50 ms on purpose.

    The test of what is kept takes it as shipped.
    """
    if request.function is not test_passwords_are_kept_as_argon2_and_set_by_their_owner_or_an_admin:
        cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
        monkeypatch.setattr(accounts_module, "_hasher", lambda: cheap)
        monkeypatch.setattr(accounts_module, "_no_ones_hash", lambda: cheap.hash("nobody has this password"))


@pytest.fixture
def accounts(database: Database, clock: FixedClock) -> SqlAccounts:
    made = SqlAccounts(database, clock)
    made.set_password(VIEWERS["operator"], "r1", RIGHT)
    return made


@pytest.mark.parametrize("login", ["r1", "priya@example.com", " PRIYA@Example.com ", "Priya Nair", "priya nair"])
def test_one_signs_in_by_id_mail_or_name(accounts: SqlAccounts, login: str) -> None:
    assert accounts.sign_in(login, RIGHT) == VIEWERS["priya"]


@pytest.mark.parametrize(("login", "password"), [("priya@example.com", "wrong"), ("nobody@example.com", RIGHT), ("Kim Lee", RIGHT), ("r2", ""), ("", ""), ("Pri", RIGHT)])
def test_every_refusal_reads_the_same(accounts: SqlAccounts, login: str, password: str) -> None:
    with pytest.raises(Forbidden) as caught:
        accounts.sign_in(login, password)
    assert str(caught.value) == REFUSED


def test_after_several_failures_even_the_right_password_waits(accounts: SqlAccounts, database: Database, clock: FixedClock) -> None:
    for _ in range(MAX_TRIES):
        with pytest.raises(Forbidden):
            accounts.sign_in("priya@example.com", "wrong")
    again = SqlAccounts(database, clock)  # another process
    with pytest.raises(Forbidden, match="quarter of an hour"):
        again.sign_in(" Priya@example.com", RIGHT)
    clock.move(TRY_WINDOW + timedelta(seconds=1))
    assert again.sign_in("priya@example.com", RIGHT) == VIEWERS["priya"]


def test_a_success_forgets_the_failures_before_it(accounts: SqlAccounts) -> None:
    for _ in range(3):
        for _ in range(MAX_TRIES - 1):
            with pytest.raises(Forbidden):
                accounts.sign_in("r1", "wrong")
        accounts.sign_in("r1", RIGHT)


def test_roles_follow_from_who_leads_whom_and_who_was_made_admin(accounts: SqlAccounts) -> None:
    assert accounts.viewer("m1") == VIEWERS["ana"]
    assert accounts.viewer("r1").role is Role.REP
    ada = accounts.add_admin(VIEWERS["operator"], "Ada Admin", "ada@example.com")
    assert accounts.viewer(ada.id).role is Role.ADMIN
    assert accounts.add_admin(VIEWERS["operator"], "Ada Admin", "ADA@example.com").id == ada.id
    with pytest.raises(Conflict):
        accounts.add_admin(VIEWERS["operator"], "Somebody Else", "ada@example.com")
    with pytest.raises(Forbidden):
        accounts.viewer("r99")


def test_passwords_are_kept_as_argon2_and_set_by_their_owner_or_an_admin(accounts: SqlAccounts, database: Database) -> None:
    from sqlalchemy import select

    from store.tables import PasswordRow

    with database.read() as session:
        assert session.scalars(select(PasswordRow.hash)).one().startswith("$argon2id$")
    accounts.set_password(VIEWERS["tom"], "r2", RIGHT + "!")
    assert accounts.sign_in("r2", RIGHT + "!").id == "r2"
    with pytest.raises(Forbidden):
        accounts.set_password(VIEWERS["ana"], "r1", RIGHT)
    with pytest.raises(InputError, match="at least 10"):
        accounts.set_password(VIEWERS["tom"], "r2", "short")
    with pytest.raises(InputError, match="'r99'"):
        accounts.set_password(VIEWERS["admin"], "r99", RIGHT)


def test_the_list_of_accounts_is_for_admins(accounts: SqlAccounts) -> None:
    everyone = {a.id: a for a in accounts.everyone(VIEWERS["admin"])}
    assert (everyone["m1"].role, everyone["m1"].has_password) == (Role.MANAGER, False)
    assert (everyone["r1"].role, everyone["r1"].has_password, everyone["r1"].email) == (Role.REP, True, "priya@example.com")
    for who in ("ana", "priya"):
        with pytest.raises(Forbidden):
            accounts.everyone(VIEWERS[who])
        with pytest.raises(Forbidden):
            accounts.add_admin(VIEWERS[who], "Me", "me@example.com")


def test_sign_ins_and_refusals_are_noted_without_what_was_typed(accounts: SqlAccounts, database: Database, clock: FixedClock) -> None:
    audit = SqlAudit(database, clock)
    accounts.sign_in("r1", RIGHT)
    for login in ("r1", "my-secret-typed-in-the-wrong-field"):
        with pytest.raises(Forbidden):
            accounts.sign_in(login, "wrong")
    entries = audit.entries(VIEWERS["operator"])
    assert [(e.action, e.by) for e in entries][:3] == [("sign_in_refused", "unknown"), ("sign_in_refused", "r1"), ("sign_in", "r1")]
    assert "my-secret" not in repr(entries)


def test_the_trail_of_oneself_is_open_and_that_of_others_is_not(accounts: SqlAccounts, database: Database, clock: FixedClock) -> None:
    audit = SqlAudit(database, clock)
    audit.record(VIEWERS["ana"], "export", "r1", {"file": "priya.json"})
    own = audit.entries(VIEWERS["priya"], "r1")
    assert (own[0].by, own[0].action, own[0].detail, own[0].role) == ("m1", "export", {"file": "priya.json"}, Role.MANAGER)
    assert audit.entries(VIEWERS["operator"], limit=1) == own[:1]
    for who, subject in (("priya", "r2"), ("priya", None), ("ana", "r1")):
        with pytest.raises(Forbidden):
            audit.entries(VIEWERS[who], subject)
