"""Red flags and pain: these do not wait for an answer, except for the way back."""

from collections.abc import Iterator

from domain.adaptation.changes import Change, DropExercise, Halt, ScaleLoad, SwapExercise
from domain.adaptation.pain import CALM, CAUTION_FROM, SORE_DAYS, SPARED_LOAD, STOP_ABOVE, Sparing, sparing
from domain.adaptation.restore import OFF_MENU
from domain.adaptation.rules.trigger import Found, Trigger, planned_once
from domain.adaptation.scene import Scene
from domain.adaptation.swap import stand_ins
from domain.adaptation.today import halt_referral
from domain.adaptation.wording import region_name
from domain.catalogue.types import Exercise, Joint
from domain.coaching.programming.loads import implement
from domain.coaching.programming.program import Session, WorkItem
from domain.coaching.verifier.choose import may_do
from domain.safety.contraindications import advise, rule_id
from domain.text.messages import say
from domain.training.state import Pain

PAIN_STOP, PAIN_CAUTION, PAIN_OVER = "ADP-pain-stop", "ADP-pain-caution", "ADP-pain-over"
CALM_DAYS = 14
RAISED_REPORTS = 2


def _halt(scene: Scene) -> Iterator[Found]:
    for symptom in sorted(scene.training.open_symptoms):
        name = say(scene.locale, f"adaptation.symptom.{symptom}")
        yield Found(
            change=Halt(symptom=symptom),
            severity=1.0,
            subject=symptom,
            words={"symptom": name},
            referral=halt_referral(scene),
        )


def _stop(scene: Scene) -> Iterator[Found]:
    """Pain above 5: every exercise that loads the region leaves the plan, and somebody looks at it."""
    referral = say(scene.locale, "adaptation.see.pain")
    for region, pain in _fresh(scene):
        if pain.score > STOP_ABOVE:
            for session, item, _ in _touched(scene, region, pain):
                change = _without(scene, session, item)
                yield _found(scene, region, pain, change, exercise=item.exercise, referral=referral)


def _caution(scene: Scene) -> Iterator[Found]:
    """Pain of 4-5 that came again or grew: what the table rules out is swapped, else the work gets lighter."""
    for region, pain in _fresh(scene):
        again = pain.worse or pain.raised >= RAISED_REPORTS
        if CAUTION_FROM <= pain.score <= STOP_ABOVE and again:
            change = _spare(scene, region, pain)
            if change is not None:
                yield _found(scene, region, pain, change)


def pain_subject(region: str, exercise: str = "") -> str:
    """What a pain rule is about: a region, or an exercise for the region's sake."""
    return f"{region}:{exercise}" if exercise else region


def region_of(subject: str) -> str:
    """The region of a pain rule's subject."""
    return subject.partition(":")[0]


def _fresh(scene: Scene) -> Iterator[tuple[Joint, Pain]]:
    for region, pain in sorted(scene.training.pains.items()):
        if 0 <= scene.age_days(pain.day) <= SORE_DAYS:
            yield region, pain


def _found(
    scene: Scene, region: Joint, pain: Pain, change: Change, *, exercise: Exercise | None = None, referral: str = ""
) -> Found:
    return Found(
        change=change,
        severity=pain.score / 10,
        subject=pain_subject(region, "" if exercise is None else exercise.id),
        numbers={"score": pain.score},
        words={"region": region_name(scene, region), "exercise": "" if exercise is None else exercise.name},
        referral=referral,
    )


def _spare(scene: Scene, region: Joint, pain: Pain) -> Change | None:
    """What a region at 4-5 asks for: the exercise it speaks most against swapped, or done lighter; None: nothing."""
    touched = sorted(_touched(scene, region, pain), key=lambda found: -found[2])
    if any(how is Sparing.OUT for _, _, how in touched):
        session, item, _ = touched[0]
        return _without(scene, session, item)
    lighter = (item for _, item, _ in touched if implement(item.exercise) and not _spared_lately(scene, item))
    return next((ScaleLoad(factor=SPARED_LOAD, exercise=item.exercise.id) for item in lighter), None)


def _without(scene: Scene, session: Session, item: WorkItem) -> Change:
    """The exercise swapped for one that leaves the region alone, or dropped where there is none."""
    others = stand_ins(scene, item, session)
    if others:
        return SwapExercise(exercise=item.exercise.id, to=others[0].exercise.id)
    return DropExercise(exercise=item.exercise.id)


def _touched(scene: Scene, region: Joint, pain: Pain) -> Iterator[tuple[Session, WorkItem, Sparing]]:
    """Planned exercises that the pain speaks against, or that the plan may not have any more because of it."""
    catalogue = scene.context.catalogue
    for session, item in planned_once(scene):
        felt = pain.exercise == item.exercise.id
        how = sparing(item.exercise, region, pain.score, scene.person, catalogue, felt_in=felt)
        barred = item.menu_id == OFF_MENU and rule_id(region) in advise(item.exercise, scene.person, catalogue).rules
        if barred or how is not Sparing.FREE:
            yield session, item, Sparing.OUT if barred else how


def _spared_lately(scene: Scene, item: WorkItem) -> bool:
    """Whether the load was lowered for a pain's sake in the last two weeks: once is enough for one bout."""
    return any(
        made.rule == PAIN_CAUTION and made.exercise == item.exercise.id and scene.age_days(made.day) <= SORE_DAYS
        for made in scene.document.adapted
    )


def _over(scene: Scene) -> Iterator[Found]:
    """A region calm for two weeks: what was swapped for its sake may come back."""
    for region, pain in sorted(scene.training.pains.items()):
        calm = pain.calm_since
        if pain.score > CALM or calm is None or scene.age_days(calm) < CALM_DAYS:
            continue
        change = _back(scene, region)
        if change is not None:
            days = scene.age_days(calm)
            yield Found(
                change=change,
                severity=0.3,
                subject=str(region),
                numbers={"days": days},
                words={"region": region_name(scene, region)},
            )


def _back(scene: Scene, region: Joint) -> SwapExercise | None:
    there = {item.exercise.id for _, item in planned_once(scene)}
    for made in reversed(scene.document.adapted):
        for_region = made.rule in (PAIN_STOP, PAIN_CAUTION) and region_of(made.subject) == region
        gone = made.to in there and made.exercise not in there
        if for_region and gone and may_do(scene.context, made.exercise):
            return SwapExercise(exercise=made.to, to=made.exercise)
    return None


_MODEL = "pain-monitoring model: Silbernagel 2007 (0-3 go on, 4-5 caution, above 5 stop)"

HEALTH_TRIGGERS: tuple[Trigger, ...] = (
    Trigger(
        id="ADP-halt",
        title="a red-flag symptom stops training",
        source="PAR-Q+; AHA",
        check=_halt,
        at_once=True,
    ),
    Trigger(
        id=PAIN_STOP,
        title="pain above 5: the region's work leaves the plan",
        source=_MODEL,
        check=_stop,
        at_once=True,
        numbers={"above": STOP_ABOVE, "days": SORE_DAYS},
    ),
    Trigger(
        id=PAIN_CAUTION,
        title="pain of 4-5 twice or growing: swapped or lighter",
        source=_MODEL,
        check=_caution,
        at_once=True,
        numbers={"from": CAUTION_FROM, "reports": RAISED_REPORTS, "load": SPARED_LOAD},
    ),
    Trigger(
        id=PAIN_OVER,
        title="a region calm for two weeks: the way back",
        source="our judgement after the pain-monitoring model",
        check=_over,
        numbers={"calm": CALM, "days": CALM_DAYS},
    ),
)
