"""Which pages may talk to us, and what that makes of the session cookie."""

import ipaddress
from urllib.parse import urlsplit

from litestar.datastructures import Cookie
from msgspec import Struct

_LOCAL_NAMES = ("localhost", "")


def is_loopback(host: str) -> bool:
    """True for `localhost` and loopback addresses."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in _LOCAL_NAMES


class Origins(Struct, frozen=True, kw_only=True):
    """`public` is the origin that browsers use (empty: whatever host they name); `allowed` are further ones."""

    public: str
    allowed: tuple[str, ...]

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS; on loopback, or with no public origin, they do not."""
        return not is_loopback(urlsplit(self.public).hostname or "")

    def accepts(self, origin: str, host: str) -> bool:
        """Whether a page of `origin` may send what changes something; `host` is the request's own Host header."""
        if origin in (self.public, *self.allowed):
            return True
        return not self.public and bool(host) and urlsplit(origin).netloc == host


class SessionCookie(Struct, frozen=True, kw_only=True):
    """The browser's half of a session. `__Host-` demands Secure, so plain HTTP on loopback has another name."""

    secure: bool

    @property
    def name(self) -> str:
        """The cookie's name."""
        return "__Host-fitai" if self.secure else "fitai"

    def holding(self, secret: str, max_age_s: int) -> Cookie:
        """The cookie that opens the session."""
        return Cookie(
            key=self.name, value=secret, path="/", max_age=max_age_s, secure=self.secure, httponly=True, samesite="lax"
        )

    def cleared(self) -> Cookie:
        """The cookie that makes the browser forget."""
        return self.holding("", 0)
