"""Rules of accounts."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from domain.errors import InvalidInput
from domain.identity.account import Credential, Role
from domain.identity.policies import check_password, is_live, normal_email, secret_hash, wants_touch

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
IDLE = timedelta(hours=72)


def _credential(via: str = "session", seen: timedelta | None = None, ends: timedelta | None = None) -> Credential:
    return Credential(
        id=UUID(int=1),
        user_id=UUID(int=2),
        role=Role.USER,
        via=via,
        created_at=NOW - timedelta(days=9),
        seen_at=None if seen is None else NOW - seen,
        expires_at=None if ends is None else NOW + ends,
    )


def test_emails_are_one_spelling() -> None:
    assert normal_email("  Ana.Lopez@Example.ORG ") == "ana.lopez@example.org"


@pytest.mark.parametrize(
    "email", ["", "@", "a@", "@b", "a b@c.org", "a@b@c", "a@b\nc", "x" * 65 + "@b.org", "a\x00@b.org"]
)
def test_what_is_no_email(email: str) -> None:
    with pytest.raises(InvalidInput):
        normal_email(email)


@pytest.mark.parametrize("password", ["correct horse", "pass phrase of mine", "é" * 3 + "abcdef", "x" * 124 + "abcd"])
def test_good_passwords(password: str) -> None:
    check_password(password, "ana@example.org")


@pytest.mark.parametrize(
    "password", ["1234567", "x" * 129, "password", "QWERTY123", "azertyuiop", "abababab", "ana@example.org"]
)
def test_bad_passwords_are_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_password(password, "ana@example.org")
    problem = refused.value.problems[0]
    assert problem.field == "password"
    assert password not in problem.message.split()


def test_hash_has_256_bits() -> None:
    assert len(secret_hash("x")) == 32


@pytest.mark.parametrize(
    ("credential", "live"),
    [
        (_credential(seen=IDLE - timedelta(seconds=1), ends=timedelta(days=1)), True),
        (_credential(seen=IDLE, ends=timedelta(days=1)), False),
        (_credential(seen=timedelta(0), ends=timedelta(0)), False),
        (_credential("token", seen=None, ends=None), True),
        (_credential("token", seen=timedelta(days=400), ends=None), True),
        (_credential("token", seen=None, ends=timedelta(0)), False),
    ],
)
def test_life_of_a_credential(credential: Credential, *, live: bool) -> None:
    assert is_live(credential, NOW, IDLE) is live


def test_use_is_written_down_after_a_minute() -> None:
    assert not wants_touch(_credential(seen=timedelta(seconds=59)), NOW)
    assert wants_touch(_credential(seen=timedelta(seconds=60)), NOW)
    assert wants_touch(_credential("token"), NOW)
