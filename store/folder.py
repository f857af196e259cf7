"""The data folder: what lies where in it, and the lock that lets one process write at a time."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from copilot.errors import DiskFull, FolderBusy, FolderUnreadable

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
LAYOUT = 1
"""Rises when the folder's layout changes; a folder with a higher number was made by a newer version."""


@dataclass(frozen=True)
class DataFolder:
    """Paths inside one data folder; everything in it is named relative to it, so that it can be copied."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "nextplay.db"

    @property
    def facts(self) -> Path:
        """Parquet files of opportunities and activities."""
        return self.path / "facts"

    @property
    def index(self) -> Path:
        """The playbook's vector index."""
        return self.path / "index"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints.db"

    @property
    def endpoints(self) -> Path:
        """What endpoints of language models turned out to accept."""
        return self.path / "endpoints.json"

    @property
    def version_file(self) -> Path:
        return self.path / "version"

    @property
    def lock_file(self) -> Path:
        return self.path / "writer.lock"

    @property
    def holder_file(self) -> Path:
        """Who holds the lock: pid and command, for the message to whoever waits."""
        return self.path / "writer.json"

    def exists(self) -> bool:
        return self.path.is_dir()

    def create(self) -> None:
        """Make the folder where it is missing, readable by its owner alone, and check that it can be used.

        Raises:
            FolderUnreadable: not a folder, no rights, or made by a newer version.
            DiskFull: no room for its few files.
        """
        try:
            if not self.path.exists():
                self.path.mkdir(mode=0o700, parents=True)
            self.check()
            self.facts.mkdir(exist_ok=True)
            if not self.version_file.exists() or not self.version_file.stat().st_size:  # empty: cut off by a full disk
                self.version_file.write_text(f"{LAYOUT}\n", "utf-8")
        except FileExistsError as e:
            raise FolderUnreadable(f"the data folder {str(self.path)!r} lies below something that is not a folder; choose another with --data") from e
        except OSError as e:
            if e.errno in _NO_SPACE:
                raise DiskFull(f"no space left in {str(self.path)!r}; nothing was changed. Free some space and try again") from e
            raise FolderUnreadable(f"the data folder {str(self.path)!r} cannot be used ({e.strerror}); check its rights or choose another with --data") from e

    def check(self) -> None:
        """Raises FolderUnreadable where the folder is there and cannot be used."""
        try:
            self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as e:
            raise FolderUnreadable(f"the data folder {str(self.path)!r} cannot be reached ({e.strerror}); check the rights of the folders above it or choose another with --data") from e
        if not self.path.is_dir():
            raise FolderUnreadable(f"the data folder {str(self.path)!r} is not a folder; choose another with --data")
        if not os.access(self.path, os.R_OK | os.W_OK | os.X_OK):
            raise FolderUnreadable(f"the data folder {str(self.path)!r} cannot be read and written; check its rights or choose another with --data")
        try:
            text = self.version_file.read_text("utf-8").strip()
        except FileNotFoundError:
            return
        except (OSError, UnicodeDecodeError) as e:
            raise FolderUnreadable(f"the file {str(self.version_file)!r} cannot be read ({e}); check its rights") from e
        if text and (not text.isdigit() or int(text) > LAYOUT):
            raise FolderUnreadable(f"the data folder {str(self.path)!r} has layout {text!r} and this version knows up to {LAYOUT}; upgrade Nextplay, or choose another folder with --data")

    @contextmanager
    def writing(self, wait_s: float) -> Iterator[None]:
        """Be the one writer of this folder's facts; readers need no lock.

        Raises:
            FolderBusy: another process still writes after `wait_s` seconds; names its pid and command.
            FolderUnreadable: see `create`.
        """
        self.create()
        lock = FileLock(self.lock_file, timeout=wait_s, thread_local=False)
        try:
            lock.acquire()
        except Timeout as e:
            raise FolderBusy(f"{self._holder()} is writing to {str(self.path)!r}; waited {wait_s:g} s. Try again when it has finished") from e
        except OSError as e:
            if e.errno in _NO_SPACE:
                raise DiskFull(f"no space left in {str(self.path)!r}; nothing was changed. Free some space and try again") from e
            raise FolderUnreadable(f"the lock {str(self.lock_file)!r} cannot be taken ({e.strerror}); check the folder's rights") from e
        try:
            try:
                self.holder_file.write_text(json.dumps({"pid": os.getpid(), "command": " ".join(sys.argv)[:200]}), "utf-8")
            except OSError as e:
                if e.errno in _NO_SPACE:
                    raise DiskFull(f"no space left in {str(self.path)!r}; nothing was changed. Free some space and try again") from e
                raise FolderUnreadable(f"the data folder {str(self.path)!r} cannot be written ({e.strerror}); check its rights or choose another with --data") from e
            yield
        finally:
            self.holder_file.unlink(missing_ok=True)
            lock.release()

    def _holder(self) -> str:
        try:
            said = json.loads(self.holder_file.read_text("utf-8"))
            return f"process {said['pid']} ({said['command']!r})"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"
