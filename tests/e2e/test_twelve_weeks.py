"""Twelve weeks of one person through the real API, worker, PostgreSQL and Valkey, on a clock that the test moves."""

from itertools import pairwise
from pathlib import Path

import pytest

from adapters.settings import load
from cli.story import CHARTS, Story, run_story
from cli.story.play import Told
from cli.story.plot import DECLINED, UNDONE, WEEKS


@pytest.fixture(scope="module")
async def told() -> list[Told]:
    return []


@pytest.fixture(scope="module")
async def story(told: list[Told], tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder: Path = tmp_path_factory.mktemp("story")
    return await run_story(load({"FITAI_DATA_DIR": str(folder)}), lambda _, days: told.extend(days))


@pytest.mark.timeout(150)
async def test_every_check_of_the_story_holds(story: Story) -> None:
    assert {check.says: check.figures for check in story.checks if not check.holds} == {}


async def test_the_weeks_were_lived(story: Story, told: list[Told]) -> None:
    assert told == story.book.days
    assert len({(each.day.toordinal() - told[0].day.toordinal()) // 7 for each in told}) == WEEKS
    assert story.book.sessions >= 33
    assert story.book.sets > 300


async def test_xp_and_level_never_fall_and_rise_together(story: Story) -> None:
    days = story.book.days
    assert all(before.xp <= after.xp for before, after in pairwise(days))
    assert all(before.level <= after.level for before, after in pairwise(days))
    assert days[0].level < days[-1].level == story.game["level"]


async def test_the_person_had_the_last_word(story: Story) -> None:
    answers = {(proposal.kind, answer) for _, proposal, answer in story.book.decisions}
    assert (DECLINED, "declined") in answers
    assert (UNDONE, "accepted") in answers
    assert ("next_cycle", "accepted") in answers
    assert ("swap", "accepted") in answers
    assert len(story.book.undone) == 1


async def test_what_came_at_once_came_for_pain(story: Story) -> None:
    at_once = [proposal for proposal in story.book.proposals if proposal.state == "applied"]
    assert at_once
    assert all("Pain of" in proposal.text for proposal in at_once)


@pytest.mark.parametrize("name", sorted(CHARTS))
async def test_pictures_are_whole(story: Story, name: str) -> None:
    svg = story.charts[name]
    assert svg.startswith("<svg")
    assert svg.rstrip().endswith("</svg>")
    assert "<script" not in svg
    assert len(svg) > 2000
