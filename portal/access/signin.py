"""Team sign-in without passwords: a mailed link, or the code beside it, or a link made by command."""

import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import force_locale
from flask_babel import gettext as _
from itsdangerous import BadSignature
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.access.addresses import address_of
from portal.access.keys import fingerprint, signer
from portal.access.links import is_past
from portal.access.models import BrowserSession, SignIn
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.database import new_id, write
from portal.jobs import queue
from portal.mail import outbox
from portal.people.models import Member

PURPOSE = "sign-in"
CODE_PURPOSE = "sign-in-code"
MAIL_SIGN_IN = "access.mail_sign_in"
LIFETIME = timedelta(minutes=15)
# No I, L, O, U, 0 or 1: nothing that is read or typed as something else.
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
CODE_LENGTH = 8
WRONG_CODES_AT_MOST = 5


class SignInUnknown(Exception):
    """Forged, cut, of another kind, or of a row that never was."""


class SignInOver(Exception):
    """Used, too old, or killed by wrong codes."""


def ask_for_link(session: Session, address: str, pending: str, next_path: str) -> None:
    """Have a sign-in link mailed to `address` if a member has it.

    Who has an address is looked up by a job, so that asking takes the same steps and time for every address.
    """
    payload = {
        "sign_in_id": new_id(),
        "address": address,
        "pending_hash": fingerprint(pending),
        "next": next_path,
    }
    queue.enqueue(session, MAIL_SIGN_IN, payload)


def mail_sign_in(payload: dict[str, Any]) -> None:
    """The job: write the sign-in and its mail. Run twice, it does nothing the second time."""
    with write() as session:
        member = session.scalar(select(Member).where(Member.email == payload["address"], Member.removed_at.is_(None)))
        if member is None or session.get(SignIn, payload["sign_in_id"]) is not None:
            return
        code = "".join(secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH))
        sign_in = SignIn(
            id=payload["sign_in_id"],
            member_id=member.id,
            pending_hash=payload["pending_hash"],
            code_hash=_sign_code(payload["sign_in_id"], code),
            expires_at=clock.now() + LIFETIME,
        )
        session.add(sign_in)
        session.flush()
        _send(session, sign_in, member, code, payload["next"])


def _sign_code(sign_in_id: str, code: str) -> str:
    return signer(CODE_PURPOSE).get_signature(f"{sign_in_id}.{code}").decode()


def _send(session: Session, sign_in: SignIn, member: Member, code: str, next_path: str) -> None:
    url = address_of() + path_of(sign_in)
    context = {
        "member_name": member.name,
        "url": url if next_path == "/" else f"{url}?{urlencode({'next': next_path})}",
        "code": f"{code[:4]}-{code[4:]}",
        "minutes": int(LIFETIME.total_seconds() // 60),
    }
    with force_locale(member.language or "en"):
        letter = outbox.Letter(_("Your sign-in link"), "sign_in", context, is_secret=True)
        outbox.send(session, member.email, letter)


def admin_link(session: Session, email: str, name: str | None = None) -> str:
    """The path of a link that signs `email` in as an admin once, in any browser, within 15 minutes.

    Makes the member where there is none, and an admin of whoever it is: who can run the command owns the place.
    """
    address = email.strip().lower()
    member = session.scalar(select(Member).where(Member.email == address))
    if member is None:
        member = Member(name=name or _name_in(address), email=address)
        session.add(member)
    member.is_admin, member.removed_at = True, None
    session.flush()
    sign_in = SignIn(id=new_id(), member_id=member.id, by_command=True, expires_at=clock.now() + LIFETIME)
    session.add(sign_in)
    session.flush()
    record(session, Recorded.ADMIN_LINK, member=member.name, address=member.email)
    return path_of(sign_in)


def _name_in(address: str) -> str:
    """What to call somebody of whom only the address is known: jo.berg@… is Jo Berg."""
    return address.partition("@")[0].replace(".", " ").replace("_", " ").title()


def path_of(sign_in: SignIn) -> str:
    return f"/sign-in/{signer(PURPOSE).sign(f'{PURPOSE}.{sign_in.id}.1').decode()}"


def read_token(session: Session, token: str) -> SignIn:
    """The sign-in that may still be finished. Raises SignInUnknown or SignInOver."""
    try:
        kind, sign_in_id, _generation = signer(PURPOSE).unsign(token.encode("ascii")).decode().split(".")
    except (BadSignature, ValueError):
        raise SignInUnknown from None
    sign_in = session.get(SignIn, sign_in_id)
    if kind != PURPOSE or sign_in is None:
        raise SignInUnknown
    if is_over(sign_in):
        raise SignInOver
    return sign_in


def is_over(sign_in: SignIn) -> bool:
    is_spent = sign_in.used_at is not None or sign_in.wrong_codes >= WRONG_CODES_AT_MOST
    return is_spent or sign_in.member.removed_at is not None or is_past(sign_in.expires_at, clock.now())


def sign_in_of_pending(session: Session, pending: str | None) -> SignIn | None:
    """The sign-in that this browser asked for and may still finish."""
    if not pending:
        return None
    sign_in = session.scalar(select(SignIn).where(SignIn.pending_hash == fingerprint(pending)))
    return sign_in if sign_in and not is_over(sign_in) else None


def is_asker(sign_in: SignIn, pending: str | None) -> bool:
    """Whether the browser with this pending cookie may finish by the link alone."""
    return sign_in.by_command or (pending is not None and sign_in.pending_hash == fingerprint(pending))


def use(session: Session, sign_in: SignIn) -> bool:
    """Spend the sign-in; False when another request was first."""
    spending = update(SignIn).where(SignIn.id == sign_in.id, SignIn.used_at.is_(None)).values(used_at=clock.now())
    return session.scalar(spending.returning(SignIn.id)) is not None


def use_with_code(session: Session, sign_in: SignIn, typed: str) -> bool:
    """Spend the sign-in if the typed code is right. Every try is counted first, so that many at once are too."""
    counting = (
        update(SignIn)
        .where(SignIn.id == sign_in.id, SignIn.used_at.is_(None), SignIn.wrong_codes < WRONG_CODES_AT_MOST)
        .values(wrong_codes=SignIn.wrong_codes + 1)
    )
    if session.scalar(counting.returning(SignIn.id)) is None or not _is_right(sign_in, typed):
        return False
    return use(session, sign_in)


def _is_right(sign_in: SignIn, typed: str) -> bool:
    code = "".join(character for character in typed.upper() if character in CODE_ALPHABET)
    signature = (sign_in.code_hash or "").encode()
    return bool(signature) and signer(CODE_PURPOSE).verify_signature(f"{sign_in.id}.{code}", signature)


def begin_member_part(browser: BrowserSession, member_id: str) -> None:
    """The member is signed in in this browser from now on."""
    browser.member_id = member_id
    browser.member_since = browser.member_seen_at = clock.now()
