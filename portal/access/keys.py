"""Keys: one subkey per purpose, so that what was signed for one thing never opens another."""

import hashlib

from itsdangerous import Signer

from portal.config import settings
from portal.subkeys import subkey


def signer(purpose: str) -> Signer:
    """Signs with the newest key and accepts every older one still in the list."""
    keys = [subkey(key, purpose) for key in settings().secret_keys]
    return Signer(keys, salt=f"onward.{purpose}", sep=".", key_derivation="hmac", digest_method=hashlib.sha256)


def fingerprint(secret: str) -> str:
    """The SHA-256 of a random secret, in hex: what is stored instead of the secret.

    Only for secrets of 128 random bits and more; a short code would be guessed from it (sign those with `signer`).
    """
    return hashlib.sha256(secret.encode()).hexdigest()
