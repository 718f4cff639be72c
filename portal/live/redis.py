"""Redis as the bell wire between processes. It carries rings only; without it, polling finds the same news later."""

import json
from typing import Any

import structlog
from flask import Flask

from portal import green
from portal.database import new_id
from portal.live.doorbell import CHANNEL, deliver

RETRY_SECONDS = 2.0

log = structlog.get_logger()


class Bell:
    """This process's end of the wire."""

    def __init__(self, app: Flask, client: Any) -> None:
        self.app, self.client, self.me = app, client, new_id()
        self.is_stopped = False

    def publish(self, channel: str, message: str) -> None:
        """Ring in the background: nobody waits for Redis."""
        green.spawn(self._publish, channel, json.dumps({"from": self.me, "message": message}))

    def _publish(self, channel: str, message: str) -> None:
        try:
            self.client.publish(channel, message)
        except Exception:
            log.warning("ring_not_published", exc_info=True)

    def listen(self) -> None:
        """Hand this process the rings of others, for as long as it lives; a lost Redis is tried again and again."""
        while not self.is_stopped:
            try:
                self._follow()
            except Exception:
                log.warning("redis_lost", exc_info=True)
                green.sleep(RETRY_SECONDS)

    def _follow(self) -> None:
        with self.client.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.subscribe(CHANNEL)
            while not self.is_stopped:
                heard = subscription.get_message(timeout=1.0)
                if heard:
                    self._hear(heard["data"])

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
