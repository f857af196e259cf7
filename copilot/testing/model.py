"""A language model that says what it was told to say, for tests and offline evals."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from copilot.ports import Completion, Message
from copilot.replies import parse_object


@dataclass(frozen=True, slots=True)
class Call:
    """One question the model was asked."""

    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None
    timeout_s: float | None
    streamed: bool


class ScriptedModel:
    """Gives its answers in order; an answer that is an exception is raised. Fails when it runs dry."""

    def __init__(self, answers: Iterable[str | Completion | Exception], name: str = "scripted-model") -> None:
        self.name = name
        self.calls: list[Call] = []
        """Every question so far, oldest first."""
        self._answers = deque(answers)

    def then(self, *answers: str | Completion | Exception) -> None:
        """More answers, after those that are left."""
        self._answers.extend(answers)

    def forget(self) -> None:
        """Drop the answers that are left and the calls so far, for the next case of a test."""
        self._answers.clear()
        self.calls.clear()

    @property
    def left(self) -> int:
        """Answers nobody asked for yet; a test that wants all used asserts 0."""
        return len(self._answers)

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, timeout_s: float | None = None) -> Completion:
        """Checks an answer against the schema as the real one does.

        Raises:
            RuntimeError: no answer is left.
            ModelMisspoke: a text that the schema does not allow.
        """
        answer = self._next(Call(tuple(messages), schema, timeout_s, streamed=False))
        if schema is None or answer.parsed is not None:
            return answer
        return Completion(answer.text, answer.model, answer.tokens_in, answer.tokens_out, parse_object(answer.text, schema))

    def stream(self, messages: Sequence[Message], timeout_s: float | None = None) -> ScriptedStream:
        """The next answer, a word at a time; taken from the queue when the first piece is asked for."""
        return ScriptedStream(self, Call(tuple(messages), None, timeout_s, streamed=True))

    def _next(self, call: Call) -> Completion:
        self.calls.append(call)
        if not self._answers:
            raise RuntimeError(f"{self.name!r} ran dry: call {len(self.calls)} has no answer; give it one more. Asked: {call.messages[-1].content[:200]!r}")
        answer = self._answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Completion):
            return answer
        return Completion(answer, self.name, sum(len(m.content.split()) for m in call.messages), len(answer.split()))


class ScriptedStream:
    """A `TextStream` of one scripted answer."""

    def __init__(self, model: ScriptedModel, call: Call) -> None:
        self.completion: Completion | None = None
        self.closed = False
        self._model, self._call = model, call
        self._answer: Completion | None = None
        self._pieces: deque[str] = deque()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        if self.closed:
            raise StopAsyncIteration
        if self._answer is None:
            self._answer = self._model._next(self._call)
            self._pieces.extend(word for word in self._answer.text.replace(" ", " \0").split("\0") if word)
        if not self._pieces:
            self.completion = self._answer
            await self.aclose()
            raise StopAsyncIteration
        return self._pieces.popleft()

    async def aclose(self) -> None:
        self.closed = True
