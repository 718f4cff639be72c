"""What a person does with a browser before the test begins: signing in, opening a link."""

from flask.testing import FlaskClient

from portal import clock, database
from portal.access import links, signin
from portal.access.models import Link, SignIn
from portal.people.models import Member, Participant


def sign_in(client: FlaskClient, member: Member) -> FlaskClient:
    """`member` is signed in, as by a link made on the server. Answers the client."""
    response = client.post(ticket_path(member))
    assert response.status_code == 303, response.text
    return client


def ticket_path(member: Member) -> str:
    """The path of a link that signs `member` in once, in any browser."""
    ticket = SignIn(
        id=database.new_id(), member_id=member.id, by_command=True, expires_at=clock.now() + signin.LIFETIME
    )
    with database.write() as session:
        session.add(ticket)
    return signin.path_of(ticket)


def open_link(client: FlaskClient, link: Link, as_: Participant | None = None) -> FlaskClient:
    """The browser opens `link` and presses the button; on a shared link the person says they are `as_`.

    Answers the client. Without `as_` on a shared link the person only looks around.
    """
    response = client.post(links.path_of(link))
    assert response.status_code == 303, response.text
    if as_ is not None:
        response = client.post(f"/w/{link.workspace_id}/who", data={"participant": as_.id})
        assert response.status_code == 303, response.text
    return client
