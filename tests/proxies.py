"""The shipped configurations of nginx and Caddy, run as they are but for addresses and certificates."""

import re
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from portal.config import ROOT

sys.path.append(str(ROOT / "scripts"))
import servers

Proxy = Callable[[int, Sequence[str]], AbstractContextManager[None]]


def shipped_nginx(port: int, addresses: Sequence[str]) -> AbstractContextManager[None]:
    """nginx on this port of this machine, in front of these addresses."""
    shipped = (ROOT / "deploy" / "nginx.conf").read_text().replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    plain = re.sub(r"(?m)^\s*(ssl_certificate.*|#.*)$", "", with_addresses(shipped, addresses))
    return servers.running_nginx(servers.ensure(servers.NGINX), plain)


def shipped_caddy(port: int, addresses: Sequence[str]) -> AbstractContextManager[None]:
    """Caddy on this port of this machine, in front of these addresses."""
    shipped = (ROOT / "deploy" / "Caddyfile").read_text()
    plain = shipped.replace("\nonboarding.example {", f"\nhttp://127.0.0.1:{port} {{")
    return servers.running_caddy(servers.ensure(servers.CADDY), with_addresses(plain, addresses), port)


PROXIES: dict[str, Proxy] = {"nginx": shipped_nginx, "caddy": shipped_caddy}


def with_addresses(shipped: str, addresses: Sequence[str]) -> str:
    """The configuration with these in place of the two that it names; of one address the second is left out."""
    lines = shipped.splitlines(keepends=True)
    if len(addresses) == 1:
        lines = [line.replace(" 127.0.0.1:8002", "") for line in lines if "server 127.0.0.1:8002" not in line]
    shipped = "".join(lines)
    for number, address in enumerate(addresses, 8001):
        shipped = shipped.replace(f"127.0.0.1:{number}", address)
    return shipped
