"""Secret links: what the holder has, and what the database keeps of it."""

import hashlib
import hmac
import secrets

from shelterbelt.ground.secrets.sealing import keys

MARK = "sbt_"
"""Every token begins with this, so that logs, reports and scanners recognise one wherever it turns up."""
_BYTES = 24


def new_token() -> str:
    """A fresh secret for a link: 192 random bits, safe in an address, 36 characters."""
    return MARK + secrets.token_urlsafe(_BYTES)


def digest_token(token: str) -> str:
    """What the database keeps: keyed SHA-256, 64 hex digits. Without the pepper's file it proves nothing."""
    return hmac.new(
        keys().pepper("tokens"), token.encode("utf-8", "surrogatepass"), hashlib.sha256
    ).hexdigest()


def token_matches(token: str, digest: str) -> bool:
    """Whether the token is the one behind the digest, in a time that does not tell how nearly."""
    return hmac.compare_digest(digest_token(token).encode(), digest.encode())
