"""Logos: whatever was uploaded is read as an image and drawn anew, so that nothing but pixels is ever kept."""

import io
from typing import IO

import puremagic
from flask_babel import gettext as _
from PIL import Image
from sqlalchemy.orm import Session

from portal import green
from portal.files import store
from portal.files.models import StoredFile

LOGO_BYTES = 4_000_000
LOGO_PIXELS = 20_000_000
LOGO_EDGE = 512
MEDIA_TYPE = "image/png"
FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".gif": "GIF"}


class LogoRefused(Exception):
    """The upload is no logo; `say` is the sentence to show."""

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


def put_logo(upload: IO[bytes]) -> str:
    """Keep a logo as a PNG of at most 512 pixels a side; answers its file id. Call it outside of write().

    Raises LogoRefused for what is too large or not a picture of a known kind.
    """
    content = upload.read(LOGO_BYTES + 1)
    if len(content) > LOGO_BYTES:
        raise LogoRefused(_("This file is larger than %(most)s MB.", most=LOGO_BYTES // 1_000_000))
    picture = green.offload(_redraw, content, _format_of(content))
    if picture is None:
        raise LogoRefused(_("This picture could not be read. Save it again as PNG and try once more."))
    return store.put(picture)


def record_logo(session: Session, file_id: str) -> StoredFile:
    """The row of a logo that was put."""
    return store.record(session, file_id, "logo.png", MEDIA_TYPE)


def _format_of(content: bytes) -> str:
    """The kind of picture by its content; the name and the browser's word for it are not asked."""
    try:
        kinds = [match.extension for match in puremagic.magic_string(content)]
    except (puremagic.PureError, ValueError):
        kinds = []
    known = next((FORMATS[kind] for kind in kinds if kind in FORMATS), None)
    if known is None:
        raise LogoRefused(_("A logo is a PNG, JPEG, WebP or GIF picture; this file is none of them."))
    return known


def _redraw(content: bytes, kind: str) -> bytes | None:
    """The picture as a small PNG, or None if it cannot be read. Runs on another thread."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            # The header tells the size before a single pixel is unpacked.
            if picture.width * picture.height > LOGO_PIXELS:
                return None
            picture.thumbnail((LOGO_EDGE, LOGO_EDGE))
            redrawn = io.BytesIO()
            picture.convert("RGBA").save(redrawn, "PNG", optimize=True)
            return redrawn.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
