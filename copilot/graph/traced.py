"""A span for each step of the graph, inside its turn's (see `turn_span`): names of steps, counts and kinds of errors, no text, no person, no id."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from langgraph.errors import GraphBubbleUp
from langgraph.runtime import Runtime

from copilot.graph.context import Turn
from copilot.graph.state import State

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer


class Node(Protocol):
    """A step of the graph."""

    def __call__(self, state: State, runtime: Runtime[Turn]) -> Awaitable[State]: ...


def traced(name: str, node: Node, tracer: Tracer) -> Node:
    """The node with a span of its own, inside the turn's."""

    async def run(state: State, runtime: Runtime[Turn]) -> State:
        # What an exception says may be somebody's words, so the library is not let to record it.
        with tracer.start_as_current_span(f"nextplay.{name}", runtime.context.trace, record_exception=False, set_status_on_exception=False) as span:
            span.set_attribute("nextplay.tries", state.get("tries", 0))
            try:
                return await node(state, runtime)
            except GraphBubbleUp:
                span.set_attribute("nextplay.waits", True)
                raise
            except BaseException as e:
                span.set_attribute("error.type", type(e).__name__)
                raise

    return run
