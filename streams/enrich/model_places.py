"""What the model of names says of the names of places that stand in the copy.

The gazetteer finds a name, and the words beside it say how surely it is a place. The model sees the sentence otherwise:
"Paris" may be somebody, or the first half of a longer name. It takes away certainty, and lends some.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter

from streams.enrich.mentions import Certainty, Mention
from streams.enrich.name_tagger import Tagged

#: A name behind "in" or "the port of" is a person's only where the model is as sure as that.
_SURE = 0.95
_PLACES = frozenset({"city", "country", "region"})


def judged(mentions: Iterable[Mention], tagged: Sequence[Tagged]) -> list[Mention]:
    """The mentions with what the model sees in their place. `tagged` are in order, as `tag_names` gives them."""
    by_paragraph: dict[int, list[Tagged]] = {}
    for each in tagged:
        if not each.sure:
            continue
        by_paragraph.setdefault(each.paragraph, []).append(each)
    known = list(mentions)
    found = [_judged(mention, by_paragraph.get(mention.paragraph, ())) for mention in known]
    people = {mention.hit.name for mention in found if mention.person}
    if not people:
        return found
    # "Paris has our support", in an article about Paris Hayes: the model sees one sentence, and lends nothing.
    return [
        before if after.certainty > before.certainty and after.hit.name in people else after
        for before, after in zip(known, found, strict=True)
    ]


def _judged(mention: Mention, tagged: Sequence[Tagged]) -> Mention:
    hit = mention.hit
    if mention.fixed or mention.entry is not None or hit.entries[0].kind not in _PLACES:
        return mention
    for at in range(bisect_right(tagged, hit.start, key=attrgetter("end")), len(tagged)):
        each = tagged[at]
        if each.start >= hit.end:
            break
        if each.kind == "person":
            if mention.certainty >= Certainty.WITHIN and each.score < _SURE:
                return mention  # "the port of Santos", in an article about a Mr Santos
            return mention._replace(certainty=Certainty.NONE, person=True)
        if each.start < hit.start or each.end > hit.end:
            return mention._replace(certainty=Certainty.NONE)
        if each.kind == "place" and mention.certainty < Certainty.WITHIN and not mention.person:
            return mention._replace(certainty=Certainty.WITHIN)
    return mention
