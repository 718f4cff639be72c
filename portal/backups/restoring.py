"""Restoring a backup on an empty host: everything is read, checked and made new beside, then put in its place."""

import hashlib
import os
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from portal import create_app, migrating
from portal.backups.archive import (
    DATABASE,
    FOLDERS,
    MANIFEST,
    PIECE_BYTES,
    BackupRefused,
    Manifest,
    open_backup,
    sha256_of,
)
from portal.backups.checking import Checked, check_files, check_plans, check_rows
from portal.backups.loading import load_snapshot
from portal.backups.snapshot import SQLITE_COPY, engine_of, sqlite_file
from portal.config import Settings
from portal.erasure import register
from portal.erasure.replaying import replay_now

STAGE = "restore.part"
# Where PostgreSQL's tables are filled and checked, beside those of the instance.
STAGED_SCHEMA = "onward_restore"
# What an archive holds, by path, and the SHA-256 of each.
Hashes = dict[str, str]


def restore(settings: Settings, file: Path, erasures: Path | None = None) -> Checked:
    """Put the backup in `file` into the empty instance and the empty database that `settings` name.

    Who was erased since is erased again, as the list in the instance and the one in `erasures` say: how many. A
    restore that ends half-way leaves nothing but what the next one of the same backup removes. Raises BackupRefused.
    """
    refuse_what_is_not_empty(settings, file)
    stage = settings.instance_dir / STAGE
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700, parents=True)
    try:
        manifest, hashes = unpack(settings, file, stage)
        hashes |= {} if manifest["has_files"] else _hashes_below(settings.instance_dir)
        with _staged(settings, stage, STAGED_SCHEMA) as staged:
            checked = fill_and_check(staged, manifest, hashes, stage)
            lines = _erasures_known(settings, erasures)
            checked = replace(checked, erased=replay_now(create_app(staged), lines))
            register.remember(settings, *lines)
            _put_in_place(settings, stage)
        # What is edited from now on is promised to stay, and so must be what it is built on.
        os.sync()
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return checked


def _erasures_known(settings: Settings, other: Path | None) -> list[register.Line]:
    if other is not None and not other.exists():
        raise BackupRefused(f"There is no file {other}.")
    files = [register.path_of(settings), *([other] if other else [])]
    return list({line["id"]: line for file in files for line in register.read(file)}.values())


def _hashes_below(instance: Path) -> Hashes:
    paths = (path for folder in FOLDERS for path in (instance / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(instance)): sha256_of(path) for path in paths}


def refuse_half_restored(settings: Settings) -> None:
    """Raises BackupRefused where a restore was cut off: what is made there now would be in the way of the next one."""
    stage = settings.instance_dir / STAGE
    if stage.exists() and migrating.revision_of(settings) is None:
        raise BackupRefused(
            f"A restore into {settings.instance_dir} is under way or was cut off. If none is under way, run onward "
            f"restore again; to begin with an empty instance instead, remove {stage}."
        )


def verify(settings: Settings, file: Path) -> Checked:
    """Restore the backup in `file` into a scratch place, check it there, and leave no trace. Raises BackupRefused."""
    with tempfile.TemporaryDirectory(prefix=".verify-", dir=file.parent) as folder:
        stage = Path(folder)
        manifest, hashes = unpack(settings, file, stage, keep_files=False)
        with _staged(settings, stage, f"onward_verify_{secrets.token_hex(6)}") as staged:
            return fill_and_check(staged, manifest, hashes, stage)


@contextmanager
def _staged(settings: Settings, stage: Path, schema: str) -> Iterator[Settings]:
    """Where the database is filled: SQLite's in the stage, PostgreSQL's in a `schema` beside, dropped afterwards."""
    if settings.is_sqlite:
        yield _in_scratch(settings, stage, f"sqlite:///{stage / DATABASE / SQLITE_COPY}")
        return
    with engine_of(settings).connect() as connection, connection.begin():
        # One that a killed restore left.
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
    try:
        url = make_url(settings.database_url).update_query_dict({"options": f"-csearch_path={schema}"})
        yield _in_scratch(settings, stage, url.render_as_string(hide_password=False))
    finally:
        with engine_of(settings).connect() as connection, connection.begin():
            connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


def _in_scratch(settings: Settings, folder: Path, url: str) -> Settings:
    """The same settings for another database, with all files in `folder` and no neighbours."""
    return settings.model_copy(update={"instance_dir": folder, "database_url": url, "redis_url": None})


def refuse_what_is_not_empty(settings: Settings, file: Path) -> None:
    """Raises BackupRefused where restoring `file` would overwrite anything that it does not hold itself."""
    if not _holds_all_files_of(settings, file):
        raise BackupRefused(f"{settings.instance_dir} holds uploaded files. Restore into an empty instance.")
    if settings.is_sqlite:
        # A log left beside a file that was removed would be written over the file that is put in its place.
        for ending in ("", "-wal", "-shm", "-journal"):
            if (left := Path(f"{sqlite_file(settings)}{ending}")).exists():
                raise BackupRefused(f"{left} exists. Restore into an empty instance.")
        return
    with engine_of(settings).connect() as connection:
        if sa.inspect(connection).get_table_names():
            raise BackupRefused("The database that DATABASE_URL names holds tables. Restore into an empty one.")


def _holds_all_files_of(settings: Settings, file: Path) -> bool:
    """Whether every uploaded file there is stands in the backup too, as one that a killed restore left does.

    A backup made before a migration brings none along and counts on those there are.
    """
    there = _hashes_below(settings.instance_dir)
    with open_backup(file) as (archive, manifest):
        if not there or not manifest["has_files"]:
            return True
        held = {entry.name: _unpack_one(archive, entry, None) for entry in archive if entry.name != MANIFEST}
        return there.items() <= held.items()


def unpack(settings: Settings, file: Path, stage: Path, keep_files: bool = True) -> tuple[Manifest, Hashes]:
    """Read the whole archive, into `stage` what is to be kept, and hash everything. Raises BackupRefused."""
    hashes: Hashes = {}
    with open_backup(file) as (archive, manifest):
        wanted = "sqlite" if settings.is_sqlite else "postgresql"
        if manifest["database"] != wanted:
            raise BackupRefused(
                f"This is a backup of {manifest['database']}, and DATABASE_URL names {wanted}. They do not mix."
            )
        if not migrating.knows(manifest["revision"]):
            raise BackupRefused("This backup was made by a newer Onward. Restore it with that version.")
        for entry in archive:
            if entry.name != MANIFEST:
                is_kept = keep_files or entry.name.startswith(f"{DATABASE}/")
                hashes[entry.name] = _unpack_one(archive, entry, stage if is_kept else None)
    for name, digest in manifest["sha256"].items():
        if hashes.get(f"{DATABASE}/{name}") != digest:
            raise BackupRefused(f"{name} in the backup is not what was written into it.")
    return manifest, hashes


def _unpack_one(archive: tarfile.TarFile, entry: tarfile.TarInfo, stage: Path | None) -> str:
    """Write one file below `stage`, if there is one, and answer its hash."""
    parts = PurePosixPath(entry.name).parts
    source = archive.extractfile(entry) if entry.isfile() else None
    if source is None or parts[0] not in (DATABASE, *FOLDERS) or ".." in parts:
        raise BackupRefused(f"The backup holds {entry.name!r}, which no backup of ours does.")
    if stage is None:
        return _copy(source, None)
    target = stage.joinpath(*parts)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("wb") as file:
        target.chmod(0o600)
        return _copy(source, file)


def _copy(source: IO[bytes], file: IO[bytes] | None) -> str:
    digest = hashlib.sha256()
    while piece := source.read(PIECE_BYTES):
        digest.update(piece)
        if file is not None:
            file.write(piece)
    return digest.hexdigest()


def fill_and_check(staged: Settings, manifest: Manifest, hashes: Hashes, stage: Path) -> Checked:
    """Fill the staged database, SQLite's is there already, bring it to this version's schema, and check it."""
    if not staged.is_sqlite:
        load_snapshot(staged, manifest, stage / DATABASE)
    rows = check_rows(staged, manifest)
    migrating.migrate(staged, with_backup=False)
    files = check_files(staged, hashes)
    return Checked(rows, *check_plans(staged), files)


def _put_in_place(settings: Settings, stage: Path) -> None:
    """The database last: as long as it is not there, there is no instance."""
    for name in FOLDERS:
        if (stage / name).exists():
            if (settings.instance_dir / name).exists():
                shutil.rmtree(settings.instance_dir / name)
            (stage / name).rename(settings.instance_dir / name)
    os.sync()
    if settings.is_sqlite:
        _close_log(stage / DATABASE / SQLITE_COPY)
        target = sqlite_file(settings)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(stage / DATABASE / SQLITE_COPY, target)
    else:
        _move_tables_in(settings)


def _move_tables_in(settings: Settings) -> None:
    """All tables at once, with what belongs to them, from where they were checked."""
    with engine_of(settings).connect() as connection, connection.begin():
        here = connection.scalar(sa.select(sa.func.current_schema()))
        for name in sa.inspect(connection).get_table_names(schema=STAGED_SCHEMA):
            connection.exec_driver_sql(f'ALTER TABLE {STAGED_SCHEMA}."{name}" SET SCHEMA "{here}"')


def _close_log(file: Path) -> None:
    """Fold what migrating wrote beside the file into it."""
    with sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
