"""Rules of accounts as values in, values out: what an e-mail and a password may be, when a session ends."""

import hashlib
import re
from datetime import datetime, timedelta

from domain.errors import FieldProblem, InvalidInput
from domain.identity.account import Credential

PASSWORD_LENGTHS = (8, 128)
"""OWASP ASVS 5.0, 6.2.1 and 6.2.9: at least 8 characters, at least 64 permitted."""

TOKEN_PREFIX = "fitai_pat_"  # noqa: S105 -- what tokens start with, so that secret scanners can find a leaked one

TICKET_S = 30
"""Seconds a ticket for the socket is good for."""

TOUCH_AFTER = timedelta(minutes=1)
"""A use is written down at most this often."""

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,255}")

# The commonest passwords of eight and more characters in published breach lists (ASVS 5.0, 6.2.4).
_COMMON_TEXT = """
12345678 123456789 1234567890 12345678910 11111111 00000000 87654321 88888888 123123123 987654321 1q2w3e4r 1q2w3e4r5t
1qaz2wsx qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 asdfghjk asdfghjkl zxcvbnm1 password password1 password12
password123 passw0rd p@ssword p@ssw0rd iloveyou sunshine princess football baseball superman starwars trustno1
whatever computer michelle jennifer internet samantha welcome1 welcome123 letmein1 admin123 admin1234 changeme
changeme1 administrator aa123456 a1234567 a12345678 abc12345 abcd1234 abcdefgh q1w2e3r4 motdepasse azertyui azertyuiop
azerty123 liverpool charlie1 dragon123 monkey123 fitness1 fitness123 workout1 gymrat123
"""
_COMMON = frozenset(_COMMON_TEXT.split())


def normal_email(email: str) -> str:
    """The e-mail as it is stored and looked up: trimmed and lower-case. Raises `InvalidInput`."""
    text = email.strip().lower()
    if not _EMAIL.fullmatch(text):
        problem = FieldProblem(
            field="email", message="not an e-mail address", allowed="name@domain, up to 320 characters"
        )
        raise InvalidInput("The e-mail cannot be used.", (problem,))
    return text


def check_password(password: str, email: str) -> None:
    """Refuse what is too short, too long or easily guessed. Raises `InvalidInput`; the password is in no message."""
    low, high = PASSWORD_LENGTHS
    if not low <= len(password) <= high:
        message = f"{len(password)} characters long"
    elif password.lower() in _COMMON:
        message = "one of the commonest passwords"
    elif password.lower() in (email, email.partition("@")[0]):
        message = "the same as the e-mail"
    elif len(set(password)) < 4:
        message = "made of fewer than four different characters"
    else:
        return
    allowed = f"{low} to {high} characters, not a common password"
    raise InvalidInput(
        "The password cannot be used.", (FieldProblem(field="password", message=message, allowed=allowed),)
    )


def secret_hash(secret: str) -> bytes:
    """What is stored of a session's or token's secret. It has 256 random bits, so plain SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).digest()


def is_live(credential: Credential, now: datetime, idle: timedelta) -> bool:
    """Whether it still opens anything: before its end, sessions also used within `idle` (ASVS 5.0, 7.3.1, 7.3.2)."""
    if credential.expires_at is not None and now >= credential.expires_at:
        return False
    last = credential.seen_at or credential.created_at
    return credential.via != "session" or now - last < idle


def wants_touch(credential: Credential, now: datetime) -> bool:
    """Whether this use is to be written down."""
    return credential.seen_at is None or now - credential.seen_at >= TOUCH_AFTER
