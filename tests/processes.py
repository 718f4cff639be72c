"""Onward as a process of its own, the way an operator runs it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Self

from portal.config import ROOT

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.02
KEPT_VARIABLES = {"PATH", "HOME", "LANG", "LC_ALL"}


def environment(instance: Path, **variables: str) -> dict[str, str]:
    """Nothing of the developer's own settings but the way to the interpreter and its packages."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT_VARIABLES}
    fixed = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "INSTANCE_DIR": str(instance), "DRAIN_SECONDS": "2"}
    return {**kept, **fixed, **variables}


def run_command(instance: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `onward WORDS` to its end; the environment variables given replace the defaults."""
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", *words],
        env=environment(instance, **variables),
        cwd=instance,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def free_port() -> int:
    """A port on which nothing listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A running server; leave the `with` block and it is killed if it still runs."""

    def __init__(self, instance: Path, *words: str, port: int | None = None, **variables: str) -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._output = (instance / "output.txt").open("a+b")
        self._begins_at = self._output.seek(0, os.SEEK_END)
        self.process = self.start(
            self.module_and_words(*words), self._output, instance, environment(instance, **variables)
        )

    def start(
        self, words: list[str], output: IO[bytes], instance: Path, variables: dict[str, str]
    ) -> "subprocess.Popen[bytes]":
        """Run python with `words` after its own."""
        return subprocess.Popen(
            [sys.executable, "-m", *words], env=variables, cwd=instance, stdout=output, stderr=subprocess.STDOUT
        )

    def module_and_words(self, *words: str) -> list[str]:
        """What python runs."""
        return ["portal.cli", *(words or ("serve",)), "--port", str(self.port)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._output.close()

    def said(self) -> str:
        """Everything printed and logged so far."""
        size = self._output.seek(0, os.SEEK_END) - self._begins_at
        return os.pread(self._output.fileno(), size, self._begins_at).decode()

    def wait_for(self, words: str) -> None:
        """Wait until `words` are printed; fails with everything that was, when the server ends or time runs out."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while words not in self.said():
            is_hopeless = time.monotonic() > deadline or self.process.poll() is not None
            assert not is_hopeless or words in self.said(), f"never said {words!r}:\n{self.said()}"
            time.sleep(LOOK_SECONDS)

    def tell_to_stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def end(self) -> int:
        """Wait for the end and answer the exit code."""
        return self.process.wait(PATIENCE_SECONDS)
