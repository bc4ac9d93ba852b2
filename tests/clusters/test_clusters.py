from __future__ import annotations

from typing import Any

import orjson
import pytest

from streams.clusters.clusters import Clusters
from streams.clusters.facts import Named
from streams.clusters.options import Options
from streams.clusters.story import Change, State, Status
from tests.clusters.tellings import FIRE, FIRE_AGAIN, NOON, VOTE, canceled, last, named, told

HOUR = 3600.0


def state(changes: tuple[Change, ...]) -> State:
    found = last(changes).state
    assert found is not None
    return found


def test_two_reports_of_one_event_are_one_story_and_another_event_is_another() -> None:
    clusters = Clusters()
    first = state(clusters.take(told("urn:1", FIRE)))
    second = state(clusters.take(told("urn:2", FIRE_AGAIN, hours=1, source="paper")))
    other = state(clusters.take(told("urn:3", VOTE, hours=2)))
    assert first.id == second.id != other.id
    assert (first.status, second.status) == (Status.NEW, Status.GROWING)
    assert (second.articles, second.reports, second.sources) == (2, 2, ("wire", "paper"))
    assert second.title == FIRE[0]
    assert second.first is not None
    assert second.first.uri == "urn:1"
    assert [report.uri for report in second.latest] == ["urn:2", "urn:1"]


def test_the_id_is_of_the_article_that_began_the_story() -> None:
    one, again = Clusters(), Clusters()
    again.take(told("urn:0", VOTE))
    assert state(one.take(told("urn:1"))).id == state(again.take(told("urn:1"))).id
    assert state(one.take(told("urn:1"))).id.startswith("urn:copydesk:story:")


def test_an_event_that_is_taken_again_changes_nothing_and_has_the_same_answer() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE))
    article = told("urn:2", FIRE_AGAIN, hours=1)
    answer, known = clusters.take(article), clusters.dump()
    assert clusters.take(article) == answer
    assert clusters.dump() == known


def test_a_newer_version_stays_in_its_story_and_does_not_count_twice() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE))
    before = state(clusters.take(told("urn:2", FIRE_AGAIN, hours=1, source="paper")))
    changes = clusters.take(told("urn:2", VOTE, hours=2, source="paper"))
    after = state(changes)
    assert (after.id, after.articles, after.reports) == (before.id, 2, 2)
    assert after.latest[0].headline == VOTE[0]
    adds = last(changes).adds
    assert adds is not None
    assert adds.novelty is not None
    assert adds.novelty.story > 0.8


def test_a_copy_takes_its_originals_story_and_is_no_report() -> None:
    clusters = Clusters()
    original = state(clusters.take(told("urn:1", FIRE)))
    changes = clusters.take(told("urn:2", VOTE, source="paper", copy_of="urn:1"))
    copied = state(changes)
    assert copied.id == original.id
    assert (copied.articles, copied.reports, copied.status) == (2, 1, Status.NEW)
    assert copied.sources == ("wire", "paper")
    adds = last(changes).adds
    assert adds is not None
    assert adds.copy_of == "urn:1"


def test_what_a_copy_says_is_not_what_its_story_is_known_by() -> None:
    clusters = Clusters()
    fire = state(clusters.take(told("urn:1", FIRE)))
    clusters.take(told("urn:2", VOTE, copy_of="urn:1"))
    assert state(clusters.take(told("urn:3", VOTE, hours=1))).id != fire.id


def test_a_copy_that_comes_first_waits_for_its_original() -> None:
    clusters = Clusters()
    assert clusters.take(told("urn:3", VOTE, copy_of="urn:2")) == ()
    assert clusters.take(told("urn:2", VOTE, copy_of="urn:1")) == ()
    changes = clusters.take(told("urn:1", FIRE))
    assert [change.adds.uri for change in changes if change.adds] == ["urn:1", "urn:2", "urn:3"]
    assert state(changes).articles == 3


def test_a_copy_that_waits_and_is_canceled_does_not_come() -> None:
    clusters = Clusters()
    clusters.take(told("urn:2", VOTE, copy_of="urn:1"))
    assert clusters.take(canceled("urn:2")) == ()
    assert state(clusters.take(told("urn:1", FIRE))).articles == 1


def test_an_article_that_is_now_told_as_a_copy_joins_the_two_stories() -> None:
    clusters = Clusters()
    older = state(clusters.take(told("urn:1", FIRE)))
    younger = state(clusters.take(told("urn:2", VOTE, hours=1)))
    merged, change = clusters.take(told("urn:1", FIRE, hours=2, copy_of="urn:2"))
    assert (merged.kind, merged.story, merged.into) == ("merged", younger.id, older.id)
    assert change.state is not None
    assert (change.story, change.state.articles, change.state.reports) == (older.id, 2, 1)
    assert clusters.take(canceled("urn:2", hours=3))[0].story == older.id


def test_stories_that_grow_alike_become_the_older_one() -> None:
    clusters = Clusters(Options(joins=1.1, merges=0.3, adopts=0.3))
    ids = [
        state(clusters.take(told(f"urn:{n}", text, hours=n))).id for n, text in enumerate((FIRE, FIRE_AGAIN))
    ]
    changes = clusters.take(told("urn:2", FIRE_AGAIN, hours=2))
    assert [(change.kind, change.story) for change in changes] == [("merged", ids[1]), ("story", ids[0])]
    assert state(changes).articles == 3


def test_a_killed_article_leaves_the_story() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE, people=named("Tove Lindqvist")))
    clusters.take(told("urn:2", FIRE_AGAIN, hours=1, source="paper", people=named("Anna Berg")))
    changes = clusters.take(canceled("urn:1", hours=2))
    left = state(changes)
    assert (left.articles, left.reports, left.sources, left.title) == (1, 1, ("paper",), FIRE_AGAIN[0])
    assert left.people == named("Anna Berg")
    adds = last(changes).adds
    assert adds is not None
    assert (adds.uri, adds.novelty) == ("urn:1", None)


def test_a_story_of_which_all_is_killed_is_over_and_a_release_brings_it_back() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE))
    over = state(clusters.take(canceled("urn:1", hours=1, status="withheld")))
    assert (over.status, over.articles, over.title, over.first, over.latest) == (Status.OVER, 0, "", None, ())
    back = state(clusters.take(told("urn:1", FIRE, hours=2)))
    assert (back.status, back.articles) == (Status.NEW, 1)


def test_of_a_killed_article_nothing_that_it_said_is_kept_for_readers() -> None:
    clusters = Clusters()
    story = state(clusters.take(told("urn:1", FIRE, event="e", people=named("Tove Lindqvist")))).id
    clusters.take(canceled("urn:1"))
    assert FIRE[0].encode() not in clusters.record(story)
    assert b'"Tove Lindqvist"' not in clusters.record(story)


def test_a_newer_version_that_says_the_same_makes_no_word_stronger() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE))
    (cluster,) = clusters._shelf
    before = cluster.norms["en"]
    clusters.take(told("urn:1", FIRE, hours=1))
    assert cluster.norms["en"] < 1.5 * before


def test_in_a_new_language_only_facts_are_compared() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE, **OF_THE_FIRE))
    adds = last(clusters.take(told("urn:2", GERMAN, hours=1, language="de", **OF_THE_FIRE))).adds
    assert adds is not None
    assert adds.novelty is not None
    assert adds.novelty.story == 0


def test_a_cancellation_of_what_nobody_knows_is_nothing() -> None:
    assert Clusters().take(canceled("urn:1")) == ()


def test_time_makes_a_story_quiet_and_then_over() -> None:
    clusters = Clusters(Options(quiet=12, over=72))
    began = state(clusters.take(told("urn:1")))
    assert clusters.tick(NOON + 11.9 * HOUR) == ()
    (quiet,) = clusters.tick(NOON + 12 * HOUR)
    assert quiet.state is not None
    assert (quiet.state.status, quiet.adds, quiet.at) == (Status.QUIET, None, NOON + 12 * HOUR)
    assert clusters.tick(NOON + 71 * HOUR) == ()
    (over,) = clusters.tick(NOON + 72 * HOUR)
    assert over.state is not None
    assert (over.story, over.state.status, over.state.articles) == (began.id, Status.OVER, 1)
    assert len(clusters) == 0
    assert clusters.take(canceled("urn:1", hours=73)) == ()


def test_a_quiet_story_wakes_up() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE))
    clusters.tick(NOON + 20 * HOUR)
    woken = state(clusters.take(told("urn:2", FIRE_AGAIN, hours=21, source="paper")))
    assert woken.status is Status.GROWING
    assert clusters.tick(NOON + 32 * HOUR) == ()
    assert len(clusters.tick(NOON + 33 * HOUR)) == 1


def test_no_article_moves_the_clock_back() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE, hours=10))
    change = last(clusters.take(told("urn:2", VOTE, hours=0)))
    assert change.at == NOON + 10 * HOUR


def test_a_story_that_is_over_is_begun_anew() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE))
    over, began = clusters.take(told("urn:2", FIRE, hours=80))
    assert over.state is not None
    assert began.state is not None
    assert (over.state.status, began.state.status) == (Status.OVER, Status.NEW)
    assert over.story != began.story


def test_of_too_many_stories_the_one_that_was_quiet_longest_is_over() -> None:
    clusters = Clusters(Options(most_stories=2, joins=2.0))
    ids = [state(clusters.take(told(f"urn:{number}", hours=number))).id for number in range(2)]
    clusters.take(told("urn:0", VOTE, hours=3))
    over, _ = clusters.take(told("urn:9", hours=4))
    assert over.story == ids[1]
    assert len(clusters) == 2


def test_of_too_many_articles_the_first_are_counted_on() -> None:
    clusters = Clusters(Options(most_articles=2))
    for number in range(4):
        found = state(clusters.take(told(f"urn:{number}", hours=number, source=f"paper-{number}")))
    assert (found.articles, found.reports, len(found.latest)) == (4, 4, 2)
    assert set(found.sources) == {f"paper-{number}" for number in range(4)}


def test_the_first_article_of_a_story_that_forgot_it_is_still_of_that_story() -> None:
    clusters = Clusters(Options(most_articles=1))
    began = state(clusters.take(told("urn:1", FIRE)))
    clusters.take(told("urn:2", FIRE_AGAIN, hours=1))
    assert state(clusters.take(told("urn:1", VOTE, hours=2))).id == began.id
    assert len(clusters) == 1


GERMAN = (
    "Brand im Fährhafen von Norrby: 31 Verletzte",
    "Ein Feuer in einer Lagerhalle hat am Samstag den Fährhafen von Norrby lahmgelegt; 31 Menschen kamen ins Krankenhaus.",
)
FRENCH = (
    "Incendie au port de Norrby : les ferries à l'arrêt",
    "Un entrepôt du terminal a brûlé samedi à Norrby et 31 dockers ont été hospitalisés.",
)
OF_THE_FIRE: dict[str, Any] = {"places": named("Norrby", "Kalmar"), "people": named("Tove Lindqvist")}


def test_one_event_told_in_three_languages_is_one_story() -> None:
    clusters = Clusters()
    clusters.take(told("urn:0", VOTE, places=named("Lisbon")))
    for number, text in enumerate((FIRE, GERMAN, FRENCH), 1):
        language = ("en", "de", "fr")[number - 1]
        told_now = told(f"urn:{number}", text, hours=number, language=language, **OF_THE_FIRE)
        found = state(clusters.take(told_now))
    assert (found.articles, found.languages) == (3, ("en", "de", "fr"))


@pytest.mark.parametrize(
    "shared",
    [
        {"places": named("Norrby", "Kalmar")},
        {"people": named("Tove Lindqvist")},
        {"places": named("Malmö"), "people": named("Tove Lindqvist")},
    ],
)
def test_across_languages_a_place_or_a_name_alone_is_too_little(shared: dict[str, Any]) -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE, **OF_THE_FIRE))
    other = told(
        "urn:2", ("Norrby baut", "Ein neues Rathaus kostet viel Geld."), hours=1, language="de", **shared
    )
    assert state(clusters.take(other)).articles == 1


def test_across_languages_the_same_people_in_the_same_places_are_not_yet_one_story() -> None:
    clusters = Clusters()
    people = named("Tove Lindqvist", "Anna Berg", "Ola Norén")
    places = named("Norrby", "Kalmar", "Sweden")
    clusters.take(
        told("urn:1", ("Lindqvist meets Berg in Norrby", "They spoke."), people=people, places=places)
    )
    other = ("Berg eröffnet Schule in Norrby", "Auch Lindqvist war da.")
    found = clusters.take(told("urn:2", other, hours=1, language="de", people=people, places=places))
    assert state(found).articles == 1


MERGER = (
    "Falkenau to buy Holmegaard",
    "The brewer buys Holmegaard for 1.2 billion euros, Lone Kirkeby said.",
)
ABROAD = ("Falkenau kauft Holmegaard", "Die Brauerei zahlt 1,2 Milliarden Euro, sagte Lone Kirkeby.")


@pytest.mark.parametrize(
    ("person", "text", "articles"),
    [
        (Named("Lone Kirkeby"), ABROAD, 2),
        (Named("Lone Kirkeby", "https://id.example/1"), ABROAD, 1),  # who is in ten stories a day
        (Named("Lone Kirkeby"), ("Kirkeby eröffnet ein Museum", "Lone Kirkeby sprach."), 1),
    ],
)
def test_across_languages_somebody_little_known_and_a_number_make_one_story(
    person: Named, text: tuple[str, ...], articles: int
) -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", MERGER, people=(person,), organisations=named("Falkenau Brewery")))
    other = told("urn:2", text, hours=1, language="de", people=(person,))
    assert state(clusters.take(other)).articles == articles


def test_the_same_place_and_kind_of_event_on_another_day_is_another_story() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1", FIRE))
    later = told("urn:2", FIRE_AGAIN, hours=1, created=NOON - 200 * HOUR, updated=NOON - 200 * HOUR)
    assert state(clusters.take(later)).articles == 1


def test_what_is_loaded_goes_on_as_what_was_dumped() -> None:
    clusters, again = Clusters(), Clusters()
    clusters.take(told("urn:1", FIRE, **OF_THE_FIRE))
    clusters.take(told("urn:3", VOTE, copy_of="urn:2"))
    clusters.tick(NOON + 13 * HOUR)
    again.load(clusters.dump())
    for telling in (
        told("urn:4", FIRE_AGAIN, hours=14),
        told("urn:2", VOTE, hours=15),
        canceled("urn:1", hours=16),
    ):
        assert again.take(telling) == clusters.take(telling)
    assert again.dump() == clusters.dump()


def test_what_another_version_wrote_is_refused_and_changes_nothing() -> None:
    clusters = Clusters()
    clusters.take(told("urn:1"))
    known = clusters.dump()
    for dumped in (b"{}", b"[]", b'{"format": 0}'):
        with pytest.raises(ValueError, match="format"):
            clusters.load(dumped)
    assert clusters.dump() == known


def test_stories_of_the_version_that_knew_no_names_go_on() -> None:
    clusters, again = Clusters(), Clusters()
    clusters.take(told("urn:1"))
    older = orjson.loads(clusters.dump()) | {"format": 1}
    for each in older["stories"]:
        del each["names"]
    again.load(orjson.dumps(older))
    assert state(again.take(told("urn:2", FIRE_AGAIN, names=("kalma", "norrb")))).articles == 2


def test_stories_come_back_from_their_records() -> None:
    clusters, again = Clusters(), Clusters()
    ids = [state(clusters.take(told(f"urn:{n}", text, hours=n))).id for n, text in enumerate((FIRE, VOTE))]
    again.restore([clusters.record(each) for each in reversed(ids)])
    assert [again.record(each) for each in ids] == [clusters.record(each) for each in ids]
    late = told("urn:9", FIRE_AGAIN, hours=2)
    assert again.take(late) == clusters.take(late)
    with pytest.raises(KeyError):
        clusters.record("urn:copydesk:story:none")
