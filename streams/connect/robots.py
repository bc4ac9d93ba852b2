"""robots.txt of the hosts that are asked (RFC 9309), read by protego, which has no pattern that takes long."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from dataclasses import dataclass

from protego import Protego

# It would tell of each line that belongs to no group.
logging.getLogger("protego").setLevel(logging.ERROR)

#: By this name robots.txt means us.
TOKEN = "copydesk"
#: What was read counts for so long, in seconds, and at most so many bytes of it count (RFC 9309, 2.4 and 2.5).
FRESH, MOST_BYTES = 86_400.0, 500 * 1024
#: The most of a Crawl-delay, in seconds: more would be as good as a refusal, which it is not.
_LONGEST_DELAY = 60.0
#: Hosts of which it is remembered; the oldest are forgotten first.
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us; `rules` is None where there is none, and all is allowed."""

    rules: Protego | None = None

    def allows(self, url: str) -> bool:
        """Whether we may ask for this url."""
        return self.rules is None or bool(self.rules.can_fetch(url, TOKEN))

    @property
    def delay(self) -> float:
        """The pause that it wants between two requests, in seconds."""
        wanted = self.rules.crawl_delay(TOKEN) if self.rules is not None else None
        return min(float(wanted), _LONGEST_DELAY) if wanted and wanted > 0 else 0.0


def read_rules(status: int, body: bytes) -> Rules:
    """What was answered, with 200 or a status of 4xx: then all is allowed (RFC 9309, 2.3.1.3).

    A long one takes a third of a second.
    """
    if status != 200:
        return Rules()
    return Rules(Protego.parse(body[:MOST_BYTES].decode("utf-8", "replace")))


class Known:
    """What is known of robots.txt by origin: "https://news.example". Of each for a day."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, Rules]] = OrderedDict()

    def get(self, origin: str) -> Rules | None:
        """The rules; None when they are to be asked for."""
        at, rules = self._known.get(origin, (float("-inf"), Rules()))
        return rules if time.monotonic() - at < FRESH else None

    def put(self, origin: str, rules: Rules) -> Rules:
        """These are the rules from now on."""
        self._known[origin] = (time.monotonic(), rules)
        self._known.move_to_end(origin)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return rules
