"""What a lesson shows to watch: our own file, or somebody else's player that loads only when it is asked for."""

from dataclasses import dataclass

from portal.config import settings
from portal.training.embeds import NotEmbeddable, embed_of
from portal.training.models import Lesson
from portal.web.headers import allow_frame


@dataclass(frozen=True)
class Player:
    """Either `file`, the address of our own video; or `host` with `page`, where it can be watched, and `frame`, what
    may be shown here, empty where the installation no longer allows it."""

    file: str = ""
    host: str = ""
    page: str = ""
    frame: str = ""


def player_of(lesson: Lesson, own_video: str) -> Player | None:
    """What there is to watch; `own_video` is where this reader gets the lesson's video file."""
    if lesson.video_file_id:
        return Player(file=own_video)
    if not lesson.embed_url:
        return None
    try:
        found = embed_of(lesson.embed_url, settings().embed_hosts)
    except NotEmbeddable:
        # Taken off the list since: it can still be opened where it lives.
        return Player(page=lesson.embed_url)
    return Player(host=found.host, page=found.page, frame=found.player)


def show_player(lesson: Lesson, own_video: str) -> Player | None:
    """The same, for a page that shows it: only such a page may hold a frame, and only from there."""
    player = player_of(lesson, own_video)
    if player and player.frame:
        allow_frame(player.host)
    return player
