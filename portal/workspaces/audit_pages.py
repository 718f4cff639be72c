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
from portal.workspaces.blueprint import blueprint

PER_PAGE = 50
COLUMNS = ("number", "at", "act", "by", "workspace", "about", "seal")


@dataclass(frozen=True)
class Line:
    """One act as people read it."""

    row: AuditRow
    act: str
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
        kinds=[(act.value, words_of(act.value)) for act in Recorded],
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
        (str(line.row.number), line.row.at.isoformat(), line.row.act, line.by, line.workspace, line.about, line.row.mac)
        for line in _lines(acts(_wanted()))
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
    people = _names({row.by_id for row in rows if row.by_id})
    ids = {row.workspace_id for row in rows if row.workspace_id}
    named = db.session.execute(select(Workspace.id, Workspace.name).where(Workspace.id.in_(ids)))
    workspaces: dict[str, str] = {row.id: row.name for row in named}
    return [
        Line(
            row,
            words_of(row.act),
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
    return {row.id: row.name for query in (members, contacts) for row in db.session.execute(query)}


def _about(payload: dict[str, Any] | None) -> str:
    if payload is None:
        return _("erased")
    told = {name: value for name, value in payload.items() if name != "salt" and value not in ("", None)}
    return ", ".join(
        f"{name}: {value if isinstance(value, str) else json.dumps(value)}" for name, value in told.items()
    )


def words_of(act: str) -> str:
    """What was recorded, in the reader's language."""
    words = {
        Recorded.SIGNED_IN: _("Signed in"),
        Recorded.ADMIN_LINK: _("Sign-in link made on the server"),
        Recorded.LINK_MADE: _("Link made"),
        Recorded.LINK_REVOKED: _("Link revoked"),
        Recorded.LINK_OPENED: _("Link opened"),
        Recorded.MEMBER_ADDED: _("Member added"),
        Recorded.MEMBER_REMOVED: _("Member removed"),
        Recorded.MEMBER_RESTORED: _("Member brought back"),
        Recorded.ADMIN_MADE: _("Made an admin"),
        Recorded.ADMIN_UNMADE: _("Made a plain member"),
        Recorded.PERSON_REMOVED: _("Person removed"),
        Recorded.PERSON_ERASED: _("Person erased"),
        Recorded.SETTINGS_CHANGED: _("Settings changed"),
        Recorded.BRAND_CHANGED: _("Brand changed"),
        Recorded.EXPORTED: _("Exported"),
    }
    return words.get(Recorded(act), act) if act in set(Recorded) else act
