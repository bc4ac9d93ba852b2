"""How much of a text and of a title is a wall's, in any language."""

from __future__ import annotations

import pytest

from streams.intake.html.not_article_words import Kind, fold, read_title, read_wording, sentences_of

#: A language, a title and a sentence of a page that was not found.
MISSING = {
    "en": ("Page not found", "The page you are looking for does not exist."),
    "de": ("Seite nicht gefunden", "Die gesuchte Seite konnte leider nicht gefunden werden."),
    "fr": ("Page introuvable", "La page que vous recherchez n’existe plus."),
    "es": ("Página no encontrada", "La página que busca no existe."),
    "it": ("Pagina non trovata", "La pagina che stai cercando non esiste."),
    "pt": ("Página não encontrada", "A página que você procura não existe."),
    "nl": ("Pagina niet gevonden", "De pagina die u zoekt bestaat niet meer."),
    "sv": ("Sidan kunde inte hittas", "Sidan du söker finns inte längre."),
    "no": ("Siden ble ikke funnet", "Siden du leter etter finnes ikke."),
    "da": ("Siden blev ikke fundet", "Siden du leder efter findes ikke."),
    "fi": ("Sivua ei löytynyt", "Etsimääsi sivua ei löytynyt."),
    "pl": ("Nie znaleziono strony", "Strona, której szukasz, nie istnieje."),
    "cs": ("Stránka nenalezena", "Stránka, kterou hledáte, neexistuje."),
    "hu": ("Az oldal nem található", "A keresett oldal nem létezik."),
    "ro": ("Pagina nu a fost găsită", "Pagina pe care o căutați nu există."),
    "ru": ("Страница не найдена", "Запрашиваемая страница не существует."),
    "uk": ("Сторінку не знайдено", "Сторінка, яку ви шукаєте, не існує."),
    "el": ("ΔΕΝ ΒΡΕΘΗΚΕ", "Η σελίδα που αναζητάτε δεν υπάρχει."),
    "tr": ("SAYFA BULUNAMADI", "Aradığınız sayfa bulunamadı."),
    "ar": ("الصفحة غير موجودة", "الصفحة التي تبحث عنها غير موجودة."),
    "fa": ("صفحه یافت نشد", "صفحه مورد نظر شما یافت نشد."),
    "he": ("הדף לא נמצא", "הדף שחיפשת אינו קיים."),
    "hi": ("पृष्ठ नहीं मिला", "आप जिस पृष्ठ को खोज रहे हैं वह मौजूद नहीं है।"),
    "id": ("Halaman tidak ditemukan", "Halaman yang Anda cari tidak tersedia lagi."),
    "vi": ("Không tìm thấy trang", "Trang bạn tìm không tồn tại."),
    "th": ("ไม่พบหน้าที่คุณต้องการ", "ไม่พบหน้าที่คุณต้องการ กลับไปหน้าแรก"),
    "zh": ("页面不存在", "您访问的页面不存在或已被删除。"),
    "ja": ("ページが見つかりません", "お探しのページは見つかりませんでした。"),
    "ko": ("페이지를 찾을 수 없습니다", "요청하신 페이지를 찾을 수 없습니다."),
}  # fmt: skip


@pytest.mark.parametrize("language", MISSING)
def test_titles_and_sentences_in_each_language(language: str) -> None:
    title, sentence = MISSING[language]
    share, kind = read_title(title)
    assert share >= 0.85 and kind is Kind.MISSING
    wording = read_wording([sentence])
    assert wording.share == 1.0 and wording.kind is Kind.MISSING


@pytest.mark.parametrize(
    "title",
    [
        "Page not found: how a town mislaid its budget",
        "A robot cooks for the school",
        "Login row at the bank deepens",
        "",
        "x" * 300,
    ],
)
def test_a_headline_is_no_such_title(title: str) -> None:
    assert read_title(title)[0] < 0.6


def test_a_number_belongs_to_the_title_of_an_error() -> None:
    assert read_title("Error 522: Connection timed out") == (1.0, Kind.ERROR)
    assert read_title("Error 777") == (1.0, Kind.ERROR), "also one that nobody knows"


def test_a_word_that_goes_on_is_covered_to_its_end() -> None:
    assert read_title("Unsupported browser: browsers") == (1.0, Kind.SCRIPT)
    assert read_title("页面不存在") == (1.0, Kind.MISSING)


def test_german_tells_you_from_they_by_a_capital() -> None:
    assert read_wording(["Auf dieser Seite finden Sie alles."]).address == 1
    assert read_wording(["Auf dieser Seite finden sie alles."]).address == 0


def test_english_counts_in_every_language() -> None:
    wording = read_wording(["Bitte aktivieren Sie Cookies in Ihrem Browser.", "Verify that you are human."])
    assert wording.share == 1


def test_a_long_sentence_counts_half() -> None:
    """News packs more into a sentence than a notice does."""
    long = "Your browser " + "and the keeper and the bees and the tolls " * 5 + "will be seen again."
    assert 0 < read_wording([long]).share < 0.5 < read_wording(["Your browser will be seen again."]).share


def test_a_sentence_to_the_visitor_about_the_site_counts_without_a_known_phrase() -> None:
    """A list of phrases alone misses each new wall."""
    wording = read_wording(["Your browser did something odd, and so we closed the connection for you."])
    assert wording.kind is None and 0.5 < wording.share < 1


def test_news_does_not_speak_to_a_visitor() -> None:
    wording = read_wording(
        ["Bees shut the toll bridge on Friday.", "A keeper carried them off in a hat box."]
    )
    assert (wording.share, wording.quoted) == (0.0, 0) and wording.prose > 60


def test_what_is_quoted_is_not_said_by_the_page() -> None:
    told = "“Please enable cookies in your browser,” the machine told the mayor."
    assert read_wording([told]).quoted == 1
    assert read_wording([told]).share == 0
    assert read_wording(['You do not have access to "http://echo.example/a" on this server.']).quoted == 0, (
        "an address"
    )


def test_words_of_another_language_do_not_count() -> None:
    """ "du" speaks to the reader in German, and "ci" in Polish; "parol" begins a password in Romanian."""
    french = "La porte-parole du parti a parlé du lancement, et ceux-ci ont signé la parole du maire."
    assert read_wording([french]).share < 0.3


def test_folding() -> None:
    assert fold("Übergrößen—Straße, İSTANBUL\u00ad!") == " übergrössen strasse istanbul "


def test_ascii_is_folded_as_all_else_is() -> None:
    text = "".join(map(chr, range(128))) + " One,two_THREE "
    assert fold(text + "ſ") == f"{fold(text)}s "


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('He came. "She went!" They? No', ["He came.", '"She went!', "They?", "No"]),
        ("One...  two\n\nthree.\nfour.", ["One...", "two", "", "three.", "four."]),
        ("v1.2 of it.Then", ["v1.2 of it.Then"]),
        ("行く。来た！\nEnd.", ["行く。", "来た！", "", "End."]),
        ("", [""]),
    ],
)
def test_a_text_s_sentences(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


def test_nothing_to_read() -> None:
    assert read_wording([]).letters == 0
    assert read_wording(["Home", "News"]).share == 0
