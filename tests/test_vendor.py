"""The files others wrote are the ones their manifests name, each with its licence."""

import hashlib
import json
from pathlib import Path

import pytest

from portal.config import ROOT

FOLDERS = [ROOT / "static" / "vendor", ROOT / "tests" / "browser" / "vendor"]


def manifest(folder: Path) -> list[dict[str, object]]:
    entries = json.loads((folder / "manifest.json").read_text())
    assert isinstance(entries, list)
    return entries


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_every_file_is_the_one_the_manifest_names(folder: Path) -> None:
    named = {path: digest for entry in manifest(folder) for path, digest in dict(entry["files"]).items()}  # type: ignore[call-overload]
    there = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert there == named
    assert len(there) > 0


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_every_package_says_its_version_and_brings_its_licence(folder: Path) -> None:
    for entry in manifest(folder):
        assert set(entry) == {"name", "version", "integrity", "licence", "files"}
        assert [path for path in dict(entry["files"]) if path.endswith("/LICENSE")]  # type: ignore[call-overload]
