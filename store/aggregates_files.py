"""Where aggregates lie, and what each was made from: its name says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from store.folder import DataFolder

VERSION = 4
"""Rises with the expressions: what older ones made is never read again."""

Table = Literal["activities", "counts", "wins", "totals"]
TABLES: dict[str, tuple[Table, ...]] = {"activities": ("activities",), "opportunities": ("counts", "wins", "totals")}
"""By kind of fact: what is kept of it."""


def aggregate_path(fact_path: str, table: Table) -> str:
    """Of a fact file: `facts/activities/2026-03.<hash>.parquet` -> `aggregates/activities/2026-03.<hash>.v1.parquet`, both relative to the data folder."""
    return f"aggregates/{table}/{fact_path.rpartition('/')[2].removesuffix('.parquet')}.v{VERSION}.parquet"


def aggregate_paths(fact_path: str) -> list[str]:
    """All that is kept of a fact file."""
    return [aggregate_path(fact_path, table) for table in TABLES[fact_path.split("/")[1]]]


def sweep_aggregates(folder: DataFolder, live: Iterable[str]) -> int:
    """Remove what was made from fact files that are not live any more, or by older expressions."""
    keep = {folder.path / kept for path in live for kept in aggregate_paths(path)}
    swept = 0
    for file in sorted((folder.path / "aggregates").glob("*/*")):
        if file not in keep and file.is_file():
            file.unlink(missing_ok=True)
            swept += 1
    return swept
