"""One settings object, read from COPYDESK_* variables. `copydesk settings` prints it; docs/settings.md lists it."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from streams.errors import SettingsError


def _state_home() -> Path:
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "copydesk"


#: The most sources that may have figures of their own in the metrics.
MOST_LISTED = 200


class Settings(BaseSettings):
    """Every knob, with its default and its unit. Immutable."""

    model_config = SettingsConfigDict(
        env_prefix="COPYDESK_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    broker: str = Field("", description="host:port[,host:port] of a Kafka; empty: the embedded broker")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT",
        description="what that Kafka speaks: PLAINTEXT, SSL, SASL_PLAINTEXT (a login, nothing encrypted) or "
        "SASL_SSL; the embedded broker speaks PLAINTEXT alone, so any other one needs COPYDESK_BROKER",
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] = Field(
        "SCRAM-SHA-512",
        description="how the login is done: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, or OAUTHBEARER with a token",
    )
    sasl_username: str = Field("", description="the name of the login")
    sasl_password: SecretStr = Field(SecretStr(""), description="its password; never shown")
    sasl_password_file: Path | None = Field(
        None, description="a file with the password, as Docker and Kubernetes mount secrets, instead of it"
    )
    sasl_token_command: str = Field(
        "",
        description="OAUTHBEARER: a command that prints a token and nothing else (no shell is used); run again before "
        "that expires",
    )
    sasl_token_url: str = Field(
        "",
        description="OAUTHBEARER: instead of a command, the token endpoint that is asked with client credentials",
    )
    sasl_client_id: str = Field("", description="the id of the client for that endpoint")
    sasl_client_secret: SecretStr = Field(SecretStr(""), description="its secret; never shown")
    sasl_client_secret_file: Path | None = Field(
        None, description="a file with that secret, instead of it; read for each token"
    )
    sasl_token_scope: str = Field("", description="the scope that is asked for; empty: none")
    sasl_token_seconds: float = Field(
        300.0,
        gt=0,
        description="how long a token is used that does not say when it expires, as a JWT does, in seconds",
    )
    ssl_cafile: Path | None = Field(
        None, description="PEM with the CAs that may sign the Kafka's certificate; unset: those of the system"
    )
    ssl_certfile: Path | None = Field(
        None, description="PEM with our certificate, for a Kafka that wants one (mTLS); may hold the key, too"
    )
    ssl_keyfile: Path | None = Field(
        None, description="PEM with the key of our certificate, without a password"
    )
    ssl_check_hostname: bool = Field(
        True, description="the Kafka's certificate must be for the host that COPYDESK_BROKER names"
    )
    registry: str = Field(
        "",
        description="address of a schema registry (Confluent's API): the schemas of all outputs are registered there, "
        "and outputs carry their ids in Confluent's wire format; see docs/registry.md",
    )
    registry_username: str = Field("", description="the name of the login there (basic auth)")
    registry_password: SecretStr = Field(SecretStr(""), description="its password; never shown")
    registry_password_file: Path | None = Field(None, description="a file with that password, instead of it")
    registry_cafile: Path | None = Field(
        None,
        description="PEM with the CAs that may sign the registry's certificate; unset: those of the system",
    )
    app_id: str = Field("copydesk", description="consumer group, and the prefix of the changelog topics")
    data: Path = Field(default_factory=_state_home, description="folder of the state that is ours alone")
    partitions: int = Field(8, ge=1, le=1024, description="partitions of each topic, set when it is created")
    replication: int = Field(1, ge=1, le=16, description="replicas of each topic, set when it is created")
    processes: int = Field(
        default_factory=lambda: os.cpu_count() or 1, ge=1, le=256, description="processes in the pool"
    )
    deadline_seconds: float = Field(
        5.0,
        gt=0,
        description="the longest that work on one document may take; on Linux what its process waits for a processor "
        "does not count, up to three times as long",
    )
    memory_mb: int = Field(1024, ge=256, description="address space of a pool process, in MiB")
    max_bytes: int = Field(8_000_000, ge=1_000, description="the largest document that is read, in bytes")
    window: int = Field(128, ge=1, le=10_000, description="articles in work at once, for each agent")
    order_seconds: float = Field(
        0.25,
        ge=0,
        description="how long a raw event waits for one before it in its partition that takes longer; the order of a "
        "key is always kept",
    )
    near_threshold: float = Field(
        0.6, ge=0.5, le=1.0, description="share of a text, word for word in another, that makes it a copy"
    )
    dedupe_hours: float = Field(72.0, gt=0, description="how long an article is remembered, in hours")
    doubtful_hours: float = Field(
        24.0,
        gt=0,
        description="how long a doubtful version waits for an editor before it ends as stale, in hours; longer than "
        "it takes until a page is read again",
    )
    index_texts: int = Field(
        1_000_000,
        ge=1_000,
        description="the most texts among which copies are looked for; each takes half a kilobyte of memory",
    )
    names_marginal: float = Field(
        0.6,
        ge=0.5,
        le=1.1,
        description="how sure the model of names must be of a name that no rule finds, a probability; "
        "more than 1: the rules alone",
    )
    owns: str = Field(
        "",
        description="TOML file, or its text: which sources may speak for what is not theirs; see docs/whose.md",
    )
    authority: str = Field(
        "",
        description="JSON Lines file of people, organisations and places with their uris, which names in copy are "
        "linked by; empty: our own small one; none: no links; see docs/authority.md",
    )
    enrichers: str = Field(
        "",
        description="name[,name]: which installed enrichers of others run, entry points of copydesk.enrichers; empty: "
        "all; none: none; see docs/extend.md",
    )
    enricher_share: float = Field(
        0.1,
        gt=0,
        lt=1,
        description="share of COPYDESK_DEADLINE_SECONDS that one of these may take for an article",
    )
    rules: str = Field(
        "",
        description="name[,name]: which installed rules of others are read, entry points of copydesk.rules; empty: "
        "all; none: none; see docs/extend.md",
    )
    rules_dir: Path | None = Field(
        None, description="a folder of data files of your own, which are read after ours; see docs/extend.md"
    )
    dead_limit: int = Field(
        100,
        ge=1,
        description="the most dead letters of a stage in the window; before one more the worker stops",
    )
    dead_share: float = Field(
        0.5,
        ge=0,
        lt=1,
        description="it stops only if more than this share of the stage's events in the window died",
    )
    dead_window: float = Field(60.0, gt=0, description="the window of the dead-letter limit, in seconds")
    sources: str = Field(
        "",
        description="a TOML file, whose name ends in .toml, or its text: the sources and how they are read; see "
        "docs/sources.md. Or source[,source]: only which have figures of their own in the metrics, at most 200; all "
        "others are `other`. Where none is listed, the first 50 that send ten articles have",
    )
    metrics_host: str = Field("127.0.0.1", description="address of /metrics, /healthz and the live page")
    metrics_port: int = Field(
        9464,
        ge=0,
        le=65535,
        description="port of /metrics, /healthz and the live page; 0: any free; unset: this one, or any free where it "
        "is taken",
    )
    subscriptions: str = Field(
        "",
        description="TOML file, or its text: who is told of what by webhook; see docs/webhooks.md",
    )
    webhooks_port: int = Field(
        9467,
        ge=0,
        le=65535,
        description="port of /metrics and /healthz of `copydesk webhooks`, at COPYDESK_METRICS_HOST; 0: any free; "
        "unset: this one, or any free where it is taken",
    )
    api_tokens: Path | None = Field(
        None,
        description="file of the tokens with which the API under /v1 is read, a line `name = token` each; unset: the "
        "API is off; see docs/api.md",
    )
    desk_tokens: Path | None = Field(
        None,
        description="file of the editors' tokens, as above: they also see what is held and what died, release, "
        "kill and redrive by the API; unset: nobody; see docs/api.md",
    )
    api_clients: int = Field(
        32, ge=1, le=1000, description="the most readers of the API at once, of a worker"
    )
    connect_port: int = Field(
        9465,
        ge=0,
        le=65535,
        description="port of /metrics and /healthz of `copydesk connect`, at COPYDESK_METRICS_HOST; 0: any free; "
        "unset: this one, or any free where it is taken",
    )
    connect_disk_mb: int = Field(
        1024,
        ge=1,
        description="the most that may wait on disk while the broker takes nothing, in MiB; a quarter of it for one "
        "source",
    )
    contact: str = Field(
        "",
        max_length=200,
        pattern=r"^[!-~]*$",
        description="how the owner of a site reaches who runs this, an address of mail or of a page: "
        "`copydesk connect` says it wherever it asks for a feed or a page",
    )
    ingest_host: str = Field(
        "127.0.0.1", description="address at which `copydesk connect` takes documents for [source.http]"
    )
    ingest_port: int = Field(9466, ge=1, le=65535, description="its port")
    ingest_certfile: Path | None = Field(
        None,
        description="PEM with the certificate of that address, which then speaks TLS; may hold the key, too; read "
        "again when it changes",
    )
    ingest_keyfile: Path | None = Field(
        None, description="PEM with the key of that certificate, without a password"
    )
    ingest_connections: int = Field(
        512,
        ge=1,
        le=100_000,
        description="the most connections there at once; one more takes the place of that which has been idle for "
        "longest, or gets 503 where none is idle",
    )
    ingest_mb: int = Field(
        128,
        ge=1,
        description="the most bytes of requests held there at once, in MiB, a quarter of it for one source; one more "
        "gets 503",
    )
    stories: bool = Field(
        True,
        description="on: this worker runs the stories if no other one of the desk does; off: another one, or "
        "`copydesk stories --serve`",
    )
    stuck_seconds: float = Field(60.0, gt=0, description="/healthz fails after this long without progress")
    session_seconds: float = Field(
        10.0,
        ge=6.0,  # less is refused by a Kafka with its usual group.min.session.timeout.ms
        le=300.0,
        description="seconds without a sign of life after which Kafka gives a worker's partitions to others; 6 or more",
    )
    log_level: str = Field("warning", pattern="^(debug|info|warning|error)$", description="what is logged")

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if problem := _contradiction(self):
            raise SettingsError(problem)  # as it is: a ValueError would come with all the values
        return self


def listed_sources(sources: str) -> tuple[str, ...]:
    """The names that COPYDESK_SOURCES lists, each once; none where it is a file."""
    if names_file(sources):
        return ()
    return tuple(dict.fromkeys(name for each in sources.split(",") if (name := each.strip())))


def names_file(sources: str) -> bool:
    """Whether COPYDESK_SOURCES names a TOML file or is its text, and no list of names."""
    return sources.strip().endswith(".toml") or "[[" in sources


def read_toml(
    variable: str, value: str, error: type[SettingsError] = SettingsError
) -> tuple[str, dict[str, Any]]:
    """What messages call it, and the table: `value` is TOML itself, or the path of a TOML file.

    Raises `error`, in one sentence that says which file it was and why it cannot be used.
    """
    text, where = value.strip(), variable
    if "[[" not in text:
        where = text
        try:
            text = Path(text).expanduser().read_text("utf-8")
        except (OSError, UnicodeDecodeError) as failed:
            why = failed.strerror if isinstance(failed, OSError) else "it is not UTF-8"
            raise error(f"{variable}: {where} cannot be read: {why}") from failed
    try:
        return where, tomllib.loads(text)
    except tomllib.TOMLDecodeError as failed:
        raise error(f"{where} is no TOML: {failed}") from failed


def _contradiction(known: Settings) -> str | None:
    """What does not fit together, or is missing; None when all is well."""
    protocol = known.security_protocol
    if "://" in known.broker or "@" in known.broker:
        return (
            "COPYDESK_BROKER takes host:port alone: what it speaks and the login have variables of their own"
        )
    for word, prefix in (("SASL", "sasl_"), ("SSL", "ssl_")):
        if word in protocol.split("_"):
            continue
        strays = (name for name in Settings.model_fields if name.startswith(prefix) and _is_set(known, name))
        if stray := next(strays, None):
            better = "SASL_SSL" if word == "SASL" or "SASL" in protocol else "SSL"
            return (
                f"COPYDESK_{stray.upper()} is set, but COPYDESK_SECURITY_PROTOCOL is {protocol}: "
                f"set that to {better}, or unset COPYDESK_{stray.upper()}"
            )
    if (many := len(listed_sources(known.sources))) > MOST_LISTED:
        return f"COPYDESK_SOURCES lists {many} sources; at most {MOST_LISTED}, for each has dozens of series"
    if known.ingest_keyfile and not known.ingest_certfile:
        return "COPYDESK_INGEST_KEYFILE is set without its certificate: set COPYDESK_INGEST_CERTFILE"
    if known.ssl_keyfile and not known.ssl_certfile:
        return "COPYDESK_SSL_KEYFILE is set without its certificate: set COPYDESK_SSL_CERTFILE"
    problem = _login_problem(known) if protocol.startswith("SASL_") else None
    return problem or _registry_problem(known)


def _registry_problem(known: Settings) -> str | None:
    fields = (name for name in Settings.model_fields if name.startswith("registry_"))
    if not known.registry:
        stray = next((name for name in fields if _is_set(known, name)), None)
        return f"COPYDESK_{stray.upper()} is set, but no COPYDESK_REGISTRY" if stray else None
    if not known.registry.startswith(("https://", "http://")) or "@" in known.registry:
        return "COPYDESK_REGISTRY must begin with https:// (or http://); the login has variables of its own"
    password = bool(known.registry_password.get_secret_value())
    if password and known.registry_password_file:
        return (
            "COPYDESK_REGISTRY_PASSWORD and COPYDESK_REGISTRY_PASSWORD_FILE are both set: unset one of them"
        )
    if bool(known.registry_username) != (password or known.registry_password_file is not None):
        return (
            "a login at COPYDESK_REGISTRY takes both: COPYDESK_REGISTRY_USERNAME, and COPYDESK_REGISTRY_PASSWORD or "
            "its _FILE"
        )
    return None


def _login_problem(known: Settings) -> str | None:
    tokens = known.sasl_mechanism == "OAUTHBEARER"
    if stray := next((name for name in (_LOGIN if tokens else _TOKEN) if _is_set(known, name)), None):
        better = "PLAIN or SCRAM-SHA-512" if tokens else "OAUTHBEARER"
        return (
            f"COPYDESK_{stray.upper()} is set, but COPYDESK_SASL_MECHANISM is {known.sasl_mechanism}: "
            f"set that to {better}, or unset COPYDESK_{stray.upper()}"
        )
    return _token_problem(known) if tokens else _password_problem(known)


#: What belongs to a login with a name and a password, to one with a token, and of these to client credentials.
_LOGIN = ("sasl_username", "sasl_password", "sasl_password_file")
_CLIENT = ("sasl_client_id", "sasl_client_secret", "sasl_client_secret_file", "sasl_token_scope")
_TOKEN = ("sasl_token_command", "sasl_token_url", *_CLIENT, "sasl_token_seconds")


def _is_set(known: Settings, name: str) -> bool:
    return bool(getattr(known, name) != Settings.model_fields[name].default)


def _token_problem(known: Settings) -> str | None:
    if not known.sasl_token_command and not known.sasl_token_url:
        return "COPYDESK_SASL_MECHANISM is OAUTHBEARER: set COPYDESK_SASL_TOKEN_COMMAND or COPYDESK_SASL_TOKEN_URL"
    if known.sasl_token_command:
        strays = ("sasl_token_url", *_CLIENT)
        if stray := next((name for name in strays if _is_set(known, name)), None):
            return f"COPYDESK_SASL_TOKEN_COMMAND and COPYDESK_{stray.upper()} are both set: unset one of them"
        return None
    if not known.sasl_token_url.startswith(("https://", "http://")):
        return "COPYDESK_SASL_TOKEN_URL must begin with https:// (or http://)"
    if not known.sasl_client_id:
        return "COPYDESK_SASL_TOKEN_URL is set: set COPYDESK_SASL_CLIENT_ID"
    secret = bool(known.sasl_client_secret.get_secret_value())
    if secret and known.sasl_client_secret_file:
        return (
            "COPYDESK_SASL_CLIENT_SECRET and COPYDESK_SASL_CLIENT_SECRET_FILE are both set: unset one of them"
        )
    if not secret and not known.sasl_client_secret_file:
        return "COPYDESK_SASL_TOKEN_URL is set: set COPYDESK_SASL_CLIENT_SECRET or COPYDESK_SASL_CLIENT_SECRET_FILE"
    return None


def _password_problem(known: Settings) -> str | None:
    password = bool(known.sasl_password.get_secret_value())
    if not known.sasl_username:
        return f"COPYDESK_SECURITY_PROTOCOL is {known.security_protocol}: set COPYDESK_SASL_USERNAME"
    if password and known.sasl_password_file:
        return "COPYDESK_SASL_PASSWORD and COPYDESK_SASL_PASSWORD_FILE are both set: unset one of them"
    if not password and not known.sasl_password_file:
        return (
            f"COPYDESK_SECURITY_PROTOCOL is {known.security_protocol}: "
            "set COPYDESK_SASL_PASSWORD or COPYDESK_SASL_PASSWORD_FILE"
        )
    return None


@cache
def settings() -> Settings:
    """The settings of this process. Raises SettingsError with the variable's name and what it should be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "COPYDESK_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg']}; see `copydesk settings --help`") from error
