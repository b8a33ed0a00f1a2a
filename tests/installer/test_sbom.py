"""The bill of materials: CycloneDX 1.6, every package that is installed, the model with each of its files, and no loose ends."""

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from cdss.core.hashing import sha256_file
from cdss.core.paths import model_dir

REPOSITORY = Path(__file__).resolve().parents[2]
ALLOWED = {
    "bill": {"bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"},
    "component": {
        *(
            "type",
            "bom-ref",
            "name",
            "version",
            "purl",
            "hashes",
            "licenses",
            "properties",
            "description",
            "components",
        ),
    },
}
"""Keys of the CycloneDX 1.6 schema that are used here; its schema allows no others than its own."""


@pytest.fixture(scope="module")
def bill(tmp_path_factory):
    out = tmp_path_factory.mktemp("bill") / "parts.json"
    command = [sys.executable, str(REPOSITORY / "installer" / "sbom.py"), str(out)]
    subprocess.run(command, check=True, cwd=out.parent)
    return json.loads(out.read_text(encoding="utf-8"))


def components(bill):
    for one in [bill["metadata"]["component"], *bill["components"]]:
        yield one
        yield from one.get("components", ())


def test_it_is_what_the_standard_asks_for(bill):
    assert set(bill) == ALLOWED["bill"]
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert datetime.fromisoformat(bill["metadata"]["timestamp"]).tzinfo is not None
    for one in components(bill):
        assert set(one) <= ALLOWED["component"] and one["name"], one
        assert one["type"] in {"application", "library", "machine-learning-model", "file"}
        assert all(h["alg"] == "SHA-256" and re.fullmatch("[0-9a-f]{64}", h["content"]) for h in one.get("hashes", ()))
        for licence in one.get("licenses", ()):
            named = licence.get("license", {})
            assert licence.get("expression") or named.get("name") or named.get("id") == "Apache-2.0", one


def test_every_reference_is_to_one_component_and_none_is_left_over(bill):
    refs = [one["bom-ref"] for one in components(bill)]
    assert len(refs) == len(set(refs))
    asked = {entry["ref"] for entry in bill["dependencies"]}
    assert asked == {one["bom-ref"] for one in [bill["metadata"]["component"], *bill["components"]]}
    assert {ref for entry in bill["dependencies"] for ref in entry["dependsOn"]} <= asked
    wanted = {e["ref"]: e["dependsOn"] for e in bill["dependencies"]}
    pandas = next(ref for ref in asked if ref.startswith("pkg:pypi/pandas@"))
    assert any(ref.startswith("pkg:pypi/numpy@") for ref in wanted[pandas])


def test_each_installed_package_is_in_it_with_version_licence_and_the_locked_hashes(bill, installer):
    parts = installer("parts")
    found, known = parts.installed(), parts.locked()
    listed = {parts.normal(one["name"]): one for one in bill["components"] if one["type"] == "library"}
    assert {name: one["version"] for name, one in listed.items()} == {name: d.version for name, d in found.items()}
    assert listed["wfdb"]["purl"] == "pkg:pypi/wfdb@4.3.1"
    for name, one in listed.items():
        entry = known.get((name, one["version"]))
        assert [h["content"] for h in one.get("hashes", ())] == list(entry.hashes if entry else ())
    assert listed["pydicom"]["hashes"] and listed["numpy"]["licenses"]


def test_the_model_is_in_it_with_every_file_and_whose_signature_it_carries(bill):
    (model,) = (one for one in bill["components"] if one["type"] == "machine-learning-model")
    folder = model_dir()
    assert model["name"] == json.loads((folder / "metadata.json").read_text(encoding="utf-8"))["name"]
    assert model["hashes"][0]["content"] == sha256_file(folder / "SHA256SUMS")
    files = {one["name"]: one["hashes"][0]["content"] for one in model["components"]}
    assert files == {path.name: sha256_file(path) for path in folder.iterdir()}
    keys = json.loads((REPOSITORY / "resources" / "trust" / "keys.json").read_text(encoding="utf-8"))
    assert model["properties"][0]["value"] in [key["fingerprint"] for key in keys]


def test_another_byte_in_the_model_is_another_serial_number(bill, installer, tmp_path, monkeypatch):
    sbom = installer("sbom")
    assert sbom.bill()["serialNumber"] == bill["serialNumber"]
    for name in ("metadata.json", "SHA256SUMS"):
        (tmp_path / name).write_bytes((model_dir() / name).read_bytes())
    monkeypatch.setattr(sbom, "BUNDLE", tmp_path)
    assert sbom.bill()["serialNumber"] != bill["serialNumber"]
    assert sbom.model_component(tmp_path)["properties"][0]["value"] == "unsigned"


# the check of what is installed -------------------------------------------------------------------------------------------


def package(folder, version="1.0"):
    """A package of one file as pip installs it, with its record."""
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    info = folder / f"tinypackage-{version}.dist-info"
    info.mkdir(parents=True)
    (folder / "tinypackage.py").write_text("A = 1\n", encoding="utf-8")
    digest = urlsafe_b64encode(sha256(b"A = 1\n").digest()).decode().rstrip("=")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tinypackage\nVersion: {version}\n", encoding="utf-8")
    (info / "RECORD").write_text(
        f"tinypackage.py,sha256={digest},6\n__pycache__/x.pyc,,\n{info.name}/RECORD,,\n", encoding="utf-8"
    )
    from importlib.metadata import Distribution

    return Distribution.at(info)


def test_a_changed_or_missing_file_of_a_package_is_named(installer, tmp_path):
    audit, one = installer("audit"), package(tmp_path)
    assert audit.changed(one) == []
    (tmp_path / "tinypackage.py").write_text("A = 2\n", encoding="utf-8")
    assert audit.changed(one) == ["tinypackage.py"]
    (tmp_path / "tinypackage.py").unlink()
    assert audit.changed(one) == ["tinypackage.py"]


def test_a_package_in_another_version_than_the_locked_one_is_named(installer, tmp_path):
    audit, one = installer("audit"), package(tmp_path)
    assert audit.unlocked({"tinypackage": one}) == ["tinypackage 1.0: no hash is known"]
    (said,) = audit.unlocked({"numpy": one})
    assert said.startswith("numpy 1.0: locked is 2.")


def test_without_pip_audit_the_command_is_printed(installer, monkeypatch, capsys):
    audit = installer("audit")
    monkeypatch.setattr(audit, "find_spec", lambda name: None)
    assert audit.weaknesses() == 0
    assert "pip-audit --require-hashes" in capsys.readouterr().out
