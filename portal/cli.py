"""onward serve | demo | admin | migrate | backup | restore | keys | audit | erase: the one console script."""

# ruff: noqa: E402
from portal import green

green.patch()

import os
import re
import shlex
import shutil
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from flask import Flask
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import ArgumentError, OperationalError

from portal import clock, create_app, database, migrating
from portal import serve as server
from portal.access import links, signin
from portal.access.models import Link
from portal.audit_commands import audit
from portal.backups.archive import BackupRefused
from portal.backups.commands import backup, keys, restore_command
from portal.backups.keyfile import KeysRefused
from portal.backups.restoring import refuse_half_restored
from portal.config import ROOT, BadKeyFile, Settings
from portal.demo.making import make_demo
from portal.erasure_commands import erase_command
from portal.extensions import db
from portal.logs import set_up_logs, without_secrets
from portal.mail import delivery, outbox
from portal.mail.models import Mail
from portal.people.models import Member
from portal.people.queries import members

HOST = "127.0.0.1"
PORT = 8000
PORTS_TRIED = 20
DEMO_LINKS = 2
DEMO_DATABASE = "onward.db"
SIGN_IN = re.compile(r"https?://\S+/sign-in/\S+")


class Refusal(click.ClickException):
    """The command did nothing; it says why in words and ends with 2."""

    exit_code = 2


class _InWords(click.Group):
    """Turns what a person can mend into words instead of a traceback."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except ValidationError as error:
            raise Refusal(settings_in_words(error)) from None
        except (server.CannotServe, migrating.MigrationFailed, BackupRefused, KeysRefused, BadKeyFile) as error:
            raise Refusal(str(error)) from None
        except ArgumentError:
            raise Refusal(
                "DATABASE_URL is no address of a database. Example: postgresql://onward@localhost/onward"
            ) from None
        except PermissionError as error:
            raise Refusal(
                f"{error.filename} is not open to this user. Run every command as the user that the server runs as."
            ) from None
        except OperationalError as error:
            words = " ".join(str(error.orig).split())
            raise Refusal(f"The database cannot be reached: {without_secrets(words)}") from None


def settings_in_words(error: ValidationError) -> str:
    """Which settings are wrong, and why; never what they hold."""
    lines = ["These settings keep Onward from starting:"]
    for problem in error.errors(include_input=False, include_url=False, include_context=False):
        name = "_".join(str(part) for part in problem["loc"][:1]).upper()
        words = problem["msg"].removeprefix("Value error, ")
        lines.append(f"  {words}" if words.startswith(name) else f"  {name}: {words}")
    return "\n".join(lines)


@click.group(cls=_InWords)
@click.version_option(package_name="onward")
def main() -> None:
    """Onward, the customer-onboarding portal."""


@main.command()
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
def serve(host: str, port: int) -> None:
    """Serve until Ctrl+C or SIGTERM."""
    settings = follow_port(Settings(), port)
    server.serve(settings, host, port, announce)


def follow_port(settings: Settings, port: int) -> Settings:
    """Where no PUBLIC_URL is set, the address of this machine with the port that is really used."""
    if "public_url" not in settings.model_fields_set:
        settings.public_url = f"http://{HOST}:{port}"
    return settings


def announce(app: Flask) -> None:
    """Say where the site is; without SMTP, print the sign-in links that would have been mailed."""
    settings: Settings = app.extensions["onward.settings"]
    click.echo(f"Onward runs at {settings.public_url} (Ctrl+C stops it).")
    if not settings.smtp_host:
        click.echo(f"No mail server is set: mails are files in {settings.instance_dir / 'mail'}.")
        delivery.on_file(app, print_sign_in)
    with app.app_context():
        if not members():
            click.echo("Nobody can sign in yet. Become the first admin: onward admin link YOUR-ADDRESS")


def print_sign_in(mail: Mail) -> None:
    """Print the sign-in link in `mail`, if there is one."""
    for url in SIGN_IN.findall(mail.text)[:1]:
        click.echo(f"Sign-in link for {mail.recipient}: {url}")


@main.command()
@click.option("--reset", is_flag=True, envvar="RESET", help="Throw the demo away and make it anew.")
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535), help="First port to try.")
@click.option(
    "--link", "only_link", is_flag=True, help="Only print a new sign-in link for the demo that runs on --port."
)
def demo(reset: bool, port: int, only_link: bool) -> None:
    """Serve an onboarding to look around in, apart from real data, in instance/demo."""
    if only_link:
        click.echo(new_demo_link(demo_settings(port)))
        return
    set_up_logs()
    listener = first_free_port(port)
    settings = demo_settings(listener.getsockname()[1])
    with server.only_server(settings):
        if reset:
            empty_folder(settings.instance_dir)
        server.bring_up_to_date(settings)
        app = create_app(settings)
        make_demo(app)
        server.run(app, listener, announce_demo)


def new_demo_link(settings: Settings) -> str:
    """A link that signs the demo's admin in once more; the demo may run meanwhile. Raises Refusal without a demo."""
    if not (settings.instance_dir / DEMO_DATABASE).exists():
        raise Refusal("There is no demo yet. Make one with: make demo")
    app = create_app(settings)
    with app.app_context():
        admin = demo_admin()
    if admin is None:
        raise Refusal("The demo has no admin any more. Make it anew with: make demo RESET=1")
    return sign_in_url(app, admin.email)


def demo_admin() -> Member | None:
    """The admin as whom the demo's links sign in."""
    return db.session.scalars(select(Member).where(Member.is_admin).order_by(Member.created_at)).first()


def demo_settings(port: int) -> Settings:
    """A place of its own: no real database, mail server or key is touched, whatever the environment says."""
    folder = Path(os.environ.get("INSTANCE_DIR", ROOT / "instance")).resolve() / "demo"
    return Settings(
        instance_dir=folder,
        database_url=f"sqlite:///{folder / DEMO_DATABASE}",
        redis_url=None,
        smtp_host=None,
        secret_keys=[],
        proxy_hops=0,
        public_url=f"http://{HOST}:{port}",
    )


def first_free_port(first: int) -> socket.socket:
    """A listening socket on `first` or the next free port, saying so when it is another."""
    for port in range(first, first + PORTS_TRIED):
        try:
            listener = server.open_port(HOST, port)
        except server.PortTaken:
            continue
        if port != first:
            click.echo(f"Port {first} is taken, so the demo uses {port}.")
        return listener
    raise Refusal(f"Ports {first} to {first + PORTS_TRIED - 1} are all taken. Choose one: onward demo --port 9000")


def empty_folder(folder: Path) -> None:
    """Delete what is in `folder`, but for the lock that this process holds there."""
    for path in folder.glob("*"):
        if path.is_dir():
            shutil.rmtree(path)
        elif path.suffix != server.LOCK_SUFFIX:
            path.unlink()


def announce_demo(app: Flask) -> None:
    """Print the ways in: the team's link, which works once, and the customer's."""
    address = app.extensions["onward.settings"].public_url
    with app.app_context():
        admin = demo_admin()
        is_live = Link.revoked_at.is_(None) & (Link.expires_at > clock.now())
        entries = [
            (link.participant.name if link.participant else link.label, address + links.path_of(link))
            for link in db.session.scalars(select(Link).where(is_live).order_by(Link.created_at))
        ]
    click.echo("The demo is ready.\n")
    if admin:
        click.echo(
            f"  The team, as {admin.name} (works once, within 15 minutes):\n    {sign_in_url(app, admin.email)}\n"
        )
        click.echo(f"  Another one for the team, at any time, in a second terminal:\n    {link_command(address)}\n")
    for label, url in entries[:DEMO_LINKS]:
        click.echo(f"  The customer, {label}:\n    {url}\n")
    click.echo("Ctrl+C stops it. What you change is kept; onward demo --reset makes it anew.")
    delivery.on_file(app, print_sign_in)


def link_command(address: str) -> str:
    """What to type, in the folder in which the demo was started, for another sign-in link."""
    words = ["onward", "demo", "--link", "--port", str(urlsplit(address).port)]
    if Path(sys.argv[0]).name == words[0]:
        words[0] = sys.argv[0]
    folder = os.environ.get("INSTANCE_DIR")
    return shlex.join(words) if folder is None else f"INSTANCE_DIR={shlex.quote(folder)} {shlex.join(words)}"


@main.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    settings = Settings()
    refuse_half_restored(settings)
    revision = migrating.migrate(settings)
    click.echo(f"The database stands at revision {revision}.")


@main.group()
def admin() -> None:
    """What only somebody on the server may do."""


@admin.command("link")
@click.argument("email")
@click.option("--name", help="The name of a new admin.")
def admin_link(email: str, name: str | None) -> None:
    """Print a link that signs EMAIL in once, as an admin, within 15 minutes."""
    if not outbox.is_address(email):
        raise Refusal(f"{email} is no mail address.")
    settings = Settings()
    server.bring_up_to_date(settings)
    click.echo(sign_in_url(create_app(settings), email, name))


def sign_in_url(app: Flask, email: str, name: str | None = None) -> str:
    """A link that signs the admin `email` in; an unknown one is added under `name`."""
    settings: Settings = app.extensions["onward.settings"]
    with app.app_context(), database.write() as session:
        return settings.public_url + signin.admin_link(session, email, name)


for command in (backup, restore_command, keys, audit, erase_command):
    main.add_command(command)


if __name__ == "__main__":
    main()
