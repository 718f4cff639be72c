"""Websocket frames, written and read with as little work as RFC 6455 allows."""

import base64
import os

TEXT, CLOSE, PING = 1, 8, 9
NO_MASK = b"\0\0\0\0"


def client_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """One whole frame, masked with zeros: the server unmasks as ever, the load generator saves the work."""
    size = len(payload)
    if size < 126:
        head = bytes((128 | opcode, 128 | size))
    elif size < 65_536:
        head = bytes((128 | opcode, 254)) + size.to_bytes(2)
    else:
        head = bytes((128 | opcode, 255)) + size.to_bytes(8)
    return head + NO_MASK + payload


def split_frames(stream: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames at the start of `stream` as (opcode, payload), and the rest."""
    frames, at, end = [], 0, len(stream)
    while end - at >= 2:
        opcode, size, head = stream[at] & 15, stream[at + 1], 2
        if size == 126:
            size, head = int.from_bytes(stream[at + 2 : at + 4]), 4
        elif size == 127:
            size, head = int.from_bytes(stream[at + 2 : at + 10]), 10
        stop = at + head + size
        if at + head > end or stop > end:
            break
        frames.append((opcode, stream[at + head : stop]))
        at = stop
    return frames, stream[at:] if at else stream


def upgrade_request(port: int, cookie: str) -> bytes:
    """The request a browser sends to open a Socket.IO websocket, without permessage-deflate."""
    origin = f"http://127.0.0.1:{port}"
    lines = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: {origin}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
    ]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
