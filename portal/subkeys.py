"""One subkey per purpose, so that what was signed for one thing never opens another."""

from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUBKEY_BYTES = 32


@lru_cache(maxsize=256)
def subkey(key: str, purpose: str) -> bytes:
    """The key for one purpose that follows from one of the secret keys."""
    derive = HKDF(algorithm=hashes.SHA256(), length=SUBKEY_BYTES, salt=None, info=f"onward {purpose}".encode())
    return derive.derive(key.encode())
