"""Where aggregates lie, and what each was made from: its name says so."""

from __future__ import annotations

from collections.abc import Iterable

from store.folder import DataFolder

VERSION = 1
"""Rises with the expressions: what older ones made is never read again."""


def aggregate_path(fact_path: str) -> str:
    """Of a fact file: `facts/activities/2026-03.<hash>.parquet` -> `aggregates/activities/2026-03.<hash>.v1.parquet`, both relative to the data folder."""
    _, kind, name = fact_path.split("/")
    return f"aggregates/{kind}/{name.removesuffix('.parquet')}.v{VERSION}.parquet"


def sweep_aggregates(folder: DataFolder, live: Iterable[str]) -> int:
    """Remove what was made from fact files that are not live any more, or by older expressions."""
    keep = {folder.path / aggregate_path(path) for path in live}
    swept = 0
    for file in sorted((folder.path / "aggregates").glob("*/*")):
        if file not in keep and file.is_file():
            file.unlink(missing_ok=True)
            swept += 1
    return swept
