"""The audit log, for admins: filtered, page by page, and as a file for spreadsheets."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Response, render_template, request, send_file
from flask_babel import gettext as _
from sqlalchemy import select

from portal.access.entry import require_member
from portal.access.policy import Act
from portal.audit.models import AuditRow, Recorded
from portal.audit.queries import Wanted, acts
from portal.audit.trail import record
from portal.database import write
from portal.extensions import db
from portal.people.models import Contact, Member, Participant, Workspace
from portal.web.sheets import csv_text
from portal.workspaces.audit_words import kind_of, sentence_of
from portal.workspaces.blueprint import blueprint

PER_PAGE = 50
COLUMNS = ("number", "at", "act", "by", "workspace", "about", "seal", "said")


@dataclass(frozen=True)
class Line:
    """One act as people read it; `about` is what is kept of it, word for word."""

    row: AuditRow
    said: str
    by: str
    workspace: str
    about: str


@blueprint.get("/team/audit")
def show_audit() -> str:
    admin = require_member(Act.MANAGE_TEAM)
    wanted, before = _wanted(), request.args.get("before", type=int)
    found = acts(wanted, before, PER_PAGE + 1)
    older = found[PER_PAGE - 1].number if len(found) > PER_PAGE else None
    return render_template(
        "workspaces/audit.html",
        current_member=admin,
        lines=_lines(found[:PER_PAGE]),
        kinds=[(act.value, kind_of(act.value)) for act in Recorded],
        wanted=wanted,
        older=older,
        query={name: value for name, value in request.args.items() if name != "before"},
    )


@blueprint.get("/team/audit.csv")
def export_audit() -> Response:
    require_member(Act.MANAGE_TEAM)
    with write() as session:
        record(session, Recorded.EXPORTED, kind="audit")
    rows = [
        (str(row.number), row.at.isoformat(), row.act, line.by, line.workspace, line.about, row.mac, line.said)
        for line in _lines(acts(_wanted()))
        for row in (line.row,)
    ]
    content = io.BytesIO(csv_text(COLUMNS, rows).encode())
    return send_file(content, "text/csv", as_attachment=True, download_name="audit.csv")


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(
        asked.get("act") or None,
        asked.get("workspace") or None,
        asked.get("by") or None,
        asked.get("from", type=date.fromisoformat),
        asked.get("until", type=date.fromisoformat),
    )


def _lines(rows: Sequence[AuditRow]) -> list[Line]:
    ids = {row.by_id for row in rows if row.by_id}
    told = [row.payload or {} for row in rows]
    ids |= {str(about[name]) for about in told for name in ("member", "person") if name in about}
    people = _names(ids)
    here = {row.workspace_id for row in rows if row.workspace_id}
    named = db.session.execute(select(Workspace.id, Workspace.name).where(Workspace.id.in_(here)))
    workspaces: dict[str, str] = {row.id: row.name for row in named}
    return [
        Line(
            row,
            sentence_of(row.act, row.payload, people),
            people.get(row.by_id or "", row.by_id or ""),
            workspaces.get(row.workspace_id or "", row.workspace_id or ""),
            _about(row.payload),
        )
        for row in rows
    ]


def _names(ids: set[str]) -> dict[str, str]:
    """Names of members and participants by their ids."""
    members = select(Member.id, Member.name).where(Member.id.in_(ids))
    contacts = select(Participant.id, Contact.name).join(Contact).where(Participant.id.in_(ids))
    places = select(Participant.id, Member.name).join(Member).where(Participant.id.in_(ids))
    return {row.id: row.name for query in (members, contacts, places) for row in db.session.execute(query)}


def _about(payload: dict[str, Any] | None) -> str:
    if payload is None:
        return _("erased")
    told = {name: value for name, value in payload.items() if name != "salt" and value not in ("", None)}
    return ", ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value)}" for name, value in told.items()
    )
