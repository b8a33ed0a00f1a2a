"""Whose bundles assess patients: keys that ship with the program, and what the site says in ``trust.json``.

``resources/trust/keys.json`` names the keys of the program's makers. A site may add keys of its own, pin one (then bundles signed
with that key, and no other, assess patients), and allow one unsigned bundle by its hash, such as one of its own training. A
``trust.json`` that cannot be read allows nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from cdss.bundle.signature import Signature, fingerprint_of
from cdss.core.errors import BundleError
from cdss.core.files import write_whole
from cdss.core.kinds import Severity
from cdss.core.paths import resources_dir, user_dir
from cdss.core.result import Issue, issue

if TYPE_CHECKING:
    from cdss.bundle.load import Bundle

FILE = "trust.json"
"""Within the user's own folder."""

_FAMILY = "cdss.trust/"
SCHEMA = f"{_FAMILY}1"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key (hex) that is trusted ``since`` a day, under the name of whose it is. ``ours``: it ships with the program."""

    name: str
    key: str
    since: str
    ours: bool = False

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key."""
        return fingerprint_of(self.key)


@dataclass(frozen=True, slots=True)
class Trust:
    """``keys`` that may sign; ``pinned``: the fingerprint of the only one that counts, or empty; ``unsigned``: hashes of bundles
    (SHA-256 of their ``SHA256SUMS``) that may be used without a signature."""

    keys: tuple[Key, ...]
    pinned: str = ""
    unsigned: tuple[str, ...] = ()

    def key_of(self, fingerprint: str) -> Key | None:
        """The trusted key with that fingerprint."""
        return next((key for key in self.keys if key.fingerprint == fingerprint), None)


def site_file() -> Path:
    """Where the site's own choices stand."""
    return user_dir() / FILE


def shipped_keys() -> tuple[Key, ...]:
    """The keys of the program's makers."""
    return tuple(_keys(json.loads((resources_dir() / "trust" / "keys.json").read_text(encoding="utf-8")), ours=True))


def trusted(path: Path | None = None) -> Trust:
    """The shipped keys with what the site says in ``path`` (else ``site_file()``); ``BundleError`` where that cannot be read."""
    path = path or site_file()
    if not path.exists():
        return Trust(shipped_keys())
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if str(told["schema"]).startswith(_FAMILY) and told["schema"] != SCHEMA:
            raise BundleError.of("trust_newer", file=str(path))
        if told["schema"] != SCHEMA or not isinstance(told.get("pinned", ""), str):
            raise ValueError(told["schema"])
        own = tuple(_keys(told.get("keys", []), ours=False))
        return Trust((*shipped_keys(), *own), told.get("pinned", ""), tuple(map(str, told.get("unsigned", []))))
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BundleError.of("trust_unreadable", file=str(path), reason=str(error)) from error


def keep(trust: Trust, path: Path | None = None) -> None:
    """Write what the site says; the shipped keys are not written. ``OSError`` where the disk refuses."""
    own = [{"name": k.name, "key": k.key, "since": k.since} for k in trust.keys if not k.ours]
    told = {"schema": SCHEMA, "keys": own, "pinned": trust.pinned, "unsigned": sorted(trust.unsigned)}
    write_whole(path or site_file(), (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def pinned_to(trust: Trust, fingerprint: str) -> Trust:
    """With that key pinned, none where empty; ``BundleError`` for a key that is not trusted."""
    if fingerprint and trust.key_of(fingerprint) is None:
        raise BundleError.of("trust_key_unknown", fingerprint=fingerprint)
    return replace(trust, pinned=fingerprint)


def require_trusted(bundle: Bundle, trust: Trust) -> Key | None:
    """Whose key signed the bundle; None for an unsigned one that the site allows. ``BundleError`` where it may assess nobody."""
    return vouched(bundle.path, bundle.signature, bundle.identity.sha256, trust)


def vouched(path: Path, signature: Signature | None, identity: str, trust: Trust) -> Key | None:
    """The same of a bundle's folder, its signature and the SHA-256 of its ``SHA256SUMS``."""
    folder = path.name
    if signature is None:
        if trust.pinned:
            _refuse("bundle_unsigned_pinned", folder=folder, fingerprint=trust.pinned)
        if identity not in trust.unsigned:
            _refuse("bundle_unsigned", folder=folder, path=str(path))
        return None
    found = signature.fingerprint
    if trust.pinned and found != trust.pinned:
        _refuse("bundle_key_not_pinned", folder=folder, fingerprint=found, pinned=trust.pinned)
    key = trust.key_of(found)
    return key if key is not None else _refuse("bundle_key_unknown", folder=folder, fingerprint=found)


def unsigned_issues(bundle: Bundle) -> tuple[Issue, ...]:
    """The warning that stands beside every answer of a bundle that nobody signed."""
    return () if bundle.signature else (issue("check_model_unsigned", Severity.WARNING, model=bundle.identity.name),)


def _keys(told: list[Mapping[str, Any]], ours: bool) -> Iterator[Key]:
    for one in told:
        key = Key(str(one["name"]), str(one["key"]), str(one["since"]), ours)
        if one.get("fingerprint", key.fingerprint) != key.fingerprint:
            raise ValueError(f"{key.name}: {one['fingerprint']}")
        yield key


def _refuse(code: str, **params: str) -> NoReturn:
    raise BundleError.of(code, **params)
