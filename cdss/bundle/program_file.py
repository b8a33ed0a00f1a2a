"""A package of the program with a signature beside it, ``FILE.sig``: Ed25519 over its name, version and SHA-256.

The program does not install itself: it says whether the package is whole, whose and how new, and what the administrator runs.
A key that is pinned for models does not count here; every trusted key does.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cdss import __version__
from cdss.bundle.signature import fingerprint_of
from cdss.bundle.trust import Key, Trust
from cdss.core.errors import BundleError
from cdss.core.hashing import sha256_file
from cdss.core.versions import release_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SCHEMA = "cdss.program/1"
SIGNATURE_ENDING = ".sig"
_PACKAGES = {
    ".deb": ("Linux", 'sudo apt install "{path}"'),
    ".flatpak": ("Linux", 'sudo flatpak install "{path}"'),
    ".appimage": ("Linux", "{path}"),
    ".msi": ("Windows", 'msiexec /i "{path}"'),
    ".exe": ("Windows", '"{path}"'),
    ".pkg": ("Darwin", 'sudo installer -pkg "{path}" -target /'),
    ".dmg": ("Darwin", 'open "{path}"'),
}
"""By ending: the system that the package is for, and how its administrator installs it there."""
ENDINGS = tuple(_PACKAGES)
_LARGEST = 1 << 16
"""Bytes of a signature file, at most."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What was signed: the ``file`` by name, the ``version`` of the program in it, its ``sha256``; key and signature in hex."""

    file: str
    version: str
    sha256: str
    key: str
    signed: str
    signature: str = ""


def signature_path(path: Path) -> Path:
    """Where the signature of a package lies."""
    return path.with_name(f"{path.name}{SIGNATURE_ENDING}")


def sign_program(path: Path, version: str, day: str, private: Ed25519PrivateKey) -> bytes:
    """The content of the signature file for a package; ``ValueError`` for a version that cannot be compared, ``OSError``."""
    release_of(version)
    key = private.public_key().public_bytes_raw().hex()
    unsigned = Signed(path.name, version, sha256_file(path), key, day)
    return _written(replace(unsigned, signature=private.sign(_message(unsigned)).hex()))


def check_program(path: Path, trust: Trust, older: bool = False) -> tuple[Signed, Key]:
    """What a package is and whose, found whole. ``BundleError`` where it is not, or is not newer without ``older``."""
    found = _read(signature_path(path), path.name)
    key = trust.key_of(fingerprint_of(found.key))
    if key is None:
        _refuse("program_key_unknown", file=path.name, fingerprint=fingerprint_of(found.key))
    if found.file != path.name or sha256_file(path) != found.sha256:
        _refuse("program_changed", file=path.name)
    if not older and release_of(found.version) <= release_of(__version__):
        _refuse("program_older", file=path.name, version=found.version, now=__version__)
    return found, key


def install_command(path: Path) -> str:
    """What the administrator runs to install the package on its own system; the file itself where it is none that is known."""
    _, command = _PACKAGES.get(path.suffix.lower(), ("", "{path}"))
    return command.format(path=path)


def system_of(path: Path) -> str:
    """Name of the system that the package is for, as ``platform.system`` has it; empty where its ending does not say."""
    return _PACKAGES.get(path.suffix.lower(), ("", ""))[0]


def _read(path: Path, file: str) -> Signed:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not path.is_file():
        _refuse("program_unsigned", file=file, signature=path.name)
    content = path.read_bytes() if path.stat().st_size <= _LARGEST else b""
    try:
        told = json.loads(content)
        schema = told.pop("schema")
        if schema != SCHEMA and str(schema).startswith("cdss.program/"):
            _refuse("update_other_form", file=path.name, form=str(schema))
        found = Signed(**{name: str(value) for name, value in told.items()})
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.key)).verify(
            bytes.fromhex(found.signature), _message(replace(found, signature=""))
        )
        release_of(found.version)
        if schema != SCHEMA or _written(found) != content:
            raise ValueError(schema)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, InvalidSignature) as error:
        raise BundleError.of("program_signature_broken", file=path.name) from error
    return found


def _message(unsigned: Signed) -> bytes:
    """The bytes that are signed; they begin with their own schema, so that no other signature of the key fits them."""
    return f"{SCHEMA}\n{json.dumps(asdict(unsigned), sort_keys=True)}".encode()


def _written(signed: Signed) -> bytes:
    return (json.dumps({"schema": SCHEMA, **asdict(signed)}, indent=1) + "\n").encode("ascii")


def _refuse(code: str, **params: str) -> NoReturn:
    raise BundleError.of(code, **params)
