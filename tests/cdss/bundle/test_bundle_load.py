"""A bundle that was touched in any way is refused, and the sentence names the file."""

import hashlib
import json
import re

import pytest

from cdss.bundle.load import open_bundle, write_sums
from cdss.core.errors import BundleError
from cdss.core.kinds import Modality

METADATA = {
    "schema": "cdss.bundle/1",
    "name": "tiny",
    "version": "0.1",
    "created": "2026-11-21",
    "licence": "Apache-2.0",
    "intended_use": "tests",
    "limits": ["adults only"],
    "inputs": {"vitals": {"heart_rate": {"unit": "bpm", "range": [20, 300]}}, "note": {"text": {"unit": "text"}}},
    "outputs": [{"name": "risk.score", "unit": "0-10"}],
    "training_data": [{"name": "NHAMCS", "n": 90808, "licence": "US government work", "credit": "NCHS"}],
    "metrics": [
        {"name": "auroc", "value": 0.8, "ci": [0.7, 0.9], "n": 100, "split": "test", "command": "cdss evaluate"}
    ],
    "versions": {"torch": "2.13.0"},
    "config": {"fusion": {"width": 128}},
}


def write(folder, name, content):
    (folder / name).write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


@pytest.fixture
def bundle(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    write(folder, "metadata.json", METADATA)
    write(folder, "calibration.json", {"schema": "cdss.calibration/1", "risk": {"a": 1.5}})
    write(folder, "image.safetensors", b"\x08\x00\x00\x00\x00\x00\x00\x00{}      ")
    write(folder, "MODEL_CARD.md", b"# Tiny\n")
    write_sums(folder)
    return folder


def refusal(folder):
    with pytest.raises(BundleError) as caught:
        open_bundle(folder)
    return str(caught.value)


def test_sound_bundle_opens_with_its_identity(bundle):
    opened = open_bundle(bundle)
    assert (opened.identity.name, opened.identity.version) == ("tiny", "0.1")
    assert opened.identity.sha256 == hashlib.sha256((bundle / "SHA256SUMS").read_bytes()).hexdigest()
    assert opened.metadata.inputs[Modality.VITALS]["heart_rate"].range == (20, 300)
    assert opened.calibration["risk"] == {"a": 1.5}
    assert opened.metadata.config["fusion"]["width"] == 128
    assert opened.file("image.safetensors").is_file()


def test_sums_are_in_the_format_of_sha256sum(bundle):
    lines = (bundle / "SHA256SUMS").read_text().splitlines()
    assert [line.split("  ")[1] for line in lines] == [
        "MODEL_CARD.md",
        "calibration.json",
        "image.safetensors",
        "metadata.json",
    ]
    assert all(re.fullmatch(r"[0-9a-f]{64}  \S+", line) for line in lines)


@pytest.mark.parametrize("name", ["image.safetensors", "metadata.json", "calibration.json", "MODEL_CARD.md"])
def test_one_flipped_bit_is_refused_by_name(bundle, name):
    data = bytearray((bundle / name).read_bytes())
    data[-1] ^= 1
    (bundle / name).write_bytes(data)
    assert name in refusal(bundle)


def test_changed_file_is_found_before_its_content_is_parsed(bundle):
    (bundle / "metadata.json").write_text("{")
    assert "changed after release" in refusal(bundle)


@pytest.mark.parametrize(
    "name", ["weights.pt", "weights.bin", "model.pkl", "model.safetensors.pickle", ".hidden", "x.py"]
)
def test_foreign_file_is_refused_by_name_even_when_listed(bundle, name):
    write(bundle, name, b"\x80\x04N.")
    digest = hashlib.sha256((bundle / name).read_bytes()).hexdigest()
    with (bundle / "SHA256SUMS").open("a") as sums:
        sums.write(f"{digest}  {name}\n")
    assert f"{name} does not belong" in refusal(bundle)


def test_export_refuses_to_sign_a_foreign_file(bundle):
    write(bundle, "weights.pt", b"")
    with pytest.raises(BundleError, match=r"weights\.pt"):
        write_sums(bundle)


def test_folder_and_link_inside_are_refused(bundle, tmp_path):
    (bundle / "more").mkdir()
    assert "more does not belong" in refusal(bundle)
    (bundle / "more").rmdir()
    (bundle / "linked.safetensors").symlink_to(bundle / "image.safetensors")
    assert "linked.safetensors does not belong" in refusal(bundle)


@pytest.mark.parametrize(
    "name", ["image.safetensors", "metadata.json", "calibration.json", "MODEL_CARD.md", "SHA256SUMS"]
)
def test_missing_file_is_named(bundle, name):
    write(bundle, "other.safetensors", b"x")
    write_sums(bundle)
    (bundle / name).unlink()
    assert f"{name} is missing" in refusal(bundle)


def test_unlisted_weights_are_named(bundle):
    write(bundle, "late.safetensors", b"x")
    assert "late.safetensors" in refusal(bundle)


def test_bundle_without_weights_is_refused(bundle):
    (bundle / "image.safetensors").unlink()
    assert "*.safetensors is missing" in refusal(bundle)


def test_absent_folder_is_named(tmp_path):
    assert str(tmp_path / "nowhere") in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize("line", ["garbage", "ABC  file", "0" * 64 + " one-space"])
def test_broken_sums_name_the_line(bundle, line):
    with (bundle / "SHA256SUMS").open("a") as sums:
        sums.write(line + "\n")
    assert "Line 5 of SHA256SUMS" in refusal(bundle)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"schema": "cdss.bundle/2"}, "schema"),
        ({"intended_usage": "typo"}, "intended_usage"),
        ({"metrics": [{"name": "auroc", "value": 0.8, "n": 9, "split": "t", "command": "c"}]}, "metrics.0.ci"),
        ({"inputs": {"mri": {}}}, "inputs"),
        ({"inputs": {"vitals": {"heart_rate": {"unit": "bpm", "range": [300, 20]}}}}, "inputs.vitals.heart_rate"),
    ],
)
def test_wrong_schema_names_file_and_key(bundle, change, where):
    write(bundle, "metadata.json", METADATA | change)
    write_sums(bundle)
    text = refusal(bundle)
    assert "metadata.json" in text and where in text


def test_nan_and_wrong_calibration_schema_are_refused(bundle):
    write(bundle, "calibration.json", b'{"schema": "cdss.calibration/1", "risk": NaN}')
    write_sums(bundle)
    assert "NaN" in refusal(bundle)
    write(bundle, "calibration.json", {"schema": "cdss.calibration/9"})
    write_sums(bundle)
    assert "calibration.json" in refusal(bundle)
