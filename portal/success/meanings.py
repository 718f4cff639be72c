"""Writing down what done means, and putting one's name under it."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.plan.core.merge import merge_text
from portal.success.changing import By, Refused, open_definition
from portal.success.models import Meaning, Signature
from portal.success.queries import words_of


def edit_meaning(session: Session, by: By, kind: Meaning, words: str, base: str) -> str:
    """Say anew what `kind` means here; `base` is what the author saw before. Answers the words that stand then.

    Raises Refused with the words of the others where both changed the same place.
    """
    workspace = open_definition(session, by)
    before = words_of(workspace, kind)
    after = words if base == before else merge_text(base, words, before)
    if after is None:
        say = _("Somebody else changed this meanwhile. Their words stand below; put yours in and save again.")
        raise Refused(say, "words", before)
    setattr(workspace, f"{kind.value}_means", after)
    return after


def sign(session: Session, by: By, kind: Meaning, words: str) -> Signature:
    """Put the author's name under `words`, which they saw. Signing again renews it, and verifies it where it was not.

    Raises Refused where the words are others by now, or nobody said who they are.
    """
    workspace = open_definition(session, by)
    standing = words_of(workspace, kind)
    if not standing or standing != words:
        raise Refused(_("The words were changed meanwhile. Read them again before you sign."), "words", standing)
    if by.participant_id is None:
        raise Refused(_("Say who you are first: a signature needs a name."))
    _withdraw(session, by, kind)
    signature = Signature(
        workspace_id=by.workspace_id,
        meaning=kind,
        words=standing,
        participant_id=by.participant_id,
        side=by.side,
        is_verified=by.is_verified,
    )
    session.add(signature)
    session.flush()
    return signature


def withdraw(session: Session, by: By, kind: Meaning) -> None:
    """Take one's own name away again."""
    open_definition(session, by)
    _withdraw(session, by, kind)


def _withdraw(session: Session, by: By, kind: Meaning) -> None:
    mine = select(Signature).where(
        Signature.workspace_id == by.workspace_id,
        Signature.meaning == kind,
        Signature.participant_id == by.participant_id,
        Signature.withdrawn_at.is_(None),
    )
    for signature in session.scalars(mine):
        signature.withdrawn_at = clock.now()
