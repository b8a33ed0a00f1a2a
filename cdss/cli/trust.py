"""``cdss trust``: whose bundles may assess patients here; keys of the site, one pinned, one unsigned bundle allowed."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cdss.bundle.load import open_bundle
from cdss.bundle.trust import Key, Trust, keep, pinned_to, site_file, trusted
from cdss.core.errors import BundleError, CdssError
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss trust``."""
    does = parser.add_mutually_exclusive_group()
    does.add_argument("--add", metavar="FILE", type=Path, help="trust this key (PEM, its public or its private half)")
    does.add_argument("--remove", metavar="FINGERPRINT", help="no longer trust a key that was added here")
    does.add_argument("--pin", metavar="FINGERPRINT", help="use bundles signed with this key and no others")
    does.add_argument("--unpin", action="store_true", help="use bundles of every trusted key again")
    does.add_argument(
        "--allow-unsigned", metavar="DIR", type=Path, help="use this very bundle although nobody signed it"
    )
    does.add_argument("--forbid-unsigned", action="store_true", help="use no unsigned bundle any more")
    parser.add_argument("--name", default="", help="with --add: whose key it is")


def run(args: argparse.Namespace) -> int:
    """Change what was asked for, and print what holds now."""
    trust = _changed(trusted(), args)
    if trust is not None:
        try:
            keep(trust)
        except OSError as error:
            reason = system_reason(error)
            raise CdssError(sentence("trust_not_written", {"file": str(site_file()), "reason": reason})) from error
    print("\n".join(lines(trusted())))
    return 0


def lines(trust: Trust) -> list[str]:
    """What holds, one thing a line."""
    told = [
        f"{'pinned' if key.fingerprint == trust.pinned else 'trusted':<9}{key.fingerprint}  {key.name}, {key.since}"
        f"{'' if key.ours else ', added here'}"
        for key in trust.keys
    ]
    return [*told, *(f"{'unsigned':<9}{digest}" for digest in trust.unsigned), f"file     {site_file()}"]


def public_key(path: Path) -> str:
    """The public half (hex) of an Ed25519 key in PEM; ``CdssError`` where there is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

    try:
        text = path.read_bytes()
        found = load_pem_private_key(text, None) if b"PRIVATE" in text else load_pem_public_key(text)
    except (OSError, ValueError, TypeError) as error:
        raise CdssError(sentence("sign_key_unusable", {"file": str(path), "reason": str(error)})) from error
    public = found.public_key() if isinstance(found, Ed25519PrivateKey) else found
    if not isinstance(public, Ed25519PublicKey):
        raise CdssError(sentence("sign_key_unusable", {"file": str(path), "reason": type(found).__name__}))
    return public.public_bytes_raw().hex()


def _changed(trust: Trust, args: argparse.Namespace) -> Trust | None:
    """What shall hold; None where nothing was asked for."""
    if args.add:
        return _added(trust, public_key(args.add), args.name)
    if args.remove:
        return _removed(trust, args.remove)
    if args.pin or args.unpin:
        return pinned_to(trust, args.pin or "")
    if args.allow_unsigned:
        return _allowed(trust, args.allow_unsigned)
    return replace(trust, unsigned=()) if args.forbid_unsigned else None


def _added(trust: Trust, key: str, name: str) -> Trust:
    if not name.strip():
        raise CdssError(sentence("trust_name_missing", {}))
    made = Key(name.strip(), key, datetime.now(UTC).date().isoformat())
    return trust if trust.key_of(made.fingerprint) else replace(trust, keys=(*trust.keys, made))


def _removed(trust: Trust, fingerprint: str) -> Trust:
    key = trust.key_of(fingerprint)
    if key is None:
        raise BundleError(sentence("trust_key_unknown", {"fingerprint": fingerprint}))
    if key.ours:
        raise CdssError(sentence("trust_key_shipped", {"name": key.name}))
    pinned = "" if trust.pinned == fingerprint else trust.pinned
    return replace(trust, keys=tuple(k for k in trust.keys if k != key), pinned=pinned)


def _allowed(trust: Trust, folder: Path) -> Trust:
    bundle = open_bundle(folder)
    if bundle.signature is not None:
        raise CdssError(sentence("trust_is_signed", {"folder": str(folder)}))
    return replace(trust, unsigned=tuple(sorted({*trust.unsigned, bundle.identity.sha256})))
