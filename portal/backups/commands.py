"""onward backup | restore | keys."""

from pathlib import Path

import click

from portal import clock
from portal.backups.archive import BackupRefused, make_backup, open_backup
from portal.backups.checking import Checked
from portal.backups.keyfile import (
    KeysRefused,
    export_keys,
    fingerprint_of_key,
    import_keys,
    keys_of,
    new_key,
    read_keys,
    rotate,
)
from portal.backups.restoring import refuse_what_is_not_empty, restore, verify
from portal.config import Settings
from portal.erasure import register

WITHOUT_KEYS = (
    "Without the keys, no link that was sent before opens, and the audit log cannot be verified. Nothing else is "
    "lost: the team sends new links, and an admin gets in by `onward admin link`."
)
WITHOUT_ERASURES = (
    "There was no list of erasures: whoever was erased after this backup was made is back. Bring erasures.jsonl of the "
    "instance that was lost into this one and restart."
)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE, required=False)
@click.option("--no-check", is_flag=True, help="Do not restore the backup into a scratch place to check it.")
@click.option("--keep", type=click.IntRange(min=1), help="Then remove all but the newest so many in instance/backups.")
def backup(file: Path | None, no_check: bool, keep: int | None) -> None:
    """Back up the database and the uploaded files into one FILE, while the server runs.

    Without FILE it goes to instance/backups. The keys are not in it: onward keys export.
    """
    if file and keep:
        raise BackupRefused("--keep is for instance/backups: name no FILE, or remove the older ones yourself.")
    settings = Settings()
    target = (file or settings.instance_dir / "backups" / f"onward-{clock.now():%Y%m%dT%H%M%SZ}.tar.gz").resolve()
    make_backup(settings, target)
    click.echo(f"Backed up to {target} ({target.stat().st_size:,} bytes).")
    if not no_check:
        click.echo(f"Restored it into a scratch place: {in_words(verify(settings, target))}")
    if keep:
        click.echo(f"Removed {remove_older(target.parent, keep)} older ones.")
    click.echo("The keys are not in it. Keep them elsewhere: onward keys export FILE")


def remove_older(folder: Path, keep: int) -> int:
    """Remove all but the newest of the backups that got their names here; how many."""
    older = sorted(folder.glob("onward-[0-9]*T[0-9]*Z.tar.gz"))[:-keep]
    for path in older:
        path.unlink()
    return len(older)


def in_words(checked: Checked) -> str:
    return (
        f"{checked.rows:,} rows, {checked.plans:,} plans with {checked.events:,} changes, each plan as its history "
        f"makes it, {checked.files:,} uploaded files. All whole."
    )


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--keys", "keys_file", type=FILE, help="The file that onward keys export wrote.")
@click.option("--without-keys", is_flag=True, help="Go on with new keys; older links no longer open.")
@click.option("--erasures", type=FILE, help="The list of erasures of the instance that was lost: erasures.jsonl.")
def restore_command(file: Path, keys_file: Path | None, without_keys: bool, erasures: Path | None) -> None:
    """Restore FILE into an empty instance, brought to the schema of this version.

    Whoever was erased after it was made is erased again, as far as the list of erasures says.
    """
    settings = Settings()
    refuse_what_is_not_empty(settings, file)
    with open_backup(file) as (_archive, manifest):
        wanted = set(manifest["keys"])
    keys = read_keys(keys_file) if keys_file else keys_of(settings)
    is_opening = not wanted - {fingerprint_of_key(key) for key in keys}
    if not is_opening and not without_keys:
        missing = "These are not the keys" if keys else "This backup needs the keys"
        raise KeysRefused(
            f"{missing} that were in use when it was made: --keys FILE.\n{WITHOUT_KEYS}\nTo go on: --without-keys"
        )
    if keys_file:
        import_keys(settings, keys_file)
    is_listed = erasures is not None or register.path_of(settings).exists()
    checked = restore(settings, file.resolve(), erasures)
    click.echo(f"Restored: {in_words(checked)}")
    click.echo(f"People erased again: {checked.erased}." if is_listed else WITHOUT_ERASURES)
    click.echo("The keys are those of the backup: links that were sent go on opening." if is_opening else WITHOUT_KEYS)


@click.group()
def keys() -> None:
    """Secret keys."""


@keys.command("new")
def print_new_key() -> None:
    """Print a new key; put it at the end of SECRET_KEYS."""
    click.echo(new_key())


@keys.command("export")
@click.argument("file", type=FILE)
def export_command(file: Path) -> None:
    """Write the keys in use to FILE, readable by this user only."""
    click.echo(f"{export_keys(Settings(), file)} keys are in {file}. Whoever has them and a backup can make any link.")


@keys.command("import")
@click.argument("file", type=FILE)
def import_command(file: Path) -> None:
    """Make the keys in FILE those of this instance."""
    click.echo(f"{import_keys(Settings(), file)} keys are in place. Restart the server to use them.")


@keys.command("rotate")
def rotate_command() -> None:
    """Add a new key, which signs from the next start on; the older ones go on opening what they signed."""
    count = rotate(Settings())
    click.echo(f"A new key signs once the server is restarted; {count - 1} older ones go on opening links.")
    click.echo("To end what an older key opens, delete its line in instance/secret.key and restart.")
