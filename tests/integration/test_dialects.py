"""Whether an endpoint binds answers by a JSON schema or by tool calls is found out once and remembered, by the next process too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.dialects import Dialect, DialectNotes
from copilot.errors import ModelMisspoke
from copilot.llm import OpenAIModel
from copilot.ports import Message
from copilot.settings import load_settings
from tests.integration.endpoint import Endpoint, calls_tool, endpoint, refusal, says
from tests.integration.test_usage import CLOCK, folder

__all__ = ["folder"]
pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1", "localhost"])
ASK = [Message("user", "A word.")]
SCHEMA = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"], "additionalProperties": False}
NO_SCHEMA = refusal(400, "response_format is not supported")


@pytest.fixture
def notes(tmp_path: Path) -> DialectNotes:
    return DialectNotes(tmp_path / "endpoints.json")


def model_at(served: Endpoint, notes: DialectNotes | None, name: str = "m-1") -> OpenAIModel:
    return OpenAIModel(served.url, None, name, timeout_s=20, max_tokens=50, notes=notes)


def ways(served: Endpoint) -> list[str]:
    """How each request bound its answer."""
    return ["tool" if "tools" in r.body else r.body.get("response_format", {}).get("type", "plain") for r in served.received]


async def test_an_endpoint_that_calls_tools_is_asked_so_and_the_next_process_asks_so_at_once(notes: DialectNotes) -> None:
    async with endpoint(NO_SCHEMA, calls_tool('{"word": "hello"}')) as served:
        for _ in range(3):  # three processes, one file
            answer = await model_at(served, notes).complete(ASK, SCHEMA)
            assert answer.parsed == {"word": "hello"}
            assert (answer.text, answer.tokens_in, answer.tokens_out) == ('{"word": "hello"}', 7, 3)
        assert ways(served) == ["json_schema", "tool", "tool", "tool"]
        sent = served.received[-1].body
        assert sent["tools"] == [{"type": "function", "function": {"name": "answer", "description": "Give the answer.", "parameters": SCHEMA}}]
        assert sent["tool_choice"] == {"type": "function", "function": {"name": "answer"}}
        assert "response_format" not in sent


async def test_without_a_file_each_process_finds_out_for_itself() -> None:
    async with endpoint(NO_SCHEMA, calls_tool({"word": "hello"}), NO_SCHEMA, calls_tool({"word": "hello"})) as served:
        for _ in range(2):
            assert (await model_at(served, None).complete(ASK, SCHEMA)).parsed == {"word": "hello"}
        assert ways(served) == ["json_schema", "tool", "json_schema", "tool"]


async def test_one_that_lets_tools_pass_and_never_calls_them_is_asked_for_json_and_both_answers_are_counted(notes: DialectNotes) -> None:
    async with endpoint(NO_SCHEMA, says("Certainly."), says('{"word": "hello"}')) as served:
        answer = await model_at(served, notes).complete(ASK, SCHEMA)
        assert (answer.parsed, answer.tokens_in, answer.tokens_out) == ({"word": "hello"}, 14, 6)
        await model_at(served, notes).complete(ASK, SCHEMA)
        assert ways(served) == ["json_schema", "tool", "json_object", "json_object"]


async def test_one_that_lets_a_schema_pass_and_answers_freely_is_asked_by_a_tool_from_then_on(notes: DialectNotes) -> None:
    async with endpoint(says("Certainly."), calls_tool('{"word": "hello"}')) as served:
        for _ in range(2):
            assert (await model_at(served, notes).complete(ASK, SCHEMA)).parsed == {"word": "hello"}
        assert ways(served) == ["json_schema", "tool", "tool"]


async def test_one_that_heeds_neither_is_asked_three_ways_and_what_it_says_last_is_refused_if_it_does_not_fit(notes: DialectNotes) -> None:
    async with endpoint(says("Certainly.")) as served:
        with pytest.raises(ModelMisspoke):
            await model_at(served, notes).complete(ASK, SCHEMA)
        assert ways(served) == ["json_schema", "tool", "json_object"]


async def test_an_answer_that_was_cut_off_says_nothing_of_what_is_heeded(notes: DialectNotes) -> None:
    async with endpoint(says('{"word": "hel', "length")) as served:
        with pytest.raises(ModelMisspoke):
            await model_at(served, notes).complete(ASK, SCHEMA)
        assert ways(served) == ["json_schema"]


@pytest.mark.parametrize("arguments", ["", "no JSON", '{"word": 7}', '{"other": "hello"}'])
async def test_a_tool_called_with_what_the_schema_does_not_allow_is_refused(notes: DialectNotes, arguments: str) -> None:
    async with endpoint(NO_SCHEMA, calls_tool(arguments)) as served:
        with pytest.raises(ModelMisspoke):
            await model_at(served, notes).complete(ASK, SCHEMA)


async def test_what_one_model_of_an_endpoint_accepts_says_nothing_of_another(notes: DialectNotes) -> None:
    async with endpoint(NO_SCHEMA, calls_tool('{"word": "hello"}'), says('{"word": "hello"}')) as served:
        await model_at(served, notes).complete(ASK, SCHEMA)
        await model_at(served, notes, "m-2").complete(ASK, SCHEMA)
        assert ways(served) == ["json_schema", "tool", "json_schema"]


@pytest.mark.parametrize("kept", ["", "[]", "{broken", '{"http://h/v1 m-1": {"schema": "telepathy"}}', '{"http://h/v1 m-1": 7}'])
def test_notes_that_cannot_be_read_are_as_none(tmp_path: Path, kept: str) -> None:
    (tmp_path / "endpoints.json").write_text(kept, "utf-8")
    notes = DialectNotes(tmp_path / "endpoints.json")
    assert notes.load("http://h/v1", "m-1") == Dialect()
    notes.save("http://h/v1", "m-1", Dialect("tool"))
    assert notes.load("http://h/v1", "m-1") == Dialect("tool")
    assert [f.name for f in tmp_path.iterdir()] == ["endpoints.json"]


def test_notes_that_cannot_be_written_stop_nobody(tmp_path: Path) -> None:
    DialectNotes(tmp_path / "none" / "endpoints.json").save("http://h/v1", "m-1", Dialect("tool"))
    assert list(tmp_path.iterdir()) == []


async def test_they_lie_in_the_data_folder_without_a_key(folder: Path) -> None:
    async with endpoint(NO_SCHEMA, calls_tool('{"sections": []}')) as served:
        coach = open_coach(load_settings(data=folder, llm_model="m-1", llm_base_url=served.url.replace("//", "//somebody:hidden@"), llm_api_key="sk-hidden"), CLOCK)
        await coach.prepare(OPERATOR, "Ana Silva")
        coach.close()
    kept = (folder / "endpoints.json").read_text("utf-8")
    assert json.loads(kept)[f"{served.url} m-1"]["schema"] == "tool"
    assert "hidden" not in kept
