"""A schema registry: the part of Confluent's REST API that registers a schema and says what an id means.

Confluent's registry speaks it, and so do Karapace, Redpanda and Apicurio (below /apis/ccompat/v7).

Source: https://docs.confluent.io/platform/current/schema-registry/develop/api.html
"""

from __future__ import annotations

import base64
import ssl
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import orjson

from streams.brokers.client import secret_in
from streams.brokers.reach import short
from streams.errors import RegistryError, SettingsError
from streams.settings import Settings

#: How long an answer may take, in seconds, and how large it may be, in bytes.
PATIENCE, _LARGEST = 10.0, 4 * 1024 * 1024
_MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
#: Of what a registry says about a refusal so many characters are told.
_MOST = 500


@dataclass(frozen=True, slots=True)
class Registry:
    """The registry at `url`. All that is asked of it blocks for PATIENCE at most."""

    url: str
    headers: dict[str, str] = field(default_factory=dict, repr=False)  # holds the password
    context: ssl.SSLContext | None = field(default=None, repr=False)

    def register(self, subject: str, schema: dict[str, Any]) -> int:
        """The id of the schema under that subject, where it is registered if it is not there yet.

        Raises SettingsError where the registry refuses it for good, RegistryError for what may pass.
        """
        body = {"schemaType": "JSON", "schema": orjson.dumps(schema).decode()}
        answer = self._ask(f"/subjects/{urllib.parse.quote(subject, safe='')}/versions", subject, body)
        found = answer.get("id")
        if not isinstance(found, int):
            raise SettingsError(
                f"COPYDESK_REGISTRY: {self.url} gave no id for {subject}: is it a schema registry?"
            )
        return found

    def type_of(self, schema: int) -> str | None:
        """What the schema with that id is written in: AVRO, JSON or PROTOBUF; None where the registry has none.

        Raises SettingsError, RegistryError.
        """
        try:
            answer = self._ask(f"/schemas/ids/{schema}", f"schema {schema}")
        except _NotThereError:
            return None
        return str(answer.get("schemaType") or "AVRO")  # what is not said is Avro

    def _ask(self, path: str, about: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else orjson.dumps(body),
            headers={
                "Content-Type": _MEDIA_TYPE,
                "Accept": f"{_MEDIA_TYPE}, application/json",
                **self.headers,
            },
        )
        name = f"COPYDESK_REGISTRY: {self.url}"
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE, context=self.context) as response:
                answer = orjson.loads(response.read(_LARGEST))
        except urllib.error.HTTPError as error:
            raise _refusal(name, about, error.code, error.read(_LARGEST), asked=body is None) from None
        except orjson.JSONDecodeError:
            raise SettingsError(f"{name} does not answer in JSON: is it a schema registry?") from None
        except (urllib.error.URLError, OSError, ValueError) as error:
            cause = getattr(error, "reason", error)
            why = short(cause) if isinstance(cause, Exception) else str(cause)
            raise RegistryError(f"{name} cannot be reached ({why})") from None
        return answer if isinstance(answer, dict) else {}


class _NotThereError(SettingsError):
    """The registry has no such schema."""


def _refusal(name: str, about: str, code: int, body: bytes, *, asked: bool) -> Exception:
    try:
        told = " ".join(str(orjson.loads(body)["message"]).split())[:_MOST]
    except (ValueError, TypeError, KeyError):
        told = ""
    said = f"{code} {told}".strip()
    if code == 409:
        return SettingsError(
            f"{name} refuses the schema of {about}, for it is not compatible with the one that is there ({said}): "
            "change the subject's compatibility, or delete its older versions"
        )
    if code in (401, 403):
        return SettingsError(
            f"{name} refuses {about} ({said}): check COPYDESK_REGISTRY_USERNAME, and COPYDESK_REGISTRY_PASSWORD or "
            "its _FILE"
        )
    if code == 404:
        kind = _NotThereError if asked else SettingsError
        return kind(f"{name} does not know {about} ({said}): is it the address of a schema registry?")
    if code == 422:
        return SettingsError(f"{name} does not take the schema of {about} ({said})")
    return RegistryError(f"{name} cannot serve {about} ({said})")


def registry_of(known: Settings) -> Registry | None:
    """The registry of COPYDESK_REGISTRY; None where none is named. Raises SettingsError for a file that is no use."""
    if not known.registry:
        return None
    headers = {}
    if known.registry_username:
        password = known.registry_password.get_secret_value()
        if known.registry_password_file is not None:
            password = secret_in("COPYDESK_REGISTRY_PASSWORD_FILE", known.registry_password_file)
        pair = base64.b64encode(f"{known.registry_username}:{password}".encode()).decode()
        headers["Authorization"] = f"Basic {pair}"
    return Registry(known.registry.rstrip("/"), headers, _context(known))


def _context(known: Settings) -> ssl.SSLContext | None:
    if known.registry_cafile is None:
        return None
    try:
        return ssl.create_default_context(cafile=known.registry_cafile)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"COPYDESK_REGISTRY_CAFILE: {known.registry_cafile} holds no certificates in PEM ({short(error)})"
        ) from error
