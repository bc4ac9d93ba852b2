"""Names of fields that are put together of words."""

from __future__ import annotations

import json

from streams.article import Article
from streams.intake.fields.composed import meaning
from streams.intake.fields.names import names
from streams.intake.reader import read
from tests.articles import raw

MEANT = {
    "published": "Veröffentlicht am | date de publication | publishDateTimeUTC | Дата публикации | first-published-at | Fecha de publicación"
    " | data_di_pubblicazione | distributionDateTime | date_created",
    "updated": "Geändert am | date de mise à jour | lastModifiedDateTime | content-updated-at | last-published-at | Última actualización"
    " | revisionDateTime | dataAggiornamento | 更新日時",
    "author": "blogAuthor | author_display_name | Autor/in | Autor*innen | articleAuthors | Autoría | author1",
    "subjects": "primarySectionName | section_tag | section_title | tag_list | Sezione | Рубрика",
    "headline": "htmlTitle | Article title | Titre de l’article",
    "text": "Full text | Cuerpo de la noticia",
    "id": "Artikel-ID | berichtId | news_item_id | identifiant | codice",
    "url": "Link zum Artikel | Adres URL | live_url",
    "language": "Idioma | content-language-code",
}
#: Of somebody or something else, or of what a program did with it.
NOTHING = (
    "crawl_date | indexed_at | event_date | start_date | unpublish_date | print_publication_date | image_updated | comment_created_at"
    " | author_email | author_bio | author_first_name | site_title | author_id | update_count | publish_state | data | name | last"
)


def test_a_name_means_what_its_words_mean() -> None:
    for field, keys in MEANT.items():
        for key in keys.split(" | "):
            found = meaning(key)
            assert found is not None and found.field == field, key
            assert set(found.names) <= set(names().fields[field]), key
    assert [key for key in NOTHING.split(" | ") if meaning(key)] == []
    assert meaning("published " * 20) is None


def test_fields_by_such_names() -> None:
    text = "Der Rat von Oxmere baut das Wehr im Mai neu; bis dahin fahren die Boote durch die alte Schleuse."
    row = {
        "Artikel-ID": "77",
        "Titel": "Wehr wird gebaut",
        "Text": text,
        "author": 12,
        "author_display_name": "Jane Roe",
        "Veröffentlicht am": "20.11.2026 07:12",
        "Geändert am": "20.11.2026 08:00",
        "crawl_date": "2026-11-25T00:00:00Z",
        "primarySectionName": "Flüsse",
    }
    (found,) = read(raw(json.dumps(row).encode(), source="mere"))
    assert isinstance(found, Article), found
    assert (found.uri, found.credits.byline, [concept.name for concept in found.sent.subjects]) == (
        "urn:copydesk:mere:77",
        "Jane Roe",
        ["Flüsse"],
    )
    assert str(found.revision.first_created) == "2026-11-20 07:12:00+00:00"
    assert str(found.revision.version_created) == "2026-11-20 08:00:00+00:00"
    # Without a content type a table is known by its first line.
    table = (
        f"Artikel-ID;Titel;Geändert am;Text\n77;Wehr wird gebaut;20.11.2026 08:00;{text.replace(';', ',')}\n"
    )
    (found,) = read(raw(table.encode(), source="mere"))
    assert isinstance(found, Article), found
    assert (found.uri, str(found.revision.version_created)) == (
        "urn:copydesk:mere:77",
        "2026-11-20 08:00:00+00:00",
    )
