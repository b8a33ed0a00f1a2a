#!/usr/bin/env python3
"""Sign programs and installers for Windows, where there is a certificate: ``python3 installer/signing.py FILE…``.

Standard library only; ``osslsigncode`` signs, on any system. ``TRIAGELENS_CERTIFICATE`` names a PKCS#12 file with certificate and
key, ``TRIAGELENS_CERTIFICATE_PASSWORD`` a file with its password, ``TRIAGELENS_TIMESTAMP`` the address of a server that certifies
the time: without one, a signature ends with the certificate. Without a certificate nothing is signed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CERTIFICATE = "TRIAGELENS_CERTIFICATE"
PASSWORD = "TRIAGELENS_CERTIFICATE_PASSWORD"
TIMESTAMP = "TRIAGELENS_TIMESTAMP"


def sign_command() -> str:
    """The command that signs the file named behind it; empty where there is no certificate."""
    return f'"{sys.executable}" "{Path(__file__).resolve()}"' if os.environ.get(CERTIFICATE) else ""


def sign(path: Path) -> None:
    """Sign one file in its place, where there is a certificate; ``CalledProcessError`` where that fails."""
    certificate = os.environ.get(CERTIFICATE)
    if not certificate:
        return
    password, server = os.environ.get(PASSWORD), os.environ.get(TIMESTAMP)
    signed = path.with_name(f"{path.name}.signed")
    command = ["osslsigncode", "sign", "-pkcs12", certificate, "-h", "sha256", "-n", "TriageLens"]
    command += ["-readpass", password] if password else []
    command += ["-ts", server] if server else []
    subprocess.run([*command, "-in", str(path), "-out", str(signed)], check=True, stdout=subprocess.DEVNULL)
    signed.chmod(path.stat().st_mode)
    signed.replace(path)


def main(words: Sequence[str]) -> int:
    """Sign every file that is named."""
    for word in words:
        sign(Path(word))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
