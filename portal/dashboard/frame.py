"""What stands around every page of a workspace: both names and logos, who looks, and the tabs they have."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from portal.access.actor import Actor
from portal.access.entry import Entry
from portal.access.policy import Act, may
from portal.chat.queries import is_chat_open, unread_count
from portal.dashboard.errands import errands_of
from portal.dashboard.next_step import Errand, StepKind
from portal.extensions import db
from portal.intake.queries import has_forms
from portal.people.models import Member, Workspace
from portal.people.queries import BrandView, Face, brand_of, face_of_member, faces
from portal.training.queries import has_training

ON_A_PHONE = ("overview", "plan", "forms", "chat", "training", "people", "links", "settings")


@dataclass(frozen=True)
class Tab:
    """A place in the workspace; `count` is what waits there, 0 for nothing to say."""

    key: str
    label: str
    url: str
    icon: str
    count: int = 0


@dataclass(frozen=True)
class Frame:
    """`me` is None for somebody who has not said who they are; `tab` is the key of the tab that is open."""

    workspace: Workspace
    brand: BrandView
    me: Face | None
    actor: Actor
    tab: str
    tabs: list[Tab]
    faces: dict[str, Face]

    @property
    def tabs_on_a_phone(self) -> list[Tab]:
        """The bar below has room for the first four: chat, which is opened more often, comes before training."""
        return sorted(self.tabs, key=lambda tab: ON_A_PHONE.index(tab.key))


def frame_for(entry: Entry, tab: str, errands: Sequence[Errand] | None = None) -> Frame:
    """The frame of a page in the workspace that `entry` opened; `errands` where the page has read them already."""
    people = faces(entry.workspace.id)
    return Frame(
        workspace=entry.workspace,
        brand=brand_of(entry.workspace),
        me=_me(entry.actor, people),
        actor=entry.actor,
        tab=tab,
        tabs=_tabs(entry, errands_of(entry) if errands is None else errands),
        faces=people,
    )


def _me(actor: Actor, people: dict[str, Face]) -> Face | None:
    if actor.participant_id in people:
        return people[actor.participant_id]
    member = db.session.get(Member, actor.member_id) if actor.member_id else None
    return face_of_member(member) if member else None


def _tabs(entry: Entry, errands: Sequence[Errand]) -> list[Tab]:
    here = entry.workspace.id
    tabs = [
        Tab("overview", _("Overview"), url_for("dashboard.show_overview", workspace_id=here), "house"),
        Tab("plan", _("Plan"), url_for("plan.show_plan", workspace_id=here), "list"),
        *_rooms(entry, errands),
        Tab("people", _("People"), url_for("workspaces.list_people", workspace_id=here), "users"),
    ]
    if may(entry.actor, Act.MANAGE):
        tabs.append(Tab("links", _("Links"), url_for("access.list_links", workspace_id=here), "link"))
        tabs.append(Tab("settings", _("Settings"), url_for("workspaces.edit_settings", workspace_id=here), "settings"))
    return tabs


def _rooms(entry: Entry, errands: Sequence[Errand]) -> Iterator[Tab]:
    """Forms, training and chat, where they hold something; the count is what waits for the reader there."""
    here = entry.workspace.id
    waiting = Counter(errand.kind for errand in errands)
    if has_forms(entry):
        forms = url_for("intake.list_forms", workspace_id=here)
        yield Tab("forms", _("Forms"), forms, "clipboard-list", waiting[StepKind.FORM])
    if has_training(entry):
        training = url_for("training.show_training", workspace_id=here)
        yield Tab("training", _("Training"), training, "graduation-cap", waiting[StepKind.TRAINING])
    if is_chat_open(entry):
        chat = url_for("chat.show_chat", workspace_id=here)
        yield Tab("chat", _("Chat"), chat, "message-square", unread_count(entry))
