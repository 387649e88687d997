"""What each source's data may be used for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from domain.identity.data_use import (
    POLICIES,
    expires_at,
    expiring,
    for_combining,
    for_others,
    for_prompt,
    for_training,
    policy_of,
)
from domain.text.messages import say
from domain.trackers.notification import Provider
from domain.trackers.wording import uses

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SOURCES = sorted(POLICIES)


class Value(Struct, frozen=True):
    source: str
    value: float = 0.0


PLANTED = Value("strava", 123456.789)


def test_strava_enters_nothing_and_ends_after_a_week() -> None:
    values = [Value(source) for source in SOURCES] + [PLANTED]
    for passed in (for_prompt(values), for_training(values), for_combining(values), for_others(values)):
        assert passed
        assert "strava" not in {value.source for value in passed}
    assert expires_at("strava", NOW) == NOW + timedelta(days=7)
    assert ("strava", NOW - timedelta(days=7)) in expiring(NOW)


@pytest.mark.parametrize("through", ["terra/strava", "standard/strava", "terra/nobody", "nobody"])
def test_bridge_passes_the_terms_on(through: str) -> None:
    value = Value(through)
    assert (for_prompt([value]), for_training([value]), for_combining([value]), for_others([value])) == ((), (), (), ())
    assert expires_at(through, NOW) == NOW + timedelta(days=7)


def test_one_s_own_files_may_be_used_and_a_partner_s_data_train_nobody() -> None:
    assert for_training([Value("fit"), Value("garmin"), Value("terra/garmin")]) == (Value("fit"),)
    assert for_prompt([Value("fit"), Value("garmin"), Value("terra/garmin")]) == (
        Value("fit"), Value("garmin"), Value("terra/garmin"),
    )  # fmt: skip
    assert expires_at("garmin", NOW) is None


@given(st.lists(st.sampled_from([*SOURCES, "nobody"]), min_size=1, max_size=4))
def test_bridge_never_allows_more_than_what_is_behind_it(parts: list[str]) -> None:
    whole, each = policy_of("/".join(parts)), [policy_of(part) for part in parts]
    for name in ("llm", "training", "combine"):
        assert getattr(whole, name) == all(getattr(policy, name) for policy in each)
    assert whole.owner_only == any(policy.owner_only for policy in each)
    days = [policy.retention_days for policy in each if policy.retention_days is not None]
    assert whole.retention_days == min(days, default=None)


@given(st.lists(st.sampled_from([*SOURCES, "nobody", "terra/strava"])))
def test_filters_keep_order_and_add_nothing(sources: list[str]) -> None:
    values = [Value(source, number) for number, source in enumerate(sources)]
    for passed in (for_prompt(values), for_training(values), for_combining(values), for_others(values)):
        assert list(passed) == [value for value in values if value in passed]


def test_every_provider_has_a_row_with_its_source_and_day() -> None:
    assert {provider.value for provider in Provider} <= set(POLICIES)
    for policy in POLICIES.values():
        assert policy.because
        assert policy.where
        assert policy.checked <= NOW.date()
        assert policy.training is False or policy.certain


@pytest.mark.parametrize("locale", ["en", "fr", "ar"])
def test_use_is_said_in_the_person_s_language(locale: str) -> None:
    strava, garmin = uses(policy_of("strava"), locale), uses(policy_of("garmin"), locale)
    assert strava[0] == say(locale, "trackers.use.no_coach")
    assert garmin[0] == say(locale, "trackers.use.coach")
    assert garmin[-1] == say(locale, "trackers.use.kept_account")
    assert "7" in strava[-1]
