"""Checks that every vendored front-end file is the one its manifest names, byte by byte, and that none is unnamed."""

import hashlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "static" / "vendor", ROOT / "tests" / "browser" / "vendor")
MANIFEST = "manifest.json"


def problems(folder: Path) -> list[str]:
    """What is wrong in `folder`, one sentence each; empty when all is well."""
    named: dict[str, str] = {}
    for package in json.loads((folder / MANIFEST).read_text()):
        if not package["licence"]:
            return [f"{package['name']} names no licence."]
        named |= package["files"]
    here = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    wrong = [f"{name} is not named in the manifest." for name in sorted(here - named.keys())]
    wrong += [f"{name} is missing." for name in sorted(named.keys() - here)]
    changed = (name for name in sorted(here & named.keys()) if _hash_of(folder / name) != named[name])
    return wrong + [f"{name} differs from the manifest." for name in changed]


def _hash_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> int:
    wrong = [f"{folder.relative_to(ROOT)}: {problem}" for folder in FOLDERS for problem in problems(folder)]
    print("\n".join(wrong) if wrong else "Vendored files are as their manifests say.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
