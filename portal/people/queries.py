"""Who is who in a workspace, and how it looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app
from sqlalchemy import bindparam, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.config import settings
from portal.extensions import db
from portal.people import brand
from portal.people.models import Brand, Contact, Customer, Member, Participant, Side, Workspace
from portal.people.naming import first_names, initials_of
from portal.people.periods import Period, periods_of
from portal.web.filters import hue

ROOMS_REMEMBERED = 500


@dataclass(frozen=True)
class Face:
    """A participant as pages show them. `hue` is an index into the eight hues of a person."""

    id: str
    name: str
    first_name: str
    initials: str
    side: Side
    role: str
    ask_about: str
    hue: int
    listed: bool
    claimed: bool
    removed: bool
    away: tuple[Period, ...] = ()
    # Whether an address is known to which mails can go.
    reachable: bool = True


@dataclass(frozen=True)
class BrandView:
    """What a page wears. `css` is custom properties for light and dark, corrected so that text stays readable."""

    vendor_name: str
    vendor_logo_url: str | None
    customer_name: str
    customer_logo_url: str | None
    colour: str
    welcome: str
    footer: str
    css: str


PEOPLE = (
    select(
        Participant.id,
        func.coalesce(Member.name, Contact.name).label("name"),
        Participant.member_id,
        Participant.role,
        Participant.ask_about,
        Participant.hue,
        Participant.away,
        Participant.listed,
        func.coalesce(Contact.claimed, false()).label("claimed"),
        func.coalesce(Participant.removed_at, Member.removed_at, Contact.removed_at).is_not(None).label("removed"),
        Participant.removed_at.is_not(None).label("left"),
        func.coalesce(Member.email, Contact.email).is_not(None).label("reachable"),
    )
    .outerjoin(Contact, Participant.contact_id == Contact.id)
    .outerjoin(Member, Participant.member_id == Member.id)
    .where(Participant.workspace_id == bindparam("workspace_id"))
    .order_by(Participant.created_at, Participant.id)
)


def faces(workspace_id: str, session: Session | None = None) -> dict[str, Face]:
    """Everyone who ever took part in the workspace, by participant id, in the order they came.

    Removed people are among them, since the plan's history still names them. One query, and none when the page asks
    again in the same snapshot; not to be modified.
    """
    if session is not None:
        return _read_faces(session, workspace_id)
    reading = db.session()
    known = reading.info.get("onward.faces", {}).get(workspace_id)
    # Writing ends the snapshot, and with it what was read in it.
    if known and known[0] is reading.get_transaction():
        return cast(dict[str, Face], known[1])
    found = _read_faces(reading, workspace_id)
    reading.info.setdefault("onward.faces", {})[workspace_id] = reading.get_transaction(), found
    return found


def _read_faces(session: Session, workspace_id: str) -> dict[str, Face]:
    """Rows that read as they did the last time are understood as they were then."""
    people = session.connection().execute(PEOPLE, {"workspace_id": workspace_id}).all()
    understood = current_app.extensions.setdefault("onward.faces_understood", {})
    before = understood.get(workspace_id)
    if before and before[0] == people:
        return cast(dict[str, Face], before[1])
    short = first_names({person.id: person.name for person in people if not person.left})
    found = {person.id: _face(person, short.get(person.id, person.name)) for person in people}
    if len(understood) >= ROOMS_REMEMBERED:
        understood.clear()
    understood[workspace_id] = people, found
    return found


def _face(person: Any, first_name: str) -> Face:
    return Face(
        id=person.id,
        name=person.name,
        first_name=first_name,
        initials=initials_of(person.name),
        side=Side.TEAM if person.member_id else Side.CUSTOMER,
        role=person.role,
        ask_about=person.ask_about,
        hue=person.hue,
        listed=person.listed,
        claimed=bool(person.claimed),
        removed=person.removed,
        away=periods_of(person.away),
        reachable=person.reachable,
    )


def person_json(face: Face) -> dict[str, Any]:
    """A person as the scripts know them: names and the face, never an address."""
    shown = ("id", "name", "first_name", "initials", "role", "hue", "listed", "removed", "side")
    return {name: getattr(face, name) for name in shown}


def face_of_member(member: Member) -> Face:
    """A member outside any workspace, for the team's own pages."""
    return Face(
        id=member.id,
        name=member.name,
        first_name=member.name.split()[0],
        initials=initials_of(member.name),
        side=Side.TEAM,
        role="",
        ask_about="",
        hue=hue(member.name),
        listed=True,
        claimed=False,
        removed=member.removed_at is not None,
    )


def listed_faces(known: dict[str, Face], side: Side) -> list[Face]:
    """Those of one side whom the workspace shows as who is who."""
    return [face for face in known.values() if face.side == side and face.listed and not face.removed]


def brand_of(workspace: Workspace) -> BrandView:
    """What this workspace wears: its own brand, and the default's wherever it says nothing."""
    rows = db.session.scalars(
        select(Brand).where(or_(Brand.workspace_id == workspace.id, Brand.workspace_id.is_(None)))
    ).all()
    own = next((row for row in rows if row.workspace_id), None)
    default = next((row for row in rows if not row.workspace_id), None)
    return _view(own, default, workspace.customer.name)


def default_brand() -> BrandView:
    """What the team's own pages wear, and every workspace that chose nothing else."""
    return _view(None, db.session.scalar(select(Brand).where(Brand.workspace_id.is_(None))), "")


def _view(own: Brand | None, default: Brand | None, customer_name: str) -> BrandView:
    layers = [row for row in (own, default) if row]
    colour = _first(row.colour for row in layers) or brand.DEFAULT_COLOUR
    return BrandView(
        vendor_name=_first(row.name for row in layers) or settings().vendor_name,
        vendor_logo_url=_logo_url(_first(row.logo_file_id for row in layers)),
        customer_name=customer_name,
        customer_logo_url=_logo_url(own.customer_logo_file_id if own else None),
        colour=colour,
        welcome=_first(row.welcome for row in layers) or "",
        footer=_first(row.footer for row in layers) or "",
        css=brand.css_of(colour),
    )


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _logo_url(file_id: str | None) -> str | None:
    # A path by hand: mails are written outside of any request.
    return f"/files/{file_id}" if file_id else None


def members() -> Sequence[Member]:
    """The team as it is now, by name."""
    return db.session.scalars(select(Member).where(Member.removed_at.is_(None)).order_by(Member.name)).all()


def latest_timezone() -> str:
    """That of the newest workspace: most customers of a vendor sit where the last one does."""
    newest = select(Workspace.timezone).order_by(Workspace.created_at.desc()).limit(1)
    return db.session.scalar(newest) or "UTC"


def customers() -> Sequence[Customer]:
    """Every customer, by name."""
    return db.session.scalars(select(Customer).order_by(Customer.name)).all()


def workspaces() -> Sequence[Workspace]:
    """Every workspace with its customer and its CSM, by the customer's name."""
    return db.session.scalars(
        select(Workspace)
        .join(Workspace.customer)
        .options(joinedload(Workspace.customer), joinedload(Workspace.csm))
        .order_by(Customer.name, Workspace.created_at)
    ).all()
