"""Days off: whose holidays count, what nobody works on, and when somebody is away."""

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access.entry import Entry, enter
from portal.access.policy import Act
from portal.database import write
from portal.extensions import db
from portal.people.models import Participant, Workspace
from portal.people.naming import Refused
from portal.people.periods import periods_of, with_period, without_period
from portal.plan.answers import say
from portal.plan.dates.moving import carry_out, off_days_move
from portal.plan.dates.working_days import countries_of as counted_countries
from portal.plan.dates.working_days import country_choices, holidays_ahead, tell_days_off
from portal.workspaces.blueprint import blueprint
from portal.workspaces.forms import CountriesForm, PeriodForm

HOLIDAYS_SHOWN = 20


@blueprint.route("/w/<workspace_id>/days-off", methods=["GET", "POST"])
def edit_days_off(workspace_id: str) -> AnyResponse:
    """The countries of both sides, and under them what follows from all of it."""
    entry = enter(workspace_id, Act.MANAGE)
    form = CountriesForm(obj=entry.workspace)
    form.offer(country_choices(_language()))
    if form.validate_on_submit():
        with write() as session:
            workspace = session.get_one(Workspace, workspace_id)
            workspace.team_country = form.team_country.data or None
            workspace.customer_country = form.customer_country.data or None
            tell_days_off(session, workspace_id)
        flash(_("Saved."), "done")
        return _to_days_off(workspace_id)
    return _days_off_page(entry, form, PeriodForm(formdata=None))


@blueprint.post("/w/<workspace_id>/days-off/blackouts")
def add_blackout(workspace_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.MANAGE)
    period = PeriodForm()
    if period.validate():
        try:
            with write() as session:
                workspace = session.get_one(Workspace, workspace_id)
                workspace.blackouts = with_period(workspace.blackouts, *period.said)
                tell_days_off(session, workspace_id)
            return _to_days_off(workspace_id)
        except Refused as refused:
            period.refuse(refused.field, refused.say)
    form = CountriesForm(formdata=None, obj=entry.workspace)
    form.offer(country_choices(_language()))
    return _days_off_page(entry, form, period)


@blueprint.post("/w/<workspace_id>/days-off/blackouts/<period_id>/remove")
def remove_blackout(workspace_id: str, period_id: str) -> AnyResponse:
    enter(workspace_id, Act.MANAGE)
    with write() as session:
        workspace = session.get_one(Workspace, workspace_id)
        workspace.blackouts = without_period(workspace.blackouts, period_id)
        tell_days_off(session, workspace_id)
    return _to_days_off(workspace_id)


@blueprint.post("/w/<workspace_id>/days-off/move")
def move_off_days(workspace_id: str) -> AnyResponse:
    """Put every open task that is due on a day off on the next working day, and what hangs on it along with it."""
    entry = enter(workspace_id, Act.MANAGE)
    move = off_days_move(entry)
    if move:
        answer = carry_out(entry, move)
        if answer.rejection:
            flash(say(answer.rejection), "blocked")
        else:
            moved = len(move.shifts)
            flash(ngettext("%(num)s task was moved.", "%(num)s tasks were moved.", moved), "done")
    return _to_days_off(workspace_id)


def _language() -> str:
    return str(get_locale() or "en")


def _to_days_off(workspace_id: str) -> AnyResponse:
    return redirect(url_for("workspaces.edit_days_off", workspace_id=workspace_id), 303)


def _days_off_page(entry: Entry, form: CountriesForm, period: PeriodForm) -> AnyResponse:
    workspace, names = entry.workspace, dict(country_choices(_language()))
    countries = counted_countries(workspace)
    today = clock.today(workspace.timezone)
    page = render_template(
        "workspaces/days_off.html",
        entry=entry,
        tab="settings",
        form=form,
        period=period,
        countries=[names.get(country, country) for country in countries],
        names=names,
        blackouts=periods_of(workspace.blackouts),
        holidays=list(holidays_ahead(countries, today))[:HOLIDAYS_SHOWN],
        move=off_days_move(entry),
    )
    return make_response(page, 422 if form.errors or period.errors else 200)


@blueprint.route("/w/<workspace_id>/away", methods=["GET", "POST"])
def edit_own_away(workspace_id: str) -> AnyResponse:
    """When the reader is away, kept by themselves."""
    entry = enter(workspace_id, Act.COMMENT)
    return _edit_away(entry, _own_id(entry), is_own=True)


@blueprint.post("/w/<workspace_id>/away/<period_id>/remove")
def remove_own_away(workspace_id: str, period_id: str) -> AnyResponse:
    entry = enter(workspace_id, Act.COMMENT)
    return _remove_away(entry, _own_id(entry), period_id, is_own=True)


@blueprint.route("/w/<workspace_id>/people/<participant_id>/away", methods=["GET", "POST"])
def edit_away(workspace_id: str, participant_id: str) -> AnyResponse:
    """When somebody is away, kept by the team."""
    return _edit_away(enter(workspace_id, Act.MANAGE), participant_id, is_own=False)


@blueprint.post("/w/<workspace_id>/people/<participant_id>/away/<period_id>/remove")
def remove_away(workspace_id: str, participant_id: str, period_id: str) -> AnyResponse:
    return _remove_away(enter(workspace_id, Act.MANAGE), participant_id, period_id, is_own=False)


def _own_id(entry: Entry) -> str:
    if entry.actor.participant_id is None:
        abort(404)
    return entry.actor.participant_id


def _edit_away(entry: Entry, participant_id: str, is_own: bool) -> AnyResponse:
    person, form = _person(entry, participant_id), PeriodForm()
    if form.validate_on_submit():
        try:
            with write() as session:
                row = session.get_one(Participant, participant_id)
                row.away = with_period(row.away, *form.said)
            return redirect(_away_path(entry, participant_id, is_own), 303)
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    page = render_template(
        "workspaces/away.html",
        entry=entry,
        tab="people",
        form=form,
        name=person.name,
        is_own=is_own,
        periods=periods_of(person.away),
        path=_away_path(entry, participant_id, is_own),
    )
    return make_response(page, 422 if form.errors else 200)


def _remove_away(entry: Entry, participant_id: str, period_id: str, is_own: bool) -> AnyResponse:
    _person(entry, participant_id)
    with write() as session:
        row = session.get_one(Participant, participant_id)
        row.away = without_period(row.away, period_id)
    return redirect(_away_path(entry, participant_id, is_own), 303)


def _person(entry: Entry, participant_id: str) -> Participant:
    person = db.session.get(Participant, participant_id)
    if person is None or person.workspace_id != entry.workspace.id:
        abort(404)
    return person


def _away_path(entry: Entry, participant_id: str, is_own: bool) -> str:
    if is_own:
        return url_for("workspaces.edit_own_away", workspace_id=entry.workspace.id)
    return url_for("workspaces.edit_away", workspace_id=entry.workspace.id, participant_id=participant_id)
