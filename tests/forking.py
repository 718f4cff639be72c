"""Servers that start at once: one process loads the product, and each server is a fork of it, as mortal as any.

Loading takes three times as long as starting, too long for a test that kills twenty servers.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Loading the product makes waiting green, which would start a hub here that no fork may share.
from os import waitpid
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from typing import IO, Any, cast

from sqlalchemy.orm import configure_mappers

from portal.config import ROOT, Settings
from tests.processes import Server


class Forked:
    """A fork as `subprocess.Popen` would give it. Its parent tells what became of it."""

    def __init__(self, starter: "subprocess.Popen[str]", asked: dict[str, Any]) -> None:
        self._asks, self._told = cast(IO[str], starter.stdin), cast(IO[str], starter.stdout)
        self._asks.write(json.dumps(asked) + "\n")
        self._asks.flush()
        self.pid = int(self._told.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return self.wait()
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, or minus the signal that killed it."""
        if self.returncode is None:
            self.returncode = int(self._told.readline())
        return self.returncode


class ForkedServer(Server):
    """A server that is a fork of `starter`. One at a time: the starter waits for its end."""

    def __init__(self, starter: "subprocess.Popen[str]", instance: Path, **variables: str) -> None:
        self._starter = starter
        super().__init__(instance, **variables)

    def start(self, words: list[str], output: IO[bytes], instance: Path, variables: dict[str, str]) -> Any:
        asked = {"words": words[1:], "output": output.name, "folder": str(instance), "variables": variables}
        return Forked(self._starter, asked)


@contextmanager
def starter() -> Iterator["subprocess.Popen[str]"]:
    """A process that has loaded the product and forks one server after the other."""
    command = [sys.executable, "-m", "tests.forking"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    # Here, since it patches the standard library, which only the starter wants.
    from portal import cli  # noqa: PLC0415

    load_all()
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if not pid:
            run(cli, **asked)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(waitpid(pid, 0)[1]), flush=True)


def load_all() -> None:
    """Compile the addresses and map the tables, which every server does as it starts."""
    from tests import running  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        running.portal.create_app(Settings(instance_dir=Path(folder), secret_keys=[running.SECRET_KEY]))
    configure_mappers()


def run(cli: Any, words: list[str], output: str, folder: str, variables: dict[str, str]) -> None:
    """In the fork: become the server."""
    to = os.open(output, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (1, 2):
        os.dup2(to, stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(variables)
    os.chdir(folder)
    cli.main(words)


if __name__ == "__main__":
    main()
