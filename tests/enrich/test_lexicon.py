"""The words behind the names."""

from __future__ import annotations

from streams.enrich import lexicon


def test_given_names() -> None:
    assert lexicon.is_given("François") and lexicon.is_given("Jean-Luc")
    assert not lexicon.is_given("Paris") and not lexicon.is_given("Halden")
    genders = [lexicon.given_name_gender(name) for name in ("Anna", "Jens", "Robin")]
    assert genders == ["f", "m", None]


def test_every_language_has_its_lists() -> None:
    assert lexicon.lexicon("pl") is None
    for language in lexicon.LANGUAGES:
        lex = lexicon.lexicon(language)
        assert lex is not None
        assert len(lex.titles) > 150 and len(lex.not_names) > 100 and len(lex.stop) > 60
        assert lex.openers == lex.stop | lex.determiners and not lex.strong_titles & lex.weak_titles
        assert lexicon.speech(language).verbs
        assert not lex.determiners & lex.titles
    assert len(lexicon.known_organisations()) > 150
