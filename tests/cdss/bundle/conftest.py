"""A small bundle that is signed with a key of the test, in a data folder of its own."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cdss.bundle.load import write_sums
from cdss.cli.sign_bundle import sign_bundle

METADATA = {
    "schema": "cdss.bundle/1",
    "name": "tiny",
    "version": "0.1",
    "created": "2026-11-21",
    "licence": "Apache-2.0",
    "intended_use": "tests",
    "limits": [],
    "inputs": {"note": {"text": {"unit": "text"}}},
    "outputs": [],
    "training_data": [],
    "metrics": [],
    "versions": {},
    "config": {},
}
CALIBRATION = {"schema": "cdss.calibration/1", "patterns": {"note": {"temperature": 1.25}}}
DAY = "2026-11-22"


@pytest.fixture
def key():
    return Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


@pytest.fixture
def make_bundle(tmp_path):
    """Writes a small unsigned bundle of that name."""

    def make(name="tiny", weights=b"\x08\x00\x00\x00\x00\x00\x00\x00{}      "):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "metadata.json").write_text(json.dumps({**METADATA, "name": name}), encoding="utf-8")
        (folder / "calibration.json").write_text(json.dumps(CALIBRATION), encoding="utf-8")
        (folder / "image.safetensors").write_bytes(weights)
        (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
        (folder / "MODEL_CARD.md").write_text("# Tiny\n", encoding="utf-8")
        write_sums(folder)
        return folder

    return make


@pytest.fixture
def signed(make_bundle, key):
    folder = make_bundle()
    sign_bundle(folder, key, DAY)
    return folder
