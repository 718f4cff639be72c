"""Hostile viewers in processes of their own: valid edits as fast as the server will take them, for ever."""

import contextlib
import multiprocessing
import os
import socket
import time
from collections.abc import Iterator

from tests.load.client import READ_BYTES, Target, Viewer
from tests.load.frames import client_frame

EDITS_A_WRITE = 50


@contextlib.contextmanager
def flooding(target: Target, viewer: int, *, is_reading: bool) -> Iterator[None]:
    """Viewer `viewer` of the target floods it while the block runs, and reads what comes or never does."""
    told = (target, viewer, is_reading)
    flooder = multiprocessing.get_context("fork").Process(target=_flood_for_ever, args=told, daemon=True)
    flooder.start()
    try:
        yield
    finally:
        flooder.kill()
        flooder.join()


def _flood_for_ever(target: Target, number: int, is_reading: bool) -> None:
    os.nice(10)
    while True:
        with contextlib.suppress(OSError, RuntimeError):
            _flood(target, Viewer(target, number), is_reading)
        # Hung up on: come back at once, as somebody hostile would.
        time.sleep(0.1)


def _flood(target: Target, viewer: Viewer, is_reading: bool) -> None:
    viewer.sock.settimeout(0.05)
    count = 0
    while True:
        count += EDITS_A_WRITE
        edits = b"".join(_edit(target, viewer, number) for number in range(count, count + EDITS_A_WRITE))
        while edits:
            with contextlib.suppress(TimeoutError):
                edits = edits[viewer.sock.send(edits) :]
            with contextlib.suppress(TimeoutError, BlockingIOError):
                if is_reading and not viewer.sock.recv(READ_BYTES, socket.MSG_DONTWAIT):
                    return


def _edit(target: Target, viewer: Viewer, number: int) -> bytes:
    op = f'{{"k":"set","t":"{target.tasks[0]}","f":"title","v":"flood {number}"}}'
    packet = f'42{number}["op",{{"topic":"{target.topic}","cid":"{viewer.tab}.{number}","ops":[{op}]}}]'
    return client_frame(packet.encode())
