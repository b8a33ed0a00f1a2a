"""A model in one file: what is packed comes back, and what is wrong with a file is said by name before anything is written."""

import json
import struct
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdss.bundle.derive import write_site_bundle
from cdss.bundle.load import open_bundle
from cdss.bundle.model_file import HEAD, file_name, pack, read_model_file
from cdss.bundle.trust import Key, Trust
from cdss.cli.sign_bundle import sign_bundle
from cdss.core.errors import BundleError

TABLE = {"site": "north", "created": "2026-11-21", "cases": 60, "outputs": {}}


@pytest.fixture
def trust(key):
    return Trust((Key("makers", key.public_key().public_bytes_raw().hex(), "2026-11-22", ours=True),))


@pytest.fixture
def packed(signed, tmp_path):
    target = tmp_path / "tiny-0.1.model"
    pack(open_bundle(signed), target)
    return target


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return [(part, archive.read(part)) for part in archive.infolist()]


def written(path, parts, **how):
    """The file anew with these names and contents."""
    path.unlink()
    with zipfile.ZipFile(path, "w", **how) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def refusal(path, trust):
    with pytest.raises(BundleError) as caught:
        read_model_file(path, trust)
    assert path.name in caught.value.words("en") and path.name in caught.value.words("ko")
    return caught.value.code, str(caught.value)


def test_a_packed_bundle_is_the_same_bundle_again(packed, signed, trust, tmp_path):
    file = read_model_file(packed, trust)
    assert (file.identity, file.signature, file.key) == (
        open_bundle(signed).identity,
        open_bundle(signed).signature,
        trust.keys[0],
    )
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    assert file.unpack(fresh).identity == file.identity
    assert {p.name: p.read_bytes() for p in fresh.iterdir()} == {p.name: p.read_bytes() for p in signed.iterdir()}


def test_the_same_bundle_makes_the_same_file_and_is_called_after_its_version(packed, signed, tmp_path):
    again = tmp_path / file_name(open_bundle(signed).identity)
    pack(open_bundle(signed), again)
    assert again.name == "tiny-0.1.model" and again.read_bytes() == packed.read_bytes()


def test_nothing_unsigned_and_nothing_that_a_hospital_changed_is_packed(make_bundle, signed, tmp_path):
    unsigned = make_bundle("other")
    with pytest.raises(BundleError, match="Nobody signed"):
        pack(open_bundle(unsigned), tmp_path / "x.model")
    own = write_site_bundle(open_bundle(signed), tmp_path / "own", TABLE, "## North\n")
    with pytest.raises(BundleError, match="calibrated to one hospital"):
        pack(own, tmp_path / "x.model")
    assert not (tmp_path / "x.model").exists() and not list(tmp_path.glob("*.part"))


def test_every_single_changed_byte_is_refused_or_means_nothing(packed, trust):
    """Byte for byte: what is read is what was signed, or it is not read at all."""
    whole, sound = packed.read_bytes(), read_model_file(packed, trust)
    for place in range(0, len(whole), 7):
        packed.write_bytes(whole[:place] + bytes([whole[place] ^ 0x20]) + whole[place + 1 :])
        try:
            assert read_model_file(packed, trust).identity == sound.identity
        except BundleError as error:
            assert packed.name in str(error)


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, 0.99])
def test_a_file_that_was_cut_short_is_refused(packed, trust, keep):
    whole = packed.read_bytes()
    packed.write_bytes(whole[: int(keep * len(whole)) if isinstance(keep, float) else keep])
    assert refusal(packed, trust)[0] == "update_no_model_file"


def test_a_changed_part_is_named(packed, trust):
    parts = [(p.filename, c + b" " if p.filename == "MODEL_CARD.md" else c) for p, c in parts_of(packed)]
    code, text = refusal(written(packed, parts), trust)
    assert code == "update_part_changed" and "MODEL_CARD.md" in text


def test_a_part_too_many_and_a_part_too_few_are_named(packed, trust):
    parts = [(p.filename, c) for p, c in parts_of(packed)]
    code, text = refusal(written(packed, [*parts, ("extra.safetensors", b"x")]), trust)
    assert code == "update_part_unsigned" and "extra.safetensors" in text
    code, text = refusal(written(packed, [p for p in parts if p[0] != "tokenizer.json"]), trust)
    assert code == "update_part_missing" and "tokenizer.json" in text


@pytest.mark.parametrize(
    "name",
    [
        "../trust.json",
        "/etc/passwd",
        "..\\x.safetensors",
        "a/b.safetensors",
        "../x.safetensors",
        "run.py",
        ".x.safetensors",
    ],
)
def test_a_part_that_leads_out_of_the_folder_is_named_and_nothing_is_written(packed, trust, name, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    parts = [(p.filename, c) for p, c in parts_of(packed)]
    code, text = refusal(written(packed, [*parts, (name, b"x")]), trust)
    assert code == "update_foreign_part" and name in text and sorted(tmp_path.rglob("*")) == before


def test_a_link_is_refused(packed, trust):
    link = zipfile.ZipInfo("link.safetensors")
    link.external_attr = 0o120777 << 16
    assert refusal(written(packed, [*((p.filename, c) for p, c in parts_of(packed)), (link, b"/etc")]), trust)[0] == (
        "update_foreign_part"
    )


def test_a_bomb_is_refused_before_it_is_opened(packed, trust):
    parts = [(p.filename, c) for p, c in parts_of(packed)]
    bomb = [*parts, ("bomb.safetensors", bytes(50 << 20))]
    code, _ = refusal(written(packed, bomb, compression=zipfile.ZIP_DEFLATED), trust)
    assert code == "update_packed_otherwise" and packed.stat().st_size < 1 << 20


def test_a_part_that_claims_more_bytes_than_the_file_has_is_refused(packed, trust):
    """Parts that lie over one another: the list says more than came."""
    whole = bytearray(packed.read_bytes())
    start = whole.rfind(b"PK\x01\x02", 0, whole.rfind(b"image.safetensors"))
    whole[start + 20 : start + 28] = struct.pack("<II", 1 << 30, 1 << 30)
    packed.write_bytes(whole)
    assert refusal(packed, trust)[0] == "update_too_large"


def test_two_parts_of_one_name_are_refused(packed, trust):
    parts = [(p.filename, c) for p, c in parts_of(packed)]
    with pytest.warns(UserWarning, match="Duplicate"):
        written(packed, [*parts, ("tokenizer.json", b"{}")])
    assert refusal(packed, trust)[0] == "update_twice"


def test_too_many_parts_are_refused(packed, trust):
    parts = [*((p.filename, c) for p, c in parts_of(packed)), *((f"w{i}.safetensors", b"") for i in range(64))]
    assert refusal(written(packed, parts), trust)[0] == "update_too_many"


def test_a_file_without_signature_of_another_key_or_not_of_the_pinned_one_is_refused(packed, signed, trust, key):
    parts = [(p.filename, c) for p, c in parts_of(packed)]
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    north = Key("north", stranger.public_key().public_bytes_raw().hex(), "2026-11-22")
    pinned = Trust((*trust.keys, north), pinned=north.fingerprint)
    code, text = refusal(packed, pinned)
    assert code == "bundle_key_not_pinned" and trust.keys[0].fingerprint in text
    written(packed, [p for p in parts if p[0] != "SIGNATURE.json"])
    assert refusal(packed, trust)[0] == "update_unsigned"
    sign_bundle(signed, stranger, "2026-11-22")
    pack(open_bundle(signed), packed)
    code, text = refusal(packed, trust)
    assert code == "bundle_key_unknown" and north.fingerprint in text


def test_a_signature_of_another_bundle_does_not_fit(packed, make_bundle, key, trust):
    other = make_bundle("other", weights=b"\x09\x00\x00\x00\x00\x00\x00\x00{}       ")
    sign_bundle(other, key, "2026-11-22")
    theirs = (other / "SIGNATURE.json").read_bytes()
    parts = [(p.filename, theirs if p.filename == "SIGNATURE.json" else c) for p, c in parts_of(packed)]
    assert refusal(written(packed, parts), trust)[0] == "update_part_changed"


def test_a_file_of_a_newer_form_says_that_the_program_is_to_be_updated(packed, trust):
    parts = [(p.filename, c) for p, c in parts_of(packed)]
    newer = [(n, json.dumps({"schema": "cdss.update/2"}) if n == HEAD else c) for n, c in parts]
    code, text = refusal(written(packed, newer), trust)
    assert code == "update_other_form" and "cdss.update/2" in text and "Update the program first" in text
    written(packed, [p for p in parts if p[0] != HEAD])
    assert refusal(packed, trust)[0] == "update_no_model_file"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"schema": "cdss.bundle/2"}, "update_other_form"),
        ({"requires": "99.1"}, "bundle_needs_program"),
        ({"requires": "soon"}, "update_no_model_file"),
    ],
)
def test_a_model_for_a_newer_program_is_refused_however_well_it_is_signed(signed, key, tmp_path, trust, changed, code):
    target = tmp_path / "newer.model"
    bundle = open_bundle(signed)
    path = signed / "metadata.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changed}), encoding="utf-8")
    sign_bundle(signed, key, "2026-11-22")
    pack(bundle, target)
    found, text = refusal(target, trust)
    assert found == code and (code != "bundle_needs_program" or "99.1" in text)


def test_a_model_that_needs_no_newer_program_is_taken(signed, key, tmp_path, trust):
    path = signed / "metadata.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "requires": "0.1"}), encoding="utf-8")
    sign_bundle(signed, key, "2026-11-22")
    pack(open_bundle(signed), tmp_path / "x.model")
    assert read_model_file(tmp_path / "x.model", trust).identity == open_bundle(signed).identity


def test_a_bundle_in_a_folder_that_needs_a_newer_program_is_refused_too(signed, key):
    path = signed / "metadata.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), "requires": "99"}), encoding="utf-8")
    sign_bundle(signed, key, "2026-11-22")
    with pytest.raises(BundleError, match="needs version 99"):
        open_bundle(signed)


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_such_file_is_refused(tmp_path, trust, content):
    path = tmp_path / "x.model"
    path.write_bytes(content)
    assert refusal(path, trust)[0] == "update_no_model_file"


def test_a_file_that_was_exchanged_after_it_was_looked_at_is_not_unpacked_for_it(
    packed, make_bundle, key, trust, tmp_path
):
    file = read_model_file(packed, trust)
    other = make_bundle("other")
    sign_bundle(other, key, "2026-11-22")
    pack(open_bundle(other), packed)
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    with pytest.raises(BundleError, match="while it was being installed"):
        file.unpack(fresh)
