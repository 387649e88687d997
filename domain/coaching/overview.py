"""A plan's name and overview in our own words, and the figures that any wording of it may state."""

from msgspec.structs import replace

from domain.coaching.person import Person
from domain.coaching.program import Program
from domain.coaching.timing import session_minutes
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
    goals = say(locale, "plan.list").join(say(locale, f"common.goal.{goal}") for goal in person.goals[:3])
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


def longest_minutes(program: Program) -> int:
    """Whole minutes of the longest session; 0 without sessions."""
    return max((round(session_minutes(session)) for session in program.sessions), default=0)


def plan_facts(program: Program, person: Person) -> frozenset[float]:
    """Every figure a sentence about the plan may state (rule SUM-1).

    The person's own days, minutes and age; sessions, their minutes, sets and exercises; weeks, hard weeks and energy.
    """
    sets = [sum(item.sets for item in session.items) for session in program.sessions]
    items = [len(session.items) for session in program.sessions]
    minutes = [round(session_minutes(session)) for session in program.sessions]
    hard = sum(not week.deload for week in program.weeks)
    single = (person.days, person.minutes, person.age, len(program.sessions), len(program.weeks), hard)
    return frozenset(map(float, (*single, *sets, sum(sets), *items, sum(items), *minutes, program.nutrition.target)))
