"""A CA, the certificates that it signed, and one that it did not, made anew for the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

#: Who signed it, which Python 3.13 wants to be told.
_SIGNED = "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid"
_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files. `server` and `client` hold their keys, too, and are signed by `ca`; `other_ca` signed neither."""

    ca: Path
    other_ca: Path
    server: Path
    client: Path
    locked_key: Path  # the client's, with a password

    @classmethod
    def make(cls, folder: Path) -> Certificates:
        """Makes them with openssl. The server's is for 127.0.0.1 alone: by the name localhost it is another's."""
        if shutil.which("openssl") is None:
            missing = "openssl is not on the PATH"
            pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
        for name in ("ca", "other"):
            _openssl(
                *(
                    "req",
                    "-x509",
                    *_NEW_KEY,
                    "-keyout",
                    folder / f"{name}.key",
                    "-out",
                    folder / f"{name}.pem",
                ),
                # Python 3.13 trusts no CA that does not say what its key is for.
                *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
                *("-subj", f"/CN={name} of the tests", "-days", "2"),
            )
        for name, extensions in (
            ("server", "subjectAltName=IP:127.0.0.1"),
            ("client", "keyUsage=digitalSignature"),
        ):
            key, wanted, signed = (folder / f"{name}.{kind}" for kind in ("key", "csr", "crt"))
            _openssl("req", *_NEW_KEY, "-keyout", key, "-out", wanted, "-subj", f"/CN={name}")
            (folder / "extensions").write_text(f"{extensions}\n{_SIGNED}\n")
            _openssl(
                *(
                    "x509",
                    "-req",
                    "-in",
                    wanted,
                    "-out",
                    signed,
                    "-days",
                    "2",
                    "-extfile",
                    folder / "extensions",
                ),
                *("-CA", folder / "ca.pem", "-CAkey", folder / "ca.key", "-CAcreateserial"),
            )
            (folder / f"{name}.pem").write_bytes(key.read_bytes() + signed.read_bytes())
        locked = folder / "locked.key"
        _openssl(
            "pkcs8", "-topk8", "-in", folder / "client.key", "-out", locked, "-passout", "pass:locked-away"
        )
        return cls(
            ca=folder / "ca.pem",
            other_ca=folder / "other.pem",
            server=folder / "server.pem",
            client=folder / "client.pem",
            locked_key=locked,
        )


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=30)
