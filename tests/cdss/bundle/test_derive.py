"""A bundle derived for a hospital: everything copied, three files rewritten, the original never touched."""

from __future__ import annotations

import hashlib
import json

import pytest

from cdss.bundle.derive import refuse_site, write_site_bundle
from cdss.bundle.load import open_bundle, write_sums
from cdss.core.errors import BundleError

METADATA = {
    "schema": "cdss.bundle/1",
    "name": "tiny",
    "version": "0.1",
    "created": "2026-11-21",
    "licence": "Apache-2.0",
    "intended_use": "für Tests · 시험",
    "limits": ["adults only"],
    "inputs": {"note": {"text": {"unit": "text"}}},
    "outputs": [{"name": "risk.score", "unit": "0-10"}],
    "training_data": [{"name": "NHAMCS", "n": 90808, "licence": "US government work", "credit": "NCHS"}],
    "metrics": [],
    "versions": {"torch": "2.13.0"},
    "config": {"fusion": {"width": 128}},
}
CALIBRATION = {"schema": "cdss.calibration/1", "patterns": {"note": {"temperature": 1.25}}, "film": {"slope": 0.1}}
TABLE = {
    "site": "north",
    "created": "2026-11-21",
    "cases": 60,
    "outputs": {"admission": {"slope": 1, "intercept": 0.7}},
}


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name, content in (("metadata.json", METADATA), ("calibration.json", CALIBRATION)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / "image.safetensors").write_bytes(b"\x08\x00\x00\x00\x00\x00\x00\x00{}      ")
    (folder / "note.safetensors").write_bytes(b"\x08\x00\x00\x00\x00\x00\x00\x00{} {}   ")
    (folder / "MODEL_CARD.md").write_text("# Tiny\n\nA card.\n\n\n", encoding="utf-8")
    write_sums(folder)
    return open_bundle(folder)


def hashes(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.iterdir())}


def read(folder, name):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def test_the_original_stays_and_only_four_files_differ(source, tmp_path):
    before = hashes(source.path)
    made = write_site_bundle(source, tmp_path / "new", TABLE, "## Calibrated at north\n")
    assert hashes(source.path) == before
    after = hashes(made.path)
    assert after.keys() == before.keys()
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"SHA256SUMS", "MODEL_CARD.md", "calibration.json", "metadata.json"}


def test_the_table_stands_beside_what_was_there(source, tmp_path):
    made = write_site_bundle(source, tmp_path / "new", TABLE, "")
    assert made.calibration == {**CALIBRATION, "site_calibration": TABLE}
    assert read(made.path, "metadata.json") == {**METADATA, "name": "tiny-north", "version": "0.1+north"}
    assert "시험" in (made.path / "metadata.json").read_text(encoding="utf-8")  # words stay readable


def test_what_is_returned_is_the_bundle_as_it_opens(source, tmp_path):
    made = write_site_bundle(source, tmp_path / "new", TABLE, "words\n")
    again = open_bundle(tmp_path / "new")
    assert made.identity == again.identity and made.calibration == again.calibration
    assert (made.identity.name, made.identity.version) == ("tiny-north", "0.1+north")
    assert made.identity.sha256 == hashlib.sha256((made.path / "SHA256SUMS").read_bytes()).hexdigest()
    assert made.identity.sha256 != source.identity.sha256


def test_the_card_of_the_site_follows_the_card_of_the_model(source, tmp_path):
    made = write_site_bundle(source, tmp_path / "new", TABLE, "## Calibrated at north\n\n- one line\n")
    text = (made.path / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert text == "# Tiny\n\nA card.\n\n## Calibrated at north\n\n- one line\n"


@pytest.mark.parametrize("site", ["north", "north-ward", "h2o", "7"])
def test_small_letters_digits_and_hyphens_name_a_site(source, tmp_path, site):
    assert refuse_site(source, tmp_path / "new", site) is None


@pytest.mark.parametrize(
    "site", ["", "North", "a b", "../x", "a/b", "-a", "a-", "a--b", "söul", "서울", "a.b", "a_b", "a\n"]
)
def test_any_other_name_is_refused_before_anything_is_written(source, tmp_path, site):
    with pytest.raises(BundleError, match="cannot be the name of a site"):
        write_site_bundle(source, tmp_path / "new", {**TABLE, "site": site}, "")
    assert not (tmp_path / "new").exists()


def test_an_empty_folder_is_taken_and_one_in_use_is_not(source, tmp_path):
    empty, used, file = tmp_path / "empty", tmp_path / "used", tmp_path / "file"
    empty.mkdir()
    used.mkdir()
    (used / "letter.txt").write_text("keep me", encoding="utf-8")
    file.write_text("keep me", encoding="utf-8")
    assert write_site_bundle(source, empty, TABLE, "").identity.name == "tiny-north"
    for folder in (used, file, empty, source.path):
        with pytest.raises(BundleError, match="exists and is not empty"):
            write_site_bundle(source, folder, TABLE, "")
    assert [p.name for p in used.iterdir()] == ["letter.txt"]
    assert file.read_text(encoding="utf-8") == "keep me"


def test_folders_on_the_way_are_made(source, tmp_path):
    made = write_site_bundle(source, tmp_path / "models" / "north" / "one", TABLE, "")
    assert made.path == tmp_path / "models" / "north" / "one" and (made.path / "note.safetensors").is_file()


def test_a_site_of_a_site_is_refused_with_the_name_of_the_first(source, tmp_path):
    made = write_site_bundle(source, tmp_path / "new", TABLE, "")
    with pytest.raises(BundleError, match="new is already recalibrated for north"):
        write_site_bundle(made, tmp_path / "second", {**TABLE, "site": "south"}, "")
    assert not (tmp_path / "second").exists()


def test_a_number_that_json_has_not_is_never_written(source, tmp_path):
    broken = {**TABLE, "outputs": {"admission": {"slope": 1.0, "intercept": float("nan")}}}
    with pytest.raises(ValueError, match="JSON"):
        write_site_bundle(source, tmp_path / "new", broken, "")
    with pytest.raises(BundleError):
        open_bundle(tmp_path / "new")


def test_a_bit_changed_afterwards_is_found(source, tmp_path):
    made = write_site_bundle(source, tmp_path / "new", TABLE, "")
    text = (made.path / "calibration.json").read_text(encoding="utf-8")
    (made.path / "calibration.json").write_text(text.replace("0.7", "0.8"), encoding="utf-8")
    with pytest.raises(BundleError, match=r"calibration\.json"):
        open_bundle(made.path)
