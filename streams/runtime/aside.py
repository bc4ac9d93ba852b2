"""Which enrichers of others run now, and which are set aside because they keep failing.

One that costs much (it hangs, takes all memory, crashes) three times in ten articles, or fails in any way ten times in
a row, is set aside for five minutes: articles go out without its values, and say so. Then it gets one article to show
that it works again. If it does not, it is set aside for twice as long, an hour at most.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from streams import metrics, series
from streams.extensions.extend import Run
from streams.kinds import Ran

log = logging.getLogger(__name__)

#: Of so many articles so many that cost much.
REMEMBERED, COSTLY = 10, 3
#: How long one is set aside, in seconds: twice as long each time that it then fails again, up to the most.
AWAY, MOST_AWAY = 300.0, 3600.0
_COSTLY = frozenset({Ran.DEADLINE, Ran.OUT_OF_MEMORY, Ran.PROCESS_DIED})


@dataclass(slots=True)
class _Record:
    last: deque[Ran] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    until: float | None = None  # set aside until then
    away: float = AWAY  # for so long
    trial: bool = False  # an article was given to it meanwhile, to see whether it works again

    @property
    def fails(self) -> bool:
        costly = sum(ran in _COSTLY for ran in self.last)
        return costly >= COSTLY or (len(self.last) == REMEMBERED and Ran.DONE not in self.last)


class Aside:
    """The enrichers of these names, in their order, and how they do. `monotonic` gives seconds."""

    def __init__(self, names: Iterable[str], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._records = {name: _Record() for name in names}
        self._monotonic = monotonic
        series.list_enrichers(self._records)

    def now(self) -> tuple[tuple[str, ...], dict[str, Ran]]:
        """The names of those that the next article is given to, and those that are set aside.

        One whose time is over gets this one article; until that has ended well, it counts as set aside for others.
        """
        on: list[str] = []
        off: dict[str, Ran] = {}
        now = self._monotonic()
        for name, record in self._records.items():
            if record.until is None:
                on.append(name)
            elif now >= record.until:
                record.away = min(2 * record.away, MOST_AWAY)
                record.until, record.trial = now + record.away, True
                on.append(name)
            else:
                off[name] = Ran.SET_ASIDE
                metrics.enricher_articles.labels(name, Ran.SET_ASIDE).inc()
        return tuple(on), off

    def heard(self, runs: Iterable[Run]) -> None:
        """How they ended with an article."""
        for run in runs:
            metrics.enricher_articles.labels(run.name, run.ran).inc()
            metrics.enricher_seconds.labels(run.name).observe(run.seconds)
            self._note(self._records[run.name], run)

    def _note(self, record: _Record, run: Run) -> None:
        if record.until is not None and not record.trial:
            return  # it was begun before the enricher was set aside, and says nothing new of it
        was_well = not record.last or record.last[-1] is Ran.DONE
        record.last.append(run.ran)
        if record.trial:
            record.trial = False
            if run.ran is Ran.DONE:
                log.warning("the enricher %r works again", run.name)
                record.until, record.away = None, AWAY
                record.last.clear()
        elif record.fails:
            record.until = self._monotonic() + record.away
            log.error(
                "the enricher %r keeps failing and is set aside for %g s: %s: %s; see CopydeskEnricherFailing in the "
                "runbook",
                *(run.name, AWAY, run.ran, run.detail),
            )
        elif run.ran is not Ran.DONE and was_well:  # one line for a row of failures
            log.warning("the enricher %r gave nothing: %s: %s", run.name, run.ran, run.detail)
        metrics.enricher_set_aside.labels(run.name).set(record.until is not None)
