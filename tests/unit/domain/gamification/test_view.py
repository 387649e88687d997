"""The game as it is shown, in each language; and its card."""

from datetime import timedelta
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from adapters.pictures.badge import HEIGHT, WIDTH, game_card
from domain.catalogue.loader import load_catalogue
from domain.catalogue.types import Joint
from domain.events.kinds import AwayGiven, AwayReason, CheckedIn, PainReported, SymptomReported, WeightMeasured
from domain.gamification.achievements import achievements
from domain.gamification.levels import BANDS
from domain.gamification.standings import ANIMALS, alias_of
from domain.gamification.state import GameState
from domain.gamification.view import GameView, achievements_view, game_view
from domain.profile import Locale, Symptom, Weekday
from domain.text.messages import say
from domain.training.state import Record, RecordKind
from tests.unit.domain.gamification.diary import MONDAY, RUN, SQUAT, Diary, days, sets_of, timed

MON, WED, FRI = Weekday.MONDAY, Weekday.WEDNESDAY, Weekday.FRIDAY


def shown(state: GameState, locale: Locale = Locale.EN, *, on: int = 0, records: tuple[Record, ...] = ()) -> GameView:
    return game_view(state, days(on), locale, load_catalogue(), records)


@pytest.fixture
def diary() -> Diary:
    diary = Diary()
    diary.plan()
    diary.add(MONDAY, WeightMeasured(kg=80), minute=-300)
    return diary


def test_today_says_what_every_point_is_for(diary: Diary) -> None:
    diary.done(MONDAY, MON)
    diary.add(MONDAY, CheckedIn(sleep_h=8))
    view = shown(diary.state())
    assert [(line.text, line.xp) for line in view.today.entries] == [
        ("Monday: your plan's session", 36),
        ("Monday: session done as planned", 10),
        ("Check-in", 5),
    ]
    assert view.today.xp == view.xp == 51
    assert (view.level, view.title, view.into, view.needed) == (1, "Newcomer", 51, 150)
    assert (view.streak.plan_days, view.streak.done) == ((MON, WED, FRI), (MON,))
    assert view.quests[0].text == "Do the week's 3 sessions"
    assert view.latest[0].earned == MONDAY
    assert len(view.next) == 5
    assert shown(diary.state(days(1)), on=1).recent[-1].text == "Monday: your plan's session"


def test_attributes_say_what_moved_them(diary: Diary) -> None:
    diary.done(MONDAY, MON)
    view = shown(diary.state())
    strength = next(each for each in view.attributes if each.name == "strength")
    assert strength.gained > 0
    assert [(each.text, each.points) for each in strength.moved] == [("Monday: your plan's session", strength.gained)]
    later = {each.name: each for each in shown(diary.state(days(20)), on=20).attributes}
    assert (later["strength"].gained, later["strength"].moved) == (0, ())
    assert later["strength"].faded > 0


def busy() -> Diary:
    """Every kind of entry and every reason to hold."""
    diary = Diary()
    for day in (-5, -3):
        diary.session(days(day), None, sets_of(SQUAT, 1, load_kg=100, reps=5, rir=0))
    diary.plan()
    diary.session(MONDAY, MON, sets_of(SQUAT, 4, load_kg=140, reps=5, rir=0))
    diary.add(MONDAY, CheckedIn(sleep_h=8))
    diary.session(days(1), MON, sets_of(SQUAT, 61, load_kg=100), minutes=120)
    diary.done(days(2), WED, late=timedelta(days=4))
    diary.session(days(3), WED, sets_of(SQUAT, 20, load_kg=100), minute=0)
    diary.session(days(3), WED, sets_of(SQUAT, 20, load_kg=100), minute=5, number=1)
    diary.session(days(4), FRI, timed(RUN, 1, 1800))
    diary.session(days(4), FRI, sets_of(SQUAT, 2), number=1)
    diary.add(days(4), PainReported(region=Joint.KNEE, score=7))
    return diary


@pytest.mark.parametrize("locale", list(Locale))
def test_everything_has_its_words(locale: Locale) -> None:
    record = Record(MONDAY, SQUAT, RecordKind.E1RM, 120.0, 110.0)
    view = shown(busy().state(days(5)), locale, on=5, records=(record,))
    lines = [*view.today.entries, *view.recent]
    assert {"late", "pain"} <= {line.kind for line in lines}
    assert {held.reason for held in view.held} == {"jump", "sets", "overlap"}
    assert all(line.text and "{" not in line.text for line in (*lines, *view.held, *view.quests, *view.records))
    diary = busy()
    diary.add(days(5), SymptomReported(symptom=Symptom.FEVER))
    diary.session(days(5), None, sets_of(SQUAT, 1))
    assert shown(diary.state(days(5)), locale, on=5).today.entries
    for achievement in achievements_view(GameState(), locale):
        assert achievement.name
        assert str(achievement.goal) in achievement.text


@pytest.mark.parametrize("locale", list(Locale))
def test_every_ledger_kind_title_and_animal_is_said(locale: Locale) -> None:
    kinds = ("planned", "free", "session", "rest", "rest_broken", "checkin", "quest", "released", "cap", "late", "pain",
             "symptom", "halted", "unwell")  # fmt: skip
    assert all(say(locale, f"game.entry.{kind}", subject="x") for kind in kinds)
    assert all(say(locale, f"game.title.{band}") for band in BANDS)
    assert len({say(locale, f"game.animal.{animal}") for animal in ANIMALS}) == len(ANIMALS)
    assert all(
        say(locale, f"game.held.{reason}", subject="x", value=1) for reason in ("jump", "sets", "overlap", "speed")
    )
    families = {each.family for each in achievements()}
    assert len({say(locale, f"game.achievement.{family}.name") for family in families}) == len(families)


def test_an_alias_is_the_same_every_time_and_tells_nothing() -> None:
    person = UUID("0198f2a1-7a50-7cc0-8000-00000000000a")
    assert alias_of(person, "en") == alias_of(person, "en")
    assert len({alias_of(UUID(int=number), "en") for number in range(200)}) > 190
    assert "0198" not in alias_of(person, "en")


@pytest.mark.parametrize("locale", list(Locale))
def test_the_card_is_a_picture_that_stands_alone(diary: Diary, locale: Locale) -> None:
    for number, weekday in ((0, MON), (2, WED), (4, FRI)):
        diary.done(days(number), weekday)
    picture = game_card(shown(diary.state(days(7)), locale, on=7), locale)
    root = ET.fromstring(picture)
    assert (root.get("width"), root.get("height")) == (f"{WIDTH:g}", f"{HEIGHT:g}")
    assert float(root.get("width") or 999) <= 400
    assert "script" not in picture
    assert "href" not in picture
    said = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert say(locale, "game.card.level", level=2) in said
    assert (' direction="rtl"' in picture) is (locale is Locale.AR)


def test_an_empty_game_has_a_card_too() -> None:
    view = shown(GameState())
    ET.fromstring(game_card(view, Locale.EN))
    assert (view.xp, view.level, view.earned, view.quests) == (0, 1, 0, ())


def test_an_absence_shows_no_reason(diary: Diary) -> None:
    diary.add(MONDAY, AwayGiven(reason=AwayReason.ILL, until=days(3)))
    assert shown(diary.state(days(1)), on=1).today.entries == ()
