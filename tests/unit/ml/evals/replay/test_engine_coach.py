"""The engine's arm lives as the server would: changes make versions, answers are kept, pain is heard."""

from collections import Counter
from datetime import timedelta

import pytest

from domain.events.kinds import ChangeDecided, PainReported, PlanActivated
from ml.evals.replay import run
from ml.evals.replay.diary import Diary
from ml.evals.replay.engine_coach import ACCEPTS, DECLINES
from ml.evals.replay.people import ARCHETYPES
from ml.evals.replay.record import Log
from ml.evals.replay.run import START, live

INJURED = next(each for each in ARCHETYPES if each.name == "injured")
SPORADIC = next(each for each in ARCHETYPES if each.name == "sporadic")


@pytest.fixture(scope="module")
def lived() -> tuple[Diary, Log]:
    kept: list[Log] = []

    class Kept(Log):
        def __init__(self, seed: int) -> None:
            super().__init__(seed)
            kept.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "Log", Kept)
        return live(INJURED, 3, "engine", weeks=8), kept[0]


def test_events_are_numbered_and_on_their_days(lived: tuple[Diary, Log]) -> None:
    events = lived[1].events
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert len({event.id for event in events}) == len(events)
    assert [event.day for event in events] == sorted(event.day for event in events)


def test_every_version_follows_a_decision(lived: tuple[Diary, Log]) -> None:
    facts = [event.what for event in lived[1].events]
    versions = [fact.version for fact in facts if isinstance(fact, PlanActivated)]
    made = sum(isinstance(fact, ChangeDecided) and fact.decision in ("applied", "accepted") for fact in facts)
    assert versions == list(range(1, len(versions) + 1))
    assert 1 < len(versions) <= made + 1


def test_severe_pain_changes_the_plan_on_the_day_it_is_told(lived: tuple[Diary, Log]) -> None:
    diary, log = lived
    told = min(event.day for event in log.events if isinstance(event.what, PainReported) and event.what.score > 5)
    assert told >= START + timedelta(days=40)
    assert any(entry.decision == "applied" and entry.day <= told + timedelta(days=1) for entry in diary.decided)
    assert diary.faults == []


def test_a_proposal_is_answered_once(lived: tuple[Diary, Log]) -> None:
    counted = Counter(entry.decision for entry in lived[0].decided)
    answered = counted["accepted"] + counted["declined"] + counted["ignored"]
    assert counted["proposed"] - 3 <= answered <= counted["proposed"]
    assert 0 < ACCEPTS < ACCEPTS + DECLINES < 1


def test_the_arms_share_their_luck() -> None:
    fixed, linear = (live(SPORADIC, 4, arm, weeks=6) for arm in ("fixed", "linear"))
    assert [entry.day for entry in fixed.sessions if entry.outcomes] == [
        entry.day for entry in linear.sessions if entry.outcomes
    ]
    assert [entry.limit for entry in fixed.sessions] == [entry.limit for entry in linear.sessions]
