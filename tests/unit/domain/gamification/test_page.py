"""The page about the game says what the code does."""

from pathlib import Path

from domain.coaching.telling.worth import DAY_CAP_XP
from domain.gamification.attributes import DECAY_DAYS
from domain.gamification.facts import LATE, SEVERE
from domain.gamification.ledger import BONUS_CAP_XP, CHECKIN_XP, QUEST_XP, REST_XP, SESSION_XP
from domain.gamification.levels import xp_to_next
from domain.gamification.planned import FULL_SHARE
from domain.gamification.state import HELD_DAYS
from domain.gamification.streaks import MOST_FREEZES, WEEKS_PER_FREEZE
from domain.gamification.suspicion import CONFIRMED, GRACE_S, JUMP, JUMP_DAYS, MOST_SETS_A_DAY
from domain.gamification.work import FREE_CAP_XP, FREE_XP_PER_MINUTE, FREE_XP_PER_SET

PAGE = " ".join((Path(__file__).parents[4] / "docs" / "game.md").read_text(encoding="utf-8").split())


def test_the_page_says_what_the_code_does() -> None:
    said = (
        f"{FREE_XP_PER_SET} a set, {FREE_XP_PER_MINUTE} a minute of conditioning, at most {FREE_CAP_XP} a day",
        f"a session done as planned (at least {FULL_SHARE:.0%} of its sets) | {SESSION_XP} |",
        f"a rest day kept, within a week of a session | {REST_XP} |",
        f"the day's check-in | {CHECKIN_XP} |",
        f"a quest of the week | {QUEST_XP} |",
        f"at most {DAY_CAP_XP} XP a day, bonuses at most {BONUS_CAP_XP}",
        f"pain above {SEVERE:g} in the region",
        f"more than {LATE.total_seconds() / 3600:g} hours after its day",
        f"over {JUMP:.0%} of the best of the last {JUMP_DAYS} days",
        f"confirms it ({CONFIRMED:.0%}) within {HELD_DAYS} days",
        f"more than {MOST_SETS_A_DAY} working sets a day",
        f"more repetitions than seconds (and {GRACE_S:g} s)",
        f"(level 1: {xp_to_next(1)}, 10: {xp_to_next(10)}, 50: {xp_to_next(50)})",
        (
            f"after {DECAY_DAYS['health']:g} (health), {DECAY_DAYS['strength']:g} (strength, agility) or "
            f"{DECAY_DAYS['endurance']:g} days (endurance)"
        ),
        f"Every {WEEKS_PER_FREEZE} full weeks earn a freeze (at most {MOST_FREEZES})",
    )
    assert [each for each in said if each not in PAGE] == []
    assert DECAY_DAYS["agility"] == DECAY_DAYS["strength"]
