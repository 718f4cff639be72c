"""The rooms as pages, and the plain forms that write in them."""

from flask import Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act, may
from portal.chat import queries, views
from portal.chat.actions import carry_out, move_read_mark
from portal.chat.blueprint import blueprint
from portal.chat.composing import Attempt, address_of, composer
from portal.chat.models import MessageRow, Room
from portal.chat.operations import Say, task_of
from portal.chat.refusals import Refused
from portal.chat.threads import thread_view
from portal.chat.wire_pages import read_form
from portal.extensions import db
from portal.people.queries import faces, person_json
from portal.plan.editor import Author
from portal.web.wire import status_of

LONGEST_SEARCH = 100


@blueprint.get("/w/<workspace_id>/chat")
def show_chat(workspace_id: str) -> AnyResponse:
    return show_room(enter(workspace_id), Room.SHARED)


@blueprint.get("/w/<workspace_id>/chat/internal")
def show_internal_chat(workspace_id: str) -> AnyResponse:
    return show_room(enter_internal(workspace_id), Room.INTERNAL)


def enter_internal(workspace_id: str) -> Entry:
    """Into the team's room; to customers there is no such address."""
    entry = enter(workspace_id)
    if not may(entry.actor, Act.SEE_INTERNAL):
        abort(404)
    return entry


def show_room(entry: Entry, room: Room) -> AnyResponse:
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    if words:
        return make_response(render_template("chat/found.html", **found_words(entry, room, words)))
    return room_page(entry, room, before=named_message(entry, "before"))


def found_words(entry: Entry, room: Room, words: str) -> dict[str, object]:
    draw = views.line_maker(entry)
    lines = [draw(row) for row in queries.found(entry, room, words)]
    return {**room_words(entry, room), "lines": lines, "words": words}


def named_message(entry: Entry, name: str) -> MessageRow | None:
    """The message that the address names, if it names one; 404 for what is not this reader's to see."""
    named = request.args.get(name)
    if named is None:
        return None
    message = queries.message_seen(db.session(), entry.workspace.id, entry.actor.side, named)
    return message or abort(404)


def room_page(
    entry: Entry, room: Room, before: MessageRow | None = None, attempt: Attempt | None = None, status: int = 200
) -> Response:
    """A stretch of the room with its composer; the last stretch counts as read from then on."""
    past = queries.history(entry, room, before)
    number, me = queries.read_number(entry, room), entry.actor.participant_id
    draw = views.line_maker(entry)
    lines = views.in_order([draw(row) for row in past.rows], views.first_unread(past.rows, number, me))
    earlier = past.rows[0].id if past.has_earlier else None
    last = past.rows[-1].number if past.rows else 0
    # After all rows are drawn: writing ends the snapshot they were read in.
    if before is None and me and last > number:
        move_read_mark(me, room, last)
    words = {**room_words(entry, room), "lines": lines, "earlier": earlier, "is_past": before is not None}
    if request.args.get("part") == "messages":
        return make_response(render_template("chat/_messages_part.html", **words))
    words |= {
        "composer": composer(entry, room, attempt=attempt),
        "words": "",
        "blank": views.blank_line(entry, room),
        "why_silent": views.why_silent,
        "steps": None if words["sees_internal"] else views.steps_of(entry),
    }
    return make_response(render_template("chat/chat.html", **words), status)


def room_words(entry: Entry, room: Room) -> dict[str, object]:
    """What every page of a room needs."""
    here, side = entry.workspace.id, entry.actor.side
    return {
        "entry": entry,
        "tab": "chat",
        "room": room,
        "address": address_of(here, room),
        "line_address": f"/w/{here}/chat",
        "topic": queries.topic_of(here),
        "seq": queries.head_of(here, side),
        "sees_internal": may(entry.actor, Act.SEE_INTERNAL),
        "unread": queries.unread_by_room(entry),
        "people": [person_json(face) for face in faces(here).values()],
    }


@blueprint.post("/w/<workspace_id>/chat")
def say_to_both(workspace_id: str) -> AnyResponse:
    return say(enter(workspace_id, Act.COMMENT), Room.SHARED)


@blueprint.post("/w/<workspace_id>/chat/internal")
def say_to_team(workspace_id: str) -> AnyResponse:
    return say(enter_internal(workspace_id), Room.INTERNAL)


def say(entry: Entry, room: Room) -> AnyResponse:
    """Write what the form holds, and go back to where it stood."""
    sent = {name: request.form.get(name, "") for name in ("m", "body", "thread")}
    try:
        said = read_form(Say, m=sent["m"], room=room.value, thread=sent["thread"] or None, body=sent["body"])
        carry_out(Author(entry.actor.session_id, entry.workspace.id), [said])
    except Refused as refused:
        return refused_page(entry, Attempt(room, sent["m"], sent["body"], refused), sent["thread"])
    task_id = task_of(said.thread)
    if task_id:
        return redirect(f"/w/{entry.workspace.id}/plan/tasks/{task_id}#m-{said.m}", 303)
    return redirect(f"{address_of(entry.workspace.id, room)}#m-{said.m}", 303)


def refused_page(entry: Entry, attempt: Attempt, thread: str) -> AnyResponse:
    """The composer once more with what was typed, and why it was not kept."""
    status = status_of(attempt.refused.code)
    task = views.standing(entry, task_of(thread) or "") if thread else None
    if task is None:
        return room_page(entry, attempt.room, attempt=attempt, status=status)
    words = {"entry": entry, "tab": "chat", "thread": thread_view(entry, task, attempt=attempt), "is_past": False}
    return make_response(render_template("chat/thread.html", **words), status)


@blueprint.get("/w/<workspace_id>/chat/tasks/<task_id>")
def show_thread(workspace_id: str, task_id: str) -> str:
    entry = enter(workspace_id)
    task = views.standing(entry, task_id) or abort(404)
    before = named_message(entry, "before")
    thread = thread_view(entry, task, before)
    parts = {"thread": "chat/_thread_part.html", "messages": "chat/_thread_messages_part.html"}
    template = parts.get(request.args.get("part", ""), "chat/thread.html")
    return render_template(template, entry=entry, tab="chat", thread=thread, is_past=before is not None)
