"""What the sender says is as visible as the copy; codes and addresses stay as they are."""

from __future__ import annotations

import pytest

from streams.clean.said import normalise_said
from streams.sent import (
    AltId,
    Concept,
    Description,
    Headline,
    Media,
    Party,
    Related,
    Rendition,
    Rights,
    Sent,
    Series,
)

TURNED = "A\u202eB\u200b  &amp; C"


def test_every_word_is_visible() -> None:
    sent = Sent(
        subjects=(Concept(TURNED, "http://cv.example/a\u200b", "x:\u200b1"),),
        keywords=(TURNED,),
        rights=Rights(TURNED, None, (TURNED,), "https://a.example/?a=1&amp;b=2"),
        extra={"na\u202eme": (TURNED,)},
    )
    found = normalise_said(sent)
    assert found.subjects == (Concept("AB & C", "http://cv.example/a\u200b", "x:\u200b1"),)
    assert found.keywords == ("AB & C",)
    assert found.rights == Rights("AB & C", None, ("AB & C",), "https://a.example/?a=1&amp;b=2")
    assert found.extra == {"name": ("AB & C",)}


def test_pictures_and_headlines_too() -> None:
    media = (Media(caption="\u202e", credit=TURNED, renditions=(Rendition("https://a.example/\u202e.jpg"),)),)
    (found,) = normalise_said(media)
    assert (found.caption, found.credit, found.renditions) == (None, "AB & C", media[0].renditions)
    headlines = normalise_said((Headline("sub", TURNED), Headline("kicker", "\u200b")))
    assert list(headlines) == [Headline("sub", "AB & C")]


def test_what_says_nothing_then_is_left_out() -> None:
    sent = Sent(subjects=(Concept("\u200b"), Concept("\u200b", literal="x:1")), keywords=("\u2060", "quay"))
    found = normalise_said(sent)
    assert normalise_said(Sent(series=Series("\u200b", 1))).series is None
    assert (found.subjects, found.keywords) == ((Concept(literal="x:1"),), ("quay",))


@pytest.mark.parametrize(
    "sent",
    [
        Sent(alt_ids=(AltId("\u202e", "cms"),)),
        Sent(descriptions=(Description("\u200b", "seo"),)),
        Sent(parties=(Party("\u200b", "owner"),)),
    ],
)
def test_what_cannot_be_without_a_word_is_left_out_where_it_has_none(sent: Sent) -> None:
    assert normalise_said(sent) == Sent()


def test_a_name_that_has_a_usual_one_gets_that() -> None:
    media = Media(renditions=(Rendition("https://a.example/1.jpg", name="\u200b"),))
    assert normalise_said(media).renditions[0].name == "main"
    assert normalise_said(Related("https://a.example/", rel="\u202e")).rel == "related"


def test_what_is_plain_is_the_same_object() -> None:
    sent = Sent(subjects=(Concept("Ports", "http://cv.example/ports"),), keywords=("quay",))
    assert normalise_said(sent) is sent


def test_what_is_no_word_stays_as_it_is() -> None:
    sent = Sent(series=Series("quays", 3))
    assert normalise_said(sent) is sent
