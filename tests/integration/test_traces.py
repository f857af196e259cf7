"""Spans for every step and call, where they were turned on, and nothing anybody wrote in them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from copilot.bootstrap import open_coach
from copilot.coach import Coach
from copilot.errors import ModelUnavailable
from copilot.events import Finished
from copilot.ports import Completion
from copilot.settings import load_settings
from copilot.testing.clock import FixedClock
from copilot.testing.model import ScriptedModel
from tests.conftest import ROOT
from tests.integration.test_usage import folder

__all__ = ["folder"]
CLOCK = FixedClock(datetime(2026, 11, 22, 9, tzinfo=UTC))
SECRET = "heron"


def traced(folder: Path, *answers: str | Completion | Exception) -> tuple[Coach, InMemorySpanExporter]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    model = ScriptedModel(answers, "m-1") if answers else None
    return open_coach(load_settings(data=folder), CLOCK, model, provider.get_tracer("test")), exporter


def named(spans: Sequence[ReadableSpan], name: str) -> list[ReadableSpan]:
    return [s for s in spans if s.name == name]


async def talk(coach: Coach, message: str) -> Finished:
    async with coach.session():
        return [e async for e in coach.chat(coach.viewer("Mona Berg"), message)][-1]  # type: ignore[return-value]  # the last one is


async def test_every_step_is_a_span_inside_its_turns(folder: Path) -> None:
    coach, exporter = traced(folder)
    finished = await talk(coach, f"Get me ready for Ana Silva, she loves her {SECRET}")
    coach.close()
    spans = exporter.get_finished_spans()
    (turn,) = named(spans, "nextplay.turn")
    steps = [s for s in spans if s is not turn]
    assert [s.name for s in steps] == [f"nextplay.{n}" for n in ("understand", "gather", "draft", "check", "answer", "keep", "review")]
    assert turn.context is not None
    assert {s.parent.span_id for s in steps if s.parent} == {turn.context.span_id}
    assert all(s.parent for s in steps)
    assert finished.review is not None
    assert steps[-1].attributes is not None
    assert steps[-1].attributes["nextplay.waits"] is True
    assert turn.attributes is not None
    assert turn.attributes["nextplay.intents"] == ("prepare",)


async def test_every_call_of_a_model_is_a_span_inside_its_step_with_its_tokens_or_its_error(folder: Path) -> None:
    coach, exporter = traced(folder, Completion("{}", "m-1", 70, 30, {"intents": ["prepare"]}), ModelUnavailable(f"said the {SECRET} of Ana Silva"))
    await talk(coach, "Get me ready for Ana Silva, and how is she doing?")
    coach.close()
    spans = exporter.get_finished_spans()
    read, failed = named(spans, "nextplay.model")
    for call, step in ((read, "nextplay.understand"), (failed, "nextplay.draft")):
        context = named(spans, step)[0].context
        assert call.parent is not None
        assert context is not None
        assert call.parent.span_id == context.span_id
    assert read.attributes is not None
    assert failed.attributes is not None
    assert (read.attributes["gen_ai.request.model"], read.attributes["gen_ai.usage.input_tokens"], read.attributes["gen_ai.usage.output_tokens"]) == ("m-1", 70, 30)
    assert failed.attributes["error.type"] == "ModelUnavailable"


async def test_nothing_anybody_wrote_and_no_name_stands_in_a_span(folder: Path) -> None:
    coach, exporter = traced(folder, Completion("{}", "m-1", 70, 30, {"intents": ["prepare"]}), ModelUnavailable(f"said the {SECRET} of Ana Silva"))
    finished = await talk(coach, f"Get me ready for Ana Silva, and she loves her {SECRET}")
    coach.close()
    told = "".join(span.to_json() for span in exporter.get_finished_spans())
    assert finished.request.rep_id
    for word in (SECRET, "Ana", "Silva", "Mona", "Berg", finished.request.rep_id, finished.thread, finished.text[:40], "Lead a team"):
        assert word not in told


async def test_a_step_that_breaks_leaves_the_kind_of_error_and_none_of_its_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    coach, exporter = traced(folder)

    def broken(*_: object) -> None:
        raise RuntimeError(f"the {SECRET} of Ana Silva")

    monkeypatch.setattr(type(coach.audit), "record", broken)
    with pytest.raises(RuntimeError):
        await talk(coach, "Get me ready for Ana Silva")
    coach.close()
    spans = exporter.get_finished_spans()
    assert [s.attributes["error.type"] for s in named(spans, "nextplay.keep") if s.attributes] == ["RuntimeError"]
    assert len(named(spans, "nextplay.turn")) == 1
    assert SECRET not in "".join(s.to_json() for s in spans)


def test_they_are_off_by_default_and_then_what_sends_them_is_not_imported(folder: Path) -> None:
    assert load_settings(data=folder).traces is False
    script = f"""
import asyncio, sys
from copilot.bootstrap import open_coach
from copilot.coach import OPERATOR
from copilot.settings import load_settings
import copilot.graph.build
coach = open_coach(load_settings(data={str(folder)!r}))
assert coach._tracer is None
coach.close()
sys.exit(any(m == "copilot.tracing" or m.startswith("opentelemetry.exporter") for m in sys.modules))
"""
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


def test_turned_on_they_go_to_a_collector() -> None:
    from copilot.tracing import open_tracer

    tracer, stop = open_tracer()
    assert tracer.start_span("one").is_recording()
    stop()
