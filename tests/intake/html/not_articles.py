"""Fifty kinds of pages that are no article, with the mark-up around them that such pages have. All names are made up.

`PAGES` maps a kind's name to its page. The second half (from "geo-block" on) was written after the rules of
streams/intake/html/not_article.py, to see what they miss.
"""

from __future__ import annotations

from collections.abc import Iterable

PAGES: dict[str, str] = {}
_LINKS = ("News", "Town", "Harbour", "Sport", "Culture", "Weather", "Opinion", "Archive")
_HEADLINES = (
    "Tram line to the docks opens a week early",
    "Bakers ask for cheaper night power",
    "Two schools to share one gymnasium",
    "Old mill finds a buyer after nine years",
    "River swimmers told to wait for May",
    "Choir sings for the last coal ship",
    "New bridge toll angers the villages",
    "Lost violin comes back by post",
)
_TEASERS = (
    "The city engineer says the rails are dry and the drivers are trained.",
    "Flour has doubled in price since the spring, the guild told the council.",
    "Parents fear for the timetable; the headmaster is hopeful.",
    "An inn with eleven rooms is planned, and a mill wheel that turns.",
    "The water is clean enough, but at six degrees it is no place for a chill.",
    "Forty voices stood on the quay in the rain.",
    "Farmers cross it four times a day and want a yearly card.",
    "It had travelled to three countries with no sender's name.",
)


def add(
    name: str,
    title: str,
    main: str,
    lang: str = "en",
    head: str = "",
    body: str = "",
    site: str = "Ellerwick Echo",
) -> None:
    """A page with a head, a navigation and a footer around `main`. `body` holds attributes of <body>."""
    links = "".join(f'<li><a href="/{link.lower()}">{link}</a></li>' for link in _LINKS)
    full = f"{title} | {site}" if site else title
    PAGES[name] = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{full}</title>'
        f'<meta name="viewport" content="width=device-width">{head}<link rel="stylesheet" href="/s.css">'
        f"<script>window.q=[];</script></head><body {body}><header><nav><ul>{links}</ul></nav></header>"
        f"<main>{main}</main><footer><p>© 2026 {site or 'Ellerwick Echo'}</p><ul>{links}</ul></footer></body></html>"
    )


def bare(name: str, title: str, main: str, lang: str = "en", head: str = "") -> None:
    """A page as a server or a shield makes it: nothing around its few lines."""
    PAGES[name] = (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>{title}</title>{head}</head><body>{main}</body></html>'
    )


def lines(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def cards(headlines: Iterable[str] = _HEADLINES, teasers: Iterable[str] = _TEASERS, tag: str = "h3") -> str:
    """A list of teasers: a headline with a link, a line, a date."""
    return "".join(
        f'<div class="card"><{tag}><a href="/{number}.html">{headline}</a></{tag}><p>{teaser}</p><time>{number}.11.2026</time></div>'
        for number, (headline, teaser) in enumerate(zip(headlines, teasers, strict=False), 1)
    )


bare(
    "shield-wait",
    "Just a moment...",
    "<h1>www.ellerwick-echo.example</h1>"
    + lines(
        "Checking if the site connection is secure",
        "www.ellerwick-echo.example needs to review the security of your connection before proceeding.",
    )
    + "<div>Ray ID: 8f1b2c3d4e5f</div><div>Performance &amp; security by Shieldflare</div>",
    head='<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="5">',
)
bare(
    "shield-blocked",
    "Attention Required! | Shieldflare",
    "<h1>Sorry, you have been blocked</h1><h2>You are unable to access ellerwick-echo.example</h2>"
    + lines(
        "This website is using a security service to protect itself from online attacks. The action you just performed triggered the security solution. There are several actions that could trigger this block including submitting a certain word or phrase, a SQL command or malformed data.",
        "You can email the site owner to let them know you were blocked. Please include what you were doing when this page came up.",
    ),
)
bare(
    "shield-press",
    "Access to this page has been denied",
    "<h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1>"
    + lines("Reference ID 1c2d-44", "Having a problem? Contact support."),
)
add(
    "robot-fr",
    "Êtes-vous un robot ?",
    "<h1>Vérification de sécurité</h1>"
    + lines(
        "Nous avons détecté une activité inhabituelle sur votre réseau. Merci de cocher la case pour confirmer que vous n'êtes pas un robot.",
        "Si le problème persiste, contactez notre service client en indiquant le numéro de référence 22-b7.",
    ),
    "fr",
    site="Le Courrier de Vaumont",
)
add(
    "robot-ru",
    "Доступ ограничен",
    "<h1>Доступ ограничен</h1>"
    + lines(
        "Мы заметили подозрительную активность с вашего IP-адреса. Подтвердите, что вы не робот, и введите символы с картинки.",
        "Если вы видите эту страницу часто, обратитесь в службу поддержки.",
    ),
    "ru",
    site="Заречные вести",
)
add(
    "consent-it",
    "La tua privacy",
    "<h2>Rispettiamo la tua privacy</h2>"
    + lines(
        "Noi e i nostri 743 partner archiviamo informazioni su un dispositivo (e/o vi accediamo), come i cookie, e trattiamo i dati personali per annunci e contenuti personalizzati.",
        "Puoi cambiare le tue preferenze o revocare il consenso in qualsiasi momento. Clicca su “Accetta e continua” per proseguire.",
    ),
    "it",
    site="La Gazzetta di Pontemare",
)
add(
    "consent-pl",
    "Szanujemy Twoją prywatność",
    lines(
        "My i nasi zaufani partnerzy przechowujemy informacje na urządzeniu, takie jak pliki cookies, i przetwarzamy dane osobowe w celu wyświetlania spersonalizowanych reklam.",
        "Klikając „Przejdź do serwisu”, wyrażasz zgodę. Zgodę możesz wycofać w dowolnym momencie.",
    ),
    "pl",
    site="Kurier Zalewski",
)
add(
    "consent-nl",
    "Cookies op Dijkbode",
    "<h1>Dijkbode gebruikt cookies</h1>"
    + lines(
        "Wij en onze partners gebruiken cookies om informatie op je apparaat op te slaan en om gepersonaliseerde advertenties te tonen.",
        "Met een klik op ‘Akkoord’ geef je toestemming. Je kunt je keuze op elk moment wijzigen bij Instellingen beheren.",
    ),
    "nl",
    site="Dijkbode",
)
add(
    "login-de",
    "Anmelden",
    "<h1>Melden Sie sich an</h1><form><label>E-Mail-Adresse</label><input name='m'><label>Passwort</label><input type='password'><button>Anmelden</button></form>"
    + lines(
        "Passwort vergessen? Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort setzen.",
        "Noch kein Konto? Registrieren Sie sich kostenlos und lesen Sie drei Artikel im Monat.",
    ),
    "de",
    site="Moorbote",
)
add(
    "paywall-whole",
    "Council finds the lost bridge money",
    "<article><h1>Council finds the lost bridge money</h1><div class='body'>"
    + lines(
        "This article is for subscribers only.",
        "Subscribe now for full access to every story, or log in if you are already a subscriber.",
        "Cancel anytime. Your first month costs one crown.",
    )
    + "</div></article>",
    head='<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T08:00:00Z"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Council finds the lost bridge money","isAccessibleForFree":"False","datePublished":"2026-11-20T08:00:00Z"}</script>',
)
add(
    "subscribe-es",
    "Suscríbete",
    "<h1>Elige tu suscripción</h1>"
    + lines(
        "Suscríbete y accede a contenido exclusivo para suscriptores desde tu móvil o tu ordenador.",
        "Primer mes por un euro, sin permanencia. Cancela cuando quieras.",
        "¿Ya eres suscriptor? Inicia sesión.",
    ),
    "es",
    site="El Faro de Montesa",
)
add(
    "missing-es",
    "Página no encontrada",
    "<h1>404</h1>"
    + lines(
        "Lo sentimos, la página que buscas no existe o ha sido movida.",
        "Comprueba la dirección o vuelve a la portada. También puedes utilizar el buscador.",
    ),
    "es",
    body='class="error404"',
    site="El Faro de Montesa",
)
add(
    "missing-fi",
    "Sivua ei löytynyt",
    "<h1>Hups!</h1>"
    + lines(
        "Etsimääsi sivua ei löytynyt. Se on voitu poistaa tai siirtää toiseen osoitteeseen.",
        "Tarkista osoite tai palaa etusivulle. Voit myös käyttää hakua.",
    ),
    "fi",
    site="Lahdenrannan Sanomat",
)
add(
    "missing-ja",
    "お探しのページは見つかりません",
    "<h1>ページが見つかりません</h1>"
    + lines(
        "お探しのページは、削除されたか、URLが変更された可能性があります。",
        "トップページへ戻るか、サイト内検索をご利用ください。",
    ),
    "ja",
    site="白浜新報",
)
add(
    "missing-ar",
    "الصفحة غير موجودة",
    "<h1>خطأ 404</h1>"
    + lines(
        "عذراً، الصفحة التي تبحث عنها غير موجودة أو تم نقلها إلى عنوان آخر.",
        "يرجى التحقق من العنوان أو العودة إلى الصفحة الرئيسية.",
    ),
    "ar",
    site="جريدة المرفأ",
)
add(
    "missing-with-latest",
    "Page not found",
    "<h1>Page not found</h1>"
    + lines("We can't find the page you're looking for. Try a search, or read our latest stories.")
    + "<section><h2>Latest</h2>"
    + cards()
    + "</section>",
)
bare(
    "gateway",
    "502 Bad Gateway",
    "<center><h1>502 Bad Gateway</h1></center><hr><center>The server returned an invalid response. Please try again in 30 seconds. cloudgate/1.2</center>",
)
bare(
    "suspended",
    "Account Suspended",
    "<h1>Account Suspended</h1>"
    + lines("This account has been suspended. Contact your hosting provider for more information."),
)
add(
    "maintenance-tr",
    "Bakımdayız",
    "<h1>Kısa bir mola</h1>"
    + lines(
        "Sitemizde planlı bakım çalışması yapıyoruz. Birkaç dakika içinde yeniden yayında olacağız.",
        "Anlayışınız için teşekkür ederiz, lütfen daha sonra tekrar deneyin.",
    ),
    "tr",
    site="Körfez Postası",
)
bare(
    "script",
    "",
    '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>'
    + lines("Please update your browser or enable JavaScript to read the Ellerwick Echo."),
)
bare(
    "parked",
    "ellerwick-echo.example is for sale",
    "<h1>ellerwick-echo.example</h1>"
    + lines(
        "The domain ellerwick-echo.example may be for sale. Click here to inquire about this domain.",
        "This page is provided courtesy of the registrar. Related searches: tide tables, ferry tickets, used boats",
    ),
)
add(
    "front",
    "Ellerwick Echo - news from the estuary",
    "<h1>Ellerwick Echo</h1>" + cards(tag="h2"),
    head='<meta property="og:type" content="website">',
    body='class="home blog"',
    site="",
)
add("tag", "Tag: harbour", "<h1>harbour</h1>" + cards(), body='class="archive tag tag-harbour"')
add(
    "search-de",
    "Suchergebnisse für „Deich“",
    "<h1>Suche</h1><p>8 Treffer für „Deich“</p>" + cards(),
    "de",
    site="Moorbote",
)
add(
    "author",
    "Wenda Farrow",
    "<h1>Wenda Farrow</h1><p>Wenda Farrow writes about rivers, rails and the people between them. She has been with the Echo since 2011.</p>"
    + cards(_HEADLINES[:5]),
    head='<meta property="og:type" content="profile"><script type="application/ld+json">{"@context":"https://schema.org","@type":"ProfilePage","mainEntity":{"@type":"Person","name":"Wenda Farrow"}}</script>',
)
