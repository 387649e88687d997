"""What a change would do, line by line, in the scene's language."""

from domain.adaptation.changes import (
    Change,
    Deload,
    DropExercise,
    Halt,
    MoveDay,
    NextCycle,
    Restart,
    ScaleLoad,
    ScaleVolume,
    Shorten,
    SwapExercise,
)
from domain.adaptation.scene import Scene
from domain.adaptation.wording import day_name
from domain.text.messages import say


def summary_of(change: Change, scene: Scene) -> tuple[str, ...]:
    """One line for each thing that would change."""
    lines = [_line(change, scene)]
    if isinstance(change, SwapExercise | DropExercise) and change.weekday is not None:
        lines.append(_say(scene, "on", day=day_name(scene, change.weekday)))
    if isinstance(change, Shorten) and change.circuit:
        lines.append(_say(scene, "circuit"))
    if isinstance(change, Restart) and change.sets_factor < 1:
        lines.append(_say(scene, "fewer_sets", percent=_less(change.sets_factor)))
    return tuple(lines)


def _line(change: Change, scene: Scene) -> str:
    words: dict[str, str] = {}
    match change:
        case SwapExercise(exercise=exercise, to=to):
            key, words = "swap", {"exercise": scene.name(exercise), "to": scene.name(to)}
        case DropExercise(exercise=exercise):
            key, words = "drop", {"exercise": scene.name(exercise)}
        case ScaleLoad(factor=factor, exercise=exercise):
            what = scene.name(exercise) if exercise else _say(scene, "all_loads")
            percent = _less(factor) if factor < 1 else f"{round((factor - 1) * 100, 1):g}"
            key, words = "load_less" if factor < 1 else "load_more", {"what": what, "percent": percent}
        case ScaleVolume(sets=sets, group=group):
            muscle = say(scene.locale, f"rules.muscle.{group or 'all'}")
            count = say(scene.locale, "common.count.sets", count=abs(sets))
            key, words = "sets_more" if sets > 0 else "sets_less", {"sets": count, "muscle": muscle}
        case Deload(monday=monday):
            key, words = "deload", {"day": monday.isoformat()}
        case MoveDay(weekday=weekday, to=moved):
            key, words = "move", {"day": day_name(scene, weekday), "to": day_name(scene, moved)}
        case Shorten(minutes=minutes, weekday=on):
            words = {"minutes": say(scene.locale, "common.count.minutes", count=minutes)}
            key = "shorten" if on is None else "shorten_day"
            words |= {} if on is None else {"day": day_name(scene, on)}
        case Restart(load_factor=factor):
            key, words = "restart", {"percent": _less(factor)}
        case NextCycle():
            key = "next_cycle"
        case Halt():
            key = "halt"
    return _say(scene, key, **words)


def _less(factor: float) -> str:
    return f"{round((1 - factor) * 100, 1):g}"


def _say(scene: Scene, key: str, **words: str) -> str:
    return say(scene.locale, f"adaptation.change.{key}", **words)
