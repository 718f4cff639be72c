"""Remake the front-end files others wrote: static/vendor and tests/browser/vendor, each with its manifest.

Needs npm and a way to its registry; the product itself needs neither. Every package is pinned by version and by the
integrity npm published for it, and is refused when what arrives differs.
"""

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

ICONS = [
    "arrow-down",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "bell",
    "book-open",
    "briefcase",
    "building-2",
    "calendar",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle",
    "circle-alert",
    "circle-check",
    "circle-dashed",
    "circle-help",
    "circle-pause",
    "circle-play",
    "circle-slash",
    "clipboard-list",
    "clock",
    "copy",
    "diamond",
    "download",
    "ellipsis",
    "external-link",
    "eye",
    "eye-off",
    "file-text",
    "flag",
    "funnel",
    "globe",
    "graduation-cap",
    "grip-vertical",
    "history",
    "house",
    "image",
    "inbox",
    "info",
    "key-round",
    "keyboard",
    "library",
    "link",
    "list",
    "list-filter",
    "lock",
    "log-out",
    "mail",
    "menu",
    "message-square",
    "messages-square",
    "minus",
    "monitor",
    "octagon-minus",
    "palette",
    "paperclip",
    "pause",
    "pencil",
    "phone",
    "play",
    "plus",
    "qr-code",
    "refresh-cw",
    "reply",
    "rotate-ccw",
    "search",
    "send",
    "settings",
    "shield-check",
    "sliders-horizontal",
    "tag",
    "target",
    "text-cursor-input",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user",
    "user-check",
    "user-plus",
    "user-x",
    "users",
    "wifi-off",
    "x",
]


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    integrity: str
    licence: str
    folder: str
    files: tuple[str, ...]


SHIPPED = (
    Package(
        "@fontsource/figtree",
        "5.3.0",
        "sha512-/iTcTXL1eRBGhvD7NN9dnKzXzWqDLVZVEUFI9xIxAC1G/hXU8tCyYeXCAuPOuvSYPInFUP7H6KLGgygmDfy1SA==",
        "OFL-1.1",
        "figtree",
        tuple(
            f"files/figtree-{part}-normal.woff2"
            for part in ("latin-400", "latin-600", "latin-ext-400", "latin-ext-600")
        ),
    ),
    Package(
        "lucide-static",
        "1.62.0",
        "sha512-WBZA/m2PvkFpMGHDtsBck5P2A9G4ehLlYu4GwwICcmEm1BvYVgj00lCDxKRWLlbMlOibLaiwdQ88G5pHkSWgwA==",
        "ISC",
        "lucide",
        tuple(f"icons/{icon}.svg" for icon in ICONS),
    ),
    Package(
        "socket.io-client",
        "4.8.4",
        "sha512-7wjKAvVXYOJsbmUgkWbnhPD4bFpkqrUR0++XOjpGFmqDqsqV1CI93VTraeExLxpjxEqrWgFoSRZu1ihjLWfkAA==",
        "MIT",
        "socket.io",
        ("dist/socket.io.esm.min.js",),
    ),
    Package(
        "sortablejs",
        "1.15.7",
        "sha512-Kk8wLQPlS+yi1ZEf48a4+fzHa4yxjC30M/Sr2AnQu+f/MPwvvX9XjZ6OWejiz8crBsLwSq8GHqaxaET7u6ux0A==",
        "MIT",
        "sortablejs",
        ("Sortable.min.js",),
    ),
    Package(
        "yjs",
        "13.6.33",
        "sha512-q/UYvr1gOk4XII+Cu1CW2dINjYqJJFifTzogEaIARznrvX7uOlHsdTEXcnOBMuIsrCGEEKdNxi74kyMLZlKVfw==",
        "MIT",
        "yjs",
        ("dist/yjs.mjs",),
    ),
    # Everything of it that yjs uses is in the bundle of yjs; here lies its licence.
    Package(
        "lib0",
        "0.2.117",
        "sha512-DeXj9X5xDCjgKLU/7RR+/HQEVzuuEUiwldwOGsHK/sfAfELGWEyTcf0x+uOvCvK3O2zPmZePXWL85vtia6GyZw==",
        "MIT",
        "lib0",
        (),
    ),
)

ESBUILD = "esbuild@0.28.2"
USED_OF_YJS = [
    "Doc",
    "UndoManager",
    "applyUpdate",
    "createAbsolutePositionFromRelativePosition",
    "createRelativePositionFromTypeIndex",
    "encodeStateAsUpdate",
    "mergeUpdates",
]

FOR_TESTS = (
    Package(
        "axe-core",
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "MPL-2.0",
        "axe-core",
        ("axe.min.js",),
    ),
)


def main() -> None:
    remake(ROOT / "static" / "vendor", SHIPPED)
    remake(ROOT / "tests" / "browser" / "vendor", FOR_TESTS)


def remake(target: Path, packages: tuple[Package, ...]) -> None:
    """Fetch `packages` into `target` and write its manifest.json."""
    entries = []
    for package in packages:
        folder = target / package.folder
        folder.mkdir(parents=True, exist_ok=True)
        members = fetch(package)
        (folder / "LICENSE").write_bytes(members["LICENSE"])
        if package.folder == "yjs":
            bundle_yjs(folder)
            entries.append(entry(target, package))
            continue
        write_files(folder, package, members)
        entries.append(entry(target, package))
    (target / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n")


def bundle_yjs(folder: Path) -> None:
    """yjs and what it uses of lib0 as one small module with only what we use."""
    with tempfile.TemporaryDirectory() as work:
        modules = Path(work, "node_modules")
        modules.mkdir()
        for package in SHIPPED:
            if package.folder in ("yjs", "lib0"):
                with open_pinned(package) as tar:
                    tar.extractall(work, filter="data")
                Path(work, "package").rename(modules / package.name)
        entry_file = Path(work, "entry.js")
        entry_file.write_text(f"export {{ {', '.join(USED_OF_YJS)} }} from 'yjs';\n")
        words = ["--bundle", "--minify", "--format=esm", "--target=es2022", "--platform=browser"]
        command = ["npx", "--yes", ESBUILD, str(entry_file), *words, "--legal-comments=none"]
        done = subprocess.run(command, cwd=work, check=True, stdout=subprocess.PIPE)
    (folder / "yjs.esm.js").write_bytes(done.stdout)


def fetch(package: Package) -> dict[str, bytes]:
    """The wanted files of `package` by their path in it. Exits when the archive is not the pinned one."""
    with open_pinned(package) as tar:
        return {name: tar.extractfile(f"package/{name}").read() for name in ("LICENSE", *package.files)}  # type: ignore[union-attr]


@contextmanager
def open_pinned(package: Package) -> Iterator[tarfile.TarFile]:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, f"{package.name}@{package.version}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        archive = next(Path(folder).glob("*.tgz"))
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if f"sha512-{digest}" != package.integrity:
            sys.exit(f"{package.name} {package.version} is not the file we pinned; nothing more was written.")
        with tarfile.open(archive) as tar:
            yield tar


def write_files(folder: Path, package: Package, members: dict[str, bytes]) -> None:
    if package.folder == "lucide":
        symbols = [symbol(Path(name).stem, members[name].decode()) for name in package.files]
        (folder / "sprite.svg").write_text(
            '<svg class="sprite" width="0" height="0" aria-hidden="true">' + "".join(symbols) + "</svg>\n"
        )
        return
    if package.folder == "sortablejs":
        # Its own ES module is not minified and twice the size; the short one becomes a module by one export.
        module = members["Sortable.min.js"] + b"\nexport default globalThis.Sortable;\n"
        (folder / "sortable.esm.js").write_bytes(module)
        return
    for name in package.files:
        # The source maps are not shipped, so the pointer to them would only be a failing request.
        content = re.sub(rb"\n//# sourceMappingURL=\S+\s*$", b"\n", members[name])
        (folder / Path(name).name).write_bytes(content)


def symbol(name: str, svg: str) -> str:
    """One icon as a <symbol>; colour and stroke come from the .icon class."""
    drawing = "".join(re.findall(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>", svg))
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{drawing.replace(" />", "/>")}</symbol>'


def entry(target: Path, package: Package) -> dict[str, object]:
    files = sorted(path for path in (target / package.folder).iterdir() if path.is_file())
    return {
        "name": package.name,
        "version": package.version,
        "integrity": package.integrity,
        "licence": package.licence,
        "files": {str(path.relative_to(target)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    }


if __name__ == "__main__":
    main()
