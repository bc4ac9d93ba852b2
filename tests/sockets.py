"""On which addresses processes take connections or datagrams: read from /proc, for there is no other way without a library."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

import pytest

_LISTENING, _UNCONNECTED = "0A", "07"


def family(*pids: int) -> set[int]:
    """The processes and all that they started; skips the test where there is no /proc to tell."""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux tells in /proc who listens")
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
    found = set(pids)
    while more := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
        found |= more
    return found


def listening(pids: Iterable[int]) -> set[tuple[IPv4Address | IPv6Address, int]]:
    """The addresses and ports at which one of the processes can be reached."""
    found = set()
    for pid in pids:
        own = _sockets(pid)
        for name, state in (
            ("tcp", _LISTENING),
            ("tcp6", _LISTENING),
            ("udp", _UNCONNECTED),
            ("udp6", _UNCONNECTED),
        ):
            table = Path(f"/proc/{pid}/net/{name}")
            rows = table.read_text().splitlines()[1:] if own and table.exists() else []
            for row in map(str.split, rows):
                if row[3] == state and row[9] in own:
                    address, _, port = row[1].partition(":")
                    found.add((_address(address), int(port, 16)))
    return found


def _sockets(pid: int) -> set[str]:
    """The inodes of its sockets."""
    links = set()
    try:
        for each in Path(f"/proc/{pid}/fd").iterdir():
            links.add(str(each.readlink()))
    except OSError:
        pass  # it, or that file, was closed in the meantime
    return {link.removeprefix("socket:[").rstrip("]") for link in links if link.startswith("socket:[")}


def _address(text: str) -> IPv4Address | IPv6Address:
    # Words of four bytes, each the wrong way round.
    words = (bytes.fromhex(text[start : start + 8])[::-1] for start in range(0, len(text), 8))
    address = ip_address(b"".join(words))
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
