"""Rounds: every twelve seconds each topic says how far it is; every second round re-reads the rights of all followers.

The first lets a viewer who lost a frame notice; it also finds what a lost ring would have told. The second ends what a
lost hang-up should have ended.
"""

import structlog
from flask import Flask

from portal import green
from portal.live.connections import connections
from portal.live.leaving import send_away
from portal.live.tail import hang_up, send_news, tails
from portal.live.topics import AUDIENCES, find

HEAD_SECONDS = 12.0
HEADS_PER_RIGHTS_CHECK = 2

log = structlog.get_logger()


def make_rounds(app: Flask) -> None:
    """Go round for as long as the process lives."""
    rounds = 0
    while True:
        green.sleep(HEAD_SECONDS)
        rounds += 1
        for topic in list(tails(app)):
            try:
                with app.app_context():
                    send_head(app, topic)
                    if rounds % HEADS_PER_RIGHTS_CHECK == 0:
                        check_rights(app, topic)
            except Exception:
                log.exception("round_failed", topic=topic)
            green.sleep(0)


def send_head(app: Flask, topic: str) -> None:
    """Send what is new, then say how far each audience is."""
    tail = tails(app).get(topic)
    if tail is None:
        return
    tail.revision = None
    send_news(app, topic, tail)
    for audience in AUDIENCES:
        if audience in tail.told:
            connections(app).tell(topic, audience, "head", {"topic": topic, "seq": tail.told[audience]})


def check_all_rights(app: Flask) -> None:
    """Read the rights of every follower of every topic anew."""
    for topic in list(connections(app).followers):
        try:
            with app.app_context():
                check_rights(app, topic)
        except Exception:
            log.exception("rights_not_checked", topic=topic)


def check_rights(app: Flask, topic: str) -> None:
    """Hang up on whoever may no longer follow, or no longer as the one they were."""
    found = find(topic)
    followers = list(connections(app).followers.get(topic, {}).values())
    if found is None or not followers:
        return
    kind, topic_id = found
    visitors = kind.enter(topic_id, {socket.session_id for socket in followers})
    for socket in followers:
        visitor, known = visitors.get(socket.session_id), socket.topics.get(topic)
        if known is None:
            # They left it while their rights were read.
            continue
        if visitor is None and kind.ends_alone:
            send_away(app, socket, topic)
        elif visitor is None or visitor.audience != known.audience:
            hang_up(app, socket.sid, "revoked")
        elif visitor != known and socket.sid in connections(app).sockets:
            connections(app).follow(socket, topic, visitor)
