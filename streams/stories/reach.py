"""Whether the kill of a story may reach a text of another source that looks like a copy of it.

Which of two like texts is the original rests on what they say of themselves (`stories.original`). A source of the web
could take an agency's text, date it back, and kill it: the agency's story would fall as its copy. So what a domain says
of when its own text was made does not count against another source: its kill reaches what was made after its text had
come here, or what credits it. A name that is no domain was given by the operator, and is believed.
"""

from __future__ import annotations

from streams.article import Article
from streams.stories.authority import DESK, domain_of, same, speaker_of
from streams.stories.original import Birth, birth_of, is_a_day, is_name_of
from streams.stories.story import Story
from streams.stories.whose import owners_of


def reaches(killed: Story, article: Article) -> bool:
    """Whether the kill of a story reaches this text, which is made of it."""
    return _reaches(killed, (speaker_of(article),), birth_of(article), (article.credits.credit,))


def reaches_story(killed: Story, other: Story) -> bool:
    """Whether the kill of a story reaches this other one, which is linked to it."""
    credits = tuple(each.credits.credit for each in (*other.parts, *other.held))
    return _reaches(killed, owners_of(other), other.birth, credits)


def _reaches(
    killed: Story, sources: tuple[str, ...], birth: Birth | None, credits: tuple[str | None, ...]
) -> bool:
    owners = owners_of(killed)
    if any(domain_of(owner) is None for owner in owners) or any(each.source == DESK for each in killed.early):
        return True
    if any(same(owner, source) for owner in owners for source in sources):
        return True
    if killed.birth is None or birth is None:
        return True
    if any(credit and is_name_of(credit, owner) for owner in owners for credit in credits):
        return True
    made = birth.came if is_a_day(birth.made) else birth.made
    return made > killed.birth.came
