"""The turn's state machine, and that a reader who comes and goes always ends with the same answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.chat.turn import (
    MOST_REGENERATIONS,
    TRANSITIONS,
    CannotMove,
    Ended,
    Gap,
    Position,
    Turn,
    TurnEvent,
    TurnState,
    begin,
    catch,
    end,
    enter,
    read,
    read_all,
    resume,
    retell,
    say_more,
    stop,
    unwire,
    wire,
)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Turn, TurnEvent]]:
    """What workers said of a turn, in order, with the turn after each: attempts that die, and mostly an end."""
    told: list[tuple[Turn, TurnEvent]] = []
    turn = Turn()
    for attempt in sorted(draw(st.sets(st.integers(1, 9), min_size=1, max_size=3))):
        if turn.state.ended:
            break
        turn = begin(turn, attempt)
        for _ in range(draw(st.integers(0, 12))):
            if turn.state.ended:
                break
            turn, event = draw(st.sampled_from(_steps(turn)))
            told.append((turn, event))
    return told


def _steps(turn: Turn) -> list[tuple[Turn, TurnEvent]]:
    steps: list[tuple[Turn, TurnEvent]] = []
    for state in sorted(TRANSITIONS[turn.state]):
        if state.ended:
            steps.append(end(turn, state, code="x" if state is TurnState.FAILED else ""))
        elif turn.state is not TurnState.CHECKING or turn.regenerated < MOST_REGENERATIONS:
            steps.append(enter(turn, state))
    if turn.state is TurnState.GENERATING:
        steps += [say_more(turn, text) for text in ("Squat ", "deep. ", "تمام ", "")]
    return steps


@given(histories())
def test_events_are_numbered_from_one_without_gaps_in_each_attempt(told: list[tuple[Turn, TurnEvent]]) -> None:
    numbers: dict[int, list[int]] = {}
    for _, event in told:
        numbers.setdefault(event.at.attempt, []).append(event.at.seq)
    assert all(seqs == list(range(1, len(seqs) + 1)) for seqs in numbers.values())


@given(histories())
def test_a_reader_knows_what_the_worker_knows(told: list[tuple[Turn, TurnEvent]]) -> None:
    known = Turn()
    for turn, event in told:
        known = read(known, event)
        assert known == turn


@given(histories(), st.data())
def test_seen_again_or_late_changes_nothing(told: list[tuple[Turn, TurnEvent]], data: st.DataObject) -> None:
    events = [event for _, event in told]
    known = read_all(Turn(), events)
    for event in data.draw(st.lists(st.sampled_from(events), max_size=8)) if events else []:
        assert read(known, event) == known


@settings(max_examples=300)
@given(histories(), st.data())
def test_a_reader_that_was_away_ends_with_the_same_answer(
    told: list[tuple[Turn, TurnEvent]], data: st.DataObject
) -> None:
    """It left after any event; the stream lost any number of its oldest; the row lags behind or is ahead of it."""
    events = [event for _, event in told]
    left = data.draw(st.integers(0, len(events)))
    lost = data.draw(st.integers(0, len(events)))
    stored = data.draw(st.integers(lost, len(events)))
    known = read_all(Turn(), events[:left])
    row = told[stored - 1][0] if stored else Turn()
    snapshot, rest = resume(events[lost:], known.at, row)
    assert read_all(snapshot or known, rest) == read_all(Turn(), events)


@given(histories(), st.integers(0, 20))
def test_with_the_whole_stream_no_snapshot_is_sent(told: list[tuple[Turn, TurnEvent]], left: int) -> None:
    events = [event for _, event in told]
    known = read_all(Turn(), events[:left])
    row = told[-1][0] if told else Turn()
    snapshot, rest = resume(events, known.at, row)
    assert snapshot is None
    assert rest == tuple(events[left:])


@given(histories())
def test_what_has_ended_stays_so(told: list[tuple[Turn, TurnEvent]]) -> None:
    for turn, event in told:
        if turn.state.ended:
            assert isinstance(event, Ended)
            with pytest.raises(CannotMove):
                begin(turn, turn.at.attempt + 1)
            with pytest.raises(CannotMove):
                say_more(turn, "more")
            for state in TurnState:
                with pytest.raises(CannotMove):
                    end(turn, state) if state.ended else enter(turn, state)


def test_a_turn_from_question_to_checked_answer() -> None:
    turn = begin(Turn(), 1)
    for state in (TurnState.TRIAGED, TurnState.RETRIEVING, TurnState.GENERATING):
        turn, _ = enter(turn, state)
    turn, token = say_more(turn, "Bend your knees")
    assert token.at == Position(1, 4)
    turn, _ = enter(turn, TurnState.CHECKING)
    turn, event = end(turn, TurnState.DONE, "Bend your knees.")
    assert (event.state, event.text, turn.text) == (TurnState.DONE, "Bend your knees.", "Bend your knees.")


def test_a_red_flag_is_answered_at_once() -> None:
    turn, _ = enter(begin(Turn(), 1), TurnState.TRIAGED)
    turn, event = end(turn, TurnState.DONE, "Call now.")
    assert event.at == Position(1, 2)


def test_a_refused_answer_is_generated_again_once() -> None:
    turn = begin(Turn(), 1)
    for state in (TurnState.TRIAGED, TurnState.RETRIEVING, TurnState.GENERATING):
        turn, _ = enter(turn, state)
    turn, _ = say_more(turn, "Take 500 mg")
    turn, _ = enter(turn, TurnState.CHECKING)
    turn, _ = enter(turn, TurnState.GENERATING)
    assert turn.text == ""
    turn, _ = enter(turn, TurnState.CHECKING)
    with pytest.raises(CannotMove, match="at most 1"):
        enter(turn, TurnState.GENERATING)


@pytest.mark.parametrize("state", [state for state in TurnState if not state.ended])
def test_it_can_be_cancelled_whenever_it_is_open_and_says_nothing_more(state: TurnState) -> None:
    turn, event = end(Turn(state=state, at=Position(1, 3), text="so far"), TurnState.CANCELLED)
    assert (event.text, event.at) == ("so far", Position(1, 4))
    with pytest.raises(CannotMove):
        say_more(turn, "more")


def test_no_step_is_left_out() -> None:
    with pytest.raises(CannotMove, match="queued cannot become generating"):
        enter(Turn(), TurnState.GENERATING)
    with pytest.raises(CannotMove, match="queued cannot end as done"):
        end(Turn(), TurnState.DONE)
    with pytest.raises(CannotMove, match="attempt 1 cannot take up"):
        begin(begin(Turn(), 2), 1)


def test_a_missing_event_is_noticed() -> None:
    turn, first = enter(begin(Turn(), 1), TurnState.TRIAGED)
    turn, second = enter(turn, TurnState.RETRIEVING)
    assert first.at < second.at
    with pytest.raises(Gap):
        read(Turn(), second)


@given(histories(), st.data())
def test_what_goes_over_the_wire_comes_back(told: list[tuple[Turn, TurnEvent]], data: st.DataObject) -> None:
    events = [event for _, event in told]
    if told and not told[-1][0].state.ended and data.draw(st.booleans()):
        events.append(retell(told[-1][0])[1])
    assert [unwire(event.type, wire(event)) for event in events] == events


def test_a_type_that_is_none_of_a_turns_is_passed_over() -> None:
    assert unwire("started", b'{"attempt": 1, "n": 1}') is None


def test_a_whole_text_heals_a_gap() -> None:
    turn, _ = enter(begin(Turn(), 1), TurnState.TRIAGED)
    turn, _ = enter(turn, TurnState.RETRIEVING)
    turn, _ = enter(turn, TurnState.GENERATING)
    turn, _ = say_more(turn, "Squat ")
    turn, second = say_more(turn, "deep.")
    assert catch(Turn(), second) == Turn()
    turn, whole = retell(turn)
    assert catch(Turn(), whole) == turn
    done, ended = end(enter(turn, TurnState.CHECKING)[0], TurnState.DONE, "Squat deep [1].")
    assert catch(Turn(), ended) == done


def test_a_stop_keeps_what_was_said_and_shuts_the_worker_out() -> None:
    turn, _ = enter(begin(Turn(), 3), TurnState.TRIAGED)
    turn, _ = enter(turn, TurnState.RETRIEVING)
    turn, _ = enter(turn, TurnState.GENERATING)
    turn, _ = say_more(turn, "Squat ")
    stopped, event = stop(turn, 4)
    _, late = say_more(turn, "deep.")
    assert (stopped.state, stopped.text, stopped.at) == (TurnState.CANCELLED, "Squat ", Position(4, 1))
    assert catch(catch(turn, event), late) == stopped
    assert catch(catch(turn, late), event).text == "Squat "
    with pytest.raises(CannotMove):
        stop(stopped, 5)
    with pytest.raises(CannotMove):
        retell(stopped)
