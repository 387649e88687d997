"""Watches the engine from outside: what it delivers and announces against rules that may never be broken."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from domain.adaptation.scene import Scene
from domain.adaptation.session import TodayExercise, TodaySession
from domain.adaptation.today import today_session
from domain.catalogue.types import Catalogue, Joint
from domain.coaching.person import Person
from domain.coaching.planning.eligibility import refusal
from domain.coaching.verifier.repair import verify
from domain.plan import Severity
from domain.readiness.types import Action
from ml.evals.replay.diary import Diary, Fault

SEVERE_PAIN = 5.0


class Checks:
    """Writes into the diary what the engine should not have done."""

    def __init__(self, diary: Diary, catalogue: Catalogue) -> None:
        self._diary, self._catalogue = diary, catalogue

    def fault(self, day: date, what: str, detail: str) -> None:
        """Note one."""
        self._diary.faults.append(Fault(day=day, what=what, detail=detail))

    def delivered(self, scene: Scene) -> None:
        """A plan version: no BLOCK and no FIX of the verifier may be left in it."""
        if scene.document.plan is None:
            return
        for finding in verify(scene.program, scene.context):
            if finding.severity is not Severity.WARN:
                self.fault(scene.day, "finding", f"{finding.rule} {finding.where} {finding.numbers}")

    def announced(self, scene: Scene, today: TodaySession) -> None:
        """A session: readiness raised nothing, and severe pain is left alone."""
        for detail in self._raised(scene, today):
            self.fault(scene.day, "raised", detail)
        for detail in self._banned(scene, today):
            self.fault(scene.day, "banned", detail)

    def _raised(self, scene: Scene, today: TodaySession) -> Iterator[str]:
        if scene.readiness.action is Action.NONE:
            return
        usual = today_session(replace(scene, readiness=replace(scene.readiness, action=Action.NONE)))
        plain = {exercise.exercise: exercise for exercise in usual.exercises}
        for exercise in today.exercises:
            other = plain.get(exercise.exercise)
            if other is not None and _more(exercise, other):
                yield f"{exercise.exercise}: {exercise.sets} x {exercise.load_kg} for {other.sets} x {other.load_kg}"

    def _banned(self, scene: Scene, today: TodaySession) -> Iterator[str]:
        """What the contraindication table refuses someone injured there, and would allow without."""
        healthy = replace(scene.person, regions=frozenset())
        severe = [pain.region for pain in scene.training.pains.values() if pain.score > SEVERE_PAIN]
        for region in severe:
            for exercise in today.exercises:
                if self._refused(exercise, healthy, region):
                    yield f"{exercise.exercise} with pain in {region}"

    def _refused(self, exercise: TodayExercise, healthy: Person, region: Joint) -> bool:
        known = self._catalogue.exercises[exercise.exercise]
        hurt = replace(healthy, regions=frozenset({region}))
        return refusal(known, healthy, self._catalogue) is None and refusal(known, hurt, self._catalogue) is not None


def _more(exercise: TodayExercise, other: TodayExercise) -> bool:
    heavier = exercise.load_kg is not None and other.load_kg is not None and exercise.load_kg > other.load_kg
    longer = exercise.seconds is not None and other.seconds is not None and exercise.seconds > other.seconds
    return heavier or longer or exercise.sets > other.sets
