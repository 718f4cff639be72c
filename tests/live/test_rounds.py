from types import SimpleNamespace

from flask import Flask

from portal.live.connections import Bucket, Connections, Socket
from portal.live.rounds import check_rights
from portal.live.topics import Behind, Kind, Visitor, register_kind

TOPIC = "call:1"


def test_who_leaves_while_their_rights_are_read_does_not_follow_again(app: Flask) -> None:
    live = app.extensions["onward.connections"] = Connections()
    maria = Visitor("customer", "workspace", "maria", "link", None)
    socket = Socket("sid", SimpleNamespace(sid="line"), "session", "en", Bucket(10, 3))
    live.open(socket)
    live.follow(socket, TOPIC, maria)

    def leave_and_let_in(_id: str, _session_ids: set[str]) -> dict[str, Visitor]:
        live.unfollow(socket, TOPIC)
        return {"session": maria}

    kind = Kind(
        enter=leave_and_let_in,
        read=lambda _id, _audience, seq, _revision: Behind(seq, []),
        snapshot=lambda _workspace: "",
        do=lambda *_: None,
        hidden=lambda _id, _rows: set(),
    )
    register_kind(app, "call", kind)
    check_rights(app, TOPIC)
    assert (live.followers, socket.topics) == ({}, {})
