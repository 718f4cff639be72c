from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import database, green
from portal.extensions import db
from portal.people import team
from portal.people.models import Member
from tests import browsing, factories


def test_a_member_who_comes_back_is_the_same_member(app: Flask) -> None:
    with app.test_request_context(), database.write() as session:
        tom = team.add_member(session, "Tom", "tom@northwind.example")
        team.add_member(session, "Priya", "priya@northwind.example", is_admin=True)
        team.remove_member(session, tom.id)
        back = team.add_member(session, "Tom Okafor", "TOM@northwind.example")
    assert (back.id, back.name, back.removed_at) == (tom.id, "Tom Okafor", None)


@pytest.mark.db
@pytest.mark.parametrize("how", ["remove", "unmake-admin"])
def test_of_two_admins_who_take_it_from_each_other_at_once_one_stays(
    app: Flask, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    browsers = {}
    for name in ("Anna", "Ben"):
        admin = factories.make_member(name, is_admin=True)
        browser = browsing.sign_in(app.test_client(), admin)
        # Its session is this thread's: the others get plain words.
        browsers[admin.id] = browser
    anna, ben = browsers
    keep_one_admin = team.keep_one_admin

    def slowly(*given: Any) -> None:
        keep_one_admin(*given)
        green.sleep(0.3)

    monkeypatch.setattr(team, "keep_one_admin", slowly)

    def take_from(one: str, other: str) -> int:
        with app.app_context():
            return browsers[one].post(f"/team/{other}/{how}").status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(take_from, (anna, ben), (ben, anna))) == [303, 303]
    db.session.rollback()
    standing = select(Member.name).where(Member.is_admin, Member.removed_at.is_(None))
    assert len(db.session.scalars(standing).all()) == 1
