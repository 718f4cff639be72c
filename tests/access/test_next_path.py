"""`next` stays on our site."""

import pytest

from portal.access.next_path import safe_next


@pytest.mark.parametrize("path", ["/", "/onboardings", "/w/abc/plan?task=1", "/w/abc/plan/tasks/x#notes"])
def test_a_path_of_ours_is_kept(path):
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        None,
        "",
        "onboardings",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "/ /evil.example",
        "/ok\x00",
        " //evil.example",
        "/" + "a" * 500,
    ],
)
def test_anything_else_leads_to_the_front_page(elsewhere):
    assert safe_next(elsewhere) == "/"
