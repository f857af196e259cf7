"""Two reps of one name are two people in the table of `nextplay engine`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot.domain import Rep
from copilot.names import told_apart
from tests.integration.test_import_command import Command

DEALS = "Deal ID,Owner ID,Company,Stage,Created,Close Date,Amount\n" + "".join(f"{i},u{i},Acme {i},Closed Won,2024-01-05,2024-02-25,100\n" for i in (1, 2, 3))


@pytest.mark.parametrize(
    ("head", "one", "other", "shown"),
    [
        ("Email,Team", "sam.lee@acme.example,North", "sam.lee2@acme.example,South", {"Sam Lee (sam.lee@acme.example)", "Sam Lee (sam.lee2@acme.example)"}),
        ("Manager,Team", "Helen Fox,North", "Helen Fox,South", {"Sam Lee (North)", "Sam Lee (South)"}),
        ("Manager,Team", "Helen Fox,North", "Dan Roe,North", {"Sam Lee (Helen Fox)", "Sam Lee (Dan Roe)"}),
    ],
)
def test_two_reps_of_one_name_are_told_apart_in_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], head: str, one: str, other: str, shown: set[str]
) -> None:
    nextplay = Command(tmp_path, monkeypatch, capsys)
    exports = tmp_path / "exports"
    exports.mkdir()
    (exports / "users.csv").write_text(f"User ID,Name,{head}\nu1,Sam Lee,{one}\nu2,Sam Lee,{other}\nu3,Ann Ray,,\n")
    (exports / "deals.csv").write_text(DEALS)
    nextplay("import", "exports")
    lines = nextplay("engine")[1].splitlines()
    assert {line.partition("  ")[0] for line in lines if line.startswith("Sam Lee")} == shown
    assert any(line.startswith("Ann Ray  ") for line in lines), "a name of its own stays as it is"
    assert sorted(r["rep"] for r in json.loads(nextplay("engine", "--json")[1])["reps"]) == ["Ann Ray", "Sam Lee", "Sam Lee"]


def test_where_nothing_else_tells_two_apart_their_ids_do() -> None:
    people = [Rep("p-1", "Sam Lee", team="North"), Rep("p-2", "Lee, Sam", team="North"), Rep("p-3", "Ann Ray", team="North")]
    assert told_apart(people) == {"p-1": "Sam Lee (p-1)", "p-2": "Lee, Sam (p-2)", "p-3": "Ann Ray"}
