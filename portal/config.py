"""Settings from the environment. Unsafe ones are refused at start, in words."""

import re
import secrets
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from flask import current_app
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from portal import on_disk

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
MIGRATIONS = ROOT / "migrations"
TRANSLATIONS = ROOT / "translations"

KEY_BYTES = 32
SAMPLE_KEYS = {"change-me", "changeme", "secret", "dev", "development", "please-change-this-key-before-you-start"}
HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class Settings(BaseSettings):
    """Every setting, its default and its unit. Names in the environment are the same in upper case."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    instance_dir: Path = ROOT / "instance"
    database_url: str = ""
    redis_url: str | None = None
    public_url: str = "http://127.0.0.1:8000"
    proxy_hops: int = Field(0, ge=0, le=10)
    # Oldest to newest, separated by commas; the last one signs.
    secret_keys: Annotated[list[str], NoDecode] = []
    vendor_name: str = "Onward"

    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_user: str | None = None
    smtp_password: str | None = None
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str = "onward@localhost"

    request_bytes: int = 1_000_000
    upload_bytes: int = 25_000_000
    video_bytes: int = 500_000_000
    workspace_bytes: int = 2_000_000_000
    # Whose players a lesson may show, by the exact host that serves them. Separated by commas.
    embed_hosts: Annotated[list[str], NoDecode] = ["www.youtube-nocookie.com", "player.vimeo.com", "www.loom.com"]
    frame_bytes: int = 64_000
    send_queue_bytes: int = 1_000_000
    events_per_second: float = 10
    events_burst: int = 20
    sockets_per_session: int = 20
    sockets_per_link: int = 200
    # Sockets without a live browser session that one IP address may open within 15 seconds.
    strangers_per_address: int = 30
    tasks_per_phase: int = 200
    # Open tasks of one person due within seven days; more of them is a warning.
    tasks_at_once: int = 5
    confirm_days: int = 14
    tasks_per_plan: int = 2_000
    items_per_task: int = 50
    agreed_per_plan: int = 50
    # In one paste: its tasks (one message carries 200), and its text in characters.
    pasted_tasks: int = Field(200, ge=1, le=200)
    pasted_length: int = Field(60_000, ge=1, le=200_000)
    forms_per_workspace: int = 100
    fields_per_form: int = 400
    lessons_per_track: int = 100
    trainings_per_workspace: int = 100
    # In characters.
    message_length: int = Field(4_000, ge=1, le=20_000)
    rate_limits: bool = True
    drain_seconds: float = 10
    # Lets monitors read /metrics from elsewhere: "Authorization: Bearer …". Without it only this machine may.
    metrics_token: str | None = Field(None, min_length=16)
    # A line for every request, not only for those that failed.
    log_requests: bool = False

    shared_link_days: int = 90
    personal_link_days: int = 30
    personal_link_days_at_most: int = 180
    join_code_hours: int = 3
    # How long what was removed can be brought back.
    removed_days: int = Field(90, ge=1)
    # How often, in the words of the rate limiter: "20 per hour". A caller is an IP address.
    sign_ins_per_caller: str = "60 per hour"
    sign_ins_per_address: str = "5 per 15 minutes"
    sign_in_codes_per_caller: str = "30 per 15 minutes"
    fresh_links_per_caller: str = "20 per hour"
    # How often one link or code is opened. One line may be a whole company that joins its kickoff.
    openings_per_caller: str = "100 per 10 minutes"
    openings_per_link: str = "500 per 10 minutes"
    wrong_join_codes_per_caller: str = "20 per 10 minutes"
    # Forms and scripts' requests that write, by one browser; sockets have events_per_second.
    writes_per_browser: str = "300 per minute"
    # Each costs up to a tenth of a second; whoever types pauses for as long as ten take.
    previews_per_browser: str = "120 per minute"

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        return [key.strip() for key in value.split(",")] if isinstance(value, str) else value

    @field_validator("embed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        return [host.strip().lower() for host in value.split(",") if host.strip()] if isinstance(value, str) else value

    @field_validator("embed_hosts")
    @classmethod
    def _refuse_what_is_no_host(cls, hosts: list[str]) -> list[str]:
        # They stand in the content security policy, where a blank or a semicolon would begin something new.
        for host in hosts:
            if not HOST.fullmatch(host):
                raise ValueError(f"EMBED_HOSTS must be names such as player.vimeo.com, without https://, not {host!r}.")
        return hosts

    @field_validator("secret_keys")
    @classmethod
    def _refuse_weak_keys(cls, keys: list[str]) -> list[str]:
        for key in keys:
            if key.lower() in SAMPLE_KEYS or len(key.encode()) < KEY_BYTES:
                raise ValueError(
                    f"SECRET_KEYS holds a key that is empty, a sample or shorter than {KEY_BYTES} bytes. "
                    'Make one with: python -c "import secrets; print(secrets.token_urlsafe(48))"'
                )
        return keys

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, url: str) -> str:
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    @field_validator("public_url")
    @classmethod
    def _refuse_plain_http(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise ValueError(f"PUBLIC_URL must look like https://onboarding.example, not {url!r}.")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("PUBLIC_URL must use https, except on this machine (127.0.0.1 or localhost).")
        return f"{parts.scheme}://{parts.netloc}"

    @model_validator(mode="after")
    def _fill_in(self) -> "Settings":
        self.instance_dir = self.instance_dir.resolve()
        if not self.database_url:
            self.database_url = f"sqlite:///{self.instance_dir / 'onward.db'}"
        return self

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


class BadKeyFile(Exception):
    """The keys of this instance cannot be used; the message says so, for people, and never what they are."""


def prepare_instance(settings: Settings) -> Settings:
    """Make the instance folder and, where none was set, a secret key in it that only this user can read.

    Raises BadKeyFile.
    """
    on_disk.make_folder(settings.instance_dir)
    if not settings.secret_keys:
        key_file = settings.instance_dir / "secret.key"
        if not key_file.exists():
            on_disk.write_whole(key_file, f"{secrets.token_urlsafe(48)}\n".encode())
        settings.secret_keys = _keys_in(key_file)
    return settings


def _keys_in(file: Path) -> list[str]:
    try:
        keys = Settings._refuse_weak_keys(file.read_text().split())
    except ValueError:
        keys = []
    if not keys:
        raise BadKeyFile(
            f"{file} holds no key, or one that is a sample or shorter than {KEY_BYTES} bytes. Put the keys back that "
            "were exported. Or delete the file, and a new key is made: links signed before then answer 404."
        )
    return keys


def settings() -> Settings:
    """The settings of the running app."""
    loaded = current_app.extensions["onward.settings"]
    assert isinstance(loaded, Settings)
    return loaded
