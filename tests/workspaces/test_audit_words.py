"""The audit log reads in sentences, whatever is recorded."""

import ast
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from portal import database
from portal.audit.models import Recorded
from portal.audit.trail import record
from portal.config import ROOT
from portal.workspaces.audit_words import SENTENCES, kind_of, sentence_of
from tests import factories
from tests.browsing import sign_in
from tests.dashboard.pages import words

TOLD = [
    (Recorded.SIGNED_IN, {"how": "by code"}, "Signed in by a code"),
    (Recorded.ADMIN_LINK, {"member": "Anna"}, "A sign-in link for Anna was made on the server"),
    (
        Recorded.LINK_MADE,
        {"label": "Kickoff", "rights": "edit", "personal": False},
        "Made the shared link “Kickoff”: to edit",
    ),
    (Recorded.LINK_REVOKED, {"label": ""}, "Revoked the link without a name"),
    (Recorded.LINK_OPENED, {"label": "Kickoff"}, "Opened the link “Kickoff”"),
    (
        Recorded.MEMBER_ADDED,
        {"member": "Anna", "address": "a@x.example", "admin": True},
        "Added Anna, a@x.example, to the team as an admin",
    ),
    (Recorded.MEMBER_RENAMED, {}, "Changed their own name"),
    (Recorded.MEMBER_REMOVED, {"member": "id"}, "Took Priya off the team"),
    (Recorded.MEMBER_RESTORED, {"member": "id"}, "Brought Priya back to the team"),
    (Recorded.ADMIN_MADE, {"member": "id"}, "Made Priya an admin"),
    (Recorded.ADMIN_UNMADE, {"member": "id"}, "Made Priya a plain member"),
    (Recorded.PERSON_REMOVED, {"person": "id"}, "Removed Priya from the onboarding"),
    (Recorded.PERSON_ERASED, {"person": "id"}, "Erased a person"),
    (
        Recorded.SETTINGS_CHANGED,
        {"before": "draft", "status": "active", "kickoff_on": "2026-11-02 → 2026-11-09"},
        "Changed the settings: Draft → Active; kickoff: 2026-11-02 → 2026-11-09",
    ),
    (Recorded.BRAND_CHANGED, {"colour": "#1c5c9e"}, "Changed the look, colour #1c5c9e"),
    (Recorded.EXPORTED, {"kind": "audit"}, "Downloaded the audit log"),
]


def recorded_in_code() -> Iterator[str]:
    """The act of each record(…) in the product, and each that is handed on to one."""
    for path in sorted((ROOT / "portal").rglob("*.py")):
        if path.parent.name == "audit" or path.name == "audit_words.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Recorded":
                yield node.attr


def test_whatever_is_recorded_has_a_sentence_and_is_tried_here() -> None:
    acts = {Recorded[name] for name in recorded_in_code()}
    assert acts == set(Recorded) == set(SENTENCES) == {act for act, _about, _said in TOLD}


@pytest.mark.parametrize(("act", "about", "said"), TOLD)
def test_an_act_reads_as_a_sentence_in_both_languages(app: Flask, act: Recorded, about: dict, said: str) -> None:
    names = {"id": "Priya"}
    with app.test_request_context():
        with force_locale("en"):
            assert sentence_of(act, about, names) == said
            assert sentence_of(act, None, names) == f"{kind_of(act)}; what it was about was erased"
        with force_locale("de"):
            assert sentence_of(act, about, names) not in (said, "")
            assert kind_of(act) != act


def test_the_page_names_whom_it_was_about(app: Flask) -> None:
    workspace, admin = factories.make_workspace(), factories.make_member("Anna", is_admin=True)
    maria = factories.make_contact(workspace, "Maria Lindholm")
    with database.write() as session:
        record(session, Recorded.PERSON_REMOVED, workspace.id, by=admin.id, person=maria.id)
    page = words(sign_in(app.test_client(), admin).get("/team/audit").text)
    assert "Anna Removed Maria Lindholm from the onboarding" in page
