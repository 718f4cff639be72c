"""Who calls, as it is counted: by address, and by the network where one line has more addresses than can be counted."""

from ipaddress import IPv6Address, IPv6Network, ip_address

from flask import request

# What a provider gives to one household or host.
NETWORK_BITS = 64


def caller() -> str:
    """Who sent this request."""
    # An empty name would be counted nowhere.
    return counted_as(request.remote_addr or "unknown")


def counted_as(address: str) -> str:
    """The name under which all addresses of one line are counted; what is no address stands for itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), NETWORK_BITS), strict=False))
