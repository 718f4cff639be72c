"""Gzip for the pages and answers the app makes itself; static files are compressed once, at start.

Compressed pages that hold a secret can be measured (BREACH). Two things stand against it: our cookies are SameSite, so
no other site can have such a page fetched in somebody's name, and every answer carries up to 100 random bytes in its
gzip header, which blurs its length.
"""

import gzip
import secrets

from flask import Flask, Response, request

SMALLEST_BYTES = 1_000
MOST_PADDING_BYTES = 100
LEVEL = 5
COMPRESSED_TYPES = {"text/html", "text/plain", "text/csv", "application/json", "image/svg+xml", "text/calendar"}
HAS_FILE_NAME = 0x08


def init_compression(app: Flask) -> None:
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not _is_worth_it(response):
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0:
        return response
    response.set_data(blurred_gzip(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _is_worth_it(response: Response) -> bool:
    return (
        response.mimetype in COMPRESSED_TYPES
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and (response.content_length or 0) >= SMALLEST_BYTES
    )


def blurred_gzip(content: bytes) -> bytes:
    """`content` in gzip, with a random length of random letters as the file name in its header."""
    packed = gzip.compress(content, LEVEL, mtime=0)
    padding = secrets.token_hex(MOST_PADDING_BYTES // 2)[: secrets.randbelow(MOST_PADDING_BYTES + 1)].encode()
    # The ten fixed bytes of the header: two of magic, one of method, then the flags.
    header = bytearray(packed[:10])
    header[3] |= HAS_FILE_NAME
    return bytes(header) + padding + b"\0" + packed[10:]
