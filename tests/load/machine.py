"""What the operating system knows of a process: CPU, memory, cores. Linux only (/proc)."""

import gc
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
START_SECONDS = 60
DISK_TRIES, COMMIT_BYTES = 100, 48_000
_allowed = sorted(os.sched_getaffinity(0))
# The core for servers and the core for the load; the same one where there is only one.
CORES = (_allowed[0], _allowed[-1])


def take_load_core() -> None:
    """Pin this process to the load's core and keep the garbage collector out of what it times."""
    os.sched_setaffinity(0, {CORES[1]})
    gc.collect()
    gc.freeze()
    gc.disable()


def start_server(module: str, *arguments: str, port: int, settings: dict[str, str] | None = None) -> subprocess.Popen:
    """Start `python -m module` on the servers' core and wait until its port opens.

    Raises RuntimeError, with the end of what it printed, if it ends or stays silent.
    """
    log = Path(arguments[-1]) / "server.log" if len(arguments) > 1 else Path(os.devnull)
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **(settings or {})},
            stdout=output,
            stderr=output,
        )
    os.sched_setaffinity(server.pid, {CORES[0]})
    deadline = time.monotonic() + START_SECONDS
    while not is_open(port):
        if server.poll() is not None or time.monotonic() > deadline:
            server.kill()
            raise RuntimeError(f"{module} did not open port {port}:\n{log.read_text()[-3000:]}")
        time.sleep(0.05)
    return server


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(pid: int) -> float:
    """User and system CPU time of all threads of `pid` so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND


def resident_kib(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {pid} has no resident memory")


def busy_seconds(core: int) -> float:
    """Seconds that `core` was not idle since the machine started, whoever used it."""
    for line in Path("/proc/stat").read_text().splitlines():
        name, *ticks = line.split()
        if name == f"cpu{core}":
            user, nice, system, _idle, _iowait, irq, softirq, *_ = map(int, ticks)
            return (user + nice + system + irq + softirq) / TICKS_PER_SECOND
    raise RuntimeError(f"no core {core}")


def disk_milliseconds(folder: Path) -> list[float]:
    """What this disk takes to have a commit's worth of bytes for good: no server can acknowledge sooner."""
    taken, file = [], folder / "disk.bin"
    with file.open("wb", buffering=0) as written:
        for _ in range(DISK_TRIES):
            written.write(os.urandom(COMMIT_BYTES))
            start = time.perf_counter()
            os.fdatasync(written.fileno())
            taken.append((time.perf_counter() - start) * 1000)
    file.unlink()
    return taken


def kind() -> str:
    """The machine in a few words: cores, processor, kernel, Python."""
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        "unknown processor",
    )
    return (
        f"{os.cpu_count()} cores ({model}), Linux {os.uname().release.split('-')[0]}, Python {sys.version.split()[0]}"
    )
