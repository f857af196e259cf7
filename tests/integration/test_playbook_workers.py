"""`nextplay serve` with several processes, which need one Chroma server for the playbook."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from copilot.cli import main
from copilot.testing.playbook import HashEmbedder
from knowledge.retriever import ChromaPlaybook

NEXTPLAY = Path(sys.executable).with_name("nextplay")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("NEXTPLAY_")} | {"NEXTPLAY_SECRET": "s" * 40, "HOME": str(tmp_path), **more}


def test_several_workers_without_a_server_are_refused_with_the_way_out(tmp_path: Path) -> None:
    done = subprocess.run([NEXTPLAY, "--data", tmp_path / "data", "serve", "--workers", "2"], env=environment(tmp_path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "NEXTPLAY_CHROMA_URL" in done.stderr
    assert "chroma run" in done.stderr


def test_several_workers_serve_the_folder_they_were_given(tmp_path: Path, chroma_server: str) -> None:
    port = free_port()
    command = [NEXTPLAY, "--data", tmp_path / "data", "serve", "--workers", "2", "--port", str(port)]
    with (tmp_path / "log").open("w") as log:
        running = subprocess.Popen(command, env=environment(tmp_path, NEXTPLAY_CHROMA_URL=chroma_server), stdout=log, stderr=log, cwd=tmp_path)
        try:
            until = time.monotonic() + 90
            while True:
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=30) as page:
                        assert page.status == 200
                    break
                except (urllib.error.URLError, ConnectionError):
                    assert running.poll() is None, (tmp_path / "log").read_text()
                    assert time.monotonic() < until, (tmp_path / "log").read_text()
                    time.sleep(0.2)
            children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
            if children.exists():
                commands = [Path(f"/proc/{child}/cmdline").read_text() for child in children.read_text().split()]
                assert sum("spawn_main" in command for command in commands) == 2
            assert (tmp_path / "data").is_dir()
            assert not (tmp_path / ".nextplay").exists(), "no worker serves the folder of the default"
        finally:
            running.terminate()
            try:
                running.wait(30)
            except subprocess.TimeoutExpired:
                running.kill()
                raise


def test_the_commands_of_the_playbook_work_on_a_server(tmp_path: Path, chroma_server: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """The first command in a process of its own, so that what follows finds it on the server; the others in this one, each opening all anew."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "bridges.md").write_text("# Bridges\n\nBuild bridges of stone and rope across the river.\n")
    env = environment(tmp_path, NEXTPLAY_CHROMA_URL=chroma_server)

    def nextplay(*words: str) -> str:
        done = subprocess.run([NEXTPLAY, "--data", tmp_path / "data", "playbook", *words], env=env, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def here(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["nextplay", "--data", str(tmp_path / "data"), "playbook", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capfd.readouterr()
        assert not left.value.code, err
        return out

    assert "1 added" in nextplay("add", str(tmp_path / "pages"))
    for name, value in (("NEXTPLAY_CHROMA_URL", chroma_server), ("NEXTPLAY_SECRET", env["NEXTPLAY_SECRET"])):
        monkeypatch.setenv(name, value)
    assert "Bridges" in here("search", "stone bridges")
    assert "1 pages" in here("reindex")
    assert "Bridges" in here("list")
    here("remove", "bridges")
    assert "Bridges" not in here("list")
    local = ChromaPlaybook(tmp_path / "data" / "index", HashEmbedder())
    assert not list((tmp_path / "data").rglob("chroma.sqlite3")), "nothing of the vectors lies in the folder"
    local.close()
