"""Who may use what: every route with its method, and every socket event. A route that is not here fails the build.

`who` is the least that is needed:

    ANYONE   no identity at all; the address, a mailed token or a typed code is the secret where there is one
    SESSION  a browser that opened any live link of ours, or a signed-in one
    SEE      a live link of this workspace, also for who only looks around; the team
    COMMENT  a link with the right to comment, by somebody who said who they are; the team
    EDIT     a link with the right to edit, by somebody who said who they are; the team
    TEAM     any member, in a workspace
    MEMBER   any member, outside workspaces
    ADMIN    an admin

`answers` is what somebody who may is told when they send `form` (or `json`). Names in braces stand for what lies at
hand in the test's workspace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Who(StrEnum):
    ANYONE = "anyone"
    SESSION = "session"
    SEE = "see"
    COMMENT = "comment"
    EDIT = "edit"
    TEAM = "team"
    MEMBER = "member"
    ADMIN = "admin"


@dataclass(frozen=True)
class Row:
    who: Who
    answers: int = 200
    form: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    # A page that people look at, as opposed to a redirect, a form's target or a program's answer.
    is_page: bool = False
    # What some kinds of people are told instead of `answers`.
    but: Mapping[str, int] = field(default_factory=dict)
    # Why a form here needs no CSRF token.
    no_token: str = ""
    # Whoever may not use it is answered as if it were not there.
    is_hidden: bool = False


def page(who: Who, **but: int) -> Row:
    return Row(who, is_page=True, but=but)


def form(who: Who, answers: int = 303, /, **fields: str) -> Row:
    return Row(who, answers, form=fields)


SECRET_ADDRESS = "the address itself is the secret; the page sets no cookie, and a foreign Origin is refused"

# Lessons are marked by those they are for.
ONLY_THE_CUSTOMER = {"member": 403, "admin": 403}

# The customer's proposal waits by then, and only the other side can answer it.
AFTER_THE_CUSTOMER = {"member": 422, "admin": 422}

W = "/w/<workspace_id>"
F = f"{W}/forms/<form_id>"

ROUTES: dict[str, Row] = {
    # The way in
    "GET /": Row(Who.ANYONE, 303),
    "GET /sign-in": page(Who.ANYONE, member=303, admin=303),
    "POST /sign-in": form(Who.ANYONE, email="nobody@vendor.example"),
    "GET /sign-in/code": Row(Who.ANYONE, 303),
    "POST /sign-in/code": form(Who.ANYONE, 422, code="AAAA-AAAA"),
    "GET /sign-in/<token>": page(Who.ANYONE),
    "POST /sign-in/<token>": form(Who.ANYONE),
    "POST /sign-out": form(Who.ANYONE),
    "GET /l/<token>": page(Who.ANYONE),
    "POST /l/<token>": Row(Who.ANYONE, 303, no_token=SECRET_ADDRESS),
    "POST /l/<token>/fresh": Row(Who.ANYONE, 200, no_token=SECRET_ADDRESS),
    "GET /j": page(Who.ANYONE),
    "POST /j": form(Who.ANYONE, code="{code}"),
    "GET /j/<code>": page(Who.ANYONE),
    "POST /j/<code>": form(Who.ANYONE),
    "POST /language": form(Who.ANYONE, language="de"),
    "GET /files/<file_id>": Row(Who.ANYONE),
    "GET /healthz": Row(Who.ANYONE),
    "GET /readyz": Row(Who.ANYONE),
    # For this machine itself, from where the test asks, or with the token.
    "GET /metrics": Row(Who.ANYONE),
    "GET /favicon.ico": Row(Who.ANYONE, 302),
    "GET /robots.txt": Row(Who.ANYONE),
    # The team's own pages
    "GET /onboardings": page(Who.MEMBER),
    "GET /onboardings/new": page(Who.MEMBER),
    "POST /onboardings/new": form(Who.MEMBER, 422),
    "GET /playbooks": page(Who.MEMBER),
    "GET /playbooks/<key>": page(Who.MEMBER),
    "GET /library": page(Who.MEMBER),
    "POST /library/preview": form(Who.MEMBER, 200, body="**Words**"),
    "GET /library/lessons/new": page(Who.MEMBER),
    "POST /library/lessons/new": form(Who.MEMBER, title="A lesson"),
    "GET /library/lessons/<lesson_id>": page(Who.MEMBER),
    "POST /library/lessons/<lesson_id>": form(Who.MEMBER, title="Renamed"),
    "POST /library/lessons/<lesson_id>/remove": form(Who.MEMBER),
    "POST /library/lessons/<lesson_id>/restore": form(Who.MEMBER),
    "GET /library/lessons/<lesson_id>/video": Row(Who.MEMBER),
    "POST /library/lessons/<lesson_id>/video": form(Who.MEMBER, 422),
    "POST /library/lessons/<lesson_id>/video/remove": form(Who.MEMBER),
    "POST /library/lessons/<lesson_id>/video/restore": form(Who.MEMBER, 303, file="{video_id}"),
    "GET /library/tracks/new": page(Who.MEMBER),
    "POST /library/tracks/new": form(Who.MEMBER, title="A track"),
    "GET /library/tracks/<track_id>": page(Who.MEMBER),
    "POST /library/tracks/<track_id>": form(Who.MEMBER, title="Renamed"),
    "POST /library/tracks/<track_id>/lessons": form(Who.MEMBER, lesson="{lesson_id}"),
    "POST /library/tracks/<track_id>/lessons/<lesson_id>/move": form(Who.MEMBER, to="down"),
    "POST /library/tracks/<track_id>/lessons/<lesson_id>/remove": form(Who.MEMBER),
    "POST /library/tracks/<track_id>/remove": form(Who.MEMBER),
    "POST /library/tracks/<track_id>/restore": form(Who.MEMBER),
    "GET /team": page(Who.MEMBER),
    "POST /team/me/name": form(Who.MEMBER, 303, own_name="Tom Okafor"),
    "POST /team": form(Who.ADMIN, name="Nina New", email="nina@vendor.example"),
    "POST /team/<member_id>/remove": form(Who.ADMIN),
    "GET /team/audit": page(Who.ADMIN),
    "GET /team/audit.csv": Row(Who.ADMIN),
    "POST /team/<member_id>/restore": form(Who.ADMIN),
    "GET /team/<member_id>/erase": page(Who.ADMIN),
    "POST /team/<member_id>/erase": form(Who.ADMIN, is_meant="1", words="Nobody at all"),
    "POST /team/<member_id>/make-admin": form(Who.ADMIN),
    "POST /team/<member_id>/unmake-admin": form(Who.ADMIN),
    "GET /settings": page(Who.ADMIN),
    "GET /brand/samples": Row(Who.MEMBER),
    "POST /settings": form(Who.ADMIN, 303, name="Vendor"),
    # A workspace
    f"GET {W}/": page(Who.SEE),
    f"GET {W}/sponsor": page(Who.SEE),
    f"GET {W}/who": page(Who.SEE, member=303, admin=303),
    f"POST {W}/who": form(Who.SEE, look="1"),
    f"GET {W}/people": page(Who.SEE),
    f"GET {W}/people.json": Row(Who.SEE),
    f"POST {W}/people/name": form(Who.EDIT, name="Nora Named"),
    f"POST {W}/people": form(Who.TEAM, name="Carl Contact"),
    f"POST {W}/people/members": form(Who.TEAM, member="{member_id}"),
    f"GET {W}/people/<participant_id>": page(Who.TEAM),
    f"POST {W}/people/<participant_id>": form(Who.TEAM, name="Renamed"),
    f"POST {W}/people/<participant_id>/remove": form(Who.TEAM),
    f"POST {W}/people/<participant_id>/restore": form(Who.TEAM),
    f"GET {W}/people/<participant_id>/erase": page(Who.ADMIN),
    f"POST {W}/people/<participant_id>/erase": form(Who.ADMIN, is_meant="1", words="Nobody at all"),
    f"GET {W}/people/<participant_id>/away": page(Who.TEAM),
    f"POST {W}/people/<participant_id>/away": form(Who.TEAM, first_on="2026-12-21", last_on="2026-12-31"),
    f"POST {W}/people/<participant_id>/away/<period_id>/remove": form(Who.TEAM),
    f"GET {W}/away": page(Who.COMMENT),
    f"POST {W}/away": form(Who.COMMENT, first_on="2026-12-21"),
    f"POST {W}/away/<period_id>/remove": form(Who.COMMENT),
    f"GET {W}/days-off": page(Who.TEAM),
    f"POST {W}/days-off": form(Who.TEAM, team_country="DE", customer_country="GB"),
    f"POST {W}/days-off/blackouts": form(Who.TEAM, first_on="2026-12-21", last_on="2026-12-31"),
    f"POST {W}/days-off/blackouts/<period_id>/remove": form(Who.TEAM),
    f"POST {W}/days-off/move": form(Who.TEAM),
    f"GET {W}/delays": page(Who.TEAM),
    f"POST {W}/delays": form(Who.TEAM, approval="20"),
    f"POST {W}/open": form(Who.TEAM, 303),
    f"GET {W}/settings": page(Who.TEAM),
    f"POST {W}/settings": form(Who.TEAM, 422),
    f"POST {W}/settings/dates/undo": form(Who.TEAM, last="0", count="0"),
    f"GET {W}/brand": page(Who.TEAM),
    f"POST {W}/brand": form(Who.TEAM, name="Vendor"),
    f"GET {W}/links": page(Who.TEAM),
    f"POST {W}/links": form(Who.TEAM, 422),
    f"POST {W}/links/<link_id>/revoke": form(Who.TEAM),
    f"GET {W}/join": page(Who.TEAM),
    f"POST {W}/join": form(Who.TEAM, link="call"),
    # The plan
    f"GET {W}/plan": page(Who.SEE),
    f"GET {W}/plan/timeline": page(Who.SEE),
    f"GET {W}/plan/board": page(Who.SEE),
    f"GET {W}/plan/calendar": page(Who.SEE),
    f"GET {W}/plan/mine": page(Who.SEE),
    f"GET {W}/plan/history": page(Who.SEE),
    f"GET {W}/plan/snapshot": Row(Who.SEE),
    f"GET {W}/plan/since": Row(Who.SEE),
    f"GET {W}/plan/paths": Row(Who.SEE),
    f"GET {W}/plan/tasks/<task_id>/text": Row(Who.SEE),
    f"POST {W}/plan/op": Row(
        Who.EDIT,
        json={
            "topic": "plan:{plan_id}",
            "cid": "{cid}",
            "ops": [{"k": "set", "t": "{task_id}", "f": "title", "v": "New"}],
        },
    ),
    f"GET {W}/plan/at/<int:change>": page(Who.SEE),
    f"GET {W}/plan/gaps": page(Who.EDIT),
    f"GET {W}/plan/sides": page(Who.SEE),
    f"GET {W}/plan/agreed": page(Who.SEE),
    f"POST {W}/plan/agreed": form(Who.EDIT, name="Agreed in the kickoff", day="2026-11-20"),
    f"GET {W}/plan/agreed/<agreed_id>": page(Who.SEE),
    f"POST {W}/plan/agreed/<agreed_id>/remove": form(Who.EDIT),
    f"POST {W}/plan/agreed/<agreed_id>/restore": form(Who.EDIT),
    f"GET {W}/plan/go-live": page(Who.SEE),
    f"GET {W}/plan/go-live/since": Row(Who.SEE),
    f"POST {W}/plan/go-live": Row(
        Who.EDIT, 303, form={"day": "2027-03-04", "reason": "The board meets later"}, but=AFTER_THE_CUSTOMER
    ),
    f"POST {W}/plan/go-live/answer": form(Who.EDIT, word="agreed", proposal="{task_id}"),
    f"GET {W}/plan/slips": page(Who.SEE),
    f"POST {W}/plan/slips/<int:number>": form(Who.EDIT, 404, cause="procurement"),
    f"GET {W}/plan/defer": page(Who.EDIT),
    f"POST {W}/plan/defer": form(Who.EDIT, 200),
    f"POST {W}/plan/take-back": form(Who.EDIT, last="1"),
    f"POST {W}/plan/read": Row(Who.EDIT, json={"line": "Export data @Maria fri"}),
    f"GET {W}/plan/paste": page(Who.EDIT),
    f"POST {W}/plan/paste": form(Who.EDIT, 200, phase="{phase_id}", text="One more"),
    f"POST {W}/plan/shift": Row(Who.EDIT, json={"tasks": ["{task_id}"], "days": 2}),
    f"POST {W}/plan/preview": Row(Who.EDIT, json={"text": "**Words**"}),
    f"GET {W}/plan/tasks/<task_id>": page(Who.SEE),
    f"POST {W}/plan/tasks": form(Who.EDIT, phase="{phase_id}", title="One more"),
    f"POST {W}/plan/tasks/<task_id>": form(Who.EDIT, title="Renamed"),
    f"POST {W}/plan/tasks/<task_id>/move": form(Who.EDIT, to="down"),
    f"POST {W}/plan/tasks/<task_id>/remove": form(Who.EDIT),
    f"POST {W}/plan/tasks/<task_id>/restore": form(Who.EDIT),
    f"GET {W}/plan/tasks/<task_id>/shift": Row(Who.EDIT, 422),
    f"GET {W}/plan/tasks/<task_id>/block": page(Who.EDIT),
    f"POST {W}/plan/tasks/<task_id>/block": form(Who.EDIT, kind="approval"),
    f"POST {W}/plan/tasks/<task_id>/checklist": form(Who.EDIT, act="add", text="Ask for the export"),
    f"POST {W}/plan/tasks/<task_id>/files": form(Who.EDIT, 422),
    f"GET {W}/plan/tasks/<task_id>/files/<file_id>": Row(Who.SEE),
    f"POST {W}/plan/tasks/<task_id>/files/<file_id>/remove": form(Who.EDIT),
    f"POST {W}/plan/tasks/<task_id>/files/<file_id>/restore": form(Who.EDIT),
    f"POST {W}/plan/tasks/<task_id>/roles": Row(Who.EDIT, 303, form={"role": "accountable", "who": "{participant_id}"}),
    f"POST {W}/plan/tasks/<task_id>/promise": form(Who.EDIT, 422),
    f"POST {W}/plan/tasks/<task_id>/behind": form(Who.TEAM, 422),
    f"GET {W}/plan/tasks/<task_id>/waits": page(Who.EDIT),
    f"POST {W}/plan/tasks/<task_id>/waits": form(Who.EDIT, on="{other_task_id}"),
    f"GET {W}/plan/tasks/<task_id>/rule": page(Who.EDIT),
    f"POST {W}/plan/tasks/<task_id>/rule": form(
        Who.EDIT, counted_from="kickoff", offset="3", unit="business", direction="after", moves="all"
    ),
    f"GET {W}/plan/tasks/<task_id>/backwards": page(Who.EDIT),
    f"POST {W}/plan/tasks/<task_id>/backwards": form(Who.EDIT, 200),
    f"POST {W}/plan/tasks/<task_id>/fixed": form(Who.EDIT),
    f"POST {W}/plan/tasks/<task_id>/cause": form(Who.EDIT, 200, cause="procurement", cause_side="customer"),
    f"POST {W}/plan/tasks/<task_id>/follow": form(Who.EDIT, 404),
    f"POST {W}/plan/agree": form(Who.EDIT, task="{task_id}"),
    f"POST {W}/plan/check": form(Who.EDIT, task="{task_id}"),
    f"POST {W}/plan/phases": form(Who.EDIT, name="One more phase"),
    f"GET {W}/plan/phases/<phase_id>": page(Who.EDIT),
    f"POST {W}/plan/phases/<phase_id>": form(Who.EDIT, name="Renamed"),
    f"POST {W}/plan/phases/<phase_id>/move": form(Who.EDIT, to="down"),
    f"POST {W}/plan/phases/<phase_id>/remove": form(Who.EDIT),
    f"POST {W}/plan/phases/<phase_id>/restore": form(Who.EDIT),
    # Forms
    f"GET {W}/forms": page(Who.SEE),
    f"POST {W}/forms": form(Who.TEAM, template="technical"),
    f"GET {W}/forms/new": page(Who.TEAM),
    f"GET {F}": page(Who.SEE),
    f"POST {F}": form(Who.EDIT, then="later"),
    f"GET {F}/snapshot": Row(Who.SEE),
    f"GET {F}/since": Row(Who.SEE),
    f"POST {F}/op": Row(
        Who.EDIT,
        json={"topic": "form:{form_id}", "cid": "{cid}", "ops": [{"k": "set", "f": "{field_id}", "v": "New"}]},
    ),
    f"GET {F}/review": page(Who.EDIT),
    f"POST {F}/submit": form(Who.EDIT, 422),
    f"GET {F}/submissions/<int:number>": page(Who.SEE),
    f"POST {F}/fields/<field_id>/files": form(Who.EDIT, 404),
    f"POST {F}/fields/<field_id>/files/<upload_id>/remove": form(Who.EDIT, 404),
    f"POST {F}/fields/<field_id>/files/<upload_id>/restore": form(Who.EDIT, 404),
    f"GET {F}/files/<upload_id>": Row(Who.SEE, but={"looking": 403, "viewer": 403, "commenter": 403, "editor": 403}),
    f"POST {F}/return": form(Who.TEAM, note="Which version?"),
    f"POST {F}/accept": form(Who.TEAM),
    f"GET {F}/answers.csv": Row(Who.TEAM),
    f"GET {F}/answers.json": Row(Who.TEAM),
    # Making forms
    f"GET {F}/edit": page(Who.TEAM),
    f"POST {F}/edit": form(Who.TEAM, title="Renamed", task_id=""),
    f"GET {F}/preview": page(Who.TEAM),
    f"POST {F}/open": form(Who.TEAM, title="Renamed", task_id=""),
    f"POST {F}/take-back": form(Who.TEAM),
    f"POST {F}/remove": form(Who.TEAM),
    f"POST {F}/restore": form(Who.TEAM),
    f"POST {F}/sections": form(Who.TEAM, title="One more section"),
    f"POST {F}/sections/<section_id>": form(Who.TEAM, title="Renamed"),
    f"POST {F}/sections/<section_id>/move": form(Who.TEAM, to="down"),
    f"POST {F}/sections/<section_id>/remove": form(Who.TEAM),
    f"POST {F}/sections/<section_id>/fields": form(Who.TEAM, kind="text", label="One more question"),
    f"POST {F}/fields/<field_id>": form(Who.TEAM, label="Renamed"),
    f"POST {F}/fields/<field_id>/move": form(Who.TEAM, to="down"),
    f"POST {F}/fields/<field_id>/remove": form(Who.TEAM),
    f"POST {F}/fields/<field_id>/restore": form(Who.TEAM),
    # Training
    f"GET {W}/training": page(Who.SEE),
    f"GET {W}/training/give": page(Who.TEAM),
    f"POST {W}/training/give": form(Who.TEAM, track="{track_id}"),
    f"GET {W}/training/<assignment_id>": page(Who.SEE),
    f"GET {W}/training/<assignment_id>/edit": page(Who.TEAM),
    f"POST {W}/training/<assignment_id>/edit": form(Who.TEAM, track="{track_id}"),
    f"POST {W}/training/<assignment_id>/remove": form(Who.TEAM),
    f"POST {W}/training/<assignment_id>/restore": form(Who.TEAM),
    f"GET {W}/training/<assignment_id>/<lesson_id>": page(Who.SEE),
    f"POST {W}/training/<assignment_id>/<lesson_id>/done": Row(Who.COMMENT, 303, but=ONLY_THE_CUSTOMER),
    f"POST {W}/training/<assignment_id>/<lesson_id>/undone": Row(Who.COMMENT, 303, but=ONLY_THE_CUSTOMER),
    f"GET {W}/training/lessons/<lesson_id>/video": Row(Who.SEE),
    # What done means
    f"GET {W}/done": page(Who.SEE),
    f"GET {W}/done/since": Row(Who.SEE),
    f"POST {W}/done/<meaning>": form(Who.EDIT, words="All of it runs", base=""),
    f"POST {W}/done/<meaning>/sign": form(Who.EDIT, words="All of it runs"),
    f"POST {W}/done/<meaning>/withdraw": form(Who.EDIT),
    f"POST {W}/reached/<landmark>": form(Who.EDIT, 422),
    f"POST {W}/reached/<landmark>/take-back": form(Who.EDIT),
    f"POST {W}/reached/first_value/confirm": form(Who.EDIT),
    f"POST {W}/reached/first_value/ask": form(Who.TEAM, 422),
    # Chat
    f"GET {W}/chat": page(Who.SEE),
    f"POST {W}/chat": form(Who.COMMENT, m="{new_id}", body="Hello"),
    f"GET {W}/chat/internal": Row(Who.TEAM, is_page=True, is_hidden=True),
    f"POST {W}/chat/internal": Row(Who.TEAM, 303, form={"m": "{new_id}", "body": "Hello"}, is_hidden=True),
    f"GET {W}/chat/tasks/<task_id>": page(Who.SEE),
    f"GET {W}/chat/messages/<message_id>": page(Who.SEE),
    f"POST {W}/chat/messages/<message_id>": form(Who.COMMENT, body="Other words", base="Words of their own"),
    f"POST {W}/chat/messages/<message_id>/remove": form(Who.COMMENT),
    f"GET {W}/chat/drawn": Row(Who.SEE),
    f"GET {W}/chat/snapshot": Row(Who.SEE),
    f"GET {W}/chat/since": Row(Who.SEE),
    f"POST {W}/chat/read": Row(Who.SEE, json={"m": "{message_id}"}),
    f"POST {W}/chat/op": Row(
        Who.COMMENT,
        json={
            "topic": "chat:{workspace_id}",
            "cid": "{cid}",
            "ops": [{"k": "say", "m": "{new_id}", "room": "shared", "body": "Hello"}],
        },
    ),
}

# Socket events: who is answered ok.
EVENTS: dict[str, Who] = {
    "connect": Who.SESSION,
    "disconnect": Who.SESSION,
    "join": Who.SEE,
    "since": Who.SEE,
    "pres": Who.SEE,
    "leave": Who.SEE,
    "op": Who.EDIT,
}
