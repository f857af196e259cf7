"""How well notes of 1:1s are read without a model: `python -m benchmarks.notes [--own]`.

Method. The labelled notes and transcripts of evals/notes/, written by four hands without sight of the code, are read with the
names of both people known. By default the third that is held out from training; `--own` takes the others, which the shipped
weights have seen. Per sin: F1 of `present` (a text where a reader cannot tell counts as one where it is not), how far quotations
overlap (twice the characters both quote over those either quotes, each finding beside the labelled span it fits best),
findings in texts without any sin; promises: F1 by place, and of those found, whose they are, the day and in whose hands.
Intervals are 90 % by drawing texts again 2,000 times. Times are of this process, the first text left out.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np

from copilot.bootstrap import open_embedder
from copilot.policy import CoachingPolicy
from copilot.tools.notes import check_notes
from evals.session_notes import SINS, LabelledNotes, Read, count_promises, count_sin, days_right, false_on_clean, hands_right, load_notes, owners_right, span_overlap

DRAWS = 2000


def read_all(labelled: Sequence[LabelledNotes]) -> tuple[list[Read], list[float]]:
    embedder, policy = open_embedder(), CoachingPolicy()
    out, times = [], []
    for n in labelled:
        begun = time.perf_counter()
        out.append(Read(n, check_notes(n.text, policy, n.held_on, embedder, known={n.manager: "manager", n.rep: "rep"})))
        times.append(time.perf_counter() - begun)
    return out, times


def interval(read: Sequence[Read], figure: Callable[[list[Read]], float]) -> str:
    rng = np.random.default_rng(0)
    drawn = [figure([read[i] for i in rng.integers(0, len(read), len(read))]) for _ in range(DRAWS)]
    low, high = np.nanquantile(drawn, (0.05, 0.95))
    return f"{figure(list(read)):.3f} ({low:.2f} to {high:.2f})"


def mean(values: Sequence[float] | Sequence[bool]) -> float:
    return float(np.mean(values)) if values else float("nan")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--own", action="store_true", help="the texts that the weights have seen")
    own = parser.parse_args().own
    chosen = [n for n in load_notes() if n.held_out != own]
    read, times = read_all(chosen)
    print(f"{len(chosen)} texts, {sum(n.kind == 'notes' for n in chosen)} of them notes")
    for sin in SINS:
        c = count_sin(read, sin)
        print(f"{sin}: F1 {interval(read, lambda r, sin=sin: count_sin(r, sin).f1)}; right {c.right}, wrong {c.wrong}, missed {c.missed}; overlap {mean(span_overlap(read, sin)):.2f}")  # type: ignore[misc]
    every = [o for sin in SINS for o in span_overlap(read, sin)]
    wrong, looked = false_on_clean(read)
    print(f"overlap of all {len(every)} where both quote: {mean(every):.3f}; found in texts without a sin: {wrong} of {looked}")
    c = count_promises(read)
    print(f"promises: F1 {interval(read, lambda r: count_promises(r).f1)}; right {c.right}, wrong {c.wrong}, missed {c.missed}")
    print(f"  whose {mean(owners_right(read)):.3f}, the day {mean(days_right(read)):.3f}, in whose hands {mean(hands_right(read)):.3f}")
    notes_ms = [1000 * t for n, t in zip(chosen[1:], times[1:], strict=True) if n.kind == "notes"]
    print(f"one text of notes: median {statistics.median(notes_ms):.0f} ms, longest {max(notes_ms):.0f} ms")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
