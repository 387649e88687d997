"""A plan's name and overview in our own words, and the figures that any wording of it may state."""

from collections.abc import Sequence

from msgspec.structs import replace

from domain.coaching.person import Person
from domain.coaching.programming.program import Program
from domain.coaching.programming.timing import session_minutes
from domain.text.messages import say


def with_words(program: Program, person: Person) -> Program:
    """The programme with our own name and overview where the proposer wrote none."""
    return replace(
        program,
        name=program.name.strip() or title_of(program, person),
        overview=program.overview.strip() or overview_of(program, person),
    )


def title_of(program: Program, person: Person) -> str:
    """A name in the person's language: first goal and days a week."""
    goal = say(person.locale, f"common.goal.{person.goals[0]}")
    days = say(person.locale, "common.count.days", count=len(program.sessions))
    return say(person.locale, "plan.title", goal=goal[:1].upper() + goal[1:], days=days)


def overview_of(program: Program, person: Person) -> str:
    """Two or three sentences in the person's language; every figure in them is computed from the programme."""
    locale = person.locale
    goals = listed(locale, [say(locale, f"common.goal.{goal}") for goal in person.goals[:3]])
    sentences = [
        say(
            locale,
            "plan.overview.week",
            days=say(locale, "common.count.days", count=len(program.sessions)),
            minutes=say(locale, "common.count.minutes", count=longest_minutes(program)),
            goals=goals,
        ),
        say(locale, "plan.overview.cycle", weeks=say(locale, "common.count.weeks", count=len(program.weeks))),
    ]
    if person.gentle_only or person.cautious or not person.vigorous_ok:
        sentences.append(say(locale, "plan.overview.held"))
    return " ".join(sentences)


def listed(locale: str, names: Sequence[str]) -> str:
    """Names as one phrase: commas, and the language's "and" before the last."""
    if len(names) < 2:
        return "".join(names)
    return say(locale, "plan.and", first=say(locale, "plan.list").join(names[:-1]), last=names[-1])


def longest_minutes(program: Program) -> int:
    """Whole minutes of the longest session; 0 without sessions."""
    return max((round(session_minutes(session)) for session in program.sessions), default=0)


def plan_facts(program: Program, person: Person) -> dict[str, frozenset[float]]:
    """The figures a sentence about the plan may state, by what they count; under the empty unit all, and the age.

    Units are those of `stated_numbers`. One of anything may always be spoken of (`one day at a time`).
    """
    sessions = program.sessions
    sets = [sum(item.sets for item in session.items) for session in sessions]
    items = [len(session.items) for session in sessions]
    minutes = [person.minutes, *(round(session_minutes(session)) for session in sessions)]
    building = sum(not week.deload for week in program.weeks)
    kinds = [sum(other.kind is session.kind for other in sessions) for session in sessions]
    counted: dict[str, list[float]] = {
        "days": [len(sessions), *kinds],
        "minutes": [*minutes],
        "hours": [each / 60 for each in minutes],
        "weeks": [len(program.weeks), building],
        "sets": [*sets, sum(sets)],
        "exercises": [*items, sum(items)],
        "energy": [program.nutrition.target],
    }
    facts = {unit: frozenset(map(float, (1, *values))) for unit, values in counted.items()}
    return {**facts, "": frozenset[float]().union(*facts.values(), {float(person.age)})}
