"""What people are told is kept has its content and its name on the disk by then: the power may go the moment after."""

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from portal import config
from portal.backups import archive
from portal.backups.keyfile import export_keys, rotate
from portal.config import Settings
from portal.database import new_id
from portal.files import store
from portal.mail.models import Mail
from portal.mail.transport import write_file


class Synced:
    """What was synced so far: of files how much they held, of folders the names in them."""

    def __init__(self) -> None:
        self.sizes: dict[int, int] = {}
        self.names: dict[int, set[str]] = {}
        self.fails = False

    def sync(self, descriptor: int) -> None:
        if self.fails:
            raise OSError("No space left on device")
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            self.names[found.st_ino] = set(os.listdir(descriptor))
        else:
            self.sizes[found.st_ino] = found.st_size

    def holds(self, path: Path, below: Path) -> bool:
        """Whether `path`, whole, and every folder between it and `below` would be there."""
        found = path.stat()
        named = path.name in self.names.get(path.parent.stat().st_ino, ())
        return named and (path.is_dir() or self.sizes.get(found.st_ino) == found.st_size) and self._above(path, below)

    def _above(self, path: Path, below: Path) -> bool:
        return path.parent == below or self.holds(path.parent, below)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> Synced:
    made = Synced()
    monkeypatch.setattr(os, "fsync", made.sync)
    return made


def test_an_uploaded_file_is_there_before_its_id_is_known(app: Flask, settings: Settings, synced: Synced) -> None:
    path = store.path_of(store.put(b"an export"))
    assert synced.holds(path, below=settings.instance_dir)
    path.write_bytes(b"an export that grew")
    assert not synced.holds(path, below=settings.instance_dir)


def test_a_mail_that_is_written_to_a_folder_is_there_before_it_counts_as_sent(
    settings: Settings, synced: Synced
) -> None:
    words = {"sender_name": "Onward", "subject": "Your plan", "text": "Hello", "html": "<p>Hello</p>"}
    mail = Mail(id=new_id(), recipient="maria@customer.example", created_at=datetime(2026, 11, 23, tzinfo=UTC), **words)
    write_file(mail, settings)
    (path,) = (settings.instance_dir / "mail").iterdir()
    assert synced.holds(path, below=settings.instance_dir)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_secret_key_is_there_before_it_signs_anything(tmp_path: Path, synced: Synced) -> None:
    settings = Settings(instance_dir=tmp_path / "new" / "instance")
    config.prepare_instance(settings)
    key_file = settings.instance_dir / "secret.key"
    assert synced.holds(key_file, below=tmp_path)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_keys_that_are_written_or_replaced_are_there(tmp_path: Path, synced: Synced) -> None:
    settings = config.prepare_instance(Settings(instance_dir=tmp_path / "instance"))
    settings.secret_keys = []
    export_keys(settings, tmp_path / "elsewhere" / "keys")
    assert rotate(settings) == 2
    for path in (tmp_path / "elsewhere" / "keys", tmp_path / "instance" / "secret.key"):
        assert synced.holds(path, below=tmp_path)


def test_a_backup_is_there_before_its_name_is_told(app: Flask, settings: Settings, synced: Synced) -> None:
    target = settings.instance_dir / "backups" / "today.tar.gz"
    archive.make_backup(settings, target)
    assert synced.holds(target, below=settings.instance_dir)


def test_a_first_start_that_ends_while_it_writes_the_key_leaves_none_and_the_next_makes_one(
    tmp_path: Path, synced: Synced
) -> None:
    settings = Settings(instance_dir=tmp_path)
    synced.fails = True
    with pytest.raises(OSError, match="No space left"):
        config.prepare_instance(settings)
    assert not (tmp_path / "secret.key").exists()
    synced.fails = False
    (key,) = config.prepare_instance(settings).secret_keys
    assert (tmp_path / "secret.key").read_text() == f"{key}\n"
