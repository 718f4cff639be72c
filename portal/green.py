"""The one module that names eventlet.

Two modes: `eventlet` (the default: green threads, one process serves hundreds of sockets) and `threading` (plain
threads: the way out if eventlet ever ends, and a second run of the socket tests). Everything else imports `spawn`,
`sleep`, `offload` and `Lock` from here and never asks which mode is on.
"""

import contextlib
import itertools
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")

MODES = ("eventlet", "threading")
TURN_SECONDS = 0.0005
QUICK_SECONDS, QUICK_IN_A_ROW = 0.002, 20


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
        _limit_messages()
    # Who comes back from the disk while others work would wait five milliseconds for its turn, which is Python's own.
    sys.setswitchinterval(TURN_SECONDS)


def wait_for_postgres() -> None:
    """Let psycopg wait in the hub itself; its own way, by selectors, costs as much as all the rest of a short query."""
    if not is_green():
        return
    from psycopg import waiting

    slowly = waiting.wait

    def wait(asked: Any, descriptor: int, interval: float = 0.0, timeout: float | None = None) -> Any:
        if timeout is not None:
            return slowly(asked, descriptor, interval, timeout)
        try:
            wanted = next(asked)
            while True:
                wanted = asked.send(_ready(descriptor, wanted))
        except StopIteration as done:
            return done.value

    waiting.wait = wait  # type: ignore[assignment]


def _ready(descriptor: int, wanted: int) -> int:
    """Wait until `descriptor` may be read (1) or written (2), as is `wanted`; gives which of it."""
    import select

    from eventlet import hubs, patcher

    read, write = [descriptor] if wanted & 1 else [], [descriptor] if wanted & 2 else []
    can_read, can_write, _ = patcher.original("select").select(read, write, [], 0)
    if not can_read and not can_write:
        if not write:
            hubs.trampoline(descriptor, read=True)
            return 1
        can_read, can_write, _ = select.select(read, write, [])
    return bool(can_read) | bool(can_write) << 1


def _limit_messages() -> None:
    """Hold a whole websocket message to the size of one fragment, which is all that eventlet counts."""
    import eventlet
    from eventlet import websocket

    message_class = websocket.RFC6455WebSocket.Message
    if hasattr(message_class, "is_limited"):
        # Twice limited would count every byte twice.
        return
    push, received = message_class.push, itertools.count(1)

    def push_within_limit(message: Any, data: bytes, final: bool = False) -> None:
        # An empty fragment counts too, or there could be any number of them.
        message.bytes_held = getattr(message, "bytes_held", 0) + max(len(data), 1)
        if message.bytes_held > message.max_frame_length:
            raise websocket.FailedConnectionError(1009, "The message is too large.")
        push(message, data, final=final)
        # Reading waits only where nothing has come yet: without this, who floods would never let others run.
        if not next(received) % FRAMES_IN_A_ROW:
            eventlet.sleep(0)

    message_class.push, message_class.is_limited = push_within_limit, True


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


class RealThread:
    """A real thread that does one thing after another, while the green threads that wait for it let others run.

    For what is done at every commit: eventlet's own pool hands its work on through locks of Python's, for which the
    process changes threads twice and the green ones wait for their turn. Handing over costs as much as a quick disk
    takes: what was quick many times in a row is done here, until it is slow once.
    """

    def __init__(self) -> None:
        self._asked: Any = None
        self.quick_in_a_row = 0

    def run(self, work: Callable[[], Result]) -> Result:
        """Do `work` there and give back what it returns; raises what it raises. In threading mode it is done here."""
        if not is_green():
            return work()
        if self.quick_in_a_row >= QUICK_IN_A_ROW:
            return self._timed(work)
        return self._hand_over(partial(self._timed, work))

    def _timed(self, work: Callable[[], Result]) -> Result:
        start = time.perf_counter()
        try:
            return work()
        finally:
            is_quick = time.perf_counter() - start < QUICK_SECONDS
            self.quick_in_a_row = self.quick_in_a_row + 1 if is_quick else 0

    def _hand_over(self, work: Callable[[], Result]) -> Result:
        from eventlet.event import Event

        if self._asked is None:
            self._start()
        done = Event()
        self._asked.put((work, done))
        return done.wait()  # type: ignore[no-any-return]

    def _start(self) -> None:
        from _queue import SimpleQueue

        from eventlet import hubs, patcher

        hub, over = hubs.get_hub(), SimpleQueue[Any]()
        self._asked = SimpleQueue()
        heard, bell = patcher.original("socket").socketpair()
        heard.setblocking(False)
        # Kept, or the garbage collector would close both.
        self._line = heard, bell
        hub.add(hub.READ, heard.fileno(), lambda _: _tell_all(heard, over), _ignore, _ignore)
        worker = patcher.original("threading").Thread(target=_work, args=(self._asked, over, bell), daemon=True)
        worker.start()


def _work(asked: Any, over: Any, bell: Any) -> None:
    while True:
        work, done = asked.get()
        try:
            over.put((done.send, work()))
        except BaseException as error:
            over.put((done.send_exception, error))
        bell.send(b"!")


def _tell_all(heard: Any, over: Any) -> None:
    """Let those go on whose work is done; the hub calls it, and would never again if it raised anything."""
    with contextlib.suppress(BlockingIOError):
        for _ in heard.recv(4_096):
            tell, outcome = over.get()
            tell(outcome)


def _ignore(*_: Any) -> None:
    """Nobody closes the line."""


def Lock() -> threading.Lock:
    """A lock. Looked up at each call: this module is imported before patch() replaces threading.Lock."""
    return threading.Lock()


# Finds its lock at each call by itself: green after patch(), plain in threading mode.
Event = threading.Event


MOST_CONNECTIONS = 20_000
FRAMES_IN_A_ROW = 8
BUFFER_BYTES = 2_048
SOCKET_SECONDS = 90
KEEPALIVE_SECONDS = 30
LOOK_SECONDS = 0.1


def serve_http(
    listener: socket.socket,
    application: Any,
    is_stopping: Callable[[], bool],
    say_goodbye: Callable[[], None],
    grace_seconds: float,
) -> None:
    """Answer requests on `listener` until `is_stopping()`; then accept no more, say goodbye, and let requests end."""
    serve = _serve_green if is_green() else _serve_threads
    stop_accepting, wait_for_the_rest = serve(listener, application)
    while not is_stopping():
        sleep(LOOK_SECONDS)
    stop_accepting()
    say_goodbye()
    wait_for_the_rest(grace_seconds)


Serving = tuple[Callable[[], None], Callable[[float], None]]


def _serve_green(listener: socket.socket, application: Any) -> Serving:
    import eventlet
    from eventlet import wsgi
    from greenlet import GreenletExit

    class Protocol(wsgi.HttpProtocol):  # type: ignore[misc]
        # A websocket keeps both for as long as it is open: eventlet's own sizes are a third of what a viewer weighs.
        rbufsize = wbufsize = BUFFER_BYTES

        def log_message(self, *_: Any) -> None:
            """A line that cannot be read may carry the token of a link too."""

    def until_goodbye(environ: dict[str, Any], start_response: Any) -> Any:
        # A websocket that calls itself idle would be cut off at the end before it hears goodbye.
        environ["eventlet.set_idle"] = lambda: None
        return application(environ, start_response)

    def serve() -> None:
        with contextlib.suppress(GreenletExit):
            wsgi.server(
                listener,
                until_goodbye,
                protocol=Protocol,
                max_size=MOST_CONNECTIONS,
                socket_timeout=SOCKET_SECONDS,
                keepalive=KEEPALIVE_SECONDS,
                # Request lines carry the tokens of links.
                log_output=False,
                debug=False,
            )

    server = eventlet.spawn(serve)

    def stop_accepting() -> None:
        server.kill()
        listener.close()

    def wait_for_the_rest(grace_seconds: float) -> None:
        with eventlet.Timeout(grace_seconds, False):
            server.wait()

    return stop_accepting, wait_for_the_rest


def _serve_threads(listener: socket.socket, application: Any) -> Serving:
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Silent(WSGIRequestHandler):
        def log(self, *_: Any) -> None:
            """Request lines carry the tokens of links."""

    under_way: set[int] = set()

    def counted(environ: dict[str, Any], start_response: Any) -> Any:
        under_way.add(id(environ))
        try:
            return application(environ, start_response)
        finally:
            under_way.discard(id(environ))

    host, port = listener.getsockname()[:2]
    server = make_server(host, port, counted, threaded=True, request_handler=Silent, fd=listener.fileno())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def wait_for_the_rest(grace_seconds: float) -> None:
        ends_at = time.monotonic() + grace_seconds
        while under_way and time.monotonic() < ends_at:
            sleep(LOOK_SECONDS)
        server.server_close()

    return server.shutdown, wait_for_the_rest
