"""Onward, the customer-onboarding portal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portal.config import Settings


def create_app(settings: "Settings | None" = None) -> "Flask":
    """The whole product for `settings` (from the environment when none are given), ready to serve."""
    # Imported here, because green.patch() must run before anything that holds a lock or a socket is loaded.
    from portal.factory import create_app as create

    return create(settings)
