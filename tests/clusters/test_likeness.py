from __future__ import annotations

import math

import pytest

from streams.clusters.cluster import Cluster
from streams.clusters.clusters import Clusters
from streams.clusters.facts import Named
from streams.clusters.likeness import Query, _cosine, agreement, enough, likeness
from streams.clusters.options import Options
from tests.clusters.tellings import FIRE, FIRE_AGAIN, VOTE, named, told

ANY = Options(joins=0.0)


def story(*texts: tuple[str, ...]) -> tuple[Clusters, Cluster]:
    clusters = Clusters(Options(joins=0.1))
    for number, each in enumerate(texts):
        clusters.take(told(f"urn:{number}", each, places=named("Norrby")))
    (cluster,) = clusters._shelf
    return clusters, cluster


def alike(clusters: Clusters, cluster: Cluster, texts: tuple[str, ...], hours: float = 0.0) -> float:
    query = Query.of(told("urn:q", texts, hours=hours, places=named("Norrby")), clusters._weights)
    found = likeness(query, cluster, ANY)
    assert found is not None
    return found


def test_a_report_of_the_same_event_is_more_like_it_than_another() -> None:
    clusters, cluster = story(FIRE)
    assert alike(clusters, cluster, FIRE_AGAIN) > 3 * alike(clusters, cluster, VOTE)


def test_likeness_fades_with_the_time_between() -> None:
    clusters, cluster = story(FIRE)
    now, later = (alike(clusters, cluster, FIRE_AGAIN, hours) for hours in (0.0, ANY.fades))
    assert later == pytest.approx(now / math.e)


def test_what_is_said_at_all_counts_only_between_texts() -> None:
    # A headline alone: its cosine, and nothing for what is said.
    clusters, cluster = story((FIRE[0],))
    assert alike(clusters, cluster, (FIRE[0],)) == pytest.approx(1.0, rel=1e-3)


def test_the_same_kind_of_event_in_another_place_is_less_like_it() -> None:
    clusters, cluster = story(FIRE)
    here, there, nowhere = (
        likeness(Query.of(told("urn:q", FIRE_AGAIN, places=named(*names)), clusters._weights), cluster, ANY)
        for names in (("Norrby",), ("Malmö",), ())
    )
    assert here is not None
    assert there is not None
    assert nowhere is not None
    assert there < 0.8 * nowhere
    # The place is among the words already: it does not count twice.
    assert nowhere == here


def test_two_articles_that_were_told_apart_stay_apart_until_others_come() -> None:
    _, one = story(FIRE)
    _, other = story(VOTE)
    options = Options(adopts=0.3, merges=0.4)
    assert enough(one, other, options) == math.inf
    _, several = story(FIRE, FIRE_AGAIN)
    assert (enough(one, several, options), enough(several, several, options)) == (0.3, 0.4)


def test_stories_agree_in_a_language_that_both_have() -> None:
    _, one = story(FIRE)
    _, other = story(FIRE_AGAIN)
    assert 0.2 < agreement(one, other, ANY) < agreement(one, one, ANY) == pytest.approx(1.0, rel=1e-3)
    other.vectors = {"de": other.vectors["en"]}
    other.norms = {"de": other.norms["en"]}
    assert agreement(one, other, ANY) == 0


#: Reports of one kind in the same words, and of the first one told otherwise.
THERE = tuple(text.replace("Norrby", "Malvik").replace("Kalmar", "Ystad") for text in FIRE_AGAIN)


def test_an_event_of_the_same_kind_under_other_names_is_less_like_it() -> None:
    clusters = Clusters(ANY)
    clusters.take(told("urn:0", FIRE, names=("kalma", "norrb")))
    (cluster,) = clusters._shelf

    def like(texts: tuple[str, ...], names: tuple[str, ...]) -> float:
        return likeness(Query.of(told("urn:q", texts, names=names), clusters._weights), cluster, ANY) or 0.0

    assert like(THERE, ("malvi", "ystad")) < 0.5 * like(THERE, ())
    # One name of several is enough, and elsewhere is not another event where the names agree.
    assert like(FIRE_AGAIN, ("kalma", "norrb", "rotte")) == like(FIRE_AGAIN, ())


def test_stories_under_other_names_do_not_become_one() -> None:
    clusters: list[Cluster] = []
    for texts, names in ((FIRE, ("kalma", "norrb")), (THERE, ("malvi", "ystad")), (THERE, ())):
        found = Clusters()
        found.take(told("urn:0", texts, names=names))
        clusters += list(found._shelf)
    one, apart, unnamed = clusters
    low = Options(adopts=0.0)
    assert agreement(one, apart, low) < 0.5 * agreement(one, unnamed, low)


def test_one_name_alone_makes_no_story() -> None:
    # A town has a fire, and a council whose leader resigns on that day.
    council = (
        "Norrby council leader quits over expenses",
        "The leader of Norrby council, Sven Holm, resigned after auditors had found hotel bills of his.",
        "He denied wrongdoing; the opposition wants an inquiry, and new elections are expected in spring.",
    )

    def like(texts: tuple[str, ...], *names: str) -> float:
        clusters = Clusters(ANY)
        clusters.take(told("urn:0", FIRE, names=names))
        (cluster,) = clusters._shelf
        return likeness(Query.of(told("urn:q", texts, names=names), clusters._weights), cluster, ANY) or 0.0

    assert like(council, "norrb") < 0.6 * like(council)
    assert like(FIRE_AGAIN, "norrb") == pytest.approx(like(FIRE_AGAIN))


LEIPZIG = (Named("Leipzig", "https://sws.geonames.org/2879139/"),)
GERMANY = (Named("Germany", "https://sws.geonames.org/2921044/"),)


@pytest.mark.parametrize(
    ("where", "hurt", "stories", "joins"),
    [(LEIPZIG, 17, 0, True), (LEIPZIG, 18, 0, False), (GERMANY, 17, 0, False), (LEIPZIG, 17, 30, False)],
    ids=["the same", "another number", "a country", "a town of which much is told"],
)
def test_a_story_in_another_language_is_joined_by_a_town_and_a_number(
    where: tuple[Named, ...], hurt: int, stories: int, joins: bool
) -> None:
    clusters = Clusters()
    for number in range(stories):
        clusters._weights.count((f"place:{LEIPZIG[0].uri}", f"number:{number}00"), "facts")
    clusters.take(told("urn:0", ("Tram derails", "A tram derailed and 17 people were hurt."), places=where))
    (cluster,) = clusters._shelf
    texts = ("Straßenbahn entgleist", f"Eine Straßenbahn entgleiste, {hurt} Menschen wurden verletzt.")
    query = Query.of(told("urn:q", texts, language="de", places=where), clusters._weights)
    assert (likeness(query, cluster, Options()) is not None) == joins


@pytest.mark.parametrize(
    ("text", "hours", "same"),
    [
        ("The DAX closed 1.3 percent higher at 19,268 points.", 24, False),
        ("The DAX closed 1.3 percent higher at 19,268 points.", 2, True),
        ("The DAX had closed 1.8 percent higher at 19,210 points.", 24, True),
        ("The DAX closed higher, and carmakers gained on Tuesday.", 24, True),
    ],
    ids=["the next day's", "of that day", "told again", "without numbers"],
)
def test_the_same_report_of_another_day_is_less_like_it(text: str, hours: float, same: bool) -> None:
    clusters = Clusters(ANY)
    clusters.take(
        told("urn:0", ("Stocks close higher", "The DAX closed 1.8 percent higher at 19,210 points."))
    )
    (cluster,) = clusters._shelf
    query = Query.of(told("urn:q", ("Stocks close higher", text), hours=hours), clusters._weights)
    words = _cosine(query.words, cluster, "en") * math.exp(-hours / ANY.fades)
    assert (likeness(query, cluster, ANY) == pytest.approx(words)) == same
