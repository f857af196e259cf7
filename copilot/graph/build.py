"""build_graph: the way from a message to what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langgraph.graph import END, START, StateGraph

from copilot.graph.answer import answer
from copilot.graph.check import check
from copilot.graph.context import Turn
from copilot.graph.draft import draft
from copilot.graph.gather import gather
from copilot.graph.keep import keep
from copilot.graph.review import review
from copilot.graph.routing import route_after_check, route_after_gather, route_after_keep
from copilot.graph.state import State, TurnInput
from copilot.graph.traced import Node, traced
from copilot.graph.understand import understand

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver
    from langgraph.graph.state import CompiledStateGraph
    from opentelemetry.trace import Tracer


def build_graph(checkpointer: BaseCheckpointSaver[Any] | None = None, tracer: Tracer | None = None) -> CompiledStateGraph[State, Turn, TurnInput, State]:
    """understand -> gather -> draft -> check -> (draft | answer) -> keep -> (review -> keep | end); a decision in words is kept after gather."""
    graph = StateGraph(State, context_schema=Turn, input_schema=TurnInput)
    nodes: dict[str, Node] = {"understand": understand, "gather": gather, "draft": draft, "check": check, "answer": answer, "keep": keep, "review": review}
    for name, node in nodes.items():
        graph.add_node(name, traced(name, node, tracer) if tracer else node)
    graph.add_edge(START, "understand")
    graph.add_edge("understand", "gather")
    graph.add_conditional_edges("gather", route_after_gather, {"keep": "keep", "draft": "draft"})
    graph.add_edge("draft", "check")
    graph.add_conditional_edges("check", route_after_check, {"draft": "draft", "answer": "answer"})
    graph.add_edge("answer", "keep")
    graph.add_conditional_edges("keep", route_after_keep, {"draft": "draft", "review": "review", "end": END})
    graph.add_edge("review", "keep")
    return graph.compile(checkpointer=checkpointer)
