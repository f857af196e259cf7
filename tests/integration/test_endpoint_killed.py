"""The endpoint is killed while an answer streams: the turn ends with the scripted text, through the real pages' interface."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from copilot.bootstrap import open_coach
from copilot.settings import load_settings
from tests.integration.web.conftest import CLOCK, Site
from web.app import build_app

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1", "localhost"])

QUESTION = "what if Priya Nair ran two more demos a week?"
STREAMING = """
import http.server, json, sys, time
class Streams(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for piece in json.loads(sys.argv[1]):
            data = ("data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}) + "\\n\\n").encode()
            self.wfile.write(b"%x\\r\\n%b\\r\\n" % (len(data), data))
            self.wfile.flush()
        print("streaming", flush=True)
        time.sleep(60)
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Streams)
print(server.server_address[1], flush=True)
server.serve_forever()
"""
"""A model's endpoint, in a process of its own, that begins to answer and never ends."""


def turn(folder: Path, message: str, **settings: Any) -> list[tuple[str, dict[str, Any]]]:
    """One turn over the web, as events."""
    made = load_settings(data=folder, demo=True, **settings)
    coach = open_coach(made, CLOCK)
    with TestClient(build_app(made, coach)) as client:
        events = Site(client, coach, made).person("Helen Brooks").events(message)
    coach.close()
    return events


@pytest.fixture
def killed_after(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an endpoint that is killed (SIGKILL) once it has streamed the pieces of the parameter."""
    watcher = (
        "import os, signal, subprocess, sys\n"
        "server = subprocess.Popen([sys.executable, '-c', sys.argv[1], sys.argv[2]], stdout=subprocess.PIPE, text=True)\n"
        "print(server.stdout.readline().strip(), server.pid, flush=True)\n"
        "server.stdout.readline()\n"
        "os.kill(server.pid, signal.SIGKILL)\n"
        "server.wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", watcher, STREAMING, json.dumps(request.param)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port, pid = process.stdout.readline().split()
        try:
            yield f"http://127.0.0.1:{port}/v1"
            assert process.wait(10) == 0, "it was asked, streamed, and was killed"
        finally:
            if process.poll() is None:
                os.kill(int(pid), signal.SIGKILL)
                process.kill()


@pytest.mark.parametrize(
    "killed_after",
    [
        pytest.param(["{what_if.dem"], id="in its first words"),
        pytest.param(["{what_if.demo.said}. ", "What would {rep} have to let go", " of"], id="after a sentence was shown"),
    ],
    indirect=True,
)
def test_killed_while_it_streams_the_turn_ends_with_the_scripted_text(demo_made_once: Path, tmp_path: Path, killed_after: str, request: pytest.FixtureRequest) -> None:
    plain = turn(Path(shutil.copytree(demo_made_once, tmp_path / "plain")), QUESTION)
    events = turn(Path(shutil.copytree(demo_made_once, tmp_path / "killed")), QUESTION, llm_base_url=killed_after, llm_model="m-1")
    name, finished = events[-1]
    assert name == "finished"
    assert finished["text"] == plain[-1][1]["text"]
    assert finished["model"]["fallback"]
    assert plain[-1][1]["model"]["fallback"] is None
    shown = ""
    for name, data in events:
        shown = data["text"] if name == "text_replaced" else shown + data["text"] if name == "text_delta" else shown
    assert shown.strip() == finished["text"].strip(), "what stands on the page in the end is the scripted text"
    assert ("text_replaced" in [n for n, _ in events]) == ("after a sentence" in request.node.name)
