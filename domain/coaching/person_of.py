"""From a profile to the facts that the rules read."""

from collections.abc import Iterable
from typing import Final

from domain.catalogue.equipment import ACCESS, equipment_of, resolve_equipment
from domain.catalogue.names import exercises_like, find_exercise
from domain.catalogue.types import Catalogue
from domain.coaching.person import Person
from domain.plan import Screening, ScreeningOutcome
from domain.profile import EquipmentAccess, Preferences, Profile
from domain.reading.availability import availability_of, spread
from domain.safety.facts import facts_of
from domain.safety.screening import moderate_only
from domain.text.normal import plain
from domain.text.words import words_in

HARD, EASY = 8.0, 3.0
"""Difficulty out of 10 from which an exercise was too hard, and up to which it was too easy."""

LIKED, DISLIKED = 8.0, 2.0
"""Enjoyment out of 10 from which an exercise is liked, and up to which it is not."""

_HOME: Final = words_in(
    """home; house; apartment; flat; living room; bedroom; hotel; office; maison; domicile
    appartement; chez moi; chambre; bureau; hôtel; البيت; المنزل; بيت; منزل; غرفة; الفندق; المكتب"""
)
_OUTSIDE: Final = words_in(
    """outdoor; outdoors; outside; park; beach; street; extérieur; dehors; parc; plein air; plage; rue; خارج; الحديقة
    حديقة; الشارع; الشاطئ; الهواء الطلق"""
)
_GYM: Final = words_in("gym; club; fitness center; fitness centre; salle; نادي; النادي; جيم; صالة; الصالة")


def person_of(profile: Profile, catalogue: Catalogue, screening: Screening) -> Person:
    """The person behind a profile: SI units, joints, conditions, equipment, days and exercise ids."""
    info, preferences = profile.personal_info, profile.preferences
    facts, free = facts_of(profile), availability_of(profile)
    workouts = profile.feedback.previous_workouts
    difficulty = _latest(((entry.exercise, entry.difficulty) for entry in workouts), catalogue)
    enjoyment = _latest(((entry.exercise, entry.enjoyment) for entry in workouts), catalogue)
    named = frozenset[str]().union(*(exercises_like(catalogue, name) for name in preferences.disliked_exercises))
    return Person(
        age=info.age,
        gender=info.gender,
        height_cm=info.height,
        weight_kg=info.weight,
        level=info.fitness_level,
        goals=profile.goals,
        minutes=free.minutes,
        days=free.days,
        weekdays=spread(free.days, free.weekdays),
        equipment=equipment(preferences, profile.constraints.location),
        activities=preferences.preferred_activities,
        regions=facts.regions,
        unmapped=facts.unmapped,
        conditions=facts.conditions,
        flags=facts.flags,
        pregnancy=profile.health.pregnancy,
        medicine_classes=facts.medicines,
        one_rep_max=_maxima(profile, catalogue),
        disliked=named | {id_ for id_, rating in enjoyment.items() if rating <= DISLIKED},
        liked=frozenset(id_ for id_, rating in enjoyment.items() if rating >= LIKED) - named,
        too_hard=frozenset(id_ for id_, rating in difficulty.items() if rating >= HARD),
        too_easy=frozenset(id_ for id_, rating in difficulty.items() if rating <= EASY),
        completion_rate=profile.metrics.workout_completion_rate,
        body_fat=info.body_fat,
        locale=profile.locale,
        vigorous_ok=not moderate_only(screening),
        cautious=bool(facts.unmapped),
        gentle_only=screening.outcome in {ScreeningOutcome.GENTLE, ScreeningOutcome.STOP},
    )


def equipment(preferences: Preferences, location: str | None) -> frozenset[str]:
    """Equipment ids: the person's own list, or the access group's as far as the place has it.

    A listed name that is not known counts as absent. At home nobody has a gym's machines; outdoors there is nothing.
    """
    if preferences.equipment is not None:
        known = {resolve_equipment(name) for name in preferences.equipment}
        return ACCESS[EquipmentAccess.NO_EQUIPMENT] | {id_ for id_ in known if id_ is not None}
    access, place = preferences.equipment_access, f" {plain(location or '')} "
    gym, home, outside = (any(f" {word} " in place for word in words) for words in (_GYM, _HOME, _OUTSIDE))
    if outside and not gym and not home:
        access = EquipmentAccess.NO_EQUIPMENT
    elif home and not gym and access is EquipmentAccess.FULL_GYM:
        access = EquipmentAccess.HOME_GYM
    return equipment_of(access, preferences.preferred_activities)


def _maxima(profile: Profile, catalogue: Catalogue) -> dict[str, float]:
    """One-repetition maxima by exercise id; the lower one where two names mean the same exercise."""
    maxima: dict[str, float] = {}
    for name, kg in profile.metrics.one_rep_max.items():
        id_ = find_exercise(catalogue, name)
        if id_ is not None:
            maxima[id_] = min(kg, maxima.get(id_, kg))
    return maxima


def _latest(ratings: Iterable[tuple[str, float | None]], catalogue: Catalogue) -> dict[str, float]:
    """The last rating of each exercise that the catalogue knows, by id."""
    found: dict[str, float] = {}
    for name, rating in ratings:
        id_ = None if rating is None else find_exercise(catalogue, name)
        if id_ is not None and rating is not None:
            found[id_] = rating
    return found
