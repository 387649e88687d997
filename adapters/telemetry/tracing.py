"""OpenTelemetry traces, off by default. `span` costs next to nothing until `configure` has been called."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from domain.errors import ConfigError

if TYPE_CHECKING:
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import Tracer

_tracer: "Tracer | None" = None


class Span:
    """One piece of work in a trace, or nothing when tracing is off."""

    __slots__ = ("_span",)

    def __init__(self, span: "OtelSpan | None" = None) -> None:
        self._span = span

    def set(self, **attributes: str | float | bool) -> None:
        """Add attributes under the prefix `fitai.`."""
        if self._span is not None:
            self._span.set_attributes(_named(attributes))


_NO_SPAN = Span()


def configure(service: str) -> None:
    """Send traces of this process to the collector that the OTEL_* variables name.

    Raises `ConfigError` when the extra is not installed.
    """
    global _tracer  # noqa: PLW0603 -- the tracer of the process, as in OpenTelemetry itself
    try:
        from opentelemetry import trace  # noqa: PLC0415 -- only who wants traces pays for their import
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise ConfigError(
            "FITAI_OTEL is 1, and OpenTelemetry is not installed; run: pip install 'fitai[otel]'"
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    _tracer = provider.get_tracer("fitai")


@contextmanager
def span(name: str, **attributes: str | float | bool) -> Iterator[Span]:
    """Trace a block under `name`; the span inside it is the child of the one around it."""
    if _tracer is None:
        yield _NO_SPAN
        return
    with _tracer.start_as_current_span(name, attributes=_named(attributes)) as current:
        yield Span(current)


@contextmanager
def job_span(job_id: UUID, token: int, **attributes: str | float | bool) -> Iterator[Span]:
    """Trace one attempt of a job. All attempts of a job are one trace, whose id is the job's own: 16 bytes both."""
    if _tracer is None:
        yield _NO_SPAN
        return
    from opentelemetry import trace  # noqa: PLC0415 -- only who wants traces pays for their import

    parent = trace.SpanContext(job_id.int, token + 1, is_remote=True, trace_flags=trace.TraceFlags(1))
    around = trace.set_span_in_context(trace.NonRecordingSpan(parent))
    with _tracer.start_as_current_span("job", context=around, attributes=_named(attributes)) as current:
        yield Span(current)


def _named(attributes: Mapping[str, str | float | bool]) -> dict[str, str | float | bool]:
    return {f"fitai.{key}": value for key, value in attributes.items()}
