"""What left by mail in a test: the files that the app writes when no SMTP server is set."""

import email
import email.policy
import re
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path
from typing import overload


class Letter:
    """One mail as its reader gets it."""

    def __init__(self, message: EmailMessage) -> None:
        self.message = message
        self.to = str(message["To"])
        self.subject = str(message["Subject"])
        self.text = self._part("plain")
        self.html = self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part is not None else ""

    @property
    def paths(self) -> list[str]:
        """The paths of all links in the plain text, in order: `client.get(mails[-1].paths[0])`."""
        return re.findall(r"https?://[^/\s]+(/[^\s<>\"]*)", self.text)


class Mailbox(Sequence[Letter]):
    """All mails in `folder`, oldest first, read anew at each use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _letters(self) -> list[Letter]:
        files = sorted(self._folder.glob("*.eml"), key=lambda file: (file.stat().st_mtime_ns, file.name))
        return [Letter(_read(file)) for file in files]

    def __len__(self) -> int:
        return len(self._letters())

    @overload
    def __getitem__(self, index: int) -> Letter: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Letter]: ...

    def __getitem__(self, index: int | slice) -> Letter | Sequence[Letter]:
        return self._letters()[index]

    def to(self, address: str) -> list[Letter]:
        """The mails for one reader."""
        return [letter for letter in self._letters() if address in letter.to]


def _read(file: Path) -> EmailMessage:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message
