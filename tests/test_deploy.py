"""What lies in deploy/ is well-formed and agrees with the settings it goes with."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from portal.config import ROOT, Settings
from tests.processes import environment

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))
ANALYSER = shutil.which("systemd-analyze")


# The units and the container keep the code read-only.
WATCHED = """
import os, sys
sys.dont_write_bytecode = True
written = []

def watch(event, words):
    if event == "open" and not isinstance(words[0], int) and words[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        written.append(os.path.abspath(os.fsdecode(words[0])))

sys.addaudithook(watch)
from portal import create_app, serve
from portal.config import ROOT, Settings
settings = Settings()
serve.bring_up_to_date(settings)
page = create_app(settings).test_client().get("/sign-in", headers={"Accept-Language": "de"})
assert 'lang="de"' in page.text
print([path for path in written if path.startswith(str(ROOT))])
"""


def test_nothing_is_written_where_the_code_lies(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def default_of(setting: str) -> int:
    return int(Settings.model_fields[setting].default)


@pytest.mark.skipif(ANALYSER is None, reason="systemd is not installed here")
@pytest.mark.parametrize("unit", UNITS)
def test_systemd_finds_nothing_wrong_with_a_unit(tmp_path: Path, unit: str) -> None:
    for name in UNITS:
        # The program that an installation has; systemd looks whether it is there.
        here = (DEPLOY / name).read_text().replace("/opt/onward/.venv/bin/onward", sys.executable)
        (tmp_path / name.replace("@.", "@8001.")).write_text(here)
    words = [str(ANALYSER), "verify", f"./{unit.replace('@.', '@8001.')}"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("unit", [name for name in UNITS if name.startswith("onward") and "backup" not in name])
def test_systemd_waits_longer_than_requests_under_way_may_take(unit: str) -> None:
    (seconds,) = re.findall(r"(?m)^TimeoutStopSec=(\d+)$", (DEPLOY / unit).read_text())
    assert int(seconds) > default_of("drain_seconds")


@pytest.mark.parametrize(
    "file, says", [("nginx.conf", r"client_max_body_size (\d+)m;"), ("Caddyfile", r"max_size (\d+)MB")]
)
def test_the_proxies_let_through_the_largest_video(file: str, says: str) -> None:
    (megabytes,) = re.findall(says, (DEPLOY / file).read_text())
    assert int(megabytes) * 1_000_000 >= default_of("video_bytes")
