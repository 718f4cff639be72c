"""The bill of materials names whatever is installed and served."""

import importlib.util
import re
from pathlib import Path
from typing import Any

from portal.config import ROOT

LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", re.MULTILINE)


def module() -> Any:
    spec = importlib.util.spec_from_file_location("sbom", Path(ROOT / "scripts" / "sbom.py"))
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_every_locked_package_and_every_vendored_one_is_named_with_a_hash() -> None:
    made = module().bill()
    names = {component["name"] for component in made["components"]}
    locked = set(LOCKED.findall((ROOT / "requirements.txt").read_text()))
    assert len(locked) > 30
    assert locked <= names
    assert {"socket.io-client", "@fontsource/figtree"} <= names
    assert [component["name"] for component in made["components"] if not component["hashes"]] == []


def test_no_lock_file_names_a_host() -> None:
    locks = sorted(ROOT.glob("requirements*.txt"))
    assert [lock.name for lock in locks if "://" in lock.read_text() or "--index" in lock.read_text()] == []
    assert [lock.name for lock in locks if "--hash=sha256:" not in lock.read_text()] == []
