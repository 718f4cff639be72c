"""What people do with a browser before a journey begins: opening a link, saying who they are, signing in."""

import re
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page

from tests.load.browser import Form

SIGHT = """() => [
    ...["#pill", "#announcer", "#toasts", "dialog[open]", "[popover]:popover-open", "#detail"].map((part) =>
        `${part}: ${document.querySelector(part)?.textContent.replace(/\\s+/g, " ").trim().slice(0, 300) ?? "none"}`),
    `focus: ${document.activeElement?.outerHTML.slice(0, 200)}`,
    `scrolled: ${scrollX}, ${scrollY}; ${document.visibilityState}`,
].join("\\n")"""
LISTED = re.compile(r'name="participant" value="([^"]+)".*?name__name">([^<]+)<', re.S)


class Visitor:
    """One person with one browser. `page` is their open page."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []
        self.said: list[str] = []
        context.on("console", self._note)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        self.page: Page = context.new_page()

    def sight(self) -> str:
        """What the page says of itself, and the last things its console said."""
        try:
            shown = str(self.page.evaluate(SIGHT)) if not self.page.is_closed() else "closed"
        except Error as error:
            shown = str(error)
        return "\n".join([shown, *self.said[-10:]])

    def _note(self, message: ConsoleMessage) -> None:
        self.said.append(f"console: {message.text}")
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.complaints.append(message.text)

    def arrive(self, path: str, as_: str | None = None) -> Page:
        """Come in by a link of either side without drawing the pages on the way."""
        request = self.context.request
        form = Form(request.get(path).text())
        answer = request.post(urljoin(path, form.action or path), form=form.fields)
        if answer.url.endswith("/who"):
            listed = {name: id_ for id_, name in LISTED.findall(answer.text())}
            who = {"participant": listed[as_]} if as_ in listed else {"name": as_} if as_ else {"look": "1"}
            token = {"csrf_token": Form(answer.text()).fields["csrf_token"]}
            answer = request.post(answer.url, form={**token, **who})
        assert answer.ok, f"{answer.url} answered {answer.status}"
        return self.page

    def open_link(self, path: str, as_: str | None = None) -> Page:
        """Open a customer's link and press its button. On a shared link say to be `as_`, or just look around."""
        self.page.goto(path)
        self.page.locator("form.press button").click()
        if self.page.url.endswith("/who"):
            self.say_who(as_)
        return self.page

    def say_who(self, name: str | None) -> None:
        """Answer the question who this is; None just looks around."""
        look = self.page.locator("button[name=look]")
        if name is None:
            look.click()
            return
        # The last thing on the page: once it is there, so is everybody who is listed.
        look.wait_for()
        listed = self.page.locator("button.name", has_text=name)
        if listed.count():
            listed.click()
            return
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("form.someone button").click()

    def sign_in(self, path: str) -> Page:
        """Follow a team member's sign-in link."""
        self.page.goto(path)
        self.page.locator("form.press button").click()
        return self.page
