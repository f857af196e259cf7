"""Preparing and talking: every turn of the agent graph begins and ends here."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from copilot.coach_base import CoachBase
from copilot.domain import Request, Thread, Viewer
from copilot.errors import Conflict, InputError
from copilot.events import Decision, Event, Finished, ModelUse, ReviewRequested
from copilot.graph.context import Turn
from copilot.graph.state import Memory
from copilot.graph.turn_span import TurnSpan
from copilot.metered import Meter

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig
    from langgraph.graph.state import CompiledStateGraph
    from langgraph.types import StreamMode


_LONGEST_TITLE = 120
_MOST_LISTED = 30


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a goal that was made in a conversation."""

    on: date
    rep_id: str
    what: str
    goal: str
    words: str


@dataclass(frozen=True, slots=True)
class Recall:
    """What a conversation keeps, however long it is."""

    turns: int
    said: tuple[str, ...]
    """The last messages in short, oldest first."""
    decided: tuple[Decided, ...]
    first: str = ""
    """The first message in short; empty where none was answered."""
    agenda_id: str | None = None
    """The agenda that it was about last."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The viewer's conversations, as they find them again."""

    listed: tuple[tuple[Thread, str], ...]
    """The newest, each with its first message in short."""
    more: int
    """How many older ones there are."""


class Talks(CoachBase):
    """Turns, with a thread or without."""

    async def prepare(self, viewer: Viewer, query: str, as_of: date | None = None, meeting_on: date | None = None) -> Finished:
        """The agenda of the next 1:1, stored as a draft; goals are suggested, not proposed."""
        finished: Finished | None = None
        async for event in self._prepare(viewer, query, as_of, meeting_on, telling=False):
            if isinstance(event, Finished):
                finished = event
        assert finished is not None
        return finished

    async def prepare_events(self, viewer: Viewer, query: str, as_of: date | None = None, meeting_on: date | None = None) -> AsyncIterator[Event]:
        """The same, telling what it does while it does it; the last event is `Finished`."""
        async for event in self._prepare(viewer, query, as_of, meeting_on):
            yield event

    async def _prepare(self, viewer: Viewer, query: str, as_of: date | None, meeting_on: date | None, telling: bool = True) -> AsyncIterator[Event]:
        from copilot.graph.build import build_graph

        day, note = self.as_of(viewer, as_of)
        rep = self.records.find_rep(viewer, query, day)
        request: dict[str, Any] = {"intents": ["prepare"], "rep_id": rep.id, "rep_name": rep.name, "parameters": {}, "question": None, "by": "command"}
        if self._bare is None:
            self._bare = build_graph(tracer=self._tracer)
        turn = self._turn(viewer, "", keep_goals=False)
        async for event in self._run(self._bare, turn, self._input(f"Prepare my 1:1 with {rep.name}", day, note, meeting_on, request), {}, telling):
            yield event

    @asynccontextmanager
    async def session(self) -> AsyncIterator[Self]:
        """Keep the threads' checkpoints open; the web holds one for as long as it serves."""
        from copilot.graph.build import build_graph

        if self._graph is not None:
            yield self
            return
        async with self._open_saver() as saver:
            self._graph = build_graph(saver, self._tracer)
            try:
                yield self
            finally:
                self._graph = None

    async def say(self, viewer: Viewer, message: str, thread: str | None = None, as_of: date | None = None) -> Finished:
        """One message, answered whole."""
        async with self.session():
            async for event in self.chat(viewer, message, thread, as_of):
                if isinstance(event, Finished):
                    return event
        raise AssertionError("a turn always finishes")

    async def chat(self, viewer: Viewer, message: str, thread: str | None = None, as_of: date | None = None, about: str | None = None) -> AsyncIterator[Event]:
        """One turn of a conversation, as it happens; the last event is `Finished`. Needs an open `session`.

        `about` is the id of the rep a page is about: a new thread then knows whom is meant, and which agenda lies on the table.
        """
        if not message.strip():
            raise InputError("the message is empty; ask for example 'get me ready for my 1:1 with' and a name")
        thread = thread or secrets.token_hex(8)
        self.records.open_thread(viewer, thread)
        day, note = self.as_of(viewer, as_of)
        if about is not None:
            await self._introduce(viewer, thread, about, day)
        turn = self._turn(viewer, thread, waiting=await self._waiting(thread))
        async for event in self._run(self._threads(), turn, self._input(message.strip()[:20_000], day, note, None, None), self._config(thread)):
            yield event

    def go_on(self, viewer: Viewer, thread: str) -> None:
        """Whether that conversation can be gone on with.

        Raises:
            InputError: the viewer has none of that id.
        """
        if all(thread != known.id for known in self.records.threads(viewer)):
            raise InputError(f"you have no conversation {thread!r}: leave out --thread to begin one, or list yours with 'nextplay chat --threads'")

    async def earlier(self, viewer: Viewer) -> Earlier:
        """The viewer's newest conversations, the one gone on with last at the top, each with what it began with."""
        known = self.records.threads(viewer)
        async with self.session():
            return Earlier(tuple([(t, (await self._memory(t.id)).get("first", "")) for t in known[:_MOST_LISTED]]), max(0, len(known) - _MOST_LISTED))

    def rename_thread(self, viewer: Viewer, thread: str, title: str) -> None:
        """Give one's own conversation a name; an empty one takes it away.

        Raises:
            InputError: the viewer has none of that id, or the name is too long.
        """
        name = " ".join(title.split())
        if len(name) > _LONGEST_TITLE:
            raise InputError(f"the name {name[:40] + '…'!r} is {len(name)} characters long: {_LONGEST_TITLE} at most")
        self.records.name_thread(viewer, thread, name or None)

    async def delete_thread(self, viewer: Viewer, thread: str) -> None:
        """Remove one's own conversation for good, checkpoints included; agendas and goals made in it stay.

        Raises:
            InputError: the viewer has none of that id.
        """
        self.go_on(viewer, thread)
        async with self.session():
            saver: Any = self._threads().checkpointer
            await saver.adelete_thread(thread)  # first: where this fails, the conversation is still listed and can be deleted again
        self.records.remove_thread(viewer, thread)

    async def recall(self, viewer: Viewer, thread: str) -> Recall:
        """What a conversation of the viewer's keeps of all that was said.

        Raises:
            InputError: the viewer has none of that id.
        """
        self.go_on(viewer, thread)
        async with self.session():
            memory = await self._memory(thread)
        made = tuple(Decided(date.fromisoformat(d["on"]), d["rep_id"], d["what"], d["goal"], d["words"]) for d in memory.get("decided", ()))
        return Recall(memory.get("turns", 0), tuple(memory.get("said", ())), made, memory.get("first", ""), memory.get("agenda_id"))

    async def _memory(self, thread: str) -> Memory:
        """What the thread remembers; one begun before its first message was kept has the oldest that still is."""
        memory: Memory = (await self._threads().aget_state(self._config(thread))).values.get("memory", {})
        return {"first": memory["said"][0], **memory} if memory.get("said") else memory

    async def _introduce(self, viewer: Viewer, thread: str, rep_id: str, day: date) -> None:
        """Tell a new thread whom its page is about."""
        rep = self.records.rep(viewer, rep_id, day)
        graph, config = self._threads(), self._config(thread)
        if (await graph.aget_state(config)).values:
            return
        standing = next((a for a in self.records.agendas(viewer, rep.id) if a.state != "held" and a.meeting_on >= day), None)
        await graph.aupdate_state(config, {"memory": {"rep_id": rep.id, "agenda_id": standing.id if standing else None}}, as_node="understand")

    async def resume(self, viewer: Viewer, thread: str, interrupt_id: str, decisions: Sequence[Decision]) -> AsyncIterator[Event]:
        """Answer a review; whoever claims it first decides.

        Raises:
            Conflict: it was decided already, or the thread went on without it.
        """
        from langgraph.types import Command

        self.records.open_thread(viewer, thread)
        graph, config = self._threads(), self._config(thread)
        if interrupt_id not in await self._waiting(thread):
            raise Conflict(f"the review {interrupt_id!r} is no longer waiting: it was decided, or the conversation went on")
        self.records.claim(viewer, thread, interrupt_id)
        answer = {"decisions": [{"goal_index": d.goal_index, "action": d.action, "words": d.words, "changes": d.changes} for d in decisions]}
        turn = self._turn(viewer, thread)
        async for event in self._run(graph, turn, Command(resume={interrupt_id: answer}), config):
            yield event

    async def _waiting(self, thread: str) -> tuple[str, ...]:
        """Ids of the reviews a thread waits for."""
        state = await self._threads().aget_state(self._config(thread))
        return tuple(i.id for task in state.tasks for i in task.interrupts)

    def _threads(self) -> CompiledStateGraph[Any, Any, Any, Any]:
        if self._graph is None:
            raise AssertionError("open a session first: async with coach.session()")
        return self._graph

    @staticmethod
    def _config(thread: str) -> RunnableConfig:
        return {"configurable": {"thread_id": thread}}

    @staticmethod
    def _input(message: str, as_of: date, note: str | None, meeting_on: date | None, request: dict[str, Any] | None) -> dict[str, Any]:
        return {"message": message, "as_of": as_of.isoformat(), "as_of_note": note, "meeting_on": meeting_on.isoformat() if meeting_on else None, "request_given": request}

    def _turn(self, viewer: Viewer, thread: str, keep_goals: bool = True, waiting: tuple[str, ...] = ()) -> Turn:
        meter = Meter(self.model.name, self.accounting, self.budget, self.clock, self._tracer) if self.model else None
        return Turn(self._services.on(meter) if meter else self._services, viewer, thread, keep_goals=keep_goals, waiting=waiting, meter=meter)

    async def _run(self, graph: CompiledStateGraph[Any, Any, Any, Any], turn: Turn, given: Any, config: RunnableConfig, telling: bool = True) -> AsyncIterator[Event]:
        """Pass on what the nodes tell, where somebody listens, then the whole turn as `Finished`."""
        state: dict[str, Any] = {}
        review: ReviewRequested | None = None
        span = TurnSpan(self._tracer, turn) if self._tracer else None
        modes: list[StreamMode] = ["custom", "updates", "values"] if telling else ["updates", "values"]
        stream: AsyncIterator[Any] = graph.astream(given, config, context=turn, stream_mode=modes, durability="exit" if turn.thread else None)
        try:
            async for mode, piece in stream:
                if mode == "custom":
                    yield piece
                elif mode == "values":
                    state = piece
                elif "__interrupt__" in piece:
                    waiting = piece["__interrupt__"][0]
                    review = ReviewRequested(turn.thread, waiting.id, dict(waiting.value))
                    yield review
        finally:
            if turn.meter is not None:
                turn.meter.book(fallback=turn.fallback is not None)
            if span is not None:
                span.end(state)
        if turn.thread:
            self.records.note_turn(turn.viewer, turn.thread, (state.get("memory") or {}).get("rep_id"))
            await graph.checkpointer.aprune([turn.thread])  # type: ignore[union-attr]  # nothing goes back to an earlier turn, and each keeps the whole state
        yield self._finished(turn, state, review)

    def _use(self, turn: Turn) -> ModelUse:
        meter = turn.meter
        if self.model is None or meter is None:
            return ModelUse(None, fallback=turn.fallback)
        return ModelUse(self.model.name, meter.calls, meter.tokens, turn.fallback, meter.estimated > 0, meter.cost, meter.currency, meter.call_s)

    def _finished(self, turn: Turn, state: dict[str, Any], review: ReviewRequested | None) -> Finished:
        raw = state.get("request") or {"intents": ["talk"]}
        request = Request(tuple(raw["intents"]), raw.get("rep_id"), raw.get("parameters") or {}, raw.get("question"), raw.get("by", "local"))
        facts = tuple(f for f in (turn.ledger.get(i) for i in state.get("fact_ids", ())) if f is not None)
        return Finished(
            thread=turn.thread,
            request=request,
            rep_name=state.get("rep_name"),
            text=state.get("text", ""),
            facts=facts,
            passages=tuple(turn.passages[p] for p in state.get("passage_ids", ()) if p in turn.passages),
            model=self._use(turn),
            review=review,
            agenda=turn.agenda,
            chips=tuple(state.get("chips", ())),
        )
