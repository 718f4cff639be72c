"""What is kept for a while only, and for how long. Everything here has served its purpose when it goes."""

from datetime import timedelta

from sqlalchemy import delete, select

from portal import clock, database, green
from portal.access.models import BrowserSession, JoinCode, SignIn
from portal.access.sessions import CUSTOMER_AT_MOST
from portal.extensions import db
from portal.files import store
from portal.files.models import StoredFile
from portal.plan.models import Receipt

# A client that was away for longer than this asks for a snapshot; it never sends an operation again.
RECEIPTS_KEPT = timedelta(days=30)
SIGN_INS_KEPT = timedelta(days=1)
# Long enough that whoever went back to an older database, which does not know the newest files, can go forward again.
STRANDED_FILES_KEPT = timedelta(days=30)


def purge_stranded_files() -> None:
    """Delete uploads that no row names: the server ended, or could not save, between the file and its row."""
    old = green.offload(store.older_than, clock.now() - STRANDED_FILES_KEPT, store.root())
    known = set(db.session.scalars(select(StoredFile.id)))
    for path in old:
        if path.name not in known:
            path.unlink(missing_ok=True)


def purge_receipts() -> None:
    """Delete the answers kept for operations that might have been sent twice."""
    with database.write() as session:
        session.execute(delete(Receipt).where(Receipt.at < clock.now() - RECEIPTS_KEPT))


def purge_entries() -> None:
    """Delete browser sessions, sign-ins and short codes that no longer open anything."""
    now = clock.now()
    with database.write() as session:
        session.execute(delete(JoinCode).where(JoinCode.expires_at < now))
        session.execute(delete(SignIn).where(SignIn.expires_at < now - SIGN_INS_KEPT))
        session.execute(delete(BrowserSession).where(BrowserSession.seen_at < now - CUSTOMER_AT_MOST))
