"""Settling a programme that is broken everywhere at once."""

import random

import pytest
from msgspec.structs import replace

from domain.coaching.planning.proposal import DayKind, Role, Scheme
from domain.coaching.programming.program import Program
from domain.coaching.verifier.repair import settle, verify
from domain.plan import Severity, WeekTarget
from domain.profile import Condition, Locale, PregnancyStage

PEOPLE = (
    {},
    {"age": 15, "weight_kg": 50},
    {"age": 80, "days": 5, "minutes": 30},
    {"days": 1, "minutes": 10, "equipment": frozenset({"mat", "chair"})},
    {
        "pregnancy": PregnancyStage.TRIMESTER_3,
        "conditions": {"pregnancy": frozenset({"any", "trimester_2", "trimester_3"})},
        "locale": Locale.FR,
    },
    {"flags": frozenset({Condition.KIDNEY_DISEASE}), "cautious": True, "unmapped": ("?",), "locale": Locale.AR},
    {"conditions": {"hypertension": frozenset({"any"})}, "vigorous_ok": False, "days": 6},
)


def wreck(program: Program, context, chance: random.Random) -> Program:
    """Every session filled with random exercises of the whole catalogue, at random doses."""
    exercises = list(context.catalogue.exercises.values())

    def item(original):
        counted = chance.random() < 0.6
        return replace(
            original,
            menu_id=chance.choice(("E01", "E48", "E99", "")),
            exercise=chance.choice(exercises),
            role=chance.choice(list(Role)),
            sets=chance.choice((-1, 0, 1, 4, 12, 99)),
            reps=(chance.randint(0, 60), chance.randint(0, 60)) if counted else None,
            seconds=chance.choice((None, 0, 30, 9999)) if counted else chance.choice((1, 600, 10_000)),
            load_kg=chance.choice((None, -5.0, 0.0, 40.0, 900.0)),
            percent_1rm=chance.choice((None, 0.0, 55.0, 99.0, 400.0)),
            rir=chance.choice((None, -1, 0, 2, 9)),
            rest_s=chance.choice((-1, 0, 60, 5000)),
        )

    sessions = [
        replace(
            session,
            kind=chance.choice(list(DayKind)),
            scheme=chance.choice(list(Scheme)),
            items=tuple(item(chance.choice(session.items)) for _ in range(chance.choice((0, 1, 5, 20)))),
            warmup=chance.choice(((), ("no-such",), (chance.choice(exercises).id,))),
            warmup_min=chance.choice((-1.0, 0.0, 8.0, 90.0)),
            cooldown_min=chance.choice((-1.0, 0.0, 5.0, 90.0)),
        )
        for session in program.sessions
    ]
    chance.shuffle(sessions)
    weeks = tuple(
        WeekTarget(
            week=chance.randint(-1, 9),
            sets_factor=chance.choice((0.0, 1.0, 5.0)),
            load_factor=chance.choice((0.0, 1.0, 3.0)),
            rir=chance.randint(-3, 9),
            deload=chance.random() < 0.3,
        )
        for _ in range(chance.randint(0, 12))
    )
    nutrition = replace(
        program.nutrition,
        target=chance.choice((0, 500, 2400, 20_000)),
        protein_g=chance.choice((-10, 0, 120, 900)),
        fat_g=chance.choice((0, 70, 900)),
        carbs_g=chance.choice((-200, 0, 300)),
        fibre_g=chance.choice((0, 34, 400)),
    )
    return replace(
        program,
        name=chance.choice(("", "x" * 500, "https://evil.example")),
        overview=chance.choice(("", "take 500 mg", "{0}", "fine words")),
        sessions=tuple(sessions[: chance.choice((0, 1, 9))]),
        weeks=weeks,
        nutrition=nutrition,
    )


@pytest.mark.parametrize("facts", PEOPLE, ids=" ".join)
@pytest.mark.parametrize("seed", range(6))
def test_a_programme_broken_everywhere_ends_clean(facts, seed, make_person, context_for, program_for):
    context = context_for(make_person(**facts))
    sound = program_for(context)
    wrecked = wreck(sound, context, random.Random(seed))
    settled = settle(wrecked, replace(context, spare=sound if seed % 2 else None))
    assert [f for f in verify(settled.program, context) if f.severity is not Severity.WARN] == []
    assert [f for f in settled.findings if f.severity is not Severity.WARN and not f.repaired] == []
    assert len(settled.program.sessions) == context.person.days
    assert all(session.items for session in settled.program.sessions)


@pytest.mark.parametrize("facts", PEOPLE, ids=" ".join)
def test_what_is_settled_stays_as_it_is(facts, make_person, context_for, program_for):
    context = context_for(make_person(**facts))
    once = settle(program_for(context), context)
    again = settle(once.program, context)
    assert again.program == once.program
    assert [f for f in again.findings if f.repaired] == []


@pytest.mark.parametrize("locale", Locale)
def test_findings_speak_the_persons_language(locale, make_person, context_for, program_for):
    context = context_for(make_person(locale=locale))
    broken = wreck(program_for(context), context, random.Random(1))
    for finding in (*verify(broken, context), *settle(broken, context).findings):
        letters = [char for char in finding.reason if char.isalpha()]
        arabic = sum("\u0600" <= char <= "\u06ff" for char in letters)
        assert (arabic > 0) == (locale is Locale.AR)
