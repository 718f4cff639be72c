"""Every word of a database holds something that would run: no page of either side runs, loads or even builds it."""

import re
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Installation, NewVisitor, Place
from tests.browser.payloads import ANYWHERE, PAYLOADS
from tests.browser.plan_page import choose_owner, open_plan, rename, row, title
from tests.browser.test_axe import CUSTOMERS_MAY_SEE, address, pages
from tests.browser.test_chat import at, live, message, say
from tests.policy_table import Who

# Every element that a payload would build, every handler in an attribute, every address that is a script.
TRACES = """() => [...document.querySelectorAll('*')].filter(one =>
    one.hasAttribute('xss') || [...one.attributes].some(({name, value}) =>
        /^on/i.test(name) || (/^(href|src|action|formaction|data)$/i.test(name) && /^\\s*javascript:/i.test(value)))
).map(one => one.outerHTML.slice(0, 200))"""
# Where a careless page would put a word as it comes.
PLACES = """<title>{0}</title><p>{0}</p><input value="{0}"><input value='{0}'><textarea>{0}</textarea><!--{0}-->
<script>var x = "{0}"</script><script>var y = '{0}'</script><style>/*{0}*/</style><noscript>{0}</noscript>"""
# Words of others in what follows an address; the filter of a plan is asked for alone, since it leaves tasks out.
QUESTION = urlencode(dict.fromkeys(("next", "made", "removed", "m", "sort"), '"><img xss src=x onerror=alert(0)>'))
FILTER = urlencode({"q": '"><img xss src=x onerror=alert(0)>'})
MARKDOWN_LINK = re.compile(r"!?\[x\]\(([^)]*\)?)\)")


@dataclass
class Trap:
    """Notes whatever a page of this browser does that no page of ours does."""

    page: Page
    sprung: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.context.on("dialog", self._on_dialog)
        self.page.context.on("request", lambda request: self._note(request.url) if "evil" in request.url else None)

    def _on_dialog(self, dialog: object) -> None:
        self._note("dialog")
        dialog.dismiss()  # type: ignore[attr-defined]

    def _note(self, what: str) -> None:
        self.sprung.append(f"{self.page.url}: {what}")

    def look(self) -> None:
        """Whatever the page was made to hold."""
        self.sprung += [f"{self.page.url}: {trace}" for trace in self.page.evaluate(TRACES)]


def visit_all(trap: Trap, place: Place, rules: list[str]) -> int:
    """Open each page; answers how many of them held a payload in plain sight."""
    held = 0
    for path in filter(None, (address(rule, place) for rule in rules)):
        trap.page.goto(f"{path}?{QUESTION}")
        trap.look()
        held += "alert(" in trap.page.locator("body").inner_text()
    return held


def test_no_word_of_anybody_runs_on_any_page(installation: Installation, new_visitor: NewVisitor) -> None:
    place = installation.seed("hostile")
    sides = (
        (place.admin, None, pages(Who.SEE, Who.COMMENT, Who.EDIT, Who.TEAM, Who.MEMBER, Who.ADMIN)),
        (place.links["edit"], "Nora Newcomer", pages(*CUSTOMERS_MAY_SEE)),
    )
    for way_in, name, rules in sides:
        trap = Trap(new_visitor(at=installation.url).arrive(way_in, as_=name))
        assert visit_all(trap, place, rules) > len(rules) / 2
        open_plan(trap.page, place)
        trap.look()
        trap.page.goto(f"/w/{place.workspace}/plan?{FILTER}")
        trap.look()
        assert trap.sprung == []


def test_what_others_type_meanwhile_is_only_words(new_visitor: NewVisitor, place: Place) -> None:
    """It comes by the socket, and scripts write it into the page."""
    team = Trap(new_visitor().arrive(place.admin))
    chat = Trap(team.page.context.new_page())
    eve = Trap(new_visitor().arrive(place.links["edit"], as_=f"Eve {ANYWHERE}"))
    guest = eve.page
    for page in (team.page, guest):
        open_plan(page, place)
    live(at(chat.page, place, "/chat"))
    task = place.tasks["Kickoff step 1"]
    rename(guest, task, ANYWHERE)
    choose_owner(guest, task, f"Owner {ANYWHERE}")
    expect(title(team.page, task)).to_have_text(ANYWHERE)
    expect(row(team.page, task).locator(".task__owner")).to_contain_text("Owner")
    live(at(guest, place, "/chat"))
    say(guest, f"{ANYWHERE} [x](javascript:alert(1)) {PAYLOADS[0]}")
    expect(message(chat.page, "onerror=alert(0)")).to_be_visible()
    for trap in (team, chat, eve):
        trap.look()
        assert trap.sprung == []


def test_the_trap_springs_wherever_a_word_is_taken_for_more(chromium: Browser) -> None:
    with closing(chromium.new_context()) as context:
        trap = Trap(context.new_page())
        silent = []
        for payload in PAYLOADS:
            before = len(trap.sprung)
            words = MARKDOWN_LINK.sub(r"<a href='\1'>x</a>", payload)
            trap.page.set_content(PLACES.replace("{0}", words), wait_until="domcontentloaded")
            trap.look()
            silent += [payload] if len(trap.sprung) == before else []
    assert silent == []
    assert any(line.endswith("dialog") for line in trap.sprung)
