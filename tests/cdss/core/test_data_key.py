"""The key under its three guards: keyring, PIN, account. It is never written in the open where something better is there."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from cdss.core import data_key
from cdss.core.data_key import (
    KEY_NAME,
    SERVICE,
    Guard,
    KeyUnavailable,
    PinNeeded,
    forget_key,
    guard_of,
    guard_with_pin,
    open_key,
)


class Ring(KeyringBackend):
    """A keyring as the systems have them, held in memory."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


class Forgetful(Ring):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None: ...


class PlainFile(Ring):
    """One that ``keyring`` does not recommend."""

    priority = 0.5  # type: ignore[assignment]


def use(ring: KeyringBackend) -> Iterator[KeyringBackend]:
    before = keyring.get_keyring()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


@pytest.fixture
def ring() -> Iterator[KeyringBackend]:
    yield from use(Ring())


@pytest.fixture(params=[Forgetful, PlainFile])
def no_good_ring(request: pytest.FixtureRequest) -> Iterator[KeyringBackend]:
    yield from use(request.param())


def again(folder: Path, pin: str | None = None, *, make: bool = True) -> bytes:
    """As the next start of the program finds it."""
    forget_key(folder)
    return open_key(folder, pin, make=make).secret


def test_without_keyring_and_pin_the_account_guards_it_and_it_is_the_same_each_time(tmp_path: Path) -> None:
    key = open_key(tmp_path / "new")
    assert key.guard is Guard.ACCOUNT and len(key.secret) == 32
    assert again(tmp_path / "new") == key.secret
    assert key.secret.hex() not in (tmp_path / "new" / KEY_NAME).read_text()
    assert key.secret.hex() not in repr(key) and repr(key.secret) not in repr(key)
    assert os.name != "posix" or (tmp_path / "new" / KEY_NAME).stat().st_mode & 0o077 == 0
    assert [p.name for p in (tmp_path / "new").iterdir()] == [KEY_NAME]


def test_two_folders_have_two_keys(tmp_path: Path) -> None:
    assert open_key(tmp_path / "a").secret != open_key(tmp_path / "b").secret


def test_a_real_keyring_guards_it_and_the_file_alone_opens_nothing(tmp_path: Path, ring: Ring) -> None:
    key = open_key(tmp_path)
    assert key.guard is Guard.KEYRING and again(tmp_path) == key.secret
    ((service, name), kept) = next(iter(ring.kept.items()))
    told = json.loads((tmp_path / KEY_NAME).read_text())
    assert (service, name) == (SERVICE, told["name"])
    assert told["extra"] == "" and base64.b64decode(kept).hex() not in (tmp_path / KEY_NAME).read_text()
    ring.kept.clear()
    with pytest.raises(KeyUnavailable) as refused:
        again(tmp_path)
    assert refused.value.issue.code == "key_not_in_keyring"


def test_another_entry_in_the_keyring_is_refused(tmp_path: Path, ring: Ring) -> None:
    open_key(tmp_path)
    for name in ring.kept:
        ring.kept[name] = base64.b64encode(bytes(32)).decode()
    with pytest.raises(KeyUnavailable) as refused:
        again(tmp_path)
    assert refused.value.issue.code == "key_damaged"


def test_a_keyring_that_keeps_nothing_or_is_a_plain_file_is_none(tmp_path: Path, no_good_ring: Ring) -> None:
    assert open_key(tmp_path).guard is Guard.ACCOUNT
    assert no_good_ring.kept == {}


def test_a_pin_wraps_the_same_key_and_only_it_opens_it(tmp_path: Path) -> None:
    secret, plain = open_key(tmp_path).secret, (tmp_path / KEY_NAME).read_text()
    assert guard_with_pin(tmp_path, "4711") is Guard.PIN
    assert json.loads(plain)["extra"] not in (tmp_path / KEY_NAME).read_text()
    tries = (
        (None, "key_needs_pin", 0),
        ("4712", "key_wrong_pin", 1),
        ("", "key_wrong_pin", 2),
        (None, "key_needs_pin", 2),
    )
    for pin, code, wrong in tries:
        with pytest.raises(PinNeeded) as refused:
            again(tmp_path, pin)
        assert (refused.value.issue.code, refused.value.wrong) == (code, wrong), "counted on the disk"
    assert again(tmp_path, "4711") == secret
    with pytest.raises(PinNeeded) as refused:
        again(tmp_path)
    assert refused.value.wrong == 0
    again(tmp_path, "4711")
    assert open_key(tmp_path).secret == secret, "asked for once in a process"


def test_another_pin_and_none_wrap_it_again(tmp_path: Path) -> None:
    secret = open_key(tmp_path).secret
    guard_with_pin(tmp_path, "4711")
    guard_with_pin(tmp_path, "a longer one")
    with pytest.raises(PinNeeded):
        again(tmp_path, "4711")
    assert again(tmp_path, "a longer one") == secret
    assert guard_with_pin(tmp_path, "") is Guard.ACCOUNT is guard_of(tmp_path)
    assert again(tmp_path) == secret


def test_a_pin_beside_a_keyring_leaves_the_key_there(tmp_path: Path, ring: Ring) -> None:
    secret = open_key(tmp_path).secret
    assert guard_with_pin(tmp_path, "4711") is Guard.KEYRING
    assert again(tmp_path) == secret


def test_a_key_that_is_not_open_is_not_wrapped_again(tmp_path: Path) -> None:
    open_key(tmp_path)
    guard_with_pin(tmp_path, "4711")
    forget_key(tmp_path)
    with pytest.raises(PinNeeded):
        guard_with_pin(tmp_path, "")
    assert guard_of(tmp_path) is Guard.PIN


def test_a_missing_key_is_not_made_anew_where_something_was_sealed_under_it(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable) as refused:
        open_key(tmp_path, make=False)
    assert refused.value.issue.code == "key_lost" and str(tmp_path) in str(refused.value)
    assert list(tmp_path.iterdir()) == [] and guard_of(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{}", '{"schema": "other.key/1"}', "[1]", '{"schema":"cdss.key/1","extra":"zz"}'])
def test_a_damaged_key_file_is_said_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    (tmp_path / KEY_NAME).write_text(text)
    with pytest.raises(KeyUnavailable) as refused:
        open_key(tmp_path)
    assert refused.value.issue.code == "key_damaged" and "backup" in refused.value.issue.text("en")
    assert (tmp_path / KEY_NAME).read_text() == text


def test_a_changed_guard_in_the_file_does_not_open_it(tmp_path: Path) -> None:
    open_key(tmp_path)
    told = json.loads((tmp_path / KEY_NAME).read_text())
    (tmp_path / KEY_NAME).write_text(json.dumps({**told, "name": "other"}))
    with pytest.raises(KeyUnavailable):
        again(tmp_path)


def test_where_another_window_makes_a_key_at_the_same_moment_the_first_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, there = again(tmp_path), (tmp_path / KEY_NAME).read_bytes()
    exists, asked = Path.exists, iter((False,))
    monkeypatch.setattr(Path, "exists", lambda path, **more: next(asked, None) is None and exists(path, **more))
    assert again(tmp_path) == first
    assert (tmp_path / KEY_NAME).read_bytes() == there


def test_a_file_system_without_links_gets_the_key_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    key = open_key(tmp_path)
    assert again(tmp_path) == key.secret and [p.name for p in tmp_path.iterdir()] == [KEY_NAME]


def test_a_full_disk_makes_no_wrong_pin_right_and_keeps_the_right_one_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    secret = open_key(home).secret
    assert guard_with_pin(home, "4711") is Guard.PIN
    forget_key(home)
    with pytest.raises(PinNeeded):
        open_key(home, "0000")

    def refused(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(data_key, "write_whole", refused)
    with pytest.raises(PinNeeded) as wrong:
        open_key(home, "0001")
    assert wrong.value.wrong == 2
    assert open_key(home, "4711").secret == secret


@pytest.mark.skipif(os.name != "posix", reason="no folder can be forced to the disk")
def test_a_new_key_is_on_the_disk_by_its_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home, forced, real = tmp_path / "home", [], os.fsync

    def force(handle: int) -> None:
        if os.path.samestat(os.fstat(handle), home.stat()):
            forced.append((home / KEY_NAME).exists())
        real(handle)

    monkeypatch.setattr(os, "fsync", force)
    open_key(home)
    assert forced == [True]
