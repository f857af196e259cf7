"""Where the expressions of the aggregates run: DuckDB inside this process, or Spark where one machine is outgrown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Protocol

import narwhals as nw
import pyarrow as pa

from copilot.errors import FolderUnreadable, SettingsError

EngineName = Literal["duckdb", "spark"]
_MEMORY = "400MB"
"""DuckDB's own bound; what does not fit is written to its temporary folder."""


class Engine(Protocol):
    """Runs expressions over Parquet files."""

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        """The rows of these files, at least one, with the same columns; nothing but their heads is read yet. Raises as `collect`."""
        ...

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        """Run it.

        Raises:
            FileNotFoundError: a file was swept since its name was read.
            FolderUnreadable: a file is damaged.
        """
        ...

    def close(self) -> None: ...


class DuckDbEngine:
    """DuckDB, in memory only."""

    def __init__(self) -> None:
        import duckdb

        self._connection = duckdb.connect(config={"memory_limit": _MEMORY, "preserve_insertion_order": False})

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        with _in_our_words():
            return nw.from_native(self._connection.read_parquet([str(path) for path in _there(paths)]))

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        with _in_our_words():
            return _arrow(frame)

    def close(self) -> None:
        self._connection.close()


class SparkEngine:
    """A Spark session: the one that is running, else a local one. Files must lie where its workers read them."""

    def __init__(self) -> None:
        try:
            from pyspark.errors import PySparkRuntimeError
            from pyspark.sql import SparkSession
        except ImportError as e:
            raise SettingsError("NEXTPLAY_ENGINE is 'spark', and pyspark is not installed: install requirements/spark.txt, or take 'duckdb'") from e
        settings = {"spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false"}
        builder = SparkSession.builder.appName("nextplay")
        for name, value in settings.items():
            builder = builder.config(name, value)
        try:
            self._session = builder.getOrCreate()
        except PySparkRuntimeError as e:
            raise SettingsError("NEXTPLAY_ENGINE is 'spark', and Spark does not start: it needs Java 17 or newer (JAVA_HOME), or take 'duckdb'") from e

    def scan(self, paths: Sequence[Path]) -> nw.LazyFrame[Any]:
        rows: nw.LazyFrame[Any] = nw.from_native(self._session.read.parquet(*(str(path.resolve()) for path in _there(paths))))
        return rows

    def collect(self, frame: nw.LazyFrame[Any]) -> pa.Table:
        return _arrow(frame)

    def close(self) -> None:
        self._session.stop()


def open_engine(name: EngineName) -> Engine:
    """Raises SettingsError where Spark is asked for and is not there."""
    return SparkEngine() if name == "spark" else DuckDbEngine()


@contextmanager
def _in_our_words() -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.IOException as e:
        raise FileNotFoundError(2, "swept meanwhile", str(e)) from e
    except duckdb.InvalidInputException as e:
        raise FolderUnreadable(f"a file of facts or aggregates is damaged ({e}); delete the folder 'aggregates' in the data folder, and if that does not help restore it from a copy") from e


def _there(paths: Sequence[Path]) -> Sequence[Path]:
    """Raises FileNotFoundError with the name, which engines say in words of their own."""
    for path in paths:
        path.stat()
    return paths


def _arrow(frame: nw.LazyFrame[Any]) -> pa.Table:
    table: pa.Table = frame.collect(backend="pyarrow").to_native()
    return table
