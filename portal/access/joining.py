"""Short codes for joining mid-call: one stands for a shared link for a few hours.

Two of 256 words and four digits are 655 million codes. One address has 20 wrong guesses in ten minutes, 360 in the
three hours of a code: one in 1.8 million that it meets the one code of a call, one in 182 that ten thousand addresses
do together, one in 152 that any number of addresses do with 400 guesses a second from the first minute to the last.
So there is no limit for all together, by which a stranger could keep everybody out.
"""

import re
import secrets
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.access.links import LinkTerms, is_live, make_link
from portal.access.models import JoinCode, Link, Rights
from portal.access.words import WORDS
from portal.config import settings

# One word alone is a code of an earlier release, which ends some hours after the upgrade.
CODE = re.compile(r"([a-z]+)(?:[\s-]+([a-z]+))?[\s-]*([0-9]{4})")
CALL_LABEL = "Call"


def live_code(session: Session, workspace_id: str) -> JoinCode | None:
    """The newest code that still lets people into the workspace."""
    codes = session.scalars(
        select(JoinCode)
        .join(Link)
        .where(Link.workspace_id == workspace_id, JoinCode.expires_at > clock.now())
        .options(joinedload(JoinCode.link))
        .order_by(JoinCode.created_at.desc())
    )
    return next((code for code in codes if is_live(code.link)), None)


def make_code(session: Session, workspace_id: str, link: Link | None, created_by_id: str | None) -> JoinCode:
    """A new code for `link`, or for the link kept for calls; earlier codes of the workspace end."""
    link = link or _call_link(session, workspace_id) or _make_call_link(session, workspace_id, created_by_id)
    of_workspace = select(Link.id).where(Link.workspace_id == workspace_id)
    session.execute(delete(JoinCode).where(JoinCode.link_id.in_(of_workspace)))
    session.execute(delete(JoinCode).where(JoinCode.expires_at <= clock.now()))
    until = clock.now() + timedelta(hours=settings().join_code_hours)
    code = JoinCode(code=_free_code(session), link_id=link.id, expires_at=until)
    session.add(code)
    session.flush()
    return code


def _call_link(session: Session, workspace_id: str) -> Link | None:
    links = session.scalars(
        select(Link).where(
            Link.workspace_id == workspace_id,
            Link.participant_id.is_(None),
            Link.rights == Rights.EDIT,
            Link.label == CALL_LABEL,
        )
    )
    return next((link for link in links if is_live(link)), None)


def _make_call_link(session: Session, workspace_id: str, created_by_id: str | None) -> Link:
    return make_link(session, workspace_id, LinkTerms(Rights.EDIT, CALL_LABEL), created_by_id=created_by_id)


def _free_code(session: Session) -> str:
    while True:
        code = f"{secrets.choice(WORDS)}-{secrets.choice(WORDS)}-{secrets.randbelow(10_000):04}"
        if session.get(JoinCode, code) is None:
            return code


def tidy_code(typed: str) -> str:
    """What was typed as codes are written ("Pine Otter 4182" is pine-otter-4182); empty if it cannot be one."""
    parts = CODE.fullmatch(typed.strip().lower())
    return "-".join(filter(None, parts.groups())) if parts else ""


def link_of_code(session: Session, typed: str) -> Link | None:
    """The live link that a code stands for now, or None."""
    code = session.get(JoinCode, tidy_code(typed))
    if code is None or code.expires_at <= clock.now() or not is_live(code.link):
        return None
    return code.link
