"""One set more or less of a muscle group in the week, where the week has room for it."""

from msgspec.structs import replace

from domain.adaptation.scene import Scene
from domain.coaching.programming.program import Program, Session
from domain.coaching.programming.schemes import set_range
from domain.coaching.programming.timing import session_minutes
from domain.coaching.programming.volume import HARD_ROLES, bands, session_cap, session_sets, shares, weekly_sets
from domain.coaching.verifier.edit import trim_one_set, with_item, with_session
from domain.coaching.verifier.volume import session_limit


def one_less(program: Program, group: str) -> Program | None:
    """A set off the session with most of the group (empty: of all), from its least important exercise."""
    for day in sorted(range(len(program.sessions)), key=lambda day: -_here(program.sessions[day], group)):
        smaller = trim_one_set(
            program.sessions[day],
            lambda item: item.role in HARD_ROLES and item.sets > 1 and (not group or group in shares(item.exercise)),
        )
        if smaller is not None:
            return with_session(program, day, smaller)
    return None


def one_more(program: Program, scene: Scene, group: str) -> Program | None:
    """A set to the session with least of the group, where bands, session and minutes have room for it."""
    for day in sorted(range(len(program.sessions)), key=lambda day: _here(program.sessions[day], group)):
        for place, item in enumerate(program.sessions[day].items):
            direct = item.role in HARD_ROLES and (not group or shares(item.exercise).get(group) == 1.0)
            if direct and not item.limits and item.sets < set_range(scene.person, item.role)[2]:
                more = with_item(program, day, place, replace(item, sets=item.sets + 1))
                if _has_room(program, more, day, scene):
                    return more
    return None


def _here(session: Session, group: str) -> float:
    found = session_sets(session.items)
    return found.get(group, 0.0) if group else sum(found.values())


def _has_room(before: Program, after: Program, day: int, scene: Scene) -> bool:
    """Inside the useful band, the session's caps and the minutes; a plan that was shortened stays as short."""
    person, session = scene.person, after.sessions[day]
    week, was, here = weekly_sets(after.sessions), weekly_sets(before.sessions), session_sets(session.items)
    grown = [group for group in week if week[group] > was.get(group, 0.0)]
    limits = bands(person)
    short = any(made.kind == "shorten" for made in scene.document.adapted)
    longest = max(session_minutes(each) for each in before.sessions) if short else person.minutes
    return session_minutes(session) <= longest and all(
        week[group] <= limits[group].high
        and here.get(group, 0.0) <= min(session_cap(person, group), session_limit(person))
        for group in grown
    )
