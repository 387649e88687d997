"""Which exercises a day holds: the week's dose without what hurts or cannot be had, within the time there is."""

from msgspec import Struct
from msgspec.structs import replace

from domain.adaptation.pain import SPARED_LOAD, Sparing, sore_scores, sparing
from domain.adaptation.restore import OFF_MENU
from domain.adaptation.scene import Scene
from domain.adaptation.session import LeftOut, Why
from domain.adaptation.shorten import in_minutes
from domain.adaptation.swap import stand_ins, swapped
from domain.adaptation.wording import region_name, why
from domain.catalogue.types import Joint
from domain.coaching.programming.program import Session, WorkItem
from domain.coaching.programming.progression import item_in_week
from domain.coaching.programming.timing import session_minutes
from domain.coaching.telling.overview import listed


class Planned(Struct, frozen=True, kw_only=True):
    """An exercise of the day: the plan's item (`base`), this week's dose of it, and what was decided about it."""

    base: WorkItem
    item: WorkItem
    planned: str = ""
    lighter: float = 0.0
    reasons: tuple[Why, ...] = ()


class Arranged(Struct, frozen=True, kw_only=True):
    """The day's exercises after pain, equipment and time; `cut` when the time was too short for all of it.

    `spare_s` is what each timed exercise may be longer by, so that all of them together still fit.
    """

    session: Session
    items: tuple[Planned, ...]
    left_out: tuple[LeftOut, ...] = ()
    circuit: bool = False
    cut: bool = False
    spare_s: int = 0
    reasons: tuple[Why, ...] = ()


def arranged(scene: Scene, session: Session, minutes: int | None) -> Arranged:
    """The week's dose of the session without what hurts or cannot be had, within the minutes."""
    kept: list[Planned] = []
    left_out: list[LeftOut] = []
    for base in session.items:
        planned = _possible(scene, base, replace(session, items=(*session.items, *(each.base for each in kept))))
        if isinstance(planned, Why):
            left_out.append(LeftOut(exercise=base.exercise.id, name=base.exercise.name, why=planned))
        else:
            kept.append(planned)
    whole = replace(session, items=tuple(each.item for each in kept))
    if minutes is None or session_minutes(whole) <= minutes:
        spare = _spare_s(whole, scene.person.minutes if minutes is None else minutes)
        return Arranged(session=whole, items=tuple(kept), left_out=tuple(left_out), spare_s=spare)
    return _in_time(scene, whole, kept, left_out, minutes)


def _spare_s(session: Session, minutes: int) -> int:
    """Seconds that are left, shared by the sets of timed exercises."""
    sets = sum(item.sets * (2 if item.exercise.unilateral else 1) for item in session.items if item.seconds is not None)
    return int(max(0.0, minutes - session_minutes(session)) * 60 / max(1, sets))


def _in_time(scene: Scene, whole: Session, kept: list[Planned], left_out: list[LeftOut], minutes: int) -> Arranged:
    short = in_minutes(whole, minutes, scene.program, scene.person)
    by_id = {item.exercise.id: item for item in short.session.items}
    cut = why(scene, "ADP-time", {"minutes": minutes})
    left_out = left_out + [
        LeftOut(exercise=each.item.exercise.id, name=each.item.exercise.name, why=cut)
        for each in kept
        if each.item.exercise.id not in by_id
    ]
    items = tuple(replace(each, item=by_id[each.item.exercise.id]) for each in kept if each.item.exercise.id in by_id)
    reasons = (cut, why(scene, "ADP-circuit")) if short.circuit else (cut,)
    return Arranged(
        session=short.session, items=items, left_out=tuple(left_out), circuit=short.circuit, cut=True, reasons=reasons
    )


def _possible(scene: Scene, base: WorkItem, session: Session) -> Planned | Why:
    """The item as it can be done today: itself, another in its place, or the reason why it is left out."""
    today = scene.training.today
    if base.exercise.id in today.skipped:
        return why(scene, "ADP-skipped")
    wished = today.swapped.get(base.exercise.id)
    found: Planned | Why | None = None
    if wished is not None:
        found = _stand_in(scene, base, session, "ADP-swapped", only=wished)
    found = found or _barred(scene, base, session) or _without_busy(scene, base, session) or _as_is(scene, base)
    return found if isinstance(found, Why) else _eased(scene, found)


def _barred(scene: Scene, base: WorkItem, session: Session) -> Planned | Why | None:
    """What happens to an exercise that hurts, or that the person may no longer do at all."""
    region, spared = _spared(scene, base)
    if spared is Sparing.OUT and region is not None:
        words = {"region": region_name(scene, region)}
        numbers = {"score": scene.training.pains[region].score}
        other = _stand_in(scene, base, session, "ADP-pain-swap", numbers, **words)
        return other or why(scene, "ADP-pain-out", numbers, **words)
    if base.menu_id == OFF_MENU:
        return _stand_in(scene, base, session, "ADP-barred") or why(scene, "ADP-barred-out")
    return None


def _without_busy(scene: Scene, base: WorkItem, session: Session) -> Planned | Why | None:
    missing = base.exercise.needs & scene.training.today.busy
    if not missing:
        return None
    named = listed(scene.locale, sorted(need.replace("_", " ") for need in missing))
    return _stand_in(scene, base, session, "ADP-busy", equipment=named) or why(scene, "ADP-busy-out", equipment=named)


def _eased(scene: Scene, planned: Planned) -> Planned:
    """Lighter where a region at 4-5 allows the exercise only with care."""
    region, spared = _spared(scene, planned.base)
    if spared is not Sparing.LIGHTER or region is None:
        return planned
    numbers = {"percent": round((1 - SPARED_LOAD) * 100), "score": scene.training.pains[region].score}
    reason = why(scene, "ADP-pain-lighter", numbers, region=region_name(scene, region))
    return replace(planned, lighter=SPARED_LOAD, reasons=(*planned.reasons, reason))


def _as_is(scene: Scene, base: WorkItem) -> Planned:
    return Planned(base=base, item=_this_week(scene, base))


def _this_week(scene: Scene, item: WorkItem) -> WorkItem:
    return item if scene.week is None else item_in_week(item, scene.week.target)


def _stand_in(
    scene: Scene,
    base: WorkItem,
    session: Session,
    rule: str,
    numbers: dict[str, float] | None = None,
    *,
    only: str = "",
    **words: object,
) -> Planned | None:
    """Another exercise in the item's place; `only`: just that one."""
    for entry in stand_ins(scene, base, session, busy=scene.training.today.busy):
        if only and entry.exercise.id != only:
            continue
        other = swapped(scene, base, entry, session)
        reason = why(scene, rule, numbers, exercise=base.exercise.name, **words)
        return Planned(base=other, item=_this_week(scene, other), planned=base.exercise.id, reasons=(reason,))
    return None


def _spared(scene: Scene, base: WorkItem) -> tuple[Joint | None, Sparing]:
    """The region that speaks most against the exercise today, and what it asks for."""
    worst: tuple[Joint | None, Sparing] = (None, Sparing.FREE)
    for region, score in sorted(sore_scores(scene.training, scene.day).items()):
        felt = scene.training.pains[region].exercise == base.exercise.id
        asked = sparing(base.exercise, region, score, scene.person, scene.context.catalogue, felt_in=felt)
        if asked > worst[1]:
            worst = (region, asked)
    return worst
