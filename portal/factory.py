"""create_app(): the only place that knows every feature."""

from flask import Flask
from jinja2 import StrictUndefined

from portal import config, database, purging, watching
from portal.access import signin
from portal.access.routes import blueprint as access
from portal.access.sockets import browser_session_of
from portal.chat import actions as chat_actions
from portal.chat import sockets as chat_sockets
from portal.chat.routes import blueprint as chat
from portal.chat.threads import comment_counts, my_comment, task_thread
from portal.config import Settings
from portal.dashboard.frame import frame_for
from portal.dashboard.routes import blueprint as dashboard
from portal.dashboard.summaries import forget_summary
from portal.erasure import sweeping
from portal.erasure.routes import blueprint as erasure
from portal.extensions import csrf, db, limiter, socketio
from portal.files.on_their_way import init_counting
from portal.files.routes import blueprint as files
from portal.intake import sockets as intake_sockets
from portal.intake.routes import blueprint as intake
from portal.jobs import queue, schedule
from portal.live.server import init_live
from portal.mail import delivery, outbox
from portal.people.queries import default_brand
from portal.plan import milestones, reactions
from portal.plan import sockets as plan_sockets
from portal.plan.dates import commitment_sockets, reading_on, working_days
from portal.plan.history import readings
from portal.plan.parts import left_files
from portal.plan.routes import blueprint as plan
from portal.plan.texts import sockets as text_sockets
from portal.playbooks.routes import blueprint as playbooks
from portal.subkeys import subkey
from portal.success import sockets as success_sockets
from portal.success.routes import blueprint as success
from portal.training.chores import settle_what_is_done
from portal.training.routes import blueprint as training
from portal.web import headers, init_web
from portal.web.routes import blueprint as web
from portal.workspaces.routes import blueprint as workspaces

BLUEPRINTS = (
    web,
    watching.blueprint,
    files,
    access,
    workspaces,
    playbooks,
    dashboard,
    plan,
    intake,
    training,
    chat,
    success,
    erasure,
)


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
    *older, newest = [subkey(key, "forms") for key in settings.secret_keys]
    app.config.update(
        SECRET_KEY=newest,
        SECRET_KEY_FALLBACKS=older,
        # Of the forms that are open in browsers too: the last key signs, each of them verifies.
        WTF_CSRF_SECRET_KEY=[*older, newest],
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # What people write must not stand in the log of a statement that failed.
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,
            "pool_pre_ping": not settings.is_sqlite,
            "connect_args": {} if settings.is_sqlite else database.POSTGRES_LINE,
        },
        MAX_CONTENT_LENGTH=settings.request_bytes,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SESSION_COOKIE_NAME="__Host-onward-form" if settings.is_https else "onward-form",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        # Without Redis each process counts for itself: nobody is kept from working because a counter is away.
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": 1, "socket_connect_timeout": 1} if settings.redis_url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.redis_url),
        RATELIMIT_SWALLOW_ERRORS=True,
    )


def _bind_extensions(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    database.init_database(app, settings.database_url)
    csrf.init_app(app)
    limiter.init_app(app)


def _bind_features(app: Flask) -> None:
    init_web(app)
    init_counting(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_template_global(default_brand, "house_brand")
    app.add_template_global(frame_for)
    app.add_template_global(comment_counts)
    app.add_template_global(my_comment)
    app.add_template_global(task_thread)
    init_live(app, socketio, browser_session_of)
    plan_sockets.register(app)
    commitment_sockets.register(app)
    text_sockets.register(app)
    intake_sockets.register(app)
    chat_sockets.register(app)
    success_sockets.register(app)
    headers.cover_all_answers(app)


def _bind_jobs(app: Flask) -> None:
    queue.bind(app, outbox.DELIVER, delivery.deliver)
    queue.bind(app, signin.MAIL_SIGN_IN, signin.mail_sign_in)
    queue.bind(app, reactions.TICK_TASK, reactions.tick_task)
    queue.bind(app, reactions.LINK_TASK, reactions.link_task)
    queue.bind(app, reactions.UNLINK_TASK, reactions.unlink_task)
    queue.bind(app, left_files.DROP_IF_LEFT, left_files.drop_if_left)
    queue.bind(app, readings.READ_ON, reading_on.read_on)
    queue.bind(app, working_days.DAYS_OFF_CHANGED, forget_summary)
    queue.bind(app, milestones.MILESTONE_REACHED, chat_actions.tell_milestone)
    queue.bind(app, sweeping.TAKE_OUT, sweeping.take_out)
    chores = (
        purging.purge_receipts,
        purging.purge_entries,
        purging.purge_removed,
        purging.purge_stranded_files,
        delivery.forget_old_secrets,
        settle_what_is_done,
        text_sockets.settle_left_texts,
    )
    for chore in chores:
        schedule.bind_chore(app, chore)
