"""A writer killed with -9 at each step of `add` and `reindex`: afterwards search works, and no page is lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from copilot.errors import FolderBusy
from copilot.testing.playbook import HashEmbedder
from knowledge.retriever import ChromaPlaybook

ROOT = Path(__file__).parents[2]
WRITER = Path(__file__).with_name("writer_that_stops.py")
OLD = {"bridges": "# Bridges\n\nBuild bridges of stone and rope across the river.\n", "gardens": "# Gardens\n\nPlant roses and water the garden every morning.\n"}
NEW = {"gardens": "# Gardens\n\nCut hedges of laurel in autumn.\n", "horses": "# Horses\n\nRide horses on the beach at noon.\n"}
ADD_STEPS = ("copied", "words", "embedding", "vectors", "centre", "before naming", "after naming", "sweeping")
REINDEX_STEPS = ("copied", "embedding", "vectors", "centre", "before naming", "after naming", "sweeping")
SAMPLE = [("add", "words"), ("add", "before naming"), ("add", "after naming"), ("reindex", "vectors"), ("reindex", "sweeping")]
"""Those killed at by default; the heavy tier is killed at each."""
RUN = [*(("add", step) for step in ADD_STEPS), *(("reindex", step) for step in REINDEX_STEPS)] if os.environ.get("NEXTPLAY_HEAVY") else SAMPLE


@pytest.fixture
def server(chroma_server: str) -> str:
    return chroma_server


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """The folder as it is when the killed writer comes: one page gone, one changed, one new; three generations were made of the former pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    playbook = ChromaPlaybook(tmp_path / "index", HashEmbedder(), wait_s=0.2)
    for name, text in OLD.items():
        (folder / f"{name}.md").write_text(text)
        playbook.add([folder])
    playbook.reindex()
    playbook.close()
    (folder / "bridges.md").unlink()
    for name, text in NEW.items():
        (folder / f"{name}.md").write_text(text)
    return folder


def writer(tmp_path: Path, pages: Path, work: str, step: str, how: str, *server: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(tmp_path / "index"), str(pages), work, step, how, *server], cwd=ROOT, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT), "PATH": ""}
    )


def assert_whole(playbook: ChromaPlaybook, expected: dict[str, str]) -> None:
    """Pages, words and vectors say the same, once each."""
    assert [p.document_id for p in playbook.documents()] == sorted(expected)
    for name, text in expected.items():
        hits = playbook.search(text)
        assert [h.passage.document_id for h in hits].count(name) == 1
        assert (hits[0].passage.document_id, hits[0].passage.text) == (name, text.strip())
    reader = playbook._open_reader()
    kept = {p.id for p in reader.file.passages()}
    for collection in (reader._open.bodies, reader._open.titles):
        ids = collection.get()["ids"]
        assert sorted(ids) == sorted(kept)
    assert len(kept) == reader.file.count() == len(expected)


@pytest.mark.parametrize(("work", "step"), RUN)
def test_a_writer_killed_at_any_step_loses_and_doubles_nothing(tmp_path: Path, pages: Path, work: str, step: str) -> None:
    killed = writer(tmp_path, pages, work, step, "kill")
    killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL, "the step was never reached"
    named = step in ("after naming", "sweeping")
    playbook = ChromaPlaybook(tmp_path / "index", HashEmbedder(), wait_s=0.2)
    assert_whole(playbook, NEW if work == "add" and named else OLD)
    report = playbook.add([pages])
    if work == "add" and named:
        assert (report.unchanged, report.deleted) == (("gardens", "horses"), ())
        playbook.reindex()
    else:
        assert (report.added, report.updated, report.deleted) == (("horses",), ("gardens",), ("bridges",))
    assert_whole(playbook, NEW)
    assert len(list((tmp_path / "index" / "added").glob("g-*"))) == 2, "what the killed one left is swept"
    playbook.close()


@pytest.mark.parametrize(("work", "step"), [("add", "vectors"), ("reindex", "embedding")])
def test_while_one_process_writes_the_old_index_serves_and_a_second_writer_is_told_to_wait_or_use_the_server(tmp_path: Path, pages: Path, work: str, step: str) -> None:
    first = writer(tmp_path, pages, work, step, "wait")
    assert first.stdout is not None
    assert first.stdout.readline() == "waiting\n"
    playbook = ChromaPlaybook(tmp_path / "index", HashEmbedder(), wait_s=0.2)
    try:
        assert_whole(playbook, OLD)
        for second in (lambda: playbook.add([pages]), playbook.reindex, lambda: playbook.remove(["bridges"])):
            with pytest.raises(FolderBusy, match=r"Wait until it is done.*Chroma server \(NEXTPLAY_CHROMA_URL\)"):
                second()
    finally:
        first.kill()
        first.communicate()
    assert playbook.add([pages]).added == ("horses",)
    assert_whole(playbook, NEW)
    playbook.close()


SERVER_SAMPLE = [("add", "vectors"), ("reindex", "before naming")]
SERVER_RUN = RUN if os.environ.get("NEXTPLAY_HEAVY") else SERVER_SAMPLE


@pytest.mark.parametrize(("work", "step"), SERVER_RUN)
def test_a_writer_killed_while_a_server_holds_the_vectors_loses_and_doubles_nothing(tmp_path: Path, pages: Path, server: str, work: str, step: str) -> None:
    playbook = ChromaPlaybook(tmp_path / "index", HashEmbedder(), server=server)
    playbook.reindex()  # the fixture's lie in the folder
    killed = writer(tmp_path, pages, work, step, "kill", server)
    killed.communicate(timeout=120)
    assert killed.returncode == -signal.SIGKILL, "the step was never reached"
    named = step in ("after naming", "sweeping")
    assert_whole(playbook, NEW if work == "add" and named else OLD)
    report = playbook.add([pages])
    assert (report.added, report.deleted) == (((), ()) if work == "add" and named else (("horses",), ("bridges",)))
    assert_whole(playbook, NEW)
    playbook.close()


def test_a_second_writer_to_a_server_waits_its_turn_and_is_told_so_when_it_is_too_long(tmp_path: Path, pages: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ChromaPlaybook(tmp_path / "index", HashEmbedder(), server=server).reindex()
    first = writer(tmp_path, pages, "add", "vectors", "wait", server)
    assert first.stdout is not None
    assert first.stdout.readline() == "waiting\n"
    monkeypatch.setattr("knowledge.retriever.SERVER_WAIT_S", 0.2)
    playbook = ChromaPlaybook(tmp_path / "index", HashEmbedder(), server=server)
    try:
        assert_whole(playbook, OLD)
        with pytest.raises(FolderBusy, match="Wait until it is done"):
            playbook.add([pages])
    finally:
        first.kill()
        first.communicate()
    assert playbook.add([pages]).added == ("horses",)
    assert_whole(playbook, NEW)
    playbook.close()
