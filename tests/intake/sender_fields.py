"""Where each field of a sender lands, one minimal document a row. schemas/README.md has the same rows, for people.

A target is a path in the event: names parted by dots, `[]` for each entry of a list, `[name=value]` for those that have
it. Documents are of our own writing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple


class Row(NamedTuple):
    field: str
    target: str
    document: bytes
    value: Any


TEXT = "The weir at Oxmere will be rebuilt in May, the council said on Monday after a long debate."


def ninjs(field: str, target: str, said: dict[str, Any], value: Any, **base: Any) -> Row:
    item = {"uri": "urn:newsml:mere.example:7", "pubstatus": "usable", "headline": "Weir", "body_text": TEXT}
    return Row(field, target, json.dumps({**item, **said, **base}).encode(), value)


def _concepts(name: str) -> Iterator[Row]:
    yield ninjs(f"{name}[].name", f"item.{name}[].name", {name: [{"name": "Ada"}]}, "Ada")
    yield ninjs(f"{name}[].uri", f"item.{name}[].uri", {name: [{"uri": "urn:x:1"}]}, "urn:x:1")
    yield ninjs(f"{name}[].literal", f"item.{name}[].literal", {name: [{"literal": "our:7"}]}, "our:7")
    if name != "genres":
        yield ninjs(f"{name}[].rel", f"item.{name}[].rel", {name: [{"name": "Ada", "rel": "about"}]}, "about")


PICTURE = {"name": "lead", "type": "picture", "uri": "urn:pic:1"}


def _picture(field: str, target: str, said: dict[str, Any], value: Any) -> Row:
    return ninjs(
        f"associations[].{field}",
        f"item.associations[].{target}",
        {"associations": [{**PICTURE, **said}]},
        value,
    )


RENDITION = {"name": "hires", "href": "https://pix.example/1.jpg"}


def _rendition(field: str, target: str, said: dict[str, Any], value: Any) -> Row:
    return _picture(
        f"renditions[].{field}", f"renditions[].{target}", {"renditions": [{**RENDITION, **said}]}, value
    )


NINJS: tuple[Row, ...] = (
    ninjs("uri, guid", "item.uri", {}, "urn:newsml:mere.example:7"),
    ninjs("version", "item.version", {"version": 4}, "4"),
    ninjs("versionCreated", "item.versionCreated", {"versioncreated": "2026-11-21T06:00:00Z"}, "2026-11-21T06:00:00Z"),
    ninjs("firstCreated", "item.firstCreated", {"firstcreated": "2026-11-21T06:00:00Z"}, "2026-11-21T06:00:00Z"),
    ninjs("contentCreated", "item.contentCreated", {"contentCreated": "2026-11-21T06:00:00Z"}, "2026-11-21T06:00:00Z"),
    ninjs("embargoed, embargoedUntil", "item.embargoedUntil", {"embargoed": "2026-11-21T06:00:00Z"}, "2026-11-21T06:00:00Z"),
    ninjs("expires", "item.expires", {"expires": "2026-12-21T06:00:00Z"}, "2026-12-21T06:00:00Z"),
    ninjs("pubStatus", "item.pubStatus", {"pubstatus": "withheld"}, "withheld"),
    ninjs("representationType", "item.representationType", {"representationType": "partial"}, "partial"),
    ninjs("urgency", "item.urgency", {"urgency": 3}, 3),
    ninjs("language", "item.language", {"language": "de-AT", "body_text": None, "headline": "Wehr"}, "de"),
    ninjs("profile", "item.profile", {"profile": "STD"}, "STD"),
    ninjs("title", "item.title", {"title": "weir-4"}, "weir-4"),
    ninjs("headline, headlines (main)", "item.headlines[role=main].value", {}, "Weir"),
    ninjs("headlines (other roles)", "item.headlines[role=seo].value",
          {"headlines": [{"role": "main", "value": "Weir"}, {"role": "seo", "value": "Oxmere weir"}]}, "Oxmere weir"),
    ninjs("description_text, descriptions", "item.descriptions[role=standfirst].value", {"description_text": "May it is."}, "May it is."),
    ninjs("descriptions (other roles)", "item.descriptions[role=caption].value",
          {"descriptions": [{"role": "text", "value": "x y"}, {"role": "caption", "value": "A weir."}]}, "A weir."),
    ninjs("body_text, bodies (text/plain)", "item.bodies[contentType=text/plain].value", {}, TEXT),
    ninjs("body_xhtml, body_html, bodies (text/html)", "item.bodies[contentType=text/html].value",
          {"body_text": None, "body_html": "<p>The <b>weir</b>.</p>"}, "<p>The <strong>weir</strong>.</p>"),
    ninjs("by, byline, authors[].name", "item.by", {"byline": "By Ada Holt"}, "Ada Holt"),
    ninjs("slugline", "item.slugline", {"slugline": "WEIR"}, "WEIR"),
    ninjs("edNote", "item.edNote", {"ednote": "Adds cost"}, "Adds cost"),
    ninjs("located", "item.located", {"located": "Oxmere"}, "Oxmere"),
    ninjs("copyrightHolder", "item.copyrightHolder", {"copyrightholder": "Mere"}, "Mere"),
    ninjs("copyrightNotice", "item.copyrightNotice", {"copyrightnotice": "(c) Mere"}, "(c) Mere"),
    ninjs("usageTerms", "item.usageTerms", {"usageterms": "No archives."}, "No archives."),
    ninjs("rightsInfo.linkedRights", "item.rightsInfo.linkedRights", {"rightsInfo": {"linkedRights": "http://m.example/r"}}, "http://m.example/r"),
    ninjs("rightsInfo.encodedRights", "item.rightsInfo.encodedRights", {"rightsInfo": {"encodedRights": "<o/>"}}, "<o/>"),
    ninjs("rightsInfo.langId", "item.rightsInfo.langId", {"rightsInfo": {"langId": "http://odrl.example/"}}, "http://odrl.example/"),
    *(row for name in ("subjects", "genres", "people", "organisations", "places", "events", "objects") for row in _concepts(name)),
    ninjs("subject[].code (IPTC)", "item.subjects[].uri", {"subject": [{"code": "medtop:20000253"}]},
          "http://cv.iptc.org/newscodes/mediatopic/20000253"),
    ninjs("subject[].code (eight digits)", "item.subjects[].uri", {"subject": [{"code": "04000000"}]},
          "http://cv.iptc.org/newscodes/subjectcode/04000000"),
    ninjs("subject[].scheme, code (another's)", "item.subjects[].literal", {"subject": [{"scheme": "our", "code": "7"}]}, "our:7"),
    ninjs("subjects[].relevance", "item.subjects[].relevance", {"subjects": [{"name": "x", "relevance": 98}]}, 98),
    ninjs("subjects[].confidence", "item.subjects[].confidence", {"subjects": [{"name": "x", "confidence": 58}]}, 58),
    ninjs("people[].role", "desk.sender.people[].role", {"people": [{"name": "Ada", "role": "mayor"}]}, "mayor"),
    ninjs("people[].contactInfo, also of organisations and places", "item.people[].contactInfo[].value", {"people": [{"name": "Ada", "contactInfo": [{"value": "+44"}]}]}, "+44"),
    ninjs("subjects[].creator", "item.subjects[].creator", {"subjects": [{"name": "x", "creator": "desk"}]}, "desk"),
    ninjs("organisations[].symbols", "item.organisations[].symbols[].symbol", {"organisations": [{"name": "x", "symbols": [{"ticker": "MERE"}]}]}, "MERE"),
    ninjs("places[].geoJSON (a point)", "item.places[].geoJSON.coordinates", {"places": [{"name": "x", "geoJSON": {"type": "Point", "coordinates": [1.5, 52.5]}}]}, [1.5, 52.5]),
    ninjs("digitalSourceType", "item.digitalSourceType.uri", {"digitalSourceType": {"uri": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"}},
          "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"),
    ninjs("infoSources[].name, source", "item.infoSources[role=origin].name", {"infosource": [{"name": "Mere"}]}, "Mere"),
    ninjs("infoSources[].role", "item.infoSources[name=Mere].role", {"infoSources": [{"name": "Mere", "role": "originator"}]}, "originator"),
    ninjs("infoSources[].uri", "item.infoSources[name=Mere].uri", {"infoSources": [{"name": "Mere", "uri": "urn:x:m"}]}, "urn:x:m"),
    ninjs("infoSources[].literal", "item.infoSources[name=Mere].literal", {"infoSources": [{"name": "Mere", "literal": "M"}]}, "M"),
    ninjs("infoSources[].contactInfo", "item.infoSources[name=Mere].contactInfo[].value", {"infoSources": [{"name": "Mere", "contactInfo": [{"value": "+44"}]}]}, "+44"),
    ninjs("trustIndicators", "item.trustIndicators[].href", {"trustIndicators": [{"href": "https://m.example/ethics"}]}, "https://m.example/ethics"),
    ninjs("language (its whole tag)", "desk.sender.language", {"language": "de-AT"}, "de-AT"),
    ninjs("altIds", "item.altIds[role=cms].value", {"altIds": [{"role": "cms", "value": "4711"}]}, "4711"),
    ninjs("keywords", "desk.sender.keywords[]", {"keywords": ["weir"]}, "weir"),
    ninjs("signal (kill, correction, update)", "desk.signal", {"signal": [{"code": "correction"}]}, "correction"),
    ninjs("signal (others)", "item.edNote", {"signal": [{"code": "cwarn", "name": "Content Warning"}]}, "Signal: Content Warning (cwarn)"),
    ninjs("evolvedfrom", "desk.aliases[]", {"evolvedfrom": "urn:newsml:mere.example:6"}, "urn:newsml:mere.example:6"),
    _picture("name, the key of an object", "rel", {}, "lead"),
    _picture("uri, guid", "uri", {}, "urn:pic:1"),
    _picture("type", "type", {}, "picture"),
    _picture("headlines, headline", "headlines[].value", {"headlines": [{"value": "The weir"}]}, "The weir"),
    _picture("descriptions, description_text", "descriptions[role=caption].value", {"descriptions": [{"value": "The weir."}]}, "The weir."),
    _picture("by, byline", "by", {"by": "Ada Holt"}, "Ada Holt"),
    _picture("infoSources, descriptions (creditline)", "infoSources[role=creditline].name", {"infoSources": [{"name": "MERE"}]}, "MERE"),
    _picture("copyrightHolder", "copyrightHolder", {"copyrightHolder": "Mere"}, "Mere"),
    _picture("copyrightNotice", "copyrightNotice", {"copyrightNotice": "(c)"}, "(c)"),
    _picture("usageTerms", "usageTerms", {"usageTerms": "Once."}, "Once."),
    _picture("rightsInfo", "rightsInfo.linkedRights", {"rightsInfo": {"linkedRights": "http://m.example/r"}}, "http://m.example/r"),
    _picture("descriptions (other roles)", "descriptions[role=alt].value", {"descriptions": [{"value": "The weir."}, {"role": "alt", "value": "A wall in a river"}]}, "A wall in a river"),
    _picture("subjects, genres, people, organisations, places, events, objects", "people[].name", {"people": [{"name": "Ada"}]}, "Ada"),
    _picture("expires", "expires", {"expires": "2026-12-21T06:00:00Z"}, "2026-12-21T06:00:00Z"),
    _picture("digitalSourceType", "digitalSourceType.uri", {"digitalSourceType": {"uri": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}}, "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"),
    _picture("located", "located", {"located": "Oxmere"}, "Oxmere"),
    _picture("edNote", "edNote", {"edNote": "Crop"}, "Crop"),
    _picture("altIds", "altIds[role=cms].value", {"altIds": [{"role": "cms", "value": "47"}]}, "47"),
    _rendition("name, the key of an object", "name", {}, "hires"),
    _rendition("href", "href", {}, "https://pix.example/1.jpg"),
    _rendition("contentType, mimetype", "contentType", {"mimetype": "image/jpeg"}, "image/jpeg"),
    _rendition("title", "title", {"title": "Large"}, "Large"),
    _rendition("width", "width", {"width": 800}, 800),
    _rendition("height", "height", {"height": 600}, 600),
    _rendition("sizeInBytes", "sizeInBytes", {"sizeInBytes": 999}, 999),
    _rendition("duration", "duration", {"duration": 12.5}, 12.5),
    _rendition("format", "format", {"format": "JPEG"}, "JPEG"),
    _rendition("aspectRatio", "aspectRatio", {"aspectRatio": "16:9"}, "16:9"),
    _rendition("videoCodec", "videoCodec", {"videoCodec": "H.264"}, "H.264"),
    _rendition("frameRate", "frameRate", {"frameRate": 25}, 25),
    _rendition("poi", "poi.x", {"poi": {"x": 4, "y": 5}}, 4),
    _rendition("transportProtocol", "transportProtocol", {"transportProtocol": "HLS"}, "HLS"),
    _rendition("scanType", "scanType", {"scanType": "progressive"}, "progressive"),
    _rendition("bitrate", "bitrate", {"bitrate": "400 kbps"}, "400 kbps"),
    ninjs("associations[] (text and others)", "item.associations[].uri", {"associations": {"r": {"type": "text", "uri": "urn:t:1", "headline": "Flood"}}}, "urn:t:1"),
    ninjs("renditions[] (of the item)", "item.associations[].uri", {"renditions": {"nitf": {"href": "https://t.example/1.xml"}}}, "https://t.example/1.xml"),
    ninjs("extra.<name>", "desk.sender.extra.extra.dek[]", {"extra": {"dek": "In short"}}, "In short"),
    ninjs("service, priority, annotations and any other name", "desk.sender.extra.service[]", {"service": [{"code": "d", "name": "Home"}]}, "Home (d)"),
)  # fmt: skip


def ap(field: str, target: str, said: dict[str, Any], value: Any) -> Row:
    item = {
        "uri": "https://api.mere.example/content/7",
        "type": "text",
        "pubstatus": "usable",
        "headline": "Weir",
    }
    return Row(
        field, target, json.dumps({"data": {"meta": {"id": 1}, "item": {**item, **said}}}).encode(), value
    )


AP: tuple[Row, ...] = (
    ap("data.item.uri", "item.uri", {}, "https://api.mere.example/content/7"),
    ap("renditions.nitf.href", "item.associations[rel=nitf].uri", {"renditions": {"nitf": {"href": "https://api.mere.example/7.xml"}}}, "https://api.mere.example/7.xml"),
    ap("renditions.nitf.href, without a text", "item.representationType", {"renditions": {"nitf": {"href": "https://api.mere.example/7.xml"}}}, "partial"),
    ap("renditions.nitf.content", "item.bodies[contentType=text/plain].value", {"renditions": {"nitf": {"content": f"<nitf><body><p>{TEXT}</p></body></nitf>"}}}, TEXT),
    ap("headline_extended", "item.headlines[role=extended].value", {"headline_extended": "Weir in May"}, "Weir in May"),
    ap("bylines[].by", "item.by", {"bylines": [{"by": "By ADA HOLT"}]}, "ADA HOLT"),
    ap("usageterms (a list)", "item.usageTerms", {"usageterms": ["Once.", "Not in Oxmere."]}, "Once. / Not in Oxmere."),
    ap("altids", "item.altIds[role=itemid].value", {"altids": {"itemid": "abc7"}}, "abc7"),
    ap("pubstatus embargoed", "item.pubStatus", {"pubstatus": "embargoed"}, "withheld"),
    ap("subject[].scheme, code", "item.subjects[].uri", {"subject": [{"scheme": "http://cv.mere.example/id/", "code": "a1", "name": "Weirs"}]}, "http://cv.mere.example/id/a1"),
    ap("place[].geometry_geojson", "item.places[].geoJSON.coordinates", {"place": [{"name": "x", "geometry_geojson": {"type": "Point", "coordinates": [1.5, 52.5]}}]}, [1.5, 52.5]),
    ap("associations.<n>", "item.associations[type=picture].uri", {"associations": {"1": {"type": "picture", "uri": "https://api.mere.example/p1"}}}, "https://api.mere.example/p1"),
    ap("editorialpriority and any other name", "desk.sender.extra.editorialpriority[]", {"editorialpriority": "r"}, "r"),
)  # fmt: skip


_RSS = (
    "<rss xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/' "
    "xmlns:media='http://search.yahoo.com/mrss/' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' "
    "xmlns:dcterms='http://purl.org/dc/terms/' xmlns:wp='http://wordpress.org/export/1.2/' "
    "xmlns:excerpt='http://wordpress.org/export/1.2/excerpt/'><channel><title>Mere</title>{head}<item><title>Weir</title>"
    "{item}</item></channel></rss>"
)
_FULL = f"<content:encoded><![CDATA[<p>{TEXT}</p>]]></content:encoded>"


def rss(field: str, target: str, item: str, value: Any, head: str = "") -> Row:
    text = "" if "content:encoded" in item else _FULL
    return Row(field, target, _RSS.format(head=head, item=item + text).encode(), value)


_PIC = "https://pix.example/1.jpg"
FEEDS: tuple[Row, ...] = (
    rss("guid, id", "item.uri", "<guid isPermaLink='false'>urn:x:7</guid>", "urn:x:7"),
    rss("link", "item.altIds[role=url].value", "<link>https://mere.example/weir-7</link>", "https://mere.example/weir-7"),
    rss("title", "item.headlines[role=main].value", "", "Weir"),
    rss("title, with the name of <source> behind it", "item.infoSources[role=origin].name", "<source url='https://o.example'>Oxmere Times</source>", "Oxmere Times"),
    rss("content:encoded, content", "item.bodies[contentType=text/html].value", "<content:encoded><![CDATA[<p>The <b>weir</b>.</p>]]></content:encoded>", "<p>The <strong>weir</strong>.</p>"),
    rss("description, summary (beside a text)", "item.descriptions[role=standfirst].value", "<description>It is May.</description>", "It is May."),
    rss("pubDate, published, dc:date", "item.firstCreated", "<pubDate>Fri, 20 Nov 2026 06:00:00 GMT</pubDate>", "2026-11-20T06:00:00Z"),
    rss("updated, dcterms:modified", "item.versionCreated", "<dcterms:modified>2026-11-20T07:00:00Z</dcterms:modified>", "2026-11-20T07:00:00Z"),
    rss("author, dc:creator", "item.by", "<dc:creator>Ada Holt</dc:creator>", "Ada Holt"),
    rss("category, dc:subject", "item.subjects[].name", "<category>Rivers</category>", "Rivers"),
    rss("category (with a domain or a scheme)", "item.subjects[].literal", "<category domain='our'>Rivers</category>", "our:Rivers"),
    rss("category (of IPTC)", "item.subjects[].uri", "<category>medtop:20000253</category>", "http://cv.iptc.org/newscodes/mediatopic/20000253"),
    rss("media:keywords, itunes:keywords", "desk.sender.keywords[]", "<media:keywords>weir</media:keywords>", "weir"),
    rss("copyright, dc:rights", "item.copyrightNotice", "", "(c) Mere", head="<copyright>(c) Mere</copyright>"),
    rss("dcterms:license, cc:license", "item.usageTerms", "<dcterms:license>CC BY</dcterms:license>", "CC BY"),
    rss("language, xml:lang", "item.language", "<content:encoded/>", "de", head="<language>de</language>"),
    rss("enclosure url", "item.associations[type=audio].renditions[].href", "<enclosure url='https://a.example/1.mp3' type='audio/mpeg' length='9'/>", "https://a.example/1.mp3"),
    rss("enclosure type", "item.associations[].renditions[].contentType", "<enclosure url='https://a.example/1.mp3' type='audio/mpeg' length='9'/>", "audio/mpeg"),
    rss("enclosure length", "item.associations[].renditions[].sizeInBytes", "<enclosure url='https://a.example/1.mp3' type='audio/mpeg' length='9'/>", 9),
    rss("enclosure (no medium)", "item.associations[rel=enclosure].uri", "<enclosure url='https://a.example/1.pdf' type='application/pdf'/>", "https://a.example/1.pdf"),
    rss("media:content", "item.associations[type=picture].renditions[].href", f"<media:content url='{_PIC}'/>", _PIC),
    rss("media:title", "item.associations[].headlines[].value", f"<media:content url='{_PIC}'><media:title>A weir</media:title></media:content>", "A weir"),
    rss("media:description", "item.associations[].descriptions[role=caption].value", f"<media:content url='{_PIC}'><media:description>The weir.</media:description></media:content>", "The weir."),
    rss("media:credit", "item.associations[].infoSources[role=creditline].name", f"<media:content url='{_PIC}'><media:credit>Ada</media:credit></media:content>", "Ada"),
    rss("media:copyright", "item.associations[].copyrightNotice", f"<media:content url='{_PIC}'><media:copyright>(c)</media:copyright></media:content>", "(c)"),
    rss("media:thumbnail", "item.associations[].renditions[name=thumbnail].href", f"<media:thumbnail url='{_PIC}'/>", _PIC),
    rss("itunes:image", "item.associations[type=picture].renditions[].href", f"<itunes:image href='{_PIC}'/>", _PIC),
    rss("figure, img in the text", "item.associations[type=picture].descriptions[role=caption].value", f"<content:encoded><![CDATA[<p>{TEXT}</p><figure><img src='{_PIC}'><figcaption>The weir.</figcaption></figure>]]></content:encoded>", "The weir."),
)  # fmt: skip

WORDPRESS: tuple[Row, ...] = (
    rss("wp:status future, pubDate", "item.embargoedUntil", "<pubDate>Fri, 20 Nov 2026 06:00:00 GMT</pubDate><wp:status>future</wp:status>", "2026-11-20T06:00:00Z"),
    rss("dc:creator, wp:author_display_name", "item.by", "<wp:post_type>post</wp:post_type><dc:creator>ada</dc:creator>", "Ada Holt", head="<wp:author><wp:author_login>ada</wp:author_login><wp:author_display_name>Ada Holt</wp:author_display_name></wp:author>"),
    rss("excerpt:encoded", "item.descriptions[role=standfirst].value", "<excerpt:encoded>It is May.</excerpt:encoded>", "It is May."),
    rss("category domain, nicename", "item.subjects[].literal", "<category domain='post_tag' nicename='weirs'>Weirs of Oxmere</category>", "post_tag:weirs"),
    rss("wp:postmeta _thumbnail_id, wp:attachment_url", "item.associations[rel=featured].renditions[].href", "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>12</wp:meta_value></wp:postmeta>", _PIC, head=f"<wp:wxr_version>1.2</wp:wxr_version><item><title>weir</title><wp:post_type>attachment</wp:post_type><wp:post_id>12</wp:post_id><wp:attachment_url>{_PIC}</wp:attachment_url></item>"),
    rss("wp:post_modified_gmt", "item.versionCreated", "<wp:post_modified_gmt>2026-11-20 07:00:00</wp:post_modified_gmt>", "2026-11-20T07:00:00Z"),
)  # fmt: skip


def obj(field: str, target: str, said: dict[str, Any], value: Any) -> Row:
    return Row(field, target, json.dumps({"title": "Weir", "text": TEXT, **said}).encode(), value)


JSON: tuple[Row, ...] = (
    obj("id, guid", "item.uri", {"id": "urn:x:7"}, "urn:x:7"),
    obj("url, link", "item.altIds[role=url].value", {"url": "https://mere.example/weir-7"}, "https://mere.example/weir-7"),
    obj("title, headline", "item.headlines[role=main].value", {}, "Weir"),
    obj("text, body, content", "item.bodies[contentType=text/plain].value", {}, TEXT),
    obj("html, content_html", "item.bodies[contentType=text/html].value", {"text": None, "html": "<p>The <b>weir</b>.</p>"}, "<p>The <strong>weir</strong>.</p>"),
    obj("summary, description", "item.descriptions[role=standfirst].value", {"summary": "It is May."}, "It is May."),
    obj("date, published", "item.firstCreated", {"date": "2026-11-20T06:00:00Z"}, "2026-11-20T06:00:00Z"),
    obj("updated, modified", "item.versionCreated", {"updated": "2026-11-20T06:00:00Z"}, "2026-11-20T06:00:00Z"),
    obj("source, publisher", "item.infoSources[role=origin].name", {"source": "Mere"}, "Mere"),
    obj("author, authors", "item.by", {"authors": ["Ada Holt"]}, "Ada Holt"),
    obj("language", "item.language", {"language": "German", "text": None, "title": "Wehr"}, "de"),
    obj("tags, keywords, section", "item.subjects[].name", {"tags": ["Rivers"]}, "Rivers"),
    obj("tags (codes of IPTC)", "item.subjects[].uri", {"tags": ["medtop:20000253"]}, "http://cv.iptc.org/newscodes/mediatopic/20000253"),
    obj("version", "item.version", {"version": 4}, "4"),
    obj("status", "item.pubStatus", {"status": "draft"}, "withheld"),
    obj("embargo", "item.embargoedUntil", {"embargo": "2026-11-20T06:00:00Z"}, "2026-11-20T06:00:00Z"),
    obj("urgency", "item.urgency", {"urgency": 3}, 3),
    obj("slugline", "item.slugline", {"slugline": "WEIR"}, "WEIR"),
    obj("ed_note", "item.edNote", {"ed_note": "Adds cost"}, "Adds cost"),
    obj("dateline, located", "item.located", {"located": "Oxmere"}, "Oxmere"),
    obj("copyright", "item.copyrightNotice", {"copyright": "(c) Mere"}, "(c) Mere"),
    obj("license", "item.usageTerms", {"license": "CC BY"}, "CC BY"),
    obj("image, images, enclosures", "item.associations[type=picture].renditions[].href", {"image": _PIC}, _PIC),
    obj("images[].caption", "item.associations[].descriptions[role=caption].value", {"images": [{"url": _PIC, "caption": "The weir."}]}, "The weir."),
    obj("images[].credit", "item.associations[].infoSources[role=creditline].name", {"images": [{"url": _PIC, "credit": "Ada"}]}, "Ada"),
)  # fmt: skip

_ANPA = (
    "\x16\x16\x01a0123MERE\x1fmw---\r\nu p\x13\x11 BC-Weir 11-21 0450\r\n\x02^BC-Weir,60<\r\n^Eds: Adds cost.<\r\n^Weir to be "
    f"rebuilt<\r\n^By ADA HOLT<\r\n^Mere Writer=\r\n\tOXMERE (Mere) _ {TEXT}<\r\n\x03MW-OX-11-21-26 1509GMT<\r\n\x04"
).encode()
_TABLE = _ANPA.replace(b"\x13\x11", b"\x14\x12").replace(
    b"\tOXMERE (Mere) _ " + TEXT.encode() + b"<\r\n", b"Long Quay\t\t2<\r\nShort\t1\t3<\r\n"
)
_SCHEDULED = _ANPA.replace(b"^Weir to be rebuilt", b"^UPDATE 1-Weir to be rebuilt")
ANPA: tuple[Row, ...] = (
    Row("number, header date, slug", "item.uri", _ANPA, "urn:copydesk:MW:2026-11-21.a0123.weir"),
    Row("priority", "item.urgency", _ANPA, 3),
    Row("category", "item.subjects[].literal", _ANPA, "p"),
    Row("category, its name", "item.subjects[].name", _ANPA, "politics"),
    Row("slug", "item.slugline", _ANPA, "BC-Weir,60"),
    Row("headline", "item.headlines[role=main].value", _ANPA, "Weir to be rebuilt"),
    Row("headline's prefix", "desk.sender.extra.prefix[]", _SCHEDULED, "UPDATE 1"),
    Row("headline's prefix, as a signal", "desk.signal", _SCHEDULED, "update"),
    Row("byline", "item.by", _ANPA, "ADA HOLT, Mere Writer"),
    Row("lines to editors", "item.edNote", _ANPA, "Eds: Adds cost."),
    Row("text", "item.bodies[contentType=text/plain].value", _ANPA, f"OXMERE (Mere) — {TEXT}"),
    Row("tabular lines", "item.bodies[contentType=text/html].value", _TABLE,
        "<table><tr><td>Long Quay</td><td></td><td>2</td></tr><tr><td>Short</td><td>1</td><td>3</td></tr></table>"),
    Row("trailer's date and time", "item.versionCreated", _ANPA, "2026-11-21T15:09:00Z"),
    Row("trailer's agency", "item.infoSources[role=origin].name", _ANPA, "MW"),
)  # fmt: skip

_7901 = (
    b"\x01bas0123 3 pl 30 mwa 0034\r\nWehr/Oxmere/\r\n\x02REFILE\r\nWehr wird neu gebaut\r\nVon Ada Holt =\r\n\r\nOxmere (mwa) - Das "
    b"Wehr von Oxmere wird im Mai neu gebaut, teilte der\r\nRat am Montag mit.\r\n\r\n# mwa-Notizblock\r\n- Preis im 2. Absatz\r\n"
    b"\x03211412 GMT Nov 26\r\n\x04"
)
_7901_TABLE = _7901.replace(
    b"Rat am Montag mit.\r\n",
    b"Rat am Montag mit.\r\n\r\nQuay       Old  New\r\nLong Quay        2\r\nShort      1    3\r\n",
)
IPTC7901: tuple[Row, ...] = (
    Row("number, date, keywords", "item.uri", _7901, "urn:copydesk:mwa:2026-11-21.bas0123.wehroxmere"),
    Row("priority", "item.urgency", _7901, 3),
    Row("category", "item.subjects[].literal", _7901, "pl"),
    Row("category, its name", "item.subjects[].name", _7901, "Politik"),
    Row("agency", "item.infoSources[role=origin].name", _7901, "mwa"),
    Row("keywords", "item.slugline", _7901, "Wehr/Oxmere/"),
    Row("headline", "item.headlines[role=main].value", _7901, "Wehr wird neu gebaut"),
    Row("headline's prefix", "desk.sender.extra.prefix[]", _7901, "REFILE"),
    Row("headline's prefix, as a signal", "desk.signal", _7901, "correction"),
    Row("byline", "item.by", _7901, "Ada Holt"),
    Row("notes below the copy", "item.edNote", _7901, "# mwa-Notizblock\n- Preis im 2. Absatz"),
    Row("text", "item.bodies[contentType=text/plain].value", _7901, "Oxmere (mwa) - Das Wehr von Oxmere wird im Mai neu gebaut, teilte der Rat am Montag mit."),
    Row(
        "columns",
        "item.bodies[contentType=text/html].value",
        _7901_TABLE,
        "<p>Oxmere (mwa) - Das Wehr von Oxmere wird im Mai neu gebaut, teilte der Rat am Montag mit.</p>\n"
        "<table><tr><td>Quay</td><td>Old</td><td>New</td></tr><tr><td>Long Quay</td><td></td><td>2</td></tr>"
        "<tr><td>Short</td><td>1</td><td>3</td></tr></table>",
    ),
    Row("date and time", "item.versionCreated", _7901, "2026-11-21T14:12:00Z"),
)  # fmt: skip

_MAIL = (
    "From: Mere News <desk@mere.example>\r\nTo: you@paper.example\r\nDate: Sat, 21 Nov 2026 06:12:00 +0000\r\n"
    "Message-ID: <20261121.7@mere.example>\r\nSubject: {subject}\r\nContent-Language: en\r\n\r\n{body}\r\n"
)


def letter(subject: str = "Weir to be rebuilt", body: str = TEXT) -> bytes:
    return _MAIL.format(subject=subject, body=body).encode()


MAIL: tuple[Row, ...] = (
    Row("Message-ID", "item.uri", letter(), "mid:20261121.7@mere.example"),
    Row("Subject", "item.headlines[role=main].value", letter(), "Weir to be rebuilt"),
    Row("Subject (a slug)", "item.slugline", letter("BRITAIN-WEIR, UPDATE 1"), "BRITAIN-WEIR, UPDATE 1"),
    Row("From, the name", "item.infoSources[role=origin].name", letter(), "Mere News"),
    Row("From, the domain", "desk.source", letter(), "mere.example"),
    Row("Date", "item.versionCreated", letter(), "2026-11-21T06:12:00Z"),
    Row("Content-Language", "item.language", letter("Wehr", "Wehr.").replace(b"Language: en", b"Language: de"), "de"),
    Row("text", "item.bodies[contentType=text/plain].value", letter(), TEXT),
    Row("a byline above the text", "item.by", letter("BRITAIN-WEIR", f"Weir to be rebuilt\r\n\r\nBy Ada Holt\r\n\r\n{TEXT}"), "Ada Holt"),
    Row("an attached or pasted document", "desk.format", letter("Fwd: weir", _7901.decode().replace("\r", "")), "iptc7901"),
)  # fmt: skip

#: The tables by the heading under which schemas/README.md has them.
TABLES: dict[str, tuple[Row, ...]] = {
    "ninjs 1.x to 3.x, Superdesk": NINJS,
    "AP Media API": AP,
    "RSS, Atom, JSON Feed": FEEDS,
    "Exports of WordPress": WORDPRESS,
    "JSON objects": JSON,
    "ANPA 1312": ANPA,
    "IPTC 7901": IPTC7901,
    "Mail": MAIL,
}
