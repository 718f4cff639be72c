"""A real SMTP server for the tests, in a process of its own: python smtp_server.py FOLDER [word …].

Prints its port, then keeps every mail it takes as a file in FOLDER. The words change what it does:
`starttls` needs FOLDER/cert.pem and FOLDER/key.pem · `hang-up` takes a mail, keeps it, and cuts the line unanswered ·
`mumble` takes a mail, keeps it, and answers what is no answer ·
`busy` answers 450 to every reader · `unknown` answers 550 · `login` lets nobody in without anna:secret-word.
"""

import asyncio
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Keeper:
    def __init__(self, folder: Path, words: set[str]) -> None:
        self.folder = folder
        self.words = words

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if "busy" in self.words:
            return "450 come back later"
        if "unknown" in self.words:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Any) -> str:
        number = len(list(self.folder.glob("*.eml"))) + 1
        (self.folder / f"{number}.eml").write_bytes(envelope.content)
        if "hang-up" in self.words:
            server.transport.abort()
        return "kept, I think" if "mumble" in self.words else "250 kept"


def check(_server: SMTP, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword) -> AuthResult:
    is_right = (data.login, data.password) == (b"anna", b"secret-word")
    # Not `handled`: the server itself says no.
    return AuthResult(success=is_right, handled=False)


async def main(folder: Path, words: set[str]) -> None:
    context = None
    if "starttls" in words:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")

    def protocol() -> SMTP:
        return SMTP(
            Keeper(folder, words),
            tls_context=context,
            require_starttls=context is not None,
            authenticator=check,
            auth_required="login" in words,
            auth_require_tls=False,
        )

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), set(sys.argv[2:])))
