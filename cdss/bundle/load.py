"""Open a model bundle: every name and every hash is checked before one byte of it is used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

from cdss import __version__
from cdss.bundle.local_change import LocalChange, is_changed_here, local_changes
from cdss.bundle.names import (
    CALIBRATION,
    METADATA,
    REQUIRED,
    SIGNATURE,
    SUMS,
    WEIGHTS_SUFFIX,
    is_bundle_file,
    rendered,
)
from cdss.bundle.schema import Calibration, Metadata
from cdss.bundle.signature import Signature, read_signature
from cdss.core.errors import BundleError
from cdss.core.hashing import sha256_bytes, sha256_file
from cdss.core.versions import release_of
from cdss.records.assessment import ModelIdentity

S = TypeVar("S", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose hashes and schema were found right. ``calibration`` is the parsed ``calibration.json``.

    ``signature`` None: nobody signed it. ``changes``: what a hospital changed in it since. Both were found right.
    """

    path: Path
    identity: ModelIdentity
    metadata: Metadata
    calibration: Mapping[str, Any]
    signature: Signature | None = None
    changes: tuple[LocalChange, ...] = ()

    def file(self, name: str) -> Path:
        """Path of one file of the bundle; ``BundleError`` where the bundle has no such file."""
        if not (self.path / name).is_file():
            _refuse("bundle_file_missing", file=name, folder=self.path.name)
        return self.path / name


def open_bundle(folder: Path) -> Bundle:
    """Check the folder's file kinds, signature, list, hashes and schema, in this order; ``BundleError`` names what is wrong.

    The model's identity is the SHA-256 of ``SHA256SUMS``, which fixes every other file but the signature. Whose signature it
    is, and whether one is needed, is asked where patients are assessed (``cdss.bundle.trust``).
    """
    names = _names(folder)
    signature = read_signature(folder)
    changed_here = signature is not None and is_changed_here(folder)
    listing = (folder / SUMS).read_bytes()
    if signature is not None and not changed_here and listing != rendered(dict(signature.files)):
        _refuse_unlike(folder, names, signature)
    sums = _parse_sums(listing, folder.name)
    _compare_names(names - {SUMS, SIGNATURE}, frozenset(sums), folder.name)
    for name, digest in sorted(sums.items()):
        if sha256_file(folder / name) != digest:
            signed = signature is not None and not changed_here
            _refuse("bundle_changed_after_signing" if signed else "bundle_file_changed", file=name, folder=folder.name)
    changes = local_changes(folder, signature, sums) if signature is not None and changed_here else ()
    metadata = _parse(folder / METADATA, Metadata)
    refuse_too_new(metadata.requires, folder.name)
    _parse(folder / CALIBRATION, Calibration)
    identity = ModelIdentity(metadata.name, metadata.version, sha256_bytes(listing))
    return Bundle(folder, identity, metadata, _read_json(folder / CALIBRATION), signature, changes)


def refuse_too_new(requires: str, folder: str) -> None:
    """``BundleError`` where the bundle ``folder`` asks for a newer program than this."""
    if requires and release_of(requires) > release_of(__version__):
        _refuse("bundle_needs_program", folder=folder, requires=requires, program=__version__)


def write_sums(folder: Path) -> str:
    """Write ``SHA256SUMS`` over the other files, in the format of ``sha256sum``, and return its own SHA-256.

    Refuses the same foreign files that ``open_bundle`` refuses. A signature stays as it is: if files were changed, the bundle
    is refused until it is signed again.
    """
    names = _names(folder, required=REQUIRED - {SUMS})
    text = rendered({name: sha256_file(folder / name) for name in names - {SUMS, SIGNATURE}})
    (folder / SUMS).write_bytes(text)
    return sha256_bytes(text)


def _names(folder: Path, required: frozenset[str] = REQUIRED) -> frozenset[str]:
    if not folder.is_dir():
        _refuse("bundle_absent", folder=folder)
    entries = sorted(folder.iterdir())
    for entry in entries:
        if entry.is_symlink() or not entry.is_file() or not is_bundle_file(entry.name):
            _refuse("bundle_file_foreign", file=entry.name, folder=folder.name)
    names = frozenset(entry.name for entry in entries)
    for name in sorted(required - names):
        _refuse("bundle_file_missing", file=name, folder=folder.name)
    if not any(name.endswith(WEIGHTS_SUFFIX) for name in names):
        _refuse("bundle_file_missing", file=f"*{WEIGHTS_SUFFIX}", folder=folder.name)
    return names


def _refuse_unlike(folder: Path, names: frozenset[str], signature: Signature) -> NoReturn:
    """Name the first file that is not as it was signed; the list itself where all the others are."""
    for name, digest in sorted(signature.files.items()):
        if name not in names:
            _refuse("bundle_file_missing", file=name, folder=folder.name)
        if sha256_file(folder / name) != digest:
            _refuse("bundle_changed_after_signing", file=name, folder=folder.name)
    for name in sorted(names - set(signature.files) - {SUMS, SIGNATURE}):
        _refuse("bundle_file_unsigned", file=name, folder=folder.name)
    _refuse("bundle_changed_after_signing", file=SUMS, folder=folder.name)


def _parse_sums(listing: bytes, folder: str) -> dict[str, str]:
    sums: dict[str, str] = {}
    for number, line in enumerate(listing.decode("utf-8", errors="replace").splitlines(), start=1):
        digest, separator, name = line.partition("  ")
        if not separator or not _is_digest(digest) or name in sums:
            _refuse("bundle_sums_broken", line=number, folder=folder)
        sums[name] = digest
    return sums


def _is_digest(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _compare_names(present: frozenset[str], listed: frozenset[str], folder: str) -> None:
    for name in sorted(listed - present):
        _refuse("bundle_file_missing", file=name, folder=folder)
    for name in sorted(present - listed):
        _refuse("bundle_file_unlisted", file=name, folder=folder)


def _parse(path: Path, schema: type[S]) -> S:
    try:
        return schema.model_validate(_read_json(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "/"
        _refuse("bundle_schema_wrong", file=path.name, key=where, reason=first["msg"])


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant))
    except (ValueError, TypeError) as error:
        _refuse("bundle_schema_wrong", file=path.name, key="/", reason=error)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of strict JSON")


def _refuse(code: str, **params: object) -> NoReturn:
    raise BundleError.of(code, **{key: str(value) for key, value in params.items()})
