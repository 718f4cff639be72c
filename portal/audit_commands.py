"""onward audit verify | head."""

import click
from sqlalchemy.orm import Session

from portal import migrating
from portal.audit.trail import Verified, verify
from portal.backups.keyfile import keys_of
from portal.backups.snapshot import engine_of
from portal.config import Settings


@click.group()
def audit() -> None:
    """The audit log."""


def _verify(known_head: str | None) -> Verified:
    settings = Settings()
    if not migrating.schema_is_current(settings):
        raise click.ClickException("The database holds no audit log of this version. Run: onward migrate")
    with Session(engine_of(settings)) as session:
        return verify(session, keys_of(settings), known_head)


@audit.command("verify")
@click.option("--head", "known_head", help="What `onward audit head` printed earlier: it must still be in the log.")
def verify_command(known_head: str | None) -> None:
    """Walk the whole chain, and say the first place where it is broken."""
    verified = _verify(known_head)
    if verified.broken:
        raise click.ClickException(f"The audit log is broken. {verified.broken} {verified.acts} acts before are whole.")
    erased = f" What {verified.erased} of them were about was erased." if verified.erased else ""
    click.echo(f"The audit log is whole: {verified.acts} acts.{erased}\nIts head is {verified.head}")


@audit.command("head")
def head_command() -> None:
    """Print the head; kept elsewhere, it proves later that nothing before it was cut off or redone."""
    click.echo(_verify(None).head)
