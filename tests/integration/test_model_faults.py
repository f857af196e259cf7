"""Whatever an endpoint does, the adapter ends in time, with the right error, the way out, and no key in it."""

from __future__ import annotations

import asyncio
import json
import socket
import time
import traceback
from collections.abc import Awaitable
from contextlib import aclosing
from typing import Any

import pytest
from pydantic import SecretStr

from copilot.errors import ModelError, ModelMisspoke, ModelRejected, ModelUnavailable, SettingsError
from copilot.llm import OpenAIModel
from copilot.ports import Message
from tests.integration.endpoint import COST, DONE, Reply, endpoint, events, kept_open, piece, refusal, says, silence, status, trickle

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1", "localhost"])

KEY = "sk-never-to-be-seen-1234567890"
ASK = [Message("system", "Be brief."), Message("user", "Say hello.")]
SCHEMA = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"], "additionalProperties": False}
DEADLINE = 0.3
ROOMY = 1.5
"""Where something has to arrive before the deadline: a busy machine may take a second to open a connection."""
SLACK = 1.0
"""What a busy machine may add."""
HTML = "<html><body>Please sign in to the proxy</body></html>"


@pytest.fixture(scope="module", autouse=True)
def _imported() -> None:
    """The first call imports openai; here the time of a call is measured."""

    async def first() -> None:
        async with endpoint(says("Hello.")) as served:
            await model_at(served.url, timeout_s=60).complete(ASK)

    asyncio.run(first())


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def model_at(url: str, key: str | None = KEY, timeout_s: float = DEADLINE) -> OpenAIModel:
    return OpenAIModel(url, SecretStr(key) if key else None, "m-1", timeout_s=timeout_s, max_tokens=50)


async def read(model: OpenAIModel) -> list[str]:
    async with aclosing(model.stream(ASK)) as stream:
        return [piece async for piece in stream]


async def failure(call: Awaitable[Any], of: type[ModelError], within: float = DEADLINE + SLACK) -> str:
    """The message of the error a call ends in; checks its class, the time and that the key is nowhere."""
    began = time.monotonic()
    with pytest.raises(of) as caught:
        await call
    assert time.monotonic() - began < within
    told = "".join(traceback.format_exception(caught.value))
    assert KEY not in told
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return str(caught.value)


# ---------------------------------------------------------------- down and slow


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_closed_port_is_unavailable(streamed: bool) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        model = model_at(f"http://127.0.0.1:{free.getsockname()[1]}/v1")
        told = await failure(read(model) if streamed else model.complete(ASK), ModelUnavailable)
    assert "NEXTPLAY_LLM_BASE_URL" in told


async def test_an_unknown_host_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    told = await failure(model_at("http://models.example.invalid/v1").complete(ASK), ModelUnavailable)
    assert "models.example.invalid" in told


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(silence, id="accepts-and-never-answers"),
        pytest.param(trickle("HTTP/1.1 200 OK\r\nx-padding:"), id="trickles-a-header"),
        pytest.param(trickle("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"), id="trickles-a-body"),
        pytest.param(trickle("HTTP/1.1 503 Busy\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"), id="trickles-an-error"),
    ],
)
async def test_an_endpoint_that_never_ends_is_given_up_at_the_deadline(reply: Reply, streamed: bool) -> None:
    async with endpoint(reply) as served:
        model = model_at(served.url)
        began = time.monotonic()
        told = await failure(read(model) if streamed else model.complete(ASK), ModelUnavailable)
        assert time.monotonic() - began >= DEADLINE
        assert "NEXTPLAY_LLM_TIMEOUT_S" in told
        await asyncio.wait_for(served.hung_up.wait(), 2)


@pytest.mark.parametrize("then", ["stall", "repeat"])
async def test_a_stream_that_stalls_or_never_ends_is_given_up_at_the_deadline(then: str) -> None:
    async with endpoint(events(piece("Hello"), piece(" there"), then=then)) as served:
        shown: list[str] = []

        async def call() -> None:
            async for text in model_at(served.url, timeout_s=ROOMY).stream(ASK):
                shown.append(text)

        assert f"{ROOMY} s" in await failure(call(), ModelUnavailable, within=ROOMY + SLACK)
        assert shown[:2] == ["Hello", " there"]
        await asyncio.wait_for(served.hung_up.wait(), 2)


async def test_the_caller_may_shorten_the_time_and_not_lengthen_it() -> None:
    async with endpoint(silence) as served:
        await failure(model_at(served.url, timeout_s=30).complete(ASK, timeout_s=0.2), ModelUnavailable, within=0.2 + SLACK)
        await failure(model_at(served.url, timeout_s=0.2).complete(ASK, timeout_s=30), ModelUnavailable, within=0.2 + SLACK)


async def test_a_retry_does_not_stretch_the_deadline() -> None:
    async with endpoint(status(500, Retry_After="0.1"), silence) as served:
        await failure(model_at(served.url).complete(ASK), ModelUnavailable)
        assert len(served.received) == 2


# ---------------------------------------------------------------- busy and broken


async def test_one_retry_after_the_time_the_endpoint_asked_for() -> None:
    async with endpoint(refusal(429, "slow down", Retry_After="0.2"), says("Hello.")) as served:
        began = time.monotonic()
        assert (await model_at(served.url, timeout_s=5).complete(ASK)).text == "Hello."
        assert time.monotonic() - began >= 0.2
        assert len(served.received) == 2


async def test_a_wait_longer_than_the_deadline_is_not_begun() -> None:
    async with endpoint(refusal(429, "slow down", Retry_After="3600")) as served:
        told = await failure(model_at(served.url, timeout_s=30).complete(ASK), ModelUnavailable, within=SLACK)
        assert "3.6e+03 s" in told or "3600 s" in told
        assert len(served.received) == 1


@pytest.mark.parametrize("header", ["nan", "-5", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"])
async def test_a_retry_after_that_makes_no_sense_does_no_harm(header: str) -> None:
    async with endpoint(refusal(503, "busy", Retry_After=header), says("Hello.")) as served:
        assert (await model_at(served.url, timeout_s=5).complete(ASK)).text == "Hello."


@pytest.mark.parametrize("code", [429, 500, 502, 503, 529])
@pytest.mark.parametrize("streamed", [False, True])
async def test_an_endpoint_that_stays_broken_is_asked_twice_and_no_more(code: int, streamed: bool) -> None:
    async with endpoint(status(code, HTML, "text/html", Retry_After="0")) as served:
        model = model_at(served.url, timeout_s=5)
        assert str(code) in await failure(read(model) if streamed else model.complete(ASK), ModelUnavailable)
        assert len(served.received) == 2


# ---------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("code", "setting"),
    [(400, "NEXTPLAY_LLM_MAX_TOKENS"), (401, "NEXTPLAY_LLM_API_KEY"), (403, "NEXTPLAY_LLM_API_KEY"), (404, "NEXTPLAY_LLM_MODEL"), (404, "NEXTPLAY_LLM_BASE_URL"), (413, "NEXTPLAY_LLM_MODEL")],
)
async def test_a_refusal_names_the_setting_to_look_at_and_is_not_repeated(code: int, setting: str) -> None:
    async with endpoint(refusal(code, "no")) as served:
        assert setting in await failure(model_at(served.url).complete(ASK), ModelRejected)
        assert len(served.received) == 1


@pytest.mark.parametrize("code", [400, 401, 500])
@pytest.mark.parametrize("streamed", [False, True])
async def test_an_endpoint_that_echoes_the_key_does_not_get_it_into_the_error(code: int, streamed: bool) -> None:
    async with endpoint(refusal(code, f"Incorrect API key provided: {KEY}.", Retry_After="0")) as served:
        model = model_at(served.url, timeout_s=5)
        told = await failure(read(model) if streamed else model.complete(ASK), ModelError)
        assert "Incorrect API key provided: ***" in told
        assert served.received[0].headers["authorization"] == f"Bearer {KEY}"


async def test_a_redirect_is_not_followed() -> None:
    async with endpoint(says("stolen")) as elsewhere, endpoint(status(307, Location=f"{elsewhere.url}/chat/completions")) as served:
        told = await failure(model_at(served.url).complete(ASK), ModelRejected)
        assert "NEXTPLAY_LLM_BASE_URL" in told
        assert elsewhere.received == []


def test_settings_that_cannot_work_are_refused_at_once() -> None:
    for url in ("localhost:8080", "ftp://models/v1", "http:///v1", "http://models:99999/v1", "http://[::1/v1"):
        with pytest.raises(SettingsError, match="NEXTPLAY_LLM_BASE_URL is "):
            model_at(url)
    with pytest.raises(SettingsError, match="NEXTPLAY_LLM_API_KEY") as bad:
        model_at("http://127.0.0.1/v1", key="sk-ünseen")
    assert "sk-" not in str(bad.value)


async def test_a_machine_without_its_certificates_is_told_where_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    async with endpoint(says("Hello.")) as served:
        assert "SSL_CERT_FILE" in await failure(model_at(served.url).complete(ASK), ModelUnavailable)


def test_a_password_in_the_url_stands_in_no_error() -> None:
    model = model_at("http://somebody:a-password@127.0.0.1:9/v1", timeout_s=5)
    with pytest.raises(ModelUnavailable, match="'http://127\\.0\\.0\\.1:9/v1'") as caught:
        asyncio.run(model.complete(ASK))
    assert "a-password" not in str(caught.value)
    with pytest.raises(SettingsError) as refused:
        model_at("http://somebody:a-password@127.0.0.1:99999/v1")
    assert "a-password" not in str(refused.value)


# ---------------------------------------------------------------- misspoken


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(status(200, HTML, "text/html"), id="a-web-page"),
        pytest.param(status(200, '{"choices": [{"mess', "application/json"), id="broken-json"),
        pytest.param(status(200, ""), id="an-empty-body"),
        pytest.param(status(200, "[1, 2]"), id="a-list"),
        pytest.param(status(200, '{"hello": "world"}'), id="another-object"),
        pytest.param(status(200, '{"choices": []}'), id="no-choices"),
        pytest.param(status(200, '{"choices": [{"message": "hi"}]}'), id="a-message-that-is-none"),
        pytest.param(says(None), id="no-content"),
        pytest.param(says("  \n "), id="only-white-space"),
        pytest.param(says("<think>hm, let me"), id="only-reasoning"),
        pytest.param(says("Hello, I wanted to", "length"), id="cut-off"),
        pytest.param(says("", "content_filter"), id="filtered"),
        pytest.param(says(None, refusal="I cannot help with that"), id="declined"),
    ],
)
async def test_an_answer_that_is_none_is_misspoken(reply: Reply) -> None:
    async with endpoint(reply) as served:
        assert await failure(model_at(served.url).complete(ASK), ModelMisspoke)
        assert len(served.received) == 1


@pytest.mark.parametrize(
    "content",
    [
        "Sure, here you are.",
        '{"word": "hel',
        '{"word": NaN}',
        '{"word": 3}',
        '{"words": "hello"}',
        '{"word": "hello", "mood": "sad"}',
        '["hello"]',
        '{"word": "\\ud800"}',
        '{"word": ' + "[" * 100_000,
    ],
)
async def test_an_answer_the_schema_does_not_allow_is_misspoken(content: str) -> None:
    async with endpoint(says(content)) as served:
        told = await failure(model_at(served.url, timeout_s=5).complete(ASK, SCHEMA), ModelMisspoke)
        assert "JSON" in told
        assert len(told) < 400


@pytest.mark.parametrize("content", ['{"word": "hello"}', '```json\n{"word": "hello"}\n```', 'Here it is: {"word": "hello"} as you wished', '<think>{"word": 1}</think>{"word": "hello"}'])
async def test_a_good_object_is_found_in_what_is_around_it(content: str) -> None:
    async with endpoint(says(content)) as served:
        answer = await model_at(served.url).complete(ASK, SCHEMA)
        assert answer.parsed == {"word": "hello"}
        assert (answer.tokens_in, answer.tokens_out, answer.model) == (7, 3, "m-1")


async def test_content_in_parts_is_read_without_the_reasoning() -> None:
    async with endpoint(says([{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Hello."}])) as served:
        assert (await model_at(served.url).complete(ASK)).text == "Hello."


# ---------------------------------------------------------------- streams


async def test_a_stream_shows_text_as_it_comes_and_tells_its_cost() -> None:
    async with endpoint(events(piece("Hel"), piece("lo"), piece(None, "stop"), COST, DONE)) as served:
        stream = model_at(served.url).stream(ASK)
        assert [text async for text in stream] == ["Hel", "lo"]
        assert stream.completion is not None
        assert (stream.completion.text, stream.completion.tokens_in, stream.completion.tokens_out) == ("Hello", 7, 3)


async def test_reasoning_in_a_stream_is_never_shown_wherever_it_is_cut() -> None:
    whole = "<think>the rep is weak</think>\n\nHello <b>there</b>"
    async with endpoint(events(*[piece(letter) for letter in whole], piece(None, "stop"), DONE)) as served:
        assert "".join(await read(model_at(served.url, timeout_s=5))) == "Hello <b>there</b>"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(events(piece("Hello"), then="break"), ModelUnavailable, id="breaks-in-a-chunk"),
        pytest.param(events(piece("Hello")), ModelUnavailable, id="ends-without-an-end"),
        pytest.param(events(piece("Hello"), DONE), ModelUnavailable, id="done-without-a-finish"),
        pytest.param(events(piece("Hello"), 'data: {"error": {"message": "out of memory"}}\n\n'), ModelUnavailable, id="an-error-event"),
        pytest.param(events(piece("Hello"), "data: {broken\n\n"), ModelMisspoke, id="broken-json"),
        pytest.param(events(piece("Hello"), "data: 42\n\n"), ModelMisspoke, id="a-number"),
        pytest.param(events(piece("Hello"), 'data: {"choices": "none"}\n\n'), ModelMisspoke, id="wrong-shape"),
        pytest.param(events(piece("Hello"), piece(None, "length"), DONE), ModelMisspoke, id="cut-off"),
    ],
)
async def test_a_stream_that_goes_wrong_midway_says_so_after_what_was_shown(reply: Reply, error: type[ModelError]) -> None:
    async with endpoint(reply) as served:
        stream = model_at(served.url, timeout_s=5).stream(ASK)
        assert await anext(stream) == "Hello"

        async def rest() -> None:
            async for _ in stream:
                raise AssertionError("nothing more should be shown")

        await failure(rest(), error)
        assert stream.completion is None


@pytest.mark.parametrize("reply", [status(200, HTML, "text/html"), events(DONE), events(piece(None, "stop"), DONE), events(piece("<think>hm"), piece(None, "stop"), DONE)])
async def test_a_stream_without_text_is_an_error(reply: Reply) -> None:
    async with endpoint(reply) as served:
        await failure(read(model_at(served.url)), ModelError)


async def test_a_reader_that_stops_early_leaves_no_connection_behind() -> None:
    async with endpoint(events(piece("Hello"), then="stall")) as served:
        async with aclosing(model_at(served.url, timeout_s=30).stream(ASK)) as stream:
            assert await anext(stream) == "Hello"
        await asyncio.wait_for(served.hung_up.wait(), 2)
        with pytest.raises(StopAsyncIteration):
            await anext(stream)


async def test_a_call_that_went_well_leaves_no_connection_behind() -> None:
    async with endpoint(kept_open(says("Hello.", connection="keep-alive"))) as served:
        await model_at(served.url).complete(ASK)
        await asyncio.wait_for(served.hung_up.wait(), 2)


async def test_a_cancelled_call_leaves_no_connection_behind() -> None:
    async with endpoint(silence) as served:
        task = asyncio.create_task(model_at(served.url, timeout_s=30).complete(ASK))
        while not served.received:
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(served.hung_up.wait(), 2)


# ---------------------------------------------------------------- dialects


async def test_an_endpoint_without_schemas_is_asked_for_json_once_found_out_and_remembered() -> None:
    good = says('{"word": "hello"}')
    async with endpoint(refusal(400, "response_format json_schema is not supported"), refusal(400, "tools are not supported"), good) as served:
        model = model_at(served.url, timeout_s=5)
        for _ in range(2):
            assert (await model.complete(ASK, SCHEMA)).parsed == {"word": "hello"}
        formats = [r.body.get("response_format", {}).get("type") for r in served.received]
        assert formats == ["json_schema", None, "json_object", "json_object"]
        assert ["tools" in r.body for r in served.received] == [False, True, False, False]
        system = served.received[-1].body["messages"][0]
        assert system["role"] == "system"
        assert system["content"].startswith("Be brief.")
        assert json.dumps(SCHEMA, sort_keys=True) in system["content"]


async def test_an_endpoint_without_json_is_asked_in_words() -> None:
    async with endpoint(refusal(400, "unknown field"), refusal(400, "unknown field"), refusal(422, "unknown field"), says('Here: {"word": "hello"}')) as served:
        model = model_at(served.url, timeout_s=5)
        for _ in range(2):
            assert (await model.complete([Message("user", "A word.")], SCHEMA)).parsed == {"word": "hello"}
        assert ["response_format" in r.body or "tools" in r.body for r in served.received] == [True, True, True, False, False]
        assert [m["role"] for m in served.received[-1].body["messages"]] == ["system", "user"]


async def test_what_was_only_tried_is_not_remembered() -> None:
    async with endpoint(refusal(400, "the prompt is too long"), refusal(400, "again"), refusal(400, "and again"), refusal(400, "and once more"), says('{"word": "hello"}')) as served:
        model = model_at(served.url, timeout_s=5)
        assert "the prompt is too long" in await failure(model.complete(ASK, SCHEMA), ModelRejected)
        await model.complete(ASK, SCHEMA)
        assert served.received[-1].body["response_format"]["type"] == "json_schema"


async def test_a_model_that_counts_reasoning_is_asked_its_own_way() -> None:
    async with endpoint(refusal(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."), says('{"word": "hello"}')) as served:
        model = model_at(served.url, timeout_s=5)
        for _ in range(2):
            await model.complete(ASK, SCHEMA)
        assert ["max_tokens" in r.body for r in served.received] == [True, False, False]
        assert served.received[-1].body["max_completion_tokens"] == 50
        assert served.received[-1].body["response_format"]["type"] == "json_schema"


async def test_an_endpoint_that_does_not_tell_the_cost_of_streams_still_streams() -> None:
    async with endpoint(refusal(400, "stream_options is not permitted"), events(piece("Hello"), piece(None, "stop"), DONE)) as served:
        stream = model_at(served.url, timeout_s=5).stream(ASK)
        assert [text async for text in stream] == ["Hello"]
        assert ["stream_options" in r.body for r in served.received] == [True, False]
        assert stream.completion is not None
        assert stream.completion.tokens_out == 0


# ---------------------------------------------------------------- what leaves the machine


async def test_only_what_is_configured_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "from-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "x-extra: from-the-environment\nauthorization: from-the-environment")
    async with endpoint(says("Hello.")) as served:
        await model_at(served.url).complete(ASK)
        assert served.received[0].headers["authorization"] == f"Bearer {KEY}"
        await model_at(served.url, key=None).complete(ASK)
        sent = served.received[1]
        assert (sent.method, sent.path) == ("POST", "/v1/chat/completions")
        assert sent.body == {"model": "m-1", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say hello."}], "max_tokens": 50}
        assert set(sent.headers) == {"host", "accept", "accept-encoding", "connection", "content-length", "content-type", "user-agent", "x-stainless-raw-response"}


async def test_broken_bytes_from_a_shell_do_not_break_the_request() -> None:
    async with endpoint(says("Hello.")) as served:
        await model_at(served.url).complete([Message("user", "get me ready for \udcff")])
        assert served.received[0].body["messages"][0]["content"] == "get me ready for ?"


def test_one_model_serves_several_event_loops() -> None:
    async def once(model: OpenAIModel | None) -> OpenAIModel:
        async with endpoint(says("Hello.")) as served:
            model = model or model_at(served.url, timeout_s=5)
            model._base_url = served.url
            assert (await model.complete(ASK)).text == "Hello."
            return model

    model = asyncio.run(once(None))
    asyncio.run(once(model))
