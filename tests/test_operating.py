"""What is written for operators holds: every setting and every command is there, and so is every file that is named."""

import re

from portal import cli
from portal.config import ROOT, Settings

WORDS = (ROOT / "OPERATING.md").read_text()
COMMAND = re.compile(r"^(?:\.venv/bin/)?onward ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)


def test_every_setting_is_told_to_operators() -> None:
    assert {name.upper() for name in Settings.model_fields} - set(re.findall(r"`([A-Z_]+)`", WORDS)) == set()


def test_every_command_that_operators_are_told_exists() -> None:
    told = COMMAND.findall(WORDS)
    unknown = [words for words in told if words[0] not in cli.main.commands]
    assert (len(told) > 5, unknown) == (True, [])


def test_every_file_that_operators_are_told_of_exists() -> None:
    named = set(re.findall(r"(?:tests|deploy|scripts)/[\w./@-]*\w", WORDS))
    assert {name for name in named if not (ROOT / name).exists()} == set()
