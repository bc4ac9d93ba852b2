"""Who may see the page, and what it may do: the checks and the headers."""

from __future__ import annotations

import ipaddress

#: No script, style or request but those of this worker's own files; no frames, forms, pictures. Even if a script
#: found its way into the page as text, trusted types keep the page's own script from making markup of it.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'none'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def is_ours(host: str | None, bound: str) -> bool:
    """Whether a request's Host is one under which this worker, which listens on `bound`, is meant to be seen.

    A page of somebody else whose name was made to lead here (DNS rebinding) sends its own name: loopback names and
    `bound` pass; of a worker that listens on all addresses each address passes, for an address is no name.
    """
    if not host:
        return False
    name = _name(host)
    if name == "localhost" or name == bound.lower():
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or _is_wildcard(bound)


def _name(host: str) -> str:
    """The host without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.rpartition(":")[0].lower() if host.count(":") == 1 else host.lower()


def _is_wildcard(bound: str) -> bool:
    try:
        return ipaddress.ip_address(bound).is_unspecified
    except ValueError:
        return bound == ""


def from_elsewhere(site: str | None) -> bool:
    """Whether Sec-Fetch-Site says that another site's page asks; old browsers and other clients do not send it."""
    return site not in (None, "same-origin", "none")
