"""Runs every test: make test. Needs nothing but the standard library; installs the rest.

FULL=1 or CI=true also runs the whole suite on PostgreSQL. Words after the command go to pytest, and then only the
first session runs: python scripts/test.py tests/plan -x
"""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import environment
import servers

ROOT = environment.ROOT
STARTED = time.monotonic()
POSTGRES_PROOFS = [f"tests/proof/test_{name}.py" for name in ("every_request", "hostile_input", "mass_assignment")]
MOST_BY_CHANCE = 3
FAILED_LINE = re.compile(r"FAILED (\S+?::\w+(?:\[.*?\])?)(?: - |$)")
CLOSING_LINE = re.compile(r"\d+ (passed|failed|error|errors|skipped|xfailed|deselected)\b.* in [\d.]+s")


@dataclass
class Step:
    """One pytest session: what it is called, its words, and what its environment adds."""

    name: str
    words: list[str]
    extra: dict[str, str] = field(default_factory=dict)
    hangs_on_the_machine: bool = False
    failed: list[str] = field(default_factory=list)
    status: int = 0
    seconds: float = 0.0
    closing: str = ""

    @property
    def counts(self) -> Counter[str]:
        found = re.findall(r"(\d+) (passed|failed|error|skipped)", self.closing)
        return sum((Counter({word: int(number)}) for number, word in found), Counter())


def main(words: list[str]) -> int:
    python = environment.ensure("dev")
    if words:
        return run(Step("Chosen tests", words), python).status
    tools = {name: servers.ensure(getattr(servers, name)) for name in ("POSTGRES", "REDIS", "CHROMIUM")}
    with ExitStack() as running:
        addresses = {
            "DATABASE_URL_TEST": running.enter_context(servers.running_postgres(tools["POSTGRES"])),
            "REDIS_URL_TEST": running.enter_context(servers.running_redis(tools["REDIS"])),
        }
        groups = groups_of(addresses, tools["CHROMIUM"])
        steps = [step for group in groups for step in run_together(group, python)]
        for step in steps:
            try_again(step, python)
    return summarise(steps)


def groups_of(addresses: dict[str, str], chromium: Path) -> list[list[Step]]:
    """The sessions, in groups that run at the same time: the two large ones are cut into parts."""
    redis = {"REDIS_URL_TEST": addresses["REDIS_URL_TEST"]}
    browser = {"ONWARD_TESTS": "browser", "ONWARD_CHROMIUM": str(chromium)}
    groups = [
        parts("SQLite, green threads", redis),
        [Step("PostgreSQL: tests marked db", ["tests", "-m", "db"], addresses)],
        [
            Step(
                "Plain threads: tests marked sockets",
                ["tests", "-m", "sockets"],
                {**redis, "ONWARD_ASYNC": "threading"},
            ),
            Step("Proofs of who may what", ["tests/proof"], {"ONWARD_TESTS": "proof"}),
        ],
        [Step("Journeys in Chromium", ["tests/browser"], browser, hangs_on_the_machine=True)],
    ]
    if os.environ.get("FULL") == "1" or os.environ.get("CI") == "true":
        groups[1] = parts("PostgreSQL, every test", addresses)
        groups[2].append(Step("PostgreSQL: proofs", POSTGRES_PROOFS, {**addresses, "ONWARD_TESTS": "proof"}))
    return groups


def parts(name: str, extra: dict[str, str]) -> list[Step]:
    """The whole suite as one session more than there are cores, up to eight: some tests wait more than they work."""
    count = min(os.cpu_count() or 1, 7) + 1
    numbers = range(1, count + 1)
    return [Step(f"{name}, part {n} of {count}", ["tests"], {**extra, "ONWARD_PART": f"{n}/{count}"}) for n in numbers]


def run_together(group: list[Step], python: Path) -> list[Step]:
    """Run a group at the same time. One alone shows its progress; several are shown one after the other."""
    if len(group) == 1:
        return [run(group[0], python)]
    said: list[list[str]] = [[] for _ in group]
    with ThreadPoolExecutor(len(group)) as pool:
        list(pool.map(lambda step, lines: run(step, python, lines.append), group, said))
    for lines in said:
        print("".join(lines), end="", flush=True)
    return group


def try_again(step: Step, python: Path) -> None:
    """A browser may be slow just then: a few journeys that failed run once more, alone.

    Those that pass then are named in the summary, to be mended. More than a few are no chance, and an error never is;
    nor is anything that fails without a browser, for what the server promises it promises each time.
    """
    counts = step.counts
    are_few = 1 <= len(step.failed) == counts["failed"] <= MOST_BY_CHANCE
    if not (step.hangs_on_the_machine and are_few) or counts["error"]:
        return
    second = run(Step(f"{step.name}: what failed, once more", step.failed, step.extra), python)
    step.seconds += second.seconds
    if second.status == 0:
        step.status = 0
        names = ", ".join(step.failed)
        step.closing = f"{counts['passed']} passed at once, {second.counts['passed']} passed at the second try: {names}"


def show(line: str) -> None:
    print(line, end="", flush=True)


def run(step: Step, python: Path, say: Callable[[str], None] = show) -> Step:
    """Run one session, pass on what it says, and keep its closing line."""
    say(f"\n== {step.name}\n")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ONWARD_")}
    command = [str(python), "-m", "pytest", "-q", *step.words]
    started = time.monotonic()
    session = subprocess.Popen(
        command, cwd=ROOT, env={**clean, **step.extra}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert session.stdout is not None
    for line in session.stdout:
        say(line)
        if found := FAILED_LINE.match(line):
            step.failed.append(found[1])
        if CLOSING_LINE.search(line):
            step.closing = line.strip().strip("= ")
    step.status = session.wait()
    step.seconds = time.monotonic() - started
    return step


def summarise(steps: list[Step]) -> int:
    """Print one line a session, then one closing line in pytest's words. 0 only if every session passed."""
    print("\n== Summary")
    for step in steps:
        verdict = "ok    " if step.status == 0 else "FAILED"
        print(f"{verdict} {step.seconds:6.0f} s  {step.name}: {step.closing or f'ended with status {step.status}'}")
    counts: Counter[str] = sum((step.counts for step in steps), Counter())
    broken = [step for step in steps if step.status and not step.counts["failed"] + step.counts["error"]]
    counts["error"] += len(broken)
    words = [f"{counts[word]} {word}" for word in ("failed", "passed", "skipped", "error") if counts[word]]
    seconds = time.monotonic() - STARTED
    print(f"===== {', '.join(words)} in {seconds:.2f}s =====", flush=True)
    return int(any(step.status for step in steps))


if __name__ == "__main__":
    outcome = main(sys.argv[1:])
    sys.exit(outcome)
