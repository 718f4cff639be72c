"""Backups: taken while people edit, whole, and enough to go on elsewhere."""

import io
import shutil
import stat
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Executable, delete, update

from portal import cli, config, database, migrating
from portal.access import links
from portal.access.models import Link
from portal.backups import archive, commands, restoring
from portal.backups.keyfile import KeysRefused, export_keys, import_keys, keys_of, rotate
from portal.config import Settings
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.people.models import Workspace
from portal.plan.core.commands import ChangeTask
from portal.plan.models import PlanRow, TaskRow
from tests import databases, factories
from tests.conftest import Clock
from tests.dashboard.edits import change_tasks
from tests.forking import starter
from tests.running import SECRET_KEY, running_app
from tests.sockets import wait_until
from tests.test_kill import Editor, Room, acknowledged_by, enter, room, serve

__all__ = ["room"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Settings]:
    """An empty host: a folder, and a database that holds nothing."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with databases.empty_database(folder) as url:
        yield Settings(instance_dir=folder, database_url=url, secret_keys=[SECRET_KEY])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar.gz"


@pytest.mark.db
def test_a_backup_under_load_holds_every_edit_acknowledged_before_it_began(
    room: Room, elsewhere: Settings, file: Path
) -> None:
    with starter() as process, serve(process, room) as server, ExitStack() as stack:
        editors = [Editor(room, enter(room, server, name, 0, stack)[0]) for name in room.cookies]
        for editor in editors:
            editor.send_next()
        wait_until(lambda: len(acknowledged_by(editors)) > 20, "the edits were not acknowledged")
        before = set(acknowledged_by(editors))
        archive.make_backup(room.settings, file)
        wait_until(lambda: len(acknowledged_by(editors)) > len(before), "nobody edited beside the backup")
    restoring.restore(elsewhere, file)
    with running_app(elsewhere):
        kept = set(db.session.scalars(db.select(TaskRow.id)))
        assert kept >= before
        workspace = db.session.get_one(Workspace, room.workspace)
        change_tasks(workspace, ChangeTask(before.pop(), "title", "Edited after the restore"))


@pytest.mark.db
def test_links_and_files_open_after_a_restore_with_the_keys(
    app: Flask, settings: Settings, elsewhere: Settings, file: Path
) -> None:
    link = factories.make_link(workspace := factories.make_workspace())
    path, link_id, workspace_id = links.path_of(link), link.id, workspace.id
    file_id = store.put(b"an export")
    with database.write() as session:
        store.record(session, file_id, "export.csv", "text/csv")
    archive.make_backup(settings, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert restoring.restore(elsewhere, file).files == 1
    with running_app(elsewhere) as restored:
        assert restored.test_client().post(path).headers["Location"].startswith(f"/w/{workspace_id}/")
        assert store.path_of(file_id).read_bytes() == b"an export"
    elsewhere.secret_keys = ["another-key-for-the-tests-only-0123456789"]
    with running_app(elsewhere) as keyless:
        assert keyless.test_client().post(path).status_code == 404
        assert keyless.test_client().post(links.path_of(db.session.get_one(Link, link_id))).status_code == 303


def test_a_backup_that_lost_something_is_told_before_anything_is_restored(
    app: Flask, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    plan_id = factories.plan_of(workspace := factories.make_workspace()).id
    task_id, title = factories.tasks_of(workspace)[0].id, factories.tasks_of(workspace)[0].title
    with database.write() as session:
        session.add(StoredFile(id=database.new_id(), name="a.csv", media_type="", size_bytes=1, sha256="0"))
    whole = delete(StoredFile)
    lost = {
        "uploaded file .* is missing": whole,
        f"Plan {plan_id} is not what": update(TaskRow).where(TaskRow.id == task_id).values(title="By the back door"),
        "has gaps": update(PlanRow).values(revision=1),
    }
    mended = [
        whole,
        update(TaskRow).where(TaskRow.id == task_id).values(title=title),
        update(PlanRow).values(revision=0),
    ]
    for number, (words, loss) in enumerate(lost.items()):
        file = archive_after(settings, tmp_path / f"{number}.tar.gz", *([loss] if number else []))
        with pytest.raises(archive.BackupRefused, match=words):
            restoring.restore(elsewhere, file)
        assert [path.name for path in elsewhere.instance_dir.iterdir() if path.suffix != ".lock"] == []
        archive_after(settings, tmp_path / f"{number}-mended.tar.gz", mended[number])
    assert restoring.verify(settings, tmp_path / "2-mended.tar.gz").plans == 1


def archive_after(settings: Settings, file: Path, *statements: Executable) -> Path:
    """A backup made after the statements were run behind the product's back."""
    with database.write() as session:
        for statement in statements:
            session.execute(statement)
    archive.make_backup(settings, file)
    return file


def test_what_is_no_whole_backup_is_refused_in_words(
    app: Flask, settings: Settings, elsewhere: Settings, file: Path, tmp_path: Path
) -> None:
    factories.make_workspace()
    archive.make_backup(settings, file)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(file.read_bytes()[:-2000])
    with pytest.raises(archive.BackupRefused, match="cannot be read to its end"):
        restoring.restore(elsewhere, cut)
    foreign = tmp_path / "foreign.tar.gz"
    with tarfile.open(foreign, "w:gz") as other:
        other.addfile(tarfile.TarInfo("../../etc/passwd"), io.BytesIO())
    with pytest.raises(archive.BackupRefused, match="is no backup of Onward"):
        restoring.restore(elsewhere, foreign)
    with pytest.raises(archive.BackupRefused, match="exists already"):
        archive.make_backup(settings, file)
    with pytest.raises(archive.BackupRefused, match="Restore into an empty"):
        restoring.restore(settings, file)
    assert list(elsewhere.instance_dir.glob("restore.part")) == []


def test_a_log_left_beside_a_removed_database_is_never_written_over_the_restored_one(
    app: Flask, settings: Settings, file: Path, tmp_path: Path
) -> None:
    archive.make_backup(settings, file)
    (host := tmp_path / "host").mkdir()
    (host / "onward.db-wal").write_bytes(b"of another database")
    left_over = Settings(instance_dir=host, database_url=f"sqlite:///{host / 'onward.db'}", secret_keys=[SECRET_KEY])
    with pytest.raises(archive.BackupRefused, match=r"onward\.db-wal exists"):
        restoring.restore(left_over, file)
    assert (host / "onward.db").exists() is False


def test_a_restore_asks_for_the_keys_or_says_what_is_lost_without(
    app: Flask, settings: Settings, elsewhere: Settings, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.make_workspace()
    archive.make_backup(settings, file)
    export_keys(settings, tmp_path / "keys")
    host = elsewhere.instance_dir
    monkeypatch.setenv("INSTANCE_DIR", str(host))
    monkeypatch.setenv("DATABASE_URL", elsewhere.database_url)
    refused = CliRunner().invoke(cli.main, ["restore", str(file)])
    assert (refused.exit_code, "no link that was sent before opens" in refused.output) == (2, True)
    assert list(host.iterdir()) == []
    restored = CliRunner().invoke(cli.main, ["restore", str(file), "--keys", str(tmp_path / "keys")])
    assert (restored.exit_code, "links that were sent go on opening" in restored.output) == (0, True), restored.output
    assert (host / "secret.key").read_text().split() == [SECRET_KEY]


def test_only_the_newest_backups_are_kept_where_that_is_asked_for(
    app: Flask, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSTANCE_DIR", str(settings.instance_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    folder = settings.instance_dir / "backups"
    folder.mkdir()
    (folder / "before-the-audit.tar.gz").touch()
    for _night in range(4):
        clock.move(days=1)
        assert CliRunner().invoke(cli.main, ["backup", "--no-check"]).exit_code == 0
    names = sorted(path.name for path in folder.iterdir())
    clock.move(days=1)
    monkeypatch.setattr(commands, "verify", refuse)
    assert CliRunner().invoke(cli.main, ["backup", "--keep", "2"]).exit_code == 2
    newest = next(path for path in folder.iterdir() if path.name not in names)
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, newest.name])
    monkeypatch.undo()
    newest.unlink()
    monkeypatch.setenv("INSTANCE_DIR", str(settings.instance_dir))
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    kept = CliRunner().invoke(cli.main, ["backup", "--keep", "2"])
    assert (kept.exit_code, "Removed 3 older ones" in kept.output) == (0, True), kept.output
    assert sorted(path.name for path in folder.iterdir()) == [names[0], names[-1], newest.name]


def test_backups_in_a_place_of_ones_own_are_not_ours_to_remove(settings: Settings, tmp_path: Path) -> None:
    refused = CliRunner().invoke(cli.main, ["backup", str(tmp_path / "today.tar.gz"), "--keep", "2"])
    assert (refused.exit_code, "--keep" in refused.output) == (2, True)
    assert list(tmp_path.glob("*.gz")) == []


def refuse(*_: object) -> None:
    raise archive.BackupRefused("It is not whole.")


def test_keys_are_written_for_this_user_only_and_never_over_others(tmp_path: Path) -> None:
    settings = config.prepare_instance(Settings(instance_dir=tmp_path / "first"))
    (key,) = settings.secret_keys
    settings.secret_keys = []
    exported = tmp_path / "keys"
    assert (export_keys(settings, exported), exported.read_text().split()) == (1, [key])
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600
    other = config.prepare_instance(Settings(instance_dir=tmp_path / "other"))
    other.secret_keys = []
    with pytest.raises(KeysRefused, match="holds other keys, which would be lost"):
        import_keys(other, exported)
    assert rotate(settings) == 2
    assert keys_of(settings)[0] == key
    (tmp_path / "words").write_text("no key")
    with pytest.raises(KeysRefused, match="holds no keys"):
        import_keys(other, tmp_path / "words")


def test_a_link_made_before_a_new_key_opens_after_it(app: Flask, settings: Settings) -> None:
    link = factories.make_link(factories.make_workspace())
    path = links.path_of(link)
    settings.secret_keys = [*settings.secret_keys, "the-newest-key-of-all-0123456789abcdef"]
    with running_app(settings) as restarted:
        assert links.path_of(link) != path
        assert restarted.test_client().post(path).status_code == 303


@pytest.mark.db
def test_a_migration_backs_up_first_and_the_backup_restores(
    app: Flask, settings: Settings, elsewhere: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace_id = factories.make_workspace().id
    file_id = store.put(b"an export")
    with database.write() as session:
        store.record(session, file_id, "export.csv", "text/csv")
    monkeypatch.setattr(migrating, "schema_is_current", lambda _settings: False)
    migrating.migrate(settings)
    (made,) = (settings.instance_dir / "backups").iterdir()
    if settings.is_sqlite:
        shutil.copy(made, elsewhere.instance_dir / "onward.db")
    else:
        shutil.copytree(settings.instance_dir / "files", elsewhere.instance_dir / "files")
        restoring.restore(elsewhere, made)
    with running_app(elsewhere):
        assert db.session.scalars(db.select(PlanRow.workspace_id)).all() == [workspace_id]
