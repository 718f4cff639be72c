"""create_app(): the only place that knows every feature."""

import importlib
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined

from portal import config, database, purging
from portal.access import signin
from portal.config import Settings
from portal.extensions import babel, csrf, db, limiter, socketio
from portal.live.server import init_live
from portal.plan import sockets as plan_sockets
from portal.jobs import queue, schedule
from portal.mail import delivery, outbox
from portal.people.queries import default_brand

# While rooms are being built, a missing one is skipped.
ROUTES = ("web", "files", "access", "workspaces", "playbooks", "dashboard", "plan")


def create_app(settings: Settings | None = None) -> Flask:
    """The whole product for `settings` (from the environment when none are given), ready to serve."""
    settings = config.prepare_instance(settings or Settings())
    app = Flask("portal", template_folder=str(config.TEMPLATES), static_folder=None)
    app.jinja_options = {"undefined": StrictUndefined}
    app.extensions["onward.settings"] = settings
    _configure(app, settings)
    _bind_extensions(app, settings)
    _bind_features(app)
    _bind_jobs(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_keys[-1],
        SECRET_KEY_FALLBACKS=settings.secret_keys[:-1],
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=settings.request_bytes,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_NAME="__Host-onward-form" if settings.is_https else "onward-form",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        BABEL_TRANSLATION_DIRECTORIES=str(config.TRANSLATIONS),
    )


def _bind_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    database.init_database(app, settings.database_url)
    csrf.init_app(app)
    limiter.init_app(app)


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and name.startswith(error.name):
            return None
        raise


def _bind_features(app: Flask) -> None:
    web = _optional("portal.web")
    if hasattr(web, "init_web"):
        web.init_web(app)
    else:
        babel.init_app(app)
    for room in ROUTES:
        routes = _optional(f"portal.{room}.routes")
        if routes:
            app.register_blueprint(routes.blueprint)
    app.add_template_global(default_brand, "house_brand")
    frame = _optional("portal.dashboard.frame")
    if frame:
        app.add_template_global(frame.frame_for, "frame_for")
    sockets = _optional("portal.access.sockets")
    if sockets:
        init_live(app, socketio, sockets.browser_session_of)
        plan_sockets.register(app)


def _bind_jobs(app: Flask) -> None:
    queue.bind(app, outbox.DELIVER, delivery.deliver)
    queue.bind(app, signin.MAIL_SIGN_IN, signin.mail_sign_in)
    for chore in (purging.purge_receipts, purging.purge_entries, delivery.forget_old_secrets):
        schedule.bind_chore(app, chore)
