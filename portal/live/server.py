"""The sockets: connecting, following topics, sending operations. It knows no feature.

Handlers are bound to the Socket.IO server itself, not through Flask-SocketIO's decorators: those make a request context
for every event, which costs more than the edit. Rights are read anew at every event by the topic's own functions.
"""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import socketio as socketio_lib
import structlog
from flask import Flask
from flask_socketio import SocketIO
from simple_websocket import ConnectionClosed

from portal import green, signs
from portal.callers import counted_as
from portal.config import Settings
from portal.live import doorbell, presence
from portal.live.connections import Bucket, Connections, Socket, connections
from portal.live.doing import failed, is_here, refused, take_op
from portal.live.leaving import leave_topic, tell_left
from portal.live.redis import follow_redis
from portal.live.rounds import check_all_rights, make_rounds
from portal.live.straight import write_straight
from portal.live.tail import close, hang_up, hear_ring, start_tail, tails
from portal.live.topics import Kind, Visitor, find

EVENTS = ("join", "since", "pres", "leave")
LONGEST_CARET = 80
LANGUAGES = ("en", "de")
# A hang-up for one of these may mean sockets that do not know it.
MAY_REACH_FURTHER = {"link_id", "participant_id", "member_id"}
GREETING_SECONDS = 15.0
# A number before every sequence: who stands there is only told the head.
NOWHERE = -1
LOOK_AGAIN_SECONDS = 1.0

log = structlog.get_logger()

Handler = Callable[[Flask, Socket, dict[str, Any]], dict[str, Any] | None]
Guard = Callable[[dict[str, Any]], str | None]


class TextPacket(socketio_lib.packet.Packet):
    """A packet as our pages send it: text, and an event by its own name.

    One header that announces binary parts could make the server hold hundreds of megabytes, and an event called like
    the engine's own would reach its handler: "disconnect" would be forgotten by us and still hear everything.
    """

    def decode(self, encoded_packet: str) -> int:
        if not isinstance(encoded_packet, str) or encoded_packet[:1] in ("5", "6"):
            raise ValueError("binary packets are refused")
        attachments: int = super().decode(encoded_packet)
        if self.packet_type == socketio_lib.packet.EVENT and not _is_event(self.data):
            raise ValueError("this is no event of ours")
        return attachments


def _is_event(data: Any) -> bool:
    return isinstance(data, list) and bool(data) and isinstance(data[0], str) and data[0] in EVENTS


def init_live(app: Flask, extension: SocketIO, guard: Guard) -> None:
    """Bind the sockets to `app`; `guard` gives the browser session behind a handshake, or None to refuse it."""
    settings: Settings = app.extensions["onward.settings"]
    extension.init_app(
        app,
        async_mode=green.mode(),
        async_handlers=False,
        transports=["websocket"],
        cors_allowed_origins=[settings.public_url],
        max_http_buffer_size=settings.frame_bytes,
        manage_session=False,
        serializer=TextPacket,
        ping_interval=20,
        ping_timeout=20,
    )
    server = extension.server
    if green.is_green():
        write_straight(server)
    else:
        _limit_messages(server, settings.frame_bytes)
    app.extensions["onward.connections"] = Connections(server)
    app.wsgi_app = _without_compression(app.wsgi_app)  # type: ignore[method-assign]
    _guard_engine(app, server, partial(_may_open, app, guard))
    server.on("connect", partial(_connect, app, guard))
    server.on("disconnect", partial(_disconnect, app))
    for name, handler in (("join", _join), ("since", _since), ("pres", _pres), ("leave", _leave)):
        server.on(name, partial(_answer, app, handler))
    doorbell.listen(app, "topic", partial(hear_ring, app))
    doorbell.listen(app, "hangup", partial(_hang_up_matching, app))
    doorbell.listen(app, "outdated", partial(_tell_outdated, app))


def start(app: Flask) -> None:
    """Start what runs beside the sockets: heads, the round that re-reads rights, and Redis where it is set."""
    green.spawn(make_rounds, app)
    if app.extensions["onward.settings"].redis_url:
        follow_redis(app)


def say_bye_to_all(app: Flask, reason: str = "restart", jitter_ms: int = 3_000) -> None:
    """Tell every socket that this server goes, and when about to come back."""
    for sid in list(connections(app).sockets):
        hang_up(app, sid, reason, jitter_ms)


def _without_compression(wsgi: Any) -> Any:
    """Browsers offer permessage-deflate and eventlet accepts it: twice the CPU and memory for small frames."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        return wsgi(environ, start_response)

    return answer


def _may_open(app: Flask, guard: Guard, environ: dict[str, Any]) -> bool:
    """Whether to open this line: always with a live session, else so many an address in the time of a greeting."""
    with app.app_context():
        if guard(environ) is not None:
            return True
    live, address = connections(app), counted_as(environ.get("REMOTE_ADDR", ""))
    if live.strangers_at[address] >= app.extensions["onward.settings"].strangers_per_address:
        return False
    live.strangers_at[address] += 1
    # Not when the line ends: who comes and goes without a pause would never be counted.
    green.spawn_after(GREETING_SECONDS, live.forget_stranger, address)
    return True


def _guard_engine(app: Flask, server: Any, may_open: Callable[[dict[str, Any]], bool]) -> None:
    """Close on whoever sends what is no message, or opens a line and never says hello; the engine keeps both."""
    hear, greet = server.eio.handlers["message"], server.eio.handlers["connect"]

    def hear_or_close(eio_sid: str, data: Any) -> None:
        if eio_sid not in server.eio.sockets:
            return
        try:
            if not take_op(app, eio_sid, data):
                hear(eio_sid, data)
        except Exception as error:
            log.info("socket_sent_nonsense", error=type(error).__name__)
            green.spawn(close, server, eio_sid)

    def greet_within_time(eio_sid: str, environ: dict[str, Any]) -> Any:
        if not may_open(environ):
            return False
        green.spawn_after(GREETING_SECONDS, _close_stranger, server, eio_sid)
        return greet(eio_sid, environ)

    server.eio.on("message", hear_or_close)
    server.eio.on("connect", greet_within_time)


def _limit_messages(server: Any, most_bytes: int) -> None:
    """Hold a whole websocket message to its limit under plain threads too, where the engine passes none on."""

    class Watchful(server.eio._async["websocket"]):  # type: ignore[misc]
        def wait(self) -> Any:
            # Refusing a message wakes the reader before the line counts as closed: it must look again by itself.
            while self.ws.connected:
                try:
                    message = self.ws.receive(timeout=LOOK_AGAIN_SECONDS)
                except ConnectionClosed:
                    return None
                if message is not None:
                    return message
            return None

    websocket = partial(Watchful, max_message_size=most_bytes)
    server.eio._async = {**server.eio._async, "websocket": websocket}


def _close_stranger(server: Any, eio_sid: str) -> None:
    if eio_sid in server.eio.sockets and server.manager.sid_from_eio_sid(eio_sid, "/") is None:
        close(server, eio_sid)


def _connect(app: Flask, guard: Guard, sid: str, environ: dict[str, Any], auth: Any = None) -> bool:
    settings: Settings = app.extensions["onward.settings"]
    live = connections(app)
    with app.app_context():
        session_id = guard(environ)
    if session_id is None or live.of_session[session_id] >= settings.sockets_per_session:
        return False
    language = auth.get("language") if isinstance(auth, dict) else None
    bucket = Bucket(settings.events_per_second, settings.events_burst)
    line = live.server.eio.sockets[live.server.manager.eio_sid_from_sid(sid, "/")]
    live.open(Socket(sid, line, session_id, language if language in LANGUAGES else LANGUAGES[0], bucket))
    return True


def _disconnect(app: Flask, sid: str, reason: Any = None) -> None:
    socket = connections(app).forget(sid)
    if socket is None:
        return
    presence.note_gone(app, socket)
    for topic in socket.topics:
        if topic not in connections(app).followers:
            tails(app).pop(topic, None)
    tell_left(app, list(socket.topics))


def _answer(app: Flask, handler: Handler, sid: str, *sent: Any) -> dict[str, Any] | None:
    """Run one handler: slowed to the socket's rate, in the app's context, and always acknowledged."""
    socket = connections(app).sockets.get(sid)
    if socket is None:
        return {"ok": False, "err": "revoked"}
    message = sent[0] if sent and isinstance(sent[0], dict) else {}
    green.sleep(socket.bucket.wait_seconds(time.monotonic()))
    if not is_here(app, socket):
        return {"ok": False, "err": "revoked"}
    with app.app_context():
        try:
            answer = handler(app, socket, message)
        except Exception:
            log.exception("socket_event_failed", topic=str(message.get("topic"))[:64])
            answer = failed(socket)
    if answer is not None:
        signs.socket_events.labels(handler.__name__.strip("_"), "ok" if answer["ok"] else answer["err"]).inc()
    return answer


def _enter(socket: Socket, topic: Any) -> tuple[Kind, str, Visitor] | None:
    """The topic as this socket may follow it, its rights read anew."""
    found = find(topic)
    if found is None:
        return None
    kind, topic_id = found
    visitor = kind.enter(topic_id, {socket.session_id}).get(socket.session_id)
    return (kind, topic_id, visitor) if visitor else None


def _join(app: Flask, socket: Socket, message: dict[str, Any]) -> dict[str, Any]:
    live = connections(app)
    hang_ups = live.hang_ups
    entered = _enter(socket, topic := message.get("topic"))
    if entered is None or not isinstance(topic, str):
        return refused(socket)
    kind, topic_id, visitor = entered
    limit = app.extensions["onward.settings"].sockets_per_link
    link = visitor.link_id
    if link and link not in socket.link_ids and live.of_link[link] >= limit:
        return {"ok": False, "err": "rate", "retry_ms": 30_000}
    if not is_here(app, socket):
        return {"ok": False, "err": "revoked"}
    # A follower first, then what was missed, then told from there on: nothing can fall between.
    live.follow(socket, topic, visitor)
    if live.hang_ups != hang_ups:
        green.spawn(check_all_rights, app)
    missed = _missed(kind, topic_id, visitor, message)
    # Whoever left while this was read was forgotten then; what is noted now would stay for ever.
    if is_here(app, socket):
        start_tail(app, topic, visitor.audience, missed["seq"])
        presence.note_place(app, topic, socket, presence.Place())
    return missed


def _since(app: Flask, socket: Socket, message: dict[str, Any]) -> dict[str, Any]:
    entered = _enter(socket, message.get("topic"))
    return _missed(*entered, message) if entered else refused(socket)


def _missed(kind: Kind, topic_id: str, visitor: Visitor, message: dict[str, Any]) -> dict[str, Any]:
    seq = message.get("seq")
    behind = kind.read(topic_id, visitor.audience, seq if type(seq) is int else NOWHERE, None)
    if behind.operations is None:
        return {"ok": True, "seq": behind.seq, "snapshot": kind.snapshot(visitor.workspace_id)}
    return {"ok": True, "seq": behind.seq, "ops": behind.operations}


def _leave(app: Flask, socket: Socket, message: dict[str, Any]) -> dict[str, Any]:
    topic = message.get("topic")
    if not isinstance(topic, str) or topic not in socket.topics:
        return refused(socket)
    leave_topic(app, socket, topic)
    return {"ok": True}


def _pres(app: Flask, socket: Socket, message: dict[str, Any]) -> None:
    topic, row, field, caret = (message.get(name) for name in ("topic", "row", "field", "caret"))
    if not isinstance(topic, str) or topic not in socket.topics:
        return
    place = presence.Place(
        row=row if isinstance(row, str) and len(row) <= 22 else None,
        field=field if isinstance(field, str) and len(field) <= 20 else None,
        typing=message.get("typing") is True,
        caret=caret if isinstance(caret, str) and len(caret) <= LONGEST_CARET else None,
    )
    presence.note_place(app, topic, socket, place)


def _hang_up_matching(app: Flask, message: dict[str, Any]) -> None:
    connections(app).hang_ups += 1
    for socket in list(connections(app).sockets.values()):
        if socket.matches(message["which"]):
            hang_up(app, socket.sid, "revoked")
    # Who came by one link may stand on another by now: only the rows know.
    if MAY_REACH_FURTHER & message["which"].keys():
        green.spawn(check_all_rights, app)


def _tell_outdated(app: Flask, message: dict[str, Any]) -> None:
    """Pages cannot take back by themselves what they show: they are loaded again."""
    live = connections(app)
    for socket in list(live.sockets.values()):
        if socket.matches({"workspace_id": message["workspace"]}):
            live.server.emit("outdated", {}, to=socket.sid)
