"""What works once works once, however many press at the same moment, on running servers.

On PostgreSQL two of them share the database; on SQLite one has it to itself.
"""

import http.client
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from portal import clock, database
from portal.access import signin
from portal.access.keys import fingerprint
from portal.access.models import BrowserSession, SignIn
from portal.config import Settings
from portal.extensions import db
from tests import databases, factories
from tests.processes import PATIENCE_SECONDS, Server
from tests.running import SECRET_KEY, fresh_settings, running_app

AT_ONCE = 50
CODE = "ABCDEFGH"
PENDING = "the-pending-cookie-of-the-browser-that-asked-0123"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def ask(port: int, method: str, path: str, cookie: str, fields: dict[str, str]) -> tuple[int, str, list[str]]:
    """Status, page and new cookies."""
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as line:
        line.request(method, path, urlencode(fields), headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode(), answer.headers.get_all("Set-Cookie") or []


def press_all(servers: list[Server], path: str, cookie: str, fields: dict[str, str]) -> Counter[int]:
    """What each of many is answered who press the same button at the same moment."""
    _status, page, set_cookies = ask(servers[0].port, "GET", path, cookie, {})
    cookies = "; ".join(filter(None, [cookie, *(line.partition(";")[0] for line in set_cookies)]))
    sent = {"csrf_token": TOKEN.findall(page)[0], **fields}
    ports = [servers[number % len(servers)].port for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(lambda port: ask(port, "POST", path, cookies, sent)[0], ports))


def make_sign_in(**values: Any) -> SignIn:
    sign_in = SignIn(id=database.new_id(), member_id=factories.make_member().id, **values)
    sign_in.expires_at, sign_in.code_hash = clock.now() + signin.LIFETIME, signin._sign_code(sign_in.id, CODE)
    with database.write() as session:
        session.add(sign_in)
    return db.session.get_one(SignIn, sign_in.id)


@contextmanager
def running_servers(settings: Settings, folder: Path) -> Iterator[list[Server]]:
    variables = {"DATABASE_URL": settings.database_url, "SECRET_KEYS": SECRET_KEY, "RATE_LIMITS": "false"}
    with ExitStack() as stack:
        found = []
        for number in range(2 if databases.is_postgres() else 1):
            (folder / str(number)).mkdir()
            found.append(stack.enter_context(Server(folder / str(number), **variables)))
        for server in found:
            server.wait_for("Onward runs at")
        yield found


@pytest.mark.db
def test_of_fifty_presses_at_once_one_wins(template_database: databases.Template, tmp_path: Path) -> None:
    with fresh_settings(template_database, tmp_path) as settings:
        with running_app(settings):
            asked, elsewhere, by_command = (
                make_sign_in(pending_hash=fingerprint(PENDING)),
                make_sign_in(pending_hash=fingerprint("another browser")),
                make_sign_in(by_command=True),
            )
            ways = [
                (signin.path_of(asked), f"onward-pending={PENDING}", {}),
                (signin.path_of(elsewhere), "", {"code": CODE}),
                (signin.path_of(by_command), "", {}),
            ]
        with running_servers(settings, tmp_path) as running:
            for path, cookie, fields in ways:
                assert press_all(running, path, cookie, fields) == {303: 1, 410: AT_ONCE - 1}, path
        with running_app(settings):
            signed_in = select(func.count()).where(BrowserSession.member_id.is_not(None))
            assert db.session.scalar(signed_in) == len(ways)
