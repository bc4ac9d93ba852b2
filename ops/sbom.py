"""Writes what copydesk is made of, as a software bill of materials in CycloneDX 1.6 (https://cyclonedx.org).

    python ops/sbom.py > copydesk.cdx.json

To be run by a Python that has copydesk's libraries installed, and cyclonedx-python-lib. It names each of them that is
reached from pyproject.toml, those of the extras too, with version, licence, and what it depends on in turn. Tools for
tests and documents are left out: nobody installs them with copydesk.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
#: Extras of tools.
TOOLS = {"docs", "test"}
#: Of libraries whose metadata tells none, or in words that are no SPDX expression: as their licence files have it.
LICENCES = {
    "ahocorasick-rs": "Apache-2.0",
    "imapclient": "BSD-3-Clause",
    "protobuf": "BSD-3-Clause",
}
#: The names that older metadata uses.
SPDX = {
    "Apache Software License": "Apache-2.0",
    "Apache 2": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "BSD-like": "BSD-3-Clause",
    "ISC license": "ISC",
    "The BSD 2-Clause License": "BSD-2-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
}


def canonical(name: str) -> str:
    """A name as the index compares them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence(found: Distribution) -> str:
    """The licence of a library as an SPDX expression, or in its own words; empty where it tells none."""
    told = found.metadata
    name = canonical(told["Name"])
    classifiers = [
        each.rpartition(" :: ")[2] for each in told.get_all("Classifier", []) if each.startswith("License ::")
    ]
    written = told.get("License-Expression") or LICENCES.get(name) or told.get("License") or ""
    if "\n" in written or not written:  # some have put the whole text there
        written = " OR ".join(SPDX.get(each, each) for each in classifiers if each != "OSI Approved")
    return SPDX.get(written, written)


def project() -> dict[str, Any]:
    """What pyproject.toml says of copydesk."""
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def roots() -> Iterator[Requirement]:
    """What pyproject.toml asks for, in all extras but those of tools."""
    ours = project()
    extras = ours["optional-dependencies"]
    lines = [
        *ours["dependencies"],
        *(each for name in extras if name not in TOOLS for each in extras[name]),
    ]
    return map(Requirement, lines)


def needs(asked: Requirement) -> Iterator[Requirement]:
    """What a library needs on this system, with the extras that it is asked with."""
    for line in distribution(asked.name).requires or ():
        each = Requirement(line)
        extras = asked.extras or {""}
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras):
            yield each


def bom(version: str) -> Bom:
    """The bill. Raises PackageNotFoundError for a library that is not installed."""
    made = Bom()
    made.metadata.component = Component(
        name="copydesk", version=version, type=ComponentType.APPLICATION, bom_ref="copydesk",
        purl=PackageURL("pypi", name="copydesk", version=version),
        licenses=[LicenseFactory().make_from_string(project()["license"])],
    )  # fmt: skip
    components: dict[str, Component] = {}
    edges: dict[str, set[str]] = {}
    waiting = list(roots())
    edges["copydesk"] = {canonical(each.name) for each in waiting}
    while waiting:
        asked = waiting.pop()
        name = canonical(asked.name)
        further = list(needs(asked))
        if name in components and {canonical(each.name) for each in further} <= edges[name]:
            continue
        components[name] = component(distribution(asked.name))
        edges[name] = edges.get(name, set()) | {canonical(each.name) for each in further}
        waiting += further
    made.components = set(components.values())
    components["copydesk"] = made.metadata.component
    for name, targets in edges.items():
        made.register_dependency(components[name], [components[each] for each in sorted(targets)])
    return made


def component(found: Distribution) -> Component:
    """One library."""
    name, version = canonical(found.metadata["Name"]), found.version
    told = licence(found)
    return Component(
        name=name, version=version, type=ComponentType.LIBRARY, bom_ref=f"{name}=={version}",
        purl=PackageURL("pypi", name=name, version=version),
        licenses=[LicenseFactory().make_from_string(told)] if told else [],
    )  # fmt: skip


def main() -> None:
    """Writes it to stdout."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    text = (ROOT / "streams" / "__init__.py").read_text()
    (version,) = re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    sys.stdout.write(JsonV1Dot6(bom(version)).output_as_string(indent=2) + "\n")


if __name__ == "__main__":
    main()
