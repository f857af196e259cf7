"""What the benchmark beside a plain loop counts: every request and reply on both sides, whole and once."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import jsonschema  # type: ignore[import-untyped]
import pytest

from benchmarks.tool_loop import IN_ONE, SYSTEM, TASKS, TOOLS, Body, Count, Row, Task, answer_in_a_loop, block, compact, endpoint, question_for, table, texts_said, texts_sent, to_the_loop, worded
from copilot.dialects import Dialect
from copilot.ports import Message
from prompts.load import data_block, load

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1", "localhost"])
SCHEMA = {"type": "object", "properties": {"word": {"type": "string"}}}
FACTS = '{"demo.rate":"about 0.8 a week"}'


def test_the_loop_is_counted_round_by_round_with_all_it_sends_again() -> None:
    task = Task("two rounds", "how is Priya?", (), ((("benchmark", {"rep": "Priya"}), ("deals", {"rep": "Priya"})), (("playbook", {"query": "demos"}),)))
    ran: list[tuple[str, Body]] = []
    history: list[Body] = []

    def run(name: str, given: Body) -> str:
        ran.append((name, given))
        return FACTS

    async def turn(url: str) -> str:
        async with httpx.AsyncClient(base_url=url) as client:
            return await answer_in_a_loop(client, history, task.says, run)

    with endpoint(len) as served:
        served.reply = to_the_loop(task, "She runs few demos.")
        assert asyncio.run(turn(served.url)) == "She runs few demos."
        found = served.counted()
        assert served.counted() == Count()
    assert [name for name, _ in ran] == ["benchmark", "deals", "playbook"]
    assert [m["role"] for m in history] == ["user", "assistant", "tool", "tool", "assistant", "tool", "assistant"]
    always = len(SYSTEM) + len(compact(TOOLS)) + len(task.says)
    first, second = len('benchmark{"rep":"Priya"}deals{"rep":"Priya"}'), len('playbook{"query":"demos"}')
    assert found.calls == 3
    assert found.said == first + second + len("She runs few demos.")
    assert found.sent == always + (always + first + 2 * len(FACTS)) + (always + first + second + 3 * len(FACTS))


def test_of_a_request_the_schema_counts_as_the_tools_do() -> None:
    asked = [Message("system", "Be brief."), Message("user", "A word.")]
    assert texts_sent(Dialect().body("m", 50, asked, SCHEMA, False)) == ["Be brief.", "A word.", compact(SCHEMA)]
    assert texts_sent(Dialect().body("m", 50, asked, None, True)) == ["Be brief.", "A word."]
    assert texts_sent({"messages": [{"role": "user", "content": "A word."}], "tools": TOOLS}) == ["A word.", compact(TOOLS)]


def test_of_a_reply_text_and_calls_count() -> None:
    called = {"role": "assistant", "content": None, "tool_calls": [{"id": "call_0", "type": "function", "function": {"name": "deals", "arguments": '{"rep":"Priya"}'}}]}
    assert "".join(texts_said(called)) == 'deals{"rep":"Priya"}'
    assert texts_said({"role": "assistant", "content": "A word."}) == ["A word."]


def test_the_worked_out_answer_is_found_in_what_the_copilot_sends() -> None:
    sections = [("connect", "You said {aspiration}.\n\n- {goal.1}"), ("deals", "{must_win.1.name}")]
    outline = "\n\n".join(f"[{i}] A title (3 min)\n{text}" for i, text in sections)
    sent = load("agenda").render(outline=data_block("outline", outline), placeholders="", aspiration="", style="", voice="")
    assert worded(str(block(sent, "outline"))) == sections
    assert block(sent, "answer") is None


@pytest.mark.parametrize("task", TASKS, ids=lambda t: t.name)
def test_each_task_calls_tools_as_they_are_declared(task: Task) -> None:
    declared: dict[str, Any] = {t["function"]["name"]: t["function"]["parameters"] for t in TOOLS}
    for name, given in (call for some in task.rounds for call in some):
        jsonschema.validate(given, declared[name])
        assert question_for(name, given).endswith(("?", str(given.get("rep"))))
    jsonschema.validate({"what": None, "amount": None, "unit": None, "text": None, "when": None} | task.parameters, dict(load("understand").schema or {})["properties"]["parameters"])


def test_there_are_twelve_tasks_and_the_conversation_has_each_once() -> None:
    assert len(TASKS) == 12
    assert sorted(t.name for t in IN_ONE) == sorted(t.name for t in TASKS)


def test_the_table_says_where_the_copilot_asks_more_or_costs_more() -> None:
    good, worse = Row("good", Count(1, 90, 10), Count(2, 180, 20)), Row("worse", Count(2, 200, 0), Count(1, 100, 0))
    assert "calls never more: True; at most half the tokens: 1 of 1 tasks" in table("", [good])
    assert "calls never more: False; at most half the tokens: 1 of 2 tasks" in table("", [good, worse])
    assert "0.50" in table("", [good])
    assert json.dumps(good.ratio) == "0.5"
