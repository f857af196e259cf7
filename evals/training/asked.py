"""Train the classifier of what exactly is asked: `python -m evals.training.asked [--check]`.

Reads evals/training/asked/*.txt (`intent.what | message`, one request each, written by two hands); writes asked.npz beside
the understander. `--check` first prints, for each hand, how much of what it wrote is read rightly by weights trained on the others alone,
the intent given. Labels that end in `none` ask for no part of what their intent answers.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

from copilot.ports import Embedder
from copilot.tools.understanding.clauses import plain
from copilot.tools.understanding.head import Head, told
from copilot.tools.understanding.people import NEUTRAL
from evals.training.intents import FOLDER, Phrasing, fit, masked, write
from evals.understanding import load_messages

PHRASINGS = Path(__file__).parent / "asked"


def read_asked_phrasings() -> tuple[dict[str, list[Phrasing]], str]:
    """By hand, without what by chance is said as a message that is held out; and the sha256 of their files."""
    digest, out = hashlib.sha256(), {}
    counted = {masked(m.say).casefold() for m in load_messages() if m.held_out}
    for path in sorted(PHRASINGS.glob("*.txt")):
        raw = path.read_bytes()
        digest.update(raw)
        split = [line.partition("|") for line in raw.decode().splitlines() if line.strip() and not line.startswith("#")]
        said = [Phrasing(plain(text.strip().replace("{rep}", NEUTRAL)), (label.strip(),)) for label, _, text in split]
        out[path.stem] = [p for p in said if p.text.casefold() not in counted]
    return out, digest.hexdigest()


def train(embedder: Embedder) -> Head:
    hands, sha256 = read_asked_phrasings()
    return fit([p for said in hands.values() for p in said], embedder, sha256)


def check(embedder: Embedder) -> dict[str, float]:
    """Share of each hand's phrasings read rightly by weights trained on the other hands."""
    hands, sha256 = read_asked_phrasings()
    right = {}
    for hand, said in hands.items():
        head = fit([p for other, ps in hands.items() if other != hand for p in ps], embedder, sha256)
        found = head.probabilities([p.text for p in said], embedder.embed([p.text for p in said]), [None] * len(said))
        best = [told(p.intents[0].partition(".")[0], dict(zip(head.intents, map(float, row), strict=True))) for p, row in zip(said, found, strict=True)]  # type: ignore[arg-type]
        right[hand] = float(np.mean([b is not None and b[0] == p.intents[0].partition(".")[2] for b, p in zip(best, said, strict=True)]))
    return right


def main() -> int:
    from copilot.bootstrap import open_embedder

    embedder = open_embedder()
    if "--check" in sys.argv[1:]:
        print(", ".join(f"{hand}: {value:.3f}" for hand, value in check(embedder).items()))
    path = FOLDER / "asked.npz"
    write(train(embedder), path)
    print(f"wrote {path} ({path.stat().st_size // 1000} KB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
