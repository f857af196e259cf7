"""The commands as a person types them: the contract's fields, exit codes, one clear line where something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from copilot import cli
from tests.conftest import ROOT

SHIPPED = len(list((ROOT / "knowledge" / "playbook").glob("*.md")))


@dataclass(frozen=True)
class Said:
    rc: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Nextplay:
    """Runs the entry point in this process on one data folder."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.data, self._patch, self._cap = data, monkeypatch, capfd

    def __call__(self, *words: object) -> Said:
        self._patch.setattr(sys, "argv", ["nextplay", "--data", str(self.data), *map(str, words)])
        self._cap.readouterr()
        with pytest.raises(SystemExit) as done:
            cli.main()
        out, err = self._cap.readouterr()
        return Said(int(done.value.code or 0), out, err)


@pytest.fixture
def demo(demo_folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Nextplay:
    return Nextplay(demo_folder, monkeypatch, capfd)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Nextplay:
    return Nextplay(tmp_path / "fresh", monkeypatch, capfd)


def test_engine_has_the_contracts_fields(demo: Nextplay) -> None:
    said = demo("engine", "--json")
    assert said.rc == 0
    assert set(said.json["window"]) == {"from", "to"}
    row = said.json["reps"][0]
    wanted = ["rep", "started", "won", "lost", "open", "win_rate", "won_value", "customers_won", "revenue_per_customer", "days_to_win_median", "days_to_win_mean", "activities", "attainment"]
    assert set(wanted) <= set(row)
    assert {"period", "quota", "won_value", "attainment"} <= set(row["attainment"][0])
    assert len(said.json["reps"]) == 24
    one = demo("engine", "Priya Nair", "--from", "2026-07-01", "--to", "2026-09-30", "--json").json
    assert [r["rep"] for r in one["reps"]] == ["Priya Nair"]
    assert one["window"] == {"from": "2026-07-01", "to": "2026-09-30"}


def test_benchmark_has_the_contracts_fields(demo: Nextplay) -> None:
    found = demo("benchmark", "Priya Nair", "--json").json
    assert {"rep", "as_of", "segment", "target_segment", "focus", "activities", "pistons", "notes"} <= set(found)
    assert found["focus"]["kind"] in ("activity", "piston", "none")
    assert found["focus"]["sentence"]
    assert [p["name"] for p in found["pistons"]] == ["starts", "win_rate", "revenue_per_customer", "speed"]
    assert {"type", "rate", "target", "n", "obvious"} <= set(found["activities"][0])


def test_team_has_the_contracts_fields_and_only_the_managers_line(demo: Nextplay) -> None:
    row = demo("team", "--json").json["reps"][0]
    assert {"rep", "segment", "attainment", "pace", "coachability", "quadrant", "conversation", "cadence", "last_held", "due_on"} <= set(row)
    assert set(row["coachability"]) == {"kept", "missed", "unverified", "contested", "taken_up", "score"}
    assert demo("--manager", "Helen Brooks", "team", "--json").rc == 0
    helens = demo("--manager", "Helen Brooks", "team", "--json").json["reps"]
    assert 0 < len(helens) < 24
    refused = demo("--manager", "Rafael Moreno", "prepare", "Priya Nair")
    assert refused.rc == 2
    assert refused.err.count("\n") == 1


def test_prepare_has_the_contracts_fields(demo: Nextplay) -> None:
    found = demo("prepare", "priya", "--json").json
    assert found["rep"] == "Priya Nair"
    assert {"as_of", "conversation", "sections", "goals", "facts", "passages", "minutes", "model"} <= set(found)
    assert {"id", "title", "minutes", "looks_back", "text", "facts", "passages"} <= set(found["sections"][0])
    assert {"kind", "description", "success_criteria", "measure", "completion_date", "resource", "violations"} <= set(found["goals"][0])
    assert {"id", "name", "value", "unit", "text", "n", "window", "source"} <= set(found["facts"][0])
    assert {"id", "document", "title", "quote"} <= set(found["passages"][0])
    assert set(found["minutes"]) == {"total", "past"}
    assert found["model"] == {"name": None, "calls": 0, "tokens": 0, "estimated": False, "cost": None, "currency": None, "seconds": 0.0, "fallback": None}
    figure = next(f for f in found["facts"] if f["n"])
    looked_up = demo("fact", figure["id"], "--json").json
    assert looked_up["text"] == figure["text"]


def test_chat_goes_on_with_a_thread(demo: Nextplay) -> None:
    first = demo("chat", "-m", "get me ready for Priya", "--json").json
    assert {"thread", "request", "text", "facts", "passages", "review", "model"} <= set(first)
    assert first["request"]["intents"] == ["prepare"]
    assert first["review"]["kind"] == "goals"
    second = demo("chat", "-m", "does she keep her commitments?", "--thread", first["thread"], "--json").json
    assert second["request"]["rep"] == "Priya Nair"
    assert second["thread"] == first["thread"]
    declined = demo("chat", "-m", "rank my team", "--json").json
    assert declined["request"]["intents"] == ["decline"]
    assert declined["request"]["rep"] is None


NOTES = """Manager: You're sixth of eight on calls, and last quarter you closed 12 of 50, which is 24 %, with 31 calls and 9 demos.
Rep: OK.
Manager: You need to call more. You should do what the others do.
Rep: I'll record two discovery calls by Friday.
"""


def test_notes_needs_no_import(fresh: Nextplay, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text(NOTES, "utf-8")
    said = fresh("notes", file, "--rep", "Somebody", "--json")
    assert said.rc == 0
    assert "Somebody" in said.err
    found = said.json
    assert {"findings", "commitments", "talk", "risk"} <= set(found)
    for f in found["findings"]:
        assert {"sin", "verdict", "quote", "start", "end", "why", "instead", "confidence", "detector"} <= set(f)
        if f["start"] is not None:
            assert NOTES[f["start"] : f["end"]] == f["quote"]
    present = {f["sin"] for f in found["findings"] if f["verdict"] == "present"}
    assert "data_ambush" in present
    promise = next(c for c in found["commitments"] if "discovery" in c["quote"])
    assert {"who", "what", "by", "quote", "start", "end", "in_own_hands"} <= set(promise)
    assert promise["who"] == "rep"
    assert promise["in_own_hands"] is True


def test_notes_asks_who_is_who_where_a_transcript_does_not_tell(fresh: Nextplay, tmp_path: Path) -> None:
    file = tmp_path / "talk.vtt"
    said = [("Dana", "hello."), ("Moses", "hello."), ("Kim", "I will send the page by Friday."), ("Dana", "fine."), ("Moses", "I will call Acme by Friday.")]
    file.write_text("WEBVTT\n\n" + "\n\n".join(f"00:0{i}.000 --> 00:0{i}.900\n<v {who}>{words}" for i, (who, words) in enumerate(said)), "utf-8")
    asked = fresh("notes", file, "--json")
    assert asked.rc == 0
    assert [(s["name"], s["who"]) for s in asked.json["speakers"]] == [("Dana", "unclear"), ("Moses", "unclear"), ("Kim", "unclear")]
    assert "Who is who" in asked.err
    assert all(word in asked.err for word in ("Dana, Moses and Kim", "--led-by NAME", "--rep NAME"))
    told = fresh("notes", file, "--led-by", "Dana", "--rep", "Moses", "--json")
    assert [s["who"] for s in told.json["speakers"]] == ["manager", "rep", "guest"]
    assert {c["speaker"]: c["who"] for c in told.json["commitments"]}["Moses"] == "rep"
    assert "Who is who" not in told.err
    wrong = fresh("notes", file, "--led-by", "Bob")
    assert wrong.rc == 2
    assert "'Bob'" in wrong.err
    assert "'Kim'" in wrong.err


def test_playbook_search_and_add(fresh: Nextplay, tmp_path: Path) -> None:
    hits = fresh("playbook", "search", "multi-threading: who decides", "-k", "3", "--json").json["hits"]
    assert len(hits) == 3
    assert {"passage_id", "document_id", "title", "score", "fits"} <= set(hits[0])
    page = tmp_path / "our-page.md"
    page.write_text("---\ntitle: Our page\n---\n# Our page\n**Ask for the calendar before the coffee is cold.**\n", "utf-8")
    broken = tmp_path / "picture.png"
    broken.write_bytes(b"\x89PNG\r\n")
    said = fresh("playbook", "add", page, broken, "--json")
    assert said.rc == 1
    assert said.json["added"] == ["our-page"]
    assert said.json["rejected"][0]["path"].endswith("picture.png")
    assert fresh("playbook", "add", page, "--json").json["unchanged"] == ["our-page"]
    assert {h["document_id"] for h in fresh("playbook", "search", "calendar", "--json").json["hits"]} == {"our-page"}


def test_an_import_reports_as_the_contract_says(fresh: Nextplay, tmp_path: Path) -> None:
    export = tmp_path / "deals.csv"
    export.write_text(
        "Deal ID,Owner,Account,Stage,Created,Closed,Amount\n1,Ana Silva,Acme,Won,2026-01-05,2026-02-20,100\n2,Ana Silva,Beta,Lost,2026-01-06,2026-02-21,\n3,,Gamma,Won,2026-01-07,2026-02-22,300\n",
        "utf-8",
    )
    dry = fresh("import", export, "--dry-run", "--json")
    assert not fresh.data.exists()
    said = fresh("import", export, "--json")
    assert said.rc == 1
    report = said.json
    assert set(report["imported"]) == {"reps", "opportunities", "activities", "quotas", "accounts"}
    assert report["imported"]["opportunities"] == 2
    assert report["columns"] == dry.json["columns"]
    assert {"file", "column", "meaning", "how"} <= set(report["columns"][0])
    assert report["rejected"][0] == {"file": "deals.csv", "row": 4, "column": "Owner", "value": "", "why": report["rejected"][0]["why"]}
    assert {"kind", "count", "why", "rows"} <= set(report["warnings"][0])
    again = fresh("import", export, "--json")
    assert again.json["unchanged_files"] == ["deals.csv"]
    assert fresh("engine", "--json").json["reps"][0]["won"] == 1


WRONG = [
    (["prepare", "Pria Nair"], "did you mean 'Priya Nair'"),
    (["prepare", "Maria"], "Maria Delgado"),
    (["prepare", "Priya Nair", "--as-of", "1999-01-01"], "1999"),
    (["prepare", "Priya Nair", "--as-of", "yesterday"], "YYYY-MM-DD"),
    (["engine", "--from", "2026-05-01", "--to", "2026-01-01"], "after"),
    (["fact", "f-nothing"], "f-nothing"),
    (["import", "/nowhere/at/all.csv"], "all.csv"),
    (["policy", "check", "/nowhere.toml"], "nowhere.toml"),
    (["notes", "/nowhere.txt"], "nowhere.txt"),
    (["--manager", "Nobody Here", "team"], "Nobody Here"),
    (["playbook", "search", " "], "empty"),
    (["chat", "-m", "  "], "empty"),
]


@pytest.mark.parametrize(("words", "hint"), WRONG, ids=lambda v: " ".join(v) if isinstance(v, list) else "")
def test_what_is_wrong_is_said_in_one_line(demo: Nextplay, words: list[str], hint: str) -> None:
    said = demo(*words)
    assert said.rc == 2
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    assert hint in said.err
    assert "Traceback" not in said.err


def test_an_empty_folder_says_how_to_begin(fresh: Nextplay) -> None:
    for words in (["team"], ["engine"], ["prepare", "Ana"], ["chat", "-m", "who is due?"]):
        said = fresh(*words)
        assert "Traceback" not in said.err
        assert said.rc in (0, 2)
        assert "import" in said.err or "nobody" in (said.err + said.out).lower(), words


def test_usage_errors_are_2_and_help_is_0(demo: Nextplay) -> None:
    assert demo("no-such-command").rc == 2
    assert demo("prepare").rc == 2
    for words in (["--help"], ["import", "--help"], ["playbook", "--help"], ["prepare", "--help"]):
        assert demo(*words).rc == 0


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, copilot.cli; print([m for m in ('pandas','numpy','sqlalchemy','langgraph','openai','chromadb','onnxruntime','fastapi','inspect_ai','duckdb','rich.table') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ)
    assert done.stdout.strip() == "[]"


def test_every_command_in_the_documents_exists() -> None:
    import re

    known = {c.name or c.callback.__name__ for c in cli.app.registered_commands if c.callback} | {g.name for g in cli.app.registered_groups}
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for command in re.findall(r"^(?:\$ )?(?:\S*/)?nextplay (?:--\S+ \S+ )*([a-z]+)", page.read_text("utf-8"), re.MULTILINE):
            assert command in known, f"{page.name}: nextplay {command}"


def test_the_benchmark_is_a_sentence_its_reason_and_a_table_with_every_count(demo: Nextplay) -> None:
    found = demo("benchmark", "Priya Nair", "--json").json
    lines = demo("benchmark", "Priya Nair").out.splitlines()
    assert lines[1] == found["focus"]["sentence"]
    assert "came first because" in lines[2]
    assert "more than chance" in lines[2]
    win_rate = next(p for p in found["pistons"] if p["name"] == "win_rate")
    row = next(line for line in lines if line.startswith("Win rate "))
    assert f"{win_rate['raw'] * 100:.0f} %" in row
    assert f" {win_rate['n']}" in row
    for item in found["activities"]:
        assert any(f" {item['n']:,}" in line for line in lines[3:]), item


def test_the_larger_share_that_is_not_first_is_explained(demo: Nextplay) -> None:
    found = demo("benchmark", "Priya Nair", "--json").json
    largest = max(found["pistons"], key=lambda p: p["share_of_gap"] or 0.0)
    assert largest["name"] != found["focus"]["name"]
    said = next(line for line in demo("benchmark", "Priya Nair").out.splitlines() if line.startswith("Another figure weighs more"))
    assert f"{largest['n']} opportunities started" in said


def test_text_that_is_piped_on_is_never_cut_or_broken(demo: Nextplay) -> None:
    for words in (["team"], ["engine"], ["benchmark", "Priya Nair"]):
        said = demo(*words).out
        assert "…" not in said
    names = [r["rep"] for r in demo("team", "--json").json["reps"]]
    rows = demo("team").out.splitlines()
    for name in names:
        row = next(r for r in rows if r.startswith(name))
        assert "every " in row


def test_a_thread_that_does_not_exist_is_refused_with_the_way_to_list_and_to_begin(demo: Nextplay) -> None:
    said = demo("chat", "-m", "hello", "--thread", "no-such-thread")
    assert said.rc == 2
    assert said.out == ""
    assert "'no-such-thread'" in said.err
    assert "--threads" in said.err
    begun = demo("chat", "-m", "hello", "--json").json["thread"]
    assert begun in [t["thread"] for t in demo("chat", "--threads", "--json").json["threads"]]
    assert "no-such-thread" not in demo("chat", "--threads").out
    assert demo("--manager", "Rafael Moreno", "chat", "-m", "hello", "--thread", begun).rc == 2


def test_a_search_that_finds_nothing_names_the_nearest_pages(fresh: Nextplay) -> None:
    said = fresh("playbook", "search", "zxqv blorp").out
    assert said.startswith("Nothing in the playbook fits that.")
    assert "does not quite fit" not in said
    pages = fresh("playbook", "list").out.splitlines()
    assert len(pages) == SHIPPED
    assert "nextplay playbook list" in said
    nearest = [line for line in said.splitlines() if line.startswith("  ")]
    assert 1 <= len(nearest) <= 5
    assert set(nearest) <= set(pages)
    fitting = fresh("playbook", "search", "how do I answer when they ask for a discount").out
    assert "When they ask for a discount" in fitting
    assert "Nothing" not in fitting


def test_reindexing_says_how_many_pages_it_did(fresh: Nextplay) -> None:
    said = fresh("playbook", "reindex")
    assert said.rc == 0
    assert said.out.startswith(f"{SHIPPED} pages in ")
    counts = fresh("playbook", "reindex", "--json").json
    assert counts["pages"] == SHIPPED
    assert counts["passages"] > SHIPPED


def test_nothing_more_is_expected_on_the_last_day_and_no_empty_rows_are_shown(demo: Nextplay) -> None:
    found = demo("forecast", "Priya Nair", "--as-of", "2026-09-30", "--json").json
    said = demo("forecast", "Priya Nair", "--as-of", "2026-09-30").out
    assert found["expected"] == pytest.approx(found["landed"])
    landed = f"€{found['landed']:,.0f}"
    assert f"{landed} landed so far" in said
    assert f"about {landed} expected" in said
    assert f"{landed}, whichever way the open deals go" in said
    assert "0 %" not in [line.strip()[-3:] for line in said.splitlines()]
    assert f"{len(found['deals'])} open deals are not expected to land in this period" in said


def test_speakers_called_by_name_are_told_apart_by_whose_notes_they_are(demo: Nextplay, tmp_path: Path) -> None:
    file = tmp_path / "talk.txt"
    file.write_text("Helen: How did the week go?\nPriya: Well. I'll record two discovery calls by Friday.\nHelen: I will send you the contract tomorrow.\nPriya: Thanks.\n", "utf-8")
    who = {c["quote"]: c["who"] for c in demo("notes", file, "--rep", "Priya Nair", "--json").json["commitments"]}
    assert who == {"I'll record two discovery calls by Friday.": "rep", "I will send you the contract tomorrow.": "manager"}
    assert {c["quote"]: c["who"] for c in demo("notes", file, "--json").json["commitments"]} == who, "both are on record"
    file.write_text(file.read_text("utf-8").replace("Helen", "Pat").replace("Priya", "Zo"), "utf-8")
    unknown = demo("notes", file)
    assert "is not clear" in unknown.out
    assert "--rep" in unknown.out


def test_a_chat_says_why_its_wording_is_plain(demo: Nextplay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEXTPLAY_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("NEXTPLAY_LLM_MODEL", "m")
    said = demo("chat", "-m", "which deals of Tom need work?")
    assert said.rc == 0
    assert said.out
    assert "Plain wording: " in said.err


def test_every_fact_of_a_benchmark_can_be_looked_up(demo: Nextplay) -> None:
    """Each third in `make test`, a command each; all of them in the heavy tier."""
    for figure in demo("benchmark", "Tom Brandt", "--json").json["facts"][:: 1 if os.environ.get("NEXTPLAY_HEAVY") else 3]:
        assert demo("fact", figure["id"], "--json").json["id"] == figure["id"]


def test_no_command_loads_the_graph_or_the_model_before_it_needs_them(tmp_path: Path) -> None:
    code = "import sys; from copilot.bootstrap import open_coach; from copilot.settings import load_settings; from pathlib import Path; open_coach(load_settings(data=Path(sys.argv[1]))).close(); print(sorted({'langgraph', 'langchain_core', 'openai', 'chromadb', 'onnxruntime', 'opentelemetry'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code, str(tmp_path / "data")], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
