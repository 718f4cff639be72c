"""Addresses of players: what people paste, an ordinary watch address, becomes what a page may show in a frame. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlsplit

ADDRESS_LENGTH = 500
# A browser reads some of these as others, or drops them: what we check must be what it opens.
PLAIN = re.compile(r"[!#$%&()*+,\-./0-9:;=?@A-Z_a-z~]+")
PLAYER_PATH = re.compile(r"/[\w.~%/-]*")

YOUTUBE, VIMEO, LOOM = "www.youtube-nocookie.com", "player.vimeo.com", "www.loom.com"
NAMES = {YOUTUBE: "YouTube", VIMEO: "Vimeo", LOOM: "Loom"}
YOUTUBE_ID, VIMEO_ID, LOOM_ID = r"[\w-]{11}", r"\d{1,12}", r"[0-9a-f]{32}"
VIMEO_HASH = r"[0-9a-f]{6,20}"


class NotEmbeddable(Exception):
    """No player may be shown from there. `why` is malformed, not_https, unknown_host or no_video."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Embed:
    """A player: the address for a frame, the one for a page of its own, and who will see that it is watched."""

    host: str
    player: str
    page: str


def embed_of(pasted: str, hosts: Sequence[str]) -> Embed:
    """The player that the pasted address leads to, if one of `hosts` serves it.

    Raises NotEmbeddable.
    """
    parts = _parts(pasted.strip())
    found = _read(parts)
    if found.host not in hosts:
        raise NotEmbeddable("unknown_host")
    return found


def names_of(hosts: Sequence[str]) -> list[str]:
    """The hosts by the names people know them by."""
    return [NAMES.get(host, host) for host in hosts]


def _parts(address: str) -> SplitResult:
    """The parts of an https address without tricks: no user, no port, nothing that browsers read in their own way."""
    if len(address) > ADDRESS_LENGTH or not PLAIN.fullmatch(address):
        raise NotEmbeddable("malformed")
    try:
        parts = urlsplit(address)
    except ValueError:
        raise NotEmbeddable("malformed") from None
    if parts.scheme != "https":
        raise NotEmbeddable("not_https")
    if not parts.hostname or parts.netloc.lower() != parts.hostname:
        raise NotEmbeddable("malformed")
    return parts


def _read(parts: SplitResult) -> Embed:
    host = parts.hostname or ""
    reader = READERS.get(host.removeprefix("www."))
    if reader is not None:
        return reader(parts)
    if not PLAYER_PATH.fullmatch(parts.path):
        raise NotEmbeddable("no_video")
    # A player of the operator's own, shown at the very address that was pasted.
    address = f"https://{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")
    return Embed(host, address, address)


def _youtube(parts: SplitResult) -> Embed:
    asked = parse_qs(parts.query).get("v", [""])[0] if parts.path == "/watch" else ""
    video = asked or _found(rf"/(?:embed|shorts|live)/({YOUTUBE_ID})/?", parts.path)
    if not re.fullmatch(YOUTUBE_ID, video, re.ASCII):
        raise NotEmbeddable("no_video")
    return Embed(YOUTUBE, f"https://{YOUTUBE}/embed/{video}", f"https://www.youtube.com/watch?v={video}")


def _youtube_short(parts: SplitResult) -> Embed:
    return _youtube(urlsplit(f"https://{YOUTUBE}/embed{parts.path}"))


def _vimeo(parts: SplitResult) -> Embed:
    found = re.fullmatch(rf"(?:/video)?/({VIMEO_ID})(?:/({VIMEO_HASH}))?/?", parts.path, re.ASCII)
    if found is None:
        raise NotEmbeddable("no_video")
    video, key = found[1], found[2] or parse_qs(parts.query).get("h", [""])[0]
    if not re.fullmatch(VIMEO_HASH, key, re.ASCII):
        return Embed(VIMEO, f"https://{VIMEO}/video/{video}", f"https://vimeo.com/{video}")
    return Embed(VIMEO, f"https://{VIMEO}/video/{video}?h={key}", f"https://vimeo.com/{video}/{key}")


def _loom(parts: SplitResult) -> Embed:
    video = _found(rf"/(?:share|embed)/({LOOM_ID})/?", parts.path)
    return Embed(LOOM, f"https://{LOOM}/embed/{video}", f"https://{LOOM}/share/{video}")


def _found(pattern: str, path: str) -> str:
    found = re.fullmatch(pattern, path, re.ASCII)
    if found is None:
        raise NotEmbeddable("no_video")
    return found[1]


READERS: dict[str, Callable[[SplitResult], Embed]] = {
    "youtube.com": _youtube,
    "m.youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtube_short,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "loom.com": _loom,
}
