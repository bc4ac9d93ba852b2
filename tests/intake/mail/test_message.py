"""Mail: what is one, which of its texts is the copy, and what mail adds to it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.article import Article, Dropped
from streams.blocks import BlockKind
from streams.events.codec import CLEAN, encode
from streams.intake.mail import message as mail
from streams.intake.mail.parts import unflow
from streams.intake.mail.text import subject_of
from streams.intake.reader import read
from streams.kinds import Format, Reason
from streams.stages import clean, enrich
from tests.intake.wires.transmissions import event, said, words_in
from tests.linear import assert_linear, repeated

FIELDS = (
    "From: =?utf-8?q?J=C3=B6rg_Ohm?= <ohm@anglia.example>\n"
    "To: desk@paper.example\n"
    "Date: Sat, 21 Nov 2026 06:12:00 +0100\n"
    "Message-ID: <20261121.7@anglia.example>\n"
    "MIME-Version: 1.0\n"
)
COPY = (
    "Fire shuts the port of Harwich\n\nBy Edith Crowe\n\n"
    "HARWICH (Anglia Wire) - A fire in a warehouse has shut the port of Harwich on\n"
    "Saturday, its operator said.\n\n"
    '"We would rather be late than sorry," harbour master Jane Roe said. Ferries go\n'
    "to Felixstowe until Monday.\n"
)
PARAGRAPHS = (
    "HARWICH (Anglia Wire) - A fire in a warehouse has shut the port of Harwich on Saturday, its operator said.",
    '"We would rather be late than sorry," harbour master Jane Roe said. Ferries go to Felixstowe until Monday.',
)


def message(
    body: str = COPY, *more: str, subject: str = "BRITAIN-FIRE, UPDATE 1", fields: str = FIELDS
) -> bytes:
    lines = "".join(f"{each}\n" for each in (f"Subject: {subject}", *more))
    return f"{fields}{lines}\n{body}".replace("\n", "\r\n").encode()


def multipart(kind: str, *parts: str, subject: str = "BRITAIN-FIRE") -> bytes:
    body = "".join(f"--b1\n{part}\n" for part in parts) + "--b1--\n"
    return message(body, f'Content-Type: multipart/{kind}; boundary="b1"', subject=subject)


def article(value: bytes, **envelope: str) -> Article:
    found = mail.read(event(value, **envelope))
    assert isinstance(found, Article), found
    return found


def test_a_mail_whose_subject_is_the_slug() -> None:
    assert mail.looks_like(message()) == "From and message-id"
    found = article(message())
    assert found.format is Format.MAIL
    assert found.uri == "mid:20261121.7@anglia.example"
    assert found.naming.aliases == ()
    assert (found.header.slugline, found.headline) == (
        "BRITAIN-FIRE, UPDATE 1",
        "Fire shuts the port of Harwich",
    )
    assert (found.credits.byline, found.credits.info_sources, found.source) == (
        "Edith Crowe",
        ("Jörg Ohm",),
        "anglia.example",
    )
    assert (
        found.revision.version_created
        == found.revision.wire_time
        == datetime(2026, 11, 21, 5, 12, tzinfo=UTC)
    )
    assert found.paragraphs == PARAGRAPHS


def test_the_envelopes_subject_is_the_id_and_the_message_id_an_alias() -> None:
    found = article(message(), subject="https://anglia.example/1", source="anglia")
    assert (found.uri, found.source) == ("https://anglia.example/1", "anglia")
    assert found.naming.aliases[0] == "mid:20261121.7@anglia.example"


def test_a_subject_that_is_no_slug_is_the_headline() -> None:
    found = article(message(subject="Re: FW: Fire shuts  the port of Harwich"))
    assert (found.header.slugline, found.headline, found.paragraphs) == (
        None,
        "Fire shuts the port of Harwich",
        PARAGRAPHS,
    )
    other = article(message(subject="For Sunday"))
    assert (other.headline, other.paragraphs) == (
        "For Sunday",
        ("Fire shuts the port of Harwich", *PARAGRAPHS),
    )


@pytest.mark.parametrize(
    ("subject", "read_as"),
    [
        ("=?iso-8859-1?q?Feuer_schlie=DFt_Hafen?=", "Feuer schließt Hafen"),
        ("=?utf-8?b?RmV1ZXIgc2NobGllw58=?= =?utf-8?b?dCBIYWZlbg==?=", "Feuer schließt Hafen"),
        ("=?utf-8?b?RmV1ZXIgc2NobGllww==?=\n =?utf-8?b?n3QgSGFmZW4=?=", "Feuer schließt Hafen"),
        ("Feuer schließt Hafen", "Feuer schließt Hafen"),
        ("=?utf-8?q?Feuer =?", "=?utf-8?q?Feuer =?"),
        ("=?utf-8?b?!!!?=", "Fire shuts the port of Harwich"),
        ("=?x-none?q?Feuer?=", "Feuer"),
    ],
)
def test_encoded_subjects(subject: str, read_as: str) -> None:
    assert article(message(subject=subject)).headline == read_as


def test_the_plain_text_of_alternatives_unless_it_is_a_stub() -> None:
    html = "Content-Type: text/html; charset=utf-8\n\n<html><body><p>A fire has shut the <b>port</b>.</p></body></html>"
    plain = f"Content-Type: text/plain; charset=utf-8\n\n{COPY}"
    stub = "Content-Type: text/plain\n\nYour program does not support HTML. View this mail in your browser."
    assert article(multipart("alternative", plain, html)).paragraphs == PARAGRAPHS
    assert article(multipart("alternative", stub, html)).paragraphs == ("A fire has shut the port.",)
    assert article(multipart("alternative", html)).paragraphs == ("A fire has shut the port.",)
    inner = f'Content-Type: multipart/alternative; boundary="b2"\n\n--b2\n{plain}\n--b2\n{html}\n--b2--'
    assert article(multipart("mixed", inner)).paragraphs == PARAGRAPHS


@pytest.mark.parametrize("headline", ["<p>Fire shuts the port</p>", ""])
def test_what_html_is_made_of_stays(headline: str) -> None:
    html = (
        f"{headline}<p>A fire has shut the port of Harwich, says the <a href='https://port.example/fire'>port</a>.</p>"
        "<h2>Ferries</h2><ul><li>Hook of Holland</li><li>Esbjerg</li></ul>"
        "<table><tr><td>Berth</td><td>Open</td></tr><tr><td>West</td><td>2</td></tr></table>"
    )
    found = article(message(html, "Content-Type: text/html; charset=utf-8", subject="Fire shuts the port"))
    kinds = {found.paragraphs[form.paragraph]: form.kind for form in found.forms}
    assert kinds.pop(found.paragraphs[0]) is BlockKind.PARAGRAPH
    assert kinds == {
        "Ferries": BlockKind.HEADING,
        **dict.fromkeys(("Hook of Holland", "Esbjerg"), BlockKind.ITEM),
        **dict.fromkeys(("Berth | Open", "West | 2"), BlockKind.ROW),
    }
    (link,) = found.forms[0].spans
    assert (link.href, found.paragraphs[0][link.start : link.end]) == ("https://port.example/fire", "port")


def test_attachments_are_named_and_text_is_joined() -> None:
    picture = "Content-Type: image/jpeg\nContent-Disposition: attachment; filename=a.jpg\nContent-Transfer-Encoding: base64\n\nAAAA"
    note = "Content-Type: text/plain\n\nThe lifeboat was called out as well, and came back at noon.\n"
    attached = note.replace("plain\n", "plain\nContent-Disposition: attachment; filename=more.txt\n", 1)
    found = article(multipart("mixed", f"Content-Type: text/plain\n\n{COPY}", picture, attached))
    assert found.paragraphs == (*PARAGRAPHS, "The lifeboat was called out as well, and came back at noon.")
    assert [each.text for each in found.cleaning.removed] == ["a.jpg (image/jpeg)"]
    only = mail.read(event(multipart("mixed", picture)))
    assert only == Dropped(Reason.NOT_TEXT, "nothing but attachments: a.jpg (image/jpeg)")


def test_transfer_encodings_and_wrong_charsets() -> None:
    text = "Feuer schließt den Hafen.\n\nDie Fähren fahren ab Felixstowe, sagte die Hafenmeisterin.\n"
    coded = base64.encodebytes(text.encode("cp1252")).decode()
    for charset in ("iso-8859-1", "utf-8", "us-ascii", "none"):
        value = message(
            coded,
            f"Content-Type: text/plain; charset={charset}",
            "Content-Transfer-Encoding: base64",
            subject="x",
        )
        assert article(value).paragraphs[0] == "Feuer schließt den Hafen.", charset
    quoted = message(
        "Die F=C3=A4hren fahr=\nen.",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        subject="x",
    )
    assert article(quoted).paragraphs == ("Die Fähren fahren.",)
    broken = message("AAA!A", "Content-Transfer-Encoding: base64", subject="x")
    assert isinstance(mail.read(event(broken)), Article | Dropped)


def test_flowed_text() -> None:
    assert unflow("A fire \nhas shut\n-- \nJane \nRoe") == "A fire has shut\n-- \nJane Roe"
    assert unflow("> quoted \n> on\nbelow") == "> quoted on\nbelow"
    assert unflow("Feuer \nwehr", delete_space=True) == "Feuerwehr"
    value = message("A fire \nshut it.", "Content-Type: text/plain; format=flowed", subject="x")
    assert article(value).paragraphs == ("A fire shut it.",)


def test_signature_and_list_footer() -> None:
    body = f"{COPY}-- \nJörg Ohm\nAnglia Wire, Harwich\n_______________________________________________\nwire mailing list\nTo unsubscribe send a mail\n"
    found = article(message(body, "List-Id: <wire.anglia.example>", subject="[wire] BRITAIN-FIRE"))
    assert (found.header.slugline, found.paragraphs) == ("BRITAIN-FIRE", PARAGRAPHS)
    assert [each.rule for each in found.cleaning.removed] == ["list-footer", "signature"]
    long = f"{COPY}-- \n" + "Another part of the story.\n" * 20
    assert "Another part of the story." in said(article(message(long)))


def test_a_forwarded_mail() -> None:
    body = (
        "For page one, please.\n\n---------- Forwarded message ---------\nFrom: Anglia Wire <wire@anglia.example>\n"
        f"Date: Sat, Nov 21, 2026\nSubject: BRITAIN-FIRE\nTo: <desk@paper.example>\n\n{COPY}"
    )
    found = article(message(body, subject="Fwd: BRITAIN-FIRE"))
    assert (found.header.slugline, found.headline, found.paragraphs) == (
        "BRITAIN-FIRE",
        "Fire shuts the port of Harwich",
        PARAGRAPHS,
    )
    assert found.header.ed_note == "For page one, please."
    german = body.replace("---------- Forwarded message ---------", "-----Ursprüngliche Nachricht-----")
    german = (
        german.replace("From:", "Von:")
        .replace("Date:", "Gesendet:")
        .replace("Subject:", "Betreff:")
        .replace("To:", "An:")
    )
    assert article(message(german, subject="WG: BRITAIN-FIRE")).paragraphs == PARAGRAPHS
    rule = "A story.\n\n____________________\n\nAnother part of the story follows here.\n"
    assert "Another part" in said(article(message(rule, subject="x")))


def test_an_enclosed_mail_and_a_digest() -> None:
    inner = f"Subject: Inner\nFrom: a@b.example\n\n{COPY}"
    enclosed = multipart("mixed", f"Content-Type: message/rfc822\n\n{inner}")
    assert article(enclosed).paragraphs == PARAGRAPHS
    second = inner.replace("Inner", "Rowing at Ely").replace(
        COPY, "Eight crews raced on the Ouse on Saturday.\n"
    )
    parts = read(
        event(
            multipart(
                "digest",
                f"Content-Type: message/rfc822\n\n{inner}",
                f"Content-Type: message/rfc822\n\n{second}",
            )
        )
    )
    assert [isinstance(part, Article) and part.headline for part in parts] == ["Inner", "Rowing at Ely"]


def test_a_mail_that_is_attached_is_the_article_and_what_is_said_of_it_a_note() -> None:
    inner = f"Subject: Fire shuts the port of Harwich\nFrom: a@b.example\n\n{COPY}"
    both = multipart("mixed", "\nFor the desk.", f"Content-Type: message/rfc822\n\n{inner}")
    found = article(both)
    assert (found.headline, found.header.ed_note, found.paragraphs) == (
        "Fire shuts the port of Harwich",
        "For the desk.",
        PARAGRAPHS,
    )
    long = multipart("mixed", "\n" + "A story of its own. " * 60, f"Content-Type: message/rfc822\n\n{inner}")
    assert "A story of its own." in said(article(long))


def test_a_header_of_outlooks_needs_no_line_above_it() -> None:
    header = "From: Press <press@b.example>\nSent: Friday, November 20, 2026 6:00 AM\nTo: Jane Roe\nSubject: BRITAIN-FIRE\n"
    found = article(message(f"FYI\n\n{header}\n{COPY}", subject="FW: BRITAIN-FIRE"))
    assert (found.paragraphs, found.header.ed_note) == (PARAGRAPHS, "FYI")
    quoted = "From: the council\nTo: all who sail\n\nThe letter went on for pages, he said.\n"
    assert "From: the council" in said(article(message(f"The letter began.\n\n{quoted}", subject="x")))


def test_an_invitation_for_a_calendar_is_no_copy_and_a_file_beside_copy_is_none() -> None:
    calendar = "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n"
    found = mail.read(event(multipart("alternative", "\nYou are invited to a briefing.", calendar)))
    assert isinstance(found, Dropped) and found.reason is Reason.NOT_TEXT
    assert article(multipart("mixed", f"\n{COPY}", calendar)).paragraphs == PARAGRAPHS


def test_a_kill_means_the_mail_that_it_answers() -> None:
    answer = "In-Reply-To: <20261120.1@anglia.example>"
    kill = article(
        message("The story slugged BRITAIN-FIRE is killed.\n", answer, subject="KILL-BRITAIN-FIRE")
    )
    assert "mid:20261120.1@anglia.example" in kill.naming.aliases
    assert kill.header.slugline == "KILL-BRITAIN-FIRE"
    assert (
        "mid:20261120.1@anglia.example"
        not in article(message(COPY, answer, subject="Re: lunch")).naming.aliases
    )


CONFIRM = "We have sent you this message because you signed up. Please click the link to confirm your subscription.\n"


def test_a_sites_notice_to_one_who_registered_is_none() -> None:
    found = mail.read(event(message(CONFIRM, subject="Please confirm your e-mail address")))
    assert isinstance(found, Dropped) and found.reason is Reason.NOT_AN_ARTICLE
    assert found.detail.startswith("mail: ")
    assert article(message(CONFIRM, subject="Harwich ferry opens its books")).paragraphs, (
        "a press office writes so, too"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (message("", subject="")[:-2], Reason.NO_ARTICLE),
        (message(COPY, "Auto-Submitted: auto-replied"), Reason.NO_ARTICLE),
        (message(COPY, 'Content-Type: multipart/report; boundary="x"'), Reason.NO_ARTICLE),
        (message("boundary=x\n" * 300), Reason.INVALID_DOCUMENT),
        (FIELDS.encode() + b"Content-Type: message/rfc822\n\n" * 3000, Reason.INVALID_DOCUMENT),
    ],
    ids=["empty", "automatic", "bounce", "boundaries", "nested"],
)
def test_refusals(value: bytes, reason: Reason) -> None:
    found = mail.read(event(value))
    assert isinstance(found, Dropped) and found.reason is reason


@pytest.mark.parametrize(
    "value",
    [
        b"From: Jane Roe\nDate: Saturday\nSubject: fire\n\nA fire has shut the port.\n",
        b"From: Harwich, with love\n\nA fire.\n",
        b"From: ohm@anglia.example\n\nA fire.\n",
        b"A fire has shut the port.\nFrom: a@b.example\nMessage-ID: <1@b.example>\nDate: Sat, 21 Nov 2026 06:12:00 +0000\n\nx",
        b"HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 06:12:00 GMT\r\nContent-Type: text/html\r\n\r\n<p>x</p>",
        b"<html><head></head><body>From: a@b.example</body></html>",
        b'{"From": "a@b.example", "Date": "Sat, 21 Nov 2026 06:12:00 +0000"}',
        b"\x16\x16\x01a0123\x1fbc---\r\n",
        b"\x89PNG\r\n\x1a\n",
        b"",
    ],
)
def test_what_is_none(value: bytes) -> None:
    assert mail.looks_like(value) is None


@pytest.mark.parametrize(
    "value",
    [
        message(),
        message().replace(b"\r\n", b"\n"),
        b"\r\n" + message(),
        b"From ohm@anglia.example Sat Nov 21 06:12:00 2026\n" + message(),
        b"From: ohm@anglia.example\nTo: desk\nDate: 21 Nov 26 0612 GMT\nReceived: from x by y\nSubject: x\n\nText.",
        b"Date: 21 Nov 26 06:12 GMT\nFrom: Ohm <ohm@anglia.example>\nTo: desk@paper.example\n\nText.",
        b"Received: from a.example\n\tby b.example; Sat, 21 Nov 2026\nFrom: a@b.example\nSubject: x\n\nText.",
    ],
)
def test_what_is_one(value: bytes) -> None:
    assert mail.looks_like(value)
    assert isinstance(mail.read(event(value)), Article)


def test_an_old_mailbox_line_is_no_field() -> None:
    value = b"From ohm@anglia.example Sat Nov 21 06:12:00 2026\n" + message()
    assert article(value).paragraphs == PARAGRAPHS


def test_any_cut_loses_nothing_before_it() -> None:
    value = multipart(
        "mixed",
        f"Content-Type: text/plain\n\n{COPY}",
        "Content-Type: text/plain\n\nThe lifeboat came back.\n",
    )
    start = value.index(b"Fire shuts")
    for cut in range(start, len(value)):
        found = mail.read(event(value[:cut]))
        assert not isinstance(found, list)
        text = value[start:cut].decode().replace("--b1", "").replace("Content-Type: text/plain", "")
        there = {*words_in(said(found)), "By", "Content", "Type", "text", "plain", "pla"}
        assert [word for word in words_in(text)[:-1] if word not in there] == [], cut


def test_end_to_end() -> None:
    (found,) = clean(event(message()))
    assert isinstance(found, Article) and found.format is Format.MAIL
    assert found.language == "en"
    assert encode(enrich(found), CLEAN)


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [
            b"",
            FIELDS.encode(),
            message(),
            FIELDS.encode() + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
        ]
    ),
)
def test_any_bytes(value: bytes, before: bytes) -> None:
    mail.looks_like(before + value)
    mail.read(event(before + value))


@given(st.integers(0, 600), st.binary(min_size=1, max_size=4))
def test_a_damaged_mail(at: int, noise: bytes) -> None:
    value = multipart(
        "alternative",
        f"Content-Type: text/plain; charset=utf-8; format=flowed\n\n{COPY}",
        "Content-Type: text/html\n\n<p>x</p>",
    )
    value = value[:at] + noise + value[at + len(noise) :]
    mail.looks_like(value)
    mail.read(event(value))


@pytest.mark.long
@pytest.mark.parametrize(
    ("opening", "part"),
    [
        ("Content-Type: text/plain; ", 'a="'),
        ("Content-Type: text/plain", ";"),
        ("Content-Type: text/plain", "\n ;"),
        ("Subject: ", "=?utf-8?q?a?= "),
        ("From: ", "(("),
        ("From: ", "<@"),
        ("References: ", "<"),
        ("", "X: a\n"),
        ("", "\n-- \n"),
        ("", "\n_____\n"),
        ("", "\n> "),
        ("", "\nFrom: a\n"),
        ("Subject: ", "Re: "),
    ],
)
def test_much_of_anything_takes_linear_time(opening: str, part: str) -> None:
    def work(value: str) -> None:
        mail.looks_like(value.encode())
        mail.read(event(value.encode()))

    assert_linear(work, repeated(part, opening, f"\n{FIELDS}\nText.\n"))


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("X-Failed-Recipients: ole@oxmere.example", "a report on the delivery of a mail"),
        ("X-Autoreply: yes", "an automatic reply"),
    ],
)
def test_what_a_program_answers_is_no_article(field: str, reason: str) -> None:
    (found,) = read(event(message(COPY, field)))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.NO_ARTICLE
    assert found.detail.startswith(reason)


def test_what_a_mail_server_reports_is_no_article() -> None:
    report = message(fields=FIELDS.replace("ohm@anglia", "MAILER-DAEMON@anglia"))
    (found,) = read(event(report))
    assert isinstance(found, Dropped)
    assert found.reason is Reason.NO_ARTICLE


@pytest.mark.parametrize(
    "tag", ["[EXTERNAL] ", "[EXT] ", "EXTERNAL: ", "(Extern) ", "[External Sender] FW: "]
)
def test_the_tag_of_a_gateway_is_no_part_of_the_subject(tag: str) -> None:
    assert subject_of(f"{tag}Weir to be rebuilt") == "Weir to be rebuilt"
    assert subject_of("External review of the weir begins") == "External review of the weir begins"


def test_what_stands_around_the_copy_goes_and_is_named() -> None:
    around = f"CAUTION: This email originated from outside of the organization.\n\n{COPY}\nPress contact: press@oxmere.example\n"
    (found,) = read(event(message(around, subject="Fire shuts the port of Harwich")))
    assert isinstance(found, Article)
    assert found.paragraphs[-1] == PARAGRAPHS[-1]
    assert not any("CAUTION" in each for each in found.paragraphs)
    assert {"mail-banner", "press-contact"} <= {each.rule for each in found.cleaning.removed}
