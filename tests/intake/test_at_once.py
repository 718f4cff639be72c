"""Some hand in one form while others still write in it: it is handed in once, and holds what stands."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from portal.extensions import db
from portal.intake.models import FormStatus
from portal.intake.queries import answers_of, submissions_of, values_of
from tests import factories
from tests.browsing import open_link
from tests.intake import forms

pytestmark = pytest.mark.db

AT_ONCE = 4


@pytest.mark.parametrize("round_", range(3))
def test_a_form_that_many_hand_in_while_one_still_writes_holds_what_was_handed_in(app: Flask, round_: int) -> None:
    workspace = factories.make_workspace()
    maria = factories.make_contact(workspace, "Maria")
    form = forms.make_form(workspace, task_id=factories.tasks_of(workspace)[0].id)
    forms.give(form, maria, name="Lagerfix 9", sso=True, users=1)
    link = factories.make_link(workspace, contact=maria)
    place = f"/w/{workspace.id}/forms/{form.id}"
    browsers = [open_link(app.test_client(), link) for _ in range(2 * AT_ONCE)]
    ready = Barrier(len(browsers))

    def act(number: int) -> int:
        path, typed = (f"{place}/submit", {}) if number < AT_ONCE else (place, {"b-users": "1", "a-users": str(number)})
        ready.wait()
        with app.app_context():
            return browsers[number].post(path, data=typed).status_code

    with ThreadPoolExecutor(len(browsers)) as pool:
        statuses = list(pool.map(act, range(len(browsers))))
    db.session.rollback()
    (submission,) = submissions_of(form.id)
    assert submission.answers == values_of(answers_of(form.id))
    assert forms.stored(form.id).status is FormStatus.SUBMITTED
    assert set(statuses[:AT_ONCE]) == {303}
    assert set(statuses[AT_ONCE:]) <= {303, 422}
