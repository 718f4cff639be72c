"""What the load tests build on: one command that makes a plan, says how to reach it, and serves it again and again."""

import json
import re
import socket
import time
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tests.processes import LOOK_SECONDS, PATIENCE_SECONDS, Server

VIEWERS = 400
WANTED = {
    "sso": {"title": "Connect single sign-on", "due": "2027-03-01", "status": "in_progress", "owner": "Dana Whitfield"},
    "data": {"title": "Export the addresses", "due": None, "status": "complete", "owner": None},
}


class LoadServer(Server):
    """`python -m tests.load.server PORT DIR`, once its port is open."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        super().__init__(folder, port=port)

    def module_and_words(self, *words: str) -> list[str]:
        return ["tests.load.server", str(self.port), str(self.folder)]

    def told(self) -> dict[str, Any]:
        """What bench.json says at the moment the port opens."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not is_open(self.port):
            assert time.monotonic() < deadline and self.process.poll() is None, self.said()
            time.sleep(LOOK_SECONDS)
        read: dict[str, Any] = json.loads((self.folder / "bench.json").read_text())
        return read


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS).close()
    except ConnectionRefusedError:
        return False
    return True


class Guest:
    """A browser that came by a link and stands on the plan."""

    def __init__(self, server: LoadServer, told: dict[str, Any], link: str) -> None:
        self.place = f"{server.address}/w/{told['workspace']}/plan"
        self.topic = told["topic"]
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.browser.open(Request(server.address + link, data=b"", method="POST")).close()

    def plan(self) -> dict[str, Any]:
        """The whole plan as this guest may see it."""
        with self.browser.open(f"{self.place}/snapshot") as answer:
            read: dict[str, Any] = json.load(answer)
        return read

    def tasks(self) -> dict[str, dict[str, Any]]:
        return {task["t"]: task for task in self.plan()["tasks"]}

    def rename(self, task: str, title: str) -> dict[str, Any]:
        """Send the operation that a page sends where sockets do not pass."""
        with self.browser.open(self.place) as page:
            token = re.search(r'data-csrf="([^"]+)"', page.read().decode())
        assert token is not None
        op = {"k": "set", "t": task, "f": "title", "v": title}
        headers = {"Content-Type": "application/json", "X-CSRFToken": token[1]}
        body = json.dumps({"topic": self.topic, "cid": f"{'A' * 22}.1", "ops": [op]}).encode()
        with self.browser.open(Request(f"{self.place}/op", data=body, headers=headers)) as answer:
            read: dict[str, Any] = json.load(answer)
        return read


def test_a_wanted_plan_is_made_told_before_the_port_opens_edited_and_found_again(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(WANTED))
    with LoadServer(tmp_path) as server:
        told = server.told()
        guest = Guest(server, told, told["links"][0])
        made = {key: guest.tasks()[told["tasks"][key]] for key in WANTED}
        names = {person["id"]: person["name"] for person in people_of(guest)}
        assert told["tasks"].keys() == WANTED.keys()
        assert [(task["title"], task["due"], task["status"]) for task in made.values()] == [
            ("Connect single sign-on", "2027-03-01", "doing"),
            ("Export the addresses", None, "done"),
        ]
        assert (names[made["sso"]["owner"]], made["data"]["owner"]) == ("Dana Whitfield", None)
        assert guest.rename(told["tasks"]["sso"], "Connect the directory")["ok"] is True
        port = server.port
    with LoadServer(tmp_path, port) as again:
        assert again.told() == told
        other = Guest(again, told, told["links"][-1])
        assert other.tasks()[told["tasks"]["sso"]]["title"] == "Connect the directory"


def people_of(guest: Guest) -> list[dict[str, Any]]:
    with guest.browser.open(guest.place.replace("/plan", "/people.json")) as answer:
        read: list[dict[str, Any]] = json.load(answer)["people"]
    return read


def test_without_a_wanted_plan_there_are_three_hundred_tasks_and_a_link_for_each_viewer(tmp_path: Path) -> None:
    with LoadServer(tmp_path) as server:
        told = server.told()
        guest = Guest(server, told, told["links"][0])
        assert guest.tasks().keys() == set(told["tasks"].values())
    assert (len(told["tasks"]), len(set(told["links"]))) == (300, VIEWERS)
    assert (told["topic"], told["links"][0].startswith("/l/")) == (f"plan:{told['plan']}", True)
