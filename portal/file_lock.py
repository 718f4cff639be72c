"""A lock between processes, kept on a file and let go by the system when its holder ends, however it ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal import green

RETRY_SECONDS = 0.05


class LockTaken(Exception):
    """Another process holds the lock."""


@contextmanager
def hold_lock(path: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock on `path` for the block, waiting up to `wait_seconds` for it.

    Raises LockTaken when it stays with another process.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        waited = 0.0
        while not _try_lock(file.fileno()):
            if waited >= wait_seconds:
                raise LockTaken(str(path))
            green.sleep(RETRY_SECONDS)
            waited += RETRY_SECONDS
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
