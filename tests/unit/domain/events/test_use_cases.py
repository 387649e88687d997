"""What is urgent, and whose day it is."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.catalogue.types import Joint
from domain.events.event import NewEvent
from domain.events.kinds import (
    EventCorrected,
    EventDeleted,
    PainReported,
    Reported,
    SymptomReported,
    WeightMeasured,
)
from domain.events.ports import EventHead
from domain.events.use_cases import is_urgent, person_day
from domain.profile import Symptom

ID = UUID(int=1)


def pain(score: float) -> PainReported:
    return PainReported(region=Joint.KNEE, score=score)


@pytest.mark.parametrize(
    ("what", "urgent"),
    [
        (pain(3), False),
        (pain(3.5), True),
        (SymptomReported(symptom=Symptom.CHEST_PAIN), True),
        (SymptomReported(symptom=Symptom.CHEST_PAIN, gone=True), True),
        (EventCorrected(event=ID, now=pain(6)), True),
        (EventCorrected(event=ID, now=pain(1)), False),
        (EventDeleted(event=ID), False),
        (WeightMeasured(kg=80), False),
    ],
    ids=["pain 3", "pain 3.5", "red flag", "red flag gone", "corrected to 6", "corrected to 1", "deleted", "weight"],
)
def test_pain_above_three_and_red_flags_are_urgent(what: Reported, *, urgent: bool) -> None:
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert is_urgent(NewEvent(id=ID, at=now, day=now.date(), what=what)) is urgent


@pytest.mark.parametrize(("offset_min", "day"), [(0, 23), (600, 24), (-720, 23), (840, 24), (59, 23), (60, 24)])
def test_a_persons_day_is_their_devices(offset_min: int, day: int) -> None:
    now = datetime(2026, 11, 23, 23, tzinfo=UTC)
    late = person_day(EventHead(offset_min=offset_min), now)
    assert late == date(2026, 11, day)
