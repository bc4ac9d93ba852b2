"""Judges manifests as a cluster would before it takes them: by Kubernetes' own schemas, and by those of two operators."""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from tests.ops.fetched import npm, wheel

Manifest = dict[str, Any]

#: The schemas of Kubernetes' API, in the form in which an unknown key is an error.
_SCHEMAS = ("kubernetes-validate", "1.37.0")
_WITHIN = "kubernetes_validate/kubernetes-json-schema/v{version}.0-local-strict/"
#: The schemas of the operators' resources, made of their definitions. They let unknown keys pass, and so `unknown_keys`.
_OPERATORS = {
    "monitoring.coreos.com/v1": ("@kubernetes-models/prometheus-operator", "6.0.0"),
    "keda.sh/v1alpha1": ("@kubernetes-models/keda", "2.0.0"),
}
#: Keys whose values have keys of their user's.
_FREE = frozenset({"labels", "annotations", "matchLabels", "metadata", "nodeSelector"})

_JUDGE = """
import { readFileSync } from "node:fs";
const said = [];
for (const each of JSON.parse(readFileSync(0, "utf8"))) {
  const known = await import(each.module);
  try { new known[each.manifest.kind](each.manifest).validate(); }
  catch (error) { said.push(`${each.manifest.kind} ${each.manifest.metadata.name}: ${error.message}`); }
}
process.stdout.write(JSON.stringify(said));
"""


def judge(manifests: list[Manifest], version: str) -> list[str]:
    """What is wrong with them on a Kubernetes of that version ("1.37"), a sentence each."""
    foreign = [each for each in manifests if each["apiVersion"] in _OPERATORS]
    own = [each for each in manifests if each not in foreign]
    return [*_by_kubernetes(own, version), *_by_operators(foreign), *unknown_keys(foreign)]


def _by_kubernetes(manifests: list[Manifest], version: str) -> Iterator[str]:
    for each in manifests:
        for error in _validator(each["apiVersion"], each["kind"], version).iter_errors(each):
            place = "/".join(map(str, error.instance_path))
            yield f"{each['kind']} {each['metadata']['name']}: {place}: {error.message}"


@cache
def _validator(api: str, kind: str, version: str) -> Any:
    group = api.split("/")[0].split(".")[0] + "-" if "/" in api else ""
    schema = _schemas(version)[f"{kind.lower()}-{group}{api.rsplit('/', 1)[-1]}.json"]
    return jsonschema_rs.validator_for(
        schema, base_uri="file:///k8s/schema.json", retriever=_retriever(version)
    )


def _retriever(version: str) -> Any:
    return lambda uri: _schemas(version)[uri.rsplit("/", 1)[-1]]


@cache
def _schemas(version: str) -> _Schemas:
    return _Schemas(_packed(), _WITHIN.format(version=version))


@cache
def _packed() -> zipfile.ZipFile:
    """The wheel, open to the end: to find one of its 17,000 files, all their names are read."""
    return zipfile.ZipFile(wheel(*_SCHEMAS))


class _Schemas(dict[str, Any]):
    """The schemas by their file's name, each read when it is asked for."""

    def __init__(self, packed: zipfile.ZipFile, prefix: str) -> None:
        super().__init__()
        self._packed, self._prefix = packed, prefix

    def __missing__(self, name: str) -> Any:
        self[name] = json.loads(self._packed.read(self._prefix + name))
        return self[name]


def _modules() -> Path:
    return npm(*("@".join(each) for each in _OPERATORS.values()), name="kubernetes-models") / "node_modules"


def _by_operators(manifests: list[Manifest]) -> list[str]:
    if not manifests:
        return []
    asked = [
        {"module": f"{_OPERATORS[each['apiVersion']][0]}/{each['apiVersion']}", "manifest": each}
        for each in manifests
    ]
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", _JUDGE],
        cwd=_modules().parent, input=json.dumps(asked), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def unknown_keys(manifests: list[Manifest]) -> list[str]:
    """Keys of an operator's resource that none of its resources has."""
    return [
        f"{each['kind']} {each['metadata']['name']}: {key} is no key of {each['apiVersion']}"
        for each in manifests
        for key in _keys(each["spec"])
        if key not in _known_keys(each["apiVersion"])
    ]


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _keys(each)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in _FREE:
                yield from _keys(inner)


@cache
def _known_keys(api: str) -> frozenset[str]:
    """Every key that the types of an operator's package name, and those of Kubernetes' own that they are made of."""
    own = ("@kubernetes-models/apimachinery", "kubernetes-models/autoscaling/v2")
    folders = [_modules() / each for each in (_OPERATORS[api][0], *own)]
    texts = (path.read_text() for folder in folders for path in folder.rglob("*.d.ts"))
    named = (re.findall(r'^\s*"?([A-Za-z]\w*)"?\??:', text, re.MULTILINE) for text in texts)
    return frozenset[str]().union(*map(frozenset, named))
