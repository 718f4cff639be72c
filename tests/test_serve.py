"""The server as a process: it starts, keeps others off its database, and ends without cutting anybody off."""

import gc
import http.client
import http.cookiejar
import json
import re
import socket
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import websocket

from portal import serve
from tests.processes import PATIENCE_SECONDS, Server, run_command


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    return folder


@pytest.fixture(params=["eventlet", "threading"])
def server(request: pytest.FixtureRequest, instance: Path) -> Iterator[Server]:
    with Server(instance, ONWARD_ASYNC=request.param) as running:
        running.wait_for("Onward runs at")
        yield running


def open_unfinished_post(server: Server) -> socket.socket:
    """A request the server has begun to answer: it asked for the rest of it."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS)
    connection.sendall(
        b"POST /language HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        b"Content-Length: 11\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    assert connection.recv(64).startswith(b"HTTP/1.1 100")
    return connection


def is_refused(server: Server) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
    except ConnectionRefusedError:
        return True
    return False


def test_a_server_starts_on_an_empty_folder_answers_and_ends_quietly(server: Server, instance: Path) -> None:
    assert get(server, "/healthz") == 200
    assert oct((instance / "secret.key").stat().st_mode & 0o777) == "0o600"
    assert get(server, "/l/a-token-nobody-made") == 404
    server.tell_to_stop()
    assert server.end() == 0
    assert "Become the first admin: onward admin link" in server.said()
    assert ("Traceback" in server.said(), "a-token-nobody-made" in server.said()) == (False, False)


def test_a_request_that_cannot_be_read_is_refused_and_not_logged(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(b"GET /l/link.of-a-customer and more HTTP/1.1\r\n\r\n")
        assert b" 400 " in connection.recv(4_096)
    server.tell_to_stop()
    assert server.end() == 0
    assert "of-a-customer" not in server.said()


def get(server: Server, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_second_server_on_the_same_file_is_refused_until_the_first_is_gone_even_killed(instance: Path) -> None:
    with Server(instance) as first:
        first.wait_for("Onward runs at")
        second = run_command(instance, "serve", "--port", "1024")
        file = instance / "onward.db"
        assert second.returncode == 2
        assert second.stderr == f"Error: Another server already runs on {file}. Stop it first, or set DATABASE_URL.\n"
        first.process.kill()
        first.end()
    with Server(instance) as third:
        third.wait_for("Onward runs at")


def test_a_taken_port_is_refused_in_words(instance: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_command(instance, "serve", "--port", str(port))
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert f"Port {port} on 127.0.0.1 is taken." in ended.stderr


def test_a_request_under_way_is_finished_while_new_ones_are_refused(instance: Path) -> None:
    with Server(instance, ONWARD_ASYNC="eventlet") as server:
        server.wait_for("Onward runs at")
        connection = open_unfinished_post(server)
        server.tell_to_stop()
        server.wait_for("draining")
        assert is_refused(server)
        connection.sendall(b"language=en")
        assert connection.recv(64).startswith(b"HTTP/1.1 ")
        connection.close()
        assert server.end() == 0


def test_a_request_that_never_ends_does_not_hold_the_server_for_long(instance: Path) -> None:
    with Server(instance, ONWARD_ASYNC="eventlet") as server:
        server.wait_for("Onward runs at")
        connection = open_unfinished_post(server)
        begun = time.monotonic()
        server.tell_to_stop()
        assert server.end() == 0
        assert time.monotonic() - begun < 30
        connection.close()


def signed_in_cookie(server: Server, instance: Path) -> str:
    link = run_command(instance, "admin", "link", "anna@vendor.example", PUBLIC_URL=server.address).stdout.strip()
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(link).read().decode()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    form = urllib.parse.urlencode({"csrf_token": token.group(1) if token else ""}).encode()
    browser.open(urllib.request.Request(link, form, {"Origin": server.address}))
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def test_sockets_hear_goodbye_and_are_closed(server: Server, instance: Path) -> None:
    client = websocket.create_connection(
        f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket",
        cookie=signed_in_cookie(server, instance),
        origin=server.address,
        timeout=PATIENCE_SECONDS,
    )
    assert client.recv()[:1] == "0"
    client.send("40")
    assert client.recv()[:2] == "40"
    server.tell_to_stop()
    name, said = json.loads(client.recv().removeprefix("42"))
    assert (name, said["reason"], said["jitter_ms"] > 0) == ("bye", "restart", True)
    assert server.end() == 0
    client.close()


def test_what_is_loaded_is_no_longer_searched_for_garbage() -> None:
    before = gc.get_threshold()
    try:
        serve.spare_what_stays()
        loaded = gc.get_freeze_count()
        assert loaded > 10_000
        assert len(gc.get_objects()) < loaded / 10
        assert gc.get_threshold() == (serve.OBJECTS_A_LOOK, *before[1:])
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
