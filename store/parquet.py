"""CRM facts as immutable monthly Parquet files, named by their content; a manifest in the database says which are live."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from copilot.domain import ACTIVITY_COLUMNS, OPPORTUNITY_COLUMNS
from copilot.errors import DiskFull, FolderUnreadable
from store.aggregates_files import sweep_aggregates
from store.folder import DataFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

Kind = Literal["opportunities", "activities"]
COLUMNS: dict[Kind, dict[str, str]] = {"opportunities": OPPORTUNITY_COLUMNS, "activities": ACTIVITY_COLUMNS}
ID_COLUMNS: dict[Kind, str] = {"opportunities": "opportunity_id", "activities": "activity_id"}
UNDATED = "undated"
ARROW_TYPES = {"str": pa.string(), "datetime64[us]": pa.timestamp("us"), "float64": pa.float64(), "int64": pa.int64()}
SCHEMAS: dict[Kind, Any] = {kind: pa.schema([(name, ARROW_TYPES[dtype]) for name, dtype in columns.items()]) for kind, columns in COLUMNS.items()}
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class FactFile:
    """One row of the manifest."""

    path: str
    """Relative to the data folder."""
    kind: Kind
    month: str
    rows: int
    size: int
    """Bytes."""


def write_durably(path: Path, content: bytes) -> None:
    """The file is there whole or not at all, also after the power failed."""
    temporary = path.with_name(f".tmp-{os.getpid()}-{path.name}")
    try:
        with temporary.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class FactFiles:
    """The Parquet files of one data folder. Writing is for whoever holds the folder's lock."""

    def __init__(self, folder: DataFolder, write_bytes: Callable[[Path, bytes], None] = write_durably) -> None:
        self._folder, self._write_bytes = folder, write_bytes

    def load(self, kind: Kind, paths: Sequence[str]) -> pd.DataFrame:
        """All rows of these files, with exactly the columns and dtypes of the domain.

        Raises:
            FileNotFoundError: a file was swept since its name was read; read the manifest again.
            FolderUnreadable: a file is damaged.
        """
        tables = [self._read(path) for path in paths]
        table = pa.concat_tables(tables) if tables else SCHEMAS[kind].empty_table()
        frame: pd.DataFrame = table.to_pandas()
        return frame

    def holds_any(self, kind: Kind, path: str, ids: Any) -> bool:
        """Whether any of the ids (a pyarrow array) stands in this file."""
        column = self._read(path, [ID_COLUMNS[kind]]).column(0)
        return bool(pc.any(pc.is_in(column, value_set=ids)).as_py())

    def write(self, kind: Kind, month: str, rows: pd.DataFrame | pa.Table) -> FactFile:
        """Rows as a frame or as `as_table` gives them. Raises DiskFull, FolderUnreadable; nothing is left behind then."""
        sink = pa.BufferOutputStream()
        pq.write_table(rows if isinstance(rows, pa.Table) else as_table(kind, rows), sink, compression="zstd")
        content = sink.getvalue().to_pybytes()
        name = f"{month}.{hashlib.sha256(content).hexdigest()[:16]}.parquet"
        target = self._folder.facts / kind / name
        with disk_trouble(self._folder.path):
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                self._write_bytes(target, content)
        return FactFile(f"{self._folder.facts.name}/{kind}/{name}", kind, month, len(rows), len(content))

    def sweep(self, live: Iterable[str]) -> int:
        """Remove what the manifest does not name: leftovers of a run that was cut off, files that were replaced, and what was worked out from them."""
        named = list(live)
        keep = {self._folder.path / path for path in named}
        swept = sweep_aggregates(self._folder, named)
        for file in sorted(self._folder.facts.glob("*/*")):
            if file not in keep and file.is_file():
                file.unlink(missing_ok=True)
                swept += 1
        return swept

    def _read(self, path: str, columns: list[str] | None = None) -> Any:
        try:
            with pq.ParquetFile(self._folder.path / path) as file:
                return file.read(columns)
        except PermissionError as e:
            raise FolderUnreadable(f"the file {str(self._folder.path / path)!r} cannot be read ({os.strerror(e.errno or errno.EACCES)}); check its rights and those of the folders above it") from e
        except pa.ArrowInvalid as e:
            raise FolderUnreadable(f"the file {str(self._folder.path / path)!r} is damaged; restore the data folder from a copy, or import the exports into a new one") from e


@contextmanager
def disk_trouble(folder: Path) -> Iterator[None]:
    """Say a full disk and missing rights in our words."""
    try:
        yield
    except OSError as e:
        if e.errno in _NO_SPACE:
            raise DiskFull(f"no space left in {str(folder)!r}; nothing was changed. Free some space and import again") from e
        if e.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise FolderUnreadable(f"{str(folder)!r} cannot be written ({e.strerror}); check its rights or choose another with --data") from e
        raise


def as_table(kind: Kind, frame: pd.DataFrame) -> pa.Table:
    """Rows in the schema that their kind is kept in."""
    return pa.Table.from_pandas(frame, schema=SCHEMAS[kind], preserve_index=False)


def months_of(kind: Kind, frame: pd.DataFrame) -> pd.Series[str]:
    """The month each row is filed under: `2026-03`, or `undated`."""
    day = frame["created_on"].fillna(frame["closed_on"]) if kind == "opportunities" else frame["on"]
    months: pd.Series[str] = day.dt.strftime("%Y-%m").fillna(UNDATED)
    return months
