"""What must be looked at now and then, because it follows from what other rooms do."""

from portal.database import write
from portal.training.completion import author_of_team, settle


def settle_what_is_done() -> None:
    """Close what became complete without a mark: somebody it was for has left the onboarding."""
    with write() as session:
        settle(session, author_of_team(session, None))
