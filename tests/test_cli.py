"""The commands, as typed."""

import os
import re
import shlex
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from click.testing import CliRunner, Result

from portal import cli, migrating, serve
from portal.config import Settings
from portal.mail.models import Mail
from tests.processes import Server, free_port, run_command


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty instance folder that the environment names; commands run beside no .env file."""
    folder = tmp_path / "instance"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INSTANCE_DIR", str(folder))
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.main, list(words))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "SECRET_KEYS",
            "short-and-secret",
            "SECRET_KEYS holds a key that is empty, a sample or shorter than 32 bytes.",
        ),
        ("PUBLIC_URL", "http://onward.example", "PUBLIC_URL must use https"),
        ("SMTP_PORT", "secret-in-the-wrong-place", "SMTP_PORT: Input should be a valid integer"),
        ("SMTP_SECURITY", "ssl", "SMTP_SECURITY: Input should be 'starttls', 'tls' or 'none'"),
    ],
)
def test_wrong_settings_are_told_in_words_without_what_they_hold(
    instance: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)
    result = run("serve")
    assert (result.exit_code, result.output.splitlines()[0]) == (2, "Error: These settings keep Onward from starting:")
    assert words in result.output
    assert ("Traceback" in result.output, "secret-in" in result.output, "short-and" in result.output) == (False,) * 3


@pytest.mark.parametrize("content", [b"", b"\n", b"short-and-secret", b"change-me\n" + b"x" * 40, b"\xff\xfe" * 20])
@pytest.mark.parametrize("command", [("serve",), ("admin", "link", "anna@vendor.example")])
def test_a_key_file_without_a_good_key_is_told_in_words_and_left_as_it_is(
    instance: Path, content: bytes, command: tuple[str, ...]
) -> None:
    key_file = instance / "secret.key"
    key_file.write_bytes(content)
    result = run(*command)
    assert result.exit_code == 2
    assert result.output.startswith(f"Error: {key_file} holds no key, or one that is")
    assert ("Traceback" in result.output, "short-and" in result.output) == (False, False)
    assert key_file.read_bytes() == content


def test_a_database_that_cannot_be_reached_is_told_without_its_password(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://onward:secret-word@127.0.0.1:{free_port()}/onward")
    result = run("migrate")
    assert (result.exit_code, "secret-word" in result.output) == (2, False)
    assert "The database cannot be reached:" in result.output


def test_a_database_address_that_is_none_is_told_in_words(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "my database")
    assert "DATABASE_URL is no address of a database." in run("migrate").output


def test_migrate_says_where_the_database_stands(instance: Path) -> None:
    assert run("migrate").output == f"The database stands at revision {migrating.newest_revision()}.\n"


def test_a_postgresql_server_with_an_old_schema_is_not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "schema_is_current", lambda _settings: False)
    settings = Settings(database_url="postgresql://onward@localhost/onward", secret_keys=["k" * 40])
    with pytest.raises(serve.CannotServe, match="run: onward migrate"):
        serve.bring_up_to_date(settings)


def test_the_first_admin_comes_by_a_link_on_an_empty_folder(instance: Path) -> None:
    result = run("admin", "link", "Anna@Vendor.example", "--name", "Anna Bergström")
    assert (result.exit_code, result.output.count("\n")) == (0, 1)
    assert result.output.startswith("http://127.0.0.1:8000/sign-in/")


def test_a_link_for_no_address_is_refused(instance: Path) -> None:
    assert (run("admin", "link", "anna").exit_code, run("admin", "link", "anna").output) == (
        2,
        "Error: anna is no mail address.\n",
    )


def test_a_new_key_is_one_that_is_accepted(instance: Path) -> None:
    key = run("keys", "new").output.strip()
    assert Settings(secret_keys=[key]).secret_keys == [key]
    assert run("keys", "new").output.strip() != key


def test_the_public_address_follows_the_port_unless_it_is_set(instance: Path) -> None:
    assert cli.follow_port(Settings(), 9000).public_url == "http://127.0.0.1:9000"
    chosen = Settings(public_url="https://onboarding.example")
    assert cli.follow_port(chosen, 9000).public_url == "https://onboarding.example"


def test_the_demo_touches_nothing_real_whatever_the_environment_says(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://real@real/real")
    monkeypatch.setenv("SMTP_HOST", "mail.real.example")
    monkeypatch.setenv("REDIS_URL", "redis://real")
    monkeypatch.setenv("PUBLIC_URL", "https://real.example")
    settings = cli.demo_settings(8123)
    assert (settings.instance_dir, settings.database_url) == (instance / "demo", f"sqlite:///{instance}/demo/onward.db")
    assert (settings.smtp_host, settings.redis_url, settings.public_url) == (None, None, "http://127.0.0.1:8123")


def test_resetting_the_demo_leaves_only_the_lock(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    for name in ("onward.db", "onward.db-wal", "secret.key", "mail/a.eml", f"onward.db{serve.LOCK_SUFFIX}"):
        (tmp_path / name).touch()
    cli.empty_folder(tmp_path)
    assert os.listdir(tmp_path) == [f"onward.db{serve.LOCK_SUFFIX}"]


def test_a_sign_in_link_that_would_have_been_mailed_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    url = "http://127.0.0.1:8000/sign-in/abc?next=%2Fteam"
    cli.print_sign_in(Mail(recipient="anna@vendor.example", text=f"Open this:\n{url}\n\nor type ABCD\n"))
    cli.print_sign_in(Mail(recipient="maria@customer.example", text="http://127.0.0.1:8000/l/abc\n"))
    assert capsys.readouterr().out == f"Sign-in link for anna@vendor.example: {url}\n"


def test_the_demo_starts_with_links_for_both_sides_and_another_port_if_its_own_is_taken(instance: Path) -> None:
    with Server(instance, "demo") as demo:
        demo.wait_for("Ctrl+C stops it.")
        said = demo.said()
        assert (said.count("/sign-in/"), said.count("/l/")) == (1, 2)
        assert (instance / "demo" / "onward.db").exists()
        second = run_command(instance, "demo", "--port", str(demo.port))
        assert second.stdout.startswith(f"Port {demo.port} is taken, so the demo uses ")
        assert second.returncode == 2
        assert "Another server already runs on" in second.stderr
        assert runs_printed_command(demo) != first_sign_in_link(demo.said())
        demo.tell_to_stop()
        assert demo.end() == 0


def first_sign_in_link(said: str) -> str:
    return re.findall(r"http://127\.0\.0\.1:\d+/sign-in/\S+", said)[0]


def runs_printed_command(demo: Server) -> str:
    """Type what the running demo says to type; the link that comes signs in there."""
    line = next(line.strip() for line in demo.said().splitlines() if " --link " in line)
    folder, _, words = line.partition(" onward ")
    name, value = folder.split("=", 1)
    result = run_command(Path(value), *shlex.split(words), **{name: value})
    link = first_sign_in_link(result.stdout)
    assert (result.returncode, link.startswith(f"{demo.address}/sign-in/")) == (0, True)
    assert address_after_signing_in(link) == f"{demo.address}/onboardings"
    return link


def address_after_signing_in(link: str) -> str:
    """Where a fresh browser arrives that opens the link and presses its button."""
    browser = build_opener(HTTPCookieProcessor())
    with browser.open(link) as page:
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())[0]
    with browser.open(link, urlencode({"csrf_token": token}).encode()) as answer:
        arrived: str = answer.url
        return arrived


def test_another_link_for_a_demo_that_is_not_there_is_refused_in_words(instance: Path) -> None:
    result = run("demo", "--link")
    assert (result.exit_code, result.output) == (2, "Error: There is no demo yet. Make one with: make demo\n")
