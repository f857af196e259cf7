"""A span for each turn: names of intents, counts, whether plain wording came. Apart from `traced`, which loads the graph's library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from copilot.graph.context import Turn

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer


class TurnSpan:
    """One turn, which the spans of its steps belong to."""

    def __init__(self, tracer: Tracer, turn: Turn) -> None:
        from opentelemetry.trace import set_span_in_context

        self._turn = turn
        self._span = tracer.start_span("nextplay.turn")
        turn.trace = set_span_in_context(self._span)

    def end(self, state: Mapping[str, Any]) -> None:
        request, meter = state.get("request") or {}, self._turn.meter
        self._span.set_attributes({"nextplay.intents": list(request.get("intents", ())), "nextplay.fallback": self._turn.fallback is not None, "nextplay.facts": len(self._turn.ledger)})
        if meter is not None:
            self._span.set_attributes({"nextplay.calls": meter.calls, "nextplay.tokens": meter.tokens})
        self._span.end()
