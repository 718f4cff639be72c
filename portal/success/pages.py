"""What done means: reading it, writing it down together, and signing it."""

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import write
from portal.people.queries import person_json
from portal.success import meanings, words
from portal.success.blueprint import blueprint
from portal.success.changing import Refused, by_of
from portal.success.forms import MeaningForm, SignForm
from portal.success.models import Meaning
from portal.success.queries import topic_of
from portal.success.views import Refusal, ask_form, done_view, meaning_form, reach_form


@blueprint.get("/w/<workspace_id>/done")
def show_done(workspace_id: str) -> Response:
    entry = enter(workspace_id)
    return done_page(entry)


def done_page(entry: Entry, refusal: Refusal | None = None) -> Response:
    """The page, or only its sections where a script asks for them; with what was typed and refused."""
    view = done_view(entry)
    page = render_template(
        "success/_done.html" if request.args.get("part") == "sections" else "success/done.html",
        entry=entry,
        tab="overview",
        view=view,
        people=[person_json(face) for face in view.people.values()],
        titles=words,
        topic=topic_of(entry.workspace.id),
        today=clock.today(entry.workspace.timezone),
        refusal=refusal,
        meaning_forms={seen.kind: meaning_form(seen, refusal) for seen in view.meanings},
        reach_forms={step.kind: reach_form(step.kind, refusal) for step in view.steps},
        ask=ask_form(view.to_ask, refusal),
    )
    return make_response(page, 422 if refusal else 200)


def to_part(workspace_id: str, part: str) -> AnyResponse:
    """Back to one part of the page."""
    return redirect(url_for("success.show_done", workspace_id=workspace_id, _anchor=part), 303)


def find_meaning(name: str) -> Meaning:
    """The meaning that an address names, or 404."""
    if name not in set(Meaning):
        abort(404)
    return Meaning(name)


@blueprint.post("/w/<workspace_id>/done/<meaning>")
def save_meaning(workspace_id: str, meaning: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    kind = find_meaning(meaning)
    form = MeaningForm()
    if not form.validate():
        return done_page(entry, Refusal(meaning, form))
    try:
        with write() as session:
            meanings.edit_meaning(session, by_of(entry.actor), kind, form.words.data or "", _sent(form.base.data))
    except Refused as refused:
        form.refuse(refused.field, refused.say)
        form.base.data = refused.current
        return done_page(entry, Refusal(meaning, form, refused.current))
    return to_part(workspace_id, meaning)


def _sent(words: str | None) -> str:
    # A form sends line ends its own way; the words were stored with plain ones.
    return (words or "").replace("\r\n", "\n").replace("\r", "\n")


@blueprint.post("/w/<workspace_id>/done/<meaning>/sign")
def sign_meaning(workspace_id: str, meaning: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    kind = find_meaning(meaning)
    try:
        with write() as session:
            meanings.sign(session, by_of(entry.actor), kind, _sent(SignForm().words.data))
    except Refused as refused:
        flash(refused.say, "warning")
    return to_part(workspace_id, meaning)


@blueprint.post("/w/<workspace_id>/done/<meaning>/withdraw")
def withdraw_signature(workspace_id: str, meaning: str) -> AnyResponse:
    entry = enter(workspace_id, Act.EDIT)
    kind = find_meaning(meaning)
    with write() as session:
        meanings.withdraw(session, by_of(entry.actor), kind)
    flash(_("Your signature is taken away."))
    return to_part(workspace_id, meaning)
