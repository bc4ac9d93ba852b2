"""The registry's API, against a server that says what is wanted. Against a real one: tests/e2e/test_registry.py."""

from __future__ import annotations

import base64
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.brokers.embedded import HOST, free_port
from streams.brokers.registry import Registry, registry_of
from streams.errors import RegistryError, SettingsError
from streams.settings import Settings
from tests.tls import Certificates

SUBJECT = "articles.enriched-value"


class Answers:
    """What the server says to each request, and the requests."""

    def __init__(self, status: int, body: bytes) -> None:
        self.status, self.body = status, body
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.url = ""


@contextmanager
def server(status: int, body: Any, certificates: Certificates | None = None) -> Iterator[Answers]:
    answers = Answers(status, body if isinstance(body, bytes) else orjson.dumps(body))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            read = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answers.asked.append((self.command, self.path, dict(self.headers), read))
            self.send_response(answers.status)
            self.send_header("Content-Length", str(len(answers.body)))
            self.end_headers()
            self.wfile.write(answers.body)

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as running:
        scheme = "http"
        if certificates:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates.server)
            running.socket = context.wrap_socket(running.socket, server_side=True)
            scheme = "https"
        answers.url = f"{scheme}://{HOST}:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield answers
        finally:
            running.shutdown()
            thread.join()


def test_a_schema_is_posted_as_the_api_wants_it(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("geheim:nis\n")
    with server(200, {"id": 17}) as answers:
        known = Settings(registry=answers.url + "/", registry_username="desk", registry_password_file=secret)
        registry = registry_of(known)
        assert registry is not None and "geheim" not in repr(registry)
        assert registry.register("a/b value", {"type": "object"}) == 17
    ((method, path, headers, body),) = answers.asked
    assert (method, path) == ("POST", "/subjects/a%2Fb%20value/versions")
    assert headers["Content-Type"] == "application/vnd.schemaregistry.v1+json"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"desk:geheim:nis"
    assert orjson.loads(body) == {"schemaType": "JSON", "schema": '{"type":"object"}'}


@pytest.mark.parametrize(
    ("status", "body", "error", "words"),
    [
        (
            409,
            {"message": "not\n backward"},
            SettingsError,
            f"refuses the schema of {SUBJECT}.*409 not backward",
        ),
        (401, {}, SettingsError, "check COPYDESK_REGISTRY_USERNAME"),
        (403, b"<html>", SettingsError, "check COPYDESK_REGISTRY_USERNAME"),
        (404, b"", SettingsError, "is it the address of a schema registry"),
        (422, {"message": "bad"}, SettingsError, "does not take the schema.*422 bad"),
        (200, b"<html>", SettingsError, "does not answer in JSON"),
        (200, {"name": "x"}, SettingsError, "gave no id"),
        (500, {"message": "no leader"}, RegistryError, "cannot serve.*500 no leader"),
        (429, b"", RegistryError, "cannot serve"),
    ],
)
def test_what_it_refuses_is_said_in_one_sentence(
    status: int, body: Any, error: type[Exception], words: str
) -> None:
    with server(status, body) as answers, pytest.raises(error, match=words) as raised:
        Registry(answers.url).register(SUBJECT, {})
    assert type(raised.value) is error and "\n" not in str(raised.value)


def test_one_that_is_down_may_come_back() -> None:
    with pytest.raises(RegistryError, match="cannot be reached"):
        Registry(f"http://{HOST}:{free_port()}").register(SUBJECT, {})


def test_what_a_schema_is_written_in() -> None:
    with server(200, {"schema": "..."}) as answers:
        registry = Registry(answers.url)
        assert registry.type_of(4) == "AVRO"
        answers.body = b'{"schemaType": "JSON"}'
        assert registry.type_of(4) == "JSON"
        answers.status = 404
        assert registry.type_of(4) is None
    assert answers.asked[0][:2] == ("GET", "/schemas/ids/4")


def test_its_certificate_is_checked_by_the_ca_that_is_named(tmp_path: Path) -> None:
    made = Certificates.make(tmp_path)
    with server(200, {"id": 1}, made) as answers:
        right = registry_of(Settings(registry=answers.url, registry_cafile=made.ca))
        other = registry_of(Settings(registry=answers.url, registry_cafile=made.other_ca))
        assert right is not None and other is not None
        assert right.register(SUBJECT, {}) == 1
        with pytest.raises(RegistryError, match="certificate"):
            other.register(SUBJECT, {})
    with pytest.raises(SettingsError, match="COPYDESK_REGISTRY_CAFILE"):
        registry_of(Settings(registry="https://r", registry_cafile=tmp_path / "none.pem"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"registry_username": "x"}, "COPYDESK_REGISTRY_USERNAME is set, but no COPYDESK_REGISTRY"),
        ({"registry": "registry:8081"}, "must begin with https"),
        ({"registry": "http://me:geheim@registry"}, "login has variables of its own"),
        ({"registry": "http://r", "registry_username": "x"}, "takes both"),
        ({"registry": "http://r", "registry_password": "x"}, "takes both"),
        (
            {
                "registry": "http://r",
                "registry_username": "x",
                "registry_password": "y",
                "registry_password_file": "z",
            },
            "both set",
        ),
    ],
)
def test_settings_that_contradict_each_other(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words) as raised:
        Settings(**changed)
    assert "geheim" not in str(raised.value)
