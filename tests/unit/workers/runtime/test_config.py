"""The runtime's numbers follow from the settings."""

import pytest

from adapters.settings import load
from workers.runtime.config import QUEUE_CLASSES, runtime_config


@pytest.mark.parametrize("queue", sorted(QUEUE_CLASSES))
@pytest.mark.parametrize("lease_s", ["1", "15", "600"])
def test_a_lease_is_renewed_three_times_and_a_wish_to_cancel_seen_within_a_second(queue: str, lease_s: str) -> None:
    config = runtime_config(load({"FITAI_LEASE_S": lease_s}), queue)
    assert config.beat_s <= config.lease_s / 3
    assert config.beat_s <= 1.0


def test_plans_take_the_settings() -> None:
    settings = load({"FITAI_WORKER_SLOTS": "3", "FITAI_JOB_TIMEOUT_S": "9", "FITAI_DRAIN_S": "4"})
    config = runtime_config(settings, "plans")
    assert (config.queue, config.slots, config.timeout_s, config.drain_s) == ("plans", 3, 9.0, 4.0)
