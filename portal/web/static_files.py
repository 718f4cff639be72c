"""Style sheets, scripts, fonts: served under a hash of the whole folder, compressed once, cached for good.

At start the folder is copied to the instance folder under its hash, with all style sheets joined into one and a gzip
beside every text. The copies of earlier versions stay for a while, so that a page loaded before an update still finds
its scripts.
"""

import hashlib
import re
import shutil
import tempfile
from collections.abc import MutableMapping
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from portal.config import STATIC, Settings
from portal.web.headers import safety_headers

# The first names the cascade's layers, so that the order of the others matters only inside a layer.
FIRST_STYLES = ("reset.css", "tokens.css", "base.css")
LAST_STYLES = ("print.css",)
JOINED = "css/all.css"
VERSIONS_KEPT = 3
HASH_LENGTH = 12

# Only ours: vendored bundles import nothing.
IMPORTED = re.compile(r'^import .*?from "(\.[^"]+)";', re.MULTILINE)

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# No string of ours holds one of these signs (a test says so); around them spaces mean nothing.
AROUND_SIGNS = re.compile(r"\s*([{};,])\s*")

# By hash: an app made again in the same process finds its files ready.
_built: dict[str, Path] = {}


def init_static_files(app: Flask) -> None:
    chosen: Settings = app.extensions["onward.settings"]
    version = static_version()
    root = build(version, chosen.instance_dir / "static")
    app.extensions["onward.static_version"] = version
    headers = safety_headers(chosen)

    def add_headers(to: MutableMapping[str, str], path: str, url: str) -> None:
        for name, value in headers.items():
            to[name] = value

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=root,
        prefix="static/",
        allow_all_origins=False,
        immutable_file_test=lambda path, url: True,
        add_headers_function=add_headers,
        mimetypes={".js": "text/javascript"},
    )
    app.add_template_global(static_url)
    app.add_template_global(modules_of)


def static_url(path: str) -> str:
    """The address of a file in static/, such as "js/plan/plan.js". `css/all.css` is all style sheets joined."""
    return f"/static/{current_app.extensions['onward.static_version']}/{path}"


@lru_cache
def modules_of(path: str) -> tuple[str, ...]:
    """Every module that the script at `path` in static/ imports, itself not among them.

    Named ahead in the page, so that the browser fetches them at once instead of one after the other.
    """
    found: dict[str, None] = {}
    waiting = [path]
    while waiting:
        script = STATIC / waiting.pop()
        for imported in IMPORTED.findall(script.read_text()):
            name = (script.parent / imported).resolve().relative_to(STATIC).as_posix()
            if name not in found and name != path:
                found[name] = None
                waiting.append(name)
    return tuple(sorted(found))


@lru_cache
def static_version() -> str:
    """The hash under which this process serves its files; they are read once."""
    return hash_of(STATIC)


def hash_of(folder: Path) -> str:
    """A short hash over the names and bytes of every file below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"\n{path.relative_to(folder)}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:HASH_LENGTH]


def build(version: str, versions: Path) -> Path:
    """The folder that holds the built files of `version` and those before it."""
    ready = _built.get(version)
    if ready and (ready / version).is_dir():
        return ready
    versions.mkdir(parents=True, exist_ok=True)
    if not (versions / version).is_dir():
        _make(versions, version)
        _forget_old(versions)
    _built[version] = versions
    return versions


def _make(versions: Path, version: str) -> None:
    """Build beside, then rename: a start that is cut off, or two at once, never leave half a version."""
    with tempfile.TemporaryDirectory(dir=versions, prefix=".making-") as folder:
        made = Path(folder) / version
        shutil.copytree(STATIC, made)
        (made / JOINED).parent.mkdir(exist_ok=True)
        (made / JOINED).write_text(joined_styles())
        compressor = Compressor(use_brotli=False, quiet=True)
        for path in [path for path in made.rglob("*") if path.is_file() and compressor.should_compress(path.name)]:
            compressor.compress(str(path))
        try:
            made.rename(versions / version)
        except OSError:
            if not (versions / version).is_dir():
                raise


def joined_styles() -> str:
    """Every style sheet of static/css, in the order of the cascade, without what only people read."""
    names = {path.name for path in (STATIC / "css").glob("*.css")}
    between = sorted(names - {*FIRST_STYLES, *LAST_STYLES})
    sheets = [(STATIC / "css" / name).read_text() for name in (*FIRST_STYLES, *between, *LAST_STYLES)]
    return "\n".join(AROUND_SIGNS.sub(r"\1", COMMENT.sub("", sheet)).strip() for sheet in sheets)


def _forget_old(versions: Path) -> None:
    made = sorted(
        (path for path in versions.iterdir() if not path.name.startswith(".")), key=lambda path: path.stat().st_mtime
    )
    for old in made[:-VERSIONS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
