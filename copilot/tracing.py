"""Spans to an OpenTelemetry collector, for those who turned them on; what sends them is imported for nobody else."""

from __future__ import annotations

from collections.abc import Callable

from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer

from copilot import __version__


def open_tracer() -> tuple[Tracer, Callable[[], None]]:
    """A tracer to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names (OTLP over gRPC, localhost:4317 without), and what sends the last spans.

    The process's global tracer is left alone, so that nothing but ours is sent.
    """
    provider = TracerProvider(resource=Resource.create({"service.name": "nextplay", "service.version": __version__}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("nextplay", __version__), provider.shutdown
