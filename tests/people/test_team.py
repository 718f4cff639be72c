from flask import Flask

from portal import database
from portal.people import team


def test_a_member_who_comes_back_is_the_same_member(app: Flask) -> None:
    with app.test_request_context(), database.write() as session:
        tom = team.add_member(session, "Tom", "tom@northwind.example")
        team.add_member(session, "Priya", "priya@northwind.example", is_admin=True)
        team.remove_member(session, tom.id)
        back = team.add_member(session, "Tom Okafor", "TOM@northwind.example")
    assert (back.id, back.name, back.removed_at) == (tom.id, "Tom Okafor", None)
