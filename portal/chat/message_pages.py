"""One message: its own page with its former texts, changing and removing it, and drawing some for open pages."""

from flask import Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.chat import queries, views
from portal.chat.actions import carry_out
from portal.chat.blueprint import blueprint
from portal.chat.composing import address_of
from portal.chat.models import MessageRow
from portal.chat.operations import Edit, Remove
from portal.chat.refusals import Refused
from portal.chat.wire_pages import read_form
from portal.config import settings
from portal.extensions import db
from portal.plan.editor import Author
from portal.web.wire import status_of

DRAWN_AT_MOST = 100


@blueprint.get("/w/<workspace_id>/chat/messages/<message_id>")
def show_message(workspace_id: str, message_id: str) -> AnyResponse:
    entry = enter(workspace_id)
    return message_page(entry, seen_message(entry, message_id))


def seen_message(entry: Entry, message_id: str) -> MessageRow:
    """The message; 404 for what is not this reader's to see."""
    message = queries.message_seen(db.session(), entry.workspace.id, entry.actor.side, message_id)
    return message or abort(404)


def message_page(
    entry: Entry, message: MessageRow, typed: str | None = None, refused: Refused | None = None
) -> Response:
    """The message with all that may be done with it; after a refusal, with what was typed."""
    line = views.line_maker(entry)(message)
    page = render_template(
        "chat/message.html",
        entry=entry,
        tab="chat",
        line=line,
        formers=views.formers(queries.versions(message), entry.workspace.timezone) if line.may_trace else [],
        typed=line.body if typed is None else typed,
        refused=refused,
        longest=settings().message_length,
        back=address_of(entry.workspace.id, message.room),
    )
    return make_response(page, status_of(refused.code) if refused else 200)


@blueprint.post("/w/<workspace_id>/chat/messages/<message_id>")
def edit_message(workspace_id: str, message_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.COMMENT)
    message = seen_message(entry, message_id)
    body, base = request.form.get("body", ""), request.form.get("base", "")
    try:
        # Browsers send line ends as two characters.
        edit = read_form(Edit, m=message_id, body=body, base=base.replace("\r\n", "\n"))
        carry_out(Author(entry.actor.session_id, workspace_id), [edit])
    except Refused as refused:
        return message_page(entry, seen_message(entry, message_id), body, refused)
    return redirect(f"{address_of(workspace_id, message.room)}#m-{message_id}", 303)


@blueprint.post("/w/<workspace_id>/chat/messages/<message_id>/remove")
def remove_message(workspace_id: str, message_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.COMMENT)
    message = seen_message(entry, message_id)
    try:
        carry_out(Author(entry.actor.session_id, workspace_id), [Remove(m=message_id)])
    except Refused as refused:
        return message_page(entry, message, refused=refused)
    return redirect(f"{address_of(workspace_id, message.room)}#m-{message_id}", 303)


@blueprint.get("/w/<workspace_id>/chat/drawn")
def show_drawn(workspace_id: str) -> str:
    """The messages that the address names, drawn as the pages draw them: the wire itself never carries HTML."""
    entry = enter(workspace_id)
    draw = views.line_maker(entry)
    rows = queries.messages_seen(entry, request.args.getlist("m")[:DRAWN_AT_MOST])
    return render_template("chat/_drawn_part.html", entry=entry, lines=[draw(row) for row in rows])
