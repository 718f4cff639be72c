from types import SimpleNamespace

from portal.live.connections import Bucket, Connections, Socket
from portal.live.topics import Visitor


def test_a_bucket_lets_a_burst_through_and_then_slows_to_its_rate() -> None:
    bucket = Bucket(per_second=10, burst=3)
    waits = [round(bucket.wait_seconds(100.0), 3) for _ in range(6)]
    assert waits == [0, 0, 0, 0.1, 0.2, 0.3]


def test_a_bucket_fills_again_but_never_beyond_its_burst() -> None:
    bucket = Bucket(per_second=10, burst=3)
    for _ in range(5):
        bucket.wait_seconds(100.0)
    waits = [round(bucket.wait_seconds(1_000.0), 3) for _ in range(4)]
    assert waits == [0, 0, 0, 0.1]


def make_socket(sid: str, session_id: str, link_id: str) -> tuple[Socket, Visitor]:
    visitor = Visitor("customer", "workspace", f"person of {sid}", link_id, None)
    return Socket(sid, SimpleNamespace(sid=f"line of {sid}"), session_id, "en", Bucket(10, 3)), visitor


def test_sockets_are_counted_by_session_and_link_and_forgotten_when_gone() -> None:
    live = Connections()
    for sid, session_id, link_id in (("a", "s1", "l1"), ("b", "s1", "l2"), ("c", "s2", "l2")):
        socket, visitor = make_socket(sid, session_id, link_id)
        live.open(socket)
        live.follow(socket, "plan:1", visitor)
    assert (live.of_session["s1"], live.of_link["l2"]) == (2, 2)
    live.forget("b")
    assert (live.of_session["s1"], live.of_link["l2"]) == (1, 1)
    live.forget("a")
    live.forget("c")
    assert (live.followers, live.sockets, live.by_line, live.forget("c")) == ({}, {}, {}, None)
    assert (dict(live.of_session), dict(live.of_link)) == ({}, {})


def test_a_socket_counts_once_for_its_link_however_many_topics_it_follows() -> None:
    live = Connections()
    socket, visitor = make_socket("a", "s1", "l1")
    live.open(socket)
    for topic in ("plan:1", "chat:1", "plan:1"):
        live.follow(socket, topic, visitor)
    assert live.of_link["l1"] == 1
    _, elsewhere = make_socket("a", "s1", "l2")
    live.follow(socket, "chat:1", elsewhere)
    assert dict(live.of_link) == {"l1": 1, "l2": 1}
    live.forget("a")
    assert dict(live.of_link) == {}


def test_a_hang_up_means_only_the_sockets_it_names() -> None:
    socket, visitor = make_socket("a", "s1", "l1")
    socket.topics["plan:1"] = visitor
    assert socket.matches({"link_id": "l1"}) is True
    assert socket.matches({"session_id": "s1"}) is True
    assert socket.matches({"participant_id": "person of a"}) is True
    assert socket.matches({"workspace_id": "workspace"}) is True
    assert socket.matches({"link_id": "l2"}) is False
    assert socket.matches({"session_id": "s2"}) is False
    assert socket.matches({}) is False
