"""What holds for everybody: people of `tests.people` with made-up histories."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.adaptation.apply import CannotApply, apply_change, changes_plan
from domain.adaptation.changes import ScaleLoad, ScaleVolume
from domain.adaptation.engine import MOST_WAITING, suggestions
from domain.adaptation.level import level_of
from domain.adaptation.progress import NEXT_LOAD_MOST, SMALL_STEP_KG
from domain.adaptation.scene import Scene, scene_of
from domain.adaptation.session import TodaySession
from domain.adaptation.today import today_session
from domain.catalogue.loader import load_catalogue
from domain.coaching.planning.proposal import Role
from domain.coaching.programming.timing import TOLERANCE
from domain.coaching.programming.volume import weekly_sets
from domain.coaching.verifier.repair import verify
from domain.plan import Severity
from domain.readiness.types import Action
from tests.unit.domain.adaptation.lives import DAY, lived, plan_of, scene

CATALOGUE = load_catalogue()
PEOPLE = 200
BATCH = 20

seeds = st.integers(0, PEOPLE - 1)


def clean(found: Scene) -> list[str]:
    return [each.rule for each in verify(found.program, found.context) if each.severity is not Severity.WARN]


@pytest.mark.parametrize("first", range(0, PEOPLE, BATCH))
def test_every_change_that_can_be_applied_leaves_a_plan_without_faults(first):
    for seed in range(first, first + BATCH):
        profile, document = plan_of(seed)
        if document.plan is None:
            continue
        found = scene(seed, lived(seed, document))
        asked = suggestions(found)
        waiting = [each for each in asked if not each.at_once]
        assert len(waiting) <= MOST_WAITING
        for each in asked:
            if not changes_plan(each.change):
                continue
            try:
                made = apply_change(each.change, found, rule=each.rule, subject=each.subject)
            except CannotApply:
                continue
            after = scene_of(made, profile, found.training, CATALOGUE, day=DAY)
            assert clean(after) == [], (seed, each.rule)
            untouched(found, after)
            bounded(found, after, each.change)


def untouched(before: Scene, after: Scene) -> None:
    """A day whose session is the same is the same to the last figure; so is an exercise."""
    old = {
        session.weekday: (session, detail)
        for session, detail in zip(before.program.sessions, before.document.days, strict=True)
    }
    for session, detail in zip(after.program.sessions, after.document.days, strict=True):
        was = old.get(session.weekday)
        if was is None:
            continue
        items = {item.exercise.id: item for item in was[0].items}
        shown = {each.exercise_id: each for each in was[1].exercises}
        for item, each in zip(session.items, detail.exercises, strict=True):
            if items.get(item.exercise.id) == item:
                assert (each.sets, each.load_kg, each.reasons) == (
                    shown[each.exercise_id].sets, shown[each.exercise_id].load_kg, shown[each.exercise_id].reasons,
                )  # fmt: skip


def bounded(before: Scene, after: Scene, change: object) -> None:
    """Loads rise by a tenth, sets of a group by a fifth at most."""
    if isinstance(change, ScaleVolume) and change.sets > 0:
        was, now = weekly_sets(before.program.sessions), weekly_sets(after.program.sessions)
        group = change.group
        if group:
            assert now[group] <= was[group] * 1.2 + 1e-9
    if isinstance(change, ScaleLoad) and change.factor > 1:
        for session, new in zip(before.program.sessions, after.program.sessions, strict=True):
            levels = {item.exercise.id: level_of(before, item) for item in session.items}
            loads = {item.exercise.id: item.load_kg for item in session.items}
            for item in new.items:
                level = levels.get(item.exercise.id)
                base = level.kg if level is not None else loads.get(item.exercise.id)
                if base and item.load_kg and item.load_kg != loads.get(item.exercise.id):
                    assert item.load_kg <= base * 1.1 + 1e-9


def amounts(session: TodaySession) -> dict[str, tuple[int, float, int]]:
    return {each.exercise: (each.sets, each.load_kg or 0.0, each.seconds or 0) for each in session.exercises}


@given(seed=seeds, life=st.integers(0, 10_000), data=st.data())
@settings(max_examples=30, deadline=None)
def test_readiness_never_raises(seed, life, data):
    _, document = plan_of(seed)
    if not document.days:
        return
    training = lived(life, document)
    weekday = data.draw(st.sampled_from([day.weekday for day in document.days]))
    sessions = {action: today_session(scene(seed, training, action=action), weekday=weekday) for action in Action}
    plain = amounts(sessions[Action.NONE])
    held = amounts(sessions[Action.HOLD])
    reduced = amounts(sessions[Action.REDUCE])
    assert plain.keys() == held.keys() == reduced.keys()
    for exercise, usual in plain.items():
        assert all(less <= more for less, more in zip(held[exercise], usual, strict=True))
        assert all(less <= more for less, more in zip(reduced[exercise], held[exercise], strict=True))


@given(seed=seeds, life=st.integers(0, 10_000), data=st.data())
@settings(max_examples=30, deadline=None)
def test_loads_never_rise_by_more_than_a_tenth_or_the_next_real_one(seed, life, data):
    _, document = plan_of(seed)
    if not document.days:
        return
    found = scene(seed, lived(life, document))
    session = data.draw(st.sampled_from(found.program.sessions))
    levels = {item.exercise.id: level_of(found, item) for item in session.items}
    for each in today_session(found, weekday=session.weekday).exercises:
        level = levels.get(each.exercise)
        if level is None or each.load_kg is None or level.elsewhere:
            continue
        next_load = any(why.rule == "ADP-next-load" for why in each.reasons)
        most = max(level.kg * (1 + NEXT_LOAD_MOST), level.kg + SMALL_STEP_KG) if next_load else level.kg * 1.1
        assert each.load_kg <= most + 1e-9


@given(seed=seeds, life=st.integers(0, 10_000), minutes=st.sampled_from([10, 15, 20, 30, 45, 60]))
@settings(max_examples=20, deadline=None)
def test_sessions_fit_the_time_and_nothing_barred_is_asked(seed, life, minutes):
    _, document = plan_of(seed)
    if not document.days:
        return
    found = scene(seed, lived(life, document))
    allowed = {entry.exercise.id for entry in found.context.menu.entries}
    for day in document.days:
        session = today_session(found, weekday=day.weekday, minutes=minutes)
        assert session.minutes <= max(minutes * TOLERANCE, minutes + 1)
        sore = {
            region for region, pain in found.training.pains.items() if pain.score > 5 and (DAY - pain.day).days <= 14
        }
        for each in session.exercises:
            exercise = CATALOGUE.exercises[each.exercise]
            planned = {detail.exercise_id for detail in day.exercises}
            assert each.exercise in allowed or each.exercise not in planned
            heavy = each.role != Role.MOBILITY and exercise.met >= 3
            assert not (heavy and exercise.joints & sore)
