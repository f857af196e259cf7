"""A PostgreSQL server of the tests' own: a cluster in a temporary folder, on a free port of this machine, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

USER, PASSWORD = "owner", "a lake of boats"
HOW_TO_GET_IT = "install it (Debian: `apt-get install postgresql`, macOS: `brew install postgresql`)"
_BESIDE_THE_PATH = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt")


class NoServer(Exception):
    """None can be started here; says why."""


def programs() -> Path:
    """The folder of `initdb`. Debian keeps it off the PATH, by version; the newest is taken."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    beside = [f for folder in _BESIDE_THE_PATH for f in Path(folder).glob("*/bin/initdb")]
    if not beside:
        raise NoServer(f"no PostgreSQL on this machine (no `initdb`): {HOW_TO_GET_IT}")
    return max(beside, key=lambda f: tuple(int(p) if p.isdigit() else 0 for p in f.parent.parent.name.split("."))).parent


@dataclass
class Server:
    """A running one, with a way to make databases in it."""

    port: int
    bin: Path
    data: Path
    as_user: tuple[str, ...]

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def url(self, database: str, password: str = PASSWORD) -> str:
        return URL.create("postgresql+psycopg", USER, password, "127.0.0.1", self.port, database).render_as_string(hide_password=False)

    def new_database(self, template: str = "template0") -> str:
        """The URL of a database nobody used yet; empty, or a copy of another that nobody is connected to."""
        name = f"nextplay_{next(self._numbers)}"
        self.run(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        return self.url(name)

    @contextmanager
    def for_a_while(self) -> Iterator[Callable[..., str]]:
        """`new_database`, whose databases are dropped at the end: each takes 8 MB."""
        made: list[str] = []

        def new(template: str = "template0") -> str:
            made.append(self.new_database(template))
            return made[-1]

        yield new
        for url in made:
            self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def run(self, statement: str) -> None:
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    def control(self, *words: str) -> None:
        done = subprocess.run([*self.as_user, str(self.bin / "pg_ctl"), "-D", str(self.data), "-s", "-w", *words], cwd=self.data.parent, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoServer(f"`pg_ctl {words[0]}` failed: {done.stdout}{done.stderr}{_tail(self.data.parent / 'log')}")

    def start(self) -> None:
        settings = f"-c fsync=off -c full_page_writes=off -c autovacuum=off -c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.data.parent}"
        self.control("-l", str(self.data.parent / "log"), "-o", settings, "start")

    def stop(self) -> None:
        self.control("-m", "immediate", "stop")


@contextmanager
def running() -> Iterator[Server]:
    """Make a cluster and serve it; stop and remove it at the end.

    Raises:
        NoServer: PostgreSQL is not installed, or we are root and there is nobody else to run it as.
    """
    home = Path(tempfile.mkdtemp(prefix="nextplay-pg-"))  # short, and reachable for another user: pytest's own folders are not
    try:
        as_user: tuple[str, ...] = ()
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            try:
                account = pwd.getpwnam("postgres")
            except KeyError as e:
                raise NoServer("PostgreSQL does not run as root, and there is no user `postgres` here") from e
            os.chown(home, account.pw_uid, account.pw_gid)
            as_user = ("runuser", "-u", "postgres", "--")
        server = Server(_free_port(), programs(), home / "data", as_user)
        secret = home / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)  # in a folder that only its owner enters
        making = [str(server.bin / "initdb"), "-D", str(server.data), "-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run([*as_user, *making], cwd=home, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoServer(f"`initdb` failed: {done.stderr}")
        server.start()
        try:
            yield server
        finally:
            if (server.data / "postmaster.pid").exists():
                server.stop()
    finally:
        shutil.rmtree(home)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _tail(log: Path) -> str:
    return log.read_text()[-500:] if log.exists() else ""
