"""The secret keys as a file: kept apart from backups, brought to another host, and replaced."""

import hashlib
import secrets
from pathlib import Path

from pydantic import ValidationError

from portal import on_disk
from portal.config import Settings
from portal.subkeys import subkey

KEY_FILE = "secret.key"
KEY_BYTES = 48


class KeysRefused(Exception):
    """No key was written; the message says why, for people."""


def keys_of(settings: Settings) -> list[str]:
    """The keys in use, oldest first: those of the settings, else of the instance's key file; empty without any."""
    file = settings.instance_dir / KEY_FILE
    return settings.secret_keys or (file.read_text().split() if file.exists() else [])


def fingerprint_of_key(key: str) -> str:
    """By which a key is known again without telling anything about it."""
    return hashlib.sha256(subkey(key, "fingerprint")).hexdigest()[:32]


def new_key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)


def export_keys(settings: Settings, target: Path) -> int:
    """Write the keys in use to a new file that only this user can read; their number. Raises KeysRefused."""
    keys = keys_of(settings)
    if not keys:
        raise KeysRefused("There are no keys yet. They are made when Onward starts for the first time.")
    if target.exists():
        raise KeysRefused(f"{target} exists already. Choose another name.")
    _write(target, keys)
    return len(keys)


def import_keys(settings: Settings, source: Path) -> int:
    """Make the keys in `source` those of this instance; their number. Raises KeysRefused."""
    if settings.secret_keys:
        raise KeysRefused("SECRET_KEYS is set and comes first. Put the keys there, or unset it.")
    keys = read_keys(source)
    present = keys_of(settings)
    if set(present) - set(keys):
        raise KeysRefused(
            f"{settings.instance_dir / KEY_FILE} holds other keys, which would be lost. Export them, then delete it."
        )
    _write(settings.instance_dir / KEY_FILE, keys)
    return len(keys)


def read_keys(source: Path) -> list[str]:
    """The keys in a file. Raises KeysRefused."""
    try:
        keys = Settings(secret_keys=source.read_text().split()).secret_keys
    except FileNotFoundError:
        raise KeysRefused(f"There is no file {source}.") from None
    except (ValidationError, UnicodeDecodeError):
        keys = []
    if not keys:
        raise KeysRefused(f"{source} holds no keys of Onward.")
    return keys


def rotate(settings: Settings) -> int:
    """Add a new key, which signs from the next start on; the older ones open what they signed. Raises KeysRefused."""
    if settings.secret_keys:
        raise KeysRefused("SECRET_KEYS is set: put the key that `onward keys new` prints at its end, then restart.")
    keys = [*keys_of(settings), new_key()]
    _write(settings.instance_dir / KEY_FILE, keys)
    return len(keys)


def _write(target: Path, keys: list[str]) -> None:
    on_disk.make_folder(target.parent)
    on_disk.write_whole(target, "".join(f"{key}\n" for key in keys).encode())
