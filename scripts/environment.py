"""Makes .venv and keeps it in step with the lock files: python scripts/environment.py [runtime|dev].

Installs again only when a lock file or pyproject.toml changed. Needs nothing but the standard library.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"runtime": "requirements.txt", "dev": "requirements-dev.txt"}


def ensure(kind: str) -> Path:
    """The environment's Python, with what `kind` needs installed and the `onward` command in place.

    Raises SystemExit with the failing command's status when something cannot be installed.
    """
    if not PYTHON.exists():
        _run(sys.executable, "-m", "venv", str(VENV))
    stamps = {name: VENV / f"onward-{name}.stamp" for name in LOCKS}
    wanted = _fingerprint(kind)
    # What development needs holds what running needs.
    fresh = [stamps[name].exists() and stamps[name].read_text() == _fingerprint(name) for name in {kind, "dev"}]
    if not any(fresh):
        print(f"Installing what {LOCKS[kind]} lists into .venv ...", flush=True)
        _pip("--require-hashes", "-r", LOCKS[kind])
        _pip("--no-deps", "-e", ".")
        stamps[kind].write_text(wanted)
    return PYTHON


def _fingerprint(kind: str) -> str:
    content = (ROOT / LOCKS[kind]).read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    return hashlib.sha256(content).hexdigest()


def _pip(*words: str) -> None:
    _run(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words)


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit(f"Failed ({done.returncode}): {' '.join(command)}")


if __name__ == "__main__":
    ensure(sys.argv[1] if len(sys.argv) > 1 else "runtime")
