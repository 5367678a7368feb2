"""Who may ask for callers: gateways with a token, and machines of the listed networks without one."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

from chatflow.models import Gateway
from chatflow.models.gateways import PREFIX, hashed
from streams.auth import Kind, Principal
from streams.errors import NotSignedIn

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

FORWARDING = {
    "cdn-loop", "cf-connecting-ip", "client-ip", "fastly-client-ip", "fly-client-ip", "forwarded", "forwarded-for",
    "true-client-ip", "via", "x-azure-clientip", "x-client-ip", "x-cluster-client-ip", "x-envoy-external-address",
    "x-original-forwarded-for", "x-original-host", "x-proxyuser-ip", "x-real-ip",
}  # fmt: skip
"""Headers, and those that begin with `x-forwarded`, say that somebody stands between the client and us."""


@lru_cache(maxsize=8)
def named_networks(items: tuple[str, ...]) -> tuple[tuple[str, Network], ...]:
    """`("loopback=127.0.0.0/8", "10.1.0.0/16")` as (name, network); without a name the network is its own.

    Raises `ValueError` for what is no network.
    """
    found = []
    for item in items:
        name, sign, network = item.partition("=")
        found.append((name.strip() if sign else item, ipaddress.ip_network((network if sign else item).strip())))
    return tuple(found)


def name_of(address: Address | None, items: Iterable[str]) -> str:
    """The name of the first listed network that the address is in; "" when there is none."""
    if address is None:
        return ""
    for name, network in named_networks(tuple(items)):
        if address.version == network.version and address in network:
            return name
    return ""


def parsed(text: str) -> Address | None:
    """An address without its port; IPv4 inside IPv6 counts as IPv4."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def client_address(request: HttpRequest) -> Address | None:
    """The address that the request really comes from; None when that cannot be known.

    What forwarding headers say counts only as far as listed proxies wrote it: the last address that is no proxy.
    """
    peer = parsed(request.META.get("REMOTE_ADDR", ""))
    if not any(name in FORWARDING or name.startswith("x-forwarded") for name in map(str.lower, request.headers)):
        return peer
    if not name_of(peer, settings.TRUSTED_PROXIES):
        return None
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        address = parsed(hop)
        if address is None or not name_of(address, settings.TRUSTED_PROXIES):
            return address
    return None


def of_request(request: HttpRequest) -> Principal | None:
    """The listed network that a request without a token comes from."""
    name = name_of(client_address(request), settings.CHATFLOW_TRUSTED_NETWORKS)
    return Principal(f"network:{name}") if name else None


def of_network_key(key: str) -> Principal | None:
    names = {name for name, _network in named_networks(tuple(settings.CHATFLOW_TRUSTED_NETWORKS))}
    return Principal(key) if key.removeprefix("network:") in names else None


def of_token(token: str) -> Principal | None:
    """Whoever has this gateway token; None for the tokens of others."""
    if not token.startswith(PREFIX):
        return None
    gateway = Gateway.objects.filter(digest=hashed(token), active=True).values_list("pk", flat=True).first()
    if gateway is None:
        raise NotSignedIn(log="unknown or disabled gateway token")
    return Principal(f"gateway:{gateway}")


def of_gateway_key(key: str) -> Principal | None:
    number = key.removeprefix("gateway:")
    alive = number.isdecimal() and Gateway.objects.filter(pk=number, active=True).exists()
    return Principal(key) if alive else None


NETWORKS = Kind(of_key=of_network_key, of_request=of_request, many=True)
GATEWAYS = Kind(of_token=of_token, of_key=of_gateway_key, many=True)
