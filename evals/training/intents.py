"""Train the classifier of intents: `python -m evals.training.intents [--check]`.

Reads copilot/tools/understanding/utterances.yaml (one request each), evals/training/phrasings/*.txt (whole messages,
`intents[@intent before] | message`) and the half of evals/messages/ that is not held out; writes head.npz beside the
understander. `--check` first prints how much is right on that half when it is kept out of the training. Each intent is
a convex problem with one optimum: no seed.
"""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
import yaml
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from copilot.domain import Intent, Rep
from copilot.ports import Embedder
from copilot.tools.understanding.clauses import plain
from copilot.tools.understanding.head import BEFORE, VECTOR, Head, Terms, pieces, terms
from copilot.tools.understanding.people import NEUTRAL, find_people, mask_people
from evals.understanding import Labelled, load_messages

FOLDER = Path(__file__).resolve().parents[2] / "copilot" / "tools" / "understanding"
PHRASINGS = Path(__file__).parent / "phrasings"
C = 8.0
MIN_WORD, MIN_PIECE = 2, 4
"""How many texts an entry must stand in."""
TEAM = tuple(Rep(id=f"p{i}", name=name) for i, name in enumerate(("Ana Souza", "Grant Hollis", "Maria Jensen", "Mei Tanaka", "Priya Nair", "Samuel Adeyemi", "Tom Brandt", "Zoë Lindqvist")))
"""Whose names stand in the labelled messages."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A text as the classifier sees it, names masked, and its intents."""

    text: str
    intents: tuple[str, ...]
    before: str | None = None


def read_phrasings() -> tuple[list[Phrasing], str]:
    """All but the labelled messages (and what by chance is said as one that is held out), and the sha256 of their files."""
    digest = hashlib.sha256()
    raw = (FOLDER / "utterances.yaml").read_bytes()
    digest.update(raw)
    out = [Phrasing(clause.replace("{rep}", NEUTRAL), (intent,)) for intent, clauses in yaml.safe_load(raw).items() for clause in clauses]
    for path in sorted(PHRASINGS.glob("*.txt")):
        raw = path.read_bytes()
        digest.update(raw)
        out += [_phrasing(line, path.name) for line in raw.decode().splitlines() if line.strip() and not line.startswith("#")]
    counted = {masked(m.say).casefold() for m in load_messages() if m.held_out}
    return [p for p in out if p.text.casefold() not in counted], digest.hexdigest()


def _phrasing(line: str, file: str) -> Phrasing:
    """Raises: ValueError: no such intent."""
    label, _, said = line.partition("|")
    intents, _, before = label.strip().partition("@")
    found = tuple(i.strip() for i in intents.split("+"))
    before = before.split("+")[0].strip()
    if unknown := {*found, *([before] if before else [])} - set(get_args(Intent)):
        raise ValueError(f"{file}: {sorted(unknown)!r} in {line!r}")
    text = said.strip().replace("{rep2}", NEUTRAL).replace("{rep}", NEUTRAL)
    return Phrasing(plain(text), found, before or None)


def masked(text: str) -> str:
    text = plain(text)
    return mask_people(text, find_people(text, TEAM))


def labelled(messages: Iterable[Labelled], guess: Callable[[str], str | None]) -> list[Phrasing]:
    """Labelled messages as phrasings; `guess` says what the turn before was about."""
    return [Phrasing(masked(m.say), m.intents, guess(masked(m.before[-1])) if m.before else None) for m in messages if "ask_back" not in m.intents]


def vocabulary(texts: Sequence[Sequence[str]], least: int) -> Terms:
    counts = Counter(t for one in texts for t in set(one))
    known = sorted(t for t, n in counts.items() if n >= least and "\n" not in t)
    return Terms({t: i for i, t in enumerate(known)}, np.array([1 + np.log((1 + len(texts)) / (1 + counts[t])) for t in known], dtype=np.float32))


def fit(phrasings: Sequence[Phrasing], embedder: Embedder, sha256: str) -> Head:
    """One regression an intent, on all features together."""
    intents = tuple(sorted({i for p in phrasings for i in p.intents}))
    split = [(terms(p.text), pieces(p.text)) for p in phrasings]
    words, parts = vocabulary([w for w, _ in split], MIN_WORD), vocabulary([p for _, p in split], MIN_PIECE)
    vectors = embedder.embed([p.text for p in phrasings])
    before = np.array([[BEFORE * (p.before == i) for i in intents] for p in phrasings])
    x = hstack([csr_matrix(VECTOR * vectors), _sparse(words, [w for w, _ in split]), _sparse(parts, [p for _, p in split]), csr_matrix(before)]).tocsr()
    weights = []
    for intent in intents:
        y = np.array([intent in p.intents for p in phrasings])
        model = LogisticRegression(C=C, solver="liblinear", max_iter=1000, tol=1e-5, random_state=0).fit(x, y)
        weights.append(np.concatenate([model.coef_[0], model.intercept_]))
    table = np.array(weights, dtype=np.float32).astype(np.float16).astype(np.float32)
    d, w = vectors.shape[1], len(words.places)
    by_vector = np.hstack([table[:, :d], table[:, -1:]])
    return Head(intents, embedder.name, sha256, words, parts, by_vector, table[:, d : d + w], table[:, d + w : -1 - len(intents)], table[:, -1 - len(intents) : -1])


def _sparse(known: Terms, texts: Sequence[Sequence[str]]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, found in enumerate(texts):
        where, weights = known.weigh(found)
        rows += [row] * len(where)
        columns += where
        values += weights.tolist()
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(known.places)))


def write(head: Head, path: Path) -> None:
    """As .npz with fixed time stamps, so that the same weights are the same bytes."""
    arrays: dict[str, Any] = {"intents": np.array(head.intents), "embedder": np.array(head.embedder), "sha256": np.array(head.sha256)}
    for name, known in (("words", head.words), ("pieces", head.pieces)):
        arrays |= {name: np.array("\n".join(sorted(known.places, key=known.places.__getitem__))), f"{name}_idf": known.idf.astype(np.float16)}
    arrays |= {name: getattr(head, name).astype(np.float16) for name in ("by_vector", "by_word", "by_piece", "by_before")}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            z.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED)


def guesser(head: Head, embedder: Embedder) -> Callable[[str], str | None]:
    def guess(text: str) -> str | None:
        return head.intents[int(head.probabilities([text], embedder.embed([text]), [None])[0].argmax())]

    return guess


def train(embedder: Embedder) -> Head:
    """On everything but the held-out messages."""
    phrasings, sha256 = read_phrasings()
    own = [m for m in load_messages() if not m.held_out]
    first = fit(phrasings, embedder, sha256)
    return fit([*phrasings, *labelled(own, guesser(first, embedder))], embedder, sha256)


def check(embedder: Embedder) -> dict[str, float]:
    """On the half that is not held out, kept out of the training: share of messages whose intents are all right, and of those whose likeliest intent is one of them."""
    phrasings, sha256 = read_phrasings()
    head = fit(phrasings, embedder, sha256)
    own = labelled((m for m in load_messages() if not m.held_out), guesser(head, embedder))
    found = head.probabilities([p.text for p in own], embedder.embed([p.text for p in own]), [cast("Intent | None", p.before) for p in own])
    chosen = [{i for i, p in zip(head.intents, row, strict=True) if p >= 0.5} or {head.intents[int(row.argmax())]} for row in found]
    return {
        "phrasings": len(phrasings),
        "messages": len(own),
        "all intents right": float(np.mean([c == set(p.intents) for c, p in zip(chosen, own, strict=True)])),
        "likeliest right": float(np.mean([head.intents[int(row.argmax())] in p.intents for row, p in zip(found, own, strict=True)])),
    }


def main() -> int:
    from copilot.bootstrap import open_embedder

    embedder = open_embedder()
    if "--check" in sys.argv[1:]:
        print(", ".join(f"{name}: {value:.3f}" if value < 1 else f"{name}: {value:.0f}" for name, value in check(embedder).items()))
    path = FOLDER / "head.npz"
    write(train(embedder), path)
    print(f"wrote {path} ({path.stat().st_size // 1000} KB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
