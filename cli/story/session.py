"""A session of the story: done as today's session says, by somebody who tells what is really left in each set."""

from datetime import date, datetime, time, timedelta
from typing import Any

from cli.story.player import Device
from cli.story.strength import found_load, reserve
from domain.catalogue.loader import load_catalogue
from domain.coaching.person import Person

_BEGIN, _END = time(18), time(18, 59)
_MINUTES_A_SET = 2
_RPE = 7


def session_events(
    device: Device, day: date, today: dict[str, Any], person: Person, *, weeks: float, enjoyed: float | None
) -> list[dict[str, Any]]:
    """The events of doing `today`; `enjoyed` rates its first exercise."""
    session = str(device.id("session", day))
    events = [device.event(day, _BEGIN, "session.started", session=session, weekday=today["weekday"])]
    moment = datetime.combine(day, _BEGIN)
    for exercise in today["exercises"]:
        if exercise["planned"]:
            hurts = any(reason["rule"].startswith("ADP-pain") for reason in exercise["reasons"])
            said = {"exercise": exercise["planned"], "to": exercise["exercise"]}
            reason = "pain" if hurts else "equipment"
            events.append(device.event(day, moment.time(), "exercise.swapped", session=session, reason=reason, **said))
        for logged in sets_done(exercise, person, weeks):
            moment += timedelta(minutes=_MINUTES_A_SET)
            events.append(device.event(day, moment.time(), "set.logged", session=session, **logged))
    end = max(_END, moment.time())
    if enjoyed is not None:
        first = today["exercises"][0]["exercise"]
        events.append(device.event(day, end, "exercise.rated", exercise=first, enjoyment=enjoyed))
    minutes = today["minutes"] or 1
    events.append(device.event(day, end, "session.finished", session=session, rpe=_RPE, minutes=minutes))
    return events


def sets_done(exercise: dict[str, Any], person: Person, weeks: float) -> list[dict[str, Any]]:
    """The sets of an exercise of today's session, done as told, with the repetitions that are really left."""
    known = load_catalogue().exercises[exercise["exercise"]]
    logged: dict[str, Any] = {"exercise": known.id}
    if exercise["seconds"] is not None:
        return [logged | {"seconds": exercise["seconds"]}] * exercise["sets"]
    goal, rir = exercise["reps"] or exercise["reps_high"], exercise["rir"] or 0
    load = exercise["load_kg"] if exercise["load_kg"] is not None else found_load(known, person, goal, rir)
    if load is not None:
        logged["load_kg"] = load
    sets = []
    for number in range(exercise["sets"]):
        left = reserve(known, person, load, goal, weeks=weeks, before=number)
        sets.append(logged | {"reps": goal, "rir": left})
    return sets


def summary(today: dict[str, Any]) -> str:
    """The day's session in a line."""
    first = today["exercises"][0]
    load = f" with {first['load_kg']:g} kg" if first["load_kg"] else ""
    dose = f"{first['sets']} x {first['reps'] or first['seconds']}{load}"
    deload = ", deload" if today["deload"] else ""
    return f"{today['focus']} (week {today['week']}{deload}), {today['minutes']} min: {first['name']} {dose}"
