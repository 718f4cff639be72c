"""The team's list of onboardings, and the Overview that a workspace opens on."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.access import sessions
from portal.access.entry import Entry, enter, member_of, require_member
from portal.dashboard import words
from portal.dashboard.errands import errands_of
from portal.dashboard.listing import Question
from portal.dashboard.news import news_since
from portal.dashboard.overview import greeting, overview_of, phase_line, where_we_are
from portal.dashboard.queries import onboardings
from portal.dashboard.sponsor import is_sponsor, sponsor_screen
from portal.dashboard.visits import note_visit
from portal.people.queries import faces
from portal.plan.dates.commitment_words import proposed_words
from portal.plan.queries import load_plan
from portal.success.queries import meanings_of
from portal.success.words import MEANING_TITLES

NEWS_SHOWN = 6

blueprint = Blueprint("dashboard", __name__)


@blueprint.get("/")
def start() -> Response:
    if member_of(sessions.current()):
        return redirect(url_for("dashboard.list_onboardings"), 303)
    return redirect(url_for("access.sign_in"), 303)


@blueprint.get("/onboardings")
def list_onboardings() -> str:
    member = require_member()
    question = Question.of(request.args)
    return render_template(
        "dashboard/onboardings.html",
        board=onboardings(question, member.id),
        question=question,
        now=clock.now(),
        seen_words=words.seen_words,
        current_member=member,
    )


@blueprint.get("/w/<workspace_id>/sponsor")
def show_sponsor(workspace_id: str) -> str:
    """The onboarding on one page, as its sponsor needs it; to be printed too."""
    entry = enter(workspace_id)
    people = faces(workspace_id)
    plan, me = load_plan(workspace_id, entry.actor.side), entry.actor.participant_id
    overview = overview_of(entry, plan, people, ())
    return render_template(
        "dashboard/sponsor.html",
        entry=entry,
        tab="overview",
        overview=overview,
        screen=sponsor_screen(plan, people.values(), me, overview.today),
        is_mine=is_sponsor(people.get(me or "")),
        done=_done_of(entry),
        proposed=proposed_words(entry, people),
        people=people,
        where=where_we_are(overview),
        words=words,
    )


def _done_of(entry: Entry) -> dict[str, Any]:
    meanings = meanings_of(entry.workspace)
    return {"meanings": meanings, "titles": MEANING_TITLES, "invitation": words.invitation_to(meanings)}


@blueprint.get("/w/<workspace_id>/")
def show_overview(workspace_id: str) -> str:
    entry = enter(workspace_id)
    visit = note_visit(entry.actor.participant_id)
    people = faces(workspace_id)
    plan = load_plan(workspace_id, entry.actor.side)
    errands = errands_of(entry)
    overview = overview_of(entry, plan, people, errands)
    me = people.get(entry.actor.participant_id or "")
    news = news_since(entry, plan, people, visit.since) if visit.since else []
    return render_template(
        "dashboard/overview.html",
        entry=entry,
        tab="overview",
        overview=overview,
        errands=errands,
        done=_done_of(entry),
        proposed=proposed_words(entry, people),
        is_sponsor=is_sponsor(me),
        people=people,
        me=me,
        is_first_visit=visit.is_first,
        greeting=greeting(entry.workspace, entry.actor, visit, me),
        where=where_we_are(overview),
        phase_line=phase_line(overview),
        since_title=words.since_words(visit.since, clock.now(), entry.workspace.timezone) if visit.since else None,
        news=news[:NEWS_SHOWN],
        more_news=max(len(news) - NEWS_SHOWN, 0),
        words=words,
    )
