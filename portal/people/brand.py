"""Any colour made readable: what a page's custom properties are for a brand colour, in light and in dark.

Lightness gives way, hue never does. Measures are those of OKLCH; contrast is WCAG's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

DEFAULT_COLOUR = "#1c5c9e"
# Drawn by hand for dark pages; every other colour is worked out.
DEFAULT_IN_DARK = (0.74, 0.105, 253.0)
CONTRAST = 4.5
STEP = 0.02


@dataclass(frozen=True)
class Theme:
    """The fixed numbers of light or dark; triples are lightness, chroma, hue, pairs lightness and share of chroma."""

    page: tuple[float, float, float]
    limit: float
    direction: int
    # The same for every brand, so that a shade of text on it is the only thing that depends on the hue.
    text_on_brand: tuple[float, float]
    hover: float
    tint: tuple[float, float]
    tint_2: tuple[float, float]
    tint_line: tuple[float, float]


LIGHT = Theme((0.995, 0.0015, 80), 0.55, -1, (1.0, 0.0), -0.06, (0.968, 0.13), (0.93, 0.26), (0.86, 0.4))
DARK = Theme((0.19, 0.005, 75), 0.70, 1, (0.17, 0.03), 0.05, (0.245, 0.3), (0.30, 0.45), (0.40, 0.5))


@dataclass(frozen=True)
class Shades:
    """One theme's colours as #rrggbb."""

    brand: str
    on_brand: str
    brand_text: str
    hover: str
    tint: str
    tint_2: str
    tint_line: str


@lru_cache(maxsize=256)
def css_of(colour: str) -> str:
    """Custom properties for `colour` (#rrggbb), light and dark, by the reader's system or the page's data-theme.

    They stand on the body too, where the stylesheet derives its own from the brand.
    """
    light, dark = _declarations(shades(colour, LIGHT)), _declarations(shades(colour, DARK))
    by_system, chosen = ":root:not([data-theme=light])", ":root[data-theme=dark]"
    return (
        f":root,body{{{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{{by_system},{by_system} body{{{dark}}}}}"
        f"{chosen},{chosen} body{{{dark}}}"
    )


def _declarations(shown: Shades) -> str:
    return (
        f"--brand:{shown.brand};--on-brand:{shown.on_brand};--brand-text:{shown.brand_text};"
        f"--brand-hover:{shown.hover};--brand-tint:{shown.tint};--brand-tint-2:{shown.tint_2};"
        f"--brand-line:{shown.tint_line};"
    )


@lru_cache(maxsize=512)
def shades(colour: str, theme: Theme) -> Shades:
    """The colours of one theme for the brand `colour` (#rrggbb)."""
    lightness, chroma, hue = DEFAULT_IN_DARK if (colour, theme) == (DEFAULT_COLOUR, DARK) else _oklch(colour)
    on_brand = _hex(theme.text_on_brand[0], theme.text_on_brand[1], hue)
    page = _hex(*theme.page)
    tint = _hex(theme.tint[0], chroma * theme.tint[1], hue)
    tint_2 = _hex(theme.tint_2[0], chroma * theme.tint_2[1], hue)
    brand = _readable(_clamp(lightness, theme), theme, lambda at: _hex(at, chroma, hue), (on_brand, page))
    return Shades(
        brand=_hex(brand, chroma, hue),
        on_brand=on_brand,
        brand_text=_brand_text(brand, chroma, hue, theme),
        hover=_hex(brand + theme.hover, chroma, hue),
        tint=tint,
        tint_2=tint_2,
        tint_line=_hex(theme.tint_line[0], chroma * theme.tint_line[1], hue),
    )


def _clamp(lightness: float, theme: Theme) -> float:
    return min(lightness, theme.limit) if theme.direction < 0 else max(lightness, theme.limit)


def _brand_text(lightness: float, chroma: float, hue: float, theme: Theme) -> str:
    """The brand as text: it must also be read on both tints; dark asks for a paler, lighter shade."""
    if theme is DARK:
        lightness, chroma = max(lightness, 0.80), chroma * 0.86
    grounds = (
        _hex(*theme.page),
        _hex(theme.tint[0], chroma * theme.tint[1], hue),
        _hex(theme.tint_2[0], chroma * theme.tint_2[1], hue),
    )
    return _hex(_readable(lightness, theme, lambda at: _hex(at, chroma, hue), grounds), chroma, hue)


def _readable(lightness: float, theme: Theme, shade: Callable[[float], str], against: tuple[str, ...]) -> float:
    """`lightness`, moved away from the page until `shade` of it reads on everything in `against`."""
    while 0.0 < lightness < 1.0 and min(contrast(shade(lightness), other) for other in against) < CONTRAST:
        lightness += theme.direction * STEP
    return min(1.0, max(0.0, lightness))


@lru_cache(maxsize=4096)
def contrast(first: str, second: str) -> float:
    """WCAG's contrast ratio of two colours, 1 to 21."""
    return float(_color()(first).contrast(second, method="wcag21"))


def is_corrected(colour: str) -> bool:
    """Whether the light theme has to show another shade than the one that was asked for."""
    lightness, chroma, hue = _oklch(colour)
    return shades(colour, LIGHT).brand != _hex(lightness, chroma, hue)


def _oklch(colour: str) -> tuple[float, float, float]:
    lightness, chroma, hue = _color()(colour).convert("oklch").coords(nans=False)
    return float(lightness), float(chroma), float(hue)


@lru_cache(maxsize=8192)
def _hex(lightness: float, chroma: float, hue: float) -> str:
    """#rrggbb of the colour, its chroma cut until sRGB can show it; lightness and hue stay."""
    lightness = min(1.0, max(0.0, lightness))
    color = _color()("oklch", [lightness, chroma, hue])
    if not color.in_gamut("srgb"):
        color = _cut_chroma(lightness, chroma, hue)
    return str(color.convert("srgb").to_string(hex=True, fit="clip"))[:7]


def _cut_chroma(lightness: float, chroma: float, hue: float) -> Any:
    low, high = 0.0, chroma
    for _halving in range(12):
        middle = (low + high) / 2
        inside = _color()("oklch", [lightness, middle, hue]).in_gamut("srgb")
        low, high = (middle, high) if inside else (low, middle)
    return _color()("oklch", [lightness, low, hue])


def _color() -> Any:
    # coloraide takes a tenth of a second to import, and most requests find their colours in the cache.
    from coloraide import Color  # noqa: PLC0415

    return Color
