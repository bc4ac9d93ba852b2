"""The page on what can be asked for by HTTP, from the two OpenAPI documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pages import page, table

from streams.connect.ingest import openapi as ingest
from streams.web.api import openapi as api

Document = dict[str, Any]


def http() -> str:
    """docs/reference/http.md."""
    return page(
        "What can be asked for by HTTP",
        "Two OpenAPI 3.1 documents, each served by its own server. [The API](../api.md) and "
        "[pushed documents](../connect.md#http) say how to use them, with examples.",
        "## A worker: `/v1`\n\nThe document: `/v1/openapi.json`, on `COPYDESK_METRICS_PORT`.",
        *_operations(api.document()),
        "## `copydesk connect`: pushed documents\n\nThe document: `/openapi.json`, on `COPYDESK_INGEST_PORT`.",
        *_operations(ingest.document()),
    )


def _operations(document: Document) -> Iterator[str]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            parts = [f"### {method.upper()} {path}", operation.get("summary", "")]
            parts += [operation["description"]] if "description" in operation else []
            asked = [*item.get("parameters", ()), *operation.get("parameters", ())]
            if asked:
                parts.append(table(("parameter", "in", "type", "what it says"), map(_parameter, asked)))
            for kind in operation.get("requestBody", {}).get("content", {}):
                parts.append(f"Body: `{kind}`.")
            answers = [(code, each.get("description", "")) for code, each in operation["responses"].items()]
            parts.append(table(("answer", "when"), answers))
            yield "\n\n".join(part for part in parts if part)


def _parameter(parameter: Document) -> tuple[str, str, str, str]:
    schema = parameter.get("schema", {})
    kind = schema.get("items", schema)
    values = ", ".join(f"`{value}`" for value in kind.get("enum", ()))
    name = f"`{parameter['name']}`" + (", repeatable" if schema.get("type") == "array" else "")
    must = ", must be there" if parameter.get("required") else ""
    return name, parameter["in"] + must, values or str(kind.get("type", "")), parameter.get("description", "")
