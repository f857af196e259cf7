"""docs/models.md says of the settings what the settings say."""

from __future__ import annotations

import re
from pathlib import Path

from copilot.settings import Settings

DOC = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8")


def test_every_setting_it_names_exists_with_the_default_it_gives() -> None:
    fields = Settings.model_fields
    rows = dict(re.findall(r"^\| `NEXTPLAY_(\w+)` \| .*? \| (.*?) \|$", DOC, re.MULTILINE))
    assert {name for name in map(str.upper, fields) if name.startswith("LLM_") or name == "TURN_TIMEOUT_S"} == set(rows)
    for name, given in rows.items():
        default = fields[name.lower()].default
        assert given == f"{default:g}" if isinstance(default, int | float) else default is None
    assert set(re.findall(r"NEXTPLAY_(\w+)", DOC)) <= {name.upper() for name in fields}
