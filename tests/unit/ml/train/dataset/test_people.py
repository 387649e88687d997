"""The seeded people: the same anywhere, in the stated shares, and varied."""

from collections import Counter

import msgspec

from domain.profile import FitnessLevel, Gender, Locale
from ml.train.dataset.people import BANDS, GENDERS, LEVELS, LOCALES, profile_of


def test_a_person_depends_on_seed_and_index_alone() -> None:
    later = [profile_of(3, index) for index in (5, 1999, 0)]
    again = [profile_of(3, index) for index in (5, 1999, 0)]
    assert later == again
    assert profile_of(4, 5) != later[0]
    assert msgspec.json.decode(msgspec.json.encode(later[0]), type=type(later[0])) == later[0]


def test_each_thousand_holds_the_strata_in_their_shares() -> None:
    people = [profile_of(1, index) for index in range(1000)]
    ages = Counter(next(band for band in BANDS if band[0] <= person.personal_info.age <= band[1]) for person in people)
    genders = Counter(person.personal_info.gender for person in people)
    for band, share in BANDS.items():
        assert abs(ages[band] / 1000 - share) < 0.01, band
    for gender in Gender:
        assert abs(genders[gender] / 1000 - GENDERS[gender]) < 0.01, gender
    advanced = sum(person.personal_info.fitness_level is FitnessLevel.ADVANCED for person in people)
    wanted = sum(BANDS[band] * LEVELS[band][FitnessLevel.ADVANCED] for band in BANDS)
    assert abs(advanced / 1000 - wanted) < 0.015
    locales = Counter(person.locale for person in people)
    for locale in Locale:  # drawn, not dealt: within four standard deviations
        assert abs(locales[locale] / 1000 - LOCALES[locale]) < 0.062, locale


def test_hardly_two_people_are_alike() -> None:
    people = {msgspec.json.encode(profile_of(2, index)) for index in range(500)}
    assert len(people) == 500
