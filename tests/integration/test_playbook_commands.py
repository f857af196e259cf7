"""`nextplay playbook` as a person at the command line meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot.cli import main


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "bridges.md").write_text("# Bridges\n\nBuild bridges of stone and rope across the river.\n")
    (folder / "gardens.md").write_text("# Gardens\n\nPlant roses and water the garden every morning.\n")
    (folder / "broken.docx").write_bytes(b"PK")
    return folder


def run(capfd: pytest.CaptureFixture[str], data: Path, *words: object) -> tuple[int, str, str]:
    with pytest.MonkeyPatch.context() as given:
        given.setattr("sys.argv", ["nextplay", "--data", str(data), "playbook", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
    out, err = capfd.readouterr()
    return int(left.value.code or 0), out, err


def test_a_broken_file_ends_with_1_and_what_went_from_the_folder_is_said(capfd: pytest.CaptureFixture[str], tmp_path: Path, pages: Path) -> None:
    data = tmp_path / "data"
    code, out, _ = run(capfd, data, "add", pages)
    assert (code, "2 added" in out, "broken.docx" in out) == (1, True, True)
    (pages / "broken.docx").unlink()
    (pages / "gardens.md").unlink()
    code, out, _ = run(capfd, data, "add", pages)
    assert (code, "1 deleted, no longer in the folder: gardens." in out) == (0, True)
    assert json.loads(run(capfd, data, "add", pages, "--json")[1]) == {"added": [], "updated": [], "unchanged": ["bridges"], "deleted": [], "replaced": [], "rejected": [], "warnings": []}


def test_of_two_files_of_one_name_added_one_after_the_other_the_second_says_whose_page_it_took(capfd: pytest.CaptureFixture[str], tmp_path: Path, pages: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other" / "bridges.md"
    run(capfd, data, "add", pages / "bridges.md")
    other.parent.mkdir()
    other.write_text("# Bridges elsewhere\n\nBuild bridges of steel over the sea.\n")
    code, out, _ = run(capfd, data, "add", other.parent)
    assert (code, f"bridges (was {pages / 'bridges.md'})" in " ".join(out.split())) == (0, True)
    assert json.loads(run(capfd, data, "add", pages / "bridges.md", "--json")[1])["replaced"] == [{"document_id": "bridges", "was": str(other)}]
    (pages / "bridges.md").write_text("# Bridges\n\nBuild bridges of stone, rope and wood across the river.\n")
    assert json.loads(run(capfd, data, "add", pages / "bridges.md", "--json")[1])["replaced"] == [], "its own file is no other"


def test_a_page_with_an_odd_byte_goes_in_and_it_is_said(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "call.html"
    page.write_bytes('<meta charset="utf-8"><h1>Erstgespräch</h1><p>Fragen Sie zuerst, was die Verz\u00f6gerung kostet'.encode() + b"\xff.")
    code, out, _ = run(capfd, tmp_path / "data", "add", page)
    assert (code, "1 added" in out, "1 byte is not UTF-8" in " ".join(out.split())) == (0, True, True)
    assert "Erstgespräch" in run(capfd, tmp_path / "data", "list")[1]


def test_a_page_is_removed_by_its_id_and_a_wrong_one_is_2_with_the_way_out(capfd: pytest.CaptureFixture[str], tmp_path: Path, pages: Path) -> None:
    data = tmp_path / "data"
    run(capfd, data, "add", pages)
    code, out, err = run(capfd, data, "remove", "bridge")
    assert (code, out, "did you mean 'bridges'?" in err) == (2, "", True)
    code, out, _ = run(capfd, data, "remove", "bridges", "--json")
    assert (code, json.loads(out)) == (0, {"removed": ["bridges"]})
    assert "Bridges" not in run(capfd, data, "list")[1]


def test_what_does_not_fit_is_said_and_the_nearest_pages_are_named_but_not_those_past_their_day(capfd: pytest.CaptureFixture[str], tmp_path: Path, pages: Path) -> None:
    data = tmp_path / "data"
    (pages / "ponds.md").write_text("---\nvalid-until: 2025-01-31\n---\n# Ponds\n\nDig ponds where frogs may sing at night.\n")
    run(capfd, data, "add", pages)
    code, out, _ = run(capfd, data, "search", "parking permits for our new office")
    assert code == 0
    assert out.startswith("Nothing in the playbook fits that.")
    assert {name for name in ("Bridges", "Gardens", "Ponds") if name in out} == {"Bridges", "Gardens"}
    listed = run(capfd, data, "list")[1]
    assert [line.split(" (")[0].strip() for line in listed.splitlines()] == ["Bridges", "Gardens", "Ponds"]
    assert [line for line in listed.splitlines() if "no longer suggested, its last day was 2025-01-31" in line] == [listed.splitlines()[2]]


def test_a_quotation_names_the_page_and_the_heading_it_stands_under(capfd: pytest.CaptureFixture[str], tmp_path: Path, pages: Path) -> None:
    data, filler = tmp_path / "data", "Ask the gardener what grows in the shade and write down each of the answers. " * 9
    (pages / "gardens.md").write_text(f"# Gardens\n\n{filler}\n\n## Roses in winter\n\n**Cover the roses with straw before the first frost comes.** {filler}\n")
    run(capfd, data, "add", pages)
    out = run(capfd, data, "search", "cover the roses with straw before the frost")[1]
    assert "Gardens (play, gardens)" in out
    assert "“Cover the roses with straw before the first frost comes.” under “Roses in winter”" in out


def test_a_search_leaves_out_pages_for_others(capfd: pytest.CaptureFixture[str], tmp_path: Path, pages: Path) -> None:
    data = tmp_path / "data"
    (pages / "gardens.md").write_text("---\nsegment: SMB\nstage: demo\n---\n# Gardens\n\nPlant roses and water the garden every morning.\n")
    (pages / "hedges.md").write_text("---\npiston: speed\n---\n# Hedges\n\nTrim the hedge around the roses in June.\n")
    run(capfd, data, "add", pages)

    def found(*words: str) -> set[str]:
        return {hit["document_id"] for hit in json.loads(run(capfd, data, "search", "roses in the garden", *words, "--json")[1])["hits"]}

    assert found() == found("--segment", "smb", "--stage", "demo", "--piston", "speed") == {"bridges", "gardens", "hedges"}
    assert found("--segment", "Enterprise") == found("--stage", "proposal") == {"bridges", "hedges"}
    assert found("--piston", "Win rate") == found("--piston", "win_rate") == {"bridges", "gardens"}
    code, out, err = run(capfd, data, "search", "roses", "--piston", "horsepower")
    assert (code, out, "'horsepower'" in err, "win_rate" in err) == (2, "", True, True)


def test_one_page_named_twice_is_one_and_a_playbook_without_pages_says_so(capfd: pytest.CaptureFixture[str], tmp_path: Path, pages: Path) -> None:
    data = tmp_path / "data"
    run(capfd, data, "add", pages)
    assert run(capfd, data, "remove", "bridges", "gardens", "bridges")[1] == "2 removed: bridges, gardens.\n"
    assert run(capfd, data, "list")[1] == "There is no page: `nextplay playbook add PATH` puts some in.\n"
