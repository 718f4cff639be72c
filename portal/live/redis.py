"""Redis as the bell wire between processes. It carries rings only; without it, polling finds the same news later."""

import json
import time
from typing import Any

import structlog
from flask import Flask

from portal import green
from portal.database import new_id
from portal.live.doorbell import CHANNEL, deliver
from portal.live.tail import tails

RETRY_SECONDS = 2.0
LOOK_SECONDS = 1.0
# A line to a host that is gone stays open for hours: after some silence Redis is asked whether it is there.
ASK_SECONDS, SILENT_SECONDS = 2.0, 6.0
MOST_WAITING = 10_000

log = structlog.get_logger()


class Bell:
    """This process's end of the wire."""

    def __init__(self, app: Flask, client: Any) -> None:
        self.app, self.client, self.me = app, client, new_id()
        self.is_stopped = False
        # What is still to be rung, by what it is about: of many rings for one topic only the last one counts.
        self._waiting: dict[str, tuple[str, str]] = {}
        self._is_publishing = False

    def publish(self, channel: str, about: str, message: str) -> None:
        """Ring in the background: nobody waits for Redis, and while it does not answer little piles up."""
        if about not in self._waiting and len(self._waiting) >= MOST_WAITING:
            return
        self._waiting[about] = channel, json.dumps({"from": self.me, "message": message})
        if not self._is_publishing:
            self._is_publishing = True
            green.spawn(self._publish_all)

    def _publish_all(self) -> None:
        try:
            while self._waiting:
                about = next(iter(self._waiting))
                self._publish(*self._waiting.pop(about))
        finally:
            self._is_publishing = False
        if self._waiting and not self._is_publishing:
            # Put there by another thread between the last look and the line above.
            self._is_publishing = True
            green.spawn(self._publish_all)

    def _publish(self, channel: str, message: str) -> None:
        try:
            self.client.publish(channel, message)
        except Exception as error:
            # The next round of heads finds what this would have told.
            log.warning("ring_not_published", error=type(error).__name__)

    def listen(self) -> None:
        """Hand this process the rings of others, for as long as it lives; a lost Redis is tried again and again."""
        while not self.is_stopped:
            try:
                self._follow()
            except Exception as error:
                log.warning("redis_lost", error=type(error).__name__)
                green.sleep(RETRY_SECONDS)

    def _follow(self) -> None:
        with self.client.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.subscribe(CHANNEL)
            self._look_at_all()
            heard_at = asked_at = time.monotonic()
            while not self.is_stopped:
                heard, now = subscription.get_message(timeout=LOOK_SECONDS), time.monotonic()
                if heard:
                    heard_at = now
                    if heard["type"] == "message":
                        self._hear(heard["data"])
                elif now - heard_at > SILENT_SECONDS:
                    raise TimeoutError("Redis says nothing")
                elif now - max(heard_at, asked_at) > ASK_SECONDS:
                    asked_at = now
                    subscription.ping()

    def _look_at_all(self) -> None:
        """What was rung before this line stood is lost: look what every topic has gained."""
        with self.app.app_context():
            for topic in list(tails(self.app)):
                deliver(self.app, {"kind": "topic", "topic": topic, "revision": 0})

    def _hear(self, data: bytes) -> None:
        ring = json.loads(data)
        if ring["from"] != self.me:
            with self.app.app_context():
                deliver(self.app, json.loads(ring["message"]))


def follow_redis(app: Flask) -> Bell:
    """Publish this process's rings, and hand it those of others."""
    # Only installations that set REDIS_URL need the package.
    import redis  # noqa: PLC0415

    bell = Bell(app, redis.Redis.from_url(app.extensions["onward.settings"].redis_url, socket_timeout=5))
    app.extensions["onward.publish"] = bell.publish
    green.spawn(bell.listen)
    return bell
