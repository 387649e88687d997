import pytest
from msgspec.structs import replace

from domain.coaching.planning.proposal import Role
from domain.coaching.telling.worth import DAY_CAP_XP, day_worth


@pytest.fixture
def session(make_person, context_for, program_for):
    return program_for(context_for(make_person())).sessions[0]


def test_sets_are_worth_more_the_larger_their_role(session):
    item = replace(session.items[0], sets=3, reps=(5, 8), seconds=None)
    by_role = {
        role: day_worth(replace(session, items=(replace(item, role=role),)))[0].xp_earned
        for role in (Role.MAIN, Role.ACCESSORY, Role.ISOLATION)
    }
    assert by_role == {Role.MAIN: 18, Role.ACCESSORY: 15, Role.ISOLATION: 12}


def test_a_day_is_capped_and_keeps_its_proportions(session):
    items = tuple(replace(item, sets=10, role=Role.MAIN) for item in session.items)
    worth = day_worth(replace(session, items=items))
    assert sum(stats.xp_earned for stats in worth) <= DAY_CAP_XP
    assert max(stats.xp_earned for stats in worth) - min(stats.xp_earned for stats in worth) <= 1


def test_tonnage_earns_nothing(session):
    light, heavy = (day_worth(replace(session, items=(replace(session.items[0], load_kg=kg),))) for kg in (20.0, 200.0))
    assert light == heavy


def test_attributes_follow_the_kind_of_work(session):
    item = replace(session.items[0], sets=2)
    strength, endurance, agility = (
        replace(item, role=Role.MAIN, reps=(5, 8)),
        replace(item, role=Role.CONDITIONING, reps=None, seconds=600),
        replace(item, role=Role.MOBILITY, reps=None, seconds=30, exercise=replace(item.exercise, pattern="mobility")),
    )
    one, two, three = day_worth(replace(session, items=(strength, endurance, agility)))
    assert one.strength_gained > 0
    assert one.endurance_gained == 0
    assert two.endurance_gained > 0
    assert two.strength_gained == 0
    assert three.agility_gained > 0
    assert three.strength_gained == 0
