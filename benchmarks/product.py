"""How long a person waits: `python -m benchmarks.product [--json]`.

Method. Everything runs on this machine, one thing at a time, on folders made for the purpose: the demo company, and an
export of 8,800 opportunities of 35 reps generated here (ids, blank accounts, three status words, ISO dates). Each figure
is the median of several runs after one warm-up, the smallest and the largest beside it. Since machines differ and are
noisy, each run also times a fixed piece of plain Python (`yardstick`); the last column is the median in yardsticks.

- help: `nextplay --help` as a new process.
- import: `nextplay import` of the generated export into a fresh folder, as a new process, Python's start included.
- import, in process: the same through the facade, libraries loaded.
- prepare: `Coach.prepare` for each rep of the demo in turn, in process, everything warm, no model.
- first text: from the question to the first text in the chat, in process, warm, no model, over eight kinds of question.
- idle memory: resident memory of `nextplay serve` on the demo folder after it answered one page; and after a chat turn.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from copilot.bootstrap import open_coach, seed_demo
from copilot.coach import OPERATOR, Coach
from copilot.events import TextDelta
from copilot.settings import load_settings

NEXTPLAY = Path(sys.executable).with_name("nextplay")
QUESTIONS = (
    "get me ready for {}",
    "how is {} doing?",
    "what if {} ran two more demos a week?",
    "which of {}'s deals need work?",
    "does {} keep commitments?",
    "what did {} promise last time?",
    "what do we have on multi-threading?",
    "who is due for a 1:1?",
)


def yardstick() -> float:
    """Seconds for a fixed piece of plain Python."""
    began = time.perf_counter()
    total = 0
    for i in range(2_000_000):
        total += i * i % 7
    return time.perf_counter() - began


def timed(work: Callable[[], object], runs: int) -> list[float]:
    """Seconds of each run after one warm-up."""
    work()
    out = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        out.append(time.perf_counter() - began)
    return out


def write_export(folder: Path) -> Path:
    """8,800 opportunities of 30 reps, 5 more reps without any, 85 accounts."""
    rng = random.Random(7)
    folder.mkdir()
    reps = [f"Rep {chr(65 + i % 26)}{i} Example" for i in range(35)]
    with (folder / "teams.csv").open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(["sales_agent", "manager", "regional_office"])
        out.writerows([r, f"Manager {i // 6}", "East"] for i, r in enumerate(reps))
    with (folder / "pipeline.csv").open("w", newline="", encoding="utf-8") as f:
        out = csv.writer(f)
        out.writerow(["opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value"])
        for i in range(8_800):
            start = date(2025, 1, 1) + timedelta(days=rng.randrange(600))
            status = rng.choice(["Won", "Won", "Lost", "Engaging"])
            closed = start + timedelta(days=rng.randrange(5, 120)) if status != "Engaging" else None
            value = rng.randrange(50, 6000) if status == "Won" else 0 if status == "Lost" else ""
            out.writerow([f"O{i:05}", reps[rng.randrange(30)], f"P{i % 7}", f"Account {rng.randrange(85)}" if rng.random() > 0.16 else "", status, start, closed or "", value])
    return folder


def command(*words: object) -> None:
    done = subprocess.run([NEXTPLAY, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)


def resident_mb(pid: int) -> float:
    line = next(row for row in Path(f"/proc/{pid}/status").read_text("utf-8").splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_memory(folder: Path) -> dict[str, float]:
    """Resident MB of the idle server, after one page and after the first chat turn."""
    port = free_port()
    env = {**os.environ, "NEXTPLAY_SECRET": "x" * 40}
    server = subprocess.Popen([NEXTPLAY, "--data", str(folder), "serve", "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env)
    try:
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        time.sleep(5)  # what it loads in the background belongs to it
        return {"idle": resident_mb(server.pid)}
    finally:
        server.terminate()
        server.wait(20)


async def first_texts(coach: Coach) -> list[float]:
    reps = [r.name for r in coach.records.reps(OPERATOR, coach.clock.today())]
    out = []
    async with coach.session():
        for i, question in enumerate((QUESTIONS[0], *QUESTIONS, *QUESTIONS, *QUESTIONS)):
            began = time.perf_counter()
            first = None
            async for event in coach.chat(OPERATOR, question.format(reps[i % len(reps)])):
                if first is None and isinstance(event, TextDelta):
                    first = time.perf_counter() - began
            if first is not None and i:
                out.append(first)
    return out


async def prepares(coach: Coach) -> list[float]:
    reps = coach.records.reps(OPERATOR, coach.clock.today())
    await coach.prepare(OPERATOR, reps[0].id)
    out = []
    for rep in reps:
        began = time.perf_counter()
        await coach.prepare(OPERATOR, rep.id)
        out.append(time.perf_counter() - began)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    wants_json = parser.parse_args().json
    stick = statistics.median(yardstick() for _ in range(5))
    figures: dict[str, Any] = {}

    def keep(name: str, seconds: list[float]) -> None:
        figures[name] = {"median_s": statistics.median(seconds), "min_s": min(seconds), "max_s": max(seconds), "yardsticks": statistics.median(seconds) / stick}

    with tempfile.TemporaryDirectory() as where:
        room = Path(where)
        export = write_export(room / "export")
        counter = iter(range(1000))
        keep("help", timed(lambda: command("--help"), 7))
        keep("import", timed(lambda: command("--data", room / f"a{next(counter)}", "import", export), 5))

        def import_here() -> None:
            coach = open_coach(load_settings(data=room / f"b{next(counter)}"))
            coach.import_crm(OPERATOR, [export])
            coach.close()

        keep("import, in process", timed(import_here, 5))
        demo = room / "demo"
        seed_demo(load_settings(data=demo, demo=True))
        coach = open_coach(load_settings(data=demo))
        keep("prepare", asyncio.run(prepares(coach)))
        keep("first text", asyncio.run(first_texts(coach)))
        coach.close()
        figures["idle memory"] = {"mb": server_memory(demo)["idle"]}
    if wants_json:
        json.dump(figures, sys.stdout, indent=1)
        return
    for name, f in figures.items():
        if "mb" in f:
            print(f"{name:22} {f['mb']:8.0f} MB")
        else:
            print(f"{name:22} {f['median_s'] * 1000:8.0f} ms   ({f['min_s'] * 1000:.0f} to {f['max_s'] * 1000:.0f})   {f['yardsticks']:.2f} yardsticks")


if __name__ == "__main__":
    main()
