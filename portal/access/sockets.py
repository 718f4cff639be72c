"""The guard at the socket's door: the right site, and a browser session that is alive."""

from typing import Any

from werkzeug.http import parse_cookie

from portal.access.actor import Actor, actors_of
from portal.access.addresses import is_own_origin
from portal.access.policy import Act, may
from portal.access.sessions import cookie_name, live_id_of_cookie
from portal.extensions import db
from portal.live.topics import Visitor


def browser_session_of(environ: dict[str, Any]) -> str | None:
    """The id of the live browser session that wants to connect; None where it must be refused.

    A missing Origin is refused like a foreign one: browsers always send it, and others have the HTTP routes.
    """
    if not is_own_origin(environ.get("HTTP_ORIGIN")):
        return None
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    return live_id_of_cookie(db.session(), cookies.get(cookie_name()))


def visitors_of(workspace_id: str, session_ids: set[str], needed: Act = Act.SEE) -> dict[str, Visitor]:
    """Who each of the browser sessions is in the workspace, rights read anew; who may not do `needed` is left out."""
    actors = actors_of(db.session(), {(session_id, workspace_id) for session_id in session_ids})
    return {actor.session_id: _visitor(actor) for actor in actors.values() if may(actor, needed)}


def _visitor(actor: Actor) -> Visitor:
    return Visitor(
        audience=actor.side.value,
        workspace_id=actor.workspace_id,
        participant_id=actor.participant_id,
        link_id=actor.link_id,
        member_id=actor.member_id,
    )
