"""Two logos for the demo, drawn here so that no picture has to be shipped. Drawn large, for smooth edges."""

import io

from PIL import Image, ImageDraw

EDGE = 1024
CORNER = 220
WHITE = "#ffffff"


def northwind_logo() -> io.BytesIO:
    """Three gusts of wind on blue."""
    picture, pen = _tile("#1c5c9e")
    for top, right, width in ((330, 620, 64), (510, 760, 64), (690, 540, 64)):
        pen.line((200, top, right, top), fill=WHITE, width=width)
        pen.ellipse((168, top - 32, 232, top + 32), fill=WHITE)
        pen.arc((right - 96, top - 160, right + 96, top + 32), -110, 92, fill=WHITE, width=width)
    return _as_png(picture)


def harbor_logo() -> io.BytesIO:
    """A pine above water, on green."""
    picture, pen = _tile("#1f4d3a")
    for top, half, height in ((170, 130, 190), (290, 190, 220), (420, 250, 230)):
        pen.polygon([(512, top), (512 - half, top + height), (512 + half, top + height)], fill=WHITE)
    pen.rectangle((478, 640, 546, 730), fill=WHITE)
    for left in (190, 405, 620):
        pen.arc((left, 720, left + 215, 880), 20, 160, fill=WHITE, width=52)
    return _as_png(picture)


def _tile(colour: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGBA", (EDGE, EDGE), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, EDGE - 1, EDGE - 1), CORNER, fill=colour)
    return picture, pen


def _as_png(picture: Image.Image) -> io.BytesIO:
    file = io.BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    return file
