"""What the program stands on: the libraries that are installed with it, with version and licence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution

DIRECT = (
    "captum", "cryptography", "defusedxml", "highdicom", "hl7", "keyring", "llvmlite", "monai", "numba", "numpy", "pandas",
    "pillow", "platformdirs", "pydantic", "pydicom", "pyjpegls", "pylibjpeg", "pylibjpeg-openjpeg", "pynetdicom",
    "PySide6-Essentials", "python-gdcm", "pyqtgraph", "safetensors", "scikit-learn",
    "scipy", "shap", "SQLAlchemy", "tokenizers", "torch", "wfdb",
)  # fmt: skip
"""What the program itself asks for (``pyproject.toml``); what these need in turn is found from their own metadata."""

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Library:
    """One installed library; ``licence`` as its own metadata say it, ``?`` where they do not."""

    name: str
    version: str
    licence: str


@cache
def libraries(direct: tuple[str, ...] = DIRECT) -> tuple[Library, ...]:
    """Every library the program needs at run time, by name; one that is not installed here is left out."""
    found: dict[str, Library] = {}
    for known in _needed(direct, set()):
        found[known.name.lower()] = Library(known.name, known.version, licence_of(known))
    return tuple(found[name] for name in sorted(found))


def licence_of(known: Distribution) -> str:
    """The licence in a few words: its SPDX expression, else its classifiers, else the first line of what is called so."""
    metadata = known.metadata
    if expression := _first(metadata, "License-Expression"):
        return expression
    classified = [c.rsplit(" :: ", 1)[-1] for c in metadata.get_all("Classifier") or () if c.startswith("License ::")]
    named = [c for c in classified if c != "OSI Approved"]
    first = _first(metadata, "License").strip().split("\n", 1)[0][:60]
    return ", ".join(named) or first or UNKNOWN


def _first(metadata: PackageMetadata, field: str) -> str:
    return str(next(iter(metadata.get_all(field) or ()), ""))


def _needed(names: Iterable[str], seen: set[str]) -> Iterator[Distribution]:
    for name in names:
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            known = distribution(name)
        except PackageNotFoundError:
            continue
        yield known
        wanted = (w for w in known.requires or () if "extra ==" not in w)
        yield from _needed((m.group() for w in wanted if (m := re.match(r"[\w.-]+", w))), seen)
