"""Encryption at rest of provider tokens and of what providers pushed: Fernet (AES-128-CBC and HMAC-SHA256)."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from domain.errors import ConfigError, Unavailable


class FernetVault:
    """`ports.Vault`. Seals with the first key and opens with any, so a key is rotated by putting a new one in front."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None

    def seal(self, data: bytes) -> bytes:
        """Encrypted and authenticated."""
        return self._keys().encrypt(data)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises `Unavailable` when none of the keys opens it: with the right key it would be read."""
        try:
            return self._keys().decrypt(sealed)
        except InvalidToken as error:
            raise Unavailable("what was stored was sealed with a key that FITAI_TOKEN_KEYS does not have") from error

    def _keys(self) -> MultiFernet:
        if self._fernet is None:
            raise ConfigError("FITAI_TOKEN_KEYS is empty; trackers need a Fernet key to encrypt their tokens with")
        return self._fernet
