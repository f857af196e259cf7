"""The commands with the records in PostgreSQL: the same answers as with SQLite, and one line where the server cannot be used."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url

from store.checkpoints_postgresql import open_postgresql_saver
from tests.unit.store.postgresql_server import NoServer, Server, running

pytestmark = pytest.mark.skipif(not os.environ.get("NEXTPLAY_HEAVY"), reason="PostgreSQL is for `make test-all` (NEXTPLAY_HEAVY=1)")
REP = "Cecily Lampkin"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    pytest.importorskip("psycopg", reason="the driver is not installed: pip install --require-hashes -r requirements/postgresql.txt")
    try:
        with running() as found:
            yield found
    except NoServer as e:
        pytest.skip(str(e))


def nextplay(data: Path, url: str | None, *words: str) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("NEXTPLAY_")}
    environment = {**own, "NEXTPLAY_DATA": str(data), **({"NEXTPLAY_DATABASE_URL": url} if url else {})}
    return subprocess.run([str(Path(sys.executable).with_name("nextplay")), *words], env=environment, capture_output=True, text=True, check=False)


def answer(data: Path, url: str | None, *words: str) -> Any:
    done = nextplay(data, url, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_an_import_and_an_agenda_are_those_of_sqlite(server: Server, shared_data: Path, tmp_path: Path) -> None:
    url, export = server.new_database(), shared_data / "crm" / "maven_iso"
    said: dict[str, list[Any]] = {}
    for name, where in (("sqlite", None), ("postgresql", url)):
        folder = tmp_path / name
        assert nextplay(folder, where, "import", str(export)).returncode in (0, 1), "1: a question was asked"
        said[name] = [answer(folder, where, "team", "--as-of", "2017-12-31"), answer(folder, where, "prepare", REP, "--as-of", "2017-12-31")]
        again = answer(folder, where, "import", str(export))
        assert again["unchanged_files"], "the second run finds what the first one kept"
    assert without_ids(said["postgresql"]) == without_ids(said["sqlite"])
    assert REP in json.dumps(said["postgresql"])
    assert not (tmp_path / "postgresql" / "nextplay.db").exists()
    assert any((tmp_path / "postgresql" / "facts").rglob("*.parquet")), "opportunities and activities stay with their host"


def without_ids(said: Any) -> Any:
    """Ids of agendas and goals are drawn anew each time."""
    if isinstance(said, dict):
        return {k: without_ids(v) for k, v in said.items() if k not in ("id", "agenda_id", "goal_id")}
    return [without_ids(v) for v in said] if isinstance(said, list) else said


def test_a_conversation_goes_on_from_another_process_and_is_erased_with_whom_it_is_about(server: Server, shared_data: Path, tmp_path: Path) -> None:
    url, folder = server.new_database(), tmp_path / "data"
    assert nextplay(folder, url, "import", str(shared_data / "crm" / "maven_iso")).returncode in (0, 1)
    first = answer(folder, url, "chat", "-m", f"where does {REP} stand?")
    other = answer(folder, url, "chat", "-m", "hello")
    next_one = answer(folder, url, "chat", "-m", "and what is the win rate?", "--thread", first["thread"])
    assert next_one["request"]["rep"] == REP, "the second process knows what the first one talked about"
    assert not (folder / "checkpoints.db").exists()
    assert threads_in(url) == {first["thread"], other["thread"]}
    assert nextplay(folder, url, "erase", REP, "--yes").returncode == 0
    assert threads_in(url) == {other["thread"]}


def threads_in(url: str) -> set[str]:
    """The conversations that LangGraph's tables hold anything of."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return {str(t) for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes") for (t,) in connection.exec_driver_sql(f"SELECT thread_id FROM {table}")}
    finally:
        engine.dispose()


def test_two_processes_that_begin_to_talk_at_once_make_the_tables_once(server: Server, shared_data: Path, tmp_path: Path) -> None:
    url, folder = server.new_database(), tmp_path / "data"
    assert nextplay(folder, url, "import", str(shared_data / "crm" / "maven_iso")).returncode in (0, 1)
    with ThreadPoolExecutor() as several:
        done = list(several.map(lambda n: nextplay(folder, url, "chat", "-m", f"hello {n}", "--json"), range(3)))
    assert [(d.returncode, d.stderr) for d in done] == [(0, "")] * 3
    assert len(threads_in(url)) == 3


def test_many_that_open_the_conversations_at_once_do_not_wait_for_each_other_in_a_circle(server: Server) -> None:
    url = server.new_database()

    async def one() -> None:
        async with open_postgresql_saver(url) as saver:
            assert [c async for c in saver.alist(None)] == []

    async def all_at_once() -> None:
        await asyncio.gather(*(one() for _ in range(8)))

    asyncio.run(all_at_once())


def test_a_server_that_cannot_be_used_is_one_line_without_the_password(server: Server, tmp_path: Path) -> None:
    good = make_url(server.new_database())
    for url in (good.set(password="s3cret"), good.set(database="nowhere", password=good.password), good.set(port=1, password="s3cret")):
        done = nextplay(tmp_path / "data", url.render_as_string(hide_password=False), "team")
        assert done.returncode == 2
        assert len(done.stderr.strip().splitlines()) == 1
        assert "NEXTPLAY_DATABASE_URL" in done.stderr
        assert "s3cret" not in done.stderr + done.stdout
        assert str(good.password) not in done.stderr
