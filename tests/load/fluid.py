"""A plan of 2,000 steps in a browser, scrolled while others change it: the longest task of its main thread.

`python -m tests.load.fluid` prints a line of JSON a view. Needs Playwright and a Chromium; without them it ends with 3.
"""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.load import machine
from tests.load.browser import Browser

TASKS = 2_000
VIEWS = ("", "/timeline", "/board", "/calendar")
SECONDS = 6.0
EVERY_MS = 40
MISSING = 3
OBSERVE = """
window.tasks = []; window.shift = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) tasks.push(one.duration); })
    .observe({ type: "longtask" });
new PerformanceObserver((list) => { for (const one of list.getEntries()) shift += one.value; })
    .observe({ type: "layout-shift" });
"""
SCROLL = """() => {
    const box = document.querySelector(".board, .timeline") ?? document.scrollingElement;
    let step = 120;
    tasks.length = 0; shift = 0;
    const go = () => {
        box.scrollTop += step;
        if (box.scrollTop + box.clientHeight >= box.scrollHeight - 2) step = -120;
        if (box.scrollTop <= 0) step = 120;
        requestAnimationFrame(go);
    };
    go();
}"""


def measure() -> list[dict[str, Any]] | None:
    """The figures of every view, measured by a process that may use every core; None where there is no browser."""
    anywhere = "import os; os.sched_setaffinity(0, range(os.cpu_count())); from tests.load import fluid; fluid.main()"
    words = [sys.executable, "-c", anywhere]
    asked = subprocess.run(words, cwd=machine.ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if asked.returncode == MISSING:
        return None
    asked.check_returncode()
    return [json.loads(line) for line in asked.stdout.splitlines()]


def main() -> None:
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a run-time installation has none
    except ImportError:
        sys.exit(MISSING)
    path = os.environ.get("ONWARD_CHROMIUM", "/usr/bin/chromium")
    if not Path(path).exists():
        sys.exit(MISSING)
    with (
        tempfile.TemporaryDirectory(prefix="onward-fluid-") as folder,
        serving(Path(folder)) as (port, told),
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for view in VIEWS:
            print(json.dumps({"view": view[1:] or "list", **look(chromium, port, told, view)}), flush=True)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    today = datetime.now(UTC).date()
    plan = {
        f"task-{number}": {
            "title": f"Step {number + 1} of a long plan",
            "due": (today + timedelta(days=number // 20)).isoformat(),
            "status": ("done", "doing", "todo", "todo")[number % 4],
            "owner": ("Dana Whitfield", "Jonas Brandt", "Ines Correia")[number % 3],
        }
        for number in range(TASKS)
    }
    (folder / "plan.json").write_text(json.dumps(plan))
    port = machine.free_port()
    server = machine.start_server("tests.load.server", str(port), str(folder), port=port)
    try:
        yield port, json.loads((folder / "bench.json").read_text())
    finally:
        server.kill()
        server.wait()


def look(chromium: Any, port: int, told: dict[str, Any], view: str) -> dict[str, float]:
    """Open one view as one person, scroll it, and change the plan as another."""
    writer = Browser(port)
    writer.open_link(told["links"][1])
    page = chromium.new_page(viewport={"width": 1280, "height": 860})
    page.add_init_script(OBSERVE)
    page.goto(f"http://127.0.0.1:{port}{told['links'][0]}")
    page.locator("form.press button").click()
    page.goto(f"http://127.0.0.1:{port}/w/{told['workspace']}/plan{view}")
    page.wait_for_function("() => document.getElementById('pill').dataset.state === 'live'", timeout=60_000)
    chromium.start_tracing(page=page, categories=["toplevel", "devtools.timeline"])
    page.evaluate(SCROLL)
    edits, until = 0, time.monotonic() + SECONDS
    while time.monotonic() < until:
        change(writer, told, edits)
        edits += 1
        page.wait_for_timeout(EVERY_MS)
    longest, shift = page.evaluate("() => [Math.max(0, ...tasks), shift]")
    cpu = longest_cpu(json.loads(chromium.stop_tracing())["traceEvents"])
    page.close()
    writer.close()
    return {"cpu_ms": round(cpu), "wall_ms": longest, "shift": round(shift, 4), "edits": edits}


def longest_cpu(events: list[dict[str, Any]]) -> float:
    """CPU milliseconds of the longest task on the page's main thread: what strangers take of the core is not in it."""
    thread = next((event["pid"], event["tid"]) for event in events if event["name"] == "FireAnimationFrame")
    tasks = [e.get("tdur", 0) for e in events if e["name"].endswith("RunTask") and (e["pid"], e["tid"]) == thread]
    return max(tasks, default=0) / 1000


def change(writer: Browser, told: dict[str, Any], number: int) -> None:
    """One edit that leaves every row as high as it was."""
    tasks = list(told["tasks"].values())
    field, value = (("title", f"Title {number}"), ("milestone", number % 2 == 0), ("owner", None))[number % 3]
    op = {"k": "set", "t": tasks[number * 37 % TASKS], "f": field, "v": value}
    body = json.dumps({"topic": told["topic"], "cid": f"{secrets.token_hex(11)}.1", "ops": [op]})
    status, answer = writer.post_json(f"/w/{told['workspace']}/plan/op", f"/w/{told['workspace']}/people", body)
    if status != 200:
        raise RuntimeError(f"An edit was answered {status}: {answer[:200]!r}")


if __name__ == "__main__":
    main()
