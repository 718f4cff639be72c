"""Ordinary watch addresses become players; nothing else does."""

import re
import string
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.config import Settings
from portal.training.embeds import NotEmbeddable, embed_of

HOSTS = Settings.model_fields["embed_hosts"].default
LOOM_ID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("pasted", "player", "page"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "youtube-nocookie.com/embed/dQw4w9WgXcQ",
            "youtube.com/watch?v=",
        ),
        ("https://youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=42s#x", "embed/dQw4w9WgXcQ", "watch?v=dQw4w9WgXcQ"),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "embed/dQw4w9WgXcQ", "watch?v=dQw4w9WgXcQ"),
        (" https://youtu.be/dQw4w9WgXcQ?si=abc ", "embed/dQw4w9WgXcQ", "watch?v=dQw4w9WgXcQ"),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "embed/dQw4w9WgXcQ", "watch?v=dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "player.vimeo.com/video/76979871", "vimeo.com/76979871"),
        ("https://vimeo.com/76979871/0a1b2c3d4e", "video/76979871?h=0a1b2c3d4e", "vimeo.com/76979871/0a1b2c3d4e"),
        ("https://player.vimeo.com/video/76979871?h=0a1b2c3d4e", "76979871?h=0a1b2c3d4e", "76979871/0a1b2c3d4e"),
        (f"https://www.loom.com/share/{LOOM_ID}?sid=x", f"www.loom.com/embed/{LOOM_ID}", f"loom.com/share/{LOOM_ID}"),
    ],
)
def test_a_watch_address_becomes_a_player(pasted: str, player: str, page: str) -> None:
    found = embed_of(pasted, HOSTS)
    assert player in found.player
    assert page in found.page


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("", "malformed"),
        ("http://www.youtube.com/watch?v=dQw4w9WgXcQ", "not_https"),
        ("javascript:alert(1)", "not_https"),
        ("data:text/html,x", "not_https"),
        ("//www.youtube.com/watch?v=dQw4w9WgXcQ", "not_https"),
        ("https://evil.example/watch?v=dQw4w9WgXcQ", "unknown_host"),
        ("https://player.vimeo.com.evil.example/video/1", "unknown_host"),
        ("https://evilvimeo.com/76979871", "unknown_host"),
        ("https://player.vimeo.com@evil.example/video/76979871", "malformed"),
        ("https://vimeo.com:76979871@evil.example/1", "malformed"),
        ("https://user@vimeo.com/76979871", "malformed"),
        ("https://vimeo.com:444/76979871", "malformed"),
        ("https://vimeo.com:/76979871", "malformed"),
        ("https://vimeo.com\\@evil.example/76979871", "malformed"),
        ("https://vimeo.com/76979871\nhttps://evil.example", "malformed"),
        ("https://vimeo.com/7697 9871", "malformed"),
        ("https://vimeo.com./76979871", "unknown_host"),
        ("https://vimeо.com/76979871", "malformed"),
        ("https://[::1]/76979871", "malformed"),
        ("https://vimeo.com/76979871/..%2f..", "no_video"),
        ("https://vimeo.com/channels/staffpicks", "no_video"),
        ("https://www.youtube.com/watch?v=short", "no_video"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ%22", "no_video"),
        ("https://www.youtube.com/@somebody", "no_video"),
        ("https://www.youtube.com/redirect?q=https://evil.example", "no_video"),
        ("https://vimeo.com/" + "7" * 600, "malformed"),
    ],
)
def test_anything_else_is_refused(pasted: str, why: str) -> None:
    with pytest.raises(NotEmbeddable) as refused:
        embed_of(pasted, HOSTS)
    assert refused.value.why == why


def test_an_installation_may_allow_its_own_host_and_take_others_off() -> None:
    own = "https://videos.vendor.example/play/7?start=3"
    assert embed_of(own, ["videos.vendor.example"]).player == own
    with pytest.raises(NotEmbeddable):
        embed_of("https://vimeo.com/76979871", ["videos.vendor.example"])


ADDRESSES = st.one_of(
    st.text(),
    st.text(alphabet=string.printable),
    st.builds(
        "{}{}{}{}".format,
        st.sampled_from(["https://", "http://", "HTTPS://", "https:", "//", "javascript:", "https:///"]),
        st.sampled_from(
            ["youtube.com", "youtu.be", "vimeo.com", "player.vimeo.com", "www.loom.com", "own.example", "x@"]
        ),
        st.sampled_from(["", ":443", "@evil.example", ".evil.example", "\\", "%2eevil.example", "\t", "/", "?"]),
        st.text(alphabet=string.ascii_letters + string.digits + "/?=&#%.;:@\"'<> -_\\", max_size=40),
    ),
)


@given(ADDRESSES)
def test_whatever_is_pasted_a_player_stands_on_an_allowed_host_and_can_carry_nothing(pasted: str) -> None:
    hosts = [*HOSTS, "own.example"]
    try:
        found = embed_of(pasted, hosts)
    except NotEmbeddable:
        return
    parts = urlsplit(found.player)
    assert (parts.scheme, parts.netloc) == ("https", found.host)
    assert found.host in hosts
    assert urlsplit(found.page).scheme == "https"
    assert re.fullmatch(r"[!-~]+", found.player)
    assert not set("\"'<>\\ ") & set(found.player + found.page)
    assert embed_of(found.player, hosts) == found


@pytest.mark.parametrize("hosts", ["vimeo.com;script-src *", "https://vimeo.com", "*", "a b.example", "vimeo.com/x"])
def test_what_is_no_host_never_reaches_the_policy(hosts: str) -> None:
    with pytest.raises(ValueError, match="EMBED_HOSTS"):
        Settings(embed_hosts=hosts)
