"""The team's list of onboardings, and the Overview that a workspace opens on."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal import clock
from portal.access import sessions
from portal.access.entry import enter, member_of, require_member
from portal.dashboard import words
from portal.dashboard.errands import errands_of
from portal.dashboard.listing import Question
from portal.dashboard.news import news_since
from portal.dashboard.overview import greeting, overview_of, phase_line, where_we_are
from portal.dashboard.queries import onboardings
from portal.dashboard.visits import note_visit
from portal.people.queries import faces
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
    meanings = meanings_of(entry.workspace)
    return render_template(
        "dashboard/overview.html",
        entry=entry,
        tab="overview",
        overview=overview,
        errands=errands,
        done={"meanings": meanings, "titles": MEANING_TITLES, "invitation": words.invitation_to(meanings)},
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
