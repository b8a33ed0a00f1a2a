"""The key that everything kept is sealed under: 256 random bits, wrapped under one guard and never written in the open.

The guard is this user's keyring where the system has a real one (Windows Credential Locker, macOS Keychain, Secret Service), else
the PIN where one is set, else the user's account: then the wrapping key stands in the key file, which only this user can read.
A PIN beside a keyring stays a lock of the screen: four digits are guessed in minutes by one who holds the disk, a keyring is not.
Another guard wraps the same key again; nothing that was sealed is touched.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from cdss.core.errors import CdssError
from cdss.core.files import name_on_disk, write_whole
from cdss.core.held import Busy
from cdss.core.kinds import Severity
from cdss.core.pin import pin_key
from cdss.core.result import Issue, issue
from cdss.core.sealed import KEY_BYTES, Seal, SealBroken

KEY_NAME = "store.key"
"""Name of the key file, in the folder of what it seals."""

_FAMILY = "cdss.key/"
SCHEMA = f"{_FAMILY}1"
SERVICE = "TriageLens"
"""Under which the keyring shows the entry to its owner."""

_REAL_KEYRING = 1
"""Backends below this priority are not recommended by ``keyring`` itself: its empty one, and plain files."""


class Guard(StrEnum):
    """What protects the key."""

    KEYRING = "keyring"
    PIN = "pin"
    ACCOUNT = "account"


class KeyUnavailable(CdssError):
    """The key cannot be had; ``issue`` says why and what to do. What was sealed is left as it is."""

    def __init__(self, why: Issue) -> None:
        super().__init__(why.text())
        self.issue = why


class PinNeeded(KeyUnavailable):
    """The key is wrapped under the PIN; none was given, or a wrong one. ``wrong``: how many in a row were."""

    def __init__(self, why: Issue, wrong: int = 0) -> None:
        super().__init__(why)
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class DataKey:
    """An open key: ``guard`` is what protects it on the disk."""

    secret: bytes
    guard: Guard

    def seal(self, purpose: str) -> Seal:
        """The seal of one purpose."""
        return Seal(self.secret, purpose)

    def __repr__(self) -> str:
        """Without the secret: a key must not reach a log."""
        return f"DataKey(guard={self.guard.value!r})"


@dataclass(frozen=True, slots=True)
class _KeyFile:
    """The file: ``name`` of the key, its ``guard``, the ``wrapped`` key, and ``extra``: salt, wrapping key, or nothing.

    ``wrong_pins`` in a row are counted on the disk, so that a new start of the program shortens no pause.
    """

    name: str
    guard: Guard
    wrapped: bytes
    extra: bytes = b""
    wrong_pins: int = 0


class _Keyring(Protocol):
    def get_password(self, service: str, username: str) -> str | None: ...
    def set_password(self, service: str, username: str, password: str) -> None: ...
    def delete_password(self, service: str, username: str) -> None: ...


_OPEN: dict[Path, DataKey] = {}


def open_key(folder: Path, pin: str | None = None, *, make: bool = True) -> DataKey:
    """The key of ``folder``, made where there is none and ``make`` is set; asked for once in a process.

    Raises ``PinNeeded`` where it is wrapped under a PIN and ``pin`` is not it, ``KeyUnavailable`` where its file or its entry in
    the keyring is gone or damaged, ``OSError`` where the folder cannot be written. Takes tenths of a second.
    """
    path = folder.resolve() / KEY_NAME
    if path in _OPEN and pin is None:
        return _OPEN[path]
    settled(folder.resolve())
    if not path.exists():
        if not make:
            raise KeyUnavailable(issue("key_lost", Severity.WARNING, name=str(path)))
        _make(path)
    file = _read(path)
    try:
        secret = _unwrapped(file, path, pin)
    except PinNeeded as error:
        if pin is not None:
            file = _counted(path, file, file.wrong_pins + 1)
        raise PinNeeded(error.issue, file.wrong_pins) from error
    if file.wrong_pins:
        _counted(path, file, 0)
    _OPEN[path] = DataKey(secret, file.guard)
    return _OPEN[path]


def settled(folder: Path) -> None:
    """Finish a change of the key that a crash cut short, or take it back. Raises ``KeyUnavailable`` where one goes on now."""
    from cdss.core.rotation import settle  # which knows the key file

    try:
        settle(folder)
    except Busy as error:
        raise KeyUnavailable(issue("key_changing", Severity.WARNING)) from error


def drop_from_keyring(path: Path) -> None:
    """Take the entry of the key file at ``path`` out of the keyring, where it has one: what lay under that key opens no more."""
    from keyring.errors import KeyringError

    with suppress(KeyUnavailable, KeyringError, RuntimeError, OSError):
        file = _read(path)
        backend = _keyring() if file.guard is Guard.KEYRING else None
        if backend is not None:
            backend.delete_password(SERVICE, file.name)


def forget_key(folder: Path) -> None:
    """The next ``open_key`` in this process asks the guard again."""
    _OPEN.pop(folder.resolve() / KEY_NAME, None)


def guard_of(folder: Path) -> Guard | None:
    """What protects the key of ``folder``; None where there is no key yet. Raises ``KeyUnavailable`` for a damaged file."""
    path = folder.resolve() / KEY_NAME
    return _read(path).guard if path.exists() else None


def guard_with_pin(folder: Path, pin: str) -> Guard:
    """Wrap the open key of ``folder`` under ``pin`` (empty: under the account again), unless a keyring guards it.

    Returns the guard that holds then. Raises ``KeyUnavailable`` where the key is not open in this process, and ``OSError``.
    """
    path = folder.resolve() / KEY_NAME
    file = _read(path)
    if file.guard is Guard.KEYRING:
        return file.guard
    if path not in _OPEN:
        raise PinNeeded(issue("key_needs_pin", Severity.WARNING))
    guard, extra = (Guard.PIN, secrets.token_bytes(16)) if pin else (Guard.ACCOUNT, secrets.token_bytes(KEY_BYTES))
    wrapping = pin_key(pin, extra) if pin else extra
    secret = _OPEN[path].secret
    _write(path, _KeyFile(file.name, guard, _wrap(secret, wrapping, file.name, guard), extra))
    _OPEN[path] = DataKey(secret, guard)
    return guard


def _make(path: Path) -> None:
    """Make a key; where another window makes one at the same moment, the first stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name, wrapping = uuid.uuid4().hex, secrets.token_bytes(KEY_BYTES)
    guard = Guard.KEYRING if _kept_in_keyring(name, wrapping) else Guard.ACCOUNT
    file = _KeyFile(
        name,
        guard,
        _wrap(secrets.token_bytes(KEY_BYTES), wrapping, name, guard),
        wrapping if guard is Guard.ACCOUNT else b"",
    )
    fresh = path.with_name(f".{KEY_NAME}.{name}")
    write_whole(fresh, _text(file), private=True)
    try:
        os.link(fresh, path)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    name_on_disk(path.parent)  # what is sealed from now on is worth nothing without it


def _unwrapped(file: _KeyFile, path: Path, pin: str | None) -> bytes:
    wrapping: bytes | None
    if file.guard is Guard.PIN and pin is None:
        raise PinNeeded(issue("key_needs_pin", Severity.WARNING))
    match file.guard:
        case Guard.KEYRING:
            wrapping = _from_keyring(file.name)
        case Guard.PIN:
            wrapping = pin_key(pin or "", file.extra)
        case Guard.ACCOUNT:
            wrapping = file.extra
    if wrapping is None:
        raise KeyUnavailable(issue("key_not_in_keyring", Severity.WARNING, name=str(path)))
    try:
        return Seal(wrapping, "key").open(file.wrapped, file.name, file.guard.value)
    except SealBroken as error:
        if file.guard is Guard.PIN:
            raise PinNeeded(issue("key_wrong_pin", Severity.WARNING)) from error
        raise KeyUnavailable(issue("key_damaged", Severity.WARNING, name=str(path))) from error


def _wrap(secret: bytes, wrapping: bytes, name: str, guard: Guard) -> bytes:
    return Seal(wrapping, "key").seal(secret, name, guard.value)


def _keyring() -> _Keyring | None:
    """The keyring of this user, if the system has one that ``keyring`` recommends; imported with the first question."""
    import keyring

    backend = keyring.get_keyring()
    return backend if float(backend.priority) >= _REAL_KEYRING else None


def _kept_in_keyring(name: str, wrapping: bytes) -> bool:
    """Whether the wrapping key was put into a keyring, and came back the same."""
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError, OSError):
        backend = _keyring()
        if backend is not None:
            backend.set_password(SERVICE, name, base64.b64encode(wrapping).decode())
            return _from_keyring(name) == wrapping
    return False


def _from_keyring(name: str) -> bytes | None:
    """None where there is no keyring now, it is locked, or it holds no such entry."""
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError, OSError, ValueError):
        backend = _keyring()
        kept = backend.get_password(SERVICE, name) if backend is not None else None
        wrapping = base64.b64decode(kept, validate=True) if kept else b""
        return wrapping if len(wrapping) == KEY_BYTES else None
    return None


def _read(path: Path) -> _KeyFile:
    try:
        told = json.loads(path.read_bytes())
        if told["schema"] != SCHEMA:
            code = "key_newer" if str(told["schema"]).startswith(_FAMILY) else "key_damaged"
            raise KeyUnavailable(issue(code, Severity.WARNING, name=str(path)))
        extra = bytes.fromhex(told["extra"])
        file = _KeyFile(
            str(told["name"]), Guard(told["guard"]), bytes.fromhex(told["wrapped"]), extra, int(told["wrong_pins"])
        )
        if file.guard is Guard.ACCOUNT and len(extra) != KEY_BYTES:
            raise ValueError("no wrapping key")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KeyUnavailable(issue("key_damaged", Severity.WARNING, name=str(path))) from error
    return file


def _counted(path: Path, file: _KeyFile, wrong_pins: int) -> _KeyFile:
    """Where the disk refuses the count, a wrong PIN is still a wrong one, and the right one still opens."""
    file = replace(file, wrong_pins=wrong_pins)
    with suppress(OSError):
        _write(path, file)
    return file


def _write(path: Path, file: _KeyFile) -> None:
    write_whole(path, _text(file), private=True)


def _text(file: _KeyFile) -> bytes:
    told = {
        "schema": SCHEMA,
        "name": file.name,
        "guard": file.guard.value,
        "wrapped": file.wrapped.hex(),
        "extra": file.extra.hex(),
        "wrong_pins": file.wrong_pins,
    }
    return json.dumps(told, indent=1).encode()
