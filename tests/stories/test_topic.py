"""A correction that names its story by its topic alone: one story fits, several do, none does."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from streams.article import Article, RawArticle
from streams.kinds import Signal
from streams.stages import clean
from streams.stories.outcome import NoticeKind
from tests.articles import NOON, origin
from tests.stories.room import Room
from tests.stories.test_referred import OTHER, THIRD

TALKS = (
    "OSSING (Meridian) - Ministers took up the talks on the budget again on Monday, and 12 of 14 parties came, the ministry said.",
    "The talks are to end by Friday, and a vote is planned for December, finance minister Petra Quillon told reporters.",
)
NOTE = (
    "OSSING (Meridian) - In a story on Monday about budget talks, Meridian reported erroneously that 12 of 14 parties came. "
    "Thirteen did."
)
HEADLINE = "Ministers resume budget talks in Ossing"


def tell(
    room: Room, offset: int, headline: str, *text: str, source: str = "mer", hours: float = 0, uri: str = ""
) -> str:
    uri = uri or f"urn:{source}:{offset}"
    item = {"uri": uri, "type": "text", "version": "1", "headline": headline, "body_text": "\n\n".join(text)}
    at = origin(offset, minutes=offset + 60 * hours)
    (part,) = clean(RawArticle(json.dumps(item).encode(), at, "application/vnd.iptc.ninjs+json", source))
    assert isinstance(part, Article)
    room.tell(part)
    return part.uri


@pytest.fixture
def room() -> Room:
    room = Room()
    tell(room, 1, "Stocks rise in Asia", *OTHER)
    tell(room, 2, HEADLINE, *TALKS)
    tell(room, 3, "Quarry sold to bank", *THIRD)
    return room


def corrected(room: Room) -> dict[str, str | None]:
    """The headlines of what stands, with the notes of those that were corrected."""
    return {
        article.headline or "": article.header.ed_note
        for article in room.published.values()
        if article.verdict is not None and article.verdict.signal is Signal.CORRECTION
    }


@pytest.mark.parametrize(
    "headline",
    [
        "Correction: Story on budget talks",
        "Correction: Budget talks story",
        "CORRECTION - Article about budget talks",
        "Clarification: Report on the Ossing budget",
    ],
)
def test_the_one_story_of_its_source_on_that_topic_is_told_as_corrected(room: Room, headline: str) -> None:
    tell(room, 9, headline, NOTE)
    assert corrected(room) == {HEADLINE: NOTE}
    assert next(each for each in room.published.values() if each.headline == HEADLINE).paragraphs == TALKS
    assert room.notices == []


@pytest.mark.parametrize(
    ("story", "text", "headline", "note"),
    [
        (
            "Minister setzen Haushaltsgespräche in Ossing fort",
            "Die Minister haben am Montag die Gespräche über den Haushalt wieder aufgenommen, zwölf von 14 Parteien kamen, teilte "
            "das Ministerium in Ossing mit. Bis Freitag sollen sie enden.",
            "Berichtigung: Meldung zu den Haushaltsgesprächen",
            "In der Meldung zu den Haushaltsgesprächen vom Montag hieß es irrtümlich, zwölf von 14 Parteien seien gekommen. Es waren 13.",
        ),
        (
            "Les ministres reprennent les négociations budgétaires",
            "Les ministres ont repris lundi les négociations sur le budget, et douze des 14 partis sont venus, a indiqué le ministère. "
            "Elles doivent prendre fin vendredi.",
            "Rectificatif: dépêche sur les négociations budgétaires",
            "Dans une dépêche de lundi, il était indiqué par erreur que douze des 14 partis étaient venus. Il y en avait 13.",
        ),
        (
            "Los ministros retoman el diálogo presupuestario",
            "Los ministros retomaron el lunes el diálogo sobre el presupuesto y acudieron doce de los 14 partidos, informó el "
            "ministerio. Debe terminar el viernes.",
            "Corrección: Nota sobre el diálogo presupuestario",
            "En una nota del lunes se informó por error que acudieron doce de los 14 partidos. Fueron 13.",
        ),
    ],
)
def test_in_other_languages_too(story: str, text: str, headline: str, note: str) -> None:
    room = Room()
    tell(room, 1, "Stocks rise in Asia", *OTHER)
    tell(room, 2, story, text)
    tell(room, 9, headline, note)
    assert corrected(room) == {story: note}


def test_where_two_fit_the_editors_are_told_and_it_is_an_article_of_its_own(room: Room) -> None:
    other = TALKS[1].replace("Friday", "Sunday"), TALKS[0].replace("Monday", "Tuesday").replace("12", "9")
    tell(room, 4, "Union leaves budget talks in Ossing", "The union left the hall at noon.", *other)
    own = tell(room, 9, "Correction: Story on budget talks", NOTE)
    assert list(corrected(room)) == ["Correction: Story on budget talks"]
    (told,) = room.notices
    assert (told.kind, told.uri) == (NoticeKind.UNCLEAR_KILL, own)
    assert HEADLINE in (told.words or "") and "Union leaves" in (told.words or "")


@pytest.mark.parametrize(
    ("headline", "source", "hours"),
    [
        ("Correction: Story on budget talks", "other", 0),
        ("Correction: Story on budget talks", "mer", 40),
        ("Correction: Story on harbour talks", "mer", 0),
    ],
)
def test_of_another_source_from_long_ago_or_on_another_topic_it_is_none(
    room: Room, headline: str, source: str, hours: float
) -> None:
    tell(room, 9, headline, NOTE, source=source, hours=hours)
    assert list(corrected(room)) == [headline]
    (told,) = room.notices
    assert told.words is not None and told.words.endswith(
        "a correction of a story that is not known by these words"
    )


def test_a_note_that_says_nothing_of_the_storys_is_not_of_that(room: Room) -> None:
    note = "In a story on Sunday, the name of the owner of a bakery in Greyport was misspelled. She is Maud Ellersby."
    tell(room, 9, "Correction: Story on budget talks", note)
    assert list(corrected(room)) == ["Correction: Story on budget talks"]
    assert len(room.notices) == 1


def test_an_article_that_was_corrected_is_no_note(room: Room) -> None:
    text = (TALKS[0].replace("12 of", "13 of"), TALKS[1], "The story of the talks is a long one.")
    tell(room, 9, "CORRECTED-Ministers resume budget talks in Ossing", *text)
    assert room.published[next(iter(room.published))].paragraphs
    assert [each.paragraphs for each in room.published.values() if "budget" in (each.headline or "")] == [
        (*text,)
    ]


def test_what_a_source_published_lately_is_listed_the_newest_first(room: Room) -> None:
    found = [headline for _, headline in room.ledger.lately("mer", NOON, 10)]
    assert found == ["Quarry sold to bank", HEADLINE, "Stocks rise in Asia"]
    late = NOON + timedelta(minutes=2)
    assert [headline for _, headline in room.ledger.lately("mer", late, 1)] == ["Quarry sold to bank"]
    assert len(list(room.ledger.lately("mer", late, 10))) == 2
    assert list(room.ledger.lately("me", NOON, 10)) == []
