"""onward erase."""

from collections.abc import Sequence

import click
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal import create_app, database
from portal.config import Settings
from portal.erasure.actions import Person, erase, words_of
from portal.erasure.sweeping import take_out
from portal.extensions import db
from portal.people.models import Contact, Customer, Member
from portal.people.naming import Refused

STAYS = (
    "What they did stays, without their name: changes, messages, answers, signatures. Files that were uploaded are not "
    "searched, nor are backups made so far. This cannot be undone."
)


@click.command("erase")
@click.argument("who")
@click.option("--word", "more", multiple=True, help="Another word that is taken out wherever it was written.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
def erase_command(who: str, more: Sequence[str], yes: bool) -> None:
    """Erase a person for good. WHO is their mail address, or their id where two have the same."""
    with create_app(Settings()).app_context():
        person = _the_one(db.session(), who)
        words = [*words_of(db.session(), person), *more]
        click.echo(f"Taken out wherever it was written: {', '.join(words) or 'nothing'}.\n{STAYS}")
        if not yes:
            click.confirm(f"Erase {person.name}?", abort=True)
        erasure = _erase(person, words)
        take_out({"erasure": erasure})
    click.echo(f"Erased. It is done again where an older backup is restored: {erasure}")


def _the_one(session: Session, who: str) -> Person:
    found: list[Person] = []
    for model in (Contact, Member):
        is_this = or_(model.id == who, func.lower(model.email) == who.lower())
        found += session.scalars(select(model).where(is_this, model.erased_at.is_(None)))
    if not found:
        raise click.ClickException(f"There is nobody with the address or id {who}.")
    if len(found) > 1:
        lines = "\n".join(f"  {person.id}  {person.name}, {_where(session, person)}" for person in found)
        raise click.ClickException(f"Several people have this address. Say the id of the one:\n{lines}")
    return found[0]


def _where(session: Session, person: Person) -> str:
    if isinstance(person, Member):
        return "on the team"
    return session.get_one(Customer, person.customer_id).name


def _erase(person: Person, words: Sequence[str]) -> str:
    try:
        with database.write() as session:
            return erase(session, person, words)
    except Refused as refused:
        raise click.ClickException(refused.say) from None
