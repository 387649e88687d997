"""Every provider's checks over bytes nobody meant: a changed delivery is refused, and reading never breaks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from api.errors import MalformedBody
from api.webhooks.source import Delivery, NotConfigured, WebhookRefused
from api.webhooks.sources import SOURCES
from cli.signed_traffic import Post, signed
from domain.trackers.notification import MAX_KEY, Provider, key
from tests.trackers import AT, CONFIGS, KEYS, event

SIGNED = [each for each in Provider if each not in (Provider.STRAVA, Provider.WITHINGS, Provider.GARMIN)]


def delivery(post: Post) -> Delivery:
    secret = post.path.removeprefix("/api/webhooks/").partition("/")[2]
    return Delivery(method="POST", headers=post.headers, query={}, body=post.body, path_secret=secret)


def verified(provider: Provider, given: Delivery, at: datetime = AT) -> bool:
    try:
        SOURCES[provider].verify(given, CONFIGS[provider], at)
    except (WebhookRefused, MalformedBody):
        return False
    return True


def test_every_provider_has_a_webhook() -> None:
    assert set(SOURCES) == set(Provider)
    for provider, source in SOURCES.items():
        assert source.provider is provider
        assert verified(provider, delivery(signed(provider, event(provider, "7"), KEYS[provider], AT)))


@pytest.mark.parametrize("provider", SIGNED)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_changed_bit_is_refused(provider: Provider, data: st.DataObject) -> None:
    given_ = delivery(signed(provider, event(provider, "7"), KEYS[provider], AT))
    body = bytearray(given_.body)
    place = data.draw(st.integers(0, len(body) - 1))
    body[place] ^= 1 << data.draw(st.integers(0, 7))
    assert not verified(provider, structs.replace(given_, body=bytes(body)))


@pytest.mark.parametrize("provider", SIGNED)
@given(header=st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_other_signature_is_refused_and_none_breaks_the_check(provider: Provider, header: str) -> None:
    given_ = delivery(signed(provider, event(provider, "7"), KEYS[provider], AT))
    for name in given_.headers:
        if name not in ("content-type", "polar-webhook-event") and given_.headers[name] != header:
            assert not verified(provider, structs.replace(given_, headers={**given_.headers, name: header}))


@pytest.mark.parametrize("provider", list(Provider))
@given(body=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode(errors="replace"))))
@settings(max_examples=60, deadline=None)
def test_any_body_is_read_or_refused(provider: Provider, body: bytes) -> None:
    given_ = structs.replace(delivery(signed(provider, event(provider, "7"), KEYS[provider], AT)), body=body)
    try:
        notifications = SOURCES[provider].read(given_, AT)
    except MalformedBody:
        return
    assert all(len(each.external_id) <= MAX_KEY for each in notifications)


@pytest.mark.parametrize(
    ("provider", "seconds"),
    [(Provider.STANDARD, 300), (Provider.OURA, 3600), (Provider.WHOOP, 3600), (Provider.TERRA, 3600)],
)
def test_signed_time_may_be_this_far_away(provider: Provider, seconds: int) -> None:
    given_ = delivery(signed(provider, event(provider, "7"), KEYS[provider], AT))
    for sign in (-1, 1):
        assert verified(provider, given_, AT + sign * timedelta(seconds=seconds - 1))
        assert not verified(provider, given_, AT + sign * timedelta(seconds=seconds + 1))


@pytest.mark.parametrize("provider", list(Provider))
def test_unconfigured_secret_accepts_nothing(provider: Provider) -> None:
    given_ = delivery(signed(provider, event(provider, "7"), KEYS[provider], AT))
    bare = structs.replace(
        CONFIGS[provider], client_secret="", webhook_secrets=(), path_secret=None, subscription_id="", verify_token=None
    )
    with pytest.raises(NotConfigured):
        SOURCES[provider].verify(given_, bare, AT)


def test_key_of_an_event_does_not_change() -> None:
    """Changing it would let every event of the last 90 days in a second time."""
    keys = {
        provider: SOURCES[provider]
        .read(delivery(signed(provider, event(provider, "7"), KEYS[provider], AT)), AT)[0]
        .external_id
        for provider in Provider
    }
    assert keys[Provider.STRAVA] == "7:activity:9001:create:1795159801"
    assert keys[Provider.OURA] == key(
        "7", "sleep", "sleep-1", "update", datetime.fromtimestamp(1795159801, UTC).isoformat()
    )
    assert keys[Provider.WHOOP] == "trace-7-1"
    assert keys[Provider.POLAR] == key("7", "EXERCISE", "e1", datetime.fromtimestamp(1795159801, UTC).isoformat())
    assert keys[Provider.FITBIT] == key("7", "sleep", "2026-11-20", 1795159800 // 600)
