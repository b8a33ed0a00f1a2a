"""A model in one file, ``NAME-VERSION.model``, as it is carried to a computer without a network.

It is a ZIP whose parts are stored as they are: ``update.json`` with the version of this form, then the files of the bundle.
Nothing is compressed, so that no part can grow beyond the file it came in. What may be checked is checked in the file itself,
before anything is written: form, names, sizes, signature, whose key it is, and the hash of every part.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cdss.bundle.load import Bundle, open_bundle, refuse_too_new
from cdss.bundle.local_change import is_changed_here
from cdss.bundle.names import METADATA, SIGNATURE, SUMS, is_bundle_file, rendered
from cdss.bundle.schema import METADATA_SCHEMA
from cdss.bundle.signature import Signature, signature_in
from cdss.bundle.trust import Key, Trust, vouched
from cdss.core.errors import BundleError
from cdss.core.files import whole_file
from cdss.core.hashing import sha256_bytes
from cdss.core.system_reasons import system_reason
from cdss.records.assessment import ModelIdentity

ENDING = ".model"
HEAD = "update.json"
SCHEMA = "cdss.update/1"
MOST_PARTS = 64
MOST_BYTES = 4 << 30
"""A part, and all of them together; the model that ships has 74 MB."""

_SMALL = 8 << 20
"""The largest part that is read whole: lists and texts."""

_BLOCK = 1 << 20
_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of every part, so that the same bundle makes the same file."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file whose every part was found as it was signed. ``key``: whose; ``size``: bytes that it takes unpacked."""

    path: Path
    identity: ModelIdentity
    signature: Signature
    key: Key
    size: int

    def unpack(self, folder: Path) -> Bundle:
        """Write the bundle into ``folder``, which is empty, and open it there: every hash is checked again in what was written.

        ``BundleError`` where that is another model than was looked at, ``OSError`` where the disk refuses.
        """
        with _opened(self.path) as archive:
            for part in archive.infolist():
                if part.filename != HEAD:
                    with archive.open(part) as stream, (folder / part.filename).open("xb") as target:
                        while block := stream.read(_BLOCK):
                            target.write(block)
        bundle = open_bundle(folder)
        if bundle.identity != self.identity or bundle.signature != self.signature:
            _refuse("update_changed_meanwhile", self.path)
        return bundle


def file_name(identity: ModelIdentity) -> str:
    """What the file of a model is called."""
    return re.sub(r"[^\w.+-]", "_", f"{identity.name}-{identity.version}") + ENDING


def pack(bundle: Bundle, target: Path) -> None:
    """Write a signed bundle into the file ``target``, whole or not at all.

    ``BundleError`` for a bundle that nobody signed, or that was changed at a hospital since; ``OSError`` where the disk refuses.
    """
    if bundle.signature is None:
        raise BundleError.of("pack_unsigned", folder=str(bundle.path))
    if is_changed_here(bundle.path):
        raise BundleError.of("pack_changed_here", folder=str(bundle.path))
    names = sorted(path.name for path in bundle.path.iterdir())
    with whole_file(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(HEAD, _DAY), json.dumps({"schema": SCHEMA}))
        for name in (SIGNATURE, *(name for name in names if name != SIGNATURE)):
            with (bundle.path / name).open("rb") as source, archive.open(zipfile.ZipInfo(name, _DAY), "w") as part:
                while block := source.read(_BLOCK):
                    part.write(block)


def read_model_file(path: Path, trust: Trust) -> ModelFile:
    """Look at all of the file. ``BundleError`` says by name what is wrong with it; nothing is written."""
    with _opened(path) as archive:
        parts = _parts(archive, path)
        head = _json(archive, HEAD, path)
        if head.get("schema") != SCHEMA:
            _refuse("update_other_form", path, form=head.get("schema", "?"))
        if SIGNATURE not in parts:
            _refuse("update_unsigned", path)
        signature = signature_in(_bytes(archive, SIGNATURE, path), path.name)
        sums = _bytes(archive, SUMS, path) if SUMS in parts else b""
        key = vouched(path, signature, sha256_bytes(sums), trust)
        assert key is not None  # a signed one is vouched for by a key, or refused
        _as_signed(archive, parts, signature, sums, path)
        metadata = _json(archive, METADATA, path)
        if metadata.get("schema") != METADATA_SCHEMA:
            _refuse("update_other_form", path, form=metadata.get("schema", "?"))
        try:
            refuse_too_new(str(metadata.get("requires", "")), path.name)
        except ValueError:
            _refuse("update_no_model_file", path, reason=METADATA)
        identity = ModelIdentity(str(metadata.get("name")), str(metadata.get("version")), sha256_bytes(sums))
        return ModelFile(path, identity, signature, key, sum(part.file_size for part in parts.values()))


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever is no sound one, and what the disk says, becomes a sentence."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, UnicodeDecodeError) as error:
        _refuse("update_no_model_file", path, error, reason=error)
    except FileNotFoundError as error:
        if Path(error.filename or "") != path:
            raise
        _refuse("update_no_model_file", path, error, reason=system_reason(error))


def _parts(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The parts by name, of which each may be in a model and is no larger than the file that it came in."""
    found = archive.infolist()
    parts = {part.filename: part for part in found}
    if len(found) > MOST_PARTS:
        _refuse("update_too_many", path, count=len(found), most=MOST_PARTS)
    for part in found:
        link = stat.S_ISLNK(part.external_attr >> 16)
        if link or part.orig_filename != part.filename or not (part.filename == HEAD or is_bundle_file(part.filename)):
            _refuse("update_foreign_part", path, part=part.orig_filename)
        if part.compress_type != zipfile.ZIP_STORED or part.compress_size != part.file_size or part.flag_bits & 1:
            _refuse("update_packed_otherwise", path, part=part.filename)
    if len(parts) != len(found):
        _refuse("update_twice", path)
    size, whole = sum(part.file_size for part in found), path.stat().st_size
    if size > min(MOST_BYTES, whole):
        _refuse("update_too_large", path, size=size >> 20, most=min(MOST_BYTES, whole) >> 20)
    if HEAD not in parts:
        _refuse("update_no_model_file", path, reason=HEAD)
    return parts


def _as_signed(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], signature: Signature, sums: bytes, path: Path
) -> None:
    """Every part that was signed is there and as it was, and there is no other."""
    held = set(parts) - {HEAD, SIGNATURE, SUMS}
    for name in sorted(held ^ set(signature.files)):
        _refuse("update_part_unsigned" if name in held else "update_part_missing", path, part=name)
    if sums != rendered(dict(signature.files)):
        _refuse("update_part_changed", path, part=SUMS)
    for name, digest in sorted(signature.files.items()):
        if _hash(archive, name, path) != digest:
            _refuse("update_part_changed", path, part=name)


def _hash(archive: zipfile.ZipFile, name: str, path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with archive.open(name) as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except zipfile.BadZipFile as error:
        _refuse("update_part_changed", path, error, part=name)
    return digest.hexdigest()


def _bytes(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    if archive.getinfo(name).file_size > _SMALL:
        _refuse("update_too_large", path, size=archive.getinfo(name).file_size >> 20, most=_SMALL >> 20)
    try:
        return archive.read(name)
    except zipfile.BadZipFile as error:
        _refuse("update_part_changed", path, error, part=name)


def _json(archive: zipfile.ZipFile, name: str, path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(_bytes(archive, name, path)))
    except (ValueError, TypeError, RecursionError) as error:
        _refuse("update_no_model_file", path, error, reason=name)


def _refuse(code: str, path: Path, cause: Exception | None = None, **params: object) -> NoReturn:
    raise BundleError.of(code, file=path.name, **{name: str(value) for name, value in params.items()}) from cause
