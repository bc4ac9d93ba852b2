"""Kinds of pages that are no article, with the mark-up around them that such pages have. All names are made up.

`PAGES` maps a kind's name to its page. Those from "geo-block" on were written after the rules of
streams/intake/html/not_article.py, those from "captcha-es" and "login-ro" on after these had been mended by the ones
before: at first they missed three of 34, three of 27 and two of 16.
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


# A line a page reads best here.
# fmt: off
bare('shield-wait', 'Just a moment...', '<h1>www.ellerwick-echo.example</h1>' + lines('Checking if the site connection is secure', 'www.ellerwick-echo.example needs to review the security of your connection before proceeding.') + '<div>Ray ID: 8f1b2c3d4e5f</div><div>Performance &amp; security by Shieldflare</div>', head='<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="5">')
bare('shield-blocked', 'Attention Required! | Shieldflare', '<h1>Sorry, you have been blocked</h1><h2>You are unable to access ellerwick-echo.example</h2>' + lines('This website is using a security service to protect itself from online attacks. The action you just performed triggered the security solution. There are several actions that could trigger this block including submitting a certain word or phrase, a SQL command or malformed data.', 'You can email the site owner to let them know you were blocked. Please include what you were doing when this page came up.'))
bare('shield-press', 'Access to this page has been denied', '<h1>Press &amp; Hold to confirm you are a human (and not a bot).</h1>' + lines('Reference ID 1c2d-44', 'Having a problem? Contact support.'))
add('robot-fr', 'Êtes-vous un robot ?', '<h1>Vérification de sécurité</h1>' + lines("Nous avons détecté une activité inhabituelle sur votre réseau. Merci de cocher la case pour confirmer que vous n'êtes pas un robot.", 'Si le problème persiste, contactez notre service client en indiquant le numéro de référence 22-b7.'), 'fr', site='Le Courrier de Vaumont')
add('robot-ru', 'Доступ ограничен', '<h1>Доступ ограничен</h1>' + lines('Мы заметили подозрительную активность с вашего IP-адреса. Подтвердите, что вы не робот, и введите символы с картинки.', 'Если вы видите эту страницу часто, обратитесь в службу поддержки.'), 'ru', site='Заречные вести')
add('consent-it', 'La tua privacy', '<h2>Rispettiamo la tua privacy</h2>' + lines('Noi e i nostri 743 partner archiviamo informazioni su un dispositivo (e/o vi accediamo), come i cookie, e trattiamo i dati personali per annunci e contenuti personalizzati.', 'Puoi cambiare le tue preferenze o revocare il consenso in qualsiasi momento. Clicca su “Accetta e continua” per proseguire.'), 'it', site='La Gazzetta di Pontemare')
add('consent-pl', 'Szanujemy Twoją prywatność', lines('My i nasi zaufani partnerzy przechowujemy informacje na urządzeniu, takie jak pliki cookies, i przetwarzamy dane osobowe w celu wyświetlania spersonalizowanych reklam.', 'Klikając „Przejdź do serwisu”, wyrażasz zgodę. Zgodę możesz wycofać w dowolnym momencie.'), 'pl', site='Kurier Zalewski')
add('consent-nl', 'Cookies op Dijkbode', '<h1>Dijkbode gebruikt cookies</h1>' + lines('Wij en onze partners gebruiken cookies om informatie op je apparaat op te slaan en om gepersonaliseerde advertenties te tonen.', 'Met een klik op ‘Akkoord’ geef je toestemming. Je kunt je keuze op elk moment wijzigen bij Instellingen beheren.'), 'nl', site='Dijkbode')
add('login-de', 'Anmelden', "<h1>Melden Sie sich an</h1><form><label>E-Mail-Adresse</label><input name='m'><label>Passwort</label><input type='password'><button>Anmelden</button></form>" + lines('Passwort vergessen? Wir schicken Ihnen einen Link, mit dem Sie ein neues Passwort setzen.', 'Noch kein Konto? Registrieren Sie sich kostenlos und lesen Sie drei Artikel im Monat.'), 'de', site='Moorbote')
add('paywall-whole', 'Council finds the lost bridge money', "<article><h1>Council finds the lost bridge money</h1><div class='body'>" + lines('This article is for subscribers only.', 'Subscribe now for full access to every story, or log in if you are already a subscriber.', 'Cancel anytime. Your first month costs one crown.') + '</div></article>', head='<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T08:00:00Z"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Council finds the lost bridge money","isAccessibleForFree":"False","datePublished":"2026-11-20T08:00:00Z"}</script>')
add('subscribe-es', 'Suscríbete', '<h1>Elige tu suscripción</h1>' + lines('Suscríbete y accede a contenido exclusivo para suscriptores desde tu móvil o tu ordenador.', 'Primer mes por un euro, sin permanencia. Cancela cuando quieras.', '¿Ya eres suscriptor? Inicia sesión.'), 'es', site='El Faro de Montesa')
add('missing-es', 'Página no encontrada', '<h1>404</h1>' + lines('Lo sentimos, la página que buscas no existe o ha sido movida.', 'Comprueba la dirección o vuelve a la portada. También puedes utilizar el buscador.'), 'es', body='class="error404"', site='El Faro de Montesa')
add('missing-fi', 'Sivua ei löytynyt', '<h1>Hups!</h1>' + lines('Etsimääsi sivua ei löytynyt. Se on voitu poistaa tai siirtää toiseen osoitteeseen.', 'Tarkista osoite tai palaa etusivulle. Voit myös käyttää hakua.'), 'fi', site='Lahdenrannan Sanomat')
add('missing-ja', 'お探しのページは見つかりません', '<h1>ページが見つかりません</h1>' + lines('お探しのページは、削除されたか、URLが変更された可能性があります。', 'トップページへ戻るか、サイト内検索をご利用ください。'), 'ja', site='白浜新報')
add('missing-ar', 'الصفحة غير موجودة', '<h1>خطأ 404</h1>' + lines('عذراً، الصفحة التي تبحث عنها غير موجودة أو تم نقلها إلى عنوان آخر.', 'يرجى التحقق من العنوان أو العودة إلى الصفحة الرئيسية.'), 'ar', site='جريدة المرفأ')
add('missing-with-latest', 'Page not found', '<h1>Page not found</h1>' + lines("We can't find the page you're looking for. Try a search, or read our latest stories.") + '<section><h2>Latest</h2>' + cards() + '</section>')
bare('gateway', '502 Bad Gateway', '<center><h1>502 Bad Gateway</h1></center><hr><center>The server returned an invalid response. Please try again in 30 seconds. cloudgate/1.2</center>')
bare('suspended', 'Account Suspended', '<h1>Account Suspended</h1>' + lines('This account has been suspended. Contact your hosting provider for more information.'))
add('maintenance-tr', 'Bakımdayız', '<h1>Kısa bir mola</h1>' + lines('Sitemizde planlı bakım çalışması yapıyoruz. Birkaç dakika içinde yeniden yayında olacağız.', 'Anlayışınız için teşekkür ederiz, lütfen daha sonra tekrar deneyin.'), 'tr', site='Körfez Postası')
bare('script', '', '<noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div>' + lines('Please update your browser or enable JavaScript to read the Ellerwick Echo.'))
bare('parked', 'ellerwick-echo.example is for sale', '<h1>ellerwick-echo.example</h1>' + lines('The domain ellerwick-echo.example may be for sale. Click here to inquire about this domain.', 'This page is provided courtesy of the registrar. Related searches: tide tables, ferry tickets, used boats'))
add('front', 'Ellerwick Echo - news from the estuary', '<h1>Ellerwick Echo</h1>' + cards(tag='h2'), head='<meta property="og:type" content="website">', body='class="home blog"', site='')
add('tag', 'Tag: harbour', '<h1>harbour</h1>' + cards(), body='class="archive tag tag-harbour"')
add('search-de', 'Suchergebnisse für „Deich“', '<h1>Suche</h1><p>8 Treffer für „Deich“</p>' + cards(), 'de', site='Moorbote')
add('author', 'Wenda Farrow', '<h1>Wenda Farrow</h1><p>Wenda Farrow writes about rivers, rails and the people between them. She has been with the Echo since 2011.</p>' + cards(_HEADLINES[:5]), head='<meta property="og:type" content="profile"><script type="application/ld+json">{"@context":"https://schema.org","@type":"ProfilePage","mainEntity":{"@type":"Person","name":"Wenda Farrow"}}</script>')
add('geo-block', '451: Unavailable due to legal reasons', '<h1>Our European visitors are important to us.</h1>' + lines('This site is currently unavailable to visitors from the European Economic Area while we work to ensure your data is protected in accordance with applicable EU laws.'), site='')
add('age-gate', 'How old are you?', '<h1>Before you enter</h1>' + lines('You must be of legal drinking age to visit this website. Please enter your date of birth.', 'By entering you agree to our terms and to the use of cookies.') + '<form><select><option>1999</option></select><button>Enter</button></form>', site='Marl Brewery')
bare('queue', 'Waiting room', '<h1>You are now in line</h1>' + lines('Many people want to read the Echo at this moment. When it is your turn, you will have ten minutes to enter the website.', 'Please do not refresh this page, or you will lose your place. Number of users ahead of you: 1204'))
add('ad-block-fr', 'Vous utilisez un bloqueur de publicité', '<h2>Soutenez le Courrier</h2>' + lines('Il semble que vous utilisiez un bloqueur de publicités. Désactivez-le pour accéder à nos contenus, ou abonnez-vous pour lire sans publicité.'), 'fr', site='Le Courrier de Vaumont')
add('browser-pt', 'Navegador não suportado', '<h1>Atualize o seu navegador</h1>' + lines('O navegador que você está usando é antigo demais para exibir este site corretamente. Baixe uma versão atual e volte a nos visitar.'), 'pt', site='Folha da Barra')
add('terms-long', 'Terms and Conditions', '<h1>Terms and Conditions</h1>' + ''.join((f'<h2>{number}. {name}</h2><p>{text}</p>' for number, (name, text) in enumerate((('Who we are', 'This website is run by Echo Media Ltd, whose registered office is at 4 Quay Road, Ellerwick.'), ('Your use of the site', 'You may read and print pages for your own use. You may not copy, sell or publish our content without our consent in writing.'), ('Comments', 'What you post must be lawful and polite. We may remove it at any time and close your account without notice.'), ('Liability', 'We do our best to be right, but we give no warranty, and to the extent that the law allows we are not liable for loss that arises from your use of the site.'), ('Changes', 'We may change these terms. By continuing to use the site you accept them as changed.'), ('Law', 'These terms are governed by the law of the land, and its courts have jurisdiction.')) * 3, 1))), head='<meta property="og:type" content="article"><meta property="article:modified_time" content="2025-01-02T10:00:00Z">')
add('imprint-de', 'Impressum', '<h1>Impressum</h1>' + lines('Angaben gemäß § 5 DDG: Moorbote Verlag GmbH, Deichweg 2, 26000 Moorhusen', 'Vertreten durch die Geschäftsführerin Gesa Onken. Telefon 04900 1234, E-Mail post@moorbote.example', 'Registergericht: Amtsgericht Moorhusen, HRB 1234. Umsatzsteuer-ID: DE000000000', 'Verantwortlich für den Inhalt: Hinrich Tammen, Anschrift wie oben. Für die Inhalte verlinkter Seiten sind deren Betreiber verantwortlich.'), 'de', site='Moorbote')
add('privacy-cs', 'Zásady ochrany osobních údajů', '<h1>Zásady ochrany osobních údajů</h1>' + lines('Správcem osobních údajů je Zálivský deník, s. r. o. Zpracováváme údaje, které nám sami poskytnete při registraci, a údaje o vašem zařízení.', 'Máte právo na přístup ke svým údajům, na jejich opravu a výmaz. Souhlas můžete kdykoli odvolat v nastavení účtu.', 'S dotazy se obraťte na našeho pověřence na adrese udaje@zalivsky.example.'), 'cs', site='Zálivský deník')
add('contact', 'Contact us', '<h1>Contact us</h1>' + lines('Newsdesk: 01900 555 100, news@echo.example. Sports desk: 01900 555 101.', 'To place an advertisement, call our sales team on weekdays from nine to five.', 'Write to us at Ellerwick Echo, 4 Quay Road, Ellerwick. We read every letter.'))
add('about-hu', 'Rólunk', '<h1>Rólunk</h1>' + lines('A Torkolati Hírlap 1921 óta jelenik meg. Szerkesztőségünk tizenkét munkatársa a part menti falvakból tudósít.', 'Felelős szerkesztő: Bálint Réka. Kiadó: Torkolat Kft., székhely: Révfalu, Fő tér 1. Adószám: 00000000-0-00'), 'hu', site='Torkolati Hírlap')
add('newsletter-sv', 'Bekräfta din prenumeration', '<h1>Nästan klart!</h1>' + lines('Vi har skickat ett mejl till dig. Klicka på länken i mejlet för att bekräfta att du vill ha vårt nyhetsbrev.', 'Hittar du det inte? Titta i skräpposten.'), 'sv', site='Skärgårdsbladet')
add('registered-ko', '가입해 주셔서 감사합니다', '<h1>환영합니다</h1>' + lines('회원가입이 완료되었습니다. 입력하신 이메일로 인증 메일을 보냈습니다.', '메일의 링크를 클릭하여 계정을 활성화해 주세요.'), 'ko', site='갯벌신문')
add('unsubscribed', 'You have been unsubscribed', '<h1>Sorry to see you go</h1>' + lines('You will no longer receive the Morning Tide. Changed your mind? Subscribe again with one click.'))
add('template', 'Headline goes here', "<article><h1>Headline goes here</h1><p class='by'>By Test Author</p>" + lines('Lorem ipsum dolor sit amet, consectetur adipiscing elit. Pellentesque habitant morbi tristique senectus et netus et malesuada fames ac turpis egestas.', 'Vestibulum tortor quam, feugiat vitae, ultricies eget, tempor sit amet, ante. Donec eu libero sit amet quam egestas semper.') + '</article>', head='<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T08:00:00Z"><meta name="author" content="Test Author">', body='class="single single-post"')
add('hello-world', 'Hello world!', '<article><h1>Hello world!</h1>' + lines('Welcome to WordPress. This is your first post. Edit or delete it, then start writing!') + '</article>', head='<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T08:00:00Z">', body='class="single single-post postid-1"', site='My Site')
bare('listing', 'Index of /backup', "<h1>Index of /backup</h1><pre><a href='../'>Parent Directory</a>\n<a href='a.zip'>a.zip</a>  2026-11-01 10:00  12M\n<a href='b.zip'>b.zip</a>  2026-11-02 10:00  14M\n</pre><address>Apache/2.4 Server at ellerwick-echo.example Port 443</address>")
bare('traceback', 'TemplateDoesNotExist at /news/', '<h1>TemplateDoesNotExist at /news/</h1><pre>news/detail.html</pre>' + lines('Request Method: GET. Exception Type: TemplateDoesNotExist. Python Version: 3.11.4', "You're seeing this error because you have DEBUG = True in your settings file. Change that to False, and the server will display a standard 500 page."))
add('search-none-nl', 'Zoekresultaten voor “zeehond”', '<h1>Zoekresultaten</h1>' + lines('Er zijn geen resultaten gevonden voor “zeehond”. Controleer de spelling of probeer een ander zoekwoord.'), 'nl', body='class="search search-no-results"', site='Dijkbode')
add('section-zh', '本地新闻', '<h1>本地新闻</h1>' + cards(('码头电车提前一周通车', '面包师要求夜间电价下调', '两所学校将共用一座体育馆', '旧磨坊九年后终于找到买家', '河里游泳的人被劝等到五月', '合唱团为最后一艘煤船歌唱'), ('市政工程师说铁轨已经干燥，司机也已培训完毕。', '行会告诉市议会，面粉价格自春天以来翻了一番。', '家长担心课程表，校长则抱有希望。', '计划建一家有十一间客房的旅馆。', '水够干净，但只有六度。', '四十个人在雨中的码头上歌唱。')), 'zh', site='河口日报')
add('links', 'Useful links', '<h1>Useful links</h1><ul>' + ''.join((f'<li><a href="https://x{number}.example/">{text}</a></li>' for number, text in enumerate(_HEADLINES * 2))) + '</ul>')
add('site-map', 'Sitemap', '<h1>Sitemap</h1>' + ''.join(f'<h2>{link}</h2><ul>' + ''.join((f'<li><a href="/{link}/{number}">{link}: {text}</a></li>' for number, text in enumerate(_HEADLINES[:4]))) + '</ul>' for link in _LINKS))
add('product', 'Oilskin coat, yellow', "<h1>Oilskin coat, yellow</h1><p class='price'>€ 89.00</p><button>Add to cart</button>" + lines('A coat for the quay and the queue. Waxed cotton, lined with flannel, two pockets that close.', 'In stock. Free shipping from € 50. Returns within 30 days.'), head='<meta property="og:type" content="product"><script type="application/ld+json">{"@type":"Product","name":"Oilskin coat","offers":{"price":"89.00"}}</script>', site='Quay Outfitters')
add('shop-list-it', 'Stivali', '<h1>Stivali</h1>' + ''.join(f'<div class="product"><a href="/p/{number}"><h3>Stivale da palude n. {number}</h3></a><span class="price">€ {40 + number},00</span><p>Gomma naturale, suola alta, fodera di lana.</p><button>Aggiungi al carrello</button></div>' for number in range(1, 9)), 'it', site='Bottega del Molo')
add('thread', 'Outboard will not start', '<h2>Outboard will not start</h2>' + ''.join((f'<div class="post"><p class="author">by <b>{who}</b> » Fri Nov 20, 2026 {hour}:12</p><div class="content">{text}</div><p>Posts: {hour}1 · Joined: Mon May 04, 2020</p></div>' for who, hour, text in (('keelhaul', 9, 'Mine has been in the shed since August and will not start. I changed the plug. Any ideas?'), ('old_salt', 10, 'Old fuel, nine times out of ten. Drain it and try again.'), ('keelhaul', 18, 'That was it. Thanks!')))) + '<p>You must log in or register to reply here.</p><p>Users browsing this forum: No registered users and 2 guests</p><p>Powered by phpBB</p>', body='id="phpbb" class="nojs notouch section-viewtopic"', site='Estuary Boats Forum')
add('board', 'Board index', '<h1>Board index</h1><ul>' + ''.join((f'<li><a href="/f{number}">{name}</a><p>{what}</p><span>{number}4 topics, {number}71 posts</span></li>' for number, (name, what) in enumerate((('Engines and fuel', 'Outboards, inboards and what they drink'), ('Tides and charts', 'Where the sand has moved to'), ('For sale and wanted', 'Boats, parts, moorings'), ('The Snug bar', 'All that is not wet'), ('Knots and ropes', 'Show us your splices')), 1))) + '</ul>', body='id="phpbb"', site='Estuary Boats Forum')
add('login-ar', 'تسجيل الدخول', "<h1>تسجيل الدخول</h1><form><input type='password'></form>" + lines('أدخل بريدك الإلكتروني وكلمة المرور للمتابعة. هل نسيت كلمة المرور؟', 'ليس لديك حساب؟ أنشئ حساباً مجاناً.'), 'ar', site='جريدة المرفأ')
add('robot-hi', 'सुरक्षा जांच', '<h1>क्या आप रोबोट हैं?</h1>' + lines('हमें आपके नेटवर्क से असामान्य गतिविधि मिली है। कृपया पुष्टि करें कि आप रोबोट नहीं हैं।', 'यदि समस्या बनी रहे तो हमारी सहायता टीम से संपर्क करें।'), 'hi', site='मुहाना समाचार')
add('missing-he', 'העמוד לא נמצא', '<h1>אופס!</h1>' + lines('העמוד שחיפשתם לא נמצא. ייתכן שהוא הוסר או שהכתובת הוקלדה באופן שגוי.', 'חזרה לעמוד הבית'), 'he', head='<meta property="og:type" content="article">', site='קול השפך')
add('down-vi', 'Website đang bảo trì', '<h1>Chúng tôi sẽ sớm quay lại</h1>' + lines('Hệ thống đang được nâng cấp. Xin quý độc giả vui lòng quay lại sau ít phút nữa. Chúng tôi xin lỗi vì sự bất tiện này.'), 'vi', site='Báo Cửa Sông')
add('gone-uk', 'Матеріал видалено', '<h1>Матеріал видалено</h1>' + lines('Сторінку, яку ви шукаєте, було видалено або переміщено.', 'Поверніться на головну або скористайтеся пошуком.'), 'uk', site='Лиманська газета')
add('app', 'Continue in the app', '<h1>The Echo is better in the app</h1>' + lines('Get the app to read this story and thousands more, with alerts for your village.', 'Download it for free from your app store, or continue in your browser.'))
add('weather', 'Weather in Ellerwick', '<h1>Weather in Ellerwick</h1><table>' + ''.join((f'<tr><td>{day}</td><td>{low}°</td><td>{low + 6}°</td><td>{sky}</td></tr>' for day, low, sky in (('Mon', 4, 'Rain'), ('Tue', 5, 'Cloudy'), ('Wed', 3, 'Sunny'), ('Thu', 2, 'Sunny'), ('Fri', 6, 'Showers')))) + '</table>' + lines('Sunrise 07:41, sunset 15:58. High water 06:12 and 18:40.'))
add('videos', 'Videos', '<h1>Videos</h1>' + ''.join((f'<div class="v"><a href="/v/{number}"><img src="/{number}.jpg" alt=""><span class="t">{text}</span></a><span>2:1{number}</span></div>' for number, text in enumerate(_HEADLINES))))
add('author-el', 'Άρθρα του συντάκτη: Νίκος Αλμυρός', '<h1>Νίκος Αλμυρός</h1>' + cards(('Το τραμ φτάνει νωρίτερα στο λιμάνι', 'Οι φούρνοι ζητούν φθηνό ρεύμα', 'Δύο σχολεία σε ένα γυμναστήριο', 'Ο παλιός μύλος βρήκε αγοραστή', 'Τραγούδι για το τελευταίο πλοίο'), ('Οι ράγες στέγνωσαν, λέει ο μηχανικός.', 'Το αλεύρι διπλασιάστηκε από την άνοιξη.', 'Οι γονείς φοβούνται για το πρόγραμμα.', 'Σχεδιάζεται πανδοχείο με έντεκα δωμάτια.', 'Σαράντα φωνές στη βροχή.')), 'el', body='class="archive author"', site='Εφημερίδα του Κόλπου')
bare('captcha-es', 'Verificando...', '<div><h1>Antes de continuar</h1><p>Necesitamos comprobar que no eres un programa automático. Solo tardará un momento.</p></div>', 'es')
bare('akamai', 'Access Denied', '<H1>Access Denied</H1>You don\'t have permission to access "http&#58;&#47;&#47;www&#46;echo&#46;example&#47;bees" on this server.<P>Reference&#32;&#35;18&#46;5c1e1202</P>')
add('consent-fr', 'Le Courrier de Vaumont', '<div><h2>Avec votre accord</h2>' + lines('Avec votre accord, nos partenaires et nous utilisons des cookies ou technologies similaires pour stocker, consulter et traiter des données personnelles telles que votre visite sur ce site.', "Vous pouvez retirer votre consentement ou vous opposer aux traitements fondés sur l'intérêt légitime à tout moment en cliquant sur « En savoir plus ».") + '</div>', 'fr', site='')
add('consent-da', 'Velkommen til Fjordbladet', '<h2>Vi bruger cookies</h2>' + lines('Vi og vores samarbejdspartnere gemmer oplysninger på din enhed for at vise dig annoncer og forbedre vores side.', 'Du kan altid trække dit samtykke tilbage.'), 'da', site='Fjordbladet')
add('pur-de', 'Moorbote - Lesen mit oder ohne Werbung', '<h1>Lesen Sie den Moorboten</h1>' + lines('Weiter mit Werbung: Nutzen Sie unser Angebot mit Cookies, personalisierter Werbung und Tracking.', 'Oder lesen Sie im PUR-Abo für 2,99 Euro im Monat ohne Tracking durch Dritte. Bereits Abonnent? Hier anmelden.'), 'de', site='')
add('login-ja', 'ログイン', '<h1>会員ログイン</h1>' + lines('メールアドレスとパスワードを入力してください。パスワードをお忘れの方はこちら。', '初めての方は無料会員登録をお願いします。'), 'ja', site='白浜新報')
add('paywall-fi', 'Silta sai nimen', '<article><h1>Silta sai nimen</h1>' + lines('Tämä juttu on vain tilaajille.', 'Tilaa nyt ja lue heti. Ensimmäinen kuukausi maksaa euron, ja voit perua milloin tahansa.', 'Oletko jo tilaaja? Kirjaudu sisään.') + '</article>', 'fi', head='<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T08:00:00Z">', site='Lahdenrannan Sanomat')
add('paywall-pt', 'Ponte ganha nome', '<article><h1>Ponte ganha nome</h1>' + lines('Este conteúdo é exclusivo para assinantes. Assine agora e tenha acesso ilimitado.', 'Já é assinante? Faça login para continuar lendo.') + '</article>', 'pt', head='<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T08:00:00Z">', site='Folha da Barra')
add('404-joke', 'Page not found', '<h1>Well, this is awkward</h1>' + lines('Our best hound followed the scent to this spot and sat down. There is nothing here but him.', 'Throw him a stick, or start again from the front page.'))
add('404-cs', 'Stránka nebyla nalezena', '<h1>404</h1>' + lines('Omlouváme se, ale požadovaná stránka neexistuje. Zkontrolujte prosím adresu nebo přejděte na hlavní stránku.'), 'cs', site='Zálivský deník')
add('404-th', 'ไม่พบหน้าที่คุณต้องการ', '<h1>404</h1>' + lines('ขออภัย ไม่พบหน้าที่คุณต้องการ หน้านี้อาจถูกลบหรือย้ายไปแล้ว กรุณากลับไปหน้าแรก'), 'th', site='ข่าวปากน้ำ')
add('404-id', 'Halaman tidak ditemukan', '<h1>Maaf!</h1>' + lines('Halaman yang Anda cari tidak ditemukan atau sudah dipindahkan. Silakan kembali ke beranda atau gunakan kolom pencarian.'), 'id', site='Muara Pos')
add('404-fa', 'صفحه مورد نظر پیدا نشد', '<h1>۴۰۴</h1>' + lines('متأسفانه صفحه\u200cای که به دنبال آن بودید پیدا نشد. لطفاً نشانی را بررسی کنید یا به صفحه اصلی بازگردید.'), 'fa', site='روزنامه خلیجک')
add('article-gone-ru', 'Материал недоступен', '<h1>Материал недоступен</h1>' + lines('Эта публикация была снята с сайта или ещё не вышла. Попробуйте найти её через поиск или вернитесь на главную страницу.'), 'ru', site='Заречные вести')
bare('500-en', 'Application error', '<h1>Oops</h1><p>Something broke on our side. Our engineers have been told and are on it. Please try again in a little while.</p>')
bare('apache', 'Apache2 Default Page: It works', '<div>Apache2 Default Page</div><div>It works!</div><p>This is the default welcome page used to test the correct operation of the Apache2 server after installation. If you can read this page, it means that the web server installed at this site is working properly. You should replace this file before continuing to operate your HTTP server.</p>')
add('maint-pl', 'Przerwa techniczna', '<h1>Przerwa techniczna</h1>' + lines('Trwają prace konserwacyjne. Serwis będzie dostępny za kilka minut. Przepraszamy za utrudnienia.'), 'pl', site='Kurier Zalewski')
add('maint-no', 'Vi er snart tilbake', '<h1>Vi er snart tilbake</h1>' + lines('Nettstedet er nede for planlagt vedlikehold. Prøv igjen om noen minutter, så er vi klare med nyheter.'), 'no', site='Sundets Avis')
add('privacy-it', 'Informativa sulla privacy', '<h1>Informativa sulla privacy</h1>' + lines('Il titolare del trattamento è La Gazzetta di Pontemare S.r.l. I dati sono trattati per fornire il servizio di newsletter e per finalità statistiche.', "L'interessato può chiedere in ogni momento l'accesso, la rettifica o la cancellazione dei dati scrivendo a privacy@pontemare.example.", 'I dati non vengono ceduti a terzi se non per obbligo di legge.'), 'it', site='La Gazzetta di Pontemare')
add('advertise', 'Advertise with us', '<h1>Advertise with us</h1>' + lines('Reach 40,000 readers on the estuary every week. Our sales team will help you to find the right space, in print and online.', 'Download our media kit or call 01900 555 102.'))
add('cookiepolicy-nl', 'Cookiebeleid', '<h1>Cookiebeleid</h1>' + lines('Wij gebruiken functionele cookies om de website te laten werken en analytische cookies om te meten hoe de site wordt gebruikt.', 'U kunt cookies in uw browser verwijderen of blokkeren. Sommige onderdelen werken dan niet meer.'), 'nl', site='Dijkbode')
add('newsletter', 'Sign up for our newsletters', '<h1>Newsletters</h1>' + ''.join((f'<div><h3>{n}</h3><p>{t}</p><label><input type=checkbox>Sign up</label></div>' for n, t in (('Morning Tide', "The day's news at seven, with the tides."), ('Quay Notes', 'What the boats bring, on Fridays.'), ('The Long Read', 'One story that takes its time, on Sundays.')))) + lines('Enter your e-mail address. You can unsubscribe at any time.'))
add('home-es', 'El Faro de Montesa: noticias de la costa', '<h1>El Faro</h1>' + ''.join((f"<article><a href='/{i}'><h2>{h}</h2></a><p>{t}</p></article>" for i, (h, t) in enumerate((('El tranvía llega antes al puerto', 'Los raíles están secos, dice el ingeniero.'), ('Los panaderos piden luz barata', 'La harina ha doblado su precio desde la primavera.'), ('Dos escuelas, un gimnasio', 'Los padres temen por el horario.'), ('El molino viejo tiene dueño', 'Habrá una posada con once habitaciones.'), ('Un coro para el último barco', 'Cuarenta voces cantaron bajo la lluvia.'))))), 'es', head='<meta property="og:type" content="website">', site='')
add('topic-ld', 'Bridges', '<h1>Bridges</h1>' + cards(), head='<script type="application/ld+json">{"@type":"CollectionPage","name":"Bridges","mainEntity":{"@type":"ItemList","itemListElement":[{"@type":"ListItem","position":1,"url":"/1"}]}}</script>')
add('board-li', 'Diskussionen', "<h1>Diskussionen</h1><ul class='topics'>" + ''.join((f"<li><a href='/t/{i}'>{t}</a><p>von {w}, {i + 3} Antworten</p></li>" for i, (t, w) in enumerate((('Welcher Köder für Zander im Herbst', 'nordlicht'), ('Bootsmotor springt nicht an', 'kielholer'), ('Deich gesperrt bis wann genau', 'wattwurm'), ('Suche Trailer für Jolle', 'moorhuhn'), ('Gezeiten-App für Einsteiger', 'ebbe'))))) + '</ul>', 'de', site='Anglertreff')
add('author-nowl', 'Artículos de Lía Corral', '<h1>Lía Corral</h1><p>Periodista. Escribe sobre ríos y trenes desde 2012.</p>' + cards(('El tranvía llega antes al puerto', 'Los panaderos piden luz barata', 'Dos escuelas, un gimnasio', 'El molino viejo tiene dueño'), ('Los raíles están secos.', 'La harina sube.', 'Los padres temen por el horario.', 'Habrá una posada.')), 'es', site='El Faro de Montesa')
add('survey', 'Reader survey 2026', '<h1>Tell us what you think</h1>' + lines('Your answers help us to make a better Echo. The survey takes five minutes, and your data stay with us.', 'Please click Start to begin.') + '<button>Start</button>')
add('login-ro', 'Autentificare', '<h1>Intră în contul tău</h1>' + lines('Introdu adresa de e-mail și parola. Ai uitat parola? O poți reseta aici.', 'Nu ai cont? Înregistrează-te gratuit.'), 'ro', site='Gazeta Gurii')
add('consent-hu', 'Torkolati Hírlap', '<h2>Adatainak védelme fontos számunkra</h2>' + lines('Mi és partnereink információkat, például sütiket tárolunk az Ön eszközén, és személyes adatokat kezelünk személyre szabott hirdetések céljából.', 'Hozzájárulását bármikor visszavonhatja.'), 'hu', site='')
add('robot-uk', 'Перевірка', '<h1>Перевірка безпеки</h1>' + lines('Ми помітили незвичну активність з вашої мережі. Підтвердьте, що ви не робот.'), 'uk', site='Лиманська газета')
add('down-el', 'Συντήρηση', '<h1>Επιστρέφουμε σύντομα</h1>' + lines('Η ιστοσελίδα μας βρίσκεται υπό συντήρηση. Δοκιμάστε ξανά σε λίγα λεπτά. Σας ζητούμε συγγνώμη για την ταλαιπωρία.'), 'el', site='Εφημερίδα του Κόλπου')
add('paywall-he', 'הגשר קיבל שם', '<article><h1>הגשר קיבל שם</h1>' + lines('כתבה זו למנויים בלבד. כבר מנויים? התחברו כדי להמשיך לקרוא.', 'רכשו מנוי בחודש ראשון בשקל.') + '</article>', 'he', head='<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-20T08:00:00Z">', site='קול השפך')
add('404-hi', 'पेज नहीं मिला', '<h1>404</h1>' + lines('आप जिस पेज को ढूंढ रहे हैं वह उपलब्ध नहीं है या हटा दिया गया है। कृपया होमपेज पर जाएं।'), 'hi', site='मुहाना समाचार')
add('consent-ko', '쿠키 설정', '<h1>쿠키 사용 안내</h1>' + lines('저희와 파트너는 쿠키를 사용하여 귀하의 기기에 정보를 저장하고 맞춤형 광고를 제공합니다.', '언제든지 동의를 철회하실 수 있습니다.'), 'ko', site='갯벌신문')
add('maint-zh', '系统维护', '<h1>系统维护中</h1>' + lines('网站正在升级维护，预计一小时后恢复。给您带来不便，敬请谅解。'), 'zh', site='河口日报')
add('terms-ru', 'Пользовательское соглашение', '<h1>Пользовательское соглашение</h1>' + lines('Настоящее соглашение регулирует отношения между редакцией и пользователем сайта.', 'Пользователь обязуется не нарушать авторские права и законодательство. Редакция оставляет за собой право удалить аккаунт.', 'Редакция не несёт ответственности за содержание комментариев.'), 'ru', site='Заречные вести')
add('imprint-pl', 'Kontakt', '<h1>Kontakt z redakcją</h1>' + lines('Kurier Zalewski, ul. Portowa 2, 00-000 Zalew. Redaktor naczelna: Jagoda Wilk.', 'Masz temat? Napisz do nas: redakcja@kurier.example lub zadzwoń.'), 'pl', site='Kurier Zalewski')
add('mail-fr', 'Confirmez votre inscription', "<h1>Plus qu'une étape</h1>" + lines("Un e-mail vient de vous être envoyé. Cliquez sur le lien qu'il contient pour confirmer votre inscription à la lettre du matin.", 'Vous ne le trouvez pas ? Regardez dans vos courriers indésirables.'), 'fr', site='Le Courrier de Vaumont')
add('section-ar', 'أخبار محلية', '<h1>أخبار محلية</h1>' + cards(('الترام يصل إلى الميناء مبكرا', 'الخبازون يطلبون كهرباء أرخص', 'مدرستان وصالة واحدة', 'الطاحونة القديمة تجد مشتريا', 'جوقة تغني لآخر سفينة'), ('المهندس يقول إن القضبان جافة.', 'سعر الدقيق تضاعف منذ الربيع.', 'الآباء قلقون على الجدول.', 'نزل بإحدى عشرة غرفة.', 'أربعون صوتا تحت المطر.')), 'ar', site='جريدة المرفأ')
add('js-de', 'Moorbote', '<noscript>x</noscript><p>Diese Seite benötigt JavaScript. Bitte aktivieren Sie JavaScript in Ihrem Browser und laden Sie die Seite neu.</p>', 'de', site='')
bare('perimeter', 'Pardon Our Interruption', "<h1>Pardon Our Interruption...</h1><p>As you were browsing, something about your browser made us think you might be a bot. There are a few reasons this might happen:</p><ul><li>You're a power user moving through this website with super-human speed.</li><li>You've disabled JavaScript or cookies in your web browser.</li></ul>")
add('product-de', 'Ölzeug, gelb', '<h1>Ölzeug, gelb</h1><span>89,00 €</span><button>In den Warenkorb</button>' + lines('Gewachste Baumwolle mit Futter aus Flanell, zwei Taschen. Artikelnummer 4711.', 'Auf Lager. Lieferzeit 2 Tage, zzgl. Versandkosten.'), 'de', head='<meta property="og:type" content="og:product">', site='Kai-Laden')
add('tag-fr', 'Archives des pont', '<h1>Étiquette : pont</h1>' + cards(('Le tram arrive au port', 'Les boulangers veulent du courant', 'Deux écoles, un gymnase', 'Le vieux moulin vendu'), ('Les rails sont secs.', 'La farine a doublé.', 'Les parents craignent.', 'Une auberge est prévue.')), 'fr', body='class="archive tag tag-pont"', site='Le Courrier de Vaumont')

# Written after the rules for figures and letters to readers.
_ROWS = (('SV Hafen', '2:1', 'TuS Deich'), ('FC Marsch', '0:0', 'SC Siel'), ('VfL Moor', '4:2', 'TSV Watt'), ('ESV Kai', '1:3', 'BSV Bucht'))
add('scores-de', 'Ergebnisse Kreisliga', '<h1>Kreisliga A, 14. Spieltag</h1><table>' + ''.join(f'<tr><td>{a}</td><td>{b}</td><td>{c}</td></tr>' for a, b, c in _ROWS) + '</table>', 'de', site='Moorbote')
add('tides', 'Tide times', '<h1>Tide times</h1><table>' + ''.join(f'<tr><td>{d}</td><td>06:{m} (4.1m)</td><td>12:{m} (0.9m)</td></tr>' for d, m in (('Sat 21', 12), ('Sun 22', 48), ('Mon 23', 55))) + '</table><p>Not to be used for navigation.</p>')
add('weather-pl', 'Pogoda na 14 dni', '<h1>Pogoda – Zalew</h1>' + lines('Temperatura: 6°C, odczuwalna 2°C. Ciśnienie 1008 hPa, wilgotność 91%, wiatr 24 km/h.', 'Sobota 7°C deszcz', 'Niedziela 5°C pochmurno', 'Wschód słońca 7:22, zachód 15:40.'), 'pl', site='Kurier Zalewski')
add('newsletter-it', 'Le nostre newsletter', '<h1>Le nostre newsletter</h1>' + lines('Scegli le newsletter che vuoi ricevere gratis nella tua casella di posta.', 'Le notizie del porto ogni mattina alle sette.', 'Puoi annullare l’iscrizione in qualsiasi momento.'), 'it', site='La Gazzetta di Pontemare')
add('tag-dated', 'Haven', '<h1>Haven</h1><ul>' + ''.join(f'<li><span>{d} november</span><a href="/{d}">{t}</a><p>{c}</p></li>' for d, t, c in ((21, 'Aanlegplaats tot maart dicht', 'Duikers vonden scheuren in drie palen.'), (20, 'Sleepboot gedoopt in Havenstad', 'De boot vervangt een schip uit 1981.'), (18, 'Staking in de haven afgewend', 'Bonden en werkgevers werden het eens.'), (15, 'Meer containers, minder erts', 'De overslag groeide met vier procent.'), (11, 'Visafslag gaat online', 'Kopers kunnen vanuit huis bieden.'))) + '</ul>', 'nl', site='Dijkbode')
