"""Which entries of a feed are news: not seen before, edited, or put back to what they were.

What is there is noted, and noted again while it is there: so it is known how long something has been gone. Two servers
behind one address may take turns in showing an old and a new state; what comes and goes like that is not sent again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from streams.connect.desk import Desk
from streams.connect.entries import Found

#: What is still there is noted again after so long, in seconds.
TOUCHED_AFTER = 1800.0
#: What was away for so long, while something else stood in its place, is news again.
BACK_AFTER = 3600.0
#: What is gone from its source for so long is forgotten, in seconds; of each source so much is remembered at most.
FORGOTTEN_AFTER, MOST_NOTED = 30 * 86_400.0, 100_000


def news_of(desk: Desk, found: Sequence[Found], read: float) -> list[Found]:
    """Those that are to be sent, each once. `read` is when the source was read before, in Unix time; 0: never."""
    each_once = {each.key: each for each in found}
    known = desk.noted(list(each_once))
    return [
        each for key, each in each_once.items() if key not in known or _is_back(desk, each, known[key], read)
    ]


def note_present(desk: Desk, found: Sequence[Found]) -> None:
    """Notes that these are there, all of which were noted before or are not to be sent."""
    keys = list(dict.fromkeys(each.key for each in found))
    known = desk.noted(keys)
    late = time.time() - TOUCHED_AFTER
    if old := [key for key in keys if known.get(key, 0.0) < late]:
        desk.note(old)


def forget_old(desk: Desk, reads: Mapping[str, float]) -> None:
    """Forgets what is gone for long. `reads` are the times at which each url was read, in Unix time.

    What a url held that has not been read since may still be there.
    """
    oldest = min(reads.values(), default=0.0)
    desk.forget(moment(max(0.0, oldest - FORGOTTEN_AFTER)), MOST_NOTED)


def moment(seconds: float) -> datetime:
    """Unix time as a date."""
    return datetime.fromtimestamp(seconds, UTC)


def _is_back(desk: Desk, found: Found, noted: float, read: float) -> bool:
    """Whether an entry says again what it had said before it was edited."""
    if noted >= read - BACK_AFTER:
        return False
    return any(at > noted for key, at in desk.noted_below(found.who).items() if key != found.key)
