"""The examples of docs/import.md are mapping files that load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from store.crm.mapping import load_mapping

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "import.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_loads(example: str, tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(example, "utf-8")
    assert load_mapping(path).files


def test_the_example_join_of_olist_reads_as_without_a_mapping(shared_data: Path, tmp_path: Path) -> None:
    import datetime as dt

    from copilot.policy import CoachingPolicy
    from store.crm.read import read_exports
    from tests.unit.crm.figures import figures_per_rep

    path = tmp_path / "m.toml"
    path.write_text(next(e for e in EXAMPLES if "mql_id" in e), "utf-8")
    folder = shared_data / "crm" / "olist"
    mapped = figures_per_rep(read_exports([folder], path, CoachingPolicy(), dt.date(2026, 11, 22)))
    plain = figures_per_rep(read_exports([folder], None, CoachingPolicy(), dt.date(2026, 11, 22)))
    assert {r: f["days_to_win_mean"] for r, f in mapped.items()} == {r: f["days_to_win_mean"] for r, f in plain.items()}
    assert sum(f["won_value"] or 0 for f in mapped.values()) > 0
