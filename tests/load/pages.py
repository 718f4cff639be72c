"""`make bench-pages`: what the pages cost the server and the wire, beside their budgets.

CPU is this process's own, per request through the whole application, after some requests that fill caches. Sizes are
gzipped, each file on its own; scripts and styles are those the plan page names, with the modules they import.
"""

from portal import green

green.patch()

import gzip
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urljoin

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from portal import create_app, database, migrating
from portal.access.signin import admin_link
from tests.load import growing, server
from tests.load.browser import Form

WORKSPACES = 1_000
PEOPLE = 20
REPEATS = 15
# So many until a thousand workspaces are counted, of which the first requests leave some to the next ones.
WARM_UPS = 8
KIB = 1024
HTML_BUDGET, SCRIPT_BUDGET, STYLE_BUDGET = 40 * KIB, 70 * KIB, 20 * KIB
CPU_BUDGET_MS = 50.0
IMPORT = re.compile(r"""(?:from|import)\s*["'](\.{1,2}/[^"']+)["']""")
queries: Counter[str] = Counter()


@event.listens_for(Engine, "before_cursor_execute")
def _count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    queries["all"] += 1


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="onward-pages-") as folder:
        settings = server.bench_settings(8000, Path(folder))
        migrating.migrate(settings)
        told = server.seed(settings, server.wanted_tasks(Path(folder)), PEOPLE)
        app = create_app(settings)
        viewer, member = browser_of(app, told["links"][0]), browser_of(app, seed_team(app))
        plan = f"/w/{told['workspace']}/plan"
        pages = {
            "plan, 300 tasks, customer": (viewer, plan),
            "plan, 300 tasks, team": (member, plan),
            "overview": (viewer, f"/w/{told['workspace']}/"),
            "people, 6 listed": (viewer, f"/w/{told['workspace']}/people"),
            f"dashboard, {WORKSPACES:,} workspaces": (member, "/onboardings"),
        }
        print(f"{'page':34}{'CPU ms':>9}{'queries':>9}{'HTML gz':>10}")
        for name, (client, path) in pages.items():
            print_page(name, client, path)
        print_sizes(viewer, plan)


def seed_team(app: Flask) -> str:
    """A thousand more workspaces with short plans; the address that signs an admin in."""
    with app.app_context(), database.write() as session:
        growing.add_workspaces(session, 0, WORKSPACES)
        return admin_link(session, "admin@vendor.example")


def browser_of(app: Flask, link: str) -> FlaskClient:
    """A browser that followed a customer's link or a sign-in link to its end."""
    client = app.test_client()
    form = Form(client.get(link).text)
    answer = client.post(form.action or link, data=form.fields)
    if answer.status_code != 303:
        sys.exit(f"POST {link.partition('.')[0]}… answered {answer.status_code}.")
    return client


def print_page(name: str, client: FlaskClient, path: str) -> None:
    for _ in range(WARM_UPS):
        answer = client.get(path)
    if answer.status_code != 200:
        print(f"{name:34}  answered {answer.status_code}")
        return
    queries.clear()
    start = time.process_time()
    for _ in range(REPEATS):
        answer = client.get(path)
    cpu = (time.process_time() - start) * 1000 / REPEATS
    size = zipped(answer.data)
    verdict = "" if cpu <= CPU_BUDGET_MS and size <= HTML_BUDGET else "  over budget"
    print(f"{name:34}{cpu:>9.1f}{queries['all'] / REPEATS:>9.1f}{size / KIB:>7.1f} KB{verdict}")


def print_sizes(client: FlaskClient, address: str) -> None:
    """Scripts and styles of a page, gzipped, and the heaviest of them."""
    page = client.get(address).text
    styles = {urljoin(address, link) for link in re.findall(r'<link[^>]+href="([^"]+\.css)"', page)}
    scripts = {urljoin(address, link) for link in re.findall(r'<script[^>]+src="([^"]+\.js)"', page)}
    parts = {"scripts": (with_imports(client, scripts), SCRIPT_BUDGET), "styles": (styles, STYLE_BUDGET)}
    for name, (files, budget) in parts.items():
        sizes = {file: zipped(client.get(file).data) for file in files}
        total = sum(sizes.values())
        verdict = "within" if total <= budget else "OVER"
        print(f"{name}: {total / KIB:.1f} KB of {budget // KIB} KB in {len(sizes)} files, {verdict} budget")
        heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:5]
        print("  heaviest: " + ", ".join(f"{file.rpartition('/')[2]} {size / KIB:.1f}" for file, size in heaviest))


def with_imports(client: FlaskClient, files: set[str]) -> set[str]:
    """Addresses of modules and of all they import."""
    found: set[str] = set()
    waiting = set(files)
    while waiting:
        file = waiting.pop()
        found.add(file)
        imported = {urljoin(file, path) for path in IMPORT.findall(client.get(file).text)}
        waiting |= imported - found
    return found


def zipped(content: bytes) -> int:
    return len(gzip.compress(content, 6))


if __name__ == "__main__":
    main()
