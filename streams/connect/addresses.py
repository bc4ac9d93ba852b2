"""Which addresses `copydesk connect` may open a connection to, when the url comes from somebody else (SSRF).

A feed, a redirect or a subscriber names any host. Where that leads into the machine or its network, it is refused,
unless the operator allows it. A name is resolved once, each of its addresses is checked, and the connection goes to an
address that was checked; it is checked once more where the socket is made, so nothing gets past by being written in
another way.

`Guard` is the rule, `check_url` what can be said of a url before anything is resolved, `connector` what aiohttp uses.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import re
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientConnectorError, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: What `allow_private = true` opens: this machine and its networks. Not link-local, where clouds keep credentials.
PRIVATE: tuple[Network, ...] = tuple(
    ipaddress.ip_network(each)
    for each in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",  # RFC 6598, carrier-grade NAT
        "::1/128",
        "fc00::/7",
    )
)
# What an IPv6 address holds an IPv4 address in: NAT64 (RFC 6052), and the forms of RFC 4291 that name IPv4.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.ip_network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.ip_network("::/96")
_SITE_LOCAL = ipaddress.ip_network("fec0::/10")
#: Ports below 1024 that a url may name. The others are other services', which a request could be made to talk to.
_LOW_PORTS = (80, 443)
_USER = re.compile(r"//[^/]*@")
#: Names that are resolved at a time. A slow server of names must not hold up the others for long.
_RESOLVED_AT_ONCE = 16
#: Threads of their own: those of the loop are few, and others wait for them.
_NAMES = ThreadPoolExecutor(_RESOLVED_AT_ONCE, thread_name_prefix="names")
#: An answer of the name servers counts for so long, in seconds.
_DNS_SECONDS = 60


class AddressRefused(OSError):
    """The address is one to which no connection may be opened; the text says which and why.

    Out of a session it comes within a ClientConnectorError: `refused` finds it.
    """

    def __init__(self, why: str) -> None:
        super().__init__(errno.EACCES, why)

    def __str__(self) -> str:
        return str(self.strerror)


def refused(error: BaseException) -> AddressRefused | None:
    """The refusal in what a session of aiohttp raised; None for any other failure."""
    inner = error.os_error if isinstance(error, ClientConnectorError) else error
    return inner if isinstance(inner, AddressRefused) else None


@dataclass(frozen=True, slots=True)
class Guard:
    """Which addresses are allowed besides the public ones: those of `networks`."""

    networks: tuple[Network, ...] = ()

    def refusal(self, address: str) -> str | None:
        """Why no connection may go to an address; None when it may.

        An address that stands for an IPv4 address (mapped, NAT64, 6to4) is judged by that one, too.
        """
        try:
            parsed = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return f"{address!r} is no address"
        if self._allows(parsed):
            return None
        inner = _inner(parsed)
        if inner is not None:
            return None if self._allows(inner) else _kind(inner)
        return _kind(parsed)

    def _allows(self, address: Address) -> bool:
        return any(address in network for network in self.networks if network.version == address.version)


#: What nobody has allowed anything besides.
PUBLIC_ONLY = Guard()


def guard_of(allowed: bool | Sequence[str]) -> Guard:
    """The guard for `allow_private`: true, false, or a list of networks such as "10.1.0.0/16" and addresses.

    Raises ValueError for one that is no network.
    """
    if isinstance(allowed, bool):
        return Guard(PRIVATE if allowed else ())
    return Guard(tuple(ipaddress.ip_network(each, strict=False) for each in allowed))


def check_url(url: str | URL, guard: Guard) -> URL:
    """The url, parsed. Raises AddressRefused for what can be told without a look at the network.

    That is: no http or https, no host, a user or password in it, a port that is another service's, a refused address.
    """
    try:
        parsed = URL(url) if isinstance(url, str) else url
        host, port = parsed.host, parsed.port
    except ValueError as error:
        raise AddressRefused(f"{shown(str(url))!r} is no url ({error})") from error
    if parsed.scheme not in ("http", "https"):
        raise AddressRefused(f"{shown(str(url))!r} is no http or https url")
    if not host:
        raise AddressRefused(f"{shown(str(url))!r} names no host")
    if parsed.user is not None or parsed.password is not None:
        raise AddressRefused(f"the url of {host} has a user or a password in it, which would stand in logs")
    if not port or (port < 1024 and port not in _LOW_PORTS):
        raise AddressRefused(
            f"{host}:{port}: no port of web servers; 80, 443 and those from 1024 on are allowed"
        )
    if _is_literal(host) and (why := guard.refusal(host)):
        raise AddressRefused(f"{host} is refused: {why}; `allow_private` can allow it")
    return parsed


def shown(url: str) -> str:
    """A url for people and logs, without a user, a password, and what stands behind the "?", which may be a key."""
    before, mark, _ = url.partition("#")[0].partition("?")
    return _USER.sub("//…@", before[:300], count=1) + ("?…" if mark else "")


def connector(guard: Guard, **options: Any) -> TCPConnector:
    """A connector of aiohttp that opens connections only to what the guard allows; `options` are TCPConnector's.

    To call in a running loop. A session with it must not follow redirects by itself without `check_url`, or a refusal
    comes as a ClientConnectorError; use no proxy with it.
    """

    def socket_for(info: tuple[Any, ...]) -> socket.socket:
        # Whatever way an address has come: each connection is made here.
        if why := guard.refusal(str(info[4][0])):
            raise AddressRefused(f"{info[4][0]} is refused: {why}; `allow_private` can allow it")
        return socket.socket(family=info[0], type=info[1], proto=info[2])

    return TCPConnector(
        resolver=_Resolver(guard), ttl_dns_cache=_DNS_SECONDS, socket_factory=socket_for, **options
    )


class _Resolver(AbstractResolver):
    """Resolves a name by the system, and gives only the addresses that are allowed."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The allowed addresses. Raises AddressRefused when there are others only, OSError when there are none."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(_NAMES, _addresses, host, port, family)
        allowed: list[ResolveResult] = []
        why: str | None = None
        for each_family, _, proto, _, address in found:
            if refusal := self._guard.refusal(str(address[0])):
                why = why or f"it is {address[0]}, {refusal}"
                continue
            allowed.append(
                ResolveResult(
                    hostname=host,
                    host=str(address[0]),
                    port=port,
                    family=each_family,
                    proto=proto,
                    flags=socket.AI_NUMERICHOST,
                )
            )
        if not allowed:
            raise AddressRefused(
                f"{host} is refused: {why or 'it has no address'}; `allow_private` can allow it"
            )
        return allowed

    async def close(self) -> None:
        """Holds nothing."""


def _addresses(host: str, port: int, family: int) -> list[Any]:
    """What the system says of a name. A function of its own, so that a test can answer in its place."""
    return socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour


def _kind(address: Address) -> str | None:
    """What an address is that nothing public is at; None for a public one."""
    if address.is_unspecified:
        return "this machine (unspecified)"
    if address.is_loopback:
        return "this machine (loopback)"
    if address.is_link_local:
        return "a link-local address"
    if address.is_multicast:
        return "a multicast address"
    if any(address in network for network in PRIVATE if network.version == address.version):
        return "a private address"
    local = address in _SITE_LOCAL or address in _LOCAL_NAT64 if address.version == 6 else False
    if local or not address.is_global or address.is_reserved:
        return "no public address"
    return None
