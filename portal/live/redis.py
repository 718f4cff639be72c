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


def follow_redis(app: Flask) -> None:
    """Publish this process's rings, and hand it those of others."""
    # Only installations that set REDIS_URL need the package.
    import redis

    client = redis.Redis.from_url(app.extensions["onward.settings"].redis_url, socket_timeout=5)
    me = new_id()

    def publish(channel: str, message: str) -> None:
        green.spawn(_publish, client, channel, json.dumps({"from": me, "message": message}))

    app.extensions["onward.publish"] = publish
    green.spawn(_listen, app, client, me)


def _publish(client: Any, channel: str, message: str) -> None:
    try:
        client.publish(channel, message)
    except Exception:
        log.warning("ring_not_published", exc_info=True)


def _listen(app: Flask, client: Any, me: str) -> None:
    while True:
        try:
            subscription = client.pubsub(ignore_subscribe_messages=True)
            subscription.subscribe(CHANNEL)
            while True:
                heard = subscription.get_message(timeout=1.0)
                if heard:
                    _hear(app, me, heard["data"])
        except Exception:
            log.warning("redis_lost", exc_info=True)
            green.sleep(RETRY_SECONDS)


def _hear(app: Flask, me: str, data: bytes) -> None:
    ring = json.loads(data)
    if ring["from"] != me:
        with app.app_context():
            deliver(app, json.loads(ring["message"]))
