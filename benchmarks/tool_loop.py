"""The copilot beside a plain tool-calling loop: `python -m benchmarks.tool_loop [--data FOLDER] [--json]`.

Method. Twelve fixed tasks on the demo company of 22 November 2026, put to both sides through real HTTP to one scripted
endpoint, which stands for a capable model: it never errs, so neither side pays for a second try.

- The loop: chat completions with tools, until an answer comes without calls; `answer_in_a_loop` is all of it. The copilot
  keeps no list of function schemas, since its own code decides what is run; so `TOOLS` are made from the functions its
  graph runs, one tool each, and what a tool returns is the Facts and pages that the copilot's own function lists, each
  once, as compact JSON. The endpoint asks for all that is independent in one round and for what needs an earlier result in
  the next, and ends with the very text that the copilot gave.
- The copilot: as shipped, by `Coach.chat`. The endpoint reads the message rightly, and words each answer and agenda as the
  worked-out one, which stands in the request, placeholders and all.

Counted are calls, and tokens of the request (all messages, and the tools or the schema as JSON) and of the reply (text, and
name and arguments of calls): four bytes each, as the product estimates where an endpoint does not count, or with `--vocabulary` as GPT-4's
own vocabulary counts. (The WordPiece tokeniser that ships with the model of sentences takes twice as many for JSON as for prose of that length, which would flatter the copilot.) Two ways: each task in a thread of its own, after the turn it needs if it needs one (which is not counted); and all twelve as
one conversation, where the loop has all of it before it each time, as LangGraph's prebuilt agent does.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

from copilot.bootstrap import open_coach
from copilot.coach import Coach
from copilot.domain import Viewer
from copilot.events import FactFound, Finished, PassageFound
from copilot.metered import estimate
from copilot.policy import CoachingPolicy
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from store.demo.seed import seed

CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
REP = "Priya Nair"
Body = dict[str, Any]


# ---------------------------------------------------------------- the plain loop

SYSTEM = (
    "You help a sales manager coach their reps. Use the tools for every figure, name and page; never make one up. Answer in a few warm, plain sentences, and close with an open question where it helps. "
    "An agenda has sections with minutes, mostly about what comes next, and offers the rep goals to choose from. Never rank people, and leave pay, dismissal, health and feelings alone. Today is 22 November 2026."
)
_REP = {"rep": {"type": "string", "description": "Name of the rep"}}


def tool(name: str, description: str, **properties: Any) -> dict[str, Any]:
    return {"type": "function", "function": {"name": name, "description": description, "parameters": {"type": "object", "properties": properties, "required": list(properties)}}}


TOOLS = [
    tool("benchmark", "A rep's activity rates, starts, win rate, revenue per customer and speed beside the level they want, and where to look first.", **_REP),
    tool("forecast", "What has landed of a rep's goal this period, what is expected, and the chance of reaching it.", **_REP),
    tool(
        "what_if",
        "What a change would be worth to a rep.",
        **_REP,
        what={"type": "string", "enum": ["starts", "win_rate", "revenue_per_customer", "speed", "call", "email", "meeting", "demo", "task"]},
        amount={"type": "number"},
        unit={"type": "string", "enum": ["percent", "per_week"]},
    ),
    tool("deals", "A rep's open deals that ask for attention, with reasons.", **_REP),
    tool("coachability", "How many of their goals a rep kept.", **_REP),
    tool("cadence", "Who is due for a 1:1 and when the last one was."),
    tool("history", "What a rep promised, wants and said in earlier 1:1s.", **_REP),
    tool("suggest_goals", "Coaching goals a rep could say yes or no to.", **_REP),
    tool("judge_goal", "Whether a coaching goal keeps the rules.", goal={"type": "string"}),
    tool("check_notes", "What went wrong in notes of a 1:1 and what was promised.", notes={"type": "string"}),
    tool("playbook", "Pages of the playbook that fit a question.", query={"type": "string"}),
    tool("explain", "Where a figure comes from.", **_REP, figure={"type": "string"}),
]


async def answer_in_a_loop(client: httpx.AsyncClient, history: list[Body], message: str, run: Callable[[str, Body], str]) -> str:
    """One turn of a plain agent: ask, run what is called, ask again, until a text comes. `history` grows by all of it."""
    history.append({"role": "user", "content": message})
    while True:
        answer = await client.post("/chat/completions", json={"model": "scripted", "messages": [{"role": "system", "content": SYSTEM}, *history], "tools": TOOLS})
        said = answer.raise_for_status().json()["choices"][0]["message"]
        history.append(said)
        if not said.get("tool_calls"):
            return str(said["content"])
        for call in said["tool_calls"]:
            asked = call["function"]
            history.append({"role": "tool", "tool_call_id": call["id"], "content": run(asked["name"], json.loads(asked["arguments"]))})


# ---------------------------------------------------------------- the tasks


@dataclass(frozen=True, slots=True)
class Task:
    """What a manager asks, how a capable model would go about it, and how the copilot's endpoint reads it."""

    name: str
    says: str
    intents: tuple[str, ...]
    rounds: tuple[tuple[tuple[str, Body], ...], ...]
    """Tools called by the loop, by round."""
    parameters: Body = field(default_factory=dict)
    """What the message fixes, in the words of the schema of `prompts/understand.md`."""
    after: str | None = None
    """The task it goes on from."""


WHO = {"rep": REP}
TWO_DEMOS = ("what_if", {**WHO, "what": "demo", "amount": 2, "unit": "per_week"})
TASKS = (
    Task(
        "prepare",
        f"get me ready for {REP}",
        ("prepare",),
        ((("benchmark", WHO), ("forecast", WHO), ("deals", WHO), ("coachability", WHO), ("history", WHO), ("suggest_goals", WHO)),),
    ),
    Task("benchmark", f"how is {REP} doing?", ("benchmark",), ((("benchmark", WHO),),)),
    Task("what-if", f"what if {REP} ran two more demos a week?", ("what_if",), ((TWO_DEMOS,),), {"what": "demo", "amount": 2, "unit": "per_week"}),
    Task("deals", f"which of {REP}'s deals need work?", ("deals",), ((("deals", WHO),),)),
    Task("goals", f"suggest goals for {REP}", ("goals",), ((("suggest_goals", WHO),),)),
    Task("playbook", "what do we have on multi-threading?", ("playbook",), ((("playbook", {"query": "multi-threading"}),),), {"what": "multi-threading"}),
    Task("history", f"what did {REP} promise last time?", ("history",), ((("history", WHO),),)),
    Task("cadence", "who is due for a 1:1?", ("cadence",), ((("cadence", {}),),)),
    Task("coachability", f"does {REP} keep commitments?", ("coachability",), ((("coachability", WHO),),)),
    Task("explain", "where does that figure come from?", ("explain",), ((("explain", {**WHO, "figure": "demos a week"}),),), {"what": "demos a week"}, after="benchmark"),
    Task("revise", "make it shorter", ("revise",), (), {"text": "shorter"}, after="prepare"),
    Task(
        "two in one",
        f"what if {REP} ran two more demos a week, and what do we have on demos?",
        ("what_if", "playbook"),
        ((TWO_DEMOS, ("playbook", {"query": "demos"})),),
        {"what": "demo", "amount": 2, "unit": "per_week"},
    ),
)
BY_NAME = {t.name: t for t in TASKS}


# ---------------------------------------------------------------- tools over the copilot's own functions

_KEPT = {
    "benchmark": r"segment|target\.segment|focus|call|email|meeting|demo|task|starts|win_rate|revenue_per_customer|speed|attainment\.trailing",
    "forecast": r"goal$|landed|expected|to_go|p_goal|attainment$|pace|period\.end|ahead",
    "deals": r"deals\.|must_win|stalled|misaligned",
    "suggest_goals": r"goal\.",
}
"""Which of the Facts that the function lists a tool gives, where it lists those of other tools too."""
_SAID_TWICE = re.compile(r"\.(?:vs_target|sentence|short)$|^rep$")
"""Facts that put others together."""


def question_for(name: str, given: Body) -> str:
    """What makes the copilot run the function behind a tool."""
    rep = given.get("rep")
    match name:
        case "forecast":
            return f"will {rep} make the goal?"
        case "what_if":
            amount = f"{given['amount']} more {given['what']}s a week" if given["unit"] == "per_week" else f"{given['amount']} % more {given['what']}"
            return f"what if {rep} ran {amount}?"
        case "playbook":
            return f"what do we have on {given['query']}?"
        case "explain":
            return f"where does the figure of {rep} for {given['figure']} come from?"
        case "suggest_goals":
            return f"suggest goals for {rep}"
        case "cadence":
            return "who is due for a 1:1?"
    return {"benchmark": f"how is {rep} doing?", "deals": f"which of {rep}'s deals need work?", "coachability": f"does {rep} keep commitments?", "history": f"what did {rep} promise last time?"}[name]


class Tools:
    """The loop's tools: each lists what the copilot's own function finds, without a model."""

    def __init__(self, coach: Coach, viewer: Viewer) -> None:
        self._coach, self._viewer = coach, viewer
        self._known: dict[str, str] = {}

    async def learn(self, name: str, given: Body) -> None:
        """Run a tool once, so that `run` can give its result."""
        facts: dict[str, str] = {}
        pages: list[Body] = []
        async for event in self._coach.chat(self._viewer, question_for(name, given)):
            if isinstance(event, FactFound):
                facts[event.fact.name] = event.fact.text
            elif isinstance(event, PassageFound):
                pages.append({"id": event.passage.id, "title": event.passage.title, "quote": event.passage.quote})
        if pattern := _KEPT.get(name):
            facts = {k: v for k, v in facts.items() if re.match(pattern, k)}
        facts = {k: v for k, v in facts.items() if not _SAID_TWICE.search(k)}
        self._known[compact([name, given])] = compact({**facts, **({"pages": pages} if pages and name in ("playbook", "suggest_goals") else {})})

    def run(self, name: str, given: Body) -> str:
        return self._known[compact([name, given])]


# ---------------------------------------------------------------- counting


def vocabulary(name: str) -> Callable[[str], int]:
    """Counts by a vocabulary of tiktoken's, which it fetches once or finds in the folder TIKTOKEN_CACHE_DIR."""
    import tiktoken

    known = tiktoken.get_encoding(name)
    return lambda text: len(known.encode(text, disallowed_special=()))


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def texts_sent(body: Body) -> list[str]:
    """Everything of a request that a model reads: what each message says or calls, the tools, the schema."""
    out = []
    for message in body["messages"]:
        out += [message.get("content") or "", *_called(message)]
    out += [compact(body[key]) for key in ("tools",) if key in body]
    if "response_format" in body:
        out.append(compact(body["response_format"].get("json_schema", {}).get("schema", {})))
    return out


def texts_said(message: Body) -> list[str]:
    """Everything of a reply that a model wrote."""
    return [message.get("content") or "", *_called(message)]


def _called(message: Body) -> list[str]:
    return [text for call in message.get("tool_calls") or () for text in (call["function"]["name"], call["function"]["arguments"])]


@dataclass(slots=True)
class Count:
    """Calls, and tokens both ways."""

    calls: int = 0
    sent: int = 0
    said: int = 0

    @property
    def tokens(self) -> int:
        return self.sent + self.said

    def __add__(self, other: Count) -> Count:
        return Count(self.calls + other.calls, self.sent + other.sent, self.said + other.said)


# ---------------------------------------------------------------- the scripted endpoint


class Endpoint:
    """Chat completions on loopback: `reply` says what the model says to a request; all that travels is counted."""

    def __init__(self, tokens: Callable[[str], int]) -> None:
        self.reply: Callable[[Body], Body] = _nothing
        self.url = ""
        self._tokens = tokens
        self._count = Count()

    def answer(self, body: Body) -> Body:
        """What the model says; both ways are counted."""
        message = self.reply(body)
        self._count += Count(1, sum(map(self._tokens, texts_sent(body))), sum(map(self._tokens, texts_said(message))))
        return message

    def counted(self) -> Count:
        """What came since the last look."""
        found, self._count = self._count, Count()
        return found


def _nothing(body: Body) -> Body:
    raise AssertionError(f"nobody was to ask: {compact(body)[:200]}")


@contextmanager
def endpoint(tokens: Callable[[str], int]) -> Iterator[Endpoint]:
    served = Endpoint(tokens)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            message = served.answer(body)
            if body.get("stream"):
                kind = "text/event-stream"
                parts: list[Body] = [{"choices": [{"index": 0, "delta": {"content": message["content"]}, "finish_reason": None}]}, {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}]
                raw = "".join(f"data: {compact(p)}\n\n" for p in parts) + "data: [DONE]\n\n"
            else:
                kind, raw = "application/json", compact({"model": "scripted", "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if message.get("tool_calls") else "stop"}]})
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(raw.encode())))
            self.end_headers()
            self.wfile.write(raw.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield served
        finally:
            server.shutdown()


def block(text: str, name: str) -> str | None:
    """What stands between the marks of a `prompts.load.data_block`."""
    found = re.search(rf'<data-(\w+) name="{name}">\n(.*?)\n</data-\1>', text, re.DOTALL)
    return found[2] if found else None


def worded(outline: str) -> list[tuple[str, str]]:
    """Ids and texts of the sections of an outline as a request shows it."""
    sections = (part.partition("\n") for part in re.split(r"\n\n(?=\[\w+\] )", outline))
    return [(head[1 : head.index("]")], text) for head, _, text in sections]


def to_the_copilot(task: Task) -> Callable[[Body], Body]:
    """The model behind the copilot: reads rightly, and words what it is given as it stands."""

    def reply(body: Body) -> Body:
        asked = body["messages"][-1]["content"]
        if answer := block(asked, "answer"):
            return {"role": "assistant", "content": "\n\n".join(text for _, text in worded(answer))}
        if outline := block(asked, "outline"):
            return {"role": "assistant", "content": compact({"sections": [{"id": i, "text": t} for i, t in worded(outline)]})}
        people = asked.split("\n\n", 1)[0].splitlines()[1:]
        rep = people[0] if task.rounds and any("rep" in given for _, given in task.rounds[0]) else None
        said = {"what": None, "amount": None, "unit": None, "text": None, "when": None} | task.parameters
        return {"role": "assistant", "content": compact({"intents": task.intents, "rep": rep, "parameters": said, "question": None})}

    return reply


def to_the_loop(task: Task, final: str) -> Callable[[Body], Body]:
    """The model behind the loop: the rounds of tool calls a capable one would make, then the text."""
    rounds = iter(task.rounds)

    def reply(body: Body) -> Body:
        calls = next(rounds, None)
        if calls is None:
            return {"role": "assistant", "content": final}
        asked = [{"id": f"call_{n}", "type": "function", "function": {"name": name, "arguments": compact(given)}} for n, (name, given) in enumerate(calls)]
        return {"role": "assistant", "content": None, "tool_calls": asked}

    return reply


# ---------------------------------------------------------------- both sides


@dataclass(frozen=True, slots=True)
class Row:
    """One task on both sides."""

    name: str
    copilot: Count
    loop: Count

    @property
    def ratio(self) -> float:
        return self.copilot.tokens / self.loop.tokens


def whole_text(finished: Finished) -> str:
    """What the copilot gave: its words, and the agenda where it made one."""
    if finished.agenda is None:
        return finished.text
    sections = [f"## {s.title} ({s.minutes} min)\n{s.text}" for s in finished.agenda.sections]
    return "\n\n".join([finished.text, *sections])


async def ask_copilot(coach: Coach, viewer: Viewer, served: Endpoint, task: Task, thread: str) -> tuple[str, Count]:
    """One turn; raises where it fell back, for then the endpoint's words were not what is counted."""
    served.reply = to_the_copilot(task)
    finished: Finished | None = None
    async for event in coach.chat(viewer, task.says, thread):
        if isinstance(event, Finished):
            finished = event
    assert finished is not None
    if finished.model.fallback or set(finished.request.intents) != set(task.intents):
        raise SystemExit(f"{task.name!r} did not go as planned: {finished.request.intents}, {finished.model.fallback!r}")
    return whole_text(finished), served.counted()


async def ask_loop(client: httpx.AsyncClient, served: Endpoint, task: Task, final: str, history: list[Body], tools: Tools) -> Count:
    served.reply = to_the_loop(task, final)
    await answer_in_a_loop(client, history, task.says, tools.run)
    return served.counted()


async def measured(folder: Path, scratch: Path, tokens: Callable[[str], int]) -> tuple[list[Row], list[Row]]:
    """Each task alone, and all as one conversation."""
    with endpoint(tokens) as served:
        plain = open_coach(load_settings(data=shutil.copytree(folder, scratch / "plain")), CLOCK)
        coach = open_coach(load_settings(data=shutil.copytree(folder, scratch / "copilot"), llm_model="scripted", llm_base_url=served.url), CLOCK)
        viewer, tools = coach.viewer("Helen Brooks"), Tools(plain, plain.viewer("Helen Brooks"))
        async with plain.session(), coach.session(), httpx.AsyncClient(base_url=served.url, timeout=60) as client:
            for name, given in {compact(c): c for t in TASKS for r in t.rounds for c in r}.values():
                await tools.learn(name, given)
            alone: list[Row] = []
            finals: dict[str, str] = {}
            for task in TASKS:
                thread, history = f"alone-{task.intents[0]}-{len(task.intents)}", list[Body]()
                if task.after:
                    await ask_copilot(coach, viewer, served, BY_NAME[task.after], thread)
                    await ask_loop(client, served, BY_NAME[task.after], finals[task.after], history, tools)
                finals[task.name], ours = await ask_copilot(coach, viewer, served, task, thread)
                alone.append(Row(task.name, ours, await ask_loop(client, served, task, finals[task.name], history, tools)))
            together: list[Row] = []
            history = list[Body]()
            for task in IN_ONE:
                final, ours = await ask_copilot(coach, viewer, served, task, "together")
                together.append(Row(task.name, ours, await ask_loop(client, served, task, final, history, tools)))
        plain.close()
        coach.close()
    return alone, together


IN_ONE = tuple(BY_NAME[n] for n in ("cadence", "benchmark", "explain", "what-if", "deals", "coachability", "history", "prepare", "revise", "goals", "playbook", "two in one"))
"""The tasks in the order of a conversation that prepares a 1:1."""


def table(title: str, rows: Sequence[Row]) -> str:
    """The rows in columns, with their sum."""
    whole = Row("all", sum((r.copilot for r in rows), Count()), sum((r.loop for r in rows), Count()))
    out = [f"{title}\n{'':14} {'copilot':>22} {'loop':>22}\n{'':14} {'calls':>6} {'sent':>7} {'said':>7} {'calls':>7} {'sent':>7} {'said':>7} {'ratio':>7}"]
    out += [f"{r.name:14} {r.copilot.calls:6} {r.copilot.sent:7} {r.copilot.said:7} {r.loop.calls:7} {r.loop.sent:7} {r.loop.said:7} {r.ratio:7.2f}" for r in (*rows, whole)]
    out.append(f"calls never more: {all(r.copilot.calls <= r.loop.calls for r in rows)}; at most half the tokens: {sum(r.ratio <= 0.5 for r in rows)} of {len(rows)} tasks")
    return "\n".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a demo company made for 22 November 2026, which is copied; otherwise one is made")
    parser.add_argument("--vocabulary", help="a vocabulary of tiktoken's to count by, such as cl100k_base")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    args = parser.parse_args()
    tokens = vocabulary(args.vocabulary) if args.vocabulary else estimate
    with tempfile.TemporaryDirectory() as where:
        folder = args.data or Path(where) / "demo"
        if not args.data:
            seed(folder, CoachingPolicy(), CLOCK.today())
        alone, together = asyncio.run(measured(folder, Path(where), tokens))
    if args.json:
        sides = {"alone": alone, "together": together}
        json.dump(
            {
                k: [{"task": r.name, "ratio": r.ratio, **{n: {"calls": c.calls, "sent": c.sent, "said": c.said} for n, c in (("copilot", r.copilot), ("loop", r.loop))}} for r in v]
                for k, v in sides.items()
            },
            sys.stdout,
            indent=1,
        )
        return
    print(table("Each task in a thread of its own", alone))
    print()
    print(table("All as one conversation", together))


if __name__ == "__main__":
    main()
