import msgspec
import pytest
from msgspec.structs import replace

from domain.coaching.planning.proposal import DayKind
from domain.coaching.programming.timing import session_minutes
from domain.coaching.telling.overview import with_words
from domain.coaching.telling.render import day_intensity, item_intensity, next_text, notes, render
from domain.coaching.verifier.repair import settle
from domain.plan import Plan
from domain.profile import Activity, Goal, Locale

KEYS = {
    "workout_plan": {"name", "overview", "adaptations", "weekly_schedule", "progression_plan"},
    "nutrition_suggestions": {"calorie_target", "macros", "meal_timing"},
    "adaptive_recommendations": {"if_too_difficult", "if_too_easy", "if_time_constrained"},
}


@pytest.fixture
def drawn(make_person, context_for, program_for):
    """A rendered programme with its context."""

    def build(**facts):
        context = context_for(make_person(**facts))
        program = with_words(settle(program_for(context), context).program, context.person)
        return render(program, context), program, context

    return build


def test_the_plan_has_exactly_the_keys_of_the_schema(drawn):
    rendered, _, _ = drawn()
    raw = msgspec.json.decode(msgspec.json.encode(rendered.plan))
    assert {key: set(value) for key, value in raw.items()} == KEYS
    for day in raw["workout_plan"]["weekly_schedule"]:
        assert set(day) == {"day", "focus", "duration", "intensity_level", "exercises"}
        for exercise in day["exercises"]:
            assert set(exercise) - {"reps", "duration"} == {
                "name", "sets", "intensity", "rest", "notes", "gamified_stats",
            }  # fmt: skip
            assert ("reps" in exercise) != ("duration" in exercise)
    assert msgspec.convert(raw, Plan) == rendered.plan


@pytest.mark.parametrize("locale", Locale)
def test_keys_and_levels_are_the_same_in_every_language(locale, drawn):
    rendered, program, _ = drawn(locale=locale)
    for day, session in zip(rendered.plan.workout_plan.weekly_schedule, program.sessions, strict=True):
        assert day.day == session.weekday.capitalize()
        assert day.focus == session.focus
        assert day.intensity_level in {"low", "moderate", "high"}
        assert {exercise.intensity for exercise in day.exercises} <= {"low", "moderate", "high"}


def test_sentences_follow_the_language(drawn):
    texts = {locale: drawn(locale=locale)[0].plan.workout_plan for locale in Locale}
    assert len({plan.overview for plan in texts.values()}) == 3
    assert any("\u0600" <= char <= "\u06ff" for char in texts[Locale.AR].weekly_schedule[0].exercises[0].notes)


def test_figures_are_computed(drawn):
    rendered, program, _ = drawn()
    for day, detail, session in zip(
        rendered.plan.workout_plan.weekly_schedule, rendered.days, program.sessions, strict=True
    ):
        assert day.duration == round(session_minutes(session))
        total = detail.warmup_min + detail.work_min + detail.cooldown_min
        assert total == pytest.approx(session_minutes(session), abs=0.2)
        assert 100 < detail.energy_kcal < 900
    macros = rendered.plan.nutrition_suggestions.macros
    assert macros.protein + macros.carbs + macros.fat == 100
    assert rendered.plan.nutrition_suggestions.calorie_target == program.nutrition.target
    assert rendered.weekly_sets["chest"] > 0


def test_alternatives_are_of_the_same_pattern_and_on_the_menu(drawn):
    rendered, program, context = drawn()
    patterns = {entry.exercise.id: entry.exercise.pattern for entry in context.menu.entries}
    for detail, session in zip(rendered.days, program.sessions, strict=True):
        for shown, item in zip(detail.exercises, session.items, strict=True):
            assert all(patterns[other] == item.exercise.pattern for other in shown.alternatives)


def test_intensity_of_items_and_days(drawn):
    _, program, _ = drawn()
    item = next(item for session in program.sessions for item in session.items if item.reps is not None)
    assert item_intensity(replace(item, percent_1rm=85.0, rir=2)) == "high"
    assert item_intensity(replace(item, percent_1rm=None, rir=1)) == "high"
    assert item_intensity(replace(item, percent_1rm=None, rir=2)) == "moderate"
    assert item_intensity(replace(item, percent_1rm=50.0, rir=4)) == "low"
    assert day_intensity(replace(program.sessions[0], items=())) == "low"


def test_cardio_days_are_as_hard_as_their_hardest_piece(drawn):
    rendered, program, _ = drawn(activities=(Activity.RUNNING,), goals=(Goal.ENDURANCE_IMPROVEMENT,))
    pairs = zip(rendered.plan.workout_plan.weekly_schedule, program.sessions, strict=True)
    cardio = [(day, session) for day, session in pairs if session.kind is DayKind.CARDIO]
    assert cardio
    for day, session in cardio:
        hardest = max(item.exercise.met for item in session.items)
        assert (day.intensity_level == "high") == (hardest >= 6)


def test_notes_tell_load_reserve_sides_and_care(drawn):
    _, program, context = drawn()
    item = next(item for session in program.sessions for item in session.items if item.load_kg is not None)
    told = notes(replace(item, load_kg=40.0, rir=2, limits=("INJ-knee",)), context.person)
    assert "40 kg" in told
    assert "2 repetitions more" in told
    assert "With care" in told
    both = notes(replace(item, exercise=replace(item.exercise, unilateral=True)), context.person)
    assert "both sides" in both
    timed = notes(replace(item, reps=None, seconds=30, load_kg=None, rir=None), context.person)
    assert "30 seconds" in timed


def test_what_comes_next_names_no_exercise_off_the_menu(drawn):
    _, program, context = drawn(equipment=frozenset({"mat", "chair"}))
    names = {exercise.name for exercise in context.catalogue.exercises.values()}
    allowed = {entry.exercise.name for entry in context.menu.entries}
    for session in program.sessions:
        for item in session.items:
            told = next_text(item, context)
            named = told.removeprefix("When every set feels easy: ").removesuffix(".")
            assert named not in names or named in allowed
