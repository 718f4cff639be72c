"""The committed go-live as a page: the day beside the forecast, proposals of either side, and the answer."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import Entry, enter
from portal.access.policy import Act, may
from portal.database import write
from portal.extensions import db
from portal.people.dates import is_committed
from portal.people.naming import Refused
from portal.people.queries import faces, person_json
from portal.plan.answers import say
from portal.plan.blueprint import blueprint
from portal.plan.dates.commitment import (
    AGREED,
    DECLINED,
    WITHDRAWN,
    answer,
    count_words,
    is_known,
    proposals,
    propose,
    topic_of,
    verify,
)
from portal.plan.dates.commitment_words import answer_words, waiting_words
from portal.plan.dates.forecast import go_live_of
from portal.plan.dates.moving import Move, carry_out_for_both, move_of
from portal.plan.dates.preview import turned_go_live
from portal.plan.dates.working_days import days_off_of
from portal.plan.models import GoLiveProposal
from portal.web.forms import Form, day, text

REASON_LENGTH = 500


class ProposeForm(Form):
    day = day(_l("Go-live"), is_needed=True)
    reason = text(_l("Why"), REASON_LENGTH, is_needed=True)


class AnswerForm(Form):
    reason = text(_l("A word with it"), REASON_LENGTH)


@blueprint.get("/w/<workspace_id>/plan/go-live")
def show_commitment(workspace_id: str) -> AnyResponse:
    return commitment_page(enter(workspace_id), ProposeForm(formdata=None))


@blueprint.post("/w/<workspace_id>/plan/go-live")
def propose_go_live(workspace_id: str) -> AnyResponse:
    """Propose another committed day; the one that stands goes on standing until the other side agrees."""
    entry, form = enter(workspace_id, Act.EDIT), ProposeForm()
    if not form.validate():
        return commitment_page(entry, form)
    try:
        with write() as session:
            propose(session, entry.actor, form.day.data, form.reason.data or "")
    except Refused as refused:
        form.refuse(refused.field, refused.say)
        return commitment_page(entry, form)
    return _to_page(workspace_id)


@blueprint.post("/w/<workspace_id>/plan/go-live/answer")
def answer_proposal(workspace_id: str) -> AnyResponse:
    """Agree (with `moves`, whether the plan moves along), decline, withdraw, or stand behind an unverified word."""
    entry, form = enter(workspace_id, Act.EDIT), AnswerForm()
    word, proposal_id = request.form.get("word", ""), request.form.get("proposal", "")
    if word not in (AGREED, DECLINED, WITHDRAWN, "verify") or not form.validate():
        abort(400)
    try:
        if word == "verify":
            with write() as session:
                verify(session, entry.actor, proposal_id)
        else:
            _answer(entry, proposal_id, word, form.reason.data or "")
    except Refused as refused:
        flash(refused.say, "warning")
    return _to_page(workspace_id)


def _answer(entry: Entry, proposal_id: str, word: str, reason: str) -> None:
    asked = next((one for one in proposals(db.session(), entry.workspace.id) if one.id == proposal_id), None)
    # Found before the day moves, so that it is what was shown.
    move = move_of(entry, {"go_live": asked.day}) if asked and word == AGREED else None
    with write() as session:
        answer(session, entry.actor, proposal_id, word, reason)
    if word != AGREED:
        return
    flash(_("Agreed: this is the committed go-live now."), "done")
    if move and request.form.get("moves") == "all":
        moved = carry_out_for_both(entry, move)
        if moved.rejection:
            flash(_("The plan did not move along. %(why)s", why=say(moved.rejection)), "warning")


def commitment_page(entry: Entry, form: ProposeForm) -> Response:
    here, known = entry.workspace.id, faces(entry.workspace.id)
    # Before what it counts, so that a page never claims to know more than it shows.
    seq = count_words(db.session(), here)
    ever = proposals(db.session(), here)
    waiting = next((one for one in ever if one.answer is None), None)
    page = render_template(
        "plan/_commitment.html" if request.args.get("part") == "sections" else "plan/commitment.html",
        topic=topic_of(here),
        seq=seq,
        who=[person_json(face) for face in known.values()],
        entry=entry,
        tab="plan",
        address=f"/w/{here}/plan",
        live=go_live_of(entry.workspace),
        is_committed=is_committed(entry.workspace),
        waiting=waiting,
        waiting_words=waiting_words(waiting, entry, known) if waiting else "",
        past=[(one, answer_words(one, entry, known)) for one in ever if one.answer],
        people=known,
        form=form,
        answer_form=AnswerForm(formdata=None),
        may_edit=may(entry.actor, Act.EDIT),
        is_mine=waiting is not None and waiting.side is entry.actor.side,
        to_verify=_to_verify(entry, ever),
        **_moved_along(entry, waiting),
    )
    return make_response(page, 422 if form.errors else 200)


def _moved_along(entry: Entry, waiting: GoLiveProposal | None) -> dict[str, Any]:
    """What of the plan the day would move, as this reader may know it."""
    move: Move | None = None
    if waiting and waiting.side is not entry.actor.side and may(entry.actor, Act.EDIT):
        move = move_of(entry, {"go_live": waiting.day}, entry.actor.side)
    turn = turned_go_live(move.plan, move.shifts, days_off_of(entry.workspace)) if move else None
    return {"move": move, "turn": turn}


def _to_verify(entry: Entry, ever: list[GoLiveProposal]) -> GoLiveProposal | None:
    """The last word of the reader's side that somebody we did not know gave, where we know the reader."""
    if not is_known(entry.actor) or not may(entry.actor, Act.EDIT):
        return None
    for one in ever:
        mine_is_known = one.is_verified if one.side is entry.actor.side else one.answer_is_verified
        if one.answer in (AGREED, DECLINED):
            return None if mine_is_known else one
    return None


def _to_page(workspace_id: str) -> AnyResponse:
    return redirect(url_for("plan.show_commitment", workspace_id=workspace_id), 303)
