"""`nextplay import` as a person meets it: bad input, the same file again, a later export, and what it prints."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from copilot.cli import main
from store.folder import DataFolder

HEAD = "Deal ID,Owner,Company,Stage,Created,Close Date,Amount\n"
FIRST = HEAD + "1,Ann Lee,Acme,Closed Won,2024-01-05,2024-02-25,100\n2,Bo Ray,Bolt,Proposal,2024-01-06,2024-12-26,200\n3,Ann Lee,Cyan,Proposal,2024-03-01,2024-12-01,300\n"
LATER = (
    HEAD
    + "1,Ann Lee,Acme,Closed Won,2024-01-05,2024-02-25,120\n2,Bo Ray,Bolt,Closed Won,2024-01-06,2024-05-26,200\n3,Bo Ray,Cyan,Closed Lost,2024-03-01,2024-06-01,300\n4,Ann Lee,Dot,Proposal,2024-05-01,2024-12-01,50\n"
)
FIGURES = ("started", "won", "lost", "open", "won_value", "customers_won")


class Command:
    """Runs one command line in this process."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        monkeypatch.chdir(folder)
        monkeypatch.setenv("NEXTPLAY_LOCK_WAIT_S", "0.2")
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setenv("COLUMNS", "100")

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._monkeypatch.setattr(sys, "argv", ["nextplay", "--data", "data", *words])
        with pytest.raises(SystemExit) as caught:
            main()
        said = self._capsys.readouterr()
        return int(caught.value.code or 0), said.out, said.err

    def figures(self) -> dict[str, tuple[float, ...]]:
        return {r["rep"]: tuple(r[f] for f in FIGURES) for r in json.loads(self("engine", "--json")[1])["reps"]}

    def imported(self, *words: str) -> dict[str, Any]:
        return dict(json.loads(self("import", *words, "--json")[1]))


@pytest.fixture
def nextplay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    (tmp_path / "deals.csv").write_text(FIRST)
    return Command(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "'empty.csv' is empty"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "'picture.csv' is not a table"),
        ("prose.csv", b"Dear all\nplease find attached\nthe numbers\n", "'prose.csv' is not a table"),
        ("broken.xlsx", b"PK\x03\x04" + b"x" * 400, "'broken.xlsx' is not a workbook"),
        ("gone.csv", None, "is not there"),
    ],
)
def test_what_is_no_table_is_one_line_and_exit_2_and_leaves_no_folder(nextplay: Command, name: str, content: bytes | None, said: str) -> None:
    if content is not None:
        (nextplay.folder / name).write_bytes(content)
    code, out, err = nextplay("import", name)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not (nextplay.folder / "data").exists()


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ('[[file]]\nname = "deals.csv"\n[file.columns]\nOwnr = "rep"\n', "did you mean 'Owner'?"),
        ('[[file]]\nname = "deals.csv"\n[file.columns]\nOwner = "salesman"\n', "did you mean 'rep'?"),
        ('[[file]]\nname = "deal.csv"\n', "did you mean 'deals.csv'?"),
        ("name = = 1", "is not TOML"),
    ],
)
def test_a_wrong_mapping_changes_nothing_and_names_the_right_word(nextplay: Command, mapping: str, said: str) -> None:
    (nextplay.folder / "mapping.toml").write_text(mapping)
    code, out, err = nextplay("import", "deals.csv", "--mapping", "mapping.toml")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert not (nextplay.folder / "data").exists()


def test_a_bad_file_beside_a_good_one_lands_nothing_when_named_and_is_said_when_found(nextplay: Command) -> None:
    (nextplay.folder / "empty.csv").write_bytes(b"")
    assert nextplay("import", "deals.csv", "empty.csv")[0] == 2
    assert not (nextplay.folder / "data").exists()
    code, out, _ = nextplay("import", ".")
    assert code == 1, "a file that could not be read asks for attention"
    assert "3 opportunities" in out
    assert "unreadable_file" in out


def test_the_same_files_again_are_one_line_and_a_dry_run_still_shows_how_they_are_read(nextplay: Command) -> None:
    nextplay("import", "deals.csv")
    code, out, _ = nextplay("import", "deals.csv")
    assert (code, out.count("\n")) == (0, 1)
    assert "Nothing changed" in out
    assert "read as" in nextplay("import", "deals.csv", "--dry-run")[1]


@pytest.mark.parametrize("export", ["olist", "insurance_budgets"])
def test_an_export_that_needs_an_answer_is_exit_1_and_one_that_does_not_is_0(nextplay: Command, shared_data: Path, export: str) -> None:
    code, out, _ = nextplay("import", str(shared_data / "crm" / export))
    assert code == 1
    assert "Needs an answer from you" in out
    code, out, _ = nextplay("import", str(shared_data / "crm" / export))
    assert code == 1, "it is still open"
    assert "Needs an answer from you" in out
    code, out, _ = nextplay("import", str(shared_data / "crm" / "maven_iso"))
    assert code == 0
    assert "Needs an answer from you" not in out


def test_an_answer_in_a_mapping_file_is_exit_0(nextplay: Command) -> None:
    (nextplay.folder / "deals.csv").write_text(FIRST.replace("Amount", "Amount of pallets"))
    assert nextplay("import", "deals.csv", "--dry-run")[0] == 1
    (nextplay.folder / "taken.toml").write_text('[[file]]\nname = "deals.csv"\n[file.columns]\n"Amount of pallets" = "value"\n')
    assert nextplay("import", "deals.csv", "--mapping", "taken.toml")[0] == 0


def test_a_table_that_is_not_known_at_all_is_for_a_person_to_decide(nextplay: Command) -> None:
    (nextplay.folder / "weather.csv").write_text("station,wind\nNorth,12\nSouth,9\n")
    code, out, _ = nextplay("import", ".")
    assert code == 1
    assert "weather.csv, 2 rows: no deals" in " ".join(out.split())


def test_nothing_of_use_asks_for_attention(nextplay: Command) -> None:
    (nextplay.folder / "weather.csv").write_text("station,wind\nNorth,12\nSouth,9\n")
    code, out, _ = nextplay("import", "weather.csv")
    assert code == 1
    assert "Nothing to take" in out


def test_rejects_are_exit_1_and_the_rest_goes_in(nextplay: Command) -> None:
    (nextplay.folder / "deals.csv").write_text(FIRST + "4,,Dot,Proposal,2024-05-01,2024-12-01,50\n5,Ann Lee,Dot,Proposal,2024-05-01,2024-12-01,cheap\n")
    code, out, err = nextplay("import", "deals.csv")
    assert (code, err) == (1, "")
    assert "1 row was left out" in out
    assert "1 cell could not be read and is empty; its row went in" in out
    assert nextplay.figures()["Ann Lee"] == (3, 1, 0, 2, 100, 1)


def test_while_another_process_writes_an_import_waits_then_says_so_and_reading_goes_on(nextplay: Command) -> None:
    nextplay("import", "deals.csv")
    before = nextplay.figures()
    (nextplay.folder / "deals.csv").write_text(LATER)
    with DataFolder(nextplay.folder / "data").writing(1):
        code, out, err = nextplay("import", "deals.csv")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "is writing to" in err
        assert nextplay.figures() == before
    assert nextplay("import", "deals.csv")[0] == 0


BOUND = () if os.geteuid() else ("setpriv", "--bounding-set", "-dac_override,-dac_read_search", "--inh-caps", "-dac_override,-dac_read_search")
"""Rights do not bind root, but for a process that gave that privilege away."""


@pytest.mark.skipif(bool(BOUND) and shutil.which("setpriv") is None, reason="rights do not bind root, and setpriv (util-linux) is not installed")
@pytest.mark.parametrize("locked", [".", "data", "data/facts", "data/nextplay.db"])
def test_what_cannot_be_read_is_one_line(nextplay: Command, locked: str) -> None:
    nextplay("import", "deals.csv")
    barred = nextplay.folder / locked
    barred.chmod(0)
    try:
        done = subprocess.run(
            [*BOUND, sys.executable, "-c", "from copilot.cli import main; main()", "--data", str(nextplay.folder / "data"), "engine"], capture_output=True, text=True, cwd="/", check=False
        )
    finally:
        barred.chmod(0o700)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert str(nextplay.folder) in done.stderr
    assert nextplay("engine")[0] == 0


def test_the_same_file_twice_changes_nothing(nextplay: Command) -> None:
    nextplay("import", "deals.csv")
    before = nextplay.figures()
    again = nextplay.imported("deals.csv")
    assert again["unchanged_files"] == ["deals.csv"]
    assert not any(again["imported"].values())
    assert nextplay.figures() == before == {"Ann Lee": (2, 1, 0, 1, 100, 1), "Bo Ray": (1, 0, 0, 1, 0, 0)}


def test_a_later_export_changes_stages_values_and_owners(nextplay: Command) -> None:
    nextplay("import", "deals.csv")
    (nextplay.folder / "deals.csv").write_text(LATER)
    assert nextplay.imported("deals.csv")["changed"] == {"new": 1, "updated": 3, "same": 0}
    assert nextplay.figures() == {"Ann Lee": (2, 1, 0, 1, 120, 1), "Bo Ray": (2, 1, 1, 0, 200, 1)}


def test_the_same_folder_with_one_file_more_lands_that_file_only(nextplay: Command) -> None:
    exports = nextplay.folder / "exports"
    exports.mkdir()
    (exports / "deals.csv").write_text(FIRST)
    nextplay("import", "exports")
    before = nextplay.figures()
    (exports / "activities.csv").write_text("Owner,Date,Type\nAnn Lee,2024-05-05,Call\nAnn Lee,2024-05-05,Call\n")
    report = nextplay.imported("exports")
    assert report["unchanged_files"] == ["deals.csv"]
    assert (report["imported"]["opportunities"], report["imported"]["activities"]) == (0, 2)
    assert nextplay.figures() == before


@pytest.mark.parametrize("columns", ["80", "200"])
def test_the_report_says_by_file_what_was_read_as_what_then_what_needs_an_answer(nextplay: Command, monkeypatch: pytest.MonkeyPatch, columns: str) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    (nextplay.folder / "deals.csv").write_text(FIRST.replace("2024-01-05", "01/02/2024").replace("2024-01-06", "03/02/2024").replace("2024-03-01", "03/04/2024"))
    (nextplay.folder / "invoices.csv").write_text("Invoice No,Invoice Date,Customer,Amount\n1,2024-01-01,Acme,5\n2,2024-01-02,Acme,6\n")
    code, out, _ = nextplay("import", ".", "--dry-run")
    assert code == 1, "a report that asks for an answer asks for attention"
    assert not (nextplay.folder / "data").exists()
    order = [
        "Would take 2 reps, 3 opportunities",
        "deals.csv, 3 rows, read as opportunities",
        "Left out",
        "invoices.csv, 2 rows",
        "Needs an answer from you",
        "ambiguous_date, 3; rows 2, 3, 4",
        "Nothing was changed",
    ]
    places = [" ".join(out.split()).find(x) for x in order]
    assert -1 not in places
    assert places == sorted(places)
    assert max(len(line) for line in out.splitlines()) <= int(columns)


def test_what_no_record_says_is_a_dash_and_no_zero(nextplay: Command) -> None:
    (nextplay.folder / "deals.csv").write_text("Deal ID,Owner,Company,Stage,Close Date\n1,Ann Lee,Acme,Closed Won,2024-02-25\n2,Bo Ray,Bolt,Closed Lost,2024-03-26\n")
    nextplay("import", "deals.csv")
    _, out, _ = nextplay("engine")
    assert "No deal on record says when it began" in out
    assert "No won deal has a value" in out
    ann = next(line for line in out.splitlines() if line.startswith("Ann Lee")).split()
    assert ann[2:4] == ["–", "1"], "starts are unknown, one deal is won"
    (nextplay.folder / "more.csv").write_text(FIRST.replace("\n1,", "\n11,").replace("\n2,", "\n12,"))
    nextplay("import", "more.csv")
    assert "2 of 5 deals do not say when they began" in nextplay("engine")[1]
