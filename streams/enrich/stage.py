"""The stage enrich: what is worth computing once per story. Pure; each value carries where it came from."""

from __future__ import annotations

from dataclasses import replace

from streams.article import Article
from streams.enrich.dateline import find_dateline
from streams.enrich.keywords import find_keywords
from streams.enrich.length import reading_seconds, word_count
from streams.enrich.organisations import find_organisations
from streams.enrich.people import find_people
from streams.enrich.places import find_places
from streams.enrich.quotes import find_quotes
from streams.enrich.reading import read_article
from streams.enrich.summary import summarise


def enrich(article: Article) -> Article:
    """The article with its dateline, places, people, organisations, quotes, keywords, summary and length."""
    headline, paragraphs, language = article.headline, article.paragraphs, article.language
    dateline = find_dateline(paragraphs, language)
    reading = read_article(headline, paragraphs, language)
    people = find_people(reading)
    organisations = find_organisations(reading)
    names = [person.name for person in people] + [organisation.name for organisation in organisations]
    words = word_count(paragraphs)
    return replace(
        article,
        dateline=dateline,
        places=find_places(headline, paragraphs, language, dateline),
        people=people,
        organisations=organisations,
        quotes=find_quotes(reading, people),
        keywords=find_keywords(headline, paragraphs, language, names=names),
        summary=summarise(headline, paragraphs, language),
        word_count=words,
        reading_seconds=reading_seconds(words, language),
    )


def warm() -> None:
    """Loads the gazetteer and the lists."""
    paragraphs = (
        'PARIS (Reuters) - "We will wait and see," Foreign Minister Jane Roe said in Berlin on Monday.',
    )
    dateline = find_dateline(paragraphs, "en")
    find_places(None, paragraphs, "en", dateline)
    reading = read_article(None, paragraphs, "en")
    find_organisations(reading)
    find_quotes(reading, find_people(reading))
    find_keywords(None, paragraphs, "en")
