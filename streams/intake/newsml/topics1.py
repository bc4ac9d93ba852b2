"""The topics of NewsML 1.x: who and what a document has names for, and which of them its codes mean.

<TopicSet FormalName="People"><Topic Duid="p1"><TopicType FormalName="Person"/>
  <FormalName Scheme="LWP">QUILL</FormalName><Description xml:lang="en">Ada Quill</Description></Topic></TopicSet>
…
<DescriptiveMetadata><TopicOccurrence Topic="#p1"/></DescriptiveMetadata>
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from streams.intake.newscodes import coded
from streams.intake.newsml.tree import Element, attribute, children, descendants, line, meaning, text_in
from streams.sent import Concept

_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of a document by their Duid, and by their formal names."""

    by_id: Mapping[str, Element] = field(default_factory=dict)
    by_name: Mapping[str, Element] = field(default_factory=dict)

    def named_by(self, element: Element) -> Element | None:
        """The topic that an element's Topic attribute means, else the one of its formal name."""
        if (reference := attribute(element, "Topic")) and (
            topic := self.by_id.get(reference.lstrip("#"))
        ) is not None:
            return topic
        return self.by_name.get(attribute(element, "FormalName") or "")

    def name_of(self, element: Element, language: str | None) -> str | None:
        """What the document calls what an element means."""
        topic = self.named_by(element)
        return None if topic is None else text_in(children(topic, "Description"), language)


NO_TOPICS = Topics()


def topics_in(root: Element) -> Topics:
    """The topics of a document, wherever its sets of them stand."""
    by_id: dict[str, Element] = {}
    by_name: dict[str, Element] = {}
    for number, topic in enumerate(descendants(root, "Topic")):
        if number == _MOST:
            break
        if own := attribute(topic, "Duid"):
            by_id.setdefault(own, topic)
        for name in children(topic, "FormalName"):
            if formal := line(name):
                by_name.setdefault(formal, topic)
    return Topics(by_id, by_name)


def occurring(
    components: Sequence[Element], topics: Topics, language: str | None
) -> dict[str, tuple[Concept, ...]]:
    """The topics that components say they are about, by the list of Sent."""
    found: dict[str, dict[Concept, None]] = {}
    for component in components:
        for occurrence in children(component, "DescriptiveMetadata", "TopicOccurrence"):
            topic = topics.named_by(occurrence)
            if topic is not None and (concept := _concept(topic, language)) is not None:
                kinds = (attribute(each, "FormalName") for each in children(topic, "TopicType"))
                meant = (meaning("topic_type", (kind or "").lower()) for kind in kinds)
                found.setdefault(next(filter(None, meant), "subjects"), {})[concept] = None
    return {
        name: tuple(concepts if name == "subjects" else (_about(each) for each in concepts))
        for name, concepts in found.items()
    }


def _about(concept: Concept) -> Concept:
    return Concept(concept.name, concept.uri, concept.literal, "about")


def _concept(topic: Element, language: str | None) -> Concept | None:
    name = text_in(children(topic, "Description"), language)
    for formal in children(topic, "FormalName"):
        uri, literal = coded(attribute(formal, "Scheme"), line(formal))
        if uri or literal:
            return Concept(name, uri, None if literal == name else literal)
    return Concept(name) if name else None
