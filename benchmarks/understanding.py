"""How well messages are understood without a model: `python -m benchmarks.understanding [--own]`.

Method. The labelled messages of evals/messages/, written by five hands without sight of the code, are put one by one
to the chat of a demo company made for 22 November 2026, each in a thread of its own after what was said before it.
Right means: all intents, the person, and everything the message fixes (days, amounts, periods, which goal). By default
the half that is held out from training; `--own` takes the other half, which the shipped weights have seen. Beside it the
baseline: the intent whose phrasings lie nearest on average (the mean of their sentence vectors), one a message, on the
same messages.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np

from copilot.bootstrap import open_coach, open_embedder
from copilot.policy import CoachingPolicy
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from copilot.tools.understanding.thread import ThreadView
from copilot.tools.understanding.understander import Understander
from evals.training.intents import TEAM, masked, read_phrasings
from evals.understanding import Labelled, Understood, import_named_deals, load_messages, share, understand_all
from store.demo.seed import seed

DAY = date(2026, 11, 22)


async def understood(messages: list[Labelled]) -> list[Understood]:
    with tempfile.TemporaryDirectory() as scratch:
        seed(Path(scratch) / "data", CoachingPolicy(), DAY)
        coach = open_coach(load_settings(data=Path(scratch) / "data"), clock=FixedClock.on(DAY))
        import_named_deals(coach)
        async with coach.session():
            found = await understand_all(coach, coach.viewer("Helen Brooks"), messages)
        coach.close()
    return found


def nearest_centroid(messages: list[Labelled]) -> float:
    """Share of messages whose intents are exactly the nearest one."""
    embedder = open_embedder()
    phrasings = [p for p in read_phrasings()[0] if len(p.intents) == 1]
    vectors = embedder.embed([p.text for p in phrasings])
    intents = sorted({p.intents[0] for p in phrasings})
    centres = np.array([vectors[[p.intents[0] == i for p in phrasings]].mean(axis=0) for i in intents])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    nearest = (embedder.embed([masked(m.say) for m in messages]) @ centres.T).argmax(axis=1)
    return float(np.mean([{intents[n]} == set(m.intents) for n, m in zip(nearest, messages, strict=True)]))


def reading_ms(messages: list[Labelled]) -> float:
    """Median milliseconds of reading one message, warm, without what is looked up for its answer."""
    understander, took = Understander(open_embedder()), []
    for m in (messages[0], *messages):
        began = time.perf_counter()
        understander.understand(m.say, TEAM, ThreadView(), DAY)
        took.append(time.perf_counter() - began)
    return 1000 * statistics.median(took[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--own", action="store_true", help="the half that is not held out")
    own = parser.parse_args().own
    messages = [m for m in load_messages() if m.held_out != own]
    found = asyncio.run(understood(messages))
    print(
        f"{len(found)} messages: all right {share(found, lambda u: u.right(DAY)):.3f}, intents {share(found, lambda u: u.intents_right):.3f}, person {share(found, lambda u: u.rep_right):.3f}, ",
        end="",
    )
    print(f"what it fixes {share(found, lambda u: not u.slots_wrong(DAY)):.3f}, somebody taken for another {sum(u.wrong_person for u in found)}")
    print(f"reading one message, median: {reading_ms(messages):.0f} ms")
    print(f"baseline, nearest centroid: intents {nearest_centroid(messages):.3f}")
    tags = Counter(t for u in found for t in u.label.tags)
    for tag, n in tags.most_common():
        some = [u for u in found if tag in u.label.tags]
        print(f"  {tag}: {n} messages, intents {share(some, lambda u: u.intents_right):.2f}, person {share(some, lambda u: u.rep_right):.2f}")
    slots = Counter(name for u in found for name in u.label.slots)
    wrong = Counter(name for u in found for name in u.slots_wrong(DAY))
    print("  fixed and read: " + ", ".join(f"{name} {n - wrong[name]} of {n}" for name, n in slots.most_common()))


if __name__ == "__main__":
    main()
