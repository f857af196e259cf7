"""From what each piece does to a verdict on each sin: a regression a sin over figures of the whole text.

The weights in `verdicts.json` are trained by `python -m evals.training.session_notes` on labelled notes, with acts predicted for
texts that their classifier had not seen. A probability is held against the sin's own threshold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from copilot.domain import Finding
from copilot.tools.notes.acts import ACTS, Table
from copilot.tools.notes.pieces import Piece

VERDICTS = ("present", "absent", "cannot tell")
FULL_WORDS = 60
"""So many words are a fairly full account."""
_NOTHING = -4.0
"""Log odds of an act in a text that has no second or third piece."""
MOST_ODDS = 4.0
"""Surer than this, log odds say no more: e to the 4th is 55 to 1."""
MOST_QUOTES = 3
NEAR = 1.2
"""A quotation may be so much less sure, in log odds, than the surest one."""
QUOTED = {"data_ambush": "ambush", "stack_ranking": "ranking", "rear_view": "past", "my_time": "telling", "no_commitment": "vague"}
"""Which act shows a sin; what is missing altogether cannot be quoted."""
LEAST_QUOTED = {"no_commitment": -0.5}
"""An end without a step is quoted where it is said at all."""


@dataclass(frozen=True)
class Weights:
    """Of one sin; f figures."""

    mean: Table
    scale: Table
    table: Table
    """(3, f + 1), a row a verdict, the last column the intercept."""
    threshold: float


def figures(sin: str, pieces: Sequence[Piece], odds: Table, rules: Sequence[Finding]) -> list[float]:
    """What the verdict on a sin is made of; one order for each sin."""
    act = _Acts(pieces, odds)
    numbers = np.array([len(re.findall(r"\d+", p.text)) for p in pieces], dtype=float)
    led, answered = (sum(p.words for p in pieces if p.who == who) for who in ("manager", "rep"))
    asked = [p.text.rstrip().endswith("?") for p in pieces if p.who == "manager"]
    talk = float(bool(pieces) and pieces[0].who is not None)
    full = min(act.total, FULL_WORDS + 10) / (FULL_WORDS + 10)
    rule = float(any(f.sin == sin and f.verdict == "present" for f in rules))
    base = [float(np.log(act.total)) - 4.5, full, talk, rule]
    match sin:
        case "data_ambush":
            own = [act.top("ambush"), act.top("ambush", 1), act.top("ambush", 2), 5 * act.share("ambush"), act.any("ambush"), act.top("seen"), 3 * act.share("any_past")]
            own += [5 * numbers.sum() / act.total, numbers[: max(1, len(numbers) // 3)].sum() / 5, 0.5 * act.top("ranking"), float((numbers >= 2).mean())]
        case "no_commitment":
            own = [act.top("promise_rep"), act.top("promise_rep", 1), act.any("promise_rep"), act.any("promise"), act.top("promise"), act.late("promise_rep")]
            own += [act.top("vague"), act.late("vague"), act.top("promise_manager"), act.top("outcome"), act.count("promise_rep"), act.count("promise")]
        case "stack_ranking":
            own = [act.top("ranking"), act.top("ranking", 1), act.any("ranking"), act.top("near_ranking"), 5 * act.share("ranking"), act.count("ranking")]
        case "rear_view":
            own = [act.top("past"), act.top("past", 1), 5 * act.share("past"), 5 * act.share("any_past"), act.top("any_past", 2), act.any("past"), 3 * act.share("ambush")]
            own += [2 * act.share("promise_rep"), act.share("asking"), act.count("past")]
        case "my_time":
            own = [act.top("telling"), act.top("telling", 1), act.top("telling", 2), 5 * act.share("telling"), act.top("rep_topic"), act.top("asking"), 5 * act.share("asking"), act.any("asking")]
            own += [act.any("rep_topic"), led / max(1, led + answered) if led else 0.5, 2 * sum(asked) / len(asked) if asked else 0.0, sum("?" in p.text for p in pieces) / len(pieces)]
            own += [5 * talk * act.share("telling"), 5 * act.share("rep_topic"), 0.5 * act.top("aspiration")]
        case _:
            said = act.any("aspiration")
            own = [act.top("aspiration"), act.top("aspiration", 1), said, 2 * said * full, 5 * act.share("aspiration"), 3 * full * (1 - said), 0.5 * full * act.top("aspiration")]
            own += [min(act.total, FULL_WORDS - 5) / (FULL_WORDS - 5), float(act.total >= FULL_WORDS - 5), 2 * act.share("ambush")]
    return [*base, *map(float, own)]


class _Acts:
    """Figures of acts over a whole text."""

    def __init__(self, pieces: Sequence[Piece], odds: Table) -> None:
        self._odds = np.clip(odds, -MOST_ODDS, MOST_ODDS)
        self._chance = 1 / (1 + np.exp(-self._odds))
        self._words = np.array([p.words for p in pieces], dtype=float)
        self.total = max(1.0, float(self._words.sum()))

    def top(self, act: str, place: int = 0) -> float:
        """Log odds in the piece where it is surest, or second or third surest."""
        column = np.sort(self._odds[:, ACTS.index(act)])[::-1]
        return float(column[place]) if len(column) > place else _NOTHING

    def late(self, act: str) -> float:
        """The same in the last third."""
        column = self._odds[:, ACTS.index(act)]
        return float(column[int(len(column) * 0.65) :].max() if len(column) > 3 else column.max())

    def share(self, act: str) -> float:
        """Of all words, 0 to 1."""
        return float((self._chance[:, ACTS.index(act)] * self._words).sum() / self.total)

    def any(self, act: str) -> float:
        """How likely it is that any piece does it, each by itself."""
        return float(1 - np.prod(1 - 0.98 * self._chance[:, ACTS.index(act)]))

    def count(self, act: str) -> float:
        return float(np.log1p(self._chance[:, ACTS.index(act)].sum()))


@cache
def load_verdicts() -> Mapping[str, Weights]:
    """By sin; read once."""
    read: dict[str, Any] = json.loads(files(__package__).joinpath("verdicts.json").read_text("utf-8"))

    def table(entry: dict[str, Any], name: str) -> Table:
        return np.array(entry[name], dtype=np.float32)

    return {sin: Weights(table(e, "mean"), table(e, "scale"), table(e, "table"), float(e["threshold"])) for sin, e in read["sins"].items()}


def chances(weights: Weights, found: Sequence[float]) -> dict[str, float]:
    """How likely each verdict is; they add up to 1."""
    x = (np.array(found, dtype=np.float32) - weights.mean) / weights.scale
    logits = weights.table[:, :-1] @ x + weights.table[:, -1]
    e = np.exp(logits - logits.max())
    return dict(zip(VERDICTS, map(float, e / e.sum()), strict=True))


def quotations(sin: str, pieces: Sequence[Piece], odds: Table, text: str) -> list[tuple[int, int]]:
    """The places that show a sin, the surest first; neighbours as one."""
    if sin not in QUOTED or not pieces:
        return []
    column = odds[:, ACTS.index(QUOTED[sin])]
    least = max(float(column.max()) - NEAR, LEAST_QUOTED.get(sin, -9.0))
    runs: list[tuple[float, int, int]] = []
    for i in (i for i in range(len(pieces)) if column[i] >= least):
        piece = pieces[i]
        if runs and i and column[i - 1] >= least and "\n" not in text[runs[-1][2] : piece.start] and piece.who == pieces[i - 1].who:
            surest, start, _ = runs[-1]
            runs[-1] = (max(surest, float(column[i])), start, piece.end)
        else:
            runs.append((float(column[i]), piece.start, piece.end))
    return [(start, end) for _, start, end in sorted(runs, key=lambda r: (-r[0], r[1]))[:MOST_QUOTES]]
