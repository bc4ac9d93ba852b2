"""How a webhook is signed, so that its receiver knows who sent it, what, and when.

Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

_PREFIX = "whsec_"
#: What a secret may have, in bytes, by the specification.
_LEAST, _MOST = 24, 64


def secret_of(text: str) -> bytes:
    """The key in a secret, `whsec_` and base64. Raises ValueError, without the secret, for what is none."""
    if not text.startswith(_PREFIX):
        raise ValueError(f"must be a secret of Standard Webhooks: {_PREFIX} followed by base64")
    try:
        key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        raise ValueError(f"has no base64 after {_PREFIX}") from None
    if not _LEAST <= len(key) <= _MOST:
        raise ValueError(f"has {len(key)} bytes; {_LEAST} to {_MOST} are wanted")
    return key


def signed(identity: str, timestamp: int, body: bytes, keys: Sequence[bytes]) -> dict[str, str]:
    """The three headers. `timestamp` is in seconds since 1970.

    With several keys, while one is exchanged for another, there is a signature by each.
    """
    content = f"{identity}.{timestamp}.".encode() + body
    signatures = (base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": identity,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }
