"""Open pages of a plan that several servers serve: they come back when hung up on, and lose nothing they sent."""

import itertools
from contextlib import suppress
from typing import Any

import socketio

from portal import database, green

SENT_TWICE_EVERY = 7


class Tab:
    """One open page: it follows the plan, comes back when it is hung up on, and sends again what was not answered."""

    def __init__(self, address: str, cookie: str, topic: str) -> None:
        self.address, self.cookie, self.topic, self.name = address, cookie, topic, database.new_id()
        self.sibling: Tab = self
        self.heard: list[tuple[int, str]] = []
        # Where it was so far behind that it loaded the plan anew: from which number to which.
        self.skipped: list[tuple[int, int]] = []
        self.seq = 0
        self.acknowledged: dict[str, int] = {}
        self.pending: dict[str, dict[str, Any]] = {}
        self.unsaved: dict[str, str] = {}
        self.refusals = 0
        self.problems: list[str] = []
        self.numbers = itertools.count(1)
        self.comebacks = -1
        self.is_stopping = False
        self.client = socketio.Client(reconnection=False)

    def live(self) -> None:
        """Be there until told to stop, whatever the servers do."""
        while not self.is_stopping:
            with suppress(socketio.exceptions.SocketIOError, ConnectionError, OSError):
                self._enter()
                self.comebacks += 1
                while self.client.connected and not self.is_stopping:
                    green.sleep(0.25)
                    self._send_unsaved()
            green.sleep(0.1)
        self.client.disconnect()

    def _send_unsaved(self) -> None:
        unsaved, self.unsaved = self.unsaved, {}
        self.refusals += sum(word == "internal" for word in unsaved.values())
        for cid in unsaved.keys() & self.pending.keys():
            self._send(self.pending[cid])

    def _enter(self) -> None:
        self.client = socketio.Client(reconnection=False)
        self.client.on("ops", self._hear)
        self.client.on("head", lambda head: self._ask_for_more() if head["seq"] > self.seq else None)
        self.client.eio.websocket_extra_options = {"origin": self.address, "timeout": 10}
        self.client.connect(self.address, headers={"Cookie": self.cookie}, transports=["websocket"])
        joined = self.client.call("join", {"topic": self.topic, "seq": self.seq}, timeout=20)
        self._catch_up(joined)
        for message in list(self.pending.values()):
            self._send(message)

    def _hear(self, news: dict[str, Any]) -> None:
        if news["from"] > self.seq + 1:
            self._ask_for_more()
        else:
            self._take(news["ops"])

    def _ask_for_more(self) -> None:
        self.client.emit("since", {"topic": self.topic, "seq": self.seq}, callback=self._catch_up)

    def _catch_up(self, answer: dict[str, Any]) -> None:
        if "snapshot" in answer and answer["seq"] > self.seq:
            self.skipped.append((self.seq, answer["seq"]))
            self.seq = answer["seq"]
        self._take(answer.get("ops", []))

    def _take(self, operations: list[dict[str, Any]]) -> None:
        for operation in operations:
            if operation["seq"] == self.seq + 1:
                self.heard.append((operation["seq"], operation["v"]))
                self.seq += 1
            elif operation["seq"] > self.seq + 1:
                self.problems.append(f"{operation['seq']} came after {self.seq}")

    def edit(self, task: str) -> None:
        number = next(self.numbers)
        cid, words = f"{self.name}.{number}", f"{self.name} {number}"
        operation = {"k": "set", "t": task, "f": "title", "v": words}
        self.pending[cid] = {"topic": self.topic, "cid": cid, "ops": [operation]}
        self._send(self.pending[cid])
        if number % SENT_TWICE_EVERY == 0:
            # The same edit once more, perhaps to the other process.
            with suppress(socketio.exceptions.SocketIOError):
                self.sibling.client.emit("op", self.pending[cid], callback=lambda answer: self._note(cid, answer))

    def _send(self, message: dict[str, Any]) -> None:
        with suppress(socketio.exceptions.SocketIOError):
            self.client.emit("op", message, callback=lambda answer: self._note(message["cid"], answer))

    def _note(self, cid: str, answer: dict[str, Any]) -> None:
        if answer.get("err") in ("revoked", "internal"):
            # The line was given up, or the change not saved, or only the word of it lost: it is sent again.
            self.unsaved[cid] = answer["err"]
            return
        if not answer["ok"] or self.acknowledged.setdefault(cid, answer["seq"]) != answer["seq"]:
            self.problems.append(f"{cid}: {answer}, before {self.acknowledged.get(cid)}")
        self.pending.pop(cid, None)
