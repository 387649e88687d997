"""What this process has seen of the model server, read off its own metrics."""

from collections import defaultdict

from adapters.telemetry.metrics import MODEL_FIRST_TOKEN_SECONDS, MODEL_REQUESTS, MODEL_SECONDS, MODEL_TOKENS
from domain.operations.fleet import ModelTotals

_GOOD = "ok"


def model_totals() -> dict[str, ModelTotals]:
    """Totals since the process started, by dialect; empty when it has called no model."""
    found: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    for metric in (MODEL_REQUESTS, MODEL_FIRST_TOKEN_SECONDS, MODEL_SECONDS, MODEL_TOKENS):
        for family in metric.collect():
            for sample in family.samples:
                name = sample.name + "".join(
                    f":{value}" for label, value in sorted(sample.labels.items()) if label not in ("dialect", "le")
                )
                found[sample.labels["dialect"]][name] += sample.value
    return {dialect: _totals(samples) for dialect, samples in sorted(found.items())}


def _totals(samples: dict[str, float]) -> ModelTotals:
    calls = {name: value for name, value in samples.items() if name.startswith("fitai_model_requests_total:")}
    return ModelTotals(
        calls=int(sum(calls.values())),
        failed=int(sum(value for name, value in calls.items() if not name.endswith(f":{_GOOD}"))),
        answers=int(samples.get("fitai_model_first_token_seconds_count", 0)),
        first_token_s=samples.get("fitai_model_first_token_seconds_sum", 0.0),
        seconds=samples.get("fitai_model_request_seconds_sum", 0.0),
        tokens_out=int(samples.get("fitai_model_tokens_total:out", 0)),
    )
