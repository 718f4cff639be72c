"""The safety headers of every answer, error pages included, and the nonce that lets our own scripts run."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g

from portal.config import Settings, settings

HSTS_SECONDS = 365 * 24 * 3600

# Also on static files, which never pass through Flask.
SAFETY = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def init_headers(app: Flask) -> None:
    app.add_template_global(csp_nonce)
    app.after_request(_add_headers)


def csp_nonce() -> str:
    """The nonce of this answer; the same however often a page asks."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def allow_frame(host: str) -> None:
    """Let the page that answers this request, and no other, show a frame from `host`."""
    g.csp_frame_host = host


def content_security_policy(nonce: str, public_url: str, frame_host: str = "") -> str:
    """What a page may load, and from where. The socket's host is that of PUBLIC_URL, never the request's."""
    parts = urlsplit(public_url)
    socket = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "media-src 'self'",
            f"connect-src 'self' {socket}",
            f"frame-src https://{frame_host}" if frame_host else "frame-src 'none'",
            "form-action 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def safety_headers(chosen: Settings) -> dict[str, str]:
    """The headers that depend on nothing but the settings."""
    if not chosen.is_https:
        return dict(SAFETY)
    return SAFETY | {"Strict-Transport-Security": f"max-age={HSTS_SECONDS}"}


def cover_all_answers(app: Flask) -> None:
    """Put the safety headers also on what never passes through Flask: the socket's refusals, whatever comes later."""
    safety = safety_headers(app.extensions["onward.settings"]) | {"Referrer-Policy": "same-origin"}
    inner = app.wsgi_app

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            there = {name.lower() for name, _ in headers}
            missing = [(name, value) for name, value in safety.items() if name.lower() not in there]
            return start_response(status, [*headers, *missing], *rest)

        return inner(environ, start)

    app.wsgi_app = answer  # type: ignore[method-assign]


def _add_headers(response: Response) -> Response:
    chosen = settings()
    # A view may have its own: an exchange page sends no referrer, a logo is shown by mail programs in browsers.
    for name, value in safety_headers(chosen).items():
        response.headers.setdefault(name, value)
    policy = content_security_policy(csp_nonce(), chosen.public_url, g.get("csp_frame_host", ""))
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.add("Cookie")
    return response
