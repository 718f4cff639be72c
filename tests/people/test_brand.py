import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.people import brand

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HUE_TOLERANCE = 6


@settings(max_examples=60)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#00ff00")
@example("#7f7f7f")
@given(colours)
@pytest.mark.parametrize("theme", [brand.LIGHT, brand.DARK], ids=["light", "dark"])
def test_any_colour_reaches_the_contrast_of_text(theme, colour):
    shown = brand.shades(colour, theme)
    page = brand._hex(*theme.page)
    assert brand.contrast(shown.brand, shown.on_brand) >= 4.5
    assert brand.contrast(shown.brand, page) >= 4.5
    assert brand.contrast(shown.hover, shown.on_brand) >= 4.5
    for ground in (page, shown.tint, shown.tint_2):
        assert brand.contrast(shown.brand_text, ground) >= 4.5


@pytest.mark.parametrize("colour", ["#ffff00", "#ff0000", "#00a3a3", "#8a2be2"])
def test_a_corrected_colour_keeps_its_hue(colour):
    asked = brand._oklch(colour)[2]
    shown = brand._oklch(brand.shades(colour, brand.LIGHT).brand)[2]
    assert abs(asked - shown) < HUE_TOLERANCE


def test_a_colour_that_reads_well_stays_as_it_is():
    assert brand.shades("#1c5c9e", brand.LIGHT).brand == "#1c5c9e"
    assert not brand.is_corrected("#1c5c9e")


def test_a_pale_colour_is_darkened_in_light_and_kept_in_dark():
    assert brand.is_corrected("#ffff00")
    assert brand.shades("#ffff00", brand.DARK).brand == "#ffff00"


def test_the_css_holds_nothing_but_custom_properties():
    css = brand.css_of("#1c5c9e")
    names = set(re.findall(r"(--[a-z0-9-]+):", css))
    assert names == {
        "--brand",
        "--on-brand",
        "--brand-text",
        "--brand-hover",
        "--brand-tint",
        "--brand-tint-2",
        "--brand-line",
    }
    assert set(re.findall(r":(#?[^;{}()]+);", css)) == set(re.findall(r"#[0-9a-f]{6}", css))
