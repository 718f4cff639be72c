"""Every page of this room, by importing the modules that hold them."""

from portal.access import exchange, invitations, joining_pages, signin_pages, who
from portal.access.blueprint import blueprint

__all__ = ["blueprint", "exchange", "invitations", "joining_pages", "signin_pages", "who"]
