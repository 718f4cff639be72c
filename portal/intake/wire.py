"""The form's part of the wire: what a message is answered, over the socket and over plain requests alike.

News are state, not a log: whoever stands at n misses the answers that changed after n, as they are now, and the form's
own state if that changed after n.
"""

from typing import Annotated, Any, Literal

from flask_babel import gettext as _
from pydantic import Field as Limit
from pydantic import TypeAdapter, ValidationError

from portal.access.actor import actor_of_session
from portal.database import write
from portal.extensions import db
from portal.intake.answering import NO_BASE, Given, NotTaken, refuse_unless_filler, take_all
from portal.intake.changing import By
from portal.intake.kinds import Id, Strict
from portal.intake.models import AnswerRow, FormRow, FormStatus
from portal.intake.queries import answers_after, answers_of, topic_of
from portal.intake.schema import version_of
from portal.live.topics import Behind

OPS_PER_MESSAGE = 50
LONGEST = 25_000

Text = Annotated[str, Limit(max_length=LONGEST)]
Answer = Text | bool | int | float | Annotated[list[Text], Limit(max_length=100)] | None


class SetAnswer(Strict):
    k: Literal["set"]
    f: Id
    v: Answer
    base: Any = NO_BASE


class Message(Strict):
    topic: str
    cid: Annotated[str, Limit(min_length=1, max_length=64)]
    ops: Annotated[list[SetAnswer], Limit(min_length=1, max_length=OPS_PER_MESSAGE)]


MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)


def answer_op(form_id: str, workspace_id: str, session_id: str, message: Any) -> dict[str, Any]:
    """Do what an `op` message asks, in the name of a browser session whose rights are read anew."""
    try:
        asked = _read(message)
        if asked.topic != topic_of(form_id):
            raise NotTaken("gone", _("This form is no longer there."))
        given = [Given(op.f, op.v, op.base) for op in asked.ops]
        with write() as session:
            actor = refuse_unless_filler(actor_of_session(session, session_id, workspace_id))
            taken = take_all(session, form_id, given, By(actor.participant_id, actor.side), asked.cid)
    except NotTaken as refused:
        return refused.to_wire()
    return {"ok": True, "seq": taken.revision, **({"dup": True} if taken.is_duplicate else {})}


def _read(message: Any) -> Message:
    try:
        return MESSAGE.validate_python(message)
    except ValidationError as error:
        names = [str(part) for part in error.errors()[0]["loc"]]
        say = _("The change could not be read. Load the page again and repeat it.")
        raise NotTaken("invalid", say, names[-1] if names else "ops") from None


def answer_since(form: FormRow, side: str, seq: int) -> dict[str, Any]:
    """What a reader of the form, who stands at `seq`, has missed."""
    behind = read_since(form.id, side, seq)
    return {"ok": True, "seq": behind.seq, "ops": behind.operations or []}


def read_since(form_id: str, side: str, seq: int, _revision: int | None = None) -> Behind:
    """What a viewer who stands at `seq` (nowhere, if negative) has missed."""
    form = db.session.get(FormRow, form_id, populate_existing=True)
    if form is None:
        return Behind(0, None)
    head = form.revision
    is_gone = form.removed_at is not None or (side != "team" and form.status is FormStatus.DRAFT)
    # Whoever is still there and may not be is told to ask, and hears that there is nothing.
    if is_gone:
        return Behind(head, None)
    # No further than the counter goes: a database takes no number of any size.
    seq = min(max(seq, -1), head)
    news = [answer_operation(row) for row in answers_after(form_id, seq)]
    if form.status_revision > seq:
        news.append(state_operation(form))
    return Behind(head, sorted(news, key=lambda op: op["seq"]))


def answer_operation(row: AnswerRow) -> dict[str, Any]:
    at = row.at.isoformat()
    return {"seq": row.revision, "k": "set", "f": row.field_id, "v": row.value, "by": row.by_id, "at": at}


def state_operation(form: FormRow) -> dict[str, Any]:
    """The form's own state; `version` tells a page that stands open whether it still asks the same."""
    return {
        "seq": form.status_revision,
        "k": "state",
        "status": form.status.value,
        "by": form.status_by_id,
        "at": form.status_at.isoformat(),
        "version": version_of(form.title, form.schema),
    }


def whole_form(form: FormRow) -> dict[str, Any]:
    """All answers and the state, for a page that starts over."""
    answers = [answer_operation(row) for row in answers_of(form.id).values()]
    return {"ok": True, "seq": form.revision, "answers": answers, "state": state_operation(form)}
