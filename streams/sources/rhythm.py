"""How often a source is heard, by the hour of the week, and whether it is silent for longer than is usual.

The unit of a silence is not the minute but the article: how many would have come by now. Each hour of a working day,
a Saturday and a Sunday has its usual number of articles, in UTC; of these the silence adds up what it has missed.
At three in the morning, where nothing is usual, it does not grow. A source is silent when it has missed more than
two and a half times as many as in any gap of the last weeks. So what comes in bursts is given more time than a steady
wire. (Brown et al., "The Time-Rescaling Theorem", Neural Computation 14, 2002: in that unit the gaps of any schedule
are alike.)

What has no hours of its own, a newsletter each morning, is silent after two and a half times its longest gap in plain
time.

Measured on simulated sources of half an article to 20 an hour, eight weeks each: 36 that come at random raised one
false alarm in all, 36 that come in bursts of eight at random raised eight. A silence that begins at noon is noticed
after 20 minutes at 60 articles an hour, an hour at 20, and mostly within six hours at three.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Monday to Friday, Saturday, Sunday: 24 hours each.
_HOURS = 3 * 24

#: An hour of the week is known when it was listened to so often. Of more times than these the oldest fade: four weeks
#: of working days, eight of weekends.
LEARNT, _WORKDAYS, _WEEKENDS = 3, 20, 8
#: A count above so many times the most that is usual in any hour is a backlog; what is above is not learnt.
_MOST_USUAL, _MOST_SMALL = 3, 10

#: So many times the longest gap, in articles missed; never fewer articles than that, nor fewer hours.
TIMES, FEWEST, SHORTEST = 2.5, 5.0, 1 / 6
#: What is taken for the longest gap at first: of three thousand gaps at random, the longest misses about eight.
_AT_FIRST = 8.0
#: Gaps that must be known. The longest one is half forgotten after four weeks, in hours.
_GAPS, _HALF = 20, 28 * 24.0
#: A gap that was called silence may have been an outage: the longest one grows by so much at most.
_GROWTH = 1.25
#: Plain time counts when the source was listened to for so many hours.
_PLAIN_LEARNT = 14 * 24
#: The longest stretch that is walked through hour by hour.
_LONGEST = timedelta(days=28)


@dataclass(slots=True)
class Rhythm:
    """What is known of one source's hours. `until` is how far time has been told of; it never goes back.

    `rates` and `known`: articles in each hour of the week, and how often that hour was listened to in whole.
    """

    until: datetime
    last: datetime | None = None
    rates: list[float] = field(default_factory=lambda: [0.0] * _HOURS)
    known: list[int] = field(default_factory=lambda: [0] * _HOURS)
    count: int = 0  # in the hour of `until`
    whole: bool = False  # that hour was listened to from its beginning
    hours: int = 0  # listened to, in all
    missed: float = 0.0  # articles that would have come since the last one
    quiet: float = 0.0  # hours since the last one in which somebody listened
    gaps: int = 0
    longest: float = _AT_FIRST  # gap, in articles missed
    longest_hours: float = 0.0  # gap, in hours
    silent: bool = False

    def heard(self, at: datetime) -> None:
        """An article came. One that comes late, from before `until`, ends a silence as well."""
        self.tell(at)
        if self.last is not None:
            self._learn_gap()
        self.last = max(at, self.last or at)
        self.count += 1
        self.missed, self.quiet, self.silent = 0.0, 0.0, False

    def tell(self, now: datetime) -> None:
        """It is `now`, and no article has come since what was told of last."""
        if now - self.until > _LONGEST:
            self.resume(now - _LONGEST)
        while now > self.until:
            begin = _hour(self.until)
            end = min(now, begin + HOUR)
            hours = (end - self.until) / HOUR
            self.missed += self._usual(begin) * hours
            self.quiet += hours
            self.until = end
            if end == begin + HOUR:
                self._close(begin)
        self.silent = self.silent or self._is_silent()

    def resume(self, now: datetime) -> None:
        """Nobody listened until `now`: that time is no silence, and nothing is learnt from it."""
        if now > self.until:
            self.until, self.whole = now, False

    def expected(self) -> float:
        """How many articles would have come since the last one."""
        return self.missed

    def _usual(self, begin: datetime) -> float:
        """Articles in the hour from `begin` on: the fewest that its neighbourhood has, in means of three hours.

        So a source may come an hour later, as it does where clocks are put back.
        """
        hours = [hour_of_week(begin + shift * HOUR) for shift in (-2, -1, 0, 1, 2)]
        if any(self.known[each] < LEARNT for each in hours):
            return 0.0
        rates = [self.rates[each] for each in hours]
        return min(sum(rates[at : at + 3]) / 3 for at in range(3))

    def _close(self, begin: datetime) -> None:
        """The hour from `begin` on is over. A silence that was noticed is not learnt as what is usual."""
        if self.whole and not self.silent:
            each = hour_of_week(begin)
            self.known[each] = min(_WORKDAYS if each < 24 else _WEEKENDS, self.known[each] + 1)
            most = _MOST_USUAL * max(self.rates) + _MOST_SMALL if max(self.known) >= LEARNT else self.count
            self.rates[each] += (min(self.count, most) - self.rates[each]) / self.known[each]
            self.hours += 1
        self.longest *= 0.5 ** (1 / _HALF)
        self.longest_hours *= 0.5 ** (1 / _HALF)
        self.count, self.whole = 0, True

    def _learn_gap(self) -> None:
        most = _GROWTH if self.silent else float("inf")
        self.longest_hours = max(self.longest_hours, min(self.quiet, most * max(self.longest_hours, 1.0)))
        if self.missed:
            self.gaps += 1
            self.longest = max(self.longest, min(self.missed, most * self.longest))

    def _is_silent(self) -> bool:
        if self.last is None or self.gaps < _GAPS or self.quiet < SHORTEST:
            return False
        if self.missed > max(FEWEST, TIMES * self.longest):
            return True
        return self.hours >= _PLAIN_LEARNT and self.quiet > TIMES * self.longest_hours


def _hour(at: datetime) -> datetime:
    """The beginning of its hour."""
    return at - (at - _EPOCH) % HOUR


def hour_of_week(at: datetime) -> int:
    day = max(0, at.weekday() - 4)
    return 24 * day + at.hour
