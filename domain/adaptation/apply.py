"""Making a change: the stored plan edited, settled by the same rules as any plan, and drawn again.

What the change does not touch stays as it was, to the byte. Pain narrows the menu (`Scene.context`), so that the
verifier takes everything out that the hurt region should not do, whatever the change itself names.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from domain.adaptation.changes import (
    Change,
    Halt,
    NextCycle,
    SwapExercise,
)
from domain.adaptation.restore import OFF_MENU
from domain.adaptation.revise import CannotApply, revised
from domain.adaptation.scene import Scene
from domain.coaching.planning.menu import MenuEntry
from domain.coaching.programming.program import Program, Session, WorkItem
from domain.coaching.telling.overview import with_words
from domain.coaching.telling.render import Rendered, render
from domain.coaching.verifier.choose import may_do
from domain.coaching.verifier.rendered import check_rendered
from domain.coaching.verifier.repair import NotSettled, Settled, settle
from domain.coaching.verifier.rule import Context
from domain.plan import Adapted, DayDetail, ExerciseDetail, PlanDay, PlanDocument, PlanExercise
from domain.profile import Weekday

__all__ = ["CannotApply", "apply_change", "changes_plan", "kind_of"]

NOTES_MOST = 40


def kind_of(change: Change) -> str:
    """The change's stable name: its tag."""
    return str(change.__struct_config__.tag)


def changes_plan(change: Change) -> bool:
    """Whether applying the change makes a new version: a halt leaves the plan waiting, a next cycle is a new plan."""
    return not isinstance(change, Halt | NextCycle)


def apply_change(change: Change, scene: Scene, *, rule: str = "", subject: str = "") -> PlanDocument:
    """The document with the change made, without BLOCK and FIX findings.

    `rule` and `subject` are those of the suggestion (empty: the person's own wish) and are noted in it. Raises
    `CannotApply` when the plan has no place for the change or the rules do not allow it.
    """
    if scene.document.plan is None:
        raise CannotApply("plan: there is none; screening stopped it")
    program = revised(change, scene.program, scene)
    context = _for(program, scene.context)
    try:
        settled = settle(program, context)
    except NotSettled as fault:
        raise CannotApply(f"kind: {kind_of(change)} leaves no plan that meets every rule ({fault})") from fault
    settled = replace(settled, program=with_words(settled.program, scene.person))
    rendered = render(settled.program, context)
    left = check_rendered(rendered.plan, settled.program, context)
    if left:
        raise CannotApply(f"kind: {kind_of(change)} would break {', '.join(sorted({each.rule for each in left}))}")
    return _document(scene, settled, rendered, _adapted(change, scene, settled.program, rule, subject))


def _for(program: Program, context: Context) -> Context:
    """The context on the programme's days, which a change may have moved, with what was swapped in on the menu."""
    weekdays = tuple(session.weekday for session in program.sessions)
    there = context.menu.by_id()
    more = {
        item.menu_id: MenuEntry(id=item.menu_id, exercise=item.exercise, score=0.0, limits=item.limits)
        for session in program.sessions
        for item in session.items
        if item.menu_id not in there and item.menu_id != OFF_MENU
    }
    return replace(
        context,
        person=replace(context.person, weekdays=weekdays, days=len(weekdays)),
        menu=replace(context.menu, entries=(*context.menu.entries, *more.values())),
    )


def _adapted(change: Change, scene: Scene, program: Program, rule: str, subject: str) -> tuple[Adapted, ...]:
    """The change as it is noted, and each exercise that the rules swapped beside it."""
    weekday = getattr(change, "weekday", None)
    main = Adapted(
        day=scene.day,
        kind=kind_of(change),
        rule=rule,
        subject=subject,
        exercise=getattr(change, "exercise", ""),
        to=change.to if isinstance(change, SwapExercise) else "",
        weekday=weekday if isinstance(weekday, Weekday) else None,
    )
    return (main, *(each for each in _swaps(scene, program, rule, subject) if each.exercise != main.exercise))


def _swaps(scene: Scene, program: Program, rule: str, subject: str) -> Iterator[Adapted]:
    """What came for what went in each session, in order, each exercise once."""
    after = {session.weekday: [item.exercise.id for item in session.items] for session in program.sessions}
    told: set[str] = set()
    for session in scene.program.sessions:
        there = [item.exercise.id for item in session.items]
        gone = [id_ for id_ in there if id_ not in after.get(session.weekday, there)]
        come = [id_ for id_ in after.get(session.weekday, ()) if id_ not in there]
        for old, new in zip(gone, come, strict=False):
            if old not in told:
                told.add(old)
                yield Adapted(day=scene.day, kind="swap", rule=rule, subject=subject, exercise=old, to=new)


def _document(scene: Scene, settled: Settled, rendered: Rendered, adapted: tuple[Adapted, ...]) -> PlanDocument:
    """The new document: what equals the old programme keeps its old rendering."""
    old, program = scene.document, settled.program
    kept = _Kept(scene, program)
    plan = rendered.plan
    workout = replace(
        plan.workout_plan,
        weekly_schedule=tuple(kept.day(index, shown) for index, shown in enumerate(plan.workout_plan.weekly_schedule)),
    )
    same_food = program.nutrition == scene.program.nutrition
    nutrition = old.plan.nutrition_suggestions if old.plan and same_food else plan.nutrition_suggestions
    main = adapted[0]
    note = f"adapted {main.day.isoformat()}: {main.kind} {main.rule} {main.subject}".rstrip()
    return replace(
        old,
        screening=old.screening,
        provenance=replace(old.provenance, notes=(*old.provenance.notes, note)[-NOTES_MOST:]),
        plan=replace(plan, workout_plan=workout, nutrition_suggestions=nutrition),
        days=tuple(kept.detail(index, detail) for index, detail in enumerate(rendered.days)),
        weeks=program.weeks,
        weekly_sets=rendered.weekly_sets,
        nutrition=old.nutrition if same_food else rendered.nutrition,
        findings=settled.findings,
        reasons=rendered.reasons,
        adapted=(*old.adapted, *adapted),
    )


class _Kept:
    """The old rendering of each session and item that is the same in the new programme."""

    def __init__(self, scene: Scene, program: Program) -> None:
        self._scene, self._program = scene, program
        plan = scene.document.plan
        shown = plan.workout_plan.weekly_schedule if plan else ()
        self._days = {
            session.weekday: (session, day, detail)
            for session, day, detail in zip(scene.program.sessions, shown, scene.document.days, strict=True)
        }

    def day(self, index: int, fresh: PlanDay) -> PlanDay:
        session = self._program.sessions[index]
        old = self._days.get(session.weekday)
        if old is None:
            return fresh
        if old[0] == session:
            return old[1]
        before = self._items(old[0], old[1].exercises)
        exercises = tuple(
            self._same_exercise(before.get(item.exercise.id), item, shown)
            for item, shown in zip(session.items, fresh.exercises, strict=True)
        )
        return replace(fresh, exercises=exercises)

    def detail(self, index: int, fresh: DayDetail) -> DayDetail:
        session = self._program.sessions[index]
        old = self._days.get(session.weekday)
        if old is None:
            return fresh
        before = self._items(old[0], old[2].exercises)
        exercises = tuple(
            self._same_detail(before.get(item.exercise.id), item, detail)
            for item, detail in zip(session.items, fresh.exercises, strict=True)
        )
        return replace(old[2] if old[0] == session else fresh, exercises=exercises)

    @staticmethod
    def _items(session: Session, shown: tuple[object, ...]) -> dict[str, tuple[WorkItem, object]]:
        return {item.exercise.id: (item, each) for item, each in zip(session.items, shown, strict=True)}

    @staticmethod
    def _same_exercise(old: tuple[WorkItem, object] | None, item: WorkItem, fresh: PlanExercise) -> PlanExercise:
        """The old exercise with what the day's cap on XP makes of it now."""
        if old is None or old[0] != item or not isinstance(old[1], PlanExercise):
            return fresh
        return replace(old[1], gamified_stats=fresh.gamified_stats)

    def _same_detail(
        self, old: tuple[WorkItem, object] | None, item: WorkItem, fresh: ExerciseDetail
    ) -> ExerciseDetail:
        """The old detail, its alternatives those that the person may still do."""
        if old is None or old[0] != item or not isinstance(old[1], ExerciseDetail):
            return fresh
        still = tuple(id_ for id_ in old[1].alternatives if may_do(self._scene.context, id_))
        return replace(old[1], alternatives=still)
