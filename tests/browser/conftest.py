"""Journeys in a real browser against a real server, which runs as a process of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from portal.config import ROOT, Settings
from tests.browser.visiting import Visitor
from tests.processes import Server as OwnServer
from tests.processes import run_command

START_SECONDS = 60
WAIT_MILLISECONDS = 40_000
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_WORDS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP_WIDTH = 1280
PHONE_WIDTH = 390
HEIGHT = 860

expect.set_options(timeout=WAIT_MILLISECONDS)


@dataclass(frozen=True)
class Place:
    """A workspace made for one test, and the paths that lead into it."""

    workspace: str
    plan: str
    name: str
    admin: str
    member: str
    links: dict[str, str]
    people: dict[str, str]
    tasks: dict[str, str]
    addresses: dict[str, str]


@dataclass
class Server:
    """The running server and the process that makes records beside it."""

    url: str
    folder: Path
    seeder: subprocess.Popen[str]
    log: Path = field(default_factory=Path)

    def seed(self, word: str = "full") -> Place:
        """A fresh workspace: `full`, or `empty`."""
        assert self.seeder.stdin is not None
        assert self.seeder.stdout is not None
        self.seeder.stdin.write(f"{word}\n")
        self.seeder.stdin.flush()
        answer = self.seeder.stdout.readline()
        assert answer, "the seeding process ended; its own words are above"
        return Place(**json.loads(answer))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`onward serve` on a free port, with an instance folder of its own."""
    folder = tmp_path_factory.mktemp("instance")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = _clean_environment() | {"INSTANCE_DIR": str(folder), "PUBLIC_URL": url, "RATE_LIMITS": "false"}
    log = folder / "server.log"
    with ExitStack() as running:
        serve = [str(Path(sys.executable).with_name("onward")), "serve", "--port", str(port)]
        output = running.enter_context(log.open("w"))
        process = running.enter_context(ServerProcess(serve, environment, stdout=output, stderr=output))
        seed = [sys.executable, "-W", "ignore", "-m", "tests.browser.seed", str(folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        # It reads its modules while the server starts, and touches nothing before it is asked.
        seeder = running.enter_context(ServerProcess(seed, environment, **pipes))
        _wait_for(f"{url}/healthz", process, log)
        yield Server(url, folder, seeder, log)


def _clean_environment() -> dict[str, str]:
    ours = {name.upper() for name in Settings.model_fields} | {"ONWARD_TESTS"}
    return {name: value for name, value in os.environ.items() if name not in ours}


class ServerProcess(subprocess.Popen[Any]):
    """A process that is asked to end when its block does."""

    def __init__(self, command: list[str], environment: dict[str, str], **pipes: Any) -> None:
        super().__init__(command, cwd=ROOT, env=environment, **pipes)

    def __exit__(self, *exception: Any) -> None:
        self.terminate()
        super().__exit__(*exception)


def _wait_for(url: str, process: ServerProcess, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(url, timeout=START_SECONDS):
                return
        except (URLError, OSError):
            assert process.poll() is None and time.monotonic() < deadline, (
                f"the server did not start:\n{log.read_text()}"
            )
            time.sleep(0.05)


def _seed_once(instance: Path, word: str) -> Place:
    """A workspace made beside a server that no other journey uses."""
    seed = [sys.executable, "-W", "ignore", "-m", "tests.browser.seed", str(instance)]
    answer = subprocess.run(
        seed, input=f"{word}\n", cwd=ROOT, env=_clean_environment(), stdout=subprocess.PIPE, text=True, check=True
    )
    return Place(**json.loads(answer.stdout))


class Installation:
    """A server of one journey's own, which can die and be started again at the same address with the same data."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.settings = folder, {"RATE_LIMITS": "false", **settings}
        self.running = self._serve(None)
        self.url = self.running.address

    def _serve(self, port: int | None) -> OwnServer:
        server = OwnServer(self.folder, port=port, **self.settings)
        server.wait_for("Onward runs at")
        return server

    def seed(self, word: str = "full") -> Place:
        return _seed_once(self.folder, word)

    def first_admin(self) -> str:
        """The link that `onward admin link` prints."""
        words = ("admin", "link", "ada@vendor.example", "--name", "Ada Admin")
        return run_command(self.folder, *words, PUBLIC_URL=self.url).stdout.strip()

    def kill(self) -> None:
        """kill -9: nothing is said, nothing is drained."""
        self.running.process.kill()
        self.running.process.wait()

    def stop(self) -> None:
        """SIGTERM, and wait until it has drained."""
        self.running.tell_to_stop()
        assert self.running.end() == 0

    def start_again(self) -> None:
        self.running.__exit__()
        self.running = self._serve(self.running.port)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A fresh installation, in which nobody and nothing is yet."""
    made = Installation(tmp_path)
    yield made
    made.running.__exit__()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_WORDS)
        yield browser
        browser.close()


def chromium_path() -> str:
    """The browser of this machine."""
    path = os.environ.get("ONWARD_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    assert path, "No Chromium in PATH. `make test` installs it, or says how."
    return path


@pytest.fixture
def place(server: Server) -> Place:
    """A workspace with tasks and people, for this test alone."""
    return server.seed("full")


@pytest.fixture
def empty_place(server: Server) -> Place:
    """A workspace in which nothing stands yet."""
    return server.seed("empty")


NewVisitor = Callable[..., Visitor]
VISITORS = pytest.StashKey[list[Visitor]]()


@pytest.fixture
def new_visitor(request: pytest.FixtureRequest, server: Server, chromium: Browser) -> Iterator[NewVisitor]:
    """Opens a browser of its own, with its own cookies: `new_visitor(width=390, dark=True, js=False)`; `at` another
    server than the one of all journeys.

    The test fails at its end if a page of it raised a script error or broke the content security policy.
    """
    visitors: list[Visitor] = []
    request.node.stash[VISITORS] = visitors
    contexts: list[BrowserContext] = []

    def open_one(
        width: int = DESKTOP_WIDTH, dark: bool = False, js: bool = True, at: str = server.url, touch: bool = False
    ) -> Visitor:
        context = chromium.new_context(
            base_url=at,
            viewport={"width": width, "height": HEIGHT},
            color_scheme="dark" if dark else "light",
            java_script_enabled=js,
            has_touch=touch,
            reduced_motion="reduce",
            locale="en-GB",
        )
        context.set_default_timeout(WAIT_MILLISECONDS)
        contexts.append(context)
        visitors.append(Visitor(context))
        return visitors[-1]

    yield open_one
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails says what each of its pages showed just then: it may not fail again to be looked at."""
    report = yield
    if report.when == "call" and report.failed:
        for visitor in item.stash.get(VISITORS, []):
            report.sections.append((f"Seen at {visitor.page.url}", visitor.sight()))
    return report


@pytest.fixture
def page(new_visitor: NewVisitor) -> Page:
    """One page of a fresh browser."""
    return new_visitor().page
