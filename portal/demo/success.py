"""What done means for the demo's customers, and who signed it in the kickoff."""

from collections.abc import Mapping
from datetime import datetime

from portal import clock, database
from portal.demo.story import DemoCustomer
from portal.people.models import Side
from portal.success.changing import By
from portal.success.meanings import edit_meaning, sign
from portal.success.models import Meaning


def agree_on_done(workspace_id: str, story: DemoCustomer, people: Mapping[str, str], at: datetime) -> None:
    """Write down what done means at `at`, and let both sides sign all but what success means: that one is still open.

    `people` are the participants' ids by first name.
    """
    anna = By(workspace_id, people[story.csm], Side.TEAM, is_verified=True)
    with clock.pretend(at), database.write() as session:
        for kind in Meaning:
            edit_meaning(session, anna, kind, getattr(story, f"{kind.value}_means"), "")
        for kind in (Meaning.FIRST_VALUE, Meaning.LIVE):
            for name, side in ((story.csm, Side.TEAM), (story.people[0].name.split()[0], Side.CUSTOMER)):
                signer = By(workspace_id, people[name], side, is_verified=side is Side.TEAM)
                words = getattr(story, f"{kind.value}_means")
                if words:
                    sign(session, signer, kind, words)
