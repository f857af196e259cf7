"""The real embedder, opened once: it is offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from copilot.domain import Rep
from copilot.tools.understanding import Understander
from knowledge.embedding import MiniLmEmbedder


@pytest.fixture(scope="session")
def embedder() -> MiniLmEmbedder:
    return MiniLmEmbedder()


@pytest.fixture(scope="session")
def understander(embedder: MiniLmEmbedder) -> Understander:
    return Understander(embedder)


@pytest.fixture(scope="session")
def heldout() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "heldout.yaml").read_text("utf-8"))
    return table


@pytest.fixture(scope="session")
def team(heldout: dict[str, Any]) -> list[Rep]:
    return [Rep(t["id"], t["name"], t.get("email")) for t in heldout["team"]]
