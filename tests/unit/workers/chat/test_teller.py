"""The teller over streams in memory: frames, numbers, and what it does when the stream fails it."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from adapters.streams.memory import MemoryStreams
from domain.chat.turn import Entered, Token, Turn, TurnState, Whole, begin, catch, unwire
from domain.errors import Unavailable
from workers.chat import teller as teller_module
from workers.chat.teller import Pace, StreamTeller

TURN = UUID(int=7)
TOPIC = f"turn:{TURN}"
NOW = Pace(frame_s=0, lost_s=0, save_s=1e9, save_lost_s=1e9)
unused: Any = None


def telling(streams: Any, pace: Pace = NOW) -> StreamTeller:
    return StreamTeller(streams, unused, TURN, begin(Turn(), 1), pace)


async def events(streams: MemoryStreams) -> list[Any]:
    return [unwire(each.type, bytes(each.data)) for each in await streams.read(TOPIC, 0, 10_000)]


async def generating(teller: StreamTeller) -> None:
    for state in (TurnState.TRIAGED, TurnState.RETRIEVING, TurnState.GENERATING):
        await teller.enter(state)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def known(streams: MemoryStreams) -> Turn:
    turn = Turn()
    for event in await events(streams):
        turn = catch(turn, event)
    return turn


async def test_words_said_at_once_are_one_frame_in_order_with_the_states() -> None:
    streams = MemoryStreams()
    async with telling(streams) as teller:
        await generating(teller)
        for word in ("Squat ", "", "deep."):
            await teller.say(word)
        await teller.enter(TurnState.CHECKING)
        await settled()
    told = await events(streams)
    assert [each.state if isinstance(each, Entered) else each.text for each in told] == [
        TurnState.TRIAGED,
        TurnState.RETRIEVING,
        TurnState.GENERATING,
        "Squat deep.",
        TurnState.CHECKING,
    ]
    assert [(each.at.attempt, each.at.seq) for each in told] == [(1, number) for number in range(1, 6)]


async def test_the_first_word_does_not_wait_for_a_frame() -> None:
    streams = MemoryStreams()
    async with telling(streams, Pace(frame_s=60)) as teller:
        await generating(teller)
        await teller.say("Squat ")
        await settled()
        await teller.say("deep.")
        await settled()
        assert [each.text for each in await events(streams) if isinstance(each, Token)] == ["Squat "]
    assert teller.turn.text == "Squat deep."  # what was not told yet is in the end


async def test_a_taken_over_turn_takes_no_more_words() -> None:
    streams = MemoryStreams()
    async with telling(streams) as teller:
        await generating(teller)
        await settled()
        await streams.append(TOPIC, "ended", b"{}", fence=2)
        await teller.say("late")
        await settled()
        assert teller.stopped
        with pytest.raises(asyncio.CancelledError):
            await teller.say("more")
        with pytest.raises(asyncio.CancelledError):
            await teller.enter(TurnState.CHECKING)
    assert [each.type for each in await streams.read(TOPIC, 3, 10)] == ["ended"]


class Failing(MemoryStreams):
    """Takes nothing while `away`."""

    away = False

    async def append(self, topic: str, type: str, data: bytes, *, fence: int = 0) -> int:  # noqa: A002
        if self.away:
            raise Unavailable("away")
        return await super().append(topic, type, data, fence=fence)


async def test_after_an_outage_all_of_the_text_is_told() -> None:
    streams = Failing()
    async with telling(streams) as teller:
        await generating(teller)
        await teller.say("Squat ")
        await settled()
        streams.away = True
        await teller.say("deep ")
        await settled()
        streams.away = False
        await settled()
        await teller.say("today.")
        await settled()
        assert (await known(streams)).text == "Squat deep today."
    assert any(isinstance(each, Whole) for each in await events(streams))


async def test_a_stream_that_forgot_is_told_all_of_the_text() -> None:
    streams = MemoryStreams()
    async with telling(streams) as teller:
        await generating(teller)
        await teller.say("Squat ")
        await settled()
        await streams.expire(TOPIC, 0)
        await teller.say("deep.")
        await settled()
        assert (await known(streams)).text == "Squat deep."


async def test_a_long_answer_is_told_whole_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller_module, "WHOLE_EVERY", 10)
    streams = MemoryStreams()
    async with telling(streams) as teller:
        await generating(teller)
        for number in range(30):
            await teller.say(f"{number} ")
            await settled()
        wholes = [each for each in await events(streams) if isinstance(each, Whole)]
        assert len(wholes) >= 2
        assert (await known(streams)).text == teller.turn.text
