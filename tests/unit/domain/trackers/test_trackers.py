"""Keys, order, PKCE and which days are read."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from domain.activity.records import Gone, Measure, Reading, TrackerRecord
from domain.trackers.connection import (
    STATE_LIFE,
    Connection,
    ConnectionState,
    PendingConsent,
    Tokens,
    code_challenge,
    is_live,
    wants_refresh,
)
from domain.trackers.ingest import days_to_read, deletions, news, vanished
from domain.trackers.notification import MAX_KEY, InboxRow, What, in_order, key
from domain.trackers.ports import Fetched

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
USER = UUID(int=1)
ROW = InboxRow(
    id=UUID(int=5),
    user_id=USER,
    source="oura",
    external_id="x",
    what=What.CHANGED,
    kind="sleep",
    object_id="n1",
    happened_at=None,
    starts_at=None,
    ends_at=None,
    payload=b"",
    received_at=NOW,
)
HELD = Connection(
    id=UUID(int=2),
    user_id=USER,
    provider="oura",
    account="a",
    state=ConnectionState.CONNECTED,
    scope="",
    sealed=b"",
    version=1,
    expires_at=None,
    connected_at=NOW,
    synced_at=NOW - timedelta(days=1),
    next_sync_at=NOW,
    lease_job=None,
    lease_fence=0,
    lease_until=None,
)


@given(st.lists(st.text(max_size=300), max_size=5), st.lists(st.text(max_size=300), max_size=5))
def test_keys_differ_where_their_parts_do(one: list[str], other: list[str]) -> None:
    assert (key(*one) == key(*other)) == ((one or [""]) == (other or [""]))
    assert len(key(*one)) <= MAX_KEY


def test_key_can_be_read_and_a_long_one_is_hashed() -> None:
    assert key("a:b", 7, None) == "a%3Ab:7:"
    assert len(key("x" * 500)) == 64


def test_challenge_is_that_of_the_rfc() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_way_is_live_for_its_own_session_and_provider_in_time() -> None:
    pending = PendingConsent(
        state_hash=b"",
        user_id=USER,
        session_id=UUID(int=9),
        provider="oura",
        verifier=b"",
        return_to="",
        created_at=NOW,
    )
    assert is_live(pending, "oura", UUID(int=9), NOW)
    assert is_live(pending, "oura", UUID(int=9), NOW + STATE_LIFE - timedelta(seconds=1))
    assert not is_live(pending, "oura", UUID(int=9), NOW + STATE_LIFE)
    assert not is_live(pending, "oura", UUID(int=9), NOW - timedelta(seconds=1))
    assert not is_live(pending, "oura", UUID(int=8), NOW)
    assert not is_live(pending, "strava", UUID(int=9), NOW)


@pytest.mark.parametrize(
    ("tokens", "wanted"),
    [
        (Tokens(access="a", refresh="r", expires_at=NOW + timedelta(minutes=1)), True),
        (Tokens(access="a", refresh="r", expires_at=NOW + timedelta(minutes=3)), False),
        (Tokens(access="a", refresh="", expires_at=NOW), False),
        (Tokens(access="a", refresh="r"), False),
    ],
    ids=["soon", "later", "no refresh token", "no end"],
)
def test_tokens_are_refreshed_just_before_their_end(tokens: Tokens, wanted: bool) -> None:
    assert wants_refresh(tokens, NOW) is wanted


def test_withdrawal_comes_before_deletion_and_that_before_changes_by_time() -> None:
    early, late = NOW - timedelta(hours=2), NOW - timedelta(hours=1)
    rows = [
        structs.replace(ROW, id=UUID(int=1), happened_at=late),
        structs.replace(ROW, id=UUID(int=2), happened_at=early),
        structs.replace(ROW, id=UUID(int=3), what=What.DELETED, happened_at=late),
        structs.replace(ROW, id=UUID(int=4), what=What.GONE),
    ]
    assert [row.id.int for row in in_order(rows)] == [4, 3, 2, 1]


def test_days_read() -> None:
    today = NOW.date()
    assert days_to_read([], structs.replace(HELD, synced_at=None), NOW) == (
        today - timedelta(days=60), today + timedelta(days=1),
    )  # fmt: skip
    assert days_to_read([], HELD, NOW)[0] == today - timedelta(days=4)
    told = structs.replace(ROW, starts_at=NOW - timedelta(days=10))
    assert days_to_read([told, ROW], HELD, NOW)[0] == today - timedelta(days=11)
    ancient = structs.replace(ROW, starts_at=NOW - timedelta(days=4000))
    assert days_to_read([ancient], HELD, NOW)[0] == today - timedelta(days=91)
    for far in (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)):
        start, end = days_to_read([structs.replace(ROW, starts_at=far)], HELD, NOW)
        assert today - timedelta(days=91) <= start <= end


def test_no_more_days_of_strava_are_read_than_may_be_kept() -> None:
    strava = structs.replace(HELD, provider="strava", synced_at=None)
    start, end = days_to_read([], strava, NOW)
    assert (end - start).days <= 8


def record(name: str, day: date, value: float = 50.0, source: str = "oura") -> TrackerRecord:
    what = Reading(of=Measure.RESTING_HR, value=value)
    return TrackerRecord(source=source, key=name, day=day, updated_at=NOW, what=what)


def test_what_is_no_longer_told_has_vanished() -> None:
    day = NOW.date()
    there = [
        record("sleep:1", day),
        record("sleep:2", day),
        record("daily:1", day),
        record("sleep:9", day - timedelta(9)),
    ]
    fetched = Fetched(start=day - timedelta(days=1), end=day, records=(there[0],), partial=("daily",))
    assert [(each.key, each.what) for each in vanished(there, fetched, "oura", NOW)] == [("sleep:2", Gone())]
    assert vanished(there, fetched, "whoop", NOW) == ()


def test_named_deletions_take_the_readings_along() -> None:
    row = structs.replace(ROW, what=What.DELETED, happened_at=NOW - timedelta(hours=1))
    gone = deletions([row, ROW], NOW)
    assert [each.key for each in gone] == ["sleep:n1", "sleep:n1:hrv_rmssd", "sleep:n1:resting_hr"]
    assert {each.updated_at for each in gone} == {row.happened_at}


def test_deletion_from_the_future_can_be_outlived() -> None:
    (gone, *_) = deletions([structs.replace(ROW, what=What.DELETED, happened_at=NOW + timedelta(days=900))], NOW)
    assert gone.updated_at == NOW


def test_news_are_what_says_something_else() -> None:
    day = NOW.date()
    held = [record("a", day), record("b", day)]
    told = [
        structs.replace(record("a", day), updated_at=NOW + timedelta(hours=1)),
        record("b", day, 55),
        record("c", day),
    ]
    assert [each.key for each in news(held, told)] == ["b", "c"]
    strava = record("d", day, source="strava")
    assert news([strava], [strava]) == (strava,)
