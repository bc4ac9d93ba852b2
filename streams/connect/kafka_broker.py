"""The other cluster of [source.kafka]: its address, TLS and login, as the settings have them for our own."""

from __future__ import annotations

import re

from streams.brokers.client import Broker, client_options
from streams.connect.options import Options
from streams.errors import SettingsError
from streams.settings import Settings

#: The settings that `security` may have, by their names there. Secrets stand in files, not in sources.toml.
_TEXTS = {
    "protocol": "security_protocol",
    "mechanism": "sasl_mechanism",
    "username": "sasl_username",
    "token_command": "sasl_token_command",
    "token_url": "sasl_token_url",
    "client_id": "sasl_client_id",
    "token_scope": "sasl_token_scope",
}
_PATHS = {
    "password_file": "sasl_password_file",
    "client_secret_file": "sasl_client_secret_file",
    "cafile": "ssl_cafile",
    "certfile": "ssl_certfile",
    "keyfile": "ssl_keyfile",
}
_OURS = ("security_", "sasl_", "ssl_")
_CHOICES = {
    "protocol": ("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
    "mechanism": ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"),
}
_SAID = (
    ("COPYDESK_BROKER", "brokers"),
    ("COPYDESK_SASL_PASSWORD or COPYDESK_SASL_PASSWORD_FILE", "security.password_file"),
    ("COPYDESK_SASL_PASSWORD (or its _FILE)", "security.password_file"),
    ("COPYDESK_SASL_CLIENT_SECRET or COPYDESK_SASL_CLIENT_SECRET_FILE", "security.client_secret_file"),
    ("COPYDESK_SASL_CLIENT_SECRET (or its _FILE)", "security.client_secret_file"),
)
_VARIABLE = re.compile(r"COPYDESK_(?:SECURITY|SASL|SSL)_([A-Z_]+)")


def broker_of(options: Options) -> Broker:
    """The cluster that `brokers` and `security` tell. Raises SourcesError; reads the files of secrets."""
    addresses = ",".join(options.texts("brokers"))
    if not addresses or "://" in addresses or "@" in addresses:
        options.refuse("brokers", "takes host:port alone: the login stands in security")
    security = options.table("security")
    # Given by name, none of ours counts: what the environment says of our own Kafka is none of this one's business.
    given = {
        name: each.get_default(call_default_factory=True)
        for name, each in Settings.model_fields.items()
        if name.startswith(_OURS)
    }
    for key, name in _TEXTS.items():
        if security.has(key):
            known = _CHOICES.get(key)
            given[name] = security.choice(key, known, known[0]) if known else security.text(key)
    for key, name in _PATHS.items():
        if security.has(key):
            given[name] = security.path(key)
    given["sasl_token_seconds"] = security.number("token_seconds", given["sasl_token_seconds"], 1, 86_400)
    given["ssl_check_hostname"] = security.flag("check_hostname", True)
    security.done()
    try:
        return Broker(addresses, client_options(Settings(broker=addresses, **given)))
    except SettingsError as error:
        options.refuse("security", f"cannot be used: {in_its_words(str(error))}")


def in_its_words(message: str) -> str:
    """A message about our own Kafka's settings, with the names that they have in sources.toml."""
    for theirs, ours in _SAID:
        message = message.replace(theirs, ours)
    return _VARIABLE.sub(lambda found: f"security.{found[1].lower()}", message)
