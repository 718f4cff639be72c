"""Customers, workspaces, the people on both sides, and the brand a workspace wears."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal import clock
from portal.database import Base, Id, Ref


class Side(StrEnum):
    TEAM = "team"
    CUSTOMER = "customer"


class WorkspaceStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    LIVE = "live"
    COMPLETE = "complete"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class Customer(Base):
    __tablename__ = "customers"

    id: Mapped[Id]
    name: Mapped[str]
    segment: Mapped[str | None]
    industry: Mapped[str | None]
    annual_value: Mapped[int | None]
    licences: Mapped[int | None]
    signed_on: Mapped[date | None]
    renews_on: Mapped[date | None]
    labels: Mapped[list[str]] = mapped_column(JSON, default=list)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    workspaces: Mapped[list["Workspace"]] = relationship(back_populates="customer")
    contacts: Mapped[list["Contact"]] = relationship(back_populates="customer")


class Workspace(Base):
    __tablename__ = "workspaces"

    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    csm_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    name: Mapped[str]
    status: Mapped[WorkspaceStatus] = mapped_column(default=WorkspaceStatus.DRAFT)
    timezone: Mapped[str] = mapped_column(default="UTC")
    language: Mapped[str] = mapped_column(default="en")
    signed_on: Mapped[date | None]
    kickoff_on: Mapped[date | None]
    go_live_on: Mapped[date | None]
    # Since when the customer knows the go-live; it stays where the workspace becomes a draft again. See dates.py.
    committed_at: Mapped[datetime | None]
    # Whether it was committed by nothing but the draft's end.
    committed_by_activation: Mapped[bool] = mapped_column(default=False, server_default=false())
    playbook: Mapped[str | None]
    playbook_version: Mapped[str | None]
    live_means: Mapped[str] = mapped_column(default="")
    first_value_means: Mapped[str] = mapped_column(default="")
    success_means: Mapped[str] = mapped_column(default="")
    # Whose public holidays count, by ISO code; the time zone's country where neither is said.
    team_country: Mapped[str | None] = mapped_column(String(2))
    customer_country: Mapped[str | None] = mapped_column(String(2))
    # Stretches in which nobody works; see periods.py.
    blackouts: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    # Working days that each kind of blocker usually takes here, where it is not the ordinary number.
    usual_delays: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, server_default="{}")
    customer_acted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    customer: Mapped[Customer] = relationship(back_populates="workspaces")
    csm: Mapped["Member | None"] = relationship()
    participants: Mapped[list["Participant"]] = relationship(back_populates="workspace")
    brand: Mapped["Brand | None"] = relationship(back_populates="workspace")


class Contact(Base):
    """A person on the customer's side. `claimed` means they named themselves on a shared link."""

    __tablename__ = "contacts"

    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str | None]
    claimed: Mapped[bool] = mapped_column(default=False)
    removed_at: Mapped[datetime | None]
    # For good: nothing here says any more who it was.
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    customer: Mapped[Customer] = relationship(back_populates="contacts")


class Member(Base):
    """A person on the team. E-mail addresses are stored in lower case."""

    __tablename__ = "members"

    id: Mapped[Id]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    phone: Mapped[str | None]
    is_admin: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None]
    removed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Participant(Base):
    """A contact or a member in one workspace; tasks and events point here, never at a name.

    `role` is what they are in this onboarding (Project lead); `ask_about` what to call them for. A member who merely
    opened the workspace is not `listed` among who is who. `previous_seen_at` is the end of the visit before this one.
    """

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("workspace_id", "contact_id", name="uq_participants_contact"),
        UniqueConstraint("workspace_id", "member_id", name="uq_participants_member"),
        CheckConstraint("(contact_id IS NULL) <> (member_id IS NULL)", name="one_person"),
    )

    id: Mapped[Id]
    workspace_id: Mapped[Ref] = mapped_column(ForeignKey("workspaces.id"))
    contact_id: Mapped[str | None] = mapped_column(ForeignKey("contacts.id"))
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"))
    role: Mapped[str] = mapped_column(default="")
    ask_about: Mapped[str] = mapped_column(default="")
    hue: Mapped[int]
    listed: Mapped[bool] = mapped_column(default=True)
    away: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default="[]")
    last_seen_at: Mapped[datetime | None]
    previous_seen_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    workspace: Mapped[Workspace] = relationship(back_populates="participants")
    contact: Mapped[Contact | None] = relationship(lazy="joined")
    member: Mapped[Member | None] = relationship(lazy="joined")

    @property
    def side(self) -> Side:
        return Side.TEAM if self.member_id else Side.CUSTOMER

    @property
    def person(self) -> "Contact | Member":
        person = self.member or self.contact
        assert person is not None, "the check constraint keeps one of the two"
        return person

    @property
    def name(self) -> str:
        return self.person.name


class Brand(Base):
    """How a workspace looks; the row without a workspace is the default and names the vendor."""

    __tablename__ = "brands"

    id: Mapped[Id]
    workspace_id: Mapped[str | None] = mapped_column(ForeignKey("workspaces.id"), unique=True)
    name: Mapped[str | None]
    colour: Mapped[str | None]
    logo_file_id: Mapped[str | None] = mapped_column(ForeignKey("files.id"))
    customer_logo_file_id: Mapped[str | None] = mapped_column(ForeignKey("files.id"))
    welcome: Mapped[str | None]
    footer: Mapped[str | None]

    workspace: Mapped[Workspace | None] = relationship(back_populates="brand")
