"""Pages that are no article are refused, with what shows it; articles about such pages stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from streams.article import Article, Dropped, Origin, RawArticle
from streams.intake.html.extract import parse_page
from streams.intake.html.not_article import Seen, is_headline, is_list_address, why_not_article
from streams.intake.html.not_article_marks import Marks, read_marks
from streams.intake.reader import read
from streams.kinds import Reason
from tests.intake.html.not_articles import PAGES, cards, lines
from tests.linear import assert_linear

ORIGIN = Origin("articles.raw", 0, 1, datetime(2026, 11, 21, 12, tzinfo=UTC))
DATED = '<meta property="article:published_time" content="2026-11-20T08:00:00Z">'
WALL = (
    "We have noticed unusual activity from your network.",
    "Please tick the box to let us know that you are not a robot.",
)
REPORT = (
    "The toll bridge at Ellerwick was shut for an hour on Friday after a swarm of bees settled on the barrier.",
    "A keeper from the next village carried them off in a hat box, and the clerk wrote the tolls off.",
)


def page(title: str, *paragraphs: str, head: str = "", main: str = "", lang: str = "en") -> str:
    return (
        f'<!doctype html><html lang="{lang}"><head><title>{title} | Ellerwick Echo</title>{head}</head><body><nav><a href="/">Home</a>'
        f"</nav><main><article><h1>{title}</h1>{lines(*paragraphs)}</article>{main}</main></body></html>"
    )


def of(markup: str, status: int | None = None) -> Article | Dropped:
    (found,) = read(RawArticle(markup.encode(), ORIGIN, "text/html", "echo", status=status))
    return found


def why(markup: str, status: int | None = None) -> str | None:
    """Why the page is refused; None for an article."""
    found = of(markup, status)
    if isinstance(found, Article):
        return None
    assert found.reason is Reason.NOT_AN_ARTICLE
    return found.detail


#: Pages of forms, whose few words are those of any text.
MISSED = {"survey"}


@pytest.mark.parametrize("name", PAGES)
def test_what_is_no_article_is_refused(name: str) -> None:
    found = of(PAGES[name])
    assert isinstance(found, Article) == (name in MISSED), found


def test_hardly_any_is_missed() -> None:
    assert len(PAGES) >= 50 and len(MISSED) <= 0.05 * len(PAGES)


# Some have no mark of an article at all: what they say must do.
# fmt: off
GUARDS = {
    "captchas": page(
        "Are you a robot? The question that shuts out the blind",
        "Are you a robot? For people who cannot see, the box is a locked door, a report on 400 sites said on Friday.",
        "“I tick it with the help of my daughter,” said Wenda Farrow, 71, who reads with her fingers. “She is eight.”",
        "The shops say that bots bought 900 concert tickets in a night. They promise to let people verify by phone.",
        head=DATED,
    ),
    "cookies": page(
        "Cookies: what the new rule means for you",
        "From March your browser may say no for you. Sites must obey, and the banner that asks for consent must go.",
        "Shops fear for their income. A baker with a web shop told the Echo that he had never read his own banner.",
        "The regulator wants to fine those who set cookies all the same, up to a tenth of what they sell in a year.",
        head=DATED,
    ),
    "404": page(
        "404: the village that no map can find",
        "Type the name of Upper Marl into a map and it says that nothing was found at this location.",
        "The parish has written to three map makers. One answered that the page might have been moved.",
        "“We have been here since 1211,” said the vicar. The post comes, though it comes late.",
    ),
    "an outage": page(
        "Bank's customers cannot log in after update",
        "Customers of the Estuary Bank could not log in to their accounts on Monday morning after an update failed.",
        "The bank apologised and said that its engineers had found the error by noon. Cards worked throughout.",
        head=DATED,
    ),
    "maintenance": page(
        "Lift bridge closed for maintenance",
        "The lift bridge will be closed for scheduled maintenance from Monday to Thursday, the harbour board said.",
        "Buses will go by the old road. The service runs every twenty minutes, and bicycles are taken for free.",
    ),
    "a warm day": page(
        "Warm November breaks a record",
        "Saturday was the warmest 21 November since 1871: at noon 19.4°C was measured, 2.1°C more than in 1994.",
        "On Castle Hill gusts reached 62 mph, and 14 mm of rain fell in an hour; humidity was 91%.",
    ),
    "results": page(
        "Football: results of the day",
        "Haven beat Deich (2-1) on Saturday and keep the lead, while Marsch and Siel drew (0-0) in the rain.",
        main="<table><tr><td>Haven</td><td>2-1</td><td>Deich</td></tr><tr><td>Marsch</td><td>0-0</td><td>Siel</td></tr></table>",
    ),
    "a flash": page("Quake felt in Ellerwick", "A quake was felt in Ellerwick at 06:04 on Saturday. No damage is known."),
    "a flash in Chinese": page("港口地震", "星期六早上六时四分，港口发生四点一级地震，暂无损失报告。", lang="zh"),
    "Impressum": page(
        "Impressum fehlte: Gericht verurteilt Bäcker",
        "Ein Bäcker aus Moorhusen muss 800 Euro zahlen, weil auf seiner Webseite das Impressum fehlte.",
        "Das Amtsgericht folgte am Freitag der Klage eines Mitbewerbers. Der Bäcker will nicht in Berufung gehen.",
        "„Ich backe Brot und keine Paragrafen“, sagte er nach dem Urteil vor dem Gericht.",
        lang="de",
    ),
    "a round-up": page(
        "The week in brief",
        *(f"{line} The council will talk of it on Tuesday, and nobody expects a short night." for line in REPORT),
        main="<h2>Trams</h2><p>The rails are dry, the engineer says, and the drivers are trained for the new line.</p>"
        "<h2>Bread</h2><p>Flour has doubled in price since spring, and the guild wants cheaper power at night.</p>",
    ),
    'password-tips':page("How to choose a password that lasts","Use three words that you have never put together, the Echo's technology desk advises.","Do not use the same password for your bank and your email. A manager app can keep them for you.","If you think that somebody has logged in to your account, change the password first.",head=DATED),
    'price':page("Subscription prices to rise at Estuary Television","Subscribers of Estuary Television will pay 14.99 a month from March, the broadcaster said on Monday.","Customers may cancel their subscription within 30 days. Those with an annual contract are not affected."),
    'login-outage-nodate':page("Users locked out of tax portal","Thousands of users could not log in to the tax portal on Monday.","The ministry said that a certificate had expired and that the service would be restored by evening."),
    'gdpr':page("Datenschutz: Gericht stoppt Werbe-Cookies","Das Landgericht hat einer Kaufhauskette verboten, Cookies ohne Einwilligung zu setzen.","Die Kette muss ihre Webseite bis März ändern. Nutzer sollen mit einem Klick ablehnen können.",lang='de'),
    'maint-fr':page("Le pont fermé pour maintenance","Le pont de Vaumont sera fermé pour maintenance de lundi à jeudi, a annoncé la mairie.","Les bus passeront par l'ancienne route. Le service reprendra vendredi.",lang='fr'),
    'short-cookie-flash':page("Regulator fines search firm","The regulator fined a search firm 90 million over cookies on Thursday."),
    'captcha-flash':page("Captcha defeated by goose","A goose solved a captcha in Ellerwick on Friday."),
    'zh-hack':page("网站遭黑客攻击","市政府网站星期一遭到黑客攻击，两小时无法访问。","官员说，用户密码没有泄露，服务已于中午恢复。",lang='zh'),
    'ja-outage':page("銀行アプリで障害","県内の銀行のアプリで月曜朝、ログインできない障害が発生した。","銀行によると、正午までに復旧し、利用者の個人情報の流出はないという。",lang='ja'),
    'ru-block':page("Роскомнадзор заблокировал сайт","Роскомнадзор заблокировал доступ к сайту газеты в понедельник.","Редакция сообщила, что обжалует решение в суде.",lang='ru'),
    'vi-bao-tri':page("Cầu đóng cửa để bảo trì","Cầu cảng sẽ đóng cửa để bảo trì từ thứ Hai, ban quản lý cho biết.","Xe buýt sẽ đi đường cũ.",lang='vi'),
    'obit-about':page("About us","We meet in the hall on Mondays, the choir says of itself. It has sung for forty years and wants altos.","Its new programme begins on Friday with songs of the sea, and ends with a supper.",head=DATED+'<meta name="author" content="Wenda Farrow">'),
    'jobs':page("Jobs","The harbour will create 40 jobs by summer, the board said on Friday.","Most will be on the night shift, and drivers are sought first."),
    'search':page("Search","The search for the missing trawler went on through the night, the coast guard said.","Two boats and a helicopter took part. The sea was calm."),
    'thank you':page("Thank you","Thank you: with these words the mayor closed the last meeting of the year.","The council had agreed on the budget after eleven hours."),
    'letter':page("A letter to our readers","Dear readers, from Monday your Echo will be printed on thinner paper, because paper has become dear.","We thank you for your trust. If you have questions, write to us; our editor answers each letter herself.",head=DATED),
    'review-shop':page("Three oilskins in the test","The first costs 89 and keeps the rain out for two hours. Delivery took three days, and shipping is free.","The second is out of stock until spring. The third fell apart.",head=DATED),
    'maintenance-title':page("Maintenance","The lock at Ellerwick needs maintenance, engineers say, and it will cost a million.","The council meets on Tuesday."),
    '404-short':page("Error 404","The band Error 404 plays in Ellerwick on Friday.","Tickets cost nine crowns; doors open at eight.",head=DATED),
    "an outage, fr": page("Panne chez une banque","Le site de la banque de Vaumont était indisponible lundi matin à cause d'une panne du serveur.","Les clients n'ont pas pu se connecter à leur compte. Une erreur interne est en cause, selon la banque.",lang='fr'),
    "an outage, es": page("Cae la web de la Agencia Tributaria","La página de la agencia no funcionó el lunes por un error del servidor.","Los usuarios no pudieron acceder con su contraseña. El servicio volvió a mediodía.",lang='es'),
    "subscribers, it": page("Giornali, cresce il numero degli abbonati","Gli abbonati digitali dei quotidiani sono cresciuti del nove per cento.","Il primo mese costa un euro quasi ovunque, e molti non rinnovano l'abbonamento.",lang='it'),
    "a fine, pt": page("Multa por cookies","A autoridade multou uma loja por usar cookies sem consentimento.","A empresa recolhia dados pessoais e partilhava-os com parceiros. Vai recorrer.",lang='pt'),
    "an outage, ru": page("Сайт банка не работал","В понедельник утром сайт банка был недоступен из-за технических работ.","Пользователи не могли войти в аккаунт. К полудню доступ восстановили.",lang='ru'),
    "an outage, tr": page("Bankanın sitesi çöktü","Bankanın internet sitesi pazartesi sabahı teknik sorun nedeniyle hizmet veremedi.","Müşteriler hesaplarına giriş yapamadı. Sorun öğlen giderildi.",lang='tr'),
    "an outage, ko": page("은행 앱 장애","월요일 아침 은행 앱에서 오류가 발생해 고객들이 로그인하지 못했다.","은행은 정오까지 복구했으며 개인정보 유출은 없다고 밝혔다.",lang='ko'),
    "an outage, ja": page("市の図書館サイトで障害","市立図書館のサイトで土曜日、サーバーの障害が発生し、一時的に利用できない状態となった。","システムのメンテナンス作業中のミスが原因という。日曜朝に復旧した。",lang='ja'),
    "an outage, zh": page("图书馆网站出现故障","市图书馆网站周六因服务器错误暂时无法访问。","馆方表示，系统维护时出现技术故障，周日上午已恢复。",lang='zh'),
    "an outage, de": page("Sparkasse kämpft mit Störung","Wegen einer technischen Störung war das Onlinebanking der Sparkasse am Montag vorübergehend nicht erreichbar.","Grund waren Wartungsarbeiten, sagte ein Sprecher. Kundendaten seien sicher.",lang='de'),
    "an outage, pl": page("Awaria strony banku","Strona banku była w poniedziałek niedostępna z powodu prac technicznych.","Klienci nie mogli się zalogować. Bank przeprosił za utrudnienia.",lang='pl'),
    "an outage, sv": page("Driftstopp hos Skatteverket","Webbplatsen låg nere på måndagen efter ett tekniskt fel.","Användare kunde inte logga in. Felet var åtgärdat vid lunch.",lang='sv'),
    "an outage, vi": page("Trang web ngân hàng gặp sự cố","Trang web của ngân hàng không truy cập được sáng thứ Hai do lỗi máy chủ.","Khách hàng không thể đăng nhập vào tài khoản. Sự cố kỹ thuật được khắc phục vào buổi trưa.",lang='vi'),
    "an outage, ar": page("عطل في موقع البنك","تعطل موقع البنك صباح الاثنين بسبب خطأ في الخادم.","ولم يتمكن العملاء من تسجيل الدخول إلى حساباتهم، وعاد الموقع ظهرا.",lang='ar'),
    "with teasers below": page("Bees shut the toll bridge", *REPORT, *REPORT, main=f"<section>{cards()}</section>", head=DATED),
}
# fmt: on


@pytest.mark.parametrize("name", GUARDS)
def test_articles_about_such_things_stay(name: str) -> None:
    assert why(GUARDS[name]) is None


def test_a_forum_of_leaders_is_no_board() -> None:
    assert (
        why_not_article(Seen("Leaders meet", (BEES,), Marks(title="Leaders meet | Ellerwick Bee Forum")))
        is None
    )


def test_the_detail_says_what_shows_it() -> None:
    detail = why(
        page(
            "Page not found",
            "The page you are looking for may have been moved.",
            head="<meta name=robots content=noindex>",
        )
    )
    assert detail is not None and detail.startswith("missing: ")
    for sign in ("100% of the text", "its title", "noindex", "no date, byline", "short"):
        assert sign in detail


def test_no_sign_decides_alone() -> None:
    assert why_not_article(Seen("Page not found", REPORT * 3)) is None, "the title"
    assert why_not_article(Seen("Bees", REPORT, status=404, published=True)) is None, "the status"
    assert why_not_article(Seen("Bees", REPORT, Marks(noindex=True, password=True))) is None, "marks"
    assert why_not_article(Seen("Bees", (*WALL, *REPORT), published=True)) is None, "some of the words"
    assert (
        why_not_article(Seen("Bees", REPORT, Marks(classes=frozenset({"archive"}), og_type="website")))
        is None
    )


@pytest.mark.parametrize("status", [403, 404, 429, 503])
def test_a_bad_status_counts_where_the_text_is_no_report(status: int) -> None:
    vague = page(
        "Ellerwick Echo",
        "Nothing to see here today, friends of the estuary and all its many birds. Do come again.",
    )
    assert why(vague) is None
    assert why(vague, status=200) is None
    assert f"HTTP status {status}" in (why(vague, status) or "")
    assert why(page("Bees shut the toll bridge", *REPORT, *REPORT, head=DATED), status) is None


def test_a_date_or_a_byline_speaks_for_an_article() -> None:
    """The words are half a wall's: what the page says of itself decides."""
    texts = (WALL[1], "The box was drawn by hand in 1998 by a student who meant it as a joke.")
    bare = Seen("Are you a robot?", texts)
    assert why_not_article(bare) is not None
    assert (
        why_not_article(replace(bare, published=True, byline=True, marks=Marks(articles=1, published=True)))
        is None
    )


def test_filler_text_is_none_however_much_it_looks_like_an_article() -> None:
    lorem = (
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore."
    )
    seen = Seen(
        "Big news here", (lorem, lorem), Marks(articles=1, og_type="article", published=True), True, True
    )
    assert (why_not_article(seen) or "").startswith("placeholder: ")


def test_a_wall_in_place_of_a_text_needs_no_page() -> None:
    assert (
        why_not_article(Seen("Bees shut the toll bridge", WALL, published=True, page=False)) or ""
    ).startswith("robot: ")


def test_a_front_of_many_articles_in_json_ld_is_a_list() -> None:
    linked = (
        '<script type="application/ld+json">['
        + ",".join(['{"@type":"NewsArticle","datePublished":"2026-11-20"}'] * 8)
        + "]</script>"
    )
    front = (
        f"<html><head><title>Ellerwick Echo</title>{linked}</head><body><main>{cards()}</main></body></html>"
    )
    assert (why(front) or "").startswith("list: ")


@pytest.mark.parametrize(
    "text",
    [
        "This article has been removed from our site. We apologise for any inconvenience to our readers.",
        "We have retracted this story because its main source was false, and apologise to our readers.",
        "Please kill our story on the toll bridge. A substitute will follow in a few minutes.",
        "Dieser Artikel wurde zurückgezogen. Wir bitten unsere Leser um Entschuldigung.",
    ],
)
def test_a_story_that_is_taken_back_is_for_the_ledger(text: str) -> None:
    assert why(page("Bees shut the toll bridge", text)) is None
    assert why_not_article(Seen("Bees shut the toll bridge", (text,), page=False)) is None


BEES = "A keeper carried the bees off in a hat box, and the tolls were lost."
MIXED = (*WALL, BEES)
LINES = tuple(f"Headline number {number} of some length, and a line about it." for number in range(8))
HALF = (*LINES[:4], BEES * 3)
ONE = Marks(articles=1, og_type="article", published=True)
# What is refused, and what differs from it in one sign, and is not.
# fmt: off
SIGNS = {
    "a password": (Seen("Bees", MIXED, Marks(password=True), published=True), Seen("Bees", MIXED, published=True)),
    "noindex": (Seen("Bees", MIXED, Marks(noindex=True), published=True), Seen("Bees", MIXED, published=True)),
    "not for free": (Seen("Bees", MIXED, Marks(free=False), published=True), Seen("Bees", MIXED, published=True)),
    "an error's class": (Seen("Bees", MIXED, Marks(classes=frozenset({"error404"})), published=True), Seen("Bees", MIXED, published=True)),
    "the heading": (Seen("Bees", MIXED, Marks(headings=("Are you a robot?",)), published=True), Seen("Bees", MIXED, published=True)),
    "a part of the title": (Seen("Bees", MIXED, Marks(title="Log in | Ellerwick Echo"), published=True), Seen("Bees", MIXED, Marks(title="Log in | How a town mislaid the only key to its gate"), published=True)),
    "a quotation": (Seen("Bees", MIXED), Seen("Bees", (*WALL, f"“{BEES}”"))),
    "prose": (Seen("Are you a robot?", MIXED, published=True), Seen("Are you a robot?", (*WALL, BEES * 3), published=True)),
    "length": (Seen("Are you a robot?", WALL * 4, ONE, True, True), Seen("Are you a robot?", WALL * 30, ONE, True, True)),
    "an article's marks": (Seen("Bees", LINES[:5], Marks(teasers=LINES)), Seen("Bees", LINES[:5], replace(ONE, teasers=LINES), True)),
    "the site's own words": (Seen("Contact", ("Our registered office is at 4 Quay Road.", BEES)), Seen("Contact", ("The registered office is in the old mill.", BEES))),
    "whom it speaks to": (Seen("Maintenance", ("We are under maintenance.", BEES)), Seen("Maintenance", ("The lock is under maintenance.", BEES))),
    "the number of teasers": (Seen("Bees", LINES[:4], Marks(teasers=LINES)), Seen("Bees", LINES[:3], Marks(teasers=LINES))),
    "an author's address": (Seen("Ada Moll", (*LINES[:3], BEES * 2), Marks(teasers=LINES[:3]), address="https://echo.example/author/ada-moll"), Seen("Ada Moll", (*LINES[:3], BEES * 2), Marks(teasers=LINES[:3]), address="https://echo.example/bees/ada-moll")),
    "few teasers below the words of a search": (Seen("Search results", LINES[:3], Marks(teasers=LINES[:3])), Seen("Bees", LINES[:3], Marks(teasers=LINES[:3]))),
    "og:type website": (Seen("Bees", HALF, Marks(teasers=LINES, og_type="website")), Seen("Bees", HALF, Marks(teasers=LINES))),
    "many articles": (Seen("Bees", HALF, Marks(teasers=LINES, articles=8)), Seen("Bees", HALF, Marks(teasers=LINES, articles=1))),
    "a list's class": (Seen("Bees", HALF, Marks(teasers=LINES, classes=frozenset({"archive"}))), Seen("Bees", HALF, Marks(teasers=LINES))),
    "a list's words": (Seen("Search results", ("No results found.",)), Seen("Search results", ("Nothing came of it.",))),
    "a list's title": (Seen("Search results", ("No results found.",)), Seen("Bees", ("No results found.",))),
    "a page, not an entry": (Seen("Bees", LINES[:5], Marks(teasers=LINES)), Seen("Bees", LINES[:5], Marks(teasers=LINES), page=False)),
    "og:type product": (Seen("Coat", (BEES,), Marks(og_type="product")), Seen("Coat", (BEES,))),
    "a product in JSON-LD": (Seen("Coat", ("Free shipping.", BEES), Marks(linked=frozenset({"Product"}))), Seen("Coat", ("Free shipping.", BEES))),
    "a shop's words": (Seen("Coat", ("Free shipping.", BEES), Marks(linked=frozenset({"Product"}))), Seen("Coat", (BEES,), Marks(linked=frozenset({"Product"})))),
    "a shop's length": (Seen("Coat", ("Free shipping.", BEES), Marks(linked=frozenset({"Product"}))), Seen("Coat", ("Free shipping.", *[BEES] * 50), Marks(linked=frozenset({"Product"})))),
    "a button to buy": (Seen("Coat", ("Free shipping.", BEES), Marks(buttons=("Add to cart",))), Seen("Coat", ("Free shipping.", BEES), Marks(buttons=("Share",)))),
    "a record": (Seen("Deckhand", (BEES,), Marks(linked=frozenset({"JobPosting"}))), Seen("Deckhand", (BEES,), Marks(linked=frozenset({"JobPosting"})), byline=True)),
    "a record's words": (Seen("Quay plc", ("Previous close", "Market cap", "Prices delayed by 15 minutes.")), Seen("Quay plc", ("Previous close", "Previous close", "Previous close"))),
    "a button to apply": (Seen("Deckhand", ("Your tasks", "Your profile", BEES), Marks(buttons=("Apply now",))), Seen("Deckhand", ("Your tasks", "Your profile", BEES))),
    "a domain for sale": (Seen("bees.example", ("This domain may be for sale.", "Make an offer.")), Seen("bees.example", ("This domain may be for sale.", BEES))),
    "a domain in few words": (Seen("bees", ("The domain marketplace of Ellerwick takes all bids on this domain until Friday at noon.",)), Seen("bees", ("The old quay marketplace of Ellerwick takes all bids on this domain until Friday at noon.",))),
    "teasers below a notice": (Seen("Page not found", ("That page is gone.", *LINES, *[BEES] * 8), Marks(teasers=(*LINES, BEES)), page=False), Seen("Page not found", ("That page is gone.", *LINES, *[BEES] * 8), page=False)),
    "made by": (Seen("Outboard", (BEES,), Marks(generator="The phpBB 3")), Seen("Outboard", (BEES,), Marks(generator="WordPress 6"))),
    "a forum's name": (Seen("Outboard", ("Reply with quote", BEES), Marks(title="Outboard - Boat Forum")), Seen("Outboard", ("Reply with quote", BEES), Marks(title="Outboard - The Ellerwick Forum and Advertiser Echo"))),
    "a thread that is an article": (Seen("Outboard", (BEES,), Marks(generator="phpBB", linked=frozenset({"QAPage"}))), Seen("Outboard", (BEES,), Marks(generator="phpBB", linked=frozenset({"QAPage"}), og_type="article", published=True))),
}
# fmt: on


@pytest.mark.parametrize("sign", SIGNS)
def test_each_sign_counts(sign: str) -> None:
    refused, stays = SIGNS[sign]
    assert why_not_article(refused) is not None
    assert why_not_article(stays) is None


def test_a_headline_is_more_than_a_walls_title() -> None:
    assert not is_headline("Access denied") and not is_headline("Seite nicht gefunden")
    assert is_headline("Access denied: how a town lost its keys") and is_headline("Bees shut the toll bridge")


def test_what_is_judged_costs_in_proportion() -> None:
    assert_linear(
        lambda texts: why_not_article(Seen("Page not found", texts)), lambda size: WALL * (size // 100)
    )

    def judged(markup: str) -> object:
        tree = parse_page(markup)
        assert tree is not None
        return read_marks(tree)

    assert_linear(
        judged,
        lambda size: f"<body>{'<div><h2><a href=/a>A headline of some length</a></h2></div>' * (size // 60)}",
    )
    assert_linear(
        judged,
        lambda size: (
            f"<body>{'<div>' * (size // 40)}<a href=/a>A headline of some length</a>{'<p>x</p>' * (size // 20)}"
        ),
    )


def test_addresses_of_lists() -> None:
    for address in (
        "/author/ada-moll/",
        "/tag/bees?page=2",
        "/search?q=bees",
        "/suche/bienen",
        "/auteurs/ada-moll",
        "/epaper",
        "/e-paper/2026-11-24/",
        "/e-gazete",
    ):
        assert is_list_address(f"https://echo.example{address}"), address
    for address in (
        "/author/ada-moll/bees-shut-bridge",
        "/news/tags-on-sheep",
        "/searching-for-bees",
        "/2026/bees",
        "/e-paper/bees-shut-bridge",
    ):
        assert not is_list_address(f"https://echo.example{address}"), address
    assert not is_list_address(None)
    assert is_list_address("https://epaper.echo.example/")
    assert not is_list_address("https://epaper.echo.example/bees-shut-bridge")


THREAD = (
    "Hello all, since two weeks the stove in the hall does not draw, and all the smoke comes into the room.",
    "Is the flap open? Mine looked open and was shut.",
    "I have looked, and it moves. I shall measure it tonight with the gauge of my neighbour.",
)


@pytest.mark.parametrize(
    ("address", "more", "refused"),
    [
        ("stoves.example/viewtopic.php?t=4411", "", True),
        ("stoves.example/threads/stove-does-not-draw.4411/", "", True),
        ("stoves.example/t/stove-does-not-draw/4411", "", True),
        ("echo.example/news/stove-does-not-draw/comments", "", True),
        ("echo.example/forum/stove-does-not-draw", "", False),
        ("echo.example/forum/stove-does-not-draw", "Reply with quote", True),
        ("forum.stoves.example/stove-does-not-draw", "Reply with quote", True),
        ("echo.example/stove-does-not-draw", "", False),
        ("echo.example/stove-does-not-draw", "Reply with quote", False),
    ],
)
def test_the_address_of_a_thread(address: str, more: str, refused: bool) -> None:
    seen = Seen("Stove does not draw", (*THREAD, more), Marks(), address=f"https://{address}")
    assert (why_not_article(seen) is not None) is refused
    told = replace(seen, published=True, byline=True, marks=Marks(og_type="article", published=True))
    assert why_not_article(told) is None


def test_a_site_that_is_called_a_forum_at_its_front() -> None:
    seen = Seen("Outboard", ("Reply with quote", BEES), Marks(title="Outboard - Forum House and Yard"))
    assert why_not_article(seen) is not None


def test_a_label_before_a_subject_is_a_lists_title() -> None:
    marks = Marks(teasers=LINES[:3])
    for title in ("Tag: bees", "Etichetă: albine", "Schlagwort: Bienen"):
        assert why_not_article(Seen("Bees", LINES[:3], replace(marks, headings=(title,)))) is not None, title
    assert (
        why_not_article(Seen("Bees", LINES[:3], replace(marks, headings=("Bees: a bridge is shut",)))) is None
    )


@pytest.mark.parametrize("title", ["E-Paper", "Édition numérique", "ई-पेपर", "Edición impresa", "电子报"])
def test_the_title_of_a_printed_papers_pages(title: str) -> None:
    labels = ("Edition North", "Read now", "Tomorrow's paper is here from eight in the evening.")
    seen = Seen(title, labels, Marks(title=title), address="https://echo.example/epaper/2026-11-24")
    assert why_not_article(seen) is not None
    assert why_not_article(Seen("Bees", REPORT, address="https://echo.example/epaper/2026-11-24")) is None


def test_an_article_at_the_address_of_a_list_stays() -> None:
    marks = Marks(og_type="article", teasers=LINES[:3])
    seen = Seen("Bees", (BEES * 3, *LINES[:1]), marks, True, True, address="https://echo.example/tag/bees")
    assert why_not_article(seen) is None
