"""What Onward is made of, as CycloneDX JSON: python scripts/sbom.py [FILE]. Needs nothing but the standard library.

Read from the lock file and from the manifest of the vendored front-end files, so that it tells what is installed and
served, with hashes. The same sources give the same bytes.
"""

import base64
import json
import re
import sys
import tomllib
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def python_components() -> list[dict[str, Any]]:
    """Every package of requirements.txt, with the hashes that installing accepts."""
    components: list[dict[str, Any]] = []
    for line in (ROOT / "requirements.txt").read_text().splitlines():
        if found := PINNED.match(line):
            name, version = found.groups()
            purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
            components.append({"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl})
            components[-1]["hashes"] = []
        for digest in HASH.findall(line):
            components[-1]["hashes"].append({"alg": "SHA-256", "content": digest})
    return components


def vendored_components() -> list[dict[str, Any]]:
    """Every front-end package in static/vendor, with its licence and the registry's hash."""
    components = []
    for package in json.loads((ROOT / "static" / "vendor" / "manifest.json").read_text()):
        purl = f"pkg:npm/{package['name'].replace('@', '%40')}@{package['version']}"
        digest = base64.b64decode(package["integrity"].removeprefix("sha512-")).hex()
        components.append(
            {
                "type": "library",
                "bom-ref": purl,
                "name": package["name"],
                "version": package["version"],
                "purl": purl,
                "licenses": [{"expression": package["licence"]}],
                "hashes": [{"alg": "SHA-512", "content": digest}],
            }
        )
    return components


def bill() -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    components = python_components() + vendored_components()
    name = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": "onward",
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": components,
        "dependencies": [{"ref": "onward", "dependsOn": [component["bom-ref"] for component in components]}],
    }


if __name__ == "__main__":
    text = json.dumps(bill(), indent=2) + "\n"
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(text)
    else:
        sys.stdout.write(text)
