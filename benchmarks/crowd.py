"""Fifty people in conversation at once, without a model: `python -m benchmarks.crowd [--data FOLDER] [--people 50] [--json]`.

Method. `nextplay serve` as a process of its own, on a copy of the demo company (made for today, or a folder that is
given). Fifty sessions sign in by the demo's links: every manager twice, then every rep, beginning again at the top until
there are fifty, so that some people have two or three browsers open. Each begins at a moment of the first ten seconds and says six things in one thread, from
a fixed list, beginning at another place of it; between the end of an answer and the next message lie ten seconds of reading and thinking on
average (exponential, seeded). A manager talks about the reps they lead, in turn; a rep about themselves. One turn is taken
before, by one person and not counted, since it loads the model of sentences.

Counted from the moment a message is sent until the first *text* of its answer arrives (step labels are not text), and
until it is finished. Lost is a turn that ends in an error or without `finished`. Clients run in this process, on the
same cores as the server: their work is in the times. The load average of the machine stands beside them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from benchmarks.product import NEXTPLAY, free_port, resident_mb
from copilot.bootstrap import open_coach, seed_demo
from copilot.coach import OPERATOR
from copilot.demo_links import sign_link
from copilot.domain import Role
from copilot.settings import load_settings

SECRET = "x" * 40
ARRIVING_S, THINKING_S = 10.0, 10.0
MANAGER = (
    "get me ready for {}",
    "which of {}'s deals need work?",
    "what if {} ran two more demos a week?",
    "what did {} promise last time?",
    "what do we have on multi-threading?",
    "who is due for a 1:1?",
)
REP = (
    "get me ready for my 1:1",
    "suggest goals for me",
    "what if I ran two more demos a week?",
    "which of my deals need work?",
    "do I keep my commitments?",
    "what do we have on multi-threading?",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a browser."""

    name: str
    link: str
    """Signs them in."""
    says: tuple[tuple[str, str], ...]
    """The messages of their conversation in order, each after the one of the fixed list that it was made from."""


@dataclass(frozen=True, slots=True)
class Timed:
    """One turn as its person waited for it."""

    who: str
    kind: str
    """Which of the fixed messages it was."""
    first_text_s: float | None
    """None where no text came."""
    finished_s: float | None
    """None where it was lost."""
    lost: str | None = None
    """Why, where it was."""
    asked_back: bool = False
    """Whether the answer was a question, which is sooner there than what was asked for."""


# ---------------------------------------------------------------- who says what


def rotated(messages: Sequence[str], by: int) -> tuple[str, ...]:
    by %= len(messages)
    return (*messages[by:], *messages[:by])


def people_of(folder: Path, base: str, count: int) -> list[Person]:
    """So many sessions of the folder's people, and what each says."""
    coach = open_coach(load_settings(data=folder, demo=True))
    try:
        today = coach.clock.today()
        managers: list[tuple[str, str, list[str]]] = []
        reps: list[tuple[str, str, list[str]]] = []
        for account in sorted(coach.accounts.everyone(OPERATOR), key=lambda a: a.name):
            link = f"{base}/demo?{urlencode({'as': sign_link(account.id, SECRET)})}"
            if account.role is Role.REP:
                reps.append((account.name, link, []))
            elif account.role is Role.MANAGER and (led := [r.name for r in coach.records.reps(coach.accounts.viewer(account.id), today)]):
                managers.append((account.name, link, led))
    finally:
        coach.close()
    queue = [*managers, *managers, *reps]
    out = []
    for place in range(count):
        name, link, led = queue[place % len(queue)]
        says = rotated(MANAGER, place) if led else rotated(REP, place)
        out.append(Person(name, link, tuple((text, text.format(led[(place + n) % len(led)]) if led else text) for n, text in enumerate(says))))
    return out


# ---------------------------------------------------------------- talking


async def events(answer: httpx.Response) -> AsyncIterator[tuple[str, str]]:
    """Server-sent events of an answer as they come, as (name, data)."""
    name = ""
    async for line in answer.aiter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, line.removeprefix("data: ")


async def say(client: httpx.AsyncClient, who: str, kind: str, message: str, thread: str) -> Timed:
    """One turn, timed."""
    first, began = None, time.perf_counter()
    try:
        async with client.stream("POST", "/api/v1/chat", json={"message": message, "thread": thread}) as answer:
            if answer.status_code != 200:
                return Timed(who, kind, None, None, f"{answer.status_code}: {(await answer.aread())[:200]!r}")
            async for name, data in events(answer):
                if name in ("text_delta", "text_replaced") and first is None:
                    first = time.perf_counter() - began
                elif name == "finished":
                    took, intents = time.perf_counter() - began, json.loads(data).get("request", {}).get("intents", ())
                    return Timed(who, kind, first, took, None if first is not None else "finished without a text", "ask_back" in intents)
                elif name == "failed":
                    return Timed(who, kind, first, None, data[:200])
    except httpx.HTTPError as e:
        return Timed(who, kind, first, None, repr(e))
    return Timed(who, kind, first, None, "the stream ended before the turn did")


async def converse(base: str, number: int, person: Person) -> list[Timed]:
    """One person's whole conversation."""
    rng = random.Random(1000 + number)
    async with httpx.AsyncClient(base_url=base, headers={"Origin": base}, timeout=60, follow_redirects=False) as client:
        await _sign_in(client, person)
        await asyncio.sleep(rng.uniform(0, ARRIVING_S))
        out = []
        for n, (kind, message) in enumerate(person.says):
            if n:
                await asyncio.sleep(rng.expovariate(1 / THINKING_S))
            out.append(await say(client, person.name, kind, message, f"crowd{number}"))
        return out


async def _sign_in(client: httpx.AsyncClient, person: Person) -> None:
    answer = await client.get(person.link)
    if answer.status_code != 303:
        raise SystemExit(f"{person.name!r} could not sign in: {answer.status_code} {answer.text[:200]!r}")


async def crowd(base: str, people: Sequence[Person]) -> list[Timed]:
    """Everybody's turns, in no order."""
    await converse(base, 999, Person(people[0].name, people[0].link, people[0].says[:1]))  # not counted
    return [t for turns in await asyncio.gather(*(converse(base, i, p) for i, p in enumerate(people))) for t in turns]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """The server on that folder: its address and process."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = {name: value for name, value in os.environ.items() if not name.startswith("NEXTPLAY_")} | {"NEXTPLAY_SECRET": SECRET, "NEXTPLAY_DEMO": "1"}
    server = subprocess.Popen([NEXTPLAY, "--data", str(folder), "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    try:
        for _ in range(600):
            try:
                httpx.get(f"{base}/health", timeout=1)
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield base, server.pid
    finally:
        server.terminate()
        server.wait(20)


# ---------------------------------------------------------------- what came of it


def quantile(values: Iterable[float], share: float) -> float:
    """The smallest of the values that at least that share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def summed_up(turns: Sequence[Timed]) -> dict[str, Any]:
    """Median, 95 of 100 and longest wait for the first text and the end, in seconds, and what was lost."""
    firsts = [t.first_text_s for t in turns if t.first_text_s is not None and t.lost is None]
    ends = [t.finished_s for t in turns if t.finished_s is not None and t.lost is None]
    return {
        "turns": len(turns),
        "asked_back": sum(t.asked_back for t in turns),
        "lost": [asdict(t) for t in turns if t.lost is not None],
        "first_text": {"median_s": statistics.median(firsts), "p95_s": quantile(firsts, 0.95), "max_s": max(firsts)} if firsts else None,
        "finished": {"median_s": statistics.median(ends), "p95_s": quantile(ends, 0.95), "max_s": max(ends)} if ends else None,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a demo company's folder, which is copied; otherwise one is made")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where) / "demo"
        if args.data:
            shutil.copytree(args.data, folder)
        else:
            seed_demo(load_settings(data=folder, demo=True))
        with serving(folder) as (base, pid):
            people = people_of(folder, base, args.people)
            load_before, began, before = os.getloadavg()[0], time.perf_counter(), cpu_s(pid)
            turns = asyncio.run(crowd(base, people))
            took, used, memory = time.perf_counter() - began, cpu_s(pid) - before, resident_mb(pid)
    found = {**summed_up(turns), "people": len({p.name for p in people}), "sessions": len(people), "seconds": took, "server_cpu_s": used, "server_mb": memory}
    found["load_average"] = {"before": load_before, "after": os.getloadavg()[0]}
    if args.json:
        json.dump(found, sys.stdout, indent=1)
        return
    print(f"{found['turns']} turns of {found['sessions']} sessions of {found['people']} people in {took:.0f} s; lost {len(found['lost'])}, answered by a question back {found['asked_back']}")
    for name in ("first_text", "finished"):
        if f := found[name]:
            print(f"{name.replace('_', ' '):12} median {f['median_s'] * 1000:6.0f} ms, 95 of 100 within {f['p95_s'] * 1000:6.0f}, longest {f['max_s'] * 1000:6.0f}")
    kinds: dict[str, list[float]] = defaultdict(list)
    for t in turns:
        if t.first_text_s is not None:
            kinds[t.kind].append(t.first_text_s)
    for kind, waits in sorted(kinds.items(), key=lambda k: -statistics.median(k[1])):
        print(f"  {kind:40} {len(waits):4} turns, median {statistics.median(waits) * 1000:6.0f} ms")
    print(f"the server: {used:.1f} s of CPU, {memory:.0f} MB after; load average {load_before:.1f} before, {found['load_average']['after']:.1f} after")
    for turn in found["lost"][:10]:
        print(f"  lost: {turn}")


def cpu_s(pid: int) -> float:
    """Seconds of CPU a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
