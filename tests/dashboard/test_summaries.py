from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal import database
from portal.dashboard import summaries
from portal.dashboard.queries import NO_PLAN
from tests import factories

pytestmark = pytest.mark.db


def test_all_who_store_summaries_do_so_in_one_order_and_never_wait_for_each_other_in_a_circle(app: Flask) -> None:
    ids = sorted((factories.make_workspace().id for _ in range(4)), reverse=True)
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if "INTO summaries" in statement:
            sent.append(str(values))

    engine = app.extensions["onward.write_engine"]
    event.listen(engine, "before_cursor_execute", note)
    with database.write() as session:
        summaries._store(session, dict.fromkeys(ids, NO_PLAN))
    event.remove(engine, "before_cursor_execute", note)
    assert sorted(ids, key="".join(sent).index) == ids[::-1]
