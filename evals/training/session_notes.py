"""Train what reads notes: `python -m evals.training.session_notes [--check]`.

Two steps. What each piece of a text does (`copilot/tools/notes/acts.npz`) is learnt from labelled spans and from sentences written
for it; the verdict on each sin (`verdicts.json`) from figures over all pieces of a text, with acts predicted by weights that
had not seen that text. Read are the labelled notes of evals/notes/ that are not held out, those of evals/training/notes/hand_*.yaml,
the marks in evidence.jsonl and the sentences (`act | text`). `--check` first prints, by five folds, how well both steps do on texts kept
out of them. Every regression is a convex problem with one optimum; folds go by the ids: no seed.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from copilot.domain import Finding
from copilot.policy import CoachingPolicy
from copilot.ports import Embedder
from copilot.tools.notes.acts import ACTS, SIGNAL, VECTOR, ActsHead, Table
from copilot.tools.notes.judging import VERDICTS, Weights, chances, figures
from copilot.tools.notes.pieces import Piece, pieces_of, signals
from copilot.tools.notes.promises import find_commitments
from copilot.tools.notes.reading import Who, read_notes
from copilot.tools.notes.rules import rule_findings
from copilot.tools.notes.talk import measure
from copilot.tools.understanding.head import Terms, pieces, terms
from evals.session_notes import SINS, LabelledNotes, Span, load_notes
from evals.training.intents import vocabulary

_ANY_DAY = date(2026, 1, 5)
HERE = Path(__file__).parent / "notes"
FOLDER = Path(__file__).resolve().parents[2] / "copilot" / "tools" / "notes"
C, C_VERDICT = 4.0, 0.3
"""How little the weights of both steps are held back."""
OWN, POSITIVE = 2.0, 2.0
"""How much a piece of a real text, and one that does the act, weigh."""
MIN_WORD, MIN_PIECE = 2, 5
FOLDS = 4
SENTENCES = {
    "ambush": ("ambush",), "figures_shared": ("seen",), "ranking": ("ranking",), "near_ranking": ("near_ranking",), "past": ("past", "any_past"), "telling": ("telling",), "order": ("telling",),
    "asking": ("asking",), "rep_topic": ("rep_topic",), "aspiration": ("aspiration",), "vague_close": ("vague",), "outcome_close": ("outcome",),
    "promise_rep": ("promise", "promise_rep"), "promise_manager": ("promise", "promise_manager"), "promise_both": ("promise", "promise_both", "promise_rep"),
    "now_next": (), "no_aspiration": (), "wish": (), "conditional": (), "past_deed": (), "ask": (), "third_party": (), "principle": (), "meeting": (), "small": (), "foreign": ("foreign",),
}  # fmt: skip
"""What each label of a sentence stands for."""
MARKS = {"aspiration": "aspiration", "rep_topic": "rep_topic", "asking": "asking", "telling": "telling", "past": "any_past", "seen": "seen", "peer_near": "near_ranking"}
"""The marks of evidence.jsonl and their acts; texts without marks teach nothing about these."""


@dataclass(frozen=True)
class Example:
    """A text in pieces, what each does, and the rules' findings."""

    notes: LabelledNotes
    pieces: list[Piece]
    acts: Table
    """(pieces, acts), 0 or 1; NaN where nobody said."""
    rules: list[Finding]


def examples(labelled: Iterable[LabelledNotes]) -> list[Example]:
    marks = {m["id"]: m for m in map(json.loads, (HERE / "evidence.jsonl").read_text("utf-8").splitlines())}
    return [_example(n, marks.get(n.id)) for n in labelled]


def _example(n: LabelledNotes, marks: dict[str, Any] | None) -> Example:
    known: dict[str, Who] = {n.manager: "manager", n.rep: "rep"}
    notes = read_notes(n.text, known)
    promised = find_commitments(notes, n.text, n.held_on)
    found = pieces_of(notes, known, promised)
    table = np.zeros((len(found), len(ACTS)), dtype=np.float32)

    def put(act: str, spans: Iterable[Span]) -> None:
        for a, b in spans:
            for i, p in enumerate(found):
                common = min(p.end, b) - max(p.start, a)
                if common > 0 and common >= 0.5 * min(p.end - p.start, b - a):
                    table[i, ACTS.index(act)] = 1

    if marks is None:
        for act in MARKS.values():
            table[:, ACTS.index(act)] = np.nan
    else:
        for mark, act in MARKS.items():
            put(act, [n.span(q) for q in marks[mark] if n.text.count(q) == 1])
    for sin, act in (("data_ambush", "ambush"), ("stack_ranking", "ranking"), ("rear_view", "past"), ("my_time", "telling"), ("no_commitment", "vague")):
        put(act, n.spans(sin))
    for p in n.commitments:
        own = {"promise"} | ({"promise_manager"} if p.who == "manager" else {"promise_rep"} if p.own_hands else {"outcome"}) | ({"promise_both"} if p.who == "both" else set())
        for act in own:
            put(act, [n.span(p.quote)])
    policy = CoachingPolicy()
    return Example(n, found, table, rule_findings(notes, n.text, promised, measure(notes), policy))


def sentences() -> tuple[list[Piece], Table]:
    """The sentences written for this, as pieces of notes."""
    out: list[Piece] = []
    rows: list[list[float]] = []
    for path in sorted(HERE.glob("sentences_*.txt")):
        for line in path.read_text("utf-8").splitlines():
            label, bar, text = line.partition("|")
            if not bar or not text.strip():
                continue
            does = {act for one in label.split("+") for act in SENTENCES[one.strip()]}
            said = text.strip()
            notes = read_notes(said)
            rule = bool(notes.kind == "notes" and find_commitments(notes, said, _ANY_DAY))
            out.append(Piece(said, said, 0, len(said), None, signals(said, None, listed=False, rule=rule)))
            rows.append([float(act in does) for act in ACTS])
    return out, np.array(rows, dtype=np.float32)


class Fitting:
    """All texts and sentences as one table, from which any part can be learnt."""

    def __init__(self, embedder: Embedder, texts: Sequence[Example]) -> None:
        self.embedder, self.texts = embedder, texts
        own = [p for e in texts for p in e.pieces]
        more, acts = sentences()
        self._pieces = [*own, *more]
        self._acts = np.vstack([*(e.acts for e in texts), acts])
        self._of = np.array([i for i, e in enumerate(texts) for _ in e.pieces] + [-1] * len(more))
        self._vectors = embedder.embed([p.masked for p in self._pieces])
        self._split = [(terms(p.masked), pieces(p.masked)) for p in self._pieces]

    def head(self, kept: Callable[[int], bool], sha256: str = "") -> ActsHead:
        """Learnt from the texts whose number is kept, and all sentences."""
        rows = np.array([i < 0 or kept(i) for i in self._of])
        where = np.flatnonzero(rows)
        words, parts = (vocabulary([self._split[i][k] for i in where], least) for k, least in ((0, MIN_WORD), (1, MIN_PIECE)))
        seen = np.array([self._pieces[i].signals for i in where])
        x = hstack(
            [csr_matrix(VECTOR * self._vectors[where]), _sparse(words, [self._split[i][0] for i in where]), _sparse(parts, [self._split[i][1] for i in where]), csr_matrix(SIGNAL * seen)]
        ).tocsr()
        weigh = np.where(self._of[where] >= 0, OWN, 1.0)
        weights = []
        for k in range(len(ACTS)):
            y = self._acts[where, k]
            said = ~np.isnan(y)
            model = LogisticRegression(C=C, max_iter=150, tol=1e-3).fit(x[said], y[said] > 0, sample_weight=weigh[said] * np.where(y[said] > 0, POSITIVE, 1.0))
            weights.append(np.concatenate([model.coef_[0], model.intercept_]))
        table = np.array(weights, dtype=np.float32).astype(np.float16).astype(np.float32)
        d, w, s = self._vectors.shape[1], len(words.places), seen.shape[1]
        return ActsHead(self.embedder.name, sha256, words, parts, np.hstack([table[:, :d], table[:, -1:]]), table[:, d : d + w], table[:, d + w : -1 - s], table[:, -1 - s : -1])

    def odds(self, head: ActsHead, number: int) -> Table:
        return head.logits(self.texts[number].pieces, self._vectors[self._of == number])


def out_of_fold(fitting: Fitting, numbers: Sequence[int], folds: int) -> dict[int, Table]:
    """Acts of each of these texts by weights learnt from the others among them."""
    out: dict[int, Table] = {}
    for fold in range(folds):
        mine = {n for n in numbers if _fold(fitting.texts[n].notes.id, folds) == fold}
        head = fitting.head(lambda n, mine=mine: n in set(numbers) - mine)  # type: ignore[misc]
        out |= {n: fitting.odds(head, n) for n in mine}
    return out


def _fold(name: str, folds: int) -> int:
    return hashlib.sha256(f"fold {name}".encode()).digest()[0] % folds


def fit_verdict(sin: str, texts: Sequence[Example], odds: Sequence[Table]) -> Weights:
    """From figures of texts to the three verdicts; its threshold is the one best by F1 on these, between the middle ones of a plateau."""
    x = np.array([figures(sin, e.pieces, o, e.rules) for e, o in zip(texts, odds, strict=True)], dtype=np.float32)
    y = np.array([VERDICTS.index(e.notes.verdict(sin)) for e in texts])
    mean, scale = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-3)
    model = LogisticRegression(C=C_VERDICT, max_iter=3000).fit((x - mean) / scale, y)
    table = np.hstack([model.coef_, model.intercept_[:, None]]).astype(np.float32)
    weights = Weights(mean, scale, table, 0.5)
    present = np.array([chances(weights, row)["present"] for row in x])
    return Weights(mean, scale, table, _threshold(present, y == 0))


def _threshold(chance: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> float:
    steps = np.arange(0.30, 0.651, 0.01)
    f1 = np.array([2 * (right & (chance >= t)).sum() / max(1, right.sum() + (chance >= t).sum()) for t in steps])
    return float(round(np.median(steps[f1 >= f1.max() - 0.005]), 2))


def _sparse(known: Terms, texts: Sequence[Sequence[str]]) -> csr_matrix:
    rows, columns, values = [], [], []
    for row, found in enumerate(texts):
        where, weights = known.weigh(found)
        rows += [row] * len(where)
        columns += where
        values += weights.tolist()
    return csr_matrix((values, (rows, columns)), shape=(len(texts), len(known.places)))


def write(head: ActsHead, path: Path) -> None:
    """As .npz with fixed time stamps, so that the same weights are the same bytes."""
    arrays: dict[str, Any] = {"embedder": np.array(head.embedder), "sha256": np.array(head.sha256)}
    for name, known in (("words", head.words), ("pieces", head.pieces)):
        arrays |= {name: np.array("\n".join(sorted(known.places, key=known.places.__getitem__))), f"{name}_idf": known.idf.astype(np.float16)}
    arrays |= {name: getattr(head, name).astype(np.float16) for name in ("by_vector", "by_word", "by_piece", "by_signal")}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            z.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED)


def write_verdicts(weights: dict[str, Weights], sha256: str, path: Path) -> None:
    def plain(table: Table) -> Any:
        return np.round(table.astype(float), 4).tolist()

    said = {sin: {"threshold": w.threshold, "mean": plain(w.mean), "scale": plain(w.scale), "table": plain(w.table)} for sin, w in weights.items()}
    path.write_text(json.dumps({"sha256": sha256, "sins": said}, indent=1) + "\n", "utf-8")


def training_texts() -> list[LabelledNotes]:
    """Everything but what is held out."""
    return [*(n for n in load_notes() if not n.held_out), *load_notes(HERE)]


def digest() -> str:
    found = hashlib.sha256()
    for n in training_texts():
        found.update(n.model_dump_json().encode())
    for path in sorted([*HERE.glob("*.txt"), HERE / "evidence.jsonl"]):
        found.update(path.read_bytes())
    return found.hexdigest()


def learnt(fitting: Fitting, numbers: Sequence[int]) -> tuple[dict[str, Weights], dict[int, Table]]:
    """The verdicts' weights from these texts, and the acts they were learnt from."""
    odds = out_of_fold(fitting, numbers, FOLDS)
    texts = [fitting.texts[n] for n in numbers]
    return {sin: fit_verdict(sin, texts, [odds[n] for n in numbers]) for sin in SINS}, odds


def check(fitting: Fitting, folds: int = 5) -> dict[str, float]:
    """F1 of each sin on labelled texts of evals/notes/ kept out of both steps."""
    numbers = range(len(fitting.texts))
    right: dict[str, list[tuple[bool, bool]]] = {sin: [] for sin in SINS}
    for fold in range(folds):
        mine = [n for n in numbers if _fold(f"check {fitting.texts[n].notes.id}", folds) == fold and fitting.texts[n].notes.id[:2] in ("h1", "h2", "h3", "h4")]
        others = [n for n in numbers if n not in set(mine)]
        weights, _ = learnt(fitting, others)
        head = fitting.head(lambda n, others=set(others): n in others)  # type: ignore[misc]
        for n in mine:
            e, odds = fitting.texts[n], fitting.odds(head, n)
            for sin in SINS:
                found = chances(weights[sin], figures(sin, e.pieces, odds, e.rules))["present"] >= weights[sin].threshold
                right[sin].append((found, e.notes.verdict(sin) == "present"))
    return {sin: 2 * sum(a and b for a, b in p) / max(1, sum(a for a, _ in p) + sum(b for _, b in p)) for sin, p in right.items()}


def main() -> int:
    from copilot.bootstrap import open_embedder

    fitting = Fitting(open_embedder(), examples(training_texts()))
    if "--check" in sys.argv[1:]:
        print("F1 of texts kept out of the training: " + ", ".join(f"{sin} {value:.3f}" for sin, value in check(fitting).items()), flush=True)
    sha256 = digest()
    everything = range(len(fitting.texts))
    weights, _ = learnt(fitting, everything)
    head = fitting.head(lambda _: True, sha256)
    write(head, FOLDER / "acts.npz")
    write_verdicts(weights, sha256, FOLDER / "verdicts.json")
    print(f"wrote {FOLDER / 'acts.npz'} ({(FOLDER / 'acts.npz').stat().st_size // 1000} KB) and verdicts.json, from {len(fitting.texts)} texts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
