"""A language model whose every call is counted, priced, timed, and refused once a cap of the day is reached."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from copilot.accounting import Accounting, TurnUse
from copilot.errors import BudgetSpent, ModelMisspoke
from copilot.ports import Clock, Completion, LanguageModel, Message, TextStream
from copilot.settings import Price

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

_MILLION = 1_000_000
_BYTES_A_TOKEN = 4
"""What English takes in common vocabularies; other scripts take more bytes a letter, so they are not counted short."""
_TOKENS_A_MESSAGE = 4
"""What chat templates put around one."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The price of the model and the caps of a day; None where there is none."""

    price: Price | None = None
    currency: str | None = None
    """Of the price."""
    day_tokens: int | None = None
    day_cost: Decimal | None = None

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal | None:
        return None if self.price is None else (self.price.tokens_in * tokens_in + self.price.tokens_out * tokens_out) / _MILLION


def estimate(text: str) -> int:
    """Tokens of a text, where nobody counted them."""
    return -(-len(text.encode("utf-8", "replace")) // _BYTES_A_TOKEN)


class Meter:
    """One turn's use of the model."""

    def __init__(self, name: str, accounting: Accounting, budget: Budget, clock: Clock, tracer: Tracer | None = None) -> None:
        self._name, self._accounting, self._budget, self._clock, self._tracer = name, accounting, budget, clock, tracer
        self._started = time.monotonic()
        self._capped = False
        self.calls = self.failed = self.estimated = self.tokens_in = self.tokens_out = 0
        self.call_s = self.longest_s = 0.0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out

    @property
    def cost(self) -> Decimal | None:
        return self._budget.cost(self.tokens_in, self.tokens_out)

    @property
    def currency(self) -> str | None:
        return self._budget.currency if self._budget.price else None

    def admit(self) -> None:
        """Let a call through; calls of other turns under way are not waited for, so a day may end that much above its cap.

        Raises:
            BudgetSpent: a cap of the day is reached.
        """
        budget = self._budget
        if budget.day_tokens is None and budget.day_cost is None:
            return
        spent = self._accounting.spent(self._clock.today(), self.currency)
        tokens, cost = spent.tokens + self.tokens, spent.cost + (self.cost or 0)
        if budget.day_tokens is not None and tokens >= budget.day_tokens:
            self._refuse(f"{tokens:,} of {budget.day_tokens:,} tokens, NEXTPLAY_LLM_DAY_TOKENS")
        if budget.day_cost is not None and cost >= budget.day_cost:
            self._refuse(f"{cost:,.2f} of {budget.day_cost:,.2f} {self.currency}, NEXTPLAY_LLM_DAY_COST")

    def _refuse(self, used: str) -> None:
        self._capped = True
        raise BudgetSpent(f"today's budget for the language model is used up ({used}); it is asked again tomorrow")

    @contextmanager
    def call(self, messages: Sequence[Message]) -> Iterator[_Call]:
        """Time and count one call; it failed unless it was said to be done."""
        call = _Call(messages)
        # No exception is recorded: its words may be an endpoint's, or a person's.
        span = self._tracer.start_span("nextplay.model", attributes={"gen_ai.operation.name": "chat", "gen_ai.request.model": self._name}) if self._tracer else None
        began = time.monotonic()
        try:
            yield call
        except BaseException as e:
            if isinstance(e, ModelMisspoke):
                call.spent = e.spent
            if span is not None:
                span.set_attribute("error.type", type(e).__name__)
            raise
        finally:
            tokens_in, tokens_out, estimated = call.tokens()
            self._count(call, time.monotonic() - began, tokens_in, tokens_out, estimated)
            if span is not None:
                span.set_attributes({"gen_ai.usage.input_tokens": tokens_in, "gen_ai.usage.output_tokens": tokens_out, "nextplay.estimated": estimated})
                span.end()

    def _count(self, call: _Call, seconds: float, tokens_in: int, tokens_out: int, estimated: bool) -> None:
        self.calls += 1
        self.failed += not call.done
        self.estimated += estimated
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.call_s += seconds
        self.longest_s = max(self.longest_s, seconds)

    def book(self, fallback: bool) -> None:
        """Keep what the turn used; nothing where the model was not wanted."""
        if not (self.calls or self._capped):
            return
        use = TurnUse(
            at=self._clock.now(),
            day=self._clock.today(),
            model=self._name,
            calls=self.calls,
            failed=self.failed,
            estimated=self.estimated,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            cost=self.cost,
            currency=self.currency,
            call_s=self.call_s,
            longest_s=self.longest_s,
            turn_s=time.monotonic() - self._started,
            fallback=fallback,
            capped=self._capped,
        )
        self._accounting.record(use)


class _Call:
    """One call under way."""

    def __init__(self, messages: Sequence[Message]) -> None:
        self.done = False
        self.spent: tuple[int, int] | None = None
        """As the endpoint says."""
        self.heard = ""
        """What came of the answer."""
        self._messages = messages

    def end(self, completion: Completion) -> None:
        self.done, self.heard = True, completion.text
        if completion.tokens_in or completion.tokens_out:
            self.spent = (completion.tokens_in, completion.tokens_out)

    def tokens(self) -> tuple[int, int, bool]:
        """Read, written, and whether that is an estimate. A call that brought nothing is not known to have cost anything."""
        if self.spent is not None:
            return *self.spent, False
        if not (self.done or self.heard):
            return 0, 0, False
        return sum(estimate(m.content) + _TOKENS_A_MESSAGE for m in self._messages), estimate(self.heard), True


class MeteredModel:
    """The LanguageModel port over another, on one turn's meter."""

    def __init__(self, model: LanguageModel, meter: Meter) -> None:
        self.name = model.name
        self._model, self._meter = model, meter

    async def complete(self, messages: Sequence[Message], schema: Mapping[str, Any] | None = None, timeout_s: float | None = None) -> Completion:
        """As the model's own; raises BudgetSpent beside what that raises."""
        self._meter.admit()
        with self._meter.call(messages) as call:
            answer = await self._model.complete(messages, schema, timeout_s)
            call.end(answer)
        return answer

    def stream(self, messages: Sequence[Message], timeout_s: float | None = None) -> TextStream:
        return _MeteredStream(self._model.stream(messages, timeout_s), messages, self._meter)


class _MeteredStream:
    """A `TextStream` that is counted once it ended, well or not."""

    def __init__(self, stream: TextStream, messages: Sequence[Message], meter: Meter) -> None:
        self.completion: Completion | None = None
        self._stream, self._messages, self._meter = stream, messages, meter
        self._pieces = self._read()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        return await anext(self._pieces)

    async def aclose(self) -> None:
        await self._pieces.aclose()
        await self._stream.aclose()

    async def _read(self) -> AsyncGenerator[str]:
        self._meter.admit()
        with self._meter.call(self._messages) as call:
            async for piece in self._stream:
                call.heard += piece
                yield piece
            self.completion = self._stream.completion
            if self.completion is not None:
                call.end(self.completion)
