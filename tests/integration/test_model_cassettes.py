"""The model adapter against recordings of a real server (`make cassettes`), with the network blocked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from copilot.errors import ModelRejected
from tests.integration import fixed_calls as fixed

pytestmark = [pytest.mark.vcr, pytest.mark.block_network]

GREETING = "I'm Alex, a sales manager at a mid-sized tech firm. I'm happy to assist with any sales or marketing tasks. What can I help you with today?"


@pytest.fixture(scope="module")
def vcr_cassette_dir() -> str:
    return str(Path(__file__).parent / "cassettes")


@pytest.fixture
def vcr_config() -> dict[str, Any]:
    return {"match_on": ["method", "path", "body"], "before_record_request": fixed.neutral}


@pytest.fixture
def sent(vcr: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every request as it is handed to the wire, key included, before the recording sees it."""
    import httpx2

    requests: list[Any] = []
    replay = httpx2.AsyncHTTPTransport.handle_async_request

    async def note(transport: Any, request: Any) -> Any:
        requests.append((request.method, str(request.url), dict(request.headers.items()), json.loads(await request.aread())))
        return await replay(transport, request)

    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", note)
    return requests


@pytest.fixture(autouse=True)
def all_used(vcr: Any) -> Iterator[None]:
    yield
    assert vcr.all_played, "the recording holds an interaction that nothing asked for"


def assert_sent(sent: list[Any], body: dict[str, Any], key: str = fixed.KEY) -> None:
    assert len(sent) == 1
    method, uri, headers, found = sent[0]
    assert (method, uri) == ("POST", "http://127.0.0.1:8080/v1/chat/completions")
    assert headers["authorization"] == f"Bearer {key}"
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == "nextplay"
    told = {name for name in headers if name.startswith(("x-stainless", "openai"))}
    assert told <= {"x-stainless-raw-response"}, "facts about this machine would leave it"
    assert found == body


@pytest.mark.default_cassette("plain.yaml")
async def test_a_plain_call_comes_back_whole_with_its_cost(sent: list[Any]) -> None:
    answer = await fixed.model_at(fixed.NEUTRAL).complete(fixed.GREET)
    assert answer.text == GREETING
    assert (answer.model, answer.tokens_in, answer.tokens_out, answer.parsed) == ("smollm2-135m-instruct", 28, 36, None)
    assert_sent(
        sent,
        {
            "model": "smollm2-135m-instruct",
            "messages": [{"role": "system", "content": "You answer in one short sentence."}, {"role": "user", "content": "Say hello to a sales manager."}],
            "max_tokens": 60,
        },
    )


@pytest.mark.default_cassette("streamed.yaml")
async def test_a_streamed_call_comes_in_pieces_and_tells_its_cost_at_the_end(sent: list[Any]) -> None:
    stream = fixed.model_at(fixed.NEUTRAL).stream(fixed.GREET)
    pieces = [piece async for piece in stream]
    assert len(pieces) > 20
    assert "".join(pieces) == GREETING
    assert stream.completion is not None
    assert stream.completion.text == GREETING
    assert (stream.completion.tokens_in, stream.completion.tokens_out) == (28, 36)
    assert_sent(
        sent,
        {
            "model": "smollm2-135m-instruct",
            "messages": [{"role": "system", "content": "You answer in one short sentence."}, {"role": "user", "content": "Say hello to a sales manager."}],
            "max_tokens": 60,
            "stream": True,
            "stream_options": {"include_usage": True},
        },
    )


@pytest.mark.default_cassette("schema_bound.yaml")
async def test_a_schema_bound_call_comes_back_parsed(sent: list[Any]) -> None:
    answer = await fixed.model_at(fixed.NEUTRAL).complete(fixed.PLACE, fixed.PLACE_SCHEMA)
    assert answer.parsed == {"city": "Paris", "country": "France"}
    assert (answer.tokens_in, answer.tokens_out) == (31, 23)
    assert_sent(
        sent,
        {
            "model": "smollm2-135m-instruct",
            "messages": [{"role": "system", "content": "You answer with JSON."}, {"role": "user", "content": "In which city and country does the Eiffel Tower stand?"}],
            "max_tokens": 60,
            "response_format": {
                "type": "json_schema",
                "json_schema": {
                    "name": "answer",
                    "strict": True,
                    "schema": {
                        "type": "object",
                        "properties": {"city": {"type": "string", "maxLength": 20}, "country": {"type": "string", "maxLength": 20}},
                        "required": ["city", "country"],
                        "additionalProperties": False,
                    },
                },
            },
        },
    )


@pytest.mark.default_cassette("wrong_key.yaml")
async def test_a_real_server_refusing_the_key_names_the_setting_and_not_the_key(sent: list[Any]) -> None:
    with pytest.raises(ModelRejected, match="NEXTPLAY_LLM_API_KEY") as refused:
        await fixed.model_at(fixed.NEUTRAL, key="not-the-key").complete(fixed.GREET)
    assert "Invalid API Key" in str(refused.value)
    assert "not-the-key" not in str(refused.value)
    assert sent[0][2]["authorization"] == "Bearer not-the-key"


@pytest.mark.default_cassette("plain.yaml")
async def test_a_request_that_was_not_recorded_goes_nowhere() -> None:
    from vcr.errors import CannotOverwriteExistingCassetteException

    other = fixed.model_at(fixed.NEUTRAL)
    other.name = "another-model"
    with pytest.raises(CannotOverwriteExistingCassetteException):
        await other.complete(fixed.GREET)
    await fixed.model_at(fixed.NEUTRAL).complete(fixed.GREET)
