"""A signed bundle: one byte of any file, a missing or a further file, another's signature: refused by name."""

import json
import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.signature import fingerprint_of, read_signature, sign, written
from cdss.cli.sign_bundle import sign_bundle
from cdss.core.errors import BundleError
from cdss.core.hashing import sha256_bytes
from cdss.core.paths import model_dir

FILES = (
    *("MODEL_CARD.md", "SHA256SUMS", "SIGNATURE.json", "calibration.json"),
    *("image.safetensors", "metadata.json", "tokenizer.json"),
)


def refusal(folder):
    with pytest.raises(BundleError) as caught:
        open_bundle(folder)
    return str(caught.value)


def flip(path, at=0, bit=1):
    content = bytearray(path.read_bytes())
    content[at] ^= bit
    path.write_bytes(content)


def test_a_signed_bundle_opens_and_says_with_which_key_and_when(signed, key):
    signature = open_bundle(signed).signature
    public = key.public_key().public_bytes_raw()
    assert (signature.key, signature.signed) == (public.hex(), "2026-11-22")
    assert signature.fingerprint == fingerprint_of(public.hex()) == sha256_bytes(public)
    assert set(signature.files) == set(FILES) - {"SHA256SUMS", "SIGNATURE.json"}


def test_signing_leaves_the_identity_of_the_model_as_it_was(make_bundle, key):
    folder = make_bundle()
    before = open_bundle(folder)
    assert before.signature is None
    sign_bundle(folder, key, "2026-11-22")
    assert open_bundle(folder).identity == before.identity


@pytest.mark.parametrize("at", [0, -1, 20])
@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_of_any_file_is_refused_by_its_name(signed, name, at):
    if at >= (signed / name).stat().st_size:
        at = 1
    flip(signed / name, at)
    assert name in refusal(signed)


def test_each_byte_of_the_signature_file_counts(signed):
    path = signed / "SIGNATURE.json"
    whole = path.read_bytes()
    for at in range(len(whole)):
        flip(path, at)
        with pytest.raises(BundleError, match=r"SIGNATURE\.json"):
            read_signature(signed)
        path.write_bytes(whole)
    assert open_bundle(signed).signature is not None


@pytest.mark.parametrize("name", ["image.safetensors", "metadata.json", "MODEL_CARD.md", "tokenizer.json"])
def test_a_file_changed_with_its_hash_renewed_was_changed_after_signing(signed, name):
    flip(signed / name, -1)
    write_sums(signed)
    assert refusal(signed).startswith(f"{name} in the model bundle tiny was changed after signing.")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_and_without_signature_it_is_an_unsigned_bundle(signed, name):
    (signed / name).unlink()
    if name == "SIGNATURE.json":
        assert open_bundle(signed).signature is None  # refused where patients are assessed: test_trust.py
    else:
        kind = "*.safetensors" if name == "image.safetensors" else name  # the only weights: any would do
        assert f"{kind} is missing" in refusal(signed)


def test_a_file_that_was_added_and_listed_was_not_signed(signed):
    (signed / "more.safetensors").write_bytes(b"x")
    write_sums(signed)
    assert refusal(signed).startswith("more.safetensors is in the model bundle tiny but was not signed with it")


@pytest.mark.parametrize("name", ["weights.pt", "model.pkl", "SIGNATURE.json.bak"])
def test_a_file_of_another_kind_is_refused_by_name_in_a_signed_bundle(signed, name):
    (signed / name).write_bytes(b"\x80\x04N.")
    assert f"{name} does not belong" in refusal(signed)


def test_the_signature_of_another_bundle_of_the_same_key_is_refused_by_the_file_that_differs(signed, make_bundle, key):
    other = make_bundle("other", weights=b"other weights")
    sign_bundle(other, key, "2026-11-22")
    shutil.copyfile(other / "SIGNATURE.json", signed / "SIGNATURE.json")
    assert "changed after signing" in refusal(signed)


def test_a_signature_under_anothers_name_is_refused(signed, key):
    told = json.loads((signed / "SIGNATURE.json").read_text())
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw().hex()
    (signed / "SIGNATURE.json").write_text(json.dumps({**told, "key": stranger}, indent=1) + "\n")
    assert "SIGNATURE.json" in refusal(signed)


def test_a_later_day_cannot_be_written_into_a_signature(signed):
    path = signed / "SIGNATURE.json"
    path.write_text(path.read_text().replace("2026-11-22", "2027-11-22"))
    assert "SIGNATURE.json" in refusal(signed)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff", b'{"schema": "cdss.signature/2"}'])
def test_what_is_no_signature_is_refused_by_name(signed, content):
    (signed / "SIGNATURE.json").write_bytes(content)
    assert "SIGNATURE.json" in refusal(signed)


def test_what_was_written_is_read_again(tmp_path, key):
    made = sign({"b": "2", "a": "1"}, "2026-11-22", key)
    (tmp_path / "SIGNATURE.json").write_bytes(written(made))
    assert read_signature(tmp_path) == made
    with pytest.raises(ValueError, match="32 bytes"):
        fingerprint_of("abcd")


def test_signed_again_after_a_change_it_opens(signed, key):
    flip(signed / "MODEL_CARD.md", -1)
    sign_bundle(signed, key, "2026-11-23")
    assert open_bundle(signed).signature.signed == "2026-11-23"


def test_the_bundle_that_ships_is_signed_and_every_file_of_it_is_named_when_changed(tmp_path):
    signature = read_signature(model_dir())
    assert set(signature.files) == {p.name for p in model_dir().iterdir()} - {"SHA256SUMS", "SIGNATURE.json"}
    folder = shutil.copytree(model_dir(), tmp_path / "copy")
    for path in sorted(folder.iterdir()):
        flip(path, -1)
        assert path.name in refusal(folder)
        flip(path, -1)
    assert open_bundle(folder).signature == signature
