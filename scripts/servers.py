"""What the tests need beside Python: found, installed where that is possible, and started for one run.

PostgreSQL and Redis run on random ports of this machine, in a folder of their own, and are gone afterwards.
"""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60
UNPRIVILEGED = ("postgres", "nobody")
MAC_POSTGRES = "/Applications/Postgres.app/Contents/Versions/*/bin"


@dataclass(frozen=True)
class Tool:
    """A program and where it comes from. `names` are tried in order, in PATH and in `places`."""

    names: tuple[str, ...]
    places: tuple[str, ...]
    debian: str
    brew: tuple[str, ...]


POSTGRES = Tool(
    names=("initdb",),
    places=(
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        MAC_POSTGRES,
    ),
    debian="postgresql",
    brew=("postgresql@16",),
)
REDIS = Tool(
    names=("redis-server", "valkey-server"),
    places=("/opt/homebrew/bin", "/usr/local/bin"),
    debian="redis-server",
    brew=("redis",),
)
CHROMIUM = Tool(
    names=("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "Google Chrome", "Chromium"),
    places=(
        "/Applications/Google Chrome.app/Contents/MacOS",
        "/Applications/Chromium.app/Contents/MacOS",
    ),
    debian="chromium",
    brew=("--cask", "chromium"),
)
NGINX = Tool(
    names=("nginx",), places=("/usr/sbin", "/opt/homebrew/bin", "/usr/local/bin"), debian="nginx-light", brew=("nginx",)
)
CADDY = Tool(names=("caddy",), places=("/opt/homebrew/bin", "/usr/local/bin"), debian="caddy", brew=("caddy",))
HERE = "127.0.0.1"


def find(tool: Tool) -> Path | None:
    """Where `tool` is installed. In `places` the newest version wins."""
    folders = [folder for place in tool.places for folder in sorted(glob.glob(place), key=_version, reverse=True)]
    # PostgreSQL in PATH may be a wrapper without the server beside it; its own folders come first.
    path = os.pathsep.join([*folders, os.environ.get("PATH", "")])
    found = (shutil.which(name, path=path) for name in tool.names)
    return next((Path(one) for one in found if one), None)


def _version(folder: str) -> list[int]:
    return [int("".join(filter(str.isdigit, part)) or 0) for part in folder.split("/")]


def ensure(tool: Tool) -> Path:
    """Where `tool` is installed, after installing it if need be.

    Raises SystemExit with the exact line to run when it cannot be installed from here.
    """
    found = find(tool)
    if found is None:
        _install(tool)
        found = find(tool)
    if found is None:
        sys.exit(f"{tool.names[0]} is still missing after installing it. Install it by hand and run the tests again.")
    return found


def _install(tool: Tool) -> None:
    if shutil.which("apt-get"):
        apt = ["apt-get"] if os.geteuid() == 0 else ["sudo", "apt-get"]
        commands = [[*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", tool.debian]]
        by_hand = " && ".join(" ".join(command) for command in commands)
        if os.geteuid() != 0 and not _has_sudo():
            _give_up(tool, by_hand)
    elif shutil.which("brew"):
        commands = [["brew", "install", *tool.brew]]
        by_hand = " ".join(commands[0])
    else:
        _give_up(tool, f"the package manager of this system: it is called {tool.debian} on Debian")
        return
    print(f"Installing {tool.names[0]}: {by_hand}", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for one in commands:
        if subprocess.run(one, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode and one is commands[-1]:
            _give_up(tool, by_hand)


def _has_sudo() -> bool:
    return bool(shutil.which("sudo")) and subprocess.run(["sudo", "-n", "true"], check=False).returncode == 0


def _give_up(tool: Tool, by_hand: str) -> None:
    sys.exit(f"The tests need {tool.names[0]}, which is not installed here. Install it with:\n    {by_hand}")


@contextlib.contextmanager
def running_postgres(initdb: Path, host: str = HERE) -> Iterator[str]:
    """A new PostgreSQL server; gives the address of a database whose owner may create others.

    It listens on one address of this machine, `host`, and believes whoever shares a network with that.
    """
    user = _unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="onward-pg-", dir=_quick_folder()) as folder:
        data = Path(folder) / "data"
        log = Path(folder) / "log"
        if user:
            shutil.chown(folder, user=user)
        port = free_port()
        as_user = _drop_to(user)
        subprocess.run(
            [initdb, "-D", data, "-U", "onward", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **as_user,
        )
        with (data / "pg_hba.conf").open("a") as allowed:
            allowed.write("host all all samenet trust\n")
        settings = {
            "listen_addresses": host,
            "port": str(port),
            "unix_socket_directories": "",
            "max_connections": "200",
            # Onward refuses a server that may lose what it acknowledged.
            "fsync": "on",
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with _running([initdb.with_name("postgres"), "-D", data, *words], (host, port), log, **as_user):
            yield f"postgresql://onward@{host}:{port}/postgres"


@contextlib.contextmanager
def running_redis(server: Path, host: str = HERE) -> Iterator[str]:
    """A new Redis server on an address of this machine, which keeps nothing and asks nobody who they are."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="onward-redis-") as folder:
        command: list[str | Path] = [server, "--port", str(port), "--bind", host, "--protected-mode", "no"]
        with _running(
            [*command, "--save", "", "--appendonly", "no", "--dir", folder], (host, port), Path(folder) / "log"
        ):
            yield f"redis://{host}:{port}/0"


@contextlib.contextmanager
def running_nginx(nginx: Path, ours: str) -> Iterator[None]:
    """nginx with `ours` as all it serves; it must listen on 127.0.0.1."""
    with tempfile.TemporaryDirectory(prefix="onward-nginx-") as folder:
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        whole = f"pid {folder}/pid; error_log stderr; events {{}} http {{ {temporary} {ours} }}"
        config = Path(folder) / "nginx.conf"
        config.write_text(whole)
        port = int(ours.split("listen 127.0.0.1:")[1].split(";")[0])
        command: list[str | Path] = [nginx, "-p", folder, "-c", config, "-g", "daemon off; user root;"]
        with _running(command, (HERE, port), Path(folder) / "log"):
            yield


@contextlib.contextmanager
def running_caddy(caddy: Path, ours: str, port: int) -> Iterator[None]:
    """Caddy with `ours` as all it serves, on `port` of this machine."""
    with tempfile.TemporaryDirectory(prefix="onward-caddy-") as folder:
        config = Path(folder) / "Caddyfile"
        config.write_text("{\n\tadmin off\n}\n" + ours)
        homes = {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
        command: list[str | Path] = [caddy, "run", "--config", config, "--adapter", "caddyfile"]
        with _running(command, (HERE, port), Path(folder) / "log", env={**os.environ, **homes}):
            yield


@contextlib.contextmanager
def _running(command: list[str | Path], address: tuple[str, int], log: Path, **options: object) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/", **options)  # type: ignore[call-overload]
        try:
            _wait_for(address, process, log)
            yield
        finally:
            # PostgreSQL would wait for its clients if it were asked by SIGTERM.
            process.send_signal(signal.SIGINT)
            process.wait(timeout=START_SECONDS)


def _wait_for(address: tuple[str, int], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(address, timeout=1):
            return
        time.sleep(0.05)
    sys.exit(f"A test server did not start:\n{log.read_text(errors='replace')}")


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; then one of the system's own users runs it."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED if name in names), None)


def _drop_to(user: str | None) -> dict[str, object]:
    if user is None:
        return {}
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def _quick_folder() -> str:
    """A short path, in memory where there is plenty: every test makes a database."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30:
        return str(memory)
    return "/tmp"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
