"""Vectors from an endpoint, over a real local server; and an index that does not mix them with others."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

from copilot.bootstrap import playbook_embedder
from copilot.errors import FolderUnreadable, ModelMisspoke, ModelRejected, ModelUnavailable, SettingsError
from copilot.settings import Settings
from copilot.testing.playbook import HashEmbedder
from knowledge.endpoint import EndpointEmbedder
from knowledge.retriever import ChromaPlaybook


class Endpoint(BaseHTTPRequestHandler):
    """Answers with hashed words, twice as long as they should be and in the wrong order."""

    said: tuple[int, bytes] | None = None
    """An answer to give instead."""
    asked: ClassVar[list[tuple[str | None, dict[str, object]]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Endpoint.asked.append((self.headers["Authorization"], body))
        vectors = 2 * HashEmbedder().embed(body["input"])
        rows = [{"index": i, "embedding": vector.tolist()} for i, vector in enumerate(vectors)]
        status, content = self.said or (200, json.dumps({"data": rows[::-1]}).encode())
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    Endpoint.said, Endpoint.asked = None, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_each_text_gets_its_vector_of_length_one_whatever_the_order_of_the_answer(url: str) -> None:
    embedder = EndpointEmbedder(url, "key", "words", 5)
    texts = [f"text number {i} on a horse" for i in range(70)]
    np.testing.assert_allclose(embedder.embed(texts), HashEmbedder().embed(texts), atol=1e-6)
    assert embedder.dimensions == 64
    assert embedder.embed([]).shape == (0, 64)
    assert [len(body["input"]) for _, body in Endpoint.asked] == [64, 6]  # type: ignore[arg-type]
    assert Endpoint.asked[0][0] == "Bearer key"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ((503, b"busy"), ModelUnavailable),
        ((401, b"who"), ModelRejected),
        ((307, b""), ModelRejected),
        ((200, b"<html>"), ModelMisspoke),
        ((200, b"[]"), ModelMisspoke),
        ((200, b'{"data": [{"index": 0, "embedding": [1.0, NaN]}]}'), ModelMisspoke),
        ((200, b'{"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0]}]}'), ModelMisspoke),
    ],
)
def test_an_endpoint_that_fails_says_which_setting_to_look_at(url: str, said: tuple[int, bytes], error: type[Exception]) -> None:
    Endpoint.said = said
    with pytest.raises(error, match=r"127\.0\.0\.1"):
        EndpointEmbedder(url, "", "words", 5).embed(["a"])


def test_an_index_of_built_in_vectors_takes_none_of_the_endpoint_until_reindexed(url: str, tmp_path: Path) -> None:
    (tmp_path / "bridges.md").write_text("# Bridges\n\nBuild bridges of stone and rope across the river.\n")
    built_in = ChromaPlaybook(tmp_path / "index", HashEmbedder())
    built_in.add([tmp_path / "bridges.md"])
    built_in.close()
    playbook = ChromaPlaybook(tmp_path / "index", EndpointEmbedder(url, "", "words", 5))
    with pytest.raises(FolderUnreadable, match=r"'hashed-words-64'.*'endpoint:words'.*nextplay playbook reindex"):
        playbook.search("rope")
    assert playbook.reindex() == 1
    assert playbook.search("rope")[0].passage.document_id == "bridges"
    Endpoint.said = (503, b"")
    with pytest.raises(ModelUnavailable):
        playbook.reindex()
    Endpoint.said = None
    assert playbook.search("stone")[0].passage.document_id == "bridges", "what was there serves on"
    playbook.close()


def test_a_model_without_an_endpoint_is_refused() -> None:
    with pytest.raises(SettingsError, match="NEXTPLAY_LLM_BASE_URL"):
        playbook_embedder(Settings(embedding_model="words"))
    with pytest.raises(SettingsError, match="NEXTPLAY_LLM_BASE_URL"):
        playbook_embedder(Settings(embedding_model="words", llm_base_url="localhost"))
    assert playbook_embedder(Settings(embedding_model="words", llm_base_url="http://127.0.0.1:9/v1")).name == "endpoint:words"
