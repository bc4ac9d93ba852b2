"""What a connection is: how the copy of one source comes in by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from streams.connect.desk import Desk
from streams.connect.options import Options
from streams.settings import Settings


class Connection(Protocol):
    """One connection. `source` is as ce_source has it, `kind` the table of sources.toml that configures it."""

    @property
    def source(self) -> str: ...

    @property
    def kind(self) -> str: ...

    async def run(self, desk: Desk) -> None:
        """Brings in what comes until it is cancelled.

        Raises ConnectError, in one sentence that names the source's address, when it cannot go on now: it is begun
        anew after a pause. What it has taken from its source and not sent by then must be there the next time.
        """


@dataclass(frozen=True, slots=True)
class Given:
    """What sources.toml says of one connection: the source, and the table of its kind."""

    source: str
    options: Options


class Build(Protocol):
    """Makes the connections of one kind out of all that is given of it. Raises SourcesError for what is wrong."""

    def __call__(self, given: Sequence[Given], known: Settings) -> Sequence[Connection]: ...
