"""Every Prometheus metric of the product, declared once. Names follow the Prometheus convention: seconds, totals."""

from prometheus_client import Counter, Gauge, Histogram

_LATENCY = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_WORK = (0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160)

HTTP_REQUESTS = Counter("fitai_http_requests_total", "HTTP requests", ("method", "route", "status"))
HTTP_SECONDS = Histogram("fitai_http_request_seconds", "HTTP request time", ("method", "route"), buckets=_LATENCY)
SOCKETS = Gauge("fitai_sockets", "Open sockets")

JOBS = Gauge("fitai_jobs", "Jobs by queue and state", ("queue", "state"))
JOBS_ENDED = Counter("fitai_jobs_ended_total", "Attempts ended, by kind and how", ("kind", "outcome"))
JOB_WAIT_SECONDS = Histogram("fitai_job_wait_seconds", "Due to claimed", ("queue",), buckets=_LATENCY)
JOB_RUN_SECONDS = Histogram("fitai_job_run_seconds", "Claimed to ended", ("kind",), buckets=_WORK)
OUTBOX_LAG_SECONDS = Gauge("fitai_outbox_lag_seconds", "Age of the oldest due outbox row")

MODEL_REQUESTS = Counter("fitai_model_requests_total", "Calls to the model server", ("dialect", "outcome"))
MODEL_FIRST_TOKEN_SECONDS = Histogram(
    "fitai_model_first_token_seconds", "Request to first token", ("dialect",), buckets=_WORK
)
MODEL_SECONDS = Histogram("fitai_model_request_seconds", "Request to end", ("dialect",), buckets=_WORK)
MODEL_TOKENS = Counter("fitai_model_tokens_total", "Tokens by direction", ("dialect", "direction"))

PLANS = Counter("fitai_plans_total", "Plans delivered", ("engine", "outcome"))
PLAN_PICKS = Counter("fitai_plan_picks_total", "Exercises chosen, by who chose", ("chosen_by",))
FINDINGS = Counter("fitai_findings_total", "Verifier findings before repair", ("rule", "severity"))

WEBHOOKS = Counter("fitai_webhooks_total", "Provider deliveries by what became of them", ("provider", "outcome"))
TRACKER_READS = Counter(
    "fitai_tracker_reads_total", "Readings of a provider, by how they ended", ("provider", "outcome")
)
INBOX_WAITING_SECONDS = Gauge("fitai_inbox_waiting_seconds", "How long the oldest unread notification has waited")
