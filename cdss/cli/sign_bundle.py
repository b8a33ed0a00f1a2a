"""``cdss sign-bundle``: vouch for a model bundle with one's own Ed25519 key."""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.local_change import is_changed_here
from cdss.bundle.names import METADATA, SIGNATURE, SUMS
from cdss.bundle.signature import sign, written
from cdss.bundle.trust import trusted
from cdss.core.errors import BundleError, CdssError
from cdss.core.files import write_whole
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason
from cdss.core.versions import release_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss sign-bundle``."""
    parser.add_argument("bundle", metavar="DIR", type=Path, help="model bundle to sign")
    parser.add_argument(
        "--key",
        metavar="FILE",
        type=Path,
        required=True,
        help="private key (Ed25519, PKCS #8, PEM); keep it off this PC",
    )
    parser.add_argument(
        "--new-key", action="store_true", help="make a new key pair first; its private half is written to --key"
    )
    parser.add_argument(
        "--requires",
        metavar="VERSION",
        type=version_argument,
        help="oldest version of this program that can use the bundle",
    )


def run(args: argparse.Namespace) -> int:
    """Write hashes and signature; ``CdssError`` where the key or the bundle cannot be used."""
    if is_changed_here(args.bundle):
        raise CdssError(sentence("sign_changed_here", {"folder": str(args.bundle)}))
    if args.requires:
        _require(args.bundle, args.requires)
    private = new_key(args.key) if args.new_key else private_key(args.key)
    sign_bundle(args.bundle, private, datetime.now(UTC).date().isoformat())
    signature = open_bundle(args.bundle).signature
    assert signature is not None
    print(
        sentence("sign_done", {"folder": str(args.bundle), "fingerprint": signature.fingerprint, "key": signature.key})
    )
    if trusted().key_of(signature.fingerprint) is None:
        print(sentence("sign_not_trusted", {"key": str(args.key)}))
    return 0


def _require(folder: Path, version: str) -> None:
    """Have the bundle's metadata name the oldest program that can use it."""
    path = folder / METADATA
    try:
        told = {**json.loads(path.read_text(encoding="utf-8")), "requires": version}
    except (OSError, ValueError, TypeError) as error:
        raise BundleError.of("bundle_file_missing", file=METADATA, folder=folder.name) from error
    write_whole(path, (json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8"))


def version_argument(text: str) -> str:
    """An argument that is a version; ``ArgumentTypeError`` for one that cannot be compared."""
    try:
        release_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text


def sign_bundle(folder: Path, private: Ed25519PrivateKey, day: str) -> None:
    """Write ``SHA256SUMS`` anew and sign what it lists; an earlier signature is replaced."""
    write_sums(folder)
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    files = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    write_whole(folder / SIGNATURE, written(sign(files, day, private)))


def new_key(path: Path) -> Ed25519PrivateKey:
    """Make a private key and write it, readable by its owner alone; ``CdssError`` where something stands there."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = Ed25519PrivateKey.generate()
    text = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(text)
    except OSError as error:
        raise CdssError(
            sentence("sign_key_not_written", {"file": str(path), "reason": system_reason(error)})
        ) from error
    return made


def private_key(path: Path) -> Ed25519PrivateKey:
    """The private key in ``path``; ``CdssError`` where there is none that can be used."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise CdssError(sentence("sign_key_unusable", {"file": str(path), "reason": str(error)})) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise CdssError(sentence("sign_key_unusable", {"file": str(path), "reason": type(found).__name__}))
    return found
