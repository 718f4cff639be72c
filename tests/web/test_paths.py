"""Where a form may lead: only ever on this site."""

import pytest

from portal.web.paths import own_path


@pytest.mark.parametrize("path", ["/", "/w/abc/plan?mine=1", "/sign-in#main", "/ä"])
def test_our_own_paths_pass(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "evil",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/a\nb",
        "/" * 600,
    ],
)
def test_anything_else_leads_to_where_we_say(path: str | None) -> None:
    assert own_path(path, "/home") == "/home"
