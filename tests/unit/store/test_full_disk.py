"""A disk without room is called so, also where SQLite calls it an I/O error."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from copilot.errors import DiskFull
from store.database import Database, has_room
from store.folder import DataFolder

MAKES_A_DATABASE = """
import resource, sys
from store.database import Database
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    Database(f"sqlite:///{sys.argv[1]}/nextplay.db").engine
except Exception as e:
    print(type(e).__name__, e)
"""


def test_a_database_that_finds_no_room_while_it_is_made_says_that_the_disk_is_full(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", MAKES_A_DATABASE, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("DiskFull no space left for")
    assert "rights" not in done.stdout


def test_a_limit_on_the_size_of_a_file_is_named_and_is_no_matter_of_rights(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", MAKES_A_DATABASE.replace("20_000, 20_000", "100_000, 100_000"), str(tmp_path)], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith("DiskFull ")
    assert "100,000 bytes" in done.stdout
    assert "rights" not in done.stdout
    database = Database(f"sqlite:///{tmp_path}/nextplay.db")
    assert database.engine is not None, "what was begun under the limit can be finished without it"
    database.close()


def test_where_there_is_room_there_is_room(tmp_path: Path) -> None:
    assert has_room(tmp_path)
    database = Database(f"sqlite:///{tmp_path}/nextplay.db")
    assert database.engine is not None
    database.close()


def test_a_folder_cut_off_while_it_was_made_is_finished_later(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    folder.path.mkdir()
    folder.version_file.touch()
    folder.create()
    assert folder.version_file.read_text().strip() == "1"


def test_the_note_of_who_writes_finds_no_room(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.create()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(DiskFull, match="nothing was changed"), folder.writing(1):
            raise AssertionError("nobody can write here")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
