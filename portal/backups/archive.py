"""A backup: one file with the database and the uploaded files, and a manifest that says what is in it.

The keys are not in it, nor mails that were written to a folder for want of a mail server: they hold links that open.
Mails that wait to be sent are in the database with theirs, so that a backup is kept like the database itself.
"""

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

from portal import clock, on_disk
from portal.backups.keyfile import fingerprint_of_key, keys_of
from portal.backups.snapshot import take_snapshot
from portal.config import Settings

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
FOLDERS = ("files",)
PIECE_BYTES = 1 << 20
Manifest = dict[str, Any]


class BackupRefused(Exception):
    """Nothing was made or changed; the message says why, for people."""


def make_backup(settings: Settings, target: Path, with_folders: bool = True) -> Manifest:
    """Write a backup to `target`, whole or not at all, while the server runs. Raises BackupRefused."""
    if target.exists():
        raise BackupRefused(f"{target} exists already. Choose another name.")
    on_disk.make_folder(target.parent, mode=0o700)
    unfinished = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(prefix=".snapshot-", dir=target.parent) as folder:
            try:
                taken = take_snapshot(settings, Path(folder))
            except LookupError:
                raise BackupRefused("There is nothing to back up: the database holds no schema yet.") from None
            # The files come after the database: whatever a row names was on disk before the row was.
            folders = _paths_in(settings.instance_dir) if with_folders else []
            manifest = _manifest(settings, taken, Path(folder), folders) | {"has_files": with_folders}
            _write(unfinished, manifest, Path(folder), settings.instance_dir, folders)
        on_disk.put_in_place(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def _paths_in(instance: Path) -> list[Path]:
    """What lies in the folders that belong into a backup; half-written files are left out."""
    found = (path for folder in FOLDERS for path in sorted((instance / folder).rglob("*")))
    return [path for path in found if path.is_file() and path.suffix != ".part"]


def _manifest(settings: Settings, taken: dict[str, Any], folder: Path, files: list[Path]) -> Manifest:
    return {
        "format": FORMAT,
        "onward": version("onward"),
        "made_at": clock.now().isoformat(),
        "database": "sqlite" if settings.is_sqlite else "postgresql",
        **taken,
        "sha256": {path.name: sha256_of(path) for path in sorted(folder.iterdir())},
        "files": {name: sum(path.is_relative_to(settings.instance_dir / name) for path in files) for name in FOLDERS},
        "keys": [fingerprint_of_key(key) for key in keys_of(settings)],
    }


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _write(target: Path, manifest: Manifest, database: Path, instance: Path, files: list[Path]) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        # Uploads are mostly compressed already, and a backup must not take the server's core for long.
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
            words = json.dumps(manifest, indent=1).encode()
            entry = tarfile.TarInfo(MANIFEST)
            entry.size, entry.mode = len(words), 0o600
            archive.addfile(entry, io.BytesIO(words))
            for path in sorted(database.iterdir()):
                archive.add(path, f"{DATABASE}/{path.name}")
            for path in files:
                # One that no row named may have been purged since; one that a row names is missed by the check.
                with suppress(FileNotFoundError):
                    archive.add(path, str(path.relative_to(instance)))
        raw.flush()
        os.fsync(raw.fileno())


@contextmanager
def open_backup(file: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """The archive and its manifest. Raises BackupRefused for what is no backup of ours, or a cut one."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            first = archive.next()
            stream = archive.extractfile(first) if first is not None and first.name == MANIFEST else None
            if stream is None:
                raise BackupRefused(f"{file} is no backup of Onward.")
            manifest = json.load(stream)
            if manifest.get("format") != FORMAT:
                raise BackupRefused(f"{file} was made by a newer Onward. Restore it with that version.")
            yield archive, manifest
    except FileNotFoundError:
        raise BackupRefused(f"There is no file {file}.") from None
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BackupRefused(f"{file} cannot be read to its end: {error}.") from error
