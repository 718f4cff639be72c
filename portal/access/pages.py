"""Pages that several doors show: a link that has ended, a place that never was."""

from flask import Response, make_response, render_template

from portal.access.links import LinkEnded, LinkExpired, LinkRevoked, path_of
from portal.people.models import Workspace
from portal.people.queries import brand_of
from portal.web.translations import hint_language


def link_ended_page(ended: LinkEnded) -> Response:
    """410: whom to ask; an expired personal link also offers a fresh one to the address on file.

    A plain LinkEnded is a link that still lives in a browser whose visit is over.
    """
    link = ended.link
    hint_language(link.workspace.language)
    is_expired = isinstance(ended, LinkExpired)
    page = render_template(
        "access/link_ended.html",
        workspace=link.workspace,
        brand=brand_of(link.workspace),
        host=link.workspace.csm,
        is_expired=is_expired,
        is_over=not is_expired and not isinstance(ended, LinkRevoked),
        renew_url=f"{path_of(link)}/fresh" if is_expired and link.is_personal else None,
    )
    return make_response(page, 410)


def not_open_page(workspace: Workspace) -> Response:
    """403: a true link to an onboarding that customers cannot see at the moment."""
    hint_language(workspace.language)
    page = render_template("access/not_open.html", workspace=workspace, brand=brand_of(workspace), host=workspace.csm)
    return make_response(page, 403)


def too_many_page(seconds: int) -> Response:
    """429: a true link that is opened too often; what to do is wait."""
    minutes = max(1, -(-(seconds - 1) // 60))
    page = make_response(render_template("access/too_many.html", minutes=minutes), 429)
    page.headers["Retry-After"] = str(seconds)
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


def name_wanted_page(workspace: Workspace) -> Response:
    """403: whoever only looks around may do this once they say who they are."""
    hint_language(workspace.language)
    page = render_template("access/name_wanted.html", workspace=workspace, brand=brand_of(workspace))
    return make_response(page, 403)
