from __future__ import annotations

from streams.intake.newsml.extra import extra_of
from tests.intake.newsml.test_concepts import item


def test_what_a_subject_is_a_part_of_and_its_names_in_other_languages() -> None:
    subject = (
        '<subject qcode="LW:FERRY"><name xml:lang="en">Ferries</name><name xml:lang="de">Fähren</name>'
        '<broader qcode="LW:SEA"><name>The sea</name></broader><broader qcode="LW:TRAVEL"/></subject>'
    )
    extra = extra_of(item(subject), None)
    assert extra["subject name de"] == ("Ferries: Fähren",)
    assert extra["subject broader"] == ("Ferries: The sea (LW:SEA)", "Ferries: LW:TRAVEL")
    assert "subject name en" not in extra


def test_the_type_of_a_genre_and_what_it_is_a_part_of() -> None:
    genre = (
        '<genre type="spcpnat:dclass" qcode="dclass:event-summary"><broader qcode="dclass:report"/></genre>'
    )
    extra = extra_of(item(genre), None)
    assert extra["genre type"] == ("dclass:event-summary: spcpnat:dclass",)
    assert extra["genre broader"] == ("dclass:event-summary: dclass:report",)


def test_a_subject_without_any_of_it_has_nothing_there() -> None:
    assert not any("subject" in name for name in extra_of(item('<subject qcode="LW:FERRY"/>'), None))
