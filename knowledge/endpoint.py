"""Sentence vectors of an OpenAI-compatible endpoint, where a company has a better model than the one that is built in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from copilot.errors import ModelMisspoke, ModelRejected, ModelUnavailable, SettingsError
from knowledge.vectors import Vector

AT_ONCE = 64
"""Texts in one request."""


class EndpointEmbedder:
    """The `Embedder` port over `POST BASE_URL/embeddings`. Thread-safe; a connection a call."""

    def __init__(self, base_url: str, api_key: str, model: str, timeout_s: float) -> None:
        """Args:
        base_url: usually ends in `/v1`.
        api_key: sent as a bearer token; none is sent where it is empty.
        model: named in every request, and in the index that its vectors make.
        timeout_s: of one request.

        Raises:
            SettingsError: the URL is none.
        """
        if not re.match(r"https?://[^/@\s]+(/|\Z)", base_url):
            raise SettingsError(f"NEXTPLAY_LLM_BASE_URL is {base_url.rpartition('@')[2]!r}: give a URL such as 'http://127.0.0.1:8080/v1'")
        self.name = f"endpoint:{model}"
        self._model, self._timeout_s = model, timeout_s
        self._url = base_url.rstrip("/") + "/embeddings"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._dimensions = 0

    @property
    def dimensions(self) -> int:
        """Asked of the endpoint the first time.

        Raises:
            ModelUnavailable, ModelRejected, ModelMisspoke: as `embed`.
        """
        if not self._dimensions:
            self.embed(["length"])
        return self._dimensions

    def embed(self, texts: Sequence[str]) -> Vector:
        """(len(texts), dimensions), float32, each row of length 1.

        Raises:
            ModelUnavailable: no answer in time, or 429 and 5xx.
            ModelRejected: any other status; the key, the model's name or the address.
            ModelMisspoke: an answer that is not one vector a text.
        """
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        out = np.vstack([self._ask(texts[i : i + AT_ONCE]) for i in range(0, len(texts), AT_ONCE)])
        self._dimensions = out.shape[1]
        return out

    def _ask(self, texts: Sequence[str]) -> Vector:
        import httpx

        try:
            # An empty text is an error to most endpoints.
            answer = httpx.post(self._url, json={"model": self._model, "input": [text or " " for text in texts], "encoding_format": "float"}, headers=self._headers, timeout=self._timeout_s)
        except httpx.HTTPError as e:
            raise ModelUnavailable(f"the embedding endpoint {self._url!r} does not answer ({type(e).__name__}): look whether it runs and at NEXTPLAY_LLM_BASE_URL") from e
        if answer.status_code == 429 or answer.status_code >= 500:
            raise ModelUnavailable(f"the embedding endpoint {self._url!r} answered {answer.status_code}: try again later")
        if answer.status_code != 200:
            raise ModelRejected(f"the embedding endpoint {self._url!r} answered {answer.status_code}: look at NEXTPLAY_EMBEDDING_MODEL, which is {self._model!r}, and at NEXTPLAY_LLM_API_KEY")
        return self._vectors(answer.content, len(texts))

    def _vectors(self, content: bytes, wanted: int) -> Vector:
        try:
            rows: list[dict[str, Any]] = sorted(json.loads(content)["data"], key=lambda row: row["index"])
            vectors = np.asarray([row["embedding"] for row in rows], dtype=np.float32)
        except (ValueError, KeyError, TypeError) as e:
            raise self._misspoke("something else than vectors") from e
        if vectors.ndim != 2 or len(vectors) != wanted or not np.isfinite(vectors).all():
            raise self._misspoke(f"vectors of the shape {vectors.shape}, and {wanted} were asked for")
        if self._dimensions not in (0, vectors.shape[1]):
            raise self._misspoke(f"vectors of {vectors.shape[1]} numbers after such of {self._dimensions}")
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def _misspoke(self, what: str) -> ModelMisspoke:
        return ModelMisspoke(f"the embedding endpoint {self._url!r} answered {what}: look at NEXTPLAY_EMBEDDING_MODEL, which is {self._model!r}")
