"""AES-256-GCM with everything that identifies the place of a ciphertext bound into it.

Format, version 1: one version byte, 12 random bytes of nonce, ciphertext with its 16-byte tag
(NIST SP 800-38D; random nonces are safe for 2^32 messages under one key, and a key serves one person).
"""

import json
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_SHORTEST = len(_VERSION) + _NONCE_BYTES + 16


class Unreadable(Exception):
    """A sealed value cannot be read: altered, moved, or its key is not here."""


class Tampered(Unreadable):
    """The bytes are not what was sealed at this place under this key."""


def new_key() -> bytes:
    """A fresh random key of 256 bits."""
    return os.urandom(KEY_BYTES)


def encrypt(key: bytes, plain: bytes, *, place: tuple[str, ...]) -> bytes:
    """Seal bytes at a place; the same bytes at another place do not open."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, plain, _bound(place))


def decrypt(key: bytes, sealed: bytes, *, place: tuple[str, ...]) -> bytes:
    """The bytes that were sealed at this place.

    Raises:
        Tampered: altered, moved from another place, or sealed under another key.
    """
    if len(sealed) < _SHORTEST or sealed[:1] != _VERSION:
        raise Tampered("not a sealed value of a known version")
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, _bound(place))
    except InvalidTag:
        raise Tampered("does not open at this place with this key") from None


def _bound(place: tuple[str, ...]) -> bytes:
    return json.dumps(["shelterbelt", *place], ensure_ascii=True, separators=(",", ":")).encode("ascii")
