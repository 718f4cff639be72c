"""The launcher: one server a SQLite file, the schema up to date, background work running, and a quiet end."""

import errno
import gc
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import create_app, green, migrating, watching
from portal.backups.restoring import refuse_half_restored
from portal.config import Settings
from portal.erasure.replaying import replay
from portal.file_lock import LockTaken, hold_lock
from portal.jobs.loop import Loop
from portal.live import server as live
from portal.logs import set_up_logs

BACKLOG = 1024
LOCK_SUFFIX = ".serving"
# New objects between two looks for garbage; Python's own 700 are made by drawing ten rows.
OBJECTS_A_LOOK = 10_000

Announcement = Callable[[Flask], None]

log = structlog.get_logger()


class CannotServe(Exception):
    """The server did not start; the message says why, for people."""


class PortTaken(CannotServe):
    """Something else listens there already."""


def serve(settings: Settings, host: str, port: int, on_ready: Announcement) -> None:
    """Serve until SIGTERM or SIGINT, then let requests finish; `on_ready(app)` is called once the port is open.

    Raises CannotServe, MigrationFailed.
    """
    set_up_logs()
    with only_server(settings):
        bring_up_to_date(settings)
        listener = open_port(host, port)
        run(create_app(settings), listener, on_ready)


@contextmanager
def only_server(settings: Settings) -> Iterator[None]:
    """Keep a second server off the same SQLite file, where two would overtake each other. Raises CannotServe."""
    if not settings.is_sqlite:
        yield
        return
    file = Path(make_url(settings.database_url).database or "")
    try:
        with hold_lock(file.with_name(file.name + LOCK_SUFFIX)):
            yield
    except LockTaken:
        raise CannotServe(f"Another server already runs on {file}. Stop it first, or set DATABASE_URL.") from None


def bring_up_to_date(settings: Settings) -> None:
    """Migrate SQLite by itself; with PostgreSQL, where several servers may run, refuse an old schema in words.

    Raises CannotServe, MigrationFailed, and BackupRefused where a restore was cut off.
    """
    refuse_half_restored(settings)
    if settings.is_sqlite:
        migrating.migrate(settings)
    elif not migrating.schema_is_current(settings):
        raise CannotServe("The database holds the schema of another version. Back it up, then run: onward migrate")


def open_port(host: str, port: int) -> socket.socket:
    """A listening socket. Raises PortTaken, or CannotServe when the address is none of this machine."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Accepted sockets inherit it: an edit is smaller than a packet and must not wait for a second one.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(f"Port {port} on {host} is taken. Stop what listens there, or choose another.") from error
        raise CannotServe(f"Cannot listen on {host}:{port}: {error.strerror or error}.") from error
    return listener


def run(app: Flask, listener: socket.socket, on_ready: Announcement) -> None:
    """Start background work, serve on `listener` until told to stop, and drain."""
    told: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _frame: told.append(received))
    replay(app)
    jobs = Loop(app)
    jobs.start()
    live.start(app)
    spare_what_stays()
    green.spawn(watching.measure_lag)
    on_ready(app)
    log.info("serving", port=listener.getsockname()[1], mode=green.mode())

    def say_goodbye() -> None:
        log.info("draining")
        app.extensions[watching.DRAINING] = True
        jobs.stop()
        live.say_bye_to_all(app)

    grace_seconds = app.extensions["onward.settings"].drain_seconds
    green.serve_http(listener, behind_proxies(app), lambda: bool(told), say_goodbye, grace_seconds)
    log.info("stopped")


def spare_what_stays() -> None:
    """Take what is loaded by now out of the search for garbage, and search less often.

    Modules, models and statements stay for as long as the process lives: a quarter of a million objects, among which
    each full search would look for a tenth of a second, while everybody waits.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_A_LOOK, *gc.get_threshold()[1:])


def behind_proxies(app: Flask) -> Any:
    """The application to serve: forwarded headers are believed from as many proxies as the settings count."""
    hops = app.extensions["onward.settings"].proxy_hops
    return ProxyFix(app, x_for=hops, x_proto=hops) if hops else app
