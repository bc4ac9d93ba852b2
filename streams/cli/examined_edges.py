"""What can be wrong at the edges of a desk: what brings copy in, who is told, who may ask, and a schema registry.

Nothing is said of what is not configured.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

from streams.brokers.registry import registry_of
from streams.cli.finding import Finding, State
from streams.connect.connections import connections_of, counted
from streams.connect.folder import missing_folders
from streams.connect.subscriptions import read_subscriptions
from streams.errors import CopydeskError, RegistryError, SettingsError, SourcesError
from streams.runtime.bearer import Tokens
from streams.settings import Settings
from streams.sources.table import read_sources

#: No registry has a schema of that id: to ask for it changes nothing, and whoever answers is one.
_NO_SCHEMA = 0


def of_the_edges(known: Settings) -> Iterator[Finding]:
    """A finding for each edge that is configured."""
    yield from _connections(known)
    yield from _subscriptions(known)
    for what, path in (
        ("COPYDESK_API_TOKENS", known.api_tokens),
        ("COPYDESK_DESK_TOKENS", known.desk_tokens),
    ):
        if path is not None:
            yield _tokens(what, path)
    if known.api_tokens is not None and known.desk_tokens is not None:
        yield from _both(known.api_tokens, known.desk_tokens)
    yield from _addresses(known)
    if known.registry:
        yield _registry(known)


def _connections(known: Settings) -> Iterator[Finding]:
    """What `copydesk connect` runs, and whether its folders are here."""
    try:
        table = read_sources(known.sources) if known.sources else None
    except SourcesError:
        return  # told of the sources already
    try:
        made = connections_of(table, known) if table else []
    except SourcesError as error:
        yield Finding("connect", State.WRONG, str(error))
        return
    missing = list(missing_folders(made))
    for said in missing:
        yield Finding("connect", State.WRONG, said)
    if made and not missing:
        yield Finding("connect", State.WELL, counted(made))


def _subscriptions(known: Settings) -> Iterator[Finding]:
    if not known.subscriptions.strip():
        return
    try:
        found = read_subscriptions(known.subscriptions)
    except CopydeskError as error:
        yield Finding("webhooks", State.WRONG, str(error))
    else:
        yield Finding("webhooks", State.WELL, ", ".join(each.name for each in found))


def _tokens(what: str, path: Path) -> Finding:
    try:
        Tokens(path)
    except CopydeskError as error:
        return Finding("tokens", State.WRONG, f"{what}: {error}")
    return Finding("tokens", State.WELL, f"{what}: {path}")


def _both(readers: Path, editors: Path) -> Iterator[Finding]:
    """What a reader has, he is to read with, and nothing else."""
    try:
        shared = Tokens(readers).shared_with(Tokens(editors))
    except SettingsError:
        return  # told of the file already
    for name in shared:
        said = f"the token of {name} in COPYDESK_API_TOKENS is an editor's, too, and may kill: give him another one"
        yield Finding("tokens", State.WRONG, said)


def _addresses(known: Settings) -> Iterator[Finding]:
    """Whether a process of ours could listen where it is told to."""
    for what, host in (("METRICS", known.metrics_host), ("INGEST", known.ingest_host)):
        if why := why_not_ours(host):
            said = f"COPYDESK_{what}_HOST: {host} is no address of this machine ({why})"
            yield Finding("address", State.WRONG, said)


def why_not_ours(host: str) -> str | None:
    """Why nobody can listen at this address; None where it is one of this machine."""
    try:
        family, *_, address = socket.getaddrinfo(host or None, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as listening:
            listening.bind(address)
    except OSError as error:
        return error.strerror or str(error)
    return None


def _registry(known: Settings) -> Finding:
    try:
        registry = registry_of(known)
        assert registry is not None
        registry.type_of(_NO_SCHEMA)
    except RegistryError as error:
        return Finding("registry", State.WRONG, f"{error}: workers wait for it before they send anything")
    except CopydeskError as error:
        return Finding("registry", State.WRONG, str(error))
    return Finding("registry", State.WELL, f"{registry.url} answers")
