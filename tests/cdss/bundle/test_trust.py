"""Whose bundle may assess: trusted keys, the pinned one, an unsigned bundle that the site allowed, and no other."""

import json
import shutil
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdss.bundle import trust as module
from cdss.bundle.load import open_bundle
from cdss.bundle.signature import fingerprint_of
from cdss.bundle.trust import Key, Trust, keep, pinned_to, require_trusted, shipped_keys, trusted, unsigned_issues
from cdss.cli.sign_bundle import sign_bundle
from cdss.core.errors import BundleError
from cdss.core.paths import model_dir


@pytest.fixture
def ours(key):
    return Key("test", key.public_key().public_bytes_raw().hex(), "2026-11-22", ours=True)


@pytest.fixture
def other():
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    return stranger, Key("north", stranger.public_key().public_bytes_raw().hex(), "2026-11-22")


def refusal(folder, trust):
    with pytest.raises(BundleError) as caught:
        require_trusted(open_bundle(folder), trust)
    return str(caught.value)


def test_a_bundle_of_a_trusted_key_may_assess_and_says_whose_it_is(signed, ours):
    assert require_trusted(open_bundle(signed), Trust((ours,))) == ours
    assert unsigned_issues(open_bundle(signed)) == ()


def test_a_bundle_of_an_unknown_key_is_refused_with_its_fingerprint_until_the_site_trusts_it(signed, ours, other):
    stranger, key = other
    sign_bundle(signed, stranger, "2026-11-22")
    assert fingerprint_of(key.key) in refusal(signed, Trust((ours,)))
    assert require_trusted(open_bundle(signed), Trust((ours, key))) == key


def test_a_pinned_key_is_the_only_one_that_counts(signed, ours, other):
    stranger, key = other
    trust = pinned_to(Trust((ours, key)), key.fingerprint)
    text = refusal(signed, trust)
    assert ours.fingerprint in text and key.fingerprint in text
    sign_bundle(signed, stranger, "2026-11-22")
    assert require_trusted(open_bundle(signed), trust) == key
    assert require_trusted(open_bundle(signed), pinned_to(trust, "")) == key


def test_a_key_that_is_not_trusted_cannot_be_pinned(ours):
    with pytest.raises(BundleError, match="ffff"):
        pinned_to(Trust((ours,)), "ffff")


def test_an_unsigned_bundle_is_refused_until_the_site_allows_this_very_one(make_bundle, ours):
    folder = make_bundle()
    assert f"cdss trust --allow-unsigned {folder}" in refusal(folder, Trust((ours,)))
    allowed = Trust((ours,), unsigned=(open_bundle(folder).identity.sha256,))
    assert require_trusted(open_bundle(folder), allowed) is None
    (said,) = unsigned_issues(open_bundle(folder))
    assert (said.code, said.severity) == ("check_model_unsigned", "warning") and "tiny" in said.text()
    other = make_bundle("other")
    assert "other" in refusal(other, allowed)
    assert "pinned" in refusal(folder, replace(allowed, pinned=ours.fingerprint))


def test_a_signature_that_is_taken_away_makes_a_bundle_of_the_makers_unusable(signed, ours):
    (signed / "SIGNATURE.json").unlink()
    assert "Nobody signed" in refusal(signed, Trust((ours,)))


def test_the_keys_that_ship_have_the_fingerprints_they_say_and_signed_the_bundle_that_ships():
    keys = shipped_keys()
    assert all(key.ours and key.name and key.since for key in keys)
    folder = model_dir()
    bundle_key = json.loads((folder / "SIGNATURE.json").read_text(encoding="utf-8"))["key"]
    assert bundle_key in [key.key for key in keys]


def test_a_shipped_key_beside_another_fingerprint_is_refused(tmp_path, monkeypatch):
    shutil.copytree(module.resources_dir() / "trust", tmp_path / "trust")
    path = tmp_path / "trust" / "keys.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([{**told[0], "fingerprint": "00"}]), encoding="utf-8")
    monkeypatch.setattr(module, "resources_dir", lambda: tmp_path)
    with pytest.raises(ValueError, match="00"):
        shipped_keys()


def test_what_the_site_says_is_kept_without_the_shipped_keys_and_read_again(tmp_path, other):
    path = tmp_path / "trust.json"
    assert trusted(path) == Trust(shipped_keys())
    trust = Trust((*shipped_keys(), other[1]), other[1].fingerprint, ("ab",))
    keep(trust, path)
    assert trusted(path) == trust
    assert [k["name"] for k in json.loads(path.read_text(encoding="utf-8"))["keys"]] == ["north"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"schema": "cdss.trust/2"}', '{"schema": "cdss.trust/1", "pinned": 1}'),
        '{"schema": "cdss.trust/1", "keys": [{"name": "x", "key": "zz", "since": ""}]}',
    ],
)
def test_a_damaged_file_allows_nothing_and_is_named(tmp_path, text):
    path = tmp_path / "trust.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BundleError, match="No model is used until it is mended") as caught:
        trusted(path)
    assert str(path) in str(caught.value)


def test_a_file_of_a_newer_program_is_called_so(tmp_path):
    path = tmp_path / "trust.json"
    path.write_text('{"schema": "cdss.trust/2"}', encoding="utf-8")
    with pytest.raises(BundleError) as caught:
        trusted(path)
    assert caught.value.code == "trust_newer" and "newer version of the program" in str(caught.value)
