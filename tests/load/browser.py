"""What a browser does before its websocket: open the link, press the button, keep the cookie, read the plan."""

import http.client
import json
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit


class Form(HTMLParser):
    """The first POST form of a page: where it goes and what it carries besides what a person types."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form" and self.action is None and (found.get("method") or "").lower() == "post":
            self.action, self._inside = found.get("action") or "", True
        elif tag in ("input", "button") and self._inside and found.get("name"):
            self.fields[found["name"]] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


class Browser:
    """One browser session on 127.0.0.1:`port`."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookies = port, dict(pair.split("=", 1) for pair in cookie.split("; ") if pair)
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.location = ""
        self.token = ""

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def open_link(self, path: str) -> str:
        """Go through the exchange page of `path`; returns the address it led to.

        Raises RuntimeError where the page has no button or the button leads nowhere.
        """
        form = Form(self.get(path))
        if form.action is None:
            raise RuntimeError(f"{path} has no form to press.")
        self.fetch("POST", urljoin(path, form.action), urlencode(form.fields), {"Origin": "null"})
        if not self.location:
            raise RuntimeError(f"The button on {path} led nowhere.")
        return urlsplit(self.location).path

    def get(self, path: str) -> str:
        """The page at `path`; raises RuntimeError for anything but 200."""
        status, body = self.fetch("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path} answered {status}.")
        return body.decode()

    def get_json(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.get(path))
        return found

    def fetch(self, method: str, path: str, body: str | None = None, headers: dict | None = None) -> tuple[int, bytes]:
        """One request with the session's cookies, following nothing; remembers cookies and the Location."""
        sent = {"Cookie": self.cookie, **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        self.location = answer.headers.get("Location") or ""
        return answer.status, content

    def post_json(self, path: str, token_from: str, body: str) -> tuple[int, bytes]:
        """Post JSON as a script of ours does; its token is read once, from the page at `token_from`."""
        if not self.token:
            found = re.search(r'name="csrf(?:-|_)token" (?:content|value)="([^"]+)"', self.get(token_from))
            self.token = found[1] if found else ""
        headers = {"Cookie": self.cookie, "Content-Type": "application/json", "X-CSRFToken": self.token}
        self.connection.request("POST", path, body, {**headers, "Origin": f"http://127.0.0.1:{self.port}"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        self.connection.close()
