"""The scripted model says what it was told, notes what it was asked, and complains when it runs dry."""

from __future__ import annotations

import pytest

from copilot.errors import ModelMisspoke, ModelUnavailable
from copilot.ports import Completion, Message
from copilot.testing.model import ScriptedModel

ASK = [Message("user", "Say hello.")]
SCHEMA = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}


async def test_answers_come_in_order_and_questions_are_noted() -> None:
    model = ScriptedModel(["one", Completion("two", "m-2", 5, 6)])
    assert (await model.complete(ASK, timeout_s=3)).text == "one"
    assert await model.complete(ASK) == Completion("two", "m-2", 5, 6)
    assert model.left == 0
    assert [(call.messages, call.timeout_s, call.streamed) for call in model.calls] == [(tuple(ASK), 3, False), (tuple(ASK), None, False)]


async def test_it_fails_when_it_runs_dry() -> None:
    model = ScriptedModel([])
    with pytest.raises(RuntimeError, match=r"ran dry: call 1 has no answer.*'Say hello\.'"):
        await model.complete(ASK)
    with pytest.raises(RuntimeError, match="call 2"):
        await anext(model.stream(ASK))


async def test_an_exception_is_raised() -> None:
    model = ScriptedModel([ModelUnavailable("down"), ModelUnavailable("down again")])
    with pytest.raises(ModelUnavailable, match=r"^down$"):
        await model.complete(ASK)
    with pytest.raises(ModelUnavailable, match="again"):
        await anext(model.stream(ASK))


async def test_a_schema_is_kept_as_with_a_real_model() -> None:
    model = ScriptedModel(['{"word": "hello"}', '{"word": 3}', "hello"])
    assert (await model.complete(ASK, SCHEMA)).parsed == {"word": "hello"}
    for _ in range(2):
        with pytest.raises(ModelMisspoke):
            await model.complete(ASK, SCHEMA)


async def test_a_stream_comes_word_by_word_and_tells_its_cost_at_the_end() -> None:
    model = ScriptedModel(["Hello there,  you.\nGood."])
    stream = model.stream(ASK)
    assert model.calls == []
    pieces = [await anext(stream)]
    assert stream.completion is None
    pieces += [piece async for piece in stream]
    assert "".join(pieces) == "Hello there,  you.\nGood."
    assert len(pieces) > 2
    assert stream.completion is not None
    assert stream.completion.tokens_out == 4
    assert model.calls[0].streamed
