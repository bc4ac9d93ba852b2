"""Whatever comes, in whatever order: the stories are the same on replay, bounded, and lose no article."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from streams.clusters.clusters import Clusters
from streams.clusters.options import Options
from streams.clusters.story import Change, Status
from streams.clusters.telling import Telling
from tests.clusters.tellings import FIRE, FIRE_AGAIN, NOON, VOTE, canceled, named, told

HOUR = 3600.0
SMALL = Options(
    joins=0.3,
    merges=0.3,
    most_stories=4,
    most_articles=3,
    most_waiting=3,
    most_terms=20,
    most_seen=30,
    most_postings=2,
)
WORDS = (
    "harbour",
    "fire",
    "vote",
    "flood",
    "bank",
    "Norrby",
    "Kalmar",
    "minister",
    "strike",
    "31",
    "ferry",
    "tunnel",
)


@st.composite
def tellings(draw: st.DrawFn) -> list[Telling]:
    """Articles, versions, copies and kills over some days, each event told once."""
    found: list[Telling] = []
    hours = 0.0
    for number in range(draw(st.integers(1, 14))):
        hours += draw(st.sampled_from((0.0, 0.5, 5.0, 30.0)))
        uri = f"urn:{draw(st.integers(0, 6))}"
        kind = draw(st.sampled_from(("report", "report", "report", "copy", "kill", "hold")))
        if kind in ("kill", "hold"):
            status = "canceled" if kind == "kill" else "withheld"
            found.append(replace(canceled(uri, hours=hours, status=status), event=str(number)))
            continue
        words = draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
        texts = draw(st.sampled_from(((" ".join(words),), FIRE, FIRE_AGAIN, VOTE)))
        original = f"urn:{draw(st.integers(0, 6))}"
        found.append(
            told(
                uri,
                texts,
                hours=hours,
                event=str(number),
                source=draw(st.sampled_from(("wire", "paper", "post"))),
                language=draw(st.sampled_from(("en", "en", "de"))),
                people=named(*draw(st.lists(st.sampled_from(("Ann Lee", "Bo Ek")), max_size=2))),
                places=named(*draw(st.lists(st.sampled_from(("Norrby", "Kalmar")), max_size=2))),
                copy_of=original if kind == "copy" and original != uri else None,
            )
        )
    return found


def run(clusters: Clusters, told_ones: list[Telling]) -> list[Change]:
    return [change for each in told_ones for change in clusters.take(each)]


@given(tellings())
def test_the_same_articles_give_the_same_stories(told_ones: list[Telling]) -> None:
    one, again = Clusters(), Clusters()
    assert run(one, told_ones) == run(again, told_ones)
    assert one.dump() == again.dump()


@given(tellings(), st.sampled_from((Options(), SMALL)), st.data())
def test_a_restart_in_the_middle_changes_nothing(
    told_ones: list[Telling], options: Options, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(told_ones)))
    whole, after = Clusters(options), Clusters(options)
    run(whole, told_ones[:at])
    after.load(whole.dump())
    assert run(after, told_ones[at:]) == run(whole, told_ones[at:])
    assert after.dump() == whole.dump()


@given(tellings())
def test_an_event_that_comes_again_at_once_changes_nothing(told_ones: list[Telling]) -> None:
    clusters = Clusters()
    for each in told_ones:
        answer, known = clusters.take(each), clusters.dump()
        again = clusters.take(each)
        assert clusters.dump() == known
        if answer and answer[-1].adds and answer[-1].adds.uri == each.uri:
            assert again == answer[-1:]


@given(tellings(), st.lists(st.floats(0, 200), max_size=5))
def test_when_ticks_come_does_not_matter(told_ones: list[Telling], hours: list[float]) -> None:
    quiet, ticked = Clusters(), Clusters()
    for each in told_ones:
        quiet.take(each)
        for hour in hours:  # a tick says what the clock says, and that is no later than what comes next
            ticked.tick(min(NOON + hour * HOUR, each.arrived))
        ticked.take(each)
    assert ticked.dump() == quiet.dump()


@given(tellings())
def test_everything_is_bounded(told_ones: list[Telling]) -> None:
    clusters = Clusters(SMALL)
    for each in told_ones:
        clusters.take(each)
        shelf = clusters._shelf
        assert len(shelf) <= SMALL.most_stories
        assert len(clusters._waiting) <= SMALL.most_waiting
        assert set(shelf.homes) == {uri for cluster in shelf for uri in cluster.members}
        assert shelf.postings.size() <= 16 * 3 * SMALL.most_stories
        for cluster in shelf:
            assert 0 < len(cluster.members) <= SMALL.most_articles
            assert len(cluster.seen) <= SMALL.most_seen
            assert all(len(vector) <= SMALL.most_terms for vector in cluster.vectors.values())


@given(tellings())
def test_no_article_is_lost_and_the_counts_add_up(told_ones: list[Telling]) -> None:
    clusters = Clusters(Options(over=10_000))
    stories: dict[str, Change] = {}
    for change in run(clusters, told_ones):
        if change.kind == "merged":
            assert change.into in stories
            del stories[change.story]
        else:
            stories[change.story] = change
    states = [change.state for change in stories.values() if change.state]
    usable: dict[str, Telling] = {}
    for each in told_ones:
        if each.usable:
            usable[each.uri] = each
        else:
            usable.pop(each.uri, None)
    waiting = len(clusters._waiting)
    assert sum(state.articles for state in states) == len(usable) - waiting
    for state in states:
        assert state.reports <= state.articles
        assert len(state.sources) <= state.articles
        assert (state.status is Status.OVER) == (state.articles == 0)
        assert len(state.latest) == min(state.articles, 10)
