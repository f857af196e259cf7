"""Imports in child processes that are killed, for test_import_faults. Run by itself, since it forks.

Usage: python importing.py FOLDER SEED ROUNDS. Prints one line a kill and ends 0 where every folder was whole afterwards.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from store.crm.reading import Reading
from tests.unit.store.readings import Landing, activity, opportunity, person, quota, reading

MONTHS = [f"2026-{m:02d}" for m in range(1, 11)]
STEPS = ("sweep", "write opportunities 2026-01", "write opportunities 2026-10", "write activities 2026-05", "switch", "commit", "swept")


def early() -> Reading:
    return reading(
        [opportunity(f"o{k}", created=f"{MONTHS[k % 10]}-03", value=float(k)) for k in range(200)],
        [activity(f"a{k}", on=f"{MONTHS[k % 10]}-05") for k in range(300)],
        people=[person("ann", manager_key="mia"), person("mia", is_rep=False)],
        quotas=[quota("ann", "1000")],
    )


def late() -> Reading:
    return reading(
        [opportunity(f"o{k}", "bob", created=f"{MONTHS[k % 10]}-04", value=float(k + 1)) for k in range(100, 260)],
        [activity(f"a{k}", "bob", on=f"{MONTHS[k % 10]}-06") for k in range(250, 400)],
        people=[person("ann", manager_key="max"), person("bob", manager_key="max"), person("max", is_rep=False)],
        quotas=[quota("ann", "2000"), quota("bob", "500")],
    )


def in_child(work: Callable[[], object], kill_after: float | None = None) -> int:
    """The signal or exit status a forked child ended with."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if work() in (None, True) else 3
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def die_at(wanted: str) -> Callable[[str], None]:
    def at(step: str) -> None:
        if step == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return at


def main(folder: Path, seed: int, rounds: int) -> int:
    def land_and_tell(at: Path, *reads: Reading) -> None:
        for read in reads:
            Landing.at(at).land(read)
        at.with_suffix(".state").write_text(Landing.at(at).state())

    in_child(lambda: land_and_tell(folder / "early", early()))
    begun = time.perf_counter()
    in_child(lambda: land_and_tell(folder / "both", early(), late()))
    span = time.perf_counter() - begun
    old, new = (folder / "early.state").read_text(), (folder / "both.state").read_text()
    assert old != new
    rng = random.Random(seed)
    kills: list[tuple[str, float | None]] = [(step, None) for step in STEPS] + [("", rng.uniform(0.05, span)) for _ in range(rounds)]
    bad = 0
    for n, (step, after) in enumerate(kills):
        at = folder / f"killed-{n}"
        shutil.copytree(folder / "early", at)
        ended = in_child(lambda at=at, step=step: Landing.at(at).land(late(), at_step=die_at(step)) and None, after)
        whole = in_child(lambda at=at: Landing.at(at).state() in (old, new))

        def finish(at: Path = at) -> bool:
            house = Landing.at(at)
            house.land(late())
            live = {f.name for f in (at / "facts").rglob("*.parquet")}
            return house.state() == new and len(live) == len(house.parquet()) and not list(at.rglob(".tmp-*"))

        finished = in_child(finish)
        good = whole == 0 and finished == 0 and (not step or ended == -signal.SIGKILL)
        bad += not good
        sys.stdout.write(f"{step or f'after {after:.2f} s'}: ended {ended}, old or new state readable: {whole == 0}, a rerun finished: {finished == 0}\n")
        shutil.rmtree(at)
    return int(bad > 0)


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
