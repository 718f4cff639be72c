"""The one module that names eventlet.

Two modes: `eventlet` (the default: green threads, one process serves hundreds of sockets) and `threading` (plain
threads: the way out if eventlet ever ends, and a second run of the socket tests). Everything else imports `spawn`,
`sleep`, `offload` and `Lock` from here and never asks which mode is on.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

Result = TypeVar("Result")

MODES = ("eventlet", "threading")


def mode() -> str:
    """`eventlet` or `threading`, from ONWARD_ASYNC.

    Raises ValueError for any other word, so that a spelling mistake never picks a mode in silence.
    """
    chosen = os.environ.get("ONWARD_ASYNC", "eventlet")
    if chosen not in MODES:
        raise ValueError(f"ONWARD_ASYNC is {chosen!r}; it takes one of {', '.join(MODES)}.")
    return chosen


def patch() -> None:
    """Make the standard library cooperative. Entry points call this on their first line, before other imports."""
    if mode() != "eventlet":
        return
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    # psycopg waits in C unless told to use Python's select, which eventlet has patched.
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_selector")
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import eventlet

        eventlet.monkey_patch()


def is_green() -> bool:
    return mode() == "eventlet"


def spawn(task: Callable[..., Any], *args: Any) -> None:
    """Start `task` in the background; it must catch its own errors."""
    if is_green():
        import eventlet

        eventlet.spawn_n(task, *args)
    else:
        threading.Thread(target=task, args=args, daemon=True).start()


def spawn_after(seconds: float, task: Callable[..., Any], *args: Any) -> None:
    """Start `task` once, `seconds` from now."""
    if is_green():
        import eventlet

        eventlet.spawn_after(seconds, task, *args)
    else:
        timer = threading.Timer(seconds, task, args)
        timer.daemon = True
        timer.start()


def sleep(seconds: float) -> None:
    """Let others run for `seconds`."""
    time.sleep(seconds)


def offload(work: Callable[..., Result], *args: Any) -> Result:
    """Run blocking `work` on a real thread and wait for it without stopping the other green threads."""
    if is_green():
        from eventlet import tpool

        return tpool.execute(work, *args)  # type: ignore[no-any-return]
    return work(*args)


def Lock() -> threading.Lock:  # noqa: N802 - stands in for threading.Lock
    """A lock. Looked up at each call: this module is imported before patch() replaces threading.Lock."""
    return threading.Lock()


# Finds its lock at each call by itself: green after patch(), plain in threading mode.
Event = threading.Event
