"""Write the bill of materials of what is installed as CycloneDX 1.6 (ECMA-424), JSON: ``python installer/sbom.py FILE``.

Packages with version, licence and the SHA-256 of every file of that version that ``installer/locks`` allows; the model
bundle as a machine-learning model with each of its files. Standard library only; run it with the Python of ``.venv``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import uuid
from datetime import UTC, datetime
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from parts import ROOT, installed, locked, needs, normal, version

BUNDLE = ROOT / "resources" / "models" / "cdss-triage"
NAMESPACE = uuid.UUID("6f7c1f52-7a53-5d0f-9d0e-3b1d0c2a4e11")
"""Of the serial numbers: the same parts have the same number."""
SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")

Json = dict[str, Any]


def main(out: Path) -> None:
    """Write the list."""
    out.write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def bill() -> Json:
    """The list as a JSON object."""
    known, found = locked(), installed()
    model = model_component(BUNDLE)
    parts = [package(one, known) for one in found.values()]
    root = program()
    graph = [{"ref": root["bom-ref"], "dependsOn": sorted([model["bom-ref"], *(p["bom-ref"] for p in parts)])}]
    refs = {normal(part["name"]): part["bom-ref"] for part in parts}
    for name, one in found.items():
        wanted = sorted({refs[normal(n)] for n in needs(one) if normal(n) in refs})
        graph.append({"ref": refs[name], "dependsOn": wanted})
    components = [model, *parts]
    number = uuid.uuid5(NAMESPACE, json.dumps([root, components], sort_keys=True))
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"timestamp": moment().isoformat(timespec="seconds"), "component": root},
        "components": components,
        "dependencies": [*graph, {"ref": model["bom-ref"], "dependsOn": []}],
    }


def moment() -> datetime:
    """``SOURCE_DATE_EPOCH`` where a build sets it, so that the same parts make the same list; else now."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(given), UTC) if given.isdigit() else datetime.now(UTC)


def program() -> Json:
    """The program itself."""
    own = version()
    return {
        "type": "application",
        "bom-ref": f"triagelens@{own}",
        "name": "triagelens",
        "version": own,
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }


def package(one: Distribution, known: dict[Any, Any]) -> Json:
    """One installed package; without hashes where its version is none that was locked."""
    name = normal(one.metadata["Name"])
    purl = f"pkg:pypi/{name}@{one.version.replace('+', '%2B')}"
    entry = known.get((name, one.version))
    hashes = [{"alg": "SHA-256", "content": digest} for digest in entry.hashes] if entry else []
    return {
        "type": "library",
        "bom-ref": purl,
        "name": one.metadata["Name"],
        "version": one.version,
        "purl": purl,
        **({"hashes": hashes} if hashes else {}),
        **licences(one),
        "properties": [
            {"name": "triagelens:hashes", "value": "of every wheel that the lock allows" if entry else "none"}
        ],
    }


def licences(one: Distribution) -> Json:
    """The licence as the package says it: an SPDX expression, else its classifiers, else the first line of its own words."""
    expression = first(one, "License-Expression")
    if SPDX.fullmatch(expression):
        return {"licenses": [{"expression": expression}]}
    classified = [c for c in one.metadata.get_all("Classifier") or () if c.startswith("License ::")]
    named = [c.rsplit(" :: ", 1)[-1] for c in classified if not c.endswith("OSI Approved")]
    words = first(one, "License").strip().split("\n", 1)[0][:80]
    return {"licenses": [{"license": {"name": name}} for name in named or [words or expression or "not stated"]]}


def first(one: Distribution, field: str) -> str:
    """A field of the package's metadata, empty where it has none."""
    return str(next(iter(one.metadata.get_all(field) or ()), ""))


def model_component(folder: Path) -> Json:
    """The model bundle: its identity is the SHA-256 of ``SHA256SUMS``, which fixes every other file but the signature."""
    told = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    identity = digest_of(folder / "SHA256SUMS")
    signature = folder / "SIGNATURE.json"
    key = json.loads(signature.read_text(encoding="utf-8"))["key"] if signature.exists() else ""
    fingerprint = hashlib.sha256(bytes.fromhex(key)).hexdigest() if key else "unsigned"
    files = [
        {
            "type": "file",
            "bom-ref": f"{told['name']}/{path.name}",
            "name": path.name,
            "hashes": [{"alg": "SHA-256", "content": digest_of(path)}],
        }
        for path in sorted(folder.iterdir())
    ]
    return {
        "type": "machine-learning-model",
        "bom-ref": f"{told['name']}@{told['version']}",
        "name": told["name"],
        "version": told["version"],
        "description": told["intended_use"],
        "hashes": [{"alg": "SHA-256", "content": identity}],
        "licenses": [{"license": {"name": told["licence"]}}],
        "properties": [{"name": "triagelens:signed-by", "value": fingerprint}],
        "components": files,
    }


def digest_of(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
