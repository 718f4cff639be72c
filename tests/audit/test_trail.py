"""The audit log: what is recorded, that nobody changes it unseen, and that what must go can go."""

import csv
import io

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from portal import database
from portal.access import links
from portal.access.links import LinkTerms
from portal.audit.models import AuditRow, Recorded
from portal.audit.trail import erase, record, verify
from portal.config import Settings
from portal.extensions import db
from tests import browsing, factories
from tests.intake import forms
from tests.testclient import Browser

pytestmark = pytest.mark.db


def recorded() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditRow.act).order_by(AuditRow.number)))


def write_some(app: Flask) -> None:
    with database.write() as session:
        for number in range(1, 5):
            record(session, Recorded.LINK_MADE, label=f"Link {number}")


def checked(settings: Settings, head: str | None = None) -> str | None:
    db.session.rollback()
    return verify(db.session(), settings.secret_keys, head).broken


def test_signing_in_links_members_brand_settings_and_exports_are_recorded(app: Flask, client: Browser) -> None:
    workspace = factories.make_workspace()
    anna, jo = factories.make_member("Anna", is_admin=True), factories.make_member("Jo")
    form_id = forms.make_form(workspace).id
    place, anna_id, jo_id = f"/w/{workspace.id}", anna.id, jo.id
    browsing.sign_in(client, anna)
    client.post(f"{place}/links", data={"person": "everyone", "rights": "view", "label": "Board"})
    made = db.session.scalars(select(AuditRow).where(AuditRow.act == "link made")).one()
    assert (made.by_id, made.workspace_id, made.payload and made.payload["label"]) == (anna_id, workspace.id, "Board")
    client.post(f"{place}/links/{made.payload and made.payload['link']}/revoke")
    client.post("/team", data={"name": "Nina", "email": "nina@vendor.example"})
    for act in ("make-admin", "unmake-admin", "remove", "restore"):
        client.post(f"/team/{jo_id}/{act}")
    client.post(f"{place}/brand", data={"colour": "#123456"})
    client.get(f"{place}/forms/{form_id}/answers.csv")
    assert recorded() == [
        "signed in",
        "link made",
        "link revoked",
        "member added",
        "admin made",
        "admin unmade",
        "member removed",
        "member restored",
        "brand changed",
        "exported",
    ]


def test_an_act_that_is_undone_was_never_recorded(app: Flask, settings: Settings) -> None:
    workspace = factories.make_workspace()
    with pytest.raises(ZeroDivisionError), database.write() as session:
        links.make_link(session, workspace.id, LinkTerms())
        raise ZeroDivisionError
    assert (recorded(), checked(settings)) == ([], None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (update(AuditRow).where(AuditRow.number == 2).values(by_id="somebody else"), "Act 2 (link made"),
        (update(AuditRow).where(AuditRow.number == 3).values(payload={"label": "Another"}), "What act 3"),
        (delete(AuditRow).where(AuditRow.number == 2), "Act 2 is missing"),
        (update(AuditRow).where(AuditRow.number == 4).values(mac="0" * 64), "Act 4 (link made"),
    ],
)
def test_the_first_broken_place_is_told(app: Flask, settings: Settings, change: object, words: str) -> None:
    write_some(app)
    assert checked(settings) is None
    with database.write() as session:
        session.execute(change)  # type: ignore[call-overload]
    broken = checked(settings)
    assert broken is not None
    assert broken.startswith(words)


def test_a_cut_off_end_is_seen_by_the_head_that_was_kept(app: Flask, settings: Settings) -> None:
    write_some(app)
    head = verify(db.session(), settings.secret_keys).head
    assert checked(settings, head) is None
    with database.write() as session:
        session.execute(delete(AuditRow).where(AuditRow.number == 4))
    assert checked(settings) is None
    assert "cut off" in str(checked(settings, head))


def test_what_an_act_was_about_can_be_erased_and_the_chain_holds_also_under_a_new_key(
    app: Flask, settings: Settings
) -> None:
    write_some(app)
    settings.secret_keys = [*settings.secret_keys, "the-newest-key-of-all-0123456789abcdef"]
    write_some(app)
    with database.write() as session:
        erase(session, [2, 6])
    verified = verify(db.session(), settings.secret_keys)
    assert (verified.acts, verified.erased, verified.broken) == (8, 2, None)
    assert "a key that is not here" in str(verify(db.session(), settings.secret_keys[1:]).broken)


def test_an_admin_reads_filters_and_downloads_it_without_formulas(app: Flask, client: Browser) -> None:
    workspace_id = factories.make_workspace(name="Northwind").id
    with database.write() as session:
        for number in range(60):
            record(session, Recorded.LINK_REVOKED, workspace_id, label=f"Link {number}")
        record(session, Recorded.LINK_MADE, workspace_id, label="<script>")
        session.execute(update(AuditRow).where(AuditRow.number == 1).values(workspace_id="=1+1"))
    browsing.sign_in(client, factories.make_member("Anna", is_admin=True))
    newest = client.get("/team/audit").text
    assert ("Link 59" in newest, "Link 11”" in newest, "&lt;script&gt;" in newest, "Northwind" in newest) == (
        True,
        False,
        True,
        True,
    )
    assert "Link 11”" in client.get("/team/audit?before=13").text
    only = client.get("/team/audit?act=link made").text
    assert ("&lt;script&gt;" in only, "Link 59" in only) == (True, False)
    rows = list(csv.reader(io.StringIO(client.get("/team/audit.csv").text.removeprefix("\ufeff"))))
    assert (len(rows), rows[-1][4]) == (64, "'=1+1")
