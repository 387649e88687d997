"""What happens in the twelve weeks, as a table: everything that is not here is a session done as told."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

WEEKS = 12
PROFILE: dict[str, Any] = {
    "personal_info": {
        "age": 31,
        "gender": "female",
        "height": 168,
        "weight": 66,
        "fitness_level": "intermediate",
        "training_years": 2,
    },
    "goals": ["muscle_gain", "strength_increase"],
    "preferences": {"workout_duration": 60, "days_per_week": 3, "equipment_access": "full_gym"},
    "metrics": {"one_rep_max": {"Barbell Squat": 80, "bench press": 50, "deadlift": 100}},
}
MONDAY, WEDNESDAY, FRIDAY, SATURDAY, SUNDAY = 0, 2, 4, 5, 6


class CheckIn(Struct, frozen=True, kw_only=True):
    """A check-in in the morning; see the event `checkin.given`."""

    sleep_h: float
    sleep_quality: int
    soreness: int
    energy: int


class Short(Struct, frozen=True):
    """There are only so many minutes."""

    minutes: int


class Busy(Struct, frozen=True):
    """The equipment that most exercises of the day need is taken."""


class Pain(Struct, frozen=True):
    """Pain is reported before the session."""

    region: str
    score: float


class Dislike(Struct, frozen=True):
    """The day's first exercise is rated: no fun."""

    enjoyment: float


class Miss(Struct, frozen=True):
    """The session is not done."""


class MakeUp(Struct, frozen=True):
    """A session missed earlier in the week is done today."""


class Twice(Struct, frozen=True):
    """The answer to the batch is lost, so the phone sends it again; then a second phone sends it once more."""


class Late(Struct, frozen=True):
    """The phone is offline and sends the day after so many days, last event first."""

    days: int


Happening = CheckIn | Short | Busy | Pain | Dislike | Miss | MakeUp | Twice | Late

HAPPENINGS: Mapping[tuple[int, int], tuple[Happening, ...]] = {
    (1, WEDNESDAY): (Twice(),),
    (1, FRIDAY): (Dislike(1),),
    (2, MONDAY): (CheckIn(sleep_h=4.5, sleep_quality=1, soreness=4, energy=1),),
    (2, WEDNESDAY): (Busy(),),
    (2, FRIDAY): (Dislike(1),),
    (3, MONDAY): (Short(30),),
    (3, WEDNESDAY): (CheckIn(sleep_h=8, sleep_quality=4, soreness=2, energy=4), Short(35)),
    (3, FRIDAY): (Miss(),),
    (3, SATURDAY): (MakeUp(),),
    (4, MONDAY): (Short(30),),
    (4, WEDNESDAY): (Late(1),),
    (4, FRIDAY): (Miss(),),
    (4, SATURDAY): (MakeUp(),),
    (6, FRIDAY): (Miss(),),
    (8, MONDAY): (Pain("shoulder", 4),),
    (8, WEDNESDAY): (Pain("shoulder", 4),),
    (9, MONDAY): (Pain("shoulder", 6),),
    (9, FRIDAY): (Pain("shoulder", 3),),
    (10, MONDAY): (Pain("shoulder", 1),),
    (10, WEDNESDAY): (Late(3),),
    (11, FRIDAY): (CheckIn(sleep_h=7.5, sleep_quality=4, soreness=2, energy=4),),
    (12, MONDAY): (Pain("shoulder", 0),),
}
"""By week (from 1) and day of the week (0: Monday)."""

DECLINED = "shorten"
"""The first proposal of this kind is declined."""

UNDONE = "move_day"
"""The first accepted change of this kind is undone at once."""
