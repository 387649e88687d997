"""Traces: nothing when off, a span with attributes when on, a clear error without the extra."""

import sys
from uuid import UUID

import pytest

from adapters.telemetry import tracing
from domain.errors import ConfigError


@pytest.fixture(autouse=True)
def _off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "_tracer", None)


def test_off_is_a_no_op() -> None:
    with tracing.span("work", kind="x") as span:
        span.set(status=200)
    assert span is tracing._NO_SPAN


def test_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(ConfigError, match=r"pip install 'fitai\[otel\]'"):
        tracing.configure("fitai-test")


def test_attempts_of_a_job_are_one_trace_under_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = pytest.importorskip("opentelemetry.sdk.trace", reason="the extra `otel` is not installed")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = trace.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("test"))
    job_id = UUID("01a20832-d4b5-7000-8000-00000001868c")
    for token in (1, 2):
        with tracing.job_span(job_id, token, kind="plan.create"), tracing.span("inner"):
            pass
    assert {span.context.trace_id for span in exporter.get_finished_spans()} == {job_id.int}
    provider.shutdown()


def test_on_records_spans_with_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    trace = pytest.importorskip("opentelemetry.sdk.trace", reason="the extra `otel` is not installed")
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = trace.TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("test"))
    with tracing.span("outer", path="/x") as outer:
        outer.set(status=200)
        with tracing.span("inner"):
            pass
    inner, outer_span = exporter.get_finished_spans()
    assert dict(outer_span.attributes) == {"fitai.path": "/x", "fitai.status": 200}
    assert inner.parent.span_id == outer_span.context.span_id
    provider.shutdown()
