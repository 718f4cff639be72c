"""A plot of costs by size, both by powers of ten, as plain SVG."""

from collections.abc import Mapping
from html import escape
from math import log10

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 460, 60, 270, 40, 50
COLOURS = ("#1b6ca8", "#c2410c", "#15803d", "#7e22ce", "#b91c1c", "#0f766e", "#a16207", "#475569", "#be185d", "#4d7c0f")
LEAST = 0.1


def svg(title: str, costs: Mapping[str, Mapping[int, float]]) -> str:
    """One line for each of `costs`, by size."""
    sizes = sorted({size for cost in costs.values() for size in cost})
    most = max(value for cost in costs.values() for value in cost.values())
    last = max(sizes[-1], sizes[0] * 10)

    def x(size: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * log10(size / sizes[0]) / log10(last / sizes[0])

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * log10(max(value, LEAST) / LEAST) / log10(most * 1.2 / LEAST)

    parts = [text(LEFT, 24, title, size=15)]
    power = LEAST
    while power <= most * 1.2:
        parts += [line(LEFT, y(power), WIDTH - RIGHT, y(power)), text(LEFT - 8, y(power) + 4, f"{power:g}", "end")]
        power *= 10
    parts += [text(x(size), HEIGHT - BOTTOM + 22, f"{size:,}", "middle") for size in sizes]
    ends = sorted((y(cost[max(cost)]), name) for name, cost in costs.items())
    places = spread_out([place for place, _ in ends])
    for colour, (place, (_, name)) in zip(COLOURS * len(ends), zip(places, ends, strict=True), strict=False):
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in sorted(costs[name].items()))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(text(WIDTH - RIGHT + 10, place + 4, name, colour=colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">\n'
        + f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def spread_out(places: list[float], apart: float = 16) -> list[float]:
    """The places of words, from above, none upon another."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + apart) if found else place)
    return found


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'


def text(x: float, y: float, words: str, anchor: str = "start", *, size: int = 12, colour: str = "#333") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="{size}" fill="{colour}">{escape(words)}</text>'
