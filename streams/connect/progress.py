"""Which offsets of a partition are done, where the later ones may be done before the earlier ones."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Done:
    """`committable` is the offset up to which everything is done: what a group may commit."""

    next: int
    _open: dict[int, None] = field(default_factory=dict)  # in the order of their offsets

    def take(self, offset: int) -> None:
        """It is in work."""
        self._open[offset] = None
        self.next = offset + 1

    def skip(self, offset: int) -> None:
        """Nothing is to be done for it, nor for those before it that were not taken."""
        self.next = offset + 1

    def finish(self, offset: int) -> None:
        """It is done."""
        self._open.pop(offset, None)

    @property
    def note(self) -> str:
        """What goes with the commit: of the offsets from `committable` on, which are done. Empty: none.

        Without it an event that waits for days would have all that was taken since sent again after a restart. Some
        bytes for each event that is in work; Kafka takes 4,096 with a commit.
        """
        first = self.committable
        if first == self.next:
            return ""
        return ",".join(format(offset - first, "x") for offset in (*self._open, self.next))

    @property
    def committable(self) -> int:
        """The first offset that is not done."""
        return next(iter(self._open), self.next)


def is_done(offset: int, committed: int, note: str) -> bool:
    """Whether a commit with that note says of an offset that it is done. A note of others says nothing."""
    try:
        *open_, end = (committed + int(each, 16) for each in note.split(","))
    except ValueError:
        return offset < committed
    return offset < end and offset not in open_
