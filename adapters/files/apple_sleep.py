"""Apple's sleep samples, one for each stage and stretch, put together into nights."""

from array import array
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from typing import Final

from domain.activity.records import Sleep


class Stage(IntEnum):
    ASLEEP = 0
    LIGHT = 1
    DEEP = 2
    REM = 3
    AWAKE = 4


_NAME: Final = "HKCategoryValueSleepAnalysis"
STAGES: Final = {
    f"{_NAME}Asleep": Stage.ASLEEP,
    f"{_NAME}AsleepUnspecified": Stage.ASLEEP,
    f"{_NAME}AsleepCore": Stage.LIGHT,
    f"{_NAME}AsleepDeep": Stage.DEEP,
    f"{_NAME}AsleepREM": Stage.REM,
    f"{_NAME}Awake": Stage.AWAKE,
}
"""`InBed` is left out: a phone on the night table does not know who sleeps."""

GAP_S: Final = 90 * 60
"""Samples further apart belong to two stretches of sleep."""

_Sample = tuple[int, int, int, int]
"""Start and end (seconds since 1970), offset from UTC (seconds), stage."""


class Nights:
    """Samples by device, as plain numbers: years of nights are hundreds of thousands of them."""

    def __init__(self) -> None:
        self._samples: dict[str, array[int]] = {}

    def add(self, device: str, start: datetime, end: datetime, stage: Stage) -> None:
        """One sample."""
        offset = end.utcoffset() or timedelta(0)
        held = self._samples.setdefault(device, array("q"))
        held.extend((int(start.timestamp()), int(end.timestamp()), int(offset.total_seconds()), stage))

    def sleeps(self) -> Iterator[tuple[str, Sleep]]:
        """Each device's stretches, oldest first; those in which nobody slept are left out."""
        for device, held in self._samples.items():
            samples = sorted(set(zip(held[0::4], held[1::4], held[2::4], held[3::4], strict=True)))
            group: list[_Sample] = []
            reach = 0
            for sample in samples:
                if group and sample[0] - reach > GAP_S:
                    yield from _sleep(device, group)
                    group = []
                reach = max(reach, sample[1]) if group else sample[1]
                group.append(sample)
            yield from _sleep(device, group)


def _sleep(device: str, samples: list[_Sample]) -> Iterator[tuple[str, Sleep]]:
    slept = [sample for sample in samples if sample[3] != Stage.AWAKE]
    if not slept:
        return
    zone = timezone(timedelta(seconds=slept[-1][2]))
    start, end = slept[0][0], max(sample[1] for sample in slept)
    staged = any(sample[3] != Stage.ASLEEP for sample in slept)
    within = [sample for sample in samples if start <= sample[0] and sample[1] <= end]
    stages = {stage: _covered([each for each in within if each[3] == stage]) for stage in Stage}
    yield (
        device,
        Sleep(
            start=datetime.fromtimestamp(start, zone),
            end=datetime.fromtimestamp(end, zone),
            asleep_s=_covered(slept),
            deep_s=stages[Stage.DEEP] if staged else None,
            rem_s=stages[Stage.REM] if staged else None,
            light_s=stages[Stage.LIGHT] if staged else None,
            awake_s=stages[Stage.AWAKE] or None,
        ),
    )


def _covered(samples: list[_Sample]) -> float:
    """Seconds that at least one of the samples (in order of start) covers."""
    total, reach = 0, 0
    for start, end, _, _ in samples:
        total += max(0, end - max(start, reach))
        reach = max(reach, end)
    return float(total)
